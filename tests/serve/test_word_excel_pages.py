"""Word and Excel files from the browser and back: saved on the person's branch, nothing lost."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import wait_until
from conftest import ROOT
from desk import Browser, browser_of, proposals_of
from git_repository import GitRepository
from served import served

pytest.importorskip("docx")
pytestmark = pytest.mark.slow

PATH = "R5/議会事務局/議会総務課"
FILE = f"sheets/{PATH}.yaml"
OLD, NEW = "11月下旬", "12月上旬"


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """A repository with the sheet of a section, a comment in it, and that of another."""
    made = GitRepository(tmp_path / "市")
    clean = ROOT / "benchmarks" / "clean" / "架空市"
    for path in (FILE, "sheets/R5/議会事務局/議事調査課.yaml", "sheets/計画台帳.yaml"):
        made.write((clean / path).read_text(encoding="utf-8"), path)
    text = made.read(FILE)
    assert OLD in text
    made.write(text.replace(OLD, f"{OLD}  # 議長と相談した", 1), FILE)
    made.commit()
    return made


@pytest.fixture
def browser(repository: GitRepository) -> Iterator[Browser]:
    """The browser of somebody on her own PC."""
    with browser_of(repository) as opened:
        yield opened


def _changed(data: bytes, old: str, new: str) -> bytes:
    """Return an office file with a text of it replaced, as somebody does who types over it."""
    out = io.BytesIO()
    replaced = 0
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            # Not what the file says that it was made from.
            if name in {"word/document.xml", "xl/sharedStrings.xml"}:
                replaced += content.count(old.encode())
                content = content.replace(old.encode(), new.encode())
            after.writestr(name, content)
    assert replaced
    return out.getvalue()


def _sent(data: bytes, name: str, side: str = "") -> dict[str, str]:
    return {"file": b64encode(data).decode(), "name": name, "side": side}


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_file_comes_back_as_a_commit_on_her_branch(
    repository: GitRepository, browser: Browser, ending: str
) -> None:
    """What she changed in the file is saved beside the work tree; the comment stays."""
    before = repository.read(FILE)
    answer = browser.get(f"/file/{ending}/{quote(PATH)}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    file = _changed(answer.data, OLD, NEW)
    done = browser.post(f"/returned/{quote(PATH)}", _sent(file, f"戻り.{ending}"))
    assert (done.status_code, done.json["saved"]) == (200, True), done.json
    (branch,) = proposals_of(repository)
    saved = repository.git("show", f"{branch}:{FILE}").stdout
    assert saved == before.replace(OLD, NEW, 1)
    assert repository.read(FILE) == before
    again = browser.post(f"/returned/{quote(PATH)}", _sent(file, f"戻り.{ending}"))
    assert (again.status_code, again.json["saved"]) == (200, False)


def test_what_both_changed_is_asked(repository: GitRepository, browser: Browser) -> None:
    """Where the sheet has another value meanwhile both are shown, and the choice is kept to."""
    data = browser.get(f"/file/docx/{quote(PATH)}").data
    repository.write(repository.read(FILE).replace(OLD, "1月"), FILE)
    repository.commit("ほかの人")
    file = _changed(data, OLD, NEW)
    asked = browser.post(f"/returned/{quote(PATH)}", _sent(file, "a.docx"))
    assert asked.status_code == 409
    assert "1月" in str(asked.json["choices"])
    assert NEW in str(asked.json["choices"])
    assert proposals_of(repository) == []
    done = browser.post(f"/returned/{quote(PATH)}", _sent(file, "a.docx", "ファイル"))
    assert done.status_code == 200, done.json
    (branch,) = proposals_of(repository)
    assert NEW in repository.git("show", f"{branch}:{FILE}").stdout


def test_other_files_are_refused(repository: GitRepository, browser: Browser) -> None:
    """A file of another sheet, no office file, a damaged one, no data: told, nothing written."""
    other = browser.get(f"/file/docx/{quote('R5/議会事務局/議事調査課')}").data
    mine = browser.get(f"/file/docx/{quote(PATH)}").data
    to = f"/returned/{quote(PATH)}"
    for data, name in (
        (other, "a.docx"),
        (b"PK\x03\x04", "a.docx"),
        (mine[: len(mine) // 2], "a.docx"),
        (b"", "a.xlsx"),
        (mine, "a.txt"),
    ):
        answer = browser.post(to, _sent(data, name))
        assert answer.status_code == 422, (name, data[:8])
        assert "何も保存していません" in answer.json["told"]
    odd: list[object] = [{"file": "***", "name": "a.docx"}, {"file": 1}, [], _sent(mine, "a", "x")]
    for content in odd:
        assert browser.post(to, content).status_code == 400, content
    assert browser.get(f"/file/pdf/{quote(PATH)}").status_code == 404
    assert browser.get("/file/docx/R5/x/y").status_code == 404
    assert proposals_of(repository) == []


def test_a_person_gives_a_file_back_in_the_browser(
    repository: GitRepository, browser: Browser, tmp_path: Path
) -> None:
    """She chooses the file, presses the button, and is told what was changed."""
    file = tmp_path / "直した.docx"
    file.write_bytes(_changed(browser.get(f"/file/docx/{quote(PATH)}").data, OLD, NEW))
    with served(repository) as form:
        form.page.goto(f"{form.address}/files/{PATH}")
        form.page.set_input_files("#file", str(file))
        form.page.click("#returned button")
        wait_until(
            form.page, "document.getElementById('told').textContent.includes('保存しました')"
        )
        assert "今年度の重点事業" in form.page.text_content("#told")
    (branch,) = proposals_of(repository)
    assert NEW in repository.git("show", f"{branch}:{FILE}").stdout


def test_the_page_leads_to_the_files(browser: Browser) -> None:
    """The page of a sheet's files links both, and takes one back."""
    page = browser.get(f"/files/{quote(PATH)}").get_data(as_text=True)
    for ending in ("docx", "xlsx"):
        assert f"/file/{ending}/" in page
    assert f'data-to="/returned/{PATH}"' in page
    assert browser.get("/assets/returned.js").status_code == 200
