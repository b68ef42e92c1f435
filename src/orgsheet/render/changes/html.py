"""A diff as one HTML file: side by side, gravest first, printable on A4 landscape.

Of a city the page begins with one screen of what counts and a list of the departments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from orgsheet.diff.change_book import PROFILES
from orgsheet.diff.change_values import counts_of, values_of
from orgsheet.diff.changes import LEVELS, Change, Report
from orgsheet.diff.proper_nouns import proper_names
from orgsheet.japanese.shorten import one_line
from orgsheet.render.changes.overview import LINES, by_department, parts_of
from orgsheet.render.changes.view import (
    LEVEL_WORDS,
    department_of,
    left_out_of,
    line_of,
    names_of_units,
    place_of,
    sentence_of,
    summary_of,
)
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
.counts { color: #444; }
@media print {
  del, ins { background: none; }
  nav[aria-label="部ごとの一覧"] { display: block; }
  nav a, li a { color: inherit; text-decoration: none; }
  .counts li { break-inside: avoid; }
  h2 { margin-top: 3mm; }
  th, td { padding: .5mm 1.5mm; }
  .line { display: none; }
}
@media (max-width: 600px) {
  body { padding: .5rem; }
  table, caption, tbody, tr, tbody th, tbody td { display: block; width: auto; }
  colgroup, thead { display: none; }
  tr { border: 1px solid #555; margin: 0 0 .6rem; }
  tbody th, tbody td { border: 0; padding: .2rem .5rem; }
  td.value::before { content: attr(data-side) "　"; color: #444; font-size: .85em; }
}
"""
_WIDTHS = (14, 38, 24, 24)
"""Of the columns, in hundredths: the sentence says most, and often one of the values is empty."""


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
    marks = "<p><del>取り消し線</del>はなくなった字句、<ins>下線</ins>は加わった字句です。</p>"
    departments = by_department(report)
    if len(departments) > 1 and len(report.changes) > LINES:
        body += [*_contents(departments), *_overview(report), marks]
        for number, (name, changes) in enumerate(departments.items()):
            heading = f'<h2 id="d-{number}">{html_text(name or "全体")}</h2>'
            body += _table(
                heading, _by_section(changes), (before, after), names, in_department=True
            )
        return page(title, _STYLE, [*body, *licence_line(report.licence), "</main>"])
    if shown:
        body += [marks, '<nav aria-label="重さごとの一覧"><ul>']
        body += [f'<li><a href="#{level}">{_title(level, counts)}</a></li>' for level in shown]
        body += ["</ul></nav>"]
    for level, group in groupby(report.changes, key=lambda change: change.level):
        heading = f'<h2 id="{level}" class="level-{level}">{_title(level, counts)}</h2>'
        body += _table(heading, list(group), (before, after), names)
    body += [*licence_line(report.licence), "</main>"]
    return page(title, _STYLE, body)


def _title(level: str, counts: dict[str, int]) -> str:
    return f"{_MARKS[level]} {LEVEL_WORDS[level]} {counts[level]}件"


def _overview(report: Report) -> Iterator[str]:
    """Yield what a 部長 asks for first, each change with the way to its row."""
    called = names_of_units(report)
    for part in parts_of(report):
        yield f"<h2>{html_text(part.title)} {len(part.changes):,}件</h2>"
        if part.counts:
            yield f"<p>{html_text('、'.join(part.counts))}</p>"
            continue
        yield "<ul>"
        for change in part.changes[: part.most]:
            text = html_text(one_line(sentence_of(change, called)))
            yield f'<li><a href="#c-{html_text(change.fingerprint)}">{text}</a></li>'
        if len(part.changes) > part.most:
            yield f"<li>ほかに {len(part.changes) - part.most:,}件は、部ごとの表にあります</li>"
        yield "</ul>"


def _contents(departments: Mapping[str, Sequence[Change]]) -> Iterator[str]:
    words = "／".join(LEVEL_WORDS[level] for level in LEVELS[:3])
    yield f"<h2>部ごとの変更（{words}）</h2>"
    yield '<nav aria-label="部ごとの一覧"><ul class="counts">'
    for number, (name, changes) in enumerate(departments.items()):
        counts = Counter(change.level for change in changes)
        numbers = "／".join(f"{counts[level]:,}" for level in LEVELS[:3])
        yield f'<li><a href="#d-{number}">{html_text(name or "全体")}</a> {numbers}</li>'
    yield "</ul></nav>"


def _by_section(changes: Sequence[Change]) -> list[Change]:
    """Return the changes of a department section by section, each with its gravest first."""
    order = {name: at for at, name in enumerate(dict.fromkeys(place_of(one)[0] for one in changes))}
    return sorted(changes, key=lambda one: order[place_of(one)[0]])


def _table(
    heading: str,
    changes: Sequence[Change],
    labels: tuple[str, str],
    names: tuple[str, ...],
    *,
    in_department: bool = False,
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
        yield _row(change, names, labels, in_department=in_department)
    yield "</tbody>"
    yield "</table>"


def _row(
    change: Change, names: tuple[str, ...], labels: tuple[str, str], *, in_department: bool
) -> str:
    organization, item = place_of(change)
    if in_department:  # its name stands above the table, and the levels are mixed in it
        organization = organization.removeprefix(f"{department_of(change)} ")
    heading, quote, name = item.partition("「")
    # The sentence names it already.
    where = heading if quote and name.rstrip("」") in change.message else item
    line = f'<span class="line">{html_text(line_of(change))}</span>' if line_of(change) else ""
    told = "　".join(filter(None, (html_text(where), line)))
    level = f"{_MARKS[change.level]} {LEVEL_WORDS[change.level]}　" if in_department else ""
    values = values_of(change, names)
    before, after = values.texts
    same = before == after and bool(before)
    shown = marked_html(values.after, "ins")
    long = ' class="long"' if is_long(before, after) else ""
    return (
        f'<tr id="c-{html_text(change.fingerprint)}"{long}>'
        f'<th scope="row">{html_text(organization)}</th>'
        f"<td>{level}{html_text(change.message)}<br>"
        f'<span class="item">{told}</span></td>'
        f"{_cell(marked_html(values.before, 'del'), f'前（{labels[0]}）')}"
        f"{_cell('（左と同じ）' if same else shown, f'後（{labels[1]}）')}</tr>"
    )


def _cell(content: str, side: str) -> str:
    return f'<td class="value" data-side="{html_text(side)}">{content or "（なし）"}</td>'
