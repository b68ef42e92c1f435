"""A year from its start to its merge, under hooks and the check that a merge requires."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Command

SECTIONS = ("庶務課", "契約課", "用度課")
ANSWERS = {
    "組織目標": "{課}の仕事を、市民に分かりやすく早く進める。",
    "組織使命": "{課}として、市の仕事を支える手続を正しく行う。",
    "事務事業名称": "{課}の窓口事務",
    "組織の役割": "{課}の窓口で受けた届出を、その日のうちに確かめて処理する。",
    "項目": "{課}の{欄}",
    "行動アクション": "{課}の職員が{欄}について月に一度話し合い、直すところを決める。",
    "時期": "10月",
    "内容": "{欄}のまとめ",
    "達成基準": "{欄}の会議を12回以上開く",
}


class _Town:
    """A repository with hooks, in which nobody may pass them by."""

    def __init__(self, folder: Path) -> None:
        self.orgsheet = Command(folder)
        self.folder = folder
        self.env = {name: one for name, one in os.environ.items() if not name.startswith("GIT_")}
        self.env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{self.env['PATH']}"
        self.run("git", "init", "-q", "-b", "main")
        self.run("git", "config", "user.name", "担当")
        self.run("git", "config", "user.email", "a@example.invalid")

    def run(self, *words: str) -> None:
        """Run a program, which must succeed."""
        done = subprocess.run(
            words, cwd=self.folder, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def propose(self, branch: str) -> None:
        """Commit through the hooks, pass the required check, and merge."""
        self.run("git", "switch", "-qc", branch)
        self.run("git", "add", "-A")
        self.run("git", "commit", "-qm", branch)
        done = self.orgsheet("review", "--base", "main", "--head", "HEAD")
        assert done.code == 0, done.out
        self.run("git", "switch", "-q", "main")
        self.run("git", "merge", "-q", "--no-ff", "-m", branch, branch)


def _filled(text: str, section: str) -> str:
    heading, out = "", []
    key = ""
    for line in text.splitlines():
        found = re.match(r"( *)(?:- )?([^ :#][^:]*):", line)
        if found:
            key = found[2]
            heading = key if not found[1] and not line.startswith("-") else heading
        if "【記入】" in line:
            answer = ANSWERS[key].format(課=section, 欄=heading.partition("の")[0])
            line = line.partition("【記入】")[0] + answer  # noqa: PLW2901
        out.append(line)
    return "\n".join(out) + "\n"


@pytest.mark.slow
def test_a_year_is_started_filled_and_merged_without_a_bypass(tmp_path: Path) -> None:
    """Three sections fill their sheets one by one, while those of the others are unfinished."""
    town = _Town(tmp_path)
    sections = [word for name in SECTIONS for word in ("--section", name)]
    assert town.orgsheet("init", "--year", "R7", "--department", "総務部", *sections).code == 0
    settings = tmp_path / "orgsheet.yaml"
    text = settings.read_text(encoding="utf-8").partition("rules:")[0]
    settings.write_text(text, encoding="utf-8")
    town.run("git", "add", "-A")
    town.run("git", "commit", "-qm", "置き場を作る")
    town.run(sys.executable, "-m", "pre_commit", "install")
    assert town.orgsheet("new", "R8", "--from", "R7").code == 0
    town.propose("令和8年度を始める")
    assert town.orgsheet("status", "R8", "--fail-if-not-ready").code == 1
    for name in SECTIONS:
        file = tmp_path / "sheets" / "R8" / "総務部" / f"{name}.yaml"
        file.write_text(_filled(file.read_text(encoding="utf-8"), name), encoding="utf-8")
        town.propose(f"{name}のシート")
        assert "【記入】" not in file.read_text(encoding="utf-8")
