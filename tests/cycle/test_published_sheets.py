"""One address says what of a year is published, and why the rest is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from orgsheet.cycle.published_sheets import published_sheets
from orgsheet.files.kept_pieces import KeptPieces
from orgsheet.files.memory import MemoryFiles
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet, SheetId
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


def _of_two_forms(*changed: str) -> Workspace:
    """Return the city with one sheet of another form, and some members of staff replaced."""
    city = _city("publication: {sheets: タグ}")
    other = f"{FOLDER}/文化芸術課.yaml"
    city.replace(other, "様式: 取手市R5\n".encode() + (city.read(other) or b""))
    for path in changed:
        data = city.read(path) or b""
        assert "[松澤, 高橋]".encode() in data
        city.replace(path, data.replace("[松澤, 高橋]".encode(), "[鈴木]".encode()))
    return city


def test_what_is_kept_of_a_sheet_spares_reading_it_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later run reads no sheet but the changed one, and says what a run from nothing says."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    read: list[str] = []
    whole = Workspace.sheet

    def counted(workspace: Workspace, identity: SheetId) -> Sheet | None:
        read.append(identity.section)
        return whole(workspace, identity)

    monkeypatch.setattr(Workspace, "sheet", counted)

    def published(city: Workspace, kept: KeptPieces | None) -> tuple[list[object], set[str]]:
        read.clear()
        found = published_sheets(open_session(city), R5, kept=kept)
        if kept is not None:
            kept.save()
        shown = [(one.id, one.form.name, one.document.text, one.root) for one in found.sheets]
        told = [(*one[:3], "" if one[3] is None else str(one[3].data())) for one in shown]
        return [*told, *found.kept_back], set(read)

    changed = f"{FOLDER}/秘書課.yaml"
    for city, other, expected in (
        (_of_two_forms(), _of_two_forms(), 5),
        (_of_two_forms(), _of_two_forms(), 0),
        (_of_two_forms(changed), _of_two_forms(changed), None),
        (_of_two_forms(changed), _of_two_forms(changed), 0),
    ):
        said, seen = published(city, KeptPieces(b"city", b"1"))
        assert said == published(other, None)[0]
        assert expected is None or len(seen) == expected
