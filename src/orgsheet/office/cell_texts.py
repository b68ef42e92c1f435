"""What stands in a cell for a value of a sheet, by the kind of its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from orgsheet.fiscal import FiscalYear
from orgsheet.form.definition import Field
from orgsheet.form.field_shapes import ACHIEVED, FIGURES
from orgsheet.importers.labels import Column
from orgsheet.office.step_lines import GAP, RAW_MARK, lines_of_steps
from orgsheet.source import Plain

BULLET = "・"
COLON = "："
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
INDICATOR_WORDS = ("基準値", "目標値", "単位", "分類", "時点", "出典")
"""What is said of an indicator behind its 名称, in the order in which it is printed."""


def circled(number: int) -> str:
    """Return a row's number (from 1) as it is printed: ①, from 51 on （51）."""
    return _CIRCLED[number - 1] if number <= len(_CIRCLED) else f"（{number}）"


def column_text(
    column: Column,
    row: dict[str, Plain],
    year: FiscalYear | None,
    *,
    returns: bool,
    asked_on: date | None = None,
) -> str:
    """Return what stands in a column of a table for a row.

    Args:
        column: the field of the column, and the one that is printed in the same cell.
        row: the row's values by key.
        year: the fiscal year of the sheet.
        returns: whether the file will be read again: what could be misread is marked then.
        asked_on: the day before which steps have ended of which is asked what became of them.
    """
    field = column.field
    if column.holder is not None:
        figures = row.get(column.holder.key)
        return figure_text(figures.get(field.key) if isinstance(figures, dict) else None)
    parts = [_own_text(field, row, year, returns=returns, asked_on=asked_on)]
    parts += [
        _labelled(joined, value_text(joined, row[joined.key], year))
        for joined in (column.joined, *column.more)
        if joined is not None and row.get(joined.key) not in (None, [], "")
    ]
    return "\n".join(part for part in parts if part)


def _labelled(field: Field, text: str) -> str:
    """Return a text behind the words of its field: several lines stand below them."""
    gap = "\n" if "\n" in text else ""
    return f"{field.title}{COLON}{gap}{text}"


def _own_text(
    field: Field,
    row: dict[str, Plain],
    year: FiscalYear | None,
    *,
    returns: bool,
    asked_on: date | None,
) -> str:
    value = row.get(field.key)
    if field.kind == "期限" and isinstance(value, list):
        text = "\n".join(lines_of_steps(value, year, asked_on=asked_on))
    else:
        text = value_text(field, value, year)
    raw = row.get(field.raw) if field.raw and field.raw != field.key else None
    if field.kind == "期限" and isinstance(row.get(field.key), str):
        text, raw = "", row[field.key] if raw is None else f"{row[field.key]}\n{raw}"
    if raw is None:
        return text
    shown = _as_text(raw).rstrip("\n")
    return "\n".join(part for part in (text, (RAW_MARK if returns else "") + shown) if part)


def value_text(field: Field, value: Plain, year: FiscalYear | None) -> str:
    """Return what stands in a cell for a value; "" for none, a value of the wrong kind as it is."""
    if value is None:
        return ""
    shape = list if field.kind in _OF_LISTS else dict if field.kind == "指標の値" else None
    if field.parts and isinstance(value, dict):
        return _evaluation(field, value, year)
    if field.kind == "期限" and isinstance(value, list):
        return "\n".join(lines_of_steps(value, year))
    if shape is None or not isinstance(value, shape):
        return _as_text(value).rstrip("\n")
    return _BY_KIND[field.kind](field, value)


def figure_text(value: Plain) -> str:
    """Return a figure of an indicator, with the time it is of in brackets behind it."""
    if isinstance(value, dict):
        at = value.get("時点")
        return _as_text(value.get("数値")) + (f"（{_as_text(at)}）" if at else "")
    return _as_text(value)


def _as_text(value: Plain) -> str:
    """Return any value as one text: the items of a list a line, a mapping as `key：value`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "\n".join(map(_as_text, value))
    if isinstance(value, dict):
        return "\n".join(f"{key}{COLON}{_as_text(one)}" for key, one in value.items())
    return str(value)


def _items(_field: Field, value: list[Plain]) -> str:
    """Return items one a line, with bullets unless there is one that needs none."""
    texts = [_as_text(item).rstrip("\n") for item in value]
    if len(texts) == 1 and "\n" not in texts[0] and not texts[0].startswith(BULLET):
        return texts[0]
    return "\n".join(BULLET + text.replace("\n", f"\n{GAP}") for text in texts)


def _numbers(field: Field, value: list[Plain]) -> str:
    texts = list(map(_as_text, value))
    is_tight = all(len(number) == 1 for number in (*field.numbers, *texts))
    return ("" if is_tight else "、").join(texts)


def _names(_field: Field, value: list[Plain]) -> str:
    texts = list(map(_as_text, value))
    return ("、" if any(_has_space(text) for text in texts) else GAP).join(texts)


def _has_space(text: str) -> bool:
    return any(char.isspace() for char in text)


def _choices(_field: Field, value: list[Plain]) -> str:
    return "、".join(map(_as_text, value))


def _indicators(_field: Field, value: list[Plain]) -> str:
    return "\n".join(map(_indicator, value))


def _indicator(value: Plain) -> str:
    if not isinstance(value, dict):
        return _as_text(value)
    words = (*INDICATOR_WORDS, *(key for key in value if key not in INDICATOR_WORDS))
    said = [
        f"{key}{COLON}{_as_text(value[key])}" for key in words if key in value and key != "名称"
    ]
    return _as_text(value.get("名称")) + (f"（{'、'.join(said)}）" if said else "")


def _achieved(_field: Field, value: list[Plain]) -> str:
    return "\n".join(map(_achieved_one, value))


def _achieved_one(value: Plain) -> str:
    if not isinstance(value, dict):
        return _as_text(value)
    name, figure, *words = ACHIEVED
    said = [f"{key}{COLON}{_as_text(value[key])}" for key in words if key in value]
    first = f"{_as_text(value.get(name))}{COLON}{_as_text(value.get(figure))}"
    return first + (f"（{'、'.join(said)}）" if said else "")


def _evaluation(field: Field, value: dict[str, Plain], year: FiscalYear | None) -> str:
    """Return what an evaluation says, each part behind its words.

    A line that begins as a part does, and is none, is pushed in: so no text is taken for a part.
    """
    said = [one for one in field.parts if value.get(one.key) not in (None, "", [], {})]
    shown = []
    for one in said:
        lines = value_text(one, value[one.key], year).split("\n")
        pushed = [GAP + line if part_called(line, field) else line for line in lines]
        shown.append(_labelled(one, "\n".join(pushed if len(pushed) > 1 else lines)))
    return "\n".join(shown)


def asked_lines(field: Field, row: dict[str, Plain]) -> str:
    """Return what an empty evaluation of a row asks for: its parts' words, a line each.

    Behind the words of what was reached stand the names of the row's indicators.
    """
    values = [one for one in row.values() if isinstance(one, list)]
    known = [
        one for value in values for one in value if isinstance(one, dict) and FIGURES[1] in one
    ]
    names = [_as_text(one.get(ACHIEVED[0])) for one in known]
    lines = []
    for part in field.parts:
        if part.kind == "実績" and len(names) == 1:
            lines.append(f"{part.title}{COLON}{names[0]}{COLON}")
        elif part.kind == "実績":
            lines += [f"{part.title}{COLON}", *(f"{name}{COLON}" for name in names)]
        else:
            lines.append(f"{part.title}{COLON}")
    return "\n".join(lines)


def part_called(line: str, field: Field) -> tuple[Field, str] | None:
    """Return the part of an evaluation with whose words a line begins, and what is behind them.

    A line that was pushed in once more than such a line is one itself.
    """
    words = line.lstrip(GAP)
    for one in field.parts:
        for name in (one.title, one.key):
            for mark in (COLON, ":"):
                if words.startswith(name + mark):
                    return one, words[len(name) + 1 :]
    return None


def _figures(field: Field, value: dict[str, Plain]) -> str:
    named = (*field.columns, *(key for key in value if key not in field.columns))
    return "\n".join(f"{key}{COLON}{figure_text(value[key])}" for key in named if key in value)


_BY_KIND: dict[str, Callable[[Field, Plain], str]] = {
    "計画の番号": _numbers,
    "計画の名称": _items,
    "基準": _items,
    "職員": _names,
    "選択": _choices,
    "評価": _choices,
    "指標": _indicators,
    "指標の値": _figures,
    "実績": _achieved,
}
_OF_LISTS = _BY_KIND.keys() - {"指標の値"}


def items_text(items: Plain) -> str:
    """Return what stands beside a plan's number for its items."""
    return _items(_NO_FIELD, items) if isinstance(items, list) else _as_text(items)


_NO_FIELD = Field("", "計画の名称", "", "")
