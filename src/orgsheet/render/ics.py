"""Dated steps as an iCalendar file (RFC 5545), for the calendars of offices and telephones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import blake2b
from itertools import pairwise

from orgsheet.render.display_width import LOG_MARK
from orgsheet.render.escape import visible
from orgsheet.yearbook.due_calendar import DATED, Calendar, Due
from orgsheet.yearbook.told_tables import YearReport

_LINE = 75
"""Bytes of a line, its end aside."""

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_DAY = timedelta(days=1)
_COLON = ord(":")


def render_report_ics(report: YearReport) -> str:
    """Return the calendar of a report; see `render_ics`."""
    calendar = report.body
    assert isinstance(calendar, Calendar), "a calendar"
    day = report.as_of or calendar.year.first
    notices = (*report.notices, *([report.licence] if report.licence else []))
    return render_ics(calendar, report.title, day, notices)


def render_ics(calendar: Calendar, name: str, day: date, notices: Iterable[str] = ()) -> str:
    """Return the dated steps of a calendar as one file, an event for each stretch of days.

    What has no month is in no calendar; how much that is stands in the file's description. An
    event keeps its UID when its days change, so that a calendar moves it and does not double it.

    Args:
        calendar: the steps.
        name: what calendar programs call it.
        day: the day as of which it was made; it stands in every event, as the standard wants.
        notices: sentences for the description.
    """
    events = dated_events(calendar, day)
    return calendar_file(events, calendar.without_month, name, notices)


def dated_events(calendar: Calendar, day: date) -> str:
    """Return the events of a calendar's dated steps, as they stand within a file.

    Those of a year are those of its sheets, one after another.
    """
    taken: Counter[str] = Counter()
    return "".join(
        _folded(line)
        for due in calendar.dues
        if due.place == DATED
        for line in _events(due, calendar, day, taken)
    )


def calendar_file(events: str, left: int, name: str, notices: Iterable[str]) -> str:
    """Return a file with these events.

    Args:
        events: what `dated_events` gave, of one or of several calendars.
        left: how many steps have no month, and no event.
        name: what calendar programs call it.
        notices: sentences for the description.
    """
    told = list(notices)
    if left:
        told.append(
            f"始まりだけのもの、通年、随時、未定など、月のないもの {left} 件は入っていません。"
        )
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//orgsheet//calendar//JA",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    if told:
        lines.append(f"X-WR-CALDESC:{_text(''.join(told))}")
    head = "".join(_folded(line) for line in lines)
    return f"{head}{events}END:VCALENDAR\r\n"


def _events(due: Due, calendar: Calendar, day: date, taken: Counter[str]) -> Iterator[str]:
    read = due.deadline
    assert read is not None and read.last is not None, "it has days"  # noqa: PT018
    spans = read.spans or ((read.first or read.last, read.last),)
    key = "\n".join((str(due.sheet), due.row_id, due.group, due.event))
    mark = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
    for first, last in spans:
        taken[mark] += 1
        yield "BEGIN:VEVENT"
        yield f"UID:{mark}-{taken[mark]}@orgsheet"
        yield f"DTSTAMP:{day:%Y%m%d}T000000Z"
        yield f"DTSTART;VALUE=DATE:{first:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{last + _DAY:%Y%m%d}"
        yield f"SUMMARY:{_text(summary_of(due))}"
        yield f"DESCRIPTION:{_text(_description(due, calendar))}"
        yield f"CATEGORIES:{_text(due.sheet.unit)}"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"


def summary_of(due: Due) -> str:
    """Return a step in a few words: what is done, and in which project."""
    mark = "【見本】" if due.sample else ""
    words = " ".join(filter(None, (due.group, due.event)))
    if not words or words == due.name:
        return f"{mark}{due.name or due.when}"
    return f"{mark}{words}（{due.name}）" if due.name else f"{mark}{words}"


def _description(due: Due, calendar: Calendar) -> str:
    lines = [
        f"時期: {due.when}",
        f"{calendar.year.kanji} {due.sheet.label}",
        f"{due.heading}: {due.name}",
    ]
    if due.result:
        lines.append(f"結果: {due.result}")
    if due.sample:
        lines.append(f"見本: {due.sample}")
    return "\n".join(lines)


def _text(text: str) -> str:
    """Return a text as a value of iCalendar."""
    return visible(text).replace("\t", " ").translate(_ESCAPED)


def _folded(line: str) -> str:
    """Return a line with its end, broken so that no part is too long; no character is cut.

    A break changes no value: it also parts what would be a command of a CI log, should the file
    be printed there, and none begins such a one.
    """
    parts: list[str] = []
    # Pieces without such a command need no look at each character.
    for piece in _parted(line):
        data = piece.encode("utf-8", "surrogatepass")
        start = 0
        while True:
            # The space before each further part counts.
            end = min(start + _LINE - bool(parts), len(data))
            if end < len(data):
                end = _before(data, start, end)
            parts.append(data[start:end].decode("utf-8", "surrogatepass"))
            start = end
            if start >= len(data):
                break
    return "\r\n ".join(parts) + "\r\n"


def _parted(line: str) -> list[str]:
    """Return a line cut within each mark of a command of a CI log (`##[` and its like)."""
    if "##" not in line:
        return [line]
    places = [match.end() for match in LOG_MARK.finditer(line)]
    return [line[a:b] for a, b in pairwise([0, *places, len(line)]) if a < b]


def _before(data: bytes, start: int, end: int) -> int:
    """Return where the part that may go to `end` ends: no character cut, no colon first behind."""
    found = end
    while found > start and (data[found] & 0xC0 == 0x80 or data[found] == _COLON):  # noqa: PLR2004
        found -= 1
    # Nothing but colons: any of them may begin the next part.
    return found if found > start else end
