"""What happened to a proposal, read from the commits of its branch: submitted, returned, approved.

A state is a commit whose message ends in trailers; its words, which a person wrote, are quoted so
that nothing in them is a trailer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from orgsheet.files.git.commits_between import Commit
from orgsheet.files.git.write_commit import COMMITTER
from orgsheet.japanese.shorten import one_line

DRAFT, SUBMITTED, RETURNED, WITHDRAWN = "draft", "submitted", "returned", "withdrawn"
APPROVED, HANDED_ON = "approved", "handed-on"
WORDS = {
    DRAFT: "記入中",
    SUBMITTED: "提出済み",
    RETURNED: "差し戻し",
    WITHDRAWN: "取り下げ",
    APPROVED: "承認",
    HANDED_ON: "引き継ぎ",
}
"""The states and what leads to them, as people read them."""
STATE, STEP, INSTEAD_OF = "Orgsheet-State", "Orgsheet-Step", "Orgsheet-For"
SEEN, CORRECTION = "Orgsheet-Seen", "訂正"
_TRAILER = re.compile(r"(Orgsheet-[A-Za-z]+): (.*)")
_QUOTE = "> "


class Event(NamedTuple):
    """One commit of a proposal: what it is, by whom and when.

    `kind` is "" for a save. `step` is the role of an approval, `instead_of` whom a deputy acted
    for, `words` what was said with it, `seen` the commit that it was said about.
    """

    kind: str
    by: str
    time: datetime
    step: str
    instead_of: str
    words: str
    seen: str = ""

    @property
    def told(self) -> str:
        """What it is, as people read it."""
        return WORDS.get(self.kind, "保存")


class State(NamedTuple):
    """Where a proposal is: `kind`, the roles that have approved, and all that happened."""

    kind: str
    approved: tuple[str, ...]
    events: tuple[Event, ...]

    @property
    def told(self) -> str:
        """The state as people read it."""
        return WORDS[self.kind]


def message_of(subject: str, words: str, trailers: Mapping[str, str]) -> str:
    """Return the message of a commit that says a state; empty trailers are left out."""
    quoted = "\n".join(f"{_QUOTE}{line}" for line in words.splitlines())
    ends = "\n".join(f"{key}: {one_line(said)}" for key, said in trailers.items() if said)
    return "\n\n".join(part for part in (subject, quoted, ends) if part) + "\n"


def read_event(commit: Commit) -> Event:
    """Return what a commit is for a proposal."""
    paragraphs = commit.message.strip().split("\n\n")
    lines = paragraphs[-1].splitlines() if len(paragraphs) > 1 else []
    found = [_TRAILER.fullmatch(line) for line in lines]
    trailers = {match[1]: match[2] for match in found if match} if all(found) else {}
    said = [line.removeprefix(_QUOTE) for line in commit.message.splitlines() if line[:2] == _QUOTE]
    return Event(
        trailers.get(STATE, "") if trailers.get(STATE) in WORDS else "",
        commit.author,
        commit.time,
        trailers.get(STEP, ""),
        trailers.get(INSTEAD_OF, ""),
        "\n".join(said),
        trailers.get(SEEN, ""),
    )


def state_of(commits: Iterable[Commit], is_hers: Callable[[Event], bool]) -> State:
    """Return where a proposal is.

    Whatever changes the sheet after it was submitted makes it a draft again: nobody has approved
    what came later. A commit that changes a file is a save, whatever its message says; so is one
    that was not made here, or does not stand on the commit that it was said about.

    Args:
        commits: those of the proposal, the latest first.
        is_hers: tells of a submission or an approval whether its author may do that.
    """
    events, before = list[Event](), None
    for commit in reversed(list(commits)):
        event = read_event(commit)
        is_step = (
            before is not None
            and commit.tree == before.tree
            and commit.committer == COMMITTER
            and event.seen == before.id
        )
        events.append(event if is_step else event._replace(kind=""))
        before = commit
    kind, approved = DRAFT, list[str]()
    for event in events:
        if event.kind == APPROVED and kind == SUBMITTED:
            # Of who may not, or may no longer, it is no approval; what was submitted stays so.
            approved += [event.step] if is_hers(event) else []
        elif event.kind == SUBMITTED and not is_hers(event):
            kind, approved = DRAFT, []
        elif event.kind in (SUBMITTED, RETURNED, WITHDRAWN):
            kind, approved = event.kind, []
        elif kind != RETURNED or event.kind == HANDED_ON:
            kind, approved = DRAFT, []
    return State(kind, tuple(approved), tuple(reversed(events)))


def correction_of(commits: Iterable[Commit]) -> str:
    """Return the reason that the latest save gave for correcting what is published; "" without."""
    for commit in commits:
        for line in commit.message.splitlines():
            if line.startswith(f"{CORRECTION}: "):
                return line.removeprefix(f"{CORRECTION}: ").strip()
    return ""
