"""Year-end sheets without a mistake, in the hands of many sections: no rule cries wolf."""

from __future__ import annotations

import json
from typing import Any

from conftest import ROOT, Command
from packaged_rules import PACKAGED_RULES

from orgsheet.form.sheet import SheetId
from orgsheet.source import Mapping, emit, parse
from orgsheet.workspace.workspace import Workspace

FILE = ROOT / "tests" / "cases" / "evaluation" / "clean.yaml"
LIST = "今年度の重点事業"
PLAN = {
    "行動アクション": "関係する課や市民と進め方を話し合い、月ごとに確かめる。",
    "達成基準": ["指標の目標値に届く。"],
}


def _hands() -> dict[str, list[dict[str, Any]]]:
    root = parse(FILE.read_bytes(), FILE.name).root
    assert isinstance(root, Mapping)
    found: dict[str, list[dict[str, Any]]] = root.data()
    return found


def test_clean_year_end_sheets_have_no_error_and_no_warning_of_an_evaluation(
    orgsheet: Command,
) -> None:
    """Words for figures, other ways to write a day, falling and kept indicators, rows given up."""
    hands = _hands()
    assert len(hands) >= 10
    sheet = Workspace.open(orgsheet.folder).sheet(SheetId("R5", "政策推進部", "政策推進課"))
    assert sheet is not None
    assert sheet.root is not None
    for name, rows in hands.items():
        written = [{"項目": row["項目"], **PLAN, **row} for row in rows]
        path = orgsheet.folder / f"sheets/R5/政策推進部/{name}.yaml"
        path.write_text(emit(sheet.root.data() | {"課名": name, LIST: written}), "utf-8")
    own = {rule.id for rule in PACKAGED_RULES if rule.subject == "evaluation"}
    assert len(own) >= 11
    told = json.loads(orgsheet("lint", "--no-cache", "--format", "json").out)["findings"]
    paths = {f"sheets/R5/政策推進部/{name}.yaml" for name in hands}
    assert paths <= {one["path"] for one in told}, "the sheets were looked at"
    wrong = [
        (one["path"].rpartition("/")[2], one["rule"], one["severity"], one["message"])
        for one in told
        if one["path"] in paths and one["severity"] in ("error", "warning")
        if one["rule"] in own
        or "/目標期限" in one["pointer"]
        or any(f"/{time}" in one["pointer"] for time in ("指標", "中間", "年度末"))
    ]
    assert wrong == []
