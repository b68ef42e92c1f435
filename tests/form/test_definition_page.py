"""What is printed from the kinds: the page about form definitions, and their schema."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT
from jsonschema import Draft202012Validator

from orgsheet.form.definition_page import definition_page
from orgsheet.form.definition_schema import definition_schema
from orgsheet.form.kinds import KINDS
from orgsheet.form.load_form import load_form
from orgsheet.source import parse

PAGE = ROOT / "docs" / "form.md"
SCHEMA = ROOT / "schema" / "forms" / "form.schema.json"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", definition_page(), re.DOTALL)


def _examples() -> dict[str, bytes]:
    return {text.split("\n")[0].removeprefix("様式: "): text.encode() for text in EXAMPLES}


def test_the_page_names_every_kind() -> None:
    """Each kind has a line of the table of kinds."""
    assert all(f"\n| {kind} | " in definition_page() for kind in KINDS)


@pytest.mark.parametrize("name", _examples())
def test_the_page_s_examples_are_forms(name: str) -> None:
    """Each example of the page can be used as it stands, and the schema takes it."""
    data = _examples()[name]
    form = load_form(data, f"schema/forms/{name}.yaml", _examples().get)
    assert form.name == name
    root = parse(data, name).root
    assert root is not None
    Draft202012Validator(definition_schema()).validate(root.data())


@pytest.mark.parametrize("path", sorted((ROOT / "schema/forms").glob("*.yaml")), ids=str)
def test_the_schema_takes_every_packaged_form(path: object) -> None:
    """An editor shows no fault in the packaged definitions, and shows one in a broken one."""
    root = parse((ROOT / str(path)).read_bytes(), "form").root
    assert root is not None
    validator = Draft202012Validator(definition_schema())
    validator.validate(root.data())
    assert not validator.is_valid({**root.data(), "爛": {}})
    assert not validator.is_valid({"様式": "試", "欄": {"甲": {"種類": "表"}}})
