"""The sheets that a command tells something of: which are meant, and what of them may be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click

from orgsheet.cli.exits import CommandError, complain
from orgsheet.cli.selection import chosen_sheets, readable_sheets, tell_unread_registers
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.render.display_width import printable
from orgsheet.workspace.publication import Gate
from orgsheet.workspace.settings import load_settings
from orgsheet.workspace.workspace import Workspace


class ShownYear(NamedTuple):
    """The sheets of one year, in the order of every list.

    `sheets` are as they are, `shown` hold only what may be shown of them; `gate` says what that
    is, None where everything is. `is_whole` says that no sheet of the year was left out.
    """

    year: FiscalYear
    sheets: tuple[Sheet, ...]
    shown: tuple[Sheet, ...]
    gate: Gate | None
    is_whole: bool


class Shown(NamedTuple):
    """What a command tells of: years, the earliest first, and whether a file could not be read.

    `licence` is the line that what is published ends with, "" where there is none.
    """

    years: tuple[ShownYear, ...]
    licence: str
    is_unread: bool


def audience_options() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return `--public` and `--internal`: the arguments `is_public` and `is_internal`."""

    def with_options(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def judged(*arguments: Any, is_public: bool, is_internal: bool, **options: Any) -> object:  # noqa: ANN401 - the command's own
            if is_public and is_internal:
                raise CommandError(
                    "--public と --internal は一緒に使えません。外に出すなら --public だけ、"
                    "庁内で見るなら --internal だけにしてください。"
                )
            return function(*arguments, is_public=is_public, is_internal=is_internal, **options)

        chosen = click.option(
            "--internal",
            "is_internal",
            is_flag=True,
            help="庁内用。公表しない欄も職員の名前も、すべて示す。",
        )(judged)
        return click.option(
            "--public",
            "is_public",
            is_flag=True,
            help="公表用。公表してよいシート（書き終えたもの、またはタグのもの）だけにする。",
        )(chosen)

    return with_options


def shown_sheets(
    workspace: Workspace,
    folder: Path,
    wanted: Wanted,
    *,
    is_public: bool,
    is_internal: bool,
    all_years: bool = False,
) -> Shown:
    """Return the sheets that are meant, with what may be shown of them.

    Without `is_public` drafts are among them; without `is_internal` names of staff and fields
    that are not published are left out as the settings say. What cannot be read is told.

    Args:
        workspace: the workspace.
        folder: where the command works.
        wanted: which sheets.
        is_public: whether only what may be published is meant.
        is_internal: whether everything is shown.
        all_years: whether without a year all are meant, not the latest alone.

    Raises:
        CommandError: there is none, or the tag that the settings name is not there.
    """
    chosen = chosen_sheets(workspace, wanted, all_years=all_years)
    labels = dict.fromkeys(one.year for one in chosen)
    years = [(label, FiscalYear.read(label)) for label in labels]
    whole = wanted.section is None and wanted.department is None
    publication = load_settings(workspace).publication
    unread = False
    if is_public:
        from orgsheet.cli.commands.export_public import public_sheets

        sheets, publication, licence = public_sheets(workspace, folder, chosen)
    else:
        sheets, unread = readable_sheets(workspace, chosen)
        licence = ""
    found: list[ShownYear] = []
    for label, year in years:
        if year is None or year.label != label:
            complain(f"「{printable(label)}」は年度ではないので、数えていません。")
            continue
        own = tuple(sheet for sheet in sheets if sheet.id.year == label)
        gate = None if is_internal else Gate.of(publication, own)
        view = own if gate is None or is_public else tuple(gate.view(sheet) for sheet in own)
        found.append(ShownYear(year, own, view, gate, whole))
    if not any(one.sheets for one in found):
        raise CommandError(_nothing(chosen, is_public=is_public))
    unread |= tell_unread_registers(workspace)
    return Shown(tuple(sorted(found, key=lambda one: one.year)), licence, unread)


def _nothing(chosen: Sequence[SheetId], *, is_public: bool) -> str:
    if is_public:
        return (
            f"公表してよいシートがありません（{len(chosen)} 枚のうち）。書き終えていないシート、"
            "エラーのあるシート、見本のシートは公表しません。orgsheet status で見てください。"
        )
    return "読めるシートがありません。orgsheet lint で直すところを見てください。"
