"""Names that the registers hold: in a text they are quoted, and no rule of spelling applies."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.workspace.workspace import Workspace

COVER = "\ufffc"
"""Stands for each character of a name in a covered text."""
_SHORTEST = 3


def covered(text: str, workspace: Workspace) -> str:
    """Return a text of the same length in which every registered name is covered by `COVER`.

    These are the plans with their short names and items, and the departments and sections.
    """
    names = _names(workspace.plans, workspace.organization)
    if names is None:
        return text
    return names.sub(lambda name: COVER * len(name[0]), text)


@lru_cache(maxsize=8)
def _names(plans: PlanRegister, units: OrganizationRegister) -> re.Pattern[str] | None:
    found = {unit.name for unit in units.units()}
    for plan in plans.plans:
        found |= {plan.name, *plan.aliases, *(item.text for item in plan.items)}
    longest_first = sorted(
        (name for name in found if len(name) >= _SHORTEST), key=len, reverse=True
    )
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def rewritten(
    text: str, workspace: Workspace, wrong: re.Pattern[str], right: Callable[[re.Match[str]], str]
) -> str:
    """Return a text with every match replaced, but none that touches a registered name."""
    pieces, done = [], 0
    for match in wrong.finditer(covered(text, workspace)):
        pieces += [text[done : match.start()], right(match)]
        done = match.end()
    return "".join([*pieces, text[done:]])
