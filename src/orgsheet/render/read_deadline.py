"""How a deadline phrase is read, as text for a terminal and as JSON."""

from __future__ import annotations

from orgsheet.fiscal import CERTAINTIES, KINDS, Deadline, FiscalYear
from orgsheet.render.display_width import printable
from orgsheet.render.json_text import json_text

_UNDATED = {
    "as_needed": "必要なときに行うことなので、いつからいつまでという日はありません。",
    "promptly": "早さを言うだけなので、いつまでという日はありません。",
    "recurring": "繰り返すことなので、いつからいつまでという日はありません。",
    "count_per_year": "回数だけを言うので、いつからいつまでという日はありません。",
    "interval": "間隔だけを言うので、いつからいつまでという日はありません。",
    "event_tied": "出来事に合わせるので、その日が決まるまで日は言えません。",
    "undecided": "まだ決まっていないので、日はありません。",
}
"""For the kinds without days: why there are none."""


def render_text(text: str, year: FiscalYear, deadline: Deadline) -> str:
    """Return the phrase, its year, and in words how it is read."""
    lines = [f"{printable(text)}（{year.kanji}）"]
    lines += [f"  {printable(line)}" for line in _lines(deadline)]
    return "\n".join((*lines, ""))


def render_json(_text: str, _year: FiscalYear, deadline: Deadline) -> str:
    """Return the reading for machines."""
    return json_text(deadline.as_json(), indent=None)


def _lines(deadline: Deadline) -> list[str]:
    """Return in words how a phrase is read: kind, certainty, the days it reaches to, the note."""
    if deadline.kind == "unreadable":
        return ["読めません。", deadline.note]
    lines = [f"種類      {KINDS[deadline.kind]}", f"確かさ    {CERTAINTIES[deadline.certainty]}"]
    if deadline.first or deadline.last:
        lines.append(f"いつから  {deadline.first or '（書かれていません）'}")
        lines.append(f"いつまで  {deadline.last or '（書かれていません）'}")
    else:
        lines.append(_UNDATED.get(deadline.kind, _UNDATED["recurring"]))
    return [*lines, *([deadline.note] if deadline.note else [])]
