"""The rows of a sheet as its form knows them: duties, actions, milestones, entries of any table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.fiscal import Deadline
from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Row, Table
from orgsheet.japanese.shorten import one_line
from orgsheet.source import Mapping, Node, Scalar, Sequence


class Role(NamedTuple):
    """A row of the table of duties; what the author left out or mistyped is None or missing."""

    node: Mapping
    table: Table
    name: Scalar | None
    numbers: tuple[Scalar, ...]
    discretion: Scalar | None
    collaboration: Scalar | None
    duty: Scalar | None
    staff: tuple[Scalar, ...]

    @property
    def section(self) -> str:
        """The heading of the table."""
        return self.table.key


class Milestone(NamedTuple):
    """A dated step of an action: 区分, 時期 and 内容, and how the date is read."""

    node: Mapping
    group: Scalar | None
    when: Scalar | None
    event: Scalar | None
    deadline: Deadline | None


class Action(NamedTuple):
    """A row of any other table; what the author left out or mistyped is None or missing."""

    node: Mapping
    table: Table
    item: Scalar | None
    action: Scalar | None
    milestones: tuple[Milestone, ...]
    raw_deadline: Scalar | None
    criteria: tuple[Scalar, ...]
    previous: tuple[Scalar, ...]

    @property
    def section(self) -> str:
        """The heading of the table, as the sheet's form writes it."""
        return self.table.key

    @property
    def list_role(self) -> str:
        """The role of the table in the form (重点, 改善 …), "" where it has none."""
        return self.table.field.role

    @property
    def name(self) -> str:
        """The row's name on one line, or "" where it has none."""
        return "" if self.item is None else one_line(self.item.text)


class PlanLink(NamedTuple):
    """One item listed under a plan's number, below the form's heading of plan items."""

    number: str
    item: Scalar
    heading: str


class Entry(NamedTuple):
    """A row of any table, or an evaluation that stands by itself, with what its form says of it.

    `heading` is that of the table, `table` None for an evaluation, `number` the place in the list.
    The sheet itself is one as well, where it is evaluated: its heading is "".
    """

    node: Mapping
    heading: str
    table: Table | None
    row: Row
    number: int

    @property
    def name(self) -> Scalar | None:
        """The row's name; None where it has none."""
        return text_at(self.node, "" if self.table is None else self.table.name)

    @property
    def label(self) -> str:
        """What the row is called, on one line; "" where it has no name."""
        if self.name is not None:
            return one_line(self.name.text)
        return "" if self.heading else words.WHOLE_SHEET

    def values(self, *kinds: str) -> Iterator[tuple[str, Node]]:
        """Yield key and value of the fields of some kinds, in the form's order."""
        for key, field in self.row.fields.items():
            if field.kind in kinds and key in self.node.entries:
                yield key, self.node.entries[key]


def role_of(row: Mapping, table: Table) -> Role:
    """Return a row of the table of duties."""
    return Role(
        node=row,
        table=table,
        name=text_at(row, table.name),
        numbers=texts_at(row, table.numbers),
        discretion=text_at(row, table.discretion),
        collaboration=text_at(row, table.collaboration),
        duty=text_at(row, table.text),
        staff=texts_at(row, table.staff),
    )


def text_at(mapping: Mapping | None, key: str) -> Scalar | None:
    """Return the text under a key, None where there is none; "" is the key of nothing."""
    value = None if mapping is None or not key else mapping.entries.get(key)
    return value if type(value) is Scalar and type(value.value) is str else None


def texts_at(mapping: Mapping, key: str) -> tuple[Scalar, ...]:
    """Return the texts of the list under a key; "" is the key of nothing."""
    return texts_in(mapping.entries.get(key)) if key else ()


def texts_in(node: Node | None) -> tuple[Scalar, ...]:
    """Return the texts of a list."""
    if not isinstance(node, Sequence):
        return ()
    return tuple([item for item in node.items if type(item) is Scalar and type(item.value) is str])
