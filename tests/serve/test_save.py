"""Saving from the browser: what was changed gets into the file, and nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from desk import browser_of
from each_row import each_row
from git_repository import GitRepository

PATH = "R5/総務部/総務課"
FILE = f"sheets/{PATH}.yaml"
SHEET = """\
# この課の決まり
年度: R5
部名: 総務部
課名: 総務課
組織目標: |
  市民に信頼される市役所をつくる。 # 文の中
組織が果たす役割:
  # 庁内の事務
  - 事務事業名称: 文書管理   # 毎年ある
    計画関連No.: [①]
    裁量有無: ○
    協働有無: ×
    組織の役割: 文書を管理する。
    担当: [白石]
  - 事務事業名称: 選挙
    計画関連No.: []
    裁量有無: ×
    協働有無: ×
    組織の役割: 選挙を行う。
    担当: [黒田]
"""


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository with one sheet."""
    made = GitRepository(tmp_path / "市 シート")
    made.write(SHEET, FILE)
    made.commit()
    return made


def _opened(browser: Any) -> tuple[dict[str, Any], str]:  # noqa: ANN401 - of desk
    said = browser.get(f"/data/{PATH}").get_json()
    return json.loads(said["data"]), said["blob"]


def _branches(repository: GitRepository) -> list[str]:
    words = ("for-each-ref", "--format=%(refname:short)", "refs/heads/提案")
    return repository.git(*words).stdout.split()


def test_no_explanation_of_a_field_speaks_of_how_a_file_is_typed(
    repository: GitRepository,
) -> None:
    """Who fills in the form neither begins with a dash nor writes brackets."""

    def helps(part: Any) -> list[str]:  # noqa: ANN401 - JSON
        if isinstance(part, list):
            return [text for one in part for text in helps(one)]
        if not isinstance(part, dict):
            return []
        return [part.get("help", ""), *(text for one in part.values() for text in helps(one))]

    with browser_of(repository) as browser:
        found = helps(browser.get(f"/data/{PATH}").get_json())
    assert any("並べます" in text for text in found)
    assert [text for text in found if "「-" in text or set(text) & set("[]{}|")] == []


@each_row("ending", ["\n", "\r\n"])
@each_row("start", [b"", b"\xef\xbb\xbf"])
def test_saving_what_was_opened_writes_nothing(tmp_path: Path, ending: str, start: bytes) -> None:
    """Whatever the line ends and the mark at the start."""
    repository = GitRepository(tmp_path / f"{len(ending)}{len(start)}")
    repository.write((start + SHEET.replace("\n", ending).encode()).decode(), FILE)
    repository.commit()
    with browser_of(repository) as browser:
        data, blob = _opened(browser)
        answer = browser.post(f"/save/{PATH}", {"data": data, "blob": blob})

    assert answer.status_code == 200
    assert answer.get_json()["saved"] is False
    assert not _branches(repository)


def test_one_changed_value_is_one_changed_line_on_a_branch_of_ones_own(
    repository: GitRepository,
) -> None:
    """Comments, spelling and the work tree stay; the author is the person."""
    with browser_of(repository) as browser:
        data, blob = _opened(browser)
        data["組織が果たす役割"][0]["裁量有無"] = "×"
        assert browser.post(f"/save/{PATH}", {"data": data, "blob": blob}).status_code == 200

    (branch,) = _branches(repository)
    changed = repository.git("diff", "--numstat", "main", branch).stdout.split()
    assert changed[:2] == ["1", "1"]
    assert "# 毎年ある" in repository.git("show", f"{branch}:{FILE}").stdout
    assert repository.git("log", "-1", "--format=%an", branch).stdout.strip() == "山田 花子"
    assert repository.git("status", "--porcelain").stdout == ""


def test_a_second_save_goes_on_where_the_first_ended(repository: GitRepository) -> None:
    """The form shows what was saved, and the branch gets a second commit."""
    with browser_of(repository) as browser:
        for words in ("一回目。\n", "二回目。\n"):
            data, blob = _opened(browser)
            data["組織目標"] = words
            assert browser.post(f"/save/{PATH}", {"data": data, "blob": blob}).status_code == 200
        assert _opened(browser)[0]["組織目標"] == "二回目。\n"
    (branch,) = _branches(repository)
    assert repository.git("rev-list", "--count", f"main..{branch}").stdout.strip() == "2"


def test_two_windows_that_change_other_fields_both_get_in(repository: GitRepository) -> None:
    """The later one is merged with what was saved meanwhile."""
    with browser_of(repository) as browser:
        first, blob = _opened(browser)
        second = json.loads(json.dumps(first))
        first["組織目標"] = "新しい目標。\n"
        second["組織が果たす役割"][1]["組織の役割"] = "選挙を公正に行う。"
        assert browser.post(f"/save/{PATH}", {"data": first, "blob": blob}).status_code == 200
        assert browser.post(f"/save/{PATH}", {"data": second, "blob": blob}).status_code == 200
        found, _ = _opened(browser)

    assert found["組織目標"] == "新しい目標。\n"
    assert found["組織が果たす役割"][1]["組織の役割"] == "選挙を公正に行う。"


def test_two_windows_that_change_one_field_are_told_and_nothing_is_lost(
    repository: GitRepository,
) -> None:
    """The later one saves nothing and says which field it is."""
    with browser_of(repository) as browser:
        first, blob = _opened(browser)
        second = json.loads(json.dumps(first))
        first["組織目標"], second["組織目標"] = "一人目。\n", "二人目。\n"
        assert browser.post(f"/save/{PATH}", {"data": first, "blob": blob}).status_code == 200
        answer = browser.post(f"/save/{PATH}", {"data": second, "blob": blob})

        assert answer.status_code == 409
        told = {"place": "組織目標", "saved": "一人目。", "own": "二人目。"}
        assert answer.get_json()["conflicts"] == [told]
        assert _opened(browser)[0]["組織目標"] == "一人目。\n"


def test_findings_and_dates_come_with_the_place_of_their_value(repository: GitRepository) -> None:
    """Also of what is not saved; afterwards the sheet is as before."""
    with browser_of(repository) as browser:
        data, _ = _opened(browser)
        step = {"時期": "7月～8月", "内容": "調査"}
        data["今年度の重点事業"] = [{"項目": "文書管理", "目標期限": [step]}]
        data["組織が果たす役割"][0]["裁量有無"] = "◯"
        said = browser.post(f"/check/{PATH}", {"data": data}).get_json()
        again = browser.post(f"/check/{PATH}", {"data": _opened(browser)[0]}).get_json()

    wrong = [one for one in said["findings"] if one["pointer"].endswith("/0/裁量有無")]
    assert wrong
    assert wrong[0]["mends"][0]["new"] == "○"
    assert said["readings"]["/今年度の重点事業/0/目標期限/0/時期"] == "2023-07-01～2023-08-31"
    assert not [one for one in again["findings"] if one["pointer"].endswith("/0/裁量有無")]


def test_names_of_staff_are_no_candidates(repository: GitRepository) -> None:
    """Nobody is offered another section's people."""
    with browser_of(repository) as browser:
        said = browser.get(f"/data/{PATH}").get_json()

    assert "白石" not in json.dumps(said["form"], ensure_ascii=False)
