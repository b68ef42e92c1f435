"""A sheet to Word or Excel and back: what somebody changed there is saved as the form saves it."""

from __future__ import annotations

from base64 import b64decode
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request

from orgsheet.form.known_forms import KnownForms
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.importers.import_result import ImportFailure
from orgsheet.office.make_book import book_of, origin_of, printed
from orgsheet.office.print_formats import PRINT_FORMATS
from orgsheet.office.print_limits import PrintError
from orgsheet.office.return_trip import SIDES, Returned, merged, read_returned
from orgsheet.office.returned_file import ReturnError
from orgsheet.registers.plans import PlanRegister
from orgsheet.render.office_libraries import OfficeMissingError
from orgsheet.serve.desk import Desk, NotThereError, who_asks
from orgsheet.serve.own_branch import Version
from orgsheet.serve.persons import Person
from orgsheet.serve.sent_json import sent_mapping, sent_text
from orgsheet.serve.write_back import Unreadable, data_of

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MOST = 2 << 20
"""Characters of a file as it is sent."""

_REFUSED = (ReturnError, ImportFailure, OfficeMissingError, PrintError)


def word_excel_pages(desk: Desk) -> Blueprint:
    """Return the page of the files, the files, and what takes one back."""
    pages = Blueprint("word_excel", __name__)

    @pages.get("/files/<path:path>")
    def files(path: str) -> str:
        with desk.lock:
            person = who_asks()
            identity = desk.wanted(path, person)
            writes = person.may_edit(identity) and not desk.shut_for(person, identity)
            closed = desk.is_closed(identity)
        return render_template(
            "files.html", identity=identity, path=path, writes=writes, closed=closed, sides=SIDES
        )

    @pages.get("/file/<ending>/<path:path>")
    def file(ending: str, path: str) -> Response:
        if ending not in _TYPES:
            raise NotThereError
        with desk.lock:
            person = who_asks()
            identity = desk.wanted(path, person)
            sheet, plans = _saved_sheet(desk, person, identity)
        data = _written(sheet, plans, ending)
        name = quote(f"{identity.year}_{identity.department}_{identity.section}.{ending}")
        answer = Response(data, content_type=_TYPES[ending])
        answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return answer

    @pages.post("/returned/<path:path>")
    def returned(path: str) -> tuple[dict[str, Any], int]:
        sent = sent_mapping(request)
        data = b64decode(sent_text(sent, "file", _MOST), validate=True)
        name, side = sent_text(sent, "name", 300), sent_text(sent, "side", 10)
        if side not in ("", *SIDES):
            raise ValueError("no side")
        person, reason = who_asks(), sent_text(sent, "correction", 300)
        with desk.lock:
            identity, _ = desk.saved(path, person, reason)
            forms, plans = desk.sheets.workspace.forms, desk.sheets.workspace.plans
        try:
            # A file may take as long as who made it likes: nobody else waits for it.
            found = _read(forms, plans, identity, data, name)
            with desk.lock:
                identity, note = desk.saved(path, person, reason)
                return _saved(desk, person, identity, found, side, note)
        except _REFUSED as error:
            return {"told": f"受け取れませんでした。何も保存していません。{error}"}, 422

    @pages.errorhandler(OfficeMissingError)
    @pages.errorhandler(PrintError)
    def missing(error: Exception) -> tuple[str, int]:
        return render_template("told.html", words=str(error)), 422

    return pages


def _seen(desk: Desk, person: Person, identity: SheetId) -> Version:
    seen = desk.proposals.seen_by(person.name, identity)
    if seen is None:
        raise NotThereError
    return seen


def _saved_sheet(
    desk: Desk, person: Person, identity: SheetId
) -> tuple[Sheet, PlanRegister | None]:
    """Return a sheet as somebody last saved it, and the register that its numbers are of.

    Raises:
        Unreadable: the sheet cannot be read.
    """
    fork = desk.sheets.workspace.fork()
    fork.replace(identity.path, _seen(desk, person, identity).data)
    sheet = fork.sheet(identity)
    if sheet is None or sheet.root is None or sheet.document.problems:
        raise Unreadable("このシートには読めない行があるため、Word や Excel にできません。")
    return sheet, fork.plans


def _written(sheet: Sheet, plans: PlanRegister | None, ending: str) -> bytes:
    """Return a sheet as a file that can come back."""
    page = printed(sheet, plans, returns=True)
    book = book_of([page], (), {str(sheet.id): sheet.form})
    return PRINT_FORMATS[ending].write(book, origin_of([page]))


def _read(
    forms: KnownForms, plans: PlanRegister | None, identity: SheetId, data: bytes, name: str
) -> Returned:
    """Return what a file says of a sheet.

    Raises:
        ReturnError: it was not made here, or says nothing of this sheet alone.
    """
    file = read_returned(data, name, forms, plans)
    if file is None:
        raise ReturnError(
            "この頁の「受け取る」か orgsheet export で作った Word か Excel のファイルを選んで"
            "ください。"
        )
    if [one.made.sheet for one in file.sheets] != [identity]:
        named = "、".join(one.made.sheet.label for one in file.sheets)
        raise ReturnError(f"このファイルは「{named}」のものです。そのシートの頁で戻してください。")
    return file.sheets[0]


def _saved(
    desk: Desk, person: Person, identity: SheetId, found: Returned, side: str, note: str
) -> tuple[dict[str, Any], int]:
    """Save what a file says; where the sheet says otherwise meanwhile, answer with both."""
    seen = _seen(desk, person, identity)
    forms = desk.sheets.workspace.forms
    outcome = merged(found, seen.data, forms, side)
    if outcome.conflicts:
        return {"conflicts": list(outcome.conflicts), "choices": list(outcome.choices)}, 409
    words = forms.words_of(seen.data, identity.year)
    wanted = data_of(outcome.data, identity.path, words)
    now, made = desk.proposals.save(person.author, identity, wanted, seen.blob, words, note=note)
    if made.conflicts:
        places = "、".join("の".join(one.place) for one in made.conflicts)
        raise ReturnError(f"{places}。その行は、先に記入欄で削除してから、もう一度戻してください。")
    if now.blob != seen.blob:
        desk.proposals.join_base(person.author, identity, words)
    return {
        "saved": now.blob != seen.blob,
        "changed": list(found.changed),
        "notes": list(found.notes),
        "unplaced": [list(one) for one in found.unplaced],
    }, 200
