"""`orgsheet diff`: what changed between two years, two revisions, two files or two folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, CommandError, complain
from orgsheet.cli.options import (
    ambiguous_width_option,
    fail_on_option,
    format_option,
    output_option,
    redact_option,
    sheets_options,
)
from orgsheet.cli.output import put
from orgsheet.cli.terminal import columns, has_colour
from orgsheet.cli.two_sides import read_sides
from orgsheet.cli.typed_paths import ResultFile, given_path, result_file
from orgsheet.diff.changes import LEVELS, Report
from orgsheet.diff.public_report import public_report, staff_in_table
from orgsheet.files.trees import WorkspaceError
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.render.changes.by_project import BY
from orgsheet.render.display_width import Style
from orgsheet.render.reporter import CHANGE_FORMATS, TABLE_FORMATS
from orgsheet.source import Plain
from orgsheet.workspace.publication import NO_STAFF
from orgsheet.workspace.settings import Settings, load_settings
from orgsheet.workspace.workspace import Workspace

if TYPE_CHECKING:
    from orgsheet.diff.change_book import ChangeRule


@click.command(
    "diff",
    help="二つの年度、Git の版、ファイル、フォルダの間で何が変わったかを示します。"
    "例: orgsheet diff R4 R5 ／ orgsheet diff main...HEAD",
)
@click.argument("words", nargs=-1, metavar="前 後")
@sheets_options()
@format_option(CHANGE_FORMATS)
@click.option(
    "--table",
    type=given_path,
    metavar="ファイル",
    help="新旧対照表を作る。ファイルの終わりは .html、.xlsx、.docx のどれか。",
)
@output_option()
@click.option("--all", "show_all", is_flag=True, help="省かずに一つずつ示す。")
@click.option(
    "--by",
    type=click.Choice(tuple(BY)),
    metavar="並べ方",
    help=f"画面での並べ方: {' '.join(f'{name}（{word}）' for name, word in BY.items())}。"
    "書かなければ、長いときは部ごとの件数と重いものだけを示す。",
)
@click.option(
    "--profile",
    type=click.Choice(("year", "pr")),
    metavar="見方",
    help="year（年度の比較）か pr（同じ年度の中の変更）。書かなければ対象に合わせる。",
)
@fail_on_option(LEVELS, "この重さ以上の変更があれば終了コードを 1 にする: 重、注、参、雑。")
@redact_option(
    "職員の名前と公表しない欄を伏せる／示す。書かなければ、画面のほかは公表の設定に従う。",
    default=None,
)
@ambiguous_width_option()
@click.option("--driver", is_flag=True, hidden=True)
@click.pass_obj
def command(
    folder: Path,
    words: tuple[str, ...],
    wanted: Wanted,
    format_: str,
    table: Path | None,
    output: Path | None,
    show_all: bool,
    by: str | None,
    profile: str | None,
    fail_on: str | None,
    redact: bool | None,
    ambiguous_width: int,
    driver: bool,
) -> int:
    if driver:
        from orgsheet.cli.commands.diff_driver import run_driver

        return run_driver(words)
    if table is not None and table.suffix.lower() not in TABLE_FORMATS:
        raise CommandError(
            f"--table のファイルの終わりは {'、'.join(TABLE_FORMATS)} のどれかにしてください。"
            "例: --table 新旧対照表.xlsx"
        )
    table_file = None if table is None else result_file("--table", folder, table)
    output_file = None if output is None else result_file("--output", folder, output)
    if table_file is not None and output_file is not None and table_file.path == output_file.path:
        raise CommandError(
            f"--table と --output が同じファイル「{table}」です。別の名前にしてください。"
        )
    from orgsheet.diff.run import run_diff

    settings, rules = _judging(folder)
    style = Style(columns(), output is None and has_colour(), ambiguous_width)
    with ExitStack() as stack:
        sides = read_sides(folder, words, stack)
        compare = partial(run_diff, rules=rules, wanted=wanted, profile=profile, show_all=show_all)
        report, unread = compare(sides)
        is_grave = fail_on is not None and _reaches(report, fail_on)
        leave = partial(public_report, report, sides, lambda some: compare(some)[0])
        shown = _Shown(report, leave, settings, redact)
        data: str | bytes = ""
        if table_file is not None and shown.in_table != NO_STAFF:
            # Before the text hides the names, which changes the sheets in memory.
            data = _table(shown.table(), table_file, settings.table, staff=True)
        text = ""
        if table is None or output is not None or format_ != "text":
            text = _render(shown.text(format_), format_, style, show_all=show_all, by=by or "")
        if table_file is not None and not data:
            # Without its column, a name may still stand in another one, or in an odd row.
            data = _table(shown.table(), table_file, settings.table, staff=False)
    _put(data, table_file)
    _put(text, output_file)
    for sentence in (*unread, *(one.message for one in report.matching.contradictions)):
        complain(sentence)
    if unread or report.matching.contradictions:
        return USAGE
    return FINDINGS if is_grave else CLEAN


def _put(text: str | bytes, file: ResultFile | None) -> None:
    if text:
        put(text, file)


class _Shown(NamedTuple):
    """A report, and what leaves the office of it: by the settings, or as `--redact` asks."""

    report: Report
    leave: Callable[[str, str], Report]
    settings: Settings
    redact: bool | None

    @property
    def in_table(self) -> str:
        """What of members of staff the table shows."""
        return staff_in_table(self.settings, redact=self.redact)

    def table(self) -> Report:
        """Return what the table is made of."""
        publication = self.settings.publication
        is_internal = self.redact is False
        return self.report if is_internal else self.leave(self.in_table, publication.licence)

    def text(self, format_: str) -> Report:
        """Return what a format tells."""
        publication = self.settings.publication
        if not (CHANGE_FORMATS[format_].hides_staff if self.redact is None else self.redact):
            return self.report
        staff = publication.staff if self.redact is None else NO_STAFF
        return self.leave(staff, publication.licence)


def _judging(folder: Path) -> tuple[Settings, Mapping[str, ChangeRule]]:
    """Return settings and change rules of the workspace in which the command works, if in one.

    Raises:
        SettingsError: the settings cannot be read.
        RuleFileError: a rule of the workspace's own cannot be used, or the settings name one that
            there is not.
        WorkspaceError: the workspace's own form cannot be used.
    """
    from orgsheet.diff.change_book import load_change_rules, packaged_change_rules
    from orgsheet.lint.own_rules import own_change_rules

    try:
        workspace = Workspace.open(folder)
    except WorkspaceError:
        return Settings(), packaged_change_rules()
    workspace.schemas.require_own()
    settings = load_settings(workspace)
    own = own_change_rules(workspace)
    if own:
        complain(f"{own}。")
    return settings, load_change_rules(workspace, settings)


def _reaches(report: Report, level: str) -> bool:
    """Tell whether a change of this level or a graver one was found, told or left out."""
    grave = LEVELS[: LEVELS.index(level) + 1]
    return any(change.level in grave for change in report.changes) or any(
        report.hidden.get(one) for one in grave
    )


def _render(report: Report, format_: str, style: Style, *, show_all: bool, by: str) -> str:
    chosen = CHANGE_FORMATS[format_]
    screen = {"style": style, "everything": show_all, "by": by} if chosen.is_for_screen else {}
    text: str = chosen.render(report, **screen)
    return text


def _table(
    report: Report, file: ResultFile, settings: Mapping[str, Plain], *, staff: bool
) -> str | bytes:
    """Return the 新旧対照表 of a report in the format of its file."""
    from orgsheet.diff.table.build_table import comparison_table
    from orgsheet.diff.table.table_parts import TableSettings
    from orgsheet.render.office_libraries import OfficeMissingError

    table = comparison_table(report, TableSettings(**{**settings, "staff": staff}))
    try:
        data: str | bytes = TABLE_FORMATS[file.path.suffix.lower()].render(table)
    except OfficeMissingError as error:
        raise CommandError(str(error)) from error
    return data
