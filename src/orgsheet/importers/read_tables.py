"""The tab-separated tables of the text form to lists of rows."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from orgsheet.form.built_in_words import MEANINGS
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
from orgsheet.importers.deadline_cells import read_criteria, read_goal
from orgsheet.importers.labels import Column, columns_of, field_called, prefix_pattern, same_words
from orgsheet.importers.traced import Traced
from orgsheet.importers.wrap import join_wrapped

if TYPE_CHECKING:
    from orgsheet.fiscal import FiscalYear
    from orgsheet.form.definition import Field, Row
    from orgsheet.importers.draft import Draft
    from orgsheet.importers.read_lines import Line
    from orgsheet.importers.traced import Tree
    from orgsheet.registers.plans import PlanRegister

_Row = list[tuple[int, int]]
"""The offsets of a row's cells."""


def read_plans(
    draft: Draft, lines: list[Line], field: Field, year: FiscalYear, plans: PlanRegister | None
) -> Tree:
    """Return the plan items by the numbers of the field; the rows may stand in any order.

    The words behind a number are those of the year in the register; others are noted.
    """
    rows = _rows(draft, lines, 2, field.key)
    tree: dict[str, Tree] = {}
    for row in rows:
        number = _plan_label(draft, row[0], field, year, plans)
        if number in tree:
            draft.fail(row[0][0], f"{number}の行が二つあります。一つにしてください。")
        tree[number] = list(read_plan_items(draft, read_cell(draft, *row[1])))
    if len(tree) != len(field.numbers):
        place = rows[-1][0][0] if rows else lines[0].start if lines else len(draft.text)
        count = len(field.numbers)
        draft.fail(
            place, f"{''.join(field.numbers)}の行がそろっていません。{count}行にしてください。"
        )
    return {number: tree[number] for number in field.numbers}


def _plan_label(
    draft: Draft,
    cell: tuple[int, int],
    field: Field,
    year: FiscalYear,
    plans: PlanRegister | None,
) -> str:
    """Return the number that opens a row of plans, and leave its words out as the form's."""
    start, end = cell
    written = draft.text[start:end].strip(SPACES)
    number = next((one for one in field.numbers if written.startswith(one)), "")
    if not number:
        draft.fail(
            start,
            f"ここは{'、'.join(field.numbers)}のどれかで始まるはずですが、「{shorten(written)}」と"
            "あります。様式のとおりに直してください。",
        )
    words = written.removeprefix(number).strip(SPACES)
    known = _plan_words(number, year, plans)
    if plans is not None and words and not any(same_words(words, one) for one in known):
        says = f"「{known[0]}」です" if known else "書かれていません"
        draft.note(
            start,
            f"{number}の計画「{shorten(words)}」が、計画台帳と違います（計画台帳では、{year.kanji}の"
            f"{number}は{says}）。シートの年度か、計画台帳の「{MEANINGS}」を直してください。",
        )
    draft.drop(start, end, Reason.FORM)
    return number


def _plan_words(number: str, year: FiscalYear, plans: PlanRegister | None) -> list[str]:
    """Return the words that the register knows for a number in a year, the form's own first."""
    meaning = None if plans is None else plans.meaning(number, year)
    if meaning is None:
        return []
    known = [meaning.label.removeprefix(number)]
    if meaning.plan is not None:
        known += [meaning.plan.name, *meaning.plan.aliases]
    return [words for words in known if words]


def read_table(draft: Draft, lines: list[Line], field: Field, row: Row, year: FiscalYear) -> Tree:
    """Return the rows of a table; its columns may stand in any order. `year` is the sheet's."""
    columns = columns_of(row)
    has_deadlines = any(column.field.kind == "期限" for column in columns)
    found, rows = _body(draft, lines, columns)
    values: list[dict[str, Tree]] = [{} for _ in rows]
    for place, column in enumerate(found):
        cells = [read_cell(draft, *cells[place]) for cells in rows]
        for value, cell in zip(values, cells, strict=True):
            if column.holder is not None:
                _add_figure(draft, value, column.holder, column.field.key, cell)
            else:
                value.update(_read(draft, column, cell, year, has_deadlines=has_deadlines))
    if not has_deadlines:
        _join(draft, row, values)
    elif field.prefix:
        _without_numbers(draft, field.prefix, _name(row), values, rows)
    order = [name for key, one in row.in_sheet() for name in (key, one.raw) if name]
    return [{key: value[key] for key in order if key in value} for value in values]


def _add_figure(
    draft: Draft, value: dict[str, Tree], holder: Field, name: str, cell: Traced
) -> None:
    """Put a figure in its place among an indicator's values; an empty cell leaves none."""
    figure = trim(draft, cell)
    figures = value.setdefault(holder.key, {})
    if figure.text and isinstance(figures, dict):
        figures[name] = {"数値": figure} if holder.has_times else figure


def _name(row: Row) -> str:
    return next((key for key, field in row.fields.items() if field.kind == "名称"), "")


def _read(
    draft: Draft, column: Column, cell: Traced, year: FiscalYear, *, has_deadlines: bool
) -> dict[str, Tree]:
    """Return what a cell holds by key: as the field's kind says."""
    field = column.field
    if field.kind == "期限":
        return _read_deadlines(draft, column, cell, year)
    if field.kind == "計画の番号":
        return {field.key: list(read_numbers(draft, cell, field))}
    if field.kind == "職員":
        return {field.key: list(read_staff(draft, cell, field))}
    if field.kind in ("計画の名称", "基準"):
        read_items = read_criteria if field.kind == "基準" else read_plan_items
        return {field.key: list(read_items(draft, cell))}
    if has_deadlines and field.kind in ("名称", "文章"):
        return {field.key: read_listing(draft, cell) if field.kind == "名称" else cell}
    return {field.key: trim(draft, cell)}


def _read_deadlines(
    draft: Draft, column: Column, cell: Traced, year: FiscalYear
) -> dict[str, Tree]:
    """Return steps, or the text that could not be split, and the criteria of the same cell."""
    goal = read_goal(draft, cell, year, column)
    found: dict[str, Tree] = {}
    if goal.steps or goal.raw is None:
        found[column.field.key] = [dict(step) for step in goal.steps]
    if goal.raw is not None:
        found[column.field.raw or column.field.key] = goal.raw
    if goal.criteria and column.joined is not None:
        found[column.joined.key] = list(goal.criteria)
    return found


def _join(draft: Draft, row: Row, values: list[dict[str, Tree]]) -> None:
    """Take old line ends out of the names and the long text of a table without deadlines."""
    name = _name(row)
    text = next((key for key, field in row.fields.items() if field.kind == "文章"), "")
    pairs = [(value.get(name), value.get(text)) for value in values]
    names = [one for one, _ in pairs if isinstance(one, Traced)]
    texts = [one for _, one in pairs if isinstance(one, Traced)]
    if len(names) != len(values) or len(texts) != len(values):
        return
    for value, joined, long in zip(values, *join_wrapped(draft, names, texts), strict=True):
        value[name], value[text] = joined, long


def _without_numbers(
    draft: Draft, prefix: str, name: str, values: list[dict[str, Tree]], rows: list[_Row]
) -> None:
    """Take the label before the names, such as `重点事業①`, away: the order of rows says it.

    Where the numbers do not run ①②③…, all labels stay.
    """
    items = [item for value in values if isinstance(item := value.get(name), Traced)]
    matches = [prefix_pattern(prefix).match(item.text) for item in items]
    numbers = [match[1] if match else "" for match in matches]
    for index, number in enumerate(numbers):
        if number != chr(ord("①") + index):
            draft.note(
                rows[index][0][0],
                f"{prefix}の番号が①から順に並んでいない"
                f"（{index + 1}番目が「{number or '番号なし'}」）ため、"
                "この表の番号を項目に残しました。順番を確かめ、番号を消してください。",
            )
            return
    for value, item, match in zip(values, items, matches, strict=True):
        if match:
            value[name] = draft.drop_outside(item, match.end(), len(item.text), Reason.LABEL)


def _body(
    draft: Draft, lines: list[Line], columns: list[Column]
) -> tuple[list[Column], list[_Row]]:
    """Return a table's columns as they stand in the text, and the rows below their names.

    A table that holds nothing at all has no rows.
    """
    names = [column.field.printed for column in columns]
    rows = _rows(draft, lines, len(columns), f"「{names[min(1, len(names) - 1)]}」の表")
    if not rows:
        return columns, []
    fields = [column.field for column in columns]
    known = {column.field.key: column for column in columns}
    called = [field_called(draft.text[start:end], fields) for start, end in rows[0]]
    if not any(called):
        draft.fail(
            rows[0][0][0], f"列名の行（{'、'.join(names)}）がありません。書き足してください。"
        )
    missing = [one for one in columns if one.field not in called]
    for place, ((start, end), field) in enumerate(zip(rows[0], called, strict=True)):
        if field is None or field in called[:place]:
            expected = missing[0].field.printed if missing else ""
            draft.fail(
                start,
                f"ここは「{expected}」のはずですが、「{shorten(draft.text[start:end])}」とあります。"
                "様式のとおりに直してください。",
            )
        draft.drop(start, end, Reason.FORM)
    return [known[field.key] for field in called if field is not None], rows[1:]


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
