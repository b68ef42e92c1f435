"""`orgsheet export`: sheets in the city's own layout as Word, Excel, PDF or HTML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsheet.cli.exits import CLEAN, USAGE, CommandError, complain
from orgsheet.cli.options import sheets_options
from orgsheet.cli.printed_files import (
    file_in,
    format_option,
    output_option,
    refuse_others,
    target_of,
    write_books,
)
from orgsheet.cli.selection import (
    chosen_sheets,
    open_workspace,
    readable_sheets,
    tell_unread_registers,
)
from orgsheet.cli.typed_paths import result_file
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.office.data_formats import DATA_FORMATS
from orgsheet.office.make_book import Printed, book_of, origin_of, printed
from orgsheet.office.print_formats import PRINT_FORMATS
from orgsheet.render.display_width import printable
from orgsheet.render.escape import visible
from orgsheet.workspace.workspace import Workspace

if TYPE_CHECKING:
    from orgsheet.form.sheet import Sheet
    from orgsheet.lint.finding import Finding
    from orgsheet.workspace.publication import Publication

_EXAMPLE = "例: orgsheet export --section 総務課 --output 総務課.xlsx"
_USES = {name: one.use for name, one in PRINT_FORMATS.items()}
_USES |= {name: one.use for name, one in DATA_FORMATS.items()}


@click.command(
    "export",
    help="シートを様式どおりの Word、Excel、PDF、HTML か、表（CSV、JSON、Parquet）に書き出します。"
    "Word と Excel は、直してから orgsheet import で戻せます。"
    "例: orgsheet export --section 総務課 --output 総務課.xlsx",
)
@format_option(_USES)
@output_option()
@sheets_options()
@click.option("--with-findings", is_flag=True, help="点検の指摘を、欄の注と一覧にして付ける。")
@click.option(
    "--public",
    "is_public",
    is_flag=True,
    help="公表用に書き出す。公表しない欄と担当者の名前を除き、書き終えていないシートを出さない。",
)
@click.option(
    "--internal",
    "is_internal",
    is_flag=True,
    help="表の形で、公表しない欄と職員の名前も書き出す（ほかの形では、いつも書き出す）。",
)
@click.option(
    "--city",
    default="",
    metavar="市の名前",
    help="parquet を市ごとのフォルダに分ける。いくつもの市の表を一つのフォルダに集めるため。",
)
@click.option("--force", is_flag=True, help="Word や Excel のファイルがすでにあっても書き換える。")
@click.pass_obj
def command(
    folder: Path,
    file_format: str | None,
    output: Path,
    wanted: Wanted,
    with_findings: bool,
    is_public: bool,
    is_internal: bool,
    city: str,
    force: bool,
) -> int:
    if is_public and is_internal:
        raise CommandError("--public と --internal は一緒に使えません。どちらかにしてください。")
    if is_public and with_findings:
        raise CommandError(
            "--public と --with-findings は一緒に使えません。指摘は公表するものではないためです。"
        )
    if file_format in DATA_FORMATS:
        if with_findings:
            raise CommandError(
                "表の形（csv、json、parquet）に指摘は付きません。--with-findings を除いてください。"
                "指摘の表は orgsheet lint --format csv で書き出せます。"
            )
        from orgsheet.cli.commands.export_data import export_data

        workspace = open_workspace(folder, ())
        return export_data(
            workspace,
            folder,
            output,
            wanted,
            file_format,
            city=city,
            is_public=is_public,
            is_internal=is_internal,
        )
    name, is_one = target_of(file_format, output, folder, _EXAMPLE)
    workspace = open_workspace(folder, ())
    chosen = chosen_sheets(workspace, wanted)
    public: Publication | None = None
    unread, licence = False, ""
    if is_public:
        from orgsheet.cli.commands.export_public import public_sheets

        sheets, public, licence = public_sheets(workspace, folder, chosen)
    else:
        sheets, unread = readable_sheets(workspace, chosen)
    unread |= tell_unread_registers(workspace)
    findings = _findings(workspace, [one.document.path for one in sheets]) if with_findings else []
    if sheets:
        groups = [sheets] if is_one else [[one] for one in sheets]
        files = [
            result_file("--output", folder, output)
            if is_one
            else file_in(folder, output, sheet.id, name)
            for sheet in (group[0] for group in groups)
        ]
        if PRINT_FORMATS[name].returns and not force:
            refuse_others(files)
        returns = PRINT_FORMATS[name].returns and not is_public
        pages = [
            [_printed(one, workspace, public, licence, returns=returns) for one in group]
            for group in groups
        ]
        forms = {sheet.document.path: sheet.form for sheet in sheets}
        books = [
            (book_of(group, findings, forms), origin_of(group) if returns else "")
            for group in pages
        ]
        write_books(books, files, name)
    return USAGE if unread or not sheets else CLEAN


def _findings(workspace: Workspace, paths: list[str]) -> list[Finding]:
    """Return what lint says of the sheets, without what is known or waived."""
    from orgsheet.lint.session import against, entries_of, open_session

    session = open_session(workspace)
    entries = entries_of(session.record, below=workspace.root)
    report = against(session.judged(paths, cached=True), entries, is_whole=False)
    return list(report.findings)


def _printed(
    sheet: Sheet, workspace: Workspace, public: Publication | None, licence: str, *, returns: bool
) -> Printed:
    """Return a sheet laid out, and tell what of it is not printed as it is."""
    one = printed(sheet, workspace.plans or None, public=public, returns=returns)
    for remark in one.remarks:
        complain(f"{printable(sheet.id.path)}: {remark}")
    notices = (*one.page.notices, visible(licence)) if licence else one.page.notices
    return one._replace(page=one.page._replace(notices=notices))
