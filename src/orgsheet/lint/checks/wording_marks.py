"""Checks of particles, punctuation and brackets in prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from orgsheet.form.blanks import is_blank
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.known_texts import KnownTexts, kept
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.present_words import present_words
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.wording import MOST_IN_ONE
from orgsheet.source import Scalar, text_span

# Hiragana may belong to the word before or behind (何を in kana, ににぎわい), so that a pair of
# particles is certain only between characters that no particle is written with.
_WORD = "一-龠々ァ-ヴー0-9０-９A-Za-zＡ-Ｚａ-ｚ"
_NEXT = "一-龠々ァ-ヴ0-9０-９A-Za-zＡ-Ｚａ-ｚ"
# Nouns whose last letter is no particle, so that a pair behind them is certain as well.
_NOUNS = (
    *("手続き", "取組み", "取り組み", "づくり", "見守り", "お知らせ", "申込み", "申し込み"),
    *("引継ぎ", "ふれあい", "ごみ", "まち"),
)
_BEHIND = f"(?:(?<=[{_WORD}」）)])|{'|'.join(f'(?<={noun})' for noun in _NOUNS)})"
_DOUBLED = pattern(
    "をを"
    f"|{_BEHIND}(?:にを|がを|はを|へを|もを)"
    f"|{_BEHIND}(?:がが|はは|のの|にに|とと|をが|をは|をに|をで|はが|がは)(?=[{_NEXT}])"
)
_WITH_DOUBLED = KnownTexts(_DOUBLED)
_PAIRS = (
    *("をを", "にを", "がを", "はを", "へを", "もを", "がが", "はは", "のの"),
    *("にに", "とと", "をが", "をは", "をに", "をで", "はが", "がは"),
)
_PARTICLES = frozenset("をにがはへのでとも")
_PUNCTUATION = pattern("[。、，．]{2,}")
_WITH_PUNCTUATION = KnownTexts(_PUNCTUATION)
# Behind 聞き, 開いて or 市民を the sentence goes on.
_MIDDLE = pattern("[きぎしちびみりけげせてでべめれをはがへ]\\Z")
_OPENING = {"「": "」", "『": "』", "（": "）", "(": ")", "【": "】", "［": "］", "〔": "〕"}
_CLOSING = {"」": "「", "』": "『", "）": "（", ")": "(", "】": "【", "］": "［", "〕": "〔"}
_BRACKETS = pattern("[「」『』（）()【】［］〔〕]")
# Both widths of one bracket are used for a pair, and 1) or ア） opens an item.
_SAME = {"（": "(", "）": ")"}
_ENUMERATED = pattern(
    "(?:^|[\\s・、。，,～〜~\\-－―)）ぁ-ん])"
    "(?:[0-9０-９A-Za-zａ-ｚＡ-Ｚァ-ンア-ン一二三四五六七八九十]{1,2}|注[0-9０-９]?|例)\\Z"
)
_ENDS = "。｡！？!?…・：:」』）)】"
_BULLET = "・○●◯〇◆■□◎※-－*①②③④⑤⑥⑦⑧⑨⑩"
_LONG_ENOUGH = 20
_MANY = 3
_SHORT = 10


def _spot(
    sheet: Sheet, value: Scalar, span: tuple[int, int], values: dict[str, str], about: str
) -> Spot:
    start, end = text_span(sheet.document, value, *span)
    return Spot(node=value, start=start, end=end, values=values, about=about)


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - 4) : end + 4]


_WORD_BEFORE = pattern("(?:[一-龠々]+|[ァ-ヺー]+|[A-Za-z0-9]+)[ぁ-ん]?\\Z")
_WORD_BEHIND = pattern("(?:[一-龠々]+|[ァ-ヺー]+|[A-Za-z0-9]+)?[ぁ-ん]{0,2}")
_NEAR = 10


def _words_around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the word that ends before a place and the one that begins behind it."""
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2]
    word = _WORD_BEFORE.search(before)
    behind = _WORD_BEHIND.match(text[end : end + _NEAR])
    return word.group() if word else before[-4:], behind.group() if behind else ""


@check(values=("部分", "助詞", "候補の文"))
def doubled_particle(sheet: Sheet) -> Iterator[Spot]:
    """Report two particles in a row that can never stand so (確実にを行い, 市のの計画)."""
    pairs = present_words(sheet.written_parts, _PAIRS)
    near = (value for value in sheet.prose if any(pair in value.text for pair in pairs))
    for value in _WITH_DOUBLED.among(near) if pairs else ():
        for match in islice(_DOUBLED.finditer(value.text), MOST_IN_ONE):
            before, behind = _words_around(value.text, *match.span())
            either = dict.fromkeys(f"「{before}{particle}{behind}」" for particle in match.group())
            part = f"{before}{match.group()}{behind}"
            words = {"部分": part, "助詞": match.group(), "候補の文": "か".join(either)}
            spot = _spot(sheet, value, match.span(), words, _around(value.text, *match.span()))
            beside = (
                value.text[max(0, match.start() - 1) : match.start()]
                + value.text[match.end() :][:1]
            )
            # Among more particles than two, which one to keep is for a person to say.
            if match.group()[0] == match.group()[1] and not _PARTICLES.intersection(beside):
                spot.replacement = value.text[: match.start() + 1] + value.text[match.end() :]
            yield spot


@check(values=("部分", "記号", "正しい記号"))
def doubled_punctuation(sheet: Sheet) -> Iterator[Spot]:
    """Report punctuation marks that stand one behind the other."""
    for value in _WITH_PUNCTUATION.among(sheet.prose):
        for match in islice(_PUNCTUATION.finditer(value.text), MOST_IN_ONE):
            marks = match.group()
            goes_on = _MIDDLE.search(value.text[: match.start()]) and value.text[match.end() :]
            right = (marks.strip("。")[:1] if goes_on or "。" not in marks else "") or "。"
            part = _around(value.text, *match.span())
            values = {"部分": part, "記号": marks, "正しい記号": right}
            spot = _spot(sheet, value, match.span(), values, part)
            spot.replacement = value.text[: match.start()] + right + value.text[match.end() :]
            yield spot


@check(values=("文末", "見出し"))
def missing_full_stop(sheet: Sheet) -> Iterator[Spot]:
    """Report a paragraph without 。 at its end, in prose whose other sentences have it.

    A value of one sentence is held against those under the same heading.
    """
    sentences = sheet.form.keys_called(("文章",))
    texts = (value for value in sheet.prose if value.step in sentences and value.text.strip())
    written = [value for value in texts if not is_blank(value.text)]
    names = {action.name for action in sheet.actions}
    closed = Counter(value.step for value in written if value.text.rstrip()[-1] in _ENDS)
    all_of = Counter(value.step for value in written)
    for value in written:
        if "。" not in value.text:
            text = value.text.rstrip()
            is_odd = closed[value.step] >= _MANY and closed[value.step] >= all_of[value.step] - 2
            one = "\n" not in text and text[-1] not in _ENDS and text.strip()[0] not in _BULLET
            if is_odd and one and _may_end(text) and text.strip() not in names:
                yield _without_stop(sheet, value, len(text), text.strip()[-10:])
            continue
        for end, last_words in _open_paragraphs(value.text):
            yield _without_stop(sheet, value, end, last_words)


@kept
def _open_paragraphs(whole: str) -> tuple[tuple[int, str], ...]:
    """Return where paragraphs end without 。 in a text that has it, with their last words."""
    found = []
    offset = 0
    lines = whole.split("\n")
    last = max(index for index, line in enumerate(lines) if line.strip())
    for index, line in enumerate(lines):
        text = line.strip()
        # A short line without any 。 is a heading or an item of a list.
        is_whole = "。" in text or (index == last and len(text) >= _LONG_ENOUGH)
        if is_whole and text[-1] not in _ENDS and text[0] not in _BULLET and _may_end(text):
            found.append((offset + len(line.rstrip()), text.rpartition("。")[2][-10:]))
        offset += len(line) + 1
    return tuple(found)


_GOES_ON = pattern("(?:[をにがはのへでも、]|(?<!こ)と|から|より|まで|[※→][^。]*)\\Z")


def _may_end(text: str) -> bool:
    """Whether only the mark is missing: no particle, and no note behind the sentence, is last."""
    return len(text) >= _SHORT and not _GOES_ON.search(text)


def _without_stop(sheet: Sheet, value: Scalar, end: int, last_words: str) -> Spot:
    values = {"文末": last_words, "見出し": str(value.step)}
    spot = _spot(sheet, value, (end - 1, end), values, last_words)
    spot.replacement = f"{value.text[:end]}。{value.text[end:]}"
    return spot


@check(values=("かっこ", "部分", "相手"))
def unmatched_bracket(sheet: Sheet) -> Iterator[Spot]:
    """Report a bracket in prose or a name that has no partner, the first of each value."""
    names = [role.name for role in sheet.roles if role.name is not None]
    for value in (*names, *sheet.prose):
        at = _first_unmatched(value.text)
        if at is not None:
            char = value.text[at]
            part = _around(value.text, at, at + 1)
            partner = _OPENING.get(char) or _CLOSING[char]
            values = {"かっこ": char, "部分": part, "相手": partner}
            yield _spot(sheet, value, (at, at + 1), values, part)


@kept
def _first_unmatched(text: str) -> int | None:
    opened: list[tuple[str, int]] = []
    for match in _BRACKETS.finditer(text):
        char, at = match.group(), match.start()
        if char in _OPENING:
            opened.append((_narrow(_OPENING[char]), at))
        elif opened and opened[-1][0] == _narrow(char):
            opened.pop()
        elif not (char in ")）" and _ENUMERATED.search(text[max(0, at - 3) : at])):
            return at if not opened else _wrong(opened, char, at)
    return opened[0][1] if opened else None


@check(values=("かっこ", "部分", "相手"))
def bracket_of_two_widths(sheet: Sheet) -> Iterator[Spot]:
    """Report a bracket that is opened in one width and closed in the other, the first a value.

    All of the value are mended at once: the next would be a new finding that nobody has seen.
    """
    text = sheet.worded
    if not (("（" in text and ")" in text) or ("(" in text and "）" in text)):
        return
    names = [role.name for role in sheet.roles if role.name is not None]
    for value in (*names, *sheet.prose):
        spans = _two_widths(value.text)
        if spans:
            span = spans[0]
            char = value.text[span[1] - 1]
            part = value.text[span[0] : span[1]]
            if len(part) > _LONG_ENOUGH:
                part = f"{part[:8]}…{part[-8:]}"
            right = _OTHER_WIDTH[char]
            spot = _spot(sheet, value, span, {"かっこ": char, "部分": part, "相手": right}, part)
            closing = {end - 1 for _, end in spans}
            spot.replacement = "".join(
                _OTHER_WIDTH[one] if at in closing else one for at, one in enumerate(value.text)
            )
            yield spot


_OTHER_WIDTH = {")": "）", "）": ")"}


@kept
def _two_widths(text: str) -> tuple[tuple[int, int], ...]:
    """Return where brackets of two widths begin and end, in the order in which they are closed."""
    opened: list[tuple[str, int]] = []
    found = []
    for match in _BRACKETS.finditer(text):
        char, at = match.group(), match.start()
        if char in _OPENING:
            opened.append((char, at))
        elif opened and _narrow(_OPENING[opened[-1][0]]) == _narrow(char):
            opening, start = opened.pop()
            if _OPENING[opening] != char:
                found.append((start, at + 1))
        elif not (char in ")）" and _ENUMERATED.search(text[max(0, at - 3) : at])):
            break  # unmatched_bracket says so
    return tuple(found)


def _wrong(opened: list[tuple[str, int]], char: str, at: int) -> int:
    """Return which bracket lacks its partner: the last opened, unless `char` fits none at all."""
    return opened[-1][1] if any(_narrow(char) == close for close, _ in opened) else at


def _narrow(char: str) -> str:
    return _SAME.get(char, char)
