"""The cache: the same findings as without it, and only what must be is checked again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Command

from orgsheet.lint import run_rules
from orgsheet.lint.cache import LintCache, _sealed, cache_key
from orgsheet.lint.check_registry import OVER_ALL
from orgsheet.lint.rulebook import Rule, apply_settings, load_rules
from orgsheet.lint.run_rules import LintResult, run
from orgsheet.source import Document
from orgsheet.workspace.settings import Settings
from orgsheet.workspace.workspace import Workspace

RULES = apply_settings(load_rules(Workspace.open(Path(__file__).parents[2])), Settings())
BUNKA = "sheets/R5/政策推進部/文化芸術課.yaml"
HISHO = "sheets/R5/政策推進部/秘書課.yaml"
REGISTER = "sheets/計画台帳.yaml"
KEY = cache_key(RULES, [])


def _lint(folder: Path) -> LintResult:
    workspace = Workspace.open(folder)
    cache = LintCache.load(folder, cache_key(RULES, []), RULES)
    result = run(workspace, RULES, None, cache)
    cache.save()
    return result


def _without_cache(folder: Path) -> LintResult:
    return run(Workspace.open(folder), RULES)


def _shown(result: LintResult) -> list[object]:
    return [(f.rule, f.message, f.place, f.fingerprint, f.related) for f in result.findings]


def _edit(folder: Path, path: str, old: str, new: str) -> None:
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.slow
def test_an_unchanged_workspace_is_not_checked_again(workspace: Path) -> None:
    """The second run checks no file and reports the same."""
    first = _lint(workspace)
    second = _lint(workspace)
    assert len(first.rechecked) == 7
    assert second.rechecked == ()
    assert _shown(second) == _shown(first) == _shown(_without_cache(workspace))


@pytest.mark.slow
def test_a_run_that_finds_nothing_new_writes_nothing(workspace: Path) -> None:
    """The record is written when something changed in it, and then only."""
    record = workspace / ".orgsheet-cache" / "lint.json"

    def written() -> int:
        _lint(workspace)
        return record.stat().st_ino

    first = written()
    assert written() == first
    _edit(workspace, HISHO, "新春賀詞交歓会を開催し", "新春の会を開催し")
    second = written()
    assert second != first
    _edit(workspace, REGISTER, "最終年度: R6", "最終年度: R7")
    third = written()
    assert third != second
    (workspace / HISHO).unlink()
    assert written() != third


@pytest.mark.slow
def test_a_changed_sheet_rechecks_what_reads_it(workspace: Path) -> None:
    """A change in a section rechecks that sheet and its department's, not its neighbours."""
    _lint(workspace)
    _edit(workspace, HISHO, "新春賀詞交歓会を開催し", "新春の会を開催し")
    result = _lint(workspace)
    assert HISHO in result.rechecked
    assert BUNKA not in result.rechecked
    assert _shown(result) == _shown(_without_cache(workspace))


@pytest.mark.slow
def test_checking_one_sheet_forgets_nothing_of_the_others(workspace: Path) -> None:
    """A run over one sheet uses and keeps what is known of the rest, and finds the same."""
    _lint(workspace)
    _edit(workspace, HISHO, "新春賀詞交歓会を開催し", "新春の会を開催し")
    opened = Workspace.open(workspace)
    cache = LintCache.load(workspace, cache_key(RULES, []), RULES)
    result = run(opened, RULES, [HISHO], cache)
    cache.save()
    assert result.rechecked == (HISHO,)
    alone = run(Workspace.open(workspace), RULES, [HISHO])
    assert _shown(result) == _shown(alone)
    assert BUNKA not in _lint(workspace).rechecked
    assert _shown(_lint(workspace)) == _shown(_without_cache(workspace))


def test_one_sheet_is_told_what_a_check_of_everything_tells_of_it(workspace: Path) -> None:
    """The sheets that are only compared, and let go of at once, count as those that are checked."""
    _edit(
        workspace, HISHO, "新春賀詞交歓会を開催し", "新春賀詞交歓会とジャズフェステイバルを開催し"
    )
    everything = _without_cache(workspace)
    found = everything._replace(
        findings=tuple(one for one in everything.findings if one.place.path == HISHO)
    )
    over_all = {rule.id for rule in RULES if rule.check.scope in OVER_ALL}
    assert any(one.rule in over_all for one in found.findings)
    assert _shown(run(Workspace.open(workspace), RULES, [HISHO])) == _shown(found)


def test_a_check_over_all_sheets_reads_each_only_once(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many checks compare all sheets, a sheet is read once for all of them."""
    monkeypatch.setattr("orgsheet.workspace.loaded_files._KEPT", 1)
    opened = Workspace.open(workspace)
    reads: list[str] = []
    read = opened.files.read

    def counted(path: str) -> bytes | None:
        reads.append(path)
        return read(path)

    monkeypatch.setattr(opened.files, "read", counted)
    run(opened, [rule for rule in RULES if rule.check.scope in OVER_ALL], [HISHO])
    assert reads.count(BUNKA) <= 2  # for its digest, and for its content


def _looking_at(path: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the set that gets the names of the rules that look at a sheet from now on."""
    looked: set[str] = set()
    look = run_rules._guarded

    def noted(rule: Rule, document: Document | None, *given: Any) -> Any:  # noqa: ANN401 - as it is called
        if document is not None and document.path == path:
            looked.add(rule.id)
        return look(rule, document, *given)

    monkeypatch.setattr(run_rules, "_guarded", noted)
    return looked


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "reader", "other"),
    [
        (REGISTER, "plan-name-damaged", "section-unregistered"),
        ("sheets/組織台帳.yaml", "section-unregistered", "plan-name-damaged"),
    ],
)
def test_a_changed_register_is_looked_at_by_the_rules_that_read_it(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, path: str, reader: str, other: str
) -> None:
    """When a register changes, a sheet is checked again by those rules alone that read it."""
    _lint(workspace)
    (workspace / path).write_bytes((workspace / path).read_bytes() + b"# \n")
    looked = _looking_at(HISHO, monkeypatch)
    result = _lint(workspace)
    assert reader in looked
    assert other not in looked
    assert len(looked) < len(RULES) / 5
    assert _shown(result) == _shown(_without_cache(workspace))


@pytest.mark.slow
def test_a_place_in_the_register_moves_with_its_lines(workspace: Path) -> None:
    """A remark at the top of the register moves the entries that findings in sheets point at."""
    _edit(workspace, HISHO, "  ③: []", "  ③:\n    - とりで未来創造プラン2016")
    before = _lint(workspace)
    assert any(f.related and f.related[0].place.path == REGISTER for f in before.findings)
    text = (workspace / REGISTER).read_bytes()
    (workspace / REGISTER).write_bytes("# 毎年4月に見直す\n".encode() + text)
    after = _lint(workspace)
    assert _shown(after) == _shown(_without_cache(workspace)) != _shown(before)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (REGISTER, "初年度: R2\n    最終年度: R5", "初年度: R2\n    最終年度: R4"),
        (REGISTER, "  - 番号: ②", "  - 番号: ③"),
        ("sheets/組織台帳.yaml", "名称: 秘書課", "名称: 秘書広報課"),
        (BUNKA, "豊かなところと個性", "豊かなこころと個性"),
        ("sheets/R5/政策推進部/部.yaml", "シティブロモーション", "シティプロモーション"),
    ],
)
def test_with_the_cache_the_findings_are_those_without_it(
    workspace: Path, path: str, old: str, new: str
) -> None:
    """After any change a run with the cache reports what a run without it does."""
    _lint(workspace)
    _edit(workspace, path, old, new)
    assert _shown(_lint(workspace)) == _shown(_without_cache(workspace))


@pytest.mark.slow
def test_added_and_removed_sheets_are_noticed(workspace: Path) -> None:
    """A sheet that comes or goes changes what is reported of the others as without a cache."""
    _lint(workspace)
    (workspace / HISHO).unlink()
    assert _shown(_lint(workspace)) == _shown(_without_cache(workspace))
    (workspace / "sheets/R5/政策推進部/別の課.yaml").write_bytes((workspace / BUNKA).read_bytes())
    assert _shown(_lint(workspace)) == _shown(_without_cache(workspace))


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"key": 1}', b"\xff\xfe", b"[" * 100_000])
def test_a_broken_cache_is_only_a_slower_run(workspace: Path, content: bytes) -> None:
    """Whatever stands in the cache file, the findings are right and the file is mended."""
    expected = _shown(_lint(workspace))
    file = workspace / ".orgsheet-cache" / "lint.json"
    file.write_bytes(content)
    assert _shown(_lint(workspace)) == expected
    assert json.loads(file.read_bytes())["files"]


@pytest.mark.slow
def test_a_cache_that_lies_about_its_form_is_not_believed(workspace: Path) -> None:
    """Entries of another form are dropped, never shown and never a crash."""
    expected = _shown(_lint(workspace))
    file = workspace / ".orgsheet-cache" / "lint.json"
    _, *lines = file.read_bytes().split(b"\n")
    assert len(json.loads(file.read_bytes())["found"]) > len(lines) / 3
    for lie in (b"", b"null", b"7", b"[7]", b"{}", b'[["no-such-rule"]]', b"[" * 100_000):
        for number in range(len(lines)):
            told = [*lines[:number], lie, *lines[number + 1 :]]
            if number < len(lines) / 2 and lie == b"{}":
                continue  # as if nothing had been found there: who can seal it can say so
            file.write_bytes(_sealed(b"{" + b"\n".join(told), KEY))
            assert _shown(_lint(workspace)) == expected, (number, lie)


@pytest.mark.slow
def test_the_cache_folder_keeps_itself_out_of_git(orgsheet: Command) -> None:
    """The cache folder brings its own .gitignore, and --no-cache writes nothing."""
    orgsheet("lint", "--no-cache")
    assert not (orgsheet.folder / ".orgsheet-cache").exists()
    orgsheet("lint")
    assert (orgsheet.folder / ".orgsheet-cache/.gitignore").read_text(encoding="utf-8") == "*\n"
