"""`orgsheet serve`: the sheets of this folder as forms in the browser of this PC."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, CommandError, complain
from orgsheet.cli.selection import open_workspace
from orgsheet.files.git import GitFiles, open_repository
from orgsheet.workspace.workspace import Workspace

_MISSING = (
    "ブラウザーで開くための部品が入っていません。次を実行してから、もう一度試してください。\n"
    "  pip install 'orgsheet[web]'"
)
_PORT = 8347


@click.command(
    "serve",
    help="シートを、ブラウザーの記入欄として開きます。書きながら点検し、保存は Git の枝に"
    "記録します。このパソコンからだけ使えます。終わるには Ctrl+C。",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=_PORT,
    metavar="番号",
    help="使う口の番号。0 なら空いているもの。",
)
@click.option("--open", "open_", is_flag=True, help="ブラウザーを開く。")
@click.option("--base", metavar="枝", help="みなが見る枝。書かなければ、main など。")
@click.pass_obj
def command(folder: Path, port: int, open_: bool, base: str | None) -> int:
    try:
        from waitress.server import create_server

        from orgsheet.serve.desk import Desk
        from orgsheet.serve.entrance import LocalEntrance
        from orgsheet.serve.local_access import LocalAccess
        from orgsheet.serve.web_app import make_app
    except ImportError as error:
        if error.name and error.name.startswith("orgsheet"):
            raise
        raise CommandError(_MISSING) from error
    from orgsheet.files.git.write_commit import Author
    from orgsheet.serve.own_branch import Proposals
    from orgsheet.serve.persons import on_her_own

    root = open_workspace(folder, ()).root
    with open_repository(root) as repository:
        branch = base or repository.main_branch()
        if branch is None:
            raise CommandError("まだ記録（コミット）がありません。先に git commit をしてください。")
        inside = root.resolve().relative_to(repository.top.resolve()).as_posix()
        inside = "" if inside == "." else inside
        author = Author(repository.person("name") or "自分", repository.person("email") or "")

        def open_at(commit: str) -> Workspace:
            return Workspace(GitFiles(repository, commit, inside), root)

        desk = Desk(Proposals(repository, inside, branch), open_at)
        with _listening(port) as listener:
            access = LocalAccess.at(listener.getsockname()[1])
            app = make_app(desk, LocalEntrance(access, on_her_own(author)))
            server = create_server(app, sockets=[listener])
            click.echo(access.address)
            complain("このアドレスをブラウザーで開いてください。終わるには Ctrl+C を押します。")
            if open_:
                click.launch(access.address)
            server.run()
    return CLEAN


def _listening(port: int) -> socket.socket:
    """Return a socket that listens on this PC alone."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # on Windows this would let another program listen on the same port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise CommandError(
            f"{port} 番は、ほかのプログラムが使っています。"
            "--port 0 を付けると、空いている番号を使います。"
        ) from error
    return listener
