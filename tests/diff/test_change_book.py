"""The change rules: their examples are executed, their loading is strict, a city's own replace."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Command
from each_row import each_row
from git_repository import GitRepository

from orgsheet.diff.change_book import (
    BOOK,
    SILENT,
    ChangeRule,
    load_change_rules,
    packaged_change_rules,
)
from orgsheet.diff.change_examples import facts_of_example
from orgsheet.diff.judge import judge
from orgsheet.files.memory import MemoryFiles
from orgsheet.files.packaged import packaged_folder
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.settings import Settings, load_settings
from orgsheet.workspace.workspace import Workspace

RULES = packaged_change_rules()
EXAMPLES = [(rule, example) for rule in RULES.values() for example in rule.examples()]
GOAL = packaged_folder("changes").joinpath("goal-changed.yaml").read_text(encoding="utf-8")
HISHO = "sheets/R5/政策推進部/秘書課.yaml"


def _name(value: object) -> str:
    return value.id if isinstance(value, ChangeRule) else ""


@each_row(("rule", "example"), EXAMPLES, ids=_name)
def test_an_example_gives_exactly_the_stated_sentences(
    rule: ChangeRule, example: dict[str, Any]
) -> None:
    """The two sides of an example, matched as always, give the stated sentences of the rule."""
    facts, matching = facts_of_example(example)
    told = {**RULES, rule.id: rule._replace(set_level="重")}
    changes, _ = judge(facts, matching, profile="year", rules=told, show_all=True)
    assert [one.message for one in changes if one.rule == rule.id] == example["told"]


@pytest.mark.slow
def test_an_example_is_mirrored_in_the_reverse_diff() -> None:
    """With its sides exchanged, an example gives the mirror of its rule as often as the rule."""
    wrong = []
    for rule, example in EXAMPLES:
        facts, _ = facts_of_example(example)
        back, _ = facts_of_example(
            {**example, "before": example["after"], "after": example["before"]}
        )
        told = [
            sum(fact.kind == kind for fact in found)
            for found, kind in ((facts, rule.id), (back, rule.mirror))
        ]
        if rule.mirror and told[0] != told[1]:
            wrong.append((rule.id, *told))
    assert wrong == []


def test_every_rule_names_a_rule_as_its_mirror() -> None:
    """The rule of the reverse diff is one that there is."""
    assert {rule.mirror for rule in RULES.values() if rule.mirror} <= set(RULES)


def _rules(files: dict[str, str]) -> dict[str, ChangeRule]:
    encoded = {path: text.encode() for path, text in files.items()}
    workspace = Workspace(MemoryFiles(encoded), Path())
    return dict(load_change_rules(workspace, load_settings(workspace)))


def test_an_own_change_rule_replaces_the_one_of_its_name() -> None:
    """A file of the city's own changes that rule alone; all others stay as they are."""
    own = GOAL.replace("title: ", "title: 市の", 1)
    found = _rules({"changes/goal-changed.yaml": own})
    assert found["goal-changed"].title == f"市の{RULES['goal-changed'].title}"
    assert {**found, "goal-changed": RULES["goal-changed"]} == dict(RULES)
    assert list(found) == list(RULES)


def test_the_settings_level_holds_for_an_own_rule_too() -> None:
    """`changes:` of the settings count before the level of any file."""
    found = _rules(
        {"changes/goal-changed.yaml": GOAL, "orgsheet.yaml": "changes:\n  goal-changed: なし\n"}
    )
    assert {found["goal-changed"].level(profile) for profile in ("year", "pr")} == {SILENT}


@each_row(
    ("name", "old", "new", "line", "words"),
    [
        ("goal-changed", "title:", "titel:", 5, "「titel」という項目はありません"),
        ("goal-changed", "\nlevel:", "\nnote: a\nlevel:", 7, "「note」という項目はありません"),
        ("goal-changed", "year: 参", "year: 並", 7, "使えるのは: 重、注、参、雑、なし"),
        ("goal-chnged", "", "", 2, "id はファイル名と同じ「goal-chnged」"),
        ("goal-chnged", "id: goal-changed", "id: goal-chnged", 1, "「goal-changed」の誤り"),
        ("goal-changed", "message: ", "message: 「{項目名}」の", 6, "message の {項目名} は使え"),
        (
            "goal-changed",
            "\nlevel:",
            "\nremark: '{項目名}'\nlevel:",
            7,
            "remark の {項目名} は",
        ),
        (
            "goal-changed",
            "\nlevel:",
            "\nfolded: '{項目名}'\nlevel:",
            7,
            "folded の {項目名} は",
        ),
        ("goal-changed", "reason: ", "reason: ため # ", 10, "reason の「 #」から後ろ"),
        ("goal-changed", "id: ", "id: [", 2, "YAML の書き方"),
    ],
)
def test_a_wrong_change_rule_is_told_at_its_line(
    name: str, old: str, new: str, line: int, words: str
) -> None:
    """An unknown key, level, id or value is refused with the file, its line and what fits."""
    assert old in GOAL
    with pytest.raises(RuleFileError, match=words) as error:
        _rules({f"changes/{name}.yaml": GOAL.replace(old, new, 1)})
    found = str(error.value).split(":")[:2]
    assert found == [f"changes/{name}.yaml", str(line)], error.value


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("changes:\n  project-new: 参\n  nai: 参", 3, "「nai」という変更の規則はありません"),
        ("changes:\n  projekt-new: 参", 2, "「project-new」の誤りではありませんか"),
    ],
)
def test_settings_of_a_change_rule_that_there_is_not(text: str, line: int, words: str) -> None:
    """A level for an unknown change rule is refused at its line by those who tell changes."""
    with pytest.raises(RuleFileError, match=words) as error:
        _rules({"orgsheet.yaml": text})
    assert str(error.value).startswith(f"orgsheet.yaml:{line}: changes の「")


def test_the_same_file_in_the_city_changes_nothing() -> None:
    """A copy of every packaged file is the packaged book, examples included."""
    files = {path: data for _, path, data in BOOK.files(Workspace(MemoryFiles({}), Path()))}
    workspace = Workspace(MemoryFiles(files), Path())
    assert dict(load_change_rules(workspace, Settings())) == dict(RULES)


def test_diff_says_first_that_the_city_has_own_change_rules(tmp_path: Path) -> None:
    """The first line says how many rules are the city's; their words and levels are told."""
    shutil.copytree(ROOT / "sheets", tmp_path / "sheets")
    orgsheet = Command(tmp_path)
    own = tmp_path / "changes"
    own.mkdir()
    text = packaged_folder("changes").joinpath("project-new.yaml").read_text(encoding="utf-8")
    told = text.replace("message: ", "message: 市では、", 1)
    (own / "project-new.yaml").write_text(told, encoding="utf-8")
    done = orgsheet("diff", "R4", "R5", "--all")
    assert done.err.splitlines()[0] == "市の変更の規則: 置き換え1件。"
    assert "市では、" in done.out
    (own / "project-new.yaml").write_text(f"{told}memo: a\n", encoding="utf-8")
    refused = orgsheet("diff", "R4", "R5")
    last = len(told.splitlines()) + 1
    assert (refused.code, refused.out) == (2, "")
    assert f"changes/project-new.yaml:{last}: 「memo」という項目はありません" in refused.err


@pytest.mark.slow
def test_a_review_tells_changes_by_the_rules_of_the_base(repository: GitRepository) -> None:
    """A change that silences a rule is judged without that, and is said to touch the policy."""
    text = packaged_folder("changes").joinpath("mission-changed.yaml").read_text(encoding="utf-8")
    level = next(line for line in text.splitlines() if line.startswith("level:"))
    repository.write(
        text.replace(level, "level: {year: なし, pr: なし}"), "changes/mission-changed.yaml"
    )
    sheet = repository.read(HISHO)
    line = sheet[sheet.index("組織使命:") :].split("\n")[1]
    repository.write(sheet.replace(line, f"{line}市民の声も聴きます。", 1), HISHO)
    repository.commit()
    done = Command(repository.folder)("review", "--base", "main", "--head", "HEAD")
    assert "組織使命の文" in done.out
    assert "変更の規則" in done.out
    assert "市の変更の規則: 置き換え1件" in done.out
