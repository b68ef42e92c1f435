"""Checks against last year's sheet follow a section through renaming and merging."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from form_headings import PRIORITY_SECTION

from orgsheet.files.memory import MemoryFiles
from orgsheet.form.sheet import SheetId
from orgsheet.lint.checks.last_year import text_unchanged
from orgsheet.workspace.layout import ORGANIZATION_PATH
from orgsheet.workspace.workspace import Workspace

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "years" / "followed.yaml").read_text("utf-8")
)
TEXT = "市民の意見を聞き、見本となる計画案を取りまとめる。"


def unit(code: str, name: str, years: tuple[str, str | None], origins: list[Any]) -> dict[str, Any]:
    """Return a section as the organization register has it."""
    first, last = years
    return {"ID": code, "名称": name, "初年度": first, "最終年度": last, "前身": origins}


def workspace(origins: list[Any], earlier: list[str]) -> Workspace:
    """Return a workspace with 見本課 in R5 and the sheets of the year before."""
    sections = [
        unit("mihon", "見本課", ("R5", None), origins),
        unit("mihon-old", "旧見本課", ("H28", "R4"), []),
        unit("mihon-other", "別の課", ("H28", "R4"), []),
    ]
    register = {"部": [unit("bu", "見本部", ("H28", None), []) | {"課": sections}]}
    row = {"項目": "見本事業", "行動アクション": TEXT}
    files: dict[str, dict[str, Any]] = {ORGANIZATION_PATH: register}
    for place in ["R5/見本部/見本課", *earlier]:
        files[f"sheets/{place}.yaml"] = {"年度": place[:2], PRIORITY_SECTION: [row]}
    return Workspace(
        MemoryFiles(
            {
                path: yaml.safe_dump(data, allow_unicode=True).encode()
                for path, data in files.items()
            }
        ),
        Path(),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_last_year_is_found_through_the_register(case: dict[str, Any]) -> None:
    """A section's text is compared with the sheets of the units that it continues, and no other."""
    city = workspace(case["前身"], case["前年度"])
    sheet = city.sheet(SheetId("R5", "見本部", "見本課"))
    assert sheet is not None
    spots = list(text_unchanged(sheet, city, sections=(PRIORITY_SECTION,)))
    found = [document.path for spot in spots for document, _, _ in spot.related]
    assert found == ([case["見つかる"]] if case["見つかる"] else [])
