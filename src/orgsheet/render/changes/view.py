"""What every page about a diff shows of it: counts, places and the values of a change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from orgsheet.diff.change_book import SILENT
from orgsheet.diff.change_values import counts_of
from orgsheet.diff.changes import LEVELS, Change, Report
from orgsheet.diff.judge import NOISE

LEVEL_WORDS = {"重": "重要", "注": "注意", "参": "参考", "雑": "表記など"}


def place_of(change: Change) -> tuple[str, str]:
    """Return the section (with its department) and the item that a change is about."""
    spot = change.after or change.before
    if spot is None:
        return "全体", ""
    return spot.sheet.id.label, spot.item


def line_of(change: Change) -> str:
    """Return the file and line of a change, `path:line` counted from 1; "" where it has none."""
    spot = change.after or change.before
    if spot is None or spot.node is None:
        return ""
    line, _ = spot.sheet.document.locate(spot.node.start)
    return f"{spot.sheet.document.path}:{line}"


def summary_of(report: Report) -> str:
    """Return the counts of what is told, as one sentence."""
    counts = counts_of(report)
    told = [
        f"{LEVEL_WORDS[level]} {counts[level]}件"
        for level in LEVELS
        if level != NOISE or counts[level]
    ]
    return f"{'、'.join(told)}（{sheets_of(report)}）"


def sheets_of(report: Report) -> str:
    """Return how many sheets each side has; those that cannot be read are there, too."""
    counts = []
    for side in (report.before, report.after):
        unread = f"（読めない {len(side.unreadable)}）" if side.unreadable else ""
        counts.append(f"{len(side.sheets) + len(side.unreadable)}枚{unread}")
    return f"シート {' → '.join(counts)}"


def left_out_of(report: Report) -> str:
    """Return a sentence about what the report does not tell, so that silence is never mistaken."""
    hidden = report.hidden
    if not report.changes and not sum(hidden.values()):
        return no_difference(report)
    found = left_out_words(hidden)
    nothing = "" if report.changes else "重要、注意、参考に当たる変更はありません。"
    return nothing + (f"省いたもの: {'、'.join(found)}。" if found else "省いたものはありません。")


Names = Callable[[Change], str]
"""What the section, or department, is called that a change is about; "" where it is about none."""


def names_of_units(report: Report) -> Names:
    """Return how the sections of a report are called: with their department where two share one."""
    units = {one[1:]: one for side in (report.before, report.after) for one in side.sheets}
    uses = Counter(one.unit for one in units.values())

    def name(change: Change) -> str:
        spot = change.after or change.before
        if spot is None:
            return ""
        identity = spot.sheet.id
        return identity.label if uses[identity.unit] > 1 else identity.unit

    return name


def department_of(change: Change) -> str:
    """Return the department that a change is about, "" where it is about none."""
    spot = change.after or change.before
    return "" if spot is None else spot.sheet.id.department


def sentence_of(change: Change, names: Names) -> str:
    """Return what changed, with the section before it."""
    where = names(change)
    return f"{where}: {change.message}" if where else change.message


def no_difference(report: Report) -> str:
    """Return what to say where nothing was found; a sheet that cannot be read was not compared."""
    if not report.before.unreadable and not report.after.unreadable:
        return "違いはありません。"
    rest = "ほかに違いはありません。" if report.before.sheets and report.after.sheets else ""
    return f"読めないシートがあるため、そのシートは比べていません。{rest}"


def left_out_words(hidden: Mapping[str, int]) -> list[str]:
    """Return in words what a report counts but does not tell, the least important first."""
    found = []
    if hidden.get(NOISE):
        found.append(f"担当、表記、並び順など（雑）{hidden[NOISE]}件")
    if hidden.get(SILENT):
        found.append(f"設定で止めた規則のもの {hidden[SILENT]}件")
    return found + [
        f"{LEVEL_WORDS[level]} {hidden[level]}件" for level in LEVELS[:3] if hidden.get(level)
    ]
