"""The list of sheets, the form of one, and what the form asks while somebody types and saves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template, request

from orgsheet.form.sheet_id import SheetId
from orgsheet.render.web.templates import asset
from orgsheet.serve.check_form import check_form
from orgsheet.serve.desk import Desk, NotThereError, who_asks
from orgsheet.serve.form_model import form_model
from orgsheet.serve.rows_before import rows_before
from orgsheet.serve.sent_json import sent_data, sent_mapping, sent_text
from orgsheet.serve.times_in_form import times_in_form
from orgsheet.serve.told_clashes import decision_of, told_clashes
from orgsheet.serve.wire_data import sheet_text
from orgsheet.serve.write_back import data_of

_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_ASSETS = Path(__file__).parent / "assets"
MOST_REASON = 300
"""Characters of why what is published is corrected."""
_OWN = frozenset(path.name for path in _ASSETS.iterdir())


def form_pages(desk: Desk) -> Blueprint:
    """Return the pages of the form and what they load and ask."""
    pages = Blueprint("form", __name__)

    @pages.get("/")
    def listed() -> str:
        person = who_asks()
        with desk.lock:
            years: dict[str, dict[str, list[SheetId]]] = {}
            seen = desk.seen(person)
            for identity in seen:
                years.setdefault(identity.year, {}).setdefault(identity.department, []).append(
                    identity
                )
        newest = dict(reversed(years.items()))
        writes = {one for one in seen if person.may_edit(one)}
        of_hers = [one for one in seen if person.is_of(one)]
        last = next((year for year in newest if any(one.year == year for one in of_hers)), "")
        own = [one for one in of_hers if one.year == last]
        return render_template("list.html", years=newest, writes=writes, own=own)

    @pages.get("/sheets/<path:path>")
    def sheet(path: str) -> str:
        with desk.lock:
            identity = desk.wanted(path, who_asks())
            return render_template("sheet.html", identity=identity, path=path)

    @pages.get("/assets/<name>")
    def loaded(name: str) -> Response:
        if name not in {"style.css", *_OWN}:
            raise NotThereError
        data = asset(name) if name == "style.css" else (_ASSETS / name).read_bytes()
        return Response(data, content_type=_TYPES[Path(name).suffix])

    _add_answers(pages, desk)
    _add_saving(pages, desk)
    return pages


def _add_answers(pages: Blueprint, desk: Desk) -> None:
    @pages.get("/data/<path:path>")
    def data(path: str) -> dict[str, Any]:
        with desk.lock:
            person = who_asks()
            identity = desk.wanted(path, person)
            seen = desk.proposals.seen_by(person.name, identity)
            if seen is None:
                raise NotThereError
            workspace = desk.shown_to(person).workspace
            words = workspace.forms.words_of(seen.data, identity.year)
            said = data_of(seen.data, identity.path, words)
            fork = workspace.fork()
            fork.replace(identity.path, seen.data)
            read = fork.sheet(identity)
            assert read is not None, "its file was given"
            proposals = desk.proposals
            come = times_in_form(proposals.repository, proposals.base_commit(), workspace, read)
            return {
                "data": sheet_text(said),
                "blob": seen.blob,
                "proposal": seen.is_proposal,
                "form": form_model(fork, read, come),
                "before": rows_before(fork, read),
                "writes": person.may_edit(identity),
                "shut": desk.shut_for(person, identity),
                "closed": desk.is_closed(identity),
                "submits": desk.office is not None,
                "others": [
                    {"name": one.name, "time": one.time.isoformat()}
                    for one in desk.proposals.others(person.name, identity)
                ],
            }

    @pages.post("/check/<path:path>")
    def check(path: str) -> dict[str, Any]:
        wanted = sent_data(request)["data"]
        sheets = desk.sheets_to_check  # not the desk's lock: who types waits for nobody's save
        with sheets.workspace.lock:
            person = who_asks()
            identity = desk.wanted(path, person, sheets.workspace)
            return check_form(sheets, identity, wanted, desk.checked_for(person, sheets))


def _add_saving(pages: Blueprint, desk: Desk) -> None:
    @pages.post("/save/<path:path>")
    def save(path: str) -> tuple[dict[str, Any], int]:
        sent = sent_data(request)
        with desk.lock:
            person = who_asks()
            reason = sent_text(sent, "correction", MOST_REASON)
            identity, note = desk.saved(path, person, reason)
            words = desk.sheets.workspace.forms.words_of(b"", identity.year)
            seen = desk.version_of(identity, sent_text(sent, "blob"))
            now, found = desk.proposals.save(
                person.author,
                identity,
                sent["data"],
                seen,
                words,
                decision_of(sent),
                note,
            )
            if found.conflicts:
                return {"conflicts": told_clashes(found.conflicts), "shown": now.blob}, 409
            saved = now.blob != seen
            joined = desk.proposals.join_base(person.author, identity, words) if saved else None
            said = {"blob": now.blob, "commit": now.commit, "saved": saved}
        return said | ({"apart": True} if joined and joined.conflicts else {}), 200

    @pages.post("/join/<path:path>")
    def join(path: str) -> tuple[dict[str, Any], int]:
        sent = sent_mapping(request)
        with desk.lock:
            person = who_asks()
            identity = desk.edited(path, person)
            words = desk.sheets.workspace.forms.words_of(b"", identity.year)
            base = desk.proposals.base_commit()
            decision = decision_of(sent)
            found = desk.proposals.join_base(person.author, identity, words, decision)
        if found is not None and found.conflicts:
            return {"conflicts": told_clashes(found.conflicts), "shown": base}, 409
        return {"saved": found is not None}, 200
