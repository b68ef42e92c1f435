"""Copies of sheets in which every name of a member of staff is a word of its own."""

from __future__ import annotations

import re
from pathlib import Path

SURNAME, GIVEN = "龘", "靐"
"""Letters that stand in no sheet: each surname begins with the first, each given name so."""

_STAFF = re.compile(r"(?m)^( *担当: \[)(.*)\]$")
_POST = re.compile("全員|.*(係|課|課員|グループ|担当|職員)")


def give_tokens(folder: Path) -> dict[str, str]:
    """Replace the names below a folder of sheets; return each name's surname and given name.

    What stands among the staff and is a post (全員) stays.
    """
    known: dict[str, str] = {}

    def token(name: str) -> str:
        if _POST.fullmatch(name.strip()):
            return name
        number = len(known)
        return known.setdefault(name, f"{SURNAME}{number:03d} {GIVEN}{number:03d}")

    for path in sorted(folder.rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        told = _STAFF.sub(
            lambda found: f"{found[1]}{', '.join(map(token, found[2].split(', ')))}]", text
        )
        path.write_text(told, encoding="utf-8")
    assert len(known) > 10
    return known
