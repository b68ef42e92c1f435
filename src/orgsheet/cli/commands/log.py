"""`orgsheet log`: one project through the years, whatever it was called and where it stood."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, USAGE, CommandError, complain
from orgsheet.cli.options import format_option, output_option, sheets_options
from orgsheet.cli.output import put
from orgsheet.cli.selection import open_workspace
from orgsheet.cli.terminal import columns, has_colour
from orgsheet.cli.typed_paths import result_file
from orgsheet.diff.change_book import load_change_rules
from orgsheet.diff.changes import LEVELS
from orgsheet.diff.hide_staff import hide_staff_in_history
from orgsheet.diff.history import History, Stage, follow
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Action
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.match.links import Link, RowRef
from orgsheet.render.display_width import printable
from orgsheet.render.findings.text import Style
from orgsheet.render.json_text import json_text
from orgsheet.workspace.settings import load_settings
from orgsheet.workspace.workspace import Workspace

_TOLD = LEVELS[:3]


@click.command(
    "log",
    help="一つの事業を、名前や担当する課が変わっても、年度をまたいでたどります。"
    "例: orgsheet log 総合計画策定事務",
)
@click.argument("name", metavar="事業の名前")
@sheets_options()
@format_option({"text": "読むため", "json": "機械用"})
@output_option()
@click.pass_obj
def command(folder: Path, name: str, wanted: Wanted, format_: str, output: Path | None) -> int:
    file = None if output is None else result_file("--output", folder, output)
    workspace = open_workspace(folder, ())
    workspace.require_own_schemas()
    rules = load_change_rules(workspace, load_settings(workspace))
    history = hide_staff_in_history(follow(workspace, _years(workspace), name, wanted, rules))
    if format_ == "json":
        put(json_text(_record(history)), file)
    else:
        style = Style(columns(), output is None and has_colour())
        put("\n".join((*_lines(history, style), "")), file)
    for sentence in history.unread:
        complain(sentence)
    return USAGE if history.unread else CLEAN


def _years(workspace: Workspace) -> list[FiscalYear]:
    """Return the years that have sheets, earliest first."""
    found = set(filter(None, (FiscalYear.read(one.year) for one in workspace.sheet_ids)))
    if not found:
        raise CommandError("シートがまだありません。sheets/年度/部名/課名.yaml に置いてください。")
    return sorted(found)


def _lines(history: History, style: Style) -> list[str]:
    out = [
        line for notice in history.notices for line in style.wrap(printable(notice), style.columns)
    ]
    out += [f"「{printable(history.name)}」の年度ごとの記録"]
    for stage in history.stages:
        out += ["", *_joined(stage, style), f"■ {stage.year.label}（{stage.year.kanji}）"]
        if not stage.rows and not stage.possible:
            out.append("  この年度にはありません。")
        for row in stage.rows:
            out += _row(row, style)
        for row in stage.possible:
            out += _row(row, style, "同一事業の可能性: ")
    return out


def _row(row: RowRef, style: Style, mark: str = "") -> list[str]:
    """Return a row with its deadlines."""
    words = f"{mark}{row.name}（{row.sheet.id.label}、{row.section}）"
    lines = style.wrap(printable(words), style.columns - 4)
    out = [f"  {lines[0]}", *(f"    {line}" for line in lines[1:])]
    if isinstance(row.row, Action):
        for step in row.row.milestones:
            told = [node.text for node in (step.when, step.event) if node is not None]
            text = printable("　".join(" ".join(word.split()) for word in told))
            out.append(f"    {style.cut(text, style.columns - 4)}")
    return out


def _joined(stage: Stage, style: Style) -> list[str]:
    """Return how a year's rows follow from those of the year before."""
    out = []
    for alike in _by_names(stage.links):
        link, count = alike[0], f"（{len(alike)}か所）" if len(alike) > 1 else ""
        if link.band == "asked":
            text = f"「{link.after.name}」は「{link.before.name}」と同一事業の可能性があります"
            reasons = "、".join(link.reasons)
            text += f"{count}（{reasons}）。" if reasons else f"{count}。"
        else:
            text = f"「{link.before.name}」→「{link.after.name}」{count}: {'、'.join(link.reasons)}"
        lines = style.wrap(printable(text), style.columns - 4)
        out += [f"  ↓ {lines[0]}", *(f"    {line}" for line in lines[1:])]
    for change in stage.changes:
        if change.level in _TOLD:
            words = style.wrap(printable(change.message), style.columns - 8)
            out += [f"    [{change.level}] {words[0]}", *(f"         {line}" for line in words[1:])]
    return [*out, ""] if out else []


def _row_records(rows: tuple[RowRef, ...]) -> list[dict[str, str]]:
    return [{"row": str(row), "list": row.section, "name": row.name} for row in rows]


def _by_names(links: tuple[Link, ...]) -> list[list[Link]]:
    """Return the links of rows of the same names together, the best founded of them first."""
    found: dict[tuple[str, str, str], list[Link]] = {}
    for link in sorted(links, key=lambda one: -one.score):
        found.setdefault((link.band, link.before.name, link.after.name), []).append(link)
    return list(found.values())


def _record(history: History) -> dict[str, object]:
    return {
        "version": 1,
        "name": history.name,
        "notices": [*history.notices, *history.unread],
        "years": [
            {
                "year": stage.year.label,
                "rows": _row_records(stage.rows),
                "possible": _row_records(stage.possible),
                "links": [
                    {
                        "before": str(link.before),
                        "after": str(link.after),
                        "basis": link.basis,
                        "band": link.band,
                        "score": round(link.score, 4),
                    }
                    for link in stage.links
                ],
                "changes": [
                    {"rule": one.rule, "level": one.level, "message": one.message}
                    for one in stage.changes
                ],
            }
            for stage in history.stages
        ],
    }
