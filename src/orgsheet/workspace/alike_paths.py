"""Names that some computer takes for the place of a setting, a rule, a register or a sheet.

On a disk of Windows or macOS `ORGSHEET.yaml` is `orgsheet.yaml`; on the server that checks a change
it is a file that nobody reads.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from orgsheet.files.trees import WorkspaceError
from orgsheet.japanese.unseen import as_seen
from orgsheet.workspace.layout import CHANGES, REGISTERS, RULES, SETTINGS_PATH, SHEETS
from orgsheet.workspace.schemas_in_use import OWN_SCHEMAS
from orgsheet.workspace.workspace import Workspace

_SCHEMAS = "schema"
_YAML = (".yaml", ".yml")
PLACES = (
    SHEETS,
    RULES,
    CHANGES,
    _SCHEMAS,
    SETTINGS_PATH,
    ".orgsheet-cache",
    *REGISTERS,
    *(f"{_SCHEMAS}/{name}.schema.json" for name in sorted(OWN_SCHEMAS)),
)
"""Where a workspace has its settings, rules, registers and sheets."""


class LookAlike(NamedTuple):
    """A name in the place of another: its path, the path that it is taken for."""

    path: str
    meant: str


def folded(name: str) -> str:
    """Return what the names share that some computer, or some reader, takes for this one.

    Case, width, how a sound mark is stored, marks that nobody sees, spaces and dots at the end.
    """
    seen = as_seen(unicodedata.normalize("NFKC", name))
    plain = "".join(char for char in seen if unicodedata.category(char) != "Cf")
    return plain.casefold().strip().rstrip(" .")


def look_alikes(
    names: Callable[[str], Iterable[str]], places: Iterable[str]
) -> Iterator[LookAlike]:
    """Yield what has another name than a place, and would be taken for it.

    Args:
        names: gives the names of what lies directly in a folder ("" for the uppermost).
        places: the paths to look for.
    """
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for place in places:
        folder, _, name = place.rpartition("/")
        wanted[folder][folded(name)] = name
    for folder, known in wanted.items():
        for name in names(folder):
            meant = known.get(folded(name))
            if meant is not None and name not in known.values():
                above = f"{folder}/" if folder else ""
                yield LookAlike(above + name, above + meant)


def look_alikes_of(workspace: Workspace) -> list[LookAlike]:
    """Return the look-alikes of a workspace's places, and the files that only look like YAML."""
    found = list(look_alikes(workspace.names, PLACES))
    for path in workspace.paths:
        if not path.lower().endswith(_YAML):
            folder, _, name = path.rpartition("/")
            ending = next((one for one in _YAML if folded(name).endswith(one)), "")
            if ending and all(path != one.path for one in found):
                stem = folded(name).removesuffix(ending)
                found.append(LookAlike(path, f"{folder}/{stem}.yaml"))
    return found


def first_file(workspace: Workspace, path: str) -> str | None:
    """Return the path of a file, or of the first one below a folder; None where there is none."""
    try:
        below = workspace.files.paths(path)
    except WorkspaceError:
        return path  # a link
    if below:
        return below[0]
    return None if workspace.document(path) is None else path
