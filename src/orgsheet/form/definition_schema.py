"""The JSON Schema of form definitions, made from the kinds, for editors that show candidates."""

from __future__ import annotations

from typing import Any

from orgsheet.form.kinds import FIELD_KEYS, FORM_KEYS, KIND_KEYS, KINDS, ROLES, ROW_KEYS, Key

Schema = dict[str, Any]

_NAME = {"type": "string", "minLength": 1}
_SHAPES: dict[str, Schema] = {
    "text": _NAME,
    "name": _NAME,
    "names": {"anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}]},
    "number": {"type": "integer", "minimum": 1},
    "figure": {"type": "number"},
    "yes": {"type": "boolean"},
    "values": {"type": "array"},
    "options": {"type": ["string", "array", "object"]},
}


def definition_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a file below `schema/forms/`.

    It is an aid for editors: whether a definition can be used is said by `load_form`, which also
    follows the names in it.
    """
    rows = {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {word: _word(key) for word, key in ROW_KEYS.items()},
            "additionalProperties": {"$ref": "#/$defs/field"},
        },
    }
    parts: Schema = {
        "欄": {"type": "object", "additionalProperties": {"$ref": "#/$defs/field"}},
        "行": rows,
        "選択": {"type": "object", "additionalProperties": {"type": ["array", "object"]}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:orgsheet:schema:form-definition:1",
        "title": "様式の定義",
        "description": "様式の欄、行、選択肢を決めるファイル。くわしくは docs/form.md。",
        "type": "object",
        "additionalProperties": False,
        "required": ["様式"],
        "properties": {**{word: _word(key) for word, key in FORM_KEYS.items()}, **parts},
        # A derived form may say of a field only what differs.
        "if": {"not": {"required": ["もと"]}},
        "then": {
            "properties": {
                "欄": {"additionalProperties": {"required": ["種類"]}},
                "行": {"additionalProperties": {"additionalProperties": {"required": ["種類"]}}},
            }
        },
        "$defs": {"field": _field()},
    }


def _field() -> Schema:
    every = {word: _word(key) for word, key in (FIELD_KEYS | KIND_KEYS).items()}
    every["種類"] = {"enum": list(KINDS), "description": FIELD_KEYS["種類"].meaning}
    every["役"] = {"enum": list(ROLES), "description": FIELD_KEYS["役"].meaning}
    return {
        "type": "object",
        "properties": every,
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"種類": {"const": name}}, "required": ["種類"]},
                "then": {
                    "required": list(kind.needs),
                    "propertyNames": {"enum": [*FIELD_KEYS, *kind.keys]},
                },
            }
            for name, kind in KINDS.items()
        ],
    }


def _word(key: Key) -> Schema:
    shape = {"enum": list(key.choices)} if key.choices else _SHAPES[key.shape]
    return {"description": key.meaning, **shape}
