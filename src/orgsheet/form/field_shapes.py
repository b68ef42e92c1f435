"""The JSON Schema of a field's value, by the field's kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orgsheet.form.built_in_words import OUTCOMES
from orgsheet.form.definition import Field

Schema = dict[str, Any]

TEXT = {"type": "string"}
_EVENT: Schema = {
    "title": "内容",
    "description": "その時期に行うこと。",
    "type": "string",
    "x-aliases": ["予定", "実施内容"],
}
_MILESTONE: Schema = {
    "description": "いつ（時期）、何を（内容）行うかの1件。",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "区分": {
            "title": "区分",
            "description": "期限をまとめる見出し。なくてもかまいません。",
            "type": "string",
            "examples": ["進捗状況報告"],
        },
        "時期": {
            "title": "時期",
            "description": "いつ、またはいつまでに行うか。",
            "type": "string",
            "examples": ["7月～8月", "年度末まで", "通年"],
            "x-aliases": ["期限", "日付", "いつ"],
        },
        "内容": _EVENT,
        "結果": {
            "title": "結果",
            "description": "時期が過ぎてから、行ったかどうかを書きます。",
            "type": "string",
            "enum": list(OUTCOMES),
            "examples": [OUTCOMES[0]],
        },
        "実施日": {
            "title": "実施日",
            "description": "行った日。時期と違う日に行ったときに書きます。",
            "type": "string",
            "examples": ["令和5年8月10日"],
        },
    },
}


INDICATOR = ("名称", "単位", "分類", "時点", "出典")
"""The texts of an indicator, its name first; beside them stand its figures."""

FIGURES = ("基準値", "目標値")
"""The figures of an indicator that are known when the year begins."""

ACHIEVED = ("名称", "値", "単位", "時点")
"""What is said of what an indicator came to: whose figure, the figure, its unit and its time."""


_SAID: dict[str, Schema] = {
    "名称": {"description": "指標の名称。", "examples": ["回答数"]},
    "単位": {"description": "数値の単位。", "examples": ["人", "%"]},
    "分類": {
        "description": "成果（何がどう変わるか）か、活動（何をどれだけ行うか）。",
        "examples": ["成果", "活動"],
    },
    "時点": {"description": "いつの数値か。", "examples": ["令和5年3月31日"]},
    "出典": {"description": "数値のもと。", "examples": ["市民アンケート"]},
    "基準値": {
        "description": "取り組む前の数値。なければ、達成率は実績を目標値で割ったものです。",
        "examples": [300],
    },
    "目標値": {
        "description": "目標とする数値。未定などと書くと、達成率は言えません。",
        "examples": [500],
    },
    "値": {
        "description": "実績の数値。集計中などと書くと、達成率は言えません。",
        "examples": [420],
    },
}
"""What people are told of each word of an indicator."""


def shape_of(field: Field) -> Schema:
    """Return the JSON Schema of a field's value, without what the form says about the field."""
    return _SHAPES[field.kind](field)


def steps_of(field: Field) -> list[dict[str, Any]]:
    """Return the milestones that the examples of a deadline hold."""
    lists = [one for one in field.examples if isinstance(one, list)]
    return [step for one in lists for step in one if isinstance(step, dict)]


def _text(field: Field) -> Schema:
    return {**TEXT, "maxLength": field.limit} if field.limit else dict(TEXT)


def _list_of(items: Schema, field: Field) -> Schema:
    limit = {"maxItems": field.limit} if field.limit else {}
    return {"type": "array", "items": items, **limit}


def _texts(field: Field) -> Schema:
    return _list_of(TEXT, field)


def _choice(field: Field) -> Schema:
    one: Schema = {"enum": [value for value, _ in field.choices]}
    if all(isinstance(value, str) for value in one["enum"]):
        one = {"type": "string", **one}
    return _list_of(one, field) if field.is_several else one


def _plan_items(field: Field) -> Schema:
    each = {
        number: {
            "title": f"{number}の計画の項目",
            "description": f"{number}の計画のうち関連する項目を、1つずつ「- 」で始めて並べます。"
            "なければ [] と書きます。",
            "type": "array",
            "items": TEXT,
            **_number_example(field, number),
        }
        for number in field.numbers
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(field.numbers),
        "properties": each,
    }


def _number_example(field: Field, number: str) -> Schema:
    """Return the first example that has items for a plan number; {} where none has."""
    items = [one.get(number) for one in field.examples if isinstance(one, dict)]
    return next(({"examples": [found]} for found in items if found), {})


def _plan_numbers(field: Field) -> Schema:
    return _list_of({"type": "string", "enum": list(field.numbers)}, field)


def _milestones(field: Field) -> Schema:
    one: Schema = {**_MILESTONE, "title": f"{field.title}の1件"}
    events = [step["内容"] for step in steps_of(field) if "内容" in step]
    if events:
        words = {**_MILESTONE["properties"], "内容": {**_EVENT, "examples": events[:1]}}
        one["properties"] = words
    if field.raw == field.key:
        return {"anyOf": [{"type": "string"}, _list_of(one, field)]}
    return _list_of(one, field)


def _figure(field: Field) -> Schema:
    bounds = {"minimum": field.low, "maximum": field.high}
    return {"type": "number", **{name: at for name, at in bounds.items() if at is not None}}


def _figures(field: Field) -> Schema:
    value: Schema = {"type": ["number", "string"]}
    if field.has_times:
        value = {
            "type": "object",
            "additionalProperties": False,
            "properties": {"数値": value, "時点": TEXT},
        }
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": dict.fromkeys(field.columns, value),
    }


def _indicators(field: Field) -> Schema:
    name, *texts = INDICATOR
    kind = {"type": ["number", "string"]}
    figures = {key: {"title": key, **kind, **_SAID[key]} for key in FIGURES}
    return _list_of(_named(f"{field.title}の1件", name, figures | _said(texts)), field)


def _achieved(field: Field) -> Schema:
    name, value, *texts = ACHIEVED
    figure = {"title": value, "type": ["number", "string"], **_SAID[value]}
    return _list_of(_named(f"{field.title}の1件", name, {value: figure} | _said(texts)), field)


def _said(keys: list[str]) -> Schema:
    return {key: {"title": key, **TEXT, **_SAID[key]} for key in keys}


def _named(title: str, name: str, more: Schema) -> Schema:
    """Return the schema of one item of a list of indicators, of which only the name is a must."""
    return {
        "title": title,
        "description": "一つの指標について書きます。",
        "examples": [{name: "回答数"}],
        "type": "object",
        "additionalProperties": False,
        "required": [name],
        "properties": _said([name]) | more,
    }


def _evaluation(field: Field) -> Schema:
    if field.row:
        return {"$ref": f"#/$defs/{field.row}"}
    if field.choices:
        return _choice(field)
    # The values of a scale may be figures: 0 to 10.
    return {"type": ["string", "integer"]} if field.scale else dict(TEXT)


def _table(field: Field) -> Schema:
    return _list_of({"$ref": f"#/$defs/{field.row}"}, field)


_SHAPES: dict[str, Callable[[Field], Schema]] = {
    "文章": _text,
    "文字": _text,
    "名称": _text,
    "計画の項目": _plan_items,
    "計画の番号": _plan_numbers,
    "計画の名称": _texts,
    "期限": _milestones,
    "基準": _texts,
    "指標": _indicators,
    "指標の値": _figures,
    "実績": _achieved,
    "評価": _evaluation,
    "選択": _choice,
    "職員": _texts,
    "金額": _figure,
    "数": _figure,
    "日付": _text,
    "所属": _text,
    "表": _table,
}
