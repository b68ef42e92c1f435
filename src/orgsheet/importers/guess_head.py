"""What stands above the first heading of a sheet: whose it is, and values behind their labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from orgsheet.form.staff import names_persons
from orgsheet.importers.blocks import BLANKS
from orgsheet.importers.guess_kind import Guess

_UNIT = r"(?:部|局|課|室|署|所|館|校|園|院|隊|団|係|班|センター|事務局|会計管理者)"
_NAMED = re.compile(r"(?:.{1,8}名|所属|部局|部|課|室)")
_OF_UNIT = re.compile(rf".{{1,30}}{_UNIT}")
_LABEL = r"[^\s:：]{1,10}[ \u3000]*[:：]"
_SAID = re.compile(
    r"(?:^|(?<=[ \u3000\t]))([^\s:：]{1,10})[ \u3000]*[:：]([^:：\n]*?)"
    rf"(?=[ \u3000\t]+{_LABEL}|$)",
    re.MULTILINE,
)
_LONGEST = 10


def labels_of(cells: Sequence[str]) -> list[tuple[str, str]]:
    """Return the labels of a line with what stands behind each: `部名: 総務部`, or cell by cell."""
    found: list[tuple[str, str]] = []
    number = 0
    while number < len(cells):
        words = cells[number]
        said = [(key, value.strip(BLANKS)) for key, value in _SAID.findall(words)]
        following = cells[number + 1] if number + 1 < len(cells) else ""
        label = words.rstrip(f"{BLANKS}:：")
        if said and (said[-1][1] or not following):
            found += said
        elif (
            following
            and len(label) <= _LONGEST
            and (_NAMED.fullmatch(label) or words != label or _OF_UNIT.fullmatch(following))
        ):
            found.append((label, following))
            number += 1
        number += 1
    return found


def units_of(labels: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the two words for department and section, None where they are not to be told."""
    found = list(
        dict.fromkeys(
            label.removesuffix("名") or label
            for label, value in labels
            if not names_persons(label) and (_NAMED.fullmatch(label) or _OF_UNIT.fullmatch(value))
        )
    )
    return (found[0], found[1]) if len(found) > 1 else None


def guess_label(label: str) -> Guess:
    """Return what the value behind a label may be."""
    if names_persons(label):
        return Guess("職員", "職員の名前を書く欄か。違うなら「文字」に")
    return Guess("文字", "何を書く欄か")
