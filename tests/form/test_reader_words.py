"""The words that the reader of sheets knows are those of the form's definition."""

from __future__ import annotations

from orgsheet.form.known_forms import packaged_forms
from orgsheet.form.load_form import load_form
from orgsheet.form.reader_words import vocabulary_of
from orgsheet.form.staff import guard_of
from orgsheet.source import emit, format_text, parse
from orgsheet.source.vocabulary import Vocabulary, standard_words

OWN = """\
様式: 港市R5
欄:
  めざす姿: {種類: 文章, 役: 目標}
  所管する事務: {種類: 表, 行: 事務, 役: 役割}
行:
  事務:
    事務の名称: {種類: 名称}
    だれが: {種類: 職員}
    受け持ち: {種類: 文章}
"""
SHEET = """\
年度: R5
めざす姿：
  よい港
所管する事務:
  - 事務の名称: 岸壁の管理
    だれが: [浜野, 汐田]
"""


def _own() -> Vocabulary:
    return vocabulary_of(load_form(OWN.encode(), "schema/forms/港市R5.yaml", lambda _: None))


def test_the_standard_words_are_what_the_definition_makes() -> None:
    """The file of words is made from the newest packaged form, and gives back what was put in."""
    made = vocabulary_of(packaged_forms().newest)
    assert standard_words() == made
    assert Vocabulary.of_data(made.as_data()) == made


def test_a_slip_at_a_heading_of_a_city_s_own_is_told_as_such() -> None:
    """A heading of its own behind a full-width colon is surely an entry, as those of others are."""
    problems = parse(SHEET.encode(), "sheets/R5/港湾局/部.yaml", words=_own()).problems
    assert [(one.kind, one.values.get("キー")) for one in problems] == [
        ("full-width-colon", "めざす姿")
    ]


def test_a_sheet_is_written_as_its_form_says() -> None:
    """Sentences stand in blocks and staff on one line, under the headings of the city's own."""
    data = {"めざす姿": "よい港\n", "所管する事務": [{"事務の名称": "甲", "だれが": ["浜野"]}]}
    text = emit(data, words=_own())
    assert "めざす姿: |\n  よい港\n" in text
    assert "だれが: [浜野]" in text
    assert format_text(parse(text.encode(), "x.yaml", words=_own())) == text


def test_names_under_a_heading_of_a_city_s_own_are_not_shown() -> None:
    """Who stands where the form has the staff is counted, never named, in a tree and in lines."""
    good = SHEET.replace("：", ":")
    document = parse(good.encode(), "sheets/R5/港湾局/部.yaml", words=_own())
    assert document.root is not None
    guard = guard_of([document])
    shown = guard.public((), document.root.data())
    assert "浜野" not in str(shown)
    assert "岸壁の管理" in str(shown)
    assert not guard.shows_line(document, 6)
    assert guard.shows_line(document, 5)
