"""The feed of what changed (Atom), and the map of the site for search engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orgsheet.render.web.templates import render
from orgsheet.site.addresses import PageFile, Place, path_of
from orgsheet.site.edition import Edition
from orgsheet.site.frame import full_address
from orgsheet.site.past_changes import Told
from orgsheet.site.sheet_pages import name_of

_MOST = 40
"""Sentences and sheets that an entry names; of more the number is told."""


def feed_file(edition: Edition, told: Iterable[Told]) -> PageFile:
    """Return the feed: an entry for each of the latest steps of the branch."""
    base = edition.address.removesuffix("/")
    entries = [
        {
            "id": f"urn:sha1:{one.commit}",
            "day": one.day.isoformat(),
            "title": _title(one),
            "lines": _lines(one),
            "link": _link(edition, one),
        }
        for one in told
    ]
    text = render(
        "feed.xml",
        name=edition.name,
        address=f"{base}/" if base else "",
        licence=edition.licence,
        updated=entries[0]["day"] if entries else edition.as_of.isoformat(),
        entries=entries,
    )
    return PageFile("feed.xml", text.encode())


def sitemap_files(edition: Edition, places: Iterable[Place]) -> Iterator[PageFile]:
    """Yield the map of the site where it is known where that will be."""
    if edition.address:
        addresses = [full_address(edition.address, place) for place in places]
        yield PageFile("sitemap.xml", render("sitemap.xml", addresses=addresses).encode())


def _title(one: Told) -> str:
    sheets = (*one.sheets, *one.new)
    sample = "（見本）" if one.is_sample else ""
    named = name_of(sheets[0])
    more = f"ほか {len(sheets) - 1:,} 枚" if len(sheets) > 1 else ""
    what = "公表" if one.new and not one.sheets else "変更"
    return f"{sample}{sheets[0].id.year} {named}{more}の{what}"


def _lines(one: Told) -> list[str]:
    lines = [f"新しく公表: {sheet.id.year} {sheet.id.label}" for sheet in one.new]
    lines += one.messages or [f"変わったシート: {len(one.sheets):,} 枚"] * bool(one.sheets)
    more = len(lines) - _MOST
    return [*lines[:_MOST], *([f"ほか {more:,} 件"] if more > 0 else [])]


def _link(edition: Edition, one: Told) -> str:
    sheet = (*one.sheets, *one.new)[0]
    place = edition.addresses.sheet(sheet.id)
    return full_address(edition.address, place) or path_of(place)
