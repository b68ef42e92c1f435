"""The fast acceptor never says yes to what jsonschema refuses."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from each_row import each_row
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from random_runs import runs
from schema_samples import JSON_VALUES, WRITTEN_BY_PEOPLE, schema_of

from orgsheet.schema import (
    KEYWORDS,
    VALUE_NAMES,
    SchemaFileError,
    authority,
    check_schema,
    load_schema,
)
from orgsheet.schema.accept import KNOWN_KEYWORDS, compile_acceptor
from orgsheet.schema.authority import compiled_schema, make_validator
from orgsheet.schema.safe_patterns import compile_pattern
from orgsheet.source import Plain, parse

TEXTS = st.text("あ①○×R5-.a \n", max_size=6)
JUNK: st.SearchStrategy[Plain] = (
    st.none()
    | st.booleans()
    | st.integers(-1, 2)
    | st.just(1.0)
    | st.just(0.5)
    | TEXTS
    | st.builds(list)
    | st.builds(dict)
    | st.builds(lambda: [None])
)


def valid_data(root: dict[str, Any], part: Plain) -> st.SearchStrategy[Any]:
    """Return a strategy for data that is valid against a schema of the acceptor's subset."""
    if part is True:
        return JUNK
    if "$ref" in part:
        return valid_data(root, root["$defs"][part["$ref"].removeprefix("#/$defs/")])
    if "enum" in part:
        return st.sampled_from(part["enum"])
    kinds = [part["type"]] if isinstance(part["type"], str) else part["type"]
    return st.one_of([valid_of_type(root, part, kind) for kind in kinds])


def valid_of_type(root: dict[str, Any], part: dict[str, Any], kind: str) -> st.SearchStrategy[Any]:
    """Return a strategy for valid data of one JSON type."""
    if kind == "string" and "pattern" in part:
        return st.from_regex(compile_pattern(part["pattern"]), fullmatch=True)
    if kind == "string":
        return st.text(
            "あa①\n", min_size=part.get("minLength", 0), max_size=part.get("minLength", 0) + 3
        )
    if kind == "array":
        least = part.get("minItems", 0)
        inner = valid_data(root, part.get("items", True))
        return st.lists(inner, min_size=least, max_size=least + 2)
    if kind == "object":
        return valid_objects(root, part)
    if kind in {"integer", "number"}:
        return st.integers(part.get("minimum", -3), part.get("maximum", 10_000))
    return {"boolean": st.booleans(), "null": st.none()}[kind]


@st.composite
def valid_objects(draw: st.DrawFn, root: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """Draw a valid object: of either kind where the schema has two."""
    properties: dict[str, Any] = part.get("properties", {})
    required: set[str] = set(part.get("required", []))
    refused: set[str] = set()
    if "if" in part:
        side = draw(st.sampled_from(["then", "else"]))
        branch = part.get(side, {})
        (required if side == "then" else refused).update(part["if"]["required"])
        required |= set(branch.get("required", []))
        refused |= {key for key, inner in branch.get("properties", {}).items() if inner is False}
    keys = [
        key for key in properties if key in required or (key not in refused and draw(st.booleans()))
    ]
    data = {key: draw(valid_data(root, properties[key])) for key in keys}
    extra = part.get("additionalProperties", True)
    if extra is not False and draw(st.booleans()):
        data["ほか"] = draw(valid_data(root, extra))
    return data


def spots(data: Plain) -> list[tuple[Any, Any]]:
    """Return every (container, step) inside plain data."""
    found: list[tuple[Any, Any]] = []
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for step, inner in list(pairs):
        found.append((data, step))
        if isinstance(inner, dict | list):
            found += spots(inner)
    return found


@st.composite
def spoilt_data(draw: st.DrawFn, name: str) -> Plain:
    """Draw valid data of a schema and spoil it at one to three places."""
    data = copy.deepcopy(draw(valid_data(schema_of(name), schema_of(name))))
    for _ in range(draw(st.integers(1, 3))):
        places = spots(data)
        assume(places)
        holder, step = draw(st.sampled_from(places))
        change = draw(st.sampled_from(["replace", "delete", "add", "rename"]))
        if change == "delete":
            del holder[step]
        elif change == "replace":
            holder[step] = draw(JUNK)
        elif isinstance(holder, list):
            holder.append(draw(JUNK))
        elif change == "add":
            holder[draw(st.sampled_from(["担当者", "あ", "課名", "組織が果たす役割"]))] = draw(JUNK)
        else:
            holder[f"{step} "] = holder.pop(step)
    return data


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITTEN_BY_PEOPLE)
@given(st.data())
@settings(max_examples=runs(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_valid_data_is_accepted(name: str, data: st.DataObject) -> None:
    """Data made after a schema is accepted without asking jsonschema, which agrees."""
    schema = schema_of(name)
    made = data.draw(valid_data(schema, schema))
    assert compiled_schema(schema).accept(made)
    assert Draft202012Validator(schema).is_valid(made)


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITTEN_BY_PEOPLE)
@given(st.data())
@settings(max_examples=runs(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_acceptor_never_says_yes_wrongly(name: str, data: st.DataObject) -> None:
    """What the acceptor takes is valid for jsonschema, and problems come exactly for the rest."""
    schema = schema_of(name)
    made = data.draw(spoilt_data(name))
    valid = Draft202012Validator(schema).is_valid(made)
    accepted = compiled_schema(schema).accept(made)
    assert valid or not accepted
    document = parse(json.dumps(made, ensure_ascii=False).encode(), "made.yaml")
    assume(document.root is not None and not document.problems)
    assert document.root is not None
    assume(document.root.data() == made)
    problems = check_schema(document, schema)
    assert (problems == []) is make_validator(schema).is_valid(made)
    for problem in problems:
        assert problem.keyword in KEYWORDS
        assert tuple(problem.values) == VALUE_NAMES
        assert all(isinstance(value, str) for value in problem.values.values())
        assert 0 <= problem.start <= problem.end <= len(document.text)
        assert problem.values["場所"]
    assert problems == sorted(problems, key=lambda problem: (problem.start, problem.end))
    assert len({(p.keyword, p.pointer, p.values["キー"]) for p in problems}) == len(problems)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(sorted(KNOWN_KEYWORDS)), JSON_VALUES, max_size=4), JUNK)
@settings(max_examples=runs(200), deadline=None)
def test_acceptor_of_any_schema(schema: dict[str, Any], value: Plain) -> None:
    """For any schema that loads, a yes of the acceptor is a yes of jsonschema."""
    try:
        loaded = load_schema(json.dumps(schema).encode(), "own.json")
    except SchemaFileError:
        return
    for made in (value, [value], {"a": value}):
        assert make_validator(loaded).is_valid(made) or not compile_acceptor(loaded)(made)


@each_row(
    ("schema", "value"),
    [
        ({"anyOf": [{}]}, 1),
        ({"items": {"not": False}}, [1]),
        ({"if": {"type": "string"}}, 1),
        ({"pattern": r"\d"}, "1"),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}, 1),
        ({"$ref": "other.json"}, 1),
        ({"enum": [[]]}, []),
        ({"type": "integer"}, 1.0),
        ({"enum": [1]}, True),
        ({}, (1, 2)),
    ],
)
def test_acceptor_leaves_doubt_to_the_authority(schema: dict[str, Any], value: Plain) -> None:
    """An unknown keyword, a circle or an unusual type is never accepted."""
    assert not compile_acceptor(schema)(value)


ANY_OF = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "値": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^[0-9]+$"}]}
    },
    "additionalProperties": False,
}


@pytest.mark.parametrize("value", [1, "12", "12\n", "x", None, [], {"a": 1}])
def test_the_speed_extra_changes_no_verdict(monkeypatch: pytest.MonkeyPatch, value: object) -> None:
    """With and without the extra `speed` the same faults are found."""
    pytest.importorskip("jsonschema_rs")
    data = {"値": value}
    with_it = list(authority.CompiledSchema(ANY_OF).faults(data))
    monkeypatch.setattr(authority, "_rust_validator", lambda _: None)
    assert list(authority.CompiledSchema(ANY_OF).faults(data)) == with_it
