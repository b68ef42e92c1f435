"""Mistakes in evaluations, written before the rules: how many are found, and by which rule."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from conftest import ROOT, Command

from orgsheet.form.sheet import SheetId
from orgsheet.source import emit, parse
from orgsheet.workspace.workspace import Workspace

FILE = ROOT / "tests" / "cases" / "evaluation" / "defects.yaml"
NO_RULE = "なし"
LIST = "今年度の重点事業"


def _data() -> dict[str, Any]:
    document = parse(FILE.read_bytes(), FILE.name)
    assert not document.problems
    assert document.root is not None
    found: dict[str, Any] = document.root.data()
    return found


def _over(base: Any, patch: Any) -> Any:  # noqa: ANN401 - plain data
    """Return data with a patch over it; mappings are merged, everything else replaced."""
    if not (isinstance(base, dict) and isinstance(patch, dict)) or not patch:
        return patch
    return base | {key: _over(base.get(key), value) for key, value in patch.items()}


def _without_nothing(value: Any) -> Any:  # noqa: ANN401 - plain data
    if isinstance(value, dict):
        return {key: _without_nothing(one) for key, one in value.items() if one is not None}
    return value


def _found(folder: Path, orgsheet: Command, cases: list[list[Any]]) -> list[set[str]]:
    """Return the rules that find something in each of these lists of rows, in one run of lint."""
    sheet = Workspace.open(folder).sheet(SheetId("R5", "政策推進部", "政策推進課"))
    assert sheet is not None
    assert sheet.root is not None
    for number, rows in enumerate(cases):
        named = {"課名": f"第{number}課", LIST: rows}
        path = folder / f"sheets/R5/政策推進部/第{number}課.yaml"
        path.write_text(emit(sheet.root.data() | named), "utf-8")
    result = orgsheet("lint", "--no-cache", "--format", "json")
    found: list[set[str]] = [set() for _ in cases]
    for one in json.loads(result.out)["findings"]:
        match = re.search("第([0-9]+)課", one["path"])
        if match:
            found[int(match[1])].add(one["rule"])
    return found


def test_the_mistakes_with_a_rule_are_found_and_clean_rows_are_not(
    workspace: Path, orgsheet: Command
) -> None:
    """Nine in ten mistakes for which there is a rule are found by it; the clean row has none."""
    data = _data()
    base = data["もと"]
    other = base | {"項目": "別の事業"}
    wanted = [(kind, patch) for kind in data["誤り"] for patch in kind["違い"]]
    rows = [_without_nothing(_over(base, patch)) for _, patch in wanted]
    clean, *found = _found(workspace, orgsheet, [[base, other], *([row, other] for row in rows)])
    own = {kind["規則"] for kind, _ in wanted}
    assert not clean & own
    asked = Counter(kind["規則"] for kind, _ in wanted)
    assert len(asked) >= 12
    assert all(count >= 5 for count in asked.values())
    missed = [
        (kind["文"], patch, sorted(rules & own))
        for (kind, patch), rules in zip(wanted, found, strict=True)
        if kind["規則"] != NO_RULE and kind["規則"] not in rules
    ]
    assert len(missed) <= 0.1 * (len(wanted) - asked[NO_RULE]), missed
