"""Read the deadlines that are words and counts: 通年, 随時, 毎月1回程度, 概ね3カ月ごと, 未定."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from orgsheet.fiscal.deadline.events import (
    ANY_EVENT,
    ASSEMBLY,
    BILLED,
    NAMED_DAY,
    NAMED_EVENT,
    SEASONAL,
)
from orgsheet.japanese.lazy_patterns import pattern

_N = "(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}|数)"
_NUMBERS = rf"(?!0+[回度])(?:{_N} ?[~・、ー-] ?)?{_N}"
_TIMES = (
    rf"{_NUMBERS} ?[回度](?![目答避復路])"
    "(?:程度|以上|以内|ほど|前後|くらい|ぐらい)?(?:ずつ)?"
)
_DAY = "[月火水木金土日]"
_LEAD = "(?:概ね|おおむね|およそ|約|原則(?:として)?、?|以後|以降|その後|最低|少なくとも)? ?"


def _either(*sources: str) -> str:
    return f"(?:{'|'.join(sources)})"


_DAY_OF_MONTH = _either(
    "[0-9]{1,2}日(?:[・、][0-9]{1,2}日)*",
    "上旬|中旬|下旬|初め?|初旬|末日?|月末",
    rf"第?{_N}(?:[・、]?第{_N}|[・、]{_N})*週?{_DAY}曜日?",
    rf"最終{_DAY}曜日?",
)
_NTH_DAYS = rf"第{_N}(?:[・、]?第{_N}|[・、]{_N})*週?{_DAY}曜日?(?:ごと)?"
_RECURRING = _either(
    rf"(?:毎月|各月|[偶奇]数月)の? ?{_DAY_OF_MONTH}(?:頃|ごろ|まで)?(?: ?{_TIMES})?",
    rf"毎週の?{_DAY}(?:曜日?|(?:[・、]{_DAY})+(?:曜日?)?)",
    rf"毎(?:月|週|日|年度?|四半期|半期|学期|回)に?(?: ?{_TIMES})?",
    rf"(?:各[月週](?:末日?|初め?|[上中下初]旬)?|[偶奇]数月)(?: ?{_TIMES})?",
    "(?:開庁日|平日|土日祝?日?)(?:毎日|ごと)?",
    rf"(?:1[かカヵヶ]月|[月週日])(?:に|当たり|あたり)? ?{_TIMES}(?: ?[(]{_DAY}(?:曜日?)?[)])?",
    rf"{_NUMBERS} ?回 ?/ ?[月週日]",
    _NTH_DAYS,
    "毎[朝夕晩]|[月週日年]次|定期的に?|定期|日々|日常的に?",
)

_DECIMAL = r"[0-9]{1,2}(?:\.[0-9])?"
_LENGTH = rf"(?:{_DECIMAL}(?: ?~ ?{_DECIMAL})?|[一二三四五六七八九十]{{1,2}}|数) ?" + _either(
    "[かカヵケヶ箇個]月|週間?|日|年"
)
_PACE = "(?:程度)?(?:の(?:ペース|頻度|割合)で?)?"
_INTERVAL = _either(
    rf"隔[月週年日](?:に?(?: ?{_TIMES}))?(?:ごと|毎)?",
    rf"{_LENGTH}(?:間隔で?|(?:に ?{_TIMES}|ごとに?|毎に?|おきに?){_PACE})",
    rf"(?:四半期|半年|半期|学期|年度|月|週)(?:に ?{_TIMES}|ごとに?|毎に?){_PACE}",
    "各(?:四半期|半期|学期)(?:の?(?:末月?|初月|最終月)|ごとに?)?|毎?(?:四半期|半期)末(?:ごとに?)?",
)
_COUNT = _either(
    rf"年度(?:内|中)に? ?{_TIMES}",
    rf"(?:年度?(?:間に?|に)?|1年間?に|全|計|合計|延べ|通算) ?{_TIMES}",
    rf"{_NUMBERS} ?回 ?/ ?年度?|各(?:月|年度?)? ?{_TIMES}",
)

_REQUEST = "(?:依頼|要望|申請|相談|問い?合わ?せ|要請|申込み?|申し込み|請求|照会|通報)"
_AS_NEEDED = _either(
    "必要に応じ(?:て|、)?、?(?:随時|適宜|都度|その都度)?",
    "必要な(?:時|とき|場合)に?|必要(?:時|[のな]都度|があれば)",
    "随時(?:、?必要に応じて)?|適宜|適時|(?:その)?都度|逐次|順次|不定期に?",
    rf"{_REQUEST}(?:に応じて?|の都度|が?あり次第|があれば|があった(?:とき|時|場合))、?(?:随時)?",
)
_EARLY = "早い(?:時期|時点|段階|うち)(?:に|で)?"
_PROMPTLY = _either(
    rf"(?:できる|出来る|可能な)(?:だけ|限り)?{_EARLY}|(?:なるべく|極力)?{_EARLY}",
    "(?:可及的)?速やかに|すみやかに|直ちに|早急に?|至急|即時|即日|早期に?|早めに|なるべく早く",
    "(?:できる|出来る|可能な)(?:だけ|限り)(?:早く|早期に?|速やかに|早めに)",
)
_YEAR_ROUND = _either(
    "通年を通[じし]て|通年にわたり|通年(?:随時)?|通期|年中|常時",
    "(?:(?:[1一]?年間?)を|年間)通[じし]て(?:随時)?|[1一]?年間|[1一]年中",
)
_WAITING = (
    "(?:未定|未確定|未決定?|(?:調整|検討|協議|交渉)中|別途(?:調整|協議|通知|連絡|指示|決定)(?:中)?)"
)
_UNDECIDED = _either(
    rf"(?:[一-龠]{{0,6}}(?:日程|日時|時期|期日|期限)は?、?)?{_WAITING}",
    "(?:追って|後日|今後)(?:調整|検討|決定|通知|連絡)(?:する|予定)?|後日|別途(?:定める)?",
)


_CONTINUED = _either(
    "引き?続き|継続(?:的に?|して|中)?|恒常的に?|常態的に?",
    "(?:前|昨)年度(?:から|より)の?(?:引き?続き|継続)",
)


class _Word(NamedTuple):
    """A class of words: its kind, how it looks, and whether only a whole phrase can be one."""

    kind: str
    pattern: re.Pattern[str]
    whole_only: bool = False


def _word(kind: str, source: str, *, whole_only: bool = False) -> _Word:
    return _Word(kind, pattern(_LEAD + source), whole_only)


_WORDS: Final = (
    _word("year_round", _YEAR_ROUND),
    _word("as_needed", _AS_NEEDED),
    _word("promptly", _PROMPTLY),
    _word("recurring", _RECURRING),
    _word("count_per_year", _COUNT),
    _word("interval", _INTERVAL),
    _word("event_tied", ASSEMBLY),
    _word("event_tied", SEASONAL),
    _word("undecided", _UNDECIDED),
    _word("recurring", _CONTINUED, whole_only=True),
    _word("event_tied", NAMED_EVENT, whole_only=True),
    _word("event_tied", ANY_EVENT, whole_only=True),
    _word("event_tied", NAMED_DAY, whole_only=True),
    _word("event_tied", BILLED, whole_only=True),
)
_NUMBERED_MONTH: Final = pattern(
    "[0-9一二三四五六七八九十] ?月(?![一-龠]{1,6}分|[市町村区]?(?:議会|定例|補正))"
)
_COUNTED: Final = pattern("[回度](?:程度|以上|以内|ほど|前後|くらい|ぐらい)?$")


def read_word(text: str, pos: int, *, whole: bool) -> tuple[str, int] | None:
    """Return the kind of the longest worded deadline at `pos` of folded `text`, and its end.

    With `whole`, phrases that lean on any event's name (イベント実施後) are read too; at the
    start of a sentence they would swallow the sentence.
    """
    best: tuple[str, int] | None = None
    for word in _WORDS:
        if word.whole_only and not whole:
            continue
        match = word.pattern.match(text, pos)
        if match is None or (best is not None and match.end() <= best[1]):
            continue
        if word.whole_only and _NUMBERED_MONTH.search(match[0]):
            continue
        best = word.kind, match.end()
    return best


def counts(phrase: str) -> bool:
    """Tell whether a worded phrase ends in a count (年4回, 毎月1回程度)."""
    return _COUNTED.search(phrase) is not None
