"""Checks of terms: a word or a quoted name is written as everywhere else in the sheets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import difference
from orgsheet.japanese.slips_in_names import NameSlips
from orgsheet.japanese.slips_in_runs import RunSlips
from orgsheet.japanese.term_typos import Limits, Slip, runs_in
from orgsheet.japanese.titles import DISTINGUISHING
from orgsheet.lint.check_registry import OverSheets, Spot, check
from orgsheet.source import Plain, Scalar, text_span
from orgsheet.workspace.workspace import Workspace

_QUOTED = pattern("[「『]([^「」『』\n]{1,60})[」』]")
_PARTICLES = "のをはがとやもへにでか"
_VALUES = ("違い", "正しい違い", "正しい語", "回数")


def _texts(sheet: Sheet) -> list[Scalar]:
    names = [role.name for role in sheet.roles if role.name is not None]
    return [*names, *(link.item for link in sheet.plan_links), *sheet.prose]


def _named(sheet: Sheet) -> Iterator[Scalar]:
    """Yield the names of rows and plan items."""
    yield from (role.name for role in sheet.roles if role.name is not None)
    yield from (action.item for action in sheet.actions if action.item is not None)
    yield from (link.item for link in sheet.plan_links)


def runs_of(sheet: Sheet) -> dict[str, int]:
    """Return how often each run of katakana or kanji stands in the sheet."""
    return dict(Counter(runs_in("\n".join(value.text for value in _texts(sheet)))))


def term_runs(sheet: Sheet) -> Plain:
    """Return `runs_of` a sheet as plain data, to be kept between runs."""
    return {**runs_of(sheet)}


def whole_names(sheet: Sheet) -> Plain:
    """Return how often each name stands in 「…」, and how often as a row or a plan item."""
    quoted = Counter(_QUOTED.findall("\n".join(value.text for value in sheet.prose)))
    named = Counter(value.text for value in _named(sheet))
    return {"quoted": dict(quoted), "named": dict(named)}


@check(values=_VALUES, extracts=(term_runs,))
def term_slip(
    *,
    shortest: int = 5,
    most: int = 2,
    least: int = 3,
    times: int = 3,
    similar: tuple[str, ...] = (),
    words: tuple[str, ...] = (),
) -> OverSheets:
    """Report a run of katakana or kanji that is one slip off a form usual in all sheets.

    Args:
        shortest: the fewest characters of a term.
        most: how often the odd form may occur.
        least: how often the usual form must occur.
        times: how many times as often as the odd form.
        similar: groups of characters of similar shape.
        words: words that differ by a mark only and are both right.
    """
    return _Terms(Limits(shortest, most, least, times, similar, words))


@check(values=_VALUES, extracts=(whole_names,))
def quoted_name_slip(
    *,
    shortest: int = 6,
    most: int = 2,
    least: int = 3,
    similar: tuple[str, ...] = (),
    words: tuple[str, ...] = (),
    distinguishing: str = DISTINGUISHING + "民者員会課係部室場所館",
) -> OverSheets:
    """Report a name in 「…」 that is one slip off a name usual in all sheets.

    Names of plans are left to the rules about plans; the options are those of `term_slip`, and
    the characters that make it another name where they are missing or exchanged.
    """
    limits = Limits(shortest, most, least, similar=similar, words=words)
    return _QuotedNames(limits, distinguishing + _PARTICLES)


class _Terms:
    """The runs of all sheets, and in which sheets each stands (see `OverSheets`)."""

    def __init__(self, limits: Limits) -> None:
        self._slips = RunSlips(limits)
        self._runs: dict[SheetId, Any] = {}
        self._sheets: dict[str, set[SheetId]] = {}
        self._holding: dict[str, list[str]] = {}

    def put(self, identity: SheetId, extract: Plain) -> None:
        before, after = self._runs.get(identity, {}), extract or {}
        self._runs[identity] = after
        changes = _changes(before, after)
        for run, by in changes.items():
            self._slips.change(run, by)
            _note(self._sheets, run, identity, is_there=run in after)
        for odd in [odd for odd in self._holding if any(odd in run for run in changes)]:
            del self._holding[odd]

    def found(self) -> dict[SheetId, tuple[Slip, ...]]:
        found: dict[SheetId, tuple[Slip, ...]] = {}
        for slip in self._slips.slips():
            if slip.odd not in self._holding:
                self._holding[slip.odd] = self._slips.holding(slip.odd)
            runs = self._holding[slip.odd]
            for identity in {one for run in runs for one in self._sheets[run]}:
                found[identity] = (*found.get(identity, ()), slip)
        return found

    def spots(self, sheet: Sheet, found: tuple[Slip, ...], workspace: Workspace) -> Iterator[Spot]:
        del workspace
        for slip in found:
            yield from _slip_spots(slip, sheet, quoted=False)


class _QuotedNames:
    """The names of all sheets, and in which sheets each is quoted (see `OverSheets`)."""

    def __init__(self, limits: Limits, fixed: str) -> None:
        self._slips = NameSlips(limits, fixed)
        self._names: dict[SheetId, Any] = {}
        self._sheets: dict[str, set[SheetId]] = {}

    def put(self, identity: SheetId, extract: Plain) -> None:
        empty: dict[str, Any] = {"quoted": {}, "named": {}}
        before, after = self._names.get(identity, empty), extract or empty
        self._names[identity] = after
        for kind in empty:
            for name, by in _changes(before[kind], after[kind]).items():
                self._slips.change(name, by)
        for name in before["quoted"].keys() ^ after["quoted"].keys():
            is_there = name in after["quoted"]
            self._slips.suspect(name, 1 if is_there else -1)
            _note(self._sheets, name, identity, is_there=is_there)

    def found(self) -> dict[SheetId, tuple[Slip, ...]]:
        found: dict[SheetId, tuple[Slip, ...]] = {}
        for slip in self._slips.slips():
            for identity in self._sheets[slip.odd]:
                found[identity] = (*found.get(identity, ()), slip)
        return found

    def spots(self, sheet: Sheet, found: tuple[Slip, ...], workspace: Workspace) -> Iterator[Spot]:
        for slip in found:
            if not _is_plan(slip.odd, workspace):
                yield from _slip_spots(slip, sheet, quoted=True)


def _changes(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """Return what occurs more or less often, and by how much."""
    changes = {name: -count for name, count in before.items() if name not in after}
    for name, count in after.items():
        if count != before.get(name, 0):
            changes[name] = count - before.get(name, 0)
    return changes


def _note(sheets: dict[str, set[SheetId]], name: str, identity: SheetId, *, is_there: bool) -> None:
    there = sheets.setdefault(name, set())
    if is_there:
        there.add(identity)
    else:
        there.discard(identity)
    if not there:
        del sheets[name]


def _is_plan(name: str, workspace: Workspace) -> bool:
    plans = workspace.plans
    return bool(
        plans.find(name) or plans.mentions(f"「{name}」") or plans.item_mentions(f"「{name}」")
    )


def _slip_spots(slip: Slip, sheet: Sheet, *, quoted: bool) -> Iterator[Spot]:
    ours, theirs = difference(slip.odd, slip.usual)
    for value in _texts(sheet):
        if quoted:
            spans = [m.span(1) for m in _QUOTED.finditer(value.text) if m[1] == slip.odd]
        else:
            spans = [m.span() for m in re.finditer(re.escape(slip.odd), value.text)]
        for start, end in spans:
            first, last = text_span(sheet.document, value, start, end)
            yield Spot(
                node=value,
                document=sheet.document,
                start=first,
                end=last,
                values={
                    "違い": ours,
                    "正しい違い": theirs,
                    "正しい語": slip.usual,
                    "回数": str(slip.usual_count),
                },
                about=f"{slip.odd} {slip.usual}",
                replacement=value.text[:start] + slip.usual + value.text[end:],
            )
