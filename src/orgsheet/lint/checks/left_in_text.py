"""Checks of what was not meant for readers: notes of a draft, blanks, people's data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.kept_patterns import compiled
from orgsheet.japanese.known_texts import KnownTexts, kept
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import fold
from orgsheet.japanese.present_words import present_words
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import Scalar, text_span


def _spot(sheet: Sheet, value: Scalar, span: tuple[int, int], values: dict[str, str]) -> Spot:
    start, end = text_span(sheet.document, value, *span)
    about = next(iter(values.values()))
    return Spot(node=value, start=start, end=end, values=values, about=about)


_MARKED = pattern(
    "[（(【［\\[〔]([^（）()【】［］\\[\\]〔〕\n]{1,30})[）)】］\\]〕]|[※→★⇒]([^\n。]{2,40})"
)
_WITH_MARKS = KnownTexts(_MARKED)


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return compiled("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


@check(values=("メモ",))
def draft_note(
    sheet: Sheet, *, words: tuple[str, ...], alone: tuple[str, ...] = ()
) -> Iterator[Spot]:
    """Report a note to oneself or to a colleague: in brackets, or behind ※ or →.

    Args:
        sheet: the sheet.
        words: what such notes say.
        alone: what they say where nothing else stands in the brackets.
    """
    wanted = _any_of(words)
    bare = _any_of(alone) if alone else None
    parts = sheet.written_parts
    if not (present_words(parts, words) or present_words(parts, alone)):
        return
    for value in _WITH_MARKS.among(sheet.prose):
        for match in _MARKED.finditer(value.text):
            note = (match[1] or match[2]).strip()
            # One character in round brackets may belong to a name: 中央図書館（仮）.
            is_own = match[1] is not None and (len(note) > 1 or match[0][0] not in "（(")
            whole = bare is not None and is_own and bare.fullmatch(note)
            if whole or wanted.search(note):
                yield _spot(sheet, value, match.span(), {"メモ": match[0].strip()})
                break


_BLANK = pattern(
    "(?<![A-Za-zＡ-Ｚａ-ｚ])(?:[XＸxｘ]{2,4}|[○〇◯●△□◎＿_]{1,4}|[?？]{1,4})"
    "(?=(?:千|万|億)?(?:人|名|件|回|％|%|割|円|か所|箇所|団体|世帯|部|冊|枚|台|戸|校|社|時間|分|日間|年間|年度|月|日|ポイント))"
    "|(?<![A-Za-zＡ-Ｚａ-ｚ])[●○〇◯□■]{1,3}(?=[mｍ㎡㎞㎏]|メートル|キロ|ヘクタール|ha|km|kg|トン|リットル|%|％)"
    "|(?<![0-9０-９])[?？]{2,}|[_＿]{3,}"
)
_MAYBE_BLANK = KnownTexts(pattern("[XＸxｘ○〇◯●△□◎＿_?？]"))
_KANJI_ZERO = pattern("[一二三四五六七八九十百千]〇|〇[一二三四五六七八九十百千]")


@check(values=("部分", "仮の文字"))
def blank_for_number(sheet: Sheet) -> Iterator[Spot]:
    """Report marks that hold the place of a number (XX人, ○年間, ？？)."""
    for value in _MAYBE_BLANK.among(sheet.prose):
        for match in _BLANK.finditer(value.text):
            near = value.text[max(0, match.start() - 1) : match.end() + 1]
            if _KANJI_ZERO.search(near):
                continue
            part = value.text[max(0, match.start() - 6) : match.end() + 3]
            yield _spot(sheet, value, match.span(), {"部分": part, "仮の文字": match[0]})
            break


_PHONE = (
    "(?<![0-9-])(?:0[5789]0-?[0-9]{4}-?[0-9]{4}|0[1-9][0-9]{0,3}-[0-9]{1,4}-[0-9]{3,4}"
    "|0[1-9][0-9]{0,3}[(][0-9]{1,4}[)][0-9]{3,4}|[(]0[1-9][0-9]{0,3}[)][0-9]{1,4}-[0-9]{3,4})(?![0-9-])"
)
_PRIVATE = {
    "電話番号": pattern(_PHONE),
    "メールアドレス": pattern(
        "(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:[.][A-Za-z0-9-]{2,63})+"
    ),
    "番地": pattern(
        "[市区町村郡字][一-龠々ヶケ]{0,4}[1-9][0-9]{0,2}[-ー‐−][1-9][0-9]{0,2}[-ー‐−][0-9]{1,4}(?![0-9-])|"
        "[0-9一二三四五六七八九十]{1,3}丁目[0-9]{1,4}(?:番地?(?:の?[0-9]{1,4}号?)?|[-ー][0-9]{1,4})"
        "|(?<![0-9第])[0-9]{1,5}番地(?:の?[0-9]{1,4})?|(?<![0-9第])[0-9]{1,4}番[0-9]{1,4}号(?!線)"
    ),
}
_MAYBE_PRIVATE = {
    "電話番号": pattern("0[1-9]"),
    "メールアドレス": pattern("@"),
    "番地": pattern("番|丁目|[0-9][-ー‐−][0-9]"),
}
_MAYBE = pattern("[0-9０-９@＠番](?:(?<=[@＠番])|[0-9０-９]{2}|[-ー‐−][0-9０-９])")


@check(values=("種類", "部分"))
def personal_data(sheet: Sheet, *, public: tuple[str, ...] = ()) -> Iterator[Spot]:
    """Report a telephone number, a mail address or a street number in prose.

    Args:
        sheet: the sheet.
        public: the city's own numbers and addresses, which may stand in a sheet.
    """
    for value in sheet.prose:
        for kind, (start, end) in _private(value.text):
            if fold(value.text[start:end]) not in {fold(one) for one in public}:
                # The data itself is not repeated: reports are public, too.
                spot = _spot(sheet, value, (start, end), {"種類": kind, "部分": kind})
                spot.about = f"{kind} {start}"
                yield spot


@kept
def _private(text: str) -> tuple[tuple[str, tuple[int, int]], ...]:
    """Return what looks like somebody's number or address, each with its kind and place."""
    if not _MAYBE.search(text):
        return ()
    folded = fold(text)
    return tuple(
        (kind, match.span())
        for kind, wanted in _PRIVATE.items()
        if _MAYBE_PRIVATE[kind].search(folded)
        for match in wanted.finditer(folded)
    )


_PERSON = pattern(
    "(?<![一-龠々ァ-ヶ])[一-龠々]{3,6}氏(?![族名神子家庁])|[（(]担当[:： ]?[一-龠々]{3,5}[、）)]"
    # With さん or 様, which offices have too, only where a given name is plain.
    "|(?<![一-龠々ァ-ヶ])[一-龠々]{3,4}(?:[子美香恵江代奈菜郎男雄介之樹夫彦斗吾佑輔哉也治司]|[太朗]郎)(?:さん|様)"
)
_WITH_PERSON = KnownTexts(_PERSON)
_MAYBE_PERSON = pattern("氏|さん|様|[（(]担当")
_NO_PERSON = pattern("(?:両|同|各|諸|源|平|徳川|足利|豊臣|藤原|北条)氏$")


@check(values=("種類",))
def person_named(sheet: Sheet, *, public: tuple[str, ...] = ()) -> Iterator[Spot]:
    """Report a person's whole name in prose, as 氏 behind it shows.

    Args:
        sheet: the sheet.
        public: names that may stand in a sheet (of an honorary citizen, of a historical person).
    """
    if not _MAYBE_PERSON.search(sheet.worded):
        return
    near = (value for value in sheet.prose if _MAYBE_PERSON.search(value.text))
    for value in _WITH_PERSON.among(near):
        for match in _PERSON.finditer(value.text):
            known = any(name in match[0] for name in public)
            if not known and not _NO_PERSON.search(match[0]):
                spot = _spot(sheet, value, match.span(), {"種類": "氏名"})
                spot.about = f"氏名 {match.start()}"
                yield spot
