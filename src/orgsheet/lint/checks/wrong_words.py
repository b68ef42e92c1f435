"""Check of words that sound or look like the right one: wrong conversions, mistyped characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

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
    found = present_words(sheet.written_parts, tuple(words))
    if not found:
        return
    pattern = any_of(found)
    for value in texts_in_words(sheet):
        if not pattern.search(value.text):
            continue
        text = covered(value.text, workspace)
        wrong = [
            match
            for match in pattern.finditer(text)
            if _is_wrong(match, text, beside.get(match[0]), unless.get(match[0]))
        ]
        right = _corrected(value.text, wrong, words)
        for match in wrong[:MOST_IN_ONE]:
            yield _spot(sheet, value, match, words[match[0]], right)


def _is_wrong(match: re.Match[str], text: str, beside: str | None, unless: str | None) -> bool:
    if beside is None and unless is None:
        return True
    begin = max(text.rfind(mark, 0, match.start()) for mark in _BREAKS) + 1
    ends = [at for mark in _BREAKS if (at := text.find(mark, match.end())) >= 0]
    sentence = text[begin : min(ends, default=len(text))]
    if unless is not None and any(word in sentence for word in unless.split()):
        return False
    return beside is None or any(word in sentence for word in beside.split())


def _corrected(text: str, found: list[re.Match[str]], words: dict[str, str]) -> str:
    for match in reversed(found):
        text = text[: match.start()] + words[match[0]] + text[match.end() :]
    return text


_AROUND = 6


def _spot(sheet: Sheet, value: Scalar, match: re.Match[str], word: str, right: str) -> Spot:
    start, end = text_span(sheet.document, value, *match.span())
    before = value.text[max(0, match.start() - _AROUND) : match.start()]
    behind = value.text[match.end() : match.end() + _AROUND]
    around = f"{before}{match[0]}{behind}".replace("\n", " ")
    return Spot(
        node=value,
        start=start,
        end=end,
        values={"語": match[0], "正しい語": word, "前後": around},
        about=around,
        replacement=right,
    )


@lru_cache(maxsize=64)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of any of many words, the longest first.

    Grouped by their first character: a plain list of a thousand words is a thousand tries a place.
    """
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word[1:])
    return re.compile(
        "|".join(re.escape(first) + _either(tails) for first, tails in sorted(groups.items()))
    )


def _either(tails: Iterable[str]) -> str:
    longest_first = sorted(set(tails), key=lambda tail: (-len(tail), tail))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"
