"""The words of a diff: sides, links between rows, facts, judged changes and the report."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.form.sheet import Sheet
from orgsheet.match.links import Matching, Side
from orgsheet.source import Node, Plain

LEVELS = ("重", "注", "参", "雑")
"""From the gravest: important, attention, for information, noise."""


class Spot(NamedTuple):
    """A place on one side with the value as written; `node` None where the side has nothing."""

    sheet: Sheet
    node: Node | None
    pointer: str
    item: str
    value: Plain


class Fact(NamedTuple):
    """One difference, without an opinion.

    `kind` is the id of a change rule (`changes/<id>.yaml`), `values` are named strings for its
    message, `cause` groups facts that one cause explains (the plan that was replaced, the section
    that was renamed); "" where there is none.
    """

    kind: str
    before: Spot | None
    after: Spot | None
    values: dict[str, str]
    cause: str = ""


class Change(NamedTuple):
    """A judged fact: its rule, level, Japanese sentence, fingerprint and what it stands for.

    `title`, `area` and `order` are the rule's: its name, and where it stands among the others.
    `remark` is what the 備考 of a 新旧対照表 says of it, "" for nothing.
    `folded` counts further facts that this change speaks for (one cause is told once).
    """

    rule: str
    level: str
    message: str
    before: Spot | None
    after: Spot | None
    fingerprint: str
    title: str
    area: str
    order: int
    folded: int = 0
    remark: str = ""


class Report(NamedTuple):
    """Everything a renderer needs.

    `changes` are in the order to read (gravest first, then by place); `hidden` counts, by level,
    those left out of `changes` by the profile; `notices` are Japanese sentences every output
    shows first (a sample, an unreadable sheet, a shallow clone). `licence` says on what terms
    others may use it, where it is to be published.
    """

    before: Side
    after: Side
    profile: str
    matching: Matching
    changes: tuple[Change, ...]
    hidden: dict[str, int]
    notices: tuple[str, ...]
    licence: str = ""
