"""Which row of one side is which row of the other: stated links, equal names, similar rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sys import intern
from typing import NamedTuple

from orgsheet.form.sheet import Sheet
from orgsheet.match.assign import ask_parts, link_similar
from orgsheet.match.exact import (
    ask_namesakes,
    link_exact,
    link_moved,
    link_namesakes,
    link_other_list,
)
from orgsheet.match.ledger import Found, Ledger, same_heading, same_list
from orgsheet.match.links import Link, Matching, RowRef, Side
from orgsheet.match.match_data import match_data
from orgsheet.match.pair_sheets import Pairs, components, pair_sheets, single_year
from orgsheet.match.row_likeness import Judge
from orgsheet.match.stated_keys import Candidate, is_stated_new, named_before, stated_links
from orgsheet.match.tokens import RowText
from orgsheet.registers.listing_order import ListingOrder
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister

_STATED = {
    "id": Found("id", "accepted", 1.0, ("id が同じ",)),
    "key": Found("key", "accepted", 1.0, ("前年度の項目に書かれている",)),
}


class MatchSettings(NamedTuple):
    """The thresholds of similarity, all from 0 to 1, and the city's own words.

    `accept` and `ask` are the least scores of rows of one section; `accept_moved` and `ask_moved`
    those of rows of different sections; `part` is the least score with a row that is linked already
    for asking whether it was split or merged. `words` are groups of words that exclude one another
    (the city's districts), alternatives of the same meaning joined by `|`. `most` is the number of
    rows of one heading up to which similar rows are looked for.
    """

    accept: float
    ask: float
    accept_moved: float
    ask_moved: float
    part: float
    words: tuple[tuple[str, ...], ...] = ()
    most: int = 10_000


def default_settings() -> MatchSettings:
    """Return the settings of the program's own data."""
    return MatchSettings(**match_data().thresholds)  # type: ignore[arg-type]


def match(
    before: Side,
    after: Side,
    *,
    organization: OrganizationRegister,
    plans: PlanRegister,
    settings: MatchSettings | None = None,
) -> Matching:
    """Link the rows of two sides.

    Deterministic; the order of rows in their lists decides nothing; exchanging the sides mirrors
    the result. Links by `id` and 前年度の項目 are facts that text never overrides. Rows with only
    asked links are in `dropped` and `new` as well.

    Args:
        before: one side, of an earlier (or the same, or a later) year.
        after: the other side.
        organization: says which section continues which between two years.
        plans: says which plan another one succeeded.
        settings: the thresholds; None for the program's own.
    """
    settings = settings or default_settings()
    earlier, later = single_year(before), single_year(after)
    if earlier is not None and later is not None and earlier > later:
        return _mirrored(_match(after, before, organization, plans, settings), organization)
    return _match(before, after, organization, plans, settings)


def _match(
    before: Side,
    after: Side,
    organization: OrganizationRegister,
    plans: PlanRegister,
    settings: MatchSettings,
) -> Matching:
    """Link the rows of two sides of which `before` is not the later one."""
    earlier, later = single_year(before), single_year(after)
    years = later.start - earlier.start if earlier and later else 0
    pairs = pair_sheets(before, after, organization)
    groups = components(before.sheets, after.sheets, pairs)
    ones, others = (
        [
            Candidate(RowText(ref, number), group[ref.sheet.id], _pool(ref.sheet, years))
            for number, ref in enumerate(rows_of(side.sheets.values()))
        ]
        for side, group in zip((before, after), groups, strict=True)
    )
    closed = frozenset(row.text.number for row in others if years and named_before(row.text))
    new = frozenset(row.text.number for row in others if years and is_stated_new(row.text))
    ledger = Ledger(ones, others, closed, new)
    stated = stated_links(*ledger.sides, years=years, label=before.label)
    for one, other, basis in stated.links:
        ledger.link(ledger.sides[0][one].text, ledger.sides[1][other].text, _STATED[basis])
    rows = [row.text for side in ledger.sides for row in side]
    lists = (len(ones) + len(others) for ones, others in ledger.scopes(same_list))
    judge = Judge(rows, plans, settings.words, max(lists, default=0))
    link_namesakes(ledger, judge)
    link_exact(ledger, judge, across_years=years > 0)
    limits = []
    if ledger.left(0) or ledger.left(1):
        limits = _link_the_rest(ledger, judge, settings)
    return _ordered(
        Matching(
            sheets=_sheet_pairs(before, after, pairs),
            links=tuple(_links(ledger)),
            dropped=tuple(row.ref for row in ledger.left(0)),
            new=tuple(row.ref for row in ledger.left(1)),
            contradictions=tuple(stated.contradictions),
            limits=tuple(limits),
        ),
        organization,
    )


def _link_the_rest(ledger: Ledger, judge: Judge, settings: MatchSettings) -> list[str]:
    """Link what needs comparing texts; return what was left undone, in Japanese."""
    limits: dict[str, str] = {}
    for scope, accept, ask in (
        (same_list, settings.accept, settings.ask),
        (same_heading, settings.accept_moved, settings.ask_moved),
    ):
        moved = scope is same_heading
        if moved:
            link_other_list(ledger, judge)
            ask_namesakes(ledger, judge)
            link_moved(ledger, judge)
        for ones, others in list(ledger.scopes(scope)):
            if max(len(ones), len(others)) <= settings.most:
                link_similar(ledger, judge, ones, others, accept=accept, ask=ask, moved=moved)
            else:
                heading = ones[0].ref.section
                limits[heading] = (
                    f"{heading}の行が多すぎる（{settings.most:,}行を超える）ため、"
                    "名称の変わった行は探していません。課を選んで比べてください。"
                )
    ask_parts(ledger, judge, settings.part)
    return list(limits.values())


def _pool(sheet: Sheet, years: int) -> str:
    """Return what rows must share to be linked at all.

    A department's sheet repeats rows of its sections; the two kinds are never mixed.
    """
    return intern(f"{'' if years else sheet.id.year}/{sheet.id.is_department}")


def rows_of(sheets: Iterable[Sheet]) -> Iterator[RowRef]:
    """Yield the rows of sheets in their order."""
    for sheet in sheets:
        for section in sheet.form.list_keys:
            for number, row in enumerate(sheet.listed(section)):
                yield RowRef(sheet, section, number, row)


def _links(ledger: Ledger) -> Iterator[Link]:
    for (one, other), found in ledger.found.items():
        first, second = ledger.sides[0][one], ledger.sides[1][other]
        moved = first.group != second.group
        rows = first.text.ref, second.text.ref
        basis, band, score, reasons, contested = found
        yield Link(second.list, *rows, basis, band, score, reasons, moved, contested)


def _sheet_pairs(
    before: Side, after: Side, pairs: Pairs
) -> tuple[tuple[Sheet | None, Sheet | None], ...]:
    found: list[tuple[Sheet | None, Sheet | None]] = [
        (before.sheets[one], after.sheets[other]) for one, other in pairs
    ]
    ones, others = {one for one, _ in pairs}, {other for _, other in pairs}
    found += [(sheet, None) for key, sheet in before.sheets.items() if key not in ones]
    found += [(None, sheet) for key, sheet in after.sheets.items() if key not in others]
    return tuple(found)


def _mirrored(matching: Matching, organization: OrganizationRegister) -> Matching:
    links = tuple(
        link._replace(section=link.before.section, before=link.after, after=link.before)
        for link in matching.links
    )
    return _ordered(
        matching._replace(
            sheets=tuple((other, one) for one, other in matching.sheets),
            links=links,
            dropped=matching.new,
            new=matching.dropped,
        ),
        organization,
    )


def _sides(matching: Matching) -> tuple[list[Sheet | None], list[Sheet | None]]:
    return [one for one, _ in matching.sheets], [other for _, other in matching.sheets]


def _ordered(matching: Matching, organization: OrganizationRegister) -> Matching:
    """Bring all into the order to read: by sheet, heading and place, by the later side first."""
    listing = ListingOrder(organization)
    ones, others = ({sheet.id.year for sheet in side if sheet} for side in _sides(matching))
    # Between two years a section that is gone stands where it stood; elsewhere within its year.
    place = listing.sheet if ones & others else listing.unit

    def sheets(pair: tuple[Sheet | None, Sheet | None]) -> tuple[object, ...]:
        one, other = pair
        shown = other or one
        assert shown is not None, "a pair has a sheet"
        return place(shown.id), other is None, () if one is None else listing.sheet(one.id)

    def rows(row: RowRef) -> tuple[object, ...]:
        section = row.sheet.form.list_keys.index(row.section)
        return listing.sheet(row.sheet.id), section, row.number

    return matching._replace(
        sheets=tuple(sorted(matching.sheets, key=sheets)),
        links=tuple(sorted(matching.links, key=lambda link: (rows(link.after), rows(link.before)))),
        dropped=tuple(sorted(matching.dropped, key=rows)),
        new=tuple(sorted(matching.new, key=rows)),
    )
