"""The sheets of all years to read: calendar, plans, changes, 新旧対照表, projects, search, rules.

They are the pages of the site as the office has it, of the sheets that a person may see.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import PurePosixPath
from threading import Lock

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as Answer

from orgsheet.diff.change_book import load_change_rules
from orgsheet.files.kept_pieces import KeptPieces
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet_id import SheetId
from orgsheet.serve.desk import Desk, NotThereError, who_asks
from orgsheet.site.edition import DEFAULT_NAME, Edition, SiteYear
from orgsheet.site.make_site import make_site

_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".csv": "text/csv",
    ".json": "application/json",
    ".ics": "text/calendar",
    ".xml": "application/xml",
}
_KEPT = 4
"""Makings that are held: of the latest commit, for each set of sheets that somebody may see."""

_SHORT = 7
Key = tuple[str, tuple[SheetId, ...]]
Files = dict[str, bytes]


def reading_pages(desk: Desk) -> Blueprint:
    """Return the pages to read, made when somebody opens one, what changed anew for each commit."""
    pages = Blueprint("reading", __name__)
    made: OrderedDict[Key, Files] = OrderedDict()
    pieces: OrderedDict[tuple[SheetId, ...], KeptPieces] = OrderedDict()
    making = Lock()

    @pages.get("/pages/")
    def first() -> Answer:
        return redirect("/pages/index.html")

    @pages.get("/pages/<path:path>")
    def page(path: str) -> Response:
        # Two who ask at once wait for the same making; the form is served meanwhile.
        with making:
            with desk.lock:
                commit = desk.proposals.base_commit()
                key = commit, tuple(desk.seen(who_asks()))
                edition = None if key in made else _edition(desk, *key)
            if edition is not None:
                kept = pieces.setdefault(key[1], KeptPieces.of_this_process())
                pieces.move_to_end(key[1])
                made[key] = _made(desk, edition, kept)
                kept.go_on()
                while len(made) > _KEPT:
                    made.popitem(last=False)
                while len(pieces) > _KEPT:
                    pieces.popitem(last=False)
            made.move_to_end(key)
            data = made[key].get(path)
        if data is None:
            raise NotThereError
        kind = _TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")
        return Response(data, content_type=f"{kind}; charset=utf-8")

    return pages


def _edition(desk: Desk, commit: str, seen: tuple[SheetId, ...]) -> Edition:
    """Return what the pages of some sheets are made from.

    Raises:
        NotThereError: none of them can be read.
    """
    workspace, settings = desk.sheets.workspace, desk.sheets.session.settings
    years: dict[str, list[SheetId]] = {}
    for identity in seen:
        years.setdefault(identity.year, []).append(identity)
    parts = []
    for label, identities in sorted(years.items(), key=lambda one: _start(one[0])):
        year = FiscalYear.read(label)
        sheets = [sheet for one in identities if (sheet := workspace.sheet(one)) is not None]
        read = [sheet for sheet in sheets if sheet.root is not None]
        if year is not None and read:
            unread = set(identities) - {sheet.id for sheet in read}
            parts.append(SiteYear(year, tuple(read), tuple(sorted(unread))))
    if not parts:
        raise NotThereError
    day = desk.proposals.repository.day_of(commit)
    assert day is not None, "the branch of all has a commit"
    return Edition(
        years=tuple(parts),
        as_of=day,
        plans=workspace.plans,
        organization=workspace.organization,
        scales=workspace.scales,
        name=settings.publication.site or DEFAULT_NAME,
        is_internal=True,
        version=commit[:_SHORT],
        way_out=(("シートの記入", "/"),),
    )


def _start(label: str) -> int:
    year = FiscalYear.read(label)
    return 0 if year is None else year.start


def _made(desk: Desk, edition: Edition, kept: KeptPieces) -> Files:
    with desk.lock:
        session = desk.sheets.session
        changes = load_change_rules(session.workspace, session.settings)
    files = make_site(edition, session.rules, changes, session.settings.table, kept=kept)
    return {one.path: one.data for one in files}
