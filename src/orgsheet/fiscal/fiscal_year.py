"""The Japanese fiscal year: 1 April to 31 March, named after the year in which it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from orgsheet.fiscal.eras import ERAS, Era, find_era, to_wareki, year_text
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import NUMBER, fold, read_number

FIRST_MONTH: Final = 4
EARLIEST: Final = 1873
LATEST: Final = 2998
_LONGEST: Final = 40

_WRITTEN: Final = pattern(
    rf"(?:(?P<era>令和|平成|昭和|大正|明治|[令平昭大明㋿㍻㍼㍽㍾RHSTMrhstm]) ?(?P<year>元|{NUMBER})"
    r"|(?:西暦|FY)?(?P<gregorian>[0-9]{4}))(?: ?年度)?"
)


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """A fiscal year, given by the Gregorian year in which it begins (2023 for 令和5年度).

    Fiscal years compare in time order. Raise ValueError outside 1873 to 2998.
    """

    start: int

    def __post_init__(self) -> None:
        if not EARLIEST <= self.start <= LATEST:
            raise ValueError(f"年度は{EARLIEST}年度から{LATEST}年度までです: {self.start}")

    @classmethod
    def parse(cls, text: str) -> FiscalYear:
        """Read `R5`, `令和5年度`, `令和５年度`, `令和元年度`, `2023` or `2023年度`.

        Both names of a year in which the era changed are read (平成31年度 and 令和元年度).
        Raise ValueError with a Japanese text when `text` is not a fiscal year.
        """
        return _parsed(text)

    @classmethod
    def read(cls, text: str) -> FiscalYear | None:
        """Read what `parse` reads; None when `text` is not a fiscal year."""
        try:
            return _parsed(text)
        except ValueError:
            return None

    @classmethod
    def of_era(cls, era_name: str, number: int) -> FiscalYear:
        """Return year `number` of an era as a fiscal year.

        Raise ValueError when no day of that fiscal year is in the era (昭和64年度).
        """
        era = find_era(era_name)
        if number < 1:
            raise ValueError(f"{era.name}{number}年度という年度はありません。")
        found = cls(era.base + number)
        if found.last < era.first or found.first > era.last:
            raise ValueError(
                f"{era.name}{number}年度という年度はありません。「{found.kanji}」と書いてください。"
            )
        return found

    @classmethod
    def containing(cls, day: date) -> FiscalYear:
        """Return the fiscal year that `day` is in."""
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @property
    def label(self) -> str:
        """The short name, `R5`: the name of the sheet folder."""
        era, year = self.era_year
        return f"{era.letter}{year}"

    @property
    def kanji(self) -> str:
        """The name in a document, `令和5年度` (`令和元年度` for the first)."""
        return f"{year_text(*self.era_year)}度"

    @property
    def era_year(self) -> tuple[Era, int]:
        """The era that names the fiscal year, and the year in it."""
        # The ministries agreed on 2019-04-01 to call the whole of FY2019 令和元年度.
        if self.start == ERAS[0].first.year:
            return ERAS[0], 1
        return to_wareki(self.first)

    @property
    def first(self) -> date:
        """1 April of the year in which it begins."""
        return date(self.start, FIRST_MONTH, 1)

    @property
    def last(self) -> date:
        """31 March of the year after."""
        return date(self.start + 1, 3, 31)

    @property
    def next(self) -> FiscalYear:
        """The fiscal year after this one."""
        return FiscalYear(self.start + 1)

    @property
    def previous(self) -> FiscalYear:
        """The fiscal year before this one."""
        return FiscalYear(self.start - 1)

    def calendar_year(self, month: int) -> int:
        """Return the Gregorian year that `month` (1 to 12) has in this fiscal year."""
        return self.start if month >= FIRST_MONTH else self.start + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return self.label


@lru_cache(maxsize=256)
def _parsed(text: str) -> FiscalYear:
    match = _WRITTEN.fullmatch(fold(text).strip()) if len(text) <= _LONGEST else None
    if match is None:
        shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        raise ValueError(f"年度が読めません: 「{shown}」。「R5」か「令和5年度」と書いてください。")
    if match["gregorian"]:
        return FiscalYear(int(match["gregorian"]))
    number = 1 if match["year"] == "元" else read_number(match["year"])
    return FiscalYear.of_era(match["era"], 0 if number is None else number)
