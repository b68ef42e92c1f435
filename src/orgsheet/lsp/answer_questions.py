"""What an editor asks while somebody reads and writes: candidates, meanings, dates, places.

Every answer is plain text: nothing that a sheet says is read as markup.
"""

from __future__ import annotations

from lsprotocol import types

from orgsheet.lsp import complete as completing
from orgsheet.lsp import outline, places_meant
from orgsheet.lsp.hover import told_at
from orgsheet.lsp.open_file import OpenFile
from orgsheet.lsp.places_meant import Target
from orgsheet.lsp.sheet_server import SheetServer, have_common_place


def complete(ls: SheetServer, params: types.CompletionParams) -> types.CompletionList:
    """Return what may be written at the cursor."""
    items: list[types.CompletionItem] = []
    with ls.telling():
        file = ls.file(params.text_document.uri)
        if file is not None:
            items = completing.completions(file, params.position, ls.places)
    return types.CompletionList(is_incomplete=False, items=items)


def hover(ls: SheetServer, params: types.HoverParams) -> types.Hover | None:
    """Return what there is to tell of a place, findings first."""
    told = ""
    with ls.telling():
        file = ls.file(params.text_document.uri)
        document = file.readable if file else None
        if file is not None and document is not None:
            here = types.Range(params.position, params.position)
            found = [one for one, shown in ls.current(file) if have_common_place(shown.range, here)]
            offset = ls.places.offset(document, params.position)
            told = told_at(file.workspace, document, file.sheet, offset, found)
    content = types.MarkupContent(types.MarkupKind.PlainText, told)
    return types.Hover(content) if told else None


def date_hints(ls: SheetServer, params: types.InlayHintParams) -> list[types.InlayHint]:
    """Return the days behind every time, unless the settings say that they are not wanted."""
    with ls.telling():
        file = ls.file(params.text_document.uri)
        sheet = file.sheet if file and ls.shows_dates else None
        if sheet is not None:
            return outline.date_hints(sheet, ls.places, params.range)
    return []


def symbols(ls: SheetServer, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """Return the outline of a sheet."""
    with ls.telling():
        file = ls.file(params.text_document.uri)
        sheet = file.sheet if file else None
        if sheet is not None:
            return outline.symbols(sheet, ls.places)
    return []


def definition(ls: SheetServer, params: types.DefinitionParams) -> list[types.Location]:
    """Return where what is pointed at is said."""
    with ls.telling():
        found = ls.pointed(params.text_document.uri, params.position)
        if found is not None:
            file, sheet, pointed = found
            return _locations(ls, file, places_meant.definitions(file.workspace, sheet, pointed))
    return []


def references(ls: SheetServer, params: types.ReferenceParams) -> list[types.Location]:
    """Return the rows of the year that have the name that is pointed at."""
    with ls.telling():
        found = ls.pointed(params.text_document.uri, params.position)
        if found is not None:
            file, sheet, pointed = found
            targets = places_meant.references(file.workspace, sheet, pointed)
            if not params.context.include_declaration:
                targets = [one for one in targets if one.node is not pointed.node]
            return _locations(ls, file, targets)
    return []


def _locations(ls: SheetServer, file: OpenFile, targets: list[Target]) -> list[types.Location]:
    root = file.workspace.root
    return [
        ls.places.location((root / one.path).as_uri(), one.document, one.node) for one in targets
    ]
