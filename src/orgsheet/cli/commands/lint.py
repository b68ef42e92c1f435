"""`orgsheet lint`: check sheets and show findings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, CommandError, complain
from orgsheet.cli.output import Output, lines_of, read_outputs, show, write
from orgsheet.cli.progress_bar import progress_bar
from orgsheet.cli.selection import chosen_paths, open_workspace
from orgsheet.cli.typed_paths import given_path, within
from orgsheet.lint.baseline import (
    BaselineAbsentError,
    Entry,
    compare,
    growth,
    parse_baseline,
    read_baseline,
    record_bytes,
    write_baseline,
)
from orgsheet.lint.cache import LintCache, cache_key
from orgsheet.lint.finding import SEVERITIES, Finding, at_least
from orgsheet.lint.host_paths import prefix_of
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.own_rules import own_policy
from orgsheet.lint.rulebook import Rule, apply_settings, load_rules
from orgsheet.lint.run_rules import run, sheet_name
from orgsheet.lint.waivers import apply_waivers, load_waivers
from orgsheet.render.formats import FORMATS, render
from orgsheet.workspace.settings import load_settings
from orgsheet.workspace.workspace import Workspace

_USES = " ".join(f"{name}（{format_.use}）" for name, format_ in FORMATS.items())
_EXAMPLE = "例: orgsheet lint --baseline sheets/既知の指摘.json --update-baseline"


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
    workspace = open_workspace(folder, paths)
    settings = load_settings(workspace)
    record = baseline or (workspace.root / settings.baseline if settings.baseline else None)
    files = read_outputs(outputs, folder, [] if record is None else [record])
    rules = apply_settings(load_rules(workspace), settings)
    _tell_own(workspace)
    chosen = chosen_paths(workspace, folder, paths, year)
    is_whole = not paths and year is None
    if update_baseline:
        update = _to_update(record, workspace.root, is_whole=is_whole)
    if fix:
        from orgsheet.cli.commands.lint_fix import mend_files

        refused = mend_files(workspace, rules, chosen, unsafe=unsafe, write=not diff)
        if diff or refused:
            return USAGE if refused else CLEAN
        workspace = open_workspace(folder, paths)
    uncached = no_cache or _needs_mends(format_, files)
    cache = None if uncached else _cache(workspace, rules)
    result = run(workspace, rules, chosen, cache, progress_bar("点検中"))
    if cache is not None:
        cache.save()
    counting, waived = apply_waivers(result.findings, load_waivers(workspace))
    if update_baseline:
        return _update(update, counting)
    entries = [] if record is None else read_baseline(record, below=within(record, workspace.root))
    compared = compare(counting, entries if is_whole else _entries_of(entries, chosen))
    report = LintReport(
        findings=compared.new,
        known=compared.known,
        waived=tuple(waived),
        gone=compared.gone,
        rules=tuple(rules),
        paths=tuple(chosen),
        sheets=result.sheets,
        registers=result.registers,
        lines=lines_of(workspace),
    )
    if redact:
        from orgsheet.lint.redact import redacted

        report = redacted(report)
    prefix = prefix_of(workspace.root)
    show(report, format_, prefix, ambiguous_width)
    if write(partial(render, report, prefix=prefix), files):
        return USAGE
    level = fail_level or settings.fail_level
    failed = any(at_least(finding.severity, level) for finding in compared.new)
    return FINDINGS if failed else CLEAN


def _tell_own(workspace: Workspace) -> None:
    """Say first, if so, that not the packaged rules and form alone are used."""
    own = own_policy(workspace)
    if own:
        complain(f"{own}。")


def _needs_mends(format_: str, outputs: Sequence[Output]) -> bool:
    """Tell whether a format shows how findings are mended, which the cache does not keep."""
    return any(FORMATS[name].has_fixes for name in (format_, *(one.format for one in outputs)))


def _cache(workspace: Workspace, rules: Sequence[Rule]) -> LintCache:
    schemas = [repr(workspace.schema(name)).encode() for name in ("sheet", "plans", "organization")]
    return LintCache.load(workspace.root, cache_key(rules, schemas), rules)


class _Update(NamedTuple):
    """The file to record in and what it holds so far, None where it is not there yet."""

    file: Path
    was: bytes | None
    below: Path | None


def _to_update(record: Path | None, root: Path, *, is_whole: bool) -> _Update:
    """Return what is to be recorded anew.

    Raises:
        BaselineError: it is there and no record, which must not be overwritten.
        CommandError: no file is named, or not everything is checked.
    """
    if not is_whole:
        raise CommandError(
            "--update-baseline は、シートや年度を選ばずに使います。"
            f"選ぶと、ほかのシートの記録が消えるからです。{_EXAMPLE}"
        )
    if record is None:
        raise CommandError(f"記録するファイルを書いてください。{_EXAMPLE}")
    below = within(record, root)
    try:
        was = record_bytes(record, below=below)
    except BaselineAbsentError:
        return _Update(record, None, below)
    parse_baseline(was, str(record))
    return _Update(record, was, below)


def _update(update: _Update, findings: Sequence[Finding]) -> int:
    record = update.file
    count = write_baseline(record, findings, update.was, below=update.below)
    complain(f"今ある指摘 {count} 件を「{record}」に記録しました。")
    if update.was is not None:
        before = parse_baseline(update.was, str(record))
        complain(_difference(before, read_baseline(record), findings))
    return CLEAN


def _difference(
    before: Sequence[Entry], after: Sequence[Entry], findings: Sequence[Finding]
) -> str:
    """Return in words what a new record lets stand from now on, and what it no longer holds."""
    added, removed = growth(before, after)
    if not added and not removed:
        return "記録に変わりはありません。"
    new = {entry.fingerprint for entry in added}
    errors = {f.fingerprint for f in findings if f.severity == "error"} & new
    return (
        f"新しい指摘 {len(added)} 件（エラー {len(errors)} 件）を加え、"
        f"なくなった {len(removed)} 件を消しました。"
    )


def _entries_of(entries: list[Entry], paths: Sequence[str]) -> list[Entry]:
    """Return the recorded findings of the chosen files: the others were not looked at."""
    names = {sheet_name(path) for path in paths}
    return [entry for entry in entries if entry.sheet in names]
