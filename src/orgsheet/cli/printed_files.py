"""Files of printed sheets: one for all or one each, in which format, and how they are written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from orgsheet.cli.exits import CommandError
from orgsheet.cli.output import put
from orgsheet.cli.typed_paths import ResultFile, direct, given_path, is_folder, result_file, within
from orgsheet.files import UnwritableFileError, make_folders
from orgsheet.form.sheet import SheetId
from orgsheet.office.pdf_fonts import MissingGlyphsError
from orgsheet.office.print_formats import PRINT_FORMATS
from orgsheet.office.print_limits import PrintError
from orgsheet.office.printed_book import Book
from orgsheet.render.office_libraries import OfficeMissingError

RETURNING = tuple(name for name, one in PRINT_FORMATS.items() if one.returns)
"""The formats whose files can be filled in and come back."""


def format_option(uses: Mapping[str, str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return `--format`, the argument `file_format`; `uses` says what each format is for."""
    told = "、".join(f"{name}（{use}）" for name, use in uses.items())
    return click.option(
        "--format",
        "file_format",
        type=click.Choice(tuple(uses)),
        metavar="形式",
        help=f"書き出す形: {told}。--output がファイルなら、その終わりで決まる。",
    )


def output_option() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return `--output`, the argument `output`: one file for all, or a folder for one each."""
    return click.option(
        "--output",
        type=given_path,
        required=True,
        metavar="ファイルかフォルダ",
        help="書き出す先。ファイルなら全部を一つに（建制順、目次つき）、"
        "フォルダなら課ごとに一つずつ書く。",
    )


def target_of(
    format_: str | None,
    output: Path,
    folder: Path,
    example: str,
    formats: Collection[str] = tuple(PRINT_FORMATS),
    option: str = "--output",
) -> tuple[str, bool]:
    """Return the format, and whether everything goes into one file.

    Args:
        format_: the format that was typed, None where the file's ending is to say it.
        output: where to.
        folder: where the command works.
        example: what a message gives as an example.
        formats: the formats that may be meant.
        option: the option that says where to.

    Raises:
        CommandError: neither says which format is meant, or they contradict each other.
    """
    kind = "--format" if option == "--output" else f"{option}-format"
    ending = output.suffix.lower().removeprefix(".")
    is_one = ending in formats and not is_folder(folder / output)
    if ending and not is_one and not is_folder(folder / output):
        raise CommandError(
            f"{option}「{output}」のファイルの終わりは {'、'.join(formats)} のどれかです"
            "（.yaml などには書き出せません）。フォルダに書くときは、先にフォルダを作ってください。"
            f"{example}"
        )
    if format_ is None and is_one:
        return ending, True
    if format_ is None:
        raise CommandError(
            f"どの形で書き出すかが分かりません。{kind} のあとに {'、'.join(formats)} の"
            f"どれかを書くか、{option} にファイルの名前を書いてください。{example}"
        )
    if is_one and ending != format_:
        raise CommandError(
            f"{kind} {format_} と、{option}「{output}」の終わりが合いません。"
            f"終わりを .{format_} にするか、{kind} を除いてください。"
        )
    return format_, is_one


def file_in(
    folder: Path, output: Path, sheet: SheetId, name: str, option: str = "--output"
) -> ResultFile:
    """Return the file of a sheet in a folder, which is made where it is not there.

    Raises:
        CommandError: the folder cannot be made, or the file may not be written.
    """
    place = direct(folder / output)
    below = within(place, direct(folder)) and direct(folder)
    try:
        make_folders(place, below or place.parent)
    except UnwritableFileError as error:
        raise CommandError(f"{option}「{output}」: {error}") from error
    return result_file(option, place, f"{'_'.join(part for part in sheet if part)}.{name}")


def refuse_others(files: Sequence[ResultFile]) -> None:
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


def write_books(books: Sequence[tuple[Book, str]], files: Sequence[ResultFile], name: str) -> None:
    """Write a file for each book; none where one cannot be made.

    Args:
        books: the books, each with what its file says it was made from ("" for nothing).
        files: where to, one for each.
        name: the format.

    Raises:
        CommandError: a sheet cannot be printed in the format, or a library is missing.
    """
    write = PRINT_FORMATS[name].write
    try:
        made = [write(book, origin) for book, origin in books]
    except (OfficeMissingError, MissingGlyphsError, PrintError) as error:
        raise CommandError(str(error)) from error
    for file, data in zip(files, made, strict=True):
        put(data, file)
