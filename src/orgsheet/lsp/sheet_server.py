"""The server's side of one editor: which files are open there, what was found in them, complaints.

Nothing of the folder is executed, and the server writes no file itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from orgsheet import __version__
from orgsheet.files import UnreadableFileError
from orgsheet.files.trees import WorkspaceError
from orgsheet.form.sheet import Sheet
from orgsheet.lint.baseline import BaselineError
from orgsheet.lint.finding import Finding
from orgsheet.lint.living_sheets import LivingSheets
from orgsheet.lint.run_rules import CheckCrashError
from orgsheet.lsp.check_worker import CheckWorker, Job
from orgsheet.lsp.editor_places import EditorPlaces
from orgsheet.lsp.open_file import OpenFile
from orgsheet.lsp.pointed_at import PointedAt, pointed_at
from orgsheet.lsp.tell_findings import diagnostic
from orgsheet.source import Document, EditRefused
from orgsheet.source.decode import decode
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.layout import find_root
from orgsheet.workspace.settings import SettingsError
from orgsheet.workspace.workspace import Workspace

_TOLD = (
    BaselineError,
    CheckCrashError,
    RuleFileError,
    SettingsError,
    UnreadableFileError,
    WorkspaceError,
)
"""Errors whose own words tell a person what is wrong."""
_UNEXPECTED = (
    "点検の途中で止まりました（{kind}）。"
    "保存してから、コマンドの「orgsheet lint」で同じ所を確かめてください。"
)


class Checked(NamedTuple):
    """What was last found in a file: the text that was checked, the findings, as they are shown."""

    document: Document
    told: list[tuple[Finding, types.Diagnostic]]


class SheetServer(LanguageServer):
    """One editor's server. What is open is checked by a thread of its own."""

    def __init__(self) -> None:
        super().__init__(
            "orgsheet", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full
        )
        self.places = EditorPlaces()
        self.shows_dates = True
        self.files: dict[str, tuple[OpenFile, LivingSheets]] = {}
        self.checked: dict[str, Checked] = {}
        self._sheets: dict[Path, LivingSheets] = {}
        self._complained = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self.worker = CheckWorker(self._told_by_thread, self._failed_in_thread)

    def begin(self) -> None:
        """Start to check, once the editor has said how it counts columns."""
        self.places = EditorPlaces(self.server_capabilities.position_encoding)
        self._loop = asyncio.get_running_loop()
        self.worker.start()

    def sheets_of(self, uri: str) -> tuple[LivingSheets, str] | None:
        """Return the workspace that a file is in, and its place there; None where it is in none."""
        name = uris.to_fs_path(uri) if uri.startswith("file:") else None
        if name is None:
            return None
        file = Path(name)
        try:
            root = find_root(file.parent, upwards=True)
            sheets = self._sheets.get(root) or LivingSheets(Workspace.open(root, upwards=False))
        except WorkspaceError:
            return None
        path = sheets.path_of(file)
        if path is None:
            return None
        self._sheets[root] = sheets
        return sheets, path

    def opened(self, uri: str, text: str, version: int) -> None:
        """Take a file that the editor opened; one outside a workspace is left alone."""
        found = self.sheets_of(uri)
        if found is None:
            return
        sheets, path = found
        file = OpenFile(uri, path, sheets.workspace)
        file.look_again()
        file.put(text, version)
        self.files[uri] = file, sheets
        self.check(uri)

    def check(self, uri: str) -> None:
        """Have an open file checked as soon as its turn comes."""
        file, sheets = self.files[uri]
        self.worker.check(Job(sheets, file.path, uri, file.snapshot))

    def _told_by_thread(self, uri: str, data: bytes, version: int, found: list[Finding]) -> None:
        assert self._loop is not None, "the thread is started with it"
        self._loop.call_soon_threadsafe(self._publish, uri, data, version, found)

    def _failed_in_thread(self, error: Exception) -> None:
        assert self._loop is not None, "the thread is started with it"
        self._loop.call_soon_threadsafe(self.complain, error)

    def _publish(self, uri: str, data: bytes, version: int, found: list[Finding]) -> None:
        if uri not in self.files:
            return
        file, sheets = self.files[uri]
        document = decode(data, file.path)
        documents = {file.path: document}
        with sheets.workspace.lock:
            for one in (related for finding in found for related in finding.related):
                other = sheets.workspace.document(one.place.path)
                if other is not None:
                    documents.setdefault(one.place.path, other)
        told = [
            (
                one,
                diagnostic(
                    one, documents, sheets.root, sheets.pages.get(one.rule, ""), self.places
                ),
            )
            for one in found
        ]
        self.checked[uri] = Checked(document, told)
        self._complained = ""
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, [one for _, one in told], version)
        )

    def complain(self, error: Exception) -> None:
        """Tell the person why nothing can be said; the same once."""
        text = str(error) if isinstance(error, _TOLD) else ""
        text = text or _UNEXPECTED.format(kind=type(error).__name__)
        if text != self._complained:
            self._complained = text
            self.window_show_message(
                types.ShowMessageParams(type=types.MessageType.Error, message=text)
            )

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Turn what goes wrong within a question into a message; the answer is then empty."""
        try:
            yield
        except EditRefused as refusal:
            self.window_show_message(
                types.ShowMessageParams(type=types.MessageType.Warning, message=str(refusal))
            )
        except Exception as error:  # noqa: BLE001 - told to the person; the server goes on
            self.complain(error)

    def file(self, uri: str) -> OpenFile | None:
        """Return an open file of a workspace, None where it is none."""
        return self.files[uri][0] if uri in self.files else None

    def pointed(
        self, uri: str, position: types.Position
    ) -> tuple[OpenFile, Sheet, PointedAt] | None:
        """Return the open file, its sheet, and what of it is pointed at; None where nothing is."""
        file = self.file(uri)
        document, sheet = (file.readable, file.sheet) if file else (None, None)
        if file is None or document is None or sheet is None:
            return None
        found = pointed_at(document, self.places.offset(document, position))
        return None if found is None else (file, sheet, found)

    def current(self, file: OpenFile) -> list[tuple[Finding, types.Diagnostic]]:
        """Return findings and diagnostics that hold for the text as it is now."""
        checked = self.checked.get(file.uri)
        return checked.told if checked and checked.document.text == file.text else []

    def editor_can(self, *names: str) -> bool:
        """Tell whether the editor said that it can do something with the workspace."""
        found: object = self.client_capabilities.workspace
        for name in names:
            found = getattr(found, name, None)
        return bool(found)


def have_common_place(one: types.Range, other: types.Range) -> bool:
    """Tell whether two ranges meet; one that ends where the other begins does."""
    return max(one.start, other.start) <= min(one.end, other.end)
