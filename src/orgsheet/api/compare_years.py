"""Two years of a workspace compared."""

from __future__ import annotations

import json
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
        redact: whether names of staff, and what may be one, are left out; with False they show.

    Returns:
        Links and changes, the gravest first, in the form of `json_schema("changes")`.

    Raises:
        OrgsheetError: there is no workspace, no such year or section, or the settings, the
            change rules or the form cannot be used.
    """
    from orgsheet.diff.change_book import load_change_rules
    from orgsheet.diff.hide_staff import hide_staff
    from orgsheet.diff.run import run_diff
    from orgsheet.form.wanted_sheets import Wanted
    from orgsheet.match.sides import year_sides
    from orgsheet.render.changes.json import render_json
    from orgsheet.workspace.settings import load_settings
    from orgsheet.workspace.workspace import Workspace

    with refusing():
        workspace = Workspace.open(Path(folder))
        workspace.schemas.require_own()
        sides = year_sides(workspace, year_of(before), year_of(after))
        rules = load_change_rules(workspace, load_settings(workspace))
        report, _ = run_diff(sides, rules, wanted=Wanted(section=section), show_all=show_all)
        report = hide_staff(report) if redact else report
        answer: dict[str, Any] = json.loads(render_json(report))
    return answer
