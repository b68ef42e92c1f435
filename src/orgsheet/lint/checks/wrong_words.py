"""Check of words that sound or look like the right one: wrong conversions, mistyped characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.present_words import present_words
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.registered_names import covered
from orgsheet.lint.checks.wording import MOST_IN_ONE, texts_in_words
from orgsheet.source import Scalar, text_span
from orgsheet.workspace.workspace import Workspace

_NONE: dict[str, str] = {}
_BREAKS = "。\n"


@check(values=("語", "正しい語", "前後"))
def wrong_word(
    sheet: Sheet,
    workspace: Workspace,
    *,
    words: dict[str, str],
    beside: dict[str, str] = _NONE,
    unless: dict[str, str] = _NONE,
) -> Iterator[Spot]:
    """Report a word that is another one's wrong conversion or misspelling, each place once.

    Registered names are left as they are.

    Args:
        sheet: the sheet.
        workspace: gives the registered names.
        words: the wrong word with the right one.
        beside: words that are wrong only in a sentence with one of these, separated by spaces.
        unless: words that are right in a sentence with one of these, separated by spaces.
    """
    found = present_words(sheet.written_parts, words)
    if not found:
        return
    for value in texts_in_words(sheet):
        here = [word for word in found if word in value.text]
        if not any(_is_beside(value.text, beside.get(word)) for word in here):
            continue
        text = covered(value.text, workspace)
        wrong = [
            place
            for place in places_of(here, text)
            if _is_wrong(place, text, beside.get(place.word), unless.get(place.word))
        ]
        right = _corrected(value.text, wrong, words)
        for place in wrong[:MOST_IN_ONE]:
            yield _spot(sheet, value, place, words[place.word], right)


class Place(NamedTuple):
    """Where a word stands in a text."""

    start: int
    end: int
    word: str


def places_of(words: Iterable[str], text: str) -> list[Place]:
    """Return where a few words stand in a text, none within another: the first, then the longest.

    As a pattern of them would find them, which takes longer to make than all this.
    """
    found = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            found.append(Place(at, at + len(word), word))
            at = text.find(word, at + 1)
    found.sort(key=lambda place: (place.start, -place.end))
    kept: list[Place] = []
    for place in found:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept


def _is_beside(sentence: str, words: str | None) -> bool:
    return words is None or any(word in sentence for word in words.split())


def _is_wrong(place: Place, text: str, beside: str | None, unless: str | None) -> bool:
    if beside is None and unless is None:
        return True
    begin = max(text.rfind(mark, 0, place.start) for mark in _BREAKS) + 1
    ends = [at for mark in _BREAKS if (at := text.find(mark, place.end)) >= 0]
    sentence = text[begin : min(ends, default=len(text))]
    if unless is not None and _is_beside(sentence, unless):
        return False
    return _is_beside(sentence, beside)


def _corrected(text: str, found: list[Place], words: dict[str, str]) -> str:
    for place in reversed(found):
        text = text[: place.start] + words[place.word] + text[place.end :]
    return text


_AROUND = 6


def _spot(sheet: Sheet, value: Scalar, place: Place, word: str, right: str) -> Spot:
    start, end = text_span(sheet.document, value, place.start, place.end)
    before = value.text[max(0, place.start - _AROUND) : place.start]
    behind = value.text[place.end : place.end + _AROUND]
    around = f"{before}{place.word}{behind}"
    return Spot(
        node=value,
        start=start,
        end=end,
        values={"語": place.word, "正しい語": word, "前後": around},
        about=around,
        replacement=right,
    )
