"""The form in a real browser: what is typed is what is meant, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import violations, wait_until
from conftest import ROOT
from git_repository import GitRepository
from served import Form, served
from test_save import FILE, SHEET

pytestmark = pytest.mark.slow

GOAL = re.compile("^組織目標（")
HOSTILE = "</script><img src=x onerror=alert(1)><b id=evil>太字</b>{{7*7}}"


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository with the sheets of this one and a sheet of its own."""
    made = GitRepository(tmp_path / "市 シート")
    for path in sorted((ROOT / "sheets").rglob("*.yaml")):
        made.write(path.read_bytes().decode(), path.relative_to(ROOT).as_posix())
    made.write(SHEET, FILE)
    made.commit()
    return made


@pytest.fixture
def form(repository: GitRepository) -> Iterator[Form]:
    """Start the server as a person does, and open the printed address."""
    with served(repository) as opened:
        yield opened


def test_every_sheet_reads_back_from_its_form_as_it_was_read(form: Form) -> None:
    """Whatever it holds."""
    for path in sorted((form.repository.folder / "sheets").glob("*/*/*.yaml")):
        form.open(path.relative_to(form.repository.folder / "sheets").as_posix()[: -len(".yaml")])
        assert form.page.evaluate("() => JSON.stringify(root.read()) === JSON.stringify(seen)"), (
            path
        )


def test_a_finding_appears_under_its_field_is_mended_by_a_button_and_saved(form: Form) -> None:
    """The whole task: fill in, see, mend, save."""
    form.open()
    row = form.open_row(0)
    row.get_by_label("事務事業名称").fill("文書 管理 ")
    box = row.get_by_label("組織の役割")
    box.fill("13月に文書を管理する。")
    wait_until(form.page, "document.querySelector('.finding.error')")
    assert row.locator(".finding").count() >= 1
    assert "指摘" in row.locator(".count").inner_text()
    box.fill("文書を正しく管理する。")
    row.get_by_label("事務事業名称").fill("文書管理")
    form.page.get_by_role("button", name="保存").click()
    form.said("保存しました")
    branch = form.repository.git("for-each-ref", "--format=%(refname)", "refs/heads/提案").stdout
    changed = form.repository.git("diff", "--numstat", "main", branch.strip()).stdout.split()
    assert changed[:2] == ["1", "1"]


def test_a_sheet_that_is_not_yet_written_has_one_line_and_gives_way_to_a_key(form: Form) -> None:
    """The line unfolds to a link for each place; year and section stand there as plain text."""
    text = re.sub("(?<=組織の役割: ).*|(?<=事務事業名称: ).*", "【記入】何かを", SHEET)
    form.repository.write(text.replace("市民に", "【記入】市民に"), FILE)
    form.repository.commit()
    form.open()
    found = form.page.locator("#found > li")
    assert "（5 か所）" in found.filter(has_text="まだ記入していない").inner_text()
    links = found.locator("a").all_text_contents()
    assert len(set(links)) >= 3, "the same words for two places"
    assert form.page.locator(".locked").all_inner_texts() == [
        "年度: R5",
        "部名: 総務部",
        "課名: 総務課",
    ]

    form.page.get_by_role("textbox", name=GOAL).focus()
    form.page.keyboard.type("市")
    assert form.data()["組織目標"] == "市\n"


def test_a_mend_is_one_press(form: Form) -> None:
    """The button puts the right text into the field."""
    form.open("R5/政策推進部/文化芸術課")
    before = form.page.locator(".finding").count()
    form.page.locator(".finding button").first.click()
    wait_until(form.page, f"document.querySelectorAll('.finding').length < {before}")


def test_a_finding_stays_while_other_fields_are_written_and_goes_with_its_row(form: Form) -> None:
    """A button in it keeps its focus; when the row is moved the finding is not left behind."""
    form.open()
    rows, found = form.page.locator("details.row"), "details.row .finding.error"
    form.page.get_by_label(GOAL).fill("市民に信頼される町をつくる。")
    form.open_row(1).get_by_label("組織の役割").fill("13月に選挙を行う。")
    wait_until(form.page, f"document.querySelector('{found}') !== null")
    form.page.evaluate(f"() => {{ document.querySelector('{found}').id = 'first'; }}")
    with form.page.expect_response("**/check/**"):
        form.page.get_by_label(GOAL).fill("市民に信頼される市をつくる。")
    form.said("指摘")
    assert form.page.locator("#first").count() == 1

    with form.page.expect_response("**/check/**"):
        rows.nth(1).get_by_role("button", name="↑ 上へ").press("Enter")
    wait_until(form.page, "document.getElementById('first') === null")
    assert rows.nth(0).locator(".finding.error").count() == 1
    assert rows.nth(1).locator(".finding.error").count() == 0


def test_after_a_row_was_moved_typing_in_it_changes_that_row_alone(form: Form) -> None:
    """Also by the keyboard."""
    form.open()
    before = form.data()["組織が果たす役割"]
    row = form.open_row(0)
    row.get_by_role("button", name="↓ 下へ").press("Enter")
    row = form.page.locator("details.row").nth(1)
    row.get_by_label("組織の役割").fill("動かしてから書いた。")
    after = form.data()["組織が果たす役割"]

    assert after[0] == before[1]
    assert after[1] == {**before[0], "組織の役割": "動かしてから書いた。"}


def test_a_deleted_row_comes_back(form: Form) -> None:
    """With all that it held."""
    form.open()
    before = form.data()
    form.open_row(0).get_by_role("button", name="この行を削除").click()
    assert len(form.data()["組織が果たす役割"]) == 1
    form.page.get_by_role("button", name="戻す", exact=True).click()
    assert form.data() == before


def test_while_it_is_saved_nothing_can_be_typed_that_would_go(form: Form) -> None:
    """The form waits for the answer, however slow; the row she was in stays open."""
    form.open()
    row = form.open_row(0)
    box = row.get_by_label("組織の役割")
    box.fill("文書を正しく管理する。")
    late: list[Any] = []

    def hold(asked: Any) -> None:  # noqa: ANN401 - Playwright's route
        late.append(asked)

    form.page.route("**/save/**", hold)
    form.page.get_by_role("button", name="保存", exact=True).click()
    wait_until(form.page, "document.getElementById('sheet').inert")
    box.evaluate("(one) => one.focus()")
    form.page.keyboard.type("x")
    (asked,) = late
    asked.continue_()
    form.said("保存しました")
    assert form.page.evaluate("() => JSON.stringify(root.read()) === JSON.stringify(seen)")
    assert not form.page.evaluate("() => document.getElementById('sheet').inert")
    box = form.page.locator("details.row").first.get_by_label("組織の役割")
    assert box.is_visible()
    box.fill("文書をもっと正しく管理する。")
    assert box.input_value() == "文書をもっと正しく管理する。"


def test_what_was_not_saved_is_offered_again(form: Form) -> None:
    """After the page was closed."""
    form.open()
    form.page.get_by_role("textbox", name=GOAL).fill("書きかけの目標")
    wait_until(form.page, "localStorage.length > 0")
    form.page.on("dialog", lambda dialog: dialog.accept())
    form.open()
    form.page.get_by_role("button", name="続きから書く").click()
    assert form.data()["組織目標"].startswith("書きかけの目標")


def test_while_a_conversion_is_under_way_nothing_is_sent_and_nothing_is_pressed(form: Form) -> None:
    """One check follows when it is confirmed."""
    form.open()
    asked: list[str] = []
    form.page.on("request", lambda request: asked.append(request.url))
    box = form.page.get_by_role("textbox", name=GOAL)
    box.focus()
    box.press("End")
    session = form.page.context.new_cdp_session(form.page)
    for text in ("し", "しみ", "市民"):
        words = {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        session.send("Input.imeSetComposition", words)
        form.page.wait_for_timeout(150)
    assert asked == []
    session.send("Input.insertText", {"text": "市民"})
    for _ in range(100):
        if asked:
            break
        form.page.wait_for_timeout(50)
    assert [url.split("/")[3] for url in asked] == ["check"]
    assert "市民" in form.data()["組織目標"]


def test_hostile_text_is_text(form: Form) -> None:
    """In every kind of field, in findings, in the list."""
    form.open()
    row = form.open_row(0)
    for label in ("事務事業名称", "組織の役割"):
        row.get_by_label(label).fill(HOSTILE)
    form.page.get_by_role("button", name="保存").click()
    form.said("保存しました")
    form.open()
    assert form.data()["組織が果たす役割"][0]["事務事業名称"] == HOSTILE
    assert form.page.locator("#evil, #sheet img, #summary img").count() == 0


def test_all_pages_can_be_used_by_everybody(form: Form) -> None:
    """Axe finds nothing, wide and narrow, with a row open."""
    assert violations(form.page) == []
    form.open("R5/政策推進部/文化芸術課")
    form.open_row(0)
    assert violations(form.page) == []
    form.page.set_viewport_size({"width": 360, "height": 800})
    assert violations(form.page) == []
    wide = form.page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= 360


@pytest.mark.parametrize(
    "page", ["progress", "new", "staff/R5/政策推進部", "history/{}", "files/{}", "pages/index.html"]
)
def test_what_stands_beside_the_form_can_be_used_by_everybody(form: Form, page: str) -> None:
    """Axe finds nothing on the further pages, wide and narrow, and none is wider than a phone."""
    form.page.goto(f"{form.address}/{page.format('R5/政策推進部/文化芸術課')}")
    assert violations(form.page) == []
    form.page.set_viewport_size({"width": 360, "height": 800})
    assert violations(form.page) == []
    assert form.page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_one_of_two_values_is_chosen_and_an_earlier_one_comes_back(form: Form) -> None:
    """Two windows change one field; the later one chooses, then goes back to the first version."""
    form.open()
    start = form.data()["組織目標"]
    other = "send('save', {data: {...root.read(), 組織目標: '一人目の目標'}, blob})"
    assert form.page.evaluate(f"async () => (await {other}).status") == 200
    form.page.get_by_role("textbox", name=GOAL).fill("二人目の目標")
    form.page.get_by_role("button", name="保存", exact=True).click()
    box = form.page.get_by_role("dialog")
    box.get_by_role("button", name="この内容で保存").click()
    assert box.get_by_text("まだ選んでいない欄があります。").is_visible()
    assert violations(form.page) == []
    box.get_by_label("あなたの内容").check()
    box.get_by_role("button", name="この内容で保存").press("Enter")
    form.said("保存しました")
    assert form.data()["組織目標"] == "二人目の目標\n"

    form.page.get_by_role("button", name="前の版").click()
    form.page.get_by_role("dialog").get_by_role("listitem").last.get_by_role("button").click()
    wait_until(form.page, "document.querySelector('dialog .clash')")
    form.page.get_by_role("button", name="組織目標を戻す").click()
    assert form.data()["組織目標"] == start
    form.page.get_by_role("button", name="保存", exact=True).click()
    form.said("保存しました")
