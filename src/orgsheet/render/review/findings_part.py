"""The part of a review comment that lists what was found, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import quote

from orgsheet.render.review.meaning_blocks import short
from orgsheet.review.linked_paths import is_linkable
from orgsheet.review.review_data import Review, ReviewFinding

SEVERITY_MARKS = {"error": ("❌", "エラー"), "warning": ("⚠️", "注意"), "info": ("💬", "参考")}
"""The mark and the word of each severity, the gravest first."""


def place_text(finding: ReviewFinding, links: str) -> str:
    """Return sheet, line and item, linked to the line where the host is known."""
    where = _linked(f"{short(finding.sheet)} {finding.line} 行目", finding, links)
    return f"{where}（{short(finding.item)}）" if finding.item else where


def _linked(text: str, finding: ReviewFinding, links: str) -> str:
    """Return a text as a link to a finding's line.

    Without an address of the files, or a path that leads to a file below it, it stays a text.
    """
    if not links or not is_linkable(finding.path):
        return text
    path = quote(finding.path.encode("utf-8", "surrogatepass"))
    return f"[{text}]({links}/{path}#L{finding.line})"


def findings_part(review: Review, links: str, most: int, most_fixed: int) -> Iterator[str]:
    """Yield the lists of findings in the changed sheets, of those elsewhere, and of the mended.

    Args:
        review: what was found.
        links: where a file of the change is shown; "" for no links.
        most: how many findings are listed at most.
        most_fixed: how many of those that are mended.
    """
    total = sum(review.counts[f"{name}s"] for name in SEVERITY_MARKS)
    here = [one for one in review.findings if one.changed]
    elsewhere = [one for one in review.findings if not one.changed]
    shown = here[:most]
    others = elsewhere[: max(most - len(shown), 0)]
    listed = total - sum(one.total for one in elsewhere)
    if listed:
        yield from ("<details>", f"<summary>指摘の一覧（{listed:,} 件）</summary>", "")
        yield from _by_sheet(shown, links)
        missing = listed - sum(one.total for one in shown)
        if missing > 0:
            yield f"長さの上限のため、{missing:,} 件は省きました。"
            yield ""
        yield from ("</details>", "")
    if elsewhere:
        yield from ("### ほかの課への影響", "")
        yield "この変更によって、書き換えていないシートに新しい指摘が出ました。"
        yield ""
        yield from _by_sheet(others, links)
        missing = len(elsewhere) - len(others)
        if missing > 0:
            yield f"長さの上限のため、{missing:,} 件は省きました。"
            yield ""
    if review.fixed:
        count = review.counts["fixed"]
        yield from ("<details>", f"<summary>直った指摘（{count:,} 件）</summary>", "")
        told = review.fixed[:most_fixed]
        yield from (f"- {short(one.sheet)}: {short(one.message)}" for one in told)
        missing = count - len(told)
        if missing > 0:
            yield f"- ほかに {missing:,} 件"
        yield from ("", "</details>", "")


def _by_sheet(findings: Iterable[ReviewFinding], links: str) -> Iterator[str]:
    ordered = sorted(
        findings, key=lambda one: (one.place, one.path, one.line, one.column, one.rule)
    )
    for sheet, group in groupby(ordered, key=lambda one: one.sheet):
        yield from (f"**{short(sheet)}**", "")
        for one in group:
            mark = SEVERITY_MARKS[one.severity][0]
            rule = f"新しい・{short(one.rule)}" if one.state == "new" else short(one.rule)
            yield f"- {mark} {_line(one, links)}: {short(one.message)}（{rule}）"
        yield ""


def _line(finding: ReviewFinding, links: str) -> str:
    text = _linked(f"{finding.line} 行目", finding, links)
    return f"{text} {short(finding.item)}" if finding.item else text
