"""A city's own rules, form and levels of changes: they add and replace by name, and are told."""

from __future__ import annotations

import json
import shutil

import pytest
from conftest import ROOT, Command
from git_repository import GitRepository

HISHO = "sheets/R5/政策推進部/秘書課.yaml"
OWN = (ROOT / "lint" / "priority-missing.yaml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_one_own_rule_lets_no_other_vanish(repository: GitRepository) -> None:
    """A single file in `lint/` replaces the rule of its name, and the others still find."""
    own = OWN.replace("severity: error", "severity: info").replace("title: ", "title: 市の")
    repository.write(own, "lint/priority-missing.yaml")
    repository.write(repository.read(HISHO).replace("年度: R5", "年度：R5", 1), HISHO)
    done = Command(repository.folder)("lint")
    assert done.code == 1
    assert done.err.splitlines()[0] == "市の規則: 置き換え1件。"
    assert "file-full-width-colon" in done.out


@pytest.mark.slow
def test_own_rules_that_add_are_counted_and_the_same_are_not(repository: GitRepository) -> None:
    """A further rule is an addition; a copy of the packaged book is nothing of the city's own."""
    shutil.copytree(ROOT / "lint", repository.folder / "lint")
    run = Command(repository.folder)
    assert "市の規則" not in run("lint").err
    repository.write(
        OWN.replace("id: priority-missing", "id: city-priority"), "lint/city-priority.yaml"
    )
    assert run("lint").err.splitlines()[0] == "市の規則: 追加1件。"
    assert json.loads(run("lint", "--format", "json").out)["findings"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("severity: error", "severity: info"),
        ("status: stable", "status: retired"),
        ("clause:", "profiles: [公開前]\nclause:"),
    ],
)
def test_no_own_file_weakens_a_rule_that_is_always_on(
    repository: GitRepository, old: str, new: str
) -> None:
    """Another severity, status or profile of a rule about unreadable files ends with exit 2."""
    text = (ROOT / "lint" / "file-full-width-colon.yaml").read_text(encoding="utf-8")
    assert old in text
    repository.write(text.replace(old, new, 1), "lint/file-full-width-colon.yaml")
    done = Command(repository.folder)("lint")
    assert done.code == 2
    assert "lint/file-full-width-colon.yaml:1: " in done.err
    (repository.folder / "lint/file-full-width-colon.yaml").unlink()
    assert Command(repository.folder)("lint").code == 1


@pytest.mark.slow
def test_an_own_file_may_say_a_rule_that_is_always_on_otherwise(repository: GitRepository) -> None:
    """The words of such a rule are the city's to choose."""
    text = (ROOT / "lint" / "file-full-width-colon.yaml").read_text(encoding="utf-8")
    repository.write(text.replace("title: ", "title: 市の", 1), "lint/file-full-width-colon.yaml")
    done = Command(repository.folder)("lint")
    assert done.code == 1
    assert done.err.splitlines()[0] == "市の規則: 置き換え1件。"


@pytest.mark.every_row
@pytest.mark.slow
@pytest.mark.parametrize("heading", ["組織使命", "今年度の重点事業", "行動アクション", "目標期限"])
@pytest.mark.parametrize("words", [("lint",), ("diff", "R4", "R5"), ("log", "新春賀詞交歓会")])
def test_a_form_without_a_heading_the_program_reads_stops(
    repository: GitRepository, heading: str, words: tuple[str, ...]
) -> None:
    """A heading with another name in an own schema ends with exit 2, naming heading and file."""
    text = (ROOT / "schema" / "sheet.schema.json").read_text(encoding="utf-8")
    repository.write(text.replace(heading, "別の見出し"), "schema/sheet.schema.json")
    done = Command(repository.folder)(*words)
    assert done.code == 2
    assert "schema/sheet.schema.json" in done.err
    assert heading in done.err


@pytest.mark.slow
def test_an_own_form_may_add_and_relax(repository: GitRepository) -> None:
    """A further heading and a mandatory one less are the city's to decide, and are told."""
    schema = json.loads((ROOT / "schema" / "sheet.schema.json").read_bytes())
    schema["properties"]["年度末実績"] = {"type": "string"}
    schema["required"].remove("組織使命")
    repository.write(json.dumps(schema, ensure_ascii=False), "schema/sheet.schema.json")
    repository.write("年度末実績: よい。\n" + repository.read(HISHO), HISHO)
    done = Command(repository.folder)("lint")
    assert "年度末実績" not in done.out
    assert done.err.splitlines()[0] == "市の様式の定義: sheet.schema.json。"


@pytest.mark.slow
def test_a_review_says_that_a_change_brings_own_rules(repository: GitRepository) -> None:
    """Such a change is judged by the base's book and says what book there will be."""
    own = OWN.replace("severity: error", "severity: info").replace("title: ", "title: 市の")
    repository.write(own, "lint/priority-missing.yaml")
    repository.write(repository.read(HISHO).replace("年度: R5", "年度：R5", 1), HISHO)
    repository.commit()
    done = Command(repository.folder)("review", "--base", "main", "--head", "HEAD")
    assert done.code == 1
    assert "取り込んだ後は 市の規則: 置き換え1件" in done.out
    assert "取り込む先の版のもので行いました" in done.out


@pytest.mark.slow
def test_levels_of_changes_hold_wherever_changes_are_told(repository: GitRepository) -> None:
    """`changes:` of the settings count in `diff`, `review` and git's own listing alike."""
    repository.git("switch", "-q", "main")
    repository.write("changes:\n  mission-changed: なし\n", "orgsheet.yaml")
    repository.commit("設定")
    repository.git("switch", "-q", "-C", "提案")
    text = repository.read(HISHO)
    start = text.index("組織使命:")
    line = text[start:].split("\n")[1]
    changed = text.replace(line, f"{line}市民の声も聴きます。", 1)
    repository.write(changed, HISHO)
    repository.commit()
    run = Command(repository.folder)
    for words in (("diff", "main", "HEAD"), ("review", "--base", "main", "--head", "HEAD")):
        done = run(*words)
        assert done.code == 0
        assert "組織使命の文" not in done.out
        assert "止めた" in done.out
    old = repository.folder.parent / "old.yaml"
    old.write_text(text, encoding="utf-8")
    side = (str(repository.folder / HISHO), "0" * 40, "100644")
    driven = run("diff", "--driver", "--", HISHO, str(old), "1" * 40, "100644", *side)
    assert "組織使命の文" not in driven.out
    assert "設定で止めた規則のもの 1件だけ" in driven.out
