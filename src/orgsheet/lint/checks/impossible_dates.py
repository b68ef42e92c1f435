"""Check of the dates inside sentences: a day, month or year that does not exist is no date."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.fiscal.deadline.find_dates import FoundDate, find_dates
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.registered_names import COVER, covered
from orgsheet.source import Scalar, text_span
from orgsheet.workspace.workspace import Workspace

_MAYBE = pattern("[月年/.]")
_QUOTED = pattern("「[^「」\n]{1,60}」|『[^『』\n]{1,60}』")

# The term that a plan was made for is part of its name, or stands behind it as it was decided.
_TERM = pattern(
    "(?:計画|プラン|ビジョン|構想|戦略|方針|指針|大綱|プログラム)"
    "[（(][^（）()\\n]{0,20}[~～〜－ー―-][^（）()\\n]{0,20}[）)]"
)


@check(values=("日付", "理由"))
def date_impossible(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a date in a sentence that does not exist or contradicts itself (6月31日).

    A year of an ended era is left alone in a name: in 「」, in the name of a row, in a name that
    the registers hold, and in the term behind a plan's name (計画（平成28～平成32年度）).
    """
    year = sheet.year
    if year is None:
        return
    names = {id(action.item) for action in sheet.actions}
    for value in (*sheet.prose, *sheet.dates):
        if not _MAYBE.search(value.text):
            continue
        for found in find_dates(value.text, year):
            if not found.impossible or (
                found.ended_era and _in_name(value, found, names, workspace)
            ):
                continue
            start, end = text_span(sheet.document, value, found.start, found.end)
            yield Spot(
                node=value,
                start=start,
                end=end,
                values={"日付": found.deadline.text, "理由": found.deadline.note},
                about=found.deadline.text,
            )


def _in_name(value: Scalar, found: FoundDate, names: set[int], workspace: Workspace) -> bool:
    if id(value) in names:
        return True
    held = any(
        match.start() < found.start < match.end()
        for form in (_QUOTED, _TERM)
        for match in form.finditer(value.text)
    )
    return held or covered(value.text, workspace)[found.start] == COVER
