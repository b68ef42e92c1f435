"""The part of a review comment that lists what was found, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from urllib.parse import quote

from orgsheet.render.review.meaning_blocks import short
from orgsheet.review.linked_paths import is_linkable
from orgsheet.review.review_data import Review, ReviewFinding

SEVERITY_MARKS = {"error": ("❌", "エラー"), "warning": ("⚠️", "注意"), "info": ("💬", "参考")}
"""The mark and the word of each severity, the gravest first."""

_APART = 3
"""So many findings of a sheet that say the same have a line each; more of them share one."""
_MOST_LINES = 12


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
        alike: dict[tuple[str, ...], list[ReviewFinding]] = {}
        for one in group:
            alike.setdefault((one.severity, one.rule, one.state, one.message), []).append(one)
        lines: list[tuple[int, str]] = []
        for same in alike.values():
            if len(same) > _APART:
                lines.append((same[0].line, _told(same[0], _lines(same, links))))
            else:
                lines += [(one.line, _told(one, _line(one, links))) for one in same]
        yield from (text for _, text in sorted(lines, key=lambda line: line[0]))
        yield ""


def _told(finding: ReviewFinding, where: str) -> str:
    """Return one finding, or those alike, as a point of the list."""
    mark = SEVERITY_MARKS[finding.severity][0]
    rule = f"新しい・{short(finding.rule)}" if finding.state == "new" else short(finding.rule)
    return f"- {mark} {where}: {short(finding.message)}（{rule}）"


def _line(finding: ReviewFinding, links: str) -> str:
    text = _linked(f"{finding.line} 行目", finding, links)
    return f"{text} {short(finding.item)}" if finding.item else text


def _lines(same: Sequence[ReviewFinding], links: str) -> str:
    """Return where findings are that say the same, the first twelve lines of them."""
    count = sum(one.total for one in same)
    numbers = {one.line: one for one in same}
    told = "、".join(
        _linked(str(line), one, links) for line, one in [*numbers.items()][:_MOST_LINES]
    )
    more = "…" if len(numbers) > _MOST_LINES else ""
    return f"{told}{more} 行目（{count:,} か所）"
