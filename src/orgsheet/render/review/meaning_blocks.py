"""The part of a review's comment about meaning: what changed, and what it looks like now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from orgsheet.japanese.shorten import one_line, shorten
from orgsheet.render.changes.view import LEVEL_WORDS
from orgsheet.render.escape import markdown_text
from orgsheet.review.review_data import Review, ReviewChange

_MARKED = ("重", "注")
TEXT = 400
"""The most characters of one text in a comment."""


def meaning_parts(review: Review, most: int) -> Iterator[str]:
    """Yield the lines about the changes by meaning, at most so many of them one by one."""
    levels = {level: count for level, count in review.levels.items() if count}
    yield from ("### 内容の変更", "")
    if not levels:
        hidden = f"（表記や並び順などの変更 {review.hidden:,} 件を除く）" if review.hidden else ""
        if review.unread:
            yield f"読めないシートが {review.unread:,} 枚あり、その内容は比べていません。"
        else:
            yield f"内容の変更はありません{hidden}。"
        yield ""
        return
    told = "、".join(f"{LEVEL_WORDS[level]} {count:,} 件" for level, count in levels.items())
    also = (
        f"ほかに、表記や並び順などの変更が {review.hidden:,} 件あります。" if review.hidden else ""
    )
    yield f"{told}（シート {review.sheets:,} 枚）。{also}"
    yield ""
    shown = review.changes[:most]
    grave = [one for one in shown if one.level in ("重", "注")]
    light = [one for one in shown if one.level not in ("重", "注")]
    yield from _table(grave)
    if light:
        yield from ("<details>", f"<summary>参考の変更 {len(light):,} 件</summary>", "")
        yield from _table(light)
        yield from ("</details>", "")
    missing = sum(levels.values()) - len(shown)
    if missing > 0:
        yield f"長さの上限のため、内容の変更のうち {missing:,} 件は省きました。"
        yield ""


def _table(changes: Sequence[ReviewChange]) -> Iterator[str]:
    """Yield a table a sheet, each sheet once, the gravest changes first.

    What is said of a sheet as a whole, and of nothing in it, stands in one list before them.
    """
    by_sheet: dict[str, list[ReviewChange]] = {}
    for change in changes:
        by_sheet.setdefault(change.sheet, []).append(change)
    whole = {sheet: group for sheet, group in by_sheet.items() if _is_of_the_sheet(sheet, group)}
    for sheet, group in whole.items():
        yield f"- **{short(sheet)}**: {_leveled(group[0])}"
    yield from ("",) if whole else ()
    for sheet, group in by_sheet.items():
        if sheet in whole:
            continue
        if sheet:
            yield from (f"**{short(sheet)}**", "")
        yield from ("| どこ | 変更 |", "| --- | --- |")
        yield from (f"| {short(change.item)} | {_leveled(change)} |" for change in group)
        yield ""


def _is_of_the_sheet(sheet: str, group: Sequence[ReviewChange]) -> bool:
    return len(group) == 1 and group[0].item in sheet.split("/")


def _leveled(change: ReviewChange) -> str:
    level = f"**{LEVEL_WORDS[change.level]}** " if change.level in _MARKED else ""
    return f"{level}{_changed(change)}"


def _changed(change: ReviewChange) -> str:
    """Return what a change says, and its values where the sentence does not hold them."""
    texts = ["".join(text for text, _ in side) for side in (change.before, change.after)]
    if texts[0] == texts[1] or all(text in change.message for text in texts):
        return short(change.message)
    sides = []
    for word, tag, side in (("前", "del", change.before), ("後", "ins", change.after)):
        if side:
            sides.append(f"{word}: {''.join(_stretches(side, tag))}")
    return "<br>".join((short(change.message), *sides))


def _stretches(side: Sequence[tuple[str, bool]], tag: str) -> Iterator[str]:
    room = TEXT
    for number, (text, changed) in enumerate(side):
        shown = text
        if not changed and len(side) > 1 and len(text) > 50:  # noqa: PLR2004 - two ends and a bit
            head = "" if number == 0 else text[:20]
            tail = "" if number == len(side) - 1 else text[-20:]
            shown = f"{head}…{tail}"
        shown = shown[: max(room, 0)]
        room -= len(shown)
        if shown:
            # No mention or commit comes together across the seam of two stretches without a tag.
            seam = "&#8203;" if number and not changed and not side[number - 1][1] else ""
            escaped = markdown_text(shown)
            yield f"<{tag}>{escaped}</{tag}>" if changed else f"{seam}{escaped}"
    if room <= 0:
        yield "…"


def preview_parts(review: Review) -> Iterator[str]:
    """Yield the changed rows and fields as they are now, folded."""
    if not review.preview:
        return
    yield from ("<details>", "<summary>変更後の姿</summary>", "")
    for sheet, group in groupby(review.preview, key=lambda one: one.sheet):
        yield from (f"#### {short(sheet)}", "")
        for block in group:
            # A whole new sheet has neither.
            heading = f"**{short(block.heading)}**" if block.heading else ""
            name = f"{heading} {short(block.title)}".strip()
            yield from ((name, "") if name else ())
            yield from ("| 見出し | 内容 |", "| --- | --- |")
            for label, text in block.values:
                yield f"| {short(label)} | {markdown_text(text)} |"
            yield ""
    if review.left_out["preview"]:
        yield f"ほかに {review.left_out['preview']:,} か所あります。"
        yield ""
    yield from ("</details>", "")


def short(text: str) -> str:
    """Return a text of one line, escaped and not too long."""
    return markdown_text(shorten(one_line(text), TEXT))
