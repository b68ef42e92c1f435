"""Findings as Markdown: for the step summary of a CI job, or a section of a comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.shorten import one_line, shorten
from orgsheet.lint.finding import SEVERITIES, SEVERITY_WORDS, Finding
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.positions import utf16_length
from orgsheet.lint.waivers import Waived
from orgsheet.render.display_width import LOG_COMMAND, LOG_MARK
from orgsheet.render.escape import html_text, markdown_text, visible
from orgsheet.render.findings.counted import counts_sentence, summary_lines

LIMIT = 60_000
"""In UTF-16 units. Hosts refuse comments of more than 65,536; the rest is for others."""

_FIRST = 5
_TOP = 50
_MESSAGE = 400
_GONE = 5
_MARKS = {"error": "❌", "warning": "⚠️", "info": "💡"}
_BACKTICKS = pattern(r"`{3,}")


class _Plan(NamedTuple):
    """How much is told of each finding, and of how many findings at most (None: all)."""

    has_reason: bool
    has_fix: bool
    most: int | None = None


# From everything to the least.
_PLANS = (
    _Plan(has_reason=True, has_fix=True),
    _Plan(has_reason=False, has_fix=True),
    _Plan(has_reason=False, has_fix=False),
    _Plan(has_reason=False, has_fix=True, most=_TOP),
    _Plan(has_reason=False, has_fix=False, most=_TOP),
)


def render_markdown(report: LintReport, *, limit: int = LIMIT) -> str:
    """Return the findings within a number of UTF-16 units.

    First what to mend first, then everything by file, folded, then what is waived. Where it would
    be longer, reasons are left out, then fixes, then all but the gravest findings; the counts
    stay true and a sentence says what is missing.
    """
    for plan in _PLANS:
        text = _whole(report, plan, limit)
        if text is not None and utf16_length(text) <= limit:
            return text
    least, most = 0, _TOP
    while least < most:
        middle = (least + most + 1) // 2
        text = _whole(report, _Plan(has_reason=False, has_fix=False, most=middle), limit)
        if text is not None and utf16_length(text) <= limit:
            least = middle
        else:
            most = middle - 1
    return _whole(report, _Plan(has_reason=False, has_fix=False, most=least), None) or ""


def _whole(report: LintReport, plan: _Plan, limit: int | None) -> str | None:
    """Return the whole text; None once it is certainly longer than the limit."""
    gravest = sorted(report.findings, key=lambda f: SEVERITIES.index(f.severity))
    first = gravest[:_FIRST] if plan.most is None else gravest[: min(_FIRST, plan.most)]
    told = list(report.findings)
    if plan.most is not None and plan.most < len(gravest):
        kept = set(map(id, gravest[: plan.most]))
        told = [finding for finding in report.findings if id(finding) in kept]
    waived = report.waived if plan.most is None else report.waived[: plan.most]
    out = [f"## 点検の結果: {counts_sentence(report)}", "", *_summary(report)]
    size = 0
    for line in _parts(report, plan, first, told, waived):
        out.append(line)
        size += len(line)
        if limit is not None and size > limit:
            return None
    return "\n".join(out).rstrip("\n") + "\n"


def _summary(report: LintReport) -> Iterator[str]:
    lines = summary_lines(report)
    shown, rest = lines[: _GONE + 3], lines[_GONE + 3 :]
    for line in shown:
        yield from (markdown_text(shorten(line, _MESSAGE)), "")
    if rest:
        yield from (f"記録にあって今はない指摘は、全部で {len(report.gone)} 件です。", "")


def _parts(
    report: LintReport,
    plan: _Plan,
    first: Sequence[Finding],
    told: Sequence[Finding],
    waived: Sequence[Waived],
) -> Iterator[str]:
    pages = report.pages
    if first:
        yield from ("### まず直すところ", "")
        for finding in first:
            yield from _item(finding, plan, pages, names_file=True)
        yield ""
    if len(told) > len(first):
        yield from _folded(f"指摘の一覧（{_of(len(told), len(report.findings))}）")
        for path, group in groupby(told, key=lambda finding: finding.place.path):
            yield from (f"**{_code(path)}**", "")
            for finding in group:
                yield from _item(finding, plan, pages, names_file=False)
            yield ""
        yield from ("</details>", "")
    if waived:
        yield from _folded(f"免除した指摘（{_of(len(waived), len(report.waived))}）")
        for one in waived:
            yield _waived_item(one)
        yield from ("", "</details>", "")
    yield from _missing(report, plan, len(told), len(waived))


def _folded(heading: str) -> Iterator[str]:
    yield from ("<details>", f"<summary>{heading}</summary>", "")


def _of(shown: int, whole: int) -> str:
    return f"{whole} 件" if shown == whole else f"{whole} 件のうち {shown} 件"


def _item(
    finding: Finding, plan: _Plan, pages: Mapping[str, str], *, names_file: bool
) -> Iterator[str]:
    """Yield a finding as a list item, its line to paste in a block below."""
    place = finding.place
    where = f"{_code(place.path)} {place.line} 行" if names_file else f"{place.line} 行"
    item = f"（{_one_line(finding.item)}）" if finding.item else ""
    severity = f"{_MARKS[finding.severity]} {SEVERITY_WORDS[finding.severity]}"
    rule = _code(finding.rule)
    if address := pages.get(finding.rule):
        rule = f"[{rule}]({address})"
    yield f"- {severity} {where}{item}: {_one_line(finding.message)} {rule}"
    if plan.has_reason:
        yield f"  - 理由: {_one_line(finding.why)}"
    if plan.has_fix:
        yield f"  - 直し方: {_one_line(finding.fix)}"
        if finding.paste:
            yield "  - 書き直し:"
            yield from _block(finding.paste)


def _waived_item(waived: Waived) -> str:
    finding, waiver = waived
    place = finding.place
    return (
        f"- {_code(place.path)} {place.line} 行: {_one_line(finding.message)} "
        f"{_code(finding.rule)} 免除の理由: {_one_line(waiver.reason)}"
        f"（{_one_line(waiver.approver)}、{_one_line(waiver.until)} まで）"
    )


def _block(text: str) -> Iterator[str]:
    """Yield lines to paste as a block that can be copied, inside a list item of a list item."""
    indent = " " * 4
    shown = visible(text).replace("\t", " ")
    if LOG_COMMAND.search(shown):
        # A fence cannot escape what a CI log would act on.
        safe = LOG_MARK.sub("#&#35;", html_text(text)).replace("::", "&#58;:")
        lines = safe.replace("\n", "&#10;").split("\n")
        yield f"{indent}<pre>{lines[0]}</pre>"
        return
    longest = max((len(run) for run in _BACKTICKS.findall(shown)), default=2)
    fence = "`" * (longest + 1)
    yield f"{indent}{fence}"
    yield from (f"{indent}{line}" for line in shown.split("\n"))
    yield f"{indent}{fence}"


def _missing(report: LintReport, plan: _Plan, told: int, waived: int) -> Iterator[str]:
    """Yield what was left out to stay within the limit."""
    lost = []
    if told < len(report.findings):
        lost.append(f"指摘 {len(report.findings) - told} 件")
    if waived < len(report.waived):
        lost.append(f"免除した指摘 {len(report.waived) - waived} 件")
    if not plan.has_reason and told:
        lost.append("指摘の理由" if plan.has_fix else "指摘の理由と直し方")
    if lost:
        yield f"長さの上限のため、{'、'.join(lost)}を省きました。"
        yield "全部は `orgsheet lint --output html=点検の結果.html` で見られます。"


def _one_line(text: str) -> str:
    return markdown_text(shorten(one_line(text), _MESSAGE))


def _code(text: str) -> str:
    """Return a name to copy; as plain text where a code span would not hold it or not tame it."""
    shown = shorten(visible(text), _MESSAGE)
    odd = any(mark in shown for mark in "`\n\t") or LOG_MARK.search(shown)
    if odd or shown != shown.strip():
        return _one_line(text)
    return f"`{shown}`"
