"""Check of sentences that put this sheet's work into the year after it."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.fiscal.deadline.find_dates import find_dates
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import text_span

_SENTENCE = pattern("[^。\n]+。?")
_WHEN = pattern("は|には|に(?![およ関比対基つ向備け反])|、|中に|までに|から")
_IN_BRACKETS = pattern("[(（][^)）]*$")


@check(values=("書かれた年度", "年度", "文"))
def next_year_named(
    sheet: Sheet, *, endings: tuple[str, ...], ahead: tuple[str, ...]
) -> Iterator[Spot]:
    """Report a sentence of a 行動 that says of the next year what is going to be done.

    Args:
        sheet: the sheet.
        endings: how a sentence ends that says what is going to be done.
        ahead: words that show that the next year is rightly looked ahead to.
    """
    year = sheet.year
    if year is None or "年度" not in sheet.written:
        return
    for action in sheet.actions:
        value = action.action
        for sentence in _SENTENCE.finditer(value.text if value is not None else ""):
            text = sentence[0]
            if value is None or "年度" not in text:
                continue
            for found in find_dates(text, year):
                day = found.deadline
                later = (
                    day.kind == "fiscal_year" and day.first is not None and day.first > year.last
                )
                if not later or (day.last and (day.last - year.last).days > _A_YEAR):
                    continue
                rest = text[: found.start] + text[found.end :].strip().rstrip("。")
                said = _WHEN.match(text, found.end)
                if not said or not rest.endswith(endings) or any(w in rest for w in ahead):
                    continue
                if _IN_BRACKETS.search(text, 0, found.start):
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


_A_YEAR = 366
