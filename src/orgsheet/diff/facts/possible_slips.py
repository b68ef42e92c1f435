"""The deadlines that moved if two rows are the same work, which a person has still to say."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact
from orgsheet.diff.facts.comparable_fields import well_formed
from orgsheet.diff.facts.compare_deadlines import step_label, step_spot, step_times, time_change
from orgsheet.diff.facts.pair_milestones import pair_milestones
from orgsheet.diff.facts.scene import Scene, excerpt, names_of, same_words
from orgsheet.form.blanks import is_blank
from orgsheet.form.sheet import Action
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import Link

_WAYS = {
    "milestone-late": "後ろになった",
    "milestone-late-far": "後ろになった",
    "milestone-past-year": "後ろになり、年度末を越えた",
    "milestone-early": "早まった",
    "milestone-early-far": "早まった",
    "milestone-back-in-year": "早まり、年度末をまたいで変わった",
}


def possible_slips(scene: Scene, link: Link) -> Iterator[Fact]:
    """Yield the steps of an asked pair of rows that say the same and stand at another time."""
    before, after = link.before, link.after
    old, new = before.row, after.row
    if not isinstance(old, Action) or not isinstance(new, Action):
        return
    # Of two works of one name that say different things, a deadline tells nothing of the other.
    if not well_formed(before, after, new.table.deadline) or same_words(before.name, after.name):
        return
    years = before.sheet.year, after.sheet.year
    steps = old.milestones, new.milestones
    for first, second in pair_milestones(*steps, years, same_words=True):
        ends = (before, steps[0][first]), (after, steps[1][second])
        texts = [step_times(step) for _, step in ends]
        found = time_change(*ends)
        if found is None or found.kind not in _WAYS or any(map(is_blank, texts)):
            continue
        label = step_label(ends[1][1])
        values = {
            **names_of(after),
            "前の項目": before.name,
            "予定": excerpt(label),
            "前": texts[0],
            "後": texts[1],
            "差": found.distance,
            "向き": _WAYS[found.kind],
        }
        cause = scene.cause("milestone-possible", after, normalize(label), *texts)
        was, now = (step_spot(ref, step, "時期") for ref, step in ends)
        yield Fact("milestone-possible", was, now, values, cause)
