"""Schema files: read as data, and refused when they are broken, unknown or unsafe."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from orgsheet.schema.keywords import (
    DIALECT,
    KEYWORDS,
    REF_PREFIX,
    ROOT_KEYWORDS,
    SCHEMA_LISTS,
    SINGLE_SCHEMA,
)
from orgsheet.schema.safe_patterns import UnsafePatternError, compile_pattern
from orgsheet.source import encoding_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema (2020-12) as plain data."""

MAX_BYTES = 256 * 1024
MAX_DEPTH = 40
MAX_WEIGHT = 5_000
"""Sub-schemas after every `$ref` is replaced by what it names."""


class SchemaFileError(Exception):
    """A schema file that cannot be used.

    `str()` is one Japanese sentence; `name` is the file as the caller named it, `line` and
    `column` count from 1 and are None where the place is said in words.
    """

    def __init__(
        self, name: str, reason: str, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(reason)
        self.name = name
        self.line = line
        self.column = column


def load_schema(text: bytes, name: str) -> Schema:
    """Read one JSON Schema; return it as plain data.

    A city may bring its own schema, so nothing in it is trusted: only the keywords in `KEYWORDS`
    and annotations starting with `x-` are allowed, `$ref` names an entry of `$defs` in the same
    file and never leads back to itself, and patterns stay in the subset of `compile_pattern`.
    Whatever is accepted is a valid 2020-12 schema.

    Raises:
        SchemaFileError: the file breaks one of these limits, or is not JSON.
    """
    if len(text) > MAX_BYTES:
        raise SchemaFileError(name, f"スキーマが大きすぎます（上限 {MAX_BYTES // 1024} KiB）。")
    schema = _read_json(text, name)
    if not isinstance(schema, dict):
        raise SchemaFileError(name, "スキーマ全体を { } で囲んでください。")
    try:
        _check_root(schema)
        _check_references(schema)
    except _RefusedError as error:
        raise SchemaFileError(name, f"{error.where}: {error}") from None
    return schema


def _read_json(text: bytes, name: str) -> object:
    fault = encoding_fault(text)
    if fault:
        raise SchemaFileError(name, fault)
    try:
        return json.loads(
            text.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        reason = f"{error.lineno}行目の{error.colno}文字目で JSON として読めなくなりました。"
        raise SchemaFileError(name, reason, error.lineno, error.colno) from None
    except _RefusedError as error:
        raise SchemaFileError(name, str(error)) from None
    except ValueError:
        raise SchemaFileError(name, "桁が多すぎる数があります。") from None
    except RecursionError:
        raise SchemaFileError(name, "入れ子が深すぎます。") from None


class _RefusedError(Exception):
    def __init__(self, where: str, reason: str) -> None:
        super().__init__(reason)
        self.where = where


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping: dict[str, object] = {}
    for key, value in pairs:
        if key in mapping:
            raise _RefusedError("", f"同じ見出し「{key}」が1つの {{ }} の中に2回あります。")
        mapping[key] = value
    return mapping


def _no_constant(constant: str) -> object:
    raise _RefusedError("", f"「{constant}」は JSON の値ではありません。")


def _check_root(schema: Schema) -> None:
    if schema.get("$schema", DIALECT) != DIALECT:
        raise _RefusedError("$schema", f"「{DIALECT}」だけが使えます。")
    for where, part in _parts("", schema):
        _check_part(where, part, root=part is schema)


def _check_part(where: str, part: object, *, root: bool) -> None:
    if where.count("/") > MAX_DEPTH:
        raise _RefusedError("全体", "入れ子が深すぎます。")
    if isinstance(part, bool):
        return
    assert isinstance(part, dict), "the parent's keyword has been checked"
    place = where or "いちばん外側"
    for keyword, value in part.items():
        shape = KEYWORDS.get(keyword) or (ROOT_KEYWORDS.get(keyword) if root else None)
        if shape is None:
            if keyword.startswith("x-"):
                continue
            raise _RefusedError(place, f"「{keyword}」は使えない語です。つづりも確かめてください。")
        if not shape(value):
            raise _RefusedError(place, f"「{keyword}」の値の形が違います。")
        if keyword == "pattern":
            try:
                compile_pattern(value)
            except UnsafePatternError as error:
                raise _RefusedError(place, f"pattern「{value}」: {error}。") from None


def _parts(where: str, part: object) -> Iterator[tuple[str, object]]:
    """Yield a schema and, after the caller has checked it, every schema inside it."""
    yield where, part
    if not isinstance(part, dict):
        return
    for step, inner in children(part):
        yield from _parts(f"{where}/{step}" if where else step, inner)
    if not where:
        for step, inner in part.get("$defs", {}).items():
            yield from _parts(f"$defs/{step}", inner)


def children(part: Schema) -> Iterator[tuple[str, Any]]:
    """Yield the schemas directly inside a schema (without `$defs`), with their steps."""
    for keyword, value in part.items():
        if keyword == "properties":
            for key, inner in value.items():
                yield f"{keyword}/{key}", inner
        elif keyword in SCHEMA_LISTS:
            for index, inner in enumerate(value):
                yield f"{keyword}/{index}", inner
        elif keyword in SINGLE_SCHEMA:
            yield keyword, value


def _check_references(schema: Schema) -> None:
    defs: Schema = schema.get("$defs", {})
    known: dict[str, int] = {}
    for name, part in defs.items():
        _weigh(part, defs, known, (name,))
    _weigh(schema, defs, known, ())


def _weigh(part: object, defs: Schema, known: dict[str, int], open_refs: tuple[str, ...]) -> int:
    """Return how many schemas `part` holds once references are followed.

    Refuses circles and small files that unfold into huge ones.
    """
    if not isinstance(part, dict):
        return 1
    weight = 1
    reference = part.get("$ref")
    if reference is not None:
        name = reference.removeprefix(REF_PREFIX)
        if name in open_refs:
            raise _RefusedError(reference, "$ref が自分自身に戻っています。")
        if name not in defs:
            raise _RefusedError(reference, "$ref の先がこのファイルの $defs にありません。")
        if len(open_refs) > MAX_DEPTH:
            raise _RefusedError(reference, "$ref のつながりが長すぎます。")
        if name not in known:
            known[name] = _weigh(defs[name], defs, known, (*open_refs, name))
        weight += known[name]
    for _, inner in children(part):
        weight += _weigh(inner, defs, known, open_refs)
    if weight > MAX_WEIGHT:
        raise _RefusedError("全体", f"$ref を開くと大きすぎます（上限 {MAX_WEIGHT:,}）。")
    return weight
