"""The outline of a sheet for an editor, and the dates that its times are read as."""

from __future__ import annotations

from lsprotocol import types

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.shorten import one_line, shorten
from orgsheet.lsp.editor_places import EditorPlaces
from orgsheet.render.read_deadline import reading_lines, span_text
from orgsheet.source import Mapping, Node

_LONGEST_NAME = 60


def symbols(sheet: Sheet, places: EditorPlaces) -> list[types.DocumentSymbol]:
    """Return the headings of a sheet, those of tables with their rows by name."""
    root = sheet.root
    if root is None:
        return []
    rows: dict[str, list[types.DocumentSymbol]] = {}
    for entry in sheet.rows:
        if entry.table is not None:
            name = entry.name.text if entry.name else f"{entry.number + 1}行目（名称なし）"
            symbol = _symbol(sheet, places, name, entry.node, entry.name or entry.node)
            rows.setdefault(entry.heading, []).append(symbol)
    return [
        _symbol(sheet, places, key, value, root.keys[key], rows.get(key))
        for key, value in root.entries.items()
    ]


def _symbol(
    sheet: Sheet,
    places: EditorPlaces,
    name: str,
    value: Node,
    chosen: Node,
    children: list[types.DocumentSymbol] | None = None,
) -> types.DocumentSymbol:
    document = sheet.document
    kinds = types.SymbolKind
    return types.DocumentSymbol(
        name=shorten(one_line(name), _LONGEST_NAME) or "（空）",
        kind=kinds.Object if isinstance(value, Mapping) else kinds.Field,
        range=places.span(document, min(value.start, chosen.start), max(value.end, chosen.end)),
        selection_range=places.span(document, chosen.start, chosen.end),
        children=children,
    )


def date_hints(sheet: Sheet, places: EditorPlaces, wanted: types.Range) -> list[types.InlayHint]:
    """Return behind every time (時期) in a range the days that it is read as."""
    found = []
    for _, step in sheet.milestones:
        text = span_text(step.deadline) if step.deadline else ""
        if step.when is None or step.deadline is None or not text:
            continue
        position = places.position(sheet.document, step.when.end)
        if wanted.start.line <= position.line <= wanted.end.line:
            found.append(
                types.InlayHint(
                    position=position,
                    label=text,
                    padding_left=True,
                    tooltip="\n".join(reading_lines(step.deadline)),
                )
            )
    return found
