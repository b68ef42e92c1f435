"""The history of a sheet's fields: who changed what to what, and when."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from flask import Blueprint, render_template, request

from orgsheet.diff.compare_versions import compare_versions, item_changes
from orgsheet.files.git.commits_between import Commit
from orgsheet.form.sheet import Sheet
from orgsheet.form.sheet_id import SheetId
from orgsheet.serve.desk import Desk, who_asks
from orgsheet.source import parse
from orgsheet.workspace.sheet_forms import sheet_of, words_of

_MOST = 30
"""Versions that are compared, the latest first."""


class Step(NamedTuple):
    """A version: when and by whom it was saved, and each item with its text before and after."""

    day: str
    name: str
    lines: tuple[tuple[str, str, str], ...]


def history_pages(desk: Desk) -> Blueprint:
    """Return the page of a sheet's history, and that of one of its fields."""
    pages = Blueprint("history", __name__)

    @pages.get("/history/<path:path>")
    def history(path: str) -> str:
        with desk.lock:
            person = who_asks()
            identity = desk.wanted(path, person)
            versions = desk.proposals.versions(person.name, identity)
            steps = _steps(desk, identity, versions)
        items = dict.fromkeys(item for step in steps for item, _, _ in step.lines)
        wanted = request.args.get("item", "")
        shown = [
            step._replace(lines=tuple(one for one in step.lines if wanted in ("", one[0])))
            for step in steps
        ]
        return render_template(
            "history.html",
            identity=identity,
            path=path,
            items=list(items),
            wanted=wanted,
            steps=[step for step in shown if step.lines],
            is_cut=len(versions) > _MOST,
        )

    return pages


def _steps(desk: Desk, identity: SheetId, versions: list[Commit]) -> list[Step]:
    """Return what each version changed of the one before it, the latest first."""
    workspace = desk.sheets.workspace
    read = [(one, _read(desk, identity, one.blob)) for one in versions[: _MOST + 1]]
    found = []
    for (one, after), (_, before) in pairwise(read):
        if after is None or before is None:
            continue
        report = compare_versions(
            {identity: before}, {identity: after}, workspace.plans, workspace.organization
        )
        lines = tuple((line.item, line.before, line.after) for line in item_changes(report))
        found.append(Step(f"{one.time:%Y-%m-%d %H:%M}", one.author, lines))
    return found


def _read(desk: Desk, identity: SheetId, blob: str) -> Sheet | None:
    """Return a version of a sheet, None where it cannot be read."""
    data = desk.proposals.content(blob)
    if data is None:
        return None
    forms = desk.sheets.workspace.forms
    document = parse(data, identity.path, words=words_of(forms, data, identity.path))
    return None if document.root is None else sheet_of(forms, document, identity)
