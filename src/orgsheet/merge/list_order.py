"""The order of a list after both sides changed it; the same whichever side is named first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import combinations

_MOST = 2_000
"""Up to so many rows two new orders are joined; of longer lists they count as contradicting."""


class Contradiction(Exception):  # noqa: N818 - a finding, not a failure
    """Both sides brought the rows into orders that cannot both be."""


def merge_orders(
    count: int,
    ours: list[int],
    theirs: list[int],
    rank: Callable[[list[int]], str],
    prefer: list[int] | None = None,
) -> list[int]:
    """Return all items in their merged order.

    A pair of rows stands the other way round when either side turned it. New items stand behind
    the row that they stand behind on their own side; where both sides add items there, `rank`
    decides between the two groups. Items that one side removed are in the result, too, at the
    place they would have.

    Args:
        count: how many items the common ancestor has; they are numbered from 0.
        ours: the items of our list; numbers from `count` on are new, the same on both sides for
            what both added.
        theirs: the same for theirs.
        rank: a text for a group of new items, by which two groups are sorted.
        prefer: `ours` or `theirs`, whose order of the old items is taken; None to join both.

    Raises:
        Contradiction: the two orders of the old items cannot be joined.
    """
    old = [[item for item in side if item < count] for side in (ours, theirs)]
    if prefer is not None:
        order = _with_removed(count, [item for item in prefer if item < count])
    else:
        order = _old_order(count, *old)
    runs = [_runs(count, side) for side in (ours, theirs)]
    _settle_common(order, *runs)
    merged = _braid(runs[0][-1], runs[1][-1], rank)
    for item in order:
        merged.append(item)
        merged += _braid(runs[0][item], runs[1][item], rank)
    return merged


def _old_order(count: int, ours: list[int], theirs: list[int]) -> list[int]:
    moved = [side for side in (ours, theirs) if side != sorted(side)]
    if not moved:
        return list(range(count))
    if len(moved) == 1:
        return _with_removed(count, moved[0])
    if count > _MOST:
        raise Contradiction
    places = [{item: place for place, item in enumerate(side)} for side in (ours, theirs)]
    behind = [0] * count
    for one, other in combinations(range(count), 2):
        turned = any(
            one in place and other in place and place[one] > place[other] for place in places
        )
        behind[other if turned else one] += 1
    # Every pair is decided; the whole is an order only if no two items have as many behind them.
    if sorted(behind) != list(range(count)):
        raise Contradiction
    return sorted(range(count), key=lambda item: -behind[item])


def _with_removed(count: int, moved: list[int]) -> list[int]:
    """Return an order with the items it lacks behind all those that they stood behind at first."""
    present = set(moved)
    last = {item: place for place, item in enumerate(moved)}
    behind: dict[int, list[int]] = defaultdict(list)
    place = -1
    for item in range(count):
        if item in present:
            place = max(place, last[item])
        else:
            behind[place].append(item)
    order = behind[-1]
    for at, item in enumerate(moved):
        order += [item, *behind[at]]
    return order


def _runs(count: int, side: list[int]) -> dict[int, list[int]]:
    """Return the new items by the old one they stand behind; -1 is the beginning of the list."""
    runs: dict[int, list[int]] = defaultdict(list)
    anchor = -1
    for item in side:
        if item < count:
            anchor = item
        else:
            runs[anchor].append(item)
    return runs


def _settle_common(
    order: list[int], ours: dict[int, list[int]], theirs: dict[int, list[int]]
) -> None:
    """Leave an item that both sides added at different places at the earlier of the two."""
    places = {item: place for place, item in enumerate([-1, *order])}
    anchors = [
        {item: anchor for anchor, run in side.items() for item in run} for side in (ours, theirs)
    ]
    for item in anchors[0].keys() & anchors[1].keys():
        one, other = anchors[0][item], anchors[1][item]
        if places[one] < places[other]:
            theirs[other].remove(item)
        elif places[other] < places[one]:
            ours[one].remove(item)


def _braid(ours: list[int], theirs: list[int], rank: Callable[[list[int]], str]) -> list[int]:
    """Return two groups of new items as one; what both have stands once."""
    both = set(ours) & set(theirs)
    common = [item for item in ours if item in both]
    if common != [item for item in theirs if item in both]:
        one, other = ([item for item in side if item not in both] for side in (ours, theirs))
        return _by_rank(one, other, rank) + sorted(common, key=lambda item: rank([item]))
    merged: list[int] = []
    for one, other in zip(_split(ours, both), _split(theirs, both), strict=True):
        merged += _by_rank(one, other, rank)
        if common:
            merged.append(common.pop(0))
    return merged


def _split(run: list[int], at: set[int]) -> list[list[int]]:
    """Return the stretches of a run between the items of a set."""
    parts: list[list[int]] = [[]]
    for item in run:
        if item in at:
            parts.append([])
        else:
            parts[-1].append(item)
    return parts


def _by_rank(ours: list[int], theirs: list[int], rank: Callable[[list[int]], str]) -> list[int]:
    if not ours or not theirs:
        return ours or theirs
    return ours + theirs if rank(ours) <= rank(theirs) else theirs + ours
