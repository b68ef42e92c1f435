"""What every page about a diff shows of it: counts, places and the values of a change."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from orgsheet.diff.changes import LEVELS, Change, Report, Spot
from orgsheet.diff.judge import NOISE
from orgsheet.diff.marked_phrases import Piece, pieces, spans
from orgsheet.diff.table.build_table import value_text
from orgsheet.render.changes.text import LEVEL_WORDS, left_out_words, no_difference


class Values(NamedTuple):
    """The two values of a change, changed phrases marked; () where a side has nothing."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def texts(self) -> tuple[str, str]:
        """Both values without marks."""
        return "".join(p.text for p in self.before), "".join(p.text for p in self.after)


def values_of(change: Change, names: tuple[str, ...]) -> Values:
    """Return the values of a change; equal ones are unmarked."""
    before, after = (_text(spot) for spot in (change.before, change.after))
    return Values(*pieces(spans(before, after, names)))


def _text(spot: Spot | None) -> str:
    if spot is None:
        return ""
    return value_text(spot.item.rsplit(" ", 1)[-1], spot.value)


def place_of(change: Change) -> tuple[str, str]:
    """Return the section (with its department) and the item that a change is about."""
    spot = change.after or change.before
    if spot is None:
        return "全体", ""
    identity = spot.sheet.id
    section = "" if identity.is_department else f" {identity.section}"
    return identity.department + section, spot.item


def counts_of(report: Report) -> dict[str, int]:
    """Return how many changes of each level the report tells, every level included."""
    found = Counter(change.level for change in report.changes)
    return {level: found[level] for level in LEVELS}


def summary_of(report: Report) -> str:
    """Return the counts of what is told, as one sentence."""
    counts = counts_of(report)
    told = [
        f"{LEVEL_WORDS[level]} {counts[level]}件"
        for level in LEVELS
        if level != NOISE or counts[level]
    ]
    sheets = f"シート {len(report.before.sheets)}枚 → {len(report.after.sheets)}枚"
    return f"{'、'.join(told)}（{sheets}）"


def left_out_of(report: Report) -> str:
    """Return a sentence about what the report does not tell, so that silence is never mistaken."""
    hidden = report.hidden
    if not report.changes and not sum(hidden.values()):
        return no_difference(report)
    found = left_out_words(hidden)
    nothing = "" if report.changes else "重要、注意、参考に当たる変更はありません。"
    return nothing + (f"省いたもの: {'、'.join(found)}。" if found else "省いたものはありません。")
