"""Checks of sentences: unfinished, said twice, in two styles, with two negations."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.kept_patterns import compiled
from orgsheet.japanese.known_texts import KnownTexts, kept
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.shorten import one_line
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.prose import sentences_of
from orgsheet.source import Scalar, text_span

_SENTENCE = pattern("[^。\n]+。?")
_BLANK = " \u3000\n\t"


def _spot(sheet: Sheet, value: Scalar, span: tuple[int, int], values: dict[str, str]) -> Spot:
    start, end = text_span(sheet.document, value, *span)
    return Spot(node=value, start=start, end=end, values=values, about=values["部分"])


def _sentences_of(sheet: Sheet) -> Iterator[Scalar]:
    """Yield the values that are written in whole sentences."""
    yield from (value for _, value in sentences_of(sheet))


@check(values=("部分", "文末"))
def unfinished_sentence(
    sheet: Sheet, *, particles: tuple[str, ...], whole: tuple[str, ...] = ()
) -> Iterator[Spot]:
    """Report a value whose last words ask for more: a particle, a comma, the middle of a verb.

    Args:
        sheet: the sheet.
        particles: endings that no sentence and no criterion has.
        whole: endings that look so and are complete.
    """
    criteria = [criterion for action in sheet.actions for criterion in action.criteria]
    for value in (*_sentences_of(sheet), *criteria):
        text = value.text.rstrip(_BLANK)
        if not text.endswith(particles):
            continue
        end = next(filter(text.endswith, particles))
        if (whole and text.endswith(whole)) or len(text) <= len(end) + 1:
            continue
        part = re.split("[。\n]", text)[-1].strip()[-16:]
        yield _spot(sheet, value, (len(text) - len(end), len(text)), {"部分": part, "文末": end})


_REPEATED = pattern(
    "([一-龠々ァ-ヴー][一-龠々ァ-ヴーぁ-ん]{2,11}|[のをにがは][一-龠々ァ-ヴー]{2,10})\\1"
    "|([一-龠々ァ-ヴー]{2,8})を\\2(?=[しすさ])"
    "|(?<![^、。\n])([^、。\n]{8,30}、)\\3"
)
_MAYBE_REPEATED = (
    pattern("([一-龠々ァ-ヴー][一-龠々ァ-ヴーぁ-ん]{2,11})\\1"),
    pattern("([のをにがは][一-龠々ァ-ヴー]{2,10})\\1"),
    pattern("を(?<=([一-龠々ァ-ヴー]{2})を)[一-龠々ァ-ヴー]{0,6}\\1[しすさ]"),
    pattern("[、。\n]([^、。\n]{8,30}、)\\1"),
)
"""One of them is found where `_REPEATED` is: each begins with what few characters are, and so
takes far less time than all in one."""
_ONE_BY_ONE = "一二三個各日年月段"
_LEAST = 10
_MOST_EARLIER = 40
"""The sentences before one that it is compared with."""


@check(values=("部分", "先の部分"))
def said_twice(sheet: Sheet) -> Iterator[Spot]:
    """Report a sentence, a part of one or a criterion that stands twice.

    Two sentences of one value are one where the shorter is made of the beginning and the end of
    the other.
    """
    for value in (*_sentences_of(sheet), *(c for a in sheet.actions for c in a.criteria)):
        found = _twice(value.text)
        if found is not None:
            span, part, earlier = found
            yield _spot(sheet, value, span, {"部分": part, "先の部分": earlier})
    for action in sheet.actions:
        seen: dict[str, Scalar] = {}
        for criterion in action.criteria:
            key = "".join(criterion.text.split()).rstrip("。")
            first = seen.setdefault(key, criterion) if key else criterion
            if first is not criterion:
                values = {"部分": one_line(criterion.text), "先の部分": first.text.strip()}
                spot = Spot(node=criterion, values=values, about=str(criterion.step))
                told = f"先に書かれた同じ{action.table.criteria}"
                spot.related = [(sheet.document, first, told)]
                yield spot


_Twice = tuple[tuple[int, int], str, str]
"""Where something stands again, what it is, and what stood there before."""


@kept
def _twice(whole: str) -> _Twice | None:
    beginning = f"\n{whole}"
    maybe = any(one.search(beginning) for one in _MAYBE_REPEATED)
    for match in _REPEATED.finditer(whole) if maybe else ():
        twice = match[1] or match[2] or match[3]
        if twice[0] not in _ONE_BY_ONE:
            return (match.start() + len(twice), match.end()), twice, twice
    return _sentence_twice(whole)


def _sentence_twice(whole: str) -> _Twice | None:
    if whole.count("。") <= 1:
        return None
    parts = whole.replace("\n", "。").split("。")
    heads = [head for part in parts if (head := part.lstrip()[:_LEAST])]
    if len(set(heads)) == len(heads):
        return None  # no two begin alike
    earlier: deque[str] = deque(maxlen=_MOST_EARLIER)
    for match in _SENTENCE.finditer(whole):
        text = match[0].strip()
        same = next((one for one in earlier if _is_within(text, one)), None)
        if same is not None:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            return (start, match.end()), text, same
        # Shorter ones are the same by chance, and are no news where they are in it already.
        if (len(text) >= _LEAST or text.endswith("。")) and text not in earlier:
            earlier.append(text)
    return None


def _is_within(one: str, other: str) -> bool:
    """Whether the shorter of two sentences is made of the beginning and the end of the longer."""
    short, long = sorted((one, other), key=len)
    if len(short) < _LEAST:
        return short == long and len(short) > _LEAST // 2
    if short[:_LEAST] != long[:_LEAST]:
        return False
    head = next(
        (n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    tail = next(
        (n for n, (a, b) in enumerate(zip(short[::-1], long[::-1], strict=False)) if a != b),
        len(short),
    )
    return head + tail >= len(short)


_POLITE = pattern("(?:(?:まし|でし)た|ませ(?:ん|んでした)|ます|です|ください)。?$")
_PLAIN = pattern(
    "[るうくすつぬむぐぶい]。?$|(?:し|っ|ん|い|え|け|せ|て|ね|べ|め|れ|き|ち|に|み|り)た。?$|である。?$"
)
_MAYBE_POLITE = pattern("ま[すし]|です|ません|ください")
_SHOWN = 30
_USUAL = 8
_FEW = 2


@check(values=("部分", "文体", "ほかの文体"))
def mixed_style(sheet: Sheet) -> Iterator[Spot]:
    """Report a sentence in ます in a value or sheet that is written in する, and the reverse.

    In one value any mixture counts; in a sheet, up to two values among many of the other style.
    """
    if not _MAYBE_POLITE.search(sheet.worded):
        return
    whole: dict[bool, list[tuple[Scalar, tuple[int, int], str]]] = {True: [], False: []}
    for value in _sentences_of(sheet):
        here: dict[bool, list[tuple[Scalar, tuple[int, int], str]]] = {True: [], False: []}
        for match in _SENTENCE.finditer(value.text):
            text = match[0].strip()
            polite = bool(_POLITE.search(text))
            if polite or (text.endswith("。") and _PLAIN.search(text)):
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                here[polite].append((value, (start, start + len(text)), text))
        if here[True] and here[False]:
            # Of as many of both, the polite ones are told: sheets are written in する as a rule.
            odd = len(here[True]) <= len(here[False])
            yield _odd(sheet, here[odd][0], polite=odd)
        else:
            for polite in (True, False):
                whole[polite] += here[polite][:1]
    few = min(whole, key=lambda polite: len(whole[polite]))
    if len(whole[not few]) >= _USUAL and len(whole[few]) <= _FEW:
        for place in whole[few]:
            yield _odd(sheet, place, polite=few)


def _odd(sheet: Sheet, place: tuple[Scalar, tuple[int, int], str], *, polite: bool) -> Spot:
    value, span, text = place
    styles = ("です・ます", "である・する")
    ours, theirs = styles if polite else styles[::-1]
    part = text if len(text) <= _SHOWN else f"…{text[-_SHOWN // 2 :]}"
    values = {"部分": part, "文体": ours, "ほかの文体": theirs}
    return _spot(sheet, value, span, values)


_NEGATED = pattern(
    "ない(?:こと|人|者|方|もの|世帯|箇所|か所|状態|日|事例|ケース)(?:が|の|は|も|を)?"
    "(?:生じ|起き|起こら|出|い|なら)?な(?:い|く)"
    "|ない(?:わけ|もの)で(?:は|も)ない|なく(?:は|も)ない|ないとは(?:言え|いえ|限ら)ない"
)


@check(values=("部分",))
def double_negative(sheet: Sheet) -> Iterator[Spot]:
    """Report a negation of a negation (孤立しないことがない), the first of each value."""
    if not _NEGATED.search(sheet.worded):
        return
    for value in sheet.prose:
        match = _NEGATED.search(value.text)
        if match is not None:
            start = max(0, match.start() - 4)
            part = value.text[start : match.end()]
            yield _spot(sheet, value, match.span(), {"部分": part})


_TWO_OBJECTS = pattern(
    "を((?:年|月|計)?[0-9０-９]{1,4}[回件]|[一-龠々ァ-ヴー]{1,8}(?:し|り|み|け|え|せ|げ)?)を(?:行|図|開催|開く|実施|進め|目指|する|し(?=[、て]))"
)
_WITH_TWO_OBJECTS = KnownTexts(_TWO_OBJECTS)


@check(values=("部分", "語"))
def object_twice(sheet: Sheet) -> Iterator[Spot]:
    """Report a noun with を that a second を follows before one verb (計画を見直しを行う)."""
    for value in _WITH_TWO_OBJECTS.among(sheet.prose):
        match = _TWO_OBJECTS.search(value.text)
        if match is not None:
            start = max(0, match.start() - 6)
            part = value.text[start : match.end()]
            yield _spot(sheet, value, match.span(), {"部分": part, "語": match[1]})


@lru_cache(maxsize=8)
def _without_ra(stems: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(sorted(map(re.escape, stems), key=len, reverse=True))
    return compiled(f"(?:{either})れ(?=る|ない|なく|なかっ|ま[すせし]|た|て|ず|やす)")


@check(values=("部分", "語", "正しい語"))
def missing_ra(sheet: Sheet, *, stems: tuple[str, ...]) -> Iterator[Spot]:
    """Report ability said without ら (見れる, 受けれない), each once a value.

    Args:
        sheet: the sheet.
        stems: what stands before られる of the verbs that are meant.
    """
    wanted = _without_ra(stems)
    if not wanted.search(sheet.worded):
        return
    for value in sheet.prose:
        match = wanted.search(value.text)
        if match is not None:
            right = f"{match[0][:-1]}られ"
            part = value.text[max(0, match.start() - 4) : match.end() + 2]
            values = {"部分": part, "語": f"{match[0]}る", "正しい語": f"{right}る"}
            spot = _spot(sheet, value, match.span(), values)
            spot.replacement = wanted.sub(lambda one: f"{one[0][:-1]}られ", value.text)
            yield spot
