"""Recall by kind of mistake: single mistakes written from the kinds, not from the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.finding import Finding
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.run_rules import check_file
from orgsheet.source import emit, parse
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH
from orgsheet.workspace.workspace import Workspace

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "lint" / "defects.yaml"
_BASE = ROOT / "src" / "orgsheet" / "lint" / "example_base.yaml"
_SHEET = "sheets/R5/見本部/見本課.yaml"
_STEP = {"時期": "10月", "内容": "見本の会議"}
_ROW: dict[str, Any] = {
    "項目": "見本事業",
    "行動アクション": "市民の意見を聞き、見本となる計画案をまとめる。",
    "目標期限": [_STEP],
    "達成基準": ["アンケートの回答を500件以上集める。"],
}


@dataclass(frozen=True, slots=True)
class Case:
    """One mistake of a kind: a sheet without and with it; `has_rule` tells that one should find it.

    `words` is the text with the mistake.
    """

    kind: str
    words: str
    clean: bytes
    wrong: bytes
    has_rule: bool


def _data(path: Path) -> Any:  # noqa: ANN401 - plain YAML
    root = parse(path.read_bytes(), path.name).root
    assert root is not None, f"{path.name} is readable"
    return root.data()


def _sheet(base: dict[str, Any], row: dict[str, Any]) -> bytes:
    sheet = dict(base)
    action = _ROW | {key: value for key, value in row.items() if key in _ROW}
    sheet["今年度の重点事業"] = [action]
    if "担当" in row:
        first = sheet["組織が果たす役割"][0]
        staff = [row["担当"], *row.get("others", ())]
        names = (first["事務事業名称"], "見本となる台帳の管理", "見本の相談の受付")
        sheet["組織が果たす役割"] = [
            first | {"事務事業名称": name, "担当": who}
            for name, who in zip(names, staff, strict=False)
        ]
    return emit(sheet).encode()


def cases() -> Iterator[Case]:
    """Yield every mistake of the cases' file."""
    base = _data(_BASE)["課"]
    for kind in _data(CASES):
        for row in kind["rows"]:
            at = row.get("at") or next(key for key in row if key != "wrong")
            yield Case(
                kind["kind"],
                str(row["wrong"]),
                _sheet(base, row),
                _sheet(base, row | {at: row["wrong"]}),
                kind.get("rule") != "none",
            )


def findings(sheet: bytes, rules: Sequence[Rule]) -> list[Finding]:
    """Return what the rules find in a sheet of the examples' city."""
    base = _data(_BASE)
    files = {
        _SHEET: sheet,
        PLANS_PATH: emit(base["計画台帳"]).encode(),
        ORGANIZATION_PATH: emit(base["組織台帳"]).encode(),
    }
    workspace = Workspace(MemoryFiles(files), Path())
    return check_file(workspace, rules, _SHEET)


def new_findings(case: Case, rules: Sequence[Rule]) -> list[Finding]:
    """Return what is found in the sheet with the mistake and not in the one without it."""
    before = {(one.rule, one.pointer, one.message) for one in findings(case.clean, rules)}
    return [
        one
        for one in findings(case.wrong, rules)
        if (one.rule, one.pointer, one.message) not in before
    ]
