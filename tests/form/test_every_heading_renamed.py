"""Each heading of the packaged form under another name: nothing but the words changes."""

from __future__ import annotations

import re
from functools import cache

import pytest
from conftest import ROOT
from each_row import each_row
from packaged_rules import PACKAGED_RULES

from orgsheet.files.memory import MemoryFiles
from orgsheet.form.known_forms import packaged_forms
from orgsheet.lint.finding import Finding
from orgsheet.lint.run_rules import run
from orgsheet.workspace.workspace import Workspace

FORM = "schema/forms/取手市R5.yaml"
SHEETS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in (
        *(ROOT / "sheets").glob("*.yaml"),
        *((ROOT / "sheets/R5/政策推進部") / f"{name}.yaml" for name in ("部", "秘書課")),
    )
}
BROKEN = {
    "sheets/R5/政策推進部/文化芸術課.yaml": (
        SHEETS["sheets/R5/政策推進部/秘書課.yaml"]
        .replace("課名: 秘書課", "課名: 文化芸術課")
        .replace("時期: ", "時期: 13月 ", 1)
        .replace("裁量有無: ○", "裁量有無: 有", 1)
    )
}
"""A sheet with a date that cannot be read and a choice that there is not."""


def _headings() -> list[str]:
    form = packaged_forms().form("取手市R5")
    assert form is not None
    fields = [field for row in form.rows.values() for field in row.fields.values()]
    keys = [*form.fields, *(field.key for field in fields), *(field.raw for field in fields)]
    return [key for key in dict.fromkeys(keys) if key]


def _with(text: str, names: dict[str, str]) -> str:
    """Return a YAML text with some keys, and references to them, under other names."""
    for old, new in names.items():
        text = re.sub(rf"(?m)(^\s*(?:- )*|[{{,]\s*){re.escape(old)}:", rf"\g<1>{new}:", text)
        text = re.sub(rf"(?m)((?:同じ欄|原文): ){re.escape(old)}$", rf"\g<1>{new}", text)
    return text


def _found(form: str, sheets: dict[str, str]) -> tuple[Finding, ...]:
    files = {FORM: form, **sheets}
    data = {path: text.encode() for path, text in files.items()}
    return run(Workspace(MemoryFiles(data), ROOT), PACKAGED_RULES).findings


@cache
def _packaged() -> str:
    """Return the packaged definition with a mark, so that it counts as the city's own."""
    return (ROOT / FORM).read_text("utf-8") + "# 市のもの\n"


@cache
def _before() -> list[tuple[str, str, int]]:
    return _places(_found(_packaged(), SHEETS | BROKEN))


def _places(found: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    return sorted((one.rule, one.place.path, one.place.line) for one in found)


def test_all_headings_renamed_change_no_finding() -> None:
    """With every heading renamed at once in both places, the same rules find the same lines."""
    names = {heading: f"新{heading}" for heading in _headings()}
    sheets = {path: _with(text, names) for path, text in (SHEETS | BROKEN).items()}
    registers = {path: text for path, text in SHEETS.items() if path.count("/") == 1}
    found = _found(_with(_packaged(), names), sheets | registers)
    assert len(_before()) > 10
    assert _places(found) == _before()
    told = " ".join(one.message + one.fix for one in found)
    for old, new in names.items():
        assert told.count(f"「{old}」") == 0 or new not in told, old


@pytest.mark.slow
@each_row("heading", _headings())
def test_one_heading_renamed_in_both_places_changes_no_finding(heading: str) -> None:
    """Whichever heading is renamed in the definition and the sheets, lint finds the same lines."""
    names = {heading: f"新{heading}"}
    sheets = {
        path: _with(text, names) if path.count("/") > 1 else text
        for path, text in (SHEETS | BROKEN).items()
    }
    assert _places(_found(_with(_packaged(), names), sheets)) == _before()


@each_row("heading", ["組織目標", "項目", "担当"])
def test_a_heading_renamed_in_one_place_is_an_error(heading: str) -> None:
    """A sheet that still has the old heading gets an error at its line, and none is silent."""
    names = {heading: f"新{heading}"}
    path = "sheets/R5/政策推進部/秘書課.yaml"
    line = next(
        number
        for number, text in enumerate(SHEETS[path].splitlines(), 1)
        if re.match(rf"\s*(- )?{re.escape(heading)}:", text)
    )
    for form, sheet in (
        (_with(_packaged(), names), SHEETS[path]),
        (_packaged(), _with(SHEETS[path], names)),
    ):
        found = _found(form, SHEETS | {path: sheet})
        errors = [one for one in found if one.severity == "error" and one.place.path == path]
        assert any(one.place.line == line for one in errors)
