"""How far the sheets of a year are: whose are not written yet, and words to remind them with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from flask import Blueprint, render_template, request

from orgsheet.cycle.successors import years_with_sheets
from orgsheet.cycle.year_progress import READY, STATES, SheetStatus, YearStatus, year_status
from orgsheet.fiscal import FiscalYear
from orgsheet.lint.session import entries_of, open_session
from orgsheet.render.year_status import HANDED_IN, summary
from orgsheet.serve.desk import Desk, NotThereError, who_asks

_KEPT = 4
"""Years whose states are kept."""


class Line(NamedTuple):
    """A sheet of the list: how far it is, and who has begun to work on it."""

    status: SheetStatus
    state: str
    left: str
    writers: str


def progress_pages(desk: Desk) -> Blueprint:
    """Return the pages of the progress, a year each."""
    pages = Blueprint("progress", __name__)

    states = _States(desk)

    @pages.get("/progress")
    def latest() -> str:
        with desk.lock:
            years = years_with_sheets(desk.sheets.workspace)
        if not years:
            raise NotThereError
        return _page(desk, states.of(years[-1]))

    @pages.get("/progress/<label>")
    def year(label: str) -> str:
        chosen = FiscalYear.read(label)
        with desk.lock:
            is_known = chosen is not None and chosen in _years(desk)
        if chosen is None or not is_known:
            raise NotThereError
        return _page(desk, states.of(chosen))

    return pages


class _States:
    """How far the years are on the branch of all: worked out once for each of its commits.

    All sheets of a year are checked, with files of its own: meanwhile others open forms and save.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._making = Lock()
        self._made = lru_cache(maxsize=_KEPT)(self._make)

    def of(self, year: FiscalYear) -> YearStatus:
        """Return how far the sheets of a year are now."""
        commit = self._desk.proposals.base_commit()
        with self._making:
            return self._made(commit, year)

    def _make(self, commit: str, year: FiscalYear) -> YearStatus:
        session = open_session(self._desk.base_at(commit))
        entries = entries_of(session.record, below=session.workspace.root)
        return year_status(session, year, entries)


def _years(desk: Desk) -> list[FiscalYear]:
    """Return the years of the list: those with sheets, and the next one, that may be begun."""
    years = years_with_sheets(desk.sheets.workspace)
    return [*years, FiscalYear(years[-1].start + 1)] if years else []


def _page(desk: Desk, status: YearStatus) -> str:
    person, year = who_asks(), status.year
    with desk.lock:
        listing = desk.sheets.workspace.listing
        handed_in = desk.handed_in()
        writers = desk.proposals.writers(one.id for one in status.sheets if one.exists)
        years = _years(desk)
    seen = [one for one in status.sheets if person.may_see(one.id, desk.sight)]
    seen.sort(key=lambda one: listing.sheet(one.id))
    departments = list(dict.fromkeys(one.id.department for one in seen))
    wanted = request.args.get("department", "")
    shown = [one for one in seen if wanted in ("", one.id.department)]
    # What stands on the branch of all is not done; who handed hers in has done her part.
    given = [one for one in shown if one.state != READY and one.id in handed_in]
    left = [one for one in shown if one not in given]
    late = [one for one in left if one.state != READY]
    lines = [
        _line(one, HANDED_IN if one in given else "", writers.get(one.id, ())) for one in shown
    ]
    return render_template(
        "progress.html",
        year=year,
        years=years,
        departments=departments,
        wanted=wanted,
        summary=summary(status._replace(sheets=tuple(left)), len(given)),
        lines=lines,
        late=late,
        reminder=_reminder(year, late, request.host_url),
        notices=status.notices,
    )


def _line(one: SheetStatus, state: str, writers: Sequence[str]) -> Line:
    left = f"{one.open} / {one.places}" if one.open and not state else ""
    return Line(one, state or STATES[one.state], left, "、".join(writers))


def _reminder(year: FiscalYear, late: Sequence[SheetStatus], address: str) -> str:
    """Return a letter that names the sheets that are not written yet, by department."""
    by_department: dict[str, list[SheetStatus]] = {}
    for one in late:
        by_department.setdefault(one.id.department, []).append(one)
    lines = [f"{year.kanji}のシートの記入について（お願い）", ""]
    lines += ["次のシートが、まだ書き終わっていません。記入をお願いします。"]
    for department, sheets in by_department.items():
        lines += ["", department, *(f"・{one.id.label}（{STATES[one.state]}）" for one in sheets)]
    return "\n".join([*lines, "", f"記入するところ: {address}"])
