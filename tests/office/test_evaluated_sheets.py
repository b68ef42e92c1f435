"""Sheets of an evaluated year in Word and Excel: filled in, given back, and nothing lost."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsheet.form.built_in_words import OUTCOMES
from orgsheet.form.sheet import Sheet
from orgsheet.office.lay_out_sheet import Source, lay_out
from orgsheet.office.origin import Made, packed_origin
from orgsheet.office.page_values import texts_of, values_of
from orgsheet.office.print_formats import PRINT_FORMATS
from orgsheet.office.printed_book import Book, Page
from orgsheet.office.restore import restored
from orgsheet.office.return_trip import read_returned
from orgsheet.source import Plain, emit
from orgsheet.workspace.workspace import Workspace

CITY = Workspace.open(ROOT / "tests" / "cases" / "evaluated", upwards=False)
SHEETS = [sheet for sheet in CITY.sheets() if sheet.root and "中間" in str(sheet.root.data())]
LIST = "今年度の重点事業"
LATER = ("指標", "中間", "年度末", "結果", "実施日")
"""What is written on a sheet beside its plan."""


def _data(sheet: Sheet) -> dict[str, Any]:
    assert sheet.root is not None
    return deepcopy(sheet.root.data())


def _without(value: Any, keys: tuple[str, ...]) -> Any:  # noqa: ANN401 - plain data
    """Return data without some keys, wherever they stand."""
    if isinstance(value, dict):
        return {key: _without(one, keys) for key, one in value.items() if key not in keys}
    if isinstance(value, list):
        return [_without(one, keys) for one in value]
    return value


def _source(sheet: Sheet, data: dict[str, Plain], **more: Any) -> Source:  # noqa: ANN401
    return Source(sheet.id, sheet.form, data, CITY.plans, returns=True, **more)


def _meant(page: Page, source: Source) -> Plain:
    """Return what is meant where a print of `source` says now what `page` says."""
    shown = values_of(texts_of(lay_out(source)), source)
    return restored(source.data, shown, values_of(texts_of(page), source), ("項目",))


def test_what_the_year_writes_comes_from_the_page_into_a_sheet_without_it() -> None:
    """Every evaluation, indicator, outcome and day of every sheet is read; none is read twice."""
    assert len(SHEETS) >= 10
    outcomes = 0
    for sheet in SHEETS:
        whole = _data(sheet)
        bare = _without(whole, LATER)
        assert "結果: " not in emit(bare)
        assert _meant(lay_out(_source(sheet, whole)), _source(sheet, bare)) == whole, sheet.id
        outcomes += emit(whole).count("        結果: ")
    assert outcomes >= 60


def test_a_form_asks_what_became_of_steps_that_have_ended_and_of_no_other() -> None:
    """Their line is empty, and read as nothing; rows that are not evaluated have none."""
    for sheet in SHEETS:
        bare = _without(_data(sheet), ("結果", "実施日"))
        year = 2023 if sheet.id.year == "R5" else 2022
        counts = []
        for day in (date(year, 4, 1), date(year, 10, 1), date(year + 1, 4, 1)):
            asked = lay_out(_source(sheet, bare, asks="年度末", asked_on=day))
            counts.append(str(asked).count("（結果：、実施日：）"))
            assert _meant(asked, _source(sheet, bare)) == bare
        rows = len(bare[LIST])
        improved = len(bare.get("業務プロセスの改善", []))
        assert counts == [0, rows, 2 * rows + improved], sheet.id


@pytest.mark.parametrize("name", ["docx", "xlsx"])
def test_a_filled_form_comes_back_as_a_file_without_loss(name: str) -> None:
    """What stands in the cells of Word and Excel becomes the sheet, in the order of its form."""
    for sheet in SHEETS[:: 3 if name == "docx" else 5]:
        whole = _data(sheet)
        made = Made(sheet.id, sheet.form.name, "0" * 40, emit(_without(whole, LATER)))
        page = lay_out(_source(sheet, whole))
        file = PRINT_FORMATS[name].write(Book("評価", (page,)), packed_origin([made]))
        returned = read_returned(file, f"記入用.{name}", CITY.forms, CITY.plans)
        assert returned is not None
        (one,) = returned.sheets
        assert one.values == whole, sheet.id
        assert not one.unplaced


_TEXT = st.text(st.sampled_from("市民の声を聞く、：（）結果実施。%12月"), min_size=1, max_size=14)
_FIGURE = st.integers(-(10**6), 10**6) | st.decimals(-1000, 1000, places=1).map(float)
_STEP = st.fixed_dictionaries(
    {"時期": st.sampled_from(["9月", "10月～12月", "通年"]), "内容": _TEXT},
    optional={
        "結果": st.sampled_from(OUTCOMES),
        "実施日": st.sampled_from(["令和5年9月20日", "9/20", "9月下旬"]),
    },
)


@settings(max_examples=40)
@given(st.lists(_STEP, min_size=1, max_size=3), _FIGURE, st.lists(_TEXT, min_size=3, max_size=3))
def test_whatever_is_written_in_an_evaluation_is_read_again(
    steps: list[dict[str, str]], figure: float, said: list[str]
) -> None:
    """Words with the marks of the cell's own notation stay words; figures stay figures."""
    sheet = SHEETS[0]
    whole = _data(sheet)
    row = whole[LIST][0]
    name = row["指標"][0]["名称"]
    row["目標期限"] = steps
    row["年度末"] = {
        "時点": "令和6年3月31日",
        "実績": [{"名称": name, "値": figure}],
        "評価": "B",
        "理由": said[0],
        "課題": f"{said[1]}\n評価：{said[2]}",
        "来年度": "継続",
    }
    assert _meant(lay_out(_source(sheet, whole)), _source(sheet, _without(whole, LATER))) == whole
