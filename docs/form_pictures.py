"""Take the pictures of docs/editing.md and docs/serve.md from the real pages, step by step.

    python docs/form_pictures.py

Needs `chromium`, Playwright and a Japanese font. An official of an invented city opens her sheet,
makes a slip, mends it, saves and hands it in; her chief reads it on a phone. A test takes the same
steps, so that what the guides show is what the pages do.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "serve"))

from browser import wait_until
from git_repository import GitRepository
from password_office import password_office, sign_in
from served import READY, Form

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
CITY = ROOT / "benchmarks" / "clean" / "架空市"
NAMES = ("list", "finding", "row", "saved", "proposal")
"""The pictures, each `form-<name>.png`, in the order of the guide."""
_WIDE = {"width": 900, "height": 620}
_PHONE = {"width": 390, "height": 700}
_PLAN = "市民とともに歩む開かれた市政"
_SLIP = "市民と共に歩む開かれた市政"


def take(target: Path) -> None:
    """Take every picture into a folder."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        repository = GitRepository(place / "市")
        shutil.copytree(CITY / "sheets", repository.folder / "sheets")
        repository.commit()
        repository.git("switch", "-q", "--detach")
        with password_office(repository, place, ("yamada", "sato")) as form:
            _write(form, target)
            _approve(form, target)


def _write(form: Form, target: Path) -> None:
    page = form.page
    page.set_viewport_size(_WIDE)
    sign_in(page, "yamada")
    _take(page, target, "list")

    page.get_by_role("link", name="総務部 総務課", exact=True).click()
    wait_until(page, READY)
    plan = page.locator(f"input[value='{_PLAN}'], textarea, input").filter(visible=True)
    box = next(one for one in plan.all() if one.input_value() == _PLAN)
    box.fill(_SLIP)
    mend = page.get_by_role("button", name="この形に直す").first
    mend.wait_for()
    box.scroll_into_view_if_needed()
    page.mouse.wheel(0, 260)
    _take(page, target, "finding")
    mend.click()
    wait_until(page, "!document.querySelector('.finding.error')")

    row = page.locator("details.row", has_text="文書管理システムの更新").last
    row.locator(":scope > summary").click()
    action = row.get_by_label("行動アクション")
    page.evaluate("(top) => scrollTo(0, top)", _top(action) - 90)
    _take(page, target, "row")

    action.fill(action.input_value().rstrip() + "あわせて、文書の分類表を新しくする。")
    page.get_by_role("button", name="保存", exact=True).click()
    form.said("保存しました")
    _take(page, target, "saved")
    page.get_by_role("button", name="提出").click()
    wait_until(page, "location.pathname.startsWith('/proposals/')")
    page.get_by_role("button", name="サインアウト").click()
    wait_until(page, "location.pathname === '/sign-in'")


def _approve(form: Form, target: Path) -> None:
    page = form.page
    page.set_viewport_size(_PHONE)
    sign_in(page, "sato")
    page.get_by_role("link", name="提案", exact=True).click()
    page.get_by_role("link", name="総務部 総務課").click()
    wait_until(page, "document.querySelector('button[value=approve]')")
    _take(page, target, "proposal")


def _top(one: Any) -> float:  # noqa: ANN401 - Playwright's locator
    top: float = one.evaluate("(one) => one.getBoundingClientRect().top + scrollY")
    return top


def _take(page: Any, target: Path, name: str) -> None:  # noqa: ANN401 - Playwright's page
    assert name in NAMES
    page.screenshot(path=target / f"form-{name}.png")


def main() -> None:
    """Take the pictures of the guides."""
    take(IMAGES)
    for name in NAMES:
        print(f"docs/images/form-{name}.png")


if __name__ == "__main__":
    main()
