"""The names of staff in the sheets of a department, and one put in the place of another in all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.form.sheet import Sheet
from orgsheet.form.sheet_id import SheetId
from orgsheet.japanese.shorten import one_line
from orgsheet.serve.desk import Desk, NotAllowedError
from orgsheet.serve.own_branch import Version
from orgsheet.serve.persons import Person
from orgsheet.serve.write_back import Unreadable, data_of
from orgsheet.source import Plain, Scalar
from orgsheet.source.pointers import steps_of


class Named(NamedTuple):
    """A name of staff in a department: the sheets that have it, and in how many rows."""

    name: str
    sheets: tuple[SheetId, ...]
    rows: int


class Replaced(NamedTuple):
    """What became of a replacement: the sheets that were saved, and why others were not."""

    saved: tuple[SheetId, ...]
    left: tuple[tuple[SheetId, str], ...]


def sheets_to_write(desk: Desk, person: Person, year: str, department: str) -> list[SheetId]:
    """Return the sheets of a year's department that somebody may fill in."""
    return [
        one
        for one in desk.seen(person)
        if (one.year, one.department) == (year, department) and person.may_edit(one)
    ]


def names_in(desk: Desk, person: Person, sheets: list[SheetId]) -> list[Named]:
    """Return the names of staff in sheets as somebody sees them, in the order of the sheets."""
    found: dict[str, dict[SheetId, int]] = {}
    for identity in sheets:
        for scalar in _staff(_read(desk, _seen(desk, person, identity), identity)):
            name = one_line(scalar.text)
            counts = found.setdefault(name, {})
            counts[identity] = counts.get(identity, 0) + 1
    return [Named(name, tuple(rows), sum(rows.values())) for name, rows in found.items()]


def replace_name(
    desk: Desk, person: Person, sheets: list[SheetId], old: str, new: str, reason: str
) -> Replaced:
    """Put one name in the place of another in every row of staff, a save a sheet.

    Each save goes as one from the form does; where one sheet cannot be saved the others are, and
    the same again does the rest.

    Args:
        desk: the proposals and the sheets.
        person: who does it; she may fill in the sheets.
        sheets: the sheets.
        old: the name as `names_in` gives it.
        new: the name that is to stand there.
        reason: why sheets of a closed year are corrected.

    Raises:
        BranchMovedError, GitError: as a save.
    """
    saved, left = [], []
    for identity in sheets:
        seen = _seen(desk, person, identity)
        sheet = _read(desk, seen, identity)
        pointers = [one.pointer() for one in _staff(sheet) if one_line(one.text) == old]
        if not pointers:
            continue
        try:
            _, note = desk.saved(str(identity), person, reason)
            words = desk.sheets.workspace.forms.words_of(seen.data, identity.year)
            wanted = data_of(seen.data, identity.path, words)
            for pointer in pointers:
                _put(wanted, pointer, new)
            _, made = desk.proposals.save(
                person.author, identity, wanted, seen.blob, words, note=note
            )
        except (NotAllowedError, Unreadable) as error:
            left.append((identity, str(error)))
            continue
        if made.conflicts:
            left.append((identity, "注記の付いた行です。シートを開いて直してください。"))
        else:
            desk.proposals.join_base(person.author, identity, words)
            saved.append(identity)
    return Replaced(tuple(saved), tuple(left))


def _seen(desk: Desk, person: Person, identity: SheetId) -> Version:
    seen = desk.proposals.seen_by(person.name, identity)
    assert seen is not None, "it is in the list"
    return seen


def _read(desk: Desk, seen: Version, identity: SheetId) -> Sheet:
    fork = desk.sheets.workspace.fork()
    fork.replace(identity.path, seen.data)
    sheet = fork.sheet(identity)
    assert sheet is not None, "its file was given"
    return sheet


def _staff(sheet: Sheet) -> Iterator[Scalar]:
    for row in sheet.staffed:
        yield from row.staff


def _put(data: dict[str, Plain], pointer: str, text: str) -> None:
    *above, last = steps_of(pointer)
    place: Plain = data
    for step in above:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if isinstance(place, list):
        place[int(last)] = text
    else:
        place[last] = text
