"""What an editor asks to be changed: findings mended, the canonical form, a name in all sheets.

The server only says what to change; the editor does it, and a person can undo it there.
"""

from __future__ import annotations

from lsprotocol import types

from orgsheet.lsp import mend, places_meant
from orgsheet.lsp.answer_files import value_of
from orgsheet.lsp.open_file import OpenFile
from orgsheet.lsp.places_meant import Target
from orgsheet.lsp.sheet_server import SheetServer, have_common_place
from orgsheet.source import EditRefused, format_text

_OTHERS = "other-departments"
_QUICK_FIX = types.CodeActionKind.QuickFix.value


def actions(ls: SheetServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Return the fixes of the findings in a range, and the one of all that change no meaning."""
    with ls.telling():
        file = ls.file(params.text_document.uri)
        if file is not None:
            only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
            wants_all = any(mend.FIX_ALL.startswith(kind) for kind in only)
            found = _quick_fixes(ls, file, params.range) if not only or _QUICK_FIX in only else []
            return found + (_fix_all(ls, file, at_once=wants_all) if wants_all or not only else [])
    return []


def resolve(ls: SheetServer, action: types.CodeAction) -> types.CodeAction:
    """Return the fix of all, chosen by a person, with its edit."""
    with ls.telling():
        uri = value_of(action.data, "uri")
        file = ls.file(uri) if isinstance(uri, str) else None
        if file is not None:
            action.edit = _all_fixes(ls, file)
    return action


def formatted(ls: SheetServer, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
    """Return the edit that writes a file in its canonical form, as `orgsheet fmt` does."""
    with ls.telling():
        file = ls.file(params.text_document.uri)
        if file is not None:
            text = format_text(file.document)
            span = ls.places.whole(file.document)
            return [] if text == file.text else [types.TextEdit(span, text)]
    return []


def rename(ls: SheetServer, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """Return the edits that give a programme another name in all sheets of the year."""
    with ls.telling():
        found = ls.pointed(params.text_document.uri, params.position)
        if found is None or not places_meant.is_row_name(*found[1:]):
            raise EditRefused("名称を変えられるのは、表の行の名称だけです。")
        file, sheet, pointed = found
        targets = places_meant.references(file.workspace, sheet, pointed)
        targets += places_meant.mentions_next_year(file.workspace, sheet, pointed.node.text)
        return _renamed(ls, file, targets, params.new_name)
    return None


def may_rename(
    ls: SheetServer, params: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    """Return the name that would be changed, None where there is none."""
    with ls.telling():
        found = ls.pointed(params.text_document.uri, params.position)
        if found is not None and places_meant.is_row_name(*found[1:]):
            _, sheet, pointed = found
            span = ls.places.span(sheet.document, pointed.node.start, pointed.node.end)
            return types.PrepareRenamePlaceholder(span, pointed.node.text)
    return None


def _quick_fixes(ls: SheetServer, file: OpenFile, span: types.Range) -> list[types.CodeAction]:
    found = [
        mend.quick_fix(finding, shown, ls.checked[file.uri].document, ls.places, file.uri)
        for finding, shown in ls.current(file)
        if have_common_place(shown.range, span)
    ]
    return [action for action in found if action is not None]


def _fix_all(ls: SheetServer, file: OpenFile, *, at_once: bool) -> list[types.CodeAction]:
    if not any(finding.fixable == "safe" for finding, _ in ls.current(file)):
        return []
    action = types.CodeAction(
        title="このファイルの、意味を変えない直しをすべて行う",
        kind=mend.FIX_ALL,
        edit=_all_fixes(ls, file) if at_once else None,
        data={"uri": file.uri},
    )
    return [action]


def _all_fixes(ls: SheetServer, file: OpenFile) -> types.WorkspaceEdit:
    sheets = ls.files[file.uri][1]
    data, _ = file.snapshot()
    with sheets.workspace.lock:
        sheets.put(file.path, data)
        edits = mend.all_fixes(sheets.session, file.document, file.path, ls.places)
    return types.WorkspaceEdit(changes={file.uri: edits})


def _renamed(
    ls: SheetServer, file: OpenFile, targets: list[Target], name: str
) -> types.WorkspaceEdit:
    """Return the edit of a new name; what is in other departments only after a person confirms.

    An editor that cannot ask leaves those as they are: there the name may mean another work.
    """
    root, department = file.workspace.root, _department(file.path)
    own = [one for one in targets if _department(one.path) == department]
    changes = mend.renamed(own, name, root, ls.places)
    others = mend.renamed([one for one in targets if one not in own], name, root, ls.places)
    if not others or not ls.editor_can("workspace_edit", "change_annotation_support"):
        return types.WorkspaceEdit(changes=changes)
    documents = [_of_file(uri, edits, "") for uri, edits in changes.items()]
    documents += [_of_file(uri, edits, _OTHERS) for uri, edits in others.items()]
    return types.WorkspaceEdit(
        document_changes=documents,
        change_annotations={
            _OTHERS: types.ChangeAnnotation("ほかの部にある同じ名称", needs_confirmation=True)
        },
    )


def _of_file(uri: str, edits: list[types.TextEdit], annotation: str) -> types.TextDocumentEdit:
    return types.TextDocumentEdit(
        types.OptionalVersionedTextDocumentIdentifier(uri),
        [
            types.AnnotatedTextEdit(annotation, one.range, one.new_text) if annotation else one
            for one in edits
        ],
    )


def _department(path: str) -> str:
    """Return the department in the path of a sheet, whatever its year."""
    return path.split("/")[2]
