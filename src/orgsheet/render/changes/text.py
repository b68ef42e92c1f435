"""A diff for a person at a terminal: what a department head would tell, gravest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from orgsheet.diff.change_book import PROFILES
from orgsheet.diff.changes import LEVELS, Change, Report
from orgsheet.render.changes.view import (
    LEVEL_WORDS,
    left_out_words,
    no_difference,
    organization_of,
    sheets_of,
)
from orgsheet.render.display_width import printable
from orgsheet.render.findings.text import Style

_COLOURS = {"重": "\x1b[1;31m", "注": "\x1b[1;33m", "参": "\x1b[1;36m", "雑": "\x1b[2m"}
_BOLD, _DIM = "\x1b[1m", "\x1b[2m"
HINT = "一つずつ見るには --all を付けます。"
"""How `orgsheet diff` itself shows every change."""

_INDENT = "  "
_MARK = 2
_NAMED_TOGETHER = 3
"""From this many on, rows that are alike but for their names are told in one sentence."""


def render_text(
    report: Report, style: Style | None = None, *, everything: bool = False, hint: str = HINT
) -> str:
    """Return the report as text, widths counted as the terminal counts them.

    Args:
        report: what to tell.
        style: columns, colours and the width of ambiguous characters.
        everything: one line for every change with its rule and place; else what is 参 is summed up
            rule by rule.
        hint: what to type to see every change.
    """
    style = style or Style()
    out: list[str] = []
    for notice in report.notices:
        out += [style.paint(_BOLD, line) for line in _lines(printable(notice), style)]
    out += _head(report, style)
    for level in LEVELS:
        changes = [change for change in report.changes if change.level == level]
        if changes:
            out += ["", style.paint(_COLOURS[level], f"■ {LEVEL_WORDS[level]} {len(changes)}件")]
            if everything:
                out += _each(changes, style)
            elif level == "参":
                out += _summed(changes, style)
            else:
                out += _told(changes, style)
    out += _foot(report, style, "" if everything else hint)
    return "\n".join(out) + "\n"


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


def _told(changes: Sequence[Change], style: Style) -> Iterator[str]:
    """Yield a line a change; rows that differ by their names only are told together."""
    for _, group in groupby(_by_rule(changes), key=lambda change: change.rule):
        alike = list(group)
        if len(alike) >= _NAMED_TOGETHER and all(map(_row_name, alike)):
            yield from _item(f"{alike[0].title} {len(alike)}件: {_names(alike)}", style)
        else:
            for change in alike:
                yield from _item(_sentence(change), style)


def _summed(changes: Sequence[Change], style: Style) -> Iterator[str]:
    """Yield an entry an area: how many changes of each rule there are."""
    for area, group in groupby(_by_rule(changes), key=lambda change: change.area):
        told = [_count(list(alike)) for _, alike in groupby(group, key=lambda change: change.rule)]
        yield from _item(f"{area}: {'、'.join(told)}", style)


def _count(changes: Sequence[Change]) -> str:
    folded = sum(change.folded for change in changes)
    also = f"（計{len(changes) + folded}か所）" if folded else ""
    return f"{changes[0].title} {len(changes)}件{also}"


def _each(changes: Sequence[Change], style: Style) -> Iterator[str]:
    for change in changes:
        yield from _item(f"{_sentence(change)} [{change.rule}]", style)
        spot = change.after or change.before
        if spot is not None:
            line, _ = spot.sheet.document.locate(spot.node.start if spot.node else 0)
            place = printable(f"{spot.sheet.document.path}:{line}")
            yield f"{_INDENT * 2}{style.paint(_DIM, place)}"


def _by_rule(changes: Sequence[Change]) -> list[Change]:
    """Return the changes rule by rule, the rules in the order of the catalogue."""
    return sorted(changes, key=lambda change: (change.order, change.rule))


def _names(changes: Sequence[Change]) -> str:
    """Return the rows' names, section by section."""
    by_section = groupby(changes, key=organization_of)
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


def _sentence(change: Change) -> str:
    where = organization_of(change)
    return f"{where}: {change.message}" if where else change.message


def _item(text: str, style: Style) -> Iterator[str]:
    bullet = style.width("・")
    lines = _lines(printable(" ".join(text.split())), style, len(_INDENT) + bullet)
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
