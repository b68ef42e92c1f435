"""The day as of which a command tells something: no command reads the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from orgsheet.cli.exits import CommandError
from orgsheet.files.git import GitError, Repository, open_repository
from orgsheet.fiscal import FiscalYear


def as_of_option() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return `--as-of`, the argument `as_of`: the day as it was typed."""
    return click.option(
        "--as-of",
        metavar="日付",
        help="いつの時点で言うか。例: 2023-10-01。書かなければ、最後の記録（コミット）の日。",
    )


def typed_day(as_of: str | None) -> date | None:
    """Return the day that `--as-of` names, None where nothing was typed.

    Raises:
        CommandError: what was typed is no day.
    """
    if as_of is None:
        return None
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        raise CommandError(
            f"--as-of「{as_of}」は日付として読めません。2023-10-01 のように書いてください。"
        ) from None


def commit_day(repository: Repository | None) -> date | None:
    """Return the day of the last commit, None where there is none."""
    head = None if repository is None else repository.find("HEAD")
    if repository is None or head is None:
        return None
    return repository.day_of(head)


def day_of(as_of: str | None, folder: Path, year: FiscalYear) -> date:
    """Return the day that is meant: the typed one, else that of the last commit.

    Where there is no commit it is the first day of the year.

    Raises:
        CommandError: what was typed is no day.
    """
    typed = typed_day(as_of)
    if typed is not None:
        return typed
    try:
        with open_repository(folder) as repository:
            made = commit_day(repository)
    except GitError:
        made = None
    return made or year.first
