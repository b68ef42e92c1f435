"""PDF files: ruled tables by their cells, lines joined only where they were surely wrapped."""

from __future__ import annotations

from pathlib import Path

import pytest
from each_row import each_row
from pdf_forms import as_pdf, assembled, wrapped

from orgsheet.importers import read_pdf
from orgsheet.importers.account import Reason
from orgsheet.importers.import_formats import extract, read_sheets
from orgsheet.importers.import_result import ImportFailure

CASES = Path(__file__).parents[1] / "cases"
SAMPLE = (CASES / "import/見本.txt").read_text("utf-8")
LONG = (
    "市民の意見を反映させた計画とするため、市民との意見交換の場を設け、出された意見を整理し、"
    "庁内の各課と調整した上で計画の案に反映させ、その結果を公表する。"
)


def test_lines_that_a_program_wrapped_are_joined() -> None:
    """A text that goes over several lines of a cell comes back as it was written."""
    result = read_sheets(as_pdf(SAMPLE.replace("見本を行う。", LONG)), "見本.pdf")
    assert LONG in result.sheets[0].text
    assert any("折返し" in note.message for note in result.notes)
    assert result.is_complete


def test_a_line_end_that_may_be_meant_stays_and_is_told() -> None:
    """Where a line ends before the edge, or at the end of a sentence, its end stays."""
    text = SAMPLE.replace("見本の目標。", "短い行\n次の行に続く文である。")
    result = read_sheets(as_pdf(text), "見本.pdf")
    assert "  短い行\n  次の行に続く文である。\n" in result.sheets[0].text


def test_page_numbers_are_named() -> None:
    """The number at the foot of each page is no text of a sheet, and is listed as what it is."""
    rows = "".join(f"①\t事業{number}\t○\t×\t{LONG}\t全員\n" for number in range(12))
    text = SAMPLE.replace("①②\t見本事業\t○\t×\t見本の役割。\t中川 長沼\n", rows)
    result = read_sheets(as_pdf(text), "見本.pdf")
    pages = [one.text for one in result.left_out if one.reason == Reason.PAGE]
    assert pages == ["- 1 -", "- 2 -", "- 3 -"]
    assert result.sheets == read_sheets(text.encode(), "見本.txt").sheets
    assert result.account.lost == 0


def test_every_character_on_the_pages_is_in_the_text() -> None:
    """What a page shows is in the text once, spaces and line ends aside."""
    shown = "".join("".join(wrapped(line.replace("\t", ""), 9999)) for line in SAMPLE.splitlines())
    read = extract(as_pdf(SAMPLE), "見本.pdf").text
    assert sorted("".join(read.split())) == sorted("".join((shown + "- 1 -- 2 -").split()))


@each_row(
    ("data", "words"),
    [
        (b"", "PDF のファイルではありません"),
        (b"%PDF-1.4 broken", "壊れている"),
        (assembled([""]), "スキャン"),
    ],
)
def test_what_cannot_be_read_of_pdf_is_refused_with_the_way_out(data: bytes, words: str) -> None:
    """A scanned or broken file is refused, and the sentence says what to do."""
    with pytest.raises(ImportFailure, match=words) as caught:
        read_sheets(data, "紙.pdf")
    assert "ください" in caught.value.message


def test_a_pdf_of_too_many_pages_or_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than 300 pages, or than half a million characters, are no sheets of one department."""
    with pytest.raises(ImportFailure, match=r"上限は 300 頁.*ください"):
        read_sheets(assembled([""] * 301), "紙.pdf")
    assert read_pdf.MOST_CHARACTERS <= 500_000
    monkeypatch.setattr(read_pdf, "MOST_CHARACTERS", 10)
    with pytest.raises(ImportFailure, match=r"文字が多すぎます.*ください"):
        read_sheets(as_pdf(SAMPLE), "紙.pdf")


def test_text_copied_from_a_pdf_loses_nothing_and_guesses_nothing() -> None:
    """Columns that only spaces part stay unplaced; broken words are asked about."""
    data = (CASES / "office/minatohama-PDFから.txt").read_bytes()
    result = read_sheets(data, "PDFから.txt")
    (sheet,) = result.sheets
    assert sheet.path == "R6/産業観光部/観光課.yaml"
    assert "港と朝市の魅力を磨き、滞在時間の長い観光地とな\n  ることを目指します。" in sheet.text
    assert "観光の振興" in sheet.text
    unplaced = "\n".join(one.text for one in result.unplaced)
    assert "朝市活性化事業" in unplaced
    assert "朝市活性化" not in sheet.text
    assert any("文の途中" in note.message for note in result.notes)
    assert result.account.lost == 0
