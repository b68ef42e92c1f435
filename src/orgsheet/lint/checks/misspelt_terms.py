"""Checks of terms: a word or a quoted name is written as everywhere else in the sheets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import difference
from orgsheet.japanese.term_typos import Limits, Slip, name_slips, run_slips, runs_in, total
from orgsheet.japanese.titles import DISTINGUISHING
from orgsheet.lint.check_registry import Spot, check
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
    workspace: Workspace,
    *,
    shortest: int = 5,
    most: int = 2,
    least: int = 3,
    times: int = 3,
    similar: tuple[str, ...] = (),
    words: tuple[str, ...] = (),
) -> Iterator[Spot]:
    """Report a run of katakana or kanji that is one slip off a form usual in all sheets.

    Args:
        workspace: all sheets.
        shortest: the fewest characters of a term.
        most: how often the odd form may occur.
        least: how often the usual form must occur.
        times: how many times as often as the odd form.
        similar: groups of characters of similar shape.
        words: words that differ by a mark only and are both right.
    """
    limits = Limits(shortest, most, least, times, similar, words)
    sheets = list(workspace.summaries(term_runs))
    counts = total(runs for _, runs in sheets)
    for slip in run_slips(counts, limits):
        for identity, runs in sheets:
            if any(slip.odd in run for run in runs):
                yield from _slip_spots(slip, identity, workspace, quoted=False)


@check(values=_VALUES, extracts=(whole_names,))
def quoted_name_slip(
    workspace: Workspace,
    *,
    shortest: int = 6,
    most: int = 2,
    least: int = 3,
    similar: tuple[str, ...] = (),
    words: tuple[str, ...] = (),
    distinguishing: str = DISTINGUISHING + "民者員会課係部室場所館",
) -> Iterator[Spot]:
    """Report a name in 「…」 that is one slip off a name usual in all sheets.

    Names of plans are left to the rules about plans; the options are those of `term_slip`, and
    the characters that make it another name where they are missing or exchanged.
    """
    limits = Limits(shortest, most, least, similar=similar, words=words)
    sheets = list(workspace.summaries(whole_names))
    counts = total(names[kind] for _, names in sheets for kind in ("quoted", "named"))
    quoted = dict.fromkeys(name for _, names in sheets for name in names["quoted"])
    for slip in name_slips(quoted, counts, limits, distinguishing + _PARTICLES):
        if _is_plan(slip.odd, workspace):
            continue
        for identity, names in sheets:
            if slip.odd in names["quoted"]:
                yield from _slip_spots(slip, identity, workspace, quoted=True)


def _is_plan(name: str, workspace: Workspace) -> bool:
    plans = workspace.plans
    return bool(
        plans.find(name) or plans.mentions(f"「{name}」") or plans.item_mentions(f"「{name}」")
    )


def _slip_spots(
    slip: Slip, identity: SheetId, workspace: Workspace, *, quoted: bool
) -> Iterator[Spot]:
    sheet = workspace.sheet(identity)
    assert sheet is not None, "its summary was read from the sheet"
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
