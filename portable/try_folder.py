"""Try a portable folder as its user does: a double click, two answers, a page, a save.

    python portable/try_folder.py 展開したフォルダ

Runs on Windows; a test runs the same steps elsewhere with the Python that is there. Fails, with
what the window showed, where one of them does not do what it should.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import quote

SHEET = "R5/総務部/総務課"
PERSON = "山田 花子"
_TEXT = """\
年度: R5
部名: 総務部
課名: 総務課
組織目標: |
  市の文書を正しく管理する。
"""
_NEW = "市の文書を正しく管理し、公開する。\n"
_AS = ("-c", "user.name=x", "-c", "user.email=x@example.invalid")


class TrialError(Exception):
    """Something did not do what it should."""


def try_folder(command: Sequence[str], git: Sequence[str], place: Path) -> str:
    """Start the folder, answer its questions, save a sheet; return what the window showed.

    Args:
        command: what a double click starts.
        git: the git that looks at what was saved.
        place: an empty folder for the sheets and for what is kept of this person.

    Raises:
        TrialError: a step failed.
    """
    sheets = place / "市 シート"
    file = sheets / "sheets" / f"{SHEET}.yaml"
    file.parent.mkdir(parents=True)
    file.write_bytes(_TEXT.encode())
    for words in (
        ("init", "-q", "-b", "main"),
        ("add", "-A"),
        (*_AS, "commit", "-q", "-m", "初め"),
    ):
        subprocess.run([*git, *words], cwd=sheets, check=True)
    environment = os.environ | {"LOCALAPPDATA": str(place / "覚え")}
    # A name that git knows on this computer would not be asked for.
    environment |= {"GIT_CONFIG_GLOBAL": str(place / "none"), "BROWSER": "true"}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=environment,
    ) as window:
        assert window.stdin is not None
        assert window.stdout is not None
        shown = ""
        try:
            window.stdin.write(f'"{sheets}"\n{PERSON}\n')
            window.stdin.flush()
            for line in window.stdout:
                shown += line
                if "http://127.0.0.1:" in line:
                    address = line[line.index("http") :].strip()
                    break
            else:
                raise TrialError(f"no address was shown:\n{shown}")
            _save(address)
        finally:
            _end(window)
    listed = [*git, "for-each-ref", "--format=%(authorname)", "refs/heads/提案"]
    done = subprocess.run(listed, cwd=sheets, check=True, capture_output=True)
    if done.stdout.decode().split("\n") != [PERSON, ""]:
        raise TrialError(f"not saved as hers: {done.stdout!r}\n{shown}")
    if file.read_bytes() != _TEXT.encode():
        raise TrialError("the file in her folder was changed")
    return shown


def _save(address: str) -> None:
    base = address.split("/?", maxsplit=1)[0]
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(address, timeout=60) as page:
        if "総務課" not in page.read().decode():
            raise TrialError("the list shows no sheet")
    path = quote(SHEET)
    with browser.open(f"{base}/data/{path}", timeout=60) as answer:
        said = json.load(answer)
    data = json.loads(said["data"]) | {"組織目標": _NEW}
    asked = urllib.request.Request(  # noqa: S310 - of this computer
        f"{base}/save/{path}",
        json.dumps({"data": data, "blob": said["blob"]}).encode(),
        {"Content-Type": "application/json", "Origin": base},
    )
    with browser.open(asked, timeout=60) as answer:
        if json.load(answer)["saved"] is not True:
            raise TrialError("nothing was saved")


def _end(window: subprocess.Popen[str]) -> None:
    """Close the window with all that runs in it."""
    if os.name == "nt":
        taskkill = shutil.which("taskkill") or "taskkill"
        subprocess.run([taskkill, "/F", "/T", "/PID", str(window.pid)], check=False)
    window.kill()


def main() -> None:
    """Try the folder that is named."""
    folder = Path(sys.argv[1]).resolve()
    git = [str(folder / "program" / "git" / "cmd" / "git.exe")]
    start = ["cmd", "/c", str(folder / "組織シート.cmd")]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        print(try_folder(start, git, Path(name)))


if __name__ == "__main__":
    main()
