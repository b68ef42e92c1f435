"""The check of documents against schemas: places, values, and one problem a cause."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from each_row import each_row
from schema_samples import CASES, ROOT, base, cases, schema_of

from orgsheet.schema import SchemaProblem, check_schema, load_schema
from orgsheet.schema.accept import compile_acceptor
from orgsheet.schema.suggest import MAX_WORDS
from orgsheet.source import Document, parse

if TYPE_CHECKING:
    from pathlib import Path


def compare(document: Document, problems: list[SchemaProblem], expected: list[Any]) -> None:
    """Compare problems with a case; values that every message needs are empty unless stated."""
    stated: list[dict[str, Any]] = []
    for problem, wanted in zip(problems, expected, strict=False):
        line, column = document.locate(problem.start)
        found: dict[str, Any] = {
            "keyword": problem.keyword,
            "line": line,
            "column": column,
            "text": document.text[problem.start : problem.end],
            "pointer": problem.pointer,
        }
        names = {"候補", "様式の種類", "本来の場所"} | wanted.get("values", {}).keys()
        found = {key: found[key] for key in found if key in wanted}
        found["values"] = {key: problem.values[key] for key in sorted(names) if problem.values[key]}
        stated.append(found)
    cleaned = [
        {**case, "values": {key: v for key, v in sorted(case.get("values", {}).items()) if v}}
        for case in expected
    ]
    assert (stated, len(problems)) == (cleaned, len(expected))


@each_row("case", cases("keys", "kinds", "values"))
def test_sheet_problems(case: dict[str, Any]) -> None:
    """Every way to depart from the form gives the stated problems at the stated places."""
    text = case.get("text", base(case["base"]))
    if "replace" in case:
        assert text.count(case["replace"]) == 1
        text = text.replace(case["replace"], case["by"])
    document = parse(text.encode(), "sheet.yaml")
    compare(document, check_schema(document, schema_of("sheet")), case["problems"])


@each_row("case", cases("own_schema"))
def test_own_schema_problems(case: dict[str, Any]) -> None:
    """A city's own schema with other keywords gives problems of the same five kinds."""
    schema = load_schema(json.dumps(case["schema"]).encode(), "own")
    document = parse(case["text"].encode(), "own.yaml")
    compare(document, check_schema(document, schema), case["problems"])


REAL = [
    *(("sheet", path) for path in sorted(ROOT.glob("sheets/R*/**/*.yaml"))),
    *(("plans", path) for path in ROOT.glob("sheets/計画台帳.yaml")),
    *(("organization", path) for path in ROOT.glob("sheets/組織台帳.yaml")),
    *(("rule", path) for path in sorted(ROOT.glob("lint/*.yaml"))),
]


@pytest.mark.parametrize(("name", "path"), [pytest.param(*real, id=real[1].stem) for real in REAL])
def test_real_files(name: str, path: Path) -> None:
    """The sheets, registers and rules of this repository have the form of their schemas."""
    document = parse(path.read_bytes(), path.name)
    assert document.root is not None
    assert check_schema(document, schema_of(name)) == []
    assert compile_acceptor(schema_of(name))(document.root.data())


def test_no_import_for_valid_files() -> None:
    """Checking a valid sheet never loads jsonschema, which would double the start-up time."""
    code = (
        "import sys; from orgsheet.schema import *; from orgsheet.source import parse;"
        "schema = load_schema(open(sys.argv[1], 'rb').read(), 'sheet');"
        "document = parse(open(sys.argv[2], 'rb').read(), 'sheet.yaml');"
        "print(check_schema(document, schema), 'jsonschema' in sys.modules)"
    )
    paths = [ROOT / "schema/sheet.schema.json", CASES / "base/section.yaml"]
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, paths)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["[]", "False"]


@pytest.mark.slow
def test_many_problems() -> None:
    """A file full of unknown keys is reported in full; only the first are compared with ours."""
    text = base("department") + "".join(f"部名{n}: あ\n" for n in range(3000))
    text = text.replace("部名: 政策推進部\n", "")
    document = parse(text.encode(), "sheet.yaml")
    problems = check_schema(document, schema_of("sheet"))
    assert len(problems) == 3000
    assert [p.values["キー"] for p in problems if p.values["候補"]] == ["部名0"]
    assert MAX_WORDS < 3000


def test_schemas_are_kept_apart() -> None:
    """What is kept for one schema object never answers for another."""
    document = parse(b"a: 1\n", "a.yaml")
    for number in range(40):
        schema: dict[str, Any] = {"properties": {"a": {"enum": [number]}}}
        assert (check_schema(document, schema) == []) is (number == 1)
