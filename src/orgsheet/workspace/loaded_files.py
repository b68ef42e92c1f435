"""The files of a workspace, parsed once each; what is replaced, let go of and looked at."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from orgsheet.files import UnreadableFileError
from orgsheet.files.memory import MemoryFiles
from orgsheet.files.trees import Files, WorkspaceError
from orgsheet.form.definition import FOLDER as FORMS
from orgsheet.form.known_forms import KnownForms, packaged_forms
from orgsheet.form.sheet import Sheet
from orgsheet.source import Document, Problem, parse
from orgsheet.workspace.layout import sheet_id_of
from orgsheet.workspace.set_aside import SetAside
from orgsheet.workspace.sheet_forms import sheet_of, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from orgsheet.schema import SchemaProblem
    from orgsheet.source.vocabulary import Vocabulary

_KEPT = 128
"""Parsed files kept in memory; a check looks at one department at a time."""


@dataclass(slots=True)
class Loaded:
    """A parsed file, the sheet it is (None where it is none), and its schema problems if asked.

    `is_shared` tells that somebody else may hold its nodes, too.
    """

    document: Document | None
    sheet: Sheet | None
    problems: list[SchemaProblem] | None = None
    is_shared: bool = False


class LoadedFiles:
    """Files with what was parsed of them.

    `files` are the files as they are now, `below` those without what was replaced, `reads` what
    was looked at since somebody began to note it. Who replaces holds the workspace's lock.
    """

    def __init__(self, files: Files, *, tells_all: bool = False) -> None:
        self.files = self.below = files
        self.reads: set[str] = set()
        self._over: MemoryFiles | None = None
        self._replaced: set[str] = set()
        self._aside: SetAside[Loaded] = SetAside(self.version_below)
        self._tells_all = tells_all
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()
        self._fallen: list[Document] | None = None
        self._parsed_once: dict[str, Document | None] = {}
        self._to_parse_once: Collection[str] = ()
        self._names: dict[str, list[str]] = {}
        self._last_read: tuple[str, bytes | None] = ("", None)
        self._digests: dict[str, str | None] = {}

    def fork(self, *, tells_all: bool) -> LoadedFiles:
        """Return the same files with what was parsed so far; what is replaced in one stays there.

        With `tells_all`, of a file replaced in the new one every problem of its text is told.
        """
        other = LoadedFiles(self._over.copied() if self._over else self.files, tells_all=tells_all)
        self._share()
        other._loaded.update(self._loaded)
        return other

    def parse_once(self, paths: Collection[str], parsed: dict[str, Document | None]) -> None:
        """Let these sheets stay in memory once they are parsed.

        `parsed` holds them, and may be given to other files of which the same sheets have the same
        bytes and forms: all then parse each of them once.
        """
        self._to_parse_once, self._parsed_once = paths, parsed

    def replace(self, path: str, data: bytes | None) -> bool:
        """Let a file have these bytes, or be absent; return whether the list of files is another.

        Raises:
            ValueError: the path does not lead to a place below the workspace.
        """
        if self._over is None:
            self.files = self._over = MemoryFiles(below=self.files)
        is_listed_anew = self._is_there(path) != (data is not None)
        self._aside.put(path, self._loaded.get(path))
        self._over.replace(path, data)
        self._replaced.add(path)
        self._forget(path, listed=is_listed_anew)
        return is_listed_anew

    def restore(self, path: str) -> bool:
        """Let a file be what it is below what was replaced, read anew where it may have changed.

        Returns whether the list of files may be another: it is the same where a file was replaced
        and is restored over files that nobody else writes to.
        """
        look_again = getattr(self.files, "look_again", None)
        is_kept = path in self._replaced and look_again is None
        was_there = is_kept and self._is_there(path)
        if self._over is not None:
            self._over.restore(path)
        if look_again is not None:
            look_again()
        self._replaced.discard(path)
        is_listed_anew = not is_kept or was_there != self._is_there(path)
        self._forget(path, listed=is_listed_anew)
        aside = self._aside.take(path)
        if aside is not None:
            self._loaded[path] = aside
        return is_listed_anew

    def version_below(self, path: str) -> str | None:
        """Return what a Git revision knows of whether a file is the same, without reading it.

        None where it does not know, where there is no such file, and where it is replaced.
        """
        return None if path in self._replaced else self._version(path)

    def _is_there(self, path: str) -> bool:
        if hasattr(self.files, "version"):
            return self._version(path) is not None
        try:
            return self.files.read(path, 0) is not None
        except UnreadableFileError:
            return True

    def _forget(self, path: str, *, listed: bool) -> None:
        self._loaded.pop(path, None)
        self._digests.pop(path, None)
        self._last_read = ("", None)
        if listed:
            self._names.clear()
        if path.startswith("schema/"):
            self._loaded.clear()
            self._aside.clear()
            self.__dict__.pop("forms", None)

    def _share(self) -> None:
        for loaded in self._loaded.values():
            loaded.is_shared = True

    @contextmanager
    def letting_go(self) -> Iterator[Callable[[], None]]:
        """Free the trees of sheets that fell out of memory whenever the yielded function is called.

        It is to be called when nobody holds a node of a sheet read in the meantime: their trees
        are gone then. What was read before stays whole for who may hold it, and registers stay,
        for what was read of them holds their nodes.
        """
        self._share()
        self._fallen = []
        try:
            yield self._dissolve_fallen
        finally:
            self._dissolve_fallen()
            self._fallen = None

    def _dissolve_fallen(self) -> None:
        while self._fallen:
            self._fallen.pop().dissolve()

    @contextmanager
    def recording(self) -> Iterator[set[str]]:
        """Note what is looked at meanwhile, and hand it on to who noted before."""
        outer, self.reads = self.reads, set()
        try:
            yield self.reads
        finally:
            # Into the outer set, not the inner: that is what was looked at meanwhile, and kept.
            outer |= self.reads
            self.reads = outer

    def names(self, folder: str) -> list[str]:
        """Return the names of what lies directly in a folder ("" for the root), sorted."""
        if folder not in self._names:
            self._names[folder] = self.files.names(folder)
        return self._names[folder]

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes as they are, None where there is none.

        Raises:
            UnreadableFileError: it is there but cannot be read.
        """
        self.reads.add(path)
        return self.files.read(path)

    def read_own(self, path: str) -> bytes | None:
        """Return the bytes of a file of the city's own that must be readable, None if absent.

        Raises:
            WorkspaceError: it is there but cannot be read.
        """
        try:
            return self.files.read(path)
        except UnreadableFileError as error:
            raise WorkspaceError(str(error)) from error

    def _version(self, path: str) -> str | None:
        version: Callable[[str], str | None] | None = getattr(self.files, "version", None)
        return None if version is None else version(path)

    def digest(self, path: str) -> str | None:
        """Return a digest of a file's bytes; None if absent."""
        if path not in self._digests and hasattr(self.files, "version"):
            self._digests[path] = self._version(path)
        if path not in self._digests:
            try:
                data = self.files.read(path)
            except UnreadableFileError as error:
                self._digests[path] = f"unreadable: {error}"
                return self._digests[path]
            self._last_read = (path, data)
            self._digests[path] = (
                None if data is None else blake2b(data, digest_size=16).hexdigest()
            )
        return self._digests[path]

    @cached_property
    def forms(self) -> KnownForms:
        """The forms there are: the workspace's own in `schema/forms/` and the packaged ones.

        Raises:
            WorkspaceError: a file of that folder cannot be read.
        """
        paths = self.files.paths(FORMS)
        if not paths:
            return packaged_forms()
        found = {path: self.read_own(path) for path in paths}
        return KnownForms({path: data for path, data in found.items() if data is not None})

    def is_held(self, path: str) -> bool:
        """Return whether a file is in memory, parsed."""
        return path in self._loaded or path in self._parsed_once

    def load(self, path: str) -> Loaded:
        """Return a file parsed, from memory where it is there."""
        self.reads.add(path)
        loaded = self._loaded.get(path)
        if loaded is None:
            document = self._parsed(path)
            identity = sheet_id_of(path)
            sheet = sheet_of(self.forms, document, identity) if document and identity else None
            is_shared = path in self._parsed_once
            loaded = self._loaded[path] = Loaded(document, sheet, is_shared=is_shared)
            if len(self._loaded) > _KEPT:
                _, fallen = self._loaded.popitem(last=False)
                if self._fallen is not None and fallen.sheet is not None and not fallen.is_shared:
                    self._fallen.append(fallen.sheet.document)
        else:
            self._loaded.move_to_end(path)
        return loaded

    def _parsed(self, path: str) -> Document | None:
        if path not in self._to_parse_once:
            return self.parse(path)
        if path not in self._parsed_once:
            self._parsed_once[path] = self.parse(path)
        return self._parsed_once[path]

    def parse(self, path: str) -> Document | None:
        """Return a file parsed for the caller alone: it is neither taken from memory nor kept.

        A file that cannot be read gives a document with the problem `unreadable-file`.
        """
        try:
            known, data = self._last_read
            if known != path:
                data = self.files.read(path)
        except UnreadableFileError as error:
            document = Document(path, "")
            document.problems.append(Problem("unreadable-file", 0, 0, {"理由": str(error)}))
            return document
        if self._tells_all and path in self._replaced and data is not None:
            return parse(data, path, None, self._words(path, data))
        return None if data is None else self.parsed(path, data)

    def parsed(self, path: str, data: bytes) -> Document:
        """Return bytes parsed as the file of a path, in the words of its form."""
        return parse(data, path, words=self._words(path, data))

    def _words(self, path: str, data: bytes) -> Vocabulary | None:
        # Registers are read without forms: forms that cannot be used do not stand in their way.
        return None if sheet_id_of(path) is None else words_of(self.forms, data, path)
