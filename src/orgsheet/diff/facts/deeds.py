"""Which deed an event ends in: 口座への振込 and 支給 name one deed, 委託契約 and 契約議決 two."""

from __future__ import annotations

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize

_DEEDS = (
    "支給|給付|振込|振込み|交付|支払|支払い",
    "決定|選定|確定",
    "協議|打合せ|打ち合わせ|調整",
    "アンケート|調査",
    "受付|募集|申込|申込み",
    "周知|広報|案内|お知らせ",
    "契約|締結|契約締結",
    "公表|発表|公開",
    "納入|納品|納車|配備",
    "研修|講習|講座|研修会|講習会",
    "通知|送付|発送|郵送",
    "購入|調達",
    "点検|検査",
    "改訂|改定",
    "完成|竣工|しゅん工|完了",
    "訪問|巡回",
    "報告|提出",
    "設置|据付|据付け|取付|取付け",
    "開設|開所",
    "開始|スタート",
    "歩き",
)
"""Words for one deed, a line each."""
_ANY_WORKS = frozenset(
    {"開始", "決定", "設置", "公表", "調査", "周知", "完成", "協議", "実施", "開催", "受付"}
)
"""Deeds, by their first word, that say little about which work they belong to."""

_BY_WORD = {normalize(word): line.split("|")[0] for line in _DEEDS for word in line.split("|")}
_LENGTHS = sorted({len(word) for word in _BY_WORD}, reverse=True)
_ASIDE = pattern(r"\([^()]*\)$|。$")
_HELD = pattern("(?<=..)(?:の?(?:実施|開催))$")
_OWN = 2
"""Characters at the end by which any other deed is known."""


def deed_of(event: str) -> tuple[str, str]:
    """Return the deed that a normalized event ends in, by one of its names, and what is left."""
    aside = "".join(_ASIDE.findall(event))
    text = _HELD.sub("", _ASIDE.sub("", event))
    for length in _LENGTHS:
        if text[-length:] in _BY_WORD:
            return _BY_WORD[text[-length:]], text[:-length] + aside
    return text[-_OWN:], text[:-_OWN] + aside


def is_any_works(deed: str) -> bool:
    """Say whether any work may have such a deed."""
    return deed in _ANY_WORKS
