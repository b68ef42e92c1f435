"""Fit the model of being the same row on the tuning half of the labelled pairs, and print it.

    python benchmarks/diff_fit.py

Only pairs that equal names leave open and that the guard lets pass are learnt from: what the guard
excludes anyway would bend the weights.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from math import exp

from diff_corpus import SEEN, City, links, read_all

from orgsheet.form.sheet import SheetId
from orgsheet.match.exact import link_exact
from orgsheet.match.ledger import Ledger, same_list
from orgsheet.match.links import Side
from orgsheet.match.match_rows import rows_of
from orgsheet.match.pair_sheets import components, pair_sheets
from orgsheet.match.row_likeness import Features, Judge
from orgsheet.match.stated_keys import Candidate
from orgsheet.match.tokens import RowText
from orgsheet.registers.plans import PlanRegister

_RIDGE = 0.05
_ROUNDS = 30

Sample = tuple[tuple[float, ...], bool]


def main() -> int:
    """Fit and print the weights."""
    samples = list(_samples())
    weights = fit(samples, _RIDGE)
    print(f"{len(samples)} pairs, {sum(same for _, same in samples)} the same")
    for name, weight in zip(("base", *Features._fields), weights, strict=True):
        print(f"{name}: {weight:.2f}")
    return 0


def _samples() -> Iterator[Sample]:
    pairs = [pair for pair in read_all() if pair.half == SEEN]
    city, true = City(pairs), links(pairs)
    groups = components(
        city.before.sheets,
        city.after.sheets,
        pair_sheets(city.before, city.after, city.organization),
    )
    sides = [
        _candidates(side, group)
        for side, group in zip((city.before, city.after), groups, strict=True)
    ]
    ledger = Ledger(sides[0], sides[1])
    judge = Judge([row.text for side in sides for row in side], PlanRegister(), ())
    link_exact(ledger, judge, across_years=True)
    for ones, others in ledger.scopes(same_list):
        for one in ones:
            for other in others:
                if one.body_pairs and other.body_pairs and not judge.excludes(one, other):
                    is_same = (city.place(one.ref), city.place(other.ref)) in true
                    yield (1.0, *judge.features(one, other)), is_same


def _candidates(side: Side, group: dict[SheetId, int]) -> list[Candidate]:
    return [
        Candidate(RowText(ref, number), group[ref.sheet.id], "")
        for number, ref in enumerate(rows_of(side.sheets.values()))
    ]


def fit(samples: Sequence[Sample], ridge: float) -> list[float]:
    """Return the weights of a logistic regression, by Newton's method; the first has no ridge."""
    size = len(samples[0][0])
    weights = [0.0] * size
    for _ in range(_ROUNDS):
        slope = [-ridge * weight * (place > 0) for place, weight in enumerate(weights)]
        curve = [[ridge * (i == j > 0) for j in range(size)] for i in range(size)]
        for values, is_same in samples:
            likely = 1 / (1 + exp(-sum(map(float.__mul__, weights, map(float, values)))))
            for i, value in enumerate(values):
                slope[i] += (is_same - likely) * value
                for j, other in enumerate(values):
                    curve[i][j] += likely * (1 - likely) * value * other
        weights = [
            weight + step for weight, step in zip(weights, _solve(curve, slope), strict=True)
        ]
    return weights


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a set of linear equations (Gauss with pivots)."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for place in range(size):
        best = max(range(place, size), key=lambda number: abs(rows[number][place]))
        rows[place], rows[best] = rows[best], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for number in range(size):
            if number != place:
                factor = rows[number][place]
                rows[number] = [
                    value - factor * lead
                    for value, lead in zip(rows[number], rows[place], strict=True)
                ]
    return [row[-1] for row in rows]


if __name__ == "__main__":
    sys.exit(main())
