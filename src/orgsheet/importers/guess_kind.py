"""What a column of a table may be: by its printed words and by what stands in it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear, split_leading
from orgsheet.form.known_forms import packaged_forms
from orgsheet.form.staff import names_persons
from orgsheet.importers.blocks import BLANKS
from orgsheet.importers.labels import fold_words
from orgsheet.japanese.lazy_patterns import pattern


class Guess(NamedTuple):
    """A kind, what a person has to say about it ("" where nothing), and words of that kind."""

    kind: str
    question: str = ""
    more: tuple[tuple[str, list[str]], ...] = ()


_ANY_YEAR = FiscalYear(2024)
_CIRCLED = re.compile("[①-⑳ \u3000\n、,]+")
_FIGURE = re.compile(r"[-▲△]?[0-9０-９][0-9０-９,，.．]*\s*\S{0,4}")
_MONEY = re.compile("[(（]([千百十万億]{0,3}円)[)）]$")
_UNIT = re.compile("[^ \u3000、,]{1,20}(?:係|課|室|部|局|班|署|隊|館|所|センター|グループ|チーム)")
_LONGEST_CHOICE = 4
_MOST_CHOICES = 6
_LONGEST_NAME = 30
RESULT = pattern("評価|判定|達成度|達成状況|振り返り|ふりかえり|総括")
LATER = ("時", ["年度末"])
"""What is written when the year is over is not asked before, nor handed on to the next year."""
_TEXTS = ("内容", "理由", "方法", "説明", "考察", "概要")
_DATES = ("期限", "時期", "期日")
_KEPT = ("名称", "文章", "期限", "基準", "職員", "計画の番号", "計画の名称")
"""The kinds that a column has for its words alone, where a known form calls a field so."""
_SHORTEST = 2


def guess_column(words: str, values: list[str], *, has_name: bool) -> Guess:
    """Return what a column may be; `has_name` says that an earlier one holds the names."""
    filled = [value.strip(BLANKS) for value in values if value.strip(BLANKS)]
    printed = "".join(words.split())
    for guess in (_of_figures, _of_results, _of_words, _of_marks):
        found = guess(printed, filled, has_name)
        if found is not None:
            return found
    return _by_text(printed, filled, has_name=has_name)


def _of_figures(printed: str, filled: list[str], _: bool) -> Guess | None:  # noqa: FBT001
    """Return the guess for a column of an indicator's values, or of money."""
    has_figures = bool(filled) and all(_FIGURE.fullmatch(one) for one in filled)
    if printed.endswith(("値", "実績")) or (printed.endswith("目標") and has_figures):
        return Guess("指標の値")
    money = _MONEY.search(printed)
    if money is not None and has_figures:
        return Guess("金額", "", (("単位", [money[1]]),))
    return None


def _of_results(printed: str, filled: list[str], _: bool) -> Guess | None:  # noqa: FBT001
    """Return the guess for a column that is filled in when the year is over."""
    if RESULT.search(printed) is None:
        return None
    guess = _choice(filled, "選べる値が、これで全部か")
    return guess._replace(more=(*guess.more, LATER))


def _of_words(printed: str, filled: list[str], has_name: bool) -> Guess | None:  # noqa: FBT001
    """Return the guess that the words of a column alone give."""
    kind = _kind_of_words(printed)
    if kind == "職員" and filled and all(_UNIT.fullmatch(one) for one in filled):
        return Guess("文字", "職員の名前も書くなら「職員」に")
    if not kind and names_persons(printed):
        return Guess("職員", "職員の名前を書く欄か。違うなら「文字」に")
    if kind == "名称" and (has_name or any(one.endswith("。") for one in filled)):
        return None
    is_doubtful = kind == "期限" and not any(split_leading(one, _ANY_YEAR) for one in filled)
    return Guess(kind, "期限を書く欄か" if is_doubtful else "") if kind else None


def _of_marks(_: str, filled: list[str], __: bool) -> Guess | None:  # noqa: FBT001
    """Return the guess for a column that holds marks alone."""
    if filled and all(_CIRCLED.fullmatch(one) for one in filled):
        return Guess("計画の番号")
    if filled and all(one in "○×◯〇－-" for one in filled):
        return _choice(sorted({"○", "×", *filled}), "選べる値が、これで全部か")
    return None


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
