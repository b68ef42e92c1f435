"""How a deadline phrase is read, as text for a terminal and as JSON."""

from __future__ import annotations

from orgsheet.fiscal import CERTAINTIES, KINDS, Deadline, FiscalYear
from orgsheet.render.display_width import printable
from orgsheet.render.json_text import json_text


def render_text(text: str, year: FiscalYear, deadline: Deadline) -> str:
    """Return the phrase, its year, and in words how it is read."""
    lines = [f"{printable(text)}（{year.kanji}）"]
    lines += [f"  {printable(line)}" for line in reading_lines(deadline)]
    return "\n".join((*lines, ""))


def render_json(_text: str, _year: FiscalYear, deadline: Deadline) -> str:
    """Return the reading for machines."""
    return json_text(deadline.as_json(), indent=None)


def reading_lines(deadline: Deadline) -> list[str]:
    """Return in words how a phrase is read: kind, certainty, the days it reaches to, the note."""
    if not deadline.traits.is_readable:
        return ["読めません。", deadline.note]
    lines = [f"種類      {deadline.traits.word}", f"確かさ    {CERTAINTIES[deadline.certainty]}"]
    if deadline.first or deadline.last:
        lines.append(f"いつから  {deadline.first or '（書かれていません）'}")
        lines.append(f"いつまで  {deadline.last or '（書かれていません）'}")
    else:
        lines.append(deadline.traits.undated or KINDS["recurring"].undated)
    return [*lines, *([deadline.note] if deadline.note else [])]


def span_text(deadline: Deadline) -> str:
    """Return the days of a phrase on one line: 2023-07-01～2023-08-31; "" where it has none.

    What is not written is left open; nothing is said of a phrase that cannot be read.
    """
    first, last = deadline.first, deadline.last
    if not deadline.traits.is_readable or (first is None and last is None) or deadline.reversed:
        return ""
    return f"{first}" if first == last else f"{first or ''}～{last or ''}"
