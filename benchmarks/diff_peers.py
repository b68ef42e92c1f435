"""Other diff tools on the same lists: which row each of them takes for which."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

Rows = list[dict[str, Any]]
Links = set[tuple[int, int]]
"""(number before, number after), from 0; rows replaced as a whole are not linked."""

_MOVE = 3
"""The mark of a move in a delta of jsondiffpatch."""
SCRIPT = Path(__file__).with_name("diff_jsondiffpatch.mjs")


class Peer(NamedTuple):
    """A tool in one setting; `links` takes lists of rows in pairs and gives links for each."""

    tool: str
    setting: str
    links: Callable[[Sequence[tuple[Rows, Rows]]], list[Links]]


def peers(node_modules: Path | None) -> tuple[list[Peer], list[str]]:
    """Return the tools that are there, and in Japanese why others are not.

    Args:
        node_modules: the folder with the npm package jsondiffpatch.
    """
    found: list[Peer] = []
    missing = []
    for tool, settings in _PYTHON.items():
        if _version(tool):
            found += [Peer(tool, setting, _each(links)) for setting, links in settings]
        else:
            missing.append(f"{tool}: 入っていない（pip install -e '.[bench]'）")
    package = None if node_modules is None else node_modules / "jsondiffpatch"
    if package is None or not package.is_dir():
        missing.append("jsondiffpatch: --node-modules に npm のフォルダが示されていない")
    elif shutil.which("node") is None:
        missing.append("jsondiffpatch: node が入っていない")
    else:
        for setting, key in (("設定なし", False), ("objectHash=名称", True)):
            found.append(Peer("jsondiffpatch", setting, _jsondiffpatch(package, by_name=key)))
    return found, missing


def versions(node_modules: Path | None) -> str:
    """Return names and versions of the tools that are there."""
    found = [f"{tool} {_version(tool)}" for tool in _PYTHON if _version(tool)]
    package = None if node_modules is None else node_modules / "jsondiffpatch" / "package.json"
    if package is not None and package.is_file():
        found.append(f"jsondiffpatch {json.loads(package.read_text('utf-8'))['version']}")
    return ", ".join(found)


def _version(tool: str) -> str:
    try:
        return version(tool)
    except PackageNotFoundError:
        return ""


def _each(
    links: Callable[[Rows, Rows], Links],
) -> Callable[[Sequence[tuple[Rows, Rows]]], list[Links]]:
    return lambda lists: [links(before, after) for before, after in lists]


def _name(rows: Rows) -> str:
    """Return the key of the rows' name."""
    return next(iter(rows[0])) if rows else ""


def equal_rows(before: Rows, after: Rows, done: Links) -> Links:
    """Return `done` with the rows that are equal and not linked yet: they need no report."""
    links = set(done)
    ones, others = {one for one, _ in done}, {other for _, other in done}
    for i, row in enumerate(before):
        for j, other in enumerate(after):
            if i not in ones and j not in others and row == other:
                links.add((i, j))
                ones.add(i)
                others.add(j)
    return links


def _deepdiff(**options: Any) -> Callable[[Rows, Rows], Links]:  # noqa: ANN401 - DeepDiff's own
    def links(before: Rows, after: Rows) -> Links:
        found: Links = set()
        compare = import_module("deepdiff").DeepDiff
        for levels in compare(before, after, view="tree", **options).values():
            for level in levels:
                one = level.path(output_format="list")
                other = level.path(output_format="list", use_t2=True)
                if len(one) > 1 and len(other) > 1:
                    found.add((one[0], other[0]))
        return equal_rows(before, after, found)

    return links


def graphtage_links(before: Rows, after: Rows) -> Links:
    """Return the rows that graphtage edits into one another."""
    graphtage = import_module("graphtage")
    whole = (graphtage.Insert, graphtage.Remove, graphtage.Replace)
    trees = [import_module("graphtage.json").build_tree(rows) for rows in (before, after)]
    numbers = [{id(node): i for i, node in enumerate(tree.children())} for tree in trees]
    with contextlib.redirect_stderr(io.StringIO()):
        edit = trees[0].edits(trees[1])
        while edit.tighten_bounds():
            pass
        parts = list(edit.edits()) if hasattr(edit, "edits") else []
    found = set()
    for part in parts:
        if not isinstance(part, whole):
            one = numbers[0].get(id(part.from_node))
            other = numbers[1].get(id(getattr(part, "to_node", None)))
            if one is not None and other is not None:
                found.add((one, other))
    return equal_rows(before, after, found)


def daff_links(*, by_name: bool) -> Callable[[Rows, Rows], Links]:
    """Return the function that gives the rows daff aligns, by itself or with the name as key."""

    def links(before: Rows, after: Rows) -> Links:
        if not before or not after:
            return set()
        daff = import_module("daff")
        tables = [daff.PythonTableView(_table(rows)) for rows in (before, after)]
        flags = daff.CompareFlags()
        if by_name:
            flags.addPrimaryKey(_name(before))
        aligned = daff.Coopy.compareTables(tables[0], tables[1], flags).align()
        # Row 0 is the header.
        pairs = ((i, aligned.a2b(i + 1)) for i in range(len(before)))
        return {(i, j - 1) for i, j in pairs if j is not None and j > 0}

    return links


def _table(rows: Rows) -> list[list[str]]:
    cells = [
        [
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for value in row.values()
        ]
        for row in rows
    ]
    return [list(rows[0]), *cells]


def _jsondiffpatch(
    package: Path, *, by_name: bool
) -> Callable[[Sequence[tuple[Rows, Rows]]], list[Links]]:
    def links(lists: Sequence[tuple[Rows, Rows]]) -> list[Links]:
        asked = [
            {"before": one, "after": other, "key": _name(one or other) if by_name else None}
            for one, other in lists
        ]
        done = subprocess.run(
            ["node", str(SCRIPT), str(package)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            check=True,
        )
        deltas = json.loads(done.stdout)
        return [
            _of_delta(delta, len(one), len(other))
            for delta, (one, other) in zip(deltas, lists, strict=True)
        ]

    return links


def _of_delta(delta: dict[str, Any], before: int, after: int) -> Links:
    """Return the links in a delta: moved rows, and what is left on both sides, in order."""
    moved = {
        int(key[1:]): value[1] for key, value in delta.items() if _is_old(key) and value[2] == _MOVE
    }
    gone = {int(key[1:]) for key in delta if _is_old(key)}
    came = {int(key) for key, value in delta.items() if key.isdigit() and isinstance(value, list)}
    kept = [number for number in range(before) if number not in gone]
    places = [number for number in range(after) if number not in came | set(moved.values())]
    return {*moved.items(), *zip(kept, places, strict=False)}


def _is_old(key: str) -> bool:
    return key.startswith("_") and key != "_t"


_PYTHON: dict[str, list[tuple[str, Callable[[Rows, Rows], Links]]]] = {
    "deepdiff": [
        ("設定なし", _deepdiff()),
        (
            "ignore_order、しきい値を開く",
            _deepdiff(
                ignore_order=True, cutoff_distance_for_pairs=0.99, cutoff_intersection_for_pairs=1
            ),
        ),
    ],
    "graphtage": [("設定なし", graphtage_links)],
    "daff": [("設定なし", daff_links(by_name=False)), ("id=名称", daff_links(by_name=True))],
}
