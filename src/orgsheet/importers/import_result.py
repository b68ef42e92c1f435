"""What an import gives back: sheets, the account, notes for a person, or one failure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgsheet.importers.account import Account


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Something a person should look at; `line` and `column` of the input count from 1."""

    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class ImportedSheet:
    """One sheet: `path` below the sheets folder (`R5/政策推進部/秘書課.yaml`) and its YAML text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Everything one input file gave; sheets in the order of the input, notes by place."""

    sheets: tuple[ImportedSheet, ...]
    account: Account
    notes: tuple[Note, ...]


class ImportFailure(Exception):  # noqa: N818 - a refusal with a reason, not a programming error
    """The input cannot be read as sheets.

    `message` is Japanese: what is wrong and what to do next. `name` is the input's name, `line`
    and `column` count from 1 and are None where the whole file is meant. `others` are further
    reasons in the same input; the text has all of them, one a line.
    """

    def __init__(
        self,
        name: str,
        message: str,
        line: int | None = None,
        column: int | None = None,
        others: tuple[ImportFailure, ...] = (),
    ) -> None:
        place = ":".join(str(part) for part in (name, line, column) if part is not None)
        super().__init__("\n".join([f"{place}: {message}", *map(str, others)]))
        self.name = name
        self.message = message
        self.line = line
        self.column = column
        self.others = others

    def alone(self) -> ImportFailure:
        """Return this reason without the others."""
        return ImportFailure(self.name, self.message, self.line, self.column)

    def with_others(self, others: tuple[ImportFailure, ...]) -> ImportFailure:
        """Return this reason with others of the same input behind it."""
        return ImportFailure(self.name, self.message, self.line, self.column, others)
