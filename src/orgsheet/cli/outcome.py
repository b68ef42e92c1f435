"""How a command ends: every expected failure a Japanese sentence and an exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

CLEAN, FINDINGS, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 130


class CommandError(Exception):
    """The command cannot go on; the message is Japanese and ends with what to do next."""


def prepare_streams() -> None:
    """Make output safe on any console: what it cannot show is escaped, never a crash.

    Into a file or a pipe the output is UTF-8.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def complain(message: str) -> None:
    """Print a message for the person on standard error."""
    from orgsheet.report.width import printable

    for line in message.splitlines():
        print(printable(line), file=sys.stderr)  # noqa: T201 - the command's output


def run_guarded(command: Callable[[], int]) -> int:
    """Run a command; turn what it raises into a message and an exit code."""
    import click

    try:
        return command()
    except (KeyboardInterrupt, click.Abort):
        complain("中断しました。")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (such as `head`) has gone; nothing is left to tell it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINDINGS
    except click.UsageError as error:
        from orgsheet.cli.usage import usage_sentence

        complain(usage_sentence(error))
        return USAGE
    except Exception as error:  # noqa: BLE001 - the last resort, told to the person
        return _explain(error)


def _explain(error: Exception) -> int:
    from orgsheet.lint.baseline import BaselineError
    from orgsheet.lint.engine import CheckCrashError
    from orgsheet.lint.rules import RuleFileError
    from orgsheet.settings import SettingsError
    from orgsheet.source import EditRefused, UnreadableFileError, UnwritableFileError
    from orgsheet.workspace import WorkspaceError

    expected = (
        BaselineError,
        CommandError,
        EditRefused,
        RuleFileError,
        SettingsError,
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
