"""`orgsheet archive`: a closed year for the archive of records: PDF/A, and the files themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import click

from orgsheet.cli.as_of import typed_day
from orgsheet.cli.commands.site import place_for
from orgsheet.cli.exits import CLEAN, USAGE, CommandError, complain
from orgsheet.cli.selection import open_workspace, tell_unread_registers
from orgsheet.cli.typed_paths import given_path
from orgsheet.cycle.successors import sheets_of
from orgsheet.files import name_problem, put_tree
from orgsheet.fiscal import FiscalYear
from orgsheet.fiscal.eras import date_text
from orgsheet.form.blanks import blanks
from orgsheet.form.sheet import Sheet
from orgsheet.render.display_width import printable
from orgsheet.workspace.layout import REGISTERS, SETTINGS_PATH
from orgsheet.workspace.workspace import Workspace

_EXAMPLE = "例: orgsheet archive R5 --output 保存/R5"
_BESIDE = (*REGISTERS, SETTINGS_PATH)
_OWN = ("schema", "lint", "changes")
LIST = "目録.txt"


@click.command(
    "archive",
    help="終わった年度のシートを、公文書として残す形にします。長期保存のための PDF（PDF/A）と、"
    f"シート、台帳、様式のファイルを、目録を付けて一つのフォルダに書きます。{_EXAMPLE}",
)
@click.argument("year", metavar="年度")
@click.option(
    "--output",
    type=given_path,
    required=True,
    metavar="フォルダ",
    help="書くフォルダ。空か、前に作ったもの。",
)
@click.option(
    "--as-of",
    metavar="日付",
    help="いつの時点のものとするか。例: 2024-05-31。書かなければ、年度の終わりの日。",
)
@click.pass_obj
def command(folder: Path, year: str, output: Path, as_of: str | None) -> int:
    chosen = FiscalYear.read(year)
    if chosen is None:
        raise CommandError(f"「{year}」は年度として読めません。{_EXAMPLE}")
    place = place_for(folder, output)
    workspace = open_workspace(folder, ())
    if tell_unread_registers(workspace):
        complain("読めない台帳は残せないため、何も書いていません。")
        return USAGE
    sheets = _sheets(workspace, chosen)
    day = typed_day(as_of) or chosen.last
    files = dict(_files(workspace, chosen, sheets, day))
    files[LIST] = _list(files, chosen, day)
    done = put_tree(place, files.items())
    complain(
        f"「{printable(str(output))}」に {chosen.kanji}のシート {len(sheets):,} 枚を"
        f"書きました（ファイル {done.written + done.same:,}）。"
    )
    return CLEAN


def _sheets(workspace: Workspace, year: FiscalYear) -> list[Sheet]:
    """Return the year's sheets in the order of every list.

    Raises:
        CommandError: there is none, or one cannot be read or is not written to its end.
    """
    found = [(one, workspace.sheet(one)) for one in sheets_of(workspace, year)]
    if not found:
        raise CommandError(f"{year.label}（{year.kanji}）のシートがありません。{_EXAMPLE}")
    sheets = []
    for identity, sheet in found:
        if sheet is None or sheet.root is None or sheet.document.problems:
            raise CommandError(
                f"{identity.path} に読めない行があるので、残せません。"
                f"先に直してください: orgsheet lint {identity.path}"
            )
        if blanks(sheet.root):
            raise CommandError(
                f"{identity.path} に【記入】が残っているので、終わった年度として残せません。"
                f"orgsheet status {year.label} で、残りを見てください。"
            )
        sheets.append(sheet)
    return sheets


def _files(
    workspace: Workspace, year: FiscalYear, sheets: list[Sheet], day: date
) -> Iterator[tuple[str, bytes]]:
    """Yield what is kept: the PDF, and the files as they are, byte for byte.

    Raises:
        CommandError: a file has a name that not every computer can have, or that would be a line
            of its own in the list.
    """
    yield f"{year.label}.pdf", _pdf(workspace, sheets, day)
    own = [path for folder in _OWN for path, _ in workspace.own_files(folder)]
    for path in (*(sheet.document.path for sheet in sheets), *_BESIDE, *own):
        for part in path.split("/"):
            if wrong := name_problem(part):
                raise CommandError(
                    f"「{printable(path)}」は、名前に{wrong.words}ため、残せません。"
                    "名前を直すか、そのファイルを消してから、もう一度実行してください。"
                )
        data = workspace.read(path)
        if data is not None:
            yield path, data


def _pdf(workspace: Workspace, sheets: list[Sheet], day: date) -> bytes:
    from orgsheet.office.make_book import book_of, printed
    from orgsheet.office.pdf_fonts import MissingGlyphsError
    from orgsheet.office.write_pdf import write_pdf
    from orgsheet.render.office_libraries import OfficeMissingError

    pages = [printed(sheet, workspace.plans or None, returns=False) for sheet in sheets]
    try:
        return write_pdf(book_of(pages, (), {}), kept_from=day)
    except (OfficeMissingError, MissingGlyphsError) as error:
        raise CommandError(str(error)) from error


def _list(files: dict[str, bytes], year: FiscalYear, day: date) -> bytes:
    """Return the list of what is kept: each file with its size and what it can be checked by."""
    lines = [
        f"{year.kanji} 組織マネジメントシート　{date_text(day)}現在",
        "",
        f"{year.label}.pdf は、長期保存のための PDF（PDF/A-2a）です。印刷した様式と同じ内容です。",
        "sheets/ などのファイルは、もとのままの写しです。文字は UTF-8 で、どのソフトでも読めます。",
        "職員の名前など、公表しないものを含みます。",
        "",
        "SHA-256　バイト　ファイル",
    ]
    lines += [
        f"{sha256(data).hexdigest()}  {len(data)}  {path}" for path, data in sorted(files.items())
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()
