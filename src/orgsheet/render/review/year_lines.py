"""What a change does to the year's plan, in three lines: for the head of a department."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.form.sheet import DEPARTMENT_SHEET
from orgsheet.render.review.meaning_blocks import short
from orgsheet.review.review_data import Review, ReviewChange

_PAST_YEAR = "milestone-past-year"
_NEW_SHEET = "section-new"
_NAMED = 3
"""So many are told by name; the rest is counted."""


class _Line(NamedTuple):
    """One of the lines: what it is called, and the change rules that count."""

    title: str
    rules: frozenset[str]


_LINES = (
    _Line(
        "期限の延び",
        frozenset(
            {
                _PAST_YEAR,
                "milestone-late-far",
                "milestone-late",
                "milestone-widened",
                "milestone-dropped",
                "milestone-vaguer",
            }
        ),
    ),
    _Line(
        "目標の引下げ",
        frozenset(
            {
                "target-lowered",
                "limit-relaxed",
                "target-direction",
                "target-removed",
                "criterion-dropped",
            }
        ),
    ),
    _Line(
        "事業や事務の廃止",
        frozenset({"project-dropped", "project-lowered", "role-dropped", "section-dropped"}),
    ),
)


def year_counts(review: Review) -> list[tuple[str, tuple[ReviewChange, ...]]]:
    """Return what each of the lines counts: its title and its changes."""
    return [
        (line.title, tuple(one for one in review.changes if one.rule in line.rules))
        for line in _LINES
    ]


def year_lines(review: Review) -> Iterator[str]:
    """Yield the three lines: how many deadlines slip, targets fall and works end, by name.

    Sheets that are new have nothing before them: that is said, lest なし be taken for all.
    """
    for title, changes in year_counts(review):
        names = [*dict.fromkeys(map(_name, changes))]
        told = "、".join(names[:_NAMED])
        more = f" ほか {len(names) - _NAMED:,} 件の事業" if len(names) > _NAMED else ""
        past = sum(one.rule == _PAST_YEAR for one in changes)
        beyond = f"、うち年度末を越えるもの {past:,} 件" if past else ""
        count = f"{len(changes):,} 件{beyond}（{told}{more}）" if changes else "なし"
        yield f"- **{title}**: {count}"
    new = [*dict.fromkeys(_name(one) for one in review.changes if one.rule == _NEW_SHEET)]
    if new:
        more = f" ほか {len(new) - _NAMED:,} 枚" if len(new) > _NAMED else ""
        yield (
            f"- **新しいシート**: {len(new):,} 枚（{'、'.join(new[:_NAMED])}{more}）。"
            "前の年度のシートとは比べていません。"
        )
    unsure = []
    if review.unread:
        unsure.append(f"読めないシートが {review.unread:,} 枚あり")
    if review.left_out["changes"]:
        unsure.append("変更が多すぎて全部は数えておらず")
    if unsure:
        yield f"- {'、'.join(unsure)}、ほかにもあるかもしれません。"
    yield ""


def _name(change: ReviewChange) -> str:
    """Return section and row of a change: 広報課「市報の発行」."""
    _, _, place = change.sheet.partition("/")
    department, _, section = place.partition("/")
    unit = department if section in ("", DEPARTMENT_SHEET) else section
    _, begun, rest = change.item.partition("「")
    row = rest.partition("」 ")[0].removesuffix("」")
    return short(f"{unit}「{row}」" if begun else unit or change.message)
