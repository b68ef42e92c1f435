"""What YAML accepts although a person meant something else: found in the finished tree."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from orgsheet.source.misread.inline_scan import swallows_entry
from orgsheet.source.misread.key_typos import (
    HYPHENS,
    WIDE_BARS,
    WIDE_SPACES,
    Slip,
    find_mark,
    find_slip,
    list_mark,
    odd_space,
    problem_at,
    wide_bar,
)
from orgsheet.source.tree import Document, Mapping, Node, Problem, Scalar, Sequence

SUSPECT_START = HYPHENS | frozenset(WIDE_SPACES) | {"-", *WIDE_BARS}
"""First characters of an unquoted value that are worth a look by `find_hazards`."""


def find_hazards(
    document: Document, suspects: Collection[Scalar], names: Collection[str]
) -> Iterator[Problem]:
    """Yield the problems of values that are read, but not as they were meant.

    `suspects` are the unquoted values that span lines, hold a colon or begin oddly, and the quoted
    ones that span lines; `names` are the keys of the document.
    """
    known = document.words.every | set(names)
    entry_lists = _EntryLists()
    for scalar in suspects:
        if isinstance(scalar.parent, Mapping | Sequence) and scalar.parent.flow:
            continue
        if scalar.style:
            yield from _swallowing_quote(document, scalar)
        else:
            yield from _plain(document, scalar, known, entry_lists)
    every = document.words.every
    if document.root is not None and any(_is_odd(name, every) for name in names):
        yield from _odd_keys(document, document.root)


def lines_of(document: Document, start: int, end: int) -> list[tuple[int, str]]:
    """Return offset and text, both without indentation, of every line that is not blank."""
    lines = []
    first, _ = document.locate(start)
    last, _ = document.locate(end)
    for number in range(first, last + 1):
        base = document.line_starts[number - 1]
        line = document.line_text(number)[: end - base]
        offset = max(start - base, len(line) - len(line.lstrip(" \t")))
        if text := line[offset:].rstrip(" \t"):
            lines.append((base + offset, text))
    return lines


class _EntryLists:
    """Knows the lists whose items are entries: the root's and those that hold a mapping."""

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}

    def __contains__(self, node: object) -> bool:
        if not isinstance(node, Sequence):
            return False
        # Remembered, because every item of a long list may ask.
        if id(node) not in self._known:
            holds = any(isinstance(item, Mapping) for item in node.items)
            self._known[id(node)] = node.parent is None or holds
        return self._known[id(node)]


def _plain(
    document: Document, scalar: Scalar, known: Collection[str], entry_lists: _EntryLists
) -> Iterator[Problem]:
    lines = lines_of(document, scalar.start, scalar.end)
    if not lines:
        return
    before = _before(document, scalar.start)
    after_key = before.strip(" -") != ""
    bar = wide_bar(lines[0][1]) if after_key else None
    if bar is not None:
        yield problem_at(document, bar, lines[0][0])
    if not (len(lines) == 1 and before.strip(" ")):
        slip = list_mark([text for _, text in lines])
        if slip is not None:
            yield problem_at(document, slip, lines[0][0])
            return
    swallowed = [
        problem_at(document, slip, offset)
        for offset, text in lines[1:]
        if (slip := _continuation(text, known)) is not None
    ]
    first = None if after_key else find_slip(lines[0][1], known)
    if first is not None and (swallowed or _is_certain(scalar, first, known, entry_lists)):
        yield problem_at(document, first, lines[0][0])
    yield from swallowed


def _continuation(text: str, known: Collection[str]) -> Slip | None:
    if text.startswith("- "):
        return Slip("bad-indent", 0, len(text), {})
    return find_slip(text, known)


def _is_certain(
    scalar: Scalar, slip: Slip, known: Collection[str], entry_lists: _EntryLists
) -> bool:
    """Tell whether a text that looks like an entry cannot be prose.

    A lone text such as `広報：年12回` may well be an item of a list.
    """
    return (
        scalar.parent is None
        or slip.kind == "odd-space"
        or slip.key in known
        or scalar.parent in entry_lists
    )


def _swallowing_quote(document: Document, scalar: Scalar) -> Iterator[Problem]:
    """Yield a quoted value that runs over entries: its own closing mark was forgotten."""
    if swallows_entry(document, scalar.start, scalar.end):
        line, _ = document.locate(scalar.start)
        end = document.line_starts[line - 1] + len(document.line_text(line).rstrip())
        yield Problem("unclosed-quote", scalar.start, end, {"記号": scalar.style})


def _before(document: Document, offset: int) -> str:
    line, _ = document.locate(offset)
    return document.text[document.line_starts[line - 1] : offset]


def _is_odd(name: str, known: Collection[str]) -> bool:
    return name.strip(WIDE_SPACES) != name or _marked_key(name, known) is not None


def _marked_key(name: str, known: Collection[str]) -> Slip | None:
    """Return the slip of a key of the form behind a mark that people begin items with."""
    # A hyphen-like mark is found in the key as in any other text.
    return None if name[:1] in SUSPECT_START else find_mark(f"{name}:", known)


def _odd_keys(document: Document, root: Node) -> Iterator[Problem]:
    for node in root.walk():
        if not isinstance(node, Mapping):
            continue
        for name, key in node.keys.items():
            mark = None if key.style else _marked_key(name, document.words.every)
            if mark is not None:
                yield problem_at(document, mark, key.start)
                continue
            bare = name.strip(WIDE_SPACES)
            if key.style or bare == name:
                continue
            leading = len(name) - len(name.lstrip(WIDE_SPACES))
            start, end = (0, leading) if leading else (len(bare), len(name))
            slip = odd_space(name[start], start, end, f"{bare}: ")
            yield problem_at(document, slip, key.start)
