"""What can be read in the browser beside the form: progress, the pages of the years, history."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from conftest import ROOT
from desk import Browser, browser_of
from git_repository import GitRepository

from orgsheet.form.sheet_id import SheetId
from orgsheet.serve.persons import READER, Person, Post

pytestmark = pytest.mark.slow

CLEAN = ROOT / "benchmarks" / "clean" / "架空市" / "sheets"
PATH = "R5/議会事務局/議会総務課"
FILE = f"sheets/{PATH}.yaml"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    """A repository with two departments of two years; one sheet is not written to its end."""
    made = GitRepository(tmp_path_factory.mktemp("市"))
    for folder in ("R4/議会事務局", "R5/議会事務局", "R5/総務部"):
        shutil.copytree(CLEAN / folder, made.folder / "sheets" / folder)
    for register in CLEAN.glob("*.yaml"):
        shutil.copy(register, made.folder / "sheets")
    made.commit("はじめ")
    made.write(made.read(FILE).replace("時期: 11月下旬", "時期: 12月", 1), FILE)
    made.commit("時期を直した")
    made.write(made.read(FILE).replace("時期: 6月～9月", "時期: 【記入】", 1), FILE)
    made.commit("まだ")
    return made


@pytest.fixture(scope="module")
def browser(repository: GitRepository) -> Iterator[Browser]:
    """The browser of somebody on her own PC."""
    with browser_of(repository) as opened:
        yield opened


def _text(answer: object) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))  # type: ignore[attr-defined]
    return unescape(text)


def test_the_progress_names_who_is_not_done(browser: Browser) -> None:
    """Every sheet stands in the order of the list, and the letter names those not written alone."""
    whole = browser.get("/progress").get_data(as_text=True)
    page = browser.get(f"/progress/R5?department={quote('議会事務局')}").get_data(as_text=True)
    found = re.findall(r'<a href="/sheets/([^"]+)"', whole)
    listed = [unquote(one) for one in found]
    every = browser.get("/").get_data(as_text=True)
    wanted = [unquote(one) for one in re.findall(r'<a href="/sheets/([^"]+)"', every)]
    assert listed == [one for one in wanted if one.startswith("R5/")]
    letter = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert letter is not None
    assert re.findall("・(.*)（", letter[1]) == ["議会事務局 議会総務課"]
    assert "http://127.0.0.1" in letter[1]


def test_the_progress_of_a_department(browser: Browser) -> None:
    """Narrowed to a department the others are not there, and nor is their letter."""
    page = browser.get(f"/progress/R5?department={quote('総務部')}").get_data(as_text=True)
    shown = {unquote(one) for one in re.findall(r'<a href="/sheets/([^"]+)"', page)}
    assert shown
    assert all(one.startswith("R5/総務部/") for one in shown)
    assert "<textarea" not in page


def test_a_year_to_come_names_what_is_to_be_begun(browser: Browser) -> None:
    """The next year lists the sheets that it will have, none of them there; others are no pages."""
    page = browser.get("/progress/R6")
    assert "まだない" in _text(page) or "未着手" in _text(page)
    assert browser.get("/progress/R9").status_code == 404
    assert browser.get("/progress/x").status_code == 404


def test_the_pages_of_the_years_are_whole(browser: Browser) -> None:
    """Every link of every page leads to a page, a file or the form, and none to elsewhere."""
    wanted, seen = ["/pages/index.html"], set[str]()
    while wanted:
        address = wanted.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = browser.get(address)
        assert answer.status_code == 200, address
        if not address.endswith(".html") or "/rules/" in address:
            continue
        text = answer.get_data(as_text=True)
        assert ' style="' not in text, address
        for found in re.findall(r'(?:href|src)="([^"#]+)', text):
            place = Path(address).parent.joinpath(unescape(found)).as_posix()
            parts: list[str] = []
            for part in place.split("/"):
                if part == "..":
                    parts.pop()
                else:
                    parts.append(part)
            wanted.append("/".join(parts))
    names = {unquote(one) for one in seen}
    for page in (
        "R5/calendar",
        "R5/changes/議会事務局",
        "R5/coverage",
        "projects",
        "search",
        "rules",
    ):
        assert f"/pages/{page}/index.html" in names
    assert "/" in names


def test_the_pages_follow_the_branch_of_all(repository: GitRepository, browser: Browser) -> None:
    """After a commit on the branch of all the pages say what it says."""
    address = f"/pages/{quote('R5/総務部/総務課')}/index.html"
    assert "新しい使命の文" not in _text(browser.get(address))
    file = "sheets/R5/総務部/総務課.yaml"
    before = repository.read(file)
    repository.write(re.sub(r"(?m)^組織目標: .*$", "組織目標: 新しい使命の文", before), file)
    if repository.read(file) == before:
        repository.write(before.replace("組織目標: |\n", "組織目標: |\n  新しい使命の文\n"), file)
    assert repository.read(file) != before
    repository.commit("使命を変えた")
    assert "新しい使命の文" in _text(browser.get(address))


def test_the_history_of_a_field(browser: Browser) -> None:
    """Each saving is told with both texts; narrowed to a field the others are not there."""
    page = browser.get(f"/history/{quote(PATH)}").get_data(as_text=True)
    assert re.search(r"11月下旬.*12月", page)
    items = [unquote(unescape(one)) for one in re.findall(r"\?item=([^\"]+)", page)]
    assert items
    rows = page.count('<td class="value">') // 2
    one = browser.get(f"/history/{quote(PATH)}?item={quote(items[0])}").get_data(as_text=True)
    assert 0 < one.count('<td class="value">') // 2 <= rows
    assert browser.get("/history/R5/x/y").status_code == 404


def test_who_may_see_a_department_reads_no_other(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody's pages are made of the sheets that she may see: nothing else is in any of them."""
    post = Post(READER, "総務部")
    monkeypatch.setattr("desk.on_her_own", lambda _: Person("", "佐藤", "", (post,)))
    monkeypatch.setattr("orgsheet.serve.desk.WHOLE", "課")
    with browser_of(repository) as opened:
        assert "議会事務局" not in _text(opened.get("/progress"))
        assert opened.get(f"/pages/{quote('R5/総務部/総務課')}/index.html").status_code == 200
        for page in (quote(PATH), "R5/calendar", "search", "data"):
            answer = opened.get(f"/pages/{page}/index.html")
            assert answer.status_code == 404 or "議会総務課" not in _text(answer), page
        index = opened.get("/pages/search/index-all.js").get_data(as_text=True)
        assert "総務課" in index
        assert "議会総務課" not in index
        assert opened.get(f"/history/{quote(PATH)}").status_code == 404
    assert SheetId("R5", "総務部", "総務課")
