"""Work that takes long in a large city, in which others save, and which says the same as ever."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from git_repository import GitRepository
from office_people import WHOLE, Staff, office_of, repository_of, settings_of
from test_save import FILE, PATH

from orgsheet.files.git import GitFiles, open_repository
from orgsheet.form.sheet_id import SheetId
from orgsheet.serve.desk import Desk
from orgsheet.serve.own_branch import Proposals
from orgsheet.serve.proposal_review import Taken, review_of
from orgsheet.serve.write_back import WrittenBack
from orgsheet.workspace.workspace import Workspace

_WAIT = 20


def _save(staff: Staff, goal: str) -> Any:  # noqa: ANN401 - werkzeug's response
    said = staff.get(f"/data/{PATH}").get_json()
    data = json.loads(said["data"]) | {"組織目標": goal}
    return staff.post(f"/save/{PATH}", {"data": data, "blob": said["blob"]})


def _held(place: str) -> tuple[Callable[..., Any], Event, Event]:
    """Return a function that stands still at first, when it has begun, and what lets it go on."""
    module, _, name = place.rpartition(".")
    made = getattr(__import__(module, fromlist=[name]), name)
    begun, goes = Event(), Event()

    def held(*given: Any) -> Any:  # noqa: ANN401 - those of what stands still
        begun.set()
        assert goes.wait(3 * _WAIT), "the test lets it go"
        return made(*given)

    return held, begun, goes


@pytest.mark.parametrize(
    ("place", "method", "path"),
    [
        ("orgsheet.serve.approval_round.review_of", "GET", "/proposals/{}"),
        ("orgsheet.serve.approval_round.review_of", "POST", f"/submit/{PATH}"),
        ("orgsheet.serve.progress_pages.year_status", "GET", "/progress/R5"),
        ("orgsheet.serve.word_excel_pages.read_returned", "POST", f"/returned/{PATH}"),
        ("orgsheet.serve.word_excel_pages.book_of", "GET", f"/file/docx/{PATH}"),
    ],
)
def test_nobody_who_saves_waits_for_long_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, method: str, path: str
) -> None:
    """A review, the state of a year or an office file stands still; others open and save."""
    if "word_excel" in place:
        pytest.importorskip("docx")
    name = place.rpartition(".")[2]
    held, begun, goes = _held(place)
    repository = repository_of(tmp_path)
    with office_of(repository, settings_of(tmp_path / "設定")) as app:
        yamada, kato = (Staff(app.test_client(), key) for key in ("yamada", "kato"))
        assert _save(yamada, "山田の目標を定める。\n").status_code == 200
        address = repository.git("for-each-ref", "--format=%(refname:lstrip=3)", "refs/heads/提案")
        file = yamada.get(f"/file/docx/{PATH}").data if name == "read_returned" else b""
        monkeypatch.setattr(place, held)
        with ThreadPoolExecutor(2) as people:
            sent = {"file": b64encode(file).decode(), "name": "a.docx", "side": ""} if file else {}
            content: object = sent if method == "POST" else None
            asking = people.submit(
                yamada.ask, method, path.format(quote(address.stdout.strip())), content
            )
            try:
                assert begun.wait(_WAIT)
                saved = people.submit(_save, kato, "加藤の目標を定める。\n").result(_WAIT)
                assert not asking.done()
            finally:
                goes.set()
            assert saved.status_code == 200
            assert asking.result(_WAIT).status_code == 200


def test_what_holds_is_asked_again_after_the_file_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who hands a sheet in while a file for it is being read does not have it changed thereby."""
    pytest.importorskip("docx")
    place = "orgsheet.serve.word_excel_pages.read_returned"
    held, begun, goes = _held(place)
    repository = repository_of(tmp_path)
    with office_of(repository, settings_of(tmp_path / "設定")) as app:
        window, other = (Staff(app.test_client(), "yamada") for _ in range(2))
        assert _save(window, "山田の目標を定める。\n").status_code == 200
        file = window.get(f"/file/docx/{PATH}").data
        monkeypatch.setattr(place, held)
        with ThreadPoolExecutor(1) as people:
            sent = {"file": b64encode(file).decode(), "name": "a.docx", "side": ""}
            asking = people.submit(window.post, f"/returned/{PATH}", sent)
            try:
                assert begun.wait(_WAIT)
                assert other.post(f"/submit/{PATH}", {}).status_code == 200
            finally:
                goes.set()
            answer = asking.result(_WAIT)
        assert answer.status_code == 403
        assert "提出してあります" in answer.get_json()["told"]


def test_a_review_says_the_same_whatever_is_known_before(tmp_path: Path) -> None:
    """What the checks took out of other sheets is lent to it; its own sheet is read anew."""
    repository = GitRepository(tmp_path / "市")
    repository.write(WHOLE, FILE)
    other = WHOLE.replace("課名: 総務課", "課名: 人事課").replace("押印", "はんこの押印")
    repository.write(other, "sheets/R5/総務部/人事課.yaml")
    part = WHOLE.replace("課名: 総務課\n", "").replace("時期: 10月", "時期: 8月")
    repository.write(part, "sheets/R5/総務部/部.yaml")
    commit = repository.commit()
    identity = SheetId("R5", "総務部", "総務課")
    taken = Taken(commit, WrittenBack(WHOLE.replace("文書管理", "文書菅理").encode()))
    with open_repository(repository.folder) as opened:

        def open_at(wanted: str) -> Workspace:
            return Workspace(GitFiles(opened, wanted), repository.folder)

        proposals = Proposals(opened, "", "main")
        desk = Desk(proposals, open_at)
        assert desk.base_at(commit).known_summaries == {}
        desk.read_ahead()
        sheets = desk.sheets_to_check
        sheets.put(FILE, WHOLE.replace("文書", "書類").encode())
        sheets.findings(FILE)
        sheets.let_go(FILE)
        known = desk.base_at(commit)
        assert len(known.known_summaries) == 3
        lent = review_of(proposals, known, open_at, taken, identity)
        assert lent.findings
        assert lent == review_of(proposals, open_at(commit), open_at, taken, identity)


def test_what_is_made_ready_beforehand_leaves_every_sheet_as_it_is(tmp_path: Path) -> None:
    """One sheet is checked before anybody asks; afterwards it says what its file says."""
    repository = repository_of(tmp_path)
    with open_repository(repository.folder) as opened:

        def open_at(wanted: str) -> Workspace:
            return Workspace(GitFiles(opened, wanted), repository.folder)

        desk, fresh = (Desk(Proposals(opened, "", "main"), open_at) for _ in range(2))
        desk.read_ahead()
        assert desk.sheets_to_check.workspace.read(FILE) == WHOLE.encode()
        found = desk.sheets_to_check.findings(FILE)
        assert found
        assert found == fresh.sheets_to_check.findings(FILE)
