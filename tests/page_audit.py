"""What can be tried of WCAG 2.0 on an open page by a script, each by the criterion it belongs to.

axe looks at a page that stands still; here a page is walked through with Tab, enlarged, typed in.
"""

from __future__ import annotations

from typing import Any

_STILL = r"""() => {
  const wrong = [];
  const tell = (criterion, one) =>
    wrong.push(`${criterion}: ${(one.outerHTML ?? one).slice(0, 120)}`);
  const all = (selector) => [...document.querySelectorAll(selector)];
  for (const one of all("img:not([alt]), input[type=image], area, object, embed, canvas, iframe"))
    tell("1.1.1", one);
  for (const one of all("svg")) {
    const named = one.querySelector("title")?.textContent || one.getAttribute("aria-label");
    const told = one.getAttribute("role") === "img" && named;
    if (!one.getAttribute("aria-hidden") && !told) tell("1.1.1", one);
  }
  for (const one of all("audio, video, track, bgsound")) tell("1.2", one);
  for (const one of all("table")) if (!one.querySelector("th")) tell("1.3.1", one);
  for (const one of all("[tabindex]")) if (one.tabIndex > 0) tell("2.4.3", one);
  for (const one of all("[accesskey]")) tell("2.1.1", one);
  for (const one of all("meta[http-equiv=refresh i]")) tell("2.2.1", one);
  for (const one of all("blink, marquee")) tell("2.2.2", one);
  for (const one of all("*")) {
    const style = getComputedStyle(one);
    if (style.animationName !== "none") tell("2.2.2", one);
  }
  if (!document.title.trim()) tell("2.4.2", document.head);
  if (document.documentElement.lang !== "ja") tell("3.1.1", document.documentElement);
  for (const one of all("[target=_blank]"))
    if (!/別の窓|新しい窓/.test(one.textContent)) tell("3.2.5", one);
  if (document.querySelectorAll("h1").length !== 1) tell("2.4.6", "h1");
  const ids = all("[id]").map((one) => one.id);
  for (const one of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) tell("4.1.1", one);
  const first = document.querySelector("a[href], button, input, select, textarea, summary");
  const target = first?.matches("a[href^='#']") && document.getElementById(first.hash.slice(1));
  if (!target) tell("2.4.1", first ?? document.body);
  else if (!target.contains(document.querySelector("h1"))) tell("2.4.1", target);
  return wrong;
}"""

_REACHABLE = r"""() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => one.type !== "radio")
  .map((one, at) => { one.dataset.audit = at; return one.outerHTML.slice(0, 120); })"""

_FROM_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""

_FOCUSED = r"""() => {
  const one = document.activeElement;
  if (one === document.body || one === document.documentElement) return null;
  const style = getComputedStyle(one);
  const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return { at: one.dataset.audit ?? "", shown: shown || style.boxShadow !== "none",
           kind: one.type ?? "", html: one.outerHTML.slice(0, 120) };
}"""

_CHANGE = r"""() => {
  for (const one of document.querySelectorAll("input, select, textarea")) {
    if (one.disabled || one.type === "file" || !one.checkVisibility()) continue;
    one.focus();
    if (one.type === "radio" || one.type === "checkbox") one.click();
    else if (one.tagName === "SELECT") one.selectedIndex = one.options.length - 1;
    else one.value += "あ";
    one.dispatchEvent(new Event("input", { bubbles: true }));
    one.dispatchEvent(new Event("change", { bubbles: true }));
    one.blur();
  }
}"""

_CUT = r"""() => [...document.querySelectorAll("body *")].filter((one) => {
    const style = getComputedStyle(one);
    const hides = /hidden|clip/.test(style.overflowX + style.overflowY);
    const cut = one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1;
    return hides && cut && one.clientWidth > 1 && one.textContent.trim();
  }).map((one) => `1.4.4: ${one.outerHTML.slice(0, 120)}`)"""


def standing(page: Any) -> list[str]:  # noqa: ANN401 - Playwright's page
    """Return what a page has that no page may have, each after the number of its criterion."""
    found: list[str] = page.evaluate(_STILL)
    return found


def walked(page: Any) -> list[str]:  # noqa: ANN401 - Playwright's page
    """Go through a page with Tab alone; return what is not reached, out of order, or unseen.

    2.1.1, 2.1.2, 2.4.3, 2.4.7, and 3.2.1: that a control is reached opens nothing.
    """
    expected: list[str] = page.evaluate(_REACHABLE)
    url, reached, wrong = page.url, [], []
    page.evaluate(_FROM_THE_TOP)
    for _ in range(len(expected) * 2 + 20):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused is None:
            break
        if not focused["shown"]:
            wrong.append(f"2.4.7: {focused['html']}")
        if focused["at"] != "":
            number = int(focused["at"])
            if number in reached:
                break
            reached.append(number)
    else:
        wrong.append("2.1.2: Tab does not come to an end")
    if reached != sorted(reached):
        wrong.append(f"2.4.3: {reached}")
    wrong += [
        f"2.1.1: not reached: {html}" for at, html in enumerate(expected) if at not in reached
    ]
    if page.url != url:
        wrong.append(f"3.2.1: {page.url}")
    return wrong


def changed(page: Any) -> list[str]:  # noqa: ANN401 - Playwright's page
    """Change every control; return where that alone leads elsewhere (3.2.2)."""
    at, opened = page.url, len(page.context.pages)
    page.evaluate(_CHANGE)
    page.wait_for_timeout(300)
    moved = page.url != at or len(page.context.pages) != opened
    return [f"3.2.2: {page.url}"] if moved else []


def enlarged(page: Any) -> list[str]:  # noqa: ANN401 - Playwright's page
    """Return what is lost at 200 %, of the whole page and of its letters alone (1.4.4)."""
    before = page.viewport_size
    wrong = []
    page.set_viewport_size({"width": 640, "height": 450})
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    if wide > 640:
        wrong.append(f"1.4.4: {wide} wide at 200 %")
    wrong += page.evaluate(_CUT)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    if wide > 1280:
        wrong.append(f"1.4.4: {wide} wide with letters of 200 %")
    wrong += page.evaluate(_CUT)
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    page.set_viewport_size(before)
    return wrong


def audit(page: Any) -> list[str]:  # noqa: ANN401 - Playwright's page
    """Return all that these tries find wrong with the page that is open."""
    return [*standing(page), *walked(page), *enlarged(page), *changed(page)]
