"""`orgsheet export`: sheets out in the city's own layout."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pytest
from conftest import Command
from docx.oxml.ns import qn
from each_row import each_row

from orgsheet.office.origin import blob_of, read_origin, values_at
from orgsheet.source import parse

HISHO = "sheets/R5/政策推進部/秘書課.yaml"
SECTIONS = ["政策推進部", "政策推進課", "秘書課", "魅力とりで発信課", "文化芸術課"]
HEAD = ["項目(何を)", "行動アクション(どのように)", "目標期限と達成基準"]


def _parts(file: Path) -> dict[str, str]:
    """Return the XML parts of an Office file, each found to be well-formed."""
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for text in parts.values():
        ET.fromstring(text)  # noqa: S314 - our own output
    return parts


def _word_tables(file: Path) -> list[list[list[str]]]:
    document: Any = docx.Document(str(file))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def test_a_word_file_has_the_form_and_every_value(orgsheet: Command) -> None:
    """A4 landscape, the printed words, columns joined, heads on every page, Japanese fonts."""
    done = orgsheet("export", "--section", "秘書課", "--output", "秘書課.docx")
    assert done.code == 0, done.err
    file = orgsheet.folder / "秘書課.docx"
    parts = _parts(file)
    document: Any = docx.Document(str(file))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:2] == ["令和5年度　組織マネジメントシート", "部名: 政策推進部　課名: 秘書課"]
    assert "■今年度の重点事業(自部署の中で優先順位の高いもの)" in texts
    tables = _word_tables(file)
    # Two of the four tables are evaluated in the course of the year: what comes back has room.
    named = [table for table in tables if table[0][: len(HEAD)] == HEAD]
    assert len(named) == 4
    assert [table[0][len(HEAD) :] for table in named] == [["中間", "年度末"]] * 2 + [[]] * 2
    assert named[0][1][0].startswith("重点事業①\n")
    repeated = document.tables[-1].rows[0]._tr.trPr.find(qn("w:tblHeader"))
    assert repeated is not None
    widths = [int(one.get(qn("w:w"))) for one in document.tables[-1]._tbl.tblGrid]
    assert [round(100 * width / sum(widths)) for width in widths] == [22, 43, 35]
    assert parts["word/styles.xml"].count('w:eastAsia="BIZ UDゴシック"') == 4
    root = parse((orgsheet.folder / HISHO).read_bytes(), HISHO).root
    assert root is not None
    shown = re.sub(r"\s", "", "".join(text for table in tables for row in table for text in row))
    for one in root.walk():
        value = one.data()
        if isinstance(value, str) and value not in {"R5", "政策推進部", "秘書課"}:
            assert re.sub(r"\s", "", value) in shown


def test_an_excel_file_is_made_to_be_filled_in_and_given_back(orgsheet: Command) -> None:
    """Choices are lists, names are locked and values are not, and it says what it was made from."""
    assert orgsheet("export", "--section", "秘書課", "--output", "秘書課.xlsx").code == 0
    file = orgsheet.folder / "秘書課.xlsx"
    parts = _parts(file)
    assert not any("<f>" in text for text in parts.values())
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["秘書課", "_orgsheet"]
    sheet = book["秘書課"]
    assert sheet.protection.sheet
    assert sheet.protection.insertRows is False
    assert sheet.protection.deleteRows is False
    assert sheet["A1"].value == "令和5年度　組織マネジメントシート"
    assert sheet["A1"].protection.locked
    assert sheet["A2"].protection.locked
    flags = [cell for row in sheet.iter_rows() for cell in row if cell.value == "○"]
    assert flags
    assert not any(cell.protection.locked for cell in flags)
    lists = {one.formula1: str(one.sqref) for one in sheet.data_validations.dataValidation}
    assert set(lists) == {'"○,×"'}
    assert all(cell.coordinate in lists['"○,×"'] for cell in flags)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert book["_orgsheet"].sheet_state == "veryHidden"
    line = "".join(str(row[0]) for row in book["_orgsheet"].iter_rows(values_only=True))
    made = read_origin(line)
    assert made is not None
    data = (orgsheet.folder / HISHO).read_bytes()
    root = parse(data, HISHO).root
    assert root is not None
    assert [(str(one.sheet), one.form, one.blob) for one in made] == [
        ("R5/政策推進部/秘書課", "取手市R5", blob_of(data))
    ]
    assert values_at(made[0]) == root.data()


_SLOW = pytest.mark.slow
_MOST = ["html", "docx", pytest.param("xlsx", marks=_SLOW), pytest.param("pdf", marks=_SLOW)]


@pytest.mark.slow
@pytest.mark.parametrize("name", _MOST)
def test_all_sections_stand_in_one_file_in_their_order(orgsheet: Command, name: str) -> None:
    """One file for all begins with its contents, in the register's order; twice it is the same."""
    if name == "pdf":
        pytest.importorskip("typst")
        pytest.importorskip("pylopdf_fonts_jp")
    for file in ("甲", "乙"):
        done = orgsheet("export", "--year", "R5", "--output", f"{file}.{name}")
        assert done.code == 0, done.err
    one, other = (orgsheet.folder / f"{file}.{name}" for file in ("甲", "乙"))
    assert one.read_bytes() == other.read_bytes()
    if name == "xlsx":
        assert openpyxl.load_workbook(one).sheetnames == ["目次", *SECTIONS, "_orgsheet"]
        contents = openpyxl.load_workbook(one)["目次"]
        assert [row[0].value for row in contents.iter_rows(min_row=3)] == [
            "政策推進部",
            *(f"政策推進部 {section}" for section in SECTIONS[1:]),
        ]
    elif name == "html":
        text = one.read_text(encoding="utf-8")
        found = [text.index(f"課名: {section}</p>") for section in SECTIONS[1:]]
        assert found == sorted(found)
    elif name == "docx":
        texts = [one.text for one in docx.Document(str(one)).paragraphs]
        assert texts[:3] == ["令和5年度　組織マネジメントシート", "目次", "政策推進部\t"]
    else:
        assert one.read_bytes().startswith(b"%PDF-")


@pytest.mark.slow
def test_a_folder_gets_a_file_a_section_and_no_filled_in_file_is_written_over(
    orgsheet: Command,
) -> None:
    """Names say year, department and section; what is there already may be somebody's work."""
    words = ("export", "--format", "xlsx", "--output", "配布", "--section", "秘書課")
    assert orgsheet(*words).code == 0
    file = orgsheet.folder / "配布" / "R5_政策推進部_秘書課.xlsx"
    file.write_bytes(b"filled in")
    refused = orgsheet(*words)
    assert (refused.code, file.read_bytes()) == (2, b"filled in")
    assert "--force" in refused.err
    assert orgsheet(*words, "--force").code == 0
    assert file.read_bytes().startswith(b"PK")


@pytest.mark.slow
def test_findings_stand_at_their_cells_and_in_a_list(orgsheet: Command) -> None:
    """With findings, Excel has notes, Word comments, the page marks, and each of them a list."""
    for name in ("xlsx", "docx", "html"):
        done = orgsheet(
            "export", "--section", "文化芸術課", "--with-findings", "--output", f"点検.{name}"
        )
        assert done.code == 0, done.err
    sentence = "計画では「豊かな【こ】ころと個性を育むまちづくり」です。"
    book = openpyxl.load_workbook(orgsheet.folder / "点検.xlsx")
    said = {
        cell.value: cell.comment.text
        for row in book["文化芸術課"].iter_rows()
        for cell in row
        if cell.comment
    }
    assert sentence in said["豊かなところと個性を育むまちづくり"]
    listed = list(book["点検の指摘"].iter_rows(values_only=True))
    assert any(sentence in str(row[4]) for row in listed)
    parts = _parts(orgsheet.folder / "点検.docx")
    assert sentence in parts["word/comments.xml"]
    ids = re.findall(r'commentReference w:id="(\d+)"', parts["word/document.xml"])
    assert sorted(map(int, ids)) == sorted(
        map(int, re.findall(r'<w:comment w:id="(\d+)"', parts["word/comments.xml"]))
    )
    page = (orgsheet.folder / "点検.html").read_text(encoding="utf-8")
    assert page.count(sentence) == 2
    assert re.search(r'育むまちづくり<sup class="note"><a href="#n\d+"', page)


HOSTILE = [
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@SUM(1)",
    "<r>太</r>",
    "_x0041_",
    "\x07鈴",
    "\u202e逆",
    "<b>&amp;",
    "a\tb",
    "{=1}",
]


@pytest.mark.parametrize("name", ["docx", "html", pytest.param("xlsx", marks=_SLOW)])
def test_hostile_text_stays_text_and_what_cannot_be_written_is_named(
    orgsheet: Command, name: str
) -> None:
    """No formula, no markup, no control: it stands there to be read, and the command says where."""
    path = orgsheet.folder / HISHO
    rows = "".join(f'  - 項目: "{text}"\n'.replace("\x07", "\\a") for text in HOSTILE)
    rows = rows.replace("\t", "\\t")
    head = "年度: R5\n部名: 政策推進部\n課名: 秘書課\n業務プロセスの改善:\n"
    path.write_text(head + rows, encoding="utf-8")
    file = orgsheet.folder / f"秘書課.{name}"
    done = orgsheet("export", "--section", "秘書課", "--output", file.name)
    assert done.code == 0, done.err
    assert "U+0007" in done.err
    assert "業務プロセスの改善 7 項目" in done.err
    shown = [text.replace("\x07", "\\x07").replace("\u202e", "\\u202e") for text in HOSTILE]
    if name == "xlsx":
        _parts(file)
        sheet = openpyxl.load_workbook(file)["秘書課"]
        cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
        assert {cells[text] for text in shown} == {"s"}
    elif name == "docx":
        _parts(file)
        names = {row[0] for table in _word_tables(file) for row in table}
        assert set(shown) <= names
    else:
        text = file.read_text(encoding="utf-8")
        assert "<b>" not in text
        assert "\x07" not in text


@each_row(
    ("words", "said"),
    [
        (("--output", "配布"), "--format"),
        (("--format", "pdf", "--output", "秘書課.xlsx"), "終わり"),
        (("--output", "秘書課.xlsx", "--section", "ない課"), "ある課"),
        (("--output", "sheets/秘書課.yaml", "--format", "docx"), ".yaml"),
    ],
)
def test_a_wrong_wish_is_told_with_what_to_type(
    orgsheet: Command, words: tuple[str, ...], said: str
) -> None:
    """Nothing is written, and the sentence says what to do."""
    done = orgsheet("export", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_sheet_that_cannot_be_read_is_named_and_the_others_are_written(
    orgsheet: Command,
) -> None:
    """One unreadable sheet does not keep the others back, and the exit code says that it lacks."""
    (orgsheet.folder / HISHO).write_bytes(b"a: [\n")
    done = orgsheet("export", "--output", "全部.html")
    assert done.code == 2
    assert f"orgsheet lint {HISHO}" in done.err
    text = (orgsheet.folder / "全部.html").read_text(encoding="utf-8")
    assert "課名: 文化芸術課" in text
    assert "課名: 秘書課" not in text


def test_a_text_that_a_cell_cannot_hold_is_refused_whole(orgsheet: Command) -> None:
    """Excel would cut it off; the sentence names another format."""
    path = orgsheet.folder / HISHO
    path.write_text(f"年度: R5\n部名: 政策推進部\n課名: 秘書課\n組織目標: {'あ' * 33_000}\n")
    done = orgsheet("export", "--section", "秘書課", "--output", "秘書課.xlsx")
    assert done.code == 2
    assert "組織目標" in done.err
    assert "docx" in done.err
    assert not (orgsheet.folder / "秘書課.xlsx").exists()
    assert orgsheet("export", "--section", "秘書課", "--output", "秘書課.docx").code == 0


@pytest.mark.slow
def test_a_high_row_is_divided_over_lines_and_stays_one_value(orgsheet: Command) -> None:
    """Excel shows at most 409 points of a line: what is higher takes several, merged."""
    path = orgsheet.folder / HISHO
    text = "\n".join(f"    {number} 行目" for number in range(60))
    head = "年度: R5\n部名: 政策推進部\n課名: 秘書課\n今年度の重点事業:\n  - 項目: 甲\n"
    path.write_text(f"{head}    行動アクション: |\n{text.replace('    ', '      ')}\n")
    assert orgsheet("export", "--section", "秘書課", "--output", "秘書課.xlsx").code == 0
    sheet = openpyxl.load_workbook(orgsheet.folder / "秘書課.xlsx")["秘書課"]
    heights = [one.height or 0 for one in sheet.row_dimensions.values()]
    assert max(heights) <= 409
    (cell,) = [
        cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("0 行目")
    ]
    (merged,) = [one for one in sheet.merged_cells.ranges if cell.coordinate in one]
    high = sum(
        sheet.row_dimensions[row].height or 0 for row in range(merged.min_row, merged.max_row + 1)
    )
    assert high >= 60 * 13


@pytest.mark.slow
def test_glyphs_that_no_font_has_are_an_error_not_a_box(orgsheet: Command) -> None:
    """A PDF with a rare kanji is right or refused; the sentence names the character."""
    pytest.importorskip("typst")
    pytest.importorskip("pylopdf_fonts_jp")
    path = orgsheet.folder / HISHO
    head = "年度: R5\n部名: 政策推進部\n課名: 秘書課\n組織目標: "
    path.write_text(f"{head}𠮷野家と{chr(0xE000)}\n", encoding="utf-8")
    done = orgsheet("export", "--section", "秘書課", "--output", "秘書課.pdf")
    assert done.code == 2
    assert "U+E000" in done.err
    assert not (orgsheet.folder / "秘書課.pdf").exists()
    path.write_text(f"{head}𠮷野家\n", encoding="utf-8")
    done = orgsheet("export", "--section", "秘書課", "--output", "秘書課.pdf")
    assert (done.code == 0) != ("U+20BB7" in done.err)


@each_row(
    "line",
    [
        "orgsheet1:!!!",
        "orgsheet1:" + "QUJD" * 10,
        "orgsheet1:" + "A" * 9_000_000,
    ],
)
def test_a_damaged_origin_is_a_sentence(line: str) -> None:
    """What a file says it was made from may be anything: it is read within bounds or refused."""
    with pytest.raises(ValueError, match="控え"):
        read_origin(line)
    assert read_origin("something else") is None


@pytest.mark.slow
def test_what_goes_to_the_public_is_what_the_settings_let_out(orgsheet: Command) -> None:
    """No names of staff, no sheet with errors, nothing hidden; each that stays is told with why."""
    (orgsheet.folder / "orgsheet.yaml").write_text("publication: {licence: CC BY 4.0}\n")
    for name in ("docx", "xlsx", "html"):
        done = orgsheet("export", "--public", "--year", "R5", "--output", f"公表.{name}")
        assert done.code == 0, done.err
        assert "文化芸術課.yaml は公表しません" in done.err
        file = orgsheet.folder / f"公表.{name}"
        text = file.read_text() if name == "html" else "".join(_parts(file).values())
        assert "秘書事務" in text
        assert "CC BY 4.0" in text
        assert "松澤" not in text
        assert "担当<" not in text
        assert "orgsheet1:" not in text
    done = orgsheet("export", "--public", "--with-findings", "--output", "公表.html")
    assert done.code == 2
