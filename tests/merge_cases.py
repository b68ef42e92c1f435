"""Random three-way cases whose right answer is known: edits of two sides to the real sheets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeAlias

from orgsheet.source import Plain, emit, parse

ROOT = Path(__file__).parent.parent
HEADER = "# yaml-language-server: $schema=../../../schema/sheet.schema.json"

Path_: TypeAlias = tuple[str | int, ...]
"""Where a value is: keys, and for list items the numbers they had at first."""

_WORDS = (
    "調査",
    "協議",
    "周知",
    "検討",
    "市民",
    "計画",
    "会議",
    "支援",
    "整備",
    "公表",
    "募集",
    "連携",
    "窓口",
    "広報",
    "研修",
    "点検",
    "説明会",
)
_PEOPLE = ("佐藤", "鈴木", "田中", "渡辺", "伊藤", "山本", "中村", "小林", "加藤", "吉田")
_NAMES = ("項目", "事務事業名称")
_STAFF = ("担当", "計画関連No.")
_KINDS = ["set"] * 10 + ["delete"] * 3 + ["add"] * 4 + ["order"] * 2 + ["key"] * 2


@dataclass
class Item:
    """A list item that keeps its number when the list changes."""

    number: int
    value: Plain


@dataclass(frozen=True)
class Edit:
    """One edit: `set` a value, `delete`, `add` an item to a list or a key, or `order` a list."""

    kind: str
    path: Path_
    value: Plain = None


@dataclass(frozen=True)
class Case:
    """A common ancestor, two sides' files, and what a merge must mean; `edits` are for messages."""

    base: bytes
    ours: bytes
    theirs: bytes
    expected: Plain
    edits: tuple[list[Edit], list[Edit]]


@cache
def real_sheets() -> tuple[Plain, ...]:
    """Return the data of the published sheets."""
    paths = sorted((ROOT / "sheets/R5").glob("*/*.yaml"))
    roots = [parse(path.read_bytes(), path.name).root for path in paths]
    return tuple(root.data() for root in roots if root is not None)


def disjoint_case(seed: int) -> Case:
    """Return a case in which no field, row or order is edited by both sides."""
    random = Random(seed)  # noqa: S311 - test data
    tree = _wrap(random.choice(real_sheets()), iter(range(10_000)))
    taken: dict[Path_, int] = {}
    edits: tuple[list[Edit], list[Edit]] = ([], [])
    for side in (0, 1) * random.randint(1, 4):
        edit = _free_edit(random, tree, taken, side, len(edits[0]) + len(edits[1]))
        if edit is not None:
            edits[side].append(edit)
    return _case(random, tree, edits)


def clashing_case(seed: int) -> tuple[Case, tuple[str, str]]:
    """Return a case in which both sides give one field a new value, and the two values."""
    random = Random(seed)  # noqa: S311 - test data
    tree = _wrap(random.choice(real_sheets()), iter(range(10_000)))
    path = random.choice([path for path, value in _leaves(tree) if isinstance(value, str)])
    old = _get(tree, path)
    values = f"{_phrase(random)}甲", f"{_phrase(random)}乙"
    if random.random() < 0.5:
        values = f"{old.rstrip()}{values[0]}", f"{old.rstrip()}{values[1]}"
    taken: dict[Path_, int] = {path: 2, path[:-1]: 2}
    edits = [Edit("set", path, values[0])], [Edit("set", path, values[1])]
    for side in (0, 1) * random.randint(0, 2):
        edit = _free_edit(random, tree, taken, side, len(edits[0]) + len(edits[1]))
        # A row that goes, or a new name, is another edit of what contains the field.
        if edit is not None and edit.kind in ("set", "add") and edit.path[-1] not in _NAMES:
            edits[side].append(edit)
    return _case(random, tree, edits), values


def normalized(value: Plain) -> Plain:
    """Return a value with its lists sorted: where a row was added may differ."""
    if isinstance(value, dict):
        return {key: normalized(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((normalized(item) for item in value), key=_text)
    return value


def _case(random: Random, tree: Plain, edits: tuple[list[Edit], list[Edit]]) -> Case:
    marked = {name for name in _row_names(tree) if random.random() < 0.3}
    trees = [_applied(tree, one) for one in ([], edits[0], edits[1], [*edits[0], *edits[1]])]
    data = [_unwrap(one) for one in trees]
    files = [_with_comments(emit(one, header=HEADER), marked).encode() for one in data[:3]]
    return Case(files[0], files[1], files[2], data[3], edits)


def _with_comments(text: str, names: set[str]) -> str:
    """Put a comment above every row of these names."""
    out = []
    for line in text.splitlines(keepends=True):
        key, _, name = line.strip().removeprefix("- ").partition(": ")
        if key in _NAMES and name in names:
            out.append(f"  # {name}は確認済み\n")
        out.append(line)
    return "".join(out)


def _row_names(tree: Plain) -> Iterator[str]:
    for path, value in _leaves(tree):
        if path[-1] in _NAMES:
            yield value


def _free_edit(
    random: Random, tree: Plain, taken: dict[Path_, int], side: int, number: int
) -> Edit | None:
    """Return an edit of something that nothing taken contains or is contained in."""
    for _ in range(50):
        edit = _proposed(random, tree, number)
        if edit is None:
            continue
        place = edit.path if edit.kind != "order" else (*edit.path, "順序")
        if edit.kind == "add":
            place = (*edit.path, f"新{number}" if isinstance(edit.value, Item) else edit.value[0])
        if any(_touch(place, other) for other in taken):
            continue
        taken[place] = side
        return edit
    return None


def _touch(one: Path_, other: Path_) -> bool:
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def _proposed(random: Random, tree: Plain, number: int) -> Edit | None:
    kind = random.choice(_KINDS)
    if kind == "set":
        path, value = random.choice(list(_leaves(tree)))
        return Edit("set", path, _changed(random, path, value)) if value else None
    lists = [(path, value) for path, value in _collections(tree) if isinstance(value, list)]
    if kind == "key":
        rows = [(path, row) for path, row in _collections(tree) if isinstance(row, dict) and path]
        path, row = random.choice(rows)
        if "項目" in row and "期限原文" not in row:
            return Edit("add", path, ("期限原文", f"{_phrase(random)}\n"))
        keys = [key for key in row if key in (*_STAFF, "内容", "達成基準")]
        return Edit("delete", (*path, random.choice(keys))) if keys and len(row) > 1 else None
    path, items = random.choice(lists)
    if kind == "add":
        place = random.randint(0, len(items))
        after = items[place - 1].number if place else -1
        return Edit(
            "add", path, Item(20_000 + number, (after, _new_item(random, path, items, number)))
        )
    if kind == "delete":
        return Edit("delete", (*path, random.choice(items).number)) if len(items) > 1 else None
    order = [item.number for item in items]
    random.shuffle(order)
    return Edit("order", path, order) if order != sorted(order) else None


def _changed(random: Random, path: Path_, value: Plain) -> Plain:
    if value in ("○", "×"):
        return "×" if value == "○" else "○"
    if not isinstance(value, str):
        return f"{value}{_phrase(random)}"
    end = "\n" if value.endswith("\n") else ""
    body = value.rstrip("\n")
    if random.random() < 0.3 and path[-1] not in _NAMES:
        return _phrase(random) + end
    cut = random.randint(0, len(body))
    if path[-1] in _NAMES and body[:cut].count("「") > body[:cut].count("」"):
        # Another word within quotes names another thing: two works, which no merge may join.
        cut = len(body)
    return body[:cut].rstrip() + random.choice(_WORDS) + body[cut:].lstrip() + end


def _new_item(random: Random, path: Path_, items: list[Item], number: int) -> Plain:
    if path[-1] in _STAFF:
        return f"{random.choice(_PEOPLE)}{number}"
    sample = items[0].value if items else ""
    if not isinstance(sample, dict):
        return f"{_phrase(random)}{number}"
    if "時期" in sample or "内容" in sample:
        return {"時期": f"{random.randint(4, 12)}月", "内容": f"{_phrase(random)}{number}"}
    name = "事務事業名称" if "事務事業名称" in sample else "項目"
    text = "組織の役割" if name == "事務事業名称" else "行動アクション"
    return {name: f"{_phrase(random)}{number}", text: _phrase(random)}


def _phrase(random: Random) -> str:
    return (
        "".join(random.choices(_WORDS, k=random.randint(2, 6))) + str(random.randint(1, 999)) + "件"
    )


def _applied(tree: Plain, edits: list[Edit]) -> Plain:
    """Return the tree after edits: first values, then rows, orders last."""
    made = deepcopy(tree)
    for edit in sorted(edits, key=lambda one: ("set", "add", "delete", "order").index(one.kind)):
        _apply(made, edit)
    return made


def _apply(tree: Plain, edit: Edit) -> None:
    if edit.kind == "order":
        items = _get(tree, edit.path)
        present = {item.number: item for item in items}
        old = [present[number] for number in edit.value if number in present]
        slots = [index for index, item in enumerate(items) if item.number in set(edit.value)]
        for slot, item in zip(slots, old, strict=True):
            items[slot] = item
        return
    if edit.kind == "add":
        holder = _get(tree, edit.path)
        if isinstance(holder, dict):
            holder[edit.value[0]] = edit.value[1]
        else:
            after, value = edit.value.value
            numbers = [item.number for item in holder]
            place = numbers.index(after) + 1 if after in numbers else 0
            holder.insert(place, Item(edit.value.number, value))
        return
    holder = _get(tree, edit.path[:-1])
    last = edit.path[-1]
    if isinstance(holder, dict):
        if edit.kind == "delete":
            del holder[last]
        else:
            holder[last] = edit.value
    else:
        index = next(place for place, item in enumerate(holder) if item.number == last)
        if edit.kind == "delete":
            del holder[index]
        else:
            holder[index].value = edit.value


def _get(tree: Plain, path: Path_) -> Plain:
    for step in path:
        if isinstance(tree, dict):
            tree = tree[step]
        else:
            tree = next(item.value for item in tree if item.number == step)
    return tree


def _wrap(value: Plain, numbers: Iterator[int]) -> Plain:
    if isinstance(value, dict):
        return {key: _wrap(item, numbers) for key, item in value.items()}
    if isinstance(value, list):
        return [Item(next(numbers), _wrap(item, numbers)) for item in value]
    return value


def _unwrap(value: Plain) -> Plain:
    if isinstance(value, dict):
        return {key: _unwrap(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unwrap(item.value) for item in value]
    return value


def _leaves(value: Plain, path: Path_ = ()) -> Iterator[tuple[Path_, Plain]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item.value, (*path, item.number))
    else:
        yield path, value


def _collections(value: Plain, path: Path_ = ()) -> Iterator[tuple[Path_, Plain]]:
    if isinstance(value, dict):
        yield path, value
        for key, item in value.items():
            yield from _collections(item, (*path, key))
    elif isinstance(value, list):
        yield path, value
        for item in value:
            yield from _collections(item.value, (*path, item.number))


def _text(value: Plain) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
