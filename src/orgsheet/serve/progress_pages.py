"""How far the sheets of a year are: whose are not written yet, and words to remind them with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, render_template, request

from orgsheet.cycle.successors import years_with_sheets
from orgsheet.cycle.year_progress import READY, STATES, SheetStatus, year_status
from orgsheet.fiscal import FiscalYear
from orgsheet.lint.session import entries_of
from orgsheet.render.year_status import HANDED_IN, summary
from orgsheet.serve.desk import Desk, NotThereError, who_asks

_ASKED = 200
"""Sheets of which it is looked up who works on them; of more in one list it is not."""


class Line(NamedTuple):
    """A sheet of the list: how far it is, and who has begun to work on it."""

    status: SheetStatus
    state: str
    left: str
    writers: str


def progress_pages(desk: Desk) -> Blueprint:
    """Return the pages of the progress, a year each."""
    pages = Blueprint("progress", __name__)

    @pages.get("/progress")
    def latest() -> str:
        with desk.lock:
            years = years_with_sheets(desk.sheets.workspace)
            if not years:
                raise NotThereError
            return _page(desk, years[-1])

    @pages.get("/progress/<label>")
    def year(label: str) -> str:
        chosen = FiscalYear.read(label)
        with desk.lock:
            if chosen is None or chosen not in _years(desk):
                raise NotThereError
            return _page(desk, chosen)

    return pages


def _years(desk: Desk) -> list[FiscalYear]:
    """Return the years of the list: those with sheets, and the next one, that may be begun."""
    years = years_with_sheets(desk.sheets.workspace)
    return [*years, FiscalYear(years[-1].start + 1)] if years else []


def _page(desk: Desk, year: FiscalYear) -> str:
    person, session = who_asks(), desk.sheets.session
    workspace = session.workspace
    status = year_status(session, year, entries_of(session.record, below=workspace.root))
    seen = [one for one in status.sheets if person.may_see(one.id, desk.sight)]
    seen.sort(key=lambda one: workspace.listing.sheet(one.id))
    departments = list(dict.fromkeys(one.id.department for one in seen))
    wanted = request.args.get("department", "")
    shown = [one for one in seen if wanted in ("", one.id.department)]
    handed_in = desk.handed_in()
    # What stands on the branch of all is not done; who handed hers in has done her part.
    given = [one for one in shown if one.state != READY and one.id in handed_in]
    left = [one for one in shown if one not in given]
    late = [one for one in left if one.state != READY]
    return render_template(
        "progress.html",
        year=year,
        years=_years(desk),
        departments=departments,
        wanted=wanted,
        summary=summary(status._replace(sheets=tuple(left)), len(given)),
        lines=[
            _line(desk, one, HANDED_IN if one in given else "", asks=len(late) <= _ASKED)
            for one in shown
        ],
        late=late,
        reminder=_reminder(year, late, request.host_url),
        notices=status.notices,
    )


def _line(desk: Desk, one: SheetStatus, state: str, *, asks: bool) -> Line:
    left = f"{one.open} / {one.places}" if one.open and not state else ""
    others = desk.proposals.others("", one.id) if asks and one.exists else []
    return Line(one, state or STATES[one.state], left, "、".join(other.name for other in others))


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
