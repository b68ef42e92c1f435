"""Where and how: from a path in the data to offsets, to Japanese words and to the schema there."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from orgsheet.japanese.shorten import one_line, shorten
from orgsheet.schema.schema_files import Schema, children
from orgsheet.source import Document, Mapping, Node, Plain, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

Steps: TypeAlias = tuple[str | int, ...]

WHOLE_FILE = "このファイル"
MAX_QUOTED = 40

_FORMS = {
    "string": "文字",
    "array": "一覧（- で始まる行）",
    "object": "見出しと値の組",
    "integer": "数",
    "number": "数",
    "boolean": "true か false",
    "null": "空",
}


def node_at(document: Document, steps: Steps) -> Node:
    """Return the node that `steps` lead to; they come from the document's own data."""
    node = document.root
    for step in steps:
        if isinstance(node, Mapping):
            node = node.entries[str(step)]
        else:
            assert isinstance(node, Sequence)
            assert isinstance(step, int)
            node = node.items[step]
    assert node is not None
    return node


def span_of_value(document: Document, node: Node) -> tuple[int, int]:
    """Return the offsets to show for a value: its own, or those of its key or dash when empty."""
    if isinstance(node, Scalar) and node.value is None:
        parent, step = node.parent, node.step
        if isinstance(parent, Mapping):
            key = parent.keys[str(step)]
            return key.start, key.end
        if node.start == node.end and document.text[node.start - 1 : node.start] == "-":
            return node.start - 1, node.end
    return node.start, node.end


def span_of_mapping(node: Node) -> tuple[int, int]:
    """Return the offsets that stand for a whole mapping: its first key's."""
    if isinstance(node, Mapping) and node.keys:
        first = next(iter(node.keys.values()))
        return first.start, first.end
    return node.start, node.end


def describe_place(steps: Steps) -> str:
    """Return the place in words, such as 「重点の事業」の2番目の「項目」."""
    words = [
        f"「{quotable(step)}」" if isinstance(step, str) else f"{step + 1}番目" for step in steps
    ]
    return "の".join(words) or WHOLE_FILE


def last_key(steps: Steps) -> str:
    """Return the innermost key on the path; "" when there is none."""
    return next((step for step in reversed(steps) if isinstance(step, str)), "")


def resolve(schema: Schema, part: Plain) -> Plain:
    """Follow `$ref`; what stands beside it goes before what it names."""
    while isinstance(part, dict) and "$ref" in part:
        beside = {keyword: value for keyword, value in part.items() if keyword != "$ref"}
        target = schema["$defs"][part["$ref"].removeprefix("#/$defs/")]
        part = {**target, **beside} if isinstance(target, dict) else target
    return part


def schema_at(schema: Schema, steps: Steps) -> Schema:
    """Return the schema that describes the value at `steps`; {} where none does."""
    part = resolve(schema, schema)
    for step in steps:
        if not isinstance(part, dict):
            return {}
        if isinstance(step, int):
            part = part.get("items")
        else:
            part = part.get("properties", {}).get(step, part.get("additionalProperties"))
        part = resolve(schema, part)
    return part if isinstance(part, dict) else {}


def branch_at(schema: Schema, schema_path: Iterable[str | int]) -> tuple[Schema, str] | None:
    """Return the innermost schema whose if/then/else a path runs through, and "then" or "else".

    `schema_path` is a path of the validator: it leaves out `$ref` and `if`.
    """
    found: tuple[Schema, str] | None = None
    part: Plain = schema
    for step in schema_path:
        if isinstance(part, dict):
            if step not in part:
                part = resolve(schema, part)
            if step in {"then", "else"} and "if" in part:
                found = (part, str(step))
            part = part.get(step)
        elif isinstance(part, list) and isinstance(step, int):
            part = part[step]
        else:
            break
    return found


def owners_by_key(schema: Schema) -> dict[str, list[str]]:
    """Return for each key of the form the titles of the parts that have it."""
    titles: dict[str, dict[str, None]] = {}
    waiting: deque[Plain] = deque([schema, *schema.get("$defs", {}).values()])
    while waiting:
        part = waiting.popleft()
        if not isinstance(part, dict):
            continue
        for key, field in part.get("properties", {}).items():
            if isinstance(field, dict) and part.get("title"):
                titles.setdefault(key, {})[part["title"]] = None
        waiting += [inner for _, inner in children(part)]
    return {key: list(found) for key, found in titles.items()}


def form_of(types: str | list[str]) -> str:
    """Return the Japanese words for JSON Schema types."""
    names = [types] if isinstance(types, str) else types
    return " か ".join(dict.fromkeys(_FORMS[name] for name in names))


def form_written(value: Plain) -> str:
    """Return the Japanese word for the form a value has."""
    if value is None:
        return "空"
    if isinstance(value, bool):
        return "true か false"
    if isinstance(value, int | float):
        return "数"
    return _FORMS[
        "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"
    ]


def quotable(text: str) -> str:
    """Return the text on one line, cut to `MAX_QUOTED` characters."""
    return shorten(one_line(text[: 4 * MAX_QUOTED]), MAX_QUOTED)


def as_written(value: Plain) -> str:
    """Return an example value as one would type it on one line of a sheet."""
    if isinstance(value, list):
        return f"[{', '.join(map(as_written, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {as_written(inner)}' for key, inner in value.items())}}}"
    return value if isinstance(value, str) else json.dumps(value)
