"""Each kind of page of the site, looked through for what docs/accessibility.md says was tried."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import page_of_chromium
from conftest import Command
from first_site import FIRST, town_with_site
from page_audit import audit

pytestmark = pytest.mark.slow

KINDS = (
    "index.html",
    "R5/index.html",
    "R5/総務部/index.html",
    "R5/総務部/総務課/index.html",
    "R5/calendar/index.html",
    "R5/coverage/index.html",
    "projects/index.html",
    "search/index.html",
    "data/index.html",
    "rules/index.html",
    "about/index.html",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of a town, with the pages for its own staff."""
    town = town_with_site(tmp_path_factory.mktemp("everybody"), "publication:\n  samples: 載せる\n")
    done = Command(town.folder)("site", "--output", "公開2", "--internal")
    assert done.code == 0, done.err
    return town.folder


def test_every_kind_of_page(site: Path) -> None:
    """Walked through with Tab, enlarged, typed in; `.ci/pages/run` has axe and pa11y look at it."""
    pages = [site / FIRST / name for name in KINDS]
    pages.append(site / "公開2" / "R5" / "workload" / "index.html")
    with page_of_chromium() as page:
        for path in pages:
            page.goto(path.as_uri())
            assert audit(page) == [], path


def test_a_page_is_found_in_two_ways_and_its_head_is_alike(site: Path) -> None:
    """By links from the first page and by the search (2.4.5); the head has one order (3.2.3)."""
    with page_of_chromium() as page:
        heads, titles = set(), []
        for name in KINDS:
            page.goto((site / FIRST / name).as_uri())
            heads.add(tuple(page.locator("header.site a").all_inner_texts()))
            titles.append(page.title())
        assert len(heads) == 1
        assert len(set(titles)) == len(titles), titles
        page.goto((site / FIRST / "index.html").as_uri())
        for name in ("総務部", "総務課"):
            page.get_by_role("link", name=name).first.click()
        assert "総務課" in page.title()
        page.goto((site / FIRST / "search/index.html").as_uri())
        page.fill("#words", "例規審査事務")
        page.locator("#found a").first.click()
        assert "総務課" in page.title()
