"""Checks of the form of characters: of one width, and shown alike on every computer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import partial

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.registered_names import covered, rewritten
from orgsheet.lint.checks.wording import spot_at, texts_in_words
from orgsheet.workspace.workspace import Workspace

# With the marks of a number: ５，０００ and ２．５.
_FULL_WIDTH = pattern("[０-９Ａ-Ｚａ-ｚ]+(?:，[０-９]{3}(?![０-９]))*(?:(?<=[０-９])．[０-９]+)?")
# №, ℡, Ⅰ to ⅿ, ⑴ to ⓿, ❶ to ➓ and the square and circled words ㈀ to ㏿; ① to ⑳ are the form's.
_PLATFORM = pattern("[\u2116\u2121\u2160-\u217f\u2474-\u24ff\u2776-\u2793\u3200-\u33ff]")
_HALF_WIDTH = pattern("[0-9A-Za-z]")


@check(values=("文字", "半角の文字"))
def mixed_width(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report full-width letters and digits, once a value, in a sheet that has half-width ones.

    Those of registered names are left as they are.
    """
    if not _FULL_WIDTH.search(sheet.worded):
        return
    values = list(texts_in_words(sheet))
    if not any(_HALF_WIDTH.search(value.text) for value in values):
        return
    for value in values:
        if not _FULL_WIDTH.search(value.text):
            continue
        match = _FULL_WIDTH.search(covered(value.text, workspace))
        if match is not None:
            half = unicodedata.normalize("NFKC", match.group())
            spot = spot_at(sheet, value, match.span(), 文字=match.group(), 半角の文字=half)
            spot.replacement = rewritten(
                value.text,
                workspace,
                _FULL_WIDTH,
                lambda found: unicodedata.normalize("NFKC", found.group()),
            )
            yield spot


@check(values=("文字", "正しい文字"))
def platform_character(
    sheet: Sheet, workspace: Workspace, *, words: dict[str, str], allowed: str = ""
) -> Iterator[Spot]:
    """Report characters that some systems lack or show otherwise (㈱, ㎡, Ⅱ).

    Args:
        sheet: the sheet.
        workspace: gives the registered names, which are left as they are.
        words: what to write instead; a character that is not listed is taken apart (㈲ gives (有)).
        allowed: characters that the city puts up with.
    """
    if not _PLATFORM.search(sheet.worded):
        return
    for value in texts_in_words(sheet):
        if not _PLATFORM.search(value.text):
            continue
        text = covered(value.text, workspace)
        for char in dict.fromkeys(_PLATFORM.findall(text)):
            if char in allowed:
                continue
            at = text.index(char)
            right = words.get(char) or unicodedata.normalize("NFKC", char)
            spot = spot_at(sheet, value, (at, at + 1), 文字=char, 正しい文字=right)
            spot.replacement = rewritten(
                value.text, workspace, re.compile(re.escape(char)), partial(_always, right)
            )
            yield spot


def _always(right: str, _: re.Match[str]) -> str:
    return right
