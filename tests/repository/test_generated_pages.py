"""Pages that are printed: from the rules, the kinds of the form, the commands, the docstrings."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "docs"))

from print_pages import PRINTERS, renew, stale_pages


@pytest.mark.slow
@pytest.mark.parametrize("name", PRINTERS)
def test_no_printed_page_is_stale(name: str) -> None:
    """Every generated page of the repository is what its printer prints today."""
    assert stale_pages(ROOT, dict(PRINTERS[name]())) == [], "run: python docs/print_pages.py"


def test_a_page_that_differs_lacks_or_is_left_over_is_stale_until_renewed(tmp_path: Path) -> None:
    """Renewing names and mends a changed page, a missing one and one that nobody prints."""
    pages = {"docs/rules.md": "一覧\n", "docs/rules/a.md": "甲\n", "docs/rules/b.md": "乙\n"}
    assert renew(tmp_path, pages) == list(pages)
    assert stale_pages(tmp_path, pages) == []
    folder = tmp_path / "docs/rules"
    (folder / "a.md").write_text("手で直した\n", encoding="utf-8")
    (folder / "b.md").unlink()
    (folder / "c.md").write_text("前の規則\n", encoding="utf-8")
    wrong = ["docs/rules/a.md", "docs/rules/b.md", "docs/rules/c.md"]
    assert stale_pages(tmp_path, pages) == wrong
    assert renew(tmp_path, pages) == wrong
    assert stale_pages(tmp_path, pages) == []
    assert not (folder / "c.md").exists()
    assert renew(tmp_path, {"docs/form.md": "様式\n"}) == ["docs/form.md"]
    assert (folder / "a.md").exists(), "pages of another printer stay"
