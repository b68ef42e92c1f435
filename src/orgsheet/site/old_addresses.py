"""Every address that a sheet or a row ever had still leads somewhere: to what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.match.links import Matching, Side
from orgsheet.match.match_rows import match
from orgsheet.render.web.anchors import row_anchors
from orgsheet.site.addresses import PageFile, Place, link
from orgsheet.site.edition import Edition, sample_notice
from orgsheet.site.frame import Entry, Frames
from orgsheet.site.past import Past
from orgsheet.site.sheet_pages import Former, name_of


class Gone(NamedTuple):
    """A row that is not where it was: the anchor, its name, and the version that last had it."""

    anchor: str
    name: str
    sheet: Sheet


def former_rows(edition: Edition, past: Past) -> dict[SheetId, tuple[Former, ...]]:
    """Return the rows that pages of today's sheets once had, by sheet, with where they are now."""
    now = {sheet.id: sheet for sheet in edition.sheets()}
    found: dict[SheetId, tuple[Former, ...]] = {}
    for identity, gone in _gone(past, now).items():
        sheet = now.get(identity)
        if sheet is not None:
            place = edition.addresses.sheet(identity)
            found[identity] = _told(edition, place, gone, {identity: sheet})
    return found


def moved_pages(edition: Edition, frames: Frames, past: Past) -> Iterator[PageFile]:
    """Yield a page at each address that a sheet or a department had and has no more."""
    now = {sheet.id: sheet for sheet in edition.sheets()}
    shown = {one.label: one for one in edition.years}
    old = {one: gone for one, gone in _gone(past, now).items() if one not in now}
    departments: dict[Place, tuple[str, str]] = {}
    for identity, gone in old.items():
        if identity.year not in shown:
            continue
        place = edition.addresses.sheet(identity)
        year = FiscalYear.read(identity.year)
        mine = {sheet.id: sheet for sheet in shown[identity.year].sheets}
        last = gone[0].sheet if gone else None
        links = [] if last is None else list(_successors(edition, place, last, mine))
        above = edition.addresses.year(identity.year)
        if not links and year is not None:
            links = [Entry(year.kanji, link(place, above))]
        yield frames.page(
            "moved.html",
            place,
            identity.unit if last is None else name_of(last),
            way=[(year.kanji if year else identity.year, above)],
            notices=tuple(filter(None, [sample_notice(last)])) if last is not None else (),
            words="このシートは、いまはありません。名前が変わったか、ほかのシートに移りました。",
            links=links,
            anchors=_told(edition, place, gone, mine),
        )
        if identity.department not in shown[identity.year].departments:
            there = edition.addresses.department(identity.year, identity.department)
            departments[there] = identity.year, identity.department
    for place, (label, name) in departments.items():
        above = edition.addresses.year(label)
        words = shown[label].year.kanji
        yield frames.page(
            "moved.html",
            place,
            name,
            way=[(words, above)],
            words="この部のシートは、いまはありません。",
            links=[Entry(words, link(place, above))],
            anchors=[],
        )


def _gone(past: Past, now: Mapping[SheetId, Sheet]) -> dict[SheetId, list[Gone]]:
    """Return by sheet the anchors of its versions that its page of today has not."""
    taken: dict[SheetId, set[str]] = {}
    found: dict[SheetId, dict[str, Gone]] = {}
    for step in past.steps:
        for version in step.versions:
            for blob in (version.after, version.before):
                sheet = past.sheet(version.sheet, blob)
                if sheet is None:
                    continue
                mine = found.setdefault(version.sheet, {})
                if version.sheet not in taken:
                    taken[version.sheet] = _anchors_of(now.get(version.sheet))
                _add(sheet, mine, taken[version.sheet])
    return {one: list(rows.values()) for one, rows in found.items() if rows or one not in now}


def _anchors_of(sheet: Sheet | None) -> set[str]:
    if sheet is None:
        return set()
    every = row_anchors(sheet).values()
    return {anchor for one in every for anchor in (one.anchor, *one.others)}


def _add(sheet: Sheet, found: dict[str, Gone], taken: set[str]) -> None:
    anchors = row_anchors(sheet)
    for entry in sheet.rows:
        own = anchors[id(entry.node)]
        name = entry.label
        for anchor in (own.anchor, *own.others):
            if anchor not in taken and anchor not in found:
                found[anchor] = Gone(anchor, name, sheet)


def _told(
    edition: Edition, here: Place, gone: Sequence[Gone], now: Mapping[SheetId, Sheet]
) -> tuple[Former, ...]:
    """Return the rows with where they are now, as far as that is known."""
    targets: dict[tuple[int, str], tuple[str, str]] = {}
    for sheet in {id(one.sheet): one.sheet for one in gone}.values():
        old = row_anchors(sheet)
        for row in _matched(edition, sheet, now).links:
            if row.band == "accepted":
                after = now[row.after.sheet.id]
                anchors = row_anchors(after)
                own = old[id(row.before.row.node)]
                there = edition.addresses.sheet(after.id)
                target = anchors.get(id(row.after.row.node))
                if target is not None:
                    for anchor in (own.anchor, *own.others):
                        address = link(here, there, target.anchor)
                        targets.setdefault((id(sheet), anchor), (address, row.after.name))
    return tuple(
        Former(one.anchor, one.name, *targets.get((id(one.sheet), one.anchor), ("", "")))
        for one in gone
    )


def _matched(edition: Edition, sheet: Sheet, now: Mapping[SheetId, Sheet]) -> Matching:
    before, after = Side("前", {sheet.id: sheet}), Side("後", dict(now))
    return match(before, after, organization=edition.organization, plans=edition.plans)


def _successors(
    edition: Edition, here: Place, sheet: Sheet, now: Mapping[SheetId, Sheet]
) -> Iterator[Entry]:
    """Yield links to the sheets that continue one."""
    matching = _matched(edition, sheet, now)
    found = [after for before, after in matching.sheets if before is sheet and after is not None]
    rows = [one.after.sheet for one in matching.links if one.band == "accepted"]
    for one in {found.id: found for found in (*found, *rows)}.values():
        yield Entry(one.id.label, link(here, edition.addresses.sheet(one.id)))
