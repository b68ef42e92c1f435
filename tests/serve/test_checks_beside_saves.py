"""Who types waits for nobody who saves, and sees the sheets of all as they are now."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from desk import Browser, browser_of, proposals_of
from git_repository import GitRepository
from office_people import WHOLE
from test_save import FILE, PATH

from orgsheet.files.git.write_commit import commit_files
from orgsheet.lint.living_sheets import LivingSheets
from orgsheet.serve import own_branch

SAVE, CHECK = f"/save/{PATH}", f"/check/{PATH}"
_OTHER = "R5/総務部/部"
_PART = f"sheets/{_OTHER}.yaml"
_WAIT = 20
"""Seconds: a request that waits for another one is found to wait, also on a busy computer."""


def _part(month: str) -> str:
    """Return the sheet of the department, with the same work until a month."""
    return WHOLE.replace("課名: 総務課\n", "").replace("時期: 10月", f"時期: {month}")


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository with a department's sheet and one of a section."""
    made = GitRepository(tmp_path / "市")
    made.write(WHOLE, FILE)
    made.write(_part("10月"), _PART)
    made.commit()
    return made


def _opened(browser: Browser, path: str = PATH) -> tuple[dict[str, Any], str]:
    said = browser.get(f"/data/{path}").get_json()
    return json.loads(said["data"]), said["blob"]


def _another(browser: Browser) -> Browser:
    """Return another window of the same server."""
    return Browser(browser.client.application.test_client(), browser.access)


class _Held:
    """Writing into the repository, which stands still until it is let go; how many are in it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.goes = Event(), Event()
        self.inside = self.most = 0
        write = commit_files

        def held(*given: Any) -> str:  # noqa: ANN401 - those of commit_files
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.begun.set()
            assert self.goes.wait(3 * _WAIT), "the test lets it go"
            written = write(*given)
            self.inside -= 1
            return written

        monkeypatch.setattr(own_branch, "commit_files", held)


def test_a_check_is_answered_while_somebody_saves(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The save stands still, the check does not; then the save is there whole."""
    with browser_of(repository) as browser, ThreadPoolExecutor(2) as people:
        data, blob = _opened(browser)
        held = _Held(monkeypatch)
        saved = data | {"組織目標": "保存。\n"}
        saving = people.submit(_another(browser).post, SAVE, {"data": saved, "blob": blob})
        try:
            assert held.begun.wait(_WAIT)
            typed = data | {"組織目標": "点検する目標を定めいます。\n"}
            checking = people.submit(_another(browser).post, CHECK, {"data": typed})
            answer = checking.result(_WAIT)
            assert not saving.done()
        finally:
            held.goes.set()
        assert answer.status_code == 200
        assert saving.result(_WAIT).get_json()["saved"] is True
        assert _opened(browser)[0]["組織目標"] == "保存。\n"


def test_saves_go_one_after_the_other_and_all_get_in(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two sheets as of one: a second save is not begun within the first."""
    with browser_of(repository) as browser, ThreadPoolExecutor(4) as people:
        starts = {path: _opened(browser, path) for path in (PATH, _OTHER)}
        held = _Held(monkeypatch)
        saving = []
        for number in range(4):
            path = (PATH, _OTHER)[number % 2]
            data, blob = starts[path]
            key = ("組織目標", "組織使命")[number // 2]
            said = data | {key: f"{number}\n"}
            saving.append(
                people.submit(_another(browser).post, f"/save/{path}", {"data": said, "blob": blob})
            )
        assert held.begun.wait(_WAIT)
        held.goes.set()
        assert [one.result(_WAIT).status_code for one in saving] == [200] * 4
        assert held.most == 1
        for number, path in enumerate((PATH, _OTHER)):
            found, _ = _opened(browser, path)
            assert (found["組織目標"], found["組織使命"]) == (f"{number}\n", f"{number + 2}\n")
    assert len(proposals_of(repository)) == 2


def _told(browser: Browser, path: str, data: dict[str, Any]) -> list[tuple[str, str]]:
    found = browser.post(f"/check/{path}", {"data": data}).get_json()["findings"]
    return [(one["rule"], one["pointer"]) for one in found]


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        (_PART, _part("8月"), "cascade-deadline-later"),
        (_PART, None, ""),
        (FILE, WHOLE.replace("押印を減らす", "はんこを減らす"), ""),
        (
            "sheets/R5/総務部/人事課.yaml",
            WHOLE.replace("課名: 総務課", "課名: 人事課"),
            "register-missing",
        ),
        (
            "orgsheet.yaml",
            "rules:\n  text-doubled-particle:\n    severity: off\n",
            "text-doubled-particle",
        ),
    ],
)
def test_what_became_of_other_sheets_counts_at_the_next_key(
    repository: GitRepository, path: str, text: str | None, rule: str
) -> None:
    """A running server says what one says that starts then, whatever was taken in meanwhile."""
    with browser_of(repository) as browser:
        data, _ = _opened(browser)
        data["組織目標"] = "市の事務ををよくする。\n"
        before = _told(browser, PATH, data)
        if text is None:
            (repository.folder / path).unlink()
        else:
            repository.write(text, path)
        repository.commit()
        followed = _told(browser, PATH, data)
    with browser_of(repository) as fresh:
        assert followed == _told(fresh, PATH, data)
    changed = {one for one, _ in {*before} ^ {*followed}}
    assert (rule in changed) if rule else not changed, changed


def test_a_sheet_taken_in_does_not_have_all_others_read_again(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each approval somebody would wait for a thousand of them."""
    made = []
    begin = LivingSheets.__init__

    def counted(self: LivingSheets, *given: Any) -> None:  # noqa: ANN401 - its own
        made.append(self)
        begin(self, *given)

    monkeypatch.setattr(LivingSheets, "__init__", counted)
    with browser_of(repository) as browser:
        data, _ = _opened(browser)
        _told(browser, PATH, data)
        before = len(made)
        repository.write(WHOLE.replace("選挙を行う。", "選挙を行いいます。"), FILE)
        repository.commit()
        data, _ = _opened(browser)
        assert data["組織が果たす役割"][1]["組織の役割"] == "選挙を行いいます。"
        _told(browser, PATH, data)
    assert len(made) == before


def test_what_others_type_counts_for_nobody_else(repository: GitRepository) -> None:
    """Also where the rules look at both sheets, and however often it is typed."""
    with browser_of(repository) as browser:
        (data, _), (other, _) = _opened(browser), _opened(browser, _OTHER)
        before = _told(browser, PATH, data)
        for month in ("8月", "9月", "10月"):
            other["今年度の重点事業"][0]["目標期限"][0]["時期"] = month
            _told(browser, _OTHER, other)
            assert _told(browser, PATH, data) == before
            assert _opened(browser, _OTHER)[0]["今年度の重点事業"][0]["目標期限"] == [
                {"時期": "10月", "内容": "決まりの改正"}
            ]
