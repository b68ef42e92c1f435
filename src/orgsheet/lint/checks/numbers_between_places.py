"""Checks of numbers that two places of one row give for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from orgsheet.form.built_in_words import EVENT
from orgsheet.form.sheet import Action, Milestone, Sheet
from orgsheet.japanese.amounts import read_value
from orgsheet.japanese.known_texts import kept
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import fold
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.times_in_sentence import listed_otherwise
from orgsheet.source import Scalar, text_span

# Begun only at a number's first digit and never given back: linear on any row of digits. What to
# look for comes first: a search that begins with a look behind is many times slower.
_COUNTED = pattern(
    "(?P<number>[0-9](?<![0-9.,第〜~-][0-9])[0-9,]*+(?:[万千億](?:[0-9]++)?)*+)"
    "(?P<unit>か所|箇所|ヶ所|カ所|[一-龠々ァ-ヴー]{1,8})(?P<after>以上|以下|以内|程度|未満|ずつ|[~-])?"
)
_BASE_BEFORE = pattern(
    "(?:年度?末?|現在|現状|前回|実績|累計|延べ|平均|うち|残る|約|各|毎月|月|週|[(（]) ?$"
)
_BASE_BEHIND = pattern(
    "(?:から|→|より|当たり|あたり|につき|ごと|毎|のうち|増|減|目|[(（]?(?:令和|平成|前年))"
)
_COMMON = frozenset("人名件回円日月年分秒歳割倍個本枚点部冊通時位票億万千")
_ORDINAL = ("号", "次", "期", "条", "丁目", "学年", "年", "段階", "番", "級", "類")
_SPECIFIC = 2
_NOUN = pattern("[一-龠々ァ-ヴー]{2,}$")
_LEAST = 2


_MOST_HERE, _MOST_THERE = 40, 400
"""The most numbers of an action, and of its criteria and dates, that are compared."""


class _Count(NamedTuple):
    """A number with its counter; nouns stand before and behind it, `text` is as it is written."""

    start: int
    end: int
    value: Decimal
    unit: str
    noun: str
    behind: str
    text: str


@kept
def _counts(text: str) -> tuple[_Count, ...]:
    return tuple(_each_count(text))


def _each_count(text: str) -> Iterator[_Count]:
    folded = fold(text)
    for match in _COUNTED.finditer(folded):
        before, behind = folded[max(0, match.start() - 8) : match.start()], folded[match.end() :]
        unit = match["unit"]
        value = read_value(match["number"])
        if value is None or match["after"] or value < _LEAST or unit.startswith(_ORDINAL):
            continue
        if _BASE_BEFORE.search(before) or _BASE_BEHIND.match(behind):
            continue
        noun = _NOUN.search(before)
        unit = "か所" if unit in ("箇所", "ヶ所", "カ所") else unit
        end = match.end("unit")
        yield _Count(
            match.start(), end, value, unit, noun[0] if noun else "", _behind(behind), match[0]
        )


_BEHIND_NOUN = pattern("[をの]([一-龠々ァ-ヴー]{2,})")


def _behind(text: str) -> str:
    match = _BEHIND_NOUN.match(text)
    return match[1] if match else ""


def _same_thing(one: _Count, other: _Count) -> bool:
    """Whether two numbers count the same: a counter that says what, or the same noun before."""
    if one.unit != other.unit:
        return False
    if len(one.unit) >= _SPECIFIC and one.unit != "か所" and one.unit[0] not in _COMMON:
        return True
    if one.behind and one.behind == other.behind:
        return True
    return bool(one.noun and other.noun) and (
        one.noun.endswith(other.noun) or other.noun.endswith(one.noun)
    )


@check(values=("行動の数", "ほかの数", "ほかの欄", "項目"))
def number_in_action_differs(sheet: Sheet) -> Iterator[Spot]:
    """Report a number in a 行動 that neither the criteria nor the dates give for it.

    The dates may give it in parts (15手続, 残る15手続).
    """
    for action in sheet.actions:
        ours = _first(_counts(action.action.text)) if action.action is not None else []
        places = [(action.table.criteria, criterion) for criterion in action.criteria]
        places += [(EVENT, step.event) for step in action.milestones if step.event is not None]
        found_there = ((label, place, one) for label, place in places for one in _all(place.text))
        theirs = list(islice(found_there, _MOST_THERE)) if ours else []
        for count in ours:
            alike = [found for found in theirs if _same_thing(count, found[2])]
            values = {one.value for _, _, one in alike}
            same_here = {one.value for one in ours if _same_thing(count, one)}
            if not alike or values & same_here or sum(values) in same_here:
                continue
            if sum(one.value for _, _, one in alike) in same_here:
                continue
            alike = [found for found in alike if _must_agree(found, alike, action, max(same_here))]
            if not alike:
                continue
            label, place, other = alike[0]
            assert action.action is not None, "its numbers were read"
            start, end = text_span(sheet.document, action.action, count.start, count.end)
            yield Spot(
                node=action.action,
                start=start,
                end=end,
                values={
                    "行動の数": count.text,
                    "ほかの数": other.text,
                    "ほかの欄": label,
                    "項目": action.name,
                },
                about=f"{count.text} {other.text}",
                related=[(sheet.document, place, f"{label}の数")],
            )
            break


def _first(counts: Iterable[_Count]) -> list[_Count]:
    """Return the first numbers of each thing: every one is compared with every other."""
    seen: dict[tuple[Decimal, str, str, str], _Count] = {}
    for one in islice(counts, _MOST_THERE):
        seen.setdefault((one.value, one.unit, one.noun, one.behind), one)
    return list(seen.values())[:_MOST_HERE]


_FEWER = pattern("減|統合|集約|まとめ|絞|縮|廃止|統一|うち")


def _must_agree(
    found: tuple[str, Scalar, _Count],
    alike: list[tuple[str, Scalar, _Count]],
    action: Action,
    ours: Decimal,
) -> bool:
    """Whether a number elsewhere is no part of the action's and not what is to be left of it."""
    label, place, count = found
    if label == "内容":
        rest = any("残" in other.text for _, other, _ in alike)
        return rest or sum(one.value for other, _, one in alike if other == label) > ours
    assert action.action is not None, "its numbers were read"
    fewer = _FEWER.search(place.text) or _FEWER.search(action.action.text)
    return not (fewer and count.value < ours)


@kept
def _all(text: str) -> tuple[_Count, ...]:
    """Return every number with its counter, those of 残る15手続 too."""
    return tuple(_every(text))


def _every(text: str) -> Iterator[_Count]:
    folded = fold(text)
    for match in _COUNTED.finditer(folded):
        value = read_value(match["number"])
        before = folded[max(0, match.start() - 8) : match.start()]
        # A value of another year is no target.
        if value is None or before.endswith(("年度 ", "年度", "前年", "現在", "現状")):
            continue
        noun = _NOUN.search(before.removesuffix("残る"))
        unit = "か所" if match["unit"] in ("箇所", "ヶ所", "カ所") else match["unit"]
        end = match.end("unit")
        words = (noun[0] if noun else "", _behind(folded[end:]), match[0])
        yield _Count(match.start(), end, value, unit, *words)


_TIMES = pattern(
    "(?:年間?|年に|全|[(（])(?P<number>[0-9]{1,3})回(?!以上|程度|目|前後|以内|から|ずつ)"
)
_MONTHS = pattern("(?<![0-9])(?:1[0-2]|[1-9])(?=月|[・、,/])")
_OFTEN = {
    "毎月": 12,
    "隔月": 6,
    "四半期ごと": 4,
    "四半期毎": 4,
    "各四半期": 4,
    "2か月ごと": 6,
    "2か月に1回": 6,
}
_LISTS = frozenset({"month_list", "date_list"})


def _dates_of(step: Milestone) -> int | None:
    """Return how many dates a 時期 lists, None where it does not list single ones."""
    if step.when is None or step.deadline is None:
        return None
    text = fold(step.when.text).strip()
    if text in _OFTEN:
        return _OFTEN[text]
    if step.deadline.kind in _LISTS and "~" not in text and "旬" not in text:
        return len(_MONTHS.findall(text)) or None
    return None


@check(values=("回数", "時期", "数えた回数", "項目"))
def times_a_year_differ(sheet: Sheet) -> Iterator[Spot]:
    """Report 年N回 beside a 時期 that lists another number of dates, or in a row that does.

    Of fewer times than dates also （N回） is told; more may be several on one date.
    """
    for action in sheet.actions:
        for step in action.milestones:
            if step.event is None or "回" not in step.event.text:
                continue
            listed = _dates_of(step)
            if listed is None or step.when is None:
                continue
            text = fold(step.event.text)
            for match in _TIMES.finditer(text):
                number = int(match["number"])
                whole_year = match[0].startswith(("年", "全"))
                if number == listed or (number > listed and not whole_year):
                    continue
                yield _times(sheet, action, step.event, match.span(), step.when.text, listed)
        yield from _times_in_text(sheet, action)


_NAMED = pattern(
    "(?P<noun>[一-龠々ァ-ヴー]{2,12})を(?:年間?|年に)(?P<number>[0-9]{1,2})回(?!以上|程度|目)"
)
_NAMED_BEHIND = pattern(
    "(?:年間?|年に)(?P<number>[0-9]{1,2})回の?(?P<noun>[一-龠々ァ-ヴー]{2,12})(?:を|の)"
)


def _times_in_text(sheet: Sheet, action: Action) -> Iterator[Spot]:
    for value in (action.action, *action.criteria):
        for one in () if value is None else listed_otherwise(value.text):
            assert value is not None, "it has a text"
            yield _times(sheet, action, value, one.span, one.months, one.listed)
        for match in () if value is None else _named_times(value.text):
            steps = [
                step
                for step in action.milestones
                if step.event and match["noun"] in step.event.text
            ]
            single = [_dates_of(step) or (1 if _is_single(step) else None) for step in steps]
            if len(steps) > 1 and all(single) and sum(filter(None, single)) != int(match["number"]):
                assert value is not None, "it has a text"
                listed = sum(filter(None, single))
                whens = "、".join(step.when.text for step in steps if step.when)
                yield _times(sheet, action, value, match.span(), whens, listed)


@kept
def _named_times(text: str) -> tuple[re.Match[str], ...]:
    if "回" not in text:
        return ()
    folded = fold(text)
    return (*_NAMED.finditer(folded), *_NAMED_BEHIND.finditer(folded))


def _is_single(step: Milestone) -> bool:
    return step.deadline is not None and step.deadline.kind in {
        *("month", "wareki_month", "date", "wareki_date", "part_of_month", "month_end"),
    }


def _times(
    sheet: Sheet, action: Action, value: Scalar, span: tuple[int, int], whens: str, listed: int
) -> Spot:
    start, end = text_span(sheet.document, value, *span)
    times = value.text[span[0] : span[1]].strip("（(")
    return Spot(
        node=value,
        start=start,
        end=end,
        values={
            "回数": times,
            "時期": whens,
            "数えた回数": str(listed),
            "項目": action.name,
        },
        about=times,
    )
