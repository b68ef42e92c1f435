"""The language server as a whole: which question of an editor is answered by which function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from orgsheet.lsp import answer_changes, answer_files, answer_questions
from orgsheet.lsp.mend import FIX_ALL
from orgsheet.lsp.sheet_server import SheetServer

_Answer = Callable[..., Any]

_FILES: dict[str, _Answer] = {
    types.INITIALIZE: answer_files.initialize,
    types.INITIALIZED: answer_files.initialized,
    types.SHUTDOWN: answer_files.shut_down,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: answer_files.settings_changed,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: answer_files.changed_on_disk,
    types.TEXT_DOCUMENT_DID_OPEN: answer_files.opened,
    types.TEXT_DOCUMENT_DID_CHANGE: answer_files.changed,
    types.TEXT_DOCUMENT_DID_SAVE: answer_files.saved,
    types.TEXT_DOCUMENT_DID_CLOSE: answer_files.closed,
}
_QUESTIONS: dict[str, tuple[_Answer, object]] = {
    types.TEXT_DOCUMENT_COMPLETION: (
        answer_questions.complete,
        types.CompletionOptions(trigger_characters=[" ", "[", "-"]),
    ),
    types.TEXT_DOCUMENT_HOVER: (answer_questions.hover, None),
    types.TEXT_DOCUMENT_INLAY_HINT: (answer_questions.date_hints, None),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (answer_questions.symbols, None),
    types.TEXT_DOCUMENT_DEFINITION: (answer_questions.definition, None),
    types.TEXT_DOCUMENT_REFERENCES: (answer_questions.references, None),
    types.TEXT_DOCUMENT_CODE_ACTION: (
        answer_changes.actions,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL], resolve_provider=True),
    ),
    types.CODE_ACTION_RESOLVE: (answer_changes.resolve, None),
    types.TEXT_DOCUMENT_FORMATTING: (answer_changes.formatted, None),
    types.TEXT_DOCUMENT_RENAME: (answer_changes.rename, types.RenameOptions(prepare_provider=True)),
    types.TEXT_DOCUMENT_PREPARE_RENAME: (answer_changes.may_rename, None),
}


def serve_stdio() -> None:
    """Answer one editor over standard input and output until it says that it is over."""
    server = SheetServer()
    for name, told in _FILES.items():
        server.feature(name)(told)
    for name, (answer, options) in _QUESTIONS.items():
        server.feature(name, options)(answer)
    server.start_io()
