"""`orgsheet import`: existing sheets, as text, to YAML, with nothing lost."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.outcome import CLEAN, CommandError, complain
from orgsheet.cli.paths import given_path, is_folder
from orgsheet.importers.account import Reason
from orgsheet.importers.text import ImportFailure, ImportResult, read_text
from orgsheet.report.width import printable, wrap
from orgsheet.source import UnreadableFileError, read_limited, write_atomic


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
    results = [_read(folder / file) for file in files]
    targets = _targets(results, root)
    if not force:
        _refuse_overwriting(targets)
    for path, text in targets.items():
        if not dry_run:
            _write(path, text)
        click.echo(f"{'書き込む予定' if dry_run else '書き込みました'}: {printable(str(path))}")
    for file, result in zip(files, results, strict=True):
        _report(file, result)
    return CLEAN


def _read(file: Path) -> ImportResult:
    if is_folder(file):
        raise CommandError(
            f"「{file}」はフォルダです。取り込む文字のファイルを一つずつ書いてください。"
            "例: orgsheet import 秘書課.txt 人事課.txt"
        )
    try:
        data = read_limited(file)
    except FileNotFoundError:
        raise CommandError(
            f"「{file}」がありません。ファイルの名前と場所を確かめてください。"
        ) from None
    except UnreadableFileError as error:
        raise CommandError(str(error)) from error
    try:
        return read_text(data, file.name)
    except ImportFailure as error:
        raise CommandError(
            f"「{file}」を取り込めません。何も書き込んでいません。\n{error}"
        ) from error


def _targets(results: list[ImportResult], root: Path) -> dict[Path, str]:
    targets: dict[Path, str] = {}
    for result in results:
        for sheet in result.sheets:
            path = root / "sheets" / sheet.path
            if path in targets:
                raise CommandError(
                    f"「{sheet.path}」になるシートが二つあります。何も書き込んでいません。"
                    "年度・部名・課名を確かめ、一つずつ取り込んでください。"
                )
            targets[path] = sheet.text
    return targets


def _refuse_overwriting(targets: dict[Path, str]) -> None:
    for path, text in targets.items():
        if path.exists() and path.read_bytes() != text.encode():
            raise CommandError(
                f"「{path}」がすでにあり、内容が違います。何も書き込んでいません。"
                "置き換えてよければ --force を付けてください。"
            )


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"フォルダ「{path.parent}」を作れません。書き込みの権限と空き容量を確かめてください。"
        ) from error
    write_atomic(path, text.encode())


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
