"""What a form in the browser is built from: the fields of a sheet, each with its control."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from orgsheet.form import built_in_words as words
from orgsheet.form.blanks import MARK
from orgsheet.form.definition import Field, Row
from orgsheet.form.field_shapes import ACHIEVED, FIGURES, INDICATOR
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
    "数": "figure",
    "金額": "figure",
    "指標": "records",
    "実績": "records",
    "指標の値": "figures",
    "評価": "line",
}
"""The control of each kind of field; a kind that is not here is shown as it stands."""

_TYPED = frozenset("[]{}|>")
_AS_LIST = "「- 」で始めて"
"""How a file has it that the form has as rows: 「1件ずつ「- 」で始めて並べます」."""
_UNCHOSEN = "まだ選ばない"
_NUMBER_AND_TIME = ("数値", "時点")


def form_model(
    workspace: Workspace, sheet: Sheet, come: Collection[str] | None = None
) -> dict[str, Any]:
    """Return the fields of a sheet's form as plain data, in the order of the form.

    Every text is text: whoever shows it must not read markup in it. What a control cannot hold
    (a number where text belongs, a list where one value does) has to be shown as it stands.

    Args:
        workspace: where the registers, the scales and the other sheets are.
        sheet: the sheet.
        come: the times of the year (中間 …) that have come; a field of another time is shown only
            where something stands in it. None where nobody says: then all have come.
    """
    form = sheet.form
    written_by = "部" if sheet.is_department else "課"
    fields = [
        _field(workspace, sheet, (field.key,), field)
        for field in form.fields.values()
        if field.writer in ("", written_by)
    ]
    units = form.units[:1] if sheet.is_department else form.units
    _mark_later(fields, come)
    return {
        "fields": fields,
        "mark": MARK,
        "locked": [*words.HEAD, *units],
        "step": list(words.STEP),
        "outcome": {
            "key": words.RESULT,
            "choices": list(words.OUTCOMES),
            "day": words.DONE_ON,
            "asked": bool(form.rounds if come is None else come),
        },
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
        "time": field.time,
    }
    if field.kind == "計画の項目":
        made["numbers"] = [
            {"key": number, "offers": _offers(workspace, sheet, (*headings, number))}
            for number in field.numbers
        ]
    elif field.kind in ("指標", "実績", "指標の値"):
        made |= _columns(field)
    elif field.parts:
        made["control"] = "part"
        made["fields"] = [
            _field(workspace, sheet, (*headings, one.key), one) for one in field.parts
        ]
    elif field.kind in ("数", "金額"):
        made["unit"] = field.unit
    elif (scale := workspace.scales.find(field.scale)) is not None:
        made["control"] = "choice"
        made["choices"] = [
            {"value": value, "words": _choice_words(value, scale.words.get(value, ""))}
            for value in scale.values
        ] + [{"value": None, "words": _UNCHOSEN}]
    elif field.choices:
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


def _columns(field: Field) -> dict[str, Any]:
    """Return the columns of a list of indicators, or of the figures of one."""
    if field.kind == "指標の値":
        parts = {"parts": [_column(key, _NUMBER_AND_TIME[:1]) for key in _NUMBER_AND_TIME]}
        columns = [_column(key, field.columns) for key in field.columns]
        return {"columns": columns, **(parts if field.has_times else {})}
    if field.kind == "実績":
        return {"columns": [_column(key, ACHIEVED[1:2]) for key in ACHIEVED]}
    name, unit, kind, *rest = INDICATOR
    keys = (name, unit, kind, *FIGURES, *rest)
    return {"columns": [_column(key, FIGURES) for key in keys]}


def _column(key: str, figures: Collection[str]) -> dict[str, Any]:
    return {"key": key, "title": key, "figure": key in figures}


def _mark_later(fields: list[dict[str, Any]], come: Collection[str] | None) -> None:
    """Mark the fields whose time has not come, at any depth."""
    for field in fields:
        field["later"] = come is not None and field.get("time", "") not in ("", *come)
        _mark_later(field.get("fields", []), come)


def _for_a_form(text: str) -> str:
    """Return a field's explanation without the sentences on how it is typed into a file."""
    sentences = (part for part in text.replace(_AS_LIST, "").split("。") if part)
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
