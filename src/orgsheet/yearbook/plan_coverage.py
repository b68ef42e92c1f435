"""Which section serves which item of the city's plans, and which items nobody serves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import is_blank
from orgsheet.form.samples import remark_of
from orgsheet.form.sheet import Role, Sheet, SheetId
from orgsheet.form.sheet_rows import texts_in
from orgsheet.japanese.likeness import normalize
from orgsheet.japanese.shorten import one_line
from orgsheet.registers.plans import VERIFIED, Meaning, Plan, PlanRegister

_SLIP = 0.8
"""As alike as this, one wording may be a slip of the other."""


class Serving(NamedTuple):
    """A sheet that names an item: with the duties of its that carry the item's number.

    The duties name numbers, not items: of two items under one number a duty serves either.
    `sample` is the sheet's remark that it is an invented sample, "" where it is none.
    """

    sheet: SheetId
    duties: tuple[str, ...]
    sample: str


class Served(NamedTuple):
    """An item of a plan, or a plan that sheets name as a whole, with the sheets that name it.

    `number` is the mark under which sheets name it (①), "" for plans that rows name themselves.
    `plan` is the name of its plan, "" where the register does not say. `is_registered` is False
    for a wording that stands in sheets alone; `is_verified` says that the register knows it from
    the plan itself. `near` is the register's item that an unregistered wording may be a slip of,
    "" where none is near: then it is that item that is served, perhaps.
    """

    number: str
    plan: str
    item: str
    is_registered: bool
    is_verified: bool
    near: str
    by: tuple[Serving, ...]

    def serving(self, sheet: SheetId) -> Serving | None:
        """Return how a sheet serves it, None where it does not."""
        return next((one for one in self.by if one.sheet == sheet), None)


class NumberMeaning(NamedTuple):
    """What a number stands for in the year, in the register's words; "" where it does not say.

    `is_complete` says that the register has all items of the plan: only then is an item that
    nobody serves known not to have been forgotten in the register.
    """

    number: str
    label: str
    plan: str
    is_complete: bool


class Coverage(NamedTuple):
    """The items of a year's plans by number, in the register's order, and who serves them.

    `sheets` are all that were looked at, in the order of every list. `is_hidden` says that fields
    in which sheets name items are not published: which items nobody serves is not known then.
    """

    year: FiscalYear
    sheets: tuple[SheetId, ...]
    numbers: tuple[NumberMeaning, ...]
    items: tuple[Served, ...]
    is_hidden: bool = False

    @property
    def unserved(self) -> tuple[Served, ...]:
        """The items of the register that no sheet names."""
        return tuple(one for one in self.items if not one.by)


@dataclass
class _Item:
    number: str
    plan: str
    text: str
    is_registered: bool
    is_verified: bool
    by: dict[SheetId, Serving] = field(default_factory=dict)


def coverage_of(sheets: Iterable[Sheet], year: FiscalYear, plans: PlanRegister) -> Coverage:
    """Return which sheets of a year serve which items of the plans.

    Args:
        sheets: the sheets, each as it may be shown, in the order in which they are to stand.
        year: their year; it says what the numbers stand for and which plans are in force.
        plans: the register.
    """
    chosen = list(sheets)
    numbers = list(dict.fromkeys(one for sheet in chosen for one in sheet.form.numbers))
    found: dict[tuple[str, str], _Item] = {}
    for number in numbers:
        for item in _registered(number, year, plans):
            found.setdefault((number, normalize(item.text)), item)
    for sheet in chosen:
        _add(sheet, year, plans, found)
    order = {number: place for place, number in enumerate(numbers)}
    is_hidden = any(sheet.form.hides("計画の項目", "計画の名称") for sheet in chosen)
    known = [one for one in found.values() if one.by or not is_hidden]
    items = sorted(known, key=lambda one: order.get(one.number, len(order)))
    return Coverage(
        year,
        tuple(sheet.id for sheet in chosen),
        tuple(_meaning(number, plans.meaning(number, year)) for number in numbers),
        tuple(
            Served(
                one.number,
                one.plan,
                one.text,
                one.is_registered,
                one.is_verified,
                "" if one.is_registered else _near(one.number, one.text, year, plans),
                tuple(one.by.values()),
            )
            for one in items
        ),
        is_hidden,
    )


def _meaning(number: str, meaning: Meaning | None) -> NumberMeaning:
    if meaning is None:
        return NumberMeaning(number, "", "", is_complete=False)
    plan = meaning.plan
    return NumberMeaning(
        number,
        meaning.label,
        "" if plan is None else plan.name,
        is_complete=plan is not None and plan.items_complete,
    )


def _registered(number: str, year: FiscalYear, plans: PlanRegister) -> Iterator[_Item]:
    """Yield what a sheet of a year can name under a number, as far as the register knows it."""
    meaning = plans.meaning(number, year)
    if meaning is not None and meaning.individual:
        for plan in plans.plans:
            if plan.individual and plan.in_force(year) is not False:
                yield _plan_item(number, plan)
    for item in plans.items(number, year)[0]:
        assert meaning is not None and meaning.plan is not None, "it has items"  # noqa: PT018
        yield _Item(
            number, meaning.plan.name, item.text, is_registered=True, is_verified=item.verified
        )


def _near(number: str, text: str, year: FiscalYear, plans: PlanRegister) -> str:
    """Return the register's item or plan that a wording is near to, "" where there is none."""
    item = plans.nearest_item(text, number, year, _SLIP)
    if item is not None:
        return item[0].text
    plan = None if plans.items(number, year)[0] else plans.nearest_plan(text, _SLIP)
    return "" if plan is None else plan[0].name


def _plan_item(number: str, plan: Plan) -> _Item:
    return _Item(
        number, plan.name, plan.name, is_registered=True, is_verified=plan.verified == VERIFIED
    )


def _add(
    sheet: Sheet, year: FiscalYear, plans: PlanRegister, found: dict[tuple[str, str], _Item]
) -> None:
    """Note the items that a sheet names."""
    remark = remark_of(sheet)
    for link in sheet.plan_links:
        if is_blank(link.item.text) or not link.item.text.strip():
            continue
        duties = _duties(sheet.numbered, link.number)
        one = _item(link.number, link.item.text, year, plans, found)
        one.by.setdefault(sheet.id, Serving(sheet.id, duties, remark))
    for text, row in _named_plans(sheet):
        one = _item("", text, year, plans, found)
        known = one.by.get(sheet.id)
        duties = () if known is None else known.duties
        names = tuple(dict.fromkeys((*duties, *([row] if row else []))))
        one.by[sheet.id] = Serving(sheet.id, names, remark)


def _item(
    number: str,
    text: str,
    year: FiscalYear,
    plans: PlanRegister,
    found: dict[tuple[str, str], _Item],
) -> _Item:
    """Return the item that a sheet's words mean; one of their own where the register has none."""
    key = number, normalize(text)
    if key in found:
        return found[key]
    meaning = plans.meaning(number, year) if number else None
    plan = plans.find_named(text) if meaning is None or meaning.individual else None
    if plan is not None:
        # A plan named by a short name, or with one of its items behind it.
        return found.setdefault((number, normalize(plan.name)), _plan_item(number, plan))
    named = "" if meaning is None or meaning.plan is None else meaning.plan.name
    words_ = one_line(text)
    return found.setdefault(
        key, _Item(number, named, words_, is_registered=False, is_verified=False)
    )


def _duties(rows: Sequence[Role], number: str) -> tuple[str, ...]:
    """Return the names of the rows that carry a number."""
    named = [
        one_line(row.name.text)
        for row in rows
        if row.name is not None and any(one.text == number for one in row.numbers)
    ]
    return tuple(dict.fromkeys(named))


def _named_plans(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield plans that a sheet names in fields made for their names, with the row's name or ""."""
    for one in sheet.form.fields.values():
        if one.kind == "計画の名称":
            for item in texts_in(sheet.get(one.key)):
                yield item.text, ""
    for row in sheet.rows:
        name = "" if row.name is None else one_line(row.name.text)
        for _, node in row.values("計画の名称"):
            for item in texts_in(node):
                yield item.text, name
