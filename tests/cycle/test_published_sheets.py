"""One address says what of a year is published, and why the rest is not."""

from __future__ import annotations

from conftest import ROOT

from orgsheet.cycle.published_sheets import published_sheets
from orgsheet.files.memory import MemoryFiles
from orgsheet.fiscal import FiscalYear
from orgsheet.lint.session import open_session
from orgsheet.source import bytes_of
from orgsheet.workspace.workspace import Workspace

FORM = """\
様式: 市R5
もと: 取手市R5
欄:
  内部の覚え: {種類: 文章, 任意: true, 公表: しない}
"""
FOLDER = "sheets/R5/政策推進部"
R5 = FiscalYear(2023)


def _city(settings: str) -> Workspace:
    """Return the published sheets of R5 with a field of the city's own, one not filled in."""
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in (*(ROOT / "sheets").glob("*.yaml"), *(ROOT / FOLDER).glob("*.yaml"))
    }
    files["orgsheet.yaml"] = settings.encode()
    files["schema/forms/市R5.yaml"] = FORM.encode()
    files[f"{FOLDER}/秘書課.yaml"] += "内部の覚え: 用地の交渉\n# 山田が書いた\n".encode()
    files[f"{FOLDER}/部.yaml"] += "見本: 架空のもの\n".encode()
    blank = files[f"{FOLDER}/政策推進課.yaml"].replace(
        "担当: [全員]".encode(), "担当: [【記入】]".encode()
    )
    files[f"{FOLDER}/政策推進課.yaml"] = blank
    return Workspace(MemoryFiles(files), ROOT)


def test_of_a_year_leaves_what_is_written_and_published() -> None:
    """Open places, errors and samples keep a sheet back, by name; the rest leaves in its order."""
    found = published_sheets(open_session(_city("publication: {licence: 自由}")), R5)
    reasons = {identity.section: reason for identity, reason in found.kept_back}
    assert "か所残っています" in reasons["政策推進課"]
    assert reasons["部"] == "見本です。"
    assert all(reasons.values())
    assert {one.id.section for one in found.sheets}.isdisjoint(reasons)
    assert len(found.sheets) + len(reasons) == 5
    assert found.licence == "自由"


def test_the_view_of_a_sheet_holds_nothing_that_stays_inside() -> None:
    """Neither the field that is not published, nor a name, nor a comment is in its text."""
    found = published_sheets(open_session(_city("publication: {sheets: タグ}")), R5)
    assert [one.id.section for one in found.sheets] == [
        "政策推進課",
        "秘書課",
        "魅力とりで発信課",
        "文化芸術課",
    ]
    (sheet,) = (one for one in found.sheets if one.id.section == "秘書課")
    text = bytes_of(sheet.document).decode()
    assert "組織目標:" in text
    assert not [word for word in ("用地", "山田", "担当:", "内部の覚え") if word in text]
    assert all(role.name for role in sheet.roles)
