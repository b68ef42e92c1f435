"""`orgsheet import`: existing sheets, as text, to YAML, with nothing lost."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, CommandError, complain
from orgsheet.cli.typed_paths import given_path, is_folder
from orgsheet.files import (
    UnreadableFileError,
    UnwritableFileError,
    find_twin,
    put_file,
    put_new,
    read_beginning,
    read_file,
    twin_key,
)
from orgsheet.files.trees import WorkspaceError
from orgsheet.form.definition import FormError
from orgsheet.form.known_forms import KnownForms
from orgsheet.importers.account import Reason
from orgsheet.importers.import_formats import read_sheets
from orgsheet.importers.import_result import ImportFailure, ImportResult
from orgsheet.importers.labels import Basis
from orgsheet.render.display_width import printable, wrap
from orgsheet.workspace.workspace import Workspace


@click.command(
    "import",
    help="これまでのシート（文書から写した文字のファイル）を取り込みます。"
    "一文字も失わず、分けられないところはそのまま残して知らせます。",
)
@click.argument("files", nargs=-1, required=True, type=given_path, metavar="ファイル…")
@click.option(
    "--into",
    type=given_path,
    metavar="フォルダ",
    help="書き込むところ（この中の sheets/年度/部名/ に入ります）。",
)
@click.option("--dry-run", is_flag=True, help="書き込まずに、どうなるかだけを見る。")
@click.option("--force", is_flag=True, help="内容の違うシートがすでにあっても置き換える。")
@click.pass_obj
def command(
    folder: Path, files: tuple[Path, ...], into: Path | None, dry_run: bool, force: bool
) -> int:
    root = folder if into is None else into
    try:
        basis = _basis(root)
        results = [_read(folder / file, basis) for file in files]
    except FormError as error:
        raise CommandError(str(error)) from error
    targets = _targets(results)
    there = {path: _there(root, path) for path in targets}
    for path, data in targets.items():
        if not force and there[path] not in {None, data}:
            raise CommandError(
                f"「{root / path}」がすでにあり、内容が違います。何も書き込んでいません。"
                "置き換えてよければ --force を付けてください。"
            )
    for path, data in targets.items():
        if not dry_run:
            _write(root, path, data, there[path])
        click.echo(
            f"{'書き込む予定' if dry_run else '書き込みました'}: {printable(str(root / path))}"
        )
    for file, result in zip(files, results, strict=True):
        _report(file, result)
    return CLEAN


def _basis(root: Path) -> Basis:
    """Return the forms and the plan register of the place that is written to, if it has some."""
    try:
        workspace = Workspace.open(root)
    except WorkspaceError:
        return Basis(KnownForms({}))
    return Basis(workspace.forms, workspace.plans or None)


def _read(file: Path, basis: Basis) -> ImportResult:
    if is_folder(file):
        raise CommandError(
            f"「{file}」はフォルダです。取り込む文字のファイルを一つずつ書いてください。"
            "例: orgsheet import 秘書課.txt 人事課.txt"
        )
    try:
        data = read_beginning(file)
    except FileNotFoundError:
        raise CommandError(
            f"「{file}」がありません。ファイルの名前と場所を確かめてください。"
        ) from None
    except UnreadableFileError as error:
        raise CommandError(str(error)) from error
    try:
        return read_sheets(data, file.name, basis)
    except ImportFailure as error:
        raise CommandError(
            f"「{file}」を取り込めません。何も書き込んでいません。\n{error}"
        ) from error


def _targets(results: list[ImportResult]) -> dict[str, bytes]:
    """Return the sheets' bytes by their paths; two that some computer takes for one are refused."""
    targets: dict[str, bytes] = {}
    keys: set[str] = set()
    for result in results:
        for sheet in result.sheets:
            path = f"sheets/{sheet.path}"
            if twin_key(path) in keys:
                raise CommandError(
                    f"「{sheet.path}」になるシートが二つあります。何も書き込んでいません。"
                    "年度・部名・課名を確かめ、一つずつ取り込んでください。"
                )
            keys.add(twin_key(path))
            targets[path] = sheet.text.encode()
    return targets


def _there(root: Path, path: str) -> bytes | None:
    """Return what the file in a sheet's place holds, None where there is none.

    Raises:
        CommandError: it is spelled in another way, is no ordinary file, or lies behind a link.
    """
    try:
        spelled = find_twin(root, path)
        if spelled is None:
            return None
        if spelled == path:
            return read_file(root / path, below=root)
    except (UnreadableFileError, UnwritableFileError) as error:
        raise CommandError(f"{error}\n何も書き込んでいません。") from error
    raise CommandError(
        f"「{root / spelled}」がすでにあります。"
        f"パソコンによっては「{path}」と同じファイルになるので、何も書き込んでいません。先に、名前を「{path}」に直してください。"
    )


def _write(root: Path, path: str, data: bytes, was: bytes | None) -> None:
    if was is None:
        put_new(root, path, data)
    else:
        put_file(root / path, data, was, below=root)


def _report(file: Path, result: ImportResult) -> None:
    """Print the loss account and the notes."""
    account = result.account
    click.echo(f"\n{printable(file.name)}（{account.total:,} 文字）の行き先")
    click.echo(f"  シートに入った: {account.placed:,} 文字")
    for name, count, characters in account.summary():
        click.echo(f"  {name}: {count} か所、{characters} 文字")
    click.echo(f"  失われた文字: {account.lost} 文字")
    joins = list(account.under(Reason.WRAP))
    if joins:
        click.echo(f"{Reason.WRAP}ところ（元の行:桁）")
        places = [":".join(map(str, account.locate(entry.start))) for entry in joins]
        click.echo("\n".join(f"  {row}" for row in wrap("、".join(places), 76)))
    for note in result.notes:
        complain(f"{printable(file.name)}:{note.line}:{note.column}: {printable(note.message)}")
    if result.notes:
        complain(f"人が確かめるところが {len(result.notes)} か所あります。上の行をご覧ください。")
