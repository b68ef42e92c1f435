"""What an editor is told of a sheet: candidates, meanings, dates, outline, places of a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from each_row import each_row
from lsprotocol import types
from open_sheet import CURSOR, PATH, SHEET, opened, workspace_at

from orgsheet.lint.living_sheets import LivingSheets
from orgsheet.lsp import mend, outline, places_meant
from orgsheet.lsp.complete import completions
from orgsheet.lsp.editor_places import EditorPlaces
from orgsheet.lsp.hover import told_at
from orgsheet.lsp.pointed_at import pointed_at

UTF16 = EditorPlaces()


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> LivingSheets:
    """Return a workspace with a sheet, one of last year, and the registers."""
    return workspace_at(tmp_path_factory.mktemp("市 役所"))


def _offers(sheets: LivingSheets, text: str) -> dict[str, types.CompletionItem]:
    file, position = opened(sheets, text)
    return {item.label: item for item in completions(file, position, UTF16)}


def _written(sheets: LivingSheets, text: str, label: str) -> str:
    """Return the line of the cursor after a candidate was taken."""
    file, position = opened(sheets, text)
    item = next(one for one in completions(file, position, UTF16) if one.label == label)
    edit = item.text_edit
    assert isinstance(edit, types.TextEdit)
    line = file.text.split("\n")[position.line]
    return line[: edit.range.start.character] + edit.new_text + line[edit.range.end.character :]


HEAD = "年度: R5\n部名: 総務部\n課名: 総務課\n"


@each_row(
    ("text", "offered", "not_offered"),
    [
        (
            f"{HEAD}組織目標と計画等との関連:\n  ①:\n    - ▮",
            "市民とともにつくるまち",
            "みどりのまち",
        ),
        (
            f"{HEAD}組織目標と計画等との関連:\n  ③:\n    - ▮",
            "青葉市情報化計画",
            "第一次青葉市総合計画",
        ),
        (f"{HEAD}組織が果たす役割:\n  - 計画関連No.: [▮", "①", "④"),
        (f"{HEAD}組織が果たす役割:\n  - 裁量有無: ▮", "○", "①"),
        (f"{HEAD}組織が果たす役割:\n  - 事務事業名称: ▮", "旧・文書管理", "庶務課"),
        (f"{SHEET}  - 項目: ▮", "文書管理", "調査"),
        (f"{HEAD}組織が果たす役割:\n  - 前年度の項目: [▮", "旧・文書管理", "文書管理"),
        (f"{SHEET}    ▮", "達成基準", "項目"),
        (f"{HEAD}▮", "組織使命", "年度"),
        ("年度: R5\n部名: 総務部\n課名: ▮", "総務課", "庶務課"),
        ("年度: ▮", "R5", "R4"),
    ],
)
def test_what_the_form_and_the_registers_know_is_offered_where_it_belongs(
    sheets: LivingSheets, text: str, offered: str, not_offered: str
) -> None:
    """What the form and the registers know is offered where it belongs."""
    found = _offers(sheets, text)

    assert offered in found
    assert not_offered not in found


@each_row("text", [f"{SHEET}    担当: [▮", f"{HEAD}組織が果たす役割:\n  - 担当:\n      - ▮"])
def test_names_of_staff_are_never_offered(sheets: LivingSheets, text: str) -> None:
    """Names of staff are never offered."""
    assert not _offers(sheets, text)


@each_row(
    ("text", "label", "line"),
    [
        (
            f"{HEAD}組織目標と計画等との関連:\n  ①:\n    - 安▮",
            "安全: 災害につよいまち",
            '    - "安全: 災害につよいまち"',
        ),
        (f"{HEAD}組織が果たす役割:\n  - 計画関連No.:▮", "①", "  - 計画関連No.: [①]"),
        (f"{HEAD}組織が果たす役割:\n  - 裁量有無:▮", "○", "  - 裁量有無: ○"),
        (f"{HEAD}組織が果たす役割:\n  - 協▮", "協働有無", "  - 協働有無: "),
    ],
)
def test_a_candidate_is_written_so_that_it_is_read_as_it_stands(
    sheets: LivingSheets, text: str, label: str, line: str
) -> None:
    """A candidate is written so that it is read as it stands."""
    assert _written(sheets, text, label) == line


def _told(sheets: LivingSheets, text: str) -> str:
    file, position = opened(sheets, text)
    document = file.document
    return told_at(sheets.workspace, document, file.sheet, UTF16.offset(document, position), [])


@each_row(
    ("before", "pointed", "words"),
    [
        ("    - 市民とともにつくるまち", "    - 市▮民とともにつくるまち", "令和2年度～令和5年度"),
        ("    - 市民とともにつくるまち", "    - 市▮民とともにつくるまち", "第二次青葉市総合計画"),
        ("    - 青葉市情報化計画", "    - 青▮葉市情報化計画", "令和3年度～令和7年度"),
        ("計画関連No.: [①]", "計画関連No.: [①▮]", "基本目標"),
        ("時期: 7月～8月", "時期: 7月▮～8月", "2023-08-31"),
        ("裁量有無: ○", "裁▮量有無: ○", "裁量"),
    ],
)
def test_what_is_pointed_at_is_explained(
    sheets: LivingSheets, before: str, pointed: str, words: str
) -> None:
    """What is pointed at is explained."""
    assert words in _told(sheets, SHEET.replace(before, pointed))


def test_of_members_of_staff_nothing_is_told_and_they_lead_nowhere(sheets: LivingSheets) -> None:
    """Of members of staff nothing is told and they lead nowhere."""
    text = SHEET.replace("白石", f"白{CURSOR}石")
    file, position = opened(sheets, text)
    sheet = file.sheet
    assert sheet is not None
    pointed = pointed_at(file.document, UTF16.offset(file.document, position))

    assert not _told(sheets, text)
    assert pointed is not None
    assert not places_meant.definitions(sheets.workspace, sheet, pointed)
    assert not places_meant.references(sheets.workspace, sheet, pointed)


def test_behind_every_time_stand_its_days_and_behind_words_nothing(sheets: LivingSheets) -> None:
    """Behind every time stand its days and behind words nothing."""
    file, _ = opened(sheets, SHEET)
    sheet = file.sheet
    assert sheet is not None
    hints = outline.date_hints(sheet, UTF16, UTF16.whole(file.document))

    assert [hint.label for hint in hints] == ["2023-07-01～2023-08-31"]


def test_the_outline_has_the_rows_by_name(sheets: LivingSheets) -> None:
    """The outline has the rows by name."""
    file, _ = opened(sheets, SHEET)
    sheet = file.sheet
    assert sheet is not None
    found = {
        one.name: [row.name for row in one.children or ()] for one in outline.symbols(sheet, UTF16)
    }

    assert found["組織が果たす役割"] == ["文書管理"]
    assert found["今年度の重点事業"] == ["文書管理"]


def test_while_the_text_cannot_be_read_the_last_sheet_serves(sheets: LivingSheets) -> None:
    """While the text cannot be read the last sheet serves."""
    file, _ = opened(sheets, SHEET)
    assert file.document.root is not None
    file.put(SHEET + "今: [", 2)

    assert file.document.root is None
    assert file.sheet is not None
    assert outline.symbols(file.sheet, UTF16)


@each_row(
    ("before", "pointed", "path", "text"),
    [
        (
            "    - 市民とともにつくるまち",
            "    - 市▮民とともにつくるまち",
            "sheets/計画台帳.yaml",
            "市民とともにつくるまち",
        ),
        ("  - 項目: 文書管理", "  - 項目: 文▮書管理", PATH, "文書管理"),
        ("計画関連No.: [①]", "計画関連No.: [▮①]", PATH, "①"),
        ("課名: 総務課", "課名: 総▮務課", "sheets/組織台帳.yaml", "総務課"),
    ],
)
def test_a_place_leads_to_where_it_is_said(
    sheets: LivingSheets, before: str, pointed: str, path: str, text: str
) -> None:
    """A place leads to where it is said."""
    file, position = opened(sheets, SHEET.replace(before, pointed))
    sheet = file.sheet
    assert sheet is not None
    found = pointed_at(file.document, UTF16.offset(file.document, position))
    assert found is not None
    target = places_meant.definitions(sheets.workspace, sheet, found)[0]

    assert target.path == path
    assert target.document.text[target.node.start : target.node.end] == text


def test_a_new_name_is_written_in_all_rows_of_that_name_and_is_data_whatever_it_holds(
    tmp_path: Path,
) -> None:
    """A new name is written in all rows of that name and is data whatever it holds."""
    sheets = workspace_at(tmp_path)
    later = (
        HEAD.replace("R5", "R6") + "今年度の重点事業:\n  - 項目: あ\n    前年度の項目: [文書管理]\n"
    )
    (tmp_path / "sheets/R6/総務部").mkdir(parents=True)
    (tmp_path / "sheets/R6/総務部/総務課.yaml").write_text(later, encoding="utf-8")
    file, position = opened(sheets, SHEET.replace("項目: 文書管理", f"項目: 文{CURSOR}書管理"))
    sheet = file.sheet
    assert sheet is not None
    pointed = pointed_at(file.document, UTF16.offset(file.document, position))
    assert pointed is not None
    targets = places_meant.references(sheets.workspace, sheet, pointed)
    targets += places_meant.mentions_next_year(sheets.workspace, sheet, pointed.node.text)
    edits = mend.renamed(targets, "文書: 管理 #1", tmp_path, UTF16)

    assert sorted(len(one) for one in edits.values()) == [1, 2]
    assert {edit.new_text for one in edits.values() for edit in one} == {'"文書: 管理 #1"'}


@each_row("letters", ["葛󠄀城", "𠮷野", "が", "👩‍👩‍👧", "a\u0301"])
def test_columns_are_counted_as_the_editor_counts_them(tmp_path: Path, letters: str) -> None:
    """Columns are counted as the editor counts them."""
    sheets = workspace_at(tmp_path, SHEET)
    file, position = opened(sheets, f"組織目標: {letters}{CURSOR}終わり\n")
    document = file.document
    for name, length in (("utf-8", len(letters.encode())), ("utf-32", len(letters))):
        places = EditorPlaces(name)
        lead = places.units("組織目標: ")
        found = places.position(document, len("組織目標: ") + len(letters))
        assert found.character == lead + length
    assert UTF16.offset(document, position) == len("組織目標: ") + len(letters)
    assert UTF16.position(document, UTF16.offset(document, position)) == position
