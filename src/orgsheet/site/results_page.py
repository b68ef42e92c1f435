"""How a year went, as pages: the city's counts with every row, and a section for a sheet's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from orgsheet.evaluation.results_of_row import evaluated_rows, has_begun
from orgsheet.form.sheet import Sheet
from orgsheet.render.summary_html import drawing_of, share_cells, words_of
from orgsheet.render.web.anchors import row_anchors
from orgsheet.render.web.share_bars import PercentBar, draw_percents
from orgsheet.site.addresses import PageFile, Place, link
from orgsheet.site.edition import Edition, SiteYear
from orgsheet.site.frame import Entry, Frames
from orgsheet.yearbook.read_results import results_of
from orgsheet.yearbook.results_tables import percent_of
from orgsheet.yearbook.year_results import Judgement, Reached, RowResults, YearResults
from orgsheet.yearbook.year_summary import YearSummary, summary_of

NAME = "results"
TITLE = "実績と評価"
_SAME = "（同じ内容の表が、この図の下にあります）"


class Subject(NamedTuple):
    """Something that is counted: its drawing, its words, and a line for each department."""

    title: str
    anchor: str
    drawing: str
    words: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


class Said(NamedTuple):
    """What was said of a row at a round: pairs of a heading and a text, and the figures."""

    time: str
    pairs: tuple[tuple[str, str], ...]
    figures: tuple[Reached, ...]


class ResultRow(NamedTuple):
    """A row with what was said of it at each round, and at the latest that says something.

    `bars` are the indicators: name, attainment in words, and how long a bar is (0 to 100).
    """

    row: Entry
    unit: Entry
    rounds: tuple[Said, ...]
    rating: str
    direction: str
    bars: tuple[tuple[str, str, float], ...]


class SheetResults(NamedTuple):
    """The section of a sheet's page: a drawing of what was attained, and the rows."""

    drawing: str | None
    rows: tuple[ResultRow, ...]


def scale_marks(edition: Edition) -> tuple[object, ...]:
    """Return what of the scales a page depends on that tells how a year went, for `kept_page`."""
    return tuple(
        (one.name, one.values, one.thresholds, one.comparisons, one.unsayable, one.undone)
        for one in edition.scales.scales.values()
    )


def place_of(edition: Edition, label: str) -> Place:
    """Return the place of a year's page."""
    return (*edition.addresses.year(label), NAME)


def year_went(edition: Edition, year: SiteYear) -> YearResults | None:
    """Return how a year went, as far as it may be shown; None where nothing was said of it yet."""
    return _went(edition, year, year.sheets)


def results_page(
    edition: Edition, frames: Frames, year: SiteYear, results: YearResults
) -> PageFile:
    """Return the page of a year.

    Args:
        edition: what the site is made from.
        frames: puts pages into their frame.
        year: the year with its sheets.
        results: how it went.
    """
    place = place_of(edition, year.label)
    time = results.last_begun
    summary = summary_of(results, time)
    rows = [row for row in results.rows if (one := row.at(time)) is not None and one.is_begun]
    return frames.page(
        "results.html",
        place,
        TITLE,
        way=[(year.year.kanji, edition.addresses.year(year.label))],
        notices=year.samples,
        title=f"{TITLE} {year.year.kanji}",
        time=time,
        count=summary.whole.rows,
        subjects=tuple(_subjects(summary)),
        departments=[
            (name, [_row(edition, year, place, row) for row in group])
            for name, group in groupby(rows, key=lambda one: one.sheet.department)
        ],
    )


def sheet_results(edition: Edition, year: SiteYear, sheet: Sheet) -> SheetResults | None:
    """Return the section of a sheet's page; None where nothing was said of its rows.

    Args:
        edition: what the site is made from.
        year: the year with its sheets.
        sheet: the sheet, holding only what may be shown.
    """
    results = _went(edition, year, [sheet])
    if results is None:
        return None
    here = edition.addresses.sheet(sheet.id)
    said = [row for row in results.rows if any(one.is_begun for one in row.judgements)]
    bars = [bar for row in said for bar in _bars(row)]
    drawing = draw_percents(f"指標の達成率{_SAME}", bars, "chart-results") if bars else None
    return SheetResults(
        drawing,
        tuple(_row(edition, year, here, row) for row in said),
    )


def history_drawing(
    edition: Edition, rows: Sequence[tuple[SiteYear, Sheet, str, int]]
) -> str | None:
    """Return the drawing of what a project attained over the years; None where it says nothing.

    Args:
        edition: what the site is made from.
        rows: the project's rows: year, sheet, heading of the table and place in it (from 0).
    """
    bars = []
    for year, sheet, heading, number in rows:
        results = _went(edition, year, [sheet])
        for row in results.rows if results is not None else ():
            if (row.heading, row.row) == (heading, number):
                bars += [bar._replace(label=f"{year.year.kanji} {bar.label}") for bar in _bars(row)]
    return draw_percents(f"達成率の移り変わり{_SAME}", bars, "chart-history") if bars else None


def _went(edition: Edition, year: SiteYear, sheets: Sequence[Sheet]) -> YearResults | None:
    if not any(has_begun(entry) for sheet in sheets for entry in evaluated_rows(sheet)):
        return None
    results = results_of(sheets, year.year, edition.scales)
    return results if results.last_begun else None


def _subjects(summary: YearSummary) -> Iterator[Subject]:
    units = (*summary.departments, summary.whole)
    for number, subject in enumerate(summary.whole.counted):
        words = words_of(summary, subject)
        lines = tuple((unit.name or "全体", share_cells(unit, subject, words)) for unit in units)
        identity = f"chart-{number}"
        drawing = drawing_of(summary, subject, identity)
        yield Subject(subject, f"s{number}", drawing, tuple(words), lines)


def _bars(row: RowResults) -> list[PercentBar]:
    """Return the bars of a row's indicators, at the last round with figures."""
    told = [one for one in row.judgements if any(figure.result for figure in one.reached)]
    return [
        PercentBar(
            figure.name,
            None if figure.percent is None else percent_of(figure.percent),
            figure.shown,
        )
        for figure in (told[-1].reached if told else ())
    ]


def _row(edition: Edition, year: SiteYear, here: Place, row: RowResults) -> ResultRow:
    sheet = year.by_id[row.sheet]
    there = edition.addresses.sheet(row.sheet)
    anchor = ""
    if row.heading:
        place = row.heading, row.row
        entry = next(one for one in sheet.rows if (one.heading, one.number) == place)
        anchor = row_anchors(sheet)[id(entry.node)].anchor
    said = [one for one in row.judgements if one.is_begun]
    last = said[-1] if said else None
    return ResultRow(
        Entry(row.name or "（名称なし）", link(here, there, anchor)),
        Entry(row.sheet.label, link(here, there)),
        tuple(map(_said, said)),
        "" if last is None else last.rating,
        "" if last is None else last.direction,
        tuple((one.label, one.words, _length(one)) for one in _bars(row)),
    )


def _length(bar: PercentBar) -> float:
    return min(max(bar.percent or 0.0, 0.0), 100.0)


def _said(one: Judgement) -> Said:
    pairs = {
        "評価": f"{one.rating}{one.own_told}" if one.rating else "",
        "状況": one.situation,
        "理由": one.reason,
        "課題": one.problem,
        "来年度": one.direction,
    }
    return Said(
        one.time,
        tuple((name, text.strip()) for name, text in pairs.items() if text.strip()),
        one.reached,
    )
