"""The layout of printed sheets: pages, tables and cells, the same for every format.

A cell knows which value of its sheet it shows; who writes a file decides how it looks, nobody what
stands in it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from orgsheet.form.sheet import SheetId
from orgsheet.render.escape import visible

Steps: TypeAlias = tuple[str | int, ...]
"""The headings and numbers that lead from the root of a sheet to a value."""

Kind: TypeAlias = Literal["text", "values", "plans", "rows"]
"""Of a grid: one sentence, values beside their labels, items by plan number, rows of a table."""


class Cell(NamedTuple):
    """A cell: its text, and for a value which one it is and what may be chosen for it.

    `steps` are () in a cell that shows no value: the form's own words.
    """

    text: str
    steps: Steps = ()
    choices: tuple[str, ...] = ()
    is_centred: bool = False


class Grid(NamedTuple):
    """A ruled table below its heading.

    `key` is the field that it shows, "" for `values`, which shows one a row. `head` are the names
    of the columns, () where it has none; `shares` are how wide the columns are beside each other.
    """

    kind: Kind
    key: str
    heading: str
    shares: tuple[int, ...]
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Page(NamedTuple):
    """A sheet as it is printed.

    `title` is the form's, with the year; `unit` says whose sheet it is; `notices` stand above all.
    """

    sheet: SheetId
    form: str
    title: str
    unit: str
    notices: tuple[str, ...]
    grids: tuple[Grid, ...]


class Note(NamedTuple):
    """A remark on a value of a sheet: its number in the list, the value, and what is said.

    `where` names the value in words, `grave` says how much it matters; `steps` are () where the
    remark is about the sheet as a whole.
    """

    number: int
    sheet: SheetId
    steps: Steps
    where: str
    grave: str
    message: str
    fix: str


class Book(NamedTuple):
    """Sheets that go into one file, in their order; with several there is a page of contents."""

    title: str
    pages: tuple[Page, ...]
    notes: tuple[Note, ...] = ()

    @property
    def has_contents(self) -> bool:
        """Whether a page of contents stands first."""
        return len(self.pages) > 1

    def entry(self, page: Page) -> str:
        """Return the line of a sheet in the contents: whose it is, its title where they differ."""
        is_one = len({one.title for one in self.pages}) == 1
        label = visible(page.sheet.label)
        return label if is_one else f"{label}　{page.title}"

    def notes_of(self, page: Page) -> list[Note]:
        """Return the remarks on a sheet."""
        return [note for note in self.notes if note.sheet == page.sheet]


def notes_at(notes: list[Note], cell: Cell, row: tuple[Cell, ...]) -> list[Note]:
    """Return the remarks that belong to a cell of a row.

    That is what is said of its value, or of a value printed in it; what is said of a row, and of no
    cell of it in particular (of a value that is not printed), belongs to its first one.
    """
    if not cell.steps:
        return []
    mine = [note for note in notes if note.steps[: len(cell.steps)] == cell.steps]
    printed = [one for one in row if one.steps]
    if printed and cell is printed[0]:
        above = cell.steps[:-1]
        other = [one.steps for one in printed]
        mine += [
            note
            for note in notes
            if any(isinstance(step, int) for step in above)
            and note.steps[: len(above)] == above
            and not any(note.steps[: len(steps)] == steps for steps in other)
        ]
    return mine
