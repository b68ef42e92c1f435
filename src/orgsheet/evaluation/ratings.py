"""Which value of a scale follows from figures, and whether a written one is it."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.evaluation.attainment import KEPT, RATE, Attainment, Figures, exact_number
from orgsheet.registers.scale_values import ABOVE_BASE, ABOVE_TARGET, AT_BASE, AT_TARGET
from orgsheet.registers.scales import Scale


class Rating(NamedTuple):
    """The value that a scale gives; "" where a person decides. `reason` says in Japanese why."""

    value: str
    reason: str


def rating(
    scale: Scale, figures: Figures, reached: Attainment, *, is_undone: bool = False
) -> Rating:
    """Return the value of a scale for one indicator.

    Args:
        scale: the scale.
        figures: the indicator's figures as they are written.
        reached: the attainment of these figures.
        is_undone: whether nothing of it was carried out. Only this gives the value for 未実施,
            never a figure, however low.
    """
    if is_undone and scale.undone:
        return Rating(scale.undone, "実施していない")
    if not scale.is_computed:
        return Rating("", "この尺度の値は、人が決める")
    if reached.kind not in (RATE, KEPT):
        return Rating(scale.unsayable, reached.reason)
    if scale.thresholds:
        return _from_rate(scale, reached)
    return _compared(scale, figures, reached)


def _from_rate(scale: Scale, reached: Attainment) -> Rating:
    """Return the value of the highest threshold that is reached; 維持 that holds is 100 %."""
    rate = reached.rate
    if reached.kind == KEPT:
        if not reached.kept:
            return Rating(scale.unsayable, "維持する指標で、よしあしの向きが分からない")
        rate = 100  # type: ignore[assignment]
    assert rate is not None, "a rate has its value"
    for one in scale.thresholds:
        if one.at is None or rate > one.at or (rate == one.at and not one.beyond):
            told = "100%" if reached.kind == KEPT else reached.text
            return Rating(one.value, f"達成率 {told}")
    return Rating(scale.unsayable, "どの値にも当たらない")


def _compared(scale: Scale, figures: Figures, reached: Attainment) -> Rating:
    """Return the value of the first comparison that holds."""
    holds = _holding(figures, reached)
    for value, what in scale.comparisons:
        is_so = holds.get(what, True)
        if is_so is None:
            return Rating(scale.unsayable, f"「{what}」は、基準値がないので言えない")
        if is_so:
            return Rating(value, what)
    return Rating(scale.unsayable, "どの値にも当たらない")


def _holding(figures: Figures, reached: Attainment) -> dict[str, bool | None]:
    """Return which comparisons hold; None where the figures do not tell."""
    if reached.kind == KEPT:
        is_kept = reached.kept
        return {
            ABOVE_TARGET: False if is_kept else None,
            AT_TARGET: True if is_kept else None,
            ABOVE_BASE: None,
            AT_BASE: True if is_kept else None,
        }
    assert reached.rate is not None, "a rate has its value"
    has_base = exact_number(figures.base, figures.unit) is not None
    return {
        ABOVE_TARGET: reached.rate > 100,  # noqa: PLR2004 - percent
        AT_TARGET: reached.rate >= 100,  # noqa: PLR2004 - percent
        ABOVE_BASE: reached.rate > 0 if has_base else None,
        AT_BASE: reached.rate >= 0 if has_base else None,
    }
