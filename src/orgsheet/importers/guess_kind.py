"""What a column of a table may be: by its printed words and by what stands in it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear, split_leading
from orgsheet.form.known_forms import packaged_forms
from orgsheet.importers.blocks import BLANKS
from orgsheet.importers.labels import fold_words


class Guess(NamedTuple):
    """A kind, what a person has to say about it ("" where nothing), and words of that kind."""

    kind: str
    question: str = ""
    more: tuple[tuple[str, list[str]], ...] = ()


_ANY_YEAR = FiscalYear(2024)
_CIRCLED = re.compile("[①-⑳ \u3000\n、,]+")
_FIGURE = re.compile(r"[-▲△]?[0-9０-９][0-9０-９,，.．]*\s*\S{0,4}")
_LONGEST_CHOICE = 4
_MOST_CHOICES = 6
_LONGEST_NAME = 30
_FIGURES = ("現状値", "基準値", "目標値", "実績値", "前年度値", "最終値", "計画値", "達成値")
_TEXTS = ("内容", "理由", "方法", "説明", "考察", "概要")
_DATES = ("期限", "時期", "期日")
_KEPT = ("名称", "文章", "期限", "基準", "職員", "計画の番号", "計画の名称")
"""The kinds that a column has for its words alone, where a known form calls a field so."""
_SHORTEST = 2


def guess_column(words: str, values: list[str], *, has_name: bool) -> Guess:
    """Return what a column may be; `has_name` says that an earlier one holds the names."""
    filled = [value.strip(BLANKS) for value in values if value.strip(BLANKS)]
    printed = "".join(words.split())
    if printed in _FIGURES or printed.endswith(("値", "実績")):
        return Guess("指標の値")
    if "評価" in printed or "判定" in printed:
        return _choice(filled, "選べる値が、これで全部か")
    kind = _kind_of_words(printed)
    if kind == "名称" and (has_name or any(one.endswith("。") for one in filled)):
        kind = ""
    if kind:
        is_doubtful = kind == "期限" and not any(split_leading(one, _ANY_YEAR) for one in filled)
        return Guess(kind, "期限を書く欄か" if is_doubtful else "")
    if filled and all(_CIRCLED.fullmatch(one) for one in filled):
        return Guess("計画の番号")
    if filled and all(one in "○×◯〇－-" for one in filled):
        return _choice(sorted({"○", "×", *filled}), "選べる値が、これで全部か")
    return _by_text(printed, filled, has_name=has_name)


@lru_cache(maxsize=1)
def _known_words() -> tuple[tuple[str, str], ...]:
    """Return the words that the packaged forms have for columns, the longest first, with kinds."""
    forms = packaged_forms()
    found: dict[str, str] = {}
    for name in forms.names:
        form = forms.form(name)
        for row in form.rows.values() if form is not None else ():
            for field in row.fields.values():
                for word in (field.key, field.printed, *field.aliases, *field.former):
                    if field.kind in _KEPT and len(fold_words(word)) >= _SHORTEST:
                        found.setdefault(fold_words(word), field.kind)
    return tuple(sorted(found.items(), key=lambda entry: -len(entry[0])))


def _kind_of_words(printed: str) -> str:
    """Return the kind that a column's words stand for in a known form, "" where they do not."""
    folded = fold_words(printed)
    words = dict(_known_words())
    if folded in words:
        return words[folded]
    if any(one in folded for one in _DATES):
        return "期限"
    return next((kind for word, kind in _known_words() if word in folded), "")


def _by_text(printed: str, filled: list[str], *, has_name: bool) -> Guess:
    is_long = any(one.endswith("。") or "\n" in one for one in filled)
    is_short = filled and all(len(one) <= _LONGEST_NAME for one in filled)
    if not has_name and is_short and not all(_FIGURE.fullmatch(one) for one in filled):
        return Guess("名称", "行の名前でよいか。違うなら「文字」に")
    if is_long or any(one in printed for one in _TEXTS):
        return Guess("文章")
    if filled and all(split_leading(one, _ANY_YEAR) for one in filled):
        return Guess("期限", "期限を書く欄か")
    if filled and all(_FIGURE.fullmatch(one) for one in filled):
        return Guess("文字", "数なら「数」、金額なら「金額」に")
    return Guess("文字", "何を書く欄か。文なら「文章」、名称なら「名称」に")


def _choice(values: list[str], question: str) -> Guess:
    found = list(dict.fromkeys(values))
    if found and len(found) <= _MOST_CHOICES and all(len(one) <= _LONGEST_CHOICE for one in found):
        return Guess("選択", question, (("選択", sorted(found)),))
    return Guess("文字", "評価の値を選ぶ欄なら「選択」に")
