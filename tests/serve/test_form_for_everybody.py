"""Every page of the form, looked through for what docs/accessibility.md says was tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from browser import violations, wait_until
from git_repository import GitRepository
from office_people import repository_of
from page_audit import audit
from password_office import password_office, sign_in
from served import Form
from test_save import PATH

pytestmark = pytest.mark.slow

SHEET = quote(PATH)
STAFF = quote("/staff/R5/総務部")
PAGES = ("/", "/proposals", "/progress", "/new", STAFF, f"/history/{SHEET}", f"/files/{SHEET}")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    """Return a repository with one sheet."""
    return repository_of(tmp_path_factory.mktemp("everybody"))


@pytest.fixture(scope="module")
def office(repository: GitRepository) -> Iterator[Form]:
    """Start an office's server whose people sign in with passwords."""
    place = repository.folder.parent / "設定"
    with password_office(repository, place, ("yamada", "plan")) as opened:
        yield opened


def _sign_in(page: Any, address: str, key: str) -> None:  # noqa: ANN401 - Playwright's page
    page.context.clear_cookies()
    page.goto(f"{address}/sign-in")
    sign_in(page, key)


def test_the_sign_in_page(office: Form) -> None:
    """Before anybody is known."""
    office.page.context.clear_cookies()
    office.page.goto(f"{office.address}/sign-in")
    assert audit(office.page) == []
    assert violations(office.page) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_beside_the_form(office: Form, path: str) -> None:
    """As the policy office sees it, which sees most; its title says which page it is."""
    _sign_in(office.page, office.address, "plan")
    office.page.goto(office.address + path)
    assert audit(office.page) == []
    assert violations(office.page) == []


def test_the_form_itself_with_its_rows_open_and_a_finding(office: Form) -> None:
    """The longest way for Tab; what is wrong is told in words, by its field and at the top."""
    page = office.page
    _sign_in(page, office.address, "yamada")
    office.open(PATH)
    for row in page.locator("details.row > summary").all():
        row.click()
    box = page.get_by_label("事務事業名称").first
    # Other rows may have findings before; this field has its own when it says what describes it.
    assert box.get_attribute("aria-describedby") is None
    box.fill("")
    wait_until(page, "document.activeElement.getAttribute('aria-describedby')")
    for one in page.locator(".finding").all():
        assert one.locator("b").inner_text() in ("エラー", "注意", "参考"), "1.4.1"
    assert page.locator("#found a").count() >= 1, "3.3.1"
    assert "件" in page.locator("#status").inner_text(), "3.3.1"
    described = box.get_attribute("aria-describedby")
    told = [page.locator(f"[id='{one}']").inner_text() for one in described.split()]
    assert any("。" in text for text in told), "3.3.1: the finding belongs to its field"
    assert violations(page) == []
    assert audit(page) == []


def test_the_titles_and_the_head_are_told_apart_and_alike(office: Form) -> None:
    """No two pages have one title (2.4.2); the head has the same links in one order (3.2.3)."""
    page = office.page
    _sign_in(page, office.address, "plan")
    titles, heads = [], set()
    for path in (*PAGES, f"/sheets/{SHEET}"):
        page.goto(office.address + path)
        titles.append(page.title())
        heads.add(tuple(page.locator("header.site a, header.site button").all_inner_texts()))
    assert len(set(titles)) == len(titles), titles
    assert len(heads) == 1


def test_the_html_of_every_page_is_whole(office: Form) -> None:
    """A strict parser finds nothing wrong with what is sent (4.1.1)."""
    html5lib = pytest.importorskip("html5lib")
    _sign_in(office.page, office.address, "plan")
    for path in (*PAGES, f"/sheets/{SHEET}", "/sign-in", "/nothing"):
        text = office.page.context.request.get(office.address + path).text()
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parser.parse(text)
        assert parser.errors == [], path


def test_a_sheet_is_found_from_the_list_and_from_the_progress(office: Form) -> None:
    """In more than one way (2.4.5)."""
    page = office.page
    _sign_in(page, office.address, "plan")
    for path in ("/", "/progress"):
        page.goto(office.address + path)
        page.locator(f"a[href='/sheets/{SHEET}']").first.click()
        wait_until(page, "location.pathname.startsWith('/sheets/')")
        assert "総務課" in page.title()


def test_the_form_stays_usable_in_order_without_its_styles(office: Form) -> None:
    """What is read comes in an order that means the same (1.3.2): label, help, control, finding."""
    page = office.page
    _sign_in(page, office.address, "yamada")
    office.open(PATH)
    read = page.evaluate(
        "() => { document.querySelectorAll('link[rel=stylesheet]').forEach((one) => one.remove());"
        " return document.body.innerText; }"
    )
    order = ["本文へ", "一覧へ", "総務課", "組織目標（", "組織使命（", "前の版"]
    places = [read.index(word) for word in order]
    assert places == sorted(places)


def test_all_that_is_told_of_a_field_is_read_out_with_it(office: Form) -> None:
    """Of two findings neither hides the other, and a field with an error is invalid (3.3.1)."""
    page = office.page
    _sign_in(page, office.address, "yamada")
    office.open(PATH)
    found = [
        {"pointer": "/組織目標", "severity": severity, "title": word, "message": f"{word}。"}
        | {"item": "", "fix": "", "mends": [], "sure": False}
        for severity, word in (("error", "一つめ"), ("warning", "二つめ"))
    ]
    page.evaluate("(found) => show({ findings: found, readings: {} })", found)
    box = page.get_by_role("textbox", name="組織目標（")
    assert box.get_attribute("aria-invalid") == "true"
    described = (box.get_attribute("aria-describedby") or "").split()
    told = [page.locator(f"[id='{one}']").inner_text() for one in described]
    assert ["一つめ" in told[0], "二つめ" in told[1]] == [True, True]


def test_after_a_mend_the_keyboard_is_at_the_field(office: Form) -> None:
    """The button goes with its finding, and does not take the focus with it (2.4.3)."""
    page = office.page
    _sign_in(page, office.address, "yamada")
    office.open(PATH)
    page.locator("details.row > summary", has_text="文書管理").first.click()
    found = {"pointer": "/組織目標", "severity": "error", "title": "誤り", "message": "誤り。"}
    mends = [{"pointer": "/組織目標", "new": "直した目標を立てる。"}]
    page.evaluate(
        "(one) => show({ findings: [one], readings: {} })",
        {**found, "item": "", "fix": "", "sure": True, "mends": mends},
    )
    page.get_by_role("button", name="この形に直す").press("Enter")
    box = page.get_by_role("textbox", name="組織目標（")
    wait_until(page, "document.activeElement.tagName === 'TEXTAREA'")
    assert box.input_value() == "直した目標を立てる。"
    assert box.evaluate("(one) => one === document.activeElement")


def test_a_long_text_has_room_in_a_browser_that_does_not_fit_it(office: Form) -> None:
    """The whole text of a field is seen without scrolling in it, as in Edge 120."""
    page = office.page
    _sign_in(page, office.address, "yamada")
    office.open(PATH)
    page.evaluate(
        "() => { const data = root.read(); data.組織目標 = '長い文を書く。'.repeat(60) + '\\n';"
        " build(data); }"
    )
    room = page.get_by_role("textbox", name="組織目標（").evaluate(
        "(one) => { one.style.fieldSizing = 'fixed';"
        " return [one.scrollHeight, one.clientHeight, one.value.length]; }"
    )
    assert room[2] > 400
    assert room[0] <= room[1] + 1
