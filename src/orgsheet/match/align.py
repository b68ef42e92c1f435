"""Which item of a list is which in a changed copy of it: by id, equality, name, likeness, place."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeAlias

from orgsheet.form.built_in_words import EVENT, ID, WHEN
from orgsheet.japanese.likeness import normalize, similarity
from orgsheet.source import Plain
from orgsheet.source.vocabulary import standard_words

_STEP_KEYS = (EVENT, WHEN)
"""What tells one deadline of a row from another, the better first."""

_ALIKE = 0.5
_SURELY_ALIKE = 0.8
"""From here on a row is found again wherever it moved; below it must keep its place."""
_MARGIN = 0.2
"""So much more alike than any other pair is what moved and is less alike than that."""
_HARDLY_ALIKE = 0.35
"""From here on a row whose name only gained a word is found again, if nothing else is like it."""
_SHORTEST_NAME = 4
_NOT_ALIEN = 0.15
_MOST_PAIRS = 40_000
_MOST_KEPT = 2_000
_LONG = 60

Names: TypeAlias = tuple[str, ...]
"""The keys that name a row, in the order in which they are looked for."""


def canonical(value: Plain) -> str:
    """Return one text for one value: the order of keys does not count, types do."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def label_of(row: Plain, names: Names) -> str:
    """Return a row's name as written, "" where it has none; `names` are the keys of names."""
    for key in names if isinstance(row, dict) else ():
        name = row.get(key)
        if isinstance(name, str) and name.strip():
            return name
    return ""


def name_of(row: Plain, names: Names) -> str:
    """Return the comparison key of a row's name, "" where it has none."""
    return normalize(label_of(row, names))


def id_of(row: Plain) -> str:
    """Return a row's `id`, "" where it has none."""
    value = row.get(ID) if isinstance(row, dict) else None
    return "" if value is None else str(value)


def _step_value(key: str, names: Names, step: Plain) -> str:
    """Return what a deadline says under a key, "" where it is none or says nothing."""
    value = step.get(key) if isinstance(step, dict) and not name_of(step, names) else None
    return value.strip() if isinstance(value, str) else ""


def align(before: list[Plain], after: list[Plain], names: Names | None = None) -> dict[int, int]:
    """Return which item of `after` each item of `before` has become; neither occurs twice.

    An item that is in no pair was removed or is new. Rows with different ids are never paired.
    `names` are the keys that name a row, without them those of the standard form.
    """
    if before == after and canonical(before) == canonical(after):
        return {place: place for place in range(len(before))}
    return _Alignment(before, after, names or standard_words().names).pairs


def same_additions(ours: list[Plain], theirs: list[Plain], names: Names) -> dict[int, int]:
    """Return which of the items that two sides added are one: same id, same value, same name."""
    found = _Alignment.__new__(_Alignment)
    found.start(ours, theirs, names)
    found.by_key(id_of)
    found.by_equality()
    found.by_key(found.name_of)
    return found.pairs


class _Alignment:
    def __init__(self, before: list[Plain], after: list[Plain], names: Names) -> None:
        self.start(before, after, names)
        self.by_key(id_of)
        self.by_equality()
        self.by_key(self.name_of)
        self._by_likeness()
        self._by_place()
        for step_key in _STEP_KEYS:
            self.by_key(partial(_step_value, step_key, names))

    def start(self, before: list[Plain], after: list[Plain], names: Names) -> None:
        self._before, self._after, self._names = before, after, names
        self.pairs: dict[int, int] = {}
        self._taken: set[int] = set()

    def name_of(self, row: Plain) -> str:
        return name_of(row, self._names)

    def by_key(self, key: Callable[[Plain], str]) -> None:
        """Pair items of the same key that no other free item of either list has."""
        ones = _places(key, self._before, self._free_before())
        others = _places(key, self._after, self._free_after())
        for word, places in ones.items():
            if len(places) == 1 and len(others.get(word, ())) == 1:
                self._pair(places[0], others[word][0])

    def by_equality(self) -> None:
        """Pair equal items; of several equal ones the first with the first."""
        others = _places(canonical, self._after, self._free_after())
        for one in self._free_before():
            places = others.get(canonical(self._before[one]))
            if places:
                self._pair(one, places.pop(0))

    def _by_likeness(self) -> None:
        ones, others = list(self._free_before()), list(self._free_after())
        if len(ones) * len(others) > _MOST_PAIRS:
            return
        scores = {
            (one, other): likeness(self._before[one], self._after[other])
            for one in ones
            for other in others
        }
        found = [
            (-score, abs(one - other), one, other)
            for (one, other), score in scores.items()
            if score >= _ALIKE or (score >= _HARDLY_ALIKE and self._is_extended(one, other))
        ]
        for score, _, one, other in sorted(found):
            is_free = one not in self.pairs and other not in self._taken
            if is_free and (
                -score >= _SURELY_ALIKE
                or (-score >= _ALIKE and self._keeps_order(one, other))
                or self._has_no_rival(scores, one, other)
            ):
                self._pair(one, other)

    def _is_extended(self, one: int, other: int) -> bool:
        """Tell whether one name is the other and a word more, before or after it."""
        names = self.name_of(self._before[one]), self.name_of(self._after[other])
        short, long = sorted(names, key=len)
        return len(short) >= _SHORTEST_NAME and short in long

    def _has_no_rival(self, scores: dict[tuple[int, int], float], one: int, other: int) -> bool:
        """Tell whether no other pair of free items with one of these is nearly as alike.

        Where two candidates are almost alike, which of them it is would be a guess.
        """
        least = min(scores[one, other] - _MARGIN, _ALIKE)
        rivals = [(i, other) for i in self._free_before() if i != one]
        rivals += [(one, j) for j in self._free_after() if j != other]
        return all(scores[rival] < least for rival in rivals)

    def _by_place(self) -> None:
        """Pair what stands between the same neighbours, if it is as many items on both sides."""
        for start, end in list(self._gaps()):
            first = self.pairs[start - 1] + 1 if start else 0
            last = self.pairs[end] if end < len(self._before) else len(self._after)
            if last - first != end - start or any(j in self._taken for j in range(first, last)):
                continue
            for one, other in zip(range(start, end), range(first, last), strict=True):
                row = self._before[one]
                # Several new projects in the place of old ones are not the old ones.
                is_sure = end - start == 1 or not self.name_of(row)
                if is_sure or likeness(row, self._after[other]) >= _NOT_ALIEN:
                    self._pair(one, other)

    def _gaps(self) -> Iterator[tuple[int, int]]:
        """Yield the stretches (start, end) of items that have no partner yet."""
        start = None
        for index in range(len(self._before) + 1):
            if index < len(self._before) and index not in self.pairs:
                start = index if start is None else start
            elif start is not None:
                yield start, index
                start = None

    def _keeps_order(self, one: int, other: int) -> bool:
        return len(self.pairs) <= _MOST_KEPT and all(
            (i < one) == (j < other) for i, j in self.pairs.items()
        )

    def _pair(self, one: int, other: int) -> None:
        if _may_be_same(self._before[one], self._after[other]):
            self.pairs[one] = other
            self._taken.add(other)

    def _free_before(self) -> Iterator[int]:
        return (one for one in range(len(self._before)) if one not in self.pairs)

    def _free_after(self) -> Iterator[int]:
        return (other for other in range(len(self._after)) if other not in self._taken)


def likeness(one: Plain, other: Plain) -> float:
    """Return how alike two items are, from 0 to 1; -1.0 for items that cannot be the same."""
    if not _may_be_same(one, other):
        return -1.0
    if isinstance(one, dict):
        return _of_rows(one, other)
    if isinstance(one, list):
        return _of_lists(one, other)
    if isinstance(one, str) and isinstance(other, str):
        return similarity(one, other)
    return 1.0 if canonical(one) == canonical(other) else 0.0


def _may_be_same(one: Plain, other: Plain) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        ids = id_of(one), id_of(other)
        return not all(ids) or ids[0] == ids[1]
    has_parts = isinstance(one, dict | list) or isinstance(other, dict | list)
    return not has_parts or type(one) is type(other)


def _of_rows(one: dict[str, Plain], other: dict[str, Plain]) -> float:
    """Return the mean over the fields; a long text says more than a ○."""
    total = found = 0.0
    for key in (*one, *(key for key in other if key not in one)):
        longest = max(len(canonical(row[key])) for row in (one, other) if key in row)
        weight = 1 + min(longest, _LONG) / 10
        total += weight
        if key in one and key in other:
            found += weight * max(likeness(one[key], other[key]), 0.0)
    return found / total if total else 1.0


def _of_lists(one: list[Plain], other: list[Plain]) -> float:
    ones, others = set(map(canonical, one)), set(map(canonical, other))
    return 2 * len(ones & others) / (len(ones) + len(others)) if ones or others else 1.0


def _places(
    key: Callable[[Plain], str], items: list[Plain], numbers: Iterable[int]
) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        word = key(items[number])
        if word:
            found[word].append(number)
    return found
