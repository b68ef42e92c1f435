"""The words of matching: sides, rows, and the links between them."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from orgsheet.form.sheet import Action, Role, Sheet, SheetId
from orgsheet.japanese.shorten import one_line

Row: TypeAlias = Role | Action


class Side(NamedTuple):
    """One side of a diff: what it is called (`R4`, `main`, a file) and its sheets by id.

    `unreadable` are the sheets that exist but cannot be compared. `is_file` says that the side is
    one file, to be compared with the other side's whatever it is called.
    """

    label: str
    sheets: dict[SheetId, Sheet]
    unreadable: tuple[SheetId, ...] = ()
    is_file: bool = False


class RowRef(NamedTuple):
    """A row of a sheet: its list's heading, its number in the list (from 0) and the row itself."""

    sheet: Sheet
    section: str
    number: int
    row: Row

    @property
    def name(self) -> str:
        """The row's name on one line."""
        node = self.row.item if isinstance(self.row, Action) else self.row.name
        return "" if node is None else one_line(node.text)

    def __hash__(self) -> int:
        """Hash the row's place: the row itself may hold lists, which have no hash."""
        return hash((self.sheet.id, self.section, self.number))

    def __str__(self) -> str:
        """As links name a row: `R5/総務部/総務課#市民ふれあいまつり`."""
        return f"{self.sheet.id}#{self.name}"


class Link(NamedTuple):
    """Two rows that are, or may be, the same project.

    `basis` is why they are linked: `id`, `key` (前年度の項目), `exact` or `similar` names; `band`
    whether a similar pair is taken as one project (`accepted`) or a person is `asked`.
    `score` is 1.0 for keys and exact names, else from 0 to 1; `reasons` are Japanese phrases for
    a person (what the two have in common). `moved` says that they stand in different sections,
    `contested` that one of the two rows is like another row, too.
    """

    section: str
    before: RowRef
    after: RowRef
    basis: str
    band: str
    score: float
    reasons: tuple[str, ...] = ()
    moved: bool = False
    contested: bool = False


class Contradiction(NamedTuple):
    """Keys that cannot all be true; `message` is Japanese, `rows` are the places."""

    message: str
    rows: tuple[RowRef, ...]


class Matching(NamedTuple):
    """Which sheet is which and which row is which.

    `sheets` pairs the sheets (None on one side: the section is new or gone); a split section
    appears once for each successor. `dropped` and `new` are rows without any accepted link; a row
    with several accepted links by key was split or merged. `limits` are Japanese sentences on what
    was not compared because there was too much of it.
    """

    sheets: tuple[tuple[Sheet | None, Sheet | None], ...]
    links: tuple[Link, ...]
    dropped: tuple[RowRef, ...]
    new: tuple[RowRef, ...]
    contradictions: tuple[Contradiction, ...] = ()
    limits: tuple[str, ...] = ()
