"""A sign-in ends some hours after the last request: she is told before, and can prolong it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import violations, wait_until
from git_repository import GitRepository
from office_people import ADDRESS, PASSWORDS, loaded, repository_of, settings_of
from password_office import PASSWORD, password_office, sign_in
from served import READY, Form

from orgsheet.files.git import GitFiles, open_repository
from orgsheet.serve import password_file
from orgsheet.serve.desk import Desk
from orgsheet.serve.office_app import make_office_app
from orgsheet.serve.office_entrance import COOKIE, Sessions
from orgsheet.serve.own_branch import Proposals
from orgsheet.workspace.workspace import Workspace

GOAL = re.compile("^組織目標（")
_TOLD = "document.getElementById('ending').textContent"


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository with one sheet."""
    return repository_of(tmp_path)


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a password cost little to check."""
    monkeypatch.setitem(password_file._COST, "n", 1 << 6)


@pytest.mark.usefixtures("cheap")
def test_whoever_goes_on_is_let_go_of_by_neither_side(
    repository: GitRepository, tmp_path: Path
) -> None:
    """Server and browser count from the last request; after a short life without one it is over."""
    settings = settings_of(tmp_path / "設定", PASSWORDS)
    password_file.set_password(settings.parent / "パスワード.txt", "yamada", PASSWORD)
    clock = [0.0]
    with open_repository(repository.folder) as opened:

        def open_at(commit: str) -> Workspace:
            return Workspace(GitFiles(opened, commit), repository.folder)

        office = loaded(settings, repository.folder)
        desk = Desk(Proposals(opened, "", "main"), open_at, office)
        app = make_office_app(desk, office, Sessions(office, lambda: clock[0], 60))
        with app.test_client() as client:

            def post(path: str, content: object) -> int:
                headers = {"Origin": ADDRESS}
                answer = client.post(path, base_url=ADDRESS, json=content, headers=headers)
                sent = answer.headers.get("Set-Cookie", "")
                assert (
                    (f"{COOKIE}=" in sent) == ("Max-Age=60" in sent) == (answer.status_code < 300)
                )
                return answer.status_code

            assert post("/sign-in", {"key": "yamada", "password": PASSWORD}) == 200
            for _ in range(3):
                clock[0] += 50
                assert post("/stay", {}) == 200
            assert 'data-lasts="60"' in client.get("/", base_url=ADDRESS).get_data(as_text=True)
            clock[0] += 61
            assert post("/stay", {}) == 401


@pytest.fixture
def office(repository: GitRepository, tmp_path: Path) -> Iterator[Form]:
    """Start an office's server and a browser whose clock can be put forward."""
    with password_office(repository, tmp_path / "設定", ("yamada",)) as opened:
        sign_in(opened.page, "yamada")
        opened.page.clock.install()
        opened.open()
        yield opened


@pytest.mark.slow
def test_before_it_ends_she_is_told_and_prolongs_it_where_she_is(office: Form) -> None:
    """Minutes before; what she typed stays, and the button goes away when it did its work."""
    page = office.page
    box = page.get_by_label(GOAL)
    box.fill("書きかけの目標。")
    box.blur()  # what she leaves is checked once more, and that prolongs it
    wait_until(page, "localStorage.length > 0 && timer === 0 && underWay === 0")
    page.clock.fast_forward("09:50:00")
    assert page.evaluate(_TOLD) == ""
    page.clock.fast_forward("00:06:00")
    wait_until(page, f"{_TOLD}.includes('サインインが切れます')")
    assert violations(page) == []
    knob = page.get_by_role("button", name="サインインを続ける")
    knob.focus()
    with page.expect_response("**/stay"):
        page.keyboard.press("Enter")
    wait_until(page, f"{_TOLD} === ''")
    assert office.data()["組織目標"].startswith("書きかけの目標。")
    page.clock.fast_forward("09:50:00")
    assert page.evaluate(_TOLD) == ""


@pytest.mark.slow
def test_who_writes_on_is_not_told(office: Form) -> None:
    """What she types is checked, and that prolongs it."""
    page = office.page
    page.clock.fast_forward("09:56:00")
    wait_until(page, f"{_TOLD}.includes('サインインが切れます')")
    with page.expect_response("**/check/**"):
        page.get_by_label(GOAL).fill("書き続けた目標。")
    wait_until(page, f"{_TOLD} === ''")


@pytest.mark.slow
def test_when_it_has_ended_she_signs_in_beside_what_she_typed(office: Form) -> None:
    """The page says so by itself; signed in in another window, she goes on in this one."""
    page = office.page
    page.get_by_label(GOAL).fill("書きかけの目標。")
    wait_until(page, "localStorage.length > 0")
    office.send("/sign-out", {})
    page.clock.fast_forward("10:01:00")
    wait_until(page, f"{_TOLD}.includes('サインインが切れました')")
    link = page.get_by_role("link", name="別の窓でサインインする").first
    assert link.get_attribute("href") == "/sign-in"
    office.send("/sign-in", {"key": "yamada", "password": PASSWORD, "next": "/"})
    page.get_by_role("button", name="保存", exact=True).click()
    office.said("保存しました")
    wait_until(page, f"{_TOLD} === '' && {READY}")
    assert office.data()["組織目標"].startswith("書きかけの目標。")
