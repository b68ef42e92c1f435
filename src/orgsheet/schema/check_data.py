"""Faults of the data, told as problems of the form: exact place, Japanese words, one a cause."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from orgsheet.schema import data_places as places
from orgsheet.schema.authority import compiled_schema
from orgsheet.schema.safe_patterns import compile_pattern
from orgsheet.schema.suggest import MAX_WORDS, nearest_value, pair_keys
from orgsheet.source import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from orgsheet.schema.authority import Fault
    from orgsheet.schema.data_places import Steps
    from orgsheet.schema.schema_files import Schema
    from orgsheet.source import Document, Plain

KEYWORDS = ("missing-key", "unknown-key", "wrong-type", "wrong-value", "wrong-pattern")
VALUE_NAMES = (
    "キー",
    "場所",
    "候補",
    "値",
    "許される値",
    "書くべき形",
    "書かれた形",
    "例",
    "説明",
    "様式の種類",
    "本来の場所",
)
"""Every problem has all of these; one that does not apply is empty."""

_LONGEST_EXAMPLE = 60
_UNREADABLE_KEY = "\N{REPLACEMENT CHARACTER}"


class SchemaProblem(NamedTuple):
    """One place where a document does not have the form its schema describes.

    `keyword` is one of `KEYWORDS`. `start` and `end` are offsets as in `source.Node`: the key for
    an unknown key and an empty value, the first key of the mapping for a missing key, otherwise
    the value. `pointer` (RFC 6901) names the value, the unknown key's value or the mapping that
    lacks a key. `values` holds the Japanese strings of `VALUE_NAMES` for a message.
    """

    keyword: str
    start: int
    end: int
    pointer: str
    values: dict[str, str]


def check_schema(document: Document, schema: Schema) -> list[SchemaProblem]:
    """Return where a document differs from a schema, in order of place.

    One cause gives one problem: nothing is said below a value of the wrong form, and a missing key
    is not reported when an unknown key beside it is evidently that key misspelt. A document
    without a tree has no problems here: `Document.problems` says why it could not be read.
    `schema` is what `load_schema` returned; what is derived from it is kept, so it must not change.
    """
    if document.root is None:
        return []
    data = document.root.data()
    compiled = compiled_schema(schema)
    if compiled.accept(data):
        return []
    return _Translation(document, schema).run(compiled.faults(data))


@dataclass(slots=True)
class _Keys:
    """What is wrong with the keys of one mapping; each key leads to the kind of sheet or ""."""

    unknown: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    allowed: dict[str, Plain] = field(default_factory=dict)
    branches: list[tuple[Schema, str]] = field(default_factory=list)


_RANKS = {"type": 0, "enum": 1, "const": 1, "pattern": 2}


class _Translation:
    """Turns the errors of one document into problems."""

    def __init__(self, document: Document, schema: Schema) -> None:
        self.document = document
        self.schema = schema
        self.keys: dict[Steps, _Keys] = defaultdict(_Keys)
        self.wrong: dict[Steps, Fault] = {}
        self.compared = 0

    @cached_property
    def _owners(self) -> dict[str, list[str]]:
        return places.owners_by_key(self.schema)

    def run(self, faults: Iterable[Fault]) -> list[SchemaProblem]:
        for fault in faults:
            self._collect(fault)
        problems = [*self._value_problems(), *self._key_problems()]
        problems.sort(key=lambda problem: (problem.start, problem.end, problem.pointer))
        return problems

    def _collect(self, fault: Fault) -> None:
        steps, keyword, limit = fault.steps, fault.keyword, fault.limit
        if keyword == "required":
            self._collect_missing(fault, limit)
        elif keyword == "dependentRequired":
            for key, needed in limit.items():
                if key in fault.found:
                    self._collect_missing(fault, needed)
        elif keyword == "additionalProperties":
            allowed = fault.schema.get("properties", {})
            keys = self.keys[steps]
            keys.allowed.update(allowed)
            keys.unknown.update((key, "") for key in fault.found if key not in allowed)
        elif keyword == "" and steps and isinstance(steps[-1], str):
            keys = self.keys[steps[:-1]]
            keys.unknown.setdefault(steps[-1], self._kind(keys, fault))
        elif "propertyNames" in fault.path:
            self.keys[steps].unknown.setdefault(fault.found, "")
        else:
            known = self.wrong.get(steps)
            if known is None or _rank(fault) < _rank(known):
                self.wrong[steps] = fault

    def _collect_missing(self, fault: Fault, required: list[str]) -> None:
        keys = self.keys[fault.steps]
        kind = self._kind(keys, fault)
        for key in required:
            if key not in fault.found:
                keys.missing.setdefault(key, kind)

    def _kind(self, keys: _Keys, fault: Fault) -> str:
        """Return the title of the then or else that a fault comes from, and remember both."""
        branch = places.branch_at(self.schema, fault.path)
        if branch is None:
            return ""
        if branch not in keys.branches:
            keys.branches.append(branch)
        return _title(*branch)

    def _value_problems(self) -> Iterator[SchemaProblem]:
        for steps, fault in self.wrong.items():
            node = places.node_at(self.document, steps)
            if isinstance(node, Scalar) and node.value is None and node.text.startswith("*"):
                continue  # an alias: the document's own problems name it
            keyword, extra = self._judge(fault)
            text = node.text if isinstance(node, Scalar) else ""
            start, end = places.span_of_value(self.document, node)
            values = self._values(
                steps, キー=places.last_key(steps), 場所=places.describe_place(steps), **extra
            )
            values["値"] = places.quotable(text)
            values["書かれた形"] = places.form_written(fault.found)
            yield SchemaProblem(keyword, start, end, node.pointer(), values)

    def _judge(self, fault: Fault) -> tuple[str, dict[str, str]]:
        """Return the keyword for a wrong value and the values that only it has."""
        rule, limit, found = fault.keyword, fault.limit, fault.found
        if rule == "type":
            near = _as_text(found, fault.schema) if limit == "string" else ""
            return "wrong-type", {"書くべき形": places.form_of(limit), "候補": near}
        if rule in {"enum", "const"}:
            allowed = [places.as_written(value) for value in (limit if rule == "enum" else [limit])]
            if found is None or isinstance(found, list | dict):
                return "wrong-type", {"書くべき形": "文字", "許される値": "、".join(allowed)}
            near = nearest_value(str(found), allowed)
            return "wrong-value", {"許される値": "、".join(allowed), "候補": near}
        if rule == "pattern":
            return "wrong-pattern", {"候補": _narrow(found, limit)}
        limits = _LIMITS.get(rule)
        if limits:
            return "wrong-value", {"許される値": limits.format(limit)}
        about = places.schema_at(self.schema, fault.steps).get("description", "")
        return "wrong-value", {"許される値": about or "様式に定めた書き方"}

    def _key_problems(self) -> Iterator[SchemaProblem]:
        for steps, keys in self.keys.items():
            mapping = places.node_at(self.document, steps)
            assert isinstance(mapping, Mapping)
            pairs = self._pairs(mapping, keys)
            self._explain_kind(steps, keys, set(pairs.values()))
            place = places.describe_place(steps)
            for key, kind in keys.unknown.items():
                node = mapping.keys[key]
                if node.value is None and key.startswith(_UNREADABLE_KEY):
                    continue  # a key that is no text: the document's own problems name it
                near = pairs.get(key, "")
                values = self._values((*steps, near) if near else (), キー=places.quotable(key))
                values |= {"場所": place, "候補": near, "様式の種類": kind}
                if not near and not kind:
                    values["本来の場所"] = "、".join(self._owners.get(key, ()))
                pointer = mapping.entries[key].pointer()
                yield SchemaProblem("unknown-key", node.start, node.end, pointer, values)
            start, end = places.span_of_mapping(mapping)
            for key, kind in keys.missing.items():
                if key not in pairs.values():
                    values = self._values((*steps, key), キー=key, 場所=place, 様式の種類=kind)
                    yield SchemaProblem("missing-key", start, end, mapping.pointer(), values)

    def _pairs(self, mapping: Mapping, keys: _Keys) -> dict[str, str]:
        """Pair the mapping's unknown keys with the keys they most likely stand for."""
        if not keys.allowed or self.compared >= MAX_WORDS:
            return {}
        strange = [key for key, kind in keys.unknown.items() if not kind]
        strange = strange[: MAX_WORDS - self.compared]
        self.compared += len(strange)
        free = {
            key: part.get("x-aliases", []) if isinstance(part, dict) else []
            for key, part in keys.allowed.items()
            if key not in mapping.entries
        }
        return pair_keys(strange, free)

    def _explain_kind(self, steps: Steps, keys: _Keys, meant: set[str]) -> None:
        """Leave out what follows from a misspelt or empty key that decides the kind of sheet."""
        for owner, side in keys.branches:
            deciding = owner["if"].get("required", []) if isinstance(owner["if"], dict) else []
            kind = _title(owner, side)
            mistaken = any(key in meant or (*steps, key) in self.wrong for key in deciding)
            refused = {
                key for key, part in owner[side].get("properties", {}).items() if part is False
            }
            other_kind = bool(refused) and side == "else" and refused <= keys.unknown.keys()
            if mistaken or other_kind:
                keys.missing = {key: of for key, of in keys.missing.items() if of != kind}
                keys.unknown = {key: of for key, of in keys.unknown.items() if of != kind}
            if other_kind and not mistaken:
                keys.missing |= dict.fromkeys(deciding, _title(owner, "then"))

    def _values(self, described: Steps, **values: str) -> dict[str, str]:
        """Return all `VALUE_NAMES`, with what the schema says about the value at `described`."""
        part = places.schema_at(self.schema, described) if described else {}
        examples = [places.as_written(example) for example in part.get("examples", [])]
        examples = [example for example in examples if len(example) <= _LONGEST_EXAMPLE]
        about = {
            "説明": part.get("description", ""),
            "例": "、".join(examples[:3]),
            "書くべき形": places.form_of(part["type"]) if "type" in part else "",
            "許される値": "、".join(map(places.as_written, part.get("enum", []))),
        }
        return dict.fromkeys(VALUE_NAMES, "") | about | values


def _rank(fault: Fault) -> tuple[int, str]:
    return _RANKS.get(fault.keyword, len(_RANKS)), fault.keyword


def _title(owner: Schema, side: str) -> str:
    title: str = owner.get(side, {}).get("title", "")
    return title


def _as_text(found: Plain, schema: Schema) -> str:
    """Return how to write a number or true/false where text belongs; "" when that is unclear."""
    if not isinstance(found, int | float) or "pattern" in schema:
        return ""
    text = places.as_written(found)
    return nearest_value(text, schema["enum"]) if "enum" in schema else f'"{text}"'


def _narrow(found: str, regex: str) -> str:
    """Return the text in half-width capitals or small letters when only that was wrong."""
    if len(found) > places.MAX_QUOTED:
        return ""
    plain = unicodedata.normalize("NFKC", found).strip()
    search = compile_pattern(regex).search
    return next((text for text in (plain, plain.upper(), plain.lower()) if search(text)), "")


_LIMITS = {
    "minLength": "{}文字以上",
    "maxLength": "{}文字以内",
    "minItems": "{}件以上",
    "maxItems": "{}件以内",
    "minProperties": "{}個以上の見出し",
    "maxProperties": "{}個以内の見出し",
    "minimum": "{}以上の数",
    "maximum": "{}以下の数",
    "exclusiveMinimum": "{}より大きい数",
    "exclusiveMaximum": "{}より小さい数",
}
