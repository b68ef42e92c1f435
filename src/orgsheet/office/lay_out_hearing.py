"""The pages for the budget talk: one a sheet, with all that is known of how its rows went.

What was not written stands as such: a page never looks better than what it was made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.built_in_words import DONE, OUTCOMES, SAMPLE
from orgsheet.form.sheet import SheetId
from orgsheet.office.printed_book import Book, Cell, Grid, Page
from orgsheet.render.escape import visible
from orgsheet.yearbook.results_before import Earlier
from orgsheet.yearbook.year_results import (
    Judgement,
    Reached,
    RowKey,
    RowResults,
    YearResults,
    key_of,
)

TITLE = "予算編成の聞き取り"
_NONE = "（なし）"
_HEAD = ("事業・取組み", "期限の結果", "指標と達成率", "評価と理由", "課題と来年度", "これまで")
_SHARES = (13, 16, 24, 20, 15, 12)
_COUNTS = ("行", "評価", "来年度", "目標に届いた指標", "期限の結果", "目標値の変更")
_COUNT_SHARES = (8, 18, 20, 18, 22, 14)


class Beside(NamedTuple):
    """What stands beside the rows of a page, by row.

    `earlier` are the rows of earlier years, the latest first; `changed` are sentences on what
    became of the targets since the year's start, None where no start is known to compare with.
    """

    earlier: Mapping[RowKey, Sequence[Earlier]]
    changed: Mapping[RowKey, Sequence[str]] | None


def hearing_book(results: YearResults, time: str, beside: Beside) -> Book:
    """Return the pages for the talk: one a sheet that has evaluated rows, in their order.

    Args:
        results: how the year went.
        time: the round that is told; what was said at the rounds before stands with it.
        beside: earlier years, and targets that were changed.
    """
    times = results.times[: results.times.index(time) + 1]
    pages = tuple(
        _page(sheet, tuple(rows), results.year, times, beside)
        for sheet, rows in groupby(results.rows, key=lambda one: one.sheet)
    )
    return Book(f"{results.year.kanji}　{TITLE}", pages)


def _page(
    sheet: SheetId,
    rows: tuple[RowResults, ...],
    year: FiscalYear,
    times: Sequence[str],
    beside: Beside,
) -> Page:
    samples = dict.fromkeys(row.sample for row in rows if row.sample)
    return Page(
        sheet=sheet,
        form="",
        title=visible(f"{year.kanji}　{TITLE}（{times[-1]}）"),
        unit=visible(sheet.label),
        notices=tuple(visible(f"{SAMPLE}: {one}") for one in samples),
        grids=(_counts(rows, times[-1], beside), _table(rows, times, beside)),
    )


def _counts(rows: Sequence[RowResults], time: str, beside: Beside) -> Grid:
    """Return what the page comes to, in one line."""
    said = [one for row in rows if (one := row.at(time)) is not None]
    figures = [one.is_reached for judgement in said for one in judgement.reached]
    known = [one for one in figures if one is not None]
    reached = f"{sum(known)} / {len(known)}" if known else _NONE
    if len(known) < len(figures):
        reached += f"（ほかに言えないもの {len(figures) - len(known)}）"
    results = [step.outcome for row in rows for step in row.steps if step.outcome]
    changed = "比べる版がない"
    if beside.changed is not None:
        count = sum(len(beside.changed.get(key_of(row), ())) for row in rows)
        changed = f"{count} 件" if count else "ない"
    cells = (
        f"{len(rows)} 件",
        _tally([one.rating for one in said]),
        _tally([one.direction for one in said]),
        reached,
        _tally(results, OUTCOMES),
        changed,
    )
    head = tuple(Cell(text) for text in _COUNTS)
    return Grid("rows", "", "", _COUNT_SHARES, head, (tuple(map(_told, cells)),))


def _tally(found: Sequence[str], order: Sequence[str] = ()) -> str:
    """Return how often each word stands, in an order, else as they come; blanks last."""
    words = [*order, *(one for one in found if one)]
    counts = [f"{one} {found.count(one)}" for one in dict.fromkeys(words) if one in found]
    blank = found.count("")
    return "、".join([*counts, *([f"未記入 {blank}"] if blank else [])]) or _NONE


def _table(rows: Sequence[RowResults], times: Sequence[str], beside: Beside) -> Grid:
    """Return the rows in one table, so that they fit on a page; what none has makes no column."""
    has_earlier = any(beside.earlier.get(key_of(row)) for row in rows)
    count = len(_HEAD) if has_earlier else len(_HEAD) - 1
    headings = dict.fromkeys(row.heading for row in rows)
    lines = tuple(_line(row, times, beside, has_heading=len(headings) > 1)[:count] for row in rows)
    title = f"■ {visible(next(iter(headings)))}" if len(headings) == 1 else ""
    return Grid("rows", "", title, _SHARES[:count], tuple(map(Cell, _HEAD[:count])), lines)


def _line(
    row: RowResults, times: Sequence[str], beside: Beside, *, has_heading: bool
) -> tuple[Cell, ...]:
    said = [one for time in times if (one := row.at(time)) is not None]
    last = said[-1] if said else None
    changed = () if beside.changed is None else beside.changed.get(key_of(row), ())
    name = (
        row.name or "（名称なし）",
        row.budget and f"予算 {row.budget}",
        f"［{row.heading}］" if has_heading and row.heading and row.list_role != "重点" else "",
    )
    cells = (
        "\n".join(filter(None, name)),
        "\n".join(_steps(row)) or _without_results(row),
        "\n".join((*_figures(said), *(f"※{one}" for one in changed))) or "指標なし",
        "\n".join(_ratings(said)) or "未記入",
        "\n".join(_next(last)) or "未記入",
        "\n".join(_earlier(beside.earlier.get(key_of(row), ()), times[-1])) or _NONE,
    )
    return tuple(map(_told, cells))


def _steps(row: RowResults) -> Iterator[str]:
    """Yield the count of the results, then each step that was not simply done."""
    results = [step.outcome for step in row.steps if step.outcome]
    if results:
        yield _tally(results, OUTCOMES)
    left = sum(1 for step in row.steps if not step.outcome and step.due is not None)
    if left:
        yield f"結果なし {left}"
    for step in row.steps:
        if step.outcome and step.outcome != DONE:
            day = f"（{step.done_on}）" if step.done_on else ""
            yield f"・{step.outcome}　{step.when}　{step.event or row.name}{day}"


def _without_results(row: RowResults) -> str:
    """Return why a row has no results of steps: it has no steps, or none that a month ends."""
    if row.steps:
        return f"月の決まらない期限 {len(row.steps)} 件（結果なし）"
    return "時期と内容に分けた期限がない"


def _figures(said: Sequence[Judgement]) -> Iterator[str]:
    """Yield the figures of the last round; where it has none, those of the one before."""
    figures = next((one.reached for one in reversed(said) if one.reached), ())
    for one in figures:
        result = one.result or "実績なし"
        way = " → ".join(filter(None, (one.base and f"基準 {one.base}", f"目標 {one.target}")))
        mark = "（活動）" if one.category == "活動" else ""
        yield f"{one.name}{mark}　{way} → 実績 {result}{_unit(one)}"
        formula = f" ＝ {one.formula}" if one.formula else ""
        yield f"　達成率 {one.shown}{formula}"


def _unit(one: Reached) -> str:
    return f"（{one.unit}）" if one.unit else ""


def _ratings(said: Sequence[Judgement]) -> Iterator[str]:
    for number, one in enumerate(said):
        if number < len(said) - 1 and not one.is_begun:
            continue
        texts = (one.situation, one.reason) if number == len(said) - 1 else (one.situation,)
        told = "".join(text.strip() for text in texts)
        yield f"{one.time}　{one.rating or '未記入'}{one.own_told}{f'：{told}' if told else ''}"


def _next(last: Judgement | None) -> Iterator[str]:
    if last is None:
        return
    if last.direction:
        yield f"来年度　{last.direction}"
    if last.problem:
        yield last.problem.strip()


def _earlier(rows: Iterable[Earlier], time: str) -> Iterator[str]:
    """Yield how a row went in earlier years, the latest first."""
    for one in rows:
        said = one.row.at(time)
        rating = "評価なし" if said is None or not said.rating else said.rating
        yield f"{one.year.kanji}　{rating}"
        if one.unit:
            yield f"　{one.unit}"
        for figure in () if said is None else said.reached:
            yield f"　{figure.result or '実績なし'}{_unit(figure)}　{figure.shown}"


def _told(text: str, heading: str = _HEAD[0]) -> Cell:
    """Return a cell that shows what is known; the form's own words would have no steps."""
    return Cell(visible(text), (heading,))
