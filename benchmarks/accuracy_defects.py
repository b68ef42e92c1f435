"""Kinds of injected defect: what is put where, which rule must find it, and at which place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from orgsheet.form.sheet import Sheet
from orgsheet.source import Document, Node, Scalar, text_span
from orgsheet.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Injection:
    """One way to spoil one clean sheet.

    `edits` are (start, end, new text) in the clean text, in order and without overlap; `mark` is
    the stretch of the spoiled text (offsets from 0, end exclusive) that a finding must point at.
    `data` replaces the bytes of the spoiled text; `moved` is the file's new path; `others` are
    further files (None = absent); `at` is the file where the finding belongs, if another one.
    """

    path: str
    edits: tuple[tuple[int, int, str], ...] = ()
    mark: tuple[int, int] = (0, 0)
    encode: Callable[[str], bytes] = str.encode
    moved: str = ""
    others: tuple[tuple[str, bytes | None], ...] = ()
    at: str = ""

    def spoil(self, text: str) -> str:
        """Return the clean text with the edits made."""
        pieces: list[str] = []
        done = 0
        for start, end, new in self.edits:
            pieces += [text[done:start], new]
            done = end
        return "".join([*pieces, text[done:]])


Sites = Callable[[Sheet, Workspace, Random], Iterator[Injection]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of defect: `rules` may find it (any one will do), `sites` yields every place for it.

    `follows` are rules that rightly find something more because of the defect; with `either` the
    rule compares two places and may point at either of them.
    """

    name: str
    title: str
    rules: tuple[str, ...]
    sites: Sites
    follows: frozenset[str]
    either: bool


KINDS: dict[str, Kind] = {}


def defect(
    title: str, *rules: str, follows: tuple[str, ...] = (), either: bool = False
) -> Callable[[Sites], Sites]:
    """Register a function that yields the places for a kind of defect under its own name."""

    def register(sites: Sites) -> Sites:
        name = sites.__name__.replace("_", "-")
        assert name not in KINDS, f"two kinds of defect are named {name}"
        KINDS[name] = Kind(name, title, rules, sites, frozenset(follows), either)
        return sites

    return register


def put(
    document: Document, start: int, end: int, new: str, mark: tuple[int, int] | None = None
) -> Injection:
    """Return the injection of `new` for a stretch of a document.

    `mark` counts from the start of `new`; without it all of `new` is meant.
    """
    first, last = mark or (0, len(new))
    return Injection(document.path, ((start, end, new),), (start + first, start + last))


def instead(document: Document, node: Node, new: str) -> Injection:
    """Return the injection of a text for a whole plain value."""
    return put(document, node.start, node.end, new)


def inside(document: Document, value: Scalar, start: int, end: int, new: str) -> Injection:
    """Return the injection of `new` for the characters `start` to `end` of a value's text."""
    first, last = text_span(document, value, start, end)
    return put(document, first, last, new)


def beside(injection: Injection, *others: tuple[str, bytes | None]) -> Injection:
    """Return the injection with further files changed."""
    return replace(injection, others=(*injection.others, *others))


def line_of(document: Document, offset: int) -> tuple[int, int]:
    """Return the offsets of the line that an offset stands on, its line end included."""
    number, _ = document.locate(offset)
    starts = document.line_starts
    end = starts[number] if number < len(starts) else len(document.text)
    return starts[number - 1], end


def entry_lines(document: Document, key: Scalar, value: Node) -> tuple[int, int]:
    """Return the offsets of all lines of an entry in block style."""
    start, _ = line_of(document, key.start)
    _, end = line_of(document, max(key.start, value.end - 1))
    return start, end
