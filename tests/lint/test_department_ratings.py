"""A department that rates a work better than every section that did it is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Command

FOLDER = "sheets/R5/見本部"


def _sheet(unit: str, *ratings: tuple[str, str]) -> str:
    rows = "".join(
        f"  - 項目: {name}\n    行動アクション: 課題を調べ、方針をまとめる。\n"
        f"    年度末: {{時点: 令和6年3月31日, 評価: {rating}, 理由: 目標と比べた。}}\n"
        for name, rating in ratings
    )
    section = "" if unit == "部" else f"課名: {unit}\n"
    return f"年度: R5\n部名: 見本部\n{section}今年度の重点事業:\n{rows}"


@pytest.mark.parametrize(
    ("department", "sections", "is_told"),
    [
        ([("窓口改革", "A")], {"一課": [("窓口改革", "B")]}, True),
        ([("窓口改革", "B")], {"一課": [("窓口改革", "C")], "二課": [("窓口改革", "D")]}, True),
        ([("窓口 改革", "A")], {"一課": [("窓口改革", "C")]}, True),
        ([("ごみの減量", "A"), ("窓口改革", "A")], {"一課": [("窓口改革", "E")]}, True),
        ([("DXの推進", "B")], {"一課": [("ＤＸの推進", "D")]}, True),
        ([("窓口改革", "B")], {"一課": [("窓口改革", "C")], "二課": [("窓口改革", "B")]}, False),
        ([("窓口改革", "C")], {"一課": [("窓口改革", "A")]}, False),
        ([("窓口改革", "A")], {"一課": [("庁舎改修", "D")]}, False),
        ([("窓口改革", "A")], {"一課": [("窓口改革", "優")]}, False),
    ],
)
def test_who_rates_better_than_every_section_is_told(
    workspace: Path,
    orgsheet: Command,
    department: list[tuple[str, str]],
    sections: dict[str, list[tuple[str, str]]],
    is_told: bool,  # noqa: FBT001 - a table of expectations
) -> None:
    """It is told of the same work alone, and only where no section rates it as well."""
    folder = workspace / FOLDER
    folder.mkdir()
    (folder / "部.yaml").write_text(_sheet("部", *department), "utf-8")
    for name, ratings in sections.items():
        (folder / f"{name}.yaml").write_text(_sheet(name, *ratings), "utf-8")
    found = orgsheet("lint", f"{FOLDER}/部.yaml", "--format", "concise", "--no-cache").out
    assert ("rating-above-sections" in found) is is_told
