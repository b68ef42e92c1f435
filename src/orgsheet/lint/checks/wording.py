"""Checks of words and spellings, after the guide 公用文作成の考え方 (建議 of 7 January 2022)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.kept_patterns import compiled
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.present_words import present_words
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.registered_names import covered, rewritten
from orgsheet.source import Scalar, text_span
from orgsheet.workspace.workspace import Workspace

MOST_IN_ONE = 20
"""After so many findings of a rule in one value the author knows."""

# A 。 at the end of brackets, as in （委託を含む。）, ends no sentence.
_SENTENCE = pattern("(?:[^。\n]|。(?=[）)」』]))+。?")
_CAPITALS = pattern("[A-Z]+(?:-[A-Z]+)*(?![A-Za-z0-9])")
_EXPLAINED = pattern("[A-Z]+(?:-[A-Z]+)*(?=[（(])|(?<=[（(])[A-Z]+(?:-[A-Z]+)*(?=[）)])")
_QUOTED = pattern("「[^「」\n]{1,60}」")
_FULL_WIDTH = pattern("[Ａ-Ｚ]")
_NARROW = {
    ord(char) + 0xFEE0: char for char in "".join(map(chr, range(0x21, 0x7F))) if char.isalnum()
}


def texts_in_words(sheet: Sheet) -> Iterator[Scalar]:
    """Yield the values that are written in words: names of rows, then prose."""
    for role in sheet.roles:
        if role.name is not None:
            yield role.name
    yield from sheet.prose


def spot_at(sheet: Sheet, value: Scalar, span: tuple[int, int], **values: str) -> Spot:
    """Return the spot of a stretch of a value; what is said of it tells it from others."""
    start, end = text_span(sheet.document, value, *span)
    return Spot(
        node=value,
        start=start,
        end=end,
        values=values,
        about=" ".join(values.values()),
    )


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return compiled("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


_NONE: dict[str, str] = {}
_INFLECTED = pattern("[ぎげがぐ]\\Z")
_INFLECTION = pattern("っ[てた]|[るりれろらてた]")


@lru_cache(maxsize=64)
def _words(words: tuple[str, ...], behind: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    heads = {word: f"(?<=[{re.escape(chars)}])" for word, chars in behind}
    ordered = sorted(words, key=len, reverse=True)
    return compiled("|".join(heads.get(word, "") + re.escape(word) for word in ordered))


@check(values=("語", "正しい語"))
def word_choice(
    sheet: Sheet,
    workspace: Workspace,
    *,
    words: dict[str, str],
    behind: dict[str, str] = _NONE,
) -> Iterator[Spot]:
    """Report words for which the city has a better spelling, each once a value.

    Args:
        sheet: the sheet.
        workspace: gives the registered names, which are left as they are.
        words: the word to avoid with the one to write.
        behind: words that are avoided only behind one of these characters.
    """
    places = tuple(behind.items())
    if not present_words(sheet.written_parts, words):
        return
    pattern = _words(tuple(words), places)
    for value in texts_in_words(sheet):
        seen: set[str] = set()
        if not pattern.search(value.text):
            continue
        for match in pattern.finditer(covered(value.text, workspace)):
            word = match.group()
            if word in seen:
                continue
            seen.add(word)
            # A verb is shown with its ending, though only its stem is written otherwise.
            ending = _INFLECTED.search(word) and _INFLECTION.match(value.text, match.end())
            shown = ending.group() if ending else ""
            spot = spot_at(
                sheet, value, match.span(), 語=word + shown, 正しい語=words[word] + shown
            )
            spot.replacement = rewritten(
                value.text, workspace, _words((word,), places), lambda one: words[one[0]]
            )
            yield spot


@lru_cache(maxsize=8)
def _counter(marks: str, units: tuple[str, ...]) -> re.Pattern[str]:
    unit = "|".join(map(re.escape, units))
    return compiled(f"(?<![0-9０-９])([0-9０-９]+)([{re.escape(marks)}])({unit})")


@check(values=("語", "正しい語"))
def counter_word(
    sheet: Sheet,
    workspace: Workspace,
    *,
    marks: str = "ヶヵケカｹｶ個箇",
    units: tuple[str, ...] = ("月", "所", "国", "年", "条"),
) -> Iterator[Spot]:
    """Report か月 and か所 after Arabic digits when か is written with one of `marks`."""
    pattern = _counter(marks, units)
    if not pattern.search(sheet.worded):
        return
    for value in texts_in_words(sheet):
        if not pattern.search(value.text):
            continue
        right = rewritten(value.text, workspace, pattern, lambda one: f"{one[1]}か{one[3]}")
        for match in islice(pattern.finditer(covered(value.text, workspace)), MOST_IN_ONE):
            word = f"{match[1]}か{match[3]}"
            spot = spot_at(sheet, value, match.span(), 語=match.group(), 正しい語=word)
            spot.replacement = right
            yield spot


@check(values=("語", "件数", "ほかの書き方", "ほかの件数", "正しい語"))
def mixed_spelling(
    sheet: Sheet,
    workspace: Workspace,
    *,
    forms: tuple[str, ...],
    before: str = "",
    after: str = "",
    names: tuple[str, ...] = (),
    recommended: bool = False,
) -> Iterator[Spot]:
    """Report the rarer spelling of a word that a sheet spells in several ways, each once.

    Args:
        sheet: the sheet.
        workspace: gives the registered names, which are left as they are.
        forms: the spellings, the recommended one first.
        before: where one of these characters stands before, it is another word.
        after: the same for the character behind.
        names: longer words that hold a spelling and mean something else.
        recommended: the first spelling is the one to keep, however rare it is.
    """
    if sum(form in sheet.worded for form in forms) < 2:  # noqa: PLR2004 - a mixture
        return
    pattern = _spellings(forms, before, after, names)
    found: dict[str, list[tuple[Scalar, tuple[int, int]]]] = {}
    for value in texts_in_words(sheet):
        text = covered(value.text, workspace) if pattern.search(value.text) else ""
        for match in pattern.finditer(text):
            if match[1]:
                found.setdefault(match[1], []).append((value, match.span(1)))
    if len(found) < 2:  # noqa: PLR2004 - one spelling is no mixture
        return
    # The recommended spelling wins among equally frequent ones.
    common = max(forms, key=lambda form: (len(found.get(form, ())), -forms.index(form)))
    if recommended and forms[0] in found:
        common = forms[0]
    for form, places in found.items():
        if form == common:
            continue
        value, span = places[0]
        spot = spot_at(
            sheet,
            value,
            span,
            語=form,
            件数=str(len(places)),
            ほかの書き方=common,
            ほかの件数=str(len(found[common])),
            正しい語=forms[0],
        )
        text = value.text
        for start, end in reversed([span for other, span in places if other is value]):
            text = text[:start] + common + text[end:]
        spot.replacement = text
        yield spot


@lru_cache(maxsize=64)
def _spellings(
    forms: tuple[str, ...], before: str, after: str, names: tuple[str, ...]
) -> re.Pattern[str]:
    spellings = _any_of(forms).pattern
    skipped = f"{_any_of(names).pattern}|" if names else ""
    behind = f"(?<![{re.escape(before)}])" if before else ""
    ahead = f"(?![{re.escape(after)}])" if after else ""
    return compiled(f"{skipped}{behind}({spellings}){ahead}")


@check(values=("語", "回数", "上限", "文"))
def crowded_word(
    sheet: Sheet,
    *,
    words: tuple[str, ...],
    names: tuple[str, ...] = (),
    most: int = 2,
) -> Iterator[Spot]:
    """Report a sentence that uses a word more than `most` times.

    Args:
        sheet: the sheet.
        words: the spellings of the word, the one to show first.
        names: longer words that hold it and mean something else.
        most: how often it may stand in one sentence.
    """
    pattern = _spellings(words, "", "", names)
    for value in sheet.prose:
        if sum(map(value.text.count, words)) <= most:
            continue
        for sentence in _SENTENCE.finditer(value.text):
            text = sentence.group()
            places = [match.span(1) for match in pattern.finditer(text) if match[1]]
            if len(places) > most:
                offset = sentence.start()
                span = (offset + places[most][0], offset + places[most][1])
                yield spot_at(
                    sheet,
                    value,
                    span,
                    語=words[0],
                    回数=str(len(places)),
                    上限=str(most),
                    文=text.strip(),
                )


@check(values=("文字数", "上限", "文"))
def long_sentence(sheet: Sheet, *, most: int = 120) -> Iterator[Spot]:
    """Report a sentence of more than `most` characters."""
    for value in sheet.prose:
        if len(value.text) <= most:
            continue
        for sentence in _SENTENCE.finditer(value.text):
            text = sentence.group().strip()
            if len(text) > most:
                yield spot_at(
                    sheet,
                    value,
                    sentence.span(),
                    文字数=str(len(text)),
                    上限=str(most),
                    文=text[:20],
                )


@check(values=("略語",))
def unexplained_abbreviation(
    sheet: Sheet, *, known: tuple[str, ...] = (), longest: int = 5
) -> Iterator[Spot]:
    """Report the first use of a word in capitals that the sheet nowhere explains in parentheses.

    Args:
        sheet: the sheet.
        known: words that every reader knows.
        longest: more letters than this are a name rather than an abbreviation.
    """
    table = _NARROW if _FULL_WIDTH.search(sheet.written) else {}
    first: dict[str, tuple[Scalar, tuple[int, int]]] = {}
    for value in texts_in_words(sheet):
        text = value.text.translate(table) if table else value.text
        for match in _CAPITALS.finditer(text):
            word = match.group()
            before = text[match.start() - 1 : match.start()]
            if before.isascii() and before.isalnum():
                continue
            long = max(map(len, word.split("-")))
            # XX holds the place of a word that is still to come.
            if 1 < long <= longest and word not in known and set(word) != {"X"}:
                first.setdefault(word, (value, match.span()))
    written = sheet.written.translate(table) if first else ""
    explained = set(_EXPLAINED.findall(written))
    for quoted in _QUOTED.findall(written):
        # In 「…」 it is a name or a part of one.
        explained.update(_CAPITALS.findall(quoted))
    explained.update(known)
    for word, (value, span) in first.items():
        if word not in explained and not explained.issuperset(word.split("-")):
            yield spot_at(sheet, value, span, 略語=value.text[slice(*span)])
