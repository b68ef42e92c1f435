"""The check that nothing is left of what the beginning of a new year marks to be filled in."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.blanks import MARK, blanks, hint_of
from orgsheet.lint.registry import Spot, check
from orgsheet.sheet import Sheet
from orgsheet.source import text_span
from orgsheet.workspace import Workspace


@check(values=("見出し", "印", "書くこと"))
def unfilled(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report every text that still holds the mark of a place to be filled in."""
    del workspace
    for value in blanks(sheet.root):
        keys = [step for step in value.steps() if isinstance(step, str)]
        at = value.text.index(MARK)
        start, end = text_span(sheet.document, value, at, at + len(MARK))
        hint = hint_of(value.text)
        yield Spot(
            node=value,
            start=start,
            end=end,
            values={
                "見出し": "の".join(keys[-2:])
                if keys[0] == "組織目標と計画等との関連"
                else keys[-1],
                "印": MARK,
                "書くこと": f"（{hint}）" if hint else "",
            },
        )
