"""Findings as one HTML file: by file, gravest marked, to read without a network and on A4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from orgsheet.lint.finding import SEVERITY_WORDS, Finding
from orgsheet.lint.lint_report import LintReport
from orgsheet.render.escape import html_text
from orgsheet.render.findings.counted import counts_sentence, summary_lines
from orgsheet.render.page import is_long, page

_MARKS = {"error": "■", "warning": "▲", "info": "●"}
"""A sign beside the word, so that a severity is recognised without its colour."""
_STYLE = """\
.error { border-left: .5rem solid #a40000; }
.warning { border-left: .5rem solid #a05a00; }
.info { border-left: .5rem solid #1f4e9c; }
.severity { white-space: nowrap; font-weight: bold; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .8rem; margin: .3rem 0 0; }
dt { color: #444; }
dd { margin: 0; }
pre { margin: 0; padding: .2rem .4rem; background: #f5f5f5; border: 1px solid #999;
  white-space: pre-wrap; font: inherit; }
nav ul { padding: 0; list-style: none; columns: 20rem; }
@page { size: A4 portrait; margin: 12mm; }
"""
_WIDTHS = (14, 20, 66)


def render_html(report: LintReport) -> str:
    """Return the whole page."""
    title = f"点検の結果（{counts_sentence(report)}）"
    body = ["<main>", f"<h1>{html_text(title)}</h1>"]
    body += [f"<p>{html_text(line)}</p>" for line in summary_lines(report)]
    body += _where_to_go(report.findings)
    pages = report.pages
    for number, (path, group) in enumerate(groupby(report.findings, key=_path), 1):
        rows = [_row(finding, pages.get(finding.rule, "")) for finding in group]
        body += _table(f'<h2 id="f{number}">{html_text(path)}</h2>', rows)
    if report.waived:
        rows = [
            _row(
                one.finding,
                pages.get(one.finding.rule, ""),
                f"{one.waiver.reason}（{one.waiver.approver}、{one.waiver.until} まで）",
            )
            for one in report.waived
        ]
        body += _table('<h2 id="waived">免除した指摘</h2>', rows)
    body.append("</main>")
    return page(title, _STYLE, body)


def _path(finding: Finding) -> str:
    return finding.place.path


def _where_to_go(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the list of files with findings, as links within the page."""
    if not findings:
        return
    yield "<nav><h2>ファイル</h2><ul>"
    for number, (path, group) in enumerate(groupby(findings, key=_path), 1):
        count = sum(finding.total for finding in group)
        yield f'<li><a href="#f{number}">{html_text(path)}</a>（{count} 件）</li>'
    yield "</ul></nav>"


def _table(caption: str, rows: Iterable[str]) -> Iterator[str]:
    yield "<table>"
    yield f"<caption>{caption}</caption>"
    yield "<colgroup>"
    yield from (f'<col style="width: {width}%">' for width in _WIDTHS)
    yield "</colgroup>"
    headings = ("重さ", "場所", "指摘と直し方")
    yield "<thead><tr>"
    yield from (f'<th scope="col">{heading}</th>' for heading in headings)
    yield "</tr></thead>"
    yield "<tbody>"
    yield from rows
    yield "</tbody>"
    yield "</table>"


def _row(finding: Finding, rule_page: str, waiver: str = "") -> str:
    place = finding.place
    where = f"{place.line} 行 {place.column} 列"
    if waiver:
        where = f"{place.path} {where}"
    item = f"<br>{html_text(finding.item)}" if finding.item else ""
    told = [("理由", finding.why), ("直し方", finding.fix)]
    told += [
        ("関係", f"{one.place.path} {one.place.line} 行: {one.message}") for one in finding.related
    ]
    told += [("免除", waiver)] if waiver else []
    long = (
        ' class="long"'
        if is_long(finding.message, finding.paste, *(text for _, text in told))
        else ""
    )
    severity = f"{_MARKS[finding.severity]} {SEVERITY_WORDS[finding.severity]}"
    paste = (
        f"<dt>書き直し</dt><dd><pre>{html_text(finding.paste)}</pre></dd>" if finding.paste else ""
    )
    rule = f"<code>{html_text(finding.rule)}</code>"
    if rule_page:
        rule = f'<a href="{html_text(rule_page)}">{rule}</a>'
    return (
        f'<tr{long}><td class="severity {finding.severity}">{severity}</td>'
        f"<td>{html_text(where)}{item}</td>"
        f"<td><strong>{html_text(finding.message)}</strong> {rule}<dl>"
        + "".join(f"<dt>{name}</dt><dd>{html_text(text)}</dd>" for name, text in told)
        + f"{paste}</dl></td></tr>"
    )
