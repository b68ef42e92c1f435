"""The questions of docs/analysis.md are answered as plain counting answers them."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT

CITIES, SECTIONS = 4, 5


@pytest.fixture(scope="module")
def analysis() -> ModuleType:
    """The benchmark's module."""
    spec = importlib.util.spec_from_file_location("analysis", ROOT / "benchmarks" / "analysis.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["analysis"] = module
    spec.loader.exec_module(module)
    return module


def test_duckdb_answers_as_counting_does(analysis: ModuleType, tmp_path: Path) -> None:
    """Unserved items, moved deadlines and attainment of a few cities, counted row by row."""
    sizes = analysis.make(tmp_path, CITIES, SECTIONS)
    assert sizes.sheets == CITIES * SECTIONS * 2
    found, _ = analysis.ask_duckdb(tmp_path)
    unserved: Counter[tuple[str, str]] = Counter()
    moved = []
    shares: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number in range(CITIES):
        city = f"市{number:04d}"
        steps, items, figures = (
            table.records() for table in analysis.city_tables(number, SECTIONS, 1)
        )
        for item in items:
            if item["fiscal_year"] == 2024 and item["sheets"] == 0:
                unserved[item["plan"], item["item"]] += 1
        keys = ("department", "section", "row_id", "event")
        past = {tuple(s[k] for k in keys): s for s in steps if s["fiscal_year"] == 2023}
        for step in steps:
            was, is_now = past[tuple(step[k] for k in keys)]["last_day"], step["last_day"]
            months = (is_now.year - was.year - 1) * 12 + is_now.month - was.month
            if step["fiscal_year"] == 2024 and months:
                moved.append((city, step["section"], step["event"], was, is_now, months))
        told: dict[tuple[str, str, str], dict[str, float]] = defaultdict(dict)
        for one in figures:
            if one["fiscal_year"] == 2024 and one["value"] is not None:
                key = one["department"], one["section"], one["row_id"]
                told[key][one["figure"]] = one["value"]
        for (department, _, _), one in told.items():
            if "実績値" in one:
                grown = one["目標値"] - one["基準値"]
                shares[city, department].append((one["実績値"] - one["基準値"]) / grown)
    assert {(plan, item): count for plan, item, count in found["unserved"]} == unserved
    assert sorted((c, s, e, w, b, m) for c, _, s, _, e, w, b, m in found["moved"]) == sorted(moved)
    attained = {(c, d): (count, round(share, 9)) for c, d, count, share in found["attainment"]}
    assert attained == {
        key: (len(own), round(sum(own) / len(own), 9)) for key, own in shares.items()
    }
    assert min(len(found[name]) for name in analysis.QUESTIONS) > 3


def test_the_ways_of_the_page_work(
    analysis: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the page says to type in Python for DuckDB runs on a folder of tables."""
    analysis.make(tmp_path / "表", 2, 2)
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "analysis.md").read_text("utf-8")
    (block,) = (one for one in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "duck" in one)
    exec(compile(block, "analysis.md", "exec"), {})  # noqa: S102 - the page's own words
