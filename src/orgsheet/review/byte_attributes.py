"""Settings in `.gitattributes` that give a sheet other bytes in a work tree than were checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from orgsheet.files import UnreadableFileError
from orgsheet.files.trees import Files

ATTRIBUTES = ".gitattributes"
_CHANGING = re.compile(
    r"(?:filter(?:=.*)?|ident|eol=crlf|working-tree-encoding=(?!utf-8\Z).*)\Z", re.IGNORECASE
)
_MACRO = "[attr]"
_SPACES = str.maketrans("\t\r", "  ")
_MOST = 5


def changing_attributes(
    before: Files, after: Files, files: Iterable[str], paths: Iterable[str]
) -> list[str]:
    """Return Japanese sentences on what a change brings that would alter files on checkout.

    Args:
        before: the files of the whole repository before the change.
        after: those with it.
        files: the places of `.gitattributes` to look at.
        paths: the files that must stay as they are, from the repository's top.
    """
    kept = [path.casefold() for path in paths]
    told = []
    for file in files:
        known = set(_lines(before, file))
        folder = file.removesuffix(ATTRIBUTES).casefold()
        for number, line in enumerate(_lines(after, file), 1):
            pattern, _, rest = line.strip(" ").partition(" ")
            found = [word for word in rest.split(" ") if _CHANGING.fullmatch(word)]
            if found and line not in known and _may_match(pattern, folder, kept):
                told.append(
                    f"{file}:{number}: 「{found[0][:60]}」は、取り出したシートや設定の中身を、"
                    "点検したものと変えます。この指定を消してください。"
                )
    more = [f"同じ指定が、ほかに {len(told) - _MOST} 行あります。"] if len(told) > _MOST else []
    return told[:_MOST] + more


def _lines(files: Files, path: str) -> Iterator[str]:
    """Yield the lines as git takes them: a line feed alone ends one, a return is a space in it."""
    try:
        data = files.read(path) or b""
    except UnreadableFileError:
        return  # told as a change of policy
    text = data.decode("utf-8-sig", "replace")
    yield from text.translate(_SPACES).split("\n")


def _may_match(pattern: str, folder: str, paths: Iterable[str]) -> bool:
    """Tell whether a pattern may mean one of the paths; where it is hard to read, it does."""
    if pattern.startswith("#"):
        return False
    if pattern.startswith((_MACRO, '"')) or not {"\\", "["}.isdisjoint(pattern):
        return True
    wanted = pattern.casefold().lstrip("/").replace("**/", "*")
    is_whole = "/" in pattern
    for path in paths:
        if path.startswith(folder):
            inner = path.removeprefix(folder)
            if fnmatchcase(inner if is_whole else inner.rpartition("/")[2], wanted):
                return True
    return False
