"""Find 年N回 beside a list of months in one sentence, where the list has another number."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.japanese.known_texts import kept
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import fold

_N = "(?:1[0-2]|[1-9])"
_MONTH = f"(?<![0-9]){_N}月(?:[上中下初]旬|末|初め|頃|ごろ)?"
_AND = "(?:、|・|,|と|及び|並びに|/|と、)"
_LIST = f"(?:(?:{_N}[・、,/]){{1,10}}{_MONTH}|{_MONTH}(?:{_AND}{_MONTH}){{1,11}})"
_TIMES = "(?P<times>年(?:間|に)?(?P<number>[0-9]{1,2})回)(?!以上|程度|目|前後|以内|から|ずつ)"
# What goes on behind a list, or is said of each of its months, is not told by its length.
_OPEN = (
    "(?![0-9]*月?(?:など|等|ほか|他|頃?から|より|以降|まで|[~ー-]"
    "|の?各|に各|にそれぞれ|に[0-9]+回|[0-9]))"
)
_FORMS = (
    pattern(rf"{_TIMES}(?:、|の|は|: ?)? ?[(]?(?P<list>{_LIST}){_OPEN}"),
    pattern(rf"(?P<list>{_LIST}){_OPEN}[)]?(?:の|に|、|で|に、|の、)?{_TIMES}"),
)
_A_MONTH = pattern(
    f"(?P<often>(?<![0-9])(?:毎月|月|月に)(?P<each>[1-4])回)(?:、|の|で|ずつ|ずつ、|[(])?{_TIMES}"
)
_COUNT = pattern(f"(?<![0-9]){_N}(?=月|[・、,/])")


class Listed(NamedTuple):
    """Where 年N回 stands with a list of months (`span`), the list and how long it is."""

    span: tuple[int, int]
    months: str
    listed: int


@kept
def listed_otherwise(text: str) -> tuple[Listed, ...]:
    """Return each 年N回 of a text that stands beside a list of fewer or more months."""
    folded = fold(text)
    found: dict[int, Listed] = {}
    for match in _A_MONTH.finditer(folded):
        count = 12 * int(match["each"])
        if count != int(match["number"]):
            span = match.span("times")
            found[span[0]] = Listed(span, match["often"], count)
    for match in (match for form in _FORMS for match in form.finditer(folded)):
        months = match["list"]
        count = len(_COUNT.findall(months))
        if count != int(match["number"]):
            found.setdefault(match.start("times"), Listed(match.span("times"), months, count))
    return tuple(found.values())
