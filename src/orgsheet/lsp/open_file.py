"""A file that is open in the editor: its text there, and the sheet that it was when last read."""

from __future__ import annotations

from orgsheet.files import UnreadableFileError
from orgsheet.files.disk import read_file
from orgsheet.form.sheet import Sheet
from orgsheet.source import Document, parse
from orgsheet.workspace.layout import sheet_id_of
from orgsheet.workspace.sheet_forms import sheet_of
from orgsheet.workspace.workspace import Workspace

_BOM = b"\xef\xbb\xbf"


class OpenFile:
    """One open file; `path` is in the workspace, `version` the editor's number of its text."""

    def __init__(self, uri: str, path: str, workspace: Workspace) -> None:
        self.uri = uri
        self.path = path
        self.workspace = workspace
        self._shown = ("", 0)
        self._disk: bytes | None = None
        self._document: Document | None = None
        self._readable: Document | None = None

    def put(self, text: str, version: int) -> None:
        """Take the text that the editor shows now."""
        self._shown, self._document = (text, version), None

    @property
    def text(self) -> str:
        """The text that the editor shows."""
        return self._shown[0]

    @property
    def version(self) -> int:
        """The editor's number of the text."""
        return self._shown[1]

    def look_again(self) -> None:
        """Take what is on disk now: it was opened, saved or changed by another program."""
        try:
            self._disk = read_file(self.workspace.root / self.path, below=self.workspace.root)
        except UnreadableFileError:
            self._disk = None

    def snapshot(self) -> tuple[bytes, int]:
        """Return the bytes that saving the text would leave, and the version of the text.

        An editor shows neither a byte order mark nor that a text was in another encoding: while
        it shows what is on disk, it is what is on disk. May be called from any thread.
        """
        text, version = self._shown
        disk = self._disk or b""
        if disk.removeprefix(_BOM).decode("utf-8", "replace") == text:
            return disk, version
        mark = _BOM if disk.startswith(_BOM) else b""
        return mark + text.encode("utf-8", "surrogatepass"), version

    @property
    def document(self) -> Document:
        """The text as it is, with a tree where it can be read.

        Raises:
            WorkspaceError: the definition of its form cannot be used.
        """
        if self._document is None:
            data = self.text.encode("utf-8", "surrogatepass")
            identity = sheet_id_of(self.path)
            forms = self.workspace.forms
            words = forms.words_of(data, identity.year) if identity else None
            self._document = parse(data, self.path, words=words)
            if self._document.root is not None:
                self._readable = self._document
        return self._document

    @property
    def readable(self) -> Document | None:
        """The text as it is or, while it cannot be read, as it last could; None if it never was.

        Raises:
            WorkspaceError: as `document`.
        """
        document = self.document
        return document if document.root is not None else self._readable

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that `readable` is, without values where it never was; None for a register.

        Raises:
            WorkspaceError: as `document`.
        """
        identity = sheet_id_of(self.path)
        if identity is None:
            return None
        return sheet_of(self.workspace.forms, self.readable or self.document, identity)
