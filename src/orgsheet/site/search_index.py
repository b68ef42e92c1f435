"""The search: what can be found, as files that a page loads even from a folder, and its page.

What is found is where a text stands, letter for letter: widths, wave dashes, spaces and capitals
aside. Names of members of staff are never in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.form.built_in_words import SAMPLE
from orgsheet.form.sheet import Entry as Row
from orgsheet.form.sheet import Sheet
from orgsheet.form.sheet_mark import sheet_mark
from orgsheet.japanese.search_words import ALIKE, SPACE
from orgsheet.japanese.shorten import one_line
from orgsheet.render.escape import visible
from orgsheet.render.json_text import json_text
from orgsheet.render.web.anchors import anchor_of, row_anchors
from orgsheet.render.web.templates import asset
from orgsheet.render.web.value_parts import plain_text
from orgsheet.site.addresses import PAGE, PageFile, quoted
from orgsheet.site.edition import Edition, sample_notice
from orgsheet.site.frame import Entry, Frames
from orgsheet.site.sheet_pages import name_of
from orgsheet.source import Plain

PLACE = ("search",)
LARGEST = 1_000_000
"""Bytes of one index; a larger one is divided by years."""


class Found(NamedTuple):
    """What the search can lead to: the address from the top, the heading, where, and the texts.

    No word is looked for across two of the texts.
    """

    address: str
    title: str
    where: tuple[str, ...]
    texts: tuple[str, ...]


def entries_of(edition: Edition, sheet: Sheet) -> Iterator[Found]:
    """Yield what can be found of a sheet: each row, and each text that stands by itself."""
    page = "".join(f"{quoted(part)}/" for part in edition.addresses.sheet(sheet.id)) + PAGE
    year = sheet.year.kanji if sheet.year else sheet.id.year
    unit = sheet.id.department, "" if sheet.id.is_department else sheet.id.section, sheet.id.name
    where = [visible(one) for one in (sample_word(sheet), year, *unit) if one]
    anchors = row_anchors(sheet)
    for field in sheet.form.fields.values():
        node = sheet.get(field.key)
        table = sheet.form.list_of.get(field.key)
        if table is not None:
            for entry in sheet.rows:
                if entry.table is table:
                    anchor = anchors[id(entry.node)].anchor
                    name = entry.label
                    yield Found(
                        f"{page}#{quoted(anchor)}",
                        visible(name or f"{field.key} {entry.number + 1}"),
                        (*where, field.key),
                        tuple(_row_texts(entry)),
                    )
        elif node is not None and field.kind != "職員":
            address = f"{page}#{quoted(anchor_of(field.key))}"
            texts = tuple(visible(one_line(text)) for text in _values(node.data()))
            yield Found(address, f"{name_of(sheet)} {field.key}", (*where, field.key), texts)


def sample_word(sheet: Sheet) -> str:
    """Return the word that marks a sample, "" for other sheets."""
    return SAMPLE if sample_notice(sheet) else ""


def search_files(edition: Edition, frames: Frames) -> Iterator[PageFile]:
    """Yield the page of the search, its script and its indexes.

    Where one index would be too large there is one for each year, and a page for each that loads
    it alone; the search then begins with the latest year.
    """
    by_year = {
        one.label: [_lines(edition, frames, sheet) for sheet in one.sheets]
        for one in reversed(edition.years)
    }
    years = {one.label: one.year.kanji for one in edition.years}
    whole = _index([line for lines in by_year.values() for line in lines])
    yield PageFile("search/search.js", _script())
    if len(whole) <= LARGEST or len(by_year) == 1:
        yield PageFile("search/index-all.js", whole)
        count = sum(_count(lines) for lines in by_year.values())
        yield _page(frames, "index-all.js", "", count, [])
        return
    others = {label: f"{quoted(label)}.html" for label in by_year}
    others[next(iter(by_year))] = PAGE
    for label, lines in by_year.items():
        yield PageFile(f"search/index-{label}.js", _index(lines))
        links = [Entry(years[one], name, is_here=one == label) for one, name in others.items()]
        page = _page(frames, f"index-{quoted(label)}.js", years[label], _count(lines), links)
        yield page._replace(path=f"search/{others[label]}")


def _script() -> bytes:
    """Return the script of the search behind what it folds texts by."""
    spelling = json_text({"space": SPACE, "alike": ALIKE}, indent=None).strip()
    return f"var orgsheetSpelling={spelling};\n".encode() + asset("search.js")


def _page(frames: Frames, index: str, year: str, count: int, years: list[Entry]) -> PageFile:
    return frames.page(
        "search.html", PLACE, "検索", index=index, year=year, count=f"{count:,}", years=years
    )


def _lines(edition: Edition, frames: Frames, sheet: Sheet) -> str:
    """Return what can be found of a sheet as members of the index, one a line."""
    made_from = "search", sheet_mark(sheet), edition.addresses.sheet(sheet.id)

    def make() -> str:
        found = entries_of(edition, sheet)
        data = ([one.address, one.title, one.where, *one.texts] for one in found)
        return ",\n".join(json_text(one, indent=None).strip() for one in data)

    return frames.kept_text(made_from, make)


def _count(lines: list[str]) -> int:
    return sum(one.count("\n") + 1 for one in lines if one)


def _index(lines: list[str]) -> bytes:
    """Return an index as a script that hands its entries to the page's own."""
    return b"orgsheetIndex([" + ",\n".join(filter(None, lines)).encode() + b"])\n"


def _row_texts(entry: Row) -> Iterator[str]:
    """Yield the texts of a row, those of a deadline that was not split included."""
    for _, field in entry.row.in_sheet():
        keys = dict.fromkeys((field.key, field.raw)) if field.kind != "職員" else {}
        for key in keys:
            node = entry.node.entries.get(key) if key else None
            for text in [] if node is None else _values(node.data()):
                yield visible(one_line(text))


def _values(value: Plain) -> Iterator[str]:
    """Yield the texts of a value without its headings."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _values(one)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one)
    elif value is not None:
        yield plain_text(value)
