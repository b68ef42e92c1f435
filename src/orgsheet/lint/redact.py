"""A report without values of sheets, for logs that everyone can read: sheets hold staff names."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable

from orgsheet.form.staff import Guard
from orgsheet.lint.finding import Finding
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.positions import Lines, utf8_length
from orgsheet.lint.replacements import DocumentLines
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.waivers import Waived
from orgsheet.source import Document
from orgsheet.workspace.book import fill_with_dots
from orgsheet.workspace.layout import REGISTERS

HIDDEN = "（伏せました）"

_RELATED = "関係する場所"
_SIGNS = {1: "x", 2: "×", 3: "〇", 4: "\U0001f02b"}
"""A sign for each length in UTF-8; those of one length have one length in UTF-16, too."""


def redacted(report: LintReport) -> LintReport:
    """Return the report with places and what rules say; what a sheet says is left out.

    Messages give way to the rule's title, lines to signs of the same length, so that places stay
    exact. A fingerprint gives way to one that depends on rule, sheet and order alone: names are
    short enough to be guessed from the other.
    """
    hide = _Hider({rule.id: rule for rule in report.rules})
    return report._replace(
        findings=tuple(map(hide.finding, report.findings)),
        known=tuple(map(hide.finding, report.known)),
        waived=tuple(map(hide.waived, report.waived)),
        gone=tuple(entry._replace(item="", message=HIDDEN) for entry in report.gone),
        lines=_masked_lines(report.lines),
    )


class _Hider:
    """Hides values, and numbers the findings of each rule in each sheet."""

    def __init__(self, rules: dict[str, Rule]) -> None:
        self.rules = rules
        self.seen: Counter[tuple[str, str]] = Counter()

    def finding(self, finding: Finding) -> Finding:
        rule = self.rules.get(finding.rule)
        key = (finding.rule, finding.sheet)
        self.seen[key] += 1
        name = "\x1f".join((*key, str(self.seen[key]))).encode("utf-8", "surrogatepass")
        return finding._replace(
            message=f"{finding.title}。",
            fix=HIDDEN if rule is None else fill_with_dots(rule.fix),
            item="",
            pointer="",
            fingerprint=hashlib.sha256(name).hexdigest()[:16],
            related=tuple(one._replace(message=_RELATED) for one in finding.related),
            paste="",
            mend=None,
        )

    def waived(self, waived: Waived) -> Waived:
        # A target names the row of a sheet behind the mark; who approved it is a person, too.
        waiver = waived.waiver._replace(
            target=waived.waiver.target.partition("#")[0], reason=HIDDEN, approver=HIDDEN
        )
        return Waived(self.finding(waived.finding), waiver)


class _MaskedLines(DocumentLines):
    """The lines of documents, every character but the spaces they begin with hidden."""

    def __call__(self, path: str, number: int) -> str:
        return _mask(super().__call__(path, number))


class _StafflessLines(DocumentLines):
    """The lines of documents, those hidden that may hold names of staff."""

    def __init__(self, documents: Callable[[str], Document | None], guard: Guard) -> None:
        super().__init__(documents)
        self.guard = guard

    def __call__(self, path: str, number: int) -> str:
        document = self.documents(path)
        text = super().__call__(path, number)
        if document is None:
            return text
        if document.path in REGISTERS:
            return _mask(text) if self.guard.holds_name(text) else text
        return text if self.guard.shows_line(document, number) else _mask(text)


def without_staff(lines: DocumentLines, guard: Guard) -> DocumentLines:
    """Return lines of the same length, those that may hold names with signs for characters."""
    return _StafflessLines(lines.documents, guard)


def _masked_lines(lines: Lines) -> Lines:
    if isinstance(lines, DocumentLines):
        return _MaskedLines(lines.documents)
    return lambda path, number: _mask(lines(path, number))


def _mask(line: str) -> str:
    text = line.lstrip(" ")
    return " " * (len(line) - len(text)) + "".join(_SIGNS[utf8_length(char)] for char in text)
