"""The kinds of deadlines and what is true of each: whoever needs to know asks a trait."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Unit = Literal["day", "month", "part", "period", "year", ""]
Shape = Literal["one", "range", "list", "open", "start", "end", "all", ""]


class Kind(NamedTuple):
    """What is true of every deadline of one kind.

    `word` is what an official calls it. `unit` is what it names: a day, whole months, a part of a
    month, a part of a year, a year, or "" where it names no time. `shape` is how much of that: one
    (a part of a month also from one part to another), a range, a list, from one on without an end
    (`open`), the beginning or the end of one, or all of the fiscal year without naming it.
    """

    word: str
    unit: Unit = ""
    shape: Shape = ""
    is_pace: bool = False
    """Says how often or how soon rather than when."""
    is_repeated: bool = False
    """Says that something is done again and again."""
    is_datable: bool = False
    """Words to which brackets may give days: 随時（7月まで）."""
    is_respelled: bool = False
    """Is only digits, units and marks, so that there is one usual spelling."""
    undated: str = ""
    """Japanese: why it has no days, "" where it has some."""

    @property
    def is_readable(self) -> bool:
        """It is a deadline at all."""
        return bool(self.unit or self.undated)

    @property
    def in_calendar(self) -> bool:
        """It names a month or a day."""
        return self.unit in ("day", "month", "part")

    @property
    def is_point(self) -> bool:
        """It names one month or one day, or a part of one month."""
        return self.in_calendar and self.shape in ("one", "end")

    @property
    def is_day(self) -> bool:
        """It names one day."""
        return self.unit == "day" and self.shape == "one"

    @property
    def is_range(self) -> bool:
        """It may be written with a mark between two times, or behind one."""
        return self.shape in ("range", "open") or (self.unit == "part" and self.shape == "one")

    @property
    def is_end(self) -> bool:
        """It names the end of a month or a year: anything shortly before it will do."""
        return self.shape == "end"

    @property
    def is_whole_year(self) -> bool:
        """It names a year and no part of it: often the subject of a sentence, not a date."""
        return self.unit == "year" and self.shape == "one"

    @property
    def is_edge_of_year(self) -> bool:
        """It names the beginning or the end of a year."""
        return self.unit == "year" and self.shape in ("start", "end")

    @property
    def is_by_year(self) -> bool:
        """It names a year as the time by which something is done."""
        return self.unit == "year" and self.shape in ("one", "end")

    @property
    def is_all_year(self) -> bool:
        """It says no more than that the year is meant."""
        return self.unit == "year" and self.shape in ("one", "all")

    @property
    def is_slot(self) -> bool:
        """It says when in the year."""
        return bool(self.unit) and not self.is_whole_year


KINDS: Final = {
    "month": Kind("月", "month", "one", is_respelled=True),
    "wareki_month": Kind("和暦の月", "month", "one", is_respelled=True),
    "month_range": Kind("月から月まで", "month", "range", is_respelled=True),
    "month_list": Kind("飛び飛びの月", "month", "list", is_respelled=True),
    "part_of_month": Kind("月の一部", "part", "one", is_respelled=True),
    "month_end": Kind("月末", "part", "end", is_respelled=True),
    "from_month": Kind("月から先", "month", "open", is_respelled=True),
    "date": Kind("日", "day", "one", is_respelled=True),
    "wareki_date": Kind("和暦の日", "day", "one", is_respelled=True),
    "date_range": Kind("日から日まで", "day", "range", is_respelled=True),
    "date_list": Kind("飛び飛びの日", "day", "list", is_respelled=True),
    "from_date": Kind("日から先", "day", "open", is_respelled=True),
    "half": Kind("半期", "period", "one", is_respelled=True),
    "quarter": Kind("四半期", "period", "one", is_respelled=True),
    "season": Kind("季節", "period", "one"),
    "fiscal_year": Kind("年度", "year", "one"),
    "fiscal_year_start": Kind("年度初め", "year", "start", is_respelled=True),
    "fiscal_year_end": Kind("年度末、年度内", "year", "end", is_respelled=True),
    "calendar_year": Kind("暦の年", "year", "one"),
    "calendar_year_start": Kind("年明け、年始", "year", "start"),
    "calendar_year_end": Kind("年末、年内", "year", "end"),
    "year_round": Kind("通年", "year", "all", is_datable=True),
    "as_needed": Kind(
        "随時",
        is_pace=True,
        is_datable=True,
        undated="必要なときに行うことなので、いつからいつまでという日はありません。",
    ),
    "promptly": Kind(
        "速やかに",
        is_pace=True,
        undated="早さを言うだけなので、いつまでという日はありません。",
    ),
    "recurring": Kind(
        "毎月、毎週など",
        is_pace=True,
        is_repeated=True,
        is_datable=True,
        undated="繰り返すことなので、いつからいつまでという日はありません。",
    ),
    "count_per_year": Kind(
        "年N回",
        is_pace=True,
        is_repeated=True,
        is_datable=True,
        is_respelled=True,
        undated="回数だけを言うので、いつからいつまでという日はありません。",
    ),
    "interval": Kind(
        "Nか月ごと",
        is_pace=True,
        is_repeated=True,
        is_datable=True,
        undated="間隔だけを言うので、いつからいつまでという日はありません。",
    ),
    "event_tied": Kind(
        "出来事に合わせる",
        is_datable=True,
        undated="出来事に合わせるので、その日が決まるまで日は言えません。",
    ),
    "undecided": Kind("未定", undated="まだ決まっていないので、日はありません。"),
    "unreadable": Kind("読めない"),
}
"""Every kind by its name."""
