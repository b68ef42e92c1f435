"""Check of the amounts in one criterion: a target, its base, its total and its parts must agree."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.amounts import Amount, read_amounts
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import fold
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.sums import wrong_sums
from orgsheet.source import text_span

_DIGIT = pattern("[0-9０-９一二三四五六七八九十]")
_DOWN = pattern(
    "[にへ]?(?:まで)?(?:に|と)?(?:削減|減|縮減|縮小|短縮|早め|縮め|圧縮|半減|下げ|引き下げ|引下げ|抑|低減|低下"
    "|短く|少なく|低く|小さく|軽く|絞)"
)
_UP = pattern(
    "[にへ]?(?:まで)?(?:に|と)?(?:増|上げ|引き上げ|引上げ|高め|伸ば|延ば|向上|拡大|広げ|拡充|増大"
    "|多く|高く|大きく|長く)"
)
_KEPT = pattern("維持|保|同数|同程度|並み|下回|減|抑")
_SHARE = pattern(
    "(?:率|割合|比率|満足度|認知度|理解度|認識度|関心度|[たる](?:人|方|[市住町村]民|利用者|参加者|職員|児童|生徒|保護者|世帯))"
    "(?:を|は|が|の|で|:|、|の目標)?(?:約|平均)? ?$"
)
_WHO = (
    "(?:[市住町村区県]民|職員|児童|生徒|保護者|世帯|利用者|参加者|受講者|来館者|高齢者|事業者|全員)"
)
_OF_WHOM = pattern(f"{_WHO}の(?:約|うち)? ?$")
_WHOSE = pattern(f" ?(?:以上)?の{_WHO}")
# Of these a share over the whole is ordinary: 達成率120％, 前年比105％.
_OVER = pattern("前年|昨年|対|比率?|達成|伸び|増加|上昇|充足|倍|成長|経常|進捗|回復")
_PART = pattern(
    "^(?:のうち、?|中、?|、?(?:その)?うち|[(](?:その)?うち|[(]内)(?!合わせ|あわせ|合計|計)[^0-9、。]{0,12}$"
)
# 5月10日から14日に is a date.
_DAYS_TURNED = pattern(
    "(?<![0-9月/])(?P<old>[0-9]{1,3})(?P<unit>営業日|日間?|か月|週間)から(?P<new>[0-9]{1,3})(?P=unit)"
    "(?:以内)?[にへ](?:(?P<less>早め|短縮|縮め|短く|減ら|削減)|延長|延ば|伸ば)"
)
_THAN = pattern("[)]?より(?:も)?(?:(?P<more>多い|高い|大きい|長い)|少ない|低い|小さい|短い)")
_FRACTION = pattern("(?<![0-9.])(?P<whole>[0-9]{1,4})分の(?P<part>[0-9]{1,4})(?![0-9.])")
# The same thing counted in two words.
_ALIKE = pattern(
    "(?:人|名){2}|(?:箇所|か所|ヶ所|カ所|所){2}|(?:日|日間|営業日|か月|週間|時間|分|年){2}"
)
_HUNDRED = Decimal(100)
_RANK = "位"
_REACH = 14


@check(values=("基準", "理由"))
def criterion_number_conflict(sheet: Sheet) -> Iterator[Spot]:
    """Report amounts of one 基準 of which not all can be right."""
    for action in sheet.actions:
        for criterion in action.criteria:
            if not _DIGIT.search(criterion.text):
                continue
            text = fold(criterion.text)
            for start, end, reason in conflicts(text, read_amounts(criterion.text)):
                first, last = text_span(sheet.document, criterion, start, end)
                yield Spot(
                    node=criterion,
                    start=first,
                    end=last,
                    values={"基準": criterion.text, "理由": reason},
                    about=reason,
                )


def conflicts(text: str, amounts: list[Amount]) -> Iterator[tuple[int, int, str]]:
    """Yield where two amounts are that disagree, and the reason; once for each amount."""
    told: set[int] = set()
    for find in (
        _turned,
        _days_turned,
        _under_base,
        _over_whole,
        _part_over_total,
        wrong_sums,
        _empty_range,
        _more_than_one,
        _other_unit,
    ):
        for start, end, reason in find(text, amounts):
            if end not in told:
                told.add(end)
                yield start, end, reason


def _turned(text: str, amounts: list[Amount]) -> Iterator[tuple[int, int, str]]:
    """A change from one amount to another that runs against its verb (10件から12件に減らす)."""
    for old, new in pairwise(amounts):
        if not old.base or old.unit != new.unit or new.start - old.end > _REACH:
            continue
        less = _DOWN.match(text, new.end)
        if not less and not _UP.match(text, new.end):
            continue
        fell = new.high < old.low
        if new.unit == _RANK:
            less = None if less else _UP.match(text, new.end)
        if fell != bool(less) or new.high == old.high:
            way = "減らす" if less else "増やす"
            if new.unit == _RANK:
                way = "順位を上げる" if less else "順位を下げる"
            yield (
                old.start,
                new.end,
                f"{way}のに、「{old.text}」から「{new.text}」になっています。",
            )


def _days_turned(text: str, _amounts: list[Amount]) -> Iterator[tuple[int, int, str]]:
    """Days that are said to become fewer and become more (10日から14日に早める)."""
    for match in _DAYS_TURNED.finditer(text):
        old, new = int(match["old"]), int(match["new"])
        less = match["less"] is not None
        if old != new and (new < old) != less:
            way = "短くする" if less else "長くする"
            unit = match["unit"]
            yield (
                *match.span(),
                f"{way}のに、「{old}{unit}」から「{new}{unit}」になっています。",
            )


def _under_base(text: str, amounts: list[Amount]) -> Iterator[tuple[int, int, str]]:
    """A target that asks for no more than where things stand (100人以上（前年度120人）)."""
    for one, other in pairwise(amounts):
        base, aim = (one, other) if one.base else (other, one)
        if base.base == aim.base or base.unit != aim.unit or _KEPT.search(text):
            continue
        if aim.limit == "lower" and aim.unit != _RANK and aim.high < base.low:
            reason = f"目標の「{aim.text}以上」が、元の「{base.text}」より低くなっています。"
        elif aim.limit == "upper" and aim.low > base.high:
            reason = f"目標の「{aim.text}」が、元の「{base.text}」より緩くなっています。"
        elif (said := _THAN.match(text, base.end)) and one is base and not aim.limit:
            more = said["more"] is not None
            if (aim.high > base.low) == more and aim.high != base.low:
                continue
            way = "多い" if more else "少ない"
            reason = f"元の「{base.text}」より{way}はずの目標が、「{aim.text}」になっています。"
        else:
            continue
        yield one.start, other.end, reason


def _over_whole(text: str, amounts: list[Amount]) -> Iterator[tuple[int, int, str]]:
    """A share of more than the whole (受診率120％)."""
    for amount in amounts:
        before = text[max(0, amount.start - _REACH) : amount.start]
        if amount.unit != "%" or amount.high <= _HUNDRED:
            continue
        if _OVER.search(before) or _OVER.match(text, amount.end):
            continue
        if _SHARE.search(before) or _OF_WHOM.search(before) or _WHOSE.match(text, amount.end):
            yield amount.start, amount.end, f"割合の「{amount.text}」が100％を超えています。"


def _part_over_total(text: str, amounts: list[Amount]) -> Iterator[tuple[int, int, str]]:
    """A part that is more than its whole (20人（うち市外30人）)."""
    for whole, part in pairwise(amounts):
        between = text[whole.end : part.start]
        if whole.unit == part.unit and _PART.match(between) and part.low > whole.high:
            yield (
                whole.start,
                part.end,
                f"うち数の「{part.text}」が、全体の「{whole.text}」より多くなっています。",
            )


def _empty_range(text: str, amounts: list[Amount]) -> Iterator[tuple[int, int, str]]:
    """A range that nothing can lie in (100人以上90人以下)."""
    for low, high in pairwise(amounts):
        between = text[low.end : high.start].strip(" 、でかつ且")
        if low.limit != "lower" or high.limit != "upper" or low.unit != high.unit:
            continue
        if between in ("以上", "超", "を超え", "を超えて") and high.high < low.low:
            reason = f"「{low.text}」以上で「{high.text}」の数はありません。"
            yield low.start, high.end, reason


def _more_than_one(text: str, _amounts: list[Amount]) -> Iterator[tuple[int, int, str]]:
    """A part of a whole that is more than all of it (10分の12の施設)."""
    for match in _FRACTION.finditer(text):
        if int(match["part"]) > int(match["whole"]):
            yield *match.span(), f"「{match[0]}」が全体（1）を超えています。"


def _other_unit(text: str, amounts: list[Amount]) -> Iterator[tuple[int, int, str]]:
    """A change to another unit, that is neither more nor less (30％から45人に増やす)."""
    for old, new in pairwise(amounts):
        if not old.base or text[old.end : new.start].strip(" 、") != "から" or not old.unit:
            continue
        if new.unit in ("", old.unit) or not (
            _DOWN.match(text, new.end) or _UP.match(text, new.end)
        ):
            continue
        # 3人から2倍に増やす and 50件から2割減らす say how much, not where to.
        if new.unit in ("%", "倍", "ポイント", "割") or _ALIKE.fullmatch(old.unit + new.unit):
            continue
        reason = f"「{old.text}」と「{new.text}」は単位が違うので、増えたか減ったかが分かりません。"
        yield old.start, new.end, reason
