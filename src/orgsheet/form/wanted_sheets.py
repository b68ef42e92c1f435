"""Which sheets are meant by the name of a section or department, and by a year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from orgsheet.form.sheet import SheetId
from orgsheet.japanese.likeness import nearest, normalize

_NEAR = 0.4


class Wanted(NamedTuple):
    """The sheets that are asked for; where nothing is named, all of them.

    `section` is a section's name, `部名/課名`, or a department's name, which means its own sheet;
    `department` means all sheets of that department; `year` is a label such as `R5`. Width, spaces
    and the like do not count in names. What is named narrows together.
    """

    section: str | None = None
    department: str | None = None
    year: str | None = None

    @property
    def is_all(self) -> bool:
        """Whether every sheet is meant."""
        return self == EVERY

    def holds(self, identity: SheetId) -> bool:
        """Tell whether a sheet is one of those meant."""
        return self.year in {None, identity.year} and self.names(identity)

    def names(self, identity: SheetId) -> bool:
        """Tell whether a sheet is of this section and department, in whatever year."""
        if self.department is not None and not _same(self.department, identity.department):
            return False
        if self.section is None or _same(self.section, identity.unit):
            return True
        if identity.name and _same(self.section, f"{identity.section}/{identity.name}"):
            return True
        full = f"{identity.department}/{identity.section}"
        return not identity.is_department and _same(self.section, full)

    def several(self, known: Iterable[SheetId]) -> str:
        """Return in Japanese which one to name where offices of several departments are called so.

        "" where the names mean one unit, or none, or a department as a whole.
        """
        found = [one for one in known if self.names(one) and not one.is_department]
        departments = list(dict.fromkeys(one.department for one in found))
        if self.section is None or len(departments) <= 1:
            return ""
        return (
            f"「{self.section}」は{'、'.join(departments)}にあります。"
            f"「--section {departments[0]}/{found[0].section}」のように、部の名を付けてください。"
        )

    def __str__(self) -> str:
        """Return what was named, for a sentence: `「総務課」`, `「総務部」「R5」`."""
        parts = (self.section, self.department, self.year)
        return "".join(f"「{part}」" for part in parts if part is not None)

    def near(self, known: Iterable[SheetId]) -> str:
        """Ask in Japanese whether a name among `known` is meant; "" where none is near."""
        units = {name for one in known for name in (one.unit, one.department)}
        name = self.section or self.department or ""
        found = nearest(name, sorted(units), _NEAR) if name else []
        return f"「{found[0][0]}」ではありませんか。" if found and name not in units else ""

    def hint(self, known: Iterable[SheetId]) -> str:
        """Return in Japanese a near name, if there is one, and all in the order of `known`.

        Where the year that is named has no sheet, those that have one are told.
        """
        sheets = [*known]
        years = dict.fromkeys(one.year for one in sheets)
        if self.year is not None and years and self.year not in years:
            return f"ある年度: {'、'.join(years)}"
        units = dict.fromkeys(one.unit for one in sheets) or ["まだありません"]
        return f"{self.near(sheets)}ある課: {'、'.join(units)}"


EVERY = Wanted()
"""Where nothing is named."""


def _same(one: str, other: str) -> bool:
    return normalize(one) == normalize(other)
