"""Cuts Japanese text into the units that a 新旧対照表 changes as a whole.

The units follow じょうれいくん's guide to citing phrases (引用範囲): a number goes with its counter
but without 以上, a date and a 年度 are whole, a reference is whole from 第N条 on, a name is whole.
There is no dictionary: runs of one script, a list of particles and typed patterns do it.

Long because one pattern is put together from all of these words, and read nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from orgsheet.japanese.lazy_patterns import pattern

_KANJI = "㐀-鿿々〆〇豈-\ufaff\U00020000-\U000323af"
_KATAKANA = "ァ-ヺーヽヾｦ-ﾟ"
_LATIN = "A-Za-zＡ-Ｚａ-ｚÀ-ɏ"
_HIRAGANA = "ぁ-ゖゝゞ"
_DIGIT = "0-9０-９"

_DIGITS = rf"[{_DIGIT}]+(?:[.,．，][{_DIGIT}]+)*"
_NUMERALS = "[〇一二三四五六七八九十百千万億兆]+"
_N = rf"(?:{_DIGITS}|{_NUMERALS})"
_AMOUNT = rf"{_DIGITS}(?:[兆億万千百十][{_DIGIT},，.．]*)*"
_TO = "[~〜～－–-]"

_ERA = "(?:令和|平成|昭和|大正|明治|[RHSＲＨＳ])"
_YEAR = rf"(?:{_ERA} ?(?:{_N}|元) ?年|{_N} ?年(?!間|目|生))(?:度(?:末|当初|内|中)?)?"
_MONTH = rf"{_N}(?:{_TO}{_N})?月(?:{_N}(?:{_TO}{_N})?日(?!間|目))?"
_EDGE = "(?:上旬|中旬|下旬|初旬|前半|後半|半ば|末日?|当初|初め|頃|ごろ)?"
_WEEKDAY = "(?:[（(][月火水木金土日祝・]{1,3}[）)])?"
_DATE = (
    rf"(?:{_YEAR}(?:{_MONTH})?|{_MONTH}){_EDGE}{_WEEKDAY}"
    rf"|{_ERA}[{_DIGIT}]{{1,2}}(?:[./／．][{_DIGIT}]{{1,2}}){{1,2}}(?![{_DIGIT}])"
    rf"|[{_DIGIT}]{{1,4}}(?:[/／][{_DIGIT}]{{1,2}}){{1,2}}(?![{_DIGIT}]){_WEEKDAY}"
    rf"|(?:午前|午後)?{_N}時(?!間)(?:{_N}分|半)?"
    rf"|[{_DIGIT}]{{1,2}}[:：][{_DIGIT}]{{2}}(?![{_DIGIT}])"
)

_PART = rf"第{_N}(?:条|項|号|章|節|款|目|編)(?:の{_N}(?![{_DIGIT}年月日人件円回名]))*"
_REFERENCE = (
    rf"(?:附則)?{_PART}(?:{_PART})*(?:前段|後段|本文|ただし書|各号)?"
    rf"|(?:別表|別記様式|様式)第{_N}号?(?:の{_N}(?![{_DIGIT}年月日人件円回名]))*"
)

_COUNTER_WORDS = (
    "年度 年間 年生 年目 年 月 週間 週 日間 日目 日 時間 時 分間 分 秒 世紀 "
    "億円 万円 千円 百万円 円 人 名 件 回 個 戸 台 枚 冊 部 本 校 園 社 店 箱 組 班 歳 才 点 位 "
    "割 倍 条 項 号 章 節 次 期 階 棟 室 席 度 番 類 級 代 種 課 係 款 字 行 頁 "
    "団体 世帯 事業 施設 項目 種類 品目 地区 店舗 作品 丁目 番地 号線 校区 言語 "
    "箇年 箇月 箇所 箇国 個所 % ％ ㎡ ㎢ ㎞ ha km kg cm mm m t kW kWh GB MB "
    "パーセント ポイント メートル キロメートル キロ トン リットル ヘクタール "
    "か年 か月 か所 か国 カ年 カ月 カ所 カ国 ヵ年 ヵ月 ヵ所 ヵ国 "
    "ヶ年 ヶ月 ヶ所 ヶ国 ケ年 ケ月 ケ所 ケ国"
)
_COUNTERS = "|".join(sorted(_COUNTER_WORDS.split(), key=len, reverse=True))
_COUNTED = rf"(?:{_COUNTERS})(?:間|目)?"
# A counter that is not listed is still kept: a short word of kanji, or the first kanji of a run.
_OTHER_COUNTER = rf"[{_KANJI}]{{1,3}}(?![{_KANJI}])|[{_KANJI}]|[{_KATAKANA}]+|[{_LATIN}]+"
_NUMBER = (
    rf"{_N}分の{_N}"
    rf"|第?[▲△±]?{_AMOUNT}(?:{_TO}{_AMOUNT})?(?:{_COUNTED}|{_OTHER_COUNTER})?"
    rf"|第{_NUMERALS}(?:次|期|回|代|版|位|部|回目)"
    rf"|{_NUMERALS}(?:人|名|件|回|度|円|箇所|[かカヵヶケ][所月年国]|年間|箇月|割|倍|つ)"
)

_COUNTED_PART = "条|項|号|章|節|款|次|期|回|版|四半期"
_JOINT = "及び|又は|若しくは|並びに|且つ"
_STOP = rf"(?!第(?:{_DIGITS}|{_NUMERALS}(?:{_COUNTED_PART}))|{_ERA}{_N}年|{_JOINT})"
_NOT_COUNTED = rf"(?![{_DIGIT}.,．，]|(?:{_TO}|[:：/／])[{_DIGIT}]|{_COUNTERS})"
_WORD = (
    rf"(?:{_STOP}[{_KANJI}]"
    rf"|[{_KATAKANA}]+(?:・(?=[{_KATAKANA}]{{2}})[{_KATAKANA}]+)*"
    rf"|[{_LATIN}][{_LATIN}{_DIGIT}]*(?:[-_.&/@:+'~=?#%]+[{_LATIN}{_DIGIT}]+)*"
    rf"|(?<=[{_LATIN}{_KATAKANA}]){_DIGITS}{_NOT_COUNTED}"
    rf"|(?<=[{_KANJI}]){_DIGITS}{_NOT_COUNTED}(?![{_KANJI}{_KATAKANA}{_LATIN}])"
    ")+"
)
_MAX_KANA = 40
_MAX_NAME = 40
"""A quotation longer than this is a sentence rather than a name."""

_UNIT = pattern(
    r"(?P<line>\r\n?|\n)"
    r"|(?P<space>[ \t\u3000]+)"
    r"|(?P<stop>[。！？]+)"
    r"|(?P<comma>[、，,])"
    rf"|(?P<quoted>「[^「」\r\n]{{1,{_MAX_NAME}}}」|『[^『』\r\n]{{1,{_MAX_NAME}}}』)"
    r"|(?P<note>[（(][^（）()\r\n]{1,12}[）)])"
    rf"|(?P<reference>{_REFERENCE})"
    rf"|(?P<date>{_DATE})"
    rf"|(?P<number>{_NUMBER})"
    rf"|(?P<joint>{_JOINT})"
    rf"|(?P<word>{_WORD})"
    rf"|(?P<kana>[{_HIRAGANA}]{{1,{_MAX_KANA}}})"
    r"|(?P<mark>[!-'*+\-./:-@\[-`{-~]+|(?s:.))"
)
_ORDINAL = pattern(rf"第{_N}(?:次|期|回)\Z")
_NAME_END = (
    *("計画", "プラン", "ビジョン", "戦略", "方針", "構想", "大綱", "条例", "規則", "要綱"),
    *("大会", "会議", "審議会", "委員会", "協議会"),
)
_KANA_LEAD = pattern(rf"([{_HIRAGANA}]{{2,8}})(?=[{_KANJI}{_KATAKANA}{_LATIN}])")
_IS_KANJI = pattern(rf"[{_KANJI}]")
_WORD_START = pattern(rf"[{_KANJI}{_KATAKANA}{_LATIN}]")

_PARTICLES = frozenset("をのにはがとでへもや") | {"から", "まで", "より", "など"}
_FUNCTION_WORDS = (
    "について における において による により によって に向けた に向けて ための ために ため "
    "までに までの からの よりも では には とは へは との への での にも でも とも として としての "
    "とともに とした とする に応じて にて する した して し かつ および または ならびに "
    "こと ことができる もの とき ところ よう ように ような ごと ごとに ずつ ほか だけ のみ ほど "
    "である です ます"
)
_FUNCTION = _PARTICLES | frozenset(_FUNCTION_WORDS.split())
_NOT_ALONE = frozenset({"もの", "する", "した", "して"})
_CLEAR = frozenset(word for word in _FUNCTION if len(word) > 1 or word in "をのは") - _NOT_ALONE
"""Function words that end a run of kana standing alone; で and と may as well be part of a name."""
_INFLECTIONS = "やか やす やし がる がり がっ がら がれ がろ とも でき はじめ"
_NO_PARTICLE = tuple(_INFLECTIONS.split())
"""Beginnings of words that look like a particle (速やか, 増やす, 広がる, 共有できる)."""
_ADVERB_WORDS = (
    "また なお ただし さらに あわせて ならびに または および もしくは かつ ともに まず なかでも "
    "これら これ それ この その それぞれ すべて できる できるよう より"
)
_ADVERBS = frozenset(_ADVERB_WORDS.split())
_ALONE = frozenset({"", "space", "line", "stop", "comma", "mark", "joint", "note", "kana"})
"""What stands before kana that belong to no word in front of them."""
_LONGEST = max(map(len, _FUNCTION))
_JOINING = frozenset("りきみちけえび")
"""Endings inside a compound verb: 取り組み, 引き続き."""
_LONGEST_VERB = 3


def phrases(text: str, names: tuple[str, ...] = ()) -> list[str]:
    """Return the units of a text in order; joined they are the text.

    `names` are proper nouns to keep whole wherever they stand; the kana that such a name begins
    with (とりで of とりで未来創造プラン) also stay with the word behind them. A comma, a 。, a line
    end and each run of spaces are units of their own.
    """
    return _joined(list(_scan(text, *_names(names))))


def _scan(
    text: str, known: dict[str, tuple[str, ...]], leads: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    """Yield (kind, unit); kana are divided into endings and particles."""
    position = 0
    before = ""
    while position < len(text):
        name = next(
            (name for name in known.get(text[position], ()) if text.startswith(name, position)), ""
        )
        if name:
            yield "name", name
            before, position = "name", position + len(name)
            continue
        lead = next(
            (lead for lead in leads.get(text[position], ()) if text.startswith(lead, position)), ""
        )
        if lead and _WORD_START.match(text, position + len(lead)):
            match = _UNIT.match(text, position + len(lead))
            assert match is not None, "the last alternative takes any character"
            yield "word", lead + match.group()
            before, position = "word", match.end()
            continue
        match = _UNIT.match(text, position)
        assert match is not None, "the last alternative takes any character"
        kind, unit = match.lastgroup or "mark", match.group()
        if kind == "kana":
            for piece in _kana(unit, before, known=known, leads=leads):
                yield piece
                position += len(piece[1])
                before = "kana"
            continue
        yield kind, unit
        before = "kanji" if kind == "word" and _IS_KANJI.match(unit[-1]) else kind
        position = match.end()


def _kana(
    run: str,
    before: str,
    *,
    known: dict[str, tuple[str, ...]],
    leads: dict[str, tuple[str, ...]],
) -> Iterator[tuple[str, str]]:
    """Yield the endings, particles and words that a run of hiragana consists of."""
    # A name that begins at the run's end (…のとりで未来創造プラン) is not divided here.
    for index in range(max(1, len(run) - _MAX_NAME), len(run)):
        if run[index:] in leads.get(run[index], ()) or any(
            name.startswith(run[index:]) for name in known.get(run[index], ())
        ):
            run = run[:index]
            break
    at = 0
    if before == "kanji" and not _starts_with_particle(run):
        at = _least(_tails(run, _FUNCTION), 1)
        yield "ending", run[:at]
    elif before in _ALONE:
        at = len(run) if run in _ADVERBS else _least(_tails(run, _CLEAR), 2)
        yield "word", run[:at]
    tails = _tails(run, _FUNCTION)
    first = at
    while at < len(run):
        word = _longest(run, at)
        # とりまとめ and なる begin with what could be a particle.
        if len(word) > 1 or (word and (at == first or at in tails)):
            yield "particle", word
            at += len(word)
        else:
            end = _least(tails, at + 1)
            yield "word", run[at:end]
            at = end


def _starts_with_particle(run: str) -> bool:
    return run.startswith(tuple(_PARTICLES)) and not run.startswith(_NO_PARTICLE)


def _longest(run: str, at: int) -> str:
    """Return the longest function word that begins there in a run, "" for none."""
    for size in range(min(_LONGEST, len(run) - at), 0, -1):
        if run[at : at + size] in _FUNCTION:
            return run[at : at + size]
    return ""


def _tails(run: str, words: frozenset[str]) -> set[int]:
    """Return the places of a run from which on it is nothing but such words; its end is one."""
    size = len(run)
    found = {size}
    for start in range(size - 1, -1, -1):
        if any(
            start + length in found and run[start : start + length] in words
            for length in range(1, min(_LONGEST, size - start) + 1)
        ):
            found.add(start)
    return found


def _least(places: set[int], least: int) -> int:
    return min((place for place in places if place >= least), default=max(places))


def _joined(units: list[tuple[str, str]]) -> list[str]:
    """Put together what the patterns had to take apart: compound verbs, endings, ordinal names."""
    out: list[str] = []
    kinds: list[str] = []
    for kind, unit in units:
        if (
            kind == "word"
            and kinds
            and kinds[-1] == "ending"
            and out[-1][-1] in _JOINING
            and len(out[-1]) <= _LONGEST_VERB
            and _IS_KANJI.match(unit)
        ):
            out[-1] += unit
            kinds[-1] = "word"
        elif kind == "ending" or (
            kind == "word"
            and kinds
            and kinds[-1] == "number"
            and unit.endswith(_NAME_END)
            and _ORDINAL.match(out[-1])
        ):
            out[-1] += unit
            kinds[-1] = kind
        else:
            out.append(unit)
            kinds.append(kind)
    return out


@lru_cache(maxsize=8)
def _names(
    names: tuple[str, ...],
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the names, and the kana they begin with, by first character and longest first."""
    whole = {name.strip() for name in names} - {""}
    leads = {match.group(1) for name in whole if (match := _KANA_LEAD.match(name))}
    return _by_first(whole), _by_first(leads - _FUNCTION - _ADVERBS)


def _by_first(words: set[str]) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        table[word[0]] = (*table.get(word[0], ()), word)
    return table


def leading_name(text: str) -> str:
    """Return the kana and the word behind them that a name begins with, "" where it does not.

    とりでアートギャラリー運営事業(…) begins so, and no pattern could know that とりで is a name.
    """
    lead = _KANA_LEAD.match(text)
    if lead is None or lead.group() in _FUNCTION | _ADVERBS:
        return ""
    word = _UNIT.match(text, lead.end())
    assert word is not None, "the lead stops before a word"
    return text[: word.end()]
