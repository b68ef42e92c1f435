"""Files that were printed here and come back: what a person changed, merged into the sheets.

The file says what it was printed from, so an edit is told from what was only printed; what was
edited in the sheet meanwhile stays, and where both changed one value a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from orgsheet.form.known_forms import KnownForms
from orgsheet.form.reader_words import vocabulary_of
from orgsheet.japanese.shorten import one_line
from orgsheet.merge.three_way import MergeRefused, merge
from orgsheet.office.origin import Made
from orgsheet.office.page_values import texts_of, values_of
from orgsheet.office.restore import restored
from orgsheet.office.returned_file import ReturnedSheet, ReturnError, expected_sheets
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Plain, emit

if TYPE_CHECKING:
    from orgsheet.office.read_back_docx import Document
    from orgsheet.office.read_back_xlsx import Workbook

LABELS = ("いまのシート", "戻ってきたファイル")
"""What the two sides of a conflict are called."""

SIDES = ("シート", "ファイル")
"""The sides that a person can choose where both changed a value."""

_MARKER = 31
"""So long that no line of a sheet looks like a conflict marker."""


class Returned(NamedTuple):
    """A sheet that came back: which, what was printed and what is meant now, as YAML and data.

    `changed` are the headings under which something is different now,
    `unplaced` are texts of the file that belong to no value, with their places; `notes` are
    sentences for a person.
    """

    made: Made
    base: str
    text: str
    values: dict[str, Plain]
    changed: tuple[str, ...]
    unplaced: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        """Whether a person changed anything."""
        return self.base != self.text


class ReturnedFile(NamedTuple):
    """The sheets of a file that came back; `others` names what stands in no sheet of it."""

    sheets: tuple[Returned, ...]
    others: tuple[str, ...]


class Outcome(NamedTuple):
    """A sheet with the edits of a file in it; where both changed a value, `conflicts` names it.

    `choices` are then the lines of both, those of the sheet first.
    """

    data: bytes
    conflicts: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()


def read_returned(
    data: bytes, name: str, forms: KnownForms, plans: PlanRegister | None
) -> ReturnedFile | None:
    """Return what a file says that was printed here; None where it was not.

    Args:
        data: the file's bytes.
        name: its name, by which the format is known.
        forms: the forms there are.
        plans: the register that says what the numbers of plans stand for.

    Raises:
        ReturnError: it was printed here, and cannot be read as that.
        ImportFailure: it is damaged, protected or too large.
    """
    lower = name.lower()
    if not data.startswith(b"PK"):
        return None
    if lower.endswith(".xlsx"):
        from orgsheet.office.read_back_xlsx import open_workbook

        file: Workbook | Document | None = open_workbook(data, name)
    elif lower.endswith(".docx"):
        from orgsheet.office.read_back_docx import open_document

        file = open_document(data, name)
    else:
        return None
    if file is None:
        return None
    sheets = expected_sheets(file.made, forms, plans)
    others = file.read(sheets)
    return ReturnedFile(tuple(map(_returned, sheets)), tuple(others))


def _returned(sheet: ReturnedSheet) -> Returned:
    sheet.require_whole()
    source = sheet.source
    words = vocabulary_of(source.form)
    shown = values_of(texts_of(sheet.page), source)
    given = values_of(sheet.texts, source)
    meant = restored(source.data, shown, given, words.names)
    return Returned(
        sheet.made,
        emit(source.data, words=words),
        emit(meant, words=words),
        meant,
        tuple(key for key in meant | source.data if meant.get(key) != source.data.get(key)),
        tuple(sheet.unplaced),
        tuple(sheet.notes),
    )


def merged(returned: Returned, current: bytes, forms: KnownForms, side: str = "") -> Outcome:
    """Return a sheet as it is now with the edits of a file in it.

    Args:
        returned: what the file says.
        current: the sheet's bytes now; what the file did not change keeps its bytes.
        forms: the forms there are.
        side: one of `SIDES`: whose value is taken where both changed it; "" to be told.

    Raises:
        ReturnError: the sheet cannot be read, or the result could not be proved to be right.
    """
    if not returned.is_changed:
        return Outcome(current)
    path = returned.made.sheet.path
    words = forms.words_of(current, returned.made.sheet.year)
    try:
        found = merge(
            returned.base.encode(),
            current,
            returned.text.encode(),
            path,
            labels=LABELS,
            marker_size=_MARKER,
            words=words,
        )
    except MergeRefused as error:
        raise ReturnError(
            f"{path} に、戻ってきたファイルの変更を合わせられません。{error}"
        ) from error
    if found.conflicts and side:
        return Outcome(_taken(found.data, is_file=side == SIDES[1]))
    return Outcome(found.data, found.conflicts, tuple(_choices(found.data)))


def _choices(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the lines of both sides of each conflict, on one line each."""
    sides: dict[str, list[str]] = {}
    for place, line in _places(data):
        if place == "" and sides:
            yield _one_line(sides["sheet"]), _one_line(sides["file"])
            sides = {}
        elif place:
            sides = sides or {"sheet": [], "file": []}
            sides[place].append(line.decode("utf-8", "replace"))
    if sides:
        yield _one_line(sides["sheet"]), _one_line(sides["file"])


def _one_line(lines: list[str]) -> str:
    return one_line("\n".join(lines))


def _places(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield every line with the side of a conflict that it is of, "" outside of conflicts.

    The end of a conflict is an empty line outside.
    """
    place = ""
    for line in data.splitlines(keepends=True):
        mark = next((one for one in (b"<", b"=", b">") if line.startswith(one * _MARKER)), b"")
        if mark:
            place = {b"<": "sheet", b"=": "file", b">": ""}[mark]
            if not place:
                yield "", b""
        else:
            yield place, line


def _taken(data: bytes, *, is_file: bool) -> bytes:
    """Return a merged text with one side of each conflict."""
    side = "file" if is_file else "sheet"
    return b"".join(line for place, line in _places(data) if place in ("", side))
