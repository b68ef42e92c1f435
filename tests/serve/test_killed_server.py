"""An office's server killed in the middle of saves: what was answered is there, all of it whole."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from desk import proposals_of
from each_row import each_row
from git_repository import GitRepository
from office_people import (
    ADDRESS,
    PROXY,
    SECRET,
    WHOLE,
    Staff,
    office_of,
    repository_of,
    settings_of,
)
from test_save import FILE, PATH

pytestmark = pytest.mark.slow

_WRITERS = {"yamada": "山田 花子", "kato": "加藤 一", "sato": "佐藤 太郎"}
_GOAL = "  市民に信頼される市役所をつくる。 # 文の中\n"
_KILLS = 3
"""Kills that must fall into a save: others are tried, too, but prove less."""
_MOST_KILLS = 40
_FEW = 2
"""Saves of each that are answered before the server is killed, so that there is what to lose."""


class _Server:
    """The server of an office as its service starts it."""

    def __init__(self, repository: GitRepository, settings: Path) -> None:
        words = [sys.executable, "-m", "orgsheet", "-C", str(repository.folder), "serve"]
        self._running = subprocess.Popen(
            [*words, "--port", "0", "--settings", str(settings)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self._running.stdout is not None
        assert self._running.stdout.readline().strip() == ADDRESS
        self.port = _port_of(self._running.pid)

    def ask(self, key: str, method: str, path: str, content: object = None) -> Any:  # noqa: ANN401
        """Return the answer to a person behind the proxy; an OSError where the server is gone."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Host": urlsplit(ADDRESS).netloc,
            "Origin": ADDRESS,
            "X-Forwarded-User": key,
            "X-Orgsheet-Secret": SECRET,
            "Content-Type": "application/json",
        }
        body = None if content is None else json.dumps(content)
        try:
            asked.request(method, quote(path), body, headers)
            answer = asked.getresponse()
            said = answer.read()
            assert answer.status == http.client.OK, said.decode()
            return json.loads(said)
        finally:
            asked.close()

    def kill(self, *, with_git: bool) -> None:
        """End it as a power cut does, `with_git` what it has started, too."""
        if with_git:
            os.killpg(self._running.pid, signal.SIGKILL)
            self._running.communicate()
            return
        self._running.kill()
        self._running.communicate()
        until = time.monotonic() + 10
        with suppress(ProcessLookupError):  # A git that outlives it may still be writing.
            while time.monotonic() < until:
                os.killpg(self._running.pid, 0)
                time.sleep(0.01)


def _port_of(process: int) -> int:
    """Return the port at which a process listens."""
    own = set()
    for file in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):
            own.add(str(file.readlink()))
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        facts = line.split()
        if facts[3] == "0A" and f"socket:[{facts[9]}]" in own:
            return int(facts[1].rpartition(":")[2], 16)
    raise AssertionError("it listens nowhere")


class _Writer(Thread):
    """Somebody who saves again and again, and notes what she sent and what was answered."""

    def __init__(self, server: _Server, key: str, start: str) -> None:
        super().__init__()
        self._server, self._key, self._start = server, key, start
        self.sent: list[str] = []
        self.answered: list[str] = []

    def run(self) -> None:
        """Save until the server is gone."""
        with suppress(OSError, http.client.HTTPException):
            while True:
                said = self._server.ask(self._key, "GET", f"/data/{PATH}")
                goal = f"{self._start}の{len(self.sent)}回目の目標を定める。"
                data = json.loads(said["data"]) | {"組織目標": f"{goal}\n"}
                self.sent.append(goal)
                done = self._server.ask(
                    self._key, "POST", f"/save/{PATH}", {"data": data, "blob": said["blob"]}
                )
                assert done["saved"] is True
                self.answered.append(goal)


def _versions(repository: GitRepository, person: str) -> list[str]:
    """Return the goals of a person's sheet, the latest first; each version must be whole."""
    branch = f"提案/{person.replace(' ', '%20')}/R5-総務部-総務課"
    if repository.git("rev-parse", "--verify", "-q", branch, check=False).returncode:
        return []
    before, after = WHOLE.split(_GOAL)
    found = []
    for commit in repository.git("log", "--format=%H", f"main..{branch}").stdout.split():
        text = repository.git("show", f"{commit}:{FILE}").stdout
        assert text.startswith(before)
        assert text.endswith(after)
        found.append(text[len(before) : -len(after)].strip())
    return found


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the port is read from /proc")
@each_row("with_git", [False, True])
def test_a_kill_in_the_middle_of_saves_loses_nothing_that_was_answered(
    tmp_path: Path, *, with_git: bool
) -> None:
    """Every version is whole, the branch of all has not moved, and the next start goes on."""
    folder = tmp_path / str(with_git)
    repository = repository_of(folder)
    settings = settings_of(folder / "設定", PROXY.replace("10.0.0.5", "127.0.0.1"))
    main = repository.git("rev-parse", "main").stdout
    chance = random.Random(7)  # noqa: S311 - seeded
    last = dict.fromkeys(_WRITERS, "")
    in_a_save = 0
    for number in range(_MOST_KILLS):
        if in_a_save == _KILLS:
            break
        server = _Server(repository, settings)
        writers = {key: _Writer(server, key, f"{key}の{number}") for key in _WRITERS}
        for one in writers.values():
            one.start()
        while any(len(one.answered) < _FEW and one.is_alive() for one in writers.values()):
            time.sleep(0.01)
        time.sleep(chance.random() / 5)
        server.kill(with_git=with_git)
        for one in writers.values():
            one.join()
        if with_git:  # What a killed git has locked is removed as the program advises (below).
            for left in (repository.folder / ".git").rglob("*.lock"):
                left.unlink()
        in_a_save += any(len(one.sent) > len(one.answered) for one in writers.values())
        checked = repository.git("fsck", "--strict", check=False)
        assert checked.returncode == 0, checked.stderr
        for key, one in writers.items():
            assert len(one.answered) >= _FEW, "a save was refused"
            versions = _versions(repository, _WRITERS[key])
            assert {*one.answered, last[key]} - {""} <= {*versions}
            assert versions[0] in (one.answered[-1], one.sent[-1])
            last[key] = versions[0]
    assert in_a_save == _KILLS
    assert repository.git("rev-parse", "main").stdout == main
    assert repository.git("status", "--porcelain").stdout == ""

    server = _Server(repository, settings)
    try:
        for key, goal in last.items():
            said = server.ask(key, "GET", f"/data/{PATH}")
            assert json.loads(said["data"])["組織目標"].strip() == goal
    finally:
        server.kill(with_git=True)


def test_what_a_killed_git_left_is_named_and_the_advice_works(tmp_path: Path) -> None:
    """A branch that git had locked stays as it was, until the file that is named is removed."""
    repository = repository_of(tmp_path)
    with office_of(repository, settings_of(tmp_path / "設定")) as app:
        yamada = Staff(app.test_client(), "yamada")

        def saved(goal: str) -> Any:  # noqa: ANN401 - werkzeug's response
            said = yamada.get(f"/data/{PATH}").get_json()
            data = json.loads(said["data"]) | {"組織目標": goal}
            return yamada.post(f"/save/{PATH}", {"data": data, "blob": said["blob"]})

        assert saved("一つ目。\n").status_code == 200
        (branch,) = proposals_of(repository)
        (repository.folder / ".git" / f"{branch}.lock").write_bytes(b"")
        refused = saved("二つ目。\n")
        assert refused.status_code == 422
        left = re.search("「([^」]+[.]lock)」", refused.get_json()["told"])
        assert left is not None, refused.get_json()
        Path(left[1]).unlink()
        assert saved("二つ目。\n").status_code == 200
    assert "二つ目。" in repository.git("show", f"{branch}:{FILE}").stdout
