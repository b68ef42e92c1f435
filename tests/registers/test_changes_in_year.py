"""A change on a day within the year: the sheets from before it and those from after it both fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from orgsheet.cycle.successors import outlook
from orgsheet.files.memory import MemoryFiles
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import SheetId
from orgsheet.lint.rulebook import load_rules
from orgsheet.lint.run_rules import run
from orgsheet.match.match_rows import match
from orgsheet.match.sides import workspace_sides, year_sides
from orgsheet.registers.changes_in_year import continued_now, expected_now
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.review.vanished_sheets import vanished_sheets
from orgsheet.source import parse
from orgsheet.workspace.workspace import Workspace

REGISTER = (Path(__file__).parents[1] / "cases/organization/within_year.yaml").read_bytes()
KNOWN = OrganizationRegister.read(parse(REGISTER, "sheets/組織台帳.yaml"))
R6, R7 = FiscalYear.parse("R6"), FiscalYear.parse("R7")
BEFORE = ("部", "観光課", "福祉課", "税務課", "収納課", "広報課", "秘書課", "臨時対策室")
AFTER = ("部", "観光振興課", "支援課", "保育課", "税収納課", "秘書課", "国際室")
LATER = {
    "観光課": ["観光振興課"],
    "福祉課": ["支援課", "保育課"],
    "税務課": ["税収納課"],
    "収納課": ["税収納課"],
    "広報課": ["秘書課"],
}


def ids(names: tuple[str, ...], year: str = "R6") -> list[SheetId]:
    """Return the sheets of these sections."""
    return [SheetId(year, "産業部", name) for name in names]


def city(**years: tuple[str, ...]) -> Workspace:
    """Return a workspace with the register and a short sheet for every section of each year."""
    files = {"sheets/組織台帳.yaml": REGISTER}
    for year, names in years.items():
        for one in ids(names, year):
            head = "" if one.is_department else f"課名: {one.section}\n"
            text = f"年度: {year}\n部名: 産業部\n{head}組織目標: {one.section}の目標を果たす。\n"
            files[one.path] = text.encode()
    return Workspace(MemoryFiles(files), ROOT)


def missing(workspace: Workspace) -> list[str]:
    """Return what lint says of sheets that are missing."""
    rules = [rule for rule in load_rules(workspace) if rule.id == "sheet-missing"]
    return [one.message for one in run(workspace, rules).findings]


@pytest.mark.parametrize("names", [BEFORE, AFTER, (*BEFORE, *AFTER[1:])])
def test_neither_the_sheets_before_nor_those_after_are_missing(names: tuple[str, ...]) -> None:
    """In April, in March and with both in place no sheet of the year is missing."""
    assert missing(city(R6=names)) == []


@pytest.mark.parametrize("gone", ["観光課", "福祉課", "部"])
def test_a_sheet_of_neither_side_is_missing(gone: str) -> None:
    """Where no sheet stands on either side of the change, exactly that one is missing."""
    names = tuple(name for name in BEFORE if name not in {gone, "広報課"})
    (said,) = missing(city(R6=names))
    assert ("産業部（部）" if gone == "部" else gone) in said


def test_half_of_a_merger_that_did_not_come_is_missing() -> None:
    """Of two sections to be merged, one without a sheet is missing as long as the other has one."""
    assert [*expected_now(KNOWN, R6, ids(("税務課",)))].count(ids(("収納課",))[0]) == 1


def test_a_year_begins_with_the_sections_of_april() -> None:
    """Sheets of R6 are begun for what there is in April; those of R7 for what became of it."""
    targets = outlook(city(R5=BEFORE), R6, FiscalYear.parse("R5")).targets
    assert {one.id.section for one in targets} == {*BEFORE}
    for names in (BEFORE, AFTER):
        found = outlook(city(R6=names), R7, R6)
        assert {one.id.section for one in found.targets} == {*AFTER}
        assert [one.section for one in found.ended] == [n for n in names if n == "臨時対策室"]


def test_sheets_that_followed_the_change_are_those_of_the_year() -> None:
    """Once the sheets have their new names, the old ones are neither begun nor asked for again."""
    targets = outlook(city(R5=BEFORE, R6=AFTER), R6, FiscalYear.parse("R5")).targets
    assert {one.id.section for one in targets} - {"臨時対策室"} == {*AFTER}


@pytest.mark.parametrize("names", [BEFORE, AFTER])
def test_two_years_are_compared_across_the_change(names: tuple[str, ...]) -> None:
    """Between R6 and R7 every section is followed, whether its R6 sheet was renamed or not."""
    sides = year_sides(city(R6=names, R7=AFTER), R6, R7)
    matching = match(sides.before, sides.after, organization=KNOWN, plans=sides.plans)
    pairs = {(one.id.section, two.id.section) for one, two in matching.sheets if one and two}
    wanted = {(name, later) for name in names for later in LATER.get(name, [name])}
    assert pairs == {(one, two) for one, two in wanted if one != "臨時対策室"}


def test_a_change_that_renames_the_sheets_is_followed() -> None:
    """In a pull request of 1 October sheets are compared with what they came from."""
    before, after = city(R6=BEFORE), city(R6=AFTER)

    def version(workspace: Workspace, path: str) -> object:
        return workspace.read(path)

    sides = workspace_sides(("前", before), ("後", after), version)
    matching = match(sides.before, sides.after, organization=KNOWN, plans=sides.plans)
    pairs = {(one.id.section, two.id.section) for one, two in matching.sheets if one and two}
    changed = {(one, two) for one, later in LATER.items() for two in later if two != "秘書課"}
    assert pairs >= changed
    told = vanished_sheets(before, before, after)
    assert len([one for one in told.notices if "年度途中の異動" in one]) == len(LATER)
    assert [one for one in told.reasons if "臨時対策室" not in one] == []


def test_the_first_of_april_is_no_change_within_the_year() -> None:
    """A change on 1 April is one between two years, as without a day."""
    text = REGISTER.decode().replace("令和6年10月1日", "令和6年4月1日")
    register = OrganizationRegister.read(parse(text.encode(), "sheets/組織台帳.yaml"))
    assert continued_now(register, ids(("観光課",))[0], ids(AFTER)) == ()


def _orphans(workspace: Workspace) -> list[str]:
    """Return what lint says of priorities of the department that no section has."""
    head = "sheets/R6/産業部/部.yaml"
    text = "年度: R6\n部名: 産業部\n今年度の重点事業:\n  - 項目: 桟橋の耐震診断\n"
    workspace.replace(head, text.encode())
    rules = [rule for rule in load_rules(workspace) if rule.id == "cascade-priority-orphan"]
    return [one.message for one in run(workspace, rules).findings]


@pytest.mark.parametrize("names", [BEFORE, AFTER, (*BEFORE, *AFTER[1:])])
def test_a_priority_is_sought_in_the_sheets_before_or_after_a_change(
    names: tuple[str, ...],
) -> None:
    """Around a change within the year either sheets are all; where one is missing, none is told."""
    (said,) = _orphans(city(R6=names))
    assert "桟橋の耐震診断" in said
    assert _orphans(city(R6=tuple(one for one in names if one != "秘書課"))) == []
    without = tuple(one for one in names if one not in {"観光課", "観光振興課"})
    assert _orphans(city(R6=without)) == []


def test_a_section_that_takes_another_in_needs_its_own_sheet() -> None:
    """What it continues from a day within the year is no sheet of its own."""
    names = tuple(one for one in BEFORE if one != "秘書課")
    (said,) = missing(city(R6=names))
    assert "秘書課" in said
