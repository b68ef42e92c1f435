"""What to fix first in a review comment: by rule, each place with the line to paste."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from orgsheet.render.display_width import LOG_MARK
from orgsheet.render.escape import visible
from orgsheet.render.review.findings_part import SEVERITY_MARKS, place_text
from orgsheet.render.review.meaning_blocks import short
from orgsheet.review.review_data import Review, ReviewFinding

_RULES, _PLACES = 5, 4
"""The most rules, and the most places of one rule."""
_PASTE = 600
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def first_fixes(review: Review, links: str, page_of: Callable[[str], str]) -> Iterator[str]:
    """Yield the first rules to look at, new findings before old ones, the gravest first.

    Args:
        review: what was found.
        links: where a file of the change is shown; "" for no links.
        page_of: where the page of a rule is published, "" for nowhere.
    """
    by_rule: dict[str, list[ReviewFinding]] = {}
    for one in review.findings:
        if one.severity != "info":
            by_rule.setdefault(one.rule, []).append(one)
    if not by_rule:
        return
    yield from ("### まず直すところ" if review.failed else "### 確かめるとよいところ", "")
    for number, (rule, findings) in enumerate([*by_rule.items()][:_RULES], 1):
        mark = SEVERITY_MARKS[findings[0].severity][0]
        page = page_of(rule) if _NAME.issuperset(rule) else ""
        about = f"（[説明]({page})）" if page else ""
        count = f" {len(findings):,} か所" if len(findings) > 1 else ""
        yield f"**{number}. {mark} {short(findings[0].title)}**{count}{about}"
        yield ""
        yield from _places(findings, links)
    if len(by_rule) > _RULES:
        yield f"ほかに {len(by_rule) - _RULES:,} 種類の指摘があります（下の「指摘の一覧」）。"
        yield ""


def _places(findings: Sequence[ReviewFinding], links: str) -> Iterator[str]:
    shown = findings[:_PLACES]
    same_fix = len({one.fix for one in shown}) == 1
    for one in shown:
        old = "" if one.state == "new" else "（前からある）"
        # Never first on its line: a sheet's name may look like a command of a CI log.
        yield f"場所: {place_text(one, links)} {old}{short(one.message)}"
        yield ""
        if not same_fix:
            yield from (f"直し方: {short(one.fix)}", "")
        if one.paste and _can_be_pasted(one.paste):
            yield (
                f"貼り付ける行（{one.line} 行目の全体を、行頭の空白も含めて置き換えます）:"
                if one.replaces
                else "書き直しの例:"
            )
            yield ""
            yield from _fenced(one.paste)
            yield ""
    if len(findings) > len(shown):
        yield from (f"ほかに {len(findings) - len(shown):,} か所（下の「指摘の一覧」）。", "")
    if same_fix:
        yield from (f"直し方: {short(shown[0].fix)}", "")


def _can_be_pasted(text: str) -> bool:
    """Tell whether lines may be shown raw: short, as they are, and no command of a CI log."""
    return (
        len(text) <= _PASTE
        and visible(text) == text
        and not LOG_MARK.search(text)
        and not any(line.lstrip().startswith("::") for line in text.split("\n"))
    )


def _fenced(text: str) -> list[str]:
    """Return text as a block that its own backticks cannot end."""
    shown = visible(text).rstrip("\n")
    longest = run = 0
    for char in shown:
        run = run + 1 if char == "`" else 0
        longest = max(longest, run)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}yaml", *shown.split("\n"), fence]
