"""What an editor tells of its files and settings: opened, changed, saved, closed."""

from __future__ import annotations

from lsprotocol import types

from orgsheet.lsp.sheet_server import SheetServer

_DATES = "dates"
"""The one setting: whether the days of a time are shown behind it."""


def initialize(ls: SheetServer, params: types.InitializeParams) -> None:
    """Take the settings that the editor begins with."""
    _take_settings(ls, params.initialization_options)


async def initialized(ls: SheetServer, _params: types.InitializedParams) -> None:
    """Begin to check, and ask to be told what other programs change."""
    ls.begin()
    if ls.editor_can("did_change_watched_files", "dynamic_registration"):
        watchers = [types.FileSystemWatcher("**/*.yaml"), types.FileSystemWatcher("**/*.json")]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        asked = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        await ls.client_register_capability_async(types.RegistrationParams([asked]))


def shut_down(ls: SheetServer, _params: None) -> None:
    """Stop checking."""
    ls.worker.stop()


def settings_changed(ls: SheetServer, params: types.DidChangeConfigurationParams) -> None:
    """Take the settings that a person changed."""
    _take_settings(ls, value_of(params.settings, "orgsheet"))


def opened(ls: SheetServer, params: types.DidOpenTextDocumentParams) -> None:
    """Check a file that was opened."""
    document = params.text_document
    with ls.telling():
        ls.opened(document.uri, document.text, document.version)


def changed(ls: SheetServer, params: types.DidChangeTextDocumentParams) -> None:
    """Check a file that was changed."""
    uri = params.text_document.uri
    if uri in ls.files:
        text = ls.workspace.get_text_document(uri).source
        ls.files[uri][0].put(text, params.text_document.version)
        ls.check(uri)


def saved(ls: SheetServer, params: types.DidSaveTextDocumentParams) -> None:
    """Check a file that is on disk now as it is shown."""
    _look_again(ls, params.text_document.uri)


def closed(ls: SheetServer, params: types.DidCloseTextDocumentParams) -> None:
    """Let a file be what it is on disk, and show no findings of it any more."""
    uri = params.text_document.uri
    if ls.files.pop(uri, None) is not None:
        ls.checked.pop(uri, None)
        ls.worker.close(uri)
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def changed_on_disk(ls: SheetServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Read anew what another program changed, and check again what is open."""
    for change in params.changes:
        if change.uri in ls.files:
            _look_again(ls, change.uri)
        elif (found := ls.sheets_of(change.uri)) is not None:
            ls.worker.changed_on_disk(*found)


def value_of(value: object, name: str) -> object:
    """Return what a setting holds, whether the protocol read it as a mapping or as an object."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def _look_again(ls: SheetServer, uri: str) -> None:
    if uri in ls.files:
        ls.files[uri][0].look_again()
        ls.check(uri)


def _take_settings(ls: SheetServer, settings: object) -> None:
    wanted = value_of(settings, _DATES)
    if isinstance(wanted, bool):
        ls.shows_dates = wanted
