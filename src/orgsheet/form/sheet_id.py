"""Which sheet: its year, department and section, and its own name where a section has several."""

from __future__ import annotations

from typing import NamedTuple

DEPARTMENT_SHEET = "部"
"""The file name (without ending) of a department's own sheet."""


class SheetId(NamedTuple):
    """Which sheet: `year` as in `R5`, department, and section (`部` for the department's own).

    `name` tells the sheets of a section apart where its form has several of them; else "".
    """

    year: str
    department: str
    section: str
    name: str = ""

    def __str__(self) -> str:
        return "/".join(self if self.name else self[:-1])

    @property
    def of_unit(self) -> SheetId:
        """The id without the sheet's own name: the same for all sheets of a section."""
        return self._replace(name="") if self.name else self

    @property
    def path(self) -> str:
        """The sheet's place in the workspace, with `/` between the parts."""
        return f"sheets/{self}.yaml"

    @property
    def modeline(self) -> str:
        """The first line of the sheet: tells editors which schema applies."""
        up = "../" * self.path.count("/")
        return f"# yaml-language-server: $schema={up}schema/sheet.schema.json"

    @property
    def is_department(self) -> bool:
        """Whether this is a department's own sheet."""
        return self.section == DEPARTMENT_SHEET

    @property
    def unit(self) -> str:
        """The name of who wrote it: the section, or the department for its own sheet."""
        return self.department if self.is_department else self.section

    @property
    def label(self) -> str:
        """The name with the department before a section's, as people read it: `部名 課名`."""
        named = f"（{self.name}）" if self.name else ""
        if self.is_department or self.department == self.section:
            return f"{self.department}{named}"
        return f"{self.department} {self.section}{named}"

    @property
    def department_id(self) -> SheetId:
        """The sheet of the department in the same year."""
        return SheetId(self.year, self.department, DEPARTMENT_SHEET)
