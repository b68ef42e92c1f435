"""A review as the one comment of a pull request: what to fix first, what changed, what it means.

Everything in it that a sheet says is escaped; it is never longer than a host takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.render.changes.markdown import LIMIT, units
from orgsheet.render.review.findings_part import SEVERITY_MARKS, findings_part
from orgsheet.render.review.first_fixes import first_fixes
from orgsheet.render.review.meaning_blocks import meaning_parts, preview_parts, short
from orgsheet.render.review.year_lines import year_lines
from orgsheet.review.review_data import Review

MARKER = "<!-- orgsheet-review -->"
"""The first line of the comment, by which its own earlier version is found again."""

_MOST = 10
_ABBREVIATED = 12
_TOO_LONG = "長さの上限のため、内容は省きました。変更を分けて、小さい提案にすると見られます。"
# The links above show the revision that was checked, and only a branch can be edited.
_STEPS = """\
1. 「Files changed」を開き、直すファイルの右上の「…」から「Edit file」を選びます。
2. 一覧の行番号の行を、「貼り付ける行」に置き換えます。
3. 「Commit changes」を押します。数分で点検がやり直され、このコメントが書き換わります。"""
_GITLAB_STEPS = """\
1. 「変更」（Changes）で、直すファイルの「︙」から「Edit in single-file editor」を選びます。
2. 一覧の行番号の行を、「貼り付ける行」に置き換えます。
3. 「Commit changes」を押します。数分で点検がやり直され、このコメントが書き換わります。"""
_GITLAB = "/-/"
"""Stands in every address of a file on GitLab."""


_LOOK = pattern("orgsheet lint で読めない行を確かめてください。")
_COMMAND = pattern("先に直してください: orgsheet [a-z]+(?: [^ 。]+)*")


class _Plan(NamedTuple):
    """How much is told: whether the preview, and how many findings, changes and the rest."""

    preview: bool
    findings: int
    changes: int
    others: int


# From everything to the least: what can be seen elsewhere goes first.
_PLANS = (
    _Plan(preview=True, findings=500, changes=500, others=500),
    _Plan(preview=False, findings=500, changes=500, others=500),
    _Plan(preview=False, findings=50, changes=200, others=50),
    _Plan(preview=False, findings=50, changes=50, others=20),
    _Plan(preview=False, findings=15, changes=15, others=10),
    _Plan(preview=False, findings=0, changes=0, others=5),
)


def render_review(
    review: Review,
    *,
    links: str = "",
    page_of: Callable[[str], str] = lambda _: "",
    limit: int = LIMIT,
) -> str:
    """Return the comment, within a number of UTF-16 units.

    Args:
        review: what to tell.
        links: where a file of the change is shown, as `https://…/blob/<id>`; "" for no links.
        page_of: where the page of a rule is published, by the rule's name; "" for nowhere.
        limit: the most units; below it the preview goes first, then the ends of the lists, the
            counts stay true.
    """
    for plan in _PLANS:
        text = "\n".join(_parts(review, plan, links, page_of)) + "\n"
        if units(text) <= limit:
            return text
    return "\n".join([*_counts(review), "", _TOO_LONG, "", *_footer(review)]) + "\n"


def _parts(review: Review, plan: _Plan, links: str, page_of: Callable[[str], str]) -> Iterator[str]:
    yield from _verdict(review)
    yield from first_fixes(review, links, page_of)
    yield from meaning_parts(review, plan.changes)
    yield from _policy(review, plan)
    if plan.preview:
        yield from preview_parts(review)
    elif review.preview:
        yield from ("長さの上限のため、変更後の姿は省きました。", "")
    yield from findings_part(review, links, plan.findings, plan.others)
    yield from _waivers(review, plan)
    if review.findings:
        steps = _GITLAB_STEPS if _GITLAB in links else _STEPS
        yield from ("### ブラウザーでの直し方", "", steps, "")
    yield from _footer(review)


def _counts(review: Review) -> Iterator[str]:
    yield MARKER
    yield "## ❌ 直すところがあります" if review.failed else "## ✅ 点検に通りました"
    yield ""
    yield from year_lines(review)
    counts = review.counts
    told = [
        f"{mark} {word} {counts[f'{name}s']:,}" for name, (mark, word) in SEVERITY_MARKS.items()
    ]
    told += [f"✅ 直った {counts['fixed']:,}", f"🕒 免除 {counts['waived']:,}"]
    yield "　".join(told)


def _verdict(review: Review) -> Iterator[str]:
    yield from _counts(review)
    yield ""
    counts = review.counts
    fresh = sum(counts[f"new_{name}s"] for name in SEVERITY_MARKS)
    total = sum(counts[f"{name}s"] for name in SEVERITY_MARKS)
    if total:
        yield f"この変更で出たものが {fresh:,} 件、前からあるものが {total - fresh:,} 件です。"
        yield ""
    for reason in review.reasons[:_MOST]:
        yield f"- {short(reason)}"
    if review.reasons:
        yield ""
    notices = [
        f"> {short(_in_browser(notice))}" for notice in review.notices[:_MOST] if notice.strip()
    ]
    if len(review.notices) > _MOST:
        notices.append(f"> ほかに {len(review.notices) - _MOST:,} 件のことわりがあります。")
    if notices:
        yield "\n>\n".join(notices)
        yield ""


def _in_browser(text: str) -> str:
    """Return a sentence without what only a terminal takes."""
    return _COMMAND.sub("先に直してください。", _LOOK.sub("直すところは下にあります。", text))


def _policy(review: Review, plan: _Plan) -> Iterator[str]:
    if not review.policy and not review.baseline.added and not review.baseline.removed:
        return
    yield from ("### 規則・台帳・設定の変更", "")
    yield "この変更の点検には、変更前の規則と台帳を使いました。取り込まれた後の点検から効きます。"
    yield "承認者（CODEOWNERS）の確認を受けてください。"
    yield ""
    for one in review.policy[: plan.others]:
        problem = f" ❌ {short(one.problem)}" if one.problem else ""
        yield f"- {one.how}: {short(one.path)}（{short(one.kind)}）{problem}"
    if len(review.policy) > plan.others:
        yield f"- ほかに {len(review.policy) - plan.others:,} 件"
    counts = review.baseline
    if counts.added or counts.removed:
        yield (
            f"- 既知の指摘の記録: {counts.before:,} 件 → {counts.after:,} 件"
            f"（消えた {counts.removed:,} 件、加わった {counts.added:,} 件）"
        )
    yield ""
    yield from _effects(review, plan)


def _effects(review: Review, plan: _Plan) -> Iterator[str]:
    """Yield what the change's own rules and registers would say of all sheets."""
    if not review.merged:
        return
    counts = review.merged
    yield (
        "この変更の規則・台帳で全部のシートを点検すると: "
        f"エラー {counts['errors_before']:,} → {counts['errors_after']:,} 件、"
        f"注意 {counts['warnings_before']:,} → {counts['warnings_after']:,} 件"
        "（まだ記入していないところは数えません）"
    )
    yield ""
    if review.effects:
        told = review.effects[: plan.others]
        count = len(review.effects) + review.left_out["effects"]
        yield from (
            "<details>",
            f"<summary>取り込むと出る指摘、重くなる指摘 {count:,} 件</summary>",
            "",
        )
        for one in told:
            mark = SEVERITY_MARKS[one.severity][0]
            yield f"- {mark} {short(one.sheet)} {one.line} 行目: {short(one.message)}"
        if count > len(told):
            yield f"- ほかに {count - len(told):,} 件"
        yield from ("", "</details>", "")


def _waivers(review: Review, plan: _Plan) -> Iterator[str]:
    count, known = review.counts["waived"], review.counts["known"]
    if not count and not known:
        return
    yield from ("<details>", f"<summary>免除 {count:,} 件、記録済み {known:,} 件</summary>", "")
    for one in review.waivers[: plan.others]:
        last = "（今年度で終わります）" if one.last else ""
        yield (
            f"- {short(one.target)}: {short(one.title)}。理由: {short(one.reason)}"
            f"（承認者 {short(one.approver)}、{short(one.until)} まで）{last}"
        )
    if count > len(review.waivers[: plan.others]):
        yield f"- ほかに {count - len(review.waivers[: plan.others]):,} 件"
    if known:
        yield f"- 既知の指摘の記録にあるもの {known:,} 件は、不合格にしていません。"
    yield from ("", "</details>", "")


def _footer(review: Review) -> Iterator[str]:
    head = review.head_commit[:_ABBREVIATED] or "まだ記録していないファイル"
    staff = "担当者の名前は伏せてあります。" if review.redacted else ""
    yield "---"
    yield (
        f"orgsheet {short(review.tool)}　元の版 {review.base_commit[:_ABBREVIATED]}　"
        f"この変更 {head}　{staff}"
    )
