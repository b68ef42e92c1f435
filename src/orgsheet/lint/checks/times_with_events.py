"""Check of a 時期 that holds its event as well: told apart, each in its own words."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.fiscal import FiscalYear, read_deadline, split_leading
from orgsheet.form.blanks import is_blank
from orgsheet.form.sheet import Milestone, Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import Spot, check

_REMARKS = frozenset({"予定", "仮", "仮称", "見込み", "目標"})
_LONGEST = 100
"""Characters within which a time ends that is told apart from its event."""


def event_within(step: Milestone, year: FiscalYear | None) -> tuple[str, str] | None:
    """Return (時期, 内容) of an unreadable 時期 that begins with a date and goes on as an event.

    None where it does not, where it still holds a mark, and without a year.
    """
    if step.when is None or year is None or is_blank(step.when.text):
        return None
    found = split_leading(step.when.text, year)
    end = _before_particle(step.when.text, year) if found is None else found[1]
    if end is None:
        return None
    event = step.when.text[end + (found is None) :].strip(" \u3000:：、・\n")
    when = step.when.text[:end].strip()
    letters = "".join(filter(str.isalpha, event))
    if len(letters) <= 1 or letters in _REMARKS or split_leading(event, year) is not None:
        return None
    return when, event


_DEED = pattern(
    "[にでは](?!な[りる]|入|向|か|至|限|際|間|近)[^。]*[一-龠々ァ-ヴーりしけげみめせ](?:する)?。?$"
)


def _before_particle(text: str, year: FiscalYear) -> int | None:
    """Return where the 時期 ends that に, で or は ties to a deed (9月に中間報告), else None."""
    return next(
        (
            place
            for place in range(min(len(text) - 2, _LONGEST), 0, -1)
            if _DEED.match(text, place) and read_deadline(text[:place], year).traits.is_slot
        ),
        None,
    )


@check(values=("時期", "正しい時期", "内容", "項目"))
def deadline_with_event(sheet: Sheet) -> Iterator[Spot]:
    """Report a 時期 that holds its event as well."""
    for action, step in sheet.milestones:
        if step.deadline is None or step.deadline.traits.is_readable or step.when is None:
            continue
        parts = event_within(step, sheet.year)
        if parts is not None:
            event = step.event.text.strip() if step.event else ""
            yield Spot(
                node=step.when,
                values={
                    "時期": step.when.text,
                    "正しい時期": parts[0],
                    "内容": f"{parts[1]} {event}".strip(),
                    "項目": action.name,
                },
                paste=f"時期: {parts[0]}\n内容: {f'{parts[1]} {event}'.strip()}",
            )
