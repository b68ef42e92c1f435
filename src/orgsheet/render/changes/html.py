"""A diff as one HTML file: side by side, gravest first, printable on A4 landscape."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from orgsheet.diff.change_book import PROFILES
from orgsheet.diff.change_values import counts_of, values_of
from orgsheet.diff.changes import LEVELS, Change, Report
from orgsheet.diff.proper_nouns import proper_names
from orgsheet.render.changes.view import LEVEL_WORDS, left_out_of, place_of, summary_of
from orgsheet.render.escape import html_text
from orgsheet.render.page import is_long, licence_line, marked_html, notice_lines, page

_MARKS = {"重": "■", "注": "▲", "参": "●", "雑": "・"}
"""A sign beside the word, so that a level is recognised without its colour."""
_STYLE = """\
del { text-decoration: line-through; background: #fde7e7; }
ins { text-decoration: underline 2px; text-underline-offset: .15em; background: #e3f1e3; }
.item { color: #444; font-size: .9em; }
.level-重 { border-left: .5rem solid #a40000; padding-left: .5rem; }
.level-注 { border-left: .5rem solid #a05a00; padding-left: .5rem; }
.level-参 { border-left: .5rem solid #1f4e9c; padding-left: .5rem; }
.level-雑 { border-left: .5rem solid #777; padding-left: .5rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; padding: 0; list-style: none; }
@media print { del, ins { background: none; } }
"""
_WIDTHS = (16, 24, 30, 30)


def render_html(report: Report) -> str:
    """Return the whole page.

    What went is struck through, what came is underlined, also without colours.
    """
    before, after = report.before.label, report.after.label
    title = f"{before} → {after} の変更（{PROFILES[report.profile]}）"
    counts = counts_of(report)
    names = proper_names(report)
    body = ["<main>", f"<h1>{html_text(title)}</h1>", *notice_lines(report.notices)]
    body += [
        f"<p>{html_text(summary_of(report))}</p>",
        f"<p>{html_text(left_out_of(report))}</p>",
    ]
    shown = [level for level in LEVELS if counts[level]]
    if shown:
        body += [
            "<p><del>取り消し線</del>はなくなった字句、<ins>下線</ins>は加わった字句です。</p>"
        ]
        body += ['<nav aria-label="重さごとの一覧"><ul>']
        body += [f'<li><a href="#{level}">{_title(level, counts)}</a></li>' for level in shown]
        body += ["</ul></nav>"]
    for level, changes in groupby(report.changes, key=lambda change: change.level):
        heading = f'<h2 id="{level}" class="level-{level}">{_title(level, counts)}</h2>'
        body += _table(heading, list(changes), (before, after), names)
    body += [*licence_line(report.licence), "</main>"]
    return page(title, _STYLE, body)


def _title(level: str, counts: dict[str, int]) -> str:
    return f"{_MARKS[level]} {LEVEL_WORDS[level]} {counts[level]}件"


def _table(
    heading: str, changes: list[Change], labels: tuple[str, str], names: tuple[str, ...]
) -> Iterator[str]:
    yield "<table>"
    yield f"<caption>{heading}</caption>"
    yield "<colgroup>"
    yield from (f'<col style="width: {width}%">' for width in _WIDTHS)
    yield "</colgroup>"
    yield "<thead><tr>"
    captions = ("課", "変更", f"前（{labels[0]}）", f"後（{labels[1]}）")
    yield from (f'<th scope="col">{html_text(caption)}</th>' for caption in captions)
    yield "</tr></thead>"
    yield "<tbody>"
    for change in changes:
        yield _row(change, names)
    yield "</tbody>"
    yield "</table>"


def _row(change: Change, names: tuple[str, ...]) -> str:
    organization, item = place_of(change)
    values = values_of(change, names)
    before, after = values.texts
    same = before == after and bool(before)
    shown = marked_html(values.after, "ins")
    long = ' class="long"' if is_long(before, after) else ""
    return (
        f'<tr id="c-{html_text(change.fingerprint)}"{long}>'
        f'<th scope="row">{html_text(organization)}</th>'
        f'<td>{html_text(change.message)}<br><span class="item">{html_text(item)}</span></td>'
        f"{_cell(marked_html(values.before, 'del'))}"
        f"{_cell('（左と同じ）' if same else shown)}</tr>"
    )


def _cell(content: str) -> str:
    return f'<td class="value">{content or "（なし）"}</td>'
