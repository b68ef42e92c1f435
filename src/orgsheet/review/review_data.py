"""What a review says, as plain data: the same from the check itself and from its JSON."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.review.policy import PolicyChange

VERSION = 1


class ReviewFinding(NamedTuple):
    """A finding as the review tells it.

    `state` is `new` (the change brings it) or `old` (it was there before); `changed` says that
    its file is among those the change touches. Lines and columns count from 1, in code points.
    With `replaces`, `paste` is the whole line, spaces included, that may stand instead of `line`;
    without, it shows what to write, as an example. `place` is that of its file among all, in the
    order of every list.
    """

    state: str
    changed: bool
    rule: str
    severity: str
    title: str
    message: str
    fix: str
    paste: str
    replaces: bool
    path: str
    line: int
    column: int
    sheet: str
    item: str
    total: int
    place: int = 0


class ReviewChange(NamedTuple):
    """A change by meaning; the values are stretches of text, each with whether it changed."""

    level: str
    rule: str
    message: str
    sheet: str
    item: str
    before: tuple[tuple[str, bool], ...]
    after: tuple[tuple[str, bool], ...]


class Block(NamedTuple):
    """A part of a changed sheet as it will look: a row of the form, or one of its fields."""

    sheet: str
    heading: str
    title: str
    values: tuple[tuple[str, str], ...]


class ReviewWaiver(NamedTuple):
    """A finding that a waiver lets stand; `last` says that it holds for this year only."""

    rule: str
    title: str
    target: str
    reason: str
    approver: str
    until: str
    last: bool


class BaselineCounts(NamedTuple):
    """How many recorded findings there were and are, how many came and went."""

    before: int
    after: int
    added: int
    removed: int


class Review(NamedTuple):
    """One review.

    `failed` says whether something at or above the fail level stands; `reasons` are Japanese
    sentences why. `counts` are those of all findings (of the changed files, and new ones
    elsewhere), also where the lists below hold only the first of them; `left_out` says how many
    of each list are not in it; `unread` sheets could not be compared. `merged` counts the findings
    of all sheets by today's policy and by the change's own, empty where it changes no policy, and
    `effects` are those that only the change's own policy gives, or makes graver. Commits are full
    ids, `head_commit` "" for files not yet recorded.
    """

    tool: str
    base_commit: str
    head_commit: str
    failed: bool
    fail_level: str
    reasons: tuple[str, ...]
    notices: tuple[str, ...]
    sheets: int
    redacted: bool
    counts: dict[str, int]
    findings: tuple[ReviewFinding, ...]
    fixed: tuple[ReviewFinding, ...]
    levels: dict[str, int]
    hidden: int
    unread: int
    changes: tuple[ReviewChange, ...]
    preview: tuple[Block, ...]
    policy: tuple[PolicyChange, ...]
    merged: dict[str, int]
    effects: tuple[ReviewFinding, ...]
    waivers: tuple[ReviewWaiver, ...]
    baseline: BaselineCounts
    left_out: dict[str, int]
