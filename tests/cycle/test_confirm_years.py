"""A year in which sheets are begun is written into the register, and nothing else changes."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.cycle.confirm_years import confirmed, units_to_confirm
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import SheetId
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.source import parse

YEAR = FiscalYear.parse("R7")
WRITTEN = (
    "確認年度: [R5, R6]  # 二年分",
    "確認年度: []",
    "確認年度:",
    "確認年度:\n    - R5 # 台帳の写し\n    # 下も確かめた\n    - R6",
    "確認年度:\n      - R6",
    "備考: 年度は未確認",
)


def register_of(lines: list[str], line_end: str = "\n") -> bytes:
    """Return a register with a department for each way to write the years."""
    text = "# 上の注\n部:\n"
    for number, line in enumerate(lines):
        text += f"  - ID: d{number}\n    名称: 第{number}部\n    {line}\n    課: []  # なし\n"
    return text.replace("\n", line_end).encode()


@given(st.lists(st.sampled_from(WRITTEN), min_size=1), st.sampled_from(("\n", "\r\n")))
def test_the_year_is_added_and_all_else_stays(lines: list[str], line_end: str) -> None:
    """However the years of a unit are written, R7 is added to them; every other line stays."""
    data = register_of(lines, line_end)
    document = parse(data, "sheets/組織台帳.yaml")
    register = OrganizationRegister.read(document)
    identities = [SheetId("R7", f"第{number}部", "部") for number in range(len(lines))]
    units = units_to_confirm(register, YEAR, identities)
    assert len(units) == len(lines)
    after = confirmed(document, units, YEAR)
    old, new = yaml.safe_load(data)["部"], yaml.safe_load(after)["部"]
    for one, other in zip(old, new, strict=True):
        assert other.pop("確認年度") == [*(one.pop("確認年度", None) or []), "R7"]
        assert one == other
    kept = [line for line in data.splitlines() if "確認年度".encode() not in line]
    rest = iter(after.splitlines())
    assert all(line in rest for line in kept)
    again = parse(after, "sheets/組織台帳.yaml")
    assert units_to_confirm(OrganizationRegister.read(again), YEAR, identities) == []


@pytest.mark.parametrize("years", ["初年度: R3", "最終年度: R6", "確認年度: [R7]"])
def test_what_the_register_knows_is_not_written(years: str) -> None:
    """A unit of which the register says whether it exists in the year is left as it is."""
    register = OrganizationRegister.read(
        parse(f"部:\n- ID: a\n  名称: 甲部\n  {years}\n".encode(), "sheets/組織台帳.yaml")
    )
    assert units_to_confirm(register, YEAR, [SheetId("R7", "甲部", "部")]) == []
