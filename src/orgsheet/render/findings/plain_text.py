"""Findings as text in a file: what the terminal shows, without colours, and the summary."""

from __future__ import annotations

from orgsheet.lint.lint_report import LintReport
from orgsheet.render.display_width import Style, printable
from orgsheet.render.findings.concise import render_concise
from orgsheet.render.findings.counted import summary_lines
from orgsheet.render.findings.overview import overview_lines
from orgsheet.render.findings.text import render_text


def render_text_file(report: LintReport) -> str:
    """Return the findings as blocks of text, 80 columns wide, then the summary."""
    text = render_text(report, Style())
    overview = "".join(f"{printable(line)}\n" for line in overview_lines(report))
    return f"{text}\n{overview}{_summary(report)}" if text else _summary(report)


def render_concise_file(report: LintReport) -> str:
    """Return the findings one a line, then the summary."""
    return render_concise(report.findings) + _summary(report)


def _summary(report: LintReport) -> str:
    return "".join(f"{printable(line)}\n" for line in summary_lines(report))
