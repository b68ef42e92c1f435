"""Hostile content: whatever a file holds, lint answers with findings or a Japanese sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hostile_inputs import (
    DEPARTMENT_PATH,
    LAST_YEAR_PATH,
    RULES,
    cases,
    clean_files,
    files,
    lint,
    sheet,
    text_of,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_runs import runs

from orgsheet.files.memory import MemoryFiles
from orgsheet.files.trees import WorkspaceError
from orgsheet.lint.baseline import BaselineError, read_baseline
from orgsheet.lint.cache import LintCache
from orgsheet.lint.examples import DEFAULT_PATH
from orgsheet.lint.rulebook import apply_settings, load_rules
from orgsheet.lint.run_rules import run
from orgsheet.source import PROBLEM_KINDS
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH
from orgsheet.workspace.settings import SettingsError, load_settings
from orgsheet.workspace.workspace import Workspace

_REPEATED = cases("repeated")
_TEXTS = cases("texts")
_LONG = 60_000
_QUICK = settings(
    max_examples=runs(30),
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # to shrink a case takes minutes, one run being long
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

_CLEAN = clean_files()
_SPLICES = (
    "- ",
    ": ",
    "&a ",
    "*a",
    "!x ",
    "[",
    "{",
    '"',
    "'",
    "|\n",
    "\t",
    "\r",
    "\x1b",
    "年度",
    "①",
)


@st.composite
def _damaged(draw: st.DrawFn, path: str) -> bytes:
    """A real file with a stretch replaced: near enough to the form to reach every check."""
    data = _CLEAN[path]
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 200)))
    piece = draw(
        st.one_of(
            st.binary(max_size=40),
            st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace")),
            st.sampled_from(_SPLICES).map(str.encode),
            st.integers(0, len(data) - 1).map(lambda at: data[at : at + 120]),
        )
    )
    return data[:start] + piece + data[end:]


@pytest.mark.parametrize("path", [DEFAULT_PATH, PLANS_PATH, ORGANIZATION_PATH])
@given(data=st.data())
@_QUICK
def test_any_bytes_as_sheet_or_register_give_findings(path: str, data: st.DataObject) -> None:
    """Any bytes in the place of a sheet or register are checked to the end by all rules."""
    content = data.draw(st.one_of(st.binary(max_size=400), _damaged(path)))
    result = lint({**_CLEAN, path: content})
    for finding in result.findings:
        assert finding.place.line >= 1
        assert finding.place.column >= 1
        assert finding.message


@given(data=st.data())
@_QUICK
def test_any_bytes_as_last_year_or_department_give_findings(data: st.DataObject) -> None:
    """Any bytes in a sheet that others are compared with harm none of them."""
    own = _CLEAN[DEFAULT_PATH]
    others = {
        LAST_YEAR_PATH: data.draw(_damaged(DEFAULT_PATH)).replace(b"R5", b"R4"),
        DEPARTMENT_PATH: data.draw(_damaged(DEFAULT_PATH)),
    }
    assert lint({**_CLEAN, DEFAULT_PATH: own, **others}).sheets == 3


_OWN_RULE = "lint/plan-item-near.yaml"
_RULE = next(rule for rule in RULES if f"lint/{rule.id}.yaml" == _OWN_RULE)


def _refusal(path: str, data: bytes) -> str:
    """Return what a workspace with this file is refused with, "" where it is checked."""
    workspace = Workspace(MemoryFiles({**_CLEAN, _OWN_RULE: _RULE.data, path: data}), Path())
    try:
        run(workspace, apply_settings(load_rules(workspace), load_settings(workspace)))
    except (RuleFileError, SettingsError, WorkspaceError) as error:
        return str(error)
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("path", ["orgsheet.yaml", _OWN_RULE, "schema/sheet.schema.json"])
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(lambda text: f"rules: {text}".encode("utf-8", "replace")),
        st.text(max_size=200).map(lambda text: _RULE.data + text.encode("utf-8", "replace")),
        st.recursive(
            st.text() | st.booleans(), lambda inner: st.dictionaries(st.text(), inner)
        ).map(lambda data: json.dumps(data).encode()),
    )
)
@_QUICK
def test_any_bytes_as_settings_rule_or_schema_are_used_or_refused(
    path: str, content: bytes
) -> None:
    """Any bytes as orgsheet.yaml, a rule or a city's own schema are used or refused in Japanese."""
    refusal = _refusal(path, content)
    assert not refusal or path in refusal
    assert not refusal or re.search("[ぁ-ん]", refusal)


@pytest.mark.parametrize("name", ["rule", "settings"])
def test_no_city_changes_what_a_rule_or_setting_is(name: str) -> None:
    """A schema that would let a rule or a setting of any form through is not used."""
    contents = {**_CLEAN, f"schema/{name}.schema.json": b"{}", _OWN_RULE: b"id: [1]\n"}
    with pytest.raises(RuleFileError, match="plan-item-near"):
        load_rules(Workspace(MemoryFiles(contents), Path()))


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(
            lambda t: ('{"version": 1, "findings": ' + t).encode("utf-8", "replace")
        ),
    )
)
@_QUICK
def test_any_bytes_as_baseline_are_refused(tmp_path: Path, content: bytes) -> None:
    """Any bytes as a baseline are a Japanese refusal, never taken for known findings."""
    file = tmp_path / "既知.json"
    file.write_bytes(content)
    with pytest.raises(BaselineError, match="既知の指摘の記録"):
        read_baseline(file)


@given(st.data())
@_QUICK
def test_any_change_to_the_cache_is_noticed(tmp_path: Path, data: st.DataObject) -> None:
    """A cache file with any stretch changed is not believed, so nobody hides findings in it."""
    file = tmp_path / ".orgsheet-cache" / "lint.json"
    if not file.exists():
        cache = LintCache.load(tmp_path, "key", RULES)
        run(Workspace(MemoryFiles(_CLEAN), tmp_path), RULES, None, cache)
        cache.save()
        (tmp_path / "good").write_bytes(file.read_bytes())
        assert LintCache.load(tmp_path, "key", RULES).old
    good = (tmp_path / "good").read_bytes()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, len(good)))
    changed = good[:start] + data.draw(st.binary(max_size=20)) + good[end:]
    file.write_bytes(changed)
    assert bool(LintCache.load(tmp_path, "key", RULES).old) is (changed == good)


def _places(text: str) -> list[dict[str, Any]]:
    """Return sheets with a text in the places where rules look at text."""
    row = sheet()["今年度の重点事業"][0]
    role = sheet()["組織が果たす役割"][0]
    short = text[:12_000]
    steps = [{"時期": text, "内容": "実施"}, {"時期": "7月", "内容": short}]
    return [
        {
            "今年度の重点事業": [{**row, "行動アクション": text}],
            "業務プロセスの改善": [{**row, "目標期限": steps}],
        },
        {
            "組織目標": short,
            "組織目標と計画等との関連": {"①": [short], "②": [short + "x"], "③": []},
            "組織が果たす役割": [{**role, "事務事業名称": short, "担当": [short]}],
            "今年度の重点事業": [{**row, "項目": short + "の", "達成基準": [short]}],
            "業務プロセスの改善": [{**row, "期限原文": short}],
        },
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", _REPEATED)
def test_a_unit_repeated_to_the_limit_is_no_burden(name: str) -> None:
    """One unit repeated through a whole value, in every place, is checked by all rules in time."""
    unit = _REPEATED[name]
    for changed in _places((unit * (_LONG // len(unit) + 1))[:_LONG]):
        assert lint(files(sheet(**changed))).sheets == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", _TEXTS)
def test_a_text_made_to_be_slow_is_a_finding(name: str) -> None:
    """A file of up to a megabyte that is no sheet is told as such, and all rules are through."""
    result = lint(files(text_of(_TEXTS[name])))
    assert any(finding.severity == "error" for finding in result.findings)


def test_every_problem_of_a_text_has_a_rule() -> None:
    """Whatever the reader of files finds wrong, a rule reports: nothing unreadable is clean."""
    told = {kind for rule in RULES for kind in rule.with_.get("kinds", ())}
    assert set(PROBLEM_KINDS) <= told
