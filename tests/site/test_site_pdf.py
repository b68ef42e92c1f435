"""`orgsheet site --pdf`: the book of a year can be walked, and says what the pages say."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Command
from token_staff import GIVEN, SURNAME, give_tokens

from orgsheet.form.sheet import Sheet
from orgsheet.workspace.workspace import Workspace

html5lib = pytest.importorskip("html5lib")
pytest.importorskip("jinja2")
pytest.importorskip("typst")
pdfplumber: Any = pytest.importorskip("pdfplumber")
pdfium: Any = pytest.importorskip("pypdfium2")
pytestmark = pytest.mark.slow

YEARS = ("R4", "R5")
NAMES = ("麒", "麟")
"""Letters of the names that the fonts have and no sheet holds."""
TOKENS = str.maketrans(SURNAME + GIVEN, "".join(NAMES))
NOT_PRINTED = {"担当", "年度", "id", "前年度の項目"}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of sheets, every name of their staff a token, and their site with its books."""
    folder: Path = tmp_path_factory.mktemp("市")
    shutil.copytree(ROOT / "sheets", folder / "sheets")
    give_tokens(folder / "sheets")
    for path in (folder / "sheets").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.translate(TOKENS), encoding="utf-8")
    assert Command(folder)("lint", "--baseline", "known.json", "--update-baseline").code == 0
    (folder / "orgsheet.yaml").write_text("publication: {samples: 載せる}\n", encoding="utf-8")
    done = Command(folder)("site", "--pdf", "--baseline", "known.json", "--output", "公開")
    assert done.code == 0, done.err
    return folder


def _sheets(city: Path, year: str) -> list[Sheet]:
    """Return the sheets of a year that have a page."""
    found = [one for one in Workspace.open(city).sheets() if one.id.year == year]
    return [one for one in found if _page(city, one).is_file()]


def _page(city: Path, sheet: Sheet) -> Path:
    return city.joinpath("公開", *map(str, sheet.id[:3]), "index.html")


def _book(city: Path, year: str) -> Any:  # noqa: ANN401 - PDFium's document
    return pdfium.PdfDocument(city / "公開" / year / f"{year}.pdf")


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _pages(book: Any) -> list[str]:  # noqa: ANN401 - PDFium's document
    """Return the text of each page in the order of its content, cell by cell."""
    return [_squeezed(page.get_textpage().get_text_bounded()) for page in book]


@pytest.mark.parametrize("year", YEARS)
def test_every_sheet_is_reached_by_bookmarks(city: Path, year: str) -> None:
    """The year holds its departments, each its sheets, each bookmark the page that it names."""
    book = _book(city, year)
    pages = _pages(book)
    found: list[tuple[str, str, str]] = []
    above = ["", ""]
    for mark in book.get_toc():
        title = mark.get_title()
        if mark.level < 2:
            above[mark.level] = title
            continue
        assert mark.level == 2
        found.append((above[0], above[1], title))
        assert _squeezed(title) in pages[mark.get_dest().get_index()]
    kanji = {"R4": "令和4年度", "R5": "令和5年度"}[year]
    assert {one for one, _, _ in found} == {next(iter(found))[0]}
    assert found[0][0].startswith(kanji)
    wanted = {(sheet.id.department, sheet.id.unit) for sheet in _sheets(city, year)}
    assert len(found) == len(wanted) > 3
    assert {(department, unit) for _, department, unit in found} == wanted


@pytest.mark.parametrize("year", YEARS)
def test_the_book_is_tagged(city: Path, year: str) -> None:
    """It says that it is tagged and in Japanese; its tables have heads, rows and cells."""
    with pdfplumber.open(city / "公開" / year / f"{year}.pdf") as book:
        catalog = book.doc.catalog
        assert catalog["MarkInfo"]["Marked"] is True
        assert catalog["Lang"].startswith(b"ja")
        kinds = {kind for part in book.structure_tree for kind in _kinds(part)}
    assert {"Table", "THead", "TH", "TR", "TD"} <= kinds


def _kinds(part: dict[str, Any]) -> Iterator[str]:
    yield part["type"]
    for one in part.get("children", ()):
        yield from _kinds(one)


def _values(value: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401 - plain data
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in NOT_PRINTED:
                yield from _values(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one, key)
    elif value is not None:
        yield _squeezed(str(value))


@pytest.mark.parametrize("year", YEARS)
def test_the_book_says_what_the_pages_say(city: Path, year: str) -> None:
    """Each value of a sheet stands on its page of the site and on its pages of the book."""
    book = _book(city, year)
    pages = _pages(book)
    starts = [
        (mark.get_title(), mark.get_dest().get_index())
        for mark in book.get_toc()
        if mark.level == 2
    ]
    ends = [start for _, start in starts[1:]] + [len(pages)]
    printed = {unit: pages[start:end] for (unit, start), end in zip(starts, ends, strict=True)}
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    count = 0
    for sheet in _sheets(city, year):
        assert sheet.root is not None
        tree = parser.parse(_page(city, sheet).read_text(encoding="utf-8"))
        shown = _squeezed("".join(tree.itertext()))
        for text in _values(sheet.root.data()):
            count += 1
            assert text in shown, (sheet.id, text)
            assert _stands(text, printed[sheet.id.unit]), (sheet.id, text)
    assert count > 300


def _stands(text: str, pages: list[str]) -> bool:
    """Tell whether a text stands on one of the pages, or begins on one and ends on the next."""
    if any(text in page for page in pages):
        return True
    return any(
        text[:at] in page and text[at:] in after
        for page, after in itertools.pairwise(pages)
        for at in range(2, len(text) - 1)
    )


def test_no_name_of_the_staff_is_in_the_book(city: Path) -> None:
    """Under なし no letter of a name is printed; the office's own book has them."""
    for year in YEARS:
        text = "".join(_pages(_book(city, year)))
        assert len(text) > 5000
        assert not {*NAMES} & {*text}
    done = Command(city)("site", "--internal", "--pdf", "--output", "庁内", "--year", "R5")
    assert done.code == 0, done.err
    inside = pdfium.PdfDocument(city / "庁内" / "R5" / "R5.pdf")
    assert {*NAMES} <= {*"".join(_pages(inside))}
