"""What the portable folder's 組織シート.cmd starts: asks once where the sheets are, then serves.

What was answered is kept outside the portable folder, which is replaced as a whole by the next
version, and outside the repository, which others may share.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

PROGRAM = Path(__file__).resolve().parent
PORT = 8347
"""That of `orgsheet serve`: drafts in the browser belong to an address with its port."""
_LONGEST = 60

_ASK_FOLDER = """
シートのフォルダを、この窓に引きずって入れ、Enter を押してください。
（とりまとめの担当から受け取ったフォルダです。中に sheets というフォルダがあります。）
> """
_ASK_NAME = """
お名前を入れて、Enter を押してください。保存したときに、書いた人として記録に残ります。
> """
_NO_SHEETS = (
    "「{}」には、sheets というフォルダがありません。その一つ上か下のフォルダではありませんか。"
)
_NO_NAME = "お名前は、記号（< > など）を使わずに、{} 文字までで入れてください。"
_IN_USE = (
    "前に開いた黒い窓が、まだ動いているようです（{} 番が使われています）。"
    "別の番号で開きます。書きかけは、前の窓のブラウザーのほうに残っています。"
)


class Kept(NamedTuple):
    """What is asked on the first day: the folder of the sheets, and who writes."""

    folder: str
    name: str


def kept_file() -> Path:
    """Return where the answers are kept: of this person on this computer alone."""
    return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "orgsheet" / "はじめの答え.json"


def read_kept(file: Path) -> Kept:
    """Return the answers, empty where nobody has answered or the file is no such thing."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return Kept("", "")
    parts = said if isinstance(said, dict) else {}
    folder, name = (str(parts.get(key, "")) for key in Kept._fields)
    return Kept(folder, name if is_name(name) else "")


def write_kept(file: Path, kept: Kept) -> None:
    """Keep the answers, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".tmp")
    text = json.dumps(kept._asdict(), ensure_ascii=False, indent=1)
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def is_name(name: str) -> bool:
    """Tell whether this can be the name of who wrote a commit."""
    return (
        0 < len(name) <= _LONGEST
        and name.isprintable()
        and not set(name) & set('<>"\\')
        and not name.startswith("-")
    )


def has_sheets(folder: str) -> bool:
    """Tell whether this names a folder with sheets."""
    return bool(folder) and (Path(folder) / "sheets").is_dir()


def answers(kept: Kept, named: str | None, ask: Callable[[str], str]) -> Kept:
    """Return the answers, asking for what is not known, again until it can be used.

    Args:
        kept: those of last time; a folder that is gone is asked for again.
        named: the name that git itself would write, which goes before.
        ask: shows a question and returns what was typed.
    """
    folder = kept.folder
    while not has_sheets(folder):
        if folder:
            print(_NO_SHEETS.format(folder))
        # A path that is dragged into the window comes in quotation marks where it has spaces.
        folder = ask(_ASK_FOLDER).strip().strip('"')
    name = kept.name
    while named is None and not is_name(name):
        if name:
            print(_NO_NAME.format(_LONGEST))
        name = ask(_ASK_NAME).strip()
    return Kept(folder, name)


def git_settings(kept: Kept, named: str | None) -> dict[str, str]:
    """Return what git is told in its environment, without writing into anybody's settings.

    The folder that she chose by hand is trusted though it may lie on a shared disk: git would
    otherwise refuse what another person owns.
    """
    told = {"safe.directory": Path(kept.folder).as_posix()}
    if named is None:
        told["user.name"] = kept.name
    found = {"GIT_CONFIG_COUNT": str(len(told))}
    for number, (key, value) in enumerate(told.items()):
        found |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def free_port() -> int:
    """Return the usual port, or 0 for any other where something listens on it."""
    with socket.socket() as tried:
        tried.settimeout(1)
        if tried.connect_ex(("127.0.0.1", PORT)) != 0:
            return PORT
    print(_IN_USE.format(PORT))
    return 0


def own_name(git: Path) -> str | None:
    """Return the name that this person has given git on this computer, None where she has not."""
    import subprocess

    words = [str(git), "config", "--global", "--get", "user.name"]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    said = done.stdout.decode("utf-8", "replace").strip()
    return said if done.returncode == 0 and is_name(said) else None


def main() -> int:
    """Ask for what is not known yet, then open the sheets in the browser until the window closes.

    Returns:
        The exit code of `orgsheet serve`; 130 where the questions were left unanswered.
    """
    from orgsheet.cli import run
    from orgsheet.cli.exits import prepare_streams

    prepare_streams()
    git = PROGRAM / "git" / "cmd"
    os.environ["PATH"] = os.pathsep.join((str(git), os.environ.get("PATH", "")))
    file = kept_file()
    before = read_kept(file)
    named = own_name(git / "git.exe")
    try:
        kept = answers(before, named, input)
    except (EOFError, KeyboardInterrupt):
        return 130
    if kept != before:
        write_kept(file, kept)
    os.environ.update(git_settings(kept, named))
    print(f"シート: {kept.folder}")
    print(f"名前: {named or kept.name}")
    print(f"覚えているもの: {file}")
    print("終わるときは、ブラウザーで「保存」を押してから、この窓を × で閉じます。", flush=True)
    return run(["-C", kept.folder, "serve", "--open", "--port", str(free_port())])


if __name__ == "__main__":
    sys.exit(main())
