"""The workspace: which sheets, registers, schemas and rules there are, read once each on demand."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import repeat
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from orgsheet.files import UnreadableFileError
from orgsheet.files.memory import MemoryFiles
from orgsheet.files.packaged import packaged_folder
from orgsheet.files.trees import (
    Files,
    FolderFiles,
    NoFiles,
    WorkspaceError,
    refuse_too_many,
)
from orgsheet.form.definition import FOLDER as FORMS
from orgsheet.form.known_forms import KnownForms, packaged_forms
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.registers.listing_order import ListingOrder, SheetKey
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.schema import (
    SchemaFileError,
    SchemaProblem,
    check_schema,
    load_schema,
    missing_headings,
)
from orgsheet.source import Document, Plain, Problem, parse

if TYPE_CHECKING:
    from orgsheet.form.definition import Form

SHEETS = "sheets"
RULES = "lint"
CHANGES = "changes"
PLANS_PATH = "sheets/計画台帳.yaml"
ORGANIZATION_PATH = "sheets/組織台帳.yaml"
SETTINGS_PATH = "orgsheet.yaml"
WAIVERS_PATH = "sheets/免除.yaml"
REGISTERS = {PLANS_PATH: "plans", ORGANIZATION_PATH: "organization", WAIVERS_PATH: "waivers"}
"""The registers and the schema each is checked against."""

OWN_SCHEMAS = frozenset({"sheet", "plans", "organization"})
"""The schemas of which a workspace may have its own."""
_SHEET_DEPTH = 4  # sheets/<年度>/<部名>/<課名>.yaml
_LISTS = {"paths", "yaml_paths", "_sheet_ids", "_listed_ids", "_by_department"}
"""What is worked out of the list of files alone."""
_KEPT = 128
"""Parsed files kept in memory; a check looks at one department at a time."""


@dataclass(slots=True)
class _Loaded:
    """A parsed file, the sheet it is (None where it is none), and its schema problems if asked.

    `is_shared` tells that somebody else may hold its nodes, too.
    """

    document: Document | None
    sheet: Sheet | None
    problems: list[SchemaProblem] | None = None
    is_shared: bool = False


class Workspace:
    """A city's sheets with what is needed to check them; everything is read once, when asked for.

    A city's own `schema/`, `lint/` and `changes/` are used where the workspace has them, the
    packaged ones where it has not.

    Any file can be replaced: everything is then as if it had been read anew. `lock` is held by
    who replaces, and by who must not see a file replaced half way; all else takes no lock.
    """

    def __init__(self, files: Files, root: Path) -> None:
        self.files = files
        self.root = root
        self.lock = RLock()
        self._over: MemoryFiles | None = None
        self._replaced: set[str] = set()
        self._tells_all = False
        self._loaded: OrderedDict[str, _Loaded] = OrderedDict()
        self._fallen: list[Document] | None = None
        self._names: dict[str, list[str]] = {}
        self._last_read: tuple[str, bytes | None] = ("", None)
        self._schemas: dict[str, dict[str, Plain]] = {}
        self._reads: set[str] = set()
        self._digests: dict[str, str | None] = {}
        self.known_summaries: dict[str, dict[str, Plain]] = {}
        self.extracts: Sequence[Callable[[Sheet], Plain]] = ()

    @classmethod
    def open(cls, start: Path, *, upwards: bool = True) -> Workspace:
        """Return the workspace that holds `start` (a folder or a file in it).

        Without `upwards`, `start` itself must be the workspace's folder.

        Raises:
            WorkspaceError: no folder from `start` upwards has `sheets/` or `orgsheet.yaml`.
        """
        start = start.absolute()
        if not exists(start):
            raise WorkspaceError(
                f"「{start}」がありません。名前を確かめてください。"
                "シートは「sheets」というフォルダの中に置きます。"
            )
        for folder in (start, *start.parents):
            if (folder / SHEETS).is_dir() or (folder / SETTINGS_PATH).is_file():
                if folder == start or upwards:
                    return cls(FolderFiles(folder), folder)
                raise WorkspaceError(
                    f"「{start}」に「sheets」フォルダがありません。"
                    f"上の「{folder}」にあります。そこを調べるなら -C {folder} としてください。"
                )
        raise WorkspaceError(
            f"「{start}」とその上のフォルダに、シートを置く「sheets」フォルダが見つかりません。"
            "シートのあるフォルダへ移動するか、-C でそのフォルダを指定してください。"
            "例: orgsheet -C 〇〇市シート lint"
        )

    def replace(self, path: str, data: bytes | None) -> None:
        """Let a file have these bytes, or be absent (None), until it is restored.

        Any file: a sheet, a register, the waivers, the settings, a rule, a schema. The file on
        disk or in the revision is not touched.

        Raises:
            ValueError: the path does not lead to a place below the workspace.
        """
        with self.lock:
            if self._over is None:
                self.files = self._over = MemoryFiles(below=self.files)
            was_there = self._is_there(path)
            self._over.replace(path, data)
            self._replaced.add(path)
            self._forget(path, listed=was_there != (data is not None))

    def restore(self, path: str) -> None:
        """Let a file be what it is on disk or in the revision, read anew when asked for.

        Also for a file that was not replaced: another program may have written or removed it.
        """
        with self.lock:
            if self._over is not None:
                self._over.restore(path)
            look_again = getattr(self.files, "look_again", None)
            if look_again is not None:
                look_again()
            self._replaced.discard(path)
            self._forget(path, listed=True)

    def fork(self, *, tells_all: bool = False) -> Workspace:
        """Return a workspace over the same files that shares what was read so far.

        What is replaced in one of them is not in the other. With `tells_all`, of a file replaced
        in the new one every problem of its text is told, however many there are.
        """
        with self.lock:
            other = Workspace(self._over.copied() if self._over else self.files, self.root)
            other._tells_all = tells_all
            for loaded in self._loaded.values():
                loaded.is_shared = True
            other._loaded.update(self._loaded)
            other._schemas.update(self._schemas)
            kept = _LISTS | {"_plans", "_organization", "_listing"}
            other.__dict__.update(
                {name: self.__dict__[name] for name in kept & self.__dict__.keys()}
            )
            return other

    def _is_there(self, path: str) -> bool:
        try:
            return self.files.read(path, 0) is not None
        except UnreadableFileError:
            return True

    def _forget(self, path: str, *, listed: bool) -> None:
        """Forget all that followed from a file's bytes, and with `listed` from its being there."""
        self._loaded.pop(path, None)
        self._digests.pop(path, None)
        self.known_summaries.pop(path, None)
        self._last_read = ("", None)
        stale = {"_plans"} if path == PLANS_PATH else set()
        if path == ORGANIZATION_PATH:
            stale = {"_organization", "_listing", "_listed_ids"}
        if path.startswith("schema/"):
            self._schemas.clear()
            stale |= {"forms", "own_form_names"}
            self._loaded.clear()
            self.known_summaries.clear()
        if listed:
            self._names.clear()
            stale |= _LISTS
        for name in stale:
            self.__dict__.pop(name, None)

    @contextmanager
    def letting_go(self) -> Iterator[Callable[[], None]]:
        """Free the trees of sheets that fell out of memory whenever the yielded function is called.

        It is to be called when nobody holds a node of a sheet read in the meantime: their trees
        are gone then. What was read before stays whole for who may hold it, and registers stay,
        for what was read of them holds their nodes.
        """
        for loaded in self._loaded.values():
            loaded.is_shared = True
        self._fallen = []
        try:
            yield self._dissolve_fallen
        finally:
            self._dissolve_fallen()
            self._fallen = None

    def _dissolve_fallen(self) -> None:
        while self._fallen:
            self._fallen.pop().dissolve()

    @cached_property
    def paths(self) -> list[str]:
        """All files below `sheets/`."""
        paths = self.files.paths(SHEETS)
        refuse_too_many(len(paths), SHEETS)
        return paths

    @cached_property
    def yaml_paths(self) -> list[str]:
        """The files to check: all YAML below `sheets/`, also where no sheet is expected."""
        return [path for path in self.paths if path.lower().endswith((".yaml", ".yml"))]

    @property
    def sheet_ids(self) -> dict[SheetId, str]:
        """Every sheet file by what its path says it is, in the order of every list (建制順)."""
        self._reads.add(ORGANIZATION_PATH)
        return self._listed_ids

    @cached_property
    def _listed_ids(self) -> dict[SheetId, str]:
        return {
            one: self._sheet_ids[one] for one in sorted(self._sheet_ids, key=self.listing.sheet)
        }

    @cached_property
    def _sheet_ids(self) -> dict[SheetId, str]:
        found: dict[SheetId, str] = {}
        for path in self.paths:
            identity = sheet_id_of(path)
            if identity is not None:
                found[identity] = path
        return found

    def document(self, path: str) -> Document | None:
        """Return a parsed file, None where there is none.

        A file that cannot be read gives a document with the problem `unreadable-file`.
        """
        return self._load(path).document

    def sheet(self, identity: SheetId) -> Sheet | None:
        """Return the sheet of that year, department and section, None where there is none."""
        if identity not in self._sheet_ids:
            self._reads.add(identity.path)
            return None
        return self._load(identity.path).sheet

    def sheets(self, year: str | None = None, department: str | None = None) -> Iterator[Sheet]:
        """Yield the sheets (of one year, of one department) in the order of their paths."""
        folder = "/".join([SHEETS, year or "*", department or "*"])
        self._reads.add(folder + "/")
        for identity in self._listed(year, department):
            sheet = self.sheet(identity)
            if sheet is not None:
                yield sheet

    def _listed(self, year: str | None, department: str | None) -> list[SheetId]:
        if year is not None and department is not None:
            return self._by_department.get((year, department), [])
        return [
            identity
            for identity in self._sheet_ids
            if (year is None or identity.year == year)
            and (department is None or identity.department == department)
        ]

    @cached_property
    def _by_department(self) -> dict[tuple[str, str], list[SheetId]]:
        found: dict[tuple[str, str], list[SheetId]] = {}
        for identity in self._sheet_ids:
            found.setdefault((identity.year, identity.department), []).append(identity)
        return found

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
        self._reads.add(path)
        return self.files.read(path)

    @contextmanager
    def recording(self) -> Iterator[set[str]]:
        """Note what is looked at meanwhile, for `digest`.

        Paths of files, and folders (with a `/` at the end) whose list of sheets was asked for.
        """
        outer, self._reads = self._reads, set()
        try:
            yield self._reads
        finally:
            # Into the outer set, not the inner: that is what was looked at meanwhile, and kept.
            outer |= self._reads
            self._reads = outer

    def digest(self, path: str) -> str | None:
        """Return a digest of a file's bytes, or of a folder's list of sheets; None if absent."""
        if path.endswith("/"):
            _, year, department, _ = path.split("/")
            listed = self._listed(
                None if year == "*" else year, None if department == "*" else department
            )
            names = "\n".join(map(str, listed)).encode("utf-8", "surrogatepass")
            return blake2b(names, digest_size=16).hexdigest()
        # A Git revision knows without reading whether files are the same.
        version: Callable[[str], str | None] | None = getattr(self.files, "version", None)
        if path not in self._digests and version is not None:
            self._digests[path] = version(path)
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

    def summaries(
        self, extract: Callable[[Sheet], Plain], department: tuple[str, str] | None = None
    ) -> Iterator[tuple[SheetId, Plain]]:
        """Yield what a function takes out of every sheet, or of those of a year's department.

        `extract` depends on the sheet alone and returns plain data, so that the answer for an
        unchanged file can be kept between runs.
        """
        name = extract.__name__
        for identity in self._listed(*department or (None, None)):
            known = self.summarize(identity, (extract, *self.extracts))
            if name in known:
                yield identity, known[name]

    def summarize_all(self, extracts: Collection[Callable[[Sheet], Plain]]) -> None:
        """Ask what functions take out of every sheet, before `summaries` asks one by one.

        What is read for this alone is let go of at once.
        """
        names = {extract.__name__ for extract in extracts}
        unread = {
            path: identity
            for identity, path in self._sheet_ids.items()
            if path not in self._loaded and not names <= self.known_summaries.get(path, {}).keys()
        }
        read_ahead: Callable[[list[str]], Iterator[bytes | None]] | None
        read_ahead = getattr(self.files, "read_ahead", None)
        contents = read_ahead(list(unread)) if read_ahead else repeat(None)
        for (path, identity), data in zip(unread.items(), contents, strict=False):
            document = self._read(path) if data is None else parse(data, path)
            if document is not None:
                sheet = self.sheet_of(document, identity)
                self.known_summaries[path] = _taken_out(sheet, extracts)
                document.dissolve()

    def summarize(
        self, identity: SheetId, extracts: Sequence[Callable[[Sheet], Plain]]
    ) -> dict[str, Plain]:
        """Return what functions take out of a sheet, by their names; nothing where none is.

        All are asked at once: with many sheets this one will not be in memory the next time.
        """
        if identity not in self._sheet_ids:
            return {}
        known = self.known_summaries.setdefault(identity.path, {})
        if extracts and extracts[0].__name__ not in known:
            sheet = self.sheet(identity)
            if sheet is not None:
                known.update(_taken_out(sheet, extracts))
        return known

    @property
    def plans(self) -> PlanRegister:
        """The plan register; empty where there is none."""
        self._reads.add(PLANS_PATH)
        return self._plans

    @cached_property
    def _plans(self) -> PlanRegister:
        return PlanRegister.read(self.document(PLANS_PATH))

    @property
    def organization(self) -> OrganizationRegister:
        """The organization register; empty where there is none."""
        self._reads.add(ORGANIZATION_PATH)
        return self._organization

    @cached_property
    def _organization(self) -> OrganizationRegister:
        return OrganizationRegister.read(self.document(ORGANIZATION_PATH))

    @property
    def listing(self) -> ListingOrder:
        """The order in which departments and sections stand in every list (建制順)."""
        self._reads.add(ORGANIZATION_PATH)
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
        """Return the schema `<name>.schema.json`: the workspace's own, else the packaged one.

        What rules, settings and waivers look like is the program's to say: no workspace changes it.

        Raises:
            WorkspaceError: the workspace's own schema file is broken, or lacks a heading that the
                program reads.
        """
        if name not in self._schemas:
            path = f"schema/{name}.schema.json"
            own = self._read_own(path) if name in OWN_SCHEMAS else None
            self._schemas[name] = _packaged_schema(name) if own is None else _own_schema(own, path)
        return self._schemas[name]

    @cached_property
    def forms(self) -> KnownForms:
        """The forms there are: the workspace's own in `schema/forms/` and the packaged ones.

        Raises:
            WorkspaceError: a file of that folder cannot be read.
        """
        paths = self.files.paths(FORMS)
        if not paths:
            return packaged_forms()
        found = {path: self._read_own(path) for path in paths}
        return KnownForms({path: data for path, data in found.items() if data is not None})

    def sheet_of(self, document: Document, identity: SheetId) -> Sheet:
        """Return a file as a sheet of the form that it names or that its year has.

        Raises:
            WorkspaceError: a form cannot be used.
        """
        return Sheet(document, identity, self.forms.of_any(document.root, identity.year))

    @cached_property
    def own_form_names(self) -> tuple[str, ...]:
        """The names of the workspace's own forms that differ from the packaged ones, sorted."""
        return self.forms.own_names

    def sheet_schema(self, document: Document) -> dict[str, Plain]:
        """Return the schema of a sheet: that of its form where the workspace has own forms.

        Raises:
            WorkspaceError: the form or the schema cannot be used; see `schema`.
        """
        if not self.own_form_names:
            return self.schema("sheet")
        year = document.path.split("/")[1] if document.path.count("/") > 1 else ""
        form = self.forms.of_sheet(document.root, year)
        if form is None or form.name not in self.own_form_names:
            return self.schema("sheet")
        return self._form_schema(form)

    def _form_schema(self, form: Form) -> dict[str, Plain]:
        from orgsheet.form.json_schema import sheet_schema

        name = f"{FORMS}/{form.name}"
        if name not in self._schemas:
            schema = sheet_schema(form)
            _require_headings(schema, _packaged_schema("sheet"), form.path)
            # A name that is no form's would leave the sheet to the form of its year, silently.
            schema["properties"]["様式"]["enum"] = list(self.forms.names)
            self._schemas[name] = schema
        return self._schemas[name]

    def require_own_schemas(self) -> None:
        """Refuse own schemas and forms that cannot be used, also where nothing is checked by them.

        Raises:
            WorkspaceError: see `schema`.
        """
        for name in self.own_form_names:
            form = self.forms.form(name)
            assert form is not None, "an own name is one of a form"
            self._form_schema(form)
        for name in sorted(OWN_SCHEMAS):
            if self._read_own(f"schema/{name}.schema.json") is not None:
                self.schema(name)

    def schema_problems(self, document: Document, schema: str) -> list[SchemaProblem]:
        """Return where a document departs from a schema; worked out once a document."""
        loaded = self._load(document.path)
        if loaded.problems is None or loaded.document is not document:
            loaded.problems = check_schema(
                document, self.sheet_schema(document) if schema == "sheet" else self.schema(schema)
            )
        return loaded.problems

    def rule_files(self, folder: str = RULES) -> list[tuple[str, bytes]]:
        """Return path and bytes of every rule file: the workspace's own, then the packaged ones.

        An own file takes the place of the packaged one of its name, and of no other. `folder` is
        that of the rules of lint or of the rules of changes.
        """
        own = self.own_rule_files(folder)
        names = {path.rpartition("/")[2] for path, _ in own}
        return own + [
            (f"{folder}/{entry.name}", entry.read_bytes())
            for entry in sorted(packaged_folder(folder).iterdir())
            if entry.name not in names
        ]

    def own_rule_files(self, folder: str = RULES) -> list[tuple[str, bytes]]:
        """Return path and bytes of every file of the workspace's own folder of rules."""
        own = [path for path in self.files.paths(folder) if "/." not in path]
        return [(path, self._read_own(path) or b"") for path in own]

    def settings(self) -> bytes | None:
        """Return the bytes of `orgsheet.yaml`, None where there is none."""
        return self._read_own(SETTINGS_PATH)

    def _load(self, path: str) -> _Loaded:
        self._reads.add(path)
        loaded = self._loaded.get(path)
        if loaded is None:
            document = self._read(path)
            identity = sheet_id_of(path)
            sheet = self.sheet_of(document, identity) if document and identity else None
            loaded = self._loaded[path] = _Loaded(document, sheet)
            if len(self._loaded) > _KEPT:
                _, fallen = self._loaded.popitem(last=False)
                if self._fallen is not None and fallen.sheet is not None and not fallen.is_shared:
                    self._fallen.append(fallen.sheet.document)
        else:
            self._loaded.move_to_end(path)
        return loaded

    def _read_own(self, path: str) -> bytes | None:
        try:
            return self.files.read(path)
        except UnreadableFileError as error:
            raise WorkspaceError(str(error)) from error

    def _read(self, path: str) -> Document | None:
        try:
            known, data = self._last_read
            if known != path:
                data = self.files.read(path)
        except UnreadableFileError as error:
            document = Document(path, "")
            document.problems.append(Problem("unreadable-file", 0, 0, {"理由": str(error)}))
            return document
        if self._tells_all and path in self._replaced and data is not None:
            return parse(data, path, None)
        return None if data is None else parse(data, path)


def _taken_out(sheet: Sheet, extracts: Iterable[Callable[[Sheet], Plain]]) -> dict[str, Plain]:
    if sheet.root is None:
        return {}
    return {extract.__name__: extract(sheet) for extract in extracts}


def _packaged_schema(name: str) -> dict[str, Plain]:
    data: dict[str, Plain] = json.loads(
        packaged_folder("schema").joinpath(f"{name}.schema.json").read_bytes()
    )
    return data


def _own_schema(own: bytes, path: str) -> dict[str, Plain]:
    """Return a workspace's own schema, refused where rules would find their headings no more."""
    try:
        schema = load_schema(own, path)
    except SchemaFileError as error:
        raise WorkspaceError(f"{path}: {error}") from error
    name = path.rpartition("/")[2].removesuffix(".schema.json")
    _require_headings(schema, _packaged_schema(name), path)
    return schema


def _require_headings(schema: dict[str, Plain], packaged: dict[str, Plain], path: str) -> None:
    missing = missing_headings(schema, packaged)
    if missing:
        more = f"ほかに {len(missing) - 1} 件ありません。" if len(missing) > 1 else ""
        raise WorkspaceError(
            f"{path}: 見出し「{missing[0]}」がありません。{more}"
            "点検と比較はこの見出しを読むため、名前を変えると何も調べられません。"
            "この見出しを定義に戻してください（使わない見出しは、必須から外すだけにします）。"
        )


def packaged_workspace() -> Workspace:
    """Return a workspace without sheets: what the program itself brings."""
    return Workspace(NoFiles(), Path())


def exists(path: Path) -> bool:
    """Return whether there is something at a path; also for names that no file can have."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def sheet_id_of(path: str) -> SheetId | None:
    """Return which sheet a path below the workspace names, None when it is none."""
    parts = path.split("/")
    if len(parts) != _SHEET_DEPTH or parts[0] != SHEETS or not path.endswith(".yaml"):
        return None
    return SheetId(parts[1], parts[2], parts[3].removesuffix(".yaml"))
