"""`results`, `summary`, `hearing` and `status`: the same in every format, and advice that works."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT, Command
from jsonschema import Draft202012Validator

CITY = ROOT / "tests" / "cases" / "evaluated"
SCHEMA = json.loads((ROOT / "schema" / "table.schema.json").read_bytes())
STATUS = json.loads((ROOT / "schema" / "status.schema.json").read_bytes())
SHEET = "sheets/R5/市民部/市民課.yaml"
SHEETS = 9


@pytest.fixture
def city(tmp_path: Path) -> Command:
    """The invented city with two evaluated years, in a folder without a repository."""
    shutil.copytree(CITY, tmp_path / "市", dirs_exist_ok=True)
    return Command(tmp_path / "市")


@pytest.mark.parametrize("name", ["results", "summary"])
def test_a_table_says_the_same_in_every_format(city: Command, name: str) -> None:
    """JSON in the form of its schema, CSV row for row; the page and the screen the words."""
    found = json.loads(city(name, "R5", "--internal", "--format", "json").out)
    Draft202012Validator(SCHEMA).validate(found)
    text = city(name, "R5", "--internal", "--format", "csv").out.removeprefix("\ufeff")
    rows = [*csv.DictReader(io.StringIO(text, newline=""))]
    assert len(rows) == len(found["rows"]) > 0
    page = city(name, "R5", "--internal", "--format", "html").out
    screen = city(name, "R5", "--internal").out
    for word in ("市民部", "福祉部", "建設部", "見本"):
        assert word in page
        assert word in screen


def test_the_page_of_the_summary_draws_every_subject_and_loads_nothing(city: Command) -> None:
    """Each drawing has a title and a table beside it."""
    page = city("summary", "R5", "--format", "html").out
    assert page.count("<svg ") == page.count("<title id=") == 4
    assert page.count("<table>") == 4
    assert "http" not in page.replace('http-equiv="', "")
    assert "<script" not in page


def test_a_hearing_has_one_page_for_every_sheet_in_every_format(city: Command) -> None:
    """The contents first, then the sheets in their order; in a folder a file each."""
    for name in ("docx", "xlsx", "html"):
        done = city("hearing", "R5", "--output", f"聞き取り.{name}")
        assert done.code == 0, done.err
    book = openpyxl.load_workbook(city.folder / "聞き取り.xlsx")
    assert len(book.worksheets) == SHEETS + 1
    with zipfile.ZipFile(city.folder / "聞き取り.docx") as file:
        document = file.read("word/document.xml").decode()
    assert document.count("<w:pageBreakBefore/>") == SHEETS
    page = (city.folder / "聞き取り.html").read_text(encoding="utf-8")
    assert page.count("<section ") == SHEETS
    assert (
        page.index("市民部 市民課") < page.index("福祉部 高齢福祉課") < page.index("建設部 公園課")
    )
    (city.folder / "頁").mkdir()
    assert city("hearing", "R5", "--format", "html", "--output", "頁").code == 0
    assert len([*(city.folder / "頁").iterdir()]) == SHEETS


@pytest.mark.slow
def test_a_hearing_fits_on_a_sheet_of_paper_for_each_section(city: Command) -> None:
    """As PDF: a page of contents, and as many as there are sheets."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    assert city("hearing", "R5", "--output", "聞き取り.pdf").code == 0
    pages = pypdfium2.PdfDocument(str(city.folder / "聞き取り.pdf"))
    assert len(pages) == SHEETS + 1


def test_a_form_comes_back_filled_in(city: Command) -> None:
    """What lacks is written into the cell of the round, imported, and lacks no more."""
    file = city.folder / SHEET
    text = file.read_text(encoding="utf-8")
    begin = text.index("    年度末:")
    end = text.index("  - 項目:", begin)
    file.write_text(text[:begin] + text[end:], encoding="utf-8")
    asked = ("results", "R5", "--at", "年度末", "--section", "市民課")
    told = city(*asked, "--forms", "記入用.xlsx")
    assert told.code == 0, told.err
    assert "年度末（すべて）" in told.out
    book = openpyxl.load_workbook(city.folder / "記入用.xlsx")
    sheet = book.worksheets[0]
    head = next(c for row in sheet.iter_rows() for c in row if c.value == "年度末")
    assert "直されたところ: なし" in city("import", "記入用.xlsx", "--dry-run").out
    cell = sheet.cell(head.row + 1, head.column)
    assert str(cell.value).split("\n")[:3] == ["時点：", "実績：平均の待ち時間：", "評価："]
    cell.value = (
        "時点：令和6年3月31日\n実績：平均の待ち時間：16.5\n評価：B\n理由：あと少し。\n来年度：継続"
    )
    book.save(city.folder / "記入用.xlsx")
    assert city("import", "記入用.xlsx").code == 0
    after = file.read_text(encoding="utf-8")
    for line in ("値: 16.5", "評価: B", "来年度: 継続"):
        assert line in after
    left = city(*asked).out
    assert "窓口の待ち時間の短縮" not in left


def test_what_became_of_steps_is_filled_in_below_each(city: Command) -> None:
    """A form has a line below every step that has ended; filled in, it is the sheet's own lines."""
    file = city.folder / SHEET
    whole = file.read_text(encoding="utf-8")
    file.write_text(re.sub("        (結果|実施日): .*\n", "", whole), encoding="utf-8")
    asked = ("results", "R5", "--at", "年度末", "--section", "市民課", "--forms", "記入用.xlsx")
    assert city(*asked).code == 0
    book = openpyxl.load_workbook(city.folder / "記入用.xlsx")
    said = iter(re.findall("結果: (.*)\n *実施日: (.*)\n", whole))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            while "（結果：、実施日：）" in str(cell.value) and (one := next(said, None)):
                text = f"（結果：{one[0]}、実施日：{one[1]}）"
                cell.value = str(cell.value).replace("（結果：、実施日：）", text, 1)
    book.save(city.folder / "記入用.xlsx")
    done = city("import", "記入用.xlsx")
    assert done.code == 0, done.err
    assert file.read_text(encoding="utf-8") == whole


def test_a_form_asks_also_where_nobody_wrote_anything_yet(city: Command) -> None:
    """The column of the round is there, in Word as in Excel, and comes back as nothing."""
    file = city.folder / SHEET
    text = file.read_text(encoding="utf-8")
    while "    年度末:" in text:
        begin = text.index("    年度末:")
        ends = [text.find(mark, begin) for mark in ("  - 項目:", "業務プロセスの改善:")]
        text = text[:begin] + text[min(one for one in ends if one > 0) :]
    file.write_text(text, encoding="utf-8")
    for name in ("記入用.xlsx", "記入用.docx"):
        asked = ("results", "R5", "--at", "年度末", "--section", "市民課", "--forms", name)
        assert city(*asked).code == 0
        with zipfile.ZipFile(city.folder / name) as packed:
            parts = [one for one in packed.namelist() if one.endswith(".xml")]
            assert any("来年度：" in packed.read(one).decode() for one in parts), name
        assert "直されたところ: なし" in city("import", name, "--dry-run").out


def test_a_form_is_not_written_over_and_not_without_need(city: Command) -> None:
    """Somebody may have filled it in; the sentence says how to go on."""
    asked = ("results", "R5", "--at", "中間", "--section", "高齢福祉課", "--forms", "記入用.docx")
    assert city(*asked).code == 0
    again = city(*asked)
    assert again.code == 2
    assert "--force" in again.err
    assert city(*asked, "--force").code == 0
    whole = city(
        "results",
        "R5",
        "--at",
        "年度末",
        "--department",
        "福祉部",
        "--section",
        "部",
        "--forms",
        "部.docx",
    )
    assert whole.code == 2
    assert not (city.folder / "部.docx").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("results", "R5", "--at", "夏"), "書けるのは 中間、年度末 です"),
        (("results", "春"), "年度"),
        (("summary", "R5", "--since", "ない版"), "--since"),
        (("hearing", "R5", "--output", "x.yaml"), "--output"),
        (("hearing", "R9", "--output", "x.html"), "R9"),
        (("results", "R5", "--as-of", "きのう"), "2023-10-01"),
    ],
)
def test_a_wrong_wish_is_told_with_what_to_type(
    city: Command, words: tuple[str, ...], told: str
) -> None:
    """Exit code 2, a sentence, nothing written."""
    done = city(*words)
    assert done.code == 2
    assert told in done.err
    assert "Traceback" not in done.err
    assert not [*city.folder.glob("x.*")]


def test_status_tells_how_far_the_rounds_are(city: Command) -> None:
    """With the days of the settings, in words and in the form of the schema."""
    (city.folder / "orgsheet.yaml").write_text(
        "rounds:\n  中間: {opens: 9月20日, due: 10月13日}\n", encoding="utf-8"
    )
    done = city("status", "R5", "--as-of", "2023-10-01", "--format", "json")
    found = json.loads(done.out)
    Draft202012Validator(STATUS).validate(found)
    (one,) = found["rounds"]
    assert (one["round"], one["state"], one["due"]) == ("中間", "受付中", "2023-10-13")
    assert (one["rows"], one["whole"]) == (24, 18)
    screen = re.sub(r"\s", "", city("status", "R5", "--as-of", "2023-10-14").out)
    assert "中間の評価（締切を過ぎた、令和5年9月20日から、締切令和5年10月13日）" in screen
    assert "orgsheetresultsR5--at中間" in screen
