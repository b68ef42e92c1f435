"""What a change does to hide sheets: all of them gone, links or other repositories in their place.

On disk a linked folder stops the program; in a revision it would only look as if the sheets in it
were gone.
"""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.files import UnreadableFileError
from orgsheet.git import GitFiles
from orgsheet.review.policy import SCHEMAS
from orgsheet.workspace import RULES, SHEETS, sheet_id_of
from orgsheet.workspace_files import Files

_MOST = 10
_ALL_GONE = (
    "この変更では、シートが一枚もなくなります。シートは sheets/年度/部名/課名.yaml に置きます。"
    "置き場を移す変更は、この点検では調べられません。"
)


def hidden_places(before: Files, after: Files) -> list[str]:
    """Return Japanese sentences on what the change hides, at most a few and their number."""
    told = [_ALL_GONE] if _has_sheets(before) and not _has_sheets(after) else []
    if isinstance(after, GitFiles) and isinstance(before, GitFiles):
        found = list(_hidden(before, after))
        told += found[:_MOST]
        if len(found) > _MOST:
            told.append(f"ほかに {len(found) - _MOST:,} か所、中を読めません。")
    return told


def _has_sheets(files: Files) -> bool:
    return any(sheet_id_of(path) is not None for path in files.paths(SHEETS))


def _hidden(before: GitFiles, after: GitFiles) -> Iterator[str]:
    for path in (SHEETS, RULES, SCHEMAS, *after.paths(SHEETS)):
        version = after.version(path)
        if version is None or version == before.version(path):
            continue
        try:
            after.read(path)
        except UnreadableFileError as error:
            # What is called like a sheet is a finding of its own.
            if not path.endswith((".yaml", ".yml")):
                yield f"{path}: {error}"
        else:
            if "/" not in path:
                yield f"{path}: フォルダではないため、中を読めません。フォルダに戻してください。"
