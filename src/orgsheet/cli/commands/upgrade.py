"""`orgsheet upgrade`: bring a repository that an older version made up to this one."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet import __version__
from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, CommandError, complain
from orgsheet.cli.selection import clear_up, open_workspace
from orgsheet.files import UnreadableFileError, UnwritableFileError, put_file, put_new
from orgsheet.render.display_width import printable


@click.command(
    "upgrade",
    help="前の版の orgsheet で作った置き場を、この版に合わせます。人の書いたところは変えません。"
    "例: orgsheet upgrade --check",
)
@click.option(
    "--check",
    "is_check",
    is_flag=True,
    help="何も書かずに、何が変わるかだけを示す。変わるところがあれば終了コードを 1 にする。",
)
@click.pass_obj
def command(folder: Path, is_check: bool) -> int:
    from orgsheet.cycle.renewals import upgrade
    from orgsheet.lint.baseline import BaselineError
    from orgsheet.lint.session import open_session

    workspace = open_workspace(folder, ())
    try:
        found = upgrade(open_session(workspace))
    except (BaselineError, UnreadableFileError) as error:
        raise CommandError(str(error)) from error
    for sentence in found.left:
        complain(f"そのまま: {printable(sentence)}")
    failed = 0
    if found.renewals and not is_check:
        clear_up(workspace)
    for one in found.renewals:
        click.echo(f"{'変わります' if is_check else '新しくします'}: {one.path}（{one.reason}）")
        if not is_check:
            try:
                if one.was is None:
                    put_new(workspace.root, one.path, one.now)
                else:
                    put_file(workspace.root / one.path, one.now, one.was, below=workspace.root)
            except UnwritableFileError as error:
                failed += 1
                complain(f"{printable(one.path)}: {error}")
    if not found.renewals:
        complain(f"この版（{__version__}）に合わせるところはありません。")
        return CLEAN
    count = len(found.renewals)
    if is_check:
        complain(f"{count} 件を新しくします。まだ何も書いていません。書くには: orgsheet upgrade")
        return FINDINGS
    complain(
        f"{count - failed} 件を新しくしました。orgsheet lint で確かめてから、"
        "記録（git commit）してください。"
        "自動の点検が入れる版は orgsheet-requirements.txt にあります（上げ方はそのファイルの中）。"
    )
    return USAGE if failed else CLEAN
