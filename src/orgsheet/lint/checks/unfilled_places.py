"""The check that nothing is left of what the beginning of a new year marks to be filled in."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.form.blanks import MARK, hint_of, is_blank, is_guide
from orgsheet.form.sheet import Sheet
from orgsheet.lint.advice.filling import leaving_out
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import text_span
from orgsheet.workspace.workspace import Workspace


@check(values=("見出し", "印", "書くこと", "直し方"))
def unfilled(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report every text that still holds the mark of a place to be filled in, or only its guide."""
    plans = {field.key for field in sheet.form.plans}
    for value in sheet.document.scalars if sheet.root else ():
        if not (is_blank(value.text) or is_guide(value.text)):
            continue
        keys = [step for step in value.steps() if isinstance(step, str)]
        at = value.text.find(MARK)
        span = (value.start, value.end)
        if at >= 0:
            span = text_span(sheet.document, value, at, at + len(MARK))
        hint = hint_of(value.text) if at >= 0 else value.text.partition("\n")[0].strip()
        yield Spot(
            node=value,
            start=span[0],
            end=span[1],
            values={
                "見出し": "の".join(keys[-2:]) if keys[0] in plans else keys[-1],
                "印": MARK,
                "書くこと": f"（{hint}）" if hint else "",
                "直し方": leaving_out(sheet.document, workspace, value),
            },
        )
