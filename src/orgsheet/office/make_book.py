"""Sheets of a workspace as a book: laid out one by one, with what is said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Form
from orgsheet.form.sheet import Sheet
from orgsheet.lint.finding import SEVERITY_WORDS, Finding
from orgsheet.office.lay_out_sheet import Source, lay_out
from orgsheet.office.origin import Made, blob_of, packed_origin
from orgsheet.office.printed_book import Book, Note, Page, Steps
from orgsheet.registers.plans import PlanRegister
from orgsheet.render.escape import visible
from orgsheet.source import Plain, bytes_of, emit
from orgsheet.source.pointers import steps_of
from orgsheet.workspace.publication import Gate, Publication


class Printed(NamedTuple):
    """A sheet for a book: its page, what it was made from, and what a person should know."""

    page: Page
    made: Made
    remarks: tuple[str, ...]


def printed(
    sheet: Sheet,
    plans: PlanRegister | None,
    *,
    public: Publication | None = None,
    returns: bool,
    asks: str = "",
    asked_on: date | None = None,
) -> Printed:
    """Return a sheet laid out; it must be readable.

    Args:
        sheet: the sheet, for the public a view of it that holds only what may leave.
        plans: the register that says what the numbers of plans stand for.
        public: what is published, None where the file is for the office.
        returns: whether a person will edit the file and give it back.
        asks: the round of the year whose empty cells say what is to be written, "" for none.
        asked_on: the day before which steps have ended of which is asked what became of them.
    """
    assert sheet.root is not None, "an unreadable sheet is told before"
    data = sheet.root.data()
    form = sheet.form
    gate = None if public is None else Gate.of(public, ())
    source = Source(
        sheet.id,
        form,
        data,
        plans,
        shows=lambda field: gate is None or bool(gate.fields([(field.key, field)])),
        returns=returns,
        asks=asks,
        asked_on=asked_on,
    )
    text = emit(data, words=sheet.document.words)
    made = Made(sheet.id, form.name, blob_of(bytes_of(sheet.document)), text)
    return Printed(lay_out(source), made, tuple(_remarks(data, form)))


def book_of(sheets: Iterable[Printed], findings: Iterable[Finding], forms: dict[str, Form]) -> Book:
    """Return sheets as a book, in the order in which they are given.

    Args:
        sheets: the sheets.
        findings: what is said of them; findings of other files are left out.
        forms: the forms of the sheets, by the sheets' paths.
    """
    pages = tuple(one.page for one in sheets)
    by_path = {page.sheet.path: page for page in pages}
    mine = [one for one in findings if one.place.path in by_path]
    order = {path: number for number, path in enumerate(by_path)}
    mine.sort(key=lambda one: (order[one.place.path], *one.order))
    notes = tuple(
        _note(number, finding, by_path[finding.place.path], forms[finding.place.path])
        for number, finding in enumerate(mine, 1)
    )
    titles = list(dict.fromkeys(page.title for page in pages))
    title = titles[0] if len(titles) == 1 else titles[0].partition("　")[2] or titles[0]
    return Book(title, pages, notes)


def origin_of(sheets: Iterable[Printed]) -> str:
    """Return the line that says what a file was made from."""
    return packed_origin([one.made for one in sheets])


def _note(number: int, finding: Finding, page: Page, form: Form) -> Note:
    steps = _steps(finding.pointer)
    where = "　".join(visible(one) for one in (finding.item, *_heading(steps)) if one)
    return Note(
        number,
        page.sheet,
        _printed_steps(steps, form),
        where,
        SEVERITY_WORDS[finding.severity],
        visible(finding.message),
        visible(finding.fix),
    )


def _heading(steps: Steps) -> list[str]:
    names = [step for step in steps if isinstance(step, str)]
    return names[-1:]


def _steps(pointer: str) -> Steps:
    return tuple(
        int(one) if number and one.isascii() and one.isdigit() else one
        for number, one in enumerate(steps_of(pointer))
    )


def _printed_steps(steps: Steps, form: Form) -> Steps:
    """Return the steps to the cell in which a value is printed: a joined field has none itself."""
    field = form.fields.get(str(steps[0])) if steps else None
    row = None if field is None else form.row_of(field)
    place = next((number for number, one in enumerate(steps) if number and isinstance(one, str)), 0)
    if row is None or not place:
        return steps
    holders = {one.key: one.joined for one in row.fields.values() if one.joined}
    holders |= {one.raw: one.key for one in row.fields.values() if one.raw}
    key = str(steps[place])
    return (*steps[:place], holders[key]) if key in holders else steps


def _remarks(data: dict[str, Plain], form: Form) -> Iterator[str]:
    """Yield in Japanese what of a sheet is not printed, or not as it is."""
    known = {*words.HEAD, *form.units, *form.fields}
    unknown = [key for key in data if key not in known]
    if unknown:
        shown = "、".join(f"「{visible(key)}」" for key in unknown)
        yield f"様式にない欄{shown}は印刷していません。"
    for steps, text in _texts(data, ()):
        odd = [char for char in text if visible(char) != char]
        if odd:
            place = " ".join(str(step + 1) if isinstance(step, int) else step for step in steps)
            named = "、".join(dict.fromkeys(f"U+{ord(char):04X}" for char in odd))
            yield (
                f"「{visible(place)}」に、文書に書けない見えない文字（{named}）があります。"
                f"「{visible(odd[0])}」のように書きました。要らなければシートから消してください。"
            )


def _texts(value: Plain, steps: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, (*steps, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _texts(one, (*steps, number))
