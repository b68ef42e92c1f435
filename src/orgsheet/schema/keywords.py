"""The JSON Schema keywords a schema file may use, and the form of each one's value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from orgsheet.source import Plain

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REF_PREFIX = "#/$defs/"
SINGLE_SCHEMA = frozenset(
    {"items", "additionalProperties", "propertyNames", "if", "then", "else", "not"}
)
"""Keywords whose value is one schema."""
SCHEMA_LISTS = frozenset({"allOf", "anyOf", "oneOf"})
"""Keywords whose value is a list of schemas."""

_TYPES = frozenset({"string", "array", "object", "integer", "number", "boolean", "null"})


def _is_text(value: Plain) -> bool:
    return isinstance(value, str)


def _is_texts(value: Plain) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(item, str) for item in value)
        and len(set(value)) == len(value)
    )


def _is_count(value: Plain) -> bool:
    return type(value) is int and value >= 0


def _is_number(value: Plain) -> bool:
    return type(value) in {int, float}


def _is_schema(value: Plain) -> bool:
    return isinstance(value, dict | bool)


def _is_schema_map(value: Plain) -> bool:
    return isinstance(value, dict) and all(map(_is_schema, value.values()))


def _is_schema_list(value: Plain) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_schema, value))


def _is_type(value: Plain) -> bool:
    names = [value] if isinstance(value, str) else value
    return _is_texts(names) and bool(names) and _TYPES.issuperset(names)


def _is_scalar(value: Plain) -> bool:
    return value is None or isinstance(value, str | int | float)


def _is_scalars(value: Plain) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_scalar, value))


def _is_local_ref(value: Plain) -> bool:
    # A name with ~ or % would need decoding; nobody needs one.
    return (
        isinstance(value, str)
        and value.startswith(REF_PREFIX)
        and not set("/~%") & set(value.removeprefix(REF_PREFIX))
    )


def _is_list(value: Plain) -> bool:
    return isinstance(value, list)


def _is_requirements(value: Plain) -> bool:
    return isinstance(value, dict) and all(map(_is_texts, value.values()))


ROOT_KEYWORDS: dict[str, Callable[[Plain], bool]] = {
    "$schema": lambda value: value == DIALECT,
    "$id": _is_text,
    "$defs": _is_schema_map,
}
"""Keywords that stand only at the outside of a file."""

KEYWORDS: dict[str, Callable[[Plain], bool]] = {
    "$comment": _is_text,
    "title": _is_text,
    "description": _is_text,
    "examples": _is_list,
    "default": lambda _: True,
    "deprecated": lambda value: isinstance(value, bool),
    "x-aliases": _is_texts,
    "$ref": _is_local_ref,
    "type": _is_type,
    "enum": _is_scalars,
    "const": _is_scalar,
    "pattern": _is_text,
    "minLength": _is_count,
    "maxLength": _is_count,
    "minimum": _is_number,
    "maximum": _is_number,
    "exclusiveMinimum": _is_number,
    "exclusiveMaximum": _is_number,
    "properties": _is_schema_map,
    "required": _is_texts,
    "additionalProperties": _is_schema,
    "propertyNames": _is_schema,
    "minProperties": _is_count,
    "maxProperties": _is_count,
    "dependentRequired": _is_requirements,
    "items": _is_schema,
    "minItems": _is_count,
    "maxItems": _is_count,
    "if": _is_schema,
    "then": _is_schema,
    "else": _is_schema,
    "allOf": _is_schema_list,
    "anyOf": _is_schema_list,
    "oneOf": _is_schema_list,
    "not": _is_schema,
}
"""Keyword to the check of its value's form: all that a schema file may use.

`x-aliases`, beside the standard ones, lists other words people write for a key; they lead to the
right key in a message.
`uniqueItems`, `contains`, `unevaluated…`, `patternProperties`, `$anchor` and `$dynamicRef` are left
out: each costs more than linear time or can be said with the others.
"""
