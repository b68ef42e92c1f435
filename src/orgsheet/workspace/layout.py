"""Where what stands in a workspace: its root, its files, and which sheet a path names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from orgsheet.files.disk import exists
from orgsheet.files.trees import WorkspaceError
from orgsheet.form.sheet import SheetId

SHEETS = "sheets"
RULES = "lint"
CHANGES = "changes"
PLANS_PATH = "sheets/計画台帳.yaml"
ORGANIZATION_PATH = "sheets/組織台帳.yaml"
SETTINGS_PATH = "orgsheet.yaml"
WAIVERS_PATH = "sheets/免除.yaml"
SCALES_PATH = "sheets/尺度.yaml"
REGISTERS = {
    PLANS_PATH: "plans",
    ORGANIZATION_PATH: "organization",
    WAIVERS_PATH: "waivers",
    SCALES_PATH: "scales",
}
"""The registers and the schema each is checked against."""
REGISTER_NAMES = {
    PLANS_PATH: "計画台帳",
    ORGANIZATION_PATH: "組織台帳",
    WAIVERS_PATH: "免除の一覧",
    SCALES_PATH: "評価の尺度",
}
"""What an official calls each register."""

_SHEET_DEPTH = 4  # sheets/<年度>/<部名>/<課名>.yaml
_NAMED_DEPTH = 5  # sheets/<年度>/<部名>/<課名>/<名>.yaml, where a section has several sheets


@lru_cache(maxsize=4096)
def sheet_id_of(path: str) -> SheetId | None:
    """Return which sheet a path below the workspace names, None when it is none."""
    parts = path.split("/")
    is_placed = parts[0] == SHEETS and path.endswith(".yaml")
    if not is_placed or len(parts) not in (_SHEET_DEPTH, _NAMED_DEPTH):
        return None
    year, department, *rest = *parts[1:-1], parts[-1].removesuffix(".yaml")
    return SheetId(year, department, *rest)


def sheet_id_within(path: str) -> SheetId | None:
    """Return which sheet a path names whose workspace may be in a folder of the repository."""
    parts = path.split("/")
    endings = ("/".join(parts[-depth:]) for depth in (_SHEET_DEPTH, _NAMED_DEPTH))
    return next((found for ending in endings if (found := sheet_id_of(ending))), None)


def find_root(start: Path, *, upwards: bool) -> Path:
    """Return the folder of the workspace that holds `start` (a folder or a file in it).

    Without `upwards`, `start` itself must be that folder.

    Raises:
        WorkspaceError: no folder from `start` upwards has `sheets/` or `orgsheet.yaml`.
    """
    start = start.absolute()
    if not exists(start):
        raise WorkspaceError(
            f"「{start}」がありません。名前を確かめてください。"
            "シートは「sheets」というフォルダの中に置きます。"
        )
    for folder in (start, *start.parents):
        if (folder / SHEETS).is_dir() or (folder / SETTINGS_PATH).is_file():
            if folder == start or upwards:
                return folder
            raise WorkspaceError(
                f"「{start}」に「sheets」フォルダがありません。"
                f"上の「{folder}」にあります。そこを調べるなら -C {folder} としてください。"
            )
    raise WorkspaceError(
        f"「{start}」とその上のフォルダに、シートを置く「sheets」フォルダが見つかりません。"
        "シートのあるフォルダへ移動するか、-C でそのフォルダを指定してください。"
        "これから作るときは orgsheet init です。"
        "例: orgsheet -C 〇〇市シート lint"
    )
