"""Checks of criteria: by what a reader will know that an action succeeded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from orgsheet.fiscal import Deadline, outside
from orgsheet.fiscal.deadline.find_dates import find_dates
from orgsheet.form.sheet import Action, Sheet
from orgsheet.japanese.amounts import read_amounts
from orgsheet.japanese.kept_patterns import compiled
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import similarity
from orgsheet.japanese.numerals import fold
from orgsheet.japanese.titles import bare
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.cascade import sections_of
from orgsheet.source import Scalar, text_span
from orgsheet.workspace.workspace import Workspace

UNITS = (
    *("人", "名", "件", "回", "割", "ポイント", "%", "％", "パーセント", "倍", "円", "千円"),
    *("万円", "億円", "部", "枚", "冊", "本", "点", "校", "社", "店", "戸", "世帯", "団体"),
    *("箇所", "か所", "ヶ所", "カ所", "台", "時間", "分", "日", "組", "種類", "項目", "事業"),
    *("施設", "講座", "作品"),
)
"""Counters and units that stand behind a number."""
# Begun only at a number's first digit and never given back: linear on any row of digits.
_NUMBER = "(?<![0-9０-９,，.．])[0-9０-９][0-9０-９,，.．]*+"
ANY_NUMBER = pattern("[0-9０-９]")


_NEAR = 0.5
"""From here on a heading is the one for criteria, mistyped."""


@check(values=("項目", "見出し"))
def neither_deadline_nor_criterion(sheet: Sheet) -> Iterator[Spot]:
    """Report a row with neither a deadline nor a criterion, where the form asks for both."""
    for action in sheet.actions:
        if not (action.table.deadline and action.table.criteria):
            continue
        if not action.milestones and action.raw_deadline is None and not action.criteria:
            yield Spot(
                node=action.item or action.node,
                values={"項目": action.name, "見出し": action.section},
            )


@check(values=("項目", "見出し"))
def criterion_missing(
    sheet: Sheet,
    workspace: Workspace,
    *,
    sections: tuple[str, ...],
    units: tuple[str, ...] = UNITS,
) -> Iterator[Spot]:
    """Report a dated row without a criterion, unless a target stands among its dates.

    A department's row that repeats a section's is left to the section's sheet.

    Args:
        sheet: the sheet.
        workspace: gives the sections' sheets.
        sections: only rows of these lists, by their roles or headings.
        units: behind a number, these make a target.
    """
    target = _target(units)
    repeated: set[str] | None = None
    for action in sheet.actions:
        table = action.table
        if action.criteria or not table.criteria or not table.is_called(sections):
            continue
        if repeated is None:
            repeated = _rows_of_sections(sheet, workspace)
        if action.name and bare(action.name) in repeated:
            continue
        written = action.node.entries.get(table.criteria)
        if getattr(written, "text", "").strip() or getattr(written, "items", ()):
            continue  # something is written, and another rule says what is wrong with it
        if any(similarity(key, table.criteria) >= _NEAR for key in action.node.keys):
            continue  # a mistyped heading, which is told
        if not action.milestones and action.raw_deadline is None:
            continue  # neither_deadline_nor_criterion says so
        if not any(target.search(text.text) for text in _deadline_texts(action)):
            yield Spot(
                node=action.item or action.node,
                values={"項目": action.name, "見出し": action.section},
                paste=f"{table.criteria}:\n  - ",
            )


def _rows_of_sections(sheet: Sheet, workspace: Workspace) -> set[str]:
    """Return the names of the rows of a department's sections; none for a section's sheet."""
    if not sheet.id.is_department:
        return set()
    others = sections_of(sheet, workspace)
    return {bare(action.name) for other in others for action in other.actions}


def _deadline_texts(action: Action) -> list[Scalar]:
    texts = [step.event for step in action.milestones] + [action.raw_deadline]
    return [text for text in texts if text is not None]


def _sentence(text: str, place: int) -> str:
    """Return the sentence or line of a text that a place lies in."""
    begin = max(text.rfind(mark, 0, place) for mark in "。\n") + 1
    ends = [at for mark in "。\n" if (at := text.find(mark, place)) >= 0]
    return text[begin : min(ends, default=len(text))].strip()


@lru_cache(maxsize=64)
def _target(units: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of a number that is to be reached: 1,800人を達成, 80%以上を目指す."""
    unit = _either(units)
    return compiled(
        f"{_NUMBER}[万千億]?(?:{unit})(?:以上|以下|以内|超)?(?:を|の)?(?:達成|目標|目指|超え|実現)"
        f"|{_NUMBER}[万千億]?(?:{unit})(?:(?:以上|以下|以内)?に|まで)"
        "(?:増やす|伸ばす|高める|減らす|抑える)"
        f"|{_NUMBER}[万千億]?(?:{unit})(?:以上|以下|以内)(?=(?:[とに]する)?(?:[。\\s]|$))"
    )


@lru_cache(maxsize=64)
def _counted(units: tuple[str, ...]) -> re.Pattern[str]:
    return compiled(f"(?:数|{_either(units)})[をがはのも]?$")


def _either(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@check(values=("目標", "項目"))
def criterion_among_dates(sheet: Sheet, *, units: tuple[str, ...] = UNITS) -> Iterator[Spot]:
    """Report a target that stands in an 内容 or 原文 of a row without 基準.

    Args:
        sheet: the sheet.
        units: behind a number, these make a target.
    """
    target = _target(units)
    for action in sheet.actions:
        for text in () if action.criteria else _deadline_texts(action):
            match = target.search(text.text)
            if match is not None:
                first, last = text_span(sheet.document, text, *match.span())
                yield Spot(
                    node=text,
                    start=first,
                    end=last,
                    values={"目標": match[0], "項目": action.name},
                    paste=f"{action.table.criteria}:\n  - {_sentence(text.text, match.start())}",
                )


_BARE_NUMBER = pattern(
    r"(?<![0-9０-９A-Za-zＡ-Ｚａ-ｚァ-ヶー・.．,，/～~〜()（）%％第-])"
    rf"(?P<number>{_NUMBER})[ 　]?(?P<limit>以上|以下|超え?る?|未満|を?達成|を超え|を目標"
    "|に増(?:やす?|える?)?|に減(?:らす?|る)?)"
)
_SCALES = pattern("(?:点|指数|偏差値|[位番])(?:で|が|は|を|の)?(?:平均)?$")
_SMALL_SCALES = pattern("(?:度|評価|段階|ランク|級|レベル)(?:で|が|は|を|の)?(?:平均)?$")


_LONGEST_SCALE = 10
_ONLY_NUMBER = pattern(rf"[ 　]*(?:約|計)?(?P<number>{_NUMBER})(?P<limit>程度|以上)?[ 　。]*$")


def _most(number: str) -> float:
    try:
        return float(fold(number).replace(",", ""))
    except ValueError:
        return 0.0


@check(values=("数", "基準", "項目"))
def criterion_no_unit(sheet: Sheet, *, units: tuple[str, ...] = UNITS) -> Iterator[Spot]:
    """Report a limit in a 基準 whose number has no unit (回答率80以上).

    Args:
        sheet: the sheet.
        units: a noun that ends so and stands before the number counts itself (団体を20以上).
    """
    counted = _counted(units)
    for action in sheet.actions:
        for criterion in action.criteria:
            if not ANY_NUMBER.search(criterion.text):
                continue
            alone = _ONLY_NUMBER.match(criterion.text)
            for match in [alone] if alone else _BARE_NUMBER.finditer(criterion.text):
                before = criterion.text[max(0, match.start() - 12) : match.start()].rstrip()
                # 満足度4.0以上 and 評価3以上 count on a scale, which has no unit.
                small = _SMALL_SCALES.search(before) and _most(match["number"]) <= _LONGEST_SCALE
                if small or _SCALES.search(before) or counted.search(before):
                    continue
                first, last = text_span(sheet.document, criterion, *match.span())
                yield Spot(
                    node=criterion,
                    start=first,
                    end=last,
                    values={
                        "数": match[0],
                        "基準": criterion.text,
                        "項目": action.name,
                    },
                    about=match[0],
                )


# What is done in a month, as the whole of the sentence: no clause about something else behind it.
_DONE_THEN = pattern(
    "[にか](?:ら)?(?=(?:(?![るうくすたい][一-龠々ァ-ヶー]|向け|備え|比べ|対し|おけ|[^。]{0,20}(?:予算|準備|よう|ため))[^。\n])"
    "{2,40}[るうくすつぶむ]。?$)"
)
_UNTIL = pattern("[頃中]?(?:まで|迄)に?|中に|末?を(?:目途|目処|めど|期限)(?:に|として)?")


def _start(deadline: Deadline) -> date | None:
    """Return when a step may begin; one at the end of a month may be any day of the month."""
    if deadline.traits.is_end:
        return None if deadline.last is None else deadline.last.replace(day=1)
    return deadline.first or deadline.last


@check(values=("基準", "期限", "食い違い", "項目"))
def criterion_deadline_clash(sheet: Sheet) -> Iterator[Spot]:
    """Report a date in a 基準 that is outside the year or before the row's first step."""
    year = sheet.year
    for action in sheet.actions if year is not None else ():
        assert year is not None, "rows are looked at in a year"
        starts = [_start(step.deadline) for step in action.milestones if step.deadline is not None]
        known = [day for day in starts if day is not None]
        for criterion in action.criteria:
            for found in find_dates(criterion.text, year):
                until = _UNTIL.match(criterion.text, found.end)
                day = found.deadline.last
                if until is None and day is not None and day > year.last and found.dated:
                    until = _DONE_THEN.match(criterion.text, found.end)
                if day is None or until is None:
                    continue
                if outside(found.deadline, year):
                    # A year further off may be when a number is to be reached; of a year that is
                    # over and named whole, year_named_wrong speaks.
                    over = day < year.first and until[0] == "中に"
                    if found.deadline.traits.is_by_year and (over or read_amounts(criterion.text)):
                        continue
                    reason = f"{year.kanji}の外です"
                elif len(known) == len(action.milestones) > 0 and day < min(known):
                    reason = "最初の予定より前です"
                else:
                    continue
                first, last = text_span(sheet.document, criterion, found.start, until.end())
                yield Spot(
                    node=criterion,
                    start=first,
                    end=last,
                    values={
                        "基準": criterion.text,
                        "期限": criterion.text[found.start : until.end()],
                        "食い違い": reason,
                        "項目": action.name,
                    },
                )
