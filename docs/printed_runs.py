"""Pages that show real runs: what the commands in them print today is put into their text."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from cycle_samples import filled  # noqa: E402 - the path above leads to it

_README_RUN = re.compile(r"(<!-- begin: (.+?) -->\n```text\n)(.*?)(```\n<!-- end -->)", re.DOTALL)
_STEP = re.compile(r"<!-- (run|edit): (.+?) -->\n(?:```text\n(.*?)```\n)?", re.DOTALL)


def _run(command: str, folder: Path) -> str:
    """Return what a command of a page prints on both channels, 80 columns wide."""
    done = subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "COLUMNS": "80"},
        check=False,
        timeout=120,
    )
    return done.stdout.decode()


def readme_page(text: str) -> str:
    """Return a README with its marked run renewed: of all findings the one it shows.

    Raises:
        ValueError: the run no longer finds what the README shows.
    """

    def renewed(match: re.Match[str]) -> str:
        rule = match[3].split()[-1]
        for finding in _run(f"{match[2]} --no-cache", ROOT).split("\n\n"):
            if finding.split()[-1:] == [rule]:
                return f"{match[1]}{finding.strip()}\n{match[4]}"
        raise ValueError(f"`{match[2]}` finds no {rule} any more")

    return _README_RUN.sub(renewed, text)


def cycle_page(text: str) -> str:
    """Return docs/yearly-cycle.md with its runs made in its order, in the folders it names."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begin_cycle(folder)

        def renewed(match: re.Match[str]) -> str:
            if match[1] == "edit":
                EDITS[match[2]](folder)
                return match[0]
            # The id of a commit is another one on every day.
            told = re.sub("版 [0-9a-f]{10}", "版 46fb900de6", _run(match[2], folder))
            return f"<!-- run: {match[2]} -->\n```text\n{told}```\n"

        return _STEP.sub(renewed, text)


def begin_cycle(folder: Path) -> None:
    """Put R5's sheets and the registers into an empty folder, as docs/yearly-cycle.md begins."""
    shutil.copytree(ROOT / "sheets/R5", folder / "sheets/R5")
    for register in (ROOT / "sheets").glob("*.yaml"):
        shutil.copy(register, folder / "sheets")


def _evaluated_year(folder: Path) -> None:
    """Put the worked year into the folder instead of what is there, in a repository of its own."""
    for one in folder.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    without = shutil.ignore_patterns(".orgsheet-cache")
    shutil.copytree(ROOT / "examples/一年", folder, dirs_exist_ok=True, ignore=without)
    who = ["-c", "user.name=見本", "-c", "user.email=sample@example.invalid"]
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "令和5年度"]):
        subprocess.run([shutil.which("git") or "git", *words], cwd=folder, check=True)


def _by_may(workspace: Path) -> None:
    """Do what the page says has happened by May: one sheet filled in, one half, one broken."""
    folder = workspace / "sheets/R6/政策推進部"
    path = folder / "秘書課.yaml"
    path.write_text(filled(path.read_text("utf-8")), encoding="utf-8")
    path = folder / "魅力とりで発信課.yaml"
    text = path.read_text("utf-8").replace("【記入】どうなれば達成か", "打合せを年4回以上行う。")
    path.write_text(text, encoding="utf-8")
    path = folder / "政策推進課.yaml"
    path.write_text(path.read_text("utf-8").replace("課名: ", "課名："), encoding="utf-8")


EDITS = {"5月": _by_may, "見本の一年": _evaluated_year}
"""What happens between the runs of docs/yearly-cycle.md, by the name that stands there."""
