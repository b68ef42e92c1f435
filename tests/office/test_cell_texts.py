"""What stands in the cells of a printed sheet, and what is read from them again."""

from __future__ import annotations

from typing import Any

from conftest import ROOT
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.fiscal import FiscalYear
from orgsheet.form.definition import Field
from orgsheet.form.known_forms import KnownForms
from orgsheet.form.reader_words import vocabulary_of
from orgsheet.form.sheet import SheetId
from orgsheet.importers.labels import Column
from orgsheet.office.cell_texts import column_text, value_text
from orgsheet.office.cell_values import column_values, value_of
from orgsheet.office.lay_out_sheet import Source, lay_out
from orgsheet.office.origin import Made, packed_origin
from orgsheet.office.page_values import texts_of, values_of
from orgsheet.office.print_formats import PRINT_FORMATS
from orgsheet.office.printed_book import Book
from orgsheet.office.restore import restored
from orgsheet.office.return_trip import read_returned
from orgsheet.source import emit
from orgsheet.workspace.workspace import Workspace

YEAR = FiscalYear.parse("R5")
PLACES = [ROOT, ROOT / "benchmarks" / "clean" / "架空市"]


def _field(kind: str, **more: Any) -> Field:  # noqa: ANN401 - whatever a field says
    return Field("欄", kind, "欄", "欄", **more)


def _without_ends(value: Any) -> Any:  # noqa: ANN401 - plain data
    """Return data without the line ends behind texts, which no page shows."""
    if isinstance(value, dict):
        return {key: _without_ends(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_ends(one) for one in value]
    return value.rstrip("\n") if isinstance(value, str) else value


def test_every_value_of_every_sheet_is_read_from_its_page_again() -> None:
    """The pages of this repository's sheets say all their values, and restore the bytes of each."""
    for root in PLACES:
        workspace = Workspace.open(root, upwards=False)
        sheets = list(workspace.sheets())
        assert len(sheets) >= 10
        for sheet in sheets:
            assert sheet.root is not None
            data = sheet.root.data()
            source = Source(sheet.id, sheet.form, data, workspace.plans, returns=True)
            read = values_of(texts_of(lay_out(source)), source)
            head = {"年度", "部名", "課名", "見本"}
            assert _without_ends(read) == _without_ends(
                {key: value for key, value in data.items() if key not in head}
            ), sheet.id
            assert restored(data, read, read, ()) == data


@each_row(
    ("field", "value", "text"),
    [
        (_field("文章"), "一つ\n二つ\n", "一つ\n二つ"),
        (_field("計画の番号", numbers=("①", "②")), ["①", "②"], "①②"),
        (_field("計画の番号", numbers=("1-1", "1-10")), ["1-10", "1-1"], "1-10、1-1"),
        (_field("計画の名称"), ["甲計画", "乙計画"], "・甲計画\n・乙計画"),
        (_field("計画の名称"), ["甲計画"], "甲計画"),
        (_field("基準"), ["回収率50％以上"], "回収率50％以上"),
        (_field("基準"), ["一", "二\n続き"], "・一\n・二\n　続き"),
        (_field("職員"), ["市川", "海老原"], "市川　海老原"),
        (_field("職員"), ["市川 太郎", "海老原"], "市川 太郎、海老原"),
        (_field("選択", choices=(("○", "あり"), ("×", "なし"))), "○", "○"),
        (_field("選択", choices=((1, "一"), (2, "二")), is_several=True), [1, 2], "1、2"),
        (_field("金額", unit="千円"), 12345, "12345"),
        (_field("数"), -1.5, "-1.5"),
        (
            _field("指標"),
            [{"名称": "登録者数", "基準値": 1500, "目標値": "千人以上", "単位": "人"}],
            "登録者数（基準値：1500、目標値：千人以上、単位：人）",
        ),
        (_field("指標"), [{"名称": "満足度（市民）"}], "満足度（市民）"),
        (
            _field("期限"),
            [
                {"時期": "9月", "内容": "まとめ", "結果": "遅れて実施", "実施日": "11月2日"},
                {"時期": "10月", "内容": "報告\n結果：公表", "結果": "未実施"},
                {"時期": "12月", "内容": "一つ\n（結果：実施）"},
                {"時期": "3月", "実施日": "3月3日"},
            ],
            (
                "9月　まとめ/　　（結果：遅れて実施、実施日：11月2日）/10月　報告/　　結果：公表/"
                "　　（結果：未実施）/12月　一つ/　　　（結果：実施）/3月/　　（実施日：3月3日）"
            ),
        ),
        (
            _field("期限"),
            [
                {"時期": "7月～8月", "内容": "市民アンケート 実施"},
                {"時期": "通年"},
                {"区分": "報告", "時期": "9月", "内容": "一つ\n二つ"},
                {"内容": "区分を離れた一件"},
            ],
            "7月～8月　市民アンケート 実施/通年/【報告】/9月　一つ/　　二つ/【】/区分を離れた一件",
        ),
    ],
)
def test_a_value_and_its_cell_say_the_same(field: Field, value: Any, text: str) -> None:  # noqa: ANN401
    """Of every kind of field, a value has its text in a cell, and the text gives the value."""
    from orgsheet.form.known_forms import packaged_forms

    words = vocabulary_of(packaged_forms().newest)
    lines = text.replace("/", "\n")
    assert value_text(field, value, YEAR) == lines
    read = value_of(field, lines, YEAR, words)
    assert _without_ends(read) == _without_ends(value)


_DONE = {"時期": "9月", "内容": "報告", "結果": "実施", "実施日": "9/20"}


@each_row(
    ("text", "steps"),
    [
        ("7月 アンケート", [{"時期": "7月", "内容": "アンケート"}]),
        ("7月～8月 市民　アンケート", [{"時期": "7月～8月", "内容": "市民　アンケート"}]),
        ("７月末　報告\n\n", [{"時期": "７月末", "内容": "報告"}]),
        ("7月号の発行", [{"内容": "7月号の発行"}]),
        ("時期を問わず　報告", [{"時期": "時期を問わず", "内容": "報告"}]),
        ("令和6年3月", [{"時期": "令和6年3月"}]),
        ("9月 報告\n(結果:実施 実施日:9/20)", [_DONE]),
        ("9月 報告\n結果：実施\n実施日：9/20", [_DONE]),
        ("9月 報告\n　（結果：実施、\n", [{"時期": "9月", "内容": "報告", "結果": "実施、"}]),
        ("9月 報告\n　　（結果：、実施日：）", [{"時期": "9月", "内容": "報告"}]),
        ("9月 報告\n結果：公表", [{"時期": "9月", "内容": "報告"}, {"内容": "結果：公表"}]),
        ("（結果：実施）", [{"内容": "（結果：実施）"}]),
    ],
)
def test_what_a_person_types_becomes_steps_and_no_date_is_guessed(
    text: str, steps: list[dict[str, str]]
) -> None:
    """A line is 時期 and 内容 where that is certain, else 内容 alone."""
    from orgsheet.form.known_forms import packaged_forms

    words = vocabulary_of(packaged_forms().newest)
    assert value_of(_field("期限"), text, YEAR, words) == steps


def test_two_fields_of_one_cell_keep_apart() -> None:
    """A deadline, its undivided text and its criteria stand in one cell and are read from it."""
    from orgsheet.form.known_forms import packaged_forms

    form = packaged_forms().newest
    words = vocabulary_of(form)
    fields = form.rows["行動"].fields
    column = Column(fields["目標期限"], fields["達成基準"])
    row = {
        "目標期限": [{"時期": "4月", "内容": "準備"}],
        "期限原文": "5月 ほか\n6月など\n",
        "達成基準": ["参加者100人", "満足度80％"],
    }
    text = column_text(column, row, YEAR, returns=True)
    assert text == ("4月　準備\n（原文）5月 ほか\n6月など\n達成基準：\n・参加者100人\n・満足度80％")
    assert column_values(column, text, YEAR, words) == row
    assert "（原文）" not in column_text(column, row, YEAR, returns=False)


OWN_FORM = """
様式: 見本市R6
題名: 工程表
単位: [部局, 所属]
一枚: 事業概要
欄:
  事業概要: {種類: 名称}
  電話番号: {種類: 文字}
  SDGs: {種類: 選択, 選択: [1, 2, 3], いくつでも: true}
  測定指標: {種類: 表, 行: 指標}
  事業: {種類: 表, 行: 事業}
  最終評価: {種類: 評価, 行: 評価}
行:
  指標:
    指標名: {種類: 名称}
    値: {種類: 指標の値, 列: [基準値, 目標値], 時点: true}
    計画: {種類: 計画の名称}
  事業:
    事業名: {種類: 名称}
    予算額: {種類: 金額, 単位: 千円}
    予定: {種類: 期限, 原文: 予定}
  評価:
    進捗: {種類: 選択, 選択: {◎: 計画以上, ○: 順調}}
    達成度: {種類: 数}
    理由: {種類: 文章}
"""
OWN_DATA = {
    "年度": "R6",
    "部局名": "総務部",
    "所属名": "総務課",
    "事業概要": "窓口",
    "電話番号": "0123-45-6789",
    "SDGs": [1, 3],
    "測定指標": [
        {
            "指標名": "登録者数",
            "値": {"基準値": {"数値": 1500.5, "時点": "令和5年3月"}, "目標値": {"数値": "増やす"}},
            "計画": ["甲計画", "乙計画"],
        }
    ],
    "事業": [{"事業名": "窓口", "予算額": 12000, "予定": [{"時期": "7月", "内容": "開始"}]}],
    "最終評価": {"進捗": "◎", "達成度": 8, "理由": "予定より早い。"},
}


def test_another_city_s_form_is_printed_and_read_by_its_definition_alone() -> None:
    """Figures with times, amounts with units, choices and evaluations have their cells, too."""
    forms = KnownForms({"schema/forms/見本市R6.yaml": OWN_FORM.encode()})
    form = forms.form("見本市R6")
    assert form is not None
    source = Source(SheetId("R6", "総務部", "総務課", "窓口"), form, OWN_DATA, None, returns=True)
    page = lay_out(source)
    assert page.title == "令和6年度　工程表"
    assert page.unit == "部局名: 総務部　所属名: 総務課　事業概要: 窓口"
    heads = [[cell.text for cell in grid.head] for grid in page.grids if grid.head]
    assert heads[0] == ["指標名", "基準値", "目標値", "計画"]
    assert heads[1] == ["事業名", "予算額（千円）", "予定"]
    read = values_of(texts_of(page), source)
    assert read == {key: OWN_DATA[key] for key in form.fields}
    made = [Made(source.sheet, form.name, "0" * 40, emit(OWN_DATA))]
    for name in ("docx", "xlsx"):
        file = PRINT_FORMATS[name].write(Book("工程表", (page,)), packed_origin(made))
        returned = read_returned(file, f"a.{name}", forms, None)
        assert returned is not None
        assert returned.sheets[0].values == OWN_DATA


_PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
_STEPS = st.lists(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("区分", "時期", "内容", "結果", "実施日"), _PLAIN)
    ),
    max_size=4,
)


@given(_STEPS, st.lists(_PLAIN, max_size=3))
def test_hostile_values_never_crash_and_an_untouched_page_changes_nothing(
    steps: list[dict[str, str]], criteria: list[str]
) -> None:
    """Whatever a sheet holds, its page can be read, and says nothing new of what it was made of."""
    from orgsheet.form.known_forms import packaged_forms
    from orgsheet.form.sheet import SheetId

    form = packaged_forms().newest
    row = {"項目": "甲", "目標期限": steps, "達成基準": criteria, "知らない欄": [1]}
    data = {"年度": "R6", "部名": "甲部", "課名": "乙課", "今年度の重点事業": [row, "行でない"]}
    source = Source(SheetId("R6", "甲部", "乙課"), form, data, None, returns=True)
    read = values_of(texts_of(lay_out(source)), source)
    assert restored(data, read, values_of(texts_of(lay_out(source)), source), ()) == data
