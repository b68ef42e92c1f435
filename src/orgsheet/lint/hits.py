"""A check's spot as a finding: words filled in, place, row, fingerprint, the line to paste."""

from __future__ import annotations

from textwrap import dedent

from orgsheet.form import built_in_words as words
from orgsheet.japanese.shorten import one_line, shorten
from orgsheet.lint.check_registry import Spot
from orgsheet.lint.finding import Finding, Place, Related, fingerprint
from orgsheet.lint.rulebook import Rule
from orgsheet.source import Document, Mapping, Node, Scalar, Sequence, replace_scalar
from orgsheet.source.mends import Change, Mend
from orgsheet.workspace.book import fill, put_in_words

_MAX_VALUE = 60
_ADVICE = frozenset({"直し方", "理由"})
_MAX_ADVICE = 400
"""Characters of a value that is whole sentences of ours; others are what an author wrote."""
_MOST_LINES = 3
_LONGEST_PASTE = 4000
"""Characters; a longer line is not what a person types, and hundreds of them fill the memory."""
_NAME_KEYS = ("名称", words.EVENT, words.WHEN)
"""What tells an entry of a register, or a step, from others; a row of a sheet has its name."""


def finding_of(rule: Rule, spot: Spot, document: Document, sheet: str) -> Finding:
    """Return a spot that a rule's check found in a document as what the reports show.

    `sheet` is what the reports call the document.
    """
    values = {
        name: shown(value, _MAX_ADVICE if name in _ADVICE else _MAX_VALUE)
        for name, value in spot.values.items()
    }
    node = spot.node
    names, said = _name_keys(document), document.words.said
    item = item_path(node, names)
    text = node.text if isinstance(node, Scalar) else ""
    mend = _mend(spot, document)
    place = _place(document, *_span(spot))
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        title=rule.title,
        message=fill(put_in_words(rule.message, said), values),
        why=put_in_words(rule.why, said),
        fix=fill(put_in_words(rule.fix, said), values),
        place=place,
        sheet=sheet,
        item=_row_name(node, names),
        pointer="" if node is None else node.pointer(),
        fingerprint=fingerprint(rule.id, sheet, item, f"{text}\x1e{spot.about}"),
        related=tuple(_related(*related) for related in spot.related),
        paste=_as_item(spot.paste, document.line_text(place.line)) or _paste(mend, document),
        fixable=rule.fixable if mend else "none",
        mend=mend,
    )


def shown(value: str, most: int = _MAX_VALUE) -> str:
    """Return a value as a message shows it: on one line, at most `most` characters."""
    return shorten(one_line(value), most)


def _name_keys(document: Document) -> tuple[str, ...]:
    return words.ID, *document.words.names, *_NAME_KEYS


def item_path(node: Node | None, names: tuple[str, ...]) -> str:
    """Return the way to a node by names instead of list positions, for fingerprints.

    `names` are the keys by which a row or an entry is named, the first that is there.
    """
    steps: list[str] = []
    while node is not None and node.step is not None:
        if isinstance(node.step, str):
            steps.append(node.step)
        elif isinstance(node, Mapping):
            steps.append(_name_of(node, names))
        node = node.parent
    return "\x1f".join(reversed(steps))


def _name_of(row: Mapping, names: tuple[str, ...]) -> str:
    for key in names:
        value = row.entries.get(key)
        if isinstance(value, Scalar):
            return value.text
    return ""


def _row_name(node: Node | None, names: tuple[str, ...]) -> str:
    name = ""
    while node is not None:
        if isinstance(node, Mapping) and isinstance(node.step, int):
            name = one_line(_name_of(node, names))
        node = node.parent
    return name


def row_names(document: Document) -> list[str]:
    """Return the names that findings about a document give as their item, each once."""
    found: dict[str, None] = {}
    names = _name_keys(document)
    pending = [document.root] if document.root else []
    while pending:
        node = pending.pop()
        if isinstance(node, Mapping) and isinstance(node.step, int):
            found.setdefault(one_line(_name_of(node, names)))
        elif isinstance(node, Mapping):
            pending += reversed(node.entries.values())
        elif isinstance(node, Sequence):
            pending += reversed(node.items)
    return list(filter(None, found))


def _span(spot: Spot) -> tuple[int, int]:
    if spot.start is not None:
        return spot.start, spot.start if spot.end is None else spot.end
    assert spot.node is not None, "a spot has a node or offsets"
    return node_span(spot.node)


def node_span(node: Node) -> tuple[int, int]:
    """Return what to mark for a node: a collection is marked at its first key or item."""
    while True:
        if isinstance(node, Mapping) and node.keys:
            node = next(iter(node.keys.values()))
        elif not isinstance(node, Scalar) and node.end > node.start and _first(node) is not None:
            node = _first(node) or node
        else:
            return node.start, node.end


def _first(node: Node) -> Node | None:
    items = getattr(node, "items", None)
    return items[0] if items else None


def _place(document: Document, start: int, end: int) -> Place:
    line, column = document.locate(start)
    end_line, end_column = document.locate(max(start, end))
    return Place(document.path, line, column, end_line, end_column)


def _related(document: Document, where: Node | tuple[int, int], message: str) -> Related:
    start, end = where if isinstance(where, tuple) else node_span(where)
    return Related(_place(document, start, end), message)


def _mend(spot: Spot, document: Document) -> Mend | None:
    if spot.replacement is not None and isinstance(spot.node, Scalar):
        edit = replace_scalar(document, spot.node, spot.replacement)
        return Mend((edit,), (Change(spot.node.pointer(), "value", spot.replacement),))
    return spot.mend if spot.mend and (spot.mend.edits or spot.mend.whole) else None


def _as_item(paste: str, line: str) -> str:
    """Return lines to type as they stand in the file: with `- ` where they begin an entry.

    That is where one of them has the heading of the finding's line, which begins an entry.
    """
    mark, key, _ = line.lstrip(" ").partition(": ")
    if not mark.startswith("- ") or not key or paste.startswith("- "):
        return paste
    lines = paste.split("\n")
    if not any(one.startswith(f"{mark[2:]}: ") for one in lines):
        return paste
    return "\n".join([f"- {lines[0]}", *(f"  {one}" for one in lines[1:])])


def _paste(mend: Mend | None, document: Document) -> str:
    """Return the corrected lines to paste, as far as edits mend the finding."""
    if mend is None or not mend.edits:
        return ""
    edits = sorted(mend.edits, key=lambda edit: edit.start)
    first, _ = document.locate(edits[0].start)
    last, _ = document.locate(edits[-1].end)
    start, end = document.line_starts[first - 1], edits[-1].end
    position = start
    pieces = []
    for edit in edits:
        pieces += [document.text[position : edit.start], edit.replacement]
        position = edit.end
    rest = document.line_text(last)[end - document.line_starts[last - 1] :]
    if sum(map(len, pieces)) + len(rest) > _LONGEST_PASTE:
        return ""
    lines = dedent("".join([*pieces, rest]).replace("\r", "")).split("\n")
    before = dedent(document.text[start:end] + rest).replace("\r", "").split("\n")
    while lines and before and lines[-1] == before[-1]:
        lines, before = lines[:-1], before[:-1]
    pairs = enumerate(zip(lines, before, strict=False))
    same = next((number for number, (now, was) in pairs if now != was), len(before))
    shown_lines = [line.rstrip() for line in lines[same:] if line.strip()]
    return dedent("\n".join(shown_lines)) if len(shown_lines) <= _MOST_LINES else ""
