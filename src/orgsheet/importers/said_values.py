"""Cells to values that are more than a text: choices, indicators, figures with their time."""

from __future__ import annotations

import re
import unicodedata

from orgsheet.form.definition import Field
from orgsheet.importers.account import Reason
from orgsheet.importers.cells import split, trim
from orgsheet.importers.draft import Draft
from orgsheet.importers.figures import read_figure
from orgsheet.importers.traced import Traced, Tree

_OPEN = frozenset(
    {"期限", "基準", "指標", "指標の値", "実績", "選択", "評価", "数", "金額", "日付"}
)
_BETWEEN = re.compile("[、,，\n]+")
_ALSO_BETWEEN = re.compile("[、,，・/／ \u3000\n]+")
_LINE_END = re.compile("\n+")
_SAID = re.compile(r"([^（）()]+)[（(]([^（）()]*)[）)]")
_TIME = re.compile("[年月度末]|[RHS][0-9]")
_FIGURES = ("基準値", "目標値")
_ORDER = ("単位", "分類", "時点", "出典", *_FIGURES)
_PLAIN = Field("", "指標の値", "", "")


def is_said(field: Field, value: Tree) -> bool:
    """Tell whether what was read says anything: an empty cell of many kinds leaves no value."""
    is_open = field.kind in _OPEN or field.is_optional or bool(field.time)
    return not is_open or bool(value.text if isinstance(value, Traced) else value)


def read_choice(draft: Draft, cell: Traced, field: Field) -> Tree:
    """Return what was chosen, or the list of it; what is no choice stays as it is written."""
    value = trim(draft, cell)
    if not field.is_several:
        return _chosen(value, field)
    known = {_folded(str(one)) for one, _ in field.choices}
    between = next(
        (
            one
            for one in (_BETWEEN, _ALSO_BETWEEN)
            if all(_folded(part) in known for part in one.split(value.text) if part)
        ),
        _BETWEEN,
    )
    parts = (trim(draft, part) for part in split(draft, value, between, Reason.SEPARATOR))
    return [_chosen(part, field) for part in parts if part.text]


def _chosen(part: Traced, field: Field) -> Traced:
    """Return a choice as the form writes it: its width, and a number where it is one."""
    text = _folded(part.text)
    choice = next((one for one, _ in field.choices if _folded(str(one)) == text), None)
    if choice is None or (part.text != str(choice) and len(part.pieces) != 1):
        return part
    pieces = part.pieces
    if part.text != str(choice):
        start, end = pieces[0].start, pieces[0].end
        pieces = Traced.replaced(start, end, str(choice), Reason.CHOICE).pieces
    return Traced(pieces, choice if isinstance(choice, int | float) else None)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_indicators(draft: Draft, cell: Traced, _field: Field) -> Tree:
    """Return the indicators of a cell, one a line: `名称（基準値：8、目標値：10、単位：人）`.

    A line that says it in another way is a name as it stands.
    """
    value = trim(draft, cell)
    return [_indicator(draft, line) for line in split(draft, value, _LINE_END, Reason.TAG)]


def _indicator(draft: Draft, line: Traced) -> Tree:
    match = _SAID.fullmatch(line.text)
    parts = match[2].replace(":", "：").split("、") if match else []
    said = [part.partition("：") for part in parts]
    keys = {key for key, mark, _ in said if mark and key in _ORDER}
    if match is None or len(keys) < len(said):
        return {"名称": line}
    draft.drop_text(line.slice(match.end(1), match.start(2)), Reason.SEPARATOR)
    draft.drop_text(line.slice(match.end(2), len(line.text)), Reason.SEPARATOR)
    found: dict[str, Tree] = {}
    at = match.start(2)
    for key, _, text in said:
        start = at + len(key) + 1
        draft.drop_text(line.slice(at, start), Reason.LABEL)
        end = start + len(text)
        part = line.slice(start, end)
        found[key] = read_figure(draft, part, _PLAIN) if key in _FIGURES else part
        draft.drop_text(line.slice(end, min(end + 1, match.end(2))), Reason.SEPARATOR)
        at = end + 1
    name = line.slice(0, match.end(1))
    return {"名称": name} | {key: found[key] for key in _ORDER if key in found}


def read_dated_figure(draft: Draft, cell: Traced, field: Field) -> Tree:
    """Return a figure of an indicator with the time behind it in brackets: `120（令和元年度）`."""
    value = trim(draft, cell)
    match = _SAID.fullmatch(value.text)
    if match is None or not _TIME.search(match[2]):
        figure = read_figure(draft, value, field)
        return {"数値": figure} if figure.text else {}
    draft.drop_text(value.slice(match.end(1), match.start(2)), Reason.SEPARATOR)
    draft.drop_text(value.slice(match.end(2), len(value.text)), Reason.SEPARATOR)
    return {
        "数値": read_figure(draft, value.slice(0, match.end(1)), field),
        "時点": value.slice(match.start(2), match.end(2)),
    }
