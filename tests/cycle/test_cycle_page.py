"""docs/yearly-cycle.md shows what the commands print today; run as a program, this rewrites it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from conftest import ROOT
from cycle_samples import filled

PAGE = ROOT / "docs" / "yearly-cycle.md"
_STEP = re.compile(r"<!-- (run|edit): (.+?) -->\n(?:```text\n(.*?)```\n)?", re.DOTALL)


def _edit(workspace: Path) -> None:
    """Do what the page says has happened by May: one sheet filled in, one half, one broken."""
    folder = workspace / "sheets/R6/政策推進部"
    path = folder / "秘書課.yaml"
    path.write_text(filled(path.read_text("utf-8")), encoding="utf-8")
    path = folder / "魅力とりで発信課.yaml"
    text = path.read_text("utf-8").replace("【記入】どうなれば達成か", "打合せを年4回以上行う。")
    path.write_text(text, encoding="utf-8")
    path = folder / "政策推進課.yaml"
    path.write_text(path.read_text("utf-8").replace("課名: ", "課名："), encoding="utf-8")


def shown(workspace: Path, page: str) -> Iterator[tuple[str, str, str]]:
    """Yield each command of the page, what the page shows of it, and what it prints now."""
    for kind, words, text in _STEP.findall(page):
        if kind == "edit":
            _edit(workspace)
            continue
        done = subprocess.run(
            [sys.executable, "-m", *words.split()],
            cwd=workspace,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "COLUMNS": "80"},
            check=False,
            timeout=120,
        )
        yield words, text, done.stdout.decode()


def test_the_page_shows_real_runs(workspace: Path) -> None:
    """Every run in the page, made in its order, prints what the page shows."""
    runs = list(shown(workspace, PAGE.read_text(encoding="utf-8")))
    assert len(runs) == 5
    for command, text, printed in runs:
        assert text == printed, f"{command}: run python tests/test_cycle_page.py"


def _rewrite(folder: Path) -> None:
    """Put what the commands print today into the page; `folder` becomes the workspace."""
    shutil.copytree(ROOT / "sheets/R5", folder / "sheets/R5")
    for register in (ROOT / "sheets").glob("*.yaml"):
        shutil.copy(register, folder / "sheets")
    page = PAGE.read_text(encoding="utf-8")
    printed = [now for _, _, now in shown(folder, page)]

    def put(match: re.Match[str]) -> str:
        if match[1] == "edit":
            return match[0]
        return f"<!-- run: {match[2]} -->\n```text\n{printed.pop(0)}```\n"

    PAGE.write_text(_STEP.sub(put, page), encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        _rewrite(Path(name))
