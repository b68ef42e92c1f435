"""The form as data: what a definition may say, and the schema that is made from it."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from each_row import each_row
from jsonschema import Draft202012Validator

from orgsheet.form.definition import Form, FormError
from orgsheet.form.json_schema import sheet_schema
from orgsheet.form.kinds import KINDS
from orgsheet.form.load_form import load_form
from orgsheet.render.json_text import json_text
from orgsheet.source import parse

FORMS = ROOT / "schema" / "forms"
WRITTEN = ROOT / "tests" / "cases" / "form" / "written-by-hand.schema.json"
"""What a sheet may hold, as it was written by hand before forms were data."""
_ODD: tuple[Any, ...] = (None, 5, True, "", "文", [], ["文"], [5], {}, {"余": "x"}, [{}], [[]])


def _read(name: str) -> bytes | None:
    path = FORMS / f"{name}.yaml"
    return path.read_bytes() if path.exists() else None


def _form(name: str) -> Form:
    data = _read(name)
    assert data is not None
    return load_form(data, f"schema/forms/{name}.yaml", _read)


def _load(text: str) -> Form:
    return load_form(text.encode(), "schema/forms/試.yaml", _read)


def _sheets() -> list[dict[str, Any]]:
    paths = sorted((ROOT / "sheets").glob("R*/*/*.yaml"))
    found = [parse(path.read_bytes(), path.name).root for path in paths]
    return [root.data() for root in found if root is not None]


def _mutants(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:  # noqa: ANN401
    """Yield each place of the data with what may stand there instead; `...` takes it out."""
    if isinstance(data, dict):
        yield (*path, "余分な見出し"), "x"
        for key, value in data.items():
            for odd in (..., *_ODD):
                yield (*path, key), odd
            yield from _mutants(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data[:2]):
            for odd in _ODD:
                yield (*path, number), odd
            yield from _mutants(value, (*path, number))


def _mutated(data: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:  # noqa: ANN401
    changed = copy.deepcopy(data)
    holder: Any = changed
    for step in path[:-1]:
        holder = holder[step]
    if value is ...:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return changed


@pytest.mark.slow
def test_the_made_schema_takes_and_refuses_what_the_written_one_does() -> None:
    """On 1,500 changed sheets, departments' and sections', both schemas say the same."""
    made = Draft202012Validator(sheet_schema(_form("取手市R5")))
    written = Draft202012Validator(json.loads(WRITTEN.read_bytes()))
    sheets = _sheets()
    every = [(sheet, place) for sheet in sheets for place in _mutants(sheet)]
    chosen = random.Random(1).sample(every, 1500)  # noqa: S311
    refused = 0
    for sheet, (path, value) in chosen:
        changed = _mutated(sheet, path, value)
        verdict = made.is_valid(changed)
        refused += not verdict
        assert verdict == written.is_valid(changed), path
    assert all(made.is_valid(sheet) and written.is_valid(sheet) for sheet in sheets)
    assert 300 < refused < 1500


def test_the_sheet_s_schema_is_fresh() -> None:
    """`schema/sheet.schema.json` is what the definition of the form says today."""
    written = (ROOT / "schema" / "sheet.schema.json").read_text(encoding="utf-8")
    assert written == json_text(sheet_schema(_form("取手市R5")))


def test_a_form_says_only_what_it_changes_of_the_one_it_comes_from() -> None:
    """A derived form has the fields of its base, under its own name and for its own years."""
    base, derived = _form("取手市R5"), _form("取手市R6")
    assert derived.fields == base.fields
    assert derived.rows == base.rows
    assert (derived.name, derived.first, derived.last) == ("取手市R6", "R6", "")


def test_a_field_without_a_kind_says_only_what_it_changes_of_the_field_of_its_base() -> None:
    """Found by its name or by a former one, through every form between; all else stays."""
    files = {
        "甲": "様式: 甲\n欄:\n  色: {種類: 選択, 選択: 色, 説明: 壁の色}\n"
        "  課題: {種類: 表, 行: 課題}\n"
        "行:\n  課題:\n    題: 課題の題\n    名: {種類: 名称, 別名: 題名}\n    担当: {種類: 職員}\n"
        "選択:\n  色: [赤, 青]\n",
        "乙": "様式: 乙\nもと: 甲\n行:\n  課題:\n    担当: {公表: しない}\n選択:\n  色: [白, 黒]\n",
        "丙": "様式: 丙\nもと: 乙\n欄:\n  色: {題: 色あい}\n"
        "行:\n  課題:\n    呼び名: {旧名: 名}\n    担当: {印刷: 受持ち}\n",
    }
    contents = {name: text.encode() for name, text in files.items()}
    derived = load_form(contents["丙"], "schema/forms/丙.yaml", contents.get)
    colour, row = derived.fields["色"], derived.rows["課題"]
    assert (colour.title, colour.help, colour.kind) == ("色あい", "壁の色", "選択")
    assert [value for value, _ in colour.choices] == ["白", "黒"]
    assert list(row.fields) == ["呼び名", "担当"]
    name, staff = row.fields.values()
    assert (name.kind, name.aliases, name.printed) == ("名称", ("題名",), "呼び名")
    assert (staff.kind, staff.printed, staff.is_public) == ("職員", "受持ち", False)


@pytest.mark.parametrize("path", sorted(FORMS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_packaged_form_makes_a_schema(path: Path) -> None:
    """The schema made from a form is a valid one, and the form is named like its file."""
    form = _form(path.stem)
    assert form.name == path.stem
    Draft202012Validator.check_schema(sheet_schema(form))


@each_row(
    ("text", "line", "words"),
    [
        ("様式: 試\n欄:\n  目標: {種類: 文書}\n", 3, "「文章」の誤りではありませんか"),
        ("様式: 試\n欄:\n  目標: {種類: 文章, 印字: x}\n", 3, "「印刷」の誤りではありませんか"),
        ("様式: 試\n欄:\n  目標: 文章\n", 3, "{種類: 文章}"),
        ("様式: 試\n欄:\n  目標: {印刷: x}\n", 3, "種類がありません"),
        ("様式: 試\n爛:\n  目標: {種類: 文章}\n", 2, "書けません"),
        ("様式: 試\nもと: 取手市R5\n欄:\n  新欄: {印刷: x}\n", 4, "もとの様式にも"),
        ("様式: 試\nもと: 取手市R5\n欄:\n  組織目標: {列: [x]}\n", 4, "「文章」の欄には"),
        ("様式: 試\nもと: ない市\n", 2, "「ない市」という様式はありません"),
        ("様式: 試\n欄:\n  表: {種類: 表, 行: ない}\n", 3, "行「ない」"),
        ("様式: 試\n欄:\n  表: {種類: 表}\n", 3, "「行」が要ります"),
        ("様式: 試\n欄:\n  色: {種類: 選択, 選択: ない}\n", 3, "選択「ない」"),
        ("様式: 試\n欄:\n  色: {種類: 選択, 選択: []}\n", 3, "一つ以上"),
        ("様式: 試\n欄:\n  色: {種類: 選択, 選択: [赤, 赤]}\n", 3, "同じ値が二度"),
        ("様式: 試\n欄:\n  額: {種類: 金額, 下: 低い}\n", 3, "数を書きます"),
        ("様式: 試\n欄:\n  文: {種類: 文章, 上限: 0}\n", 3, "1 以上の整数"),
        ("様式: 試\n欄:\n  文: {種類: 文章, 役: 主役}\n", 3, "という役はありません"),
        ("様式: 試\n欄:\n  番: {種類: 計画の番号}\n", 3, "「計画の項目」の欄"),
        ("様式: 試\n一枚: ない\n欄:\n  文: {種類: 文章}\n", 2, "欄「ない」"),
        ("題名: x\n", 1, "「様式」に"),
        ("", 1, "読めません"),
        ("様式: 試\n様式: 試\n", 2, "読めません"),
    ],
)
def test_what_no_definition_may_say_is_refused_with_its_line(
    text: str, line: int, words: str
) -> None:
    """A word, kind, row, choice or form that there is not ends with its file and line."""
    with pytest.raises(FormError) as caught:
        _load(text)
    assert str(caught.value).startswith(f"schema/forms/試.yaml:{line}: ")
    assert words in str(caught.value)


def test_a_form_cannot_come_from_itself() -> None:
    """Two forms that name each other as their base are refused."""
    files = {"甲": "様式: 甲\nもと: 乙\n".encode(), "乙": "様式: 乙\nもと: 甲\n".encode()}
    with pytest.raises(FormError, match="めぐって"):
        load_form(files["甲"], "schema/forms/甲.yaml", files.get)


@each_row("kind", KINDS)
def test_every_kind_has_a_shape(kind: str) -> None:
    """A field of each kind, with what the kind needs, makes a valid schema."""
    needs = {
        "計画の項目": "番号: [①]", "指標の値": "列: [基準値]", "選択": "選択: [甲, 乙]",
        "表": "行: 行",
    }  # fmt: skip
    words = "".join(f", {needs[name]}" for name in needs if name == kind)
    base = "" if kind == "計画の項目" else "  計画: {種類: 計画の項目, 番号: [①]}\n"
    text = (
        f"様式: 試\n欄:\n{base}  欄: {{種類: {kind}{words}}}\n行:\n  行:\n    名: {{種類: 名称}}\n"
    )
    Draft202012Validator.check_schema(sheet_schema(_load(text)))
