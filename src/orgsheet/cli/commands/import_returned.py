"""`orgsheet import` of files that `orgsheet export` made: a person's edits merged into sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsheet.cli.commands.import_places import bytes_there, write_sheet
from orgsheet.cli.exits import CommandError, complain
from orgsheet.form.definition import FormError
from orgsheet.importers.import_result import ImportFailure
from orgsheet.office.return_trip import (
    SIDES,
    Outcome,
    Returned,
    ReturnedFile,
    merged,
    read_returned,
)
from orgsheet.office.returned_file import ReturnError
from orgsheet.render.display_width import printable

if TYPE_CHECKING:
    from orgsheet.cli.commands.import_files import GivenFile
    from orgsheet.importers.labels import Basis

Files = Sequence[tuple["GivenFile", ReturnedFile]]

_ENDINGS = (".docx", ".xlsx")
_MOST_SHOWN = 12


def read_back(
    given: list[GivenFile], basis: Basis
) -> tuple[list[tuple[GivenFile, ReturnedFile]], list[GivenFile]]:
    """Return the files that were made here with what they say, and all others.

    Raises:
        CommandError: one was made here and cannot be taken back.
    """
    found: list[tuple[GivenFile, ReturnedFile]] = []
    others: list[GivenFile] = []
    for one in given:
        is_office = one.path.name.lower().endswith(_ENDINGS)
        try:
            file = None
            if is_office:
                file = read_returned(one.read(), one.path.name, basis.forms, basis.plans)
        except ReturnError as error:
            raise CommandError(
                f"「{one.shown}」を取り込めません。何も書き込んでいません。\n{error}"
            ) from error
        except FormError as error:
            raise CommandError(str(error)) from error
        except ImportFailure:
            file = None  # told by those who read files from elsewhere
        if file is None:
            others.append(one)
        else:
            found.append((one, file))
    return found, others


def put_returned(files: Files, root: Path, basis: Basis, side: str, *, dry_run: bool) -> bool:
    """Write the sheets with the edits of the files in them; tell whether something is asked.

    A sheet in which both changed a value is left alone, and the values are shown.

    Raises:
        CommandError: a sheet cannot be read or written.
    """
    texts: dict[str, bytes | None] = {}
    made: dict[str, bytes] = {}
    is_asked = False
    for one, file in files:
        for returned in file.sheets:
            path = returned.made.sheet.path
            if path not in texts:
                texts[path] = bytes_there(root, path)
            outcome = _outcome(returned, made.get(path, texts[path]), basis, side)
            if outcome.conflicts:
                is_asked = True
                _ask(one.shown, path, outcome)
            else:
                made[path] = outcome.data
    for path, data in made.items():
        was = texts[path]
        if data == was:
            click.echo(f"変わりません: {printable(str(root / path))}")
            continue
        if not dry_run:
            write_sheet(root, path, data, was)
        done = "書き込む予定" if dry_run else "書き込みました"
        click.echo(f"{done}: {printable(str(root / path))}")
    return is_asked


def _outcome(returned: Returned, current: bytes | None, basis: Basis, side: str) -> Outcome:
    """Return a sheet with the edits of a file in it; one that is not there is made anew."""
    if current is None:
        return Outcome(f"{returned.made.sheet.modeline}\n{returned.text}".encode(), (), ())
    try:
        return merged(returned, current, basis.forms, side)
    except ReturnError as error:
        raise CommandError(f"{error}\n何も書き込んでいません。") from error


def _ask(file: Path, path: str, outcome: Outcome) -> None:
    """Show the values that both changed, and how to choose."""
    complain(
        f"{path}: 「{file}」を書き出したあとに、シートでも直された欄があります。"
        "このシートには書き込んでいません。"
    )
    for place in outcome.conflicts[:_MOST_SHOWN]:
        complain(f"  欄: {place}")
    for sheet, returned in outcome.choices[:_MOST_SHOWN]:
        complain(f"    {SIDES[0]}: {sheet or '（なし）'}")
        complain(f"    {SIDES[1]}: {returned or '（なし）'}")
    complain(
        f"どちらかに決めて、もう一度実行してください: --prefer {SIDES[0]}（シートのほうを残す）か "
        f"--prefer {SIDES[1]}（ファイルのほうを採る）。ほかの欄の変更は、どちらでも入ります。"
    )


def told(files: Files) -> bool:
    """Tell what was changed and what stands in no sheet; return whether there is such a thing."""
    is_open = False
    for one, file in files:
        name = printable(str(one.shown))
        for sheet in file.sheets:
            changed = "、".join(sheet.changed) or "なし"
            click.echo(f"{name}: {printable(sheet.made.sheet.label)} で直されたところ: {changed}")
            for note in sheet.notes:
                complain(f"{name}: {note}")
            for place, text in sheet.unplaced:
                is_open = True
                complain(
                    f"{name}: {place} の「{text}」は、どの欄にも入らないので、シートに入れて"
                    "いません（未配置）。表の行か欄の中に移してください。"
                )
        for other in file.others:
            is_open = True
            complain(
                f"{name}: 「{other}」は、書き出したときになかったので、"
                "シートに入れていません（未配置）。"
            )
    return is_open
