"""What an official at Windows meets and another system can imitate: consoles, paths, arguments."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, Command
from each_row import each_row

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there it is met, not imitated")


def _on_console(folder: Path, encoding: str, *arguments: str) -> tuple[int, bytes]:
    """Run the command on a terminal whose text is in an encoding; return code and what it shows."""
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "100", "NO_COLOR": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "orgsheet", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=environment,
    ) as run:
        os.close(theirs)
        shown, until = b"", time.monotonic() + 100
        while time.monotonic() < until and select.select([ours], [], [], 100)[0]:
            try:
                part = os.read(ours, 65536)
            except OSError:  # what Linux says at the end of a terminal
                break
            if not part:
                break
            shown += part
        os.close(ours)
        return run.wait(timeout=100), shown


@pytest.mark.slow
def test_a_console_of_code_page_932_shows_what_it_can(workspace: Path) -> None:
    """On a Japanese console of Windows findings are readable, and a rare character ends nothing."""
    sheet = workspace / "sheets/R5/政策推進部/秘書課.yaml"
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("裁量有無: ○", "裁量有無: 𠮷", 1), encoding="utf-8")
    code, shown = _on_console(workspace, "cp932", "lint", "--no-cache", str(sheet))
    assert code == 1
    told = shown.decode("cp932")
    assert "裁量有無" in told
    assert "\\U00020bb7" in told
    assert "Traceback" not in told


@pytest.mark.slow
@each_row("arguments", [("lint",), ("diff", "R5"), ("explain",), ("status",), ("deadline",)])
def test_an_argument_in_another_code_page_is_told(
    arguments: tuple[str, ...], workspace: Path
) -> None:
    """An argument whose bytes are no text here is refused or not found, in Japanese."""
    done = subprocess.run(
        [sys.executable, "-m", "orgsheet", *arguments, "秘書課.yaml".encode("cp932")],
        cwd=workspace,
        capture_output=True,
        timeout=120,
        check=False,
    )
    told = done.stderr.decode("utf-8")
    assert done.returncode == 2
    assert "。" in told
    assert "Traceback" not in told


def test_a_path_longer_than_260_characters_is_worked_in(tmp_path: Path) -> None:
    """In a folder whose path is longer than 260 characters, sheets are checked and written."""
    deep = tmp_path
    while len(str(deep)) < 300:
        deep /= "とても長い名前のフォルダー"
    sheet = deep / "sheets/R5/政策推進部/秘書課.yaml"
    sheet.parent.mkdir(parents=True)
    kept = (ROOT / "sheets/R5/政策推進部/秘書課.yaml").read_bytes()
    sheet.write_bytes(kept.replace(b"\n", b"\r\n"))
    command = Command(deep)
    assert command("lint", "--no-cache").code in {0, 1}
    assert command("fmt").code in {0, 1}
    assert command("fmt", "--check").code == 0
    assert list(sheet.parent.iterdir()) == [sheet]
