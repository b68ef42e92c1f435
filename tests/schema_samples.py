"""What the schema tests share: our schemas, small valid sheets and the cases."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from orgsheet.schema import load_schema
from orgsheet.schema.accept import KNOWN_KEYWORDS
from orgsheet.schema.schema_files import children
from orgsheet.source import Plain, parse

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases" / "schema"
NAMES = sorted(path.name.removesuffix(".schema.json") for path in ROOT.glob("schema/*.schema.json"))
WRITTEN_BY_PEOPLE = [
    name for name in NAMES if name not in {"changes", "findings", "review", "status"}
]
"""The other schemas describe what the program writes: their own tests check whole reports."""
WITH_EXAMPLES = ("sheet", "rule", "findings")


@cache
def schema_of(name: str) -> dict[str, Any]:
    """Return one of our schemas, the same object every time."""
    path = ROOT / "schema" / f"{name}.schema.json"
    return load_schema(path.read_bytes(), path.name)


@cache
def base(name: str) -> str:
    """Return the text of a small valid sheet."""
    return (CASES / "base" / f"{name}.yaml").read_text(encoding="utf-8")


def cases(*names: str) -> list[Any]:
    """Return the cases of some files as parameters of a test."""
    found = []
    for name in names:
        document = parse((CASES / f"{name}.yaml").read_bytes(), name)
        assert document.root is not None, document.problems
        assert not document.problems
        found += [pytest.param(case, id=f"{name}-{case['title']}") for case in document.root.data()]
    return found


def parts_of(part: Plain, where: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Return every schema object inside a schema with the place where it stands."""
    if not isinstance(part, dict):
        return []
    found = [(where, part)]
    inner = [*children(part), *((f"$defs/{key}", at) for key, at in part.get("$defs", {}).items())]
    for step, schema in inner:
        found += parts_of(schema, f"{where}/{step}")
    return found


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["string", "#/$defs/a", "^a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*sorted(KNOWN_KEYWORDS), "$defs", "a", "not", "x-a"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
"""Plain data that often looks like a schema."""
