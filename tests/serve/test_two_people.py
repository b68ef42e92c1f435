"""Two who change one sheet: other fields both get in, the same field is put to who is later."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from desk import Browser, browser_of
from git_repository import GitRepository
from test_save import FILE, PATH, SHEET

from orgsheet.merge.decide_clashes import choices, decided
from orgsheet.merge.tree_merge import Side

SAVE = f"/save/{PATH}"


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository with one sheet."""
    made = GitRepository(tmp_path / "市")
    made.write(SHEET, FILE)
    made.commit()
    return made


def _opened(browser: Browser) -> tuple[dict[str, Any], str]:
    said = browser.get(f"/data/{PATH}").get_json()
    return json.loads(said["data"]), said["blob"]


def _both_changed(browser: Browser) -> tuple[dict[str, Any], dict[str, Any]]:
    """Save one form, and return another one of the same start with what the server says to it."""
    first, blob = _opened(browser)
    second = json.loads(json.dumps(first))
    first["組織目標"], second["組織目標"] = "一人目。\n", "二人目。\n"
    first["組織が果たす役割"][0]["組織の役割"] = "一人目の役割"
    second["組織が果たす役割"][0]["組織の役割"] = "二人目の役割"
    second["組織が果たす役割"][1]["組織の役割"] = "二人目だけ"
    browser.post(SAVE, {"data": first, "blob": blob})
    sent = {"data": second, "blob": blob}
    return sent, browser.post(SAVE, sent).get_json()


def test_each_conflict_is_decided_by_itself(repository: GitRepository) -> None:
    """What was chosen stands, what nobody disputes gets in, comments stay."""
    with browser_of(repository) as browser:
        sent, asked = _both_changed(browser)
        assert [one["place"] for one in asked["conflicts"]] == [
            "組織目標",
            "組織が果たす役割の「文書管理」の組織の役割",
        ]
        decision = {"sides": ["saved", "own"], "shown": asked["shown"]}
        assert browser.post(SAVE, sent | decision).status_code == 200
        found, _ = _opened(browser)

    assert found["組織目標"] == "一人目。\n"
    assert [row["組織の役割"] for row in found["組織が果たす役割"]] == [
        "二人目の役割",
        "二人目だけ",
    ]
    (branch,) = repository.git(
        "for-each-ref", "--format=%(refname)", "refs/heads/提案"
    ).stdout.split()
    assert "# 毎年ある" in repository.git("show", f"{branch}:{FILE}").stdout


def test_what_was_decided_about_another_version_is_asked_anew(repository: GitRepository) -> None:
    """A third save in between is never overwritten unseen."""
    with browser_of(repository) as browser:
        sent, asked = _both_changed(browser)
        third, blob = _opened(browser)
        third["組織目標"] = "三人目。\n"
        browser.post(SAVE, {"data": third, "blob": blob})
        decision = {"sides": ["own", "own"], "shown": asked["shown"]}
        answer = browser.post(SAVE, sent | decision)

        assert answer.status_code == 409
        assert answer.get_json()["conflicts"][0]["saved"] == "三人目。"
        assert _opened(browser)[0]["組織目標"] == "三人目。\n"


def test_no_half_decision_saves_anything(repository: GitRepository) -> None:
    """Too few, too many, other words: nothing is written."""
    with browser_of(repository) as browser:
        sent, asked = _both_changed(browser)
        for sides in (["own"], ["own"] * 3, ["x", "own"], "own", [1, 2], None):
            answer = browser.post(SAVE, sent | {"sides": sides, "shown": asked["shown"]})
            assert answer.status_code in (400, 409), sides
        assert _opened(browser)[0]["組織目標"] == "一人目。\n"


def _changes_on_main(repository: GitRepository, words: str) -> None:
    repository.write(SHEET.replace("市民に信頼される市役所をつくる。", words), FILE)
    repository.write("別のファイル\n", "メモ.txt")
    repository.commit()


def test_what_became_of_the_sheet_meanwhile_comes_into_a_save(
    repository: GitRepository,
) -> None:
    """Nobody works on for weeks beside a sheet that has changed; other files come along."""
    with browser_of(repository) as browser:
        data, blob = _opened(browser)
        data["組織が果たす役割"][1]["組織の役割"] = "選挙を公正に行う。"
        browser.post(SAVE, {"data": data, "blob": blob})
        _changes_on_main(repository, "新しい目標。")
        data, blob = _opened(browser)
        data["組織が果たす役割"][0]["裁量有無"] = "×"
        assert "apart" not in browser.post(SAVE, {"data": data, "blob": blob}).get_json()
        found, _ = _opened(browser)

    assert found["組織目標"].startswith("新しい目標。")
    assert found["組織が果たす役割"][0]["裁量有無"] == "×"
    (branch,) = repository.git(
        "for-each-ref", "--format=%(refname)", "refs/heads/提案"
    ).stdout.split()
    assert repository.git("diff", "--name-only", "main", branch).stdout.strip().endswith('.yaml"')


def test_a_field_that_changed_for_all_is_asked_after_the_save(
    repository: GitRepository,
) -> None:
    """What she wrote is saved first; then she chooses."""
    with browser_of(repository) as browser:
        data, blob = _opened(browser)
        data["組織目標"] = "私の目標。\n"
        browser.post(SAVE, {"data": data, "blob": blob})
        _changes_on_main(repository, "みなの目標。")
        data, blob = _opened(browser)
        data["組織が果たす役割"][0]["裁量有無"] = "×"
        assert browser.post(SAVE, {"data": data, "blob": blob}).get_json()["apart"] is True
        asked = browser.post(f"/join/{PATH}", {})
        assert asked.status_code == 409
        told = asked.get_json()
        assert [one["own"] for one in told["conflicts"]] == ["私の目標。"]
        browser.post(f"/join/{PATH}", {"sides": ["own"], "shown": told["shown"]})
        found, _ = _opened(browser)

    assert found["組織目標"].startswith("私の目標。")
    assert found["組織が果たす役割"][0]["裁量有無"] == "×"


def test_earlier_versions_say_who_saved_and_what_it_was(repository: GitRepository) -> None:
    """Of this sheet alone: no other content of the repository is given out."""
    repository.write("秘密\n", "秘密.txt")
    repository.commit()
    secret = repository.git("rev-parse", "HEAD:秘密.txt").stdout.strip()
    with browser_of(repository) as browser:
        data, blob = _opened(browser)
        before = json.loads(json.dumps(data))
        data["組織目標"] = "新しい。\n"
        browser.post(SAVE, {"data": data, "blob": blob})
        said = browser.get(f"/data/versions/{PATH}").get_json()["versions"]
        assert said[0]["name"] == "山田 花子"
        old = browser.get(f"/data/version/{said[-1]['blob']}/{PATH}").get_json()
        assert json.loads(old["data"]) == before
        assert browser.get(f"/data/version/{secret}/{PATH}").status_code == 404


def test_who_else_works_on_a_sheet_is_told(repository: GitRepository) -> None:
    """By the name as it was given, whatever a branch makes of it."""
    with browser_of(repository, "佐藤 一郎: [課]") as other:
        data, blob = _opened(other)
        data["組織目標"] = "佐藤の目標。\n"
        other.post(SAVE, {"data": data, "blob": blob})
    with browser_of(repository) as browser:
        (told,) = browser.get(f"/data/{PATH}").get_json()["others"]
        assert _opened(browser)[0]["組織目標"] != "佐藤の目標。\n"

    assert told["name"] == "佐藤 一郎: [課]"


def test_a_removed_row_and_an_order_can_be_decided() -> None:
    """Nothing stands for a side that took a row away; an order is one choice."""
    rows = [
        {"事務事業名称": name, "組織の役割": "する。"} for name in ("あ庁舎", "い選挙", "う統計")
    ]

    def text(rows: list[dict[str, str]]) -> bytes:
        said = "".join(
            f"  - 事務事業名称: {one['事務事業名称']}\n    組織の役割: {one['組織の役割']}\n"
            for one in rows
        )
        return f"年度: R5\n組織が果たす役割:\n{said}".encode()

    changed = [rows[0], rows[1] | {"組織の役割": "行う。"}, rows[2]]
    versions = text(rows), text(changed), text([rows[0], rows[2]])
    (asked,) = choices(*versions, "x.yaml", None)
    assert (asked.ours, asked.theirs) == (changed[1], None)
    kept = decided(*versions, "x.yaml", None, ["ours"])
    gone = decided(*versions, "x.yaml", None, ["theirs"])
    assert kept["組織が果たす役割"] == changed
    assert gone["組織が果たす役割"] == [rows[0], rows[2]]

    orders = text(rows), text([rows[1], rows[0], rows[2]]), text([rows[0], rows[2], rows[1]])
    (order,) = choices(*orders, "x.yaml", None)
    assert order.is_order
    cases: tuple[tuple[Side, list[int]], ...] = (("ours", [1, 0, 2]), ("theirs", [0, 2, 1]))
    for side, wanted in cases:
        made = decided(*orders, "x.yaml", None, [side])
        assert made["組織が果たす役割"] == [rows[number] for number in wanted]
