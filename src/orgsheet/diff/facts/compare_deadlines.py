"""The milestones and raw deadlines of one row, before and after."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact, Spot
from orgsheet.diff.facts.compare_prose import form_fact, optional_text_facts, prose_facts, text_kind
from orgsheet.diff.facts.intervals import Change, change
from orgsheet.diff.facts.scene import (
    Scene,
    excerpt,
    field_spot,
    names_of,
    pair_equal,
    relative_years,
    reordered,
    same_words,
    well_formed,
)
from orgsheet.diff.facts.unfilled_facts import more_open, unsettled_field
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import is_blank
from orgsheet.form.sheet import Action, Milestone
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize, similarity
from orgsheet.match.links import RowRef
from orgsheet.source import Plain

_ALIKE = 0.6
_SAME_SLOT = 0.35
"""Events as little alike as this are one only where the date is the same."""
_MOST = 200
"""Of more milestones in one row only those of the same words are paired."""

# A time that names its year, in whatever way: 令和5年3月, 2024/3/31, R6.3.
_YEAR_NAMED = pattern("年|[0-9]{4}|[RrHh] ?[0-9]")

# What is done once. A thing that comes round every year names a year or is no result.
_ONCE = pattern(
    "(?:策定|改定|改訂|制定|完成|竣工|しゅん工|供用開始|開設|開館|開校|移転|締結|統合|廃止"
    "|稼働|導入|本稼働)(?:完了|の完了|・?公表|を?完了|予定)?$"
)


def deadline_facts(scene: Scene, before: RowRef, after: RowRef) -> Iterator[Fact]:
    """Yield what became of the deadlines of a row."""
    old, new = before.row, after.row
    if not isinstance(old, Action) or not isinstance(new, Action):
        return
    if not all(well_formed(before, after, field) for field in ("目標期限", "期限原文")):
        return
    years = before.sheet.year, after.sheet.year
    steps_of = [old.milestones, new.milestones]
    is_open = unsettled_field(before, after, "目標期限")
    more = 0
    if is_open:
        more = more_open(*([_written(step) for step in steps] for steps in steps_of))
        steps_of = [tuple(x for x in steps if not is_blank(_written(x))) for steps in steps_of]
    pairs = _paired(steps_of[0], steps_of[1], years)
    for first, second in pairs:
        yield from _compared(scene, (before, steps_of[0][first]), (after, steps_of[1][second]))
    order = [first for first, _ in sorted(pairs, key=lambda pair: pair[1])]
    if order != sorted(order):
        yield reordered(before, after, "目標期限")
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


def _paired(
    old: tuple[Milestone, ...],
    new: tuple[Milestone, ...],
    years: tuple[FiscalYear | None, FiscalYear | None],
) -> list[tuple[int, int]]:
    """Pair milestones by their event, then by their month, best first; independent of order."""
    words = [
        [_event(step, year) for step in steps]
        for steps, year in zip((old, new), years, strict=True)
    ]
    slots = [
        [_slot(step, year) for step in steps] for steps, year in zip((old, new), years, strict=True)
    ]
    keys = [
        [f"{word}\n{slot}" for word, slot in zip(*both, strict=True)]
        for both in zip(words, slots, strict=True)
    ]
    pairs = pair_equal(keys[0], keys[1])
    left = [n for n in range(len(old)) if n not in {a for a, _ in pairs}]
    right = [n for n in range(len(new)) if n not in {b for _, b in pairs}]
    if len(left) * len(right) > _MOST * _MOST:
        return pairs
    scored = []
    for first in left:
        for second in right:
            same = slots[0][first] == slots[1][second]
            score = similarity(words[0][first], words[1][second])
            if score >= _ALIKE or (same and score >= _SAME_SLOT):
                tie = sorted((keys[0][first], keys[1][second]))
                scored.append((-score, not same, tie, first, second))
    for *_, first, second in sorted(scored):
        if first in left and second in right:
            pairs.append((first, second))
            left.remove(first)
            right.remove(second)
    return pairs


def _event(step: Milestone, year: FiscalYear | None) -> str:
    return normalize(relative_years(step.event.text, year)) if step.event else ""


def _slot(step: Milestone, year: FiscalYear | None) -> str:
    """Return the time of a milestone, counted from its fiscal year where it is a date."""
    deadline = step.deadline
    if deadline is None or year is None or deadline.last is None:
        return normalize(step.when.text) if step.when else ""
    return f"{(deadline.last.year - year.start) * 12 + deadline.last.month}"


_Step = tuple[RowRef, Milestone]


def _compared(scene: Scene, before: _Step, after: _Step) -> Iterator[Fact]:
    yield from _times(scene, before, after)
    yield from _events(scene, before, after)
    (old_ref, old), (new_ref, new) = before, after
    groups = [step.group.text if step.group else "" for step in (old, new)]
    if normalize(groups[0]) != normalize(groups[1]):
        values = {**names_of(new_ref), "前": groups[0], "後": groups[1]}
        cause = scene.cause("milestone-group", new_ref, *groups)
        spots = _spot(old_ref, old, "区分"), _spot(new_ref, new, "区分")
        yield Fact("milestone-group", *spots, values, cause)
    rest = [_rest(old), _rest(new)]
    if rest[0] != rest[1]:
        values = {**names_of(new_ref), "欄": f"目標期限「{_label(new)}」"}
        spots = _spot(old_ref, old, ""), _spot(new_ref, new, "")
        yield Fact("value-changed", *spots, values)


def _times(scene: Scene, before: _Step, after: _Step) -> Iterator[Fact]:
    (old_ref, old), (new_ref, new) = before, after
    texts = [_when(step) for step in (old, new)]
    years = old_ref.sheet.year, new_ref.sheet.year
    if texts[0] == texts[1] and years[0] == years[1]:
        return
    values = {
        **names_of(new_ref),
        "予定": excerpt(_label(new)),
        "前": texts[0] or "なし",
        "後": texts[1] or "なし",
    }
    spots = _spot(old_ref, old, "時期"), _spot(new_ref, new, "時期")
    found = _time_change(old, new, years)
    if found is not None:
        cause = scene.cause(found.kind, new_ref, normalize(_label(new)), *texts)
        yield Fact(found.kind, *spots, {**values, "差": found.distance}, cause)
    elif years[0] != years[1] and _once(old, new):
        cause = scene.cause("milestone-repeated", new_ref, normalize(_label(new)))
        yield Fact("milestone-repeated", *spots, values, cause)
    elif (how := text_kind(texts[0], texts[1])) == "changed":
        if years[0] != years[1] and all(_YEAR_NAMED.search(normalize(text)) for text in texts):
            kind, cause = "milestone-rolled", f"milestone-rolled\n{new_ref.sheet.id}"
        else:
            kind = "milestone-rewritten"
            cause = scene.cause(kind, new_ref, normalize(_label(new)), *texts)
        yield Fact(kind, *spots, values, cause)
    elif how != "same":
        yield form_fact(how, *spots)


def _when(step: Milestone) -> str:
    """Return the time as written, also where it is a number, "" where there is none."""
    node = step.when or step.node.get("時期")
    data = None if node is None else node.data()
    return "" if data is None or isinstance(data, list | dict) else str(data)


def _time_change(
    old: Milestone, new: Milestone, years: tuple[FiscalYear | None, FiscalYear | None]
) -> Change | None:
    if (old.when is None) != (new.when is None):
        return Change("milestone-vaguer" if new.when is None else "milestone-clearer")
    if old.when is None or new.when is None:
        return None
    if old.deadline is None or new.deadline is None or years[0] is None or years[1] is None:
        same = same_words(old.when.text, new.when.text)
        return None if same else Change("milestone-time-text")
    return change(old.deadline, new.deadline, years[0], years[1])


def _events(scene: Scene, before: _Step, after: _Step) -> Iterator[Fact]:
    (old_ref, old), (new_ref, new) = before, after
    if old.event is None or new.event is None or old.event.text == new.event.text:
        return
    spots = _spot(old_ref, old, "内容"), _spot(new_ref, new, "内容")
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
    known = {"区分": step.group, "時期": step.when, "内容": step.event}
    return {
        name: node.data()
        for name, node in step.node.entries.items()
        if known.get(name) is None and node.data() is not None
    }


def _once(old: Milestone, new: Milestone) -> bool:
    """Say whether one result, done once, is promised again for the same slot."""
    if not old.event or not new.event or normalize(old.event.text) != normalize(new.event.text):
        return False
    text = old.event.text.strip().rstrip("。")
    dated = all(step.deadline and step.deadline.last for step in (old, new))
    return dated and "年度" not in text and "年間" not in text and bool(_ONCE.search(text))


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
        (node, field_spot(ref, node, "期限原文") if node else None)
        for ref, node in ((before, old.raw_deadline), (after, new.raw_deadline))
    ]
    cause = scene.cause("deadline-text", after)
    yield from optional_text_facts(
        scene, texts[0], texts[1], "deadline-text", names_of(after), cause
    )


def _written(step: Milestone) -> str:
    """Return all that a milestone says, to look for a mark in it."""
    return "\n".join(node.text for node in (step.group, step.when, step.event) if node)


def _label(step: Milestone) -> str:
    """Return what a milestone is called: its event, or else its time."""
    node = step.event or step.when
    return " ".join(node.text.split()) if node else ""


def _spot(ref: RowRef, step: Milestone, field: str) -> Spot:
    node = step.node.get(field) or step.node
    part = f"の{field}" if field else ""
    return field_spot(ref, node, f"目標期限「{_label(step)}」{part}")


def _one(
    scene: Scene, restructured: str, kind: str, refs: tuple[RowRef, RowRef], step: Milestone
) -> Fact:
    """Return that a milestone is new or gone; `refs` are its own row and the row today."""
    ref, today = refs
    spot = field_spot(ref, step.node, f"目標期限「{_label(step)}」")
    when = step.when.text if step.when else ""
    label = _label(step)
    written = f"{when} {label}".strip() if label != when else when
    values = {**names_of(today), "予定": excerpt(written), "時期": when}
    cause = scene.cause(restructured or kind, today)
    old = kind == "milestone-dropped"
    return Fact(kind, spot if old else None, None if old else spot, values, cause)


def _row(scene: Scene, kind: str, before: RowRef, after: RowRef) -> Fact:
    field = {"deadline-structured": ("期限原文", "目標期限")}.get(kind, ("目標期限", "期限原文"))
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
