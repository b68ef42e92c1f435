"""Schema files: ours are complete, and what a city brings is refused unless it is safe."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from each_row import each_row
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schema_samples import JSON_VALUES, NAMES, WITH_EXAMPLES, cases, parts_of, schema_of

from orgsheet.schema import SchemaFileError, check_schema, load_schema
from orgsheet.schema.accept import ANNOTATIONS, KNOWN_KEYWORDS
from orgsheet.schema.authority import make_validator
from orgsheet.schema.schema_files import MAX_BYTES
from orgsheet.source import parse


@each_row("case", cases("refused"))
def test_refused_schema_files(case: dict[str, str]) -> None:
    """A schema file that is broken, unknown or unsafe is refused with the place and the reason."""
    with pytest.raises(SchemaFileError) as raised:
        load_schema(case["text"].encode(), "own.json")
    assert (str(raised.value), raised.value.name) == (case["message"], "own.json")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"\x83\x65", "UTF-8"),
        (b"[" * 100_000, "深すぎます"),
        (b'{"not":' * 50 + b"{}" + b"}" * 50, "深すぎます"),
        (b" " * (MAX_BYTES + 1), "大きすぎます"),
        (b'{"minimum": ' + b"9" * 5000 + b"}", "桁"),
        (
            json.dumps(
                {"$defs": {"a0": {}}}
                | {
                    "$defs": {"a0": {}}
                    | {
                        f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n - 1}"}] * 4}
                        for n in range(1, 20)
                    }
                }
            ).encode(),
            "$ref を開くと大きすぎます",
        ),
        (
            json.dumps(
                {"$defs": {f"a{n}": {"$ref": f"#/$defs/a{n + 1}"} for n in range(99)}}
            ).encode(),
            "長すぎます",
        ),
    ],
)
def test_hostile_schema_files(text: bytes, reason: str) -> None:
    """A schema file made to exhaust the reader is refused instead."""
    with pytest.raises(SchemaFileError, match=re.escape(reason)):
        load_schema(text, "own.json")


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*sorted(KNOWN_KEYWORDS), "$defs", "anyOf"]), JSON_VALUES))
def test_loaded_schemas_are_valid(schema: dict[str, Any]) -> None:
    """Whatever load_schema takes is a valid 2020-12 schema and can be used at once."""
    try:
        loaded = load_schema(json.dumps(schema).encode(), "own.json")
    except SchemaFileError:
        return
    Draft202012Validator.check_schema(loaded)
    document = parse(b"a: [1, {b: x}]\n", "own.yaml")
    assert document.root is not None
    valid = make_validator(loaded).is_valid(document.root.data())
    assert (check_schema(document, loaded) == []) is valid


@settings(deadline=None)
@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_schema_files_of_any_bytes(text: bytes) -> None:
    """Reading a schema file either gives a schema or says why not."""
    try:
        assert isinstance(load_schema(text, "own.json"), dict)
    except SchemaFileError as error:
        assert str(error)  # noqa: PT017 - any reason will do


@pytest.mark.slow
@each_row("name", NAMES)
def test_schemas_are_valid(name: str) -> None:
    """Each schema file is a valid JSON Schema with an identifier that is no address."""
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"].startswith(f"urn:orgsheet:schema:{name}:")


@each_row("name", NAMES)
def test_schema_keywords(name: str) -> None:
    """Our schemas use only keywords the acceptor knows, so that valid files stay fast."""
    for where, part in parts_of(schema_of(name)):
        own = set() if where else {"$schema", "$id", "$defs"}
        used = {keyword for keyword in part if not keyword.startswith("x-")}
        assert used <= KNOWN_KEYWORDS | ANNOTATIONS | own, where


@pytest.mark.slow
@each_row("name", NAMES)
def test_schema_words(name: str) -> None:
    """Every property and definition explains itself in Japanese and shows valid examples."""
    root = schema_of(name)
    for where, part in parts_of(root):
        properties = part.get("properties", {})
        for key, inner in [*properties.items(), *part.get("$defs", {}).items()]:
            if inner is False:
                continue
            place = f"{where}: {key}"
            assert inner["title"], place
            assert re.search("[ぁ-んァ-ヶ一-龠]", inner["description"]), place
            if inner is properties.get(key) and name in WITH_EXAMPLES:
                assert inner["examples"], place
            validator = make_validator({**inner, "$defs": root.get("$defs", {})})
            for example in inner.get("examples", []):
                assert validator.is_valid(example), (place, example)


@each_row("name", NAMES)
def test_other_names_of_keys(name: str) -> None:
    """No other name of a key is itself a key beside it or means two keys."""
    for where, part in parts_of(schema_of(name)):
        properties = part.get("properties", {})
        schemas = [inner for inner in properties.values() if isinstance(inner, dict)]
        aliases = [alias for inner in schemas for alias in inner.get("x-aliases", [])]
        assert len(aliases) == len(set(aliases)), where
        assert not set(aliases) & set(properties), where
