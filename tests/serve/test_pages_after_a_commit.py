"""The pages to read after the branch of all went on: what did not change is not made again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT
from desk import Browser, browser_of
from git_repository import GitRepository

from orgsheet.render.web.sheet_parts import sheet_parts

CLEAN = ROOT / "benchmarks" / "clean" / "架空市" / "sheets"
FILE = "sheets/R5/議会事務局/議会総務課.yaml"


def _read(browser: Browser) -> dict[str, bytes]:
    """Return all pages that the list of the sheets leads to, by their addresses."""
    found: dict[str, bytes] = {}
    pending = ["/pages/index.html"]
    while pending:
        address = pending.pop()
        if address in found or "#" in address:
            continue
        answer = browser.get(address)
        assert answer.status_code == 200, address
        found[address] = answer.get_data()
        folder = address.rpartition("/")[0]
        text = answer.get_data(as_text=True) if address.endswith(".html") else ""
        for link in re.findall(r'href="([^":?#]+\.(?:html|csv|json))"', text):
            parts = f"{folder}/{link}".split("/")
            while ".." in parts:
                at = parts.index("..")
                del parts[at - 1 : at + 1]
            pending.append("/".join(parts))
    return found


@pytest.mark.slow
def test_after_a_commit_the_pages_are_those_of_a_server_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the last byte; only the sheet that changed is laid out again."""
    repository = GitRepository(tmp_path / "市")
    shutil.copytree(CLEAN / "R5" / "議会事務局", repository.folder / "sheets" / "R5" / "議会事務局")
    for register in CLEAN.glob("*.yaml"):
        shutil.copy(register, repository.folder / "sheets")
    repository.commit()
    laid_out: list[str] = []
    lay_out = sheet_parts

    def watched(sheet: object, *given: object, **named: object) -> object:
        laid_out.append(str(sheet.id))  # type: ignore[attr-defined]
        return lay_out(sheet, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("orgsheet.site.sheet_pages.sheet_parts", watched)
    with browser_of(repository) as browser:
        before = _read(browser)
        first, laid_out[:] = len(laid_out), []
        repository.write(repository.read(FILE).replace("時期: 6月～9月", "時期: 7月", 1), FILE)
        repository.commit("時期を直した")
        after = _read(browser)
    assert first > 1
    assert laid_out == ["R5/議会事務局/議会総務課"]
    with browser_of(repository) as fresh:
        assert _read(fresh) == after
    assert before != after
