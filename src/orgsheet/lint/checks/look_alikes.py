"""Checks of words that hold a character which only looks right, or cannot be seen at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.kept_patterns import compiled
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.unseen import UNSEEN
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.wording import MOST_IN_ONE
from orgsheet.source import Scalar, text_span

_HALF_WIDTH = pattern("[｡-ﾟ]+")
# What joins two pictures to one means something.
_INVISIBLE = pattern(f"[{UNSEEN}](?<![\\u2600-\\u27bf\\ufe0f\\U0001f000-\\U0001faff]\\u200d)")
_AROUND = 8
_KATAKANA = "ァ-ヴー"
_STRAY = pattern("ー(?<=[一-龠々0-9０-９A-Za-zＡ-Ｚａ-ｚ、。）)」]ー)")
_NO_WORD_BEGINS = "ンッーァィゥェォャュョ"


def _values(sheet: Sheet) -> Iterator[Scalar]:
    for node in sheet.document.scalars if sheet.root else ():
        if type(node.value) is str:
            yield node


@check(values=("文字", "部分"))
def invisible_character(sheet: Sheet) -> Iterator[Spot]:
    """Report a character that takes no room and shows nothing, once a value."""
    for value, found in _first(sheet, _INVISIBLE):
        around = value.text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        yield _to_change(
            sheet,
            value,
            found,
            {"文字": f"U+{ord(found.group()):04X}", "部分": _INVISIBLE.sub("", around)},
            _INVISIBLE.sub("", value.text),
        )


_MARKS = {"｡": "句点", "､": "読点", "｢": "かぎかっこ", "｣": "かぎかっこ", "･": "中点"}


@check(values=("文字", "正しい文字", "種類"))
def half_width_katakana(sheet: Sheet) -> Iterator[Spot]:
    """Report half-width katakana and the marks of its set, once a value, as what they are."""
    for value, found in _first(sheet, _HALF_WIDTH):
        kinds = dict.fromkeys(_MARKS.get(char, "片仮名") for char in found.group())
        yield _to_change(
            sheet,
            value,
            found,
            {
                "文字": found.group(),
                "正しい文字": _full_width(found),
                "種類": "と".join(kinds),
            },
            _HALF_WIDTH.sub(_full_width, value.text),
        )


_RADICAL = pattern("[\\u2e80-\\u2fdf]")
# Only what a kana with the mark exists for: a mark may stand behind any other character, too.
_APART = pattern(
    "[うかきくけこさしすせそたちつてとはひふへほゝウカキクケコサシスセソタチツテトハヒフヘホワヰヱヲヽ]\\u3099|[はひふへほハヒフヘホ]\\u309a"
)


@check(values=("文字", "正しい文字", "部分"))
def radical_character(sheet: Sheet, *, radicals: dict[str, str]) -> Iterator[Spot]:
    """Report a radical that stands for the character of its form, once a value.

    Args:
        sheet: the sheet.
        radicals: the characters that Unicode itself does not map, with the right ones.
    """

    def right(match: re.Match[str]) -> str:
        char = match.group()
        return radicals.get(char) or unicodedata.normalize("NFKC", char)

    for value, found in _first(sheet, _RADICAL):
        around = value.text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        values = {
            "文字": found.group(),
            "正しい文字": right(found),
            "部分": _RADICAL.sub(right, around),
        }
        yield _to_change(sheet, value, found, values, _RADICAL.sub(right, value.text))


@check(values=("文字", "部分"))
def mark_apart(sheet: Sheet) -> Iterator[Spot]:
    """Report a kana whose voicing mark is a character of its own, once a value."""
    for value, found in _first(sheet, _APART):
        around = value.text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        values = {
            "文字": unicodedata.normalize("NFC", found.group()),
            "部分": unicodedata.normalize("NFC", around),
        }
        yield _to_change(
            sheet,
            value,
            found,
            values,
            _APART.sub(lambda one: unicodedata.normalize("NFC", one.group()), value.text),
        )


def _first(sheet: Sheet, wrong: re.Pattern[str]) -> Iterator[tuple[Scalar, re.Match[str]]]:
    """Yield each value that holds something wrong, with the first place of it."""
    if not wrong.search(sheet.written):
        return
    for value in _values(sheet):
        found = wrong.search(value.text)
        if found is not None:
            yield value, found


def _to_change(
    sheet: Sheet, value: Scalar, found: re.Match[str], values: dict[str, str], right: str
) -> Spot:
    start, end = text_span(sheet.document, value, *found.span())
    return Spot(node=value, start=start, end=end, values=values, replacement=right)


def _full_width(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match.group())


@lru_cache(maxsize=8)
def _between_katakana(characters: str) -> re.Pattern[str]:
    # What to look for comes first: a search that begins with a look behind is many times slower.
    return compiled(f"[{re.escape(characters)}](?<=[{_KATAKANA}].)(?=[{_KATAKANA}])")


@lru_cache(maxsize=8)
def _damaged_words(words: tuple[str, ...]) -> re.Pattern[str]:
    # The first katakana of a longer word is no slip: 2人ロボット.
    return compiled(f"(?:{'|'.join(map(re.escape, words))})(?![{_KATAKANA}])")


_RUN_BEFORE = pattern(f"[{_KATAKANA}]*")


@check(values=("語", "正しい語", "文字", "正しい文字"))
def look_alike_character(
    sheet: Sheet,
    *,
    katakana: dict[str, str],
    certain: str = "",
    excluded: tuple[str, ...] = (),
    known: tuple[str, ...] = (),
    words: dict[str, str],
) -> Iterator[Spot]:
    """Report a character in a word that looks like the right one but is of another script.

    Args:
        sheet: the sheet.
        katakana: characters that stand between katakana by mistake, with the right ones.
        certain: those of them that are wrong there as a rule. The others are reported only where
            no word can begin or end at them, where the sheet has the word rightly, too, or where
            the right character makes up a `known` word.
        excluded: what follows from the character on, where it is right after all.
        known: katakana words that are common in sheets.
        words: words with a katakana that belongs to another script, with the right words.
    """
    text = sheet.written
    between = _between_katakana("".join(katakana))
    damaged = _damaged_words(tuple(words))
    if between.search(text):
        for value in _values(sheet):
            yield from _misplaced(sheet, value, between, katakana, certain, excluded, known)
    if damaged.search(text):
        for value in _values(sheet):
            for match in islice(damaged.finditer(value.text), MOST_IN_ONE):
                yield _spot(sheet, value, match.span(), match.group(), words[match.group()])


def _misplaced(
    sheet: Sheet,
    value: Scalar,
    between: re.Pattern[str],
    katakana: Mapping[str, str],
    certain: str,
    excluded: tuple[str, ...],
    known: tuple[str, ...],
) -> Iterator[Spot]:
    text = value.text
    for match in islice(between.finditer(text), MOST_IN_ONE):
        at = match.start()
        if text.startswith(excluded, at):
            continue
        start = at - len(_katakana_run(text[max(0, at - 30) : at][::-1]))
        end = at + 1 + len(_katakana_run(text[at + 1 : at + 31]))
        char = match.group()
        word = text[start:end]
        right = text[start:at] + katakana[char] + text[at + 1 : end]
        if "ーー" in right:
            continue
        alone_before, alone_after = at - start == 1, end - at - 1 == 1
        no_border = text[at + 1] in _NO_WORD_BEGINS or alone_before != alone_after
        is_word = right in sheet.written or _makes_word(right, at - start, known)
        if char in certain or no_border or is_word:
            yield _spot(sheet, value, (start, end), word, right)


def _makes_word(text: str, place: int, words: tuple[str, ...]) -> bool:
    """Say whether the character at `place` belongs to one of some words that stands there."""
    return any(
        text.find(word, max(0, place - len(word) + 1), place + len(word)) >= 0 for word in words
    )


@check(values=("語", "前の字"))
def stray_long_vowel(sheet: Sheet) -> Iterator[Spot]:
    """Report a katakana long-vowel mark after a character that has no vowel to lengthen."""
    if not _STRAY.search(sheet.written):
        return
    for value in _values(sheet):
        if value.step == "時期":
            continue
        for match in islice(_STRAY.finditer(value.text), MOST_IN_ONE):
            at = match.start()
            start, end = text_span(sheet.document, value, at, at + 1)
            around = value.text[max(0, at - 3) : at + 4]
            yield Spot(
                node=value,
                start=start,
                end=end,
                values={"語": around, "前の字": value.text[at - 1]},
                about=around,
            )


def _katakana_run(text: str) -> str:
    match = _RUN_BEFORE.match(text)
    return match.group() if match else ""


def _spot(sheet: Sheet, value: Scalar, span: tuple[int, int], word: str, right: str) -> Spot:
    wrong, correct = next(
        ((a, b) for a, b in zip(word, right, strict=False) if a != b), (word, right)
    )
    start, end = text_span(sheet.document, value, *span)
    return Spot(
        node=value,
        start=start,
        end=end,
        values={"語": word, "正しい語": right, "文字": wrong, "正しい文字": correct},
        about=word,
        replacement=value.text[: span[0]] + right + value.text[span[1] :],
    )
