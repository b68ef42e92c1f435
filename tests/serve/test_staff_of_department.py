"""A name of staff replaced in all sheets of a department at once, and nothing else with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import proposals_of
from flask.testing import FlaskClient
from git_repository import GitRepository
from office_people import PROXY, WHOLE, Staff, client_of, repository_of, settings_of
from test_save import FILE, PATH

_OTHER = "sheets/R5/総務部/人事課.yaml"
_PEOPLE = """\
サインイン名,名前,部,課,役割
yamada,山田 花子,総務部,総務課,記入
soumu,部の 担当,総務部,,記入
read,閲覧 花子,総務部,,閲覧
"""
_PAGE = "/staff/R5/総務部"


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository with two sections of a department that share a member of staff."""
    made = repository_of(tmp_path)
    made.git("switch", "-q", "main")
    made.write(
        WHOLE.replace("課名: 総務課", "課名: 人事課").replace("[黒田]", "[白石, 黒田]"), _OTHER
    )
    made.commit()
    made.git("switch", "-q", "--detach")
    return made


@pytest.fixture
def client(repository: GitRepository, tmp_path: Path) -> Iterator[FlaskClient]:
    """Open the office of that repository."""
    settings = settings_of(tmp_path / "設定", people=_PEOPLE)
    with client_of(repository, settings) as opened:
        yield opened


def test_a_name_is_replaced_in_all_sheets_of_the_department(
    client: FlaskClient, repository: GitRepository
) -> None:
    """In every row of staff, on her branches; texts that have the same letters stay."""
    soumu = Staff(client, "soumu")
    assert "担当の名前を置き換える" in soumu.get("/").get_data(as_text=True)
    page = soumu.get(_PAGE).get_data(as_text=True)
    assert '<option value="白石">' in page
    done = soumu.post(_PAGE, {"old": "白石", "new": "青木"})
    assert done.status_code == 200, done.get_json()
    branches = proposals_of(repository)
    assert len(branches) == 2
    changed: dict[str, list[str]] = {}
    for branch in branches:
        for line in repository.git("diff", "-U0", "main", branch).stdout.splitlines():
            if line[:1] in "+-" and line[:3] not in ("+++", "---"):
                changed.setdefault(branch[-3:], []).append(line)
    assert sorted(changed.values()) == [
        ["-    担当: [白石]", "+    担当: [青木]"],
        [
            "-    担当: [白石]",
            "+    担当: [青木]",
            "-    担当: [白石, 黒田]",
            "+    担当: [青木, 黒田]",
        ],
    ]
    assert "白石" not in soumu.get(_PAGE).get_data(as_text=True)
    again = soumu.post(_PAGE, {"old": "白石", "new": "青木"})
    assert again.status_code == 409
    assert "もうどのシートにもありません" in again.get_json()["told"]
    log = repository.git("log", "--all", "--format=%B").stdout
    assert "白石" not in log
    assert "青木" not in log


def test_only_her_own_sheets_are_changed(client: FlaskClient, repository: GitRepository) -> None:
    """Of a section alone; who reads, and who has no post there, is told that there is no page."""
    yamada, read = Staff(client, "yamada"), Staff(client, "read")
    assert yamada.post(_PAGE, {"old": "白石", "new": "青木"}).status_code == 200
    (branch,) = proposals_of(repository)
    assert repository.git("show", f"{branch}:{_OTHER}").stdout.count("白石") == 2
    assert "青木" in repository.git("show", f"{branch}:{FILE}").stdout
    assert "担当の名前を置き換える" not in read.get("/").get_data(as_text=True)
    for method, path in (("GET", _PAGE), ("POST", _PAGE), ("GET", "/staff/R9/総務部")):
        assert read.ask(method, path, {"old": "黒田", "new": "青木"}).status_code == 404
    assert proposals_of(repository) == [branch]


@pytest.mark.parametrize(
    "sent",
    [
        {"old": "白石", "new": ""},
        {"old": "白石", "new": " \n "},
        {"old": "白石", "new": "白石"},
        {"old": "", "new": "青木"},
        {"old": "白石"},
        {"old": ["白石"], "new": "青木"},
        {"old": "白石", "new": "青" * 500},
        {"old": "文書管理", "new": "青木"},
    ],
)
def test_what_is_no_replacement_changes_nothing(
    client: FlaskClient, repository: GitRepository, sent: dict[str, object]
) -> None:
    """A refusal with words, and no branch."""
    answer = Staff(client, "soumu").post(_PAGE, sent)
    assert answer.status_code in (400, 409, 422)
    assert answer.get_json()["told"]
    assert proposals_of(repository) == []


def test_a_sheet_that_is_handed_in_is_named_and_the_others_are_changed(
    client: FlaskClient, repository: GitRepository
) -> None:
    """After it was taken back, the same again does the rest."""
    soumu = Staff(client, "soumu")
    said = soumu.get(f"/data/{PATH}").get_json()
    data = json.loads(said["data"]) | {"組織目標": "新しい目標を定める。\n"}
    soumu.post(f"/save/{PATH}", {"data": data, "blob": said["blob"]})
    handed = soumu.post(f"/submit/{PATH}", {}).get_json()["next"]
    answer = soumu.post(_PAGE, {"old": "白石", "new": "青木"})
    assert answer.status_code == 409
    told = answer.get_json()["told"]
    assert "1 枚に保存しました" in told
    assert "総務課: 提出してあります" in told
    assert len(proposals_of(repository)) == 2
    soumu.post(handed.replace("/proposals/", "/act/"), {"act": "withdraw"})
    assert soumu.post(_PAGE, {"old": "白石", "new": "青木"}).status_code == 200
    assert "白石" not in soumu.get(_PAGE).get_data(as_text=True)


def test_a_published_year_asks_for_the_reason(repository: GitRepository, tmp_path: Path) -> None:
    """As every other save of it does."""
    settings = settings_of(tmp_path / "設定", f"{PROXY}closed_years: [R5]\n", _PEOPLE)
    with client_of(repository, settings) as client:
        soumu = Staff(client, "soumu")
        assert 'id="correction"' in soumu.get(_PAGE).get_data(as_text=True)
        refused = soumu.post(_PAGE, {"old": "白石", "new": "青木"})
        assert refused.status_code == 409
        assert "訂正の理由" in refused.get_json()["told"]
        assert proposals_of(repository) == []
        sent = {"old": "白石", "new": "青木", "correction": "担当の誤り"}
        assert soumu.post(_PAGE, sent).status_code == 200
    assert (
        "訂正: 担当の誤り"
        in repository.git("log", "-1", "--format=%B", proposals_of(repository)[0]).stdout
    )
