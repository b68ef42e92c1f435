"""When what is typed is checked: while the rest lasts, once, and shown when the rest is over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import wait_until
from each_row import each_row
from git_repository import GitRepository
from served import Form, served
from test_save import FILE, SHEET

pytestmark = pytest.mark.slow

GOAL = re.compile("^組織目標（")
_BY_HAND = """() => {
  window.waiting = [];
  window.setTimeout = (act, time = 0) => waiting.push({ act, time });
  window.clearTimeout = (number) => { if (number) waiting[number - 1] = null; };
  window.pass = (time) => {
    for (const [at, one] of [...waiting].entries()) {
      if (one?.time !== time) continue;
      waiting[at] = null;
      one.act();
    }
  };
}"""
"""Timers of the page that go off when the test says so."""
_TOLD = "[...document.querySelectorAll('.finding')].some((one) => one.textContent.includes('{}'))"


@pytest.fixture
def form(tmp_path: Path) -> Iterator[Form]:
    """Open a form whose timers go off by hand."""
    repository = GitRepository(tmp_path / "市")
    repository.write(SHEET, FILE)
    repository.commit()
    with served(repository) as opened:
        opened.open()
        opened.page.evaluate(_BY_HAND)
        yield opened


def _pass(form: Form, time: int) -> None:
    form.page.evaluate(f"() => pass({time})")


def test_the_first_key_is_checked_during_the_rest_and_shown_after_it(form: Form) -> None:
    """Keys that follow without a rest are checked once, when the rest is over."""
    asked: list[str] = []
    form.page.on("request", lambda request: asked.append(str(request.post_data)))
    box = form.page.get_by_label(GOAL)

    with form.page.expect_response("**/check/**"):
        box.fill("13月に町をつくる。")
    assert form.page.locator(".finding", has_text="13月").count() == 0
    box.fill("14月に町をつくる。")
    box.fill("15月に町をつくる。")
    assert len(asked) == 1
    _pass(form, 60)
    wait_until(form.page, _TOLD.format("15月"))
    assert [re.findall("1[3-5]月", one) for one in asked] == [["13月"], ["15月"]]


def test_one_question_answers_a_key_that_a_rest_follows(form: Form) -> None:
    """What was asked during the rest is not asked again after it."""
    asked: list[str] = []
    form.page.on("request", lambda request: asked.append(request.url))
    with form.page.expect_response("**/check/**"):
        form.page.get_by_label(GOAL).fill("13月に町をつくる。")
    _pass(form, 60)
    wait_until(form.page, _TOLD.format("13月"))
    assert len(asked) == 1


def test_a_conversion_that_begins_before_the_rest_is_over_is_left_alone(form: Form) -> None:
    """What was asked before is not shown, and nothing more is asked, until it is confirmed."""
    asked: list[str] = []
    form.page.on("request", lambda request: asked.append(request.url))
    box = form.page.get_by_label(GOAL)
    with form.page.expect_response("**/check/**"):
        box.fill("13月に町をつくる。")
    box.dispatch_event("compositionstart")
    _pass(form, 60)
    form.page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
    assert len(asked) == 1
    assert form.page.locator(".finding", has_text="13月").count() == 0
    with form.page.expect_response("**/check/**"):
        box.dispatch_event("compositionend")
    _pass(form, 60)
    wait_until(form.page, _TOLD.format("13月"))
    assert len(asked) == 2


@each_row("rest_is_over", [False, True])
def test_what_becomes_of_a_save_is_not_covered_by_a_check(
    form: Form, *, rest_is_over: bool
) -> None:
    """Why it was refused stays, whatever an earlier question is answered; the text is kept."""
    page, held = form.page, list[Any]()
    page.evaluate("() => localStorage.clear()")
    page.route("**/check/**", lambda route: held.append(route))  # noqa: PLW0108 - no built-in is taken
    told = {"told": "いまは保存できません。"}
    page.route("**/save/**", lambda route: route.fulfill(status=422, json=told))
    with page.expect_request("**/check/**"):
        page.get_by_label(GOAL).fill("13月に町をつくる。")
    if rest_is_over:
        _pass(form, 60)
    page.get_by_role("button", name="保存", exact=True).click()
    form.said(told["told"])
    _pass(form, 60)
    held[0].fulfill(json={"findings": [], "readings": []})
    wait_until(page, "underWay === 0")
    form.said(told["told"])
    assert page.evaluate("() => localStorage.length") == 1
    assert len(held) == 1
    page.unroute_all()
