"""What stands around every page: its title, the menu, the way to it, notices and the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from orgsheet.files.kept_pieces import KeptPieces
from orgsheet.render.web.templates import render
from orgsheet.site.addresses import PageFile, Place, link, path_of, up
from orgsheet.site.edition import Edition

_FOOT = "\0"
"""Stands for the foot in a page that is kept; no page has such a character."""


class Entry(NamedTuple):
    """A link with its words; `link` is "" for the page itself."""

    words: str
    link: str
    is_here: bool = False


class Frame(NamedTuple):
    """What the frame of a page is filled with."""

    title: str
    site: str
    heading: str
    root: str
    menu: tuple[Entry, ...]
    crumbs: tuple[Entry, ...]
    notices: tuple[str, ...]
    dated: str
    licence: str
    address: str
    feed: bool


class Frames:
    """Puts pages into their frame.

    Args:
        edition: what the site is made from.
        menu: the pages of the menu: words and place.
        has_feed: whether there is a feed to point to.
        kept: what earlier runs made, None where nothing is kept.
    """

    def __init__(
        self,
        edition: Edition,
        menu: Sequence[tuple[str, Place]],
        *,
        has_feed: bool = False,
        kept: KeptPieces | None = None,
    ) -> None:
        self._edition = edition
        self._menu = menu
        self._has_feed = has_feed
        self._kept = kept
        said = edition.name, edition.address, edition.licence, edition.notices
        self._around = repr(
            (said, edition.staff, edition.is_internal, menu, has_feed, edition.way_out)
        )
        self._foot = render("foot.html", dated=edition.dated)

    def kept_page(
        self, place: Place, made_from: Sequence[object], make: Callable[[], PageFile]
    ) -> PageFile:
        """Return a page as an earlier run made it from the same, else as `make` makes it.

        Of the day and the version the page may depend by its foot alone; for all else that it
        says of them, they must be among what it is made from.

        Args:
            place: where it stands.
            made_from: everything that it depends on, beside what stands around every page; see
                `KeptPieces.piece`.
            make: makes it.
        """
        if self._kept is None:
            return make()
        key = ("page", self._around, place, *made_from)
        text = self._kept.piece(key, lambda: self._without_foot(make()))
        head, _, tail = text.rpartition(_FOOT)
        return PageFile(path_of(place), f"{head}{self._foot}{tail}".encode())

    def kept_text(self, made_from: Sequence[object], make: Callable[[], str]) -> str:
        """Return a text as an earlier run made it from the same, else as `make` makes it."""
        if self._kept is None:
            return make()
        return self._kept.piece(("text", *made_from), make)

    def _without_foot(self, page: PageFile) -> str:
        # What a sheet says is escaped: the last such paragraph is the foot's.
        head, found, tail = page.data.decode().rpartition(self._foot)
        assert found, "every page has its foot"
        return f"{head}{_FOOT}{tail}"

    def page(
        self,
        template: str,
        place: Place,
        heading: str,
        *,
        way: Sequence[tuple[str, Place]] = (),
        notices: Sequence[str] = (),
        title: str = "",
        **values: object,
    ) -> PageFile:
        """Return a page as a file.

        Args:
            template: the template of its body.
            place: where it stands.
            heading: its heading.
            way: the pages above it, from the top.
            notices: what it says first, behind what every page says.
            title: its title for the browser, where the heading alone does not say enough.
            values: what the template is filled with.
        """
        edition = self._edition
        crumbs = [Entry(words, link(place, there)) for words, there in way]
        if way or place:
            crumbs = [Entry("はじめ", link(place, ())), *crumbs, Entry(heading, "")]
        frame = Frame(
            title=f"{title or heading}｜{edition.name}" if place else edition.name,
            site=edition.name,
            heading=heading,
            root=up(place),
            menu=(
                *(
                    Entry(words, link(place, there), is_here=there == place)
                    for words, there in self._menu
                ),
                *(Entry(words, address) for words, address in edition.way_out),
            ),
            crumbs=tuple(crumbs),
            notices=(*edition.notices, *notices),
            dated=edition.dated,
            licence=edition.licence,
            address=full_address(edition.address, place),
            feed=self._has_feed,
        )
        return PageFile(path_of(place), render(template, frame=frame, **values).encode())


def full_address(base: str, place: Place) -> str:
    """Return the address of a page on the web, "" where the settings name none."""
    if not base:
        return ""
    from urllib.parse import quote

    return f"{base.removesuffix('/')}/{''.join(f'{quote(part)}/' for part in place)}"
