"""The search: what can be found, as files that a page loads even from a folder, and its page.

What is found is where a text stands, letter for letter: widths, wave dashes, spaces and capitals
aside. Names of members of staff are never in it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.form.definition import Field
from orgsheet.form.sheet import Entry as Row
from orgsheet.form.sheet import Sheet
from orgsheet.render.escape import visible
from orgsheet.render.json_text import json_text
from orgsheet.render.web.anchors import anchor_of, row_anchors
from orgsheet.render.web.templates import asset
from orgsheet.render.web.value_parts import plain_text
from orgsheet.site.addresses import PAGE, PageFile, quoted
from orgsheet.site.edition import Edition, sample_notice
from orgsheet.site.frame import Entry, Frames
from orgsheet.site.sheet_pages import name_of

PLACE = ("search",)
LARGEST = 1_000_000
"""Bytes of one index; a larger one is divided by years."""


class Found(NamedTuple):
    """What the search can lead to: the address from the top, the heading, where, and the text."""

    address: str
    title: str
    where: str
    text: str


def folded(text: str) -> str:
    """Return a text as the search compares it; the script of the page does the same."""
    plain = unicodedata.normalize("NFKC", text).replace("〜", "~").lower()
    return "".join(plain.split())


def entries_of(edition: Edition, sheet: Sheet) -> Iterator[Found]:
    """Yield what can be found of a sheet: each row, and each text that stands by itself."""
    page = "".join(f"{quoted(part)}/" for part in edition.addresses.sheet(sheet.id)) + PAGE
    year = sheet.year.kanji if sheet.year else sheet.id.year
    sample = "見本 " if sample_notice(sheet) else ""
    where = f"{sample}{year} {sheet.id.label}"
    anchors = row_anchors(sheet)
    for field in sheet.form.fields.values():
        node = sheet.get(field.key)
        table = sheet.form.list_of.get(field.key)
        if table is not None:
            for entry in sheet.rows:
                if entry.table is table:
                    anchor = anchors[id(entry.node)].anchor
                    name = "" if entry.name is None else " ".join(entry.name.text.split())
                    yield Found(
                        f"{page}#{quoted(anchor)}",
                        visible(name or f"{field.key} {entry.number + 1}"),
                        f"{where} {field.key}",
                        _row_text(entry),
                    )
        elif node is not None and field.kind != "職員":
            text = visible(" ".join(plain_text(node.data()).split()))
            address = f"{page}#{quoted(anchor_of(field.key))}"
            yield Found(address, f"{name_of(sheet)} {field.key}", where, text)


def search_files(edition: Edition, frames: Frames) -> Iterator[PageFile]:
    """Yield the page of the search, its script and its indexes."""
    by_year = {
        one.label: [found for sheet in one.sheets for found in entries_of(edition, sheet)]
        for one in reversed(edition.years)
    }
    whole = _index([found for entries in by_year.values() for found in entries])
    if len(whole) <= LARGEST:
        indexes = {"all": whole}
    else:
        indexes = {label: _index(entries) for label, entries in by_year.items()}
    years = {one.label: one.year.kanji for one in edition.years}
    yield PageFile("search/search.js", asset("search.js"))
    for name, data in indexes.items():
        yield PageFile(f"search/index-{name}.js", data)
    yield frames.page(
        "search.html",
        PLACE,
        "検索",
        indexes=[
            Entry("すべての年度" if name == "all" else years[name], f"index-{quoted(name)}.js")
            for name in indexes
        ],
        count=f"{sum(map(len, by_year.values())):,}",
    )


def _index(entries: list[Found]) -> bytes:
    """Return an index as a script that hands its entries to the page's own."""
    return b"orgsheetIndex(" + json_text([list(one) for one in entries]).strip().encode() + b")\n"


def _row_text(entry: Row) -> str:
    fields = entry.row.fields.items()
    texts = (_text(field, entry) for key, field in fields if key in entry.node.entries)
    raw = [
        plain_text(entry.node.entries[field.raw].data())
        for _, field in fields
        if field.raw and field.raw in entry.node.entries
    ]
    return visible(" ".join(" ".join((*texts, *raw)).split()))


def _text(field: Field, entry: Row) -> str:
    if field.kind == "職員":
        return ""
    value = entry.node.entries[field.key].data()
    if isinstance(value, list):
        return "\n".join(" ".join(_values(one)) for one in value)
    return " ".join(_values(value))


def _values(value: object) -> Iterator[str]:
    """Yield the texts of a value without its headings."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _values(one)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one)
    elif value is not None:
        yield str(value)
