"""A new year begun from an evaluated one: problems are handed on, results never."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Command

from orgsheet.evaluation.results_of_row import evaluated_rows, rounds_of_row
from orgsheet.source import emit
from orgsheet.workspace.workspace import Workspace

DIRECTIONS = ("拡充", "継続", "見直し", "縮小", "統合", "終了", "廃止")


@pytest.fixture
def evaluated(workspace: Path) -> list[tuple[str, str]]:
    """Give every row that is evaluated results that are nowhere else; return names, directions."""
    made: list[tuple[str, str]] = []
    opened = Workspace.open(workspace)
    for sheet in opened.sheets("R5"):
        assert sheet.root is not None
        data = sheet.root.data()
        for entry in evaluated_rows(sheet):
            number, direction = len(made), DIRECTIONS[len(made) % len(DIRECTIONS)]
            row = data[entry.heading][entry.number]
            row["指標"] = [{"名称": "件数", "単位": "件", "基準値": 7000, "目標値": 8000 + number}]
            figure = [{"名称": "件数", "値": 770000 + number}]
            row["中間"] = {"実績": figure, "進捗": "順調", "課題": f"途中の課題その{number}。"}
            row["年度末"] = {
                "時点": "令和6年3月29日",
                "実績": figure,
                "評価": "A",
                "理由": f"わけその{number}。",
                "課題": f"残った課題その{number}の一。\n残った課題その{number}の二。\n",
                "来年度": direction,
            }
            for step in row.get("目標期限", []):
                step |= {"結果": "実施", "実施日": "令和5年12月28日"}
            made.append((str(row["項目"]), direction))
        (workspace / sheet.id.path).write_text(emit(data), "utf-8")
    return made


def test_no_result_is_left_and_every_problem_is_a_hint(
    evaluated: list[tuple[str, str]], workspace: Path, orgsheet: Command
) -> None:
    """The new sheets hold no figure, rating, outcome or date of results; each problem is there."""
    assert len(evaluated) > 20
    assert orgsheet("new", "R6", "--from", "R5").code == 0
    texts = [file.read_text("utf-8") for file in (workspace / "sheets" / "R6").rglob("*.yaml")]
    text = "\n".join(texts)
    for number in range(len(evaluated)):
        for problem in ("途中の課題その{}。", "残った課題その{}の一。", "残った課題その{}の二。"):
            assert f"# 前年度: 課題: {problem.format(number)}\n" in text
    values = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#"))
    for result in ("7700", "中間:", "年度末:", "結果:", "実施日:", "12月28日", "わけその"):
        assert result not in values
    for sheet in Workspace.open(workspace).sheets("R6"):
        assert not sheet.document.problems
        for entry in evaluated_rows(sheet):
            rounds = rounds_of_row(entry, Workspace.open(workspace).scales)
            assert all(one.is_empty for one in rounds)


def test_rows_that_end_are_proposed_to_be_dropped_or_merged(
    evaluated: list[tuple[str, str]], workspace: Path, orgsheet: Command
) -> None:
    """廃止 and 終了 are proposed to go, 統合 to be merged; the others stay without a word."""
    told = orgsheet("new", "R6", "--from", "R5")
    said = told.out + told.err
    for name, direction in evaluated:
        shown = " ".join(name.split())
        words = {"統合": "一つにすることにした", "廃止": "なくすことに", "終了": "終えることに"}
        if direction in words:
            assert f"「{shown}」は、" in said
            assert words[direction] in said
    count = sum(direction in ("統合", "廃止", "終了") for _, direction in evaluated)
    assert said.count("行を消してください") == count
    text = "".join(one.read_text("utf-8") for one in (workspace / "sheets/R6").rglob("*.yaml"))
    assert text.count("この行を消してください") == count
