"""Join points to ranges and lists: 7月～8月, 6～10月, 12月～翌年2月, 6月、9月、12月、3月."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from orgsheet.fiscal.deadline.deadline_kinds import KINDS
from orgsheet.fiscal.deadline.moments import read_point
from orgsheet.fiscal.deadline.reading import APPROXIMATE, EXACT, NONE, Deadline, Span, outside
from orgsheet.fiscal.deadline.stretch import SEPARATOR, Point, SlipError, number_of
from orgsheet.japanese.lazy_patterns import pattern

if TYPE_CHECKING:
    from datetime import date

    from orgsheet.fiscal.fiscal_year import FiscalYear

_RANGE: Final = pattern(
    "(?P<rough>頃|ごろ|ころ)?(?P<before> ?)"
    "(?:(?P<mark>~)|(?P<dash>[ー-])|から|より|ないし|乃至)(?P<after> ?)"
)
_AND: Final = pattern(rf" ?(?:{SEPARATOR}|及び|および|並びに|ならびに|と|&) ?")
# 9月1日から10日間
_LASTING: Final = pattern("(?P<n>[1-9][0-9]?|[一二三四五六七八九十]{1,2}) ?(?:日|(?P<week>週))間")
_MOST: Final = 12
_MONTHLY: Final = frozenset({"day", "part", "month", "end"})


@dataclass(slots=True)
class Phrase:
    """A deadline as far as it is read, which is up to `end`.

    `glues` tells whether a word may follow without a space, `calendar` whether a month or day is
    named, `members` how many times a list holds. `spans` and `gaps` are those of the deadline.
    """

    kind: str
    end: int
    first: date | None = None
    last: date | None = None
    certainty: str = NONE
    notes: list[str] = field(default_factory=list)
    reversed: bool = False
    members: int = 1
    glues: bool = False
    calendar: bool = False
    spans: tuple[Span, ...] = ()
    gaps: tuple[Span, ...] = ()

    def deadline(self, text: str, year: FiscalYear) -> Deadline:
        """Return the finished value for `text`, with a note when it is outside the year."""
        notes = [note.replace("~", "～") for note in dict.fromkeys(self.notes)]
        found = Deadline(text, self.kind, self.first, self.last, self.certainty)
        if outside(found, year):
            notes.append(
                f"{year.kanji}（{year.start}年4月～{year.start + 1}年3月）の外の日付です。"
            )
        note = "".join(notes)
        return found._replace(
            note=note,
            reversed=self.reversed,
            times=self.members,
            spans=self.spans,
            gaps=self.gaps,
        )


class Item(NamedTuple):
    """One member of a list: a point, or a range from `point` to `until`."""

    point: Point
    until: Point | None = None
    rough: bool = False

    @property
    def in_months(self) -> bool:
        """Whether the point is a month, a part of one or a day, and so can be open to the end."""
        return self.point.unit in _MONTHLY and not KINDS[self.point.kind].is_edge_of_year


def read_items(
    text: str, pos: int, year: FiscalYear, *, whole: bool
) -> tuple[Phrase, list[Item]] | None:
    """Return the point, range or list at `pos` as a phrase, and its members; None when none is.

    Raise ValueError with a Japanese text when what is written does not exist.
    """
    notes: list[str] = []
    found = _item(text, pos, year, notes, whole=whole)
    if found is None:
        return None
    items, end = [found[0]], found[1]
    while len(items) < _MOST and (mark := _AND.match(text, end)):
        previous = items[-1].until or items[-1].point
        found = _item(text, mark.end(), year, notes, whole=whole, previous=previous)
        if found is None or _whole_year(found[0].point):
            break
        items.append(found[0])
        end = found[1]
    phrase = _joined(items, end)
    phrase.notes += notes
    return phrase, items


def _whole_year(point: Point) -> bool:
    """Whether a year is named, or the time up to its end: what a sentence goes on about."""
    return point.unit == "year" and (point.by or not KINDS[point.kind].is_edge_of_year)


def _item(
    text: str,
    pos: int,
    year: FiscalYear,
    notes: list[str],
    *,
    whole: bool,
    previous: Point | None = None,
) -> tuple[Item, int] | None:
    found = read_point(text, pos, year, previous, whole=whole)
    if found is None:
        return None
    point, end = found
    mark = _RANGE.match(text, end)
    if mark is None:
        return Item(point), end
    if KINDS[point.kind].is_day and (days := _LASTING.match(text, mark.end())):
        last = point.first + timedelta(number_of(days["n"]) * (7 if days["week"] else 1) - 1)
        return Item(point, point._replace(first=last, last=last)), days.end()
    second = read_point(text, mark.end(), year, point, whole=whole)
    if second is None:
        return Item(point), end
    if not whole and mark["after"] and not mark["before"] and mark["mark"]:
        # The space may stand for a lost line break, which would make 5月～ open.
        raise SlipError("「～」の後の空白が改行の跡かもしれず、範囲かどうか分かりません。")
    if mark["dash"]:
        better = f"{text[pos : mark.start()].strip()}～{text[mark.end() : second[1]]}"
        notes.append(f"横棒を範囲の印と読みました。「{better}」のように「～」で書いてください。")
    return Item(point, second[0], rough=bool(mark["rough"])), second[1]


def _joined(items: list[Item], end: int) -> Phrase:
    ends = [(item.point, item.until or item.point) for item in items]
    points = [point for pair in ends for point in pair]
    rough = any(point.certainty == APPROXIMATE for point in points) or any(i.rough for i in items)
    phrase = Phrase(
        points[0].kind,
        end,
        points[0].first,
        points[-1].last,
        APPROXIMATE if rough else EXACT,
        [point.note for point in points if point.note],
        glues=Item(points[-1]).in_months,
        calendar=any(Item(point).in_months for point in points),
    )
    units = {point.unit for point in points}
    own = len({point.kind for point in points}) == 1 and KINDS[points[0].kind].unit == "period"
    if len(items) > 1:
        phrase.members = len(items)
        phrase.first = min(start.first for start, _ in ends)
        phrase.last = max(stop.last for _, stop in ends)
        phrase.spans = tuple((start.first, stop.last) for start, stop in ends)
        phrase.kind = points[0].kind if own else "date_list" if "day" in units else "month_list"
        phrase.notes.append(f"{len(items)}つの時期と読みます。")
        if any(stop.last < start.first for start, stop in ends):
            raise SlipError(
                "並べた中に、終わりが始まりより前の範囲があります。順序を確かめてください。"
            )
    elif items[0].until is not None:
        phrase.kind = _range_kind(*ends[0], own=own)
        phrase.reversed = points[-1].last < points[0].first
        if phrase.reversed:
            phrase.notes.append(f"終わりが始まりより前です。{_across(points[0], points[-1])}")
    elif points[0].by:
        phrase.first = None
    return phrase


def _across(start: Point, stop: Point) -> str:
    """Return what to write for a range that ends before it begins."""
    if start.dated or stop.dated or start.first.month == stop.last.month:
        return "順序を確かめてください。"
    ends = [f"{start.first.month}月", f"{stop.last.month}月"]
    if start.unit == stop.unit == "day":
        ends = [f"{ends[0]}{start.first.day}日", f"{ends[1]}{stop.last.day}日"]
    return f"年度をまたぐなら「{ends[0]}~翌年度{ends[1]}」のように書いてください。"


def _range_kind(start: Point, stop: Point, *, own: bool) -> str:
    if own or (start.kind == stop.kind and KINDS[start.kind].is_whole_year):
        return start.kind
    if "day" in (start.unit, stop.unit):
        return "date_range"
    same = (start.first.year, start.first.month) == (stop.last.year, stop.last.month)
    parts = start.unit == "part" and stop.unit in ("part", "end")
    return "part_of_month" if same and parts else "month_range"
