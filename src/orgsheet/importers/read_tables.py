"""The tab-separated tables of the text form to lists of rows."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from orgsheet.form.sheet import PRIORITY_SECTION
from orgsheet.importers.account import Reason
from orgsheet.importers.cells import (
    SPACES,
    read_cell,
    read_listing,
    read_numbers,
    read_plan_items,
    read_staff,
    shorten,
    trim,
)
from orgsheet.importers.deadline_cells import read_goal
from orgsheet.importers.labels import (
    ACTION_COLUMNS,
    PLAN_LABELS,
    PRIORITY_LABEL,
    ROLE_COLUMNS,
    Section,
    same_words,
)
from orgsheet.importers.wrap import join_wrapped

if TYPE_CHECKING:
    from orgsheet.fiscal import FiscalYear
    from orgsheet.importers.draft import Draft
    from orgsheet.importers.read_lines import Line
    from orgsheet.importers.traced import Traced, Tree

_Row = list[tuple[int, int]]
"""The offsets of a row's cells."""


def read_plans(draft: Draft, lines: list[Line]) -> Tree:
    """Return the plan items by ①, ② and ③."""
    rows = _rows(draft, lines, 2, "組織目標と計画等との関連")
    tree: dict[str, Tree] = {}
    for (number, label), row in zip(PLAN_LABELS.items(), rows, strict=False):
        _check_words(draft, row[0], label)
        tree[number] = list(read_plan_items(draft, read_cell(draft, *row[1])))
    if len(rows) != len(PLAN_LABELS):
        place = rows[-1][0][0] if rows else lines[0].start if lines else len(draft.text)
        draft.fail(place, "①②③の行がそろっていません。3行にしてください。")
    return tree


def read_roles(draft: Draft, lines: list[Line]) -> Tree:
    """Return the rows of 組織が果たす役割."""
    rows = _body(draft, lines, ROLE_COLUMNS)
    names = [trim(draft, read_cell(draft, *row[1])) for row in rows]
    duties = [trim(draft, read_cell(draft, *row[4])) for row in rows]
    names, duties = join_wrapped(draft, names, duties)
    return [
        {
            "事務事業名称": name,
            "計画関連No.": list(read_numbers(draft, read_cell(draft, *row[0]))),
            "裁量有無": trim(draft, read_cell(draft, *row[2])),
            "協働有無": trim(draft, read_cell(draft, *row[3])),
            "組織の役割": duty,
            "担当": list(read_staff(draft, read_cell(draft, *row[5]))),
        }
        for row, name, duty in zip(rows, names, duties, strict=True)
    ]


def read_actions(draft: Draft, lines: list[Line], section: Section, year: FiscalYear) -> Tree:
    """Return the rows of an action table; `year` is the sheet's."""
    rows = _body(draft, lines, ACTION_COLUMNS)
    items = [read_listing(draft, read_cell(draft, *row[0])) for row in rows]
    if section.key == PRIORITY_SECTION:
        items = _without_numbers(draft, items, rows)
    tree: list[Tree] = []
    for row, item in zip(rows, items, strict=True):
        action: dict[str, Tree] = {"項目": item, "行動アクション": read_cell(draft, *row[1])}
        goal = read_goal(draft, read_cell(draft, *row[2]), year)
        if goal.steps or goal.raw is None:
            action["目標期限"] = [dict(step) for step in goal.steps]
        if goal.raw is not None:
            action["期限原文"] = goal.raw
        if goal.criteria:
            action["達成基準"] = list(goal.criteria)
        tree.append(action)
    return tree


def _without_numbers(draft: Draft, items: list[Traced], rows: list[_Row]) -> list[Traced]:
    """Return the names of the 重点事業 without `重点事業①`, which their order says.

    Where the numbers do not run ①②③…, all labels stay.
    """
    matches = [PRIORITY_LABEL.match(item.text) for item in items]
    numbers = [match[1] if match else "" for match in matches]
    for index, number in enumerate(numbers):
        if number != chr(ord("①") + index):
            draft.note(
                rows[index][0][0],
                "重点事業の番号が①から順に並んでいない"
                f"（{index + 1}番目が「{number or '番号なし'}」）ため、"
                "この表の番号を項目に残しました。順番を確かめ、番号を消してください。",
            )
            return items
    return [
        draft.drop_outside(item, match.end(), len(item.text), Reason.LABEL)
        for item, match in zip(items, matches, strict=True)
        if match
    ]


def _body(draft: Draft, lines: list[Line], columns: tuple[str, ...]) -> list[_Row]:
    """Return the rows below a table's line of column names, which must be as in the form."""
    rows = _rows(draft, lines, len(columns), f"「{columns[1]}」の表")
    if not rows:
        place = lines[0].start if lines else len(draft.text)
        draft.fail(place, f"列名の行（{'、'.join(columns)}）がありません。書き足してください。")
    for cell, column in zip(rows[0], columns, strict=True):
        _check_words(draft, cell, column)
    return rows[1:]


def _check_words(draft: Draft, cell: tuple[int, int], expected: str) -> None:
    """Accept a cell that holds words of the form."""
    start, end = cell
    if not same_words(draft.text[start:end], expected):
        draft.fail(
            start,
            f"ここは「{expected}」のはずですが、「{shorten(draft.text[start:end])}」とあります。"
            "様式のとおりに直してください。",
        )
    draft.drop(start, end, Reason.FORM)


def _rows(draft: Draft, lines: list[Line], width: int, table: str) -> list[_Row]:
    """Return the offsets of all cells; blank lines and rows do not end a table."""
    rows = []
    for line in lines:
        written = draft.text[line.start : line.end]
        if not written.strip(f"{SPACES}\t"):
            line.drop(draft, Reason.BLANK)
            continue
        cells = _cells(written, line.start)
        if len(cells) != width:
            draft.fail(
                line.start,
                f"{table}は{width}列ですが、この行は{len(cells)}列です。"
                "タブの数を確かめ、1行を1件にしてください。",
            )
        for left, right in itertools.pairwise(cells):
            draft.drop(left[1], right[0], Reason.CELL)
        draft.drop(line.end, line.stop, Reason.LINE)
        rows.append(cells)
    return rows


def _cells(written: str, start: int) -> _Row:
    cells = []
    for cell in written.split("\t"):
        cells.append((start, start + len(cell)))
        start += len(cell) + 1
    return cells
