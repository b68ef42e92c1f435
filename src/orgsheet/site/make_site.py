"""The whole site from an edition: every page and file, in an order that is always the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from orgsheet.form.sheet import SheetId
from orgsheet.lint.rulebook import Rule
from orgsheet.render.web.templates import asset
from orgsheet.site import about_page, rule_book_pages, search_index
from orgsheet.site.addresses import PageFile, Place
from orgsheet.site.edition import Edition
from orgsheet.site.frame import Frames
from orgsheet.site.sheet_pages import Remembered, sheet_pages
from orgsheet.site.year_pages import year_pages


def make_site(
    edition: Edition,
    rules: Sequence[Rule],
    remembered: Mapping[SheetId, Remembered] | None = None,
) -> Iterator[PageFile]:
    """Yield every file of the site.

    Args:
        edition: what the site is made from; it has at least one year.
        rules: the rules that the sheets are checked by, in the order of the book.
        remembered: what the history tells of the sheets, by their ids.

    Raises:
        SiteMissingError: Jinja2 is not installed.
    """
    frames = Frames(edition, _menu(edition))
    yield PageFile("style.css", asset("style.css"))
    yield from year_pages(edition, frames, {})
    yield from sheet_pages(edition, frames, {}, remembered or {})
    yield from search_index.search_files(edition, frames)
    yield from rule_book_pages.rule_book_pages(rules, frames)
    yield about_page.about_page(edition, frames)


def _menu(edition: Edition) -> list[tuple[str, Place]]:
    latest = edition.addresses.year(edition.latest.label)
    return [
        (edition.latest.year.kanji, latest),
        ("検索", search_index.PLACE),
        ("点検の方針", rule_book_pages.PLACE),
        ("このサイトについて", about_page.PLACE),
    ]
