"""`orgsheet serve --settings` as an administrator meets it, and the drill of its guide."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Command
from desk import proposals_of
from git_repository import GitRepository
from office_people import (
    PASSWORDS,
    PEOPLE,
    PROXY,
    Staff,
    client_of,
    loaded,
    repository_of,
    settings_of,
)
from test_save import FILE, PATH

from orgsheet.serve.password_file import is_password
from orgsheet.workspace.settings import SettingsError

NAMES = (
    "../../main",
    "-rf",
    "a..b",
    "x.lock",
    "名前 空白",
    "@{-1}",
    "refs/heads/main",
    "~^:?*[",
    "山\u202e田",
    '"><img src=x onerror=alert(1)>',
    "x" * 200,
)


def _save(staff: Staff, goal: str) -> int:
    said = staff.get(f"/data/{PATH}").get_json()
    data = json.loads(said["data"]) | {"組織目標": goal}
    code: int = staff.post(f"/save/{PATH}", {"data": data, "blob": said["blob"]}).status_code
    return code


def test_any_name_saves_on_a_branch_of_proposals_alone(tmp_path: Path) -> None:
    """Whatever HR writes into the table: a branch below 提案, or the table is refused."""
    repository = repository_of(tmp_path)
    main = repository.git("rev-parse", "main").stdout
    settings = settings_of(tmp_path)
    refused = []
    for at, name in enumerate(NAMES):
        quoted = name.replace('"', '""')
        rows = f'{PEOPLE.splitlines()[0]}\nk{at},"{quoted}",,,記入,,\n'
        (tmp_path / "職員.csv").write_text(rows, encoding="utf-8")
        try:
            loaded(settings, repository.folder)
        except SettingsError:
            refused.append(name)
            continue
        with client_of(repository, settings) as client:
            assert _save(Staff(client, f"k{at}"), f"{at}の目標。\n") == 200, name
    assert refused == [name for name in NAMES if "<" in name or "\u202e" in name]
    assert len(proposals_of(repository)) == len(NAMES) - len(refused)
    assert repository.git("rev-parse", "main").stdout == main
    found = repository.git("for-each-ref", "--format=%(refname)").stdout.split()
    assert all(one == "refs/heads/main" or one.startswith("refs/heads/提案/") for one in found)


def test_the_branch_of_all_may_not_be_the_one_in_use(orgsheet: Command, tmp_path: Path) -> None:
    """An approval would leave the folder behind; what to type is said, and works."""
    repository = repository_of(tmp_path)
    repository.git("switch", "-q", "main")
    settings = settings_of(tmp_path)
    words = ["-C", str(repository.folder), "serve", "--settings", str(settings)]
    run = orgsheet(*words)
    assert run.code == 2
    assert "git switch --detach" in run.err


def test_a_fault_of_the_settings_is_told_and_nothing_is_opened(
    orgsheet: Command, tmp_path: Path
) -> None:
    """In one sentence, with its line."""
    repository = repository_of(tmp_path)
    settings = settings_of(tmp_path, PROXY.replace("10.0.0.5", "'*'"))
    run = orgsheet("-C", str(repository.folder), "serve", "--settings", str(settings))
    assert run.code == 2
    assert "serve.yaml:5" in run.err
    assert "Traceback" not in run.err
    alone = orgsheet("-C", str(repository.folder), "serve", "--set-password", "yamada")
    assert alone.code == 2
    assert "--settings" in alone.err


def _typed(repository: GitRepository, settings: Path, key: str, typed: str) -> tuple[int, str]:
    words = ["-C", str(repository.folder), "serve", "--settings", str(settings)]
    done = subprocess.run(
        [sys.executable, "-m", "orgsheet", *words, "--set-password", key],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_a_password_is_written_by_the_command(tmp_path: Path) -> None:
    """Asked twice; of nobody who is not in the table."""
    repository = repository_of(tmp_path)
    settings = settings_of(tmp_path, PASSWORDS)
    code, said = _typed(repository, settings, "yamada", "correct horse\ncorrect horse\n")
    assert code == 0, said
    assert "correct horse" not in said
    file = (tmp_path / "パスワード.txt").read_bytes()
    assert is_password(file, "yamada", "correct horse")
    for key, typed in (("nobody", "x\nx\n"), ("yamada", "a\nb\n"), ("yamada", "short\nshort\n")):
        code, said = _typed(repository, settings, key, typed)
        assert code == 2, said
        assert "Traceback" not in said
    assert (tmp_path / "パスワード.txt").read_bytes() == file


def test_the_drill_of_the_guide_brings_everything_back(tmp_path: Path) -> None:
    """The commands as they stand there: the branch of all, and drafts that nobody handed in."""
    guide = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")
    drill = guide.partition("### 控えと、戻す練習")[2].partition("### やめる")[0]
    backup, restore = re.findall(r"```sh\n(.*?)```", drill, re.DOTALL)
    repository = repository_of(tmp_path)
    with client_of(repository, settings_of(tmp_path)) as client:
        assert _save(Staff(client, "yamada"), "書きかけ。\n") == 200
    place = tmp_path / "戻す"
    place.mkdir()
    bundle = f"'{tmp_path}/シート.bundle'"
    for words in (backup, restore):
        script = words.replace("/srv/orgsheet/シート", f"'{repository.folder}'")
        script = script.replace("/backup/シート.bundle", bundle)
        subprocess.run(["bash", "-euc", script], cwd=place, check=True, capture_output=True)
    back = GitRepository.__new__(GitRepository)
    back.folder = place / "シート"
    assert (
        back.git("for-each-ref", "refs/heads").stdout
        == repository.git("for-each-ref", "refs/heads").stdout
    )
    with client_of(back, settings_of(tmp_path)) as client:
        again = Staff(client, "yamada").get(f"/data/{PATH}").get_json()
        assert "書きかけ。" in again["data"]
    assert (back.folder / FILE).exists()
