"""Excel workbooks: what a person sees is read once, what is not seen is named."""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from changed_package import changed_package
from conftest import Command
from each_row import each_row
from hypothesis import given, settings
from hypothesis import strategies as st
from office_forms import as_workbook

from orgsheet.importers.account import Reason
from orgsheet.importers.import_formats import extract, read_sheets
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.number_format import shown_number
from orgsheet.source import parse

CASES = Path(__file__).parents[1] / "cases"
SAMPLE = (CASES / "import/見本.txt").read_text("utf-8")
PUBLISHED = (CASES / "import/R5-政策推進部.txt").read_text("utf-8")
NASTY = (CASES / "office/nasty.xlsx").read_bytes()
READ_ONCE = [
    *("結合あ", "テキスト箱か", "ふつうき", "下線け", "二枚目す", "取手そ", "'=式に見えるし"),
    *("令和6年3月31日", "R6.3.31", "2024年3月", "3月31日(日)", "80%", "80.0%", "5千円", "第5回"),
    *("5月", "▲5", "○", "二行うさ", "コメントこ", "取り消しく", "隠し行え", "隠し列お", "隠し表せ"),
]
NAMED = {
    "隠し行え": Reason.HIDDEN_ROW,
    "隠し列お": Reason.HIDDEN_ROW,
    "取り消しく": Reason.STRUCK,
    "コメントこ": Reason.COMMENT,
    "隠し表せ": Reason.HIDDEN_SHEET,
    "トリデ": Reason.RUBY,
    "": Reason.PROTECTED,
}


def test_what_a_person_sees_in_a_workbook_is_read_once() -> None:
    """Merged cells, boxes, formats and cached results are in the text once; nothing is doubled."""
    text = extract(NASTY, "nasty.xlsx").text
    assert {word: text.count(word) for word in READ_ONCE} == dict.fromkeys(READ_ONCE, 1)


def test_what_a_person_does_not_see_in_a_workbook_is_named() -> None:
    """Hidden rows, columns and sheets, struck-out text, comments and readings have a reason."""
    with pytest.raises(ImportFailure, match="表題の行がありません") as caught:
        read_sheets(NASTY, "nasty.xlsx")
    result = caught.value.readable
    assert result is not None
    listed = {one.text: one.reason for one in result.left_out}
    assert {text: listed.get(text) for text in NAMED} == NAMED
    unplaced = "\n".join(one.text for one in result.unplaced)
    assert not [word for word in NAMED if word and word in unplaced]
    assert "二枚目す" in unplaced
    assert result.account.lost == 0


def test_a_workbook_gives_the_sheets_of_the_text() -> None:
    """A worksheet a sheet, typed over a grid of merged cells, becomes the same YAML."""
    result = read_sheets(as_workbook(PUBLISHED), "R5.xlsx")
    assert result.sheets == read_sheets(PUBLISHED.encode(), "R5.txt").sheets
    assert result.is_complete


def test_another_city_s_workbook() -> None:
    """Three worksheets are three sheets; what the form asks for and is not there is asked."""
    data = (CASES / "office/minatohama-産業観光部.xlsx").read_bytes()
    result = read_sheets(data, "産業観光部.xlsx")
    assert [sheet.path for sheet in result.sheets] == [
        f"R6/産業観光部/{name}.yaml" for name in ("商工課", "観光課", "農政課")
    ]
    root = parse(result.sheets[0].text.encode(), "x").root
    assert root is not None
    assert root.data()["組織が果たす役割"][0]["担当"] == ["鈴木", "高橋"]
    assert root.data()["今年度の重点事業"][0]["項目"] == "創業支援"
    assert {note.place for note in result.notes if note.is_gap} == {
        "商工課!A1",
        "観光課!A1",
        "農政課!A1",
    }
    assert not result.unplaced


DAY = 45382


@each_row(
    ("value", "code", "shown"),
    [
        (DAY, '[$-ja-JP-x-gannen]ggge"年"m"月"d"日"', "令和6年3月31日"),
        (43586, '[$-ja-JP-x-gannen]ggge"年"', "令和元年"),
        (43586, 'ggge"年"', "令和1年"),
        (DAY, "[$-411]ge.m.d", "R6.3.31"),
        (DAY, 'm"月"d"日"(aaa)', "3月31日(日)"),
        (DAY, "aaaa", "日曜日"),
        (0.75, 'h"時"mm"分"', "18時00分"),
        (1.5, "[h]:mm", "36:00"),
        (0.8, "0.0%", "80.0%"),
        (12_345_678, '#,##0"千円"', "12,345,678千円"),
        (12_345_678, '#,##0,"千円"', "12,346千円"),
        (-5, '#,##0;"▲"#,##0', "▲5"),
        (5, "[DBNum1]0", "五"),
        (12, "[DBNum1]General", "十二"),
        (0, '"○";;"×"', "×"),
        (3, '[>=10]"多い";"少ない"', "少ない"),
        (2.5, "0", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (1, "# ?/?", None),
        (1, "0E+00", None),
        (1, "x0", None),
        (-1, "yyyy/m/d", None),
    ],
)
def test_number_formats(value: float, code: str, shown: str | None) -> None:
    """A number is what Excel shows for it; a format that is not known is not guessed."""
    assert shown_number(value, code) == shown


def _workbook(change: object = None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(SAMPLE)))
    assert callable(change)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_an_unknown_format_is_asked_about() -> None:
    """The value of a cell with a format that is not known is taken, and the place is told."""

    def fraction(book: openpyxl.Workbook) -> None:
        cell = next(c for row in book.active.iter_rows() for c in row if c.value == "見本の役割。")  # type: ignore[union-attr]
        cell.value = 0.5
        cell.number_format = "# ?/?"

    result = read_sheets(_workbook(fraction), "見本.xlsx")
    gaps = [note for note in result.notes if note.is_gap]
    assert [("表示形式「# ?/?」" in note.message, note.place[:5]) for note in gaps] == [
        (True, "シート1!")
    ]
    assert '組織の役割: "0.5"' in result.sheets[0].text


def test_a_worksheet_without_a_title_belongs_to_no_sheet() -> None:
    """A list on another worksheet is not added to the sheet before it: it is not placed."""

    def memo(book: openpyxl.Workbook) -> None:
        book.create_sheet("集計")["B3"] = "課ごとの集計"

    result = read_sheets(_workbook(memo), "見本.xlsx")
    assert result.sheets == read_sheets(SAMPLE.encode(), "見本.txt").sheets
    assert [(one.place, one.text) for one in result.unplaced] == [("集計!B3", "課ごとの集計")]


def test_a_name_merged_over_two_rows_is_one_row() -> None:
    """Cells beside a name that is merged over rows belong to it; nothing is read twice."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows: list[list[str | None]] = [
        ["令和5年度 組織マネジメントシート"],
        ["部名", "見本部"],
        ["■今年度の重点事業"],
        ["項目", "行動アクション", "目標期限と達成基準"],
        ["重点事業① 見本", "行う。", "7月 会議"],
        [None, "確かめる。", "8月 報告"],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A5:A6")
    stream = io.BytesIO()
    book.save(stream)
    result = read_sheets(stream.getvalue(), "x.xlsx")
    root = parse(result.sheets[0].text.encode(), "x").root
    assert root is not None
    assert root.data()["今年度の重点事業"] == [
        {
            "項目": "見本",
            "行動アクション": "行う。\n確かめる。\n",
            "目標期限": [{"時期": "7月", "内容": "会議"}, {"時期": "8月", "内容": "報告"}],
        }
    ]
    assert not result.unplaced


def test_labels_at_the_side_and_names_in_two_lines() -> None:
    """Headings beside their contents, names of columns in two lines, columns of their own."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows: list[list[str | None]] = [
        ["様式第１号"],
        ["組織マネジメントシート（令和６年度）"],
        ["部 名", "港部", "課 名", "港課"],
        ["組織目標", None, "港を守る。"],
        ["計画等との関連", None, "①総合計画", "・安全\n・にぎわい"],
        [None, None, "②基本計画", "交流"],
        [None, None, "③個別計画", None],
        ["役割"],
        ["関連No.", "事務事業名称", "有無", None, "組織の役割", "担当者"],
        [None, None, "裁量", "協働", None, None],
        ["①", "巡視", "○", "×", "見回る。", "浜　磯"],
        ["重点事業", "項目", "行動アクション", None, "期限", "達成基準"],
        [None, "岸壁", "点検する。", None, "9月", "全部"],
        ["備考"],
    ]
    for row in rows:
        sheet.append(row)
    for cells in ("C9:D9", "A9:A10", "B9:B10", "E9:E10", "F9:F10", "A12:A13", "C12:D12"):
        sheet.merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    result = read_sheets(stream.getvalue(), "x.xlsx")
    root = parse(result.sheets[0].text.encode(), "x").root
    assert root is not None
    data = root.data()
    assert data["組織目標"] == "港を守る。\n"
    assert data["組織目標と計画等との関連"] == {"①": ["安全", "にぎわい"], "②": ["交流"], "③": []}
    assert data["組織が果たす役割"] == [
        {
            "事務事業名称": "巡視",
            "計画関連No.": ["①"],
            "裁量有無": "○",
            "協働有無": "×",
            "組織の役割": "見回る。",
            "担当": ["浜", "磯"],
        }
    ]
    assert data["今年度の重点事業"] == [
        {
            "項目": "岸壁",
            "行動アクション": "点検する。\n",
            "目標期限": [{"時期": "9月"}],
            "達成基準": ["全部"],
        }
    ]
    assert [one.text for one in result.unplaced] == ["様式第１号", "備考"]
    assert not result.is_complete


_WORDS = st.sampled_from(
    [
        *("", " ", "あ", "い\nう", "■組織目標", "■備考", "項目", "行動アクション", "①", "②計画"),
        *(
            "重点事業①",
            "目標期限と達成基準",
            "達成基準",
            "部名",
            "課名",
            "見本部",
            "x/y",
            "7月 会議",
        ),
        *("令和5年度 組織マネジメントシート", "1 組織使命", "続き", "<p>え</p>", "612", "担当"),
    ]
)
_GRIDS = st.lists(st.lists(_WORDS, min_size=1, max_size=5), min_size=1, max_size=12)
_MERGES = st.lists(
    st.tuples(st.integers(1, 12), st.integers(1, 5), st.integers(0, 3), st.integers(0, 3)),
    max_size=4,
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(_GRIDS, _MERGES)
def test_any_grid_of_cells_is_counted_once(
    grid: list[list[str]], merges: list[tuple[int, int, int, int]]
) -> None:
    """Whatever cells hold and however they are merged, every character has one fate."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["令和5年度 組織マネジメントシート"], ["部名", "見本部"], *grid]:
        sheet.append(row)
    for row_number, column, height, width in merges:
        sheet.merge_cells(
            start_row=row_number + 2,
            start_column=column,
            end_row=row_number + 2 + height,
            end_column=column + width,
        )
    stream = io.BytesIO()
    book.save(stream)
    try:
        result = read_sheets(stream.getvalue(), "x.xlsx")
    except ImportFailure as failure:
        found = failure.readable
    else:
        found = result
    assert found is not None
    assert found.account.lost == 0


def test_a_worksheet_too_large_is_refused_before_it_is_read() -> None:
    """A worksheet of more bytes than a form can have is refused with its name."""
    with zipfile.ZipFile(io.BytesIO(NASTY)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    # Neither the whole file nor how tightly it is packed gives it away.
    filling = random.Random(1).randbytes(21 * 1024 * 512).hex().encode()  # noqa: S311 - the same
    parts["xl/worksheets/sheet2.xml"] = b"<worksheet>" + filling
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert len(stream.getvalue()) < 20 * 1024 * 1024
    with pytest.raises(ImportFailure, match=r"シート「.+」が大きすぎます"):
        read_sheets(stream.getvalue(), "x.xlsx")


_SHEET = "xl/worksheets/sheet1.xml"


def _odd(part: str, old: str, new: str) -> bytes:
    """Return the workbook with something else in a part of it."""

    def changed(name: str, data: bytes) -> bytes:
        text = data.decode("utf-8", "surrogateescape")
        assert name != part or old in text, (part, old)
        new_text = text.replace(old, new) if name == part else text
        return new_text.encode("utf-8", "surrogateescape")

    return changed_package(NASTY, changed)


@each_row(
    ("part", "old", "new"),
    [
        (_SHEET, 'min="6"', 'min="x"'),
        (_SHEET, 'max="6"', 'max="\u00b2"'),
        (_SHEET, 'row r="3"', 'row r="\u00b2"'),
        (_SHEET, 'row r="3"', f'row r="{"9" * 5000}"'),
        (_SHEET, 's="2"', 's="\u00b2"'),
        (_SHEET, "<v>0</v>", "<v>\u00b2</v>"),
        (_SHEET, "<v>0</v>", f"<v>{'1' * 5000}</v>"),
        *((_SHEET, "<v>45382</v>", f"<v>{one}</v>") for one in ("1e999", "nan", "2958465.999999")),
        *((_SHEET, "<v>5</v>", f"<v>{one}</v>") for one in ("-inf", "1e30", "1e300", "-1e-300")),
        ("xl/workbook.xml", "<workbookPr", '<workbookPr date1904="1"'),
        ("xl/styles.xml", 'numFmtId="164"', 'numFmtId="\u00b2"'),
        ("xl/comments1.xml", 'authorId="0"', 'authorId="\u00b2"'),
    ],
)
def test_no_number_in_a_workbook_ends_the_reading(part: str, old: str, new: str) -> None:
    """What is no number, one of another script or without end is read as far as it can be."""
    assert extract(_odd(part, old, new), "x.xlsx").text


@each_row(
    ("value", "code"),
    [
        *((1e30, "0"), (1e300, "#,##0.00"), (1.0, f"0.{'0' * 40}"), (1e300, "0" + "%" * 60)),
        *((2958465.999999, "yyyy/m/d"), (5.0, "[>1.2.3]0;0"), (5.0, "[>.]0;0")),
    ],
)
def test_a_number_beyond_excel_is_asked_about(value: float, code: str) -> None:
    """More digits or days than Excel has: nobody knows what it would show."""
    assert shown_number(value, code) is None


def test_days_that_count_from_1904_end_with_the_year_9999() -> None:
    """A later one is no day."""
    assert shown_number(2957003.0, "yyyy/m/d", is_1904=True) == "9999/12/31"
    assert shown_number(2958000.0, "yyyy/m/d", is_1904=True) is None


def test_merged_cells_without_end_are_refused() -> None:
    """However small the file is packed: each merge over each row would be looked at."""
    merges = "".join(f'<mergeCell ref="A1:ZZ{number}"/>' for number in range(1, 60_000))
    data = _odd(_SHEET, "</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>")
    with pytest.raises(ImportFailure, match="結合したセルが多すぎます"):
        extract(data, "x.xlsx")


def test_a_package_that_lies_about_its_parts_is_refused_in_words() -> None:
    """Sizes and places of parts that are not so end in the sentence on how to save it anew."""
    records = [match.start() for match in re.finditer(b"PK\x01\x02", NASTY)]
    assert len(records) > 10
    refused = []
    for start in records:
        for place in (start + 10, *range(start + 20, start + 28), *range(start + 42, start + 46)):
            for flip in (8, 0xFF):
                damaged = bytearray(NASTY)
                damaged[place] ^= flip
                try:
                    extract(bytes(damaged), "x.xlsx")
                except ImportFailure as failure:
                    refused.append(failure.message)
    assert len(refused) > len(records)
    assert all("ください" in one for one in refused)


def test_a_file_with_far_too_many_cells_is_refused() -> None:
    """More cells than all sheets of a city have are no sheets: said before they are looked at."""
    with pytest.raises(ImportFailure, match="多すぎます"):
        read_sheets(b"," * 160_000, "x.csv")
    with pytest.raises(ImportFailure, match="多すぎます"):
        read_sheets((b"x" * 100_000 + b",") * 22, "x.csv")


@each_row(
    ("name", "limit"),
    [("x.csv", 5), ("x.html", 5), ("x.pdf", 20), ("x.docx", 20), ("x.xlsx", 20)],
)
def test_a_file_beyond_what_its_format_has_is_refused_unread(name: str, limit: int) -> None:
    """More megabytes than a file of its kind may have are told with the limit, not read."""
    with pytest.raises(ImportFailure, match=f"上限は {limit} MB"):
        read_sheets(b"x" * (limit * 1024 * 1024 + 1), name)


def test_tags_of_a_page_that_are_never_closed_lose_nothing() -> None:
    """A page whose tables do not end is read to its last character."""
    page = (
        "<table><tr><td rowspan=3>令和5年度 組織マネジメントシート<td>部名<tr><td>甲<table><td>乙"
    )
    with pytest.raises(ImportFailure) as caught:
        read_sheets(page.encode(), "x.html")
    assert caught.value.readable is not None
    assert caught.value.readable.account.lost == 0
    assert "乙" in "".join(one.text for one in caught.value.readable.unplaced)


def test_an_excel_file_is_imported_by_one_command(orgsheet: Command) -> None:
    """`orgsheet import` of a workbook writes its sheets and says what to do next."""
    (orgsheet.folder / "市.xlsx").write_bytes(as_workbook(SAMPLE))
    done = orgsheet("import", "市.xlsx", "--into", "出力")
    assert done.code == 0
    assert "書き込みました" in done.out
