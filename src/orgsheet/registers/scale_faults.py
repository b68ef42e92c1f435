"""What is wrong with a scale (尺度) although its file has the right shape, and what to write."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from orgsheet.registers.scale_values import (
    AT_TARGET,
    BELOW,
    COMPARED,
    COMPARISONS,
    DIRECTIONS,
    EFFECTS,
    FROM_RATE,
    GOES_ON,
    LATE,
    SCALE_KEYS,
    UNDONE,
    UNSAYABLE,
    VALUES,
    pairs_in,
    plain,
    threshold_of,
    values_in,
)
from orgsheet.registers.tolerant import scalars_of
from orgsheet.source import Mapping, Node

Fault = tuple[Node, str]
_LOOKS = {FROM_RATE: "100以上", COMPARED: AT_TARGET, DIRECTIONS: GOES_ON}


def scale_faults(node: Node) -> Iterator[Fault]:
    """Yield what is wrong with one scale, each with its place and a Japanese sentence."""
    if not isinstance(node, Mapping):
        yield node, "尺度は、「値: [A, B]」から始まる、見出しと値の組で書きます。"
        return
    for key in node.entries:
        if key not in SCALE_KEYS:
            known = "、".join(SCALE_KEYS)
            yield node.keys[key], f"「{key}」は書けません。書けるのは {known} です。"
    values, _ = values_in(node.get(VALUES))
    if not values:
        yield node, "「値」に、尺度の値を、よいほうから順に並べてください。例: 値: [A, B, C]"
        return
    if len(set(values)) < len(values):
        yield node.entries[VALUES], "「値」に、同じ値が二度あります。"
    if FROM_RATE in node.entries and COMPARED in node.entries:
        yield node.entries[COMPARED], "「達成率から」と「比べる」は、どちらか一つにしてください。"
    yield from _named_values(node, values)
    for key, looks in _LOOKS.items():
        table = node.get(key)
        if isinstance(table, Mapping) and table.entries:
            yield from _unknown(table, values)
            yield from _OF_TABLES[key](table, values)
        elif table is not None:
            yield table, f"「{key}」には、「{values[0]}: {looks}」のような組を書きます。"


def _named_values(node: Mapping, values: tuple[str, ...]) -> Iterator[Fault]:
    named = [one for key in (UNSAYABLE, UNDONE) if (one := node.get(key)) is not None]
    for item in (*named, *scalars_of(node.get(LATE))):
        if plain(item) not in values:
            yield item, _no_value(plain(item), values)


def _unknown(table: Mapping, values: tuple[str, ...]) -> Iterator[Fault]:
    for value in table.entries:
        if value not in values:
            yield table.keys[value], _no_value(value, values)


def _directions(table: Mapping, _: tuple[str, ...]) -> Iterator[Fault]:
    for node in table.entries.values():
        if plain(node) not in EFFECTS:
            yield node, f"方向は {'、'.join(EFFECTS)} のどれかです。"


def _comparisons(table: Mapping, values: tuple[str, ...]) -> Iterator[Fault]:
    yield from _order(COMPARED, table, values)
    said = [text for _, text in pairs_in(table)]
    for node in table.entries.values():
        if plain(node) not in (*COMPARISONS, BELOW):
            yield node, f"「比べる」に書けるのは {'、'.join((*COMPARISONS, BELOW))} です。"
    ranks = [COMPARISONS.index(text) for text in said if text in COMPARISONS]
    if ranks != sorted(set(ranks)):
        yield table, "「比べる」は、よいほうから順に、一度ずつ書いてください。"


def _thresholds(table: Mapping, values: tuple[str, ...]) -> Iterator[Fault]:
    yield from _order(FROM_RATE, table, values)
    found = [threshold_of(value, text) for value, text in pairs_in(table)]
    for one, node in zip(found, table.entries.values(), strict=True):
        if one is None:
            yield node, "「達成率から」には、100以上、100より上、それより下 のように書きます。"
    steps = [(one.at, one.beyond) for one in found if one is not None and one.at is not None]
    if any(later >= earlier for earlier, later in pairwise(steps)):
        yield table, "「達成率から」の割合は、上の値ほど大きくしてください。"


def _order(key: str, table: Mapping, values: tuple[str, ...]) -> Iterator[Fault]:
    if [value for value in values if value in table.entries] != list(table.entries):
        yield table, f"「{key}」は、「値」と同じ順（よいほうから）に並べてください。"
    said = list(table.entries.values())
    is_last = [plain(node) == BELOW for node in said]
    if is_last != [False] * (len(said) - 1) + [True]:
        told = (
            f"「{BELOW}」は、いちばん下の値だけに、かならず書いてください。"
            "書かないと、目標と逆に動いたときの値が決まりません。"
        )
        yield said[-1], told


_OF_TABLES = {FROM_RATE: _thresholds, COMPARED: _comparisons, DIRECTIONS: _directions}


def _no_value(text: str, values: tuple[str, ...]) -> str:
    return f"「{text}」は、この尺度の「値」にありません。値は {'、'.join(values)} です。"
