"""`orgsheet lint`: check sheets and show findings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from orgsheet.cli.commands.lint_baseline import record_anew, to_update
from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, CommandError, complain
from orgsheet.cli.output import Output, read_outputs, show, write
from orgsheet.cli.progress_bar import progress_bar
from orgsheet.cli.selection import chosen_paths, open_workspace
from orgsheet.cli.typed_paths import given_path, within
from orgsheet.lint.finding import SEVERITIES
from orgsheet.lint.host_paths import prefix_of
from orgsheet.lint.own_rules import own_policy
from orgsheet.lint.session import against, entries_of, open_session
from orgsheet.render.formats import FORMATS, render
from orgsheet.workspace.workspace import Workspace

_USES = " ".join(f"{name}（{format_.use}）" for name, format_ in FORMATS.items())


@click.command(
    "lint",
    help="シートを点検し、直すところを示します。何も書かなければ全部を点検します。",
)
@click.argument("paths", nargs=-1, type=given_path, metavar="[シート…]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(tuple(FORMATS)),
    default="text",
    metavar="形式",
    help=f"出力の形: {_USES}",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="形式=ファイル",
    help="結果をファイルにも書く。何度でも書ける。例: --output html=点検の結果.html",
)
@click.option(
    "--redact",
    is_flag=True,
    help="シートの値を伏せ、場所と規則の文だけを示す。誰でも見られる記録に残すとき。",
)
@click.option("--year", metavar="年度", help="この年度のシートだけを点検する。例: R5")
@click.option(
    "--fail-level",
    type=click.Choice(SEVERITIES),
    metavar="重さ",
    help="この重さ以上で不合格（終了コード 1）: error、warning、info。",
)
@click.option(
    "--baseline",
    type=given_path,
    metavar="ファイル",
    help="既知の指摘の記録。ここにない新しい指摘だけを不合格にする。",
)
@click.option("--update-baseline", is_flag=True, help="今ある指摘を記録し直す。")
@click.option("--fix", is_flag=True, help="意味を変えずに直せる指摘を直す。")
@click.option("--unsafe", is_flag=True, help="--fix で、確かめが要る直し（要確認）も行う。")
@click.option("--diff", is_flag=True, help="--fix で書き換えず、どう変わるかだけを示す。")
@click.option("--no-cache", is_flag=True, help="前回の点検の記録（.orgsheet-cache）を使わない。")
@click.option(
    "--ambiguous-width",
    type=click.IntRange(1, 2),
    default=1,
    metavar="桁",
    help="①○×→ を何桁で描く画面か。古い画面で印がずれるときは 2。",
)
@click.pass_obj
def command(
    folder: Path,
    paths: tuple[Path, ...],
    format_: str,
    outputs: tuple[str, ...],
    redact: bool,
    year: str | None,
    fail_level: str | None,
    baseline: Path | None,
    update_baseline: bool,
    fix: bool,
    unsafe: bool,
    diff: bool,
    no_cache: bool,
    ambiguous_width: int,
) -> int:
    if (unsafe or diff) and not fix:
        raise CommandError(
            "--unsafe と --diff は --fix と一緒に使います。例: orgsheet lint --fix --diff"
        )
    if (redact or outputs) and (diff or update_baseline):
        raise CommandError(
            "--output と --redact は、--diff や --update-baseline と一緒には使えません。"
            "別々に実行してください。"
        )
    session = open_session(open_workspace(folder, paths))
    workspace = session.workspace
    record = baseline or session.record
    files = read_outputs(outputs, folder, [] if record is None else [record])
    _tell_own(workspace)
    chosen = chosen_paths(workspace, folder, paths, year)
    is_whole = not paths and year is None
    if update_baseline:
        update = to_update(record, workspace.root, is_whole=is_whole)
    if fix:
        from orgsheet.cli.commands.lint_fix import mend_files

        refused = mend_files(session, chosen, unsafe=unsafe, write=not diff)
        if diff or refused:
            return USAGE if refused else CLEAN
        session = session.reopened()
    uncached = no_cache or _needs_mends(format_, files)
    report = session.judged(chosen, cached=not uncached, progress=progress_bar("点検中"))
    if update_baseline:
        return record_anew(update, report.findings)
    entries = entries_of(record, below=record and within(record, workspace.root))
    report = against(report, entries, is_whole=is_whole)
    failed = session.fails(report.findings, fail_level)
    if redact:
        from orgsheet.lint.redact import redacted

        report = redacted(report)
    prefix = prefix_of(workspace.root)
    show(report, format_, prefix, ambiguous_width)
    if write(partial(render, report, prefix=prefix), files):
        return USAGE
    return FINDINGS if failed else CLEAN


def _tell_own(workspace: Workspace) -> None:
    """Say first, if so, that not the packaged rules and form alone are used."""
    own = own_policy(workspace)
    if own:
        complain(f"{own}。")


def _needs_mends(format_: str, outputs: Sequence[Output]) -> bool:
    """Tell whether a format shows how findings are mended, which the cache does not keep."""
    return any(FORMATS[name].has_fixes for name in (format_, *(one.format for one in outputs)))
