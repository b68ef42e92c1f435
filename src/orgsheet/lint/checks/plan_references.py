"""Checks of plan references: registered, and under the right number."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import PlanLink, Sheet
from orgsheet.japanese.likeness import difference, normalize
from orgsheet.lint.advice.moving import how_to_move
from orgsheet.lint.check_registry import Spot, check
from orgsheet.registers.plans import PlanRegister
from orgsheet.workspace.workspace import Workspace

_MAX_COMPARED = 500
"""Items of a sheet that are compared with the register's wordings; real sheets list some ten."""

_ITEM_VALUES = ("番号", "項目", "候補", "違い", "正しい違い", "計画")


_Standing = tuple[bool | None, tuple[str, str] | None]


def _standing(link: PlanLink, sheet: Sheet, workspace: Workspace) -> _Standing:
    """Say whether an item is in the register (None: it cannot tell), and else its home."""
    plans = workspace.plans
    if sheet.year is None or not plans:
        return None, None
    return _lookup(plans, sheet.year, sheet.form.numbers, link.number, link.item.text)


def _registered(link: PlanLink, sheet: Sheet, workspace: Workspace) -> bool | None:
    """Say whether an item is in the register; None where the register cannot tell."""
    return _standing(link, sheet, workspace)[0]


def _home(link: PlanLink, sheet: Sheet, workspace: Workspace) -> tuple[str, str] | None:
    """Return (number, plan's name) of the one other number an item is registered under."""
    return _standing(link, sheet, workspace)[1]


@lru_cache(maxsize=4096)
def _lookup(
    plans: PlanRegister, year: FiscalYear, numbers: tuple[str, ...], number: str, text: str
) -> _Standing:
    """Return whether an item is registered under a number, and else its home (see `_home`).

    Remembered, because the sheets of a year list the same few items.
    """
    here = plans.meaning(number, year)
    if here is None:
        return None, None
    named = plans.find(text)
    registered: bool | None
    if here.individual:
        registered = named is not None
        at_home = named is not None and named.individual
    else:
        items, complete = plans.items(number, year)
        at_home = plans.find_item(text, number, year) is not None
        registered = True if at_home else (False if complete or items else None)
    if at_home:
        return registered, None
    homes = []
    for other in numbers:
        meaning = plans.meaning(other, year)
        if other == number or meaning is None:
            continue
        if meaning.individual:
            if named is not None and named.individual:
                homes.append((other, named.name))
        elif meaning.plan is not None and (
            plans.find_item(text, other, year) is not None
            # Under ③ a plan is named itself; the plan that ② stands for is not one of those.
            or (here.individual and named is meaning.plan)
        ):
            homes.append((other, meaning.plan.name))
    return registered, homes[0] if len(homes) == 1 else None


def _unregistered(sheet: Sheet, workspace: Workspace) -> Iterator[PlanLink]:
    """Yield the items that the register denies, without those written under a wrong number."""
    for link in sheet.plan_links:
        if _standing(link, sheet, workspace) == (False, None):
            yield link


def _nearest(
    link: PlanLink, sheet: Sheet, workspace: Workspace, cutoff: float
) -> tuple[str, str, bool] | None:
    """Return (official wording, plan's name, whether it is verified) nearest to an item."""
    plans, year = workspace.plans, sheet.year
    assert year is not None, "asked only where the register can tell"
    meaning = plans.meaning(link.number, year)
    if meaning is not None and meaning.individual:
        near = plans.nearest_plan(link.item.text, cutoff)
        return None if near is None else (near[1], near[0].name, near[0].verified == "確認済")
    found = plans.nearest_item(link.item.text, link.number, year, cutoff)
    if found is None or meaning is None or meaning.plan is None:
        return None
    return found[0].text, meaning.plan.name, found[0].verified


def right_number(link: PlanLink, sheet: Sheet, workspace: Workspace) -> str:
    """Return the one other number that an item is registered under, "" where it stands rightly."""
    home = _home(link, sheet, workspace)
    return home[0] if home else ""


def is_doubtful(link: PlanLink, sheet: Sheet, workspace: Workspace) -> bool:
    """Tell whether the register denies an item under its number, or its plan in the year."""
    if _home(link, sheet, workspace) or _registered(link, sheet, workspace) is False:
        return True
    plan = workspace.plans.find(link.item.text) if workspace.plans else None
    return plan is not None and sheet.year is not None and plan.in_force(sheet.year) is False


def is_near(link: PlanLink, sheet: Sheet, workspace: Workspace, cutoff: float = 0.75) -> bool:
    """Tell whether an item is a registered one with a slip, which says enough about it."""
    if _registered(link, sheet, workspace) is not False or _home(link, sheet, workspace):
        return False
    return _nearest(link, sheet, workspace, cutoff) is not None


@check(values=_ITEM_VALUES)
def plan_item_near(
    sheet: Sheet, workspace: Workspace, *, cutoff: float = 0.75, verified: bool = True
) -> Iterator[Spot]:
    """Report an item that is nearly, but not exactly, a registered one.

    Args:
        sheet: the sheet.
        workspace: gives the plan register.
        cutoff: how alike the two must be, from 0 to 1.
        verified: look at registered wordings that are verified, or at those that are not.
    """
    for link in islice(_unregistered(sheet, workspace), _MAX_COMPARED):
        near = _nearest(link, sheet, workspace, cutoff)
        if near is None or near[2] is not verified:
            continue
        official, plan, _ = near
        ours, theirs = difference(link.item.text, official)
        yield Spot(
            node=link.item,
            values={
                "番号": link.number,
                "項目": link.item.text,
                "候補": official,
                "違い": ours,
                "正しい違い": theirs,
                "計画": plan,
            },
            replacement=official,
        )


@check(values=("番号", "項目", "計画"))
def plan_item_unknown(
    sheet: Sheet, workspace: Workspace, *, cutoff: float = 0.75
) -> Iterator[Spot]:
    """Report an item that the register does not know and that is near none it knows."""
    for place, link in enumerate(_unregistered(sheet, workspace)):
        compared = place < _MAX_COMPARED
        if sheet.year is None or (compared and _nearest(link, sheet, workspace, cutoff)):
            continue
        meaning = workspace.plans.meaning(link.number, sheet.year)
        if meaning is not None and meaning.plan is not None:
            continue  # `plan_item_outside` says what the plan has instead
        values = {"番号": link.number, "項目": link.item.text, "計画": "個別計画"}
        yield Spot(node=link.item, values=values)


@check(values=("番号", "項目", "計画", "一覧"))
def plan_item_outside(
    sheet: Sheet, workspace: Workspace, *, cutoff: float = 0.75, most: int = 12
) -> Iterator[Spot]:
    """Report an item that a plan, all of whose items are registered, does not have.

    Args:
        sheet: the sheet.
        workspace: gives the plan register.
        cutoff: what is as alike as this (0 to 1) to an item is a slip, another check's.
        most: how many of the plan's items are shown.
    """
    for place, link in enumerate(_unregistered(sheet, workspace)):
        compared = place < _MAX_COMPARED
        if sheet.year is None or (compared and _nearest(link, sheet, workspace, cutoff)):
            continue
        meaning = workspace.plans.meaning(link.number, sheet.year)
        plan = meaning.plan if meaning else None
        if plan is None or not plan.items_complete:
            continue
        shown = "、".join(f"「{item.text}」" for item in plan.items[:most])
        more = f" など {len(plan.items)} 個" if len(plan.items) > most else ""
        values = {"番号": link.number, "項目": link.item.text, "計画": plan.name}
        yield Spot(node=link.item, values={**values, "一覧": f"{shown}{more}"})


@check(values=("番号", "項目", "正しい番号", "計画", "直し方"))
def plan_item_wrong_number(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report an item under one number that is registered under one other number only."""
    for link in sheet.plan_links:
        home = _home(link, sheet, workspace)
        if home is not None:
            how, paste = how_to_move(sheet, workspace.plans, link.item, *home)
            values = {"番号": link.number, "項目": link.item.text, "直し方": how}
            values |= {"正しい番号": home[0], "計画": home[1]}
            yield Spot(node=link.item, values=values, paste=paste)


@check(values=("番号", "項目", "先の番号"))
def plan_item_repeated(
    sheet: Sheet, workspace: Workspace, *, across: bool = False
) -> Iterator[Spot]:
    """Report an item or plan that is listed a second time.

    Args:
        sheet: the sheet.
        workspace: gives the plan register.
        across: look for the same item under two numbers, or for it twice under one.
    """
    seen: dict[str, list[PlanLink]] = {}
    for link in sheet.plan_links:
        plan = workspace.plans.find(link.item.text)
        key = normalize(plan.name if plan else link.item.text)
        earlier = seen.setdefault(key, [])
        first = next((e for e in earlier if (e.number != link.number) is across), None)
        if first is not None and not (across and _settled(first, link, sheet, workspace)):
            yield Spot(
                node=link.item,
                values={
                    "番号": link.number,
                    "項目": link.item.text,
                    "先の番号": first.number,
                },
                about=f"{first.number}{link.number}{link.item.step}",
                related=[(sheet.document, first.item, "先に書かれた同じ項目")],
            )
        if all(known.number != link.number for known in earlier):
            earlier.append(link)


def _settled(first: PlanLink, second: PlanLink, sheet: Sheet, workspace: Workspace) -> bool:
    """Whether the register allows both numbers, or says itself which of them is wrong."""
    if _home(first, sheet, workspace) or _home(second, sheet, workspace):
        return True
    return all(_registered(link, sheet, workspace) for link in (first, second))
