"""`orgsheet log`: one project through the years, whatever it was called and where it stood."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, USAGE, CommandError, complain
from orgsheet.cli.options import format_option, output_option, sheets_options
from orgsheet.cli.output import put
from orgsheet.cli.selection import open_workspace
from orgsheet.cli.terminal import columns, has_colour
from orgsheet.cli.typed_paths import result_file
from orgsheet.diff.change_book import load_change_rules
from orgsheet.diff.hide_staff import hide_staff_in_history
from orgsheet.diff.history import follow
from orgsheet.fiscal import FiscalYear
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.render.display_width import Style
from orgsheet.render.reporter import HISTORY_FORMATS
from orgsheet.workspace.publication import NO_STAFF
from orgsheet.workspace.settings import load_settings
from orgsheet.workspace.workspace import Workspace


@click.command(
    "log",
    help="一つの事業を、名前や担当する課が変わっても、年度をまたいでたどります。"
    "名前は一部でもかまいません。"
    "例: orgsheet log 見本計画の策定",
)
@click.argument("name", metavar="事業の名前")
@sheets_options()
@format_option(HISTORY_FORMATS)
@output_option()
@click.pass_obj
def command(folder: Path, name: str, wanted: Wanted, format_: str, output: Path | None) -> int:
    file = None if output is None else result_file("--output", folder, output)
    workspace = open_workspace(folder, ())
    workspace.schemas.require_own()
    settings = load_settings(workspace)
    rules, staff = load_change_rules(workspace, settings), settings.publication.staff
    history = follow(workspace, _years(workspace), name, wanted, rules, staff)
    if staff == NO_STAFF:
        history = hide_staff_in_history(history)
    chosen = HISTORY_FORMATS[format_]
    style = Style(columns(), output is None and has_colour())
    put(chosen.render(history, style) if chosen.is_for_screen else chosen.render(history), file)
    for sentence in history.unread:
        complain(sentence)
    return USAGE if history.unread else CLEAN


def _years(workspace: Workspace) -> list[FiscalYear]:
    """Return the years that have sheets, earliest first."""
    found = set(filter(None, (FiscalYear.read(one.year) for one in workspace.sheet_ids)))
    if not found:
        raise CommandError("シートがまだありません。sheets/年度/部名/課名.yaml に置いてください。")
    return sorted(found)
