"""A report with paths from the top of the Git repository, as hosts and their tools need them."""

from __future__ import annotations

from pathlib import Path

from orgsheet.files.disk import exists
from orgsheet.lint.finding import Finding, Place
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.positions import Lines
from orgsheet.lint.replacements import DocumentLines


def prefix_of(root: Path) -> str:
    """Return what leads from the repository's top to a folder (`city/`); "" without a repository.

    Found by looking for `.git`; no program is started.
    """
    for folder in (root, *root.parents):
        if exists(folder / ".git"):
            relative = root.relative_to(folder).as_posix()
            return "" if relative == "." else f"{relative}/"
    return ""


def from_top(report: LintReport, prefix: str) -> LintReport:
    """Return the report with a prefix before every path of a finding."""
    if not prefix:
        return report
    return report._replace(
        findings=tuple(_finding(finding, prefix) for finding in report.findings),
        known=tuple(_finding(finding, prefix) for finding in report.known),
        waived=tuple(
            waived._replace(finding=_finding(waived.finding, prefix)) for waived in report.waived
        ),
        paths=tuple(prefix + path for path in report.paths),
        lines=_lines(report.lines, prefix),
    )


def _finding(finding: Finding, prefix: str) -> Finding:
    return finding._replace(
        place=_place(finding.place, prefix),
        related=tuple(
            related._replace(place=_place(related.place, prefix)) for related in finding.related
        ),
    )


def _place(place: Place, prefix: str) -> Place:
    return place._replace(path=prefix + place.path)


def _lines(lines: Lines, prefix: str) -> Lines:
    if isinstance(lines, DocumentLines):
        documents = lines.documents
        return lines.moved(lambda path: documents(path.removeprefix(prefix)))
    return lambda path, number: lines(path.removeprefix(prefix), number)
