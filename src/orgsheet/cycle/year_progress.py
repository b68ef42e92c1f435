"""How far the sheets of a year are: which are not begun, half filled in, to be mended, ready."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from orgsheet.cycle.sheet_places import existing, taken
from orgsheet.cycle.successors import sheets_of, years_with_sheets
from orgsheet.cycle.year_start import Begun, begin
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import blanks, is_blank
from orgsheet.form.sheet import SheetId
from orgsheet.lint.baseline import Entry
from orgsheet.lint.finding import Finding, count_by_severity
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.session import LintSession, against
from orgsheet.registers.listing_order import ListingOrder
from orgsheet.source import parse
from orgsheet.workspace.layout import sheet_id_of
from orgsheet.workspace.sheet_forms import sheet_of
from orgsheet.workspace.workspace import Workspace

UNREADABLE, NOT_STARTED, IN_PROGRESS = "unreadable", "not_started", "in_progress"
NEEDS_FIXES, READY = "needs_fixes", "ready"
STATES = {
    UNREADABLE: "読めない",
    NOT_STARTED: "未着手",
    IN_PROGRESS: "記入中",
    NEEDS_FIXES: "点検で直す",
    READY: "準備完了",
}
"""The states by urgency, with the words that reports use."""


class SheetStatus(NamedTuple):
    """How far one sheet is.

    `exists` is False where there is no file. `open` of `places` marked places are to be filled in
    (0 where there is no file). The findings are counted as `lint` counts them: `known` are in the
    baseline, `waived` are waived, the others are errors, warnings and infos.
    """

    id: SheetId
    path: str
    state: str
    exists: bool
    is_expected: bool
    open: int
    places: int
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    known: int = 0
    waived: int = 0


class RoundStatus(NamedTuple):
    """How far a round of the year is: its name and state in Japanese, when it opens and is due.

    Of `rows` rows that it asks for `whole` have all that is to be written.
    """

    name: str
    state: str
    opens: date | None
    due: date | None
    rows: int
    whole: int


class YearStatus(NamedTuple):
    """All sheets of a year, the most urgent first, and sentences for the head of every output.

    `rounds` are the rounds of its evaluation, those alone that have come or have a day.
    """

    year: FiscalYear
    source: FiscalYear | None
    sheets: tuple[SheetStatus, ...]
    notices: tuple[str, ...]
    rounds: tuple[RoundStatus, ...] = ()

    def count(self, state: str) -> int:
        """Return how many sheets are in a state."""
        return sum(one.state == state for one in self.sheets)

    @property
    def is_ready(self) -> bool:
        """Whether every sheet is ready."""
        return bool(self.sheets) and self.count(READY) == len(self.sheets)


def source_year(workspace: Workspace, year: FiscalYear) -> FiscalYear | None:
    """Return the latest earlier year that has sheets, from which `year` was begun; or None."""
    return max((one for one in years_with_sheets(workspace) if one < year), default=None)


def year_status(
    session: LintSession, year: FiscalYear, entries: Sequence[Entry], *, cached: bool = False
) -> YearStatus:
    """Return how far the sheets of a year are.

    Args:
        session: the workspace and its rules; findings that fail by its settings keep a sheet from
            being ready.
        year: the year; it or the one before has sheets.
        entries: the baseline.
        cached: whether what an earlier check wrote down of unchanged files serves.
    """
    workspace = session.workspace
    source = source_year(workspace, year)
    season = begin(workspace, year, source)
    begun = {one.target.id: one for one in season.begun}
    files = existing(workspace)
    paths = {identity: workspace.sheet_ids[identity] for identity in sheets_of(workspace, year)}
    for identity in begun:
        # A file may stand there under another spelling of the name; it is no missing sheet.
        if identity not in paths and (there := taken(files, identity)) is not None:
            paths = {other: path for other, path in paths.items() if path != there}
            paths[identity] = there
    wanted = set(paths.values())
    chosen = [path for path in workspace.yaml_paths if path in wanted]
    report = against(session.judged(chosen, cached=cached), entries, is_whole=False)
    judged = _Judged(session, report, is_followed=source is not None)
    found = [
        _status(workspace, identity, paths.get(identity), begun.get(identity), judged)
        for identity in dict.fromkeys((*begun, *paths))
    ]
    found.sort(key=lambda one: _urgency(one, workspace.listing))
    return YearStatus(year, source, tuple(found), _notices(workspace, year))


class _Judged:
    """The findings of a run by file: those that count, and how many are known or waived.

    `is_followed` is False in the first year: its sheets were written, not begun from others.
    """

    def __init__(self, session: LintSession, report: LintReport, *, is_followed: bool) -> None:
        self.counting: dict[str, list[Finding]] = {}
        for finding in report.findings:
            self.counting.setdefault(finding.place.path, []).append(finding)
        self.known = Counter(one.place.path for one in report.known)
        self.waived = Counter(one.finding.place.path for one in report.waived)
        self.is_followed = is_followed
        self._session = session

    def fails(self, path: str) -> bool:
        return self._session.fails(self.counting.get(path, ()))


def _status(
    workspace: Workspace, identity: SheetId, path: str | None, begun: Begun | None, judged: _Judged
) -> SheetStatus:
    fresh = begun.start if begun is not None else None
    is_expected = begun is not None
    if path is None:
        places = fresh.open if fresh else 0
        return SheetStatus(
            id=identity,
            path=identity.path,
            state=NOT_STARTED,
            exists=False,
            is_expected=is_expected,
            open=0,
            places=places,
        )
    document = workspace.document(path)
    sheet = sheet_of(workspace.forms, document, identity) if document is not None else None
    root = None if sheet is None else sheet.root
    open_ = len(blanks(root))
    places = max(open_, fresh.open if fresh and judged.is_followed else 0)
    if sheet is None or root is None or sheet.document.problems:
        state = UNREADABLE
    elif fresh and root.data() == _data(fresh.text, path):
        state = NOT_STARTED
    elif open_:
        is_form = bool(sheet.prose) and all(is_blank(text.text) for text in sheet.prose)
        is_fresh = is_form or (fresh is not None and open_ >= fresh.open)
        state = NOT_STARTED if is_fresh else IN_PROGRESS
    else:
        state = NEEDS_FIXES if judged.fails(path) else READY
    counts = count_by_severity(judged.counting.get(path, ()))
    return SheetStatus(
        id=identity,
        path=path,
        state=state,
        exists=True,
        is_expected=is_expected,
        open=open_,
        places=places,
        errors=counts["error"],
        warnings=counts["warning"],
        infos=counts["info"],
        known=judged.known[path],
        waived=judged.waived[path],
    )


def _data(text: str, path: str) -> object:
    root = parse(text.encode(), path).root
    return None if root is None else root.data()


def _urgency(one: SheetStatus, place: ListingOrder) -> tuple[object, ...]:
    return (
        list(STATES).index(one.state),
        one.exists,
        place.sheet(one.id),
    )


def _notices(workspace: Workspace, year: FiscalYear) -> tuple[str, ...]:
    """Say which files of the year's folder are no sheets, so that none is left out in silence."""
    stray = [
        path
        for path in workspace.yaml_paths
        if path.startswith(f"sheets/{year.label}/") and sheet_id_of(path) is None
    ]
    return tuple(
        f"「{path}」はシートの置き場所（sheets/年度/部名/課名.yaml）にないので、数えていません。"
        for path in stray
    )
