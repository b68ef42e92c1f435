"""Workbooks made to be slow: what there are many of is never gone through for each of others."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from changed_package import changed_package
from each_row import each_row
from office_forms import as_workbook

from orgsheet.importers import office_package
from orgsheet.importers.account import Reason
from orgsheet.importers.import_formats import extract
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.number_format import shown_number
from orgsheet.importers.xlsx_drawings import column_letters

SAMPLE = as_workbook((Path(__file__).parents[1] / "cases/import/見本.txt").read_text("utf-8"))
_SHEET = "xl/worksheets/sheet1.xml"


def _with(part: str, change: Callable[[str], str]) -> bytes:
    """Return the workbook with a part changed."""
    return changed_package(
        SAMPLE, lambda name, data: change(data.decode()).encode() if name == part else data
    )


def _sheet(rows: str, before: str = "", merges: list[str] | None = None) -> bytes:
    """Return the workbook with other rows, columns and merged cells."""
    held = "".join(f'<mergeCell ref="{one}"/>' for one in merges or ())
    new = f"{before}<sheetData>{rows}</sheetData><mergeCells>{held}</mergeCells>"
    old = re.compile("<sheetData>.*</mergeCells>", re.DOTALL)
    return _with(_SHEET, lambda text: old.sub(new, text))


def _row(number: int, columns: int, more: str = "") -> str:
    cells = "".join(
        f'<c r="{column_letters(column)}{number}"><v>1</v></c>' for column in range(1, columns + 1)
    )
    return f'<row r="{number}" {more}>{cells}</row>'


def _merged_along(size: int) -> bytes:
    pairs = [f"{column_letters(at)}1:{column_letters(at + 1)}1" for at in range(1, 2 * size, 2)]
    return _sheet(_row(1, 2 * size), merges=pairs)


def _merged_at_one_place(size: int) -> bytes:
    return _sheet(_row(1, size), merges=["XFD1"] * size)


def _hidden_again_and_again(size: int) -> bytes:
    columns = "".join(f'<col min="{at}" max="{at}" hidden="1"/>' for at in range(1, 2 * size, 2))
    return _sheet(_row(1, 2 * size), before=f"<cols>{columns}</cols>")


def _steps(data: bytes) -> int:
    """Return how many lines of this program reading makes: the same on every machine."""
    steps = 0

    def trace(_frame: object, event: str, _: object) -> object:
        nonlocal steps
        steps += event == "line"
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        extract(data, "x.xlsx")
    finally:
        sys.settrace(None)
    return steps


@pytest.mark.parametrize("make", [_merged_along, _merged_at_one_place, _hidden_again_and_again])
def test_twice_a_workbook_is_about_twice_the_work(make: Callable[[int], bytes]) -> None:
    """However many cells are merged or hidden, no cell is compared with all of those."""
    assert _steps(make(400)) < 2.6 * _steps(make(200))


def test_what_is_under_merged_cells_is_named_wherever_they_begin() -> None:
    """A cell within a box of cells is not seen; its first one is, though it be turned round."""
    data = _sheet(_row(1, 4) + _row(2, 4), merges=["B1:C2", "D2:D1"])
    read = extract(data, "x.xlsx")
    assert read.text.startswith("1\t1\t1\n1\t")
    assert {one.reason for one in read.noted} == {Reason.COVERED}
    assert [one.place for one in read.noted] == [
        "シート1!C1",
        "シート1!B2",
        "シート1!C2",
        "シート1!D2",
    ]


def test_a_worksheet_that_stands_in_a_workbook_twice_is_refused() -> None:
    """Ten thousand worksheets that are one part are not read ten thousand times."""
    more = "".join(f'<sheet name="s{n}" sheetId="{n + 2}" r:id="rId1"/>' for n in range(10_000))
    data = _with("xl/workbook.xml", lambda text: text.replace("</sheets>", f"{more}</sheets>"))
    with pytest.raises(ImportFailure, match=r"同じ中身のシートが二つ.*ください"):
        extract(data, "x.xlsx")


def test_a_part_that_is_used_again_and_again_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is unpacked counts each time, however few and small the parts of a file are."""
    monkeypatch.setattr(office_package, "_MOST_READ", 30_000)
    with pytest.raises(ImportFailure, match=r"同じ部品が、中で何度も.*ください"):
        extract(SAMPLE, "x.xlsx")


@each_row("code", ["[h]:mm" * 1_600, "0" * 10_000, "yyyy/m/d" * 40, "?/" * 5_000])
def test_a_number_format_longer_than_excel_has_is_asked_about(code: str) -> None:
    """Ten thousand characters of a format are not gone through for each cell."""
    assert shown_number(5.0, code) is None
    assert shown_number(5.0, "0" + '"円"' * 80) is not None
