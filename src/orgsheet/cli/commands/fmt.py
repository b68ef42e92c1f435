"""`orgsheet fmt`: write sheets in their canonical form, or tell which are not."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, complain
from orgsheet.cli.selection import chosen_paths, clear_up, open_workspace
from orgsheet.cli.typed_paths import given_path
from orgsheet.files import UnwritableFileError, put_file
from orgsheet.render.display_width import printable
from orgsheet.source import EditRefused, bytes_of, format_text


@click.command("fmt", help="シートの書き方（字下げや引用符）をそろえます。内容と注釈は変えません。")
@click.argument("paths", nargs=-1, type=given_path, metavar="[シート…]")
@click.option("--check", is_flag=True, help="書き換えずに、そろっていないシートを示す。")
@click.pass_obj
def command(folder: Path, paths: tuple[Path, ...], check: bool) -> int:
    workspace = open_workspace(folder, paths)
    if not check:
        clear_up(workspace)
    changed = refused = 0
    chosen = chosen_paths(workspace, folder, paths)
    for path in chosen:
        document = workspace.document(path)
        if document is None:
            continue
        try:
            text = format_text(document)
        except EditRefused as error:
            refused += 1
            complain(f"{printable(path)}: {error}")
            continue
        before = bytes_of(document)
        if text.encode() == before:
            continue
        if not check:
            try:
                put_file(workspace.root / path, text.encode(), before, below=workspace.root)
            except UnwritableFileError as error:
                refused += 1
                complain(f"{printable(path)}: {error}")
                continue
        changed += 1
        click.echo(f"{'そろっていません' if check else 'そろえました'}: {printable(path)}")
    complain(_outcome(len(chosen), changed, refused, check=check))
    if check and changed:
        complain("そろえるには: orgsheet fmt")
    if refused:
        return USAGE
    return FINDINGS if check and changed else CLEAN


def _outcome(looked: int, changed: int, refused: int, *, check: bool) -> str:
    """Return the last sentence: how many files there were, and what became of them."""
    if changed:
        done = "がそろっていません" if check else "を新しい書き方にしました"
        rest = f"{refused} 件は整形できませんでした。" if refused else ""
        return f"{looked} 件のうち {changed} 件{done}。{rest}"
    if refused:
        return (
            f"{looked} 件のうち {refused} 件は整形できず、書き方を確かめていません。"
            f"ほかの {looked - refused} 件はそろっています。"
        )
    return f"{looked} 件の書き方は、すべてそろっています。"
