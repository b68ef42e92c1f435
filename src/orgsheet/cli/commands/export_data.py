"""`orgsheet export --format csv|json|parquet`: the sheets as tables that other programs read."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from orgsheet.cli.exits import CLEAN, USAGE, CommandError, complain
from orgsheet.cli.output import put
from orgsheet.cli.shown_sheets import Shown, ShownYear, shown_sheets
from orgsheet.cli.typed_paths import ResultFile, direct, result_file, within
from orgsheet.diff.change_book import ChangeRule, load_change_rules
from orgsheet.diff.changes import Report
from orgsheet.diff.hide_staff import hide_staff
from orgsheet.diff.run import run_diff
from orgsheet.files import UnwritableFileError, make_folders, name_problem
from orgsheet.form.samples import sample_notices
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.match.links import Side
from orgsheet.match.one_form import in_one_form
from orgsheet.match.sides import Sides
from orgsheet.office.data_formats import DATA_FORMATS
from orgsheet.render.column_page import render_column_page
from orgsheet.render.display_width import printable
from orgsheet.render.office_libraries import OfficeMissingError
from orgsheet.render.sheets_json import render_sheets_json
from orgsheet.workspace.settings import load_settings
from orgsheet.workspace.workspace import Workspace
from orgsheet.yearbook.data_table import DataTable
from orgsheet.yearbook.open_data import data_year, open_tables

COLUMNS = "列の説明.md"
SHEETS = "sheets.json"
_MARKS = {*"=%'/\\"}
"""Marks that mean something in the path of a divided table."""


def export_data(
    workspace: Workspace,
    folder: Path,
    output: Path,
    wanted: Wanted,
    name: str,
    *,
    city: str,
    is_public: bool,
    is_internal: bool,
) -> int:
    """Write the tables of all years that are wanted into a folder; return the exit code.

    Beside them stand the page about their columns, and for JSON the whole sheets.

    Raises:
        CommandError: there is no sheet, a file may not be written, or a library is missing.
    """
    _require_city(city, name)
    shown = shown_sheets(
        workspace,
        folder,
        wanted,
        is_public=is_public,
        is_internal=is_internal,
        all_years=True,
    )
    rules = load_change_rules(workspace, load_settings(workspace))
    scales = workspace.scales.checked()
    years = [data_year(one.year, one.shown, workspace.plans, scales) for one in shown.years]
    tables = open_tables(
        years,
        [
            (before.year.label, after.year.label, _compared(before, after, workspace, rules))
            for before, after in pairwise(shown.years)
        ],
        is_whole=all(one.is_whole for one in shown.years),
    )
    try:
        files = [file for table in tables for file in DATA_FORMATS[name].files(table, city)]
    except OfficeMissingError as error:
        raise CommandError(str(error)) from error
    files += _beside(shown, tables_page=_page(shown, tables), with_sheets=name == "json")
    for file, data in [(_file_in(folder, output, path), data) for path, data in files]:
        put(data, file, is_told=False)
    complain(f"書き込みました: {output}（表 {len(tables)}、ファイル {len(files)}）")
    return USAGE if shown.is_unread else CLEAN


def _require_city(city: str, name: str) -> None:
    """Refuse a city's name that cannot be the name of a folder, or that no format would use.

    Raises:
        CommandError: it is one of these.
    """
    if city and name != "parquet":
        raise CommandError(
            "--city は --format parquet のときだけ使えます。--city を除いてください。"
        )
    if city and (name_problem(city) is not None or not city.isprintable() or {*city} & _MARKS):
        raise CommandError(
            f"--city「{printable(city)}」はフォルダの名前に使えません。例: --city 見本市"
        )


def _compared(
    before: ShownYear,
    after: ShownYear,
    workspace: Workspace,
    rules: Mapping[str, ChangeRule],
) -> Report:
    """Return what changed between two years, of what may be shown."""
    sides = in_one_form(
        *(Side(one.year.label, {sheet.id: sheet for sheet in one.shown}) for one in (before, after))
    )
    registers = workspace.plans, workspace.organization
    compared = Sides(sides[0], sides[1], "year", *registers, (), scales=workspace.scales)
    report, _ = run_diff(compared, rules)
    names_all = after.gate is None or after.gate.names_staff
    return report if names_all else hide_staff(report)


def _notices(shown: Shown) -> list[str]:
    return [notice for one in shown.years for notice in sample_notices(one.year.label, one.shown)]


def _page(shown: Shown, tables: tuple[DataTable, ...]) -> bytes:
    forms = {sheet.form.name: sheet.form for one in shown.years for sheet in one.shown}
    page = render_column_page(tables, [*forms.values()], _notices(shown), shown.licence)
    return page.encode("utf-8", "backslashreplace")


def _beside(shown: Shown, *, tables_page: bytes, with_sheets: bool) -> list[tuple[str, bytes]]:
    found = [(COLUMNS, tables_page)]
    if with_sheets:
        sheets = [sheet for one in shown.years for sheet in one.shown]
        text = render_sheets_json(sheets, _notices(shown), shown.licence)
        found.append((SHEETS, text.encode("utf-8", "backslashreplace")))
    return found


def _file_in(folder: Path, output: Path, path: str) -> ResultFile:
    """Return a file below the folder that was named; its folders are made.

    Raises:
        CommandError: a folder cannot be made, or the file may not be written.
    """
    place = direct(folder / output)
    file = place / path
    below = within(place, direct(folder)) and direct(folder)
    try:
        make_folders(file.parent, below or place.parent)
    except UnwritableFileError as error:
        raise CommandError(f"--output「{output}」: {error}") from error
    return result_file("--output", file.parent, file.name)
