"""Places in every unit that other programs count in, and mends as stretches of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from format_samples import mendable_sheet, report_of
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.lint.examples import DEFAULT_PATH
from orgsheet.lint.finding import Place
from orgsheet.lint.positions import utf8_columns, utf16_columns
from orgsheet.lint.replacements import DocumentLines, replacements_of, whole_replacement
from orgsheet.source import Document, parse

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "formats" / "positions.yaml").read_text(encoding="utf-8")
)
ENDS = ["\n", "\r\n"]


def _lines(document: Document) -> DocumentLines:
    return DocumentLines({document.path: document}.get)


@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("end", ENDS, ids=ascii)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_columns_in_every_unit(case: dict[str, Any], end: str, *, bom: bool) -> None:
    """Code points, UTF-16 units and UTF-8 bytes are each counted as their readers count them."""
    data = f"{case['line']}{end}次の行{end}".encode()
    document = parse(b"\xef\xbb\xbf" * bom + data, "x.yaml")
    start = case.get("at", case["line"].find(case["mark"]))
    found = (*document.locate(start), *document.locate(start + len(case["mark"])))
    place = Place("x.yaml", *found)
    assert [place.column, place.end_column] == case["points"]
    assert list(utf16_columns(place, _lines(document))) == case["utf16"]
    assert list(utf8_columns(place, _lines(document))) == case["utf8"]
    shifted = [column + 3 * bom for column in case["utf8"]]
    assert list(utf8_columns(place, _lines(document), bom=bom)) == shifted


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=60))
def test_columns_cut_the_same_stretch_from_every_encoding(text: str) -> None:
    """Cutting the encoded line at the converted columns gives the marked characters."""
    document = Document("x", text)
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        place = Place("x", number, len(line) // 3 + 1, number, 2 * len(line) // 3 + 1)
        marked = line[place.column - 1 : place.end_column - 1]
        wide = utf16_columns(place, _lines(document))
        cut = line.encode("utf-16-le")[2 * (wide.start - 1) : 2 * (wide.end - 1)]
        assert cut.decode("utf-16-le") == marked
        narrow = utf8_columns(place, _lines(document))
        assert line.encode()[narrow.start - 1 : narrow.end - 1].decode() == marked


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_a_place_over_lines_ends_on_its_last_line(end: str) -> None:
    """The end column is counted on the line where the stretch ends, and line ends count nothing."""
    document = parse(f"𠮷: |{end}  𠮷𠮷{end}".encode(), "x")
    place = Place("x", 1, 2, 2, 5)
    assert utf16_columns(place, _lines(document)) == (3, 7)
    assert utf8_columns(place, _lines(document)) == (5, 11)
    behind = Place("x", 1, 5, 1, 9)
    assert utf16_columns(behind, _lines(document)) == (6, 6)


@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_replacements_make_the_mended_text(end: str, *, bom: bool) -> None:
    """Putting the texts at the places of a mend, one by one or as a whole, mends the file."""
    report = report_of(mendable_sheet(end, bom=bom))
    assert isinstance(report.lines, DocumentLines)
    document = report.lines.documents(DEFAULT_PATH)
    assert document is not None
    seen = 0
    for finding in report.findings:
        if finding.mend is None or not finding.mend.edits or finding.place.path != DEFAULT_PATH:
            continue
        seen += 1
        expected = document.text
        for edit in sorted(finding.mend.edits, key=lambda edit: -edit.start):
            expected = expected[: edit.start] + edit.replacement + expected[edit.end :]
        pieces = replacements_of(finding, report.lines)
        whole = whole_replacement(finding, report.lines)
        assert whole is not None
        for replacements in (pieces, [whole]):
            text = document.text
            for place, new in reversed(replacements):
                start, stop = _offsets(document, place)
                text = text[:start] + new + text[stop:]
            assert text == expected
    assert seen


def _offsets(document: Document, place: Place) -> tuple[int, int]:
    starts = document.line_starts
    return (
        starts[place.line - 1] + place.column - 1,
        starts[place.end_line - 1] + place.end_column - 1,
    )
