"""Who hands a proposal in goes on at the host, when the office wants that and it got there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import wait_until
from desk import proposals_of
from git_repository import GitRepository
from office_people import repository_of
from password_office import password_office, sign_in
from served import Form

pytestmark = pytest.mark.slow

GOAL = re.compile("^組織目標（")
HOST = "https://git.example.jp"
_WAITS = 'until [ -e "{0}/go" ]; do sleep 0.1; done; exit "$(cat "{0}/go")"\n'


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository with one sheet."""
    return repository_of(tmp_path)


@pytest.fixture
def office(repository: GitRepository, tmp_path: Path) -> Iterator[Form]:
    """Start an office's server whose command to the host waits for the test."""
    folder = tmp_path / "設定"
    host = (
        f"host_page: '{HOST}/city/sheets/compare/main...{{枝}}'\n"
        f"host_command: [/bin/sh, {folder}/同期.sh]\nopens_host_page: true\n"
    )
    folder.mkdir()
    (folder / "同期.sh").write_text(_WAITS.format(folder), encoding="utf-8")
    with password_office(repository, folder, ("yamada",), host) as opened:
        yield opened


@pytest.fixture
def page(office: Form) -> Any:  # noqa: ANN401 - Playwright's page
    """Return a page, signed in, that may leave this machine: a stand-in answers for the host."""
    made = office.page.context.browser.new_page()
    made.set_default_timeout(30_000)
    made.context.route(
        f"{HOST}/**", lambda asked: asked.fulfill(body="host", content_type="text/html")
    )
    made.goto(f"{office.address}/sign-in")
    sign_in(made, "yamada")
    return made


def _hand_in(office: Form, page: Any) -> None:  # noqa: ANN401 - Playwright's page
    office.page = page
    office.open()
    page.get_by_label(GOAL).fill("窓口で待つ時間を短くする。")
    page.get_by_role("button", name="提出", exact=True).click()
    wait_until(page, "document.getElementById('going') && location.search === ''")


def test_when_it_got_there_its_page_at_the_host_opens(
    office: Form,
    page: Any,  # noqa: ANN401 - Playwright's page
    repository: GitRepository,
    tmp_path: Path,
) -> None:
    """Not before; the proposal's own page is one step back, and stays."""
    _hand_in(office, page)
    own = page.url
    assert "送っています" in page.locator("#going").inner_text()
    (tmp_path / "設定" / "go").write_text("0", encoding="utf-8")
    page.wait_for_url(f"{HOST}/**")
    (branch,) = proposals_of(repository)
    assert page.evaluate("() => decodeURIComponent(location.pathname)") == (
        f"/city/sheets/compare/main...{branch.removeprefix('refs/heads/')}"
    )
    page.go_back()
    wait_until(page, "document.querySelector('h1')")
    assert page.url == own
    page.reload()
    wait_until(page, "document.querySelector('h1') && !document.getElementById('going')")


def test_when_it_did_not_get_there_she_stays_and_is_told(
    office: Form,
    page: Any,  # noqa: ANN401 - Playwright's page
    tmp_path: Path,
) -> None:
    """The proposal is handed in all the same."""
    _hand_in(office, page)
    (tmp_path / "設定" / "go").write_text("3", encoding="utf-8")
    wait_until(page, "document.getElementById('going').textContent.includes('まだ送れていません')")
    assert page.url.startswith(office.address)
    page.reload()
    wait_until(page, "document.body.textContent.includes('取り下げて直す')")
