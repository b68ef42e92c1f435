"""Deadline text to dated steps, where that is certain.

A deadline text mixes group headings, dates and events, and its line ends were lost. What counts
as certain:

* A date stands at the start of a line or after a space, never inside a word or sentence.
* A date stands alone (a space, a colon or the end follows) or is a month or day with its event
  glued to it (`9月起工`). What `orgsheet.fiscal` takes for a part of a sentence (`通年で…`) is no
  date; a month among the events that may be one (`3月に…`) leaves the text in doubt.
* Inside a line, only an expression with months, 通年 or a colon starts a new step: `年4回` or
  `随時` may belong to the event before it. A year with text glued to it is a subject
  (`令和4年度進捗状況とりまとめ`).
* The text starts with a date, every date has an event, and none stands at the end.
* Groups are 【…】 before a date, or in a line of their own before lines with dates. A bare name is
  one only where every paragraph, of two or more, is a name, one date alone and events.

If anything is not certain, nothing is split: a column shift would otherwise pair each date with
another date's event.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from orgsheet.fiscal import begins_undecided, find_deadlines, split_leading
from orgsheet.importers.account import Reason
from orgsheet.importers.cells import BULLET, SPACES

if TYPE_CHECKING:
    from orgsheet.fiscal import FiscalYear, Kind

_WINDOW = 120
"""No date phrase is longer; looking only so far keeps the work linear."""

COLONS = ":："
"""A colon of either width may stand between a date and its event."""
_OPENING = "(（「『〈《"
_GAP = re.compile(f"[{SPACES}]+")
_GROUP_LINE = re.compile("【[^【】\n]+】")


@dataclass(frozen=True, slots=True)
class _Lead:
    """A date phrase where one could begin, and what follows it."""

    traits: Kind
    end: int
    alone: bool
    colon: bool
    following: str

    @property
    def is_date(self) -> bool:
        return self.traits.is_slot or self.traits.is_pace

    @property
    def glued(self) -> bool:
        """Whether an event is glued to the phrase: a word or a bracket, no punctuation."""
        return self.traits.in_calendar and (self.following.isalnum() or self.following in _OPENING)


class UncertainError(Exception):
    """The deadline part cannot be split; says where (index) and why (Japanese)."""

    def __init__(self, index: int, why: str) -> None:
        super().__init__(why)
        self.index = index
        self.why = why


Span: TypeAlias = tuple[int, int]
"""Start and end (exclusive) as indexes into the text."""


class StepSplitter:
    """Splits one deadline part; fills `steps` and `drops` (indexes into the text)."""

    def __init__(self, text: str, year: FiscalYear) -> None:
        self.text = text
        self.year = year
        self.steps: list[dict[str, Span]] = []
        self.drops: list[tuple[int, int, Reason]] = []
        self.group: Span | None = None
        self._bare_group: int | None = None

    def run(self) -> None:
        """Split the whole text or raise UncertainError."""
        lines = self._lines()
        if len(lines) > 1 and all(self._named_date(*line) for line in lines):
            for start, end in lines:
                name_end = self._token_end(start, end)
                self.group = (start, name_end)
                begin = self._skip(name_end, end)
                self.drops.append((name_end, begin, Reason.SEPARATOR))
                self._step(begin, end)
        else:
            for start, end in lines:
                position = self._group_line(start, end)
                while position < end:
                    position = self._step(self._heading(position, end), end)
        if self._bare_group is not None:
            raise UncertainError(self._bare_group, "【 】の区分のあとに時期がない")
        for before, after in pairwise(lines):
            self.drops.append((before[1], after[0], Reason.LINE))

    def _lines(self) -> list[Span]:
        found = []
        start = 0
        for line in self.text.split("\n"):
            found.append((start, start + len(line)))
            start += len(line) + 1
        return found

    def _group_line(self, start: int, end: int) -> int:
        """Take a line that is a 【…】 and nothing else: it groups the lines below it."""
        if _GROUP_LINE.fullmatch(self.text, start, end) is None:
            self._bare_group = None
            return start
        if self._bare_group is not None:
            raise UncertainError(self._bare_group, "【 】の区分のあとに時期がない")
        self._bare_group = start
        self.group = (start + 1, end - 1)
        self.drops += [(start, start + 1, Reason.GROUP), (end - 1, end, Reason.GROUP)]
        return end

    def _heading(self, start: int, end: int) -> int:
        """Take a 【…】 at `start`, if there is one; return where the date must stand."""
        if self.text[start] != "【":
            return start
        close = self.text.find("】", start, end)
        if close <= start + 1:
            raise UncertainError(start, "【 】の区分が読めない")
        self.group = (start + 1, close)
        after = self._skip(close + 1, end)
        self.drops += [(start, start + 1, Reason.GROUP), (close, close + 1, Reason.GROUP)]
        self.drops.append((close + 1, after, Reason.SEPARATOR))
        if after >= end:
            raise UncertainError(start, "【 】の区分のあとに時期がない")
        return after

    def _step(self, start: int, end: int) -> int:
        """Take a date at `start` and its event; return where the next step starts."""
        date_end = self._first_date(start, end)
        event = self._skip(date_end, end)
        reason = Reason.SEPARATOR
        if event < end and self.text[event] in COLONS:
            event = self._skip(event + 1, end)
            reason = Reason.COLON
        if event >= end:
            raise UncertainError(start, "最後の時期に対する内容がない")
        if self.text[event] == "【":
            raise UncertainError(start, "時期のすぐあとに区分がある")
        following = self._lead(event, end)
        if following is not None and (
            following.traits.in_calendar or (following.alone and following.is_date)
        ):
            raise UncertainError(event, "時期が2つ続いている")
        self.drops.append((date_end, event, reason))
        event_end, position = self._event_end(event, end)
        self.drops.append((event_end, position, Reason.SEPARATOR))
        step = {"時期": (start, date_end), "内容": (event, event_end)}
        if self.group is not None:
            step = {"区分": self.group, **step}
        self.steps.append(step)
        return position

    def _first_date(self, start: int, end: int) -> int:
        lead = self._lead(start, end)
        if lead is None or not (lead.is_date if lead.alone else lead.glued):
            raise UncertainError(start, "時期で始まっていない、または文の一部である")
        return lead.end

    def _event_end(self, start: int, end: int) -> Span:
        """Return the end of the event that begins at `start` and where the next step starts."""
        for gap in _GAP.finditer(self.text, start, end):
            if gap.end() < end and self._starts_step(gap.end(), end):
                return gap.span()
        return end, end

    def _starts_step(self, index: int, end: int) -> bool:
        if self.text[index] == "【":
            return True
        lead = self._lead(index, end)
        if lead is None:
            word = self.text[index : min(self._token_end(index, end), index + _WINDOW)]
            found = find_deadlines(word, self.year)
            undecided = begins_undecided(self.text[index : index + _WINDOW], self.year)
            if undecided or (found and found[0][0] == 0 and found[0][2].traits.in_calendar):
                raise UncertainError(index, "文の中に時期がある")
            return False
        if not lead.alone:
            if lead.traits.in_calendar and not lead.glued:
                raise UncertainError(index, "文の中に時期がある")
            return lead.glued
        if lead.is_date and not lead.traits.is_slot and not lead.colon:
            raise UncertainError(index, "時期か内容の一部か決められない言葉がある")
        return lead.is_date

    def _named_date(self, start: int, end: int) -> bool:
        """Tell whether a line is a bare name, one date that stands alone, and events."""
        name_end = self._token_end(start, end)
        index = self._skip(name_end, end)
        if index >= end or self.text[start] in f"【{BULLET}" or self._lead(start, end) is not None:
            return False
        lead = self._lead(index, end)
        if lead is None or not lead.alone or not lead.is_date or lead.colon:
            return False
        events = _GAP.finditer(self.text, lead.end, end)
        return all(gap.end() < end and self._lead(gap.end(), end) is None for gap in events)

    def _token_end(self, start: int, end: int) -> int:
        gap = _GAP.search(self.text, start, end)
        return gap.start() if gap else end

    def _skip(self, index: int, end: int) -> int:
        while index < end and self.text[index] in SPACES:
            index += 1
        return index

    def _lead(self, index: int, end: int) -> _Lead | None:
        """Read the date phrase at `index`, if there is one."""
        window = self.text[index : min(end, index + _WINDOW)]
        found = split_leading(window, self.year)
        if found is None:
            return None
        deadline, consumed = found
        phrase_end = index + len(window[:consumed].rstrip(SPACES))
        after = self._skip(phrase_end, end)
        colon = after < end and self.text[after] in COLONS
        return _Lead(
            deadline.traits,
            phrase_end,
            alone=colon or after >= end or after > phrase_end,
            colon=colon,
            following=self.text[phrase_end : phrase_end + 1],
        )
