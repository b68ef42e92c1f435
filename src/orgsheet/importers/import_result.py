"""What an import gives back: sheets, the account, notes, what was not placed, or one failure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgsheet.importers.account import Account


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should look at.

    `line` and `column` of a text count from 1; they are None where `place` says it in words (of a
    Word or Excel file). `is_gap` says that something which the form asks for was not found.
    """

    line: int | None
    column: int | None
    message: str
    place: str = ""
    is_gap: bool = False

    @property
    def where(self) -> str:
        """The place as it stands behind the name of the file."""
        return spot(self.line, self.column, self.place)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A text of the input that stands in no sheet, and why; the place as in `Note`."""

    line: int | None
    column: int | None
    place: str
    text: str
    message: str

    @property
    def where(self) -> str:
        """The place as it stands behind the name of the file."""
        return spot(self.line, self.column, self.place)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A run that is no text of a sheet (deleted, hidden, a comment …): the reason in Japanese."""

    place: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class ImportedSheet:
    """One sheet: `path` below the sheets folder (`R5/政策推進部/秘書課.yaml`) and its YAML text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Everything one input file gave; sheets in the order of the input, the rest by place.

    `is_complete` is False where something was not placed or not found: a person must act.
    """

    sheets: tuple[ImportedSheet, ...]
    account: Account
    notes: tuple[Note, ...]
    unplaced: tuple[Unplaced, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether all text was placed and all that the form asks for was found."""
        return not self.unplaced and not any(note.is_gap for note in self.notes)


class ImportFailure(Exception):  # noqa: N818 - a refusal with a reason, not a programming error
    """The input cannot be read as sheets.

    `message` is Japanese: what is wrong and what to do next. `name` is the input's name, `line`
    and `column` count from 1 and are None where `place` says it in words or the whole file is
    meant. `others` are further reasons in the same input; the text has all of them, one a line.
    `readable` is what could be read all the same, where that is something.
    """

    def __init__(
        self,
        name: str,
        message: str,
        line: int | None = None,
        column: int | None = None,
        others: tuple[ImportFailure, ...] = (),
        *,
        place: str = "",
        readable: ImportResult | None = None,
    ) -> None:
        super().__init__(
            "\n".join([f"{name}{spot(line, column, place)}: {message}", *map(str, others)])
        )
        self.name = name
        self.message = message
        self.line = line
        self.column = column
        self.others = others
        self.place = place
        self.readable = readable

    def alone(self) -> ImportFailure:
        """Return this reason without the others."""
        return self.with_others(())

    def with_others(
        self, others: tuple[ImportFailure, ...], readable: ImportResult | None = None
    ) -> ImportFailure:
        """Return this reason with others of the same input behind it."""
        return ImportFailure(
            self.name,
            self.message,
            self.line,
            self.column,
            others,
            place=self.place,
            readable=readable,
        )


def spot(line: int | None, column: int | None, place: str) -> str:
    """Return a place as it stands behind a file's name: `:3:1`, or ` 表2 3行目 2列`."""
    if place:
        return f" {place}"
    return "".join(f":{part}" for part in (line, column) if part is not None)
