"""The rows of a new year's sheet: what they keep of the year before, and what is asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words as words
from orgsheet.form.blanks import EVENT_HINT, IMPROVEMENT_HINT, MARK, blank, blank_for
from orgsheet.form.definition import Field, Form, Table
from orgsheet.form.sheet import Action, Role, Sheet
from orgsheet.japanese.likeness import normalize
from orgsheet.source import Mapping, Node, Plain, Scalar, Sequence

EVERYONE = "全員"
"""Among the staff: names nobody, so it outlasts a change of staff."""

IMPROVEMENT = "改善"
"""The role of the table whose rows say what is done better than the year before."""

_ALWAYS = frozenset({"期限", "基準"})
"""Kinds that are asked again every year, also where the form lets them be left out."""


def table_rows(sheets: Iterable[Sheet], table: Table, year: FiscalYear) -> list[Plain]:
    """Return the rows of a table; one row of blanks where there are none.

    What a row is and says stays. Dates, criteria, amounts and names of staff are asked again, and
    what is written later in the year is left out. A row keeps its name, by which it is found
    again: nothing else says which one it continues.
    """
    found = [row for sheet in sheets for row in sheet.listed(table.key)]
    return [_row(row, table, year) for row in found] or [_fields(None, table, year)]


def _row(row: Role | Action, table: Table, year: FiscalYear) -> Plain:
    code = row.node.entries.get(words.ID)
    start: dict[str, Plain] = (
        {words.ID: code.text} if isinstance(code, Scalar) and code.text.strip() else {}
    )
    return start | _fields(row.node, table, year)


def _fields(node: Mapping | None, table: Table, year: FiscalYear) -> dict[str, Plain]:
    """Return the fields of a row in the form's order, from an earlier one where there is one."""
    found: dict[str, Plain] = {}
    for key, field in table.row.in_sheet():
        value = None if node is None else node.entries.get(key)
        if field.time or (value is None and field.is_optional and field.kind not in _ALWAYS):
            continue
        carried = carried_value(field, value, year, table)
        if field.kind == "文章" and table.role == IMPROVEMENT:
            carried = blank(IMPROVEMENT_HINT)  # each year a new one: the same text is none
        # Prose stands in a block in the rows that have deadlines.
        is_block = field.kind == "文章" and table.deadline and isinstance(carried, str)
        found[key] = as_block(str(carried)) if is_block else carried
    return found


def carried_value(
    field: Field, value: Node | None, year: FiscalYear, table: Table | None = None
) -> Plain:
    """Return what a field says in the new year: what it said, or the mark that asks for it."""
    carry = _CARRIED.get(field.kind)
    if carry is not None:
        return carry(field, value)
    if field.kind == "期限":
        return _deadline(year)
    if field.choices:
        return _choice(field, value)
    text = value.text if isinstance(value, Scalar) else ""
    return text if text.strip() else blank_for(field, table)


def _choice(field: Field, value: Node | None) -> Plain:
    """Return what was chosen, where it is a choice still."""
    choices = {str(choice): choice for choice, _ in field.choices}
    if field.is_several:
        items = value.items if isinstance(value, Sequence) else []
        texts = [one.text for one in items if isinstance(one, Scalar)]
        return [choices[text] for text in texts if text in choices]
    text = value.text if isinstance(value, Scalar) else ""
    return choices.get(text, blank_for(field))


def _listed(_: Field, value: Node | None) -> Plain:
    if not isinstance(value, Sequence):
        return [MARK]
    return [item.text for item in value.items if isinstance(item, Scalar)]


def _staff(_: Field, value: Node | None) -> Plain:
    items = value.items if isinstance(value, Sequence) else []
    texts = [one.text for one in items if isinstance(one, Scalar) and isinstance(one.value, str)]
    everyone = texts and all(normalize(text) == EVERYONE for text in texts)
    return [EVERYONE] if everyone else [MARK]


def _criteria(field: Field, _: Node | None) -> Plain:
    return [blank_for(field)]


def _asked(field: Field, _: Node | None) -> Plain:
    return blank_for(field)


def _figures(field: Field, _: Node | None) -> Plain:
    figure = {"数値": MARK} if field.has_times else MARK
    return dict.fromkeys(field.columns, figure)


def _indicators(field: Field, value: Node | None) -> Plain:
    """Return the names of the indicators with their units; what they were to reach is asked."""
    items = value.items if isinstance(value, Sequence) else []
    rows = [one for one in items if isinstance(one, Mapping)]
    kept = ("名称", "単位", "分類", "出典")
    return [
        {key: one.data() for key in kept if (one := row.entries.get(key)) is not None}
        | {"目標値": blank_for(field)}
        for row in rows
    ]


_CARRIED: dict[str, Callable[[Field, Node | None], Plain]] = {
    "計画の番号": _listed,
    "計画の名称": _listed,
    "職員": _staff,
    "基準": _criteria,
    "金額": _asked,
    "数": _asked,
    "日付": _asked,
    "指標の値": _figures,
    "指標": _indicators,
}


def forget_ids(data: dict[str, Plain], form: Form) -> list[str]:
    """Take away each `id` that an earlier row of the same list has; return those taken."""
    taken = []
    for section in form.list_keys:
        seen: set[str] = set()
        for row in data.get(section, []):
            code = row.get(words.ID)
            if code in seen:
                taken.append(row.pop(words.ID))
            elif code is not None:
                seen.add(code)
    return taken


def _deadline(year: FiscalYear) -> Plain:
    """Return the place for when something is done.

    The date's hint names the year, so that lint takes it for a date that cannot be read: an
    error, and one that says how dates are written.
    """
    when = blank(f"{year.kanji}のいつまでに")
    return [{words.WHEN: when, words.EVENT: blank(EVENT_HINT)}]


def as_block(text: str) -> str:
    """Return a text as it stands in a block, with one line end behind it."""
    return text.rstrip("\n") + "\n"
