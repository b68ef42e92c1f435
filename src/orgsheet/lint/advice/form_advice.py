"""What to type where a value has not the form that its key asks for, as far as it can be known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear, split_leading
from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Form
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.advice.filling import is_empty, milestone
from orgsheet.schema import SchemaProblem
from orgsheet.source import Node, Scalar, emit_scalar
from orgsheet.source.vocabulary import ITEMS, Vocabulary
from orgsheet.workspace.layout import sheet_id_of

_MONTHS = range(1, 13)
# Day 1 of a spreadsheet is 1900-01-01, but it counts a 1900-02-29 that never was.
_SPREADSHEET_START = date(1899, 12, 30)
_SPREADSHEET_DAYS = range(36_526, 54_789)
_BETWEEN = pattern("[、，,・/／]")
_SPACE = pattern("[、，,・/／ \u3000]+")
_FEWEST_NAMES = 3
"""So many words with spaces between them are no family name with a given name."""
_BULLET = pattern("^[・●○■◆-][ \u3000]*")
_MOST_LINES = 8


class Advice(NamedTuple):
    """The advice in words, and the lines to type; "" where there is nothing particular to say."""

    how: str = ""
    paste: str = ""


def advice_for(
    problem: SchemaProblem,
    node: Node | None,
    path: str,
    vocabulary: Vocabulary,
    *,
    has_unit: bool = False,
) -> Advice:
    """Return what to type instead of a value at a file's path.

    `vocabulary` are the words of the file's form. `has_unit` says that the key's value is a number
    with a unit behind it: that of a month.
    """
    key = problem.values["キー"]
    if key == words.YEAR and problem.keyword in {"wrong-type", "wrong-pattern", "missing-key"}:
        year = _year_of(path)
        return Advice(f"「{year}」と書いてください。", f"{key}: {year}") if year else Advice()
    if problem.keyword == "wrong-pattern":
        return Advice(f"例のように書き直してください。例: {problem.values['例']}")
    if problem.keyword != "wrong-type":
        return Advice()
    if has_unit and not is_month(node):
        return Advice(_no_month(node))
    return _in_other_form(problem, node, path, vocabulary)


def _in_other_form(
    problem: SchemaProblem, node: Node | None, path: str, vocabulary: Vocabulary
) -> Advice:
    """Return what to type instead of nothing, or of a text where a list is wanted."""
    key = problem.values["キー"]
    if is_empty(node):
        return Advice(_to_write(key, problem, vocabulary))
    if isinstance(node, Scalar) and isinstance(node.value, str):
        if _has_steps(key, vocabulary) and isinstance(node.step, int):
            how = (
                f"「- 」のあとに、「{words.WHEN}: 」と「{words.EVENT}: 」の見出しを"
                "付けて書いてください。"
            )
            return Advice(how, _step(node.text.strip(), path))
        return _as_list(key, node.text, path, vocabulary)
    return Advice()


def is_number(node: Node | None) -> bool:
    """Whether a value is a whole number."""
    return isinstance(node, Scalar) and type(node.value) is int


def is_month(node: Node | None) -> bool:
    """Whether a value is a number that a month can have."""
    return isinstance(node, Scalar) and type(node.value) is int and node.value in _MONTHS


def _year_of(path: str) -> FiscalYear | None:
    identity = sheet_id_of(path)
    return None if identity is None else FiscalYear.read(identity.year)


def _no_month(node: Node | None) -> str:
    number = node.value if isinstance(node, Scalar) else None
    meant = ""
    if isinstance(number, int) and number in _SPREADSHEET_DAYS:
        day = _SPREADSHEET_START + timedelta(days=number)
        meant = f"表計算の日付なら、{day.year}年{day.month}月{day.day}日のことです。"
    return f"{meant}「7月」「令和6年3月31日」のような時期を書いてください。"


def _to_write(key: str, problem: SchemaProblem, vocabulary: Vocabulary) -> str:
    """Return what belongs in a place that is empty."""
    form, example, allowed = (problem.values[name] for name in ("書くべき形", "例", "許される値"))
    if allowed:
        return f"{allowed.replace('、', ' か ')} を書いてください。"
    if form.startswith("一覧") and key not in vocabulary.flow:
        return "書くことを、「- 」で始まる行に一つずつ書いてください。"
    return "内容を書いてください。" + (f"例: {example.rstrip('。')}。" if example else "")


def _step(line: str, path: str, column: int = 0) -> str:
    """Return the row of a deadline for a text: its date apart, where one begins it.

    "" where the text is nothing but marks.
    """
    year = _year_of(path)
    found = split_leading(line, year) if year else None
    end = found[1] if found else 0
    when, event = line[:end].strip(), line[end:].strip(" \u3000:：、・")
    return milestone(when, event, column)


def _in_brackets(key: str, text: str, vocabulary: Vocabulary) -> list[str]:
    """Return the items of a list on one line that a text was meant to be, as they are typed."""
    bare = text.strip("[]［］ \u3000")
    known = {word for word, part in vocabulary.parts.items() if part == "plans"}
    if key in vocabulary.numbers and known.issuperset(_SPACE.sub("", bare)):
        return list(_SPACE.sub("", bare))
    parts = bare.split() if len(bare.split()) >= _FEWEST_NAMES else [bare]
    parts = _BETWEEN.split(bare) if _BETWEEN.search(bare) else parts
    return [emit_scalar(part.strip(), 0, "flow") for part in parts if part.strip()]


def _has_steps(key: str, vocabulary: Vocabulary) -> bool:
    """Whether dated steps stand below a heading."""
    return vocabulary.below.get(key) == "milestone"


def _as_list(key: str, text: str, path: str, vocabulary: Vocabulary) -> Advice:
    """Return how to write a text where a list is wanted."""
    lines = [_BULLET.sub("", line.strip()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if not lines or len(lines) > _MOST_LINES:
        return Advice()
    if key in vocabulary.flow:
        items = _in_brackets(key, text, vocabulary)
        if not items:  # an empty list would be the next finding
            return Advice()
        written = f"[{', '.join(items)}]"
        how = f"{written} のように、半角のかっこで囲んでください。"
        return Advice(how, f"{key}: {written}")
    if _has_steps(key, vocabulary):
        steps = [row for line in lines if (row := _step(line, path, 2))]
        how = (
            "見出しのあとで改行し、一つの期限ごとに"
            f"「- {words.WHEN}: 」と「{words.EVENT}: 」の行に書いてください。"
        )
        return Advice(how, "\n".join([f"{key}:", *steps]) if steps else "")
    if vocabulary.below.get(key) == ITEMS and key != words.PREVIOUS:
        rows = "".join(f"\n  - {emit_scalar(line, 4)}" for line in lines)
        return Advice(
            "見出しのあとで改行し、次の行に「- 」を付けて、一つずつ書いてください。",
            f"{key}:{rows}",
        )
    return Advice()


FORM_VALUES = ("選べる値", "選び方", "のどれか", "移す先", "移し方")
"""What `values_of_form` tells."""


def values_of_form(form: Form, key: str, values: dict[str, str]) -> dict[str, str]:
    """Return what a form says of a heading: its choices and when each is meant, who writes it.

    Args:
        form: the form.
        key: the heading.
        values: what the schema's problem says of it already.
    """
    rows = [field for row in form.rows.values() for field in row.fields.values()]
    fields = (one for one in (*form.fields.values(), *rows) if one.key == key and one.choices)
    choices = next((one.choices for one in fields), ())
    each = [f"{meaning}なら {value}" for value, meaning in choices if meaning]
    shown = " か ".join(str(value) for value, _ in choices)
    department, section = form.unit_words
    is_section = values["様式の種類"].startswith(section)
    other = department if is_section else section
    act = "を消して" if is_section else "を足して"
    return {
        "選べる値": shown,
        "選び方": f"{'、'.join(each) or shown} に直してください。",
        "のどれか": " のどれか" if "、" in values["許される値"] else "",
        "移す先": other,
        "移し方": f"{other}のシートなら「{form.units[1]}: 」の行{act}ください。",
    }
