"""Hostile sizes: long lists, many findings and many files are counted, never hidden."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from counted_calls import counted_calls
from hostile_inputs import (
    DEPARTMENT_PATH,
    LAST_YEAR_PATH,
    RULES,
    clean_files,
    files,
    lint,
    sheet,
)

from orgsheet.files import trees as workspace_files
from orgsheet.files.memory import MemoryFiles
from orgsheet.files.trees import WorkspaceError
from orgsheet.japanese import likeness as names
from orgsheet.lint.finding import count_by_severity
from orgsheet.lint.run_rules import MAX_ALIKE, run
from orgsheet.workspace.layout import PLANS_PATH
from orgsheet.workspace.workspace import Workspace

_CLEAN = clean_files()


def _rows(count: int, name: str, **keys: object) -> list[dict[str, object]]:
    return [{"項目": name.replace("N", f"{n:05}"), **keys} for n in range(count)]


def _roles(count: int, name: str) -> list[dict[str, object]]:
    return [{"事務事業名称": name.replace("N", f"{n:05}")} for n in range(count)]


def _items(count: int, name: str) -> dict[str, list[str]]:
    return {"①": [name.replace("N", f"{n:05}") for n in range(count)], "②": [], "③": []}


def _near_names(n: int) -> dict[str, bytes]:
    rows, roles = _rows(n, "見本事業の推進N号"), _roles(n, "見本事業の推進N合")
    return files(sheet(今年度の重点事業=rows, 組織が果たす役割=roles))


def _equal_names(n: int) -> dict[str, bytes]:
    return files(
        sheet(今年度の重点事業=_rows(n, "見本事業"), 組織が果たす役割=_roles(n, "見本事業"))
    )


def _two_forms(n: int) -> dict[str, bytes]:
    rows, others = _rows(n, "地域包括支援推進計画N"), _rows(n, "地域包括支援の推進計画N")
    return files(sheet(今年度の重点事業=rows, 業務プロセスの改善=others))


def _plan_items(n: int) -> dict[str, bytes]:
    ours, theirs = (
        _items(n, "豊かなこころを育むまちづくりN号"),
        _items(n, "豊かなこころを育むまちづくりN合"),
    )
    links = "組織目標と計画等との関連"
    return files(
        sheet(**{links: ours}), **{DEPARTMENT_PATH: {**sheet(), links: theirs, "課名": "部"}}
    )


def _previous_rows(n: int) -> dict[str, bytes]:
    rows = [{"項目": f"x{i}", "前年度の項目": [f"見本事業の推進{i:05}号"]} for i in range(n)]
    before = sheet(年度="R4", 今年度の重点事業=_rows(n, "見本事業の推進N合"))
    return files(sheet(今年度の重点事業=rows), **{LAST_YEAR_PATH: before})


def _milestones(n: int) -> dict[str, bytes]:
    steps = [{"時期": f"{i % 12 + 1}月", "内容": f"実施{i}"} for i in range(n)]
    return files(sheet(今年度の重点事業=_rows(1, "見本事業", 目標期限=steps)))


def _criteria(n: int) -> dict[str, bytes]:
    return files(sheet(今年度の重点事業=_rows(1, "見本事業", 達成基準=["向上を図る"] * n)))


def _staff(n: int) -> dict[str, bytes]:
    role = {**sheet()["組織が果たす役割"][0], "担当": [f"職員{i}" for i in range(n)]}
    return files(sheet(組織が果たす役割=[role]))


def _same_staff(n: int) -> dict[str, bytes]:
    role = {**sheet()["組織が果たす役割"][0], "担当": ["中川"] * n}
    return files(sheet(組織が果たす役割=[role]))


_LISTS = [
    _near_names,
    _equal_names,
    _two_forms,
    _plan_items,
    _previous_rows,
    _milestones,
    _criteria,
    _staff,
    _same_staff,
]


def _calls(contents: dict[str, bytes]) -> int:
    """Return how much work a run is."""
    workspace = Workspace(MemoryFiles(contents), Path())
    return counted_calls(lambda: run(workspace, RULES))


@pytest.mark.slow
@pytest.mark.parametrize("make", _LISTS)
def test_twice_the_rows_are_about_twice_the_work(
    make: Callable[[int], dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However alike the rows of a long list are, no check compares each with every other."""
    monkeypatch.setattr(names, "_MAX_PAIRS", 500)
    _calls(make(3))  # what is worked out once is not counted
    assert _calls(make(240)) < 2.6 * _calls(make(120))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "size"), [(_near_names, 1000), (_equal_names, 3000), (_milestones, 10_000)]
)
def test_thousands_of_rows_are_checked(make: Callable[[int], dict[str, bytes]], size: int) -> None:
    """Thousands of alike rows and ten thousand milestones are checked to the end."""
    assert lint(make(size)).findings


_ALIKE = "criterion-direction-only"


def test_too_many_findings_of_a_rule_are_counted_not_hidden() -> None:
    """Of very many findings of a rule in a file the last one told says how many more there are."""
    result = lint(_criteria(3000))
    alike = [f for f in result.findings if f.rule == _ALIKE]
    assert len(alike) == MAX_ALIKE
    more = 3000 - MAX_ALIKE
    assert [f.total for f in alike if f.total > 1] == [1 + more]
    assert sum(f"ほか {more:,} 件" in f.message for f in alike) == 1
    assert count_by_severity(result.findings)[alike[0].severity] >= 3000


@pytest.mark.slow
def test_one_more_of_very_many_findings_is_a_new_finding() -> None:
    """A baseline does not swallow a new finding among those that are only counted."""
    before = {f.fingerprint for f in lint(_criteria(3000)).findings}
    after = {f.fingerprint for f in lint(_criteria(3001)).findings}
    assert after - before


def test_few_findings_are_all_told() -> None:
    """Up to the limit every finding stands for itself."""
    alike = [f for f in lint(_criteria(MAX_ALIKE)).findings if f.rule == _ALIKE]
    assert len(alike) == MAX_ALIKE
    assert {f.total for f in alike} == {1}


def test_more_files_than_a_city_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit of files nothing is half checked: the workspace is refused."""
    monkeypatch.setattr(workspace_files, "MAX_FILES", 20)
    many = {f"sheets/R5/部/課{n}.yaml": b"" for n in range(21)}
    with pytest.raises(WorkspaceError, match="上限 20 件"):
        run(Workspace(MemoryFiles(many), Path()), RULES)


@pytest.mark.slow
def test_a_huge_register_is_read_up_to_its_limits() -> None:
    """Thousands of plans with the same names slow no sheet down."""
    data = parse_register()
    plan = data["計画"][0]
    data["計画"] = [
        {**plan, "略称": [f"総計{n}"], "項目": [f"豊かなこころを育む{n}"] * 3} for n in range(3000)
    ]
    contents = files(sheet(組織目標="見本市総合計画と総計1。" * 2000), **{PLANS_PATH: data})
    assert any(f.place.path == PLANS_PATH for f in lint(contents).findings)


def parse_register() -> dict[str, Any]:
    """Return the data of the clean plan register."""
    from orgsheet.source import Mapping, parse

    root = parse(_CLEAN[PLANS_PATH], PLANS_PATH).root
    assert isinstance(root, Mapping)
    return root.data()
