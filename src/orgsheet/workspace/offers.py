"""What may be written at a place of a sheet: by its form, the registers and the other sheets.

Names of staff are never offered, wherever they may stand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Field, Form
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.shorten import one_line
from orgsheet.registers.organization import Section
from orgsheet.registers.plans import PlanRegister
from orgsheet.workspace.workspace import Workspace

MAX_OFFERS = 200
"""What is offered at one place; more than that nobody looks through."""
_LISTS = {"計画の項目", "計画の番号", "計画の名称"}
_LAST_YEAR = "前年度のシートにある名称"
_ROW_FIELD = 2  # the heading of a table, and of a field of its rows


class Offer(NamedTuple):
    """A text that may be written at a place, and in Japanese what it is ("" for nothing to say).

    `is_listed` says that it is an item of a list, where it is a value.
    """

    text: str
    about: str = ""
    is_listed: bool = False


def heading_offers(form: Form, headings: Sequence[str], beside: Collection[str]) -> list[Offer]:
    """Return the headings that an entry may have besides those that it has.

    Args:
        form: the form of the sheet.
        headings: what the entry stands under, from the outermost; nothing for the sheet itself.
        beside: the headings that it has already.
    """
    found = [offer for offer in _headings(form, headings) if offer.text not in beside]
    return found[:MAX_OFFERS]


def _headings(form: Form, headings: Sequence[str]) -> Iterator[Offer]:
    if not headings:
        yield from (Offer(word, "") for word in words.HEAD)
        yield from (Offer(word, "") for word in form.units)
        yield from (_heading(field) for field in form.fields.values())
        return
    field = field_at(form, headings)
    if field is None:
        return
    row = form.row_of(field)
    if field.kind == "計画の項目" and len(headings) == 1:
        yield from (Offer(number) for number in field.numbers)
    elif field.kind == "期限" and len(headings) == _ROW_FIELD:
        yield from (Offer(word) for word in words.STEP)
    elif row is not None and len(headings) == 1:
        yield from (_heading(one) for _, one in row.in_sheet())
        raw = row.first("期限")
        if raw is not None and raw.raw:
            yield Offer(raw.raw)
        yield from (Offer(word) for word in words.ROW)


def _heading(field: Field) -> Offer:
    return Offer(field.key, field.help or field.title)


def field_at(form: Form, headings: Sequence[str]) -> Field | None:
    """Return the form's field that headings lead to, None where they lead to none.

    Of a list of deadlines and of numbers of plans that is the field that holds them.
    """
    if not headings:
        return None
    field = form.fields.get(headings[0])
    if field is None or len(headings) == 1:
        return field
    row = form.row_of(field)
    if row is None:
        return field if field.kind == "計画の項目" and headings[1] in field.numbers else None
    found = row.fields.get(headings[1])
    if found is None:
        return None
    return found if headings[2:] == () or found.kind == "期限" else None


def value_offers(workspace: Workspace, sheet: Sheet, headings: tuple[str, ...]) -> list[Offer]:
    """Return what may be written as a value under headings, in the order to show it.

    Args:
        workspace: where the registers and the other sheets are; its lock is taken.
        sheet: the sheet as far as it could be read, which says whose it is and of which year.
        headings: what the value stands under, from the outermost, its own heading last.
    """
    with workspace.lock:
        field = field_at(sheet.form, headings)
        kind = "" if field is None else field.kind
        is_listed = kind in _LISTS or headings[-1:] == (words.PREVIOUS,)
        known: dict[str, Offer] = {}
        for offer in _values(workspace, sheet, headings):
            if offer.text:
                known.setdefault(offer.text, offer._replace(is_listed=is_listed))
        return list(known.values())[:MAX_OFFERS]


def _values(workspace: Workspace, sheet: Sheet, headings: Sequence[str]) -> Iterator[Offer]:
    year = sheet.year
    if year is None or not headings:
        return
    last = headings[-1]
    if len(headings) == 1 and last in (*words.HEAD, *sheet.form.units):
        yield from _of_the_head(workspace, sheet, year, last)
    elif last == words.PREVIOUS:
        yield from _names(sheets_before(workspace, sheet, year), headings[0], _LAST_YEAR)
    field = field_at(sheet.form, headings)
    if field is not None:
        yield from _of_field(workspace, sheet, year, headings, field)


def _of_field(
    workspace: Workspace, sheet: Sheet, year: FiscalYear, headings: Sequence[str], field: Field
) -> Iterator[Offer]:
    if field.kind == "計画の項目" and len(headings) > 1:
        yield from _plan_items(workspace.plans, headings[-1], year)
    elif field.kind == "計画の番号":
        yield from _plan_numbers(workspace.plans, sheet.form, year)
    elif field.kind == "計画の名称":
        yield from _plans(workspace.plans, year)
    elif field.kind == "所属":
        yield from _units(workspace, year)
    elif field.kind == "名称":
        yield from _row_names(workspace, sheet, year, headings[0])
    elif field.kind == "期限" and headings[-1] == words.GROUP:
        steps = (step.group for _, step in sheet.milestones)
        yield from (Offer(group.text, "このシートにある区分") for group in steps if group)
    elif field.scale and (scale := workspace.scales.find(field.scale)):
        yield from (Offer(value, scale.words.get(value, "")) for value in scale.values)
    elif field.kind in ("選択", "評価"):
        yield from (Offer(str(value), meaning) for value, meaning in field.choices)


def _of_the_head(
    workspace: Workspace, sheet: Sheet, year: FiscalYear, heading: str
) -> Iterator[Offer]:
    department, section = sheet.form.units
    if heading == words.YEAR:
        yield Offer(year.label, year.kanji)
    elif heading == words.FORM:
        yield from (Offer(name) for name in workspace.forms.names)
    elif heading == department:
        units = workspace.organization.departments
        yield from (Offer(one.name, "組織台帳") for one in units if one.may_exist_in(year))
    elif heading == section:
        found = workspace.organization.department_in(year, sheet.id.department)
        sections = found.sections if found else ()
        yield from (Offer(one.name, "組織台帳") for one in sections if one.may_exist_in(year))


def _units(workspace: Workspace, year: FiscalYear) -> Iterator[Offer]:
    for unit in workspace.organization.units():
        if unit.may_exist_in(year):
            yield Offer(unit.name, "組織台帳")


def _plan_items(plans: PlanRegister, number: str, year: FiscalYear) -> Iterator[Offer]:
    meaning = plans.meaning(number, year)
    if meaning is None:
        return
    if meaning.individual:
        yield from _plans(plans, year, individual=True)
    elif meaning.plan is not None and meaning.plan.in_force(year) is not False:
        about = f"{meaning.plan.name}（{meaning.plan.period_text()}）"
        yield from (Offer(item.text, about) for item in meaning.plan.items)


def _plans(plans: PlanRegister, year: FiscalYear, *, individual: bool = False) -> Iterator[Offer]:
    for plan in plans.plans:
        if plan.in_force(year) is not False and (plan.individual or not individual):
            yield Offer(plan.name, plan.period_text())


def _plan_numbers(plans: PlanRegister, form: Form, year: FiscalYear) -> Iterator[Offer]:
    for number in form.numbers:
        meaning = plans.meaning(number, year)
        plan = meaning.plan.name if meaning and meaning.plan else ""
        yield Offer(number, (meaning.label if meaning else "") or plan)


def _row_names(
    workspace: Workspace, sheet: Sheet, year: FiscalYear, heading: str
) -> Iterator[Offer]:
    """Yield names of programmes: of the sheet's other tables, then of the year before."""
    form = sheet.form
    for table in (*form.duties, *form.works):
        if table.key != heading and table.has_projects:
            yield from _names([sheet], table.key, f"「{table.field.title}」にある名称")
    yield from _names(sheets_before(workspace, sheet, year), heading, _LAST_YEAR)


def sheets_before(workspace: Workspace, sheet: Sheet, year: FiscalYear) -> Iterator[Sheet]:
    """Yield the sheets of the year before that a sheet continues, by the organization register.

    Where the register knows nothing of it: the sheet of the same name.
    """
    before = FiscalYear(year.start - 1)
    organization = workspace.organization
    unit = organization.unit_of(year, sheet.id)
    same = sheet.id._replace(year=before.label)
    identities = [same]
    if unit is not None:
        units = organization.predecessors(unit.id, before)
        identities = [
            same._replace(department=one.department, section=one.name)
            if isinstance(one, Section)
            else same._replace(department=one.name)
            for one in units
        ]
    for identity in identities:
        found = workspace.sheet(identity)
        if found is not None:
            yield found


def _names(sheets: Iterable[Sheet], heading: str, about: str) -> Iterator[Offer]:
    for sheet in sheets:
        for entry in sheet.rows:
            if entry.heading == heading and entry.name is not None:
                yield Offer(one_line(entry.name.text), about)
