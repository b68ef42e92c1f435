"""`orgsheet form`: which form a sheet has, what a city's own form may say, and the way to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Command
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from orgsheet.form.known_forms import KnownForms
from orgsheet.form.migrate import migrate
from orgsheet.source import parse

OLD = """\
様式: 港市R5
初年度: R5
最終年度: R6
欄:
  姿勢: {種類: 文章}
  課題: {種類: 表, 行: 課題}
行:
  課題:
    名: {種類: 名称}
    時: {種類: 期限, 原文: 時の原文}
"""
NEW = """\
様式: 港市R7
もと: 港市R5
初年度: R7
欄:
  基本姿勢: {種類: 文章, 旧名: 姿勢}
行:
  課題:
    課題名: {種類: 名称, 旧名: 名}
    期限: {種類: 期限, 原文: 期限の原文, 旧名: 時}
"""
SHEET = """\
# 港の課
様式: 港市R5
年度: R7
部名: 港部
課名: 港課
姿勢: |  # 部長の言葉
  名をあげる。
課題:
  # いちばん大事
  - 名: 岸壁  # 仮
    時:
      - 時期: 7月
    余り: x
  - {名: 倉庫, 時の原文: いつか}
"""


def _known(**forms: str) -> KnownForms:
    return KnownForms({f"schema/forms/{name}.yaml": text.encode() for name, text in forms.items()})


def _write(folder: Path, path: str, text: str) -> Path:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@each_row(
    ("year", "own", "named"),
    [
        ("R5", {}, "取手市R5"),
        ("R4", {}, "取手市R5"),
        ("R6", {}, "取手市R6"),
        ("R20", {}, "取手市R6"),
        ("R5", {"港市R5": OLD}, "港市R5"),
        ("R6", {"港市R5": OLD, "港市R7": NEW}, "港市R5"),
        ("R9", {"港市R5": OLD, "港市R7": NEW}, "港市R7"),
        ("R3", {"港市R5": OLD, "港市R7": NEW}, "港市R5"),
    ],
)
def test_the_year_decides_the_form(year: str, own: dict[str, str], named: str) -> None:
    """A year has the form whose years hold it, the city's own first, else the nearest."""
    form = _known(**own).of_year(year)
    assert form is not None
    assert form.name == named


def test_a_sheet_that_names_its_form_has_it() -> None:
    """様式 in the sheet goes before the year; without it the year decides."""
    known = _known(港市R5=OLD, 港市R7=NEW)
    for words, named in (
        ("様式: 港市R5", "港市R5"),
        ("様式: R6", "港市R7"),
        ("部名: 部", "港市R7"),
    ):
        form = known.of_sheet(parse(words.encode(), "x").root, "R8")
        assert form is not None
        assert form.name == named


def test_an_own_form_takes_the_place_of_the_packaged_one_of_its_name() -> None:
    """A city's file of the same name is read instead, and a derived form follows it."""
    known = _known(取手市R5=OLD.replace("港市R5", "取手市R5"))
    derived = known.form("取手市R6")
    assert derived is not None
    assert set(derived.fields) == {"姿勢", "課題"}
    assert known.names == ("取手市R5", "取手市R6")


@pytest.mark.slow
def test_a_sheet_is_brought_to_a_new_form(orgsheet: Command) -> None:
    """`form migrate` renames keys where they stand; comments and all else keep their bytes."""
    folder = orgsheet.folder
    _write(folder, "schema/forms/港市R5.yaml", OLD)
    _write(folder, "schema/forms/港市R7.yaml", NEW)
    path = "sheets/R7/港部/港課.yaml"
    sheet = _write(folder, path, SHEET)
    tried = orgsheet("form", "migrate", "港市R5", "港市R7", path, "--dry-run")
    assert sheet.read_text(encoding="utf-8") == SHEET
    done = orgsheet("form", "migrate", "R5", "R7", path)
    expected = SHEET.replace("港市R5", "港市R7").replace("姿勢: |", "基本姿勢: |")
    expected = expected.replace("- 名:", "- 課題名:").replace("{名:", "{課題名:")
    expected = expected.replace("    時:", "    期限:").replace("時の原文", "期限の原文")
    assert sheet.read_text(encoding="utf-8") == expected
    for result in (tried, done):
        assert result.code == 1
        assert f"{path}:13: 見出し「余り」" in result.err
        assert "  名 → 課題名" in result.out
    again = orgsheet("form", "migrate", "R5", "R7")
    assert sheet.read_text(encoding="utf-8") == expected
    assert "1 件のうち 0 件" in again.err


def test_a_renamed_field_takes_the_place_of_the_old_one() -> None:
    """A derived form has a field under its new name alone, where the old one stood."""
    form = _known(港市R5=OLD, 港市R7=NEW).form("港市R7")
    assert form is not None
    assert list(form.fields) == ["基本姿勢", "課題"]
    assert list(form.rows["課題"].fields) == ["課題名", "期限"]


def test_a_sheet_with_the_old_and_the_new_key_is_left_alone(orgsheet: Command) -> None:
    """Where both keys stand no value is overwritten: the sheet stays, and its line is told."""
    folder = orgsheet.folder
    _write(folder, "schema/forms/港市R5.yaml", OLD)
    _write(folder, "schema/forms/港市R7.yaml", NEW)
    path = "sheets/R7/港部/港課.yaml"
    sheet = _write(folder, path, SHEET + "基本姿勢: 別\n")
    done = orgsheet("form", "migrate", "R5", "R7", path)
    assert done.code == 2
    assert "6行目の「姿勢」は「基本姿勢」になりますが" in done.err
    assert sheet.read_text(encoding="utf-8") == SHEET + "基本姿勢: 別\n"


_TEXT = st.text(alphabet="名時課題姿勢 #:-[]{}'\"\n", max_size=8)


@given(_TEXT, _TEXT, st.lists(st.tuples(_TEXT, _TEXT), max_size=3))
def test_migration_changes_keys_alone(stance: str, year: str, rows: list[tuple[str, str]]) -> None:
    """Whatever the values are, the result holds them all, and going on changes nothing."""
    from orgsheet.source import emit

    known = _known(港市R5=OLD, 港市R7=NEW)
    before, after = known.form("港市R5"), known.form("港市R7")
    assert before is not None
    assert after is not None
    data = {"年度": year, "姿勢": stance, "課題": [{"名": a, "時の原文": b} for a, b in rows]}
    made = migrate(parse(emit(data).encode(), "x"), before, after).data
    assert made is not None
    document = parse(made, "x")
    assert document.root is not None
    assert document.root.data() == {
        "年度": year,
        "基本姿勢": stance,
        "課題": [{"課題名": a, "期限の原文": b} for a, b in rows],
    }
    assert migrate(document, before, after).data is None


def test_every_fault_of_own_forms_is_told(orgsheet: Command) -> None:
    """`form check` reads all own forms and tells each fault with its file and line, exit code 2."""
    _write(orgsheet.folder, "schema/forms/甲.yaml", "様式: 甲\n欄:\n  目標: {種類: 文書}\n")
    _write(orgsheet.folder, "schema/forms/乙.yaml", "様式: 乙\n欄:\n  目標: {種類: 文章}\n")
    _write(orgsheet.folder, "schema/forms/丙.yaml", "様式: 丙\n初年度: 春\n")
    _write(orgsheet.folder, "schema/forms/丁.yaml", "様式: 戊\n")
    done = orgsheet("form", "check")
    assert done.code == 2
    assert "schema/forms/甲.yaml:3: " in done.err
    assert "schema/forms/丙.yaml:2: " in done.err
    assert "schema/forms/丁.yaml:1: " in done.err
    assert "使えます: schema/forms/乙.yaml" in done.out


def test_a_field_that_asks_for_people_is_asked_about(orgsheet: Command) -> None:
    """Names would be published: `form check` says how to keep them in, where the form does not."""
    fields = "  課長名: {種類: 文字}\n  係長名: {種類: 文字, 公表: しない}\n  班員: {種類: 職員}\n"
    _write(orgsheet.folder, "schema/forms/甲.yaml", f"様式: 甲\n欄:\n{fields}")
    done = orgsheet("form", "check")
    assert done.code == 0
    assert "「課長名」は、人の名前を書く欄のようです" in done.err
    assert "係長名" not in done.err
    assert "班員" not in done.err


@pytest.mark.slow
def test_the_schema_of_a_form_is_printed(orgsheet: Command) -> None:
    """`form schema` prints the schema that editors read, of a form or of a year's form."""
    for word in ("取手市R6", "R6", "令和6年度"):
        done = orgsheet("form", "schema", word)
        assert done.code == 0
        schema = json.loads(done.out)
        Draft202012Validator.check_schema(schema)
        assert schema["$id"].endswith("取手市R6")


@pytest.mark.slow
def test_show_names_every_form_and_field(orgsheet: Command) -> None:
    """`form show` lists the forms, and of one form every field with its kind."""
    assert "取手市R6" in orgsheet("form").out
    page = orgsheet("form", "show", "R5").out
    assert "  目標期限（期限、なくてもよい）" in page
    assert "  組織が果たす役割（表、役: 役割、課だけ）" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["shwo"], "「show」ではありませんか"),
        (["show", "取手市R9"], "あるのは 取手市R5、取手市R6"),
        (["migrate", "R5"], "例: orgsheet form migrate R5 R6"),
        (["migrate", "R6", "R7"], "どちらも様式「取手市R6」です"),
        (["migrate", "R5", "R6"], "様式「取手市R6」のシートがありません"),
        (["show", "R5", "R6"], "一つだけ"),
    ],
)
def test_a_slip_is_told_with_what_to_type(orgsheet: Command, words: list[str], said: str) -> None:
    """A wrong word ends with exit code 2 and says what can be written instead."""
    done = orgsheet("form", *words)
    assert done.code == 2
    assert said in done.err
