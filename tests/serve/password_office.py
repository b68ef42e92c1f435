"""An office whose people sign in with passwords, served to a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from browser import wait_until
from git_repository import GitRepository
from office_people import ADDRESS, PASSWORDS, settings_of
from served import Form, free_port, served

from orgsheet.serve.password_file import set_password

PASSWORD = "correct horse"  # noqa: S105 - of these offices alone
"""What all of them sign in with."""


@contextmanager
def password_office(
    repository: GitRepository, place: Path, keys: tuple[str, ...], more: str = ""
) -> Iterator[Form]:
    """Start an office's server; its settings are in `place`, with `more` behind the usual ones."""
    port = free_port()
    text = PASSWORDS.replace(ADDRESS, f"http://127.0.0.1:{port}")
    settings = settings_of(place, f"{text}{more}")
    for key in keys:
        set_password(place / "パスワード.txt", key, PASSWORD)
    with served(repository, "--settings", str(settings), "--port", str(port)) as opened:
        yield opened


def sign_in(page: Any, key: str) -> None:  # noqa: ANN401 - Playwright's page
    """Sign in at the page that is open for it."""
    page.get_by_label("サインイン名").fill(key)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()
    wait_until(page, "location.pathname === '/'")
