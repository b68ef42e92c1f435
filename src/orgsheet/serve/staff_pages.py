"""The page that puts one name of staff in the place of another in all sheets of a department."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from orgsheet.form.sheet_id import SheetId
from orgsheet.japanese.shorten import one_line
from orgsheet.serve.desk import Desk, NotThereError, who_asks
from orgsheet.serve.sent_json import sent_mapping, sent_text
from orgsheet.serve.staff_names import names_in, replace_name, sheets_to_write

_LONGEST = 60
"""Characters of a name."""
_MOST_REASON = 300


def staff_pages(desk: Desk) -> Blueprint:
    """Return the page of the names of a department, and what replaces one."""
    pages = Blueprint("staff", __name__)

    @pages.get("/staff/<year>/<department>")
    def names(year: str, department: str) -> str:
        with desk.lock:
            person = who_asks()
            sheets = _wanted(desk, year, department)
            return render_template(
                "staff.html",
                year=year,
                department=department,
                names=names_in(desk, person, sheets),
                closed=any(map(desk.is_closed, sheets)),
                longest=_LONGEST,
            )

    @pages.post("/staff/<year>/<department>")
    def replaced(year: str, department: str) -> tuple[dict[str, Any], int]:
        sent = sent_mapping(request)
        old = one_line(sent_text(sent, "old", _LONGEST))
        new = one_line(sent_text(sent, "new", _LONGEST))
        reason = sent_text(sent, "correction", _MOST_REASON)
        with desk.lock:
            sheets = _wanted(desk, year, department)
            if not old or not new or old == new:
                return {"told": "前の名前を選び、それと違う新しい名前を書いてください。"}, 422
            found = replace_name(desk, who_asks(), sheets, old, new, reason)
        if found.left:
            lines = [f"{one.label}: {why}" for one, why in found.left]
            done = f"{len(found.saved)} 枚に保存しました。次のシートは、そのままです。"
            return {"told": "\n".join([done, *lines])}, 409
        if not found.saved:
            return {"told": f"「{old}」は、もうどのシートにもありません。"}, 409
        return {"next": request.path}, 200

    return pages


def _wanted(desk: Desk, year: str, department: str) -> list[SheetId]:
    """Return the sheets of a department that who asks may fill in.

    Raises:
        NotThereError: there is none.
    """
    found = sheets_to_write(desk, who_asks(), year, department)
    if not found:
        raise NotThereError
    return found
