"""`orgsheet lint`: check sheets and show findings."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from orgsheet.cli.outcome import CLEAN, FINDINGS, USAGE, CommandError, complain
from orgsheet.cli.progress import progress_bar
from orgsheet.cli.selection import chosen_paths, open_workspace
from orgsheet.lint.baseline import Comparison, Entry, compare, read_baseline, write_baseline
from orgsheet.lint.cache import LintCache, cache_key
from orgsheet.lint.engine import LintResult, run, sheet_name
from orgsheet.lint.finding import SEVERITIES, Finding, at_least, count_by_severity
from orgsheet.lint.rules import Rule, apply_settings, load_rules
from orgsheet.report.concise import render_concise
from orgsheet.report.json import render_json
from orgsheet.report.text import SEVERITY_WORDS, Lines, Style, render_text
from orgsheet.report.width import printable
from orgsheet.settings import load_settings
from orgsheet.workspace import Workspace

FORMATS = ("text", "concise", "json")


@click.command(
    "lint",
    help="シートを点検し、直すところを示します。何も書かなければ全部を点検します。",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[シート…]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    metavar="形式",
    help="出力の形: text（読むため）、concise（一行ずつ）、json（機械用）。",
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
    type=click.Path(path_type=Path),
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
    workspace = open_workspace(folder, paths)
    settings = load_settings(workspace)
    rules = apply_settings(load_rules(workspace), settings)
    chosen = chosen_paths(workspace, folder, paths, year)
    if fix:
        refused = _fix(workspace, rules, chosen, unsafe=unsafe, write=not diff)
        if diff or refused:
            return USAGE if refused else CLEAN
        workspace = open_workspace(folder, paths)
    cache = None if no_cache or paths or year else _cache(workspace, rules)
    result = run(workspace, rules, chosen, cache, progress_bar("点検中"))
    if cache is not None:
        cache.save()
    record = baseline or (workspace.root / settings.baseline if settings.baseline else None)
    if update_baseline:
        if paths or year:
            raise CommandError(
                "--update-baseline は、シートや年度を選ばずに使います。"
                "選ぶと、ほかのシートの記録が消えるからです。"
                "例: orgsheet lint --baseline sheets/既知の指摘.json --update-baseline"
            )
        return _update(record, result.findings)
    entries = [] if record is None else read_baseline(record)
    if paths or year:
        entries = _entries_of(entries, chosen)
    compared = compare(result.findings, entries)
    style = Style(_columns(), _has_colour(), ambiguous_width)
    _show(workspace, result, compared, format_, style)
    level = fail_level or settings.fail_level
    failed = any(at_least(finding.severity, level) for finding in compared.new)
    return FINDINGS if failed else CLEAN


def _cache(workspace: Workspace, rules: Sequence[Rule]) -> LintCache:
    schemas = [repr(workspace.schema(name)).encode() for name in ("sheet", "plans", "organization")]
    return LintCache.load(workspace.root, cache_key(rules, schemas), rules)


def _show(
    workspace: Workspace, result: LintResult, compared: Comparison, format_: str, style: Style
) -> None:
    if format_ == "json":
        click.echo(render_json(compared.new, _summary(result, compared)), nl=False)
        return
    if format_ == "concise":
        click.echo(render_concise(compared.new), nl=False)
    else:
        click.echo(render_text(compared.new, _line_source(workspace), style), nl=False)
    _say_summary(result, compared)


def _fix(
    workspace: Workspace, rules: Sequence[Rule], paths: Sequence[str], *, unsafe: bool, write: bool
) -> int:
    """Mend the files, or show how; return how many files could not be written."""
    from orgsheet.lint.fixes import fix_file, write_fixed
    from orgsheet.report.patch import render_patch
    from orgsheet.source import UnwritableFileError

    mended = more = unwritten = 0
    for path in paths:
        fixed = fix_file(workspace, rules, path, unsafe=unsafe)
        for finding, reason in fixed.refused:
            complain(f"{printable(path)}:{finding.place.line}: {finding.title}: {reason}")
        more += fixed.more
        if fixed.before == fixed.after:
            continue
        if not write:
            mended += len(fixed.mended)
            click.echo(render_patch(path, fixed.before, fixed.after), nl=False)
            continue
        try:
            write_fixed(workspace, fixed)
        except UnwritableFileError as error:
            unwritten += 1
            complain(f"{printable(path)}: {error}")
            continue
        mended += len(fixed.mended)
        for finding in fixed.mended:
            complain(f"直しました: {printable(path)}:{finding.place.line}: {finding.title}")
    complain(f"{mended} か所を{'直しました' if write else '直せます'}。")
    if more:
        complain(f"ほか {more} 件は --unsafe で直せます。直したあと、読み直してください。")
    return unwritten


def _update(record: Path | None, findings: Sequence[Finding]) -> int:
    if record is None:
        raise CommandError(
            "記録するファイルを書いてください。"
            "例: orgsheet lint --baseline sheets/既知の指摘.json --update-baseline"
        )
    count = write_baseline(record, findings)
    complain(f"今ある指摘 {count} 件を「{record}」に記録しました。")
    return CLEAN


def _entries_of(entries: list[Entry], paths: Sequence[str]) -> list[Entry]:
    """Return the recorded findings of the chosen files: the others were not looked at."""
    names = {sheet_name(path) for path in paths}
    return [entry for entry in entries if entry.sheet in names]


def _line_source(workspace: Workspace) -> Lines:
    def lines(path: str, number: int) -> str:
        document = workspace.document(path)
        return "" if document is None else document.line_text(number)

    return lines


def _columns() -> int:
    return min(shutil.get_terminal_size((80, 24)).columns, 100)


def _has_colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _summary(result: LintResult, compared: Comparison) -> dict[str, int]:
    counts = count_by_severity(compared.new)
    return {
        "sheets": result.sheets,
        "registers": result.registers,
        "errors": counts["error"],
        "warnings": counts["warning"],
        "infos": counts["info"],
        "known": len(compared.known),
        "gone": len(compared.gone),
    }


def _say_summary(result: LintResult, compared: Comparison) -> None:
    counts = _summary(result, compared)
    words = "、".join(
        f"{SEVERITY_WORDS[severity]} {counts[severity + 's']} 件" for severity in SEVERITIES
    )
    looked = f"シート {counts['sheets']} 枚、台帳 {counts['registers']} 件を点検しました"
    complain(f"{looked}: {words}")
    if compared.known:
        complain(f"このほか、記録済みの指摘が {len(compared.known)} 件あります。")
    for entry in compared.gone:
        complain(
            f"記録にあって今はない指摘: {printable(entry.sheet)} [{entry.rule}] "
            f"{printable(entry.message)}"
        )
    if compared.gone:
        complain("記録から消すには、同じ命令に --update-baseline を付けてください。")
