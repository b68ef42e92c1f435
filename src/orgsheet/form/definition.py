"""What a form definition says: fields, rows, choices, and the form that they make.

Long because fields, rows, tables and the form find each other: they are one vocabulary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from orgsheet.files.trees import WorkspaceError
from orgsheet.fiscal import FiscalYear
from orgsheet.form.built_in_words import YEAR_END
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
    time of year from which it is written, `first` and `last` are labels of years. `parts` are the
    fields of an evaluation that is a row by itself.
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
    parts: tuple[Field, ...] = ()

    @property
    def is_round(self) -> bool:
        """Whether it holds what is said of a row in a round of the year (中間, 年度末)."""
        return bool(self.parts and self.time)

    @property
    def is_rating(self) -> bool:
        """Whether it is a rating or a direction by itself, be it as a choice with a time."""
        return (self.kind == "評価" and not self.parts) or (bool(self.time) and self.is_choice)

    @property
    def is_choice(self) -> bool:
        """Whether one of the values that the form names is written."""
        return bool(self.choices) and not self.is_several

    @property
    def is_of_evaluation(self) -> bool:
        """Whether it is written of what became of a row, whatever time the form names."""
        return self.kind in ("評価", "実績") or self.role in ("状況", "理由", "課題")


@dataclass(frozen=True)
class Row:
    """The row of a table: its name in the definition, its words and its fields by key.

    `previous` is an example of the name that a row had the year before, `base` the row whose
    fields come before its own. `hidden` are the fields that `public_form` took out.
    """

    name: str
    title: str
    help: str
    previous: str
    fields: Mapping[str, Field]
    base: str = ""
    hidden: tuple[Field, ...] = ()

    @cached_property
    def rounds(self) -> tuple[Field, ...]:
        """What is said of a row in the rounds of the year, as a group of fields for each.

        Ratings that stand in the row itself are a group without a key, with the other fields of
        their time; the year's end is the time of those that the form gives none.
        """
        groups = [field for field in self.fields.values() if field.is_round]
        alone = [field for field in self.fields.values() if not field.parts and field.is_rating]
        for time in dict.fromkeys(field.time or YEAR_END for field in alone):
            parts = [
                field
                for field in self.fields.values()
                if not field.parts
                and (field.time or (YEAR_END if field.is_of_evaluation else "")) == time
            ]
            groups.append(Field("", "評価", time, time, time=time, parts=tuple(parts)))
        return tuple(groups)

    def in_sheet(self) -> list[tuple[str, Field]]:
        """Return keys and fields as they stand in a sheet: the name first, then as printed."""
        return sorted(self.fields.items(), key=lambda entry: entry[1].kind != "名称")

    def first(self, kind: str, role: str = "") -> Field | None:
        """Return the field of a kind: the one of a role where there is one, else the first."""
        of_kind = [field for field in self.fields.values() if field.kind == kind]
        of_role = [field for field in of_kind if role and field.role == role]
        return next(iter(of_role or of_kind), None)

    def of_role(self, role: str) -> Field | None:
        """Return the field of a role, None where there is none."""
        return next((field for field in self.fields.values() if field.role == role), None)


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """A table of a form, with the keys of what its rows hold; "" for what they do not have.

    `text` is the sentence that a row is about and `texts` are all of its sentences, that one first;
    `raw` is where a deadline stands that was not split. `is_duties` says that the table lists all
    that a section has to do, whose rows are otherwise what it means to do this year.
    """

    field: Field
    row: Row
    name: str
    numbers: str
    staff: str
    deadline: str
    raw: str
    criteria: str
    text: str
    texts: tuple[str, ...]
    discretion: str
    collaboration: str
    is_duties: bool

    @property
    def key(self) -> str:
        """The table's heading."""
        return self.field.key

    @property
    def role(self) -> str:
        """The table's role, "" where it has none."""
        return self.field.role

    def is_called(self, names: Collection[str]) -> bool:
        """Tell whether the table is one of some words: by its role or by its heading."""
        return self.key in names or (self.role != "" and self.role in names)

    @property
    def is_first(self) -> bool:
        """Whether the table lists what comes first this year."""
        return self.field.role == "重点"

    @property
    def has_projects(self) -> bool:
        """Whether its rows are the city's work: others hold intentions that many sections share.

        A table without a role is one that a city made for its work.
        """
        return self.is_duties or self.is_first or not self.field.role


@dataclass(frozen=True)
class Form:
    """A form: its name, what it is called, its fields by key in their order, and its rows.

    `units` are the keys that name the department and the section (部名 and 課名), `unit_examples`
    a name of each, or nothing. `first` and `last` are labels of years. `per_sheet` is the field
    that tells several sheets of a section apart, "" where there is one. `hidden` are the fields
    of the sheet itself that `public_form` took out.
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
    hidden: tuple[Field, ...] = ()

    def tables(self, role: str = "") -> Iterator[Field]:
        """Yield the fields that are tables, in the form's order; of one role if asked."""
        for field in self.fields.values():
            if field.kind == "表" and role in ("", field.role):
                yield field

    def row_of(self, field: Field) -> Row | None:
        """Return the row of a table or of an evaluation, None for other fields."""
        return self.rows.get(field.row)

    @cached_property
    def unit_words(self) -> tuple[str, str]:
        """The words for department and section (部 and 課), as the form's keys have them."""
        department, section = (name.removesuffix("名") for name in self.units)
        return department, section

    @cached_property
    def lists(self) -> tuple[Table, ...]:
        """The tables in the form's order."""
        return tuple(_table(field, self.rows[field.row]) for field in self.tables())

    @cached_property
    def duties(self) -> tuple[Table, ...]:
        """The tables that list all that a section has to do."""
        return tuple(table for table in self.lists if table.is_duties)

    @cached_property
    def works(self) -> tuple[Table, ...]:
        """All other tables: what a section means to do this year."""
        return tuple(table for table in self.lists if not table.is_duties)

    @cached_property
    def list_keys(self) -> tuple[str, ...]:
        """The headings of the tables, those of duties first."""
        return tuple(table.key for table in (*self.duties, *self.works))

    @cached_property
    def list_of(self) -> Mapping[str, Table]:
        """The tables by heading."""
        return {table.key: table for table in self.lists}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The headings of the sentences of the sheet itself."""
        return tuple(field.key for field in self.fields.values() if field.kind == "文章")

    @cached_property
    def plans(self) -> tuple[Field, ...]:
        """The fields in which the items of plans are listed by number."""
        return tuple(field for field in self.fields.values() if field.kind == "計画の項目")

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of plans, each once, in the form's order."""
        return tuple(dict.fromkeys(number for field in self.plans for number in field.numbers))

    @cached_property
    def rounds(self) -> tuple[str, ...]:
        """The times of the year at which something is written, in the form's order."""
        rows = [field for row in self.rows.values() for field in row.fields.values()]
        fields = (*rows, *self.fields.values())
        return tuple(dict.fromkeys(field.time for field in fields if field.time))

    def base_of(self, row: str) -> str:
        """Return the name of the row that a row is derived from in the end, its own if of none."""
        while base := self.rows[row].base:
            row = base
        return row

    @cached_property
    def timed_rows(self) -> frozenset[str]:
        """The names of rows that stand in rows of tables alone: evaluations of one row each."""
        inside = {f.row for row in self.rows.values() for f in row.fields.values() if f.row}
        return frozenset(inside - {field.row for field in self.fields.values()})

    @cached_property
    def whole(self) -> Row:
        """The fields of the sheet itself, as those of a row."""
        return Row("", self.title, self.help, "", self.fields, hidden=self.hidden)

    def hides(self, *kinds: str) -> bool:
        """Tell whether `public_form` took a field of some kinds out of the sheet or a row."""
        taken = (*self.hidden, *(field for row in self.rows.values() for field in row.hidden))
        return any(field.kind in kinds for field in taken)

    @cached_property
    def evaluations(self) -> tuple[tuple[str, Row], ...]:
        """The headings under which one row stands by itself, with that row."""
        return tuple(
            (field.key, self.rows[field.row])
            for field in self.fields.values()
            if field.kind == "評価" and field.row
        )

    def is_over(self, year: FiscalYear) -> bool:
        """Tell whether the form was for years before this one alone."""
        last = FiscalYear.read(self.last) if self.last else None
        return last is not None and last < year

    def keys_called(self, names: Collection[str]) -> frozenset[str]:
        """Return the headings that some words mean: by role, by kind, or as they are written.

        What is nothing of the form (as are the words of registers) is meant as it is written.
        """
        return frozenset(key for name in names for key in self._called.get(name, (name,)))

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        """Headings by role and by kind."""
        rows = [field for row in self.rows.values() for field in row.fields.values()]
        found: dict[str, list[str]] = {}
        for field in (*self.fields.values(), *rows):
            for word in filter(None, (field.role, field.kind)):
                found.setdefault(word, []).append(field.key)
        return found

    def role_key(self, role: str) -> str:
        """Return the heading of the sheet's field of a role, "" where the form has none."""
        return next((field.key for field in self.fields.values() if field.role == role), "")


def _table(field: Field, row: Row) -> Table:
    deadline = row.first("期限")
    text = row.first("文章", "任務" if field.role == "役割" else "行動")
    texts = [one.key for one in row.fields.values() if one.kind == "文章"]
    return Table(
        field=field,
        row=row,
        name=_key(row.first("名称")),
        numbers=_key(row.first("計画の番号")),
        staff=_key(row.first("職員")),
        deadline=_key(deadline),
        raw="" if deadline is None else deadline.raw,
        criteria=_key(row.first("基準")),
        text=_key(text),
        texts=tuple(sorted(texts, key=lambda key: key != _key(text))),
        discretion=_key(row.of_role("裁量")),
        collaboration=_key(row.of_role("協働")),
        is_duties=field.role == "役割",
    )


def _key(field: Field | None) -> str:
    return "" if field is None else field.key
