"""What both changed, as it is put to the person who saves: the place, and both values as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orgsheet.merge.decide_clashes import Choice
from orgsheet.merge.tree_merge import Side
from orgsheet.serve.own_branch import Decision
from orgsheet.serve.rows_before import text_of
from orgsheet.serve.sent_json import sent_text

_NOTHING = "（なし）"


def told_clashes(found: Sequence[Choice]) -> list[dict[str, str]]:
    """Return the conflicts of a save: `place`, and what `saved` and `own` say there, as text."""
    return [
        {
            "place": "の".join(one.place),
            "saved": text_of(one.ours).rstrip("\n") or _NOTHING,
            "own": text_of(one.theirs).rstrip("\n") or _NOTHING,
        }
        for one in found
    ]


def decision_of(sent: dict[str, Any]) -> Decision:
    """Return what a person decided: `sides`, a list of `saved` and `own`, and `shown`.

    Raises:
        ValueError, TypeError: it is no decision.
    """
    sides = sent.get("sides", [])
    if not isinstance(sides, list):
        raise TypeError("no list")
    if any(not isinstance(one, str) or one not in _SIDES for one in sides):
        raise ValueError("neither of the two")
    return Decision([_SIDES[one] for one in sides], sent_text(sent, "shown"))


_SIDES: dict[str, Side] = {"saved": "ours", "own": "theirs"}
