"""A value says the same however it is written: escapes hide nothing from the rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from each_row import each_row
from hostile_inputs import RULES, clean_files, sheet

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.cache import LintCache
from orgsheet.lint.examples import DEFAULT_PATH, Example, examples_of
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.run_rules import run
from orgsheet.source import Document, Scalar, TextEdit, emit, parse
from orgsheet.source.edit import splice
from orgsheet.workspace.layout import PLANS_PATH, REGISTERS, sheet_id_of
from orgsheet.workspace.workspace import Workspace

_ABOUT_NOTATION = {
    "file-alias": "an anchor before a value",
    "file-comment-cut": "a comment behind a value without quotation marks",
    "file-cp932": "bytes that are no UTF-8",
    "file-full-width-bar": "a bar that looks like the one before a block",
    "file-list-mark": "lines that were to be a list, read as one text",
    "file-tag": "a tag before a value",
    "file-unquoted-value": "a value without quotation marks",
    "file-unreadable": "bytes that are no UTF-8",
    "file-utf16": "bytes that are no UTF-8",
}
"""Rules whose finding is the way a value is written, with what they look for."""


def _escaped(text: str) -> str:
    """Return a value in double quotes in which no character stands for itself."""
    codes = (f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}" for c in text)
    return f'"{"".join(codes)}"'


def _texts(document: Document) -> list[Scalar]:
    """Return the values that are text and can be written anew where they stand."""
    if document.root is None:
        return []
    found = (node for node in document.root.walk() if isinstance(node, Scalar))
    return [node for node in found if isinstance(node.value, str)]


def _with_escapes(path: str, data: bytes) -> bytes:
    """Return a sheet or register with every value that is text written in escapes only."""
    if path not in REGISTERS and sheet_id_of(path) is None:
        return data
    document = parse(data, path)
    edits = [TextEdit(one.start, one.end, _escaped(one.text)) for one in _texts(document)]
    return splice(document, edits)


def _found(files: dict[str, bytes], rule: Rule) -> Counter[tuple[str, str, str]]:
    """Return how often a rule finds something at each value."""
    result = run(Workspace(MemoryFiles(files), Path()), [rule])
    return Counter((one.rule, one.place.path, one.pointer) for one in result.findings)


def _both_ways(example: Example, rule: Rule) -> tuple[Counter[tuple[str, str, str]], ...]:
    """Return what a rule finds in an example as it is, and with its values in escapes."""
    escaped = {path: _with_escapes(path, data) for path, data in example.files.items()}
    return _found(example.files, rule), _found(escaped, rule)


@pytest.mark.slow
@each_row(
    "rule", [rule for rule in RULES if rule.id not in _ABOUT_NOTATION], ids=lambda rule: rule.id
)
def test_escapes_hide_nothing(rule: Rule) -> None:
    """What a rule finds at a value, it finds where the value is written in escapes, too."""
    for example in examples_of(rule, "bad"):
        plain, escaped = _both_ways(example, rule)
        assert escaped == plain, example.title


@each_row("name", _ABOUT_NOTATION)
def test_only_rules_about_the_notation_depend_on_it(name: str) -> None:
    """A rule that is left out above finds another thing where values are written in escapes."""
    rule = next(rule for rule in RULES if rule.id == name)
    ways = [_both_ways(example, rule) for example in examples_of(rule, "bad")]
    assert any(escaped != plain for plain, escaped in ways)


def test_a_changed_plan_is_looked_up_behind_escapes(tmp_path: Path) -> None:
    """A sheet that names a plan in escapes is checked anew when that plan changes."""
    text = "見本市情報化計画に沿って、市民の暮らしを支える。"
    files = clean_files()
    files[DEFAULT_PATH] = _with_escapes(DEFAULT_PATH, emit(sheet(組織使命=text)).encode())
    for name in ("見本市情報化計画", "見本市情報化プラン"):
        register = files[PLANS_PATH].decode().replace("見本市情報化計画", name)
        workspace = Workspace(MemoryFiles({**files, PLANS_PATH: register.encode()}), tmp_path)
        cache = LintCache.load(tmp_path, "key", RULES)
        result = run(workspace, RULES, None, cache)
        cache.save()
        assert DEFAULT_PATH in result.rechecked
