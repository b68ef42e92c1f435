"""What every page about a diff shows of it: counts, places and the values of a change."""

from __future__ import annotations

from orgsheet.diff.change_values import counts_of
from orgsheet.diff.changes import LEVELS, Change, Report
from orgsheet.diff.judge import NOISE
from orgsheet.render.changes.text import LEVEL_WORDS, left_out_words, no_difference


def place_of(change: Change) -> tuple[str, str]:
    """Return the section (with its department) and the item that a change is about."""
    spot = change.after or change.before
    if spot is None:
        return "全体", ""
    return spot.sheet.id.label, spot.item


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
