"""Check of the sums in a text: what is listed with its numbers must add up to the total named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.amounts import Amount, read_amounts, read_value
from orgsheet.japanese.known_texts import kept
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import KANJI_DIGITS, fold
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import Scalar, text_span

Wrong = tuple[int, int, str]
"""Where a sum stands that is not right, and the reason."""

_MAYBE = pattern("計|[合あ]わせ|足して|全|[（(]")
_NUMERALS = pattern(f"[0-9０-９{KANJI_DIGITS}十百千万億兆]+")
_LEAST = 3
"""A total and two parts."""
_WORD = "(?:合計|総計|計|[合あ]わせて|合わせ|足して)"
_TOTAL = pattern(f"(?:^|[の、（(でを] ?){_WORD}[^0-9、。]{{0,6}}$")
# A list that is not whole adds up to less than its total.
_OPEN = pattern("など|等|ほか|他|をはじめ|を始め|の一部|を含|を除|うち")
_NOT_ALL = pattern(
    f"{_OPEN.pattern}|平均|最大|最小|最高|最低|以上|以下|以内|未満|前|昨|現|累計|延べ|実績|目標"
    "|令和|平成|毎|各|[1一]日|[1一]回|当たり|あたり|中$|のべ"
)
# A total with all of its parts in brackets: 相談50件（窓口20件、電話25件）.
_BRACKET = pattern("[(](?:内訳(?:は|:)? ?)?(?!うち|内|前|昨|現)(?P<parts>[^()]{4,80})[)]")
_ONE_PART = pattern("[一-龠々ァ-ヴーぁ-んA-Za-z]{1,12} ?[0-9][0-9,.]*[^0-9、・,()。 ]{1,4}")
_SPLIT = pattern("[、・,+]|及び|並びに|と(?=[^0-9])")

_NOUN_BEFORE = pattern("[一-龠々ァ-ヴーA-Za-z]{1,12} ?$")
_N = r"[0-9][0-9,]*+(?![0-9.])"
_COUNTER = r"(?:[かカヶヵケ箇個]所|路線|(?![及並計合足])[一-龠々])"
_NOUN = r"[一-龠々ァ-ヴーA-Za-z][一-龠々ァ-ヴーぁ-んA-Za-z]{0,11}?"
_PART = rf"{_NOUN}(?:で|が|は|を|に|の|:)? ?{_N}(?:{_COUNTER})?"
_AND = r" ?(?:、|・|,|及び|並びに|\+|と|に)(?:、| )?"
_ITEMS = rf"{_PART}(?:{_AND}{_PART}){{1,9}}"
_SUM = rf"(?:約 ?)?(?P<total>{_N})(?P<unit>{_COUNTER})?"
# 国道5、県道33の計39: the counter is left away, or stands only behind the total.
_LIST_FIRST = pattern(
    rf"(?<![0-9一-龠々ァ-ヴーA-Za-z])(?P<items>{_ITEMS}) ?"
    rf"(?:の|を|で|が|は|、|,|[(])? ?{_WORD}(?:で|、|し|すると|は)? ?{_SUM}"
)
_TOTAL_FIRST = pattern(
    rf"(?P<word>{_WORD}|全部で|全) ?{_SUM}"
    r"(?: ?[(](?:内訳(?:は|:)? ?)?|(?:で、|、|の)内訳は、?)"
    rf"(?P<items>{_ITEMS})(?P<rest>[^)。]{{0,8}})"
)
_PIECE = pattern(
    rf"(?P<noun>{_NOUN})(?:で|が|は|を|に|の|:)? ?(?P<number>{_N})(?P<unit>{_COUNTER})?"
)
# Numbers that count nothing: 国道6号, 9月, 令和5, 第3, 1人当たり.
_NO_COUNT = pattern("[号番年月日時分秒次期条級歳度丁回以未億万千百十円]")
_LABEL = pattern("(?:第|令和|平成|昭和|午前|午後|約|前|昨|現|目標|実績|延べ|累計|平均|No|VER)$")


@check(values=("合計", "理由"))
def number_sum_differs(sheet: Sheet) -> Iterator[Spot]:
    """Report a total in a text or an event that is not the sum of what is listed with it.

    The criteria have a check of their own, which knows more of their numbers.
    """
    criteria = {id(one) for action in sheet.actions for one in action.criteria}
    events = [step.event for action in sheet.actions for step in action.milestones]
    places = [*sheet.prose, *(event for event in events if event is not None)]
    for value in {id(one): one for one in places if id(one) not in criteria}.values():
        yield from _spots(sheet, value)


def _spots(sheet: Sheet, value: Scalar) -> Iterator[Spot]:
    for start, end, reason in _wrong(value.text):
        first, last = text_span(sheet.document, value, start, end)
        words = value.text[start:end]
        values = {"合計": words, "理由": reason}
        yield Spot(node=value, start=first, end=last, values=values, about=words)


@kept
def _wrong(text: str) -> tuple[Wrong, ...]:
    """Return the sums of a text that are wrong, one for each place where one ends."""
    numerals = islice(_NUMERALS.finditer(text), _LEAST)
    if not _MAYBE.search(text) or sum(1 for _ in numerals) < _LEAST:
        return ()
    found: dict[int, Wrong] = {}
    for wrong in wrong_sums(fold(text), read_amounts(text)):
        found.setdefault(wrong[1], wrong)
    return tuple(found.values())


def wrong_sums(text: str, amounts: Sequence[Amount]) -> Iterator[Wrong]:
    """Yield the sums of a folded text that are wrong, the amounts in it being read already."""
    told: set[int] = set()
    for find in (_behind_amounts, _in_brackets):
        for start, end, reason in find(text, amounts):
            told.update(range(start, end))
            yield start, end, reason
    for start, end, reason in _bare(text):
        if not told & set(range(start, end)):
            yield start, end, reason


def _behind_amounts(text: str, amounts: Sequence[Amount]) -> Iterator[Wrong]:
    """A total that is not the sum of what is listed before it (国道5路線、県道33路線の計39路線)."""
    for number, total in enumerate(amounts):
        parts: list[Amount] = []
        for amount in reversed(amounts[:number]):
            after = parts[-1].start if parts else total.start
            if amount.unit != total.unit or "。" in text[amount.end : after] or amount.base:
                break
            parts.append(amount)
        between = text[parts[0].end : total.start] if parts else ""
        if len(parts) <= 1 or not _TOTAL.search(between) or total.low != total.high:
            continue
        if _OPEN.search(text[parts[-1].end : total.start]):
            continue
        added = sum((part.high for part in parts), Decimal(0))
        if added != total.high and all(part.low == part.high for part in parts):
            noun = _NOUN_BEFORE.search(text, 0, parts[-1].start)
            start = noun.start() if noun else parts[-1].start
            yield start, total.end, _reason("並べた数", total.text, added)


def _in_brackets(text: str, amounts: Sequence[Amount]) -> Iterator[Wrong]:
    """A total before a bracket whose parts do not add up to it (50件（窓口20件、電話25件）)."""
    for number, total in enumerate(amounts):
        bracket = _BRACKET.match(text, total.end)
        if bracket is None or total.unit == "%" or total.low != total.high or total.base:
            continue
        pieces = [piece.strip() for piece in _SPLIT.split(bracket["parts"])]
        parts = [one for one in amounts[number + 1 :] if one.end <= bracket.end("parts")]
        if len(parts) != len(pieces) or len(parts) <= 1 or _NOT_ALL.search(bracket["parts"]):
            continue
        if not all(map(_ONE_PART.fullmatch, pieces)) or {one.unit for one in parts} != {total.unit}:
            continue
        added = sum((part.high for part in parts), Decimal(0))
        if added != total.high:
            yield total.start, bracket.end(), _reason("かっこの中の数", total.text, added)


def _bare(text: str) -> Iterator[Wrong]:
    """A total and a list whose numbers have no counter, or not all (国道5、県道33の計39)."""
    for form, where in ((_LIST_FIRST, "並べた数"), (_TOTAL_FIRST, "内訳の数")):
        for match in form.finditer(text):
            wrong = _added(text, match)
            if wrong is not None:
                total = match["total"] + (match["unit"] or "")
                end = match.end("items") if form is _TOTAL_FIRST else match.end()
                end += text.startswith(")", end) and "(" in match[0]
                yield match.start(), end, _reason(where, total, wrong)


def _added(text: str, match: re.Match[str]) -> Decimal | None:
    """Return what the list adds up to where that is not the total; None where nothing is said."""
    rest = match["rest"] if "rest" in match.re.groupindex else ""
    if _NOT_ALL.search(match["items"]) or _OPEN.search(rest):
        return None
    pieces = [*_PIECE.finditer(match["items"])]
    units = {piece["unit"] for piece in pieces} | {match["unit"]}
    ends = [match.end("total")]
    ends += [match.start("items") + one.end("number") for one in pieces if one["unit"] is None]
    nouns = {piece["noun"] for piece in pieces}
    # 様式1、様式2 are names, 国道6号 counts nothing.
    if len(nouns) < len(pieces) or any(map(_LABEL.search, nouns)) or len(units - {None}) > 1:
        return None
    if any(_NO_COUNT.match(text, end) for end in ends):
        return None
    values = [read_value(one) for one in (match["total"], *(one["number"] for one in pieces))]
    total, *parts = [Decimal(0) if value is None else value for value in values]
    return sum(parts, Decimal(0)) if None not in values and sum(parts) != total else None


def _reason(where: str, total: str, added: Decimal) -> str:
    return f"「{total}」が、{where}の合計（{added.normalize():f}）と合っていません。"
