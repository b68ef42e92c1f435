"""Checks of targets: an indicator has a value, a direction a size, a comparison a base."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from orgsheet.form.sheet import Action, Sheet
from orgsheet.japanese.kept_patterns import compiled
from orgsheet.japanese.known_texts import kept
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import Scalar, text_span

VALUE_WORDS = (
    *("全", "すべて", "半", "倍", "ゼロ", "なし", "無し", "皆", "前年", "昨年", "同数", "同程度"),
    *("維持", "完了", "毎", "各"),
)
"""These make a text say how much, without a digit."""
_NO_VALUE = pattern("[上下四]半期|半期|[前後]半(?!分)|安全|健全|保全|全国|全般|全体")
"""What has one of these words in it and says no value: 上半期の発注率, 市民の安全の向上."""
_NUMERAL = pattern(
    "[0-9０-９〇]|[一二三四五六七八九十百千万数](?=[割%％倍人件回名ポ以か箇つ校社台本])"
)
_VERBS = (
    *("を図る", "を図ること", "に努める", "を目指す", "を行う", "する", "すること", "させる"),
    *(
        "を実現する",
        "を推進する",
        "を進める",
        "が図られる",
        "が図られている",
        "されている",
        "している",
        "していること",
        "が図られていること",
        "につなげる",
        "を指標とする",
        "を目標とする",
        "で判断する",
        "で評価する",
        "で測る",
        "がみられる",
        "が見られる",
        "したか",
    ),
)


_VERBS_LONGEST_FIRST = tuple(sorted(_VERBS, key=len, reverse=True))


@kept
def _has_value(text: str, value_words: tuple[str, ...]) -> bool:
    if _NUMERAL.search(text) is not None:
        return True
    left = _NO_VALUE.sub("", text)
    return any(word in left for word in value_words)


_REMARK = pattern("(?<=.)[(（][^()（）]{1,20}[)）]$")


@kept
def _ending(text: str) -> str:
    """Return a criterion without its closing mark or remark and its verb: 向上を図る。 → 向上."""
    text = _REMARK.sub("", text.strip().rstrip("。！!"))
    verb = next((verb for verb in _VERBS_LONGEST_FIRST if text.endswith(verb)), "")
    return text.removesuffix(verb)


@check(values=("基準", "語", "項目"))
def criterion_no_value(
    sheet: Sheet,
    *,
    words: tuple[str, ...],
    other_words: tuple[str, ...] = (),
    value_words: tuple[str, ...] = VALUE_WORDS,
) -> Iterator[Spot]:
    """Report a 基準 that ends in one of some words and says no value.

    Args:
        sheet: the sheet.
        words: directions (増加, 向上) or indicators (率, 件数).
        other_words: ends that look like one of `words` but are not (効率).
        value_words: words that say a value without a digit.
    """
    for action in sheet.actions:
        for criterion in action.criteria:
            if _has_value(criterion.text, value_words):
                continue
            end = _ending(criterion.text)
            word = next((word for word in words if end.endswith(word)), None)
            if word is not None and not end.endswith(other_words or ("\0",)):
                yield Spot(
                    node=criterion,
                    values={
                        "基準": criterion.text,
                        "語": word,
                        "項目": action.name,
                    },
                )


@check(values=("めざすこと", "項目"))
def target_no_value(
    sheet: Sheet,
    *,
    measures: tuple[str, ...],
    directions: tuple[str, ...],
    value_words: tuple[str, ...] = VALUE_WORDS,
) -> Iterator[Spot]:
    """Report, once a 内容, the quantities it changes without a value; only without 基準.

    Args:
        sheet: the sheet.
        measures: quantities (件数, 率).
        directions: what happens to them (増加, 削減).
        value_words: words that say a value without a digit.
    """
    pattern = _change(measures, directions)
    found: dict[int, tuple[Action, Scalar, list[tuple[int, str]]]] = {}
    for action, text, start, phrase in _phrases(sheet):
        if pattern.search(phrase) is not None and not _has_value(phrase, value_words):
            found.setdefault(text.start, (action, text, []))[2].append((start, phrase))
    for action, text, phrases in found.values():
        start, phrase = phrases[0]
        first, last = text_span(sheet.document, text, start, start + len(phrase))
        yield Spot(
            node=text,
            start=first,
            end=last,
            values={"めざすこと": "」「".join(p for _, p in phrases), "項目": action.name},
        )


@lru_cache(maxsize=64)
def _change(measures: tuple[str, ...], directions: tuple[str, ...]) -> re.Pattern[str]:
    quantity, change = _either(measures), _either(directions)
    return compiled(rf"(?:{quantity})[のを]?(?:{change})(?=[。、\s]|を図る|を目指す|に努める|$)")


def _either(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words))


_PHRASE = pattern(r"[^\s。]+")


def _phrases(sheet: Sheet) -> Iterator[tuple[Action, Scalar, int, str]]:
    """Yield the phrases of every 内容 in rows without 基準, with where each begins."""
    for action, step in sheet.milestones:
        if step.event is not None and not action.criteria:
            for match in _PHRASE.finditer(step.event.text):
                yield action, step.event, match.start(), match[0]


# Numbers begin at their first digit and are never given back: linear on any row of digits.
_SHARE = (
    "(?:(?<![0-9０-９.．])[0-9０-９][0-9０-９.．]*+|[一二三四五六七八九十数])"
    "(?:割|%|％|パーセント|ポイント|倍)"
)
_RELATIVE = pattern(
    rf"{_SHARE}(?:以上|程度)?の?(?:増|減|アップ|向上|上昇|削減|縮減|短縮|低減|改善|圧縮|抑制|高め|伸ば|引き?[上下]げ)"
    rf"|{_SHARE}(?<=倍)に(?=する|増や|拡大|伸ば|高め)"
    "|(?:対?前|昨)年(?:度|同期)?(?:の)?(?:実績|水準|数値|値)?"
    "(?:比|を上回る?|を超える?|以上|以下|並み|を下回る?|の半分|の[0-9０-９.]{1,5}倍)"
    "|倍増|半減"
)
_ABSOLUTE = pattern(
    "(?<![0-9０-９,，.．])[0-9０-９][0-9０-９,，.．]*+[ 　]?"
    r"(?!割|%|％|パーセント|ポイント|倍|年|月|日|[0-9０-９,，.．])[^\s0-9０-９）)。、]"
)


_FROM = pattern(f"{_SHARE}(?:であった|だった)?(?:から|より)")
"""The value it is compared with, as a share: 9.4％から15.6ポイント向上させる."""


@check(values=("めざすこと", "比べ方", "項目"))
def criterion_no_base(sheet: Sheet) -> Iterator[Spot]:
    """Report a relative target (2割増, 前年度を上回る) without the value it is compared with."""
    texts = [
        (action, criterion, 0, criterion.text)
        for action in sheet.actions
        for criterion in action.criteria
    ]
    for action, text, start, phrase in (*texts, *_phrases(sheet)):
        match = _RELATIVE.search(phrase)
        if match is None or _ABSOLUTE.search(phrase) or _FROM.search(phrase, 0, match.start()):
            continue
        first, last = text_span(sheet.document, text, start + match.start(), start + match.end())
        yield Spot(
            node=text,
            start=first,
            end=last,
            values={"めざすこと": phrase, "比べ方": match[0], "項目": action.name},
            about=phrase,
        )
