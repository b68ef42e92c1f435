"""`orgsheet serve`: the sheets of this folder as forms in a browser: this PC's, or the office's."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click

from orgsheet.cli.exits import CLEAN, CommandError, complain
from orgsheet.cli.selection import open_workspace
from orgsheet.files.git import GitFiles, open_repository
from orgsheet.workspace.workspace import Workspace

if TYPE_CHECKING:
    from flask import Flask

    from orgsheet.files.git import Repository
    from orgsheet.serve.desk import Desk
    from orgsheet.serve.office_settings import OfficeSettings

_MISSING = (
    "ブラウザーで開くための部品が入っていません。次を実行してから、もう一度試してください。\n"
    "  pip install 'orgsheet[web]'"
)
_PORT = 8347
_AT_ONCE = 16
"""Requests under way: a few that take long leave room for those of who types."""


@click.command(
    "serve",
    help="シートを、ブラウザーの記入欄として開きます。書きながら点検し、保存は Git の枝に"
    "記録します。--settings を付けなければ、このパソコンからだけ使えます。終わるには Ctrl+C。",
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
@click.option(
    "--settings",
    type=click.Path(path_type=Path),
    metavar="ファイル",
    help="庁内の人が使うときの設定（serve.yaml）。リポジトリの外に置く。",
)
@click.option(
    "--set-password",
    "key",
    metavar="サインイン名",
    help="この人のパスワードを --settings の記録に書き込み、開かずに終わる。",
)
@click.pass_obj
def command(
    folder: Path,
    port: int,
    open_: bool,
    base: str | None,
    settings: Path | None,
    key: str | None,
) -> int:
    try:
        import flask
        import waitress
    except ImportError as error:
        raise CommandError(_MISSING) from error
    del flask, waitress
    if key is not None and settings is None:
        raise CommandError("--set-password は --settings と一緒に使います。")
    root = open_workspace(folder, ()).root
    with open_repository(root) as repository:
        office = None if settings is None else _office(repository, folder / settings)
        if office is not None and key is not None:
            return _write_password(office, key)
        branch = base or repository.main_branch()
        if branch is None:
            raise CommandError("まだ記録（コミット）がありません。先に git commit をしてください。")
        if office is not None and repository.current_branch() == branch:
            raise CommandError(_IN_USE.format(branch=branch))
        desk = _desk(repository, root, branch, office)
        with _listening(port, "127.0.0.1" if office is None else office.listen) as listener:
            address, app = _app(repository, desk, office, listener.getsockname()[1])
            # A daemon: who ends the server does not wait for it.
            Thread(target=desk.read_ahead, daemon=True).start()
            _run(app, listener, address, is_opened=open_)
    return CLEAN


_IN_USE = (
    "「{branch}」が、いまこのフォルダで開かれています。承認したものを「{branch}」に入れると、"
    "フォルダのファイルと食い違います。git switch --detach を実行してから、"
    "もう一度実行してください。"
)


def _run(app: Flask, listener: socket.socket, address: str, *, is_opened: bool) -> None:
    from waitress.server import create_server

    server = create_server(app, sockets=[listener], threads=_AT_ONCE)
    click.echo(address)
    complain("このアドレスをブラウザーで開いてください。終わるには Ctrl+C を押します。")
    if is_opened:
        click.launch(address)
    server.run()


def _office(repository: Repository, path: Path) -> OfficeSettings:
    from orgsheet.serve.office_settings import load_office
    from orgsheet.workspace.workspace import packaged_workspace

    return load_office(path, repository.top, packaged_workspace().schema("serve"))


def _write_password(office: OfficeSettings, key: str) -> int:
    """Ask for a password twice and write it into the file of the settings."""
    from orgsheet.serve.password_file import set_password

    if office.passwords is None:
        raise CommandError("設定に passwords がないため、パスワードは使いません。")
    if key not in office.people.now():
        raise CommandError(
            f"「{key}」というサインイン名は、職員の表にありません。"
            "名前を確かめるか、職員の表に足してください。"
        )
    hides = sys.stdin.isatty()
    password, again = (
        click.prompt(words, hide_input=hides, err=True, default="", show_default=False)
        for words in (f"{key} のパスワード", "もう一度")
    )
    if password != again:
        raise CommandError("二つのパスワードが違います。もう一度、同じ命令から始めてください。")
    set_password(office.passwords, key, password)
    click.echo(f"{key} のパスワードを「{office.passwords}」に書き込みました。")
    return CLEAN


def _desk(repository: Repository, root: Path, branch: str, office: OfficeSettings | None) -> Desk:
    from orgsheet.serve.desk import Desk
    from orgsheet.serve.own_branch import Proposals

    inside = root.resolve().relative_to(repository.top.resolve()).as_posix()
    inside = "" if inside == "." else inside

    def open_at(commit: str) -> Workspace:
        return Workspace(GitFiles(repository, commit, inside), root)

    return Desk(Proposals(repository, inside, branch), open_at, office)


def _app(
    repository: Repository, desk: Desk, office: OfficeSettings | None, port: int
) -> tuple[str, Flask]:
    """Return the address to open and the application behind it."""
    from orgsheet.files.git.write_commit import Author
    from orgsheet.serve.entrance import LocalEntrance
    from orgsheet.serve.local_access import LocalAccess
    from orgsheet.serve.office_app import make_office_app
    from orgsheet.serve.persons import on_her_own
    from orgsheet.serve.web_app import make_app

    if office is not None:
        return office.address, make_office_app(desk, office)
    access = LocalAccess.at(port)
    author = Author(repository.person("name") or "自分", repository.person("email") or "")
    return access.address, make_app(desk, LocalEntrance(access, on_her_own(author)))


def _listening(port: int, address: str) -> socket.socket:
    """Return a socket that listens at an address of this computer."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # on Windows this would let another program listen on the same port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise CommandError(
            f"{port} 番は、ほかのプログラムが使っています。"
            "--port 0 を付けると、空いている番号を使います。"
        ) from error
    return listener
