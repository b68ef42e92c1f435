"""Numeric targets: which number became which, in what unit, and whether that asks for less."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern

_LONGEST = 20_000
"""Of a longer text only the beginning is read for numbers."""
_MOST = 200
_CONTEXT, _AFTER = 6, 10

_UNITS = (
    "%|パーセント|ポイント|割|人|名|件|円|回|か所|カ所|箇所|個所|ヶ所|ヵ所|校|園|施設|団体|社|店"
    "|世帯|戸|台|冊|部|枚|本|点|作品|項目|講座|館|通|口|位|倍|万人|ha|km2|km|m2|t|kg|時間|分"
    "|組|種|区画|ページ|クラス|教室|地区|アクセス|フォロワー|ダウンロード"
)
_NUMBER = "(?<![0-9.,第令和平成])[0-9][0-9,]*+(?:\\.[0-9]++)?"
_QUANTITY = pattern(
    f"({_NUMBER})(?:(億)(?:([0-9][0-9,]*+)万)?|(万|千))?({_UNITS})(?!目|度目)"
    "(?P<limit>以下|以内|未満|を下回|を超えない|まで(?:に(?:削減|抑制|抑え|縮減|縮小|短縮)))?"
)
_AIM = pattern("以上|達成|目指|目標|目安|確保|上回|超え|増|削減|縮減|減らす|維持|到達")
_SCALE = {"億": 100_000_000, "万": 10_000, "千": 1_000, None: 1}
_SAME_UNIT = {
    "パーセント": "%",
    "名": "人",
    "カ所": "か所",
    "箇所": "か所",
    "個所": "か所",
    "ヶ所": "か所",
    "ヵ所": "か所",
    "世帯": "世帯",
}


class Quantity(NamedTuple):
    """A number with its unit, as `text` writes it.

    `upper` is a limit from above (以下); `aim` says that the words around tell of a target;
    `context` are the words before it.
    """

    value: Decimal
    unit: str
    text: str
    upper: bool
    aim: bool
    context: str


class TargetChange(NamedTuple):
    """A number that became another: the kind of fact and its values."""

    kind: str
    values: dict[str, str]


def quantities(text: str) -> list[Quantity]:
    """Return the numbers with a counter in a text; dates, ordinals and editions are none."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).replace(" ", "")
    found = []
    for match in _QUANTITY.finditer(folded):
        unit = _SAME_UNIT.get(match[5], match[5])
        value = _number(match[1]) * _SCALE[match[2] or match[4]]
        if match[3]:
            value += _number(match[3]) * _SCALE["万"]
        if unit == "割":
            value, unit = value * 10, "%"
        start, end = match.span()
        limited = bool(match["limit"])
        aim = limited or _AIM.search(folded[end : end + _AFTER]) is not None
        context = folded[max(0, start - _CONTEXT) : start]
        found.append(Quantity(value, unit, match[0], limited, aim, context))
        if len(found) == _MOST:
            break
    return found


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def masked(text: str) -> str:
    """Return a text, widths and spaces aside, without its quantities."""
    folded = unicodedata.normalize("NFKC", text).replace(" ", "")
    return "".join(_QUANTITY.sub("〔数〕", folded).split())


def target_changes(before: str, after: str, *, whole: bool = False) -> Iterator[TargetChange]:
    """Yield the numbers that changed between two forms of a text.

    With `whole` the text is a criterion: its numbers are targets, and one that is gone or came is
    told as well. In running text only what is called an aim is a target.
    """
    old, new = quantities(before), quantities(after)
    pairs = _paired(old, new)
    used_old, used_new = {a for a, _ in pairs}, {b for _, b in pairs}
    for first, second in pairs:
        found = _compared(old[first], new[second], whole=whole)
        if found is not None:
            yield found
    if whole:
        for number, quantity in enumerate(old):
            if number not in used_old:
                yield TargetChange("target-removed", {"前": quantity.text})
        for number, quantity in enumerate(new):
            if number not in used_new:
                yield TargetChange("target-added", {"後": quantity.text})


def _paired(old: list[Quantity], new: list[Quantity]) -> list[tuple[int, int]]:
    """Pair numbers: first those in the same words, then the only ones of a unit, then the only."""
    pairs: list[tuple[int, int]] = []
    free_old, free_new = list(range(len(old))), list(range(len(new)))

    def take(first: int, second: int) -> None:
        pairs.append((first, second))
        free_old.remove(first)
        free_new.remove(second)

    for same in (_same_place, _same_words):
        for first in tuple(free_old):
            for second in tuple(free_new):
                if same(old[first], new[second]):
                    take(first, second)
                    break
    for unit in dict.fromkeys(old[number].unit for number in free_old):
        left = [number for number in free_old if old[number].unit == unit]
        right = [number for number in free_new if new[number].unit == unit]
        if len(left) == len(right) == 1:
            take(left[0], right[0])
    if len(free_old) == len(free_new) == 1:
        first, second = free_old[0], free_new[0]
        if old[first].context == new[second].context or len(old) == len(new) == 1:
            take(first, second)
    return sorted(pairs)


def _same_place(old: Quantity, new: Quantity) -> bool:
    return old.context == new.context and old.unit == new.unit and old.value == new.value


def _same_words(old: Quantity, new: Quantity) -> bool:
    return old.context == new.context and old.unit == new.unit


def _compared(old: Quantity, new: Quantity, *, whole: bool) -> TargetChange | None:
    values = {"前": old.text, "後": new.text}
    if not whole and not (old.aim and new.aim):
        return (
            None
            if (old.value, old.unit) == (new.value, new.unit)
            else TargetChange("number-changed", values)
        )
    if old.unit != new.unit:
        return TargetChange("target-unit", values)
    if old.upper != new.upper:
        return TargetChange("target-direction", values)
    if old.value == new.value:
        return None
    more = new.value > old.value
    if new.upper:
        return TargetChange("limit-relaxed" if more else "limit-tightened", values)
    return TargetChange("target-raised" if more else "target-lowered", values)
