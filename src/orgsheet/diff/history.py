"""One project through many years: the links of each pair of years, followed both ways."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from orgsheet.diff.change_book import ChangeRule
from orgsheet.diff.changes import Change, Fact
from orgsheet.diff.facts.gather import each_fact
from orgsheet.diff.judge import judge, sample_notices
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import SheetId
from orgsheet.form.wanted_sheets import EVERY, Wanted
from orgsheet.japanese.likeness import nearest, normalize
from orgsheet.match.links import Link, Matching, RowRef, Side
from orgsheet.match.match_rows import match, rows_of
from orgsheet.match.one_form import in_one_form
from orgsheet.match.public_sides import left_out_notice, private_headings_of, public_side
from orgsheet.match.sides import SideError, side_of, unreadable_sentences
from orgsheet.match.tokens import core_name
from orgsheet.workspace.register_trouble import register_trouble
from orgsheet.workspace.workspace import Workspace

_NEAR = 0.4
_TOLD_NAMES = 8
"""Names of projects that a message lists."""

_ROW_STEPS = 3
"""A row's pointer is `/重点の事業/0`."""


class Stage(NamedTuple):
    """A year of a project: its rows, and how they follow from those of the year before.

    `links` lead from rows of the stage before; those with the band `asked` are possibilities that
    were not followed, and `possible` the rows of this year at their other end. `changes` are what
    became of the linked rows.
    """

    year: FiscalYear
    rows: tuple[RowRef, ...]
    links: tuple[Link, ...] = ()
    changes: tuple[Change, ...] = ()
    possible: tuple[RowRef, ...] = ()


class History(NamedTuple):
    """What is known of a project, from the first year it is found in to the last.

    `unread` are sentences about registers, and sheets of any year, that could not be read.
    """

    name: str
    stages: tuple[Stage, ...]
    notices: tuple[str, ...]
    unread: tuple[str, ...] = ()


def follow(
    workspace: Workspace,
    years: list[FiscalYear],
    name: str,
    wanted: Wanted = EVERY,
    rules: Mapping[str, ChangeRule] | None = None,
    staff: str | None = None,
) -> History:
    """Return the history of the rows that are called `name` in any year.

    Args:
        workspace: where the sheets are.
        years: the years to look at, earliest first.
        name: a row's 項目 or 名称; width, spaces and endings such as 事業 do not count. Where no
            row is called so, it may be a part of the names of one project.
        wanted: the sheets that a row must stand in to begin with.
        rules: the change rules by id, None for those of the program.
        staff: what is published of members of staff; None where nothing leaves the office.

    Raises:
        SideError: no row is called so, or several projects are in part; the message names near
            ones, or those.
    """
    sides = [side_of(workspace, year.label, year.label) for year in years]
    for number in range(len(sides) - 1, 0, -1):
        sides[number - 1 : number + 1] = in_one_form(*sides[number - 1 : number + 1])
    left_out = set[str]()
    if staff is not None:
        left_out = left_out.union(*map(private_headings_of, sides))
        sides = [public_side(side, staff) for side in sides]
    rows = [_rows(side) for side in sides]
    found = [{_key(row) for row in one if _is_called(row, name, wanted)} for one in rows]
    called = [] if any(found) else _called_in_part(rows, name, wanted)
    if not any(found) and not called:
        raise SideError(_unknown(name, wanted, [row for one in rows for row in one]))
    matchings = [
        match(before, after, organization=workspace.organization, plans=workspace.plans)
        for before, after in pairwise(sides)
    ]
    if called:
        found = _one_project(rows, called, name, wanted, matchings)
    _spread(found, matchings)
    stages = []
    for number, year in enumerate(years):
        mine = tuple(row for row in rows[number] if _key(row) in found[number])
        stage = Stage(year, mine)
        if number:
            stage = _linked(
                stage, found[number - 1 : number + 1], matchings[number - 1], workspace, rules
            )
        stages.append(stage)
    kept = _without_empty_ends(_with_possible(stages, matchings, found))
    shown = {stage.year.label for stage in kept}
    notices = [
        notice
        for side in sides
        if side.label in shown
        for notice in sample_notices(side, Side(side.label, {}))
    ]
    notices += left_out_notice(left_out)
    if called:
        notices.append(f"「{name}」を、「{called[0]}」の名前の一部として読みました。")
    unread = [sentence for side in sides for sentence in unreadable_sentences(side)]
    return History(name, kept, tuple(notices), (*register_trouble(workspace), *unread))


def _called_in_part(rows: list[list[RowRef]], name: str, wanted: Wanted) -> list[str]:
    """Return the names, each once, that a text is a part of, those of the latest year first."""
    part = normalize(name)
    names = {
        core_name(row.name): row.name
        for one in rows
        for row in one
        if row.name and part in normalize(row.name) and wanted.holds(row.sheet.id)
    }
    return [*names.values()][::-1] if part else []


def _one_project(
    rows: list[list[RowRef]],
    called: list[str],
    name: str,
    wanted: Wanted,
    matchings: list[Matching],
) -> list[set[tuple[object, ...]]]:
    """Return the rows of a project of which a text is a part of the name.

    Raises:
        SideError: there are several such projects.
    """
    found = [{_key(row) for row in one if _is_called(row, called[0], wanted)} for one in rows]
    _spread(found, matchings)
    reached = {
        core_name(row.name)
        for number, one in enumerate(rows)
        for row in one
        if _key(row) in found[number]
    }
    others = [one for one in called if core_name(one) not in reached]
    if others:
        known = [called[0], *others]
        names = "、".join(f"「{one}」" for one in known[:_TOLD_NAMES])
        more = f" ほか {len(known) - _TOLD_NAMES} つ" if len(known) > _TOLD_NAMES else ""
        raise SideError(
            f"「{name}」を名前に含む事業は {len(known)} つあります: {names}{more}。"
            "どれかの名前を書いてください。"
        )
    return found


def _spread(found: list[set[tuple[object, ...]]], matchings: list[Matching]) -> None:
    """Add every row that accepted links lead to, forwards and backwards, until nothing is new."""
    links = [
        [(_key(one.before), _key(one.after)) for one in matching.links if one.band == "accepted"]
        for matching in matchings
    ]
    pending = True
    while pending:
        pending = False
        for number, pairs in enumerate(links):
            for before, after in pairs:
                is_known = before in found[number], after in found[number + 1]
                if any(is_known) and not all(is_known):
                    found[number].add(before)
                    found[number + 1].add(after)
                    pending = True


def _linked(
    stage: Stage,
    found: list[set[tuple[object, ...]]],
    matching: Matching,
    workspace: Workspace,
    rules: Mapping[str, ChangeRule] | None,
) -> Stage:
    """Return a stage with its links and what changed along those that were followed."""
    links = tuple(
        link
        for link in matching.links
        if _key(link.before) in found[0] or _key(link.after) in found[1]
    )
    followed = tuple(link for link in links if link.band == "accepted")
    sheets = {id(row.sheet) for link in followed for row in (link.before, link.after)}
    narrowed = matching._replace(
        sheets=tuple(pair for pair in matching.sheets if {id(pair[0]), id(pair[1])} <= sheets),
        links=followed,
        dropped=(),
        new=(),
        contradictions=(),
    )
    facts = each_fact(narrowed, plans=workspace.plans)
    places = {
        (row.sheet.id, row.row.node.pointer())
        for link in followed
        for row in (link.before, link.after)
    }
    changes, _ = judge(
        [fact for fact in facts if _is_about(fact, places)],
        narrowed,
        profile="year",
        rules=rules,
        listing=workspace.listing,
    )
    return stage._replace(links=links, changes=changes)


def _is_about(fact: Fact, places: set[tuple[SheetId, str]]) -> bool:
    """Tell whether a fact is about one of these rows, not about its sheet."""
    for spot in (fact.before, fact.after):
        steps = spot.pointer.split("/") if spot is not None else []
        if spot is not None and (spot.sheet.id, "/".join(steps[:_ROW_STEPS])) in places:
            return True
    return False


def _with_possible(
    stages: list[Stage], matchings: list[Matching], found: list[set[tuple[object, ...]]]
) -> list[Stage]:
    """Return the stages with the rows that asked links lead to and that were not followed."""
    asked: list[dict[tuple[object, ...], RowRef]] = [{} for _ in stages]
    for number, matching in enumerate(matchings):
        for link in matching.links:
            ends = ((number, link.before), (number + 1, link.after))
            if link.band == "asked" and any(_key(row) in found[at] for at, row in ends):
                for at, row in ends:
                    if _key(row) not in found[at]:
                        asked[at][_key(row)] = row
    return [
        stage._replace(possible=tuple(rows.values()))
        for stage, rows in zip(stages, asked, strict=True)
    ]


def _without_empty_ends(stages: list[Stage]) -> tuple[Stage, ...]:
    used = [number for number, stage in enumerate(stages) if stage.rows or stage.possible]
    first, last = used[0], used[-1]
    return tuple(stages[first : last + 1])


def _rows(side: Side) -> list[RowRef]:
    return list(rows_of(side.sheets.values()))


def _key(row: RowRef) -> tuple[object, ...]:
    return row.sheet.id, row.section, row.number


def _is_called(row: RowRef, name: str, wanted: Wanted) -> bool:
    if not row.name or core_name(row.name) != core_name(name):
        return False
    return wanted.holds(row.sheet.id)


def _unknown(name: str, wanted: Wanted, rows: list[RowRef]) -> str:
    elsewhere = sorted({str(row.sheet.id) for row in rows if _is_called(row, name, EVERY)})
    if elsewhere:
        return f"{wanted}に「{name}」という行はありません。あるのは: {'、'.join(elsewhere)}。"
    names = dict.fromkeys(row.name for row in rows if row.name)
    near = [found for found, _ in nearest(name, names, _NEAR)[:3]]
    inside = [one for one in names if normalize(name) in normalize(one)][:3] if name else []
    known = list(dict.fromkeys([*near, *inside]))[:3]
    hint = f"近い名前: {'、'.join(f'「{one}」' for one in known)}。" if known else ""
    return f"「{name}」という項目や事務事業は、どの年度のシートにもありません。{hint}"
