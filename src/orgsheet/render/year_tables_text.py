"""What is due when, who serves which plan, who carries what and what was found, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from orgsheet.fiscal.eras import date_text
from orgsheet.render.display_width import Style, printable
from orgsheet.render.ics import summary_of
from orgsheet.yearbook.due_calendar import ASIDE, MONTHS, PLACES, Calendar, Due
from orgsheet.yearbook.plan_coverage import Coverage, Served
from orgsheet.yearbook.staff_workload import SectionLoad, Workload
from orgsheet.yearbook.told_tables import YearReport
from orgsheet.yearbook.year_results import YearResults
from orgsheet.yearbook.year_summary import YearSummary

_WHEN = 16
"""Columns of the time as it is written."""
_BAR = 30
_HANGING = 2
"""Columns that a closing mark may hang over the end of a line."""


def render_calendar_text(report: YearReport, style: Style) -> str:
    """Return the steps month by month, then those without a month, then what is late.

    Where only some of the steps are told, these alone, as they come.
    """
    calendar = report.body
    assert isinstance(calendar, Calendar), "a calendar"
    out = _head(report, style)
    if report.is_part:
        return "\n".join(
            (*out, *_block(report.table.title, calendar.dues, style, is_told=True), "")
        )
    for month in MONTHS:
        out += _block(f"{month}月", [one for one in calendar.dues if month in one.months], style)
    for place in ASIDE:
        out += _block(PLACES[place], [one for one in calendar.dues if one.place == place], style)
    if report.as_of is not None:
        out += _now(calendar, report.as_of, style)
    if calendar.timeless:
        out += ["", *style.wrap(f"期限の書かれていない行: {calendar.timeless} 件", style.columns)]
    return "\n".join((*out, ""))


def _now(calendar: Calendar, day: date, style: Style) -> list[str]:
    out: list[str] = []
    if day in calendar.year:
        out += _block(f"今月（{day.month}月）", calendar.this_month(day), style, is_told=True)
    late = calendar.overdue(day)
    return out + _block(
        f"期限を過ぎて結果のないもの（{date_text(day)}の時点）", late, style, is_told=True
    )


def _block(title: str, dues: Sequence[Due], style: Style, *, is_told: bool = False) -> list[str]:
    """Return steps under a title, section by section; nothing where there are none."""
    if not dues:
        return ["", f"■ {title}: ありません"] if is_told else []
    out = ["", f"■ {title}（{len(dues)} 件）"]
    for sheet, group in groupby(dues, key=lambda one: one.sheet):
        out.append(f"  {style.cut(printable(sheet.label), style.columns - 2)}")
        for one in group:
            when = style.cut(printable(one.when), _WHEN)
            lead = f"    {when}{' ' * (_WHEN + 1 - style.width(when))}"
            text = printable(summary_of(one))
            out.append(lead + style.cut(text, style.columns - _WHEN - 5))
    return out


def render_coverage_text(report: YearReport, style: Style) -> str:
    """Return the items plan by plan with who serves them; those that nobody serves once more."""
    coverage = report.body
    assert isinstance(coverage, Coverage), "a coverage"
    out = _head(report, style)
    meanings = {one.number: one for one in coverage.numbers}
    for number, group in groupby(coverage.items, key=lambda one: one.number):
        meaning = meanings.get(number)
        label = "計画" if meaning is None else meaning.label or number
        more = "" if meaning is None or meaning.is_complete else "（項目は全部ではありません）"
        out += ["", *_wrapped(f"■ {label}{more}", style)]
        for item in group:
            out += _item(item, style)
    unserved = coverage.unserved
    out += ["", f"どのシートも挙げていない項目: {len(unserved)} 件"]
    out += [
        f"  {style.cut(printable(f'{o.number} {o.item}'), style.columns - 2)}" for o in unserved
    ]
    return "\n".join((*out, ""))


def _item(item: Served, style: Style) -> Iterator[str]:
    mark = "" if item.is_registered else "（台帳にない）"
    yield f"  {style.cut(printable(f'{item.item}{mark}'), style.columns - 2)}"
    if item.near:
        yield from _indented(f"「{item.near}」の書き誤りではありませんか。", style)
    names = [f"{by.sheet.unit}{f'（{len(by.duties)}）' if by.duties else ''}" for by in item.by]
    yield from _indented("、".join(names) or "なし", style)


def render_workload_text(report: YearReport, style: Style) -> str:
    """Return how the rows of each section are shared: by person where names may be told."""
    workload = report.body
    assert isinstance(workload, Workload), "a workload"
    out = _head(report, style)
    for one in workload.sections:
        out += ["", f"■ {style.cut(printable(one.sheet.label), style.columns - 3)}"]
        out += list(_load(one, style))
    if not workload.has_names:
        words = (
            "職員の名前は示していません。庁内で見るには --internal を付けます"
            "（公表する人は orgsheet.yaml の publication で決めます）。"
        )
        out += ["", *style.wrap(words, style.columns)]
    return "\n".join((*out, ""))


def _load(one: SectionLoad, style: Style) -> Iterator[str]:
    told = f"行 {one.rows}、担当 {one.people} 人"
    if one.people:
        told += f"、一人あたり {one.least}～{one.most} 行"
    for rows, words in ((one.for_all, "全員の行"), (one.for_nobody, "担当のない行")):
        told += f"、{words} {len(rows)}" if rows else ""
    yield from (f"  {line}" for line in style.wrap(told, style.columns - 2))
    longest = max([style.width(printable(load.name)) for load in one.loads], default=0)
    room = min(longest, style.columns - _BAR - 10)
    for load in one.loads:
        name = style.cut(printable(load.name), room)
        count = len(load.rows)
        bar = "#" * max(1, round(_BAR * count / max(one.most, 1)))
        yield f"  {name}{' ' * (room - style.width(name))} {count:>4} {bar}"


def render_found_text(report: YearReport, style: Style) -> str:
    """Return what was found with its place."""
    found = report.body
    assert not isinstance(found, Calendar | Coverage | Workload | YearResults | YearSummary), (
        "what was found"
    )
    out = _head(report, style)
    for one in found:
        names = (one.sheet.year, one.sheet.label, one.heading, one.name)
        out += [
            "",
            *style.wrap(printable("  ".join(filter(None, names))), style.columns - _HANGING),
        ]
        out += _indented(one.excerpt, style)
        out.append(f"   --> {printable(one.path)}:{one.line}")
        if one.page.startswith("https://"):
            out.append(f"       {printable(one.page)}")
    return "\n".join((*out, ""))


def _head(report: YearReport, style: Style) -> list[str]:
    told = (*report.notices, report.title)
    return [line for sentence in told for line in _wrapped(sentence, style)]


def _indented(text: str, style: Style) -> list[str]:
    return [f"    {line}" for line in _wrapped(text, style, 4)]


def _wrapped(text: str, style: Style, indent: int = 0) -> list[str]:
    """Return a text in lines that fit, with room for a closing mark that hangs over the end."""
    return style.wrap(printable(text), style.columns - indent - _HANGING)
