"""Earlier versions of a sheet: who saved what and when, and what it said, to go back to."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from orgsheet.serve.desk import Desk, NotThereError, who_asks
from orgsheet.serve.wire_data import sheet_text
from orgsheet.serve.write_back import data_of


def version_pages(desk: Desk) -> Blueprint:
    """Return what the form asks of earlier versions."""
    pages = Blueprint("versions", __name__)

    @pages.get("/data/versions/<path:path>")
    def versions(path: str) -> dict[str, Any]:
        with desk.lock:
            person = who_asks()
            found = desk.proposals.versions(person.name, desk.wanted(path, person))
        return {
            "versions": [
                {"blob": one.blob, "name": one.author, "time": one.time.isoformat()}
                for one in found
            ]
        }

    @pages.get("/data/version/<blob>/<path:path>")
    def version(blob: str, path: str) -> dict[str, Any]:
        with desk.lock:
            person = who_asks()
            identity = desk.wanted(path, person)
            known = {one.blob for one in desk.proposals.versions(person.name, identity)}
            content = desk.proposals.content(blob) if blob in known else None
            if content is None:
                raise NotThereError
            words = desk.sheets.workspace.forms.words_of(content, identity.year)
            said = data_of(content, identity.path, words)
        return {"data": sheet_text(said)}

    return pages
