"""Two years of a workspace compared."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

from orgsheet.api.refused import refusing, year_of


def diff(
    folder: Path | str,
    before: str,
    after: str,
    *,
    section: str | None = None,
    show_all: bool = False,
    redact: bool = True,
) -> dict[str, Any]:
    """Return what `orgsheet diff R4 R5 --format json` says.

    Args:
        folder: the workspace, or a folder in it.
        before: the earlier year, such as `R4`.
        after: the later year.
        section: the section or department that alone is compared; None compares all.
        show_all: whether changes of the least weight (雑) are told one by one, and none is folded.
        redact: whether names of staff, what may be one, and fields that the form does not publish
            are left out; with False they show.

    Returns:
        Links and changes, the gravest first, in the form of `json_schema("changes")`.

    Raises:
        OrgsheetError: there is no workspace, no such year or section, or the settings, the
            change rules or the form cannot be used.
    """
    from orgsheet.diff.change_book import load_change_rules
    from orgsheet.diff.public_report import public_report
    from orgsheet.diff.run import run_diff
    from orgsheet.form.wanted_sheets import Wanted
    from orgsheet.match.sides import year_sides
    from orgsheet.render.changes.json import render_json
    from orgsheet.workspace.publication import NO_STAFF
    from orgsheet.workspace.settings import load_settings
    from orgsheet.workspace.workspace import Workspace

    with refusing():
        workspace = Workspace.open(Path(folder))
        workspace.schemas.require_own()
        sides = year_sides(workspace, year_of(before), year_of(after))
        rules = load_change_rules(workspace, load_settings(workspace))
        wanted = Wanted(section=section)
        compare = partial(run_diff, rules=rules, wanted=wanted, show_all=show_all)
        report, _ = compare(sides)
        if redact:
            report = public_report(
                report, sides, lambda some: compare(some)[0], NO_STAFF, licence=""
            )
        answer: dict[str, Any] = json.loads(render_json(report))
    return answer
