"""The 備考 of a 新旧対照表: by how much a deadline or a target moved, in the city's words."""

from __future__ import annotations

import io

import openpyxl
import pytest
from city_pair import city_report

from orgsheet.diff.change_book import packaged_change_rules
from orgsheet.diff.table.build_table import comparison_table
from orgsheet.render.table.xlsx import render_table_xlsx


@pytest.mark.slow
def test_every_change_with_a_remark_stands_in_the_table() -> None:
    """What moved in a row of the city is said beside the field that holds it."""
    report = city_report()
    told = {row.remark for section in comparison_table(report).sections for row in section.rows}
    wanted = {change.remark for change in report.changes if change.remark}
    assert wanted
    assert wanted <= {line for remark in told for line in remark.split("\n")}


def test_no_number_stands_twice_in_a_list() -> None:
    """A row that is gone has its old number as an old one; the row in its place has it alone."""
    for section in comparison_table(city_report()).sections:
        numbers = [row.item.split(" ")[0] for row in section.rows if row.starts]
        assert len(numbers) == len(set(numbers))


def test_remarks_are_data_of_the_change_rules() -> None:
    """The words are those of the rule, so that a city's own rule says its own."""
    rules = packaged_change_rules()
    assert rules["milestone-late"].remark == "期限{差}遅れ"
    assert rules["project-new"].remark == ""


@pytest.mark.slow
def test_each_section_has_its_own_worksheet_behind_the_contents() -> None:
    """Whoever gets the workbook finds each section by a link and can hand on its worksheet."""
    table = comparison_table(city_report())
    book = openpyxl.load_workbook(io.BytesIO(render_table_xlsx(table)))
    units = list(dict.fromkeys(section.organization for section in table.sections))
    contents, *others = book.worksheets
    assert contents.title == "目次"
    linked = [
        (str(row[0].value), str(row[0].hyperlink.location).split("!")[0].strip("'"))
        for row in contents.iter_rows()
        if row[0].hyperlink is not None
    ]
    assert [unit for unit, _ in linked] == units
    assert [name for _, name in linked] == [sheet.title for sheet in others]
    for unit, sheet in zip(units, others, strict=True):
        assert unit in [row[0].value for row in sheet.iter_rows(max_row=6)]
        assert sheet.print_title_rows is not None
