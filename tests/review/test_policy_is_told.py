"""Whatever decides a check, or runs it, is told to who answers for it, however it is changed."""

from __future__ import annotations

import json

import pytest
from conftest import ROOT
from each_row import each_row
from test_staff_names import good_files, outputs

from orgsheet.lint.examples import DEFAULT_PATH

DECIDING = [
    *("orgsheet.yaml", "lint/text-empty.yaml", "changes/goal-changed.yaml"),
    *("schema/sheet.schema.json", "schema/forms/取手市R5.yaml", "sheets/計画台帳.yaml"),
    *("sheets/組織台帳.yaml", "sheets/尺度.yaml", "sheets/免除.yaml", "sheets/既知の指摘.json"),
    *(".gitattributes", "sheets/.gitattributes", "sheets/R5/部/.gitattributes", ".gitmodules"),
    *("CODEOWNERS", "docs/CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS"),
    *(".github/workflows/点検.yml", ".github/actions/x/action.yml", ".gitlab-ci.yml"),
    *(".gitlab/ci/点検.yml", ".pre-commit-config.yaml", ".pre-commit-hooks.yaml"),
    *("orgsheet-requirements.txt", ".vscode/settings.json", ".vscode/tasks.json"),
]


def test_what_decides_or_runs_a_check_is_told_in_its_own_section() -> None:
    """Added, changed or taken away: each place stands below the heading for who answers for it."""
    good = good_files()
    contents = {path: good.get(path) or _packaged(path) for path in DECIDING}
    none = {path: data for path, data in good.items() if path not in DECIDING}
    one, other = (
        {**none, **{path: data + end for path, data in contents.items()}}
        for end in (b"\n", b"\n\n")
    )
    for how, before, after in (("追加", none, one), ("変更", one, other), ("削除", one, none)):
        told = outputs(before, after, redact=True)
        listed = {
            (change["path"], change["how"]) for change in json.loads(told["record"])["policy"]
        }
        assert listed == {(path, how) for path in DECIDING}
        _, heading, section = told["comment"].partition("### 規則・台帳・設定の変更")
        assert heading, how
        assert "承認者（CODEOWNERS）の確認を受けてください" in section
        shown = section.replace("\\", "").replace("&#8203;", "")
        assert f"- {how}: {min(DECIDING)}" in shown


def _packaged(path: str) -> bytes:
    """Return what came with the program at a place; nothing where nothing did."""
    place = ROOT / path
    return place.read_bytes() if place.is_file() else b""


@pytest.mark.parametrize("path", ["README.md", "docs/作業.md", "sheets/R5/メモ.txt"])
def test_what_decides_nothing_is_no_policy(path: str) -> None:
    """Who answers for the check is not asked about other files."""
    good = good_files()
    comment = outputs(good, {**good, path: b"x\n"}, redact=True)["comment"]
    assert "規則・台帳・設定の変更" not in comment


def test_a_record_that_the_change_brings_hides_nothing_of_it() -> None:
    """An error that the change records itself is told and counted all the same."""
    place = "sheets/既知の指摘.json"
    good = {**good_files(), "orgsheet.yaml": f"baseline: {place}\n".encode()}
    odd = good[DEFAULT_PATH].decode().replace("裁量有無: ○", "裁量有無: はい", 1).encode()
    bad = {**good, DEFAULT_PATH: odd}
    found = json.loads(outputs(good, bad, redact=False)["json"])["findings"]
    keys = ("rule", "sheet", "item", "message", "fingerprint")
    entries = [{key: one[key] for key in keys} for one in found]
    record = json.dumps({"version": 1, "findings": entries}, ensure_ascii=False).encode()
    plain, known = (
        json.loads(outputs(good, files, redact=False)["record"])
        for files in (bad, {**bad, place: record})
    )
    assert plain["counts"]["errors"] == known["counts"]["errors"] == 1
    assert known["counts"]["known"] == 0
    assert "加わっています" in "".join(known["reasons"])


@each_row(
    ("path", "text"),
    [
        ("changes/goal-changed.yaml", "["),
        ("changes/goal-changed.yaml", "id: goal-changed\n"),
        ("changes/市の規則.yaml", "x: 1\n"),
        ("lint/text-empty.yaml", "id: text-empty\n"),
        ("schema/forms/使わない様式.yaml", "["),
        ("schema/forms/使わない様式.yaml", "見出し: {}\n"),
        ("schema/sheet.schema.json", "{"),
        ("schema/sheet.schema.json", '{"type": 1}'),
        ("orgsheet.yaml", "profile: ない\n"),
    ],
)
def test_what_could_not_be_used_fails_before_it_is_merged(path: str, text: str) -> None:
    """Also a form that no sheet names, and rules of changes that the check itself does not ask."""
    good = good_files()
    told = json.loads(outputs(good, {**good, path: text.encode()}, redact=True)["record"])
    assert told["failed"]
    assert any("点検が動かなくなります" in one and path in one for one in told["reasons"])
