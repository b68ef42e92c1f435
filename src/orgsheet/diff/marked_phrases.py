"""What changed inside a text, in whole phrases: the spans that a 新旧対照表 underlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple, TypeAlias

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.units import phrases

__all__ = ["MAX_FRAGMENTS", "Piece", "Span", "phrases", "pieces", "spans"]

MAX_FRAGMENTS = 5
"""A sentence with more changed places than this is shown as rewritten (全文改め)."""

_LEAST_ALIKE = 0.3
"""Two sentences that share less than this are no versions of each other."""
_MAX_COMPARISONS = 20_000
_MAX_PAIRS = 400
_COMMAS = frozenset("、，,")
_END = pattern(r"[。！？\r\n]+\Z")
_FILLER = pattern(r"[ぁ-ゖ]{1,3}\Z")
_SKIP_NEW, _SKIP_OLD, _PAIR = range(3)
_LINE_ENDS = frozenset({"\n", "\r", "\r\n"})

_Words: TypeAlias = list[str]


class Span(NamedTuple):
    """A stretch of both texts: the same on both sides, or what stands there on each ("" = nothing).

    Joined over all spans, `before` and `after` are the two texts.
    """

    before: str
    after: str
    same: bool


class Piece(NamedTuple):
    """A stretch of one side's text and whether it is marked as changed."""

    text: str
    changed: bool


class _Step:
    """A run of units on both sides; grows and shrinks while the marks are put in order."""

    __slots__ = ("after", "before", "same")

    def __init__(self, before: Iterable[str], after: Iterable[str], *, same: bool) -> None:
        self.before = list(before)
        self.after = list(after)
        self.same = same


def spans(before: str, after: str, names: tuple[str, ...] = ()) -> list[Span]:
    """Return how one text became the other, in reading order; [] for two empty texts.

    Changed spans are whole units (see `phrases`); none ends with a comma that a phrase follows,
    because a comma goes with the phrase behind it. A sentence with more than `MAX_FRAGMENTS`
    changed spans, or with little in common, is one changed span. `names` are kept whole.
    """
    if before == after:
        return [Span(before, after, same=True)] if before else []
    old, new = _sentences(phrases(before, names)), _sentences(phrases(after, names))
    steps: list[_Step] = []
    for tag, a1, a2, b1, b2 in _opcodes(["".join(s) for s in old], ["".join(s) for s in new]):
        if tag == "equal":
            steps.append(_Step(_flat(old[a1:a2]), _flat(new[b1:b2]), same=True))
        else:
            steps += _block(old[a1:a2], new[b1:b2])
    return [Span("".join(step.before), "".join(step.after), step.same) for step in _merged(steps)]


def pieces(found: Sequence[Span]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return what to show on the side before and on the side after, with the marks.

    Joined, the pieces of a side are its text. A final 。 and line ends are left unmarked, unless
    nothing else changed there.
    """
    return (
        _marked((span.before, span.same) for span in found),
        _marked((span.after, span.same) for span in found),
    )


def _marked(texts: Iterable[tuple[str, bool]]) -> tuple[Piece, ...]:
    parts: list[Piece] = []
    for text, same in texts:
        body = text if same else (text[: end.start()] if (end := _END.search(text)) else text)
        parts.append(Piece(body or text, not same))
        if body and body != text:
            parts.append(Piece(text[len(body) :], changed=False))
    shown = [part for part in parts if part.text]
    return tuple(
        Piece("".join(part.text for part in group), changed)
        for changed, group in groupby(shown, key=lambda part: part.changed)
    )


def _sentences(units: list[str]) -> list[_Words]:
    """Divide units into sentences; the 。 and the line end belong to the sentence they end."""
    sentences: list[_Words] = [[]]
    ended = False
    for unit in units:
        closes = unit in _LINE_ENDS or unit[0] in "。！？"
        if ended and not closes:
            sentences.append([])
        sentences[-1].append(unit)
        ended = closes or (ended and closes)
    return [sentence for sentence in sentences if sentence]


def _block(old: list[_Words], new: list[_Words]) -> list[_Step]:
    """Compare sentences that differ: those alike are versions of each other, in their order."""
    steps: list[_Step] = []
    a = b = 0
    pairs = [(0, 0)] if len(old) == len(new) == 1 else _alike(old, new)
    for i, j in [*pairs, (len(old), len(new))]:
        steps += _rewritten(_flat(old[a:i]), _flat(new[b:j]))
        if i < len(old) and j < len(new):
            steps += _within(old[i], new[j])
        a, b = i + 1, j + 1
    return steps


def _alike(old: list[_Words], new: list[_Words]) -> list[tuple[int, int]]:
    """Return the pairs (number in `old`, number in `new`) with the highest likeness in total."""
    if len(old) * len(new) > _MAX_PAIRS:
        return []
    counts = [_weights(sentence) for sentence in new]
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] * (len(new) + 1)]
    for sentence in old:
        weights = _weights(sentence)
        row = [(0.0, 0)]
        for j, other in enumerate(counts):
            score = _likeness(weights, other)
            paired = best[-1][j][0] + score if score >= _LEAST_ALIKE else -1.0
            row.append(
                max((paired, _PAIR), (best[-1][j + 1][0], _SKIP_OLD), (row[-1][0], _SKIP_NEW))
            )
        best.append(row)
    pairs: list[tuple[int, int]] = []
    i, j = len(old), len(new)
    while i and j:
        move = best[i][j][1]
        if move == _PAIR:
            pairs.append((i - 1, j - 1))
        i, j = i - (move != _SKIP_NEW), j - (move != _SKIP_OLD)
    return pairs[::-1]


def _weights(sentence: _Words) -> Counter[str]:
    """Return how many characters each unit brings; particles and marks say nothing."""
    found: Counter[str] = Counter()
    for unit in sentence:
        if len(unit) > 1 and not _FILLER.match(unit):
            found[unit] += len(unit)
    return found


def _likeness(first: Counter[str], second: Counter[str]) -> float:
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


def _within(old: _Words, new: _Words) -> list[_Step]:
    """Compare two versions of a sentence."""
    steps = [
        _Step(old[a1:a2], new[b1:b2], same=tag == "equal")
        for tag, a1, a2, b1, b2 in _opcodes(old, new)
    ]
    for number in range(1, len(steps)):
        _slide(steps[number - 1], steps[number], steps[number + 1 : number + 2])
    steps = _merged(_absorb(_extend(_merged(steps))))
    changed = sum(not step.same for step in steps)
    alike = changed == 1 or _likeness(_weights(old), _weights(new)) >= _LEAST_ALIKE
    return steps if alike and changed <= MAX_FRAGMENTS else _rewritten(old, new)


def _rewritten(old: _Words, new: _Words) -> list[_Step]:
    """Return one change for all but a common 。 or line end."""
    end = 0
    while (
        end < min(len(old), len(new))
        and old[-1 - end] == new[-1 - end]
        and _END.match(old[-1 - end])
    ):
        end += 1
    cut_old, cut_new = len(old) - end, len(new) - end
    return [
        _Step(old[:cut_old], new[:cut_new], same=False),
        _Step(old[cut_old:], new[cut_new:], same=True),
    ]


def _slide(previous: _Step, step: _Step, following: list[_Step]) -> None:
    """Turn an added `B、` behind a comma into `、B`: the same text, marked as it is cited."""
    if not previous.same or step.same or not following or bool(step.before) == bool(step.after):
        return
    words = step.before or step.after
    while previous.before and words[-1] in _COMMAS and previous.before[-1] == words[-1]:
        comma = words.pop()
        words.insert(0, comma)
        previous.before.pop()
        previous.after.pop()
        following[0].before.insert(0, comma)
        following[0].after.insert(0, comma)


def _extend(steps: list[_Step]) -> list[_Step]:
    """Take the phrase behind a changed comma into the change."""
    for number, step in enumerate(steps):
        if step.same or number + 1 == len(steps):
            continue
        following = steps[number + 1]
        while following.before and _open_comma(step):
            step.before.append(following.before.pop(0))
            step.after.append(following.after.pop(0))
    return steps


def _open_comma(step: _Step) -> bool:
    return any(words and words[-1] in _COMMAS for words in (step.before, step.after))


def _absorb(steps: list[_Step]) -> list[_Step]:
    """Take a particle between two changes into them: the reader sees one change."""
    for number in range(1, len(steps) - 1):
        step = steps[number]
        if step.same and not steps[number - 1].same and not steps[number + 1].same:
            text = "".join(step.before)
            step.same = not (text == "" or _FILLER.match(text))
    return steps


def _merged(steps: Iterable[_Step]) -> list[_Step]:
    """Join neighbours of a kind; drop the empty ones."""
    out: list[_Step] = []
    for step in steps:
        if not step.before and not step.after:
            continue
        if out and out[-1].same == step.same:
            out[-1].before += step.before
            out[-1].after += step.after
        else:
            out.append(step)
    return out


def _flat(sentences: list[_Words]) -> _Words:
    return [unit for sentence in sentences for unit in sentence]


def _opcodes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Return difflib's steps; a comparison that would take long is cut down to the common ends."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    counts = Counter(a)
    codes: list[tuple[str, int, int, int, int]] = [("equal", 0, head, 0, head)] if head else []
    if sum(counts[unit] for unit in b) > _MAX_COMPARISONS:
        codes.append(("replace", head, head + len(a), head, head + len(b)))
    else:
        # Without autojunk=False difflib ignores frequent units from 200 on.
        matcher = SequenceMatcher(None, a, b, autojunk=False)
        for tag, a1, a2, b1, b2 in matcher.get_opcodes():
            codes.append((tag, a1 + head, a2 + head, b1 + head, b2 + head))
    if tail:
        codes.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return codes
