"""What of two sides is shown: what was unreadable, one section alone, staff without names."""

from __future__ import annotations

from orgsheet.diff.compare_people import public_value
from orgsheet.diff.model import Matching, Report, Spot
from orgsheet.diff.sides import SideError, Sides, unreadable_sentences
from orgsheet.names import nearest, normalize
from orgsheet.sheet import SheetId
from orgsheet.source import Plain
from orgsheet.staff import is_staff_key

# 服部 and 長沼 are names, so only words that end no name count as posts.
_POSTS = ("全員", "課員", "職員", "係", "担当", "グループ", "チーム")


def unreadable_notices(sides: Sides) -> tuple[str, ...]:
    """Return a sentence for every sheet of both sides that could not be read."""
    return (*unreadable_sentences(sides.before), *unreadable_sentences(sides.after))


def without_partners(sides: Sides, matching: Matching) -> Matching:
    """Return the matching without sheets whose other half is there but cannot be read.

    They are neither new nor gone.
    """
    hidden = [
        {(identity.department, identity.section) for identity in side.unreadable}
        for side in (sides.before, sides.after)
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


def choose_section(sides: Sides, matching: Matching, section: str) -> tuple[Sides, Matching]:
    """Return both narrowed to the sections of a name and to what they came from or became.

    `section` is a section's name, `部名/課名`, or a department's name (its own sheet). The rows of
    other sections that moved in or out stay linked.

    Raises:
        SideError: neither side has such a section.
    """
    everything = {
        identity
        for side in (sides.before, sides.after)
        for identity in (*side.sheets, *side.unreadable)
    }
    named = {identity for identity in everything if _is_named(identity, section)}
    if not named:
        known = sorted({_section_name(identity) for identity in everything})
        near = nearest(section, known, 0.4)
        hint = f"「{near[0][0]}」ではありませんか。" if near else ""
        raise SideError(
            f"「{section}」という課のシートは、どちらの側にもありません。{hint}"
            f"ある課: {'、'.join(known)}"
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


def hide_staff(report: Report) -> Report:
    """Return a report without the names under 担当.

    In the sheets themselves 職員1, 職員2 … take their place, the same for the same name, so that
    nothing made from them later can show a name; the values of changes keep only how many they
    are. Words for everybody or for a post stay. Names in sentences are not recognised.
    """
    numbers: dict[str, str] = {}
    for side in (report.before, report.after):
        for sheet in side.sheets.values():
            for role in sheet.roles:
                for person in role.staff:
                    key = normalize(person.text)
                    if key and not key.endswith(_POSTS):
                        shown = numbers.setdefault(key, f"職員{len(numbers) + 1}")
                        person.text = person.value = shown
    changes = (
        change._replace(before=_hidden(change.before), after=_hidden(change.after))
        for change in report.changes
    )
    return report._replace(changes=tuple(changes))


def _hidden(spot: Spot | None) -> Spot | None:
    return None if spot is None else spot._replace(value=_counted(public_value(spot)))


def _counted(value: Plain) -> Plain:
    """Return a value in which every list of staff is the number of its names."""
    if isinstance(value, list):
        return [_counted(item) for item in value]
    if isinstance(value, dict):
        return {
            key: f"{len(item)}人"
            if is_staff_key(key) and isinstance(item, list)
            else _counted(item)
            for key, item in value.items()
        }
    return value


def _is_named(identity: SheetId, section: str) -> bool:
    wanted = normalize(section)
    if identity.is_department:
        return wanted in {normalize(identity.department), normalize(_section_name(identity))}
    full = f"{identity.department}/{identity.section}"
    return wanted in {normalize(identity.section), normalize(full)}


def _section_name(identity: SheetId) -> str:
    return identity.department if identity.is_department else identity.section
