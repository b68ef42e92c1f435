"""What a change puts in the place of sheets that cannot be looked into: links, other repositories.

On disk such a folder stops the program; in a revision it would only look as if the sheets were
gone.
"""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.git import GitFiles
from orgsheet.source import UnreadableFileError
from orgsheet.workspace import SHEETS
from orgsheet.workspace_files import Files

_MOST = 10


def hidden_places(before: Files, after: Files) -> list[str]:
    """Return Japanese sentences on what the change hides, at most a few and their number."""
    if not isinstance(after, GitFiles) or not isinstance(before, GitFiles):
        return []
    found = list(_hidden(before, after))
    more = len(found) - _MOST
    return [*found[:_MOST], *([f"ほかに {more:,} か所、中を読めません。"] if more > 0 else [])]


def _hidden(before: GitFiles, after: GitFiles) -> Iterator[str]:
    for path in (SHEETS, *after.paths(SHEETS)):
        version = after.version(path)
        if version is None or version == before.version(path):
            continue
        try:
            data = after.read(path)
        except UnreadableFileError as error:
            # A link called like a sheet is a finding of its own.
            if not path.endswith((".yaml", ".yml")):
                yield f"{path}: {error}"
        else:
            if data is None or path == SHEETS:
                yield (
                    f"{path}: ファイルやフォルダではないため、中を読めません"
                    "（ほかのリポジトリを指しているなど）。ファイルそのものを置いてください。"
                )
