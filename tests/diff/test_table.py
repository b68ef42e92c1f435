"""The 新旧対照表: what stands in it, and that HTML, Excel and Word say the same."""

from __future__ import annotations

import io
import random
import sys
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml
from diff_samples import SAMPLE, joined, report_of, sheet, side, table_of, two_years
from docx.oxml.ns import qn
from each_row import each_row
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from random_runs import runs

from orgsheet.diff.marked_phrases import Piece
from orgsheet.diff.table.build_table import comparison_table, value_text
from orgsheet.diff.table.table_parts import Cell, Table, TableSettings
from orgsheet.render.escape import visible
from orgsheet.render.office_libraries import OfficeMissingError
from orgsheet.render.table.docx import render_table_docx
from orgsheet.render.table.html import render_table_html
from orgsheet.render.table.xlsx import render_table_xlsx

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "diff" / "table" / "rows.yaml").read_text("utf-8")
)
ROLE_FIELDS = ("事務事業名称", "計画関連No.", "裁量有無", "協働有無", "組織の役割", "担当")
ACTION_FIELDS = ("項目", "行動アクション", "目標期限", "期限原文", "達成基準")
HOSTILE = [
    *("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "{=1}", "0123", "https://a.example/", "'x"),
    *(
        "<r><t>x</t></r>",
        "<r>",
        "_x0041_",
        "_x0041_x0042_",
        "<script>alert(1)</script>",
        "</td></table>",
        "&amp;",
    ),
    *('"><img src=x onerror=alert(1)>', "\x00\x07\x1b[31m", "\u202e右から左", "\ud800", "\ufffe"),
    *("]]>", "𠮷野家", "改行\n二行目", "タブ\t後", "  前後の空白  ", "\r\n", "\u200b", "{名称}"),
]
VALUES = st.one_of(
    st.text(max_size=30),
    st.lists(st.sampled_from([*HOSTILE, "市民", "の", "500円", "、", "。"]), max_size=5).map(
        "".join
    ),
)
PLAIN = st.text(
    st.sampled_from("市民の意見を聴く11月500円、。ア「」とりで\n"), min_size=1, max_size=25
).filter(lambda text: text == text.strip())


def as_line(cell: Cell) -> str:
    """Return a cell with ⟦⟧ around its changed pieces."""
    parts = (f"⟦{piece.text}⟧" if piece.changed else piece.text for piece in cell.pieces)
    return "".join(parts).replace("\n", "／")


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_table_says_what_changed(case: dict[str, Any]) -> None:
    """The rows of two sheets are those that the case table gives."""
    table = comparison_table(two_years(case["before"], case["after"]))
    lines = []
    for section in table.sections:
        if section.heading:
            lines.append(f"== {section.heading}")
        for row in section.rows:
            cells = (row.item, as_line(row.new), as_line(row.old), row.remark)
            lines.append(" | ".join(cells).rstrip())
    assert lines == case["rows"]


ROWS = st.fixed_dictionaries(
    {"項目": PLAIN},
    optional={
        "行動アクション": PLAIN,
        "目標期限": st.lists(st.fixed_dictionaries({"時期": PLAIN, "内容": PLAIN}), max_size=3),
        "期限原文": PLAIN,
        "達成基準": st.lists(PLAIN, max_size=3),
    },
)
ROLES = st.fixed_dictionaries(
    {"事務事業名称": PLAIN},
    optional={
        "組織の役割": PLAIN,
        "担当": st.lists(PLAIN, max_size=3),
        "計画関連No.": st.just(["①"]),
    },
)
SHEETS = st.fixed_dictionaries(
    {},
    optional={
        "組織目標": PLAIN,
        "組織使命": PLAIN,
        "組織目標と計画等との関連": st.fixed_dictionaries({"①": st.lists(PLAIN, max_size=2)}),
        "組織が果たす役割": st.lists(ROLES, max_size=3),
        "今年度の重点事業": st.lists(ROWS, max_size=4),
    },
)


def values_of(data: dict[str, Any]) -> list[str]:
    """Return every value that a whole table shows of one sheet."""
    found = [value_text(key, data[key]) for key in ("組織目標", "組織使命") if key in data]
    found += [value_text(key, one) for key, one in data.get("組織目標と計画等との関連", {}).items()]
    for heading, fields in (("組織が果たす役割", ROLE_FIELDS), ("今年度の重点事業", ACTION_FIELDS)):
        for row in data.get(heading, []):
            found += [value_text(field, row[field]) for field in fields if field in row]
    return sorted(text for text in found if text)


@settings(max_examples=runs(150))
@given(SHEETS, SHEETS)
def test_columns_hold_the_sheets_values(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Every value of either sheet stands in its column exactly once, character for character."""
    table = comparison_table(two_years(before, after), TableSettings(whole=True, staff=True))
    rows = [row for section in table.sections for row in section.rows]
    for key, data in (("new", after), ("old", before)):
        shown = [row.cell(key) for row in rows if row.cell(key).pieces]
        assert sorted(cell.text for cell in shown if not cell.is_marker) == values_of(data)


@settings(max_examples=runs(60))
@given(SHEETS, SHEETS)
def test_short_table_holds_every_change(before: dict[str, Any], after: dict[str, Any]) -> None:
    """What （略） stands for is nothing that changed."""
    report = two_years(before, after)
    whole, short = (comparison_table(report, TableSettings(whole=one)) for one in (True, False))
    marked = [
        [
            (row.new, row.old)
            for section in table.sections
            for row in section.rows
            if any(piece.changed for piece in (*row.new.pieces, *row.old.pieces))
        ]
        for table in (whole, short)
    ]
    assert marked[0] == marked[1]


class _Page(HTMLParser):
    """Collects the value cells of a page, their underlines, and all tags with attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[list[Piece]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open = self._underlined = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "td":
            self.cells.append([])
            self._open = True
        self._underlined = self._underlined or tag == "u"

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._open = False
        if tag == "u":
            self._underlined = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.cells[-1].append(Piece(data, self._underlined))


def read_html(text: str) -> list[tuple[tuple[Piece, ...], ...]]:
    """Return the cells new, old and remark of every row of a page."""
    page = _Page()
    page.feed(text)
    cells = [joined(tuple(cell)) for cell in page.cells]
    return [tuple(cells[start : start + 3]) for start in range(0, len(cells), 3)]


def read_xlsx(data: bytes) -> list[tuple[tuple[Piece, ...], ...]]:
    """Return the cells of every row of a workbook that names an item."""
    book = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
    return [
        tuple(_excel_pieces(cell) for cell in row[1:])
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        if str(row[0].value).startswith("項目") and str(row[0].value) != "項目"
    ]


def _excel_pieces(cell: Any) -> tuple[Piece, ...]:  # noqa: ANN401 - openpyxl is untyped
    assert cell.data_type in ("s", "n"), "text, or nothing"
    if cell.value is None:
        return ()
    if isinstance(cell.value, CellRichText):
        parts = [
            Piece(part.text, bool(part.font.u))
            if isinstance(part, TextBlock)
            else Piece(part, changed=False)
            for part in cell.value
        ]
    else:
        assert isinstance(cell.value, str)
        parts = [Piece(cell.value, bool(cell.font.u))]
    return joined(tuple(parts))


def read_docx(data: bytes) -> list[tuple[tuple[Piece, ...], ...]]:
    """Return the cells of every row of a document that names an item."""
    document = docx.Document(io.BytesIO(data))
    return [
        tuple(
            joined(tuple(Piece(run.text, bool(run.underline)) for run in cell.paragraphs[0].runs))
            for cell in row.cells[1:]
        )
        for grid in document.tables
        for row in grid.rows
        if row.cells[0].text.startswith("項目") and row.cells[0].text != "項目"
    ]


def shown_of(table: Table) -> list[tuple[tuple[Piece, ...], ...]]:
    """Return what every format must show of the rows."""
    return [
        tuple(
            joined(
                tuple(Piece(visible(piece.text), piece.changed) for piece in row.cell(key).pieces)
            )
            for key in ("new", "old", "remark")
        )
        for section in table.sections
        for row in section.rows
    ]


@pytest.mark.slow
def test_three_formats_agree_on_500_pairs() -> None:
    """Column texts and underlines of 500 pairs are the same in HTML, Excel and Word."""
    chooser = random.Random(20230401)  # noqa: S311 - the same pairs each time
    line = "市民 の 意見 を 聴く 。 11月 500円 、 第5条 「名」 及び 見直し を行う 令和5年度 に ア"
    words = [*line.split(" "), "\n"]
    pairs = []
    for _ in range(500):
        old = [chooser.choice(words) for _ in range(chooser.randint(1, 20))]
        new = [chooser.choice(words) if chooser.random() < 0.2 else word for word in old]
        pairs.append(("".join(new), "".join(old)))
    table = table_of(pairs)
    expected = shown_of(table)
    assert ["".join(piece.text for piece in new) for new, _, _ in expected] == [
        new for new, _ in pairs
    ]
    assert read_html(render_table_html(table)) == expected
    assert read_xlsx(render_table_xlsx(table)) == expected
    assert read_docx(render_table_docx(table)) == expected


@settings(max_examples=runs(25))
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=4))
def test_hostile_values_stay_text(pairs: list[tuple[str, str]]) -> None:
    """Whatever a value holds, each format opens and shows it as text; nothing is unseen."""
    table = table_of(pairs)
    expected = shown_of(table)
    assert read_html(render_table_html(table)) == expected
    assert read_docx(render_table_docx(table)) == expected
    assert read_xlsx(render_table_xlsx(table)) == expected


@each_row("value", HOSTILE)
def test_excel_takes_no_value_for_more_than_text(value: str) -> None:
    """A value like a formula, a link or markup is text in the workbook, alone and beside others."""
    table = table_of([(value, ""), ("", value), (value, f"{value}。後"), (f"前、{value}", value)])
    data = render_table_xlsx(table)
    assert read_xlsx(data) == shown_of(table)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        assert not [name for name in book.namelist() if "rels" in name and "sheet" in name]


def test_long_values_go_on_in_further_rows() -> None:
    """A value beyond Excel's limits is divided between rows and none of it is lost."""
    text = "取手市の文化芸術を広く発信する。\n" * 3000
    book = openpyxl.load_workbook(io.BytesIO(render_table_xlsx(table_of([(text, "短い文。")]))))
    sheet_ = book.worksheets[0]
    parts = [row[1].value for row in sheet_.iter_rows(min_row=6) if row[1].value]
    assert "".join(map(str, parts)) == text
    assert all(
        (sheet_.row_dimensions[number].height or 0) < 409 for number in range(1, sheet_.max_row)
    )


def test_settings_choose_order_captions_and_markers() -> None:
    """Order, captions, the 備考 column and the markers are as the settings say."""
    report = two_years(
        {"今年度の重点事業": [{"項目": "図書館の改修"}, {"項目": "税の窓口"}]},
        {"今年度の重点事業": [{"項目": "図書館の改修"}, {"項目": "公園の植樹"}]},
    )
    chosen = TableSettings(
        order="old-left",
        new_caption="改正案",
        old_caption="現行（{名称}）",
        remarks=False,
        added="",
        dropped="［削除］",
        unchanged="略",
    )
    table = comparison_table(report, chosen)
    assert [column.caption for column in table.columns] == ["項目", "現行（令和4年度）", "改正案"]
    cells = [(row.new.text, row.old.text) for part in table.sections for row in part.rows]
    assert cells == [("略", "略"), ("［削除］", "税の窓口"), ("公園の植樹", "")]
    usual = [column.caption for column in comparison_table(report).columns]
    assert usual == ["項目", "新（令和5年度）", "旧（令和4年度）", "備考"]


def test_staff_is_left_out_unless_asked_for() -> None:
    """担当 is not in the table and the table says so; the setting brings it in."""
    data = {"組織が果たす役割": [{"事務事業名称": "秘書事務", "担当": ["篠原"]}]}
    other = {"組織が果たす役割": [{"事務事業名称": "秘書事務", "担当": ["松澤"]}]}
    report = two_years(data, other)
    for staff in (False, True):
        page = render_table_html(comparison_table(report, TableSettings(staff=staff)))
        assert ("松澤" in page) is staff
        assert ("担当の欄は載せていません" in page) is not staff


def test_split_and_merged_rows_have_one_place() -> None:
    """A split or merged project stands once in each column; remarks name the others."""
    before = {
        "今年度の重点事業": [{"項目": "ごみの減量"}, {"項目": "産後ケア"}, {"項目": "妊婦訪問"}]
    }
    after = {
        "今年度の重点事業": [
            {"項目": "家庭ごみの減量", "前年度の項目": ["ごみの減量"]},
            {"項目": "資源化の推進", "前年度の項目": ["ごみの減量"]},
            {"項目": "伴走型相談支援", "前年度の項目": ["産後ケア", "妊婦訪問"]},
        ]
    }
    table = comparison_table(two_years(before, after))
    rows = [(r.new.text, r.old.text, r.remark) for part in table.sections for r in part.rows]
    assert sorted(old for _, old, _ in rows) == sorted(
        ["ごみの減量", "（新設）", "産後ケア", "妊婦訪問"]
    )
    assert ("資源化の推進", "（新設）", "引き継ぐ事業: 「ごみの減量」") in rows
    assert ("（削る）", "妊婦訪問", "引き継ぎ先: 「伴走型相談支援」") in rows


def test_moved_project_is_told_at_both_places() -> None:
    """A project that moved stands with the section that has it now; its old place points there."""
    project = {
        "項目": "取手駅前広場の再整備",
        "行動アクション": "駅前広場を整備する。",
        "id": "hiroba",
    }
    before = side(
        "R4",
        sheet({"今年度の重点事業": [project]}, "R4", "都市計画課"),
        sheet({"組織目標": "甲。"}, "R4", "管理課"),
    )
    after = side(
        "R5",
        sheet({"組織目標": "乙。"}, "R5", "都市計画課"),
        sheet({"組織目標": "甲。", "今年度の重点事業": [project]}, "R5", "管理課"),
    )
    table = comparison_table(report_of(before, after))
    remarks = [(part.organization, r.remark) for part in table.sections for r in part.rows]
    assert ("政策推進部 都市計画課", "「管理課」へ移管") in remarks
    assert ("政策推進部 管理課", "「都市計画課」から移管") in remarks


def test_every_format_says_that_it_is_a_sample() -> None:
    """The notice of a sample stands in HTML, Excel and Word."""
    report = two_years({"見本": SAMPLE, "組織目標": "甲。"}, {"組織目標": "乙。"})
    table = comparison_table(report)
    assert SAMPLE in render_table_html(table)
    book = openpyxl.load_workbook(io.BytesIO(render_table_xlsx(table)))
    assert any(SAMPLE in str(row[0].value) for row in book.worksheets[0].iter_rows())
    document = docx.Document(io.BytesIO(render_table_docx(table)))
    assert any(SAMPLE in paragraph.text for paragraph in document.paragraphs)


def test_all_formats_print_on_a4_landscape() -> None:
    """Excel, Word and HTML ask for A4 paper, landscape, with the head on every page."""
    table = table_of([("新", "旧")])
    sheet_ = openpyxl.load_workbook(io.BytesIO(render_table_xlsx(table))).worksheets[0]
    assert (sheet_.page_setup.orientation, sheet_.page_setup.paperSize) == ("landscape", 9)
    assert sheet_.print_title_rows == "$4:$4"
    document = docx.Document(io.BytesIO(render_table_docx(table)))
    paper = document.sections[0]
    sizes = [
        None if size is None else round(size.mm) for size in (paper.page_width, paper.page_height)
    ]
    assert sizes == [297, 210]
    head = document.tables[0].rows[0]._tr
    assert next(head.iter(qn("w:tblHeader")), None) is not None
    page = render_table_html(table)
    assert "size: A4 landscape" in page
    assert "display: table-header-group" in page


def test_word_styles_all_name_a_japanese_font() -> None:
    """No style of the document leaves the font of Japanese text to Word's theme."""
    document = docx.Document(io.BytesIO(render_table_docx(table_of([("新", "旧")]))))
    fonts = list(document.styles.element.iter(qn("w:rFonts")))
    assert fonts
    assert {font.get(qn("w:eastAsia")) for font in fonts} == {"ＭＳ 明朝"}
    assert not [name for font in fonts for name in font.attrib if "heme" in name]


def test_same_table_gives_the_same_workbook() -> None:
    """A workbook depends on the table alone, not on the day it is made."""
    table = table_of([("新しい文", "古い文")])
    assert render_table_xlsx(table) == render_table_xlsx(table)


def test_html_page_loads_and_runs_nothing() -> None:
    """The page has no script, refers to nothing outside, and its head cells have a scope."""
    page = _Page()
    page.feed(render_table_html(table_of([(text, text[:1]) for text in HOSTILE])))
    assert not {"script", "img", "link", "iframe", "a"} & {tag for tag, _ in page.tags}
    assert not [attrs for _, attrs in page.tags if {"src", "href", "onerror"} & set(attrs)]
    assert all(attrs.get("scope") for tag, attrs in page.tags if tag == "th")
    assert ("html", {"lang": "ja"}) in page.tags


@pytest.mark.parametrize(
    ("module", "render"),
    [("xlsxwriter", render_table_xlsx), ("docx", render_table_docx)],
)
def test_missing_library_is_told_in_plain_words(
    module: str, render: Callable[[Table], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the optional libraries the message names the command that installs them."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(OfficeMissingError, match=r"pip install 'orgsheet\[office\]'"):
        render(table_of([("新", "旧")]))
