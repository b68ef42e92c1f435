"""The whole task by keyboard alone, at an office: sign in, fill in, mend, hand in, approve."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import violations, wait_until
from desk import proposals_of
from git_repository import GitRepository
from office_people import repository_of
from password_office import PASSWORD, password_office
from served import READY, Form
from test_save import FILE, PATH

pytestmark = pytest.mark.slow

GOAL = re.compile("^組織目標（")


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository with one sheet."""
    return repository_of(tmp_path)


@pytest.fixture
def office(repository: GitRepository, tmp_path: Path) -> Iterator[Form]:
    """Start an office's server with three people who have passwords."""
    with password_office(repository, tmp_path, ("yamada", "sato", "tanaka")) as opened:
        yield opened


class Keys:
    """A person without a mouse: looks for a control with Tab, and presses keys."""

    def __init__(self, page: Any) -> None:  # noqa: ANN401 - Playwright's page
        self.page = page

    def to(self, words: str) -> None:
        """Go on with Tab until the control in focus says something; fail where none does."""
        for _ in range(400):
            self.page.keyboard.press("Tab")
            if words in self.page.evaluate(_SAID):
                return
        raise AssertionError(f"not reached by Tab: {words}")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        """Replace what stands in the control."""
        self.press("Control+a")
        self.page.keyboard.insert_text(words)

    def sign_in(self, key: str) -> None:
        """Sign in at the page that is open."""
        self.to("サインイン名")
        self.write(key)
        self.press("Tab")
        self.write(PASSWORD)
        self.press("Enter")
        wait_until(self.page, "!location.pathname.startsWith('/sign-in')")


_SAID = """() => {
  const at = document.activeElement;
  const label = at.labels?.[0]?.textContent ?? "";
  const text = at.tagName === "BODY" ? "" : at.textContent;
  return [label, at.getAttribute("aria-label") ?? "", text].join(" ");
}"""


def _sign_out(keys: Keys) -> None:
    keys.to("サインアウト")
    keys.press("Enter")
    wait_until(keys.page, "location.pathname === '/sign-in'")


def test_the_whole_task_by_keyboard_alone(office: Form, repository: GitRepository) -> None:
    """Axe finds nothing on any page on the way."""
    page, keys = office.page, Keys(office.page)
    assert violations(page) == []
    keys.sign_in("yamada")
    keys.to("総務課")
    keys.press("Enter")
    wait_until(page, "location.pathname.startsWith('/sheets/')")
    wait_until(page, READY)

    keys.to("文書管理")
    keys.press("Enter")
    keys.to("組織の役割")
    keys.write("13月に文書を管理する。")
    wait_until(page, "document.querySelector('.row .finding.error, .row .finding.warning')")
    keys.write("市の文書を正しく管理する。")
    keys.to("提出")
    keys.press("Enter")
    wait_until(page, "location.pathname.startsWith('/proposals/')")
    assert "提出済み" in page.content()
    assert violations(page) == []
    _sign_out(keys)

    for key, role in (("sato", "課長"), ("tanaka", "部長")):
        keys.sign_in(key)
        keys.to("提案")
        keys.press("Enter")
        wait_until(page, "location.pathname === '/proposals'")
        assert violations(page) == []
        keys.to("総務課")
        keys.press("Enter")
        wait_until(page, "location.pathname.startsWith('/proposals/')")
        page.set_viewport_size({"width": 360, "height": 740})
        assert violations(page) == []
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= 360
        page.set_viewport_size({"width": 1200, "height": 900})
        keys.to(f"{role}として承認")
        keys.press("Enter")
        done = "location.pathname === '/proposals'" if key == "tanaka" else "true"
        wait_until(page, f"{done} && !document.querySelector('button[value=approve]')")
        _sign_out(keys)

    assert proposals_of(repository) == []
    assert "市の文書を正しく管理する。" in repository.git("show", f"main:{FILE}").stdout


def test_a_sign_in_that_ends_while_she_types_loses_nothing(
    office: Form, repository: GitRepository
) -> None:
    """The page stays, says so, and saves after she signed in in another window."""
    page, keys = office.page, Keys(office.page)
    keys.sign_in("yamada")
    office.open(PATH)
    office.send("/sign-out", {})
    page.get_by_role("textbox", name=GOAL).fill("切れたあとの目標を立てる。")
    page.get_by_role("button", name="保存", exact=True).click()
    office.said("サインインが切れました")
    assert page.get_by_role("link", name="別の窓でサインインする").is_visible()
    assert violations(page) == []
    office.send("/sign-in", {"key": "yamada", "password": PASSWORD, "next": "/"})
    page.get_by_role("button", name="保存", exact=True).click()
    office.said("保存しました")
    (branch,) = proposals_of(repository)
    assert "切れたあとの目標" in repository.git("show", f"{branch}:{FILE}").stdout


def test_a_wrong_password_is_told_at_the_form(office: Form) -> None:
    """In words, beside the button, for a screen reader too."""
    page = office.page
    page.get_by_label("サインイン名").fill("yamada")
    page.get_by_label("パスワード").fill("wrong")
    page.get_by_role("button", name="サインイン").click()
    wait_until(page, "document.querySelector('[role=alert]').textContent.includes('違います')")
    assert violations(page) == []
