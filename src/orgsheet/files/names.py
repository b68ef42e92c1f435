"""The one judge of the names that files and folders may have, and of which names are the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from typing import NamedTuple

_FORBIDDEN = '/\\:*?"<>|'
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{name}{digit}" for name in ("COM", "LPT") for digit in "0123456789¹²³"}
)
_MAX_BYTES = 200
"""In UTF-8, without the ending: with ending and temporary names it stays below the 255 of Linux."""
_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}
_UNKNOWN = {"Co", "Cn", "Cs"}
_OFFICE = "~$"
"""What Office begins the names of its own temporary files with; templates let Git ignore them."""


class NameProblem(NamedTuple):
    """Why a name cannot be a file's: the kind (`space` or `unusable`) and why, in Japanese.

    The words are a clause that continues with 「ため」.
    """

    kind: str
    words: str


def name_problem(name: str, *, reserved: Container[str] = ()) -> NameProblem | None:
    """Return why a file (without its ending) or a folder cannot have a name; None when it can.

    `reserved` are names that mean something else where the file is to lie. A file must have its
    name on every system that shares a repository, and Windows is the narrowest of them:
    https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    """
    for char in name:
        category = unicodedata.category(char)
        if char in _FORBIDDEN:
            return NameProblem("unusable", f"「{char}」がある")
        if category in _UNSEEN:
            return NameProblem("unusable", f"目に見えない文字（U+{ord(char):04X}）がある")
        if category in _UNKNOWN:
            return NameProblem(
                "unusable", f"ほかのパソコンで読めない文字（U+{ord(char):04X}）がある"
            )
    device = name.partition(".")[0].strip()
    refused = {
        "名前が空である": not name.strip(),
        "部のシートなど、別のものの名前と重なる": name in reserved,
        f"Windows が装置の名前に使う「{device}」である": device.upper() in _DEVICES,
        "「.」で始まり、隠れたファイルになる": name.startswith("."),
        "終わりに「.」がある": name.endswith("."),
        f"「{_OFFICE}」で始まり、Office の一時ファイルと紛れる": name.startswith(_OFFICE),
        f"長すぎる（漢字で {_MAX_BYTES // 3} 文字まで）": len(name.encode()) > _MAX_BYTES,
    }
    words = next((words for words, found in refused.items() if found), None)
    if words is not None:
        return NameProblem("unusable", words)
    return None if name == name.strip() else NameProblem("space", "前か後ろに空白がある")


def usable_name(text: str) -> str:
    """Return the longest beginning of a text that a file can be called, "" where there is none."""
    for end in range(min(len(text), _MAX_BYTES // 3), 0, -1):
        name = text[:end].strip()
        if name_problem(name) is None:
            return name
    return ""


def twin_key(path: str) -> str:
    """Return what two paths share that some computer, or some reader, takes for the same.

    That is the path without what tells names apart only here: case, width, how a sound mark is
    stored, spaces at the ends of a name, and `.yml` for `.yaml`.
    """
    *folders, name = path.split("/")
    stem, dot, ending = name.rpartition(".")
    if dot and ending.strip().casefold() in {"yaml", "yml"}:
        return "/".join([*map(_folded, folders), f"{_folded(stem)}.yaml"])
    return "/".join(map(_folded, (*folders, name)))


def _folded(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).strip().casefold()
    return unicodedata.normalize("NFKC", folded)
