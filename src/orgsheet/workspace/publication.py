"""What may leave the office: which sheets are published, and which of their values."""

from __future__ import annotations

from collections import abc
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from orgsheet.form.blanks import blanks
from orgsheet.form.built_in_words import SAMPLE
from orgsheet.form.definition import Field, Form
from orgsheet.form.public_form import public_form
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.form.sheet_mark import form_mark
from orgsheet.form.staff import Guard, guard_of
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source import Mapping, Node, Plain, Scalar, bytes_of, emit, parse
from orgsheet.source.vocabulary import Vocabulary

NO_STAFF, SURNAMES, ALL_STAFF = "なし", "姓", "全部"
READY, TAGGED = "書き終えたもの", "タグ"
HIDDEN, SHOWN = "載せない", "載せる"
YEAR = "{年度}"
"""Stands in a tag's name for the year whose sheets it publishes."""

KeyedFields: TypeAlias = abc.Mapping[str, Field]
Steps: TypeAlias = tuple[str | int, ...]
_BEHIND_SURNAME = pattern(r"[\s（(・]")


class Publication(NamedTuple):
    """What the settings say under `publication`, with the defaults.

    `staff` says what of the members of staff is published, `sheets` which sheets are: those that
    are written (`READY`) or those of a tag, whose name is `tag` with `YEAR` in it. `licence` is
    the line that says on what terms others may use what is published; "" where there is none.
    """

    staff: str = NO_STAFF
    sheets: str = READY
    tag: str = f"{YEAR}/公表"
    licence: str = ""
    samples: str = HIDDEN
    site: str = ""
    address: str = ""

    def revision(self, year: str) -> str | None:
        """Return the tag whose sheets of a year (`R5`) are published; None: the approved ones."""
        return self.tag.replace(YEAR, year) if self.sheets == TAGGED else None


class AtFirstSight(NamedTuple):
    """What of a sheet is to be known before it may leave."""

    is_readable: bool
    is_sample: bool
    open_places: int

    @classmethod
    def of(cls, sheet: Sheet) -> AtFirstSight:
        """Return it of a sheet that was read."""
        return cls(
            is_readable=sheet.root is not None and not sheet.document.problems,
            is_sample=sheet.get(SAMPLE) is not None,
            open_places=len(blanks(sheet.root)),
        )


class Gate:
    """The one judge of what may leave: every output that goes to the public asks it.

    It is made for the sheets that are to leave, so that it knows the names of staff in all of
    them: `guard` is that of all, `forms` are theirs.
    """

    def __init__(self, publication: Publication, guard: Guard, forms: Iterable[Form]) -> None:
        self._publication = publication
        self._guard = guard
        self._forms = sorted(map(form_mark, {id(form): form for form in forms}.values()))

    @classmethod
    def of(cls, publication: Publication, sheets: Iterable[Sheet]) -> Gate:
        """Return the gate for some sheets."""
        known = list(sheets)
        guard = guard_of(sheet.document for sheet in known)
        return cls(publication, guard, (sheet.form for sheet in known))

    @property
    def staff(self) -> str:
        """What of the members of staff may leave, as the settings say it."""
        return self._publication.staff

    @property
    def mark(self) -> tuple[object, ...]:
        """What its answers depend on beside the sheet that it is asked about."""
        return self._publication, sorted(self._guard.names), self._forms

    @property
    def names_staff(self) -> bool:
        """Whether members of staff may be named at all, by their surname or whole."""
        return self.staff != NO_STAFF

    def keeps_back(self, seen: AtFirstSight, *, errors: int) -> str:
        """Return in Japanese why a sheet may not leave; "" where it may.

        Args:
            seen: what is to be known of the sheet, as it was approved last (or as the tag has it).
            errors: how many errors it has that neither the record nor a waiver lets stand.
        """
        if not seen.is_readable:
            return "読めない行があります。"
        if seen.is_sample and self._publication.samples != SHOWN:
            return "見本です。"
        if self._publication.sheets == TAGGED:
            return ""
        if seen.open_places:
            return f"記入するところが {seen.open_places} か所残っています。"
        return f"エラーが {errors} 件あります。" if errors else ""

    def fields(self, fields: Iterable[tuple[str, Field]]) -> tuple[str, ...]:
        """Return the headings, of those of a form or a row, whose values may leave."""
        return tuple(key for key, field in fields if self._may_leave(field))

    def says(self, text: str) -> bool:
        """Tell whether a text that stands in no sheet may leave: it names no member of staff."""
        if self._publication.staff == ALL_STAFF:
            return True
        return self._guard.shows_text(text) and not self._guard.names_one(text)

    def shows_below(self, sheet: Sheet, steps: Steps) -> bool:
        """Tell whether anything below a place of a sheet may leave; staff is never searched for.

        What a single value there may show, `value` says.
        """
        field = _field_at(sheet.form, steps)
        return field is None or (field.kind != "職員" and self._may_leave(field))

    def view(self, sheet: Sheet) -> Sheet:
        """Return a sheet that holds only what may leave of another one, also in its text."""
        return read_view(self.view_text(sheet), sheet.id, sheet.form, sheet.document.words)

    def view_text(self, sheet: Sheet) -> str:
        """Return what may leave of a sheet as the text of a file, see `read_view`."""
        data = {} if sheet.root is None else self.value(sheet, (), sheet.root.data())
        return emit(data, words=sheet.document.words)

    def value(self, sheet: Sheet, steps: Steps, value: Plain) -> Plain:
        """Return what of a value of a sheet may leave.

        What stands in a field that is not published is None; in a mapping and a list it is left
        out with its heading.

        Args:
            sheet: the sheet; its form says which fields are published.
            steps: the headings and numbers that lead to the value; () for the whole sheet.
            value: the value as plain data.
        """
        field = _field_at(sheet.form, steps)
        if field is not None and not self._may_leave(field):
            return None
        if field is not None and field.kind == "職員":
            return _surnames(value) if self._publication.staff == SURNAMES else value
        if isinstance(value, dict):
            parts = {key: self.value(sheet, (*steps, key), item) for key, item in value.items()}
            return {key: item for key, item in parts.items() if item is not None}
        if isinstance(value, list):
            found = [self.value(sheet, (*steps, number), item) for number, item in enumerate(value)]
            return [item for item in found if item is not None]
        if self._publication.staff == ALL_STAFF:
            return value
        return self._guard.public(steps, value)

    def _may_leave(self, field: Field) -> bool:
        is_hidden = field.kind == "職員" and self._publication.staff == NO_STAFF
        return field.is_public and not is_hidden


def read_view(text: str, identity: SheetId, form: Form, words: Vocabulary) -> Sheet:
    """Return the sheet that a text says which `Gate.view_text` made of a sheet.

    Its form has no field that is not published: nobody is to think that nothing is written there.
    """
    document = parse(text.encode(), identity.path, words=words)
    return Sheet(document, identity, public_form(form))


def private_keys(sheet: Sheet) -> frozenset[str]:
    """Return the headings in a sheet below which stands what is not published."""
    private = sheet.document.words.private
    return private & frozenset(_keys(sheet.root)) if private else private


def public_copy(sheet: Sheet, staff: str) -> Sheet:
    """Return a sheet without the fields that are not published, each value in its line.

    Of `staff`, `SURNAMES` leaves the surnames alone; for all else names stay as they are (a report
    made of the copy hides them, see `orgsheet.diff.hide_staff`). The text of the copy's document
    still holds what was taken out: a report shows values, never lines.
    """
    if sheet.root is None or (staff != SURNAMES and not private_keys(sheet)):
        return sheet
    document = sheet.document
    copy = parse(bytes_of(document), document.path, words=document.words)
    for node in [] if copy.root is None else list(copy.root.walk()):
        if not isinstance(node, Mapping):
            continue
        for key in list(node.entries):
            if key in document.words.private:
                node.drop(key)
            elif key in document.words.staff and staff == SURNAMES:
                _shorten(node.entries[key])
    return Sheet(copy, sheet.id, sheet.form)


def _keys(node: Node | None) -> Iterator[str]:
    for one in [] if node is None else node.walk():
        if isinstance(one, Mapping):
            yield from one.entries


def _shorten(node: Node) -> None:
    """Leave of the names below a heading the surnames alone."""
    for one in node.walk():
        if isinstance(one, Scalar) and isinstance(one.value, str):
            one.text = one.value = str(_surnames(one.value))


def _field_at(form: Form, steps: Steps) -> Field | None:
    """Return the field of a form whose value the steps lead to; None within one, or for none.

    A deadline that was not split is of the same field as one that was.
    """
    if not steps or not isinstance(steps[0], str):
        return None
    field = _called(form.fields, steps[0])
    if len(steps) == 1 or field is None:
        return field
    row = form.row_of(field)
    inside = steps[1:] if isinstance(steps[1], str) else steps[2:]
    if row is None or len(inside) != 1 or not isinstance(inside[0], str):
        return None
    return _called(row.fields, inside[0])


def _called(fields: KeyedFields, key: str) -> Field | None:
    """Return the field that stands under a heading, or whose text does where it was not split."""
    unsplit = (field for field in fields.values() if field.raw == key)
    return fields.get(key) or next(unsplit, None)


def _surnames(value: Plain) -> Plain:
    """Return names of staff as surnames alone: what stands before a space or a bracket."""
    if isinstance(value, list):
        return [_surnames(item) for item in value]
    return surname(value) if isinstance(value, str) else value


def surname(name: str) -> str:
    """Return of a name what stands before a space or a bracket."""
    return _BEHIND_SURNAME.split(name.strip())[0]
