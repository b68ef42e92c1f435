"""One project through the years, as text for a terminal and as JSON."""

from __future__ import annotations

from orgsheet.diff.changes import LEVELS
from orgsheet.diff.history import History, Stage
from orgsheet.form.sheet import Action
from orgsheet.japanese.shorten import one_line
from orgsheet.match.links import Link, RowRef
from orgsheet.render.display_width import Style, printable
from orgsheet.render.json_text import json_text

_TOLD = LEVELS[:3]


def render_text(history: History, style: Style) -> str:
    """Return the rows of every year, with what became of them in between."""
    return "\n".join((*_lines(history, style), ""))


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
            text = printable("　".join(one_line(word) for word in told))
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


def render_json(history: History) -> str:
    """Return the history for machines."""
    record = {
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
    return json_text(record)
