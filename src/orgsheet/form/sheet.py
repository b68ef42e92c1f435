"""The sheet as the form knows it: roles, actions, milestones, plan links, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from orgsheet.fiscal import Deadline, FiscalYear, read_deadline
from orgsheet.source import Document, Mapping, Node, Scalar, Sequence

DEPARTMENT_SHEET = "部"
"""The file name (without ending) of a department's own sheet."""

NUMBERS = ("①", "②", "③")
PLAN_SECTION = "組織目標と計画等との関連"
ROLE_SECTION = "組織が果たす役割"
PRIORITY_SECTION = "今年度の重点事業"
IMPROVEMENT_SECTION = "業務プロセスの改善"
DEVELOPMENT_SECTION = "職員の育成及び職場活性化の取組み"
NEEDS_SECTION = "ニーズの把握と成果の検証、評価を把握する取組み"
ACTION_SECTIONS = (PRIORITY_SECTION, IMPROVEMENT_SECTION, DEVELOPMENT_SECTION, NEEDS_SECTION)


class SheetId(NamedTuple):
    """Which sheet: `year` as in `R5`, department, and section (`部` for the department's own)."""

    year: str
    department: str
    section: str

    def __str__(self) -> str:
        return f"{self.year}/{self.department}/{self.section}"

    @property
    def path(self) -> str:
        """The sheet's place in the workspace, with `/` between the parts."""
        return f"sheets/{self}.yaml"

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
        return self.department if self.is_department else f"{self.department} {self.section}"

    @property
    def department_id(self) -> SheetId:
        """The sheet of the department in the same year."""
        return SheetId(self.year, self.department, DEPARTMENT_SHEET)


class Role(NamedTuple):
    """A row of 組織が果たす役割; what the author left out or mistyped is None or missing."""

    node: Mapping
    name: Scalar | None
    numbers: tuple[Scalar, ...]
    discretion: Scalar | None
    collaboration: Scalar | None
    duty: Scalar | None
    staff: tuple[Scalar, ...]


class Milestone(NamedTuple):
    """A dated step of an action: 区分, 時期 and 内容, and how the date is read."""

    node: Mapping
    group: Scalar | None
    when: Scalar | None
    event: Scalar | None
    deadline: Deadline | None


class Action(NamedTuple):
    """A row of one of the four action lists; `section` is the list's heading."""

    node: Mapping
    section: str
    item: Scalar | None
    action: Scalar | None
    milestones: tuple[Milestone, ...]
    raw_deadline: Scalar | None
    criteria: tuple[Scalar, ...]
    previous: tuple[Scalar, ...]

    @property
    def name(self) -> str:
        """The row's 項目 on one line, or "" where it has none."""
        return "" if self.item is None else " ".join(self.item.text.split())


class PlanLink(NamedTuple):
    """One item listed under ①, ② or ③."""

    number: str
    item: Scalar


class Sheet:
    """One section's or department's sheet of one year.

    Built on whatever the document holds: a value of the wrong type counts as absent here, and the
    schema check reports it.
    """

    def __init__(self, document: Document, identity: SheetId) -> None:
        self.document = document
        self.id = identity
        self.root = document.root if isinstance(document.root, Mapping) else None

    def get(self, key: str) -> Node | None:
        """Return the value of a top-level key."""
        return None if self.root is None else self.root.entries.get(key)

    def text(self, key: str) -> Scalar | None:
        """Return the value of a top-level key when it is text."""
        return _text(self.root, key)

    @cached_property
    def year(self) -> FiscalYear | None:
        """The fiscal year the sheet says it is for, or else the one of its folder.

        None where the two disagree: which is wrong is for its author to say, and until then
        nothing that depends on the year can be said of the sheet.
        """
        text = self.text("年度")
        written = FiscalYear.read(text.text if text else "")
        folder = FiscalYear.read(self.id.year)
        return None if written and folder and written != folder else written or folder

    @property
    def is_department(self) -> bool:
        """Whether this is the department's form, which has no 課名."""
        if self.root is None:
            return self.id.is_department
        return "課名" not in self.root.entries

    @cached_property
    def plan_links(self) -> tuple[PlanLink, ...]:
        """All items under ①②③, in the form's order."""
        table = self.get(PLAN_SECTION)
        if not isinstance(table, Mapping):
            return ()
        return tuple(
            PlanLink(number, item)
            for number in NUMBERS
            for item in _texts(table.entries.get(number))
        )

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The rows of 組織が果たす役割."""
        return tuple(_role(row) for row in self._rows(ROLE_SECTION))

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """The rows of all four action lists, in the form's order."""
        return tuple(
            self._action(row, section) for section in ACTION_SECTIONS for row in self._rows(section)
        )

    def actions_of(self, section: str) -> tuple[Action, ...]:
        """Return the rows of one action list."""
        return tuple(action for action in self.actions if action.section == section)

    @property
    def priorities(self) -> tuple[Action, ...]:
        """The rows of 今年度の重点事業."""
        return self.actions_of(PRIORITY_SECTION)

    @cached_property
    def milestones(self) -> tuple[tuple[Action, Milestone], ...]:
        """Every milestone with the action it belongs to."""
        return tuple((action, step) for action in self.actions for step in action.milestones)

    @cached_property
    def prose(self) -> tuple[Scalar, ...]:
        """The values that are sentences: goal, mission, duties, actions, events, criteria."""
        found = [self.text("組織目標"), self.text("組織使命")]
        found += [role.duty for role in self.roles]
        for action in self.actions:
            found += [action.item, action.action, action.raw_deadline, *action.criteria]
            found += [milestone.event for milestone in action.milestones]
        return tuple(value for value in found if value is not None)

    @cached_property
    def written(self) -> str:
        """All headings and values, one a line, in no order: where a check may look beforehand.

        The text of the file would not do: where a value is written in escapes, it is not in it.
        """
        texts: list[str] = []
        pending: list[Node] = [] if self.root is None else [self.root]
        while pending:
            node = pending.pop()
            if type(node) is Scalar:
                texts.append(node.text)
            elif type(node) is Mapping:
                texts += node.entries
                pending += node.entries.values()
            elif type(node) is Sequence:
                pending += node.items
        return "\n".join(texts)

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

    def _action(self, row: Mapping, section: str) -> Action:
        steps = row.entries.get("目標期限")
        milestones = (
            tuple(self._milestone(step) for step in steps.items if isinstance(step, Mapping))
            if isinstance(steps, Sequence)
            else ()
        )
        return Action(
            node=row,
            section=section,
            item=_text(row, "項目"),
            action=_text(row, "行動アクション"),
            milestones=milestones,
            raw_deadline=_text(row, "期限原文"),
            criteria=_texts(row.entries.get("達成基準")),
            previous=_texts(row.entries.get("前年度の項目")),
        )

    def _milestone(self, step: Mapping) -> Milestone:
        when = _text(step, "時期")
        deadline = read_deadline(when.text, self.year) if when and self.year else None
        return Milestone(step, _text(step, "区分"), when, _text(step, "内容"), deadline)


def _role(row: Mapping) -> Role:
    return Role(
        node=row,
        name=_text(row, "事務事業名称"),
        numbers=_texts(row.entries.get("計画関連No.")),
        discretion=_text(row, "裁量有無"),
        collaboration=_text(row, "協働有無"),
        duty=_text(row, "組織の役割"),
        staff=_texts(row.entries.get("担当")),
    )


def _text(mapping: Mapping | None, key: str) -> Scalar | None:
    value = None if mapping is None else mapping.entries.get(key)
    return value if type(value) is Scalar and type(value.value) is str else None


def _texts(node: Node | None) -> tuple[Scalar, ...]:
    if not isinstance(node, Sequence):
        return ()
    return tuple([item for item in node.items if type(item) is Scalar and type(item.value) is str])
