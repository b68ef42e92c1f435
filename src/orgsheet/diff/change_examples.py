"""Examples of change rules as executable promises: two sides, overlaid on minimal sheets."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from orgsheet.diff.changes import Fact
from orgsheet.diff.facts.gather import each_fact
from orgsheet.files.packaged import packaged_sample
from orgsheet.form.sheet import DEPARTMENT_SHEET, Sheet, SheetId
from orgsheet.match.links import Matching, Side
from orgsheet.match.match_rows import match
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Document, Mapping, Plain, emit, parse

_BASE = "比較の例.yaml"
_SECTION, _DEPARTMENT = "課", "部"


def facts_of_example(example: dict[str, Any]) -> tuple[list[Fact], Matching]:
    """Return what differs between the sides of an example, and the matching it rests on."""
    before = example_side("前", overlaid(example["before"]))
    after = example_side("後", overlaid(example["after"]), example.get("comment", ""))
    plans = PlanRegister.read(_document(example_base()["計画台帳"], "計画台帳.yaml"))
    units = example.get("organization")
    register = None if units is None else _document({"部": units}, "組織台帳.yaml")
    organization = OrganizationRegister.read(register)
    matching = match(before, after, organization=organization, plans=plans)
    return list(each_fact(matching, plans=plans)), matching


@cache
def example_base() -> dict[str, Any]:
    """Return what the examples are overlays on: a section, a department and a plan register."""
    document = parse(packaged_sample(_BASE), _BASE)
    assert isinstance(document.root, Mapping), "the base is a mapping"
    data: dict[str, Any] = document.root.data()
    return data


def overlaid(sheets: dict[str, Any]) -> dict[str, dict[str, Plain]]:
    """Return whole sheets by id from overlays on the base; None takes a key away."""
    found = {}
    for name, overlay in sheets.items():
        year, department, section = name.split("/")
        is_department = section == DEPARTMENT_SHEET
        base = example_base()[_DEPARTMENT if is_department else _SECTION]
        names = {"年度": year, "部名": department} | ({} if is_department else {"課名": section})
        data = copy.deepcopy(base) | names | (overlay or {})
        found[name] = {key: value for key, value in data.items() if value is not None}
    return found


def example_side(label: str, sheets: dict[str, Any], comment: str = "") -> Side:
    """Return sheets by id as one side of a diff."""
    found = {}
    for name, data in sheets.items():
        identity = SheetId(*name.split("/"))
        found[identity] = Sheet(parse((comment + emit(data)).encode(), identity.path), identity)
    return Side(label, found)


def _document(data: dict[str, Any], path: str) -> Document:
    return parse(emit(data).encode(), path)
