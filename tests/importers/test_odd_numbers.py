"""Numbers in office files that are none: read past or refused, never the end of the command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from changed_package import changed_package
from conftest import Command
from each_row import each_row

from orgsheet.importers.import_formats import extract
from orgsheet.importers.import_result import ImportFailure

CASES = Path(__file__).parents[1] / "cases" / "office"
ODD = ["²", "①", "9" * 5000, "-1", "", "x", "nan", "1e999"]
"""Digits of which Python makes no number, too many of them, and other things than digits."""
_NUMBER = re.compile(rb'(="|<(?:\w+:)?(?:v|row|col)>)[0-9]+(?=["<])')


def _with_numbers(data: bytes, odd: str) -> bytes:
    """Return a package in whose parts every number is an odd one."""
    number = rb"\g<1>" + odd.encode()
    return changed_package(data, lambda _, part: _NUMBER.sub(number, part))


def _answered(data: bytes, name: str) -> str:
    """Return the text of a file, or the sentence with which it is refused."""
    try:
        return extract(data, name).text
    except ImportFailure as failure:
        return failure.message


def _spanned(odd: str) -> bytes:
    return f'<table><tr><td colspan="{odd}" rowspan="{odd}">見本部<td>課</table>'.encode()


@each_row("odd", ODD)
def test_a_number_that_is_none_ends_nothing(odd: str) -> None:
    """Whatever stands where Word, Excel or a page has a number, the file is read or refused."""
    for name in ("nasty.docx", "nasty.xlsx"):
        data = (CASES / name).read_bytes()
        changed = _with_numbers(data, odd)
        assert changed != data
        assert _answered(changed, name)
    assert "見本部" in extract(_spanned(odd), "x.html").text


def test_no_cell_is_wider_than_a_form() -> None:
    """A cell that says that it covers a thousand million columns is taken for one of a few."""
    huge = "9" * 9
    for read in (
        extract(_spanned(huge), "x.html"),
        extract(_with_numbers((CASES / "nasty.docx").read_bytes(), huge), "x.docx"),
    ):
        assert 1 < max(cell.width for line in read.lines for cell in line.cells) <= 500


@pytest.mark.parametrize("name", ["見本.docx", "見本.xlsx", "見本.html"])
def test_the_command_tells_of_such_a_file_in_japanese(orgsheet: Command, name: str) -> None:
    """`orgsheet import` of a file with ² for a number ends with a sentence, never with 3."""
    if name.endswith(".html"):
        data = _spanned("²")
    else:
        data = _with_numbers((CASES / f"nasty{name[2:]}").read_bytes(), "²")
    (orgsheet.folder / name).write_bytes(data)
    done = orgsheet("import", name, "--dry-run")
    assert done.code in {1, 2}, done.err
