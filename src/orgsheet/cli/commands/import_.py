"""`orgsheet import`: existing sheets, in Word, Excel, PDF or as text, to YAML, nothing lost."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.commands.import_files import GivenFile, given_files
from orgsheet.cli.commands.import_places import bytes_there, write_sheet
from orgsheet.cli.commands.import_report import report
from orgsheet.cli.commands.import_returned import put_returned, read_back, told
from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, CommandError, complain
from orgsheet.cli.typed_paths import given_path
from orgsheet.files import twin_key
from orgsheet.files.trees import WorkspaceError
from orgsheet.form.definition import FormError
from orgsheet.form.known_forms import KnownForms
from orgsheet.importers.import_formats import read_sheets
from orgsheet.importers.import_result import ImportFailure, ImportResult
from orgsheet.importers.labels import Basis
from orgsheet.office.return_trip import SIDES
from orgsheet.render.display_width import printable
from orgsheet.workspace.workspace import Workspace


@click.command(
    "import",
    help="これまでのシートを取り込みます。読めるのは、Word（.docx）、Excel（.xlsx）、PDF、CSV、"
    "HTML と、文書から写した文字（.txt）です。一文字も失わず、分けられないところはそのまま残し、"
    "どの欄にも入らないものは「未配置」として知らせます（終了コード 1）。フォルダも書けます。"
    "例: orgsheet import 昨年度のシート --into . --dry-run",
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
@click.option(
    "--prefer",
    type=click.Choice(SIDES),
    metavar="シートかファイル",
    help="orgsheet export で書き出したファイルを戻すとき、同じ欄がシートでも直されていたら、"
    "どちらを採るか。書かなければ、その欄を示して、そのシートには書かない。",
)
@click.pass_obj
def command(
    folder: Path,
    files: tuple[Path, ...],
    into: Path | None,
    dry_run: bool,
    force: bool,
    prefer: str | None,
) -> int:
    root = folder if into is None else into
    given, others = given_files(folder, files)
    basis = _basis(root)
    returned, given = read_back(given, basis)
    results, failures = _read(given, basis)
    for path in others:
        complain(f"「{path}」は、読める形式ではないので、読んでいません。")
    if failures:
        return _refuse(failures, len(results), dry_run=dry_run)
    is_asked = put_returned(returned, root, basis, prefer or "", dry_run=dry_run)
    _put([result for _, result in results], root, dry_run=dry_run, force=force)
    is_open = told(returned)
    for one, result in results:
        report(one.shown, result)
    is_complete = all(result.is_complete for _, result in results)
    return CLEAN if is_complete and not is_asked and not is_open else FINDINGS


def _read(
    given: list[GivenFile], basis: Basis
) -> tuple[list[tuple[GivenFile, ImportResult]], list[tuple[GivenFile, ImportFailure]]]:
    """Return what the files gave, and those that cannot be read with their reasons."""
    results: list[tuple[GivenFile, ImportResult]] = []
    failures: list[tuple[GivenFile, ImportFailure]] = []
    try:
        for one in given:
            try:
                results.append((one, read_sheets(one.read(), one.path.name, basis)))
            except ImportFailure as failure:
                failures.append((one, failure))
    except FormError as error:
        raise CommandError(str(error)) from error
    return results, failures


def _put(results: list[ImportResult], root: Path, *, dry_run: bool, force: bool) -> None:
    """Write the sheets, or tell which would be written.

    Raises:
        CommandError: one is there with another content, and is not to be replaced.
    """
    targets = _targets(results)
    there = {path: bytes_there(root, path) for path in targets}
    for path, data in targets.items():
        if not force and there[path] not in {None, data}:
            raise CommandError(
                f"「{root / path}」がすでにあり、内容が違います。何も書き込んでいません。"
                "置き換えてよければ --force を付けてください。"
            )
    done = "書き込む予定" if dry_run else "書き込みました"
    for path, data in targets.items():
        if not dry_run:
            write_sheet(root, path, data, there[path])
        click.echo(f"{done}: {printable(str(root / path))}")


def _refuse(failures: list[tuple[GivenFile, ImportFailure]], others: int, *, dry_run: bool) -> int:
    """Tell which files cannot be read and why; on a trial run, what could be read of them."""
    for one, failure in failures:
        if dry_run and failure.readable is not None:
            for sheet in failure.readable.sheets:
                click.echo(f"読めたところ: sheets/{printable(sheet.path)}")
                click.echo("\n".join(map(printable, sheet.text.splitlines())))
            report(one.shown, failure.readable)
        complain(
            f"「{one.shown}」を取り込めません。何も書き込んでいません。\n{printable_lines(failure)}"
        )
        if not dry_run and failure.readable is not None and failure.readable.account.total:
            complain("読めたところを見るには、--dry-run を付けてください。")
    if others:
        complain(
            f"ほかの {others} 個のファイルは読めます。読めないファイルを直すか除いて、"
            "もう一度実行してください。"
        )
    return USAGE


def printable_lines(failure: ImportFailure) -> str:
    """Return the reasons of a failure, one a line, safe to print."""
    return "\n".join(map(printable, str(failure).splitlines()))


def _basis(root: Path) -> Basis:
    """Return the forms and the plan register of the place that is written to, if it has some."""
    try:
        workspace = Workspace.open(root)
    except WorkspaceError:
        return Basis(KnownForms({}))
    return Basis(workspace.forms, workspace.plans or None)


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
