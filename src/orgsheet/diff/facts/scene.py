"""Places by their names and the facts about them: what every comparison builds on."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache
from typing import NamedTuple

from orgsheet.diff.changes import Fact, Spot
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import PlanLink, Sheet, SheetId
from orgsheet.form.sheet_rows import Entry
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize
from orgsheet.japanese.shorten import one_line, shorten
from orgsheet.japanese.titles import ENDINGS, bare, core
from orgsheet.match.links import Link, Matching, RowRef
from orgsheet.registers.plans import Plan, PlanRegister
from orgsheet.source import Node

_LONGEST = 40
_ERAS = {"令和": 2018, "平成": 1988}
_YEAR = pattern("(令和|平成)(元|[0-9]{1,2})年(度?)")


class SheetPair(NamedTuple):
    """A sheet as it was and as it is."""

    before: Sheet
    after: Sheet

    @property
    def same_year(self) -> bool:
        """Whether both are of one fiscal year, as in a pull request."""
        return self.before.year == self.after.year


class Scene:
    """What the comparisons of one diff share: who mirrors whom, and which plans were replaced.

    The links by row are the accepted ones, by `key`. `replaced` gives by its name the plan that
    took a plan's place, `returned` are those whose place an earlier one took, `told` the places at
    which that is told, `transfers` the sheets (by identity) between which work was handed over,
    `copied` the cause of a copied row by its `key` on the after side; all fill up while the
    comparisons run.
    """

    def __init__(self, matching: Matching, plans: PlanRegister) -> None:
        self.matching = matching
        self.plans = plans
        self.transfers = _transfers(matching)
        self.pairs = [
            SheetPair(b, a)
            for b, a in matching.sheets
            if b and a and (id(b), id(a)) not in self.transfers
        ]
        # A department repeats its sections' rows: the section's row speaks for both.
        self.pairs.sort(key=lambda pair: pair.after.id.is_department)
        self.links_before: dict[tuple[str, str, int], list[Link]] = {}
        self.links_after: dict[tuple[str, str, int], list[Link]] = {}
        for link in matching.links:
            if link.band == "accepted":
                self.links_before.setdefault(key(link.before), []).append(link)
                self.links_after.setdefault(key(link.after), []).append(link)
        self.replaced: dict[str, Plan] = {}
        self.returned: set[str] = set()
        self.told: set[Node | None] = set()
        self.copied: dict[tuple[str, str, int], str] = {}
        self._owners: dict[tuple[str, str, str], str] = {}
        sheets = {id(sheet): sheet for pair in matching.sheets for sheet in pair if sheet}
        for sheet in sheets.values():
            if not sheet.id.is_department:
                for action in sheet.priorities:
                    place = (sheet.id.year, sheet.id.department, subject(action.name))
                    known = self._owners.setdefault(place, sheet.id.section)
                    if known != sheet.id.section:
                        self._owners[place] = ""

    def owner(self, ref: RowRef) -> str:
        """Return the section whose row this is, or which the department's row repeats."""
        identity = ref.sheet.id
        found = ""
        if identity.is_department and ref.row.table.is_first:
            found = self._owners.get((identity.year, identity.department, subject(ref.name)), "")
        return f"{identity.department}/{found or identity.section}"

    def cause(self, kind: str, ref: RowRef, *details: str) -> str:
        """Return the cause that a row and those that repeat it have in common."""
        return "\n".join((kind, self.owner(ref), subject(ref.name), *details))

    @cached_property
    def single_links(self) -> list[Link]:
        """The accepted links of rows that were neither split nor merged, in their telling order."""
        single = [
            links[0]
            for links in self.links_after.values()
            if len(links) == 1 and len(self.links_before[key(links[0].before)]) == 1
        ]
        return sorted(single, key=lambda link: telling_order(link.after))

    def links_of(self, pair: SheetPair) -> list[Link]:
        """Return the single links between the two sheets of a pair."""
        return self._links_by_pair.get((id(pair.before), id(pair.after)), [])

    @cached_property
    def _links_by_pair(self) -> dict[tuple[int, int], list[Link]]:
        found: dict[tuple[int, int], list[Link]] = {}
        for link in self.single_links:
            place = id(link.before.sheet), id(link.after.sheet)
            found.setdefault(place, []).append(link)
        return found

    def earlier(self, sheet: Sheet) -> Sheet | None:
        """Return the first sheet that one of the later side continues, None where it is new."""
        return self._partners[1].get(id(sheet))

    def later(self, sheet: Sheet) -> Sheet | None:
        """Return the first sheet that continues one of the earlier side, None where it is gone."""
        return self._partners[0].get(id(sheet))

    @cached_property
    def _partners(self) -> tuple[dict[int, Sheet], dict[int, Sheet]]:
        # Looked up for every new or dropped row: a walk over the pairs each time would be slow.
        partners: tuple[dict[int, Sheet], dict[int, Sheet]] = ({}, {})
        for before, after in self.matching.sheets:
            if (id(before), id(after)) in self.transfers:
                continue
            if before is not None and after is not None:
                partners[0].setdefault(id(before), after)
                partners[1].setdefault(id(after), before)
        return partners

    def sections_of(self, department: Sheet) -> list[Sheet]:
        """Return the sheets of the sections of a department, given the department's own sheet."""
        return self._by_department.get(department.id, [])

    @cached_property
    def _by_department(self) -> dict[SheetId, list[Sheet]]:
        found: dict[SheetId, dict[int, Sheet]] = {}
        for pair in self.matching.sheets:
            for sheet in pair:
                if sheet is not None:
                    found.setdefault(sheet.id.department_id, {})[id(sheet)] = sheet
        return {identity: list(sheets.values()) for identity, sheets in found.items()}

    @cached_property
    def sheet_pairs(self) -> set[tuple[int, int]]:
        """The pairs of sheets, by identity."""
        return {(id(pair.before), id(pair.after)) for pair in self.pairs}


def _transfers(matching: Matching) -> set[tuple[int, int]]:
    """Return the pairs of sheets between which work was handed over and no section went on.

    Both sections have their own sheet on both sides: neither was split or merged.
    """
    pairs = [(one, other) for one, other in matching.sheets if one and other]
    own = [(one, other) for one, other in pairs if one.id[1:] == other.id[1:]]
    stays = {id(one) for one, _ in own}, {id(other) for _, other in own}
    return {
        (id(one), id(other))
        for one, other in pairs
        if one.id[1:] != other.id[1:] and id(one) in stays[0] and id(other) in stays[1]
    }


def entry_of(ref: RowRef) -> Entry:
    """Return a row as its form sees it."""
    table = ref.row.table
    return Entry(ref.row.node, table.key, table, table.row, ref.number)


def telling_order(ref: RowRef) -> tuple[bool, bool]:
    """Return a key that puts the row first that speaks for those that repeat it."""
    return ref.sheet.id.is_department, not ref.row.table.is_first


def key(ref: RowRef) -> tuple[str, str, int]:
    """Return what names a row on its side."""
    return str(ref.sheet.id), ref.section, ref.number


@lru_cache(maxsize=4096)
def subject(name: str) -> str:
    """Return a name's words that say which project it is."""
    return core(bare(name), ENDINGS)


def excerpt(text: str, limit: int = _LONGEST) -> str:
    """Return a text on one line, cut where it is longer than `limit` characters."""
    return shorten(one_line(text), limit)


def place_of(ref: RowRef) -> str:
    """Return a row's place in words: 重点の事業「市民ふれあいまつり」."""
    return f"{ref.section}「{ref.name}」"


def row_spot(ref: RowRef) -> Spot:
    """Return the place of a whole row; its value is its name."""
    node = ref.row.node
    return Spot(ref.sheet, node, node.pointer(), place_of(ref), ref.name)


def field_spot(ref: RowRef, node: Node, field: str) -> Spot:
    """Return the place of a value in a row, named by its heading or by words of its own."""
    return Spot(ref.sheet, node, node.pointer(), f"{place_of(ref)} {field}", node.data())


def sheet_spot(sheet: Sheet, node: Node | None, item: str) -> Spot:
    """Return a place outside the rows."""
    pointer = "" if node is None else node.pointer()
    return Spot(sheet, node, pointer, item, None if node is None else node.data())


def plan_spot(sheet: Sheet, link: PlanLink) -> Spot:
    """Return the place of an item that a sheet lists under ①②③."""
    return sheet_spot(sheet, link.item, f"{link.heading} {link.number}")


def row_fact(
    kind: str,
    before: RowRef | None,
    after: RowRef | None,
    values: dict[str, str] | None = None,
    cause: str = "",
) -> Fact:
    """Return a fact about whole rows; `項目` in its values is the row's name today."""
    ref = after or before
    assert ref is not None, "a fact has a place"
    return Fact(
        kind,
        row_spot(before) if before else None,
        row_spot(after) if after else None,
        {"項目": ref.name, "組織": ref.sheet.id.unit, "欄": ref.section, **(values or {})},
        cause,
    )


def relative_years(text: str, year: FiscalYear | None) -> str:
    """Return a text, widths aside, with 令和N年 and 令和N年度 counted from the sheet's own year."""
    folded = unicodedata.normalize("NFKC", text)
    if year is None or "年" not in folded:
        return folded
    start = year.start

    def count(match: re.Match[str]) -> str:
        number = 1 if match[2] == "元" else int(match[2])
        return f"〔{_ERAS[match[1]] + number - start:+d}〕年{match[3]}"

    return _YEAR.sub(count, folded)


def same_words(before: str, after: str) -> bool:
    """Say whether two short texts differ in widths and spaces at most."""
    return normalize(before) == normalize(after)


def pair_equal(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """Return the numbers of equal texts, each used once, in order."""
    places: dict[str, list[int]] = {}
    for number, text in enumerate(before):
        places.setdefault(text, []).append(number)
    for numbers in places.values():
        numbers.reverse()
    return [(places[text].pop(), number) for number, text in enumerate(after) if places.get(text)]


def names_of(ref: RowRef) -> dict[str, str]:
    """Return what the facts about a row say of it by name."""
    return {"項目": ref.name, "組織": ref.sheet.id.unit}


def reordered(before: RowRef, after: RowRef, field: str) -> Fact:
    """Return that what stands in a field of a row stands in another order."""
    nodes = before.row.node.get(field), after.row.node.get(field)
    assert nodes[0] is not None, "there is an order to change"
    assert nodes[1] is not None, "there is an order to change"
    return Fact(
        "order-changed",
        field_spot(before, nodes[0], field),
        field_spot(after, nodes[1], field),
        {**names_of(after), "欄": field},
        f"order-changed\n{after.sheet.id}",
    )
