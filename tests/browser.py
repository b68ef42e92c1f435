"""A real browser for tests: Chromium, driven by Playwright; without them tests are skipped."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

LIMIT = 30
"""Seconds that something on a page may take on a machine that does much else."""
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
AXE = os.environ.get("ORGSHEET_AXE", "")
"""Where axe-core's script is, as `.ci/run` installs it."""


@contextmanager
def page_of_chromium(width: int = 1200, height: int = 900) -> Iterator[Any]:
    """Open an empty page; what it asks of other hosts than this machine's fails the test."""
    driver = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(LIMIT * 1000)
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        yield page
        browser.close()
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "file:"))] == []
    assert wrong == []


def wait_until(page: Any, condition: str) -> None:  # noqa: ANN401 - Playwright's page
    """Wait until an expression is true; the page's policy forbids the usual way to wait."""
    last = time.monotonic() + LIMIT
    while not _is_so(page, condition):
        assert time.monotonic() < last, f"never: {condition}"
        time.sleep(0.05)


def _is_so(page: Any, condition: str) -> bool:  # noqa: ANN401 - Playwright's page
    """Tell whether an expression is true on a whole page; on the way to the next nothing is."""
    whole = "document.readyState === 'complete'"
    try:
        return bool(page.evaluate(f"() => Boolean({whole} && ({condition}))"))
    except Exception as error:
        if "context was destroyed" not in str(error):
            raise
        return False


def violations(page: Any) -> list[str]:  # noqa: ANN401 - Playwright's page
    """Return what axe finds wrong with a page, best practices included."""
    if not AXE:
        pytest.skip("axe-core is not installed")
    page.evaluate(f"() => {{ {Path(AXE).read_text(encoding='utf-8')} }}")
    found = page.evaluate("() => axe.run(document)")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]
