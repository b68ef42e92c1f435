"""The sheets of a workspace as data, and the schemas of what the API returns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from orgsheet.api.refused import refusing
from orgsheet.merge.proof import is_sound
from orgsheet.source import Document, Mapping

_SCHEMAS = ("changes", "findings")


def sheets(folder: Path | str, year: str | None = None) -> dict[str, dict[str, Any] | None]:
    """Return the sheets of a workspace by their paths.

    Args:
        folder: the workspace, or a folder in it.
        year: the year, such as `R5`; None returns those of all years.

    Returns:
        The path of each sheet file from the workspace, and what the file says under the headings
        of the form, as text, lists and mappings; None for a file that cannot be read with
        certainty (`lint` says why).

    Raises:
        OrgsheetError: there is no workspace.
    """
    from orgsheet.workspace.workspace import Workspace

    with refusing():
        workspace = Workspace.open(Path(folder))
        found: dict[str, dict[str, Any] | None] = {}
        for identity, path in workspace.sheet_ids.items():
            if year is None or identity.year == year:
                document = workspace.document(path)
                found[path] = None if document is None else _data(document)
    return found


def _data(document: Document) -> dict[str, Any] | None:
    root = document.root
    return root.data() if isinstance(root, Mapping) and is_sound(document) else None


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of an answer: `findings` of `lint`, `changes` of `diff`.

    The schema's `version` changes when an answer loses a field or a field changes its meaning;
    fields may be added within a version.

    Raises:
        ValueError: there is no schema of that name.
    """
    if name not in _SCHEMAS:
        raise ValueError(f"no schema {name!r}: there are {', '.join(_SCHEMAS)}")
    from orgsheet.files.packaged import packaged_folder

    data = (packaged_folder("schema") / f"{name}.schema.json").read_bytes()
    schema: dict[str, Any] = json.loads(data)
    return schema
