"""Numbers in cells to numbers in sheets, where they are nothing else."""

from __future__ import annotations

import re
import unicodedata

from orgsheet.form.definition import Field
from orgsheet.importers.account import Reason
from orgsheet.importers.cells import shorten, trim
from orgsheet.importers.draft import Draft
from orgsheet.importers.traced import Traced

_NUMBER = re.compile(r"(?P<sign>[-▲△]?)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?")
_MINUS = str.maketrans({"−": "-", "－": "-", "‐": "-", "，": ",", "．": "."})
_MOST_DIGITS = 15


def read_figure(draft: Draft, cell: Traced, field: Field) -> Traced:
    """Return the number in a cell, with the unit of the field left out.

    Digits may be wide and have commas; `▲` before them is a minus. What is more than a number
    stays text; where the field takes numbers alone, with a note.
    """
    value = trim(draft, cell)
    if not value.text:
        return value
    wide = unicodedata.normalize("NFKC", value.text).translate(_MINUS)
    unit = unicodedata.normalize("NFKC", field.unit)
    digits = wide.removesuffix(unit).rstrip() if unit else wide
    match = _NUMBER.fullmatch(digits) if len(digits) <= _MOST_DIGITS else None
    number = None if match is None or len(wide) != len(value.text) else _number(match)
    if number is None or any(piece.reason is not None for piece in value.pieces):
        if field.kind != "指標の値":
            draft.note(
                value.offset(0),
                f"「{field.key}」の「{shorten(value.text)}」は数として読めないため、文字のまま"
                "残しました。数だけに直してください。",
            )
        return value
    written = str(number)
    if value.text == written:
        return Traced(value.pieces, number)
    start, end = value.pieces[0].start, value.pieces[-1].end
    if value.text.startswith(written) and value.text[len(written) :].strip() == unit:
        return Traced(draft.drop_outside(value, 0, len(written), Reason.DIGIT).pieces, number)
    return Traced(Traced.replaced(start, end, written, Reason.DIGIT).pieces, number)


def _number(match: re.Match[str]) -> int | float | None:
    """Return the number, None where a program would write it in another way than people do."""
    digits = ("-" if match["sign"] else "") + match["digits"].replace(",", "")
    number: int | float = float(digits + match["part"]) if match["part"] else int(digits)
    return None if "e" in str(number) else number
