"""`orgsheet form guess`: a draft of a form's definition from files in that form."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.commands.import_files import given_files
from orgsheet.cli.exits import CLEAN, CommandError, complain
from orgsheet.cli.typed_paths import given_path
from orgsheet.files import UnwritableFileError, name_problem, put_new
from orgsheet.form.definition import FOLDER, FormError
from orgsheet.form.load_form import load_form
from orgsheet.render.display_width import printable


def guess(folder: Path, words: tuple[str, ...], *, dry_run: bool) -> int:
    """Write the draft into the forms of a workspace, or show it.

    Args:
        folder: the place whose form it is to become, and what the files are named from.
        words: the files.
        dry_run: whether to show it only.

    Raises:
        CommandError: a file cannot be read, holds nothing to guess from, or the form is there.
    """
    from orgsheet.importers.guess_form import guess_form
    from orgsheet.importers.import_formats import extract
    from orgsheet.importers.import_result import ImportFailure
    from orgsheet.importers.write_guess import definition_text, questions_in

    if not words:
        raise CommandError(
            "様式の見本になるファイルを書いてください。例: orgsheet form guess 昨年の秘書課.docx"
        )
    files, _ = given_files(folder, tuple(given_path(word) for word in words))
    try:
        form = guess_form([extract(one.read(), one.path.name) for one in files])
    except ImportFailure as failure:
        raise CommandError(str(failure)) from failure
    if not form.fields:
        raise CommandError(
            "見出しも列名も見つからないため、下書きを作れません。見出しに「■」か番号を付けるか、"
            "見出しの入ったファイルを書いてください。"
        )
    text = definition_text(form)
    path = f"{FOLDER}/{form.name}.yaml"
    if dry_run:
        click.echo("\n".join(map(printable, text.splitlines())))
    else:
        if name_problem(form.name) is not None:
            raise CommandError(f"様式の名前「{form.name}」は、ファイルの名前にできません。")
        try:
            put_new(folder, path, text.encode())
        except UnwritableFileError as error:
            raise CommandError(
                f"{error}\n別の名前で作るには、--dry-run で下書きを見て、ファイルに写してください。"
            ) from error
        click.echo(printable(f"様式の下書きを書きました: {folder / path}"))
    questions = questions_in(form)
    if questions:
        complain(f"【記入】の行が {questions} か所あります。欄の種類などを確かめてください。")
    try:
        load_form(text.encode(), path, lambda _: None)
    except FormError as error:
        complain(f"このままでは使えません。{error}")
    complain("確かめるには: orgsheet form check\n取り込むには: orgsheet import ファイル")
    return CLEAN
