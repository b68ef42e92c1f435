"""What a change hides: sheets all gone, links in their place, names that pass for others.

On disk a linked folder stops the program; in a revision it would only look as if the sheets in it
were gone.
"""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.files import UnreadableFileError
from orgsheet.files.git import GitFiles
from orgsheet.files.trees import Files, WorkspaceError
from orgsheet.review.byte_attributes import ATTRIBUTES, changing_attributes
from orgsheet.review.policy import SCHEMAS, host_places
from orgsheet.review.states import Inputs
from orgsheet.workspace.alike_paths import look_alikes, look_alikes_of
from orgsheet.workspace.layout import CHANGES, RULES, SETTINGS_PATH, SHEETS, sheet_id_of

_MOST = 10
_ALL_GONE = (
    "この変更では、シートが一枚もなくなります。シートは sheets/年度/部名/課名.yaml に置きます。"
    "置き場を移す変更は、この点検では調べられません。"
)


def hidden_places(inputs: Inputs) -> list[str]:
    """Return Japanese sentences on what the change hides, at most a few and their number."""
    before, after = inputs.before.files, inputs.after.files
    told = [_ALL_GONE] if _has_sheets(before) and not _has_sheets(after) else []
    found = list(_misnamed(inputs))
    if isinstance(after, GitFiles) and isinstance(before, GitFiles):
        found += _hidden(before, after)
    told += found[:_MOST]
    if len(found) > _MOST:
        told.append(f"ほかに {len(found) - _MOST:,} か所、同じようなところがあります。")
    return told + _changed_bytes(inputs)


def _misnamed(inputs: Inputs) -> Iterator[str]:
    """Yield what has a name that some computer takes for that of policy or a sheet."""
    known = set(look_alikes_of(inputs.before))
    found = [
        one._replace(path=inputs.prefix + one.path, meant=inputs.prefix + one.meant)
        for one in look_alikes_of(inputs.after)
        if one not in known
    ]
    places = [*host_places(), *_above(inputs.prefix)]
    known = set(look_alikes(inputs.before_top.names, places))
    found += (one for one in look_alikes(inputs.after_top.names, places) if one not in known)
    for one in found:
        yield (
            f"{one.path}: 機械によっては「{one.meant}」と同じものとみなされます。"
            "名前を変えるか、消してください。"
        )


def _above(prefix: str) -> list[str]:
    """Return the workspace's folder and those above it, below the repository's top."""
    parts = prefix.rstrip("/").split("/")
    return ["/".join(parts[: number + 1]) for number in range(len(parts)) if parts[0]]


def _changed_bytes(inputs: Inputs) -> list[str]:
    prefix = inputs.prefix
    folders = [f"{folder}/" for folder in _above(prefix)]
    inner = [
        path
        for folder in (SHEETS, RULES, CHANGES, SCHEMAS)
        for path in _paths(inputs.after.files, folder)
    ]
    files = [ATTRIBUTES, *(f"{folder}{ATTRIBUTES}" for folder in folders)]
    files += [f"{prefix}{path}" for path in inner if path.endswith(f"/{ATTRIBUTES}")]
    paths = [f"{prefix}{path}" for path in (*inner, SETTINGS_PATH)]
    return changing_attributes(inputs.before_top, inputs.after_top, files, paths)


def _paths(files: Files, folder: str) -> list[str]:
    try:
        return files.paths(folder)
    except WorkspaceError:
        return []  # told as a change of policy


def _has_sheets(files: Files) -> bool:
    return any(sheet_id_of(path) is not None for path in files.paths(SHEETS))


def _hidden(before: GitFiles, after: GitFiles) -> Iterator[str]:
    for path in (SHEETS, RULES, CHANGES, SCHEMAS, *after.paths(SHEETS)):
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
