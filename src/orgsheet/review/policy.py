"""What of a change is policy, and whose version of it counts: that of the base revision.

A change cannot judge itself: rules, schemas, settings, waivers, the baseline and the registers
are those of the revision it is to be merged into; what the change does to them is told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from orgsheet.files import UnreadableFileError
from orgsheet.files.git import GitFiles
from orgsheet.files.trees import Files, WorkspaceError
from orgsheet.lint.baseline import MAX_RECORD_BYTES
from orgsheet.lint.waivers import WAIVERS_PATH
from orgsheet.source import MAX_BYTES
from orgsheet.workspace.layout import (
    CHANGES,
    ORGANIZATION_PATH,
    PLANS_PATH,
    REGISTER_NAMES,
    RULES,
    SCALES_PATH,
    SETTINGS_PATH,
    SHEETS,
)

SCHEMAS = "schema"
_REGISTERS = (PLANS_PATH, ORGANIZATION_PATH, SCALES_PATH)
_FOLDERS = {RULES: "規則", CHANGES: "変更の規則", SCHEMAS: "様式の定義"}
BASELINE_PATH = "sheets/既知の指摘.json"
"""Where the guides put the record of known findings."""
_FILES = {
    SETTINGS_PATH: "設定",
    **REGISTER_NAMES,
    BASELINE_PATH: "既知の指摘の記録",
}
_HOST_FILES = {
    ".pre-commit-config.yaml": "記録するときの点検の設定",
    ".pre-commit-hooks.yaml": "記録するときの点検の設定",
    ".gitattributes": "Git の設定",
    ".gitmodules": "ほかのリポジトリの取り込み",
    ".gitlab-ci.yml": "自動点検の設定",
    "CODEOWNERS": "承認者の設定",
    "docs/CODEOWNERS": "承認者の設定",
    "orgsheet-requirements.txt": "点検の道具の版",
}
_HOST_FOLDERS = {
    ".github": "自動点検と承認者の設定",
    ".gitlab": "自動点検と承認者の設定",
    ".vscode": "エディターの設定",
}
_ATTRIBUTES = ".gitattributes"
_CACHED = "前の点検の記録は、取り込まないものです。消してください。"


def host_places() -> tuple[str, ...]:
    """Return the places, from the repository's top, of what runs the checks or opens with them."""
    return (*_HOST_FILES, *_HOST_FOLDERS)


class PolicyChange(NamedTuple):
    """A file of the policy that the change adds, edits or removes.

    `kind` is what it is, `how` what happened to it, both Japanese; `problem` says what would no
    longer work if it were merged, "" where nothing is known to break.
    """

    path: str
    kind: str
    how: str
    problem: str = ""


class PolicyFiles:
    """The files of a change as the base's policy judges them (see `workspace_files.Files`).

    A register that the base does not have yet is the change's own; with `own_registers` all are,
    to look at the registers themselves.
    """

    def __init__(self, change: Files, base: Files, *, own_registers: bool = False) -> None:
        self._change = change
        self._base = base
        missing = {path for path in _REGISTERS if path not in set(base.paths("sheets"))}
        self._own = {*_REGISTERS, WAIVERS_PATH} if own_registers else missing
        if isinstance(change, GitFiles) and isinstance(base, GitFiles):
            self.version = self._version_of(change, base)
        if isinstance(change, GitFiles):
            # Asked for sheets only, and no sheet is policy.
            self.read_ahead = change.read_ahead

    def paths(self, folder: str) -> list[str]:
        """See `Files.paths`."""
        if is_folder_of_policy(folder):
            return self._base.paths(folder)
        own = [path for path in self._change.paths(folder) if not self._is_base(path)]
        return sorted({*own, *filter(self._is_base, self._base.paths(folder))})

    def names(self, folder: str) -> list[str]:
        """See `Files.names`; they are those of the change, whoever's content counts."""
        return self._change.names(folder)

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        """See `Files.read`."""
        return (self._base if self._is_base(path) else self._change).read(path, limit)

    def _version_of(self, change: GitFiles, base: GitFiles) -> Callable[[str], str | None]:
        return lambda path: (base if self._is_base(path) else change).version(path)

    def _is_base(self, path: str) -> bool:
        if path in self._own:
            return False
        return is_folder_of_policy(path.partition("/")[0]) or path in (
            SETTINGS_PATH,
            WAIVERS_PATH,
            *_REGISTERS,
        )


def is_folder_of_policy(folder: str) -> bool:
    """Tell whether a path is, or lies in, a folder of rules, of change rules or of schemas."""
    return folder.partition("/")[0] in _FOLDERS


def is_judging(path: str) -> bool:
    """Tell whether a file decides what lint says: a rule, a schema, the settings or a register."""
    return is_folder_of_policy(path) or path in (SETTINGS_PATH, *_REGISTERS)


def policy_changes(
    before: Files, after: Files, baselines: Iterable[str], cached: Iterable[str]
) -> list[PolicyChange]:
    """Return which files of the policy a change adds, edits or removes, by path.

    `baselines` are the places of records of known findings, `cached` the files of the record of
    an earlier run that the change brings.
    """
    kinds = {**_FILES, **dict.fromkeys(baselines, _FILES[BASELINE_PATH])}
    for path in (*before.paths(SHEETS), *after.paths(SHEETS)):
        if path.endswith(f"/{_ATTRIBUTES}"):
            kinds[path] = _HOST_FILES[_ATTRIBUTES]
    found = _changes(before, after, kinds, _FOLDERS)
    return found + [
        PolicyChange(path, "前の点検の記録", "追加", _CACHED)
        for path in cached
        if _content(before, path) != _content(after, path)
    ]


def host_changes(before: Files, after: Files) -> list[PolicyChange]:
    """Return which files a change adds, edits or removes that run the checks or open with them.

    Both are the files of the whole repository.
    """
    return _changes(before, after, _HOST_FILES, _HOST_FOLDERS)


def _changes(
    before: Files, after: Files, files: dict[str, str], folders: dict[str, str]
) -> list[PolicyChange]:
    kinds = dict(files)
    found = []
    for folder, kind in folders.items():
        try:
            # Where the folder is empty, something else may be in its place.
            own = after.paths(folder) or [folder]
            kinds.update(dict.fromkeys([*before.paths(folder), *own], kind))
        except WorkspaceError as error:
            found.append(PolicyChange(folder, kind, "変更", str(error)))
    for path, kind in kinds.items():
        one, other = _content(before, path), _content(after, path)
        if one != other:
            how = "追加" if one is None else "削除" if other is None else "変更"
            problem = other if isinstance(other, str) else ""
            found.append(PolicyChange(path, kind, how, problem))
    return sorted(found)


def _content(files: Files, path: str) -> bytes | str | None:
    """Return a file's bytes, or in Japanese why it cannot be read."""
    try:
        return files.read(path, MAX_RECORD_BYTES)
    except UnreadableFileError as error:
        return str(error)
