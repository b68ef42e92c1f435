"""The milestones and raw deadlines of one row, before and after."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact, Spot
from orgsheet.diff.facts.comparable_fields import well_formed
from orgsheet.diff.facts.compare_prose import form_fact, optional_text_facts, prose_facts, text_kind
from orgsheet.diff.facts.compare_results import outcome_kind
from orgsheet.diff.facts.done_once import is_put_off, promised_again
from orgsheet.diff.facts.intervals import Change, change, moved_in_real_months
from orgsheet.diff.facts.pair_milestones import pair_milestones
from orgsheet.diff.facts.scene import (
    Scene,
    excerpt,
    field_spot,
    key,
    names_of,
    reordered,
    same_words,
)
from orgsheet.diff.facts.unfilled_facts import more_open, unsettled_field
from orgsheet.evaluation.results_of_row import text_of
from orgsheet.form import built_in_words as words
from orgsheet.form.blanks import is_blank
from orgsheet.form.definition import Table
from orgsheet.form.sheet import Action, Milestone
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize
from orgsheet.japanese.shorten import one_line
from orgsheet.match.links import RowRef
from orgsheet.source import Plain

# A time that names its year, in whatever way: 令和5年3月, 2024/3/31, R6.3.
_YEAR_NAMED = pattern("年|[0-9]{4}|[RrHh] ?[0-9]")


def deadline_facts(scene: Scene, before: RowRef, after: RowRef) -> Iterator[Fact]:
    """Yield what became of the deadlines of a row."""
    old, new = before.row, after.row
    if not isinstance(old, Action) or not isinstance(new, Action):
        return
    table = new.table
    if not _are_comparable(table, before, after):
        return
    years = before.sheet.year, after.sheet.year
    steps_of = [old.milestones, new.milestones]
    is_open = unsettled_field(before, after, table.deadline)
    more = 0
    if is_open:
        more = more_open(*([_written(step) for step in steps] for steps in steps_of))
        steps_of = [tuple(x for x in steps if not is_blank(_written(x))) for steps in steps_of]
    pairs = pair_milestones(steps_of[0], steps_of[1], years)
    for first, second in pairs:
        yield from _compared(scene, (before, steps_of[0][first]), (after, steps_of[1][second]))
    order = [first for first, _ in sorted(pairs, key=lambda pair: pair[1])]
    if order != sorted(order):
        yield reordered(before, after, table.deadline)
    restructured = "" if is_open else _restructured(old, new)
    if restructured:
        yield _row(scene, restructured, before, after)
    for kind, ref, steps, used, may_stay in (
        ("milestone-dropped", before, steps_of[0], {first for first, _ in pairs}, more > 0),
        ("milestone-new", after, steps_of[1], {second for _, second in pairs}, more < 0),
    ):
        if may_stay:
            continue  # What the other side has still to write may be the same.
        left = [step for number, step in enumerate(steps) if number not in used]
        yield from (_one(scene, restructured, kind, (ref, after), step) for step in left)
    if not restructured and not (
        is_open and (old.raw_deadline is None) != (new.raw_deadline is None)
    ):
        yield from _raw(scene, before, after)


Step = tuple[RowRef, Milestone]
"""A milestone and its row."""


def _compared(scene: Scene, before: Step, after: Step) -> Iterator[Fact]:
    yield from _times(scene, before, after)
    yield from _events(scene, before, after)
    (old_ref, old), (new_ref, new) = before, after
    groups = [step.group.text if step.group else "" for step in (old, new)]
    if normalize(groups[0]) != normalize(groups[1]):
        values = {**names_of(new_ref), "前": groups[0], "後": groups[1]}
        cause = scene.cause("milestone-group", new_ref, *groups)
        spots = step_spot(old_ref, old, words.GROUP), step_spot(new_ref, new, words.GROUP)
        yield Fact("milestone-group", *spots, values, cause)
    yield from _outcomes(before, after)
    rest = [_rest(old), _rest(new)]
    if rest[0] != rest[1]:
        heading = new_ref.row.table.deadline
        values = {**names_of(new_ref), "欄": f"{heading}「{step_label(new)}」", "変化": ""}
        spots = step_spot(old_ref, old, ""), step_spot(new_ref, new, "")
        yield Fact("value-changed", *spots, values)


def _outcomes(before: Step, after: Step) -> Iterator[Fact]:
    """Yield what became of a milestone; in another year another one is carried out."""
    (old_ref, old), (new_ref, new) = before, after
    if old_ref.sheet.year != new_ref.sheet.year:
        return
    heading = new_ref.row.table.deadline
    said = [text_of(step.node, words.RESULT) for step in (old, new)]
    days = [text_of(step.node, words.DONE_ON) for step in (old, new)]
    values = {**names_of(new_ref), "予定": excerpt(step_label(new))}
    if kind := outcome_kind(said[0], said[1]):
        spots = step_spot(old_ref, old, words.RESULT), step_spot(new_ref, new, words.RESULT)
        told = [f"{one}（{day}）" if day else one for one, day in zip(said, days, strict=True)]
        yield Fact(kind, *spots, {**values, "前": excerpt(told[0]), "後": excerpt(told[1])})
    elif days[0] != days[1]:
        field = f"{heading}「{step_label(new)}」の{words.DONE_ON}"
        change = f"「{excerpt(days[0])}」から「{excerpt(days[1])}」に" if all(days) else ""
        spots = step_spot(old_ref, old, words.DONE_ON), step_spot(new_ref, new, words.DONE_ON)
        yield Fact("value-changed", *spots, {**names_of(new_ref), "欄": field, "変化": change})


def _times(scene: Scene, before: Step, after: Step) -> Iterator[Fact]:
    (old_ref, old), (new_ref, new) = before, after
    texts = [step_times(step) for step in (old, new)]
    years = old_ref.sheet.year, new_ref.sheet.year
    if texts[0] == texts[1] and years[0] == years[1]:
        return
    values = {
        **names_of(new_ref),
        "予定": excerpt(step_label(new)),
        "前": texts[0] or "なし",
        "後": texts[1] or "なし",
    }
    spots = step_spot(old_ref, old, words.WHEN), step_spot(new_ref, new, words.WHEN)
    found = time_change(before, after)
    if found is not None:
        cause = scene.cause(found.kind, new_ref, normalize(step_label(new)), *texts)
        yield Fact(found.kind, *spots, {**values, "差": found.distance}, cause)
    elif years[0] != years[1] and (again := promised_again(before, after)):
        # That the same was promised last year is what made the row a copy.
        copied = "" if again == "milestone-repeated" else scene.copied.get(key(new_ref), "")
        cause = copied or scene.cause(again, new_ref, normalize(step_label(new)))
        yield Fact(again, *spots, values, cause)
    elif (how := text_kind(texts[0], texts[1])) == "changed":
        if years[0] != years[1] and all(_YEAR_NAMED.search(normalize(text)) for text in texts):
            kind, cause = "milestone-rolled", f"milestone-rolled\n{new_ref.sheet.id}"
        else:
            kind = "milestone-rewritten"
            cause = scene.cause(kind, new_ref, normalize(step_label(new)), *texts)
        yield Fact(kind, *spots, values, cause)
    elif how != "same":
        yield form_fact(how, *spots)


def step_times(step: Milestone) -> str:
    """Return the time as written, also where it is a number, "" where there is none."""
    node = step.when or step.node.get(words.WHEN)
    data = None if node is None else node.data()
    return "" if data is None or isinstance(data, list | dict) else str(data)


def time_change(before: Step, after: Step) -> Change | None:
    """Return how the time of a milestone changed: by its place in the year, or once and for all."""
    (old_ref, old), (new_ref, new) = before, after
    years = old_ref.sheet.year, new_ref.sheet.year
    if (old.when is None) != (new.when is None):
        return Change("milestone-vaguer" if new.when is None else "milestone-clearer")
    if old.when is None or new.when is None:
        return None
    if old.deadline is None or new.deadline is None or years[0] is None or years[1] is None:
        same = same_words(old.when.text, new.when.text)
        return None if same else Change("milestone-time-text")
    found = change(old.deadline, new.deadline, years[0], years[1])
    if found is not None and is_put_off(before, after):
        return moved_in_real_months(old.deadline, new.deadline)
    return found


def _events(scene: Scene, before: Step, after: Step) -> Iterator[Fact]:
    (old_ref, old), (new_ref, new) = before, after
    if old.event is None or new.event is None or old.event.text == new.event.text:
        return
    spots = step_spot(old_ref, old, words.EVENT), step_spot(new_ref, new, words.EVENT)
    values = {**names_of(new_ref), "前": excerpt(old.event.text), "後": excerpt(new.event.text)}
    cause = scene.cause("milestone-reworded", new_ref)
    rolled = f"milestone-rolled\n{new_ref.sheet.id}"
    for fact in prose_facts(scene, "milestone-reworded", *spots, values, cause):
        # The years of a yearly event move on with the sheet.
        if fact.kind == "text-year-only":
            yield fact._replace(kind="milestone-rolled", cause=rolled)
        else:
            yield fact


def _rest(step: Milestone) -> dict[str, Plain]:
    """Return what a milestone holds besides the form's own texts."""
    known = {words.GROUP: step.group, words.WHEN: step.when, words.EVENT: step.event}
    return {
        name: node.data()
        for name, node in step.node.entries.items()
        if name not in (words.RESULT, words.DONE_ON)
        and known.get(name) is None
        and node.data() is not None
    }


def _restructured(old: Action, new: Action) -> str:
    if old.raw_deadline and not old.milestones and new.milestones and not new.raw_deadline:
        return "deadline-structured"
    if new.raw_deadline and not new.milestones and old.milestones and not old.raw_deadline:
        return "deadline-unstructured"
    return ""


def _raw(scene: Scene, before: RowRef, after: RowRef) -> Iterator[Fact]:
    old, new = before.row, after.row
    assert isinstance(old, Action), "asked before"
    assert isinstance(new, Action), "asked before"
    texts = [
        (node, field_spot(ref, node, new.table.raw) if node else None)
        for ref, node in ((before, old.raw_deadline), (after, new.raw_deadline))
    ]
    cause = scene.cause("deadline-text", after)
    yield from optional_text_facts(
        scene, texts[0], texts[1], "deadline-text", names_of(after), cause
    )


def _are_comparable(table: Table, before: RowRef, after: RowRef) -> bool:
    """Say whether the rows have deadlines, and both are written as the form asks for."""
    fields = filter(None, (table.deadline, table.raw))
    return bool(table.deadline) and all(well_formed(before, after, field) for field in fields)


def _written(step: Milestone) -> str:
    """Return all that a milestone says, to look for a mark in it."""
    return "\n".join(node.text for node in (step.group, step.when, step.event) if node)


def step_label(step: Milestone) -> str:
    """Return what a milestone is called: its event, or else its time."""
    node = step.event or step.when
    return one_line(node.text) if node else ""


def step_spot(ref: RowRef, step: Milestone, field: str) -> Spot:
    """Return the place of a field of a milestone, of the whole of it where `field` is empty."""
    node = step.node.get(field) or step.node
    part = f"の{field}" if field else ""
    return field_spot(ref, node, f"{ref.row.table.deadline}「{step_label(step)}」{part}")


def _one(
    scene: Scene, restructured: str, kind: str, refs: tuple[RowRef, RowRef], step: Milestone
) -> Fact:
    """Return that a milestone is new or gone; `refs` are its own row and the row today."""
    ref, today = refs
    spot = field_spot(ref, step.node, f"{ref.row.table.deadline}「{step_label(step)}」")
    when = step.when.text if step.when else ""
    label = step_label(step)
    written = f"{when} {label}".strip() if label != when else when
    values = {**names_of(today), "予定": excerpt(written), words.WHEN: when}
    cause = scene.cause(restructured or kind, today)
    old = kind == "milestone-dropped"
    return Fact(kind, spot if old else None, None if old else spot, values, cause)


def _row(scene: Scene, kind: str, before: RowRef, after: RowRef) -> Fact:
    table = after.row.table
    field = (table.deadline, table.raw)
    if kind == "deadline-structured":
        field = field[1], field[0]
    nodes = before.row.node.get(field[0]), after.row.node.get(field[1])
    assert nodes[0] is not None, "found before"
    assert nodes[1] is not None, "found before"
    return Fact(
        kind,
        field_spot(before, nodes[0], field[0]),
        field_spot(after, nodes[1], field[1]),
        names_of(after),
        scene.cause(kind, after),
    )
