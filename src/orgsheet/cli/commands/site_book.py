"""`orgsheet site --pdf`: all sheets of a year as one PDF, bookmarks of departments and sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orgsheet.cli.exits import CommandError
from orgsheet.form.sheet_id import SheetId
from orgsheet.japanese.shorten import one_line
from orgsheet.office.make_book import book_of, printed
from orgsheet.office.pdf_fonts import MissingGlyphsError
from orgsheet.office.write_pdf import write_pdf
from orgsheet.render.escape import visible
from orgsheet.render.office_libraries import OfficeMissingError
from orgsheet.site.downloads import Download
from orgsheet.site.edition import Edition, SiteYear
from orgsheet.site.sheet_pages import Correction
from orgsheet.workspace.publication import Publication

_NOTHING = "（なし）"


def year_book(
    year: SiteYear,
    edition: Edition,
    publication: Publication | None,
    corrections: Mapping[SheetId, Sequence[Correction]],
) -> Download:
    """Return the book of a year's sheets, each with its corrections above it.

    Args:
        year: the year with its sheets, each as it may be shown.
        edition: what the site is made from.
        publication: what is published, None where everything is shown.
        corrections: those of each sheet, as they may be shown.

    Raises:
        CommandError: a library is missing, or no font has one of the characters.
    """
    pages = []
    for sheet in year.sheets:
        one = printed(sheet, edition.plans or None, public=publication, returns=False)
        licence = (visible(edition.licence),) if edition.licence else ()
        corrected = (_told(each) for each in corrections.get(sheet.id, ()))
        notices = (*map(visible, edition.notices), *one.page.notices, *corrected, *licence)
        pages.append(one._replace(page=one.page._replace(notices=notices)))
    try:
        data = write_pdf(book_of(pages, (), {}))
    except (OfficeMissingError, MissingGlyphsError) as error:
        raise CommandError(str(error)) from error
    path = "/".join((*edition.addresses.year(year.label), f"{year.label}.pdf"))
    return Download(year.label, "すべてのシートを一つにした PDF", path, data)


def _told(correction: Correction) -> str:
    """Return a correction as one line: its day, its reason, what stood there and what does now."""
    reason = f"（理由: {correction.reason}）" if correction.reason else ""
    lines = [
        f"{item}「{one_line(before) or _NOTHING}」を「{one_line(after) or _NOTHING}」に"
        for item, before, after in correction.lines
    ]
    return visible(f"{correction.date}の訂正{reason}: {'、'.join(lines)}訂正しました。")
