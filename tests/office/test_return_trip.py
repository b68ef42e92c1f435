"""Files that were printed here, edited by a person, and imported again."""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Command
from each_row import each_row

from orgsheet.form.sheet import SheetId
from orgsheet.office.make_book import book_of, printed
from orgsheet.office.origin import Made, packed_origin
from orgsheet.office.print_formats import PRINT_FORMATS
from orgsheet.source import parse
from orgsheet.workspace.workspace import Workspace

sys.path.insert(0, str(ROOT / "benchmarks"))
from office_edits import Excel, Word
from office_return import CORPORA, run, saved_again

HISHO = "sheets/R5/政策推進部/秘書課.yaml"
EDITORS: dict[str, Any] = {"xlsx": Excel, "docx": Word}
EITHER = ["docx", pytest.param("xlsx", marks=pytest.mark.slow)]
"""Excel takes longer, and reads by the same rules."""


def _exported(orgsheet: Command, name: str, file: str = "秘書課") -> Path:
    done = orgsheet("export", "--section", "秘書課", "--output", f"{file}.{name}", "--force")
    assert done.code == 0, done.err
    return orgsheet.folder / f"{file}.{name}"


def _edited(path: Path, first: str, old: str, new: str) -> None:
    """Write a text in the place of another in the row that holds `first`."""
    editor = EDITORS[path.suffix[1:]](path.read_bytes())
    assert any(editor.set(row, old, new) for row in editor.rows(first))
    path.write_bytes(editor.saved())


@pytest.mark.parametrize("name", EDITORS)
def test_a_file_that_nobody_edited_changes_no_byte(orgsheet: Command, name: str) -> None:
    """Comments, quotes and line ends that no page shows stay as they are."""
    path = orgsheet.folder / HISHO
    text = path.read_text(encoding="utf-8").replace("\n組織使命:", "\n# 課長に確認\n組織使命:")
    data = text.replace("事務事業名称: 秘書事務", "事務事業名称: '秘書事務'  # 名称").encode()
    path.write_bytes(data.replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    done = orgsheet("import", str(_exported(orgsheet, name)))
    assert (done.code, path.read_bytes()) == (0, before), done.err
    assert "直されたところ: なし" in done.out


@pytest.mark.parametrize("name", EITHER)
def test_edits_of_the_file_and_of_the_sheet_go_together(orgsheet: Command, name: str) -> None:
    """What was edited in Git meanwhile stays, and no other line is rewritten."""
    file = _exported(orgsheet, name)
    _edited(file, "国際交流団体", "国際交流団体支援・連携事業", "国際交流団体の支援")
    path = orgsheet.folder / HISHO
    path.write_text(
        path.read_text("utf-8").replace("組織目標: |\n", "組織目標: | # 確認\n  追記。\n")
    )
    before = path.read_text("utf-8")
    done = orgsheet("import", file.name)
    assert done.code == 0, done.err
    assert path.read_text("utf-8") == before.replace(
        "国際交流団体支援・連携事業", "国際交流団体の支援"
    )
    assert "組織が果たす役割" in done.out


@pytest.mark.slow
@pytest.mark.parametrize("name", EITHER)
def test_a_value_that_both_changed_is_asked(orgsheet: Command, name: str) -> None:
    """Nothing is written until a person says whose value it is; then the other edits come, too."""
    file = _exported(orgsheet, name)
    old = "国際交流団体支援・連携事業"
    _edited(file, "国際交流団体", old, "国際交流団体の支援")
    _edited(file, "新春賀詞", "新春賀詞交歓会事業", "新春の集い")
    path = orgsheet.folder / HISHO
    path.write_text(path.read_text("utf-8").replace(old, "国際交流の団体支援"))
    before = path.read_bytes()
    done = orgsheet("import", file.name)
    assert (done.code, path.read_bytes()) == (1, before)
    assert "シート: - 事務事業名称: 国際交流の団体支援" in done.err
    assert "ファイル: - 事務事業名称: 国際交流団体の支援" in done.err
    assert orgsheet("import", file.name, "--prefer", "シート").code == 0
    kept = path.read_text("utf-8")
    assert "国際交流の団体支援" in kept
    assert "新春の集い" in kept
    assert orgsheet("import", file.name, "--prefer", "ファイル").code == 0
    assert path.read_text("utf-8") == kept.replace("国際交流の団体支援", "国際交流団体の支援")


@pytest.mark.slow
def test_two_people_give_their_files_back(orgsheet: Command) -> None:
    """Both edits come in, whoever's file is named first; a dry run writes nothing."""
    files = [_exported(orgsheet, "xlsx", "甲"), _exported(orgsheet, "docx", "乙")]
    _edited(files[0], "新春賀詞", "新春賀詞交歓会事業", "新春の集い")
    _edited(files[1], "国際交流団体", "国際交流団体支援・連携事業", "国際交流団体の支援")
    path = orgsheet.folder / HISHO
    before = path.read_bytes()
    names = [file.name for file in files]
    assert orgsheet("import", *names, "--dry-run").code == 0
    assert path.read_bytes() == before
    assert orgsheet("import", *names).code == 0
    text = path.read_text("utf-8")
    assert "新春の集い" in text
    assert "国際交流団体の支援" in text


@pytest.mark.slow
def test_the_same_edits_come_in_where_the_sheet_is_not_there(orgsheet: Command) -> None:
    """In another workspace the file gives the whole sheet."""
    file = _exported(orgsheet, "xlsx")
    root = parse((orgsheet.folder / HISHO).read_bytes(), HISHO).root
    (orgsheet.folder / "別").mkdir()
    done = orgsheet("import", file.name, "--into", "別")
    assert done.code == 0, done.err
    made = parse((orgsheet.folder / "別" / HISHO).read_bytes(), HISHO).root
    assert root is not None
    assert made is not None
    assert made.data() == root.data()


@pytest.mark.slow
@pytest.mark.parametrize("name", EITHER)
def test_what_was_taken_away_or_put_elsewhere_is_told(orgsheet: Command, name: str) -> None:
    """A heading that is gone refuses the file; text outside of every table is not placed."""
    path = orgsheet.folder / HISHO
    before = path.read_bytes()
    file = _exported(orgsheet, name)
    whole = file.read_bytes()
    first = "行動アクション(どのように)" if name == "docx" else "組織目標(今年度組織が目指す姿)"
    editor = EDITORS[name](whole)
    if name == "xlsx":
        lines = list(editor._body)
        lines[3].getparent().remove(lines[4])
    else:
        body = editor._root[0]
        body.remove(next(one for one in body if "組織目標(今年度" in "".join(one.itertext())))
    file.write_bytes(editor.saved())
    done = orgsheet("import", file.name)
    assert (done.code, path.read_bytes()) == (2, before), first
    assert "組織目標" in done.err
    editor = EDITORS[name](whole)
    if name == "xlsx":
        line = editor._body[2]
        new = editor.copy_below(editor._body[4], is_new=True)
        line.addnext(new)
    else:
        body = editor._root[0]
        body[4].addnext(editor._root[0][0].__copy__())
        body[5].find(".//{*}t").text = "ここに書いた"
    file.write_bytes(editor.saved())
    done = orgsheet("import", file.name)
    assert (done.code, path.read_bytes()) == (1, before)
    assert "未配置" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("name", EITHER)
def test_year_and_names_are_not_changed_by_a_file(orgsheet: Command, name: str) -> None:
    """A file of one section cannot become that of another."""
    file = _exported(orgsheet, name)
    editor = EDITORS[name](file.read_bytes())
    data = file.read_bytes()
    if name == "xlsx":
        (row,) = [one for one in editor._body if "部名: 政策推進部" in "".join(editor.texts(one))]
        assert editor.set(row, "部名: 政策推進部　課名: 秘書課", "部名: 政策推進部　課名: 別課")
        data = editor.saved()
    else:
        for text in editor._root.iter("{*}t"):
            text.text = (text.text or "").replace("課名: 秘書課", "課名: 別課")
        data = editor.saved()
    file.write_bytes(data)
    done = orgsheet("import", file.name)
    assert done.code == 2
    assert "政策推進部" in done.err


@pytest.mark.slow
@each_row(
    "sheet",
    [
        SheetId("..", "..", "外"),
        SheetId("R5", "..", "外"),
        SheetId("R5", "政策推進部", "../外"),
        SheetId("R5", "政策推進部", "a\\b"),
        SheetId("R5", "", "外"),
    ],
)
def test_a_file_cannot_say_that_it_is_of_another_place(sheet: SheetId, orgsheet: Command) -> None:
    """What a file says of itself is no path to write to."""
    text = (orgsheet.folder / HISHO).read_text("utf-8")
    origin = packed_origin([Made(sheet, "取手市R5", "0" * 40, text)])
    workspace = Workspace.open(orgsheet.folder)
    page = printed(next(workspace.sheets()), None, returns=True)
    file = orgsheet.folder / "うその.docx"
    file.write_bytes(PRINT_FORMATS["docx"].write(book_of([page], (), {}), origin))
    done = orgsheet("import", file.name)
    assert done.code == 2
    assert "控え" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("name", EITHER)
def test_a_damaged_file_is_told_and_nothing_is_written(orgsheet: Command, name: str) -> None:
    """Half of a part is no reason to crash, and none to lose a value."""
    file = _exported(orgsheet, name)
    before = (orgsheet.folder / HISHO).read_bytes()
    with zipfile.ZipFile(file) as package:
        parts = {one: package.read(one) for one in package.namelist()}
    part = EDITORS[name].part
    with zipfile.ZipFile(file, "w") as package:
        for one, data in parts.items():
            package.writestr(one, data[: len(data) // 2] if one == part else data)
    done = orgsheet("import", file.name)
    assert (done.code, (orgsheet.folder / HISHO).read_bytes()) == (2, before)
    assert "保存し直してください" in done.err


def test_random_edits_of_two_people_are_both_in() -> None:
    """In Excel and in Word: cells edited, a row added, deleted and moved, one more edit in Git."""
    assert set(run(2, seed=7)) == {"right"}


@pytest.mark.slow
def test_many_random_edits_of_two_people_are_both_in() -> None:
    """The same, more often, with other seeds."""
    assert set(run(30, seed=8)) == {"right"}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", EDITORS)
def test_what_libreoffice_saved_again_says_the_same(name: str) -> None:
    """Sheets come back with identical data (all of them: `benchmarks/office_return.py`)."""
    identical, count = saved_again(name, CORPORA[:1])
    assert (identical, count) == (10, 10)
