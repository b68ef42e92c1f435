"""The rules on a page of a PDF: cells as ever, and no page of more rules than a form has."""

from __future__ import annotations

import io
import random

import pdfplumber
import pytest
from pdf_forms import assembled

from orgsheet.importers import pdf_budget
from orgsheet.importers.import_formats import extract
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.pdf_budget import Budget
from orgsheet.importers.pdf_cells import ruled


def _lines(content: str) -> bytes:
    return assembled([f"BT /F1 9 Tf 1 0 0 1 9 9 Tm <3042> Tj ET {content}"])


def _squared(count: int, step: int) -> bytes:
    """Return a page with so many lines across, and as many down."""
    end = count * step
    places = range(0, end, step)
    return _lines("".join(f"{x} 0 m {x} {end} l S 0 {x} m {end} {x} l S " for x in places))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(_squared(5_000, 10), id="lines that all cross"),
        pytest.param(_squared(200, 10), id="squared paper"),
        pytest.param(_lines("0 0 9 9 re S " * 20_000), id="boxes in one place"),
        pytest.param(_lines("0 0 m " + "9 9 l 9 0 l " * 30_000 + "S"), id="one long line"),
    ],
)
def test_more_rules_than_a_page_of_a_form_has_are_refused(data: bytes) -> None:
    """However a small file makes lines that cross, or many in one place, none is compared."""
    with pytest.raises(ImportFailure, match=r"1頁の中の線や罫線が多すぎます.*ください"):
        extract(data, "紙.pdf")


def test_many_pages_of_rules_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that each have as much as one may have are not read three hundred times."""
    monkeypatch.setattr(pdf_budget, "_MOST_CROSSINGS", 1_500)
    page = "".join(f"{x} 0 m {x} 300 l S 0 {x} m 300 {x} l S " for x in range(0, 300, 10))
    text = "BT /F1 9 Tf 1 0 0 1 9 9 Tm <3042> Tj ET "
    assert extract(assembled([text + page]), "紙.pdf").text.strip() == "あ"
    with pytest.raises(ImportFailure, match=r"交わる罫線が多すぎます.*部ごとに"):
        extract(assembled([text + page] * 2), "紙.pdf")


def test_a_form_far_denser_than_the_published_one_is_read() -> None:
    """A page of sixty lines and thirty columns, each cell a box of its own, is a table."""
    boxes = "".join(f"{20 + 26 * x} {9 + 9 * y} 26 9 re S " for x in range(30) for y in range(60))
    words = "".join(
        f"BT /F1 5 Tf 1 0 0 1 {24 + 26 * x} {12 + 9 * y} Tm <3042> Tj ET "
        for x in range(30)
        for y in range(60)
    )
    read = extract(assembled([boxes + words]), "紙.pdf")
    assert read.text.count("あ") == 1_800
    assert {line.table for line in read.lines} == {1}


@pytest.mark.parametrize("seed", range(30))
def test_the_cells_are_the_ones_that_pdfplumber_finds(seed: int) -> None:
    """Whatever boxes and lines are on a page, its tables and their cells are the known ones."""
    chance = random.Random(seed)  # noqa: S311 - a page, no secret
    drawn = []
    for _ in range(chance.randrange(2, 60)):
        x, y = (chance.randrange(0, 60) * 10 + chance.choice([0, 0, 0, 1, 2.5]) for _ in "xy")
        wide, high = chance.randrange(1, 12) * 10, chance.randrange(1, 12) * 10
        drawn.append(
            chance.choice(
                [
                    f"{x} {y} {wide} {high} re S",
                    f"{x} {y} m {x + wide * 3} {y} l S",
                    f"{x} {y} m {x} {y + high * 3} l S",
                    f"{x} {y} m {x + wide} {y} l {x + wide} {y + high} l S",
                ]
            )
        )
    with pdfplumber.open(io.BytesIO(_lines("\n".join(drawn)))) as document:
        (page,) = document.pages
        known = sorted(sorted(map(tuple, table.cells)) for table in page.find_tables())
        found = ruled(page, Budget(0, 0, 0))
    assert sorted(table.cells for table in found) == known
