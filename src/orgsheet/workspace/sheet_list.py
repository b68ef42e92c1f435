"""What follows from the list of a workspace's files alone: which are to check, which are sheets."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from orgsheet.files.trees import Files, refuse_too_many
from orgsheet.workspace.layout import SHEETS, sheet_id_of

if TYPE_CHECKING:
    from orgsheet.form.sheet import SheetId

ANY = "*"
"""What stands in a folder's name for every year, or every department."""


class SheetList:
    """The files below `sheets/`, listed once when asked for."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def fork(self, files: Files) -> SheetList:
        """Return the list of other files that are the same so far."""
        other = SheetList(files)
        other.__dict__.update(self.__dict__ | {"_files": files})
        return other

    @cached_property
    def paths(self) -> list[str]:
        """All files below `sheets/`."""
        paths = self._files.paths(SHEETS)
        refuse_too_many(len(paths), SHEETS)
        return paths

    @cached_property
    def yaml_paths(self) -> list[str]:
        """The files to check: all YAML below `sheets/`, also where no sheet is expected."""
        return [path for path in self.paths if path.lower().endswith((".yaml", ".yml"))]

    @cached_property
    def sheet_ids(self) -> dict[SheetId, str]:
        """Every sheet file by what its path says it is."""
        found: dict[SheetId, str] = {}
        for path in self.paths:
            identity = sheet_id_of(path)
            if identity is not None:
                found[identity] = path
        return found

    @cached_property
    def _by_department(self) -> dict[tuple[str, str], list[SheetId]]:
        found: dict[tuple[str, str], list[SheetId]] = {}
        for identity in self.sheet_ids:
            found.setdefault((identity.year, identity.department), []).append(identity)
        return found

    def listed(self, year: str | None = None, department: str | None = None) -> list[SheetId]:
        """Return the sheets (of one year, of one department) in the order of their paths."""
        if year is not None and department is not None:
            return self._by_department.get((year, department), [])
        return [
            identity
            for identity in self.sheet_ids
            if (year is None or identity.year == year)
            and (department is None or identity.department == department)
        ]

    def digest(self, folder: str) -> str:
        """Return a digest of the list of sheets in a folder, named as `folder_of` names it."""
        _, year, department, _ = folder.split("/")
        listed = self.listed(
            None if year == ANY else year, None if department == ANY else department
        )
        names = "\n".join(map(str, listed)).encode("utf-8", "surrogatepass")
        return blake2b(names, digest_size=16).hexdigest()


def folder_of(year: str | None, department: str | None) -> str:
    """Return the name, with a `/` at the end, that stands for a list of sheets being asked for."""
    return "/".join([SHEETS, year or ANY, department or ANY, ""])
