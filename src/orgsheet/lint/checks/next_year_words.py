"""Check of sentences that put this sheet's work into the year after it."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.fiscal import FiscalYear
from orgsheet.fiscal.deadline.find_dates import find_dates
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.said_of_last_year import MONTHS_AND_DAYS
from orgsheet.lint.checks.words_of_time import AT_THAT_TIME, IN_BRACKETS, SENTENCE
from orgsheet.source import text_span

_WHEN = pattern(f"は|には|{AT_THAT_TIME}(?!備|反)|、|中に|までに|から")


_YEARS_AHEAD = 3
"""A slip of the year is rarely further off; what is, is a plan's end or a stated event."""


def _ahead(year: FiscalYear) -> FiscalYear:
    for _ in range(_YEARS_AHEAD):
        year = year.next
    return year


@check(values=("書かれた年度", "年度", "文"))
def next_year_named(
    sheet: Sheet,
    *,
    endings: tuple[str, ...],
    ahead: tuple[str, ...],
    ahead_of_all: tuple[str, ...] = (),
) -> Iterator[Spot]:
    """Report a sentence of a 行動 that says of the next year what is going to be done.

    Args:
        sheet: the sheet.
        endings: how a sentence ends that says what is going to be done.
        ahead: words that show that the next year is rightly looked ahead to.
        ahead_of_all: those that show it where all of the sentence is about that year
            (来年度は、…), and where a month or day is named.
    """
    year = sheet.year
    if year is None or "年度" not in sheet.worded:
        return
    for action in sheet.actions:
        value = action.action
        for sentence in SENTENCE.finditer(value.text if value is not None else ""):
            text = sentence[0]
            if value is None or "年" not in text:
                continue
            for found in find_dates(text, year):
                day = found.deadline
                whole = day.kind == "fiscal_year"
                if not (whole or (found.dated and day.kind in MONTHS_AND_DAYS)):
                    continue
                first_day = day.first or day.last or year.last
                if not year.last < first_day <= (_ahead(year) if whole else year.next).last:
                    continue
                said = _WHEN.match(text, found.end)
                # から tells what goes on from then only where a year is named.
                skip = 2 if said and said[0] == "から" and not whole else 0
                rest = text[: found.start] + text[found.end + skip :].strip().rstrip("。")
                of_all = not whole or (said and said[0] == "は" and not text[: found.start].strip())
                words = ahead_of_all if of_all else ahead
                if not said or not rest.endswith(endings) or any(w in rest for w in words):
                    continue
                if IN_BRACKETS.search(text, 0, found.start):
                    continue
                start = sentence.start() + found.start
                first, last = text_span(
                    sheet.document, value, start, start + found.end - found.start
                )
                yield Spot(
                    node=value,
                    start=first,
                    end=last,
                    values={
                        "書かれた年度": text[found.start : found.end],
                        "年度": year.kanji,
                        "文": text.strip(),
                    },
                    about=text.strip(),
                )
                break
