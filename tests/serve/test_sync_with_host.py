"""The script of the guide that keeps an office and its host alike, against a real remote."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from desk import proposals_of
from git_repository import GitRepository
from office_people import PROXY, Staff, client_of, repository_of, settings_of
from test_save import FILE, PATH

pytestmark = pytest.mark.slow


class Town:
    """An office's repository, a bare one as its host, and the application."""

    def __init__(self, folder: Path, client: Any, repository: GitRepository) -> None:  # noqa: ANN401
        self.client = client
        self.repository = repository
        self.host = folder / "host.git"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(self.host)], check=True)
        repository.git("remote", "add", "origin", str(self.host))
        repository.git("push", "-q", "origin", "main")
        guide = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")
        (script,) = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", guide, re.DOTALL)
        self.script = folder / "同期.sh"
        placed = script.replace("/srv/orgsheet/シート", f"'{repository.folder}'")
        self.script.write_text(placed, encoding="utf-8")

    def sync(self) -> int:
        """Run the script and return its exit code."""
        words = ["sh", str(self.script)]
        return subprocess.run(words, capture_output=True, check=False).returncode

    def at_host(self) -> dict[str, str]:
        """Return the branches of the host with their commits."""
        words = ["git", "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads"]
        said = subprocess.run(words, cwd=self.host, check=True, capture_output=True).stdout
        return dict(line.split(" ") for line in said.decode().splitlines())

    def here(self, name: str) -> str:
        """Return the commit of a branch of the office."""
        return self.repository.git("rev-parse", name).stdout.strip()

    def save(self, goal: str) -> None:
        """Save as the writer does."""
        staff = Staff(self.client, "yamada")
        said = staff.get(f"/data/{PATH}").get_json()
        data = json.loads(said["data"]) | {"組織目標": goal}
        answer = staff.post(f"/save/{PATH}", {"data": data, "blob": said["blob"]})
        assert answer.status_code == 200

    def submit(self) -> str:
        """Hand in as the writer does; return the proposal's page."""
        answer = Staff(self.client, "yamada").post(f"/submit/{PATH}", {})
        assert answer.status_code == 200
        page: str = answer.get_json()["next"]
        return page

    def approve(self, proposal: str) -> None:
        """Approve as two chiefs do."""
        for key in ("sato", "tanaka"):
            chief = Staff(self.client, key)
            page = chief.get(proposal).get_data(as_text=True)
            seen = re.search(r'name="seen" value="([^"]+)"', page)
            assert seen is not None
            sent = {"act": "approve", "words": "", "seen": seen[1]}
            address = proposal.replace("/proposals/", "/act/")
            assert chief.post(address, sent).status_code == 200


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Return a town with its host."""
    repository = repository_of(tmp_path)
    with client_of(repository, settings_of(tmp_path)) as client:
        yield Town(tmp_path, client, repository)


@contextmanager
def _sending(folder: Path) -> Iterator[Town]:
    """Open a town whose server runs the script when a proposal moves."""
    repository = repository_of(folder)
    words = json.dumps(["/bin/sh", str(folder / "同期.sh")])
    settings = settings_of(folder, f"{PROXY}host_command: {words}\n")
    with client_of(repository, settings) as client:
        yield Town(folder, client, repository)


def _wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until something is so; it is asked every moment for a minute."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def test_handing_in_sends_to_the_host_at_once(tmp_path: Path) -> None:
    """The branch is there with who handed it in; after the approval `main` is, and it is not."""
    with _sending(tmp_path) as town:
        town.save("すぐに送る。\n")
        (branch,) = proposals_of(town.repository)
        address = town.submit().replace("/proposals/", "/act/")
        _wait_for(lambda: town.at_host().get(branch) == town.here(branch))
        yamada = Staff(town.client, "yamada")
        assert yamada.post(address, {"act": "withdraw", "words": ""}).status_code == 200
        _wait_for(lambda: town.at_host().get(branch) == town.here(branch))
        town.approve(town.submit())
        _wait_for(lambda: town.at_host() == {"refs/heads/main": town.here("main")})


def test_a_host_that_cannot_be_reached_stops_nobody_and_is_told(tmp_path: Path) -> None:
    """The proposal is handed in; its page says that it was not sent, who keeps the table why."""
    with _sending(tmp_path) as town:
        town.repository.git("remote", "set-url", "origin", str(tmp_path / "nowhere.git"))
        town.save("送れない。\n")
        page = town.submit()

        def told(key: str) -> str:
            text: str = Staff(town.client, key).get(page).get_data(as_text=True)
            return text

        _wait_for(lambda: "まだ送れていません" in told("yamada"))
        assert "提出" in told("yamada")
        assert "終了コード" not in told("yamada")
        assert "終了コード 128 で終わりました。" in told("plan")
        town.repository.git("remote", "set-url", "origin", str(town.host))
        town.approve(page)
        _wait_for(lambda: town.at_host() == {"refs/heads/main": town.here("main")})
        keeper = Staff(town.client, "plan")
        _wait_for(lambda: "終了コード" not in keeper.get("/").get_data(as_text=True))


def test_a_proposal_goes_to_the_host_and_leaves_it_when_it_was_taken_in(town: Town) -> None:
    """What was saved is there as here; after the approval `main` is, and no branch is left."""
    town.save("置き場に送る。\n")
    (branch,) = proposals_of(town.repository)
    assert town.sync() == 0
    assert town.at_host() == {"refs/heads/main": town.here("main"), branch: town.here(branch)}
    town.approve(town.submit())
    assert town.sync() == 0
    assert town.at_host() == {"refs/heads/main": town.here("main")}
    shown = town.repository.git("show", f"main:{FILE}").stdout
    assert "置き場に送る。" in shown


def test_what_the_host_took_in_comes_here(town: Town, tmp_path: Path) -> None:
    """Without touching the folder or what people are writing."""
    town.save("書きかけ。\n")
    (branch,) = proposals_of(town.repository)
    before = town.here(branch)
    other = _at_host(town, tmp_path / "よそ")
    assert town.sync() == 0
    assert town.here("main") == town.at_host()["refs/heads/main"] == other
    assert town.here(branch) == before
    assert town.repository.git("status", "--porcelain").stdout == ""


def test_where_both_moved_nothing_is_lost_and_the_script_says_so(
    town: Town, tmp_path: Path
) -> None:
    """Neither `main` moves, and no branch of the host is taken away."""
    other = _at_host(town, tmp_path / "よそ")
    town.save("庁内で進んだ。\n")
    town.approve(town.submit())
    here = town.here("main")
    assert town.sync() != 0
    assert town.here("main") == here
    assert town.at_host() == {"refs/heads/main": other}


def _at_host(town: Town, folder: Path) -> str:
    """Take something into the host's `main` from elsewhere, and return its commit."""
    elsewhere = GitRepository(folder)
    elsewhere.git("fetch", "-q", str(town.host), "main")
    elsewhere.git("reset", "-q", "--hard", "FETCH_HEAD")
    elsewhere.write("直した\n", "README.md")
    made = elsewhere.commit("置き場で直した")
    elsewhere.git("push", "-q", str(town.host), "HEAD:main")
    return made
