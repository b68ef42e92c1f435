"""Checks of one 時期: readable, in its year, the right way round, definite, normally spelled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orgsheet.fiscal import (
    KINDS,
    Deadline,
    FiscalYear,
    find_deadlines,
    find_era,
    outside,
    read_deadline,
    split_leading,
    to_wareki,
)
from orgsheet.form.blanks import is_blank
from orgsheet.form.sheet import Action, Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import fold, read_number
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.times_with_events import event_within
from orgsheet.source import Scalar, text_span

_LOOKS_DATED = pattern(
    "[0-9〇一二三四五六七八九十元] ?(?:[月日年旬期週/.~-]|$)|令和|平成|上旬|中旬|下旬"
)
_DECEMBER = 12
_GENERAL_NOTE = "期限として読めません。"


@check(values=("時期", "直し方", "項目"))
def deadline_unreadable(sheet: Sheet, *, dated: bool = True) -> Iterator[Spot]:
    """Report a 時期 that cannot be read as a date, a period or a way of recurring.

    Args:
        sheet: the sheet.
        dated: look at what seems meant as a date (13月), or at all other words.
    """
    for action, step in sheet.milestones:
        if step.deadline is None or step.deadline.traits.is_readable or step.when is None:
            continue
        text = step.when.text
        if not text.strip() or is_blank(text) or event_within(step, sheet.year) is not None:
            continue
        if _is_misdated(text, sheet) is not dated:
            continue
        note = step.deadline.note.removeprefix(_GENERAL_NOTE)
        yield Spot(node=step.when, values={"時期": text, "直し方": note, "項目": action.name})


def _is_misdated(text: str, sheet: Sheet) -> bool:
    """Tell whether an unreadable 時期 seems meant as a date, and not as one with more words."""
    found = find_deadlines(text, sheet.year) if sheet.year else []
    rest = text[found[0][1] :] if found and found[0][0] == 0 else text
    return _LOOKS_DATED.search(fold(rest)) is not None


@check(values=("時期", "読み", "年度", "範囲", "正しい文", "項目"))
def deadline_outside_year(sheet: Sheet) -> Iterator[Spot]:
    """Report a 時期, or the date that begins a 原文, that lies outside the sheet's year."""
    year = sheet.year
    if year is None:
        return
    for action, node, deadline, end in _dates(sheet, year):
        if deadline.reversed or not outside(deadline, year):
            continue
        day = deadline.last or deadline.first
        assert day is not None, "what lies outside has a date"
        reading = f"{day.year}年{day.month}月"
        if deadline.traits.unit != "month":
            reading += f"{day.day}日"
        # A date before the year is a slip; one after it may be meant.
        right = _in_year(deadline, year) if day < year.first else None
        first, last = text_span(sheet.document, node, 0, end)
        yield Spot(
            node=node,
            start=first,
            end=last,
            values={
                "時期": deadline.text,
                "読み": reading,
                "年度": year.kanji,
                "範囲": f"{year.first.year}年4月～{year.last.year}年3月",
                "正しい文": f"年の書き誤りなら「{right}」です。" if right else "",
                "項目": action.name,
            },
            replacement=None if right is None else right + node.text[end:],
        )


def _dates(sheet: Sheet, year: FiscalYear) -> Iterator[tuple[Action, Scalar, Deadline, int]]:
    """Yield each row's dates with their node and where they end in its text."""
    for action in sheet.actions:
        for step in action.milestones:
            if step.when is not None and step.deadline is not None:
                yield action, step.when, step.deadline, len(step.when.text)
        raw = action.raw_deadline
        # Without a year a date is never outside.
        if raw is not None and _YEAR.search(raw.text[:_HEAD]) is not None:
            found = split_leading(raw.text, year)
            if found is not None:
                yield action, raw, found[0], found[1]


_YEAR = pattern(
    "[0-9０-９元一二三四五六七八九十]年|[0-9０-９]{4}|[RHSＲＨＳ][0-9０-９]|昨年|前年|翌"
)
_HEAD = 20
_YEARS = pattern(
    "(?P<era>令和|平成|昭和|[RHS])(?P<year>元|[0-9]{1,2})(?:年(?P<fiscal>度)|年(?P<month>[0-9]{1,2})月)"
    "|(?P<western>[0-9]{4})(?:年(?P<fiscal2>度)|年(?P<month2>[0-9]{1,2})月)"
)


def _in_year(deadline: Deadline, year: FiscalYear) -> str | None:
    """Return the phrase with its years changed so that it lies in the fiscal year, or None."""
    text = _YEARS.sub(lambda match: _right_year(match, year), fold(deadline.text))
    text = text.replace("~", "～")
    again = read_deadline(text, year)
    if again.kind != deadline.kind or again.reversed or outside(again, year):
        return None
    return text


def _right_year(match: re.Match[str], year: FiscalYear) -> str:
    month = match["month"] or match["month2"]
    number = int(month) if month and 1 <= int(month) <= _DECEMBER else None
    if month and number is None:
        return match[0]
    start = year.calendar_year(number) if number else year.start
    unit = f"年{month}月" if month else "年度"
    if match["western"]:
        return f"{start}{unit}"
    if number is None:
        return year.kanji
    era, count = to_wareki(year.first.replace(year=start, month=number, day=1))
    written = find_era(match["era"])
    name = match["era"] if written == era else era.name
    return f"{name}{'元' if count == 1 else count}{unit}"


@check(values=("時期", "正しい文", "項目"))
def deadline_reversed(sheet: Sheet) -> Iterator[Spot]:
    """Report a range whose end comes before its beginning in the fiscal year."""
    for action, step in sheet.milestones:
        if step.deadline is None or not step.deadline.reversed or step.when is None:
            continue
        right = _in_year(step.deadline, sheet.year) if sheet.year else None
        yield Spot(
            node=step.when,
            values={
                "時期": step.when.text,
                "正しい文": f"年の書き誤りなら「{right}」です。" if right else "",
                "項目": action.name,
            },
            replacement=right,
        )


@check(values=("時期", "項目"), choices={"kinds": KINDS})
def deadline_vague(
    sheet: Sheet,
    *,
    kinds: tuple[str, ...] = (),
    words: tuple[str, ...] = (),
) -> Iterator[Spot]:
    """Report a 時期 that is readable but does not say when.

    Args:
        sheet: the sheet.
        kinds: kinds of deadlines that are vague, such as `season`.
        words: words that make a 時期 with days vague, such as 頃; 概ね3カ月ごと has none.
    """
    for action, step in sheet.milestones:
        if step.deadline is None or step.when is None or not step.deadline.traits.is_readable:
            continue
        dated = step.deadline.first or step.deadline.last
        if step.deadline.kind in kinds or (dated and any(w in step.when.text for w in words)):
            yield Spot(
                node=step.when,
                values={"時期": step.when.text, "項目": action.name},
                paste=_without(step.when.text, words, sheet.year),
            )


def _without(text: str, words: tuple[str, ...], year: FiscalYear | None) -> str:
    """Return the line of a 時期 without the words that make it vague, if it says when then."""
    for word in words:
        text = text.replace(word, "")
    certain = year is not None and read_deadline(text, year).certainty == "exact"
    return f"時期: {text}" if certain else ""


_KANJI_NUMBER = pattern("(?<![第毎数約])[〇一二三四五六七八九十]{1,3}(?= ?[月日]|年[^間])")
_MARK = pattern("(?<=[月日旬半末0-9]) ?[~ー-] ?(?=[0-9令翌]|$)")


@check(values=("時期", "標準の書き方", "項目"))
def deadline_spelling(sheet: Sheet) -> Iterator[Spot]:
    """Report a readable 時期 whose digits, range marks or spaces are not the usual ones."""
    for action, step in sheet.milestones:
        if step.deadline is None or step.when is None or sheet.year is None:
            continue
        normal = _normal(step.deadline, sheet.year)
        if normal is not None and normal != step.when.text:
            yield Spot(
                node=step.when,
                values={
                    "時期": step.when.text,
                    "標準の書き方": normal,
                    "項目": action.name,
                },
                replacement=normal,
            )


_ROUND = pattern("[()（）]")


def _normal(deadline: Deadline, year: FiscalYear) -> str | None:
    """Return the usual spelling of a calendar phrase, None where changing it changes its reading.

    Half-width digits, ～ for a range and no spaces; words stay as they are (5～7月, 月末まで), and
    so do brackets.
    """
    if not deadline.traits.is_respelled:
        return None
    text = _KANJI_NUMBER.sub(_digits, fold(deadline.text).strip())
    if deadline.traits.is_range:
        text = _MARK.sub("～", text)
    text = text.replace("~", "～").replace(" ", "")
    # （土） and (土) are both right; in 公用文 brackets are full-width.
    written = iter(_ROUND.findall(deadline.text))
    text = _ROUND.sub(lambda bracket: next(written, bracket[0]), text)
    again = read_deadline(text, year)
    same = (again.kind, again.first, again.last) == (deadline.kind, deadline.first, deadline.last)
    return text if same else None


def _digits(match: re.Match[str]) -> str:
    value = read_number(match[0])
    return match[0] if value is None else str(value)
