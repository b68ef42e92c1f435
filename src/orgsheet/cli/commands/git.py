"""`orgsheet git`: teach one clone to compare and merge sheets by meaning, and to unlearn it."""

from __future__ import annotations

import difflib
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from orgsheet.cli.commands.git_attributes import LINE, add_line, has_line, remove_line
from orgsheet.cli.exits import CLEAN, FINDINGS, CommandError
from orgsheet.files import put_file, read_file, remove_file
from orgsheet.files.disk import exists
from orgsheet.merge.three_way import LABELS
from orgsheet.render.display_width import printable
from orgsheet.source import active_parser, encoding_fault
from orgsheet.workspace.workspace import Workspace

if TYPE_CHECKING:
    from orgsheet.files.git import Repository

ACTIONS = ("install", "uninstall", "doctor")
DIFF_SECTION, MERGE_SECTION = "diff.orgsheet", "merge.orgsheet"
ATTRIBUTES = ".gitattributes"
_SOME_SHEETS = ("sheets/R5/部/課.yaml", "sheets/R5/部/課/名.yaml")


@click.command(
    "git",
    help="Git に、シートを内容で比べ、内容で合わせることを教えます。"
    "install で設定、uninstall で元に戻し、doctor で今の様子を示します。"
    "例: orgsheet git install",
)
@click.argument("action", metavar="install|uninstall|doctor")
@click.pass_obj
def command(folder: Path, action: str) -> int:
    from orgsheet.files.git import open_repository

    if action not in ACTIONS:
        near = difflib.get_close_matches(action, ACTIONS, 1)
        hint = f"「{near[0]}」ではありませんか。" if near else ""
        raise CommandError(
            f"「{action}」はできません。{hint}使えるのは {'、'.join(ACTIONS)} です。"
        )
    _require_repository(folder)
    with open_repository(folder) as repository:
        root = Workspace.open(folder).root
        if action == "install":
            return _install(repository, root)
        return _uninstall(repository, root) if action == "uninstall" else _doctor(repository, root)


def _require_repository(folder: Path) -> None:
    """Say what to do where nothing is under Git; other troubles are told by git itself."""
    start = folder.resolve()
    if "GIT_DIR" in os.environ or shutil.which("git") is None:
        return
    if not any(
        exists(place / name) for place in (start, *start.parents) for name in (".git", "HEAD")
    ):
        raise CommandError(
            f"「{start}」は Git で管理されていません。"
            "シートの置き場（git clone したフォルダ）に移るか、-C で指定して、"
            "もう一度実行してください。"
            "まだ Git を使っていないときは、git init で始められます。"
            "例: orgsheet -C シートの置き場 git doctor"
        )


def settings() -> dict[str, str]:
    """Return the settings of the two drivers.

    The interpreter is named by its full path, since git may run without the person's environment,
    and with `-P`, so that no file of the repository is taken for a part of the program. Where the
    program is gone or fails, git's own comparison and merge step in: nothing is lost by that.
    """
    python = shlex.quote(Path(sys.executable).as_posix())
    run = f"{python} -P -m orgsheet"
    plain = 'git --no-pager diff --no-index --no-ext-diff --no-textconv -- "$2" "$5"'
    merge = (
        f"{run.replace('%', '%%')} merge --driver --marker-size %L"
        " --ours-label=%X --theirs-label=%Y -- %O %A %B %P"
    )
    names = f"-L {LABELS[0]} -L 元の版 -L {LABELS[1]}"
    lines = f"git merge-file --marker-size=%L {names} %A %O %B"
    return {
        f"{DIFF_SECTION}.command": f'f() {{ {run} diff --driver -- "$@" || {plain}; true; }}; f',
        f"{MERGE_SECTION}.name": "orgsheet: 組織マネジメントシートを内容で合わせる",
        f"{MERGE_SECTION}.driver": f"{merge}; s=$?; case $s in 0|1) exit $s;; *) {lines};; esac",
    }


def _install(repository: Repository, root: Path) -> int:
    path = root / ATTRIBUTES
    before = _attributes(path)
    after = add_line(before)
    for name, value in settings().items():
        repository.set(name, value)
    if after != before:
        put_file(path, after, before)
        click.echo(f"書き込みました: {printable(str(path))}")
        click.echo("このファイルは git add して記録してください。ほかの人にも効くようになります。")
    click.echo("このフォルダの Git に、シートの比較（git diff）と合わせ込み（git merge）を")
    click.echo("設定しました。設定はこのフォルダだけのもので、人ごとに一度ずつ必要です。")
    click.echo("今の様子: orgsheet git doctor　元に戻す: orgsheet git uninstall")
    return CLEAN


def _uninstall(repository: Repository, root: Path) -> int:
    path = root / ATTRIBUTES
    before = _attributes(path)
    after = remove_line(before)
    found = [repository.unset_section(section) for section in (DIFF_SECTION, MERGE_SECTION)]
    if after is not None and after != before:
        put_file(path, after, before)
    elif before is not None and after is None:
        remove_file(path, before)
    if after == before and not any(found):
        click.echo("設定されていません。何も変えていません。")
    else:
        click.echo("設定を取り除きました。git は行ごとの比較と合わせ込みに戻ります。")
    if after is not None and has_line(after):
        click.echo(
            f"{printable(str(path))} に手で書かれた「{LINE}」があります。"
            "要らなければ手で消してください。"
        )
    return CLEAN


class _Check(NamedTuple):
    """One thing the doctor looks at: how it is, whether that is well, what to do if not."""

    name: str
    state: str
    well: bool
    advice: str = ""


def _doctor(repository: Repository, root: Path) -> int:
    checks = [*_driver_checks(repository), _attribute_check(repository, root)]
    shallow = repository.is_shallow()
    checks += [
        _Check(
            "履歴",
            "途中まで（shallow clone）" if shallow else "全部ある",
            not shallow,
            "git fetch --unshallow で取り寄せると、どの版とも比べられます。",
        ),
        _parser_check(),
    ]
    click.echo(f"フォルダ: {printable(str(root))}")
    click.echo(f"git {repository.version()}、Python {sys.version.split()[0]}")
    for check in checks:
        click.echo(f"{'よし' if check.well else '注意'}  {check.name}: {printable(check.state)}")
        if not check.well:
            click.echo(f"      {check.advice}")
    return CLEAN if all(check.well for check in checks) else FINDINGS


def _driver_checks(repository: Repository) -> list[_Check]:
    wanted = settings()
    again = "orgsheet git install で設定してください。"
    found = []
    for name, key in (
        ("比較（git diff）", f"{DIFF_SECTION}.command"),
        ("合わせ込み（git merge）", f"{MERGE_SECTION}.driver"),
    ):
        value = repository.setting(key)
        if value is None:
            found.append(
                _Check(name, "設定なし（git が行ごとに行います）", well=False, advice=again)
            )
        elif value != wanted[key]:
            state = "別の場所の orgsheet か、別の版が設定されています"
            found.append(_Check(name, state, well=False, advice=f"もう一度 {again}"))
        else:
            found.append(_Check(name, "設定あり（内容で行います）", well=True))
    return found


def _attribute_check(repository: Repository, root: Path) -> _Check:
    top = repository.top.resolve()
    resolved = root.resolve()
    inner = resolved.relative_to(top) if resolved.is_relative_to(top) else Path()
    said = {
        f"{name}={repository.attribute(name, (inner / path).as_posix())}": None
        for path in _SOME_SHEETS
        for name in ("diff", "merge")
    }
    wrong = [one for one in said if not one.endswith("=orgsheet")]
    if not wrong:
        return _Check(f"対象（{ATTRIBUTES}）", "すべてのシートが対象です", well=True)
    advice = (
        "orgsheet git install で書き足してください。"
        if all(word.endswith("unspecified") for word in wrong)
        else f"{ATTRIBUTES} のほかの行が打ち消しています。その行を直してください。"
    )
    state = f"シートが対象になっていません（{'、'.join(wrong)}）"
    return _Check(f"対象（{ATTRIBUTES}）", state, well=False, advice=advice)


def _parser_check() -> _Check:
    fast = active_parser() == "C"
    return _Check(
        "YAML の読み取り",
        "速い版（C）" if fast else "遅い版（Python）",
        fast,
        "pip install ruamel.yaml.clib を試してください。遅いだけで、結果は同じです。",
    )


def _attributes(path: Path) -> bytes | None:
    try:
        data = read_file(path)
    except FileNotFoundError:
        return None
    fault = encoding_fault(data)
    if fault:
        raise CommandError(f"「{ATTRIBUTES}」は、Git に読めません。{fault}")
    return data
