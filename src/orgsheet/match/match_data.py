"""The weights, thresholds and words of matching, read from `match.yaml`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source import parse


class Words(NamedTuple):
    """The words by what they say of a name; `match.yaml` tells what each list is for."""

    places: tuple[str, ...]
    no_names: frozenset[str]
    contrasts: tuple[tuple[str, ...], ...]
    opposites: frozenset[frozenset[str]]
    wholes: dict[str, tuple[str, ...]]
    ordinary: tuple[str, ...]
    tags: frozenset[str]
    stages: re.Pattern[str]
    scenes: re.Pattern[str]
    measures: re.Pattern[str]
    early: re.Pattern[str]
    late: re.Pattern[str]
    citing: re.Pattern[str]
    surveys: re.Pattern[str]
    planned: re.Pattern[str]


class MatchData(NamedTuple):
    """Everything in `match.yaml`; `match.yaml` tells what each number means."""

    weights: dict[str, float]
    bare_weights: dict[str, float]
    plan_weight: float
    thresholds: dict[str, float]
    margin: dict[str, float]
    texts: dict[str, float]
    words: Words


@cache
def match_data() -> MatchData:
    """Return the data, read once."""
    path = Path(__file__).with_name("match.yaml")
    document = parse(path.read_bytes(), path.name)
    assert document.root is not None, "the data is packaged"
    assert not document.problems, "the data is plain YAML"
    read: dict[str, Any] = document.root.data()
    return MatchData(**{**read, "words": _words(read["words"])})


def _words(read: dict[str, Any]) -> Words:
    def some_of(name: str) -> str:
        return "|".join(map(re.escape, sorted(read[name].split(), key=len, reverse=True)))

    return Words(
        places=tuple(read["places"].split()),
        no_names=frozenset(read["no_names"].split()),
        contrasts=tuple(tuple(group.split()) for group in read["contrasts"]),
        opposites=frozenset(map(frozenset, read["opposites"].split())),
        wholes={whole: tuple(both.split()) for whole, both in read["wholes"].items()},
        ordinary=tuple(read["ordinary"].split()),
        tags=frozenset(read["tags"].split()),
        stages=pattern(f"(?:の|{some_of('stages')})+"),
        scenes=pattern(f"(?:{some_of('scenes')})$"),
        measures=pattern(some_of("measures")),
        early=pattern(some_of("early")),
        late=pattern(some_of("late")),
        citing=pattern(some_of("citing")),
        surveys=pattern(f"(?:{some_of('surveys')})(?:の(?:実施|設計|準備|分析|集計))?$"),
        planned=pattern(some_of("planned")),
    )
