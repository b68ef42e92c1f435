"""Checks that prose was really written: not a placeholder, not a repetition, not a stub."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from orgsheet.form.sheet import Action, Role, Sheet
from orgsheet.form.sheet_rows import text_at
from orgsheet.japanese.kept_patterns import compiled
from orgsheet.japanese.likeness import normalize
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import Scalar, text_span

_FRAME = " \u3000\n\t()（）「」【】[]<>＜＞。、.…・"
_EMPTY_WORDS = (
    "未定",
    "検討中",
    "調整中",
    "未記入",
    "記入中",
    "作成中",
    "後日記入",
    "後で記入",
    "あとで書く",
    "同上",
    "xxx",
    "XXX",
    "TBD",
    "tbd",
    "?",
    "？",
    "-",
    "－",
    "―",
    "ー",
)
_LEFT_OVER = (
    "〇〇",
    "○○",
    "◯◯",
    "●●",
    "△△",
    "□□",
    "××",
    *(
        f"{blank}{noun}"
        for blank in ("XX", "ＸＸ")
        for noun in (
            "地区",
            "町",
            "課",
            "小学校",
            "中学校",
            "公園",
            "自治会",
            "団体",
            "委員会",
        )
    ),
    "ここに記入",
    "ここに書く",
    "記入してください",
    "（記入例）",
    "(記入例)",
    "記入例：",
    "TODO",
    "todo",
    "XXXX",
)
_A_FEW_WORDS = 20


@lru_cache(maxsize=4)
def sentences_of(sheet: Sheet) -> tuple[tuple[str, Scalar], ...]:
    """Return the values that the form asks to be written as sentences, with their headings."""
    return tuple(_sentences_of(sheet))


def _sentences_of(sheet: Sheet) -> Iterator[tuple[str, Scalar]]:
    for key in sheet.form.texts:
        value = sheet.text(key)
        if value is not None:
            yield key, value
    for role in sheet.roles:
        yield from _texts_of(role)
    for action in sheet.actions:
        yield from _texts_of(action)


def _texts_of(row: Role | Action) -> Iterator[tuple[str, Scalar]]:
    for key in row.table.texts:
        value = text_at(row.node, key)
        if value is not None:
            yield key, value


def _essence(text: str, endings: tuple[str, ...]) -> str:
    """Return what a text says without its closing mark and the ending of its sentence."""
    key = normalize(text).rstrip("。.")
    for ending in endings:
        if key.endswith(ending) and len(key) > len(ending):
            return key[: -len(ending)]
    return key


@check(values=("項目", "見出し"))
def repeated_item(sheet: Sheet, *, endings: tuple[str, ...] = ()) -> Iterator[Spot]:
    """Report a 行動 that says no more than its 項目.

    Args:
        sheet: the sheet.
        endings: what may follow the repeated words, such as `を行う`; the longest first.
    """
    for action in sheet.actions:
        if action.item is None or action.action is None:
            continue
        # A longer text than this says more; comparing it would only cost time.
        if len(action.action.text) > 2 * len(action.item.text) + 20:
            continue
        item = normalize(action.item.text)
        if item and _essence(action.action.text, endings) == _essence(item, endings):
            yield Spot(node=action.action, values={"項目": action.name, "見出し": action.section})


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return compiled("|".join(map(re.escape, longest_first)) or r"\A\b")


@check(values=("見出し", "文字数", "下限"))
def short_text(
    sheet: Sheet,
    *,
    least: int = 10,
    whole: tuple[str, ...] = _EMPTY_WORDS,
    parts: tuple[str, ...] = _LEFT_OVER,
) -> Iterator[Spot]:
    """Report sentences of fewer than `least` characters.

    What is empty, a repetition of the row's 項目, or a placeholder (`whole` and `parts` as in
    `placeholder`) has findings of its own.
    """
    left_over = _any_of(parts)
    names = {
        id(action.action): normalize(action.item.text)
        for action in sheet.actions
        if action.action is not None and action.item is not None
    }
    for key, value in sentences_of(sheet):
        text = value.text.strip()
        if not text or len(text) >= least or names.get(id(value)) == normalize(text):
            continue
        if not left_over.search(text) and not _is_whole(text, whole):
            yield Spot(
                node=value,
                values={"見出し": key, "文字数": str(len(text)), "下限": str(least)},
            )


@check(values=("見出し", "仮の文字"))
def placeholder(
    sheet: Sheet,
    *,
    whole: tuple[str, ...] = _EMPTY_WORDS,
    parts: tuple[str, ...] = _LEFT_OVER,
) -> Iterator[Spot]:
    """Report what was to be replaced before the sheet was handed in.

    Args:
        sheet: the sheet.
        whole: words that stand for nothing when a value consists of one, in any brackets.
        parts: words that are left over wherever they stand.
    """
    left_over = _any_of(parts)
    anywhere = left_over.search(sheet.written) is not None
    for value in _written(sheet):
        found = left_over.search(value.text) if anywhere else None
        if found is not None:
            start, end = text_span(sheet.document, value, *found.span())
            values = {"見出し": _heading(value), "仮の文字": found.group()}
            yield Spot(node=value, start=start, end=end, values=values)
        elif len(value.text) <= _A_FEW_WORDS and _is_whole(value.text, whole):
            yield Spot(node=value, values={"見出し": _heading(value), "仮の文字": value.text})


def _written(sheet: Sheet) -> Iterator[Scalar]:
    """Yield all text that an author fills in, but dates, flags and numbers."""
    for link in sheet.plan_links:
        yield link.item
    for role in sheet.roles:
        if role.name is not None:
            yield role.name
        yield from role.staff
    yield from sheet.prose


def _heading(value: Scalar) -> str:
    return next((step for step in reversed(value.steps()) if isinstance(step, str)), "")


def _is_whole(text: str, words: tuple[str, ...]) -> bool:
    bare = text.strip(_FRAME)
    return bare in words if bare else bool(text.strip())
