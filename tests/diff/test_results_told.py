"""What a sheet says of its year is compared: nothing that changed is silent, no year is mixed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from conftest import ROOT
from diff_cases import mirrored

from orgsheet.diff.change_book import packaged_change_rules
from orgsheet.diff.change_examples import example_side
from orgsheet.diff.changes import Fact
from orgsheet.diff.facts.gather import each_fact
from orgsheet.match.match_rows import match
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister

EVALUATED = ROOT / "tests" / "cases" / "evaluated" / "sheets"
PLANS, UNITS = PlanRegister.read(None), OrganizationRegister.read(None)
Place = tuple[str | int, ...]


def _sheet(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((EVALUATED / f"{name}.yaml").read_text(encoding="utf-8"))
    return data


def _facts(before: dict[str, Any], after: dict[str, Any], *, reverse: bool = False) -> list[Fact]:
    first, second = example_side("前", before), example_side("後", after)
    matching = match(first, second, organization=UNITS, plans=PLANS)
    if reverse:
        return list(each_fact(mirrored(matching), plans=PLANS))
    return list(each_fact(matching, plans=PLANS))


def _leaves(data: object, place: Place = ()) -> Iterator[Place]:
    """Yield the places of single values that are results: of rounds, and what became of steps."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*place, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _leaves(value, (*place, number))
    elif {"中間", "年度末", "結果", "実施日"} & set(place):
        yield place


def _changed(data: dict[str, Any], place: Place, *, gone: bool) -> dict[str, Any]:
    """Return a copy in which the value at a place is another one, or is there no more."""
    made = copy.deepcopy(data)
    at: Any = made
    for step in place[:-1]:
        at = at[step]
    if gone:
        del at[place[-1]]
    else:
        value = at[place[-1]]
        at[place[-1]] = value + 1 if isinstance(value, int | float) else f"{value}改"
    return made


@pytest.mark.parametrize("gone", [False, True], ids=["changed", "gone"])
def test_no_value_of_a_round_changes_silently(*, gone: bool) -> None:
    """Each single result that is another one, or was taken out, is told at its place or above."""
    name = "R5/市民部/市民課"
    data = _sheet(name)
    places = list(_leaves(data))
    assert len(places) > 20
    for place in places:
        after = _changed(data, place, gone=gone)
        facts = _facts({name: data}, {name: after})
        assert facts, place
        pointer = "/" + "/".join(map(str, place))
        spots = {spot.pointer for one in facts for spot in (one.before, one.after) if spot}
        assert any(pointer == one or pointer.startswith(one + "/") for one in spots), place


def test_results_told_backwards_are_the_mirrored_rules() -> None:
    """What came is what went when the two versions change places."""
    name = "R5/市民部/市民課"
    rules = packaged_change_rules()
    data = _sheet(name)
    for place in _leaves(data):
        sides = {name: data}, {name: _changed(data, place, gone=True)}
        there = sorted(rules[one.kind].mirror or "" for one in _facts(*sides))
        assert there == sorted(one.kind for one in _facts(*sides, reverse=True)), place


def test_a_year_that_is_not_over_loses_no_result() -> None:
    """Beside an evaluated year, one without results is told to have dropped nothing of them."""
    old, new = "R4/市民部/市民課", "R5/市民部/市民課"
    data = _sheet(new)
    after = copy.deepcopy(data)
    for rows in after.values():
        for row in rows if isinstance(rows, list) else ():
            for key in ("中間", "年度末"):
                row.pop(key, None)
    before = {old: _sheet(old)}
    told = {one.kind for one in _facts(before, {new: after})}
    assert not {kind for kind in told if kind.startswith(("result-", "outcome-", "rating-"))}
    spoken = [one for one in _facts(before, {new: data}) if one.kind == "rating-changed"]
    assert spoken, "the two years rate one row at least in another way"


def test_a_target_to_be_kept_is_not_told_as_missed() -> None:
    """Where the target is the base, another result may be better or worse: only it is told."""
    name = "R5/市民部/市民課"
    sides = []
    for result in (5, 6):
        data = _sheet(name)
        row = next(row for row in data["今年度の重点事業"] if row.get("指標"))
        row["指標"] = [{"名称": "窓口の数", "単位": "か所", "基準値": 5, "目標値": 5}]
        row["年度末"]["実績"] = [{"名称": "窓口の数", "値": result}]
        sides.append({name: data})
    assert {one.kind for one in _facts(*sides)} == {"result-value-changed"}
