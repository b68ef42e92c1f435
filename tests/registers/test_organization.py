"""The organization register: who exists when, which sheets are due, who continues whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from orgsheet.fiscal import FiscalYear
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.source import parse

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parents[1] / "cases" / "organization"
SCHEMA = json.loads((ROOT / "schema/organization.schema.json").read_text("utf-8"))
CITY = parse((ROOT / "sheets/組織台帳.yaml").read_bytes(), "sheets/組織台帳.yaml")
SAMPLE = parse((CASES / "register.yaml").read_bytes(), "register.yaml")
REGISTER = OrganizationRegister.read(CITY)
INVENTED = OrganizationRegister.read(SAMPLE)
LINEAGE: dict[str, Any] = yaml.safe_load((CASES / "lineage.yaml").read_text("utf-8"))
YEARS = st.integers(2010, 2040).map(FiscalYear)


def test_registers_fit_the_schema() -> None:
    """The city's register and the invented one are valid under the schema."""
    Draft202012Validator.check_schema(SCHEMA)
    for document in (CITY, SAMPLE):
        assert document.problems == []
        assert document.root is not None
        assert list(Draft202012Validator(SCHEMA).iter_errors(document.root.data())) == []


@pytest.mark.parametrize("register", [REGISTER, INVENTED], ids=["city", "invented"])
def test_register_is_consistent(register: OrganizationRegister) -> None:
    """Ids are unique and every origin is a registered unit."""
    ids = [unit.id for unit in register.units()]
    assert len(set(ids)) == len(ids)
    assert {origin.unit_id for unit in register.units() for origin in unit.origins} <= set(ids)


def test_the_sheets_of_r5_are_expected() -> None:
    """For R5 the city's register expects the five published sheets and no other."""
    assert [str(sheet) for sheet in REGISTER.expected_sheets(FiscalYear(2023))] == [
        "R5/政策推進部/部",
        "R5/政策推進部/政策推進課",
        "R5/政策推進部/秘書課",
        "R5/政策推進部/魅力とりで発信課",
        "R5/政策推進部/文化芸術課",
    ]


def test_nothing_is_expected_where_the_register_does_not_know() -> None:
    """R4 is not known for any section, so no R4 sheet can be missing."""
    assert REGISTER.expected_sheets(FiscalYear(2022)) == ()
    section = REGISTER.section_in(FiscalYear(2022), "政策推進部", "秘書課")
    assert section is not None
    assert section.exists_in(FiscalYear(2022)) is None
    assert section.exists_in(FiscalYear(2023)) is True


def test_the_reorganization_of_r7_can_be_followed() -> None:
    """The departments and sections of R7 lead back to those of R6, and forth again."""
    r6, r7 = FiscalYear(2024), FiscalYear(2025)
    assert [u.name for u in REGISTER.predecessors("kenko-fukushi", r6)] == ["福祉部", "健康増進部"]
    assert [u.name for u in REGISTER.predecessors("kodomo-seisaku", r6)] == ["こども政策室"]
    assert [u.name for u in REGISTER.successors("fukushi-kosodate-shien", r7)] == [
        "保育課",
        "こども相談課",
    ]
    assert REGISTER.department_in(r6, "こども部") is None
    assert REGISTER.department_in(r7, "こども部") is not None
    assert REGISTER.department_in(r7, "福祉部") is None


@each_row(("unit", "seen_from", "year", "expected"), LINEAGE["predecessors"])
def test_predecessors(unit: str, seen_from: str, year: str, expected: list[str]) -> None:
    """A unit leads back to itself, to one other, to several or to none."""
    found = INVENTED.predecessors(unit, FiscalYear.parse(year), FiscalYear.parse(seen_from))
    assert [one.id for one in found] == expected


@each_row(("unit", "seen_from", "year", "expected"), LINEAGE["successors"])
def test_successors(unit: str, seen_from: str, year: str, expected: list[str]) -> None:
    """A unit leads forward to itself, to one other, to several or to none."""
    found = INVENTED.successors(unit, FiscalYear.parse(year), FiscalYear.parse(seen_from))
    assert [one.id for one in found] == expected


@pytest.mark.parametrize(("year", "expected"), LINEAGE["expected"].items())
def test_expected_sheets(year: str, expected: list[str]) -> None:
    """Departments and sections that certainly exist in a year owe a sheet, in register order."""
    sheets = INVENTED.expected_sheets(FiscalYear.parse(year))
    assert [f"{sheet.department}/{sheet.section}" for sheet in sheets] == expected
    assert {sheet.year for sheet in sheets} <= {year}


@given(st.sampled_from([unit.id for unit in INVENTED.units()]), YEARS, YEARS)
def test_lineage_reads_the_same_both_ways(unit_id: str, one: FiscalYear, other: FiscalYear) -> None:
    """What a unit of a later year continues is what leads forward to it."""
    earlier, later = sorted((one, other))
    unit = INVENTED.unit(unit_id)
    assert unit is not None
    if unit.may_exist_in(later):
        for found in INVENTED.predecessors(unit_id, earlier, later):
            assert unit in INVENTED.successors(found.id, later, earlier)


def test_a_section_is_found_by_year_department_and_name() -> None:
    """The same section name in two departments is two sections, told apart by the year."""
    old = INVENTED.section_in(FiscalYear(2018), "企画部", "広報課")
    new = INVENTED.section_in(FiscalYear(2023), "政策部", "広 報 課")
    assert old is INVENTED.unit("kikaku-koho")
    assert new is INVENTED.unit("seisaku-koho")
    assert INVENTED.section_in(FiscalYear(2023), "企画部", "広報課") is None
    assert INVENTED.section_in(FiscalYear(2023), "政策部", "財政課") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "部",
        "部: 1",
        "部: [1, [2], {名称: }, {名称: [x]}]",
        "部: [{名称: 甲部, 課: [1, {名称: 乙課, 前身: 3, 確認年度: いつか}], 前身: [4, {}]}]",
    ],
)
def test_a_broken_register_is_read_as_far_as_it_goes(text: str) -> None:
    """Nothing in a register raises; what cannot be read is left out and expects no sheet."""
    register = OrganizationRegister.read(parse(text.encode(), "組織台帳.yaml"))
    assert register.expected_sheets(FiscalYear(2023)) == ()
    assert register.unit("x") is None


def test_a_circle_in_the_lineage_ends() -> None:
    """Two units that name each other as origin do not hang the search."""
    text = (
        "部: [{ID: a, 名称: 甲部, 初年度: R5, 前身: [{ID: b, 異動: 改称, 年度: R5}]},"
        " {ID: b, 名称: 乙部, 初年度: R5, 前身: [{ID: a, 異動: 改称, 年度: R5}]}]"
    )
    register = OrganizationRegister.read(parse(text.encode(), "組織台帳.yaml"))
    assert register.predecessors("a", FiscalYear(2020)) == ()
    assert [unit.id for unit in register.successors("a", FiscalYear(2025))] == ["a", "b"]


def test_no_register_is_an_empty_one() -> None:
    """A workspace without a register has no units, and the register says so."""
    assert not OrganizationRegister.read(None)
    assert REGISTER
