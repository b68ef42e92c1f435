"""CSV files and web pages, and lists in which each row says whose it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from each_row import each_row
from office_forms import as_csv, as_page

from orgsheet.importers.import_formats import read_sheets
from orgsheet.importers.import_result import ImportFailure
from orgsheet.source import parse

CASES = Path(__file__).parents[1] / "cases"
SAMPLE = (CASES / "import/見本.txt").read_text("utf-8")
LIST = (CASES / "office/minatohama-重点事業.csv").read_text("utf-8-sig")


@each_row("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_csv_in_any_encoding_of_excel(encoding: str) -> None:
    """A sheet saved as CSV is the same sheet, in whichever encoding Excel wrote it."""
    data = as_csv(SAMPLE).decode("utf-8-sig").encode(encoding)
    result = read_sheets(data, "見本.csv")
    assert result.sheets == read_sheets(SAMPLE.encode(), "見本.txt").sheets
    assert result.is_complete


@each_row("encoding", ["utf-8", "cp932"])
def test_a_web_page_in_any_encoding(encoding: str) -> None:
    """A sheet published as a page is the same sheet; nothing in the page runs."""
    data = as_page(SAMPLE).decode().encode(encoding)
    result = read_sheets(data, "見本.html")
    assert result.sheets == read_sheets(SAMPLE.encode(), "見本.txt").sheets
    assert "var x = 1;" in {one.text for one in result.left_out}


def test_a_list_becomes_a_sheet_a_section() -> None:
    """Rows go to the sheet that they name; a column that the table has not is not placed."""
    result = read_sheets(LIST.encode("cp932"), "重点事業.csv")
    assert [sheet.path for sheet in result.sheets] == [
        "R6/産業観光部/商工課.yaml",
        "R6/産業観光部/観光課.yaml",
    ]
    root = parse(result.sheets[0].text.encode(), "x").root
    assert root is not None
    assert root.data()["今年度の重点事業"] == [
        {
            "項目": "創業支援",
            "行動アクション": "創業塾を開き、\n開業まで伴走する。\n",
            "目標期限": [{"時期": "6月～9月"}],
            "達成基準": ["開業10件"],
        }
    ]
    assert [(one.text, one.place) for one in result.unplaced] == [
        ("担当", "1行目 9列"),
        ("鈴木", "2行目 9列"),
        ("田中", "3行目 9列"),
    ] or [one.text for one in result.unplaced] == ["鈴木", "田中"]
    assert result.account.lost == 0
    assert not result.is_complete


def test_a_row_of_a_list_that_says_too_little_is_not_placed() -> None:
    """Without a readable year, a department or a table a row is in no sheet."""
    rows = LIST.replace("R6,産業観光部,商工課,重点事業", "来年,産業観光部,商工課,重点事業")
    rows = rows.replace("R6,産業観光部,観光課,重点事業", "R6,産業観光部,観光課,どれか")
    with pytest.raises(ImportFailure) as caught:
        read_sheets((rows + "R6,,観光課,重点事業,a,b,7月,c,\n").encode(), "重点事業.csv")
    assert caught.value.readable is not None
    assert {"来年", "どれか"} <= {one.text for one in caught.value.readable.unplaced}


@each_row(
    ("data", "words"),
    [
        (b"", "空です"),
        (b"\x80\x81\xff", "文字コードが分かりません"),
        (b"a,b\x00c", "制御文字"),
    ],
)
def test_what_is_no_csv_is_refused(data: bytes, words: str) -> None:
    """Bytes that are no text are refused with how to save the file anew."""
    with pytest.raises(ImportFailure, match=words) as caught:
        read_sheets(data, "x.csv")
    assert "ください" in caught.value.message or "確かめ" in caught.value.message
