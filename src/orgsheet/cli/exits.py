"""How a command ends: every expected failure a Japanese sentence and an exit code."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

CLEAN, FINDINGS, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 130

_DISK_TROUBLE = {errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}


class CommandError(Exception):
    """The command cannot go on; the message is Japanese and ends with what to do next."""


def prepare_streams() -> None:
    """Make output safe on any console: what it cannot show is escaped, never a crash.

    Into a file or a pipe the output is UTF-8; where the caller closed a stream, it goes nowhere.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            # The next file to be opened would otherwise get the number of the closed stream.
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def require_file_names() -> None:
    """Refuse an environment in which Python cannot tell Japanese file names apart.

    Raises:
        CommandError: file names are read in another encoding than UTF-8.
    """
    if sys.getfilesystemencoding().lower() not in {"utf-8", "utf8"}:
        raise CommandError(
            "この端末の言語の設定（LC_ALL、LANG など）では、日本語のファイル名を扱えません。"
            "先頭に LC_ALL=C.UTF-8 PYTHONUTF8=1 を付けて、もう一度実行してください。"
            "例: LC_ALL=C.UTF-8 PYTHONUTF8=1 orgsheet lint"
        )


def complain(message: str) -> None:
    """Print a message for the person on standard error."""
    from orgsheet.render.display_width import printable

    for line in message.splitlines() or [message]:
        print(printable(line), file=sys.stderr)  # noqa: T201 - the command's output


def run_guarded(command: Callable[[], int]) -> int:
    """Run a command; turn what it raises into a message and an exit code."""
    try:
        code = command()
        # Later, at the end of the process, nobody could tell of a full disk. The language server
        # closes the output itself when the editor says that it is over.
        if not sys.stdout.closed:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        # The reader (such as `head`) has gone; nothing is left to tell it.
        _drop_output()
        return FINDINGS
    except Exception as error:  # noqa: BLE001 - the last resort, told to the person
        if isinstance(error, OSError) and error.errno in _DISK_TROUBLE:
            _drop_output()
            complain("結果を書き出せません。出力先の空き容量と書き込みの権限を確かめてください。")
            return USAGE
        return _explain(error)
    return code


def _interrupted() -> int:
    complain("中断しました。")
    return INTERRUPTED


def _drop_output() -> None:
    """Send what is still to be written to nowhere: trying again would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explain(error: Exception) -> int:
    import click

    from orgsheet.files import UnreadableFileError, UnwritableFileError
    from orgsheet.files.git import GitError
    from orgsheet.files.trees import WorkspaceError
    from orgsheet.lint.baseline import BaselineError
    from orgsheet.lint.run_rules import CheckCrashError
    from orgsheet.match.sides import SideError
    from orgsheet.source import EditRefused
    from orgsheet.workspace.book import RuleFileError
    from orgsheet.workspace.settings import SettingsError

    if isinstance(error, click.Abort):
        return _interrupted()
    if isinstance(error, click.UsageError):
        from orgsheet.cli.usage import usage_sentence

        complain(usage_sentence(error))
        return USAGE
    expected = (
        BaselineError,
        CommandError,
        EditRefused,
        GitError,
        RuleFileError,
        SettingsError,
        SideError,
        UnreadableFileError,
        UnwritableFileError,
        WorkspaceError,
    )
    if isinstance(error, expected):
        complain(str(error))
        return USAGE
    if isinstance(error, CheckCrashError):
        complain(f"{error}\n点検は終わっていません。管理者に次を伝えてください。")
        _details(error.__cause__ or error)
        return INTERNAL
    complain("プログラムの内部で問題が起きました。管理者に次を伝えてください。")
    _details(error)
    return INTERNAL


def _details(error: BaseException) -> None:
    """Print where the program failed, without a sheet's text."""
    import platform
    import traceback

    from orgsheet import __version__

    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    python = f"Python {platform.python_version()}"
    complain(f"orgsheet {__version__} / {python} / {type(error).__name__} / {place}")
