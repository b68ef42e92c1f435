"""The criteria of one row, before and after: numbers first, then words."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact, Spot
from orgsheet.diff.facts.comparable_fields import well_formed
from orgsheet.diff.facts.compare_prose import prose_facts, text_kind
from orgsheet.diff.facts.compare_targets import masked, target_changes
from orgsheet.diff.facts.scene import (
    Scene,
    excerpt,
    field_spot,
    names_of,
    pair_equal,
    reordered,
)
from orgsheet.diff.facts.shared_words import shared_words
from orgsheet.diff.facts.unfilled_facts import more_open, unsettled_field
from orgsheet.form.blanks import is_blank
from orgsheet.form.sheet import Action
from orgsheet.japanese.likeness import normalize, similarity
from orgsheet.match.links import RowRef

_ALIKE = 0.5
_KIN = 0.3
"""Of the only criteria left, the least share of words in common."""
_SAME_WORDS = 0.65
"""From here on, the change of a number in a criterion tells enough about its words."""
_MOST = 200
"""Of more criteria in one row only those of the same words are paired."""


def criterion_facts(scene: Scene, before: RowRef, after: RowRef) -> Iterator[Fact]:
    """Yield what became of the criteria of a row, numbers first."""
    old, new = before.row, after.row
    if not isinstance(old, Action) or not isinstance(new, Action):
        return
    field = new.table.criteria
    if not field or not well_formed(before, after, field):
        return
    lists = [row.criteria for row in (old, new)]
    texts = [[node.text for node in nodes] for nodes in lists]
    more = 0
    if unsettled_field(before, after, field):
        more = more_open(texts[0], texts[1])
        lists = [tuple(node for node in nodes if not is_blank(node.text)) for nodes in lists]
        texts = [[node.text for node in nodes] for nodes in lists]
    pairs = _paired_criteria(texts[0], texts[1])
    for first, second in pairs:
        spots = (
            field_spot(before, lists[0][first], field),
            field_spot(after, lists[1][second], field),
        )
        yield from _criterion(scene, after, *spots)
    order = [first for first, _ in sorted(pairs, key=lambda pair: pair[1])]
    if order != sorted(order):
        yield reordered(before, after, field)
    for kind, ref, nodes, used, is_open in (
        ("criterion-dropped", before, lists[0], {first for first, _ in pairs}, more > 0),
        ("criterion-new", after, lists[1], {second for _, second in pairs}, more < 0),
    ):
        for number, node in enumerate(nodes):
            # What the other side has still to write may be the same.
            if number not in used and not is_open:
                spot = field_spot(ref, node, field)
                values = {**names_of(after), "基準": excerpt(node.text)}
                cause = scene.cause(kind, after)
                yield Fact(
                    kind,
                    spot if ref is before else None,
                    spot if ref is after else None,
                    values,
                    cause,
                )


def _criterion(scene: Scene, ref: RowRef, before: Spot, after: Spot) -> Iterator[Fact]:
    old, new = str(before.value), str(after.value)
    how = text_kind(old, new)
    values = names_of(ref)
    if how == "changed":
        found = list(target_changes(old, new, whole=True))
        for target in found:
            cause = scene.cause(target.kind, ref, *target.values.values())
            yield Fact(target.kind, before, after, {**values, **target.values}, cause)
        # A number that became another takes words with it (参加者80人, 参加率80%).
        if found and similarity(masked(old), masked(new)) >= _SAME_WORDS:
            return
        if found:
            words = {**values, "前": excerpt(old), "後": excerpt(new)}
            cause = scene.cause("criterion-reworded", ref, old, new)
            yield Fact("criterion-reworded", before, after, words, cause)
            return
    words = {**values, "前": excerpt(old), "後": excerpt(new)}
    yield from prose_facts(
        scene,
        "criterion-reworded",
        before,
        after,
        words,
        scene.cause("criterion-reworded", ref),
    )


def _paired_criteria(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    pairs = pair_equal([normalize(text) for text in old], [normalize(text) for text in new])
    left = [n for n in range(len(old)) if n not in {a for a, _ in pairs}]
    right = [n for n in range(len(new)) if n not in {b for _, b in pairs}]
    if len(left) * len(right) > _MOST * _MOST:
        return pairs
    scored = sorted(
        (-score, sorted((old[first], new[second])), first, second)
        for first in left
        for second in right
        if (score := similarity(masked(old[first]), masked(new[second]))) >= _ALIKE
    )
    for *_, first, second in scored:
        if first in left and second in right:
            pairs.append((first, second))
            left.remove(first)
            right.remove(second)
    if len(left) == len(right) == 1 and len(old) == len(new):
        texts = (normalize(masked(old[left[0]])), normalize(masked(new[right[0]])))
        if shared_words(*texts) >= _KIN:
            pairs.append((left[0], right[0]))
    return pairs
