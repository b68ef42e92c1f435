"""A diff for a person at a terminal: what a department head would tell, gravest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from orgsheet.diff.change_book import PROFILES
from orgsheet.diff.changes import LEVELS, Change, Report
from orgsheet.japanese.shorten import one_line
from orgsheet.render.changes.by_project import blocks_of
from orgsheet.render.changes.overview import LINES, how_to_go_on, overview
from orgsheet.render.changes.view import (
    LEVEL_WORDS,
    Names,
    left_out_words,
    names_of_units,
    no_difference,
    sentence_of,
    sheets_of,
)
from orgsheet.render.display_width import Style, printable

_COLOURS = {"重": "\x1b[1;31m", "注": "\x1b[1;33m", "参": "\x1b[1;36m", "雑": "\x1b[2m"}
_BOLD, _DIM = "\x1b[1m", "\x1b[2m"
HINT = "一つずつ見るには --all を付けます。"
"""How `orgsheet diff` itself shows every change."""

_INDENT = "  "
_MARK = 2
_FEW_SHEETS = 2
"""Of so few, what changed is told whole, however long: there is nothing to go on with."""
_NAMED_TOGETHER = 3
"""From this many on, rows that are alike but for their names are told in one sentence."""


def render_text(
    report: Report,
    style: Style | None = None,
    *,
    everything: bool = False,
    hint: str = HINT,
    by: str = "",
) -> str:
    """Return the report as text, widths counted as the terminal counts them.

    What would be longer than `overview.LINES` is told as an overview, unless an order is named.

    Args:
        report: what to tell.
        style: columns, colours and the width of ambiguous characters.
        everything: one line for every change with its rule and place; else what is 参 is summed up
            rule by rule.
        hint: what to type to see every change.
        by: the order, one of `by_project.BY`; "" for what fits.
    """
    style = style or Style()
    head: list[str] = []
    for notice in report.notices:
        head += [style.paint(_BOLD, line) for line in _lines(printable(notice), style)]
    head += _head(report, style)
    if by in {"project", "section"}:
        body = [*_by_blocks(report, style, by, everything=everything)]
    else:
        body = [*_by_level(report, style, everything=everything)]
    foot = [*_foot(report, style, "" if everything else hint)]
    # A program that calls this for a few sheets has its own way to show more.
    may_shorten = not everything and not by and hint == HINT and _is_of_many_sheets(report)
    if may_shorten and len(head) + len(body) + len(foot) > LINES:
        body = [*overview(report, style, lambda text, indent: _lines(text, style, indent))]
        foot = [*_foot(report, style, how_to_go_on(report))]
    return "\n".join((*head, *body, *foot)) + "\n"


def _is_of_many_sheets(report: Report) -> bool:
    return max(len(report.before.sheets), len(report.after.sheets)) > _FEW_SHEETS


def _by_level(report: Report, style: Style, *, everything: bool) -> Iterator[str]:
    names = names_of_units(report)
    for level in LEVELS:
        changes = [change for change in report.changes if change.level == level]
        if changes:
            title = f"■ {LEVEL_WORDS[level]} {len(changes)}件"
            yield from ("", style.paint(_COLOURS[level], title))
            if everything:
                yield from _each(changes, style, names)
            elif level == "参":
                yield from _summed(changes, style)
            else:
                yield from _told(changes, style, names)


def _by_blocks(report: Report, style: Style, by: str, *, everything: bool) -> Iterator[str]:
    """Yield a block a project, or a section: its name, then what changed, the gravest first."""
    place = None
    for block in blocks_of(report, by):
        unit = block.unit.label if block.unit is not None else "全体"
        counts = Counter(change.level for change in block.changes)
        told = "、".join(f"{LEVEL_WORDS[one]}{counts[one]}" for one in LEVELS if counts[one])
        if by == "section" or unit != place:
            place = unit
            yield ""
            also = f"（{told}）" if by == "section" else ""
            yield from _lines(style.paint(_BOLD, printable(f"■ {unit}{also}")), style)
        if block.title:
            yield from _lines(printable(f"◆ {block.title}（{told}）"), style)
        if everything:
            yield from _each(block.changes, style, lambda _: "")
            continue
        heavy = [one for one in block.changes if one.level in LEVELS[:2] or by == "project"]
        for change in heavy:
            told = change.message.removeprefix(f"「{block.name}」の")
            yield from _item(f"{LEVEL_WORDS[change.level]}: {told}", style)
        light = [one for one in block.changes if one not in heavy]
        yield from _summed(light, style)


def _head(report: Report, style: Style) -> Iterator[str]:
    before, after = printable(report.before.label), printable(report.after.label)
    title = f"{before} → {after} の変更（{PROFILES[report.profile]}）"
    yield from (style.paint(_BOLD, line) for line in _lines(title, style))
    if not report.before.sheets and not report.after.sheets:
        return
    counts = Counter(change.level for change in report.changes)
    told = "、".join(f"{LEVEL_WORDS[level]} {counts[level]}件" for level in LEVELS[:3])
    yield from _lines(told, style)
    yield from _lines(f"{sheets_of(report)}。{_rows(report)}", style)


def _rows(report: Report) -> str:
    links = report.matching.links
    linked = sum(link.band == "accepted" for link in links)
    asked = len(links) - linked
    text = f"行: 続く {linked}、加わる {len(report.matching.new)}、なくなる "
    text += f"{len(report.matching.dropped)}"
    return text + (f"。同じ事業かを確かめる組 {asked}" if asked else "")


def _told(changes: Sequence[Change], style: Style, names: Names) -> Iterator[str]:
    """Yield a line a change; rows that differ by their names only are told together."""
    for _, group in groupby(_by_rule(changes), key=lambda change: change.rule):
        alike = list(group)
        if len(alike) >= _NAMED_TOGETHER and all(map(_row_name, alike)):
            yield from _item(f"{alike[0].title} {len(alike)}件: {_names(alike, names)}", style)
        else:
            for change in alike:
                yield from _item(sentence_of(change, names), style)


def _summed(changes: Sequence[Change], style: Style) -> Iterator[str]:
    """Yield an entry an area: how many changes of each rule there are."""
    for area, group in groupby(_by_rule(changes), key=lambda change: change.area):
        told = [_count(list(alike)) for _, alike in groupby(group, key=lambda change: change.rule)]
        yield from _item(f"{area}: {'、'.join(told)}", style)


def _count(changes: Sequence[Change]) -> str:
    folded = sum(change.folded for change in changes)
    also = f"（計{len(changes) + folded}か所）" if folded else ""
    return f"{changes[0].title} {len(changes)}件{also}"


def _each(changes: Sequence[Change], style: Style, names: Names) -> Iterator[str]:
    for change in changes:
        yield from _item(f"{sentence_of(change, names)} [{change.rule}]", style)
        spot = change.after or change.before
        if spot is not None:
            line, _ = spot.sheet.document.locate(spot.node.start if spot.node else 0)
            place = printable(f"{spot.sheet.document.path}:{line}")
            yield f"{_INDENT * 2}{style.paint(_DIM, place)}"


def _by_rule(changes: Sequence[Change]) -> list[Change]:
    """Return the changes rule by rule, the rules in the order of the catalogue."""
    return sorted(changes, key=lambda change: (change.order, change.rule))


def _names(changes: Sequence[Change], names: Names) -> str:
    """Return the rows' names, section by section."""
    by_section = groupby(changes, key=names)
    return "、".join(
        section + "".join(f"「{_row_name(change)}」" for change in group)
        for section, group in by_section
    )


def _row_name(change: Change) -> str:
    """Return the row's name where the change is about one whole row on one side, else ""."""
    spot = change.after or change.before
    if spot is None or (change.after and change.before) or not isinstance(spot.value, str):
        return ""
    return spot.value if spot.item.endswith(f"「{spot.value}」") else ""


def _item(text: str, style: Style) -> Iterator[str]:
    bullet = style.width("・")
    lines = _lines(printable(one_line(text)), style, len(_INDENT) + bullet)
    yield f"{_INDENT}・{lines[0]}"
    yield from (f"{_INDENT}{' ' * bullet}{line}" for line in lines[1:])


def _lines(text: str, style: Style, indent: int = 0) -> list[str]:
    """Break a text; a closing mark may stand out by its width, so that much room is kept."""
    return style.wrap(text, max(style.columns - indent - _MARK, _MARK))


def _foot(report: Report, style: Style, hint: str) -> Iterator[str]:
    hidden = report.hidden
    yield ""
    if not report.changes and not sum(hidden.values()):
        yield from _lines(no_difference(report), style)
        return
    if not report.changes:
        yield "重要、注意、参考に当たる変更はありません。"
    left_out = left_out_words(hidden)
    if left_out:
        yield from _lines(f"省いたもの: {'、'.join(left_out)}。", style)
    if hint or not left_out:
        yield from _lines(hint or "省いたものはありません。", style)
