"""`orgsheet lint`: check sheets and show findings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from orgsheet.cli.commands.lint_baseline import record_anew, to_update
from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, CommandError, complain
from orgsheet.cli.options import (
    ambiguous_width_option,
    fail_on_option,
    format_option,
    outputs_option,
    redact_option,
    sheets_options,
)
from orgsheet.cli.output import Output, put, read_outputs, refuse_taken, write
from orgsheet.cli.progress_bar import progress_bar
from orgsheet.cli.rule_names import rules_named
from orgsheet.cli.selection import chosen_paths, open_workspace
from orgsheet.cli.terminal import columns, has_colour
from orgsheet.cli.typed_paths import given_path, within
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.lint.finding import SEVERITIES
from orgsheet.lint.host_paths import prefix_of
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.not_yet_written import without_weight
from orgsheet.lint.own_rules import own_policy
from orgsheet.lint.session import against, entries_of, open_session
from orgsheet.render.display_width import Style
from orgsheet.render.findings.concise import render_concise
from orgsheet.render.findings.counted import summary_lines
from orgsheet.render.findings.overview import overview_lines
from orgsheet.render.findings.text import render_text
from orgsheet.render.reporter import FINDING_FORMATS, render_findings
from orgsheet.workspace.workspace import Workspace


@click.command(
    "lint",
    help="シートを点検し、直すところを示します。何も書かなければ全部を点検します。",
)
@click.argument("paths", nargs=-1, type=given_path, metavar="[シート…]")
@format_option(FINDING_FORMATS)
@outputs_option("html=点検の結果.html")
@redact_option(
    "シートの値を伏せ、場所と規則の文だけを示す。誰でも見られる記録に残すとき。", default=False
)
@sheets_options()
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="規則",
    help="この規則の指摘だけを示し、合否もそれで決める。何度でも書ける。例: plan-item-near",
)
@click.option(
    "--severity",
    type=click.Choice(SEVERITIES),
    metavar="重さ",
    help="この重さ以上の指摘だけを示し、合否もそれで決める: error、warning、info。",
)
@fail_on_option(SEVERITIES, "この重さ以上で不合格（終了コード 1）: error、warning、info。")
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
@click.option(
    "--drafts",
    is_flag=True,
    help="書きかけのシートを通す。【記入】の残るところは参考として示し、合否に数えない。",
)
@click.option("--no-cache", is_flag=True, help="前回の点検の記録（.orgsheet-cache）を使わない。")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="数",
    help="点検を分け合うプロセスの数。書かなければ、200 枚から計算機に合わせて分ける。結果は同じ。",
)
@ambiguous_width_option()
@click.pass_obj
def command(
    folder: Path,
    paths: tuple[Path, ...],
    format_: str,
    outputs: tuple[str, ...],
    redact: bool,
    wanted: Wanted,
    rules: tuple[str, ...],
    severity: str | None,
    fail_on: str | None,
    baseline: Path | None,
    update_baseline: bool,
    fix: bool,
    unsafe: bool,
    diff: bool,
    drafts: bool,
    no_cache: bool,
    jobs: int | None,
    ambiguous_width: int,
) -> int:
    if (unsafe or diff) and not fix:
        raise CommandError(
            "--unsafe と --diff は --fix と一緒に使います。例: orgsheet lint --fix --diff"
        )
    _refuse_together("--output と --redact", redact or outputs, diff or update_baseline)
    _refuse_together("--rule と --severity", rules or severity, fix or update_baseline)
    files = read_outputs(outputs, folder)  # a result onto a rule is refused before rules are read
    session = open_session(open_workspace(folder, paths))
    workspace = session.workspace
    named = rules_named(session.book, rules)
    record = baseline or session.record
    refuse_taken(files, [] if record is None else [record])
    _tell_own(workspace)
    chosen = chosen_paths(workspace, folder, paths, wanted)
    is_whole = not paths and wanted.is_all
    if update_baseline:
        update = to_update(record, workspace.root, is_whole=is_whole)
    if fix:
        from orgsheet.cli.commands.lint_fix import mend_files

        refused = mend_files(session, chosen, unsafe=unsafe, write=not diff)
        if diff or refused:
            return USAGE if refused else CLEAN
        session = session.reopened()
    mends = _needs_mends(format_, files)
    report = session.judged(
        chosen,
        cached=not no_cache and not mends,
        progress=progress_bar("点検中"),
        jobs=1 if mends else jobs,
    )
    if drafts:
        written = without_weight(report.findings, session.rules, workspace.document)
        report = report._replace(findings=written)
    if update_baseline:
        return record_anew(update, report.findings)
    entries = entries_of(record, below=record and within(record, workspace.root))
    report = against(report, entries, is_whole=is_whole)
    report = report.narrowed(named, severity).as_told()
    failed = session.fails(report.findings, fail_on)
    if redact:
        from orgsheet.lint.redact import redacted

        report = redacted(report)
    prefix = prefix_of(workspace.root)
    _show(report, format_, prefix, ambiguous_width)
    if write(partial(render_findings, report, prefix=prefix), files):
        return USAGE
    return FINDINGS if failed else CLEAN


def _refuse_together(names: str, shown: object, written: bool) -> None:
    """Refuse what chooses how findings are shown, where files are written instead."""
    if shown and written:
        raise CommandError(
            f"{names} は、--fix、--diff、--update-baseline と一緒には使えません。"
            "別々に実行してください。"
        )


def _show(report: LintReport, format_: str, prefix: str, ambiguous_width: int) -> None:
    """Print the report; for a person the summary follows on standard error."""
    if format_ not in {"text", "concise"}:
        put(render_findings(report, format_, prefix))
        return
    if format_ == "text":
        style = Style(columns(), has_colour(), ambiguous_width)
        put(render_text(report, style))
        for line in overview_lines(report):
            complain(line)
    else:
        put(render_concise(report.findings))
    for line in summary_lines(report):
        complain(line)


def _tell_own(workspace: Workspace) -> None:
    """Say first, if so, that not the packaged rules and form alone are used."""
    own = own_policy(workspace)
    if own:
        complain(f"{own}。")


def _needs_mends(format_: str, outputs: Sequence[Output]) -> bool:
    """Tell whether a format shows how findings are mended, which the cache does not keep."""
    return any(
        FINDING_FORMATS[name].has_fixes for name in (format_, *(one.format for one in outputs))
    )
