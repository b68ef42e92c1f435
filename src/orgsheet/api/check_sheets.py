"""Sheets checked by the rules of their workspace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orgsheet.api.refused import OrgsheetError, refusing


def lint(folder: Path | str, paths: Sequence[str] | None = None) -> dict[str, Any]:
    """Return what `orgsheet lint --no-cache --format json` says where no record is held against it.

    Args:
        folder: the workspace, or a folder in it. Nothing in it is run or written.
        paths: the files to check, relative to the workspace and with `/`; None checks all.

    Returns:
        The findings, the waived ones and a summary, in the form of `json_schema("findings")`.
        Lines and columns count from 1; columns are of characters.

    Raises:
        OrgsheetError: there is no workspace or no such file, or the settings, rules or form
            cannot be used.
    """
    from orgsheet.lint.session import open_session
    from orgsheet.render.findings.json import render_json
    from orgsheet.workspace.workspace import Workspace

    with refusing():
        workspace = Workspace.open(Path(folder))
        missing = sorted(set(paths or ()).difference(workspace.yaml_paths))
        if missing:
            raise OrgsheetError(f"「{missing[0]}」というシートや台帳はありません。")
        report = open_session(workspace).judged(paths).as_told()
        answer: dict[str, Any] = json.loads(render_json(report))
    return answer
