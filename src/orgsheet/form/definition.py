"""What a form definition says: fields, rows, choices, and the form that they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from orgsheet.files.trees import WorkspaceError
from orgsheet.source import Plain

FOLDER = "schema/forms"
"""Where the definitions stand, in a workspace and in the program."""


class FormError(WorkspaceError):
    """A form definition cannot be used; the message is Japanese and names file and line."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")


class Field(NamedTuple):
    """One field of a form; what the definition does not say is empty.

    `printed` are the words on the form and `title` those of a message; `writer` is 部 or 課 where
    only their sheets have the field. `choices` pairs each value with its words. `time` names the
    time of year from which it is written, `first` and `last` are labels of years.
    """

    key: str
    kind: str
    printed: str
    title: str
    help: str = ""
    examples: tuple[Plain, ...] = ()
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    width: int = 0
    joined: str = ""
    writer: str = ""
    is_optional: bool = False
    limit: int = 0
    is_public: bool = True
    time: str = ""
    role: str = ""
    first: str = ""
    last: str = ""
    numbers: tuple[str, ...] = ()
    raw: str = ""
    columns: tuple[str, ...] = ()
    has_times: bool = False
    choices: tuple[tuple[Plain, str], ...] = ()
    is_several: bool = False
    row: str = ""
    prefix: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    scale: str = ""


class Row(NamedTuple):
    """The row of a table: its name in the definition, its words and its fields by key.

    `previous` is an example of the name that a row had the year before.
    """

    name: str
    title: str
    help: str
    previous: str
    fields: Mapping[str, Field]

    def in_sheet(self) -> list[tuple[str, Field]]:
        """Return keys and fields as they stand in a sheet: the name first, then as printed."""
        return sorted(self.fields.items(), key=lambda entry: entry[1].kind != "名称")


class Form(NamedTuple):
    """A form: its name, what it is called, its fields by key in their order, and its rows.

    `units` are the keys that name the department and the section (部名 and 課名), `unit_examples`
    a name of each, or nothing. `first` and `last` are labels of years. `per_sheet` is the field
    that tells several sheets of a section apart, "" where there is one.
    """

    name: str
    title: str
    help: str
    units: tuple[str, str]
    unit_examples: tuple[str, ...]
    per_sheet: str
    first: str
    last: str
    fields: Mapping[str, Field]
    rows: Mapping[str, Row]
    path: str

    def tables(self, role: str = "") -> Iterator[Field]:
        """Yield the fields that are tables, in the form's order; of one role if asked."""
        for field in self.fields.values():
            if field.kind == "表" and role in ("", field.role):
                yield field

    def row_of(self, field: Field) -> Row | None:
        """Return the row of a table or of an evaluation, None for other fields."""
        return self.rows.get(field.row)
