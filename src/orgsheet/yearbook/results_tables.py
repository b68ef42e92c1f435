"""How a year went as tables: a row at a round, an indicator at a round, and the city's counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from orgsheet.fiscal import read_deadline
from orgsheet.yearbook.data_table import HEAD, Column, DataTable, Value, head, table_of
from orgsheet.yearbook.row_tables import ROW
from orgsheet.yearbook.year_results import Judgement, RowResults, YearResults
from orgsheet.yearbook.year_summary import UnitSummary, YearSummary

_ROUND = Column("round", "時", "text", "いつの評価か（中間、年度末など）。")
SAID = (
    Column("rating", "評価", "text", "尺度から選ばれた値。なければ空。", "評価"),
    Column("own_rating", "尺度による評価", "text", "数値から尺度が出す値。人が決める尺度では空。"),
    Column("direction", "来年度", "text", "来年度の方向。なければ空。", "評価"),
    Column("situation", "状況", "text", "どこまで進んだか。", "状況"),
    Column("reason", "理由", "text", "なぜその評価と方向にしたか。", "理由"),
    Column("problem", "課題", "text", "残った課題。", "課題"),
    Column("steps_done", "実施した期限", "integer", "結果が「実施」か「遅れて実施」の期限の件数。"),
    Column("steps_late", "遅れた期限", "integer", "結果が「実施」でない期限の件数。"),
    Column("steps_open", "結果のない期限", "integer", "日の分かる期限で、結果のないものの件数。"),
)
"""The columns of what was said of a row at a round."""

RESULTS = (
    *ROW,
    _ROUND,
    Column("complete", "そろった", "yes", "その時に書くことが、すべて書かれているか。"),
    Column("lacks", "足りないもの", "list", "その時に書くことのうち、まだ書かれていないもの。"),
    *SAID,
)
"""The columns of the table of rows behind those of every table."""

EVALUATIONS = (*ROW, _ROUND, *SAID)
"""The same without what is lacking: where a part of a sheet is not shown it is not known."""

ATTAINMENTS = (
    *ROW,
    _ROUND,
    Column("indicator", "指標", "text", "指標の名称。", "指標"),
    Column("unit", "単位", "text", "単位。", "指標"),
    Column("category", "分類", "text", "成果、活動など。", "指標"),
    Column("base", "基準値", "text", "書かれたとおりの基準値。", "指標"),
    Column("target", "目標値", "text", "書かれたとおりの目標値。", "指標"),
    Column("result", "実績", "text", "書かれたとおりの実績。", "実績"),
    Column("base_value", "基準値の数", "number", "数として読める基準値。なければ空。"),
    Column("target_value", "目標値の数", "number", "数として読める目標値。なければ空。"),
    Column("result_value", "実績の数", "number", "数として読める実績。「集計中」などでは空。"),
    Column("measured_at", "時点", "text", "実績の時点。", "実績"),
    Column("measured_on", "時点の日", "date", "時点の日。月までなら月の終わり。読めなければ空。"),
    Column(
        "attainment", "達成率", "number", "達成率（％、小数第1位より下は切り捨て）。なければ空。"
    ),
    Column("attainment_text", "達成率の言葉", "text", "達成率か、言えないわけ。"),
    Column("reason", "言えないわけ", "text", "達成率が言えないわけ。言えるときは空。"),
    Column("formula", "計算", "text", "達成率の計算。"),
)
"""The columns of the table of indicators behind those of every table."""

SUMMARY = (
    *HEAD[:3],
    _ROUND,
    Column("subject", "何の数か", "text", "評価、来年度、指標、期限、引き下げた目標。"),
    Column("word", "区分", "text", "数えた値。"),
    Column("count", "件数", "integer", "件数。"),
    Column("of", "全体", "integer", "割合のもとになる件数。"),
    Column("share", "割合", "number", "全体に占める割合（％、小数第1位より下は切り捨て）。"),
)
"""The columns of the city's counts; an empty department is the whole city."""

LOWERED = "引き下げた目標"
_TENTH = Decimal("0.1")


def results_table(results: YearResults, times: Iterable[str]) -> DataTable:
    """Return what was said of each row at some rounds, one a row."""
    rows = (one for time in times for one in _rows(results.rows, time))
    return table_of("results", "評価と足りないもの", RESULTS, rows)


def evaluations_table(results: Iterable[YearResults]) -> DataTable:
    """Return what was said of each row at each round of which anything is written."""
    rows = (
        (*_row_head(row), said.time, *_said(row, said))
        for year in results
        for row in year.rows
        for said in row.judgements
        if said.is_begun
    )
    return table_of("evaluations", "評価", EVALUATIONS, rows)


def attainments_table(years: Iterable[YearResults]) -> DataTable:
    """Return what each indicator came to at each round of which anything is written of its row."""
    rows = (one for results in years for one in _attainments(results))
    return table_of("attainments", "指標の達成率", ATTAINMENTS, rows)


def summary_table(summary: YearSummary) -> DataTable:
    """Return the counts of a round, department by department, the whole city last."""
    rows = tuple(
        (summary.year.label, summary.year.start, unit.name, summary.time, *counted)
        for unit in (*summary.departments, summary.whole)
        for counted in _counts(unit)
    )
    return DataTable("summary", "評価のまとめ", SUMMARY, rows)


def percent_of(rate: Fraction) -> float:
    """Return a rate with one decimal, what is behind it cut off."""
    tenths = abs(rate.numerator) * 10 // rate.denominator
    return (tenths if rate >= 0 else -tenths) / 10


def share_of(count: int, whole: int) -> Decimal | None:
    """Return a share in percent, cut off behind the first decimal; None of nothing."""
    if not whole:
        return None
    return (Decimal(100 * count) / whole).quantize(_TENTH, ROUND_FLOOR)


def _row_head(row: RowResults) -> tuple[Value, ...]:
    return (*head(row.sheet, row.sample), row.heading, row.row_id, row.row + 1, row.name)


def _rows(rows: Iterable[RowResults], time: str) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        said = row.at(time)
        if said is None:
            continue
        yield (
            *_row_head(row),
            time,
            not said.lacks,
            said.lacks,
            *_said(row, said),
        )


def _said(row: RowResults, said: Judgement) -> tuple[Value, ...]:
    return (
        said.rating,
        said.own,
        said.direction,
        said.situation,
        said.reason,
        said.problem,
        *row.step_counts,
    )


def _attainments(results: YearResults) -> Iterator[tuple[Value, ...]]:
    for row in results.rows:
        for said in row.judgements:
            for one in said.reached if said.is_begun else ():
                yield (
                    *_row_head(row),
                    said.time,
                    one.name,
                    one.unit,
                    one.category,
                    one.base,
                    one.target,
                    one.result,
                    *one.numbers,
                    one.at,
                    read_deadline(one.at, results.year).last if one.at else None,
                    None if one.percent is None else percent_of(one.percent),
                    one.shown,
                    one.reason,
                    one.formula,
                )


def _counts(unit: UnitSummary) -> Iterator[tuple[Value, ...]]:
    for subject, counts in unit.counted.items():
        whole = sum(count for _, count in counts)
        for word, count in counts:
            share = share_of(count, whole)
            yield subject, word, count, whole, None if share is None else float(share)
    if unit.lowered is not None:
        yield LOWERED, "", len(unit.lowered), unit.rows, None
