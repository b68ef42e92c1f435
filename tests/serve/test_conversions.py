"""Japanese is typed by converting: while that lasts no control sends, presses or writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser import wait_until
from git_repository import GitRepository
from office_people import WHOLE
from served import Form, served
from test_save import FILE

pytestmark = pytest.mark.slow

KINDS = {
    "文章": "#sheet textarea",
    "名称": "#sheet details.row input[list]",
    "項目の一つ": "#sheet details.row .items input",
    "計画の項目": "#sheet .items input",
    "時期": "#sheet .step label:nth-of-type(2) input",
    "内容": "#sheet .step label:nth-of-type(3) input",
    "指標の名": "#sheet .record label:not(.short) input",
    "指標の数": "#sheet .record label.short input",
}
"""A control of each kind that takes words."""
_INDICATOR = """\
    指標:
      - 名称: 見直した規程
        単位: 本
        目標値: 3
"""
_WATCH = """() => {
  window.noticed = [];
  const box = document.activeElement;
  new MutationObserver((all) => {
    const own = all.filter((one) => box.contains(one.target));
    noticed.push(...own.map((one) => one.type));
  }).observe(document, { subtree: true, attributes: true, childList: true, characterData: true });
  const value = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value");
  Object.defineProperty(box, "value", {
    get() { return value.get.call(this); },
    set(given) { noticed.push("value"); value.set.call(this, given); },
  });
  for (const name of ["click", "submit", "toggle", "beforeunload"])
    addEventListener(name, () => noticed.push(name), true);
}"""


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Form]:
    """Start the server for a sheet that has a value of every kind."""
    repository = GitRepository(tmp_path_factory.mktemp("変換") / "市")
    repository.write(
        WHOLE.replace("    達成基準: [決まり", f"{_INDICATOR}    達成基準: [決まり"), FILE
    )
    repository.commit()
    with served(repository) as opened:
        opened.page.on("dialog", lambda dialog: dialog.accept())
        yield opened


def _enter_of_a_conversion(session: Any) -> None:  # noqa: ANN401 - Playwright's session
    """Press Enter as an input method sends it on: a key that it has taken for itself."""
    for kind in ("rawKeyDown", "keyUp"):
        session.send(
            "Input.dispatchKeyEvent",
            {"type": kind, "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"},
        )


@pytest.mark.parametrize("kind", KINDS)
def test_a_conversion_is_left_alone_in_every_kind_of_control(form: Form, kind: str) -> None:
    """Nothing is sent, pressed or written while it lasts; confirmed, it is checked once."""
    page = form.page
    form.open()
    wait_until(page, "underWay === 0 && timer === 0")
    page.evaluate("() => { for (const one of rows()) one.open = true; }")
    box = page.locator(KINDS[kind]).first
    box.focus()
    box.press("End")
    page.evaluate(_WATCH)
    asked: list[str] = []
    watch = lambda request: asked.append(request.url)  # noqa: E731 - to be taken away again
    page.on("request", watch)
    session = page.context.new_cdp_session(page)
    for text in ("し", "しみ", "市民"):
        words = {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        session.send("Input.imeSetComposition", words)
        page.wait_for_timeout(120)  # longer than the rest after which a check is sent
    _enter_of_a_conversion(session)
    assert asked == []
    assert page.evaluate("() => noticed") == []
    with page.expect_response("**/check/**"):
        session.send("Input.insertText", {"text": "市民"})
    wait_until(page, "underWay === 0 && timer === 0")
    page.remove_listener("request", watch)
    assert [one.split("/")[3] for one in asked] == ["check"]
    assert page.evaluate("() => noticed.filter((one) => one !== 'attributes')") == []
    assert box.input_value().rstrip("\n").endswith("市民")


def test_an_answer_that_comes_in_the_middle_is_shown_after_it(form: Form) -> None:
    """A check that was under way when the conversion began touches nothing until it ends."""
    page = form.page
    form.open()
    wait_until(page, "underWay === 0 && timer === 0")
    box = page.locator(KINDS["文章"]).first
    late: list[Any] = []

    def hold(asked: Any) -> None:  # noqa: ANN401 - Playwright's route
        if late:
            asked.continue_()
        else:
            late.append(asked)

    page.route("**/check/**", hold)
    box.fill("13月に町をつくる。")
    wait_until(page, "underWay === 1 && timer === 0")
    session = page.context.new_cdp_session(page)
    words = {"text": "市民", "selectionStart": 2, "selectionEnd": 2}
    session.send("Input.imeSetComposition", words)
    page.evaluate(_WATCH)
    late[0].continue_()
    wait_until(page, "underWay === 0 && held !== null")
    assert page.evaluate("() => noticed") == []
    assert page.locator(".finding", has_text="13月").count() == 0
    session.send("Input.insertText", {"text": "市民"})
    wait_until(page, "document.getElementById('sheet').textContent.includes('13月')")
    page.unroute("**/check/**")
