"""Checks of the names of plans: the official one in the list, and no slip of it in prose."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.likeness import difference, normalize, similarity
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import text_span
from orgsheet.workspace.workspace import Workspace


@check(values=("項目", "正式名"))
def plan_short_name(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a plan that is listed by a short name only; marks and spaces are no difference."""
    for link in sheet.plan_links:
        plan = workspace.plans.find(link.item.text)
        if plan is None or not plan.individual:
            continue
        if _letters(plan.name) != _letters(link.item.text):
            yield Spot(
                node=link.item,
                values={"項目": link.item.text, "正式名": plan.name},
                replacement=plan.name,
            )


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, normalize(name)))


@check(values=("書かれた名", "正しい名", "違い", "正しい違い"))
def plan_name_damaged(
    sheet: Sheet, workspace: Workspace, *, cutoff: float = 0.0, items: bool = False
) -> Iterator[Spot]:
    """Report an official plan name, or a quoted plan item, that is off by a slip in prose.

    Args:
        sheet: the sheet.
        workspace: gives the plan register.
        cutoff: how alike the two must be, from 0 to 1.
        items: look at the items of plans, or at the plans' own names.
    """
    plans = workspace.plans
    for value in sheet.prose:
        text = value.text
        found = (
            [
                (m.start, m.end, m.official)
                for m in plans.item_mentions(text)
                if not m.exact and m.item.verified
            ]
            if items
            else [(m.start, m.end, m.official) for m in plans.mentions(text) if not m.exact]
        )
        for start, end, official in found:
            written = text[start:end]
            if similarity(written, official) < cutoff:
                continue
            ours, theirs = difference(written, official)
            first, last = text_span(sheet.document, value, start, end)
            yield Spot(
                node=value,
                start=first,
                end=last,
                values={
                    "書かれた名": written,
                    "正しい名": official,
                    "違い": ours,
                    "正しい違い": theirs,
                },
                about=f"{written} {official}",
                replacement=text[:start] + official + text[end:],
            )
