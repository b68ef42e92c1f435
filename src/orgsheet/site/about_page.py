"""What the site says of itself: from what it is made, what is left out, how to read it."""

from __future__ import annotations

from orgsheet.site.addresses import PageFile
from orgsheet.site.edition import Edition
from orgsheet.site.frame import Frames
from orgsheet.workspace.publication import ALL_STAFF, NO_STAFF, SURNAMES

PLACE = ("about",)
_INTERNAL = "庁内用なので、職員の名前も、公表しない欄も載せています。"
_STAFF = {
    NO_STAFF: "職員の名前も、公表しないと決めた欄も載せていません。",
    SURNAMES: "職員の名前は姓だけを載せ、公表しないと決めた欄は載せていません。",
    ALL_STAFF: "公表しないと決めた欄は載せていません。",
}


def about_page(edition: Edition, frames: Frames) -> PageFile:
    """Return the page about the site."""
    return frames.page(
        "about.html",
        PLACE,
        "このサイトについて",
        staff=_INTERNAL if edition.is_internal else _STAFF[edition.staff],
        years=[
            (one.year.kanji, f"{len(one.sheets):,}", f"{len(one.kept_back):,}")
            for one in reversed(edition.years)
        ],
        licence=edition.licence,
        address=edition.address,
    )
