"""What an editor offers at the cursor: headings of the form, and values that it or a register has.

Read from the lines above the cursor, for while somebody types the text can seldom be read.
"""

from __future__ import annotations

from lsprotocol import types

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.shorten import one_line, shorten
from orgsheet.lsp.editor_places import EditorPlaces
from orgsheet.lsp.open_file import OpenFile
from orgsheet.source import Document, needs_quotes, quote
from orgsheet.source.written_place import WrittenPlace, written_place
from orgsheet.workspace.offers import Offer, heading_offers, value_offers

_LONGEST_LABEL = 120


def completions(
    file: OpenFile, position: types.Position, places: EditorPlaces
) -> list[types.CompletionItem]:
    """Return what may be written at a position; nothing in a register or in running text.

    Raises:
        WorkspaceError: the definition of the sheet's form cannot be used.
    """
    sheet = file.sheet
    document = file.document
    if sheet is None or position.line >= document.line_count:
        return []
    lines = [document.line_text(number + 1) for number in range(document.line_count)]
    column = places.column(lines[position.line], position.character)
    place = written_place(lines, position.line, column)
    if place is None:
        return []
    headings = [] if place.is_value else heading_offers(sheet.form, place.headings, place.beside)
    values = _values(file, sheet, place)
    found = [_item(one, place, position, document, places, is_heading=True) for one in headings]
    found += [_item(one, place, position, document, places, is_heading=False) for one in values]
    for number, item in enumerate(found):
        item.sort_text = f"{number:04}"
    return found


def _values(file: OpenFile, sheet: Sheet, place: WrittenPlace) -> list[Offer]:
    if not (place.is_value or place.is_item):
        return []
    return value_offers(file.workspace, sheet, place.headings)


def _item(
    offer: Offer,
    place: WrittenPlace,
    position: types.Position,
    document: Document,
    places: EditorPlaces,
    *,
    is_heading: bool,
) -> types.CompletionItem:
    text = offer.text
    as_list = place.is_value and offer.is_listed and not place.in_brackets
    if is_heading:
        text = f"{text}: "
    elif needs_quotes(text, flow=place.in_brackets or as_list):
        text = quote(text)
    text = f"[{text}]" if as_list else text
    if place.is_value and document.line_text(position.line + 1)[: place.start].endswith(":"):
        text = f" {text}"
    start = places.at(document, position.line + 1, place.start + 1)
    kinds = types.CompletionItemKind
    return types.CompletionItem(
        label=shorten(one_line(offer.text), _LONGEST_LABEL),
        detail=one_line(offer.about) or None,
        kind=kinds.Field if is_heading else kinds.Value,
        filter_text=offer.text,
        insert_text_format=types.InsertTextFormat.PlainText,
        text_edit=types.TextEdit(types.Range(start, position), text),
    )
