"""`orgsheet export`: sheets in the city's own layout as Word, Excel, PDF or HTML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsheet.cli.exits import CLEAN, USAGE, CommandError, complain
from orgsheet.cli.options import sheets_options
from orgsheet.cli.output import put
from orgsheet.cli.selection import (
    chosen_sheets,
    open_workspace,
    readable_sheets,
    tell_unread_registers,
)
from orgsheet.cli.typed_paths import ResultFile, direct, given_path, is_folder, result_file, within
from orgsheet.files import UnwritableFileError, make_folders
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.office.data_formats import DATA_FORMATS
from orgsheet.office.make_book import Printed, book_of, origin_of, printed
from orgsheet.office.pdf_fonts import MissingGlyphsError
from orgsheet.office.print_formats import PRINT_FORMATS
from orgsheet.office.print_limits import PrintError
from orgsheet.office.printed_book import Book
from orgsheet.render.display_width import printable
from orgsheet.render.escape import visible
from orgsheet.render.office_libraries import OfficeMissingError
from orgsheet.workspace.workspace import Workspace

if TYPE_CHECKING:
    from orgsheet.form.sheet import Sheet, SheetId
    from orgsheet.lint.finding import Finding
    from orgsheet.workspace.publication import Publication

_EXAMPLE = "例: orgsheet export --section 総務課 --output 総務課.xlsx"
_USES = {name: one.use for name, one in PRINT_FORMATS.items()}
_USES |= {name: one.use for name, one in DATA_FORMATS.items()}
_FORMATS = "、".join(f"{name}（{use}）" for name, use in _USES.items())


@click.command(
    "export",
    help="シートを様式どおりの Word、Excel、PDF、HTML か、表（CSV、JSON、Parquet）に書き出します。"
    "Word と Excel は、直してから orgsheet import で戻せます。"
    "例: orgsheet export --section 総務課 --output 総務課.xlsx",
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice((*PRINT_FORMATS, *DATA_FORMATS)),
    metavar="形式",
    help=f"書き出す形: {_FORMATS}。--output がファイルなら、その終わりで決まる。",
)
@click.option(
    "--output",
    type=given_path,
    required=True,
    metavar="ファイルかフォルダ",
    help="書き出す先。ファイルなら全部を一つに（建制順、目次つき）、"
    "フォルダなら課ごとに一つずつ書く。",
)
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
    name, is_one = _target(file_format, output, folder)
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
            else _file_in(folder, output, sheet.id, name)
            for sheet in (group[0] for group in groups)
        ]
        if PRINT_FORMATS[name].returns and not force:
            _refuse_others(files)
        returns = PRINT_FORMATS[name].returns and not is_public
        pages = [
            [_printed(one, workspace, public, licence, returns=returns) for one in group]
            for group in groups
        ]
        forms = {sheet.document.path: sheet.form for sheet in sheets}
        books = [(book_of(group, findings, forms), group) for group in pages]
        _export(books, files, name, returns=returns)
    return USAGE if unread or not sheets else CLEAN


def _target(format_: str | None, output: Path, folder: Path) -> tuple[str, bool]:
    """Return the format, and whether everything goes into one file.

    Raises:
        CommandError: neither says which format is meant, or they contradict each other.
    """
    ending = output.suffix.lower().removeprefix(".")
    is_one = ending in PRINT_FORMATS and not is_folder(folder / output)
    if ending and not is_one and not is_folder(folder / output):
        raise CommandError(
            f"--output「{output}」のファイルの終わりは {'、'.join(PRINT_FORMATS)} のどれかです"
            "（.yaml などには書き出せません）。フォルダに書くときは、先にフォルダを作ってください。"
            f"{_EXAMPLE}"
        )
    if format_ is None and is_one:
        return ending, True
    if format_ is None:
        raise CommandError(
            f"どの形で書き出すかが分かりません。--format のあとに {'、'.join(PRINT_FORMATS)} の"
            f"どれかを書くか、--output にファイルの名前を書いてください。{_EXAMPLE}"
        )
    if is_one and ending != format_:
        raise CommandError(
            f"--format {format_} と、--output「{output}」の終わりが合いません。"
            f"終わりを .{format_} にするか、--format を除いてください。"
        )
    return format_, is_one


def _findings(workspace: Workspace, paths: list[str]) -> list[Finding]:
    """Return what lint says of the sheets, without what is known or waived."""
    from orgsheet.lint.session import against, entries_of, open_session

    session = open_session(workspace)
    entries = entries_of(session.record, below=workspace.root)
    report = against(session.judged(paths, cached=True), entries, is_whole=False)
    return list(report.findings)


def _file_in(folder: Path, output: Path, sheet: SheetId, name: str) -> ResultFile:
    """Return the file of a sheet in a folder, which is made where it is not there.

    Raises:
        CommandError: the folder cannot be made, or the file may not be written.
    """
    place = direct(folder / output)
    below = within(place, direct(folder)) and direct(folder)
    try:
        make_folders(place, below or place.parent)
    except UnwritableFileError as error:
        raise CommandError(f"--output「{output}」: {error}") from error
    return result_file("--output", place, f"{'_'.join(part for part in sheet if part)}.{name}")


def _refuse_others(files: Sequence[ResultFile]) -> None:
    """Refuse to write over files: somebody may have filled them in.

    Raises:
        CommandError: one is there.
    """
    there = [file.path for file in files if file.was.digest is not None]
    if there:
        more = f" ほか {len(there) - 1} つ" if len(there) > 1 else ""
        raise CommandError(
            f"「{there[0]}」{more}がすでにあります。記入されたものかもしれないので、"
            "何も書き出していません。別の場所にするか、"
            "書き換えてよければ --force を付けてください。"
        )


def _printed(
    sheet: Sheet, workspace: Workspace, public: Publication | None, licence: str, *, returns: bool
) -> Printed:
    """Return a sheet laid out, and tell what of it is not printed as it is."""
    one = printed(sheet, workspace.plans or None, public=public, returns=returns)
    for remark in one.remarks:
        complain(f"{printable(sheet.id.path)}: {remark}")
    notices = (*one.page.notices, visible(licence)) if licence else one.page.notices
    return one._replace(page=one.page._replace(notices=notices))


def _export(
    books: Sequence[tuple[Book, Sequence[Printed]]],
    files: Sequence[ResultFile],
    name: str,
    *,
    returns: bool,
) -> None:
    """Write a file for each book; none where one cannot be made.

    Raises:
        CommandError: a sheet cannot be printed in the format, or a library is missing.
    """
    write = PRINT_FORMATS[name].write
    try:
        made = [write(book, origin_of(pages) if returns else "") for book, pages in books]
    except (OfficeMissingError, MissingGlyphsError, PrintError) as error:
        raise CommandError(str(error)) from error
    for file, data in zip(files, made, strict=True):
        put(data, file)
