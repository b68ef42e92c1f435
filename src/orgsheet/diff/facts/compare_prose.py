"""Two texts: alike in form only, copied with the years moved on, nearly copied, or rewritten."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact, Spot
from orgsheet.diff.facts.compare_targets import masked, target_changes
from orgsheet.diff.facts.scene import Scene, relative_years
from orgsheet.diff.facts.unfilled_facts import unsettled
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize, similarity
from orgsheet.source import Scalar

NEAR = 0.95
"""From this similarity on, a text is last year's with a few characters changed."""

_SPELLINGS = (
    ("および", "及び"),
    ("または", "又は"),
    ("ならびに", "並びに"),
    ("もしくは", "若しくは"),
    ("など", "等"),
    ("取り組み", "取組"),
    ("取組み", "取組"),
    ("すべて", "全て"),
    ("さらに", "更に"),
    ("わかり", "分かり"),
    ("出来", "でき"),
    ("ヶ", "か"),
    ("ヵ", "か"),
)
_WESTERN = frozenset(",，.．")
_COMMA = pattern("(?<![0-9])[,，]|[,，](?![0-9])")
_STOP = pattern("(?<![0-9A-Za-z])[.．]|[.．](?![0-9A-Za-z])")
_MARKS = pattern("[、。]|^・|(?<=[。\n])・")


def text_kind(before: str, after: str) -> str:
    """Return `same`, the kind of a form-only difference, or `changed`."""
    if before.strip() == after.strip():
        return "same"
    if "".join(before.split()) == "".join(after.split()):
        return "form-space"
    if normalize(before) == normalize(after):
        return "form-width"
    if _punctuated(before) == _punctuated(after):
        return "form-punctuation"
    before, after = _spelled(before), _spelled(after)
    if before == after:
        return "form-spelling"
    same = normalize(_punctuated(before)) == normalize(_punctuated(after))
    return "form-style" if same else "changed"


def plain(text: str) -> str:
    """Return a text as far as it says something: widths, punctuation and spelling aside."""
    return normalize(_punctuated(_spelled(text)))


def _punctuated(text: str) -> str:
    if not _WESTERN.isdisjoint(text):
        text = _STOP.sub("。", _COMMA.sub("、", text))
    return _MARKS.sub("", text.strip())


def _spelled(text: str) -> str:
    for variant, usual in _SPELLINGS:
        text = text.replace(variant, usual)
    return text.strip()


def form_fact(kind: str, before: Spot, after: Spot) -> Fact:
    """Return a form-only difference; one sheet's are told together."""
    return Fact(kind, before, after, {"所": after.item}, f"{kind}\n{after.sheet.id}")


def prose_facts(
    scene: Scene, kind: str, before: Spot, after: Spot, values: dict[str, str], cause: str = ""
) -> Iterator[Fact]:
    """Yield what differs between two texts; `kind` is the fact for words that changed.

    Form-only differences, years that merely moved on and a plan's successor are facts of their
    own; a number that changed is told as such, and the words beside it only if they changed too.
    """
    old, new = str(before.value), str(after.value)
    how = text_kind(old, new)
    if how == "same":
        return
    if how != "changed":
        yield form_fact(how, before, after)
        return
    if relative_years(old, before.sheet.year) == relative_years(new, after.sheet.year):
        yield Fact("text-year-only", before, after, values, cause and f"year-only\n{cause}")
        return
    replaced = _replaced_plan(scene, old, new)
    if replaced:
        yield Fact("plan-reference-replaced", before, after, values, f"plan\n{replaced}")
        return
    targets = list(target_changes(old, new, duty=kind.startswith("duty")))
    for target in targets:
        details = "\n".join(target.values.values())
        yield Fact(
            target.kind,
            before,
            after,
            {**values, **target.values},
            cause and f"{target.kind}\n{cause}\n{details}",
        )
    if targets and masked(old) == masked(new):
        return
    # A few characters mended within a year are a change like any other.
    anew = kind in NEAR_KINDS and before.sheet.id.year != after.sheet.id.year
    near = anew and similarity(old, new) >= NEAR
    yield Fact("text-near-copied" if near else kind, before, after, values, _texts(cause, old, new))


NEAR_KINDS = frozenset({"goal-changed", "action-changed"})
"""Texts that are to be written anew every year; the others stand for longer."""


def _texts(cause: str, old: str, new: str) -> str:
    return cause and "\n".join((cause, normalize(old), normalize(new)))


def _replaced_plan(scene: Scene, old: str, new: str) -> str:
    for name, successor in scene.replaced.items():
        plan = scene.plans.find(name)
        names = (name, *plan.aliases) if plan else (name,)
        if any(known in old and old.replace(known, successor.name) == new for known in names):
            return name
    return ""


def optional_text_facts(
    scene: Scene,
    before: tuple[Scalar | None, Spot | None],
    after: tuple[Scalar | None, Spot | None],
    kind: str,
    values: dict[str, str],
    cause: str = "",
) -> Iterator[Fact]:
    """Yield the facts of a text that either side may lack: `<kind>-added`, ….

    A text still to be filled in has none.
    """
    if unsettled(before[0], after[0]):
        return
    old = before[0] is not None and bool(before[0].text.strip())
    new = after[0] is not None and bool(after[0].text.strip())
    if old and new and before[1] and after[1]:
        yield from prose_facts(scene, f"{kind}-changed", before[1], after[1], values, cause)
    elif new:
        yield Fact(f"{kind}-added", None, after[1], values, cause and f"{kind}-added\n{cause}")
    elif old:
        yield Fact(f"{kind}-removed", before[1], None, values, cause and f"{kind}-removed\n{cause}")
