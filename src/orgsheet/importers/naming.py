"""Names of departments and sections that can be folder and file names everywhere."""

from __future__ import annotations

import unicodedata

from orgsheet.sheet import DEPARTMENT_SHEET

_FORBIDDEN = '/\\:*?"<>|'
_MAX_BYTES = 200
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{name}{digit}" for name in ("COM", "LPT") for digit in "0123456789¹²³"}
)


def name_problem(name: str, *, section: bool) -> str | None:
    """Return why a 部名 or 課名 cannot name a folder or a file (Japanese), None when it can.

    Windows is the narrowest of the systems that share a repository, so its rules count:
    https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    """
    for char in name:
        if char in _FORBIDDEN:
            return f"ファイル名に使えない文字「{char}」があります"
        if unicodedata.category(char).startswith("C"):
            return f"目に見えない文字（U+{ord(char):04X}）があります"
    if section and name == DEPARTMENT_SHEET:
        return f"課名「{DEPARTMENT_SHEET}」は部のシートのファイル名と重なります"
    refused = {
        "名前が空です": not name,
        "ピリオドで始まる名前、終わる名前は使えません": name.startswith(".") or name.endswith("."),
        "Windows がファイル名に使わせない名前です": (
            name.partition(".")[0].rstrip().upper() in _DEVICES
        ),
        "名前が長すぎます": len(name.encode()) > _MAX_BYTES,
    }
    return next((problem for problem, found in refused.items() if found), None)


def path_key(path: str) -> str:
    """Return what two paths share that a file system may take for the same file."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
