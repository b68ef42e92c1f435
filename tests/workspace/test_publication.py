"""One judge says what may leave the office: which sheets, and which of their values."""

from __future__ import annotations

import json

import pytest
from conftest import ROOT

from orgsheet.files.memory import MemoryFiles
from orgsheet.form.sheet import Sheet
from orgsheet.workspace.publication import AtFirstSight, Gate, Publication
from orgsheet.workspace.settings import Settings, SettingsError, load_settings
from orgsheet.workspace.workspace import Workspace

FORM = """\
様式: 市R5
もと: 取手市R5
欄:
  内部の覚え: {種類: 文章, 公表: しない}
  連絡先: {種類: 文字}
"""
SHEET = """\
年度: R5
部名: 総務部
課名: 総務課
組織目標: 目標を果たす。
内部の覚え: 市長の意向による。
組織が果たす役割:
  - 事務事業名称: 文書の管理
    組織の役割: 文書を整える。
    担当: [架空 花子, 試験]
"""


def a_sheet(settings: str = "", text: str = SHEET) -> tuple[Sheet, Publication]:
    """Return the sheet of a city with a form of its own, and what its settings publish."""
    files = {
        "orgsheet.yaml": settings.encode(),
        "schema/forms/市R5.yaml": FORM.encode(),
        "sheets/R5/総務部/総務課.yaml": text.encode(),
    }
    workspace = Workspace(MemoryFiles(files), ROOT)
    (sheet,) = workspace.sheets()
    return sheet, load_settings(workspace).publication


@pytest.mark.parametrize(
    ("staff", "shown"), [("なし", None), ("姓", ["架空", "試験"]), ("全部", ["架空 花子", "試験"])]
)
def test_of_staff_leaves_what_the_settings_say(staff: str, shown: list[str] | None) -> None:
    """Without a word no name of staff leaves; 姓 and 全部 let surnames and names out."""
    sheet, publication = a_sheet(f"publication: {{staff: {staff}}}")
    assert sheet.root is not None
    found = Gate.of(publication, [sheet]).value(sheet, (), sheet.root.data())
    assert found["組織が果たす役割"][0].get("担当") == shown
    assert found["組織が果たす役割"][0]["組織の役割"] == "文書を整える。"
    text = json.dumps(found, ensure_ascii=False)
    assert ("花子" in text) == (staff == "全部")


def test_a_field_that_is_not_published_never_leaves() -> None:
    """What the form says is not published stays, with its heading, whatever the settings are."""
    sheet, publication = a_sheet("publication: {staff: 全部, sheets: タグ}")
    assert sheet.root is not None
    gate = Gate.of(publication, [sheet])
    assert "内部の覚え" not in gate.value(sheet, (), sheet.root.data())
    assert gate.value(sheet, ("内部の覚え",), "市長の意向による。") is None
    assert "内部の覚え" not in gate.fields(sheet.form.fields.items())


@pytest.mark.parametrize(
    ("settings", "text", "open_places", "errors", "said"),
    [
        ("", SHEET, 0, 0, ""),
        ("", SHEET, 3, 0, "3 か所"),
        ("", SHEET, 0, 2, "エラーが 2 件"),
        ("publication: {sheets: タグ}", SHEET, 3, 2, ""),
        ("publication: {sheets: タグ}", SHEET + "見本: 架空のもの\n", 0, 0, "見本"),
        ("publication: {sheets: タグ}", SHEET + "  壊れた行\n", 0, 0, "読めない"),
    ],
)
def test_a_sheet_leaves_when_it_is_written(
    settings: str, text: str, open_places: int, errors: int, said: str
) -> None:
    """Only written sheets leave, or those of the tag; a sample and an unreadable one never."""
    sheet, publication = a_sheet(settings, text)
    seen = AtFirstSight.of(sheet)._replace(open_places=open_places)
    kept = Gate.of(publication, [sheet]).keeps_back(seen, errors=errors)
    assert said in kept
    assert bool(said) == bool(kept)


def test_a_tag_names_the_version_of_a_year() -> None:
    """Where a tag decides, its name is made for the year; else the approved version counts."""
    assert Publication().revision("R5") is None
    assert Publication(sheets="タグ").revision("R5") == "R5/公表"
    assert Publication(sheets="タグ", tag="koukai-{年度}").revision("R6") == "koukai-R6"


@pytest.mark.parametrize(
    "settings", ["staff: 名", "tag: '-x'", "tag: 'a b'", "licence: [1]", "a: 1"]
)
def test_other_settings_are_refused_by_their_line(settings: str) -> None:
    """A value that means nothing is refused, never taken for a laxer one."""
    with pytest.raises(SettingsError, match=r"orgsheet.yaml:2"):
        a_sheet(f"publication:\n  {settings}\n")
    assert Settings().publication == Publication()


def test_the_settings_page_names_every_setting() -> None:
    """Each setting of publication has its row in the page about settings."""
    schema = json.loads((ROOT / "schema/settings.schema.json").read_text("utf-8"))
    page = (ROOT / "docs/settings.md").read_text("utf-8")
    for name in schema["properties"]["publication"]["properties"]:
        assert f"| `{name}` |" in page
