"""The whole site from an edition: every page and file, in an order that is always the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from orgsheet.diff.change_book import ChangeRule
from orgsheet.files.kept_pieces import KeptPieces
from orgsheet.lint.rulebook import Rule
from orgsheet.render.own_words import OwnWords
from orgsheet.render.web.templates import asset
from orgsheet.site import (
    about_page,
    calendar_pages,
    coverage_page,
    data_page,
    project_pages,
    results_page,
    rule_book_pages,
    search_index,
    workload_page,
    year_change_pages,
)
from orgsheet.site.addresses import PAGE, PageFile, Place
from orgsheet.site.downloads import Download, calendar_files
from orgsheet.site.edition import Edition, SiteYear
from orgsheet.site.feed import feed_file, sitemap_files
from orgsheet.site.frame import Frames
from orgsheet.site.old_addresses import former_rows, moved_pages
from orgsheet.site.past import Past
from orgsheet.site.past_changes import past_changes
from orgsheet.site.project_lines import pages_by_row, projects_of
from orgsheet.site.row_places import RowPlaces
from orgsheet.site.sheet_pages import Remembered, sheet_pages
from orgsheet.site.year_pages import year_pages
from orgsheet.site.year_reports import year_reports
from orgsheet.source import Plain
from orgsheet.workspace.publication import NO_STAFF
from orgsheet.yearbook.open_data import data_year


def make_site(
    edition: Edition,
    rules: Sequence[Rule],
    change_rules: Mapping[str, ChangeRule] | None = None,
    table: Mapping[str, Plain] | None = None,
    past: Past | None = None,
    downloads: Sequence[Download] = (),
    kept: KeptPieces | None = None,
) -> Iterator[PageFile]:
    """Yield every file of the site.

    Args:
        edition: what the site is made from; it has at least one year.
        rules: the rules that the sheets are checked by, in the order of the book.
        change_rules: the change rules by id, None for those of the program.
        table: what the settings say of the 新旧対照表.
        past: the versions that the sheets had, None where no history tells of them.
        downloads: files that stand beside the pages, for a year each.
        kept: what earlier runs made; whoever gives it keeps it for the next run.

    Raises:
        SiteMissingError: Jinja2 is not installed.
    """
    places: list[Place] = []
    for page in _pages(edition, rules, change_rules, table, past, downloads, kept):
        folder, _, name = page.path.rpartition("/")
        if name == PAGE:
            places.append(tuple(folder.split("/")) if folder else ())
        yield page
    yield from sitemap_files(edition, places)


def _pages(
    edition: Edition,
    rules: Sequence[Rule],
    change_rules: Mapping[str, ChangeRule] | None,
    table: Mapping[str, Plain] | None,
    past: Past | None,
    downloads: Sequence[Download],
    kept: KeptPieces | None,
) -> Iterator[PageFile]:
    frames = Frames(edition, _menu(edition), has_feed=past is not None, kept=kept)
    reports = year_reports(edition, change_rules)
    projects = projects_of(edition, reports)
    yield PageFile("style.css", asset("style.css"))
    rows = RowPlaces(edition.addresses, edition.sheets())
    went = {one.label: results_page.year_went(edition, one) for one in edition.years}
    tables = {
        one.label: _tables(edition, one, has_results=went[one.label] is not None)
        for one in edition.years
    }
    years = {
        one.label: data_year(one.year, one.sheets, edition.plans, edition.scales)
        for one in edition.years
    }
    calendars = {label: one.calendar for label, one in years.items()}
    files = [*downloads, *calendar_files(edition, frames, calendars)]
    yield from (PageFile(one.path, one.data) for one in files)
    yield from year_pages(edition, frames, tables, files)
    for one in edition.years:
        data = years[one.label]
        yield from calendar_pages.calendar_pages(edition, frames, one, data.calendar, rows)
        yield coverage_page.coverage_page(edition, frames, one, data.coverage)
        yield from workload_page.workload_page(edition, frames, one)
        if (results := went[one.label]) is not None:
            yield results_page.results_page(edition, frames, one, results)
    known = past or Past()
    told = past_changes(edition, known, change_rules)
    former = former_rows(edition, known)
    remembered = {
        one: Remembered(former.get(one, ()), told.corrections.get(one, ()))
        for one in {**former, **told.corrections}
    }
    yield from sheet_pages(edition, frames, calendars, pages_by_row(projects), remembered)
    yield from moved_pages(edition, frames, known)
    if past is not None:
        yield feed_file(edition, told.told)
    yield from project_pages.project_pages(edition, frames, projects)
    for compared in reports:
        yield from year_change_pages.year_change_pages(edition, frames, compared, table or {})
    yield from data_page.data_files(edition, frames, list(years.values()), reports)
    yield from search_index.search_files(edition, frames)
    yield from rule_book_pages.rule_book_pages(rules, frames, _own_words(edition))
    yield about_page.about_page(edition, frames)


def _own_words(edition: Edition) -> OwnWords:
    """Return how the latest year's form says what the standard one has."""
    for one in edition.latest.sheets:
        return OwnWords.of(one.form, one.document.words)
    return OwnWords()


def _menu(edition: Edition) -> list[tuple[str, Place]]:
    latest = edition.addresses.year(edition.latest.label)
    return [
        (edition.latest.year.kanji, latest),
        ("カレンダー", calendar_pages.place_of(edition, edition.latest.label)),
        (project_pages.TITLE, project_pages.PLACE),
        ("検索", search_index.PLACE),
        (data_page.TITLE, data_page.PLACE),
        ("点検の方針", rule_book_pages.PLACE),
        ("このサイトについて", about_page.PLACE),
    ]


def _tables(
    edition: Edition, year: SiteYear, *, has_results: bool
) -> tuple[tuple[str, Place], ...]:
    """Return the pages over a whole year: words and place."""
    found = [
        (calendar_pages.TITLE, calendar_pages.place_of(edition, year.label)),
        (coverage_page.TITLE, coverage_page.place_of(edition, year.label)),
    ]
    if has_results:
        found.append((results_page.TITLE, results_page.place_of(edition, year.label)))
    if any(one.label == year.label for one in edition.years[1:]):
        found.append(
            (year_change_pages.TITLE, year_change_pages.place_of_year(edition, year.label))
        )
    if edition.is_internal or edition.staff != NO_STAFF:
        found.append((workload_page.TITLE, workload_page.place_of(edition, year.label)))
    return tuple(found)
