"""What the rows of a year lack, and what they come to, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from orgsheet.render.display_width import Style, printable
from orgsheet.yearbook.results_tables import LOWERED, share_of
from orgsheet.yearbook.told_tables import YearReport
from orgsheet.yearbook.year_results import YearResults
from orgsheet.yearbook.year_summary import UnitSummary, YearSummary

_HANGING = 2
"""Columns that a closing mark may hang over the end of a line."""
_BAR = 30
_NAME = 22


def render_results_text(report: YearReport, style: Style) -> str:
    """Return which rows lack what, sheet by sheet, and how many are whole."""
    results = report.body
    assert isinstance(results, YearResults), "how a year went"
    time = results.times[-1]
    out = _head(report, style)
    whole = total = 0
    for sheet, group in groupby(results.rows, key=lambda one: one.sheet):
        said = [(row, one) for row in group if (one := row.at(time)) is not None]
        if not said:
            continue
        ready = sum(not one.lacks for _, one in said)
        whole, total = whole + ready, total + len(said)
        mark = "すべてそろっています" if ready == len(said) else f"{ready} 件そろっています"
        out += ["", *_wrapped(f"■ {sheet.label}（{len(said)} 件のうち、{mark}）", style)]
        for row, one in said:
            if one.lacks:
                out += _indented(row.name or "（名称なし）", style, 2)
                out += _indented(f"足りないもの: {'、'.join(one.lacks)}", style, 6)
    left = total - whole
    told = f"計 {total} 件のうち {whole} 件がそろっています" + (
        f"（残り {left} 件）。" if left else "。"
    )
    return "\n".join((*out, "", *_wrapped(told, style), ""))


def render_summary_text(report: YearReport, style: Style) -> str:
    """Return the counts of the whole city with bars, then those of each department."""
    summary = report.body
    assert isinstance(summary, YearSummary), "the city's table"
    out = _head(report, style)
    for unit in (summary.whole, *summary.departments):
        name = unit.name or "全体"
        out += ["", *_wrapped(f"■ {name}（{unit.rows} 件）", style)]
        out += list(_unit(unit, style, has_bars=not unit.name))
    return "\n".join((*out, ""))


def _unit(unit: UnitSummary, style: Style, *, has_bars: bool) -> Iterator[str]:
    for subject, counts in unit.counted.items():
        total = sum(count for _, count in counts)
        if not has_bars:
            told = "、".join(f"{word} {count}" for word, count in counts if count) or "ありません"
            yield from _indented(f"{subject}: {told}", style, 2)
            continue
        yield f"  {subject}（{total} 件）"
        for word, count in counts:
            share = share_of(count, total)
            bar = "#" * round(_BAR * count / total) if total else ""
            name = style.cut(printable(word), _NAME)
            gap = " " * (_NAME - style.width(name))
            percent = "" if share is None else f"{share}%"
            yield f"    {name}{gap} {count:>5} {percent:>7} {bar}".rstrip()
    lowered = "比べる版がありません" if unit.lowered is None else f"{len(unit.lowered)} 件"
    yield from _indented(f"{LOWERED}: {lowered}", style, 2)
    for sentence in unit.lowered or ():
        yield from _indented(f"・{sentence}", style, 4)


def _head(report: YearReport, style: Style) -> list[str]:
    told = (*report.notices, report.title)
    return [line for sentence in told for line in _wrapped(sentence, style)]


def _indented(text: str, style: Style, indent: int) -> list[str]:
    return [f"{' ' * indent}{line}" for line in _wrapped(text, style, indent)]


def _wrapped(text: str, style: Style, indent: int = 0) -> list[str]:
    """Return a text in lines that fit, with room for a closing mark that hangs over the end."""
    return style.wrap(printable(text), style.columns - indent - _HANGING)
