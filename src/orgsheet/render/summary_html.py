"""The city's table of a round as one HTML page: drawings, and tables that say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orgsheet.render.escape import html_text
from orgsheet.render.page import licence_line, notice_lines, page
from orgsheet.render.web.share_bars import draw_shares, share_bar
from orgsheet.yearbook.results_tables import LOWERED, share_of
from orgsheet.yearbook.told_tables import YearReport
from orgsheet.yearbook.year_summary import UnitSummary, YearSummary

_STYLE = """\
table { table-layout: auto; width: auto; min-width: 60%; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead th { white-space: nowrap; }
tfoot th, tfoot td { background: #f0f0f0; font-weight: bold; }
figure { margin: .5rem 0 1rem; break-inside: avoid; }
figure svg { display: block; max-width: 100%; height: auto; }
section { break-inside: avoid; }
"""
ALL = "全体"


def render_summary_html(report: YearReport) -> str:
    """Return the page: for each subject a drawing by department, and the table of its numbers."""
    summary = report.body
    assert isinstance(summary, YearSummary), "the city's table"
    body = ["<main>", f"<h1>{html_text(report.title)}</h1>", *notice_lines(report.notices)]
    body.append(
        f"<p>評価する取組み {summary.whole.rows} 件。"
        "部のシートが課と同じ取組みを挙げるときは、課で一度だけ数えます。"
        "割合は、小数第1位より下を切り捨てています。</p>"
    )
    for number, subject in enumerate(summary.whole.counted):
        body += _subject(summary, subject, f"chart{number}")
    body += _lowered(summary)
    body += [*licence_line(report.licence), "</main>"]
    return page(report.title, _STYLE, body)


def words_of(summary: YearSummary, subject: str) -> list[str]:
    """Return the words that anything is counted under on a subject, in their order."""
    units = (summary.whole, *summary.departments)
    pairs = [pair for unit in units for pair in unit.counted.get(subject, ())]
    kept = {word for word, count in pairs if count}
    return [word for word in dict.fromkeys(word for word, _ in pairs) if word in kept]


def drawing_of(summary: YearSummary, subject: str, identity: str) -> str:
    """Return the drawing (SVG) of a subject: a bar for each department, and for all."""
    words = words_of(summary, subject)
    units = [(unit.name or ALL, unit) for unit in (*summary.departments, summary.whole)]
    bars = [
        share_bar(
            name, [(word, dict(unit.counted.get(subject, ())).get(word, 0)) for word in words]
        )
        for name, unit in units
    ]
    return draw_shares(
        f"{subject}の部ごとの割合（同じ内容の表が、この図の下にあります）", bars, identity
    )


def _subject(summary: YearSummary, subject: str, identity: str) -> Iterator[str]:
    words = words_of(summary, subject)
    yield f"<section><h2>{html_text(subject)}</h2>"
    yield f"<figure>{drawing_of(summary, subject, identity)}</figure>"
    heads = "".join(f'<th scope="col">{html_text(word)}</th>' for word in words)
    yield f'<table><thead><tr><th scope="col">部</th>{heads}<th scope="col">計</th></tr></thead>'
    yield "<tbody>"
    for unit in summary.departments:
        yield _line(unit, subject, words)
    yield f"</tbody><tfoot>{_line(summary.whole, subject, words)}</tfoot></table></section>"


def share_cells(unit: UnitSummary, subject: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return the cells of a unit's line: each count with its share, and how many there are."""
    counts = dict(unit.counted.get(subject, ()))
    total = sum(counts.values())
    cells = []
    for word in words:
        count = counts.get(word, 0)
        share = share_of(count, total)
        cells.append(f"{count}（{share}%）" if count and share is not None else str(count))
    return (*cells, str(total))


def _line(unit: UnitSummary, subject: str, words: Sequence[str]) -> str:
    cells = share_cells(unit, subject, words)
    row = "".join(f'<td class="number">{cell}</td>' for cell in cells)
    return f'<tr><th scope="row">{html_text(unit.name or ALL)}</th>{row}</tr>'


def _lowered(summary: YearSummary) -> Iterator[str]:
    yield f"<section><h2>{LOWERED}</h2>"
    found = summary.whole.lowered
    if found is None:
        yield "<p>年度の始めのタグがないので、比べていません。</p>"
    elif found:
        yield "<ul>"
        for unit in summary.departments:
            yield from (
                f"<li>{html_text(unit.name)}: {html_text(one)}</li>" for one in unit.lowered or ()
            )
        yield "</ul>"
    else:
        yield "<p>ありません。</p>"
    yield "</section>"
