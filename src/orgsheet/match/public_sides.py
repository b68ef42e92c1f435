"""The two sides of a comparison that leaves the office: only what the settings publish."""

from __future__ import annotations

from orgsheet.match.links import Side
from orgsheet.match.sides import Sides
from orgsheet.workspace.publication import private_keys, public_copy


def public_sides(sides: Sides, staff: str) -> Sides:
    """Return sides without the fields that are not published, themselves where there are none.

    A notice names the headings left out, so that nothing is left out in silence. Of the names of
    `staff` only `姓` changes anything here; see `public_copy`.
    """
    left_out = {key for side in (sides.before, sides.after) for key in private_headings_of(side)}
    before, after = public_side(sides.before, staff), public_side(sides.after, staff)
    if before is sides.before and after is sides.after:
        return sides
    notices = (*sides.notices, *left_out_notice(left_out))
    return sides._replace(before=before, after=after, notices=notices)


def public_side(side: Side, staff: str) -> Side:
    """Return one side without the fields that are not published."""
    sheets = {identity: public_copy(sheet, staff) for identity, sheet in side.sheets.items()}
    same = all(sheets[identity] is sheet for identity, sheet in side.sheets.items())
    return side if same else side._replace(sheets=sheets)


def private_headings_of(side: Side) -> set[str]:
    """Return the headings of a side's sheets below which stands what is not published."""
    return {key for sheet in side.sheets.values() for key in private_keys(sheet)}


def left_out_notice(headings: set[str]) -> tuple[str, ...]:
    """Return the sentence that says which headings are left out, if any are."""
    names = "、".join(f"「{key}」" for key in sorted(headings))
    return (f"公表しない欄（{names}）は載せていません。",) if headings else ()
