"""A diff as Markdown for a comment of a pull request: short enough for the host, always."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from orgsheet.diff.change_book import PROFILES
from orgsheet.diff.change_values import counts_of, values_of
from orgsheet.diff.changes import LEVELS, Change, Report
from orgsheet.diff.marked_phrases import Piece
from orgsheet.diff.proper_nouns import proper_names
from orgsheet.japanese.shorten import one_line, shorten
from orgsheet.render.changes.overview import LINES, by_department, department_counts, parts_of
from orgsheet.render.changes.view import (
    LEVEL_WORDS,
    left_out_of,
    names_of_units,
    place_of,
    sentence_of,
    summary_of,
)
from orgsheet.render.escape import markdown_text

LIMIT = 60_000
"""In UTF-16 units. Hosts refuse comments of more than 65,536 characters; the rest is for others."""

_FOLDED_AWAY = ("参", "雑")
"""Levels inside `<details>`: a reviewer opens them when needed."""
_CONTEXT = 20
_VALUE = 1_500
_MESSAGE = 400
_NOTICES = 10
_TITLES = 60


class _Plan(NamedTuple):
    """How much is told: which levels at most, of which of them the values, and rules left out."""

    told: Sequence[str]
    valued: Sequence[str]
    dropped: frozenset[tuple[str, str]] = frozenset()

    def tells(self, change: Change) -> bool:
        """Say whether a change is told."""
        return change.level in self.told and _kind(change) not in self.dropped


# From everything to the least: values go first, then rule after rule, the lightest first.
_PLANS = (
    _Plan(LEVELS, LEVELS),
    _Plan(LEVELS, LEVELS[:2]),
    _Plan(LEVELS, LEVELS[:1]),
    _Plan(LEVELS, ()),
)


def render_markdown(report: Report, *, limit: int = LIMIT) -> str:
    """Return the report within a number of UTF-16 units.

    Where it would be longer, values are left out and then the changes of one rule after the other,
    the lightest first; the counts stay true and a sentence says what is missing.
    """
    names = proper_names(report)
    for plan in _PLANS:
        items = _items(report, plan, names, limit)
        if items is not None:
            text = _whole(report, plan, items)
            if units(text) <= limit:
                return text
    lightest = _kinds(report)
    lengths = {
        change.fingerprint: units(_item(change, names, valued=False)) + 1
        for change in report.changes
    }
    plan = _PLANS[-1]
    rest = sum(lengths.values())
    for count in range(1, len(lightest)):
        plan = plan._replace(dropped=frozenset(lightest[:count]))
        rest -= sum(
            lengths[c.fingerprint] for c in report.changes if _kind(c) == lightest[count - 1]
        )
        if rest <= limit:
            items = [_item(c, names, valued=False) for c in report.changes if plan.tells(c)]
            text = _whole(report, plan, items)
            if units(text) <= limit:
                return text
    return _cut(report, plan, names, limit)


def _kind(change: Change) -> tuple[str, str]:
    """Return the level and the rule of a change."""
    return change.level, change.rule


def _kinds(report: Report) -> list[tuple[str, str]]:
    """Return the levels and rules of the changes, the lightest and last of the catalogue first."""
    ranks = {_kind(one): (LEVELS.index(one.level), one.order) for one in report.changes}
    return sorted(ranks, key=lambda kind: ranks[kind], reverse=True)


def _cut(report: Report, last: _Plan, names: tuple[str, ...], limit: int) -> str:
    """Return the first changes of the gravest rule, where even that is too long."""
    items = [_item(one, names, valued=False) for one in report.changes if last.tells(one)]
    least, most = 0, len(items)
    while least < most:
        middle = (least + most + 1) // 2
        if units(_whole(report, last, items[:middle])) <= limit:
            least = middle
        else:
            most = middle - 1
    return _whole(report, last, items[:least])


def _items(report: Report, plan: _Plan, names: tuple[str, ...], limit: int) -> list[str] | None:
    """Return the changes that the plan tells, as list items; None once they are too long."""
    items: list[str] = []
    total = 0
    for change in report.changes:
        if plan.tells(change):
            items.append(_item(change, names, valued=change.level in plan.valued))
            total += units(items[-1])
            if total > limit:
                return None
    return items


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units, as hosts count it."""
    return len(text) + sum(char > "\uffff" for char in text)


def _whole(report: Report, plan: _Plan, items: Sequence[str]) -> str:
    """Return the whole text with these items, which are the first of what the plan tells."""
    labels = (markdown_text(shorten(side.label, 80)) for side in (report.before, report.after))
    out = [f"## {' → '.join(labels)} の変更（{PROFILES[report.profile]}）", ""]
    for notice in report.notices[:_NOTICES]:
        out += [f"> **{markdown_text(shorten(notice, _MESSAGE))}**", ">"]
    if len(report.notices) > _NOTICES:
        out += [f"> ほかに{len(report.notices) - _NOTICES}件のことわりがあります。", ">"]
    if report.notices:
        out[-1] = ""
    out += [markdown_text(summary_of(report)), "", markdown_text(left_out_of(report)), ""]
    if len(by_department(report)) > 1 and len(report.changes) > LINES:
        out += _overview(report)
    planned = [change for change in report.changes if plan.tells(change)]
    told = list(zip(planned, items, strict=False))
    for _, group in groupby(told, key=lambda one: one[0].level):
        out += _level(report, list(group))
    out += _missing(report, plan, [change for change, _ in told])
    if report.licence:
        out += ["", markdown_text(report.licence)]
    return "\n".join(out).rstrip("\n") + "\n"


def _overview(report: Report) -> Iterator[str]:
    """Yield what a 部長 of a city asks for first; every count is of all changes, told or not."""
    called = names_of_units(report)
    words = "／".join(LEVEL_WORDS[level] for level in LEVELS[:3])
    yield from (f"### 部ごとの件数（{words}）", "")
    yield from (markdown_text("、".join(department_counts(report))), "")
    for part in parts_of(report):
        heading = f"**{part.title} {len(part.changes):,}件**"
        if part.counts:
            yield from (f"{heading}: {markdown_text('、'.join(part.counts))}", "")
            continue
        yield from (heading, "")
        for change in part.changes[: part.most]:
            text = one_line(sentence_of(change, called))
            yield f"- {markdown_text(shorten(text, _MESSAGE))}"
        if len(part.changes) > part.most:
            yield f"- ほかに {len(part.changes) - part.most:,}件"
        yield ""


def _level(report: Report, changes: list[tuple[Change, str]]) -> Iterator[str]:
    level = changes[0][0].level
    heading = f"{LEVEL_WORDS[level]} {counts_of(report)[level]}件"
    if level in _FOLDED_AWAY:
        yield from ("<details>", f"<summary>{heading}</summary>", "")
    else:
        yield from (f"### {heading}", "")
    for organization, group in groupby(changes, key=lambda one: place_of(one[0])[0]):
        yield from (f"**{markdown_text(organization)}**", "")
        yield from (item for _, item in group)
        yield ""
    if level in _FOLDED_AWAY:
        yield from ("</details>", "")


def _item(change: Change, names: tuple[str, ...], *, valued: bool) -> str:
    """Return a change as a list item; its values are items below it."""
    mark = f"<!-- {change.fingerprint} -->" if change.fingerprint.isalnum() else ""
    lines = [f"- {markdown_text(shorten(one_line(change.message), _MESSAGE))}{mark}"]
    if not valued:
        return lines[0]
    values = values_of(change, names)
    before, after = values.texts
    if before == after or all(text in change.message for text in values.texts):
        return lines[0]
    if before:
        lines.append(f"  - 前: {_marked(values.before, 'del')}")
    if after:
        lines.append(f"  - 後: {_marked(values.after, 'ins')}")
    return "\n".join(lines)


def _marked(pieces: Sequence[Piece], tag: str) -> str:
    """Return a value with its changed phrases in tags; long unchanged stretches are cut out."""
    out = []
    room = _VALUE
    for number, piece in enumerate(pieces):
        text = shorten(piece.text, max(room, 0))
        if not piece.changed and len(text) > 3 * _CONTEXT:
            head = "" if number == 0 else text[:_CONTEXT]
            tail = "" if number == len(pieces) - 1 else text[-_CONTEXT:]
            text = f"{head}…{tail}" if len(pieces) > 1 else text
        room -= len(text)
        if text:
            shown = markdown_text(text)
            out.append(f"<{tag}>{shown}</{tag}>" if piece.changed else shown)
    return "".join(out)


def _missing(report: Report, plan: _Plan, told: Sequence[Change]) -> Iterator[str]:
    """Yield what was left out to stay within the limit."""
    counts = counts_of(report)
    shown = [change.level for change in told]
    missing = {level: counts[level] - shown.count(level) for level in LEVELS}
    lost = [f"{LEVEL_WORDS[level]} {count}件" for level, count in missing.items() if count]
    if lost:
        yield f"長さの上限のため、{'、'.join(lost)}は一覧を省きました。"
        dropped = Counter(one.title for one in report.changes if _kind(one) in plan.dropped)
        titles = [f"{markdown_text(title)} {count}件" for title, count in dropped.items()]
        if titles:
            yield f"省いたものの内訳: {'、'.join(titles[:_TITLES])}。"
    valueless = [
        LEVEL_WORDS[level] for level in LEVELS if counts[level] and level not in plan.valued
    ]
    if valueless:
        yield f"長さの上限のため、{'、'.join(valueless)}の変更は前後の文を省きました。"
    if lost or valueless:
        yield "全部は `orgsheet diff` に `--format html` を付けると見られます。"
