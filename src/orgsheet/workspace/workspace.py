"""The workspace: which sheets, registers, schemas and rules there are, read once each on demand.

Long because whatever may be asked of a workspace is asked of one class.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from orgsheet.files.trees import Files, FolderFiles, NoFiles
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.registers.listing_order import ListingOrder, SheetKey
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.registers.scales import ScaleRegister
from orgsheet.source import Document, Plain
from orgsheet.workspace.layout import (
    ORGANIZATION_PATH,
    PLANS_PATH,
    SCALES_PATH,
    SETTINGS_PATH,
    find_root,
    sheet_id_of,
)
from orgsheet.workspace.loaded_files import LoadedFiles
from orgsheet.workspace.schemas_in_use import SchemasInUse
from orgsheet.workspace.sheet_forms import schema_of
from orgsheet.workspace.sheet_list import SheetList, folder_of
from orgsheet.workspace.summaries import Summaries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from orgsheet.form.known_forms import KnownForms
    from orgsheet.schema import SchemaProblem


class Workspace:
    """A city's sheets with what is needed to check them; everything is read once, when asked for.

    A city's own `schema/`, `lint/` and `changes/` are used where the workspace has them, the
    packaged ones where it has not.

    Any file can be replaced: everything is then as if it had been read anew. `lock` is held by
    who replaces, and by who must not see a file replaced half way; all else takes no lock.

    `closed_rounds` are the rounds of the evaluation that are over, by year (R5): no file says it,
    so who knows the repository's tags sets it.
    """

    def __init__(self, files: Files, root: Path) -> None:
        self.root = root
        self.lock = RLock()
        self._loaded = LoadedFiles(files)
        self._list = SheetList(files)
        self.schemas = SchemasInUse(self._loaded)
        self._summaries = Summaries(self._loaded)
        self.extracts: Sequence[Callable[[Sheet], Plain]] = ()
        self.closed_rounds: Mapping[str, frozenset[str]] = {}

    @property
    def files(self) -> Files:
        """Where its files come from, with what was replaced over them."""
        return self._loaded.files

    @property
    def files_below(self) -> Files:
        """Where its files come from, without what was replaced."""
        return self._loaded.below

    @classmethod
    def open(cls, start: Path, *, upwards: bool = True) -> Workspace:
        """Return the workspace that holds `start` (a folder or a file in it).

        Without `upwards`, `start` itself must be the workspace's folder.

        Raises:
            WorkspaceError: no folder from `start` upwards has `sheets/` or `orgsheet.yaml`.
        """
        root = find_root(start, upwards=upwards)
        return cls(FolderFiles(root), root)

    @property
    def known_summaries(self) -> dict[str, dict[str, Plain]]:
        """What functions took out of sheets, by the sheets' paths and the functions' names."""
        return self._summaries.known

    def learn(self, other: Workspace, is_same: Callable[[str], bool]) -> None:
        """Know what another workspace took out of the sheets (by path) that are the same in both.

        Both have the same forms.
        """
        self._summaries.learn(other.known_summaries, is_same)

    def replace(self, path: str, data: bytes | None) -> None:
        """Let a file have these bytes, or be absent (None), until it is restored.

        Any file: a sheet, a register, the waivers, the settings, a rule, a schema. The file on
        disk or in the revision is not touched.

        Raises:
            ValueError: the path does not lead to a place below the workspace.
        """
        with self.lock:
            self._summaries.set_aside(path)
            self._forget(path, listed=self._loaded.replace(path, data))

    def restore(self, path: str) -> None:
        """Let a file be what it is on disk or in the revision, read anew when asked for.

        Also for a file that was not replaced: another program may have written or removed it.
        """
        with self.lock:
            self._forget(path, listed=self._loaded.restore(path))
            self._summaries.take_back(path)

    def fork(self, *, tells_all: bool = False) -> Workspace:
        """Return a workspace over the same files that shares what was read so far.

        What is replaced in one of them is not in the other. With `tells_all`, of a file replaced
        in the new one every problem of its text is told, however many there are.
        """
        with self.lock:
            other = Workspace(self.files, self.root)
            other._loaded = self._loaded.fork(tells_all=tells_all)
            other._summaries = Summaries(other._loaded)
            other._list = self._list.fork(other.files)
            other.schemas = self.schemas.fork(other._loaded)
            kept = {
                "_plans",
                "_scales",
                "_organization",
                "_listing",
                "_listed_ids",
            } & self.__dict__.keys()
            other.__dict__.update({name: self.__dict__[name] for name in kept})
            return other

    def _forget(self, path: str, *, listed: bool) -> None:
        """Forget all that followed from a file's bytes, and with `listed` from its being there."""
        self.known_summaries.pop(path, None)
        stale = {"_plans"} if path == PLANS_PATH else set()
        if path == SCALES_PATH:
            stale = {"_scales"}
        if path == ORGANIZATION_PATH:
            stale = {"_organization", "_listing", "_listed_ids"}
        if path.startswith("schema/"):
            self.schemas = SchemasInUse(self._loaded)
            self._summaries.forget_all()
        if listed:
            self._list = SheetList(self.files)
            stale.add("_listed_ids")
        for name in stale:
            self.__dict__.pop(name, None)

    def parse_once(self, paths: Collection[str], parsed: dict[str, Document | None]) -> None:
        """See `LoadedFiles.parse_once`."""
        self._loaded.parse_once(paths, parsed)

    def letting_go(self) -> AbstractContextManager[Callable[[], None]]:
        """See `LoadedFiles.letting_go`."""
        return self._loaded.letting_go()

    @property
    def paths(self) -> list[str]:
        """All files below `sheets/`."""
        return self._list.paths

    @property
    def yaml_paths(self) -> list[str]:
        """The files to check: all YAML below `sheets/`, also where no sheet is expected."""
        return self._list.yaml_paths

    @property
    def sheet_ids(self) -> dict[SheetId, str]:
        """Every sheet file by what its path says it is, in the order of every list (建制順)."""
        self._loaded.reads.add(ORGANIZATION_PATH)
        return self._listed_ids

    @cached_property
    def _listed_ids(self) -> dict[SheetId, str]:
        found = self._list.sheet_ids
        return {one: found[one] for one in sorted(found, key=self.listing.sheet)}

    def document(self, path: str) -> Document | None:
        """Return a parsed file, None where there is none.

        A file that cannot be read gives a document with the problem `unreadable-file`.
        """
        return self._loaded.load(path).document

    def sheet(self, identity: SheetId) -> Sheet | None:
        """Return the sheet of that year, department and section, None where there is none."""
        if identity not in self._list.sheet_ids:
            self._loaded.reads.add(identity.path)
            return None
        return self._loaded.load(identity.path).sheet

    def sheets(self, year: str | None = None, department: str | None = None) -> Iterator[Sheet]:
        """Yield the sheets (of one year, of one department) in the order of their paths."""
        self._loaded.reads.add(folder_of(year, department))
        for identity in self._list.listed(year, department):
            sheet = self.sheet(identity)
            if sheet is not None:
                yield sheet

    def names(self, folder: str) -> list[str]:
        """Return the names of what lies directly in a folder ("" for the root), sorted."""
        return self._loaded.names(folder)

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes as they are, None where there is none.

        Raises:
            UnreadableFileError: it is there but cannot be read.
        """
        return self._loaded.read(path)

    def recording(self) -> AbstractContextManager[set[str]]:
        """Note what is looked at meanwhile, for `digest`.

        Paths of files, and folders (with a `/` at the end) whose list of sheets was asked for.
        """
        return self._loaded.recording()

    def digest(self, path: str) -> str | None:
        """Return a digest of a file's bytes, or of a folder's list of sheets; None if absent."""
        return self._list.digest(path) if path.endswith("/") else self._loaded.digest(path)

    def summaries(
        self, extract: Callable[[Sheet], Plain], department: tuple[str, str] | None = None
    ) -> Iterator[tuple[SheetId, Plain]]:
        """Yield what a function takes out of every sheet, or of those of a year's department.

        `extract` depends on the sheet alone and returns plain data, so that the answer for an
        unchanged file can be kept between runs.
        """
        name = extract.__name__
        for identity in self._list.listed(*department or (None, None)):
            known = self.summarize(identity, (extract, *self.extracts))
            if name in known:
                yield identity, known[name]

    def summarize_all(
        self,
        extracts: Collection[Callable[[Sheet], Plain]],
        sheets: Mapping[SheetId, str] | None = None,
    ) -> None:
        """Ask what functions take out of every sheet, before `summaries` asks one by one.

        What is read for this alone is let go of at once. `sheets` are some of `sheet_ids`, where
        not all of them are to be asked now.
        """
        self._summaries.ask_all(extracts, self._list.sheet_ids if sheets is None else sheets)

    def summarize(
        self, identity: SheetId, extracts: Sequence[Callable[[Sheet], Plain]]
    ) -> dict[str, Plain]:
        """Return what functions take out of a sheet, by their names; nothing where none is.

        All are asked at once: with many sheets this one will not be in memory the next time.
        """
        return self._summaries.of(identity, extracts) if identity in self._list.sheet_ids else {}

    @property
    def plans(self) -> PlanRegister:
        """The plan register; empty where there is none."""
        self._loaded.reads.add(PLANS_PATH)
        return self._plans

    @cached_property
    def _plans(self) -> PlanRegister:
        return PlanRegister.read(self.document(PLANS_PATH))

    @property
    def scales(self) -> ScaleRegister:
        """The scales of ratings; those that the program brings where there are none.

        Raises:
            WorkspaceError: the file is no YAML; see `ScaleRegister.checked` for what else it is.
        """
        self._loaded.reads.add(SCALES_PATH)
        return self._scales

    @cached_property
    def _scales(self) -> ScaleRegister:
        return ScaleRegister.read(self.document(SCALES_PATH))

    @property
    def organization(self) -> OrganizationRegister:
        """The organization register; empty where there is none."""
        self._loaded.reads.add(ORGANIZATION_PATH)
        return self._organization

    @cached_property
    def _organization(self) -> OrganizationRegister:
        return OrganizationRegister.read(self.document(ORGANIZATION_PATH))

    @property
    def listing(self) -> ListingOrder:
        """The order in which departments and sections stand in every list (建制順)."""
        self._loaded.reads.add(ORGANIZATION_PATH)
        return self._listing

    @cached_property
    def _listing(self) -> ListingOrder:
        return ListingOrder(self._organization)

    def place_of(self, path: str) -> tuple[bool, SheetKey | None, str]:
        """Return where a file stands in every list: sheets in their order, then others by name."""
        identity = sheet_id_of(path)
        key = None if identity is None else self.listing.sheet(identity)
        return key is None, key, path

    def schema(self, name: str) -> dict[str, Plain]:
        """Return a schema by its name; see `SchemasInUse.named`."""
        return self.schemas.named(name)

    @property
    def forms(self) -> KnownForms:
        """The forms there are; see `LoadedFiles.forms`."""
        return self._loaded.forms

    def schema_problems(self, document: Document, schema: str) -> list[SchemaProblem]:
        """Return where a document departs from a schema; worked out once a document."""
        loaded = self._loaded.load(document.path)
        if loaded.problems is None or loaded.document is not document:
            from orgsheet.schema import check_schema

            loaded.problems = check_schema(document, schema_of(self, document, schema))
        return loaded.problems

    def own_files(self, folder: str) -> list[tuple[str, bytes]]:
        """Return path and bytes of every file of a folder of the city's own: rules, change rules.

        Raises:
            WorkspaceError: one of them cannot be read.
        """
        own = [path for path in self.files.paths(folder) if "/." not in path]
        return [(path, self._loaded.read_own(path) or b"") for path in own]

    def settings(self) -> bytes | None:
        """Return the bytes of `orgsheet.yaml`, None where there is none."""
        return self._loaded.read_own(SETTINGS_PATH)


def packaged_workspace() -> Workspace:
    """Return a workspace without sheets: what the program itself brings."""
    return Workspace(NoFiles(), Path())
