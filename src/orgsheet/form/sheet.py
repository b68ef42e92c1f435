"""The sheet as the form knows it: roles, actions, milestones, plan links, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from orgsheet.fiscal import FiscalYear, read_deadline
from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Form, Table
from orgsheet.form.known_forms import packaged_forms
from orgsheet.form.sheet_id import DEPARTMENT_SHEET, SheetId
from orgsheet.form.sheet_rows import (
    Action,
    Entry,
    Milestone,
    PlanLink,
    Role,
    role_of,
    text_at,
    texts_at,
    texts_in,
)
from orgsheet.source import Document, Mapping, Node, Scalar, Sequence

__all__ = [
    "DEPARTMENT_SHEET",
    "Action",
    "Entry",
    "Milestone",
    "PlanLink",
    "Role",
    "Sheet",
    "SheetId",
]


class Sheet:
    """One section's or department's sheet of one year, read through its form.

    Built on whatever the document holds: a value of the wrong type counts as absent here, and the
    schema check reports it. Without a form it has the packaged one that it names or its year has.
    """

    def __init__(self, document: Document, identity: SheetId, form: Form | None = None) -> None:
        self.document = document
        self.id = identity
        self.root = document.root if isinstance(document.root, Mapping) else None
        self.form = form or packaged_forms().of_any(document.root, identity.year)

    def get(self, key: str) -> Node | None:
        """Return the value of a top-level key."""
        return None if self.root is None else self.root.entries.get(key)

    def text(self, key: str) -> Scalar | None:
        """Return the value of a top-level key when it is text."""
        return text_at(self.root, key)

    @cached_property
    def year(self) -> FiscalYear | None:
        """The fiscal year the sheet says it is for, or else the one of its folder.

        None where the two disagree: which is wrong is for its author to say, and until then
        nothing that depends on the year can be said of the sheet.
        """
        text = self.text(words.YEAR)
        written = FiscalYear.read(text.text if text else "")
        folder = FiscalYear.read(self.id.year)
        return None if written and folder and written != folder else written or folder

    @property
    def is_department(self) -> bool:
        """Whether this is the department's form, which does not name a section."""
        if self.root is None:
            return self.id.is_department
        return self.form.units[1] not in self.root.entries

    @property
    def plan_table(self) -> Node | None:
        """What stands under the form's heading of plan items."""
        plans = self.form.plans
        return self.get(plans[0].key) if plans else None

    @cached_property
    def plan_links(self) -> tuple[PlanLink, ...]:
        """All items under the numbers of plans, in the form's order."""
        tables = [(field, self.get(field.key)) for field in self.form.plans]
        return tuple(
            PlanLink(number, item, field.key)
            for field, table in tables
            if isinstance(table, Mapping)
            for number in field.numbers
            for item in texts_in(table.entries.get(number))
        )

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The rows of the tables of duties."""
        return tuple(
            role_of(row, table) for table in self.form.duties for row in self._rows(table.key)
        )

    @cached_property
    def staffed(self) -> tuple[Role, ...]:
        """The rows of every table that names members of staff, those of duties first."""
        tables = [table for table in self.form.works if table.staff]
        return (*self.roles, *self._as_roles(tables))

    @cached_property
    def numbered(self) -> tuple[Role, ...]:
        """The rows of every table that lists numbers of plans, those of duties first."""
        tables = [table for table in self.form.works if table.numbers]
        return (*self.roles, *self._as_roles(tables))

    def _as_roles(self, tables: list[Table]) -> Iterator[Role]:
        for table in tables:
            yield from (role_of(row, table) for row in self._rows(table.key))

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """The rows of all other tables, in the form's order."""
        return tuple(
            self._action(row, table) for table in self.form.works for row in self._rows(table.key)
        )

    @cached_property
    def rows(self) -> tuple[Entry, ...]:
        """Every row of every table and every evaluation, in the form's order."""
        found = [
            Entry(node, table.key, table, table.row, number)
            for table in self.form.lists
            for number, node in enumerate(self._rows(table.key))
        ]
        found += [
            Entry(node, key, None, row, 0)
            for key, row in self.form.evaluations
            if isinstance(node := self.get(key), Mapping)
        ]
        return tuple(found)

    def listed(self, section: str) -> tuple[Role | Action, ...]:
        """Return the rows of the table of a heading."""
        return self._lists.get(section, ())

    @cached_property
    def _lists(self) -> dict[str, tuple[Role | Action, ...]]:
        found: dict[str, list[Role | Action]] = {}
        rows: list[Role | Action] = [*self.roles, *self.actions]
        for row in rows:
            found.setdefault(row.table.key, []).append(row)
        return {section: tuple(rows) for section, rows in found.items()}

    def actions_of(self, section: str) -> tuple[Action, ...]:
        """Return the rows of one table that is none of duties."""
        return tuple(action for action in self.actions if action.table.key == section)

    @property
    def priorities(self) -> tuple[Action, ...]:
        """The rows of the table of what comes first this year (its role is 重点)."""
        return tuple(action for action in self.actions if action.table.role == "重点")

    @cached_property
    def milestones(self) -> tuple[tuple[Action, Milestone], ...]:
        """Every milestone with the action it belongs to."""
        return tuple((action, step) for action in self.actions for step in action.milestones)

    @cached_property
    def prose(self) -> tuple[Scalar, ...]:
        """The values that are sentences: goal, mission, duties, actions, events, criteria."""
        found = [self.text(key) for key in self.form.texts]
        for role in self.roles:
            found += [text_at(role.node, key) for key in role.table.texts]
        for action in self.actions:
            found.append(action.item)
            found += [text_at(action.node, key) for key in action.table.texts]
            found += [action.raw_deadline, *action.criteria]
            found += [milestone.event for milestone in action.milestones]
        for key, row in self.form.evaluations:
            node = self.get(key)
            if isinstance(node, Mapping):
                found += [
                    text_at(node, one.key) for one in row.fields.values() if one.kind == "文章"
                ]
        return tuple(value for value in found if value is not None)

    @cached_property
    def dates(self) -> tuple[Scalar, ...]:
        """The values that are one date by their kind, those of the sheet itself first."""
        keys = [field.key for field in self.form.fields.values() if field.kind == "日付"]
        found = [self.text(key) for key in keys]
        found += [
            node if isinstance(node, Scalar) and isinstance(node.value, str) else None
            for row in self.rows
            for _, node in row.values("日付")
        ]
        return tuple(value for value in found if value is not None)

    @cached_property
    def written(self) -> str:
        """All headings and values, one a line, in no order: where a check may look beforehand.

        The text of the file would not do: where a value is written in escapes, it is not in it.
        """
        return "\n".join(self.written_parts)

    @cached_property
    def written_parts(self) -> tuple[str, ...]:
        """What is `written` row by row, and the rest of it: a row that comes again is the same."""
        if self.root is None:
            return ()
        values = self.root.entries.values()
        lists = [node for node in values if type(node) is Sequence]
        others: list[Node] = [node for node in values if type(node) is not Sequence]
        parts = (_written([one]) for node in lists for one in node.items)
        return ("\n".join(self.root.entries), _written(others), *parts)

    @cached_property
    def worded(self) -> str:
        """The names of duties and the prose, each text once, one a line: as `written`, but less.

        For checks that look at nothing else.
        """
        names = [role.name.text for role in self.roles if role.name is not None]
        return "\n".join(dict.fromkeys((*names, *(value.text for value in self.prose))))

    def row_of(self, node: Node) -> Mapping | None:
        """Return the list row that a node stands in (or is), None outside rows."""
        current: Node | None = node
        found: Mapping | None = None
        while current is not None:
            if isinstance(current, Mapping) and isinstance(current.step, int):
                found = current
            current = current.parent
        return found

    def _rows(self, section: str) -> Iterator[Mapping]:
        rows = self.get(section)
        if isinstance(rows, Sequence):
            yield from (row for row in rows.items if isinstance(row, Mapping))

    def _action(self, row: Mapping, table: Table) -> Action:
        steps = row.entries.get(table.deadline) if table.deadline else None
        milestones = (
            tuple([self._milestone(step) for step in steps.items if isinstance(step, Mapping)])
            if isinstance(steps, Sequence)
            else ()
        )
        return Action(
            node=row,
            table=table,
            item=text_at(row, table.name),
            action=text_at(row, table.text),
            milestones=milestones,
            raw_deadline=text_at(row, table.raw),
            criteria=texts_at(row, table.criteria),
            previous=texts_at(row, words.PREVIOUS),
        )

    def _milestone(self, step: Mapping) -> Milestone:
        when = text_at(step, words.WHEN)
        deadline = read_deadline(when.text, self.year) if when and self.year else None
        return Milestone(
            step, text_at(step, words.GROUP), when, text_at(step, words.EVENT), deadline
        )


def _written(nodes: list[Node]) -> str:
    """Return all headings and values below some nodes, and they themselves, one a line."""
    texts: list[str] = []
    while nodes:
        node = nodes.pop()
        if type(node) is Scalar:
            texts.append(node.text)
        elif type(node) is Mapping:
            texts += node.entries
            nodes += node.entries.values()
        elif type(node) is Sequence:
            nodes += node.items
    return "\n".join(texts)
