"""What of two sides is shown: what was unreadable, some of the sheets alone."""

from __future__ import annotations

from orgsheet.form.wanted_sheets import Wanted
from orgsheet.match.links import Matching
from orgsheet.match.sides import SideError, Sides, unreadable_sentences
from orgsheet.registers.listing_order import ListingOrder


def unreadable_notices(sides: Sides) -> tuple[str, ...]:
    """Return a sentence for every register, and every sheet of both sides, that cannot be read."""
    return (
        *sides.trouble,
        *unreadable_sentences(sides.before),
        *unreadable_sentences(sides.after),
    )


def without_partners(sides: Sides, matching: Matching) -> Matching:
    """Return the matching without sheets whose other half is there but cannot be read.

    They are neither new nor gone.
    """
    hidden = [
        {identity[1:] for identity in side.unreadable} for side in (sides.before, sides.after)
    ]
    lost = {
        id(one or other)
        for one, other in matching.sheets
        if (other is None and one is not None and one.id[1:] in hidden[1])
        or (one is None and other is not None and other.id[1:] in hidden[0])
    }
    return matching._replace(
        sheets=tuple(pair for pair in matching.sheets if id(pair[0] or pair[1]) not in lost),
        dropped=tuple(row for row in matching.dropped if id(row.sheet) not in lost),
        new=tuple(row for row in matching.new if id(row.sheet) not in lost),
    )


def choose_sheets(sides: Sides, matching: Matching, wanted: Wanted) -> tuple[Sides, Matching]:
    """Return both narrowed to the sheets that are wanted and to what they came from or became.

    The rows of other sections that moved in or out stay linked.

    Raises:
        SideError: neither side has such a sheet.
    """
    everything = {
        identity
        for side in (sides.before, sides.after)
        for identity in (*side.sheets, *side.unreadable)
    }
    named = set(filter(wanted.holds, everything))
    if not named:
        known = sorted(everything, key=ListingOrder(sides.organization).sheet)
        raise SideError(
            f"{wanted}という課のシートは、どちらの側にもありません。{wanted.hint(known)}"
        )
    pairs = tuple(
        pair for pair in matching.sheets if any(sheet and sheet.id in named for sheet in pair)
    )
    chosen = named | {sheet.id for pair in pairs for sheet in pair if sheet is not None}
    links = tuple(
        link
        for link in matching.links
        if link.before.sheet.id in chosen or link.after.sheet.id in chosen
    )
    narrowed = matching._replace(
        sheets=pairs,
        links=links,
        dropped=tuple(row for row in matching.dropped if row.sheet.id in chosen),
        new=tuple(row for row in matching.new if row.sheet.id in chosen),
        contradictions=tuple(
            one
            for one in matching.contradictions
            if any(row.sheet.id in chosen for row in one.rows)
        ),
    )
    before, after = (
        side._replace(
            sheets={key: sheet for key, sheet in side.sheets.items() if key in chosen},
            unreadable=tuple(identity for identity in side.unreadable if identity in chosen),
        )
        for side in (sides.before, sides.after)
    )
    return sides._replace(before=before, after=after), narrowed
