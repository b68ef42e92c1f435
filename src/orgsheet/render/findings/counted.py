"""What one run of lint amounts to, in sentences."""

from __future__ import annotations

from orgsheet.lint.finding import SEVERITIES, SEVERITY_WORDS
from orgsheet.lint.lint_report import LintReport


def counts_sentence(report: LintReport) -> str:
    """Return how many findings of each severity there are."""
    counts = report.summary
    return "、".join(
        f"{SEVERITY_WORDS[severity]} {counts[severity + 's']} 件" for severity in SEVERITIES
    )


def summary_lines(report: LintReport) -> list[str]:
    """Return what was looked at and found, and what is known, waived or no longer there.

    The sentences hold text of sheets as it is: who prints them makes it safe.
    """
    looked = f"シート {report.sheets} 枚、台帳 {report.registers} 件を点検しました"
    out = [f"{looked}: {counts_sentence(report)}"]
    if report.known:
        out.append(f"このほか、記録済みの指摘が {len(report.known)} 件あります。")
    if report.waived:
        out.append(f"このほか、免除した指摘が {len(report.waived)} 件あります。")
    out += [
        f"記録にあって今はない指摘: {entry.sheet} [{entry.rule}] {entry.message}"
        for entry in report.gone
    ]
    if report.gone:
        out.append("記録から消すには、同じ命令に --update-baseline を付けてください。")
    return out
