"""What a form in the browser is built from: the fields of a sheet, each with its control."""

from __future__ import annotations

from typing import Any

from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Field, Row
from orgsheet.form.sheet import Sheet
from orgsheet.workspace.offers import value_offers
from orgsheet.workspace.workspace import Workspace

CONTROLS = {
    "文章": "prose",
    "文字": "line",
    "名称": "line",
    "計画の項目": "numbered",
    "計画の番号": "checks",
    "計画の名称": "list",
    "期限": "steps",
    "基準": "texts",
    "選択": "choice",
    "職員": "list",
    "日付": "line",
    "所属": "line",
    "表": "rows",
}
"""The control of each kind of field; a kind that is not here is shown as it stands."""

_TYPED = frozenset("[]{}|>")


def form_model(workspace: Workspace, sheet: Sheet) -> dict[str, Any]:
    """Return the fields of a sheet's form as plain data, in the order of the form.

    Every text is text: whoever shows it must not read markup in it. What a control cannot hold
    (a number where text belongs, a list where one value does) has to be shown as it stands.
    """
    form = sheet.form
    written_by = "部" if sheet.is_department else "課"
    fields = [
        _field(workspace, sheet, (field.key,), field)
        for field in form.fields.values()
        if field.writer in ("", written_by)
    ]
    units = form.units[:1] if sheet.is_department else form.units
    return {
        "fields": fields,
        "locked": [*words.HEAD, *units],
        "step": list(words.STEP),
        "when": words.WHEN,
        "previous": words.PREVIOUS,
    }


def _field(
    workspace: Workspace, sheet: Sheet, headings: tuple[str, ...], field: Field
) -> dict[str, Any]:
    row = sheet.form.row_of(field)
    made: dict[str, Any] = {
        "key": field.key,
        "title": field.title,
        "help": _for_a_form(field.help),
        "control": CONTROLS.get(field.kind, "raw"),
    }
    if field.kind == "計画の項目":
        made["numbers"] = [
            {"key": number, "offers": _offers(workspace, sheet, (*headings, number))}
            for number in field.numbers
        ]
    elif field.kind == "選択":
        several = "checks" if field.is_several else "choice"
        made["control"] = several
        made["choices"] = [
            {"value": value, "words": _choice_words(value, said)} for value, said in field.choices
        ]
    elif field.kind == "計画の番号":
        offers = value_offers(workspace, sheet, headings)
        made["choices"] = [
            {"value": one.text, "words": _choice_words(one.text, one.about)} for one in offers
        ]
    elif row is not None and field.kind == "表":
        made["name"] = _name_of(row)
        made["fields"] = [
            _field(workspace, sheet, (field.key, key), one) for key, one in row.in_sheet()
        ]
        made["fields"] += _beside(row)
    else:
        made["offers"] = _offers(workspace, sheet, headings)
    return made


def _for_a_form(text: str) -> str:
    """Return a field's explanation without the sentences on how it is typed into a file."""
    sentences = (part for part in text.split("。") if part)
    kept = [one for one in sentences if not set(one) & _TYPED]
    return "".join(f"{one}。" for one in kept)


def _beside(row: Row) -> list[dict[str, Any]]:
    """Return what a row may have although no column of the form is it."""
    deadline = row.first("期限")
    found = []
    if deadline is not None and deadline.raw:
        found.append(_plain(deadline.raw, "prose"))
    return [*found, _plain(words.PREVIOUS, "list"), _plain(words.ID, "line")]


def _plain(key: str, control: str) -> dict[str, Any]:
    return {
        "key": key,
        "title": key,
        "help": "",
        "control": control,
        "rare": True,
        "offers": [],
    }


def _choice_words(value: object, said: str) -> str:
    return f"{value}（{said}）" if said and said != str(value) else str(value)


def _name_of(row: Row) -> str:
    name = row.first("名称")
    return "" if name is None else name.key


def _offers(workspace: Workspace, sheet: Sheet, headings: tuple[str, ...]) -> list[str]:
    return [one.text for one in value_offers(workspace, sheet, headings)]
