"""The rows of sheets as tables: duties, what is meant to be done, and what counts as done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orgsheet.form import built_in_words as words
from orgsheet.form.blanks import is_blank
from orgsheet.form.definition import Table
from orgsheet.form.sheet import Action, Role, Sheet
from orgsheet.form.sheet_rows import text_at
from orgsheet.japanese.likeness import normalize
from orgsheet.japanese.shorten import one_line
from orgsheet.source import Mapping, Node, Plain, Scalar
from orgsheet.yearbook.data_table import Column, DataTable, Value, head_of, table_of
from orgsheet.yearbook.row_ids import row_ids

ROW = (
    Column("list", "表", "text", "行の立つ表の見出し。", "表"),
    Column("row_id", "行のID", "text", "行を表すID。行の id、なければ表と名称から作る。"),
    Column("number", "行の順番", "integer", "表の中での順番（1から）。"),
    Column("row_name", "行の名称", "text", "事業や取組みの名称。", "名称"),
)
_OTHER = Column("other", "そのほかの欄", "list", "ほかの列にない欄を「見出し: 値」として並べる。")
GOALS = (
    Column("form", "様式", "text", "シートの様式の名前。"),
    Column("goal", "目標", "text", "組織がめざす姿。", "目標"),
    Column("mission", "使命", "text", "組織の存在意義。", "使命"),
    Column("row_count", "行の数", "integer", "シートの表の行を合わせた数。"),
)
ROLES = (
    *ROW,
    Column("numbers", "計画の番号", "list", "関係する計画の番号。", "計画の番号"),
    Column("discretion", "裁量", "yes", "市の裁量があるか（○×）。書かれていなければ空。", "裁量"),
    Column("collaboration", "協働", "yes", "市民などとの協働があるか（○×）。", "協働"),
    Column("duty", "役割", "text", "組織が担うこと。", "任務"),
    Column("staff", "担当", "list", "担当する職員。公表しないときは、いつも空。", "職員"),
    _OTHER,
)
PRIORITIES = (
    *ROW,
    Column("list_role", "表の役", "text", "様式での表の役（重点、改善など）。役がなければ空。"),
    Column("action", "取組み", "text", "どのように取り組むか。", "行動"),
    Column("numbers", "計画の番号", "list", "関係する計画の番号。", "計画の番号"),
    Column("staff", "担当", "list", "担当する職員。公表しないときは、いつも空。", "職員"),
    Column("steps", "期限の数", "integer", "期限の件数（期限の表の行）。", "期限"),
    Column("raw_deadline", "分けていない期限", "text", "時期と内容に分けていない期限。", "期限"),
    Column("previous", "前年度の項目", "list", "続いている前年度の行の名称。"),
    _OTHER,
)
CRITERIA = (
    *ROW,
    Column("criterion_number", "番号", "integer", "行の中での順番（1から）。"),
    Column("criterion", "基準", "text", "何をもって達成とするか。", "基準"),
)
_HELD = {"名称", "計画の番号", "期限", "基準", "指標", "指標の値", "職員"}
"""Kinds of fields that stand in columns, or tables, of their own."""

_YES, _NO = ("○", "〇", "◯", "有", "あり", "true"), ("×", "✕", "無", "なし", "false")


def goals_table(sheets: Iterable[Sheet]) -> DataTable:
    """Return what each sheet says of its unit as a whole, one sheet a row."""
    rows = (
        (
            *head_of(sheet),
            sheet.form.name,
            _sheet_text(sheet, "目標"),
            _sheet_text(sheet, "使命"),
            len(sheet.rows),
        )
        for sheet in sheets
    )
    return table_of("goals", "目標と使命", GOALS, rows)


def roles_table(sheets: Iterable[Sheet]) -> DataTable:
    """Return the rows of the tables of duties."""
    return table_of("roles", "役割", ROLES, (row for one in sheets for row in _roles(one)))


def priorities_table(sheets: Iterable[Sheet]) -> DataTable:
    """Return the rows of all other tables: what sections mean to do this year."""
    rows = (row for one in sheets for row in _priorities(one))
    return table_of("priorities", "取組み", PRIORITIES, rows)


def criteria_table(sheets: Iterable[Sheet]) -> DataTable:
    """Return what counts as done, one criterion a row."""
    return table_of("criteria", "基準", CRITERIA, (row for s in sheets for row in _criteria(s)))


def row_head(sheet: Sheet) -> dict[str, tuple[Value, ...]]:
    """Return the values of a row's own columns, behind those of its sheet, by its pointer."""
    ids = row_ids(sheet)
    first = head_of(sheet)
    found: dict[str, tuple[Value, ...]] = {}
    for entry in sheet.rows:
        pointer = entry.node.pointer()
        name = entry.label
        found[pointer] = (*first, entry.heading, ids[pointer], entry.number + 1, name)
    return found


def yes_or_no(node: Scalar | None) -> bool | None:
    """Return ○ as True and × as False; None for what is neither."""
    text = "" if node is None else normalize(node.text)
    if text in _YES:
        return True
    return False if text in _NO else None


def _roles(sheet: Sheet) -> Iterator[tuple[Value, ...]]:
    heads = row_head(sheet)
    for role in sheet.roles:
        yield (
            *heads[role.node.pointer()],
            tuple(number.text for number in role.numbers),
            yes_or_no(role.discretion),
            yes_or_no(role.collaboration),
            "" if role.duty is None else role.duty.text.strip(),
            _staff(role),
            _other(role.node, role.table, (role.table.discretion, role.table.collaboration)),
        )


def _priorities(sheet: Sheet) -> Iterator[tuple[Value, ...]]:
    heads = row_head(sheet)
    numbered = {id(role.node): role for role in (*sheet.numbered, *sheet.staffed)}
    for action in sheet.actions:
        role = numbered.get(id(action.node))
        yield (
            *heads[action.node.pointer()],
            action.list_role,
            "" if action.action is None else action.action.text.strip(),
            () if role is None else tuple(number.text for number in role.numbers),
            () if role is None else _staff(role),
            len(action.milestones),
            _raw(action),
            tuple(one_line(name.text) for name in action.previous),
            _other(action.node, action.table, ()),
        )


def _criteria(sheet: Sheet) -> Iterator[tuple[Value, ...]]:
    heads = row_head(sheet)
    for action in sheet.actions:
        for place, criterion in enumerate(action.criteria):
            yield (*heads[action.node.pointer()], place + 1, criterion.text.strip())


def _staff(role: Role) -> tuple[str, ...]:
    return tuple(one_line(name.text) for name in role.staff if not is_blank(name.text))


def _raw(action: Action) -> str:
    raw = action.raw_deadline or text_at(action.node, action.table.deadline)
    return "" if raw is None else raw.text.strip()


def _sheet_text(sheet: Sheet, role: str) -> str:
    node = sheet.text(sheet.form.role_key(role))
    return "" if node is None else node.text.strip()


def _other(row: Mapping, table: Table, known: Iterable[str]) -> tuple[str, ...]:
    """Return the fields of a row that stand in no column, each with its heading."""
    fields = table.row.fields
    held = {key for key, field in fields.items() if field.kind in _HELD}
    held |= {*known, table.text, table.raw, *words.ROW}
    return tuple(
        f"{key}: {text}"
        for key, node in row.entries.items()
        if key not in held and (text := _flat(node))
    )


def _flat(node: Node) -> str:
    return "、".join(_words(node.data()))


def _words(value: Plain) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            inside = "、".join(_words(item))
            if inside:
                yield f"{key} {inside}"
    elif isinstance(value, list):
        for item in value:
            yield from _words(item)
    elif value is not None and str(value).strip():
        yield one_line(str(value))
