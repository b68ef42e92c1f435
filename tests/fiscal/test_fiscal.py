"""Tests of fiscal years, eras and deadline phrases; the phrases are in cases/fiscal/*.tsv."""

from __future__ import annotations

import csv
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.fiscal import (
    CERTAINTIES,
    ERAS,
    KINDS,
    Deadline,
    FiscalYear,
    Kind,
    WarekiError,
    begins_undecided,
    date_text,
    find_deadlines,
    find_era,
    month_text,
    outside,
    read_deadline,
    split_leading,
    to_wareki,
    wareki_date,
    wareki_month,
)
from orgsheet.fiscal.deadline.read_phrase import _read_by_grammar
from orgsheet.fiscal.deadline.shortcut import read_plain
from orgsheet.japanese.numerals import fold, read_number

CASES = Path(__file__).parents[1] / "cases" / "fiscal"
DOCUMENT = Path(__file__).parents[2] / "docs" / "deadlines.md"
R5 = FiscalYear(2023)


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a case file; empty cells are empty strings."""
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def table(title: str) -> list[list[str]]:
    """Return the cells of the table under a heading of the document, without its heading row."""
    section = DOCUMENT.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


VALID = rows("valid.tsv")
UNCLEAR = rows("unclear.tsv")
EVERYDAY = rows("everyday.tsv")
LEADING = rows("leading.tsv")
FINDING = rows("finding.tsv")
PHRASES = [row["text"] for row in VALID]
ALL_MONTHS = [date(1926 + n // 12, 1 + n % 12, 1) for n in range(12, 12 * 174)]


KANJI_MONTHS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


def name_of(row: dict[str, str]) -> str:
    """Return the test id of a case."""
    return f"{row['text']}-{row.get('year', '')}"


def iso(day: date | None) -> str:
    """Return a date as the case files write it."""
    return day.isoformat() if day else ""


@each_row("row", VALID, ids=name_of)
def test_valid_phrase(row: dict[str, str]) -> None:
    """Each phrase that officials write is read as its kind, its days and its certainty."""
    found = read_deadline(row["text"], FiscalYear.parse(row["year"]))
    assert (found.kind, iso(found.first), iso(found.last), found.certainty) == (
        row["kind"],
        row["from"],
        row["to"],
        row["certainty"],
    ), found.note
    assert found.reversed == (row["order"] == "reversed")
    assert found.text == row["text"]


@each_row("row", UNCLEAR, ids=name_of)
def test_unclear_phrase(row: dict[str, str]) -> None:
    """Each slip and each phrase of two meanings gets the note that says what to write."""
    found = read_deadline(row["text"], FiscalYear.parse(row["year"]))
    assert found.kind == row["kind"]
    assert row["note"] in found.note


@each_row("row", rows("notes.tsv"), ids=name_of)
def test_notes_are_told_in_these_words(row: dict[str, str]) -> None:
    """Every kind of note is told whole and in these words: nothing before, between or after."""
    assert read_deadline(row["text"], FiscalYear.parse(row["year"])).note == row["note"]


def test_case_files_are_large_and_free_of_doubles() -> None:
    """The case files hold at least 400 valid and 200 unclear phrases, each of them once."""
    for cases, least in ((VALID, 400), (UNCLEAR, 200)):
        keys = {(row["text"], row["year"]) for row in cases}
        assert len(keys) == len(cases) >= least


def test_every_kind_and_certainty_has_a_case() -> None:
    """No kind or certainty exists that the case files never see."""
    seen = [row["kind"] for row in VALID] + [row["kind"] for row in UNCLEAR]
    assert set(seen) == set(KINDS)
    assert {row["certainty"] for row in VALID} == set(CERTAINTIES)


def test_offered_spelling_can_be_read() -> None:
    """A spelling that a note tells the official to write is itself a deadline."""
    offered = 0
    for row in UNCLEAR:
        found = read_deadline(row["text"], FiscalYear.parse(row["year"]))
        head, told, _ = found.note.partition("」と書いてください")
        if found.kind != "unreadable" or not told:
            continue
        spelling = head.rpartition("「")[2]
        again = read_deadline(spelling, R5)
        assert again.kind != "unreadable", (row["text"], spelling)
        offered += 1
    assert offered > 80


@each_row("row", LEADING, ids=name_of)
def test_split_leading(row: dict[str, str]) -> None:
    """The deadline that begins a cell is split off, and nothing that may be a sentence is."""
    found = split_leading(row["text"], R5)
    if not row["phrase"]:
        assert found is None
        return
    assert found is not None
    deadline, length = found
    assert (deadline.text, deadline.kind) == (row["phrase"], row["kind"])
    assert row["text"][:length].strip() == row["phrase"]


@each_row("row", FINDING, ids=name_of)
def test_find_deadlines(row: dict[str, str]) -> None:
    """In running text exactly the phrases that are dates or deadlines of their own are found."""
    found = find_deadlines(row["text"], R5)
    assert "|".join(deadline.text for _, _, deadline in found) == row["phrases"]
    for start, end, deadline in found:
        assert row["text"][start:end] == deadline.text


@each_row("row", VALID, ids=name_of)
def test_phrase_alone_is_found(row: dict[str, str]) -> None:
    """Splitting and finding never read a phrase differently from reading it whole."""
    year = FiscalYear.parse(row["year"])
    pieces = [found[2] for found in find_deadlines(row["text"], year)]
    if (split := split_leading(row["text"], year)) is not None:
        pieces.append(split[0])
    for piece in pieces:
        assert read_deadline(piece.text, year) == piece


def test_most_phrases_are_split_before_a_space() -> None:
    """A phrase followed by a space and an event is split off whole, but for a few that may not."""
    missed = []
    for row in VALID:
        text, year = row["text"].strip(), FiscalYear.parse(row["year"])
        found = split_leading(f"{text} 事業の実施", year)
        if found is None or found[1] != len(text):
            missed.append(text)
    held_back = ("event_tied", "fiscal_year", "calendar_year")
    few = [
        text
        for text in missed
        if read_deadline(text, R5).kind not in held_back
        and not text.startswith(("～", "〜"))
        and not text.endswith(("に", "で"))
        and "～ " not in text
    ]
    assert len(few) * 25 < len(VALID), few


@each_row("cells", table("種類の一覧"), ids=lambda cells: cells[2])
def test_document_example(cells: list[str]) -> None:
    """Each example in the document is read as the document says."""
    kind, name, text, first, last, certainty, _ = cells
    found = read_deadline(text, R5)
    assert (found.kind, iso(found.first), iso(found.last), found.certainty) == (
        kind,
        first,
        last,
        certainty,
    )
    assert name == KINDS[kind].word


def test_document_is_complete() -> None:
    """The document shows every kind and explains every certainty."""
    assert {cells[0] for cells in table("種類の一覧")} == set(KINDS)
    assert dict(table("確かさ")) == CERTAINTIES


def test_document_tells_the_traits() -> None:
    """The document names every trait of a kind, and exactly the kinds that have it."""
    told = {cells[0]: cells[2] for cells in table("種類の性質")}
    assert told.keys() == {name for name in dir(Kind) if name.startswith(("is_", "in_"))}
    for trait, kinds in told.items():
        having = [kind for kind, traits in KINDS.items() if getattr(traits, trait)]
        every = having == [kind for kind in KINDS if kind != "unreadable"]
        assert kinds == ("unreadable のほかすべて" if every else "、".join(having))


def test_a_kind_has_days_or_a_reason_why_not() -> None:
    """Every kind names a time, says why it has no days, or is no deadline."""
    for kind, traits in KINDS.items():
        assert bool(traits.unit) + bool(traits.undated) + (kind == "unreadable") == 1
        assert bool(traits.unit) == bool(traits.shape)


@each_row("cells", table("読めない書き方"), ids=lambda cells: cells[0])
def test_document_slip(cells: list[str]) -> None:
    """Each slip in the document gets the note that the document quotes."""
    found = read_deadline(cells[0], R5)
    assert found.kind == "unreadable"
    assert cells[1] in found.note


@given(st.sampled_from(ALL_MONTHS))
def test_wareki_of_a_month_and_back(first: date) -> None:
    """A month of 昭和 to 令和, written in wareki, is that month again."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    for day in (first, last):
        era, year = to_wareki(day)
        assert wareki_month(era, year, first.month) == (first, last)
        assert wareki_date(era, year, day.month, day.day) == day


@pytest.mark.slow
def test_wareki_round_trip_over_every_month() -> None:
    """Every month from 昭和2年1月 to 2099 is read from its wareki text as the same month."""
    for first in ALL_MONTHS:
        last = first.replace(day=monthrange(first.year, first.month)[1])
        year = FiscalYear.containing(first)
        for text in (month_text(first), month_text(last)):
            found = read_deadline(text, year)
            assert (found.kind, found.first, found.last) == ("wareki_month", first, last), text
        assert read_deadline(date_text(last), year).first == last


def test_each_day_at_an_era_boundary() -> None:
    """Eras meet without a gap, and share a day only where the new began on the old one's last."""
    for newer, older in pairwise(ERAS):
        shared = newer.first == older.last
        assert shared or newer.first == older.last + timedelta(days=1)
        assert to_wareki(newer.first)[0] is newer
        assert to_wareki(newer.first - timedelta(days=1))[0] is older


@each_row(
    ("era", "year", "month", "day", "offered"),
    [
        ("平成", 31, 5, 1, "令和元年5月1日"),
        ("令和", 1, 4, 30, "平成31年4月30日"),
        ("昭和", 64, 1, 8, "平成元年1月8日"),
        ("平成", 1, 1, 7, "昭和64年1月7日"),
        ("大正", 15, 12, 26, "昭和元年12月26日"),
        ("昭和", 1, 12, 24, "大正15年12月24日"),
        ("明治", 45, 7, 31, "大正元年7月31日"),
        ("大正", 1, 7, 29, "明治45年7月29日"),
    ],
)
def test_day_outside_its_era(era: str, year: int, month: int, day: int, offered: str) -> None:
    """A day just outside an era is refused, with its right wareki date."""
    with pytest.raises(WarekiError, match=f"「{offered}」"):
        wareki_date(find_era(era), year, month, day)


def test_lunisolar_dates_are_refused() -> None:
    """Days before 明治6年 have no plain Gregorian reading and are refused, not converted."""
    told = r"^明治5年までは旧暦のため、日付を読めません。西暦で書いてください。$"
    with pytest.raises(WarekiError, match=told):
        to_wareki(date(1872, 12, 31))
    with pytest.raises(WarekiError, match=told):
        wareki_date(find_era("M"), 5, 12, 2)
    with pytest.raises(WarekiError, match=told):
        wareki_month(find_era("明治"), 5, 12)
    assert to_wareki(date(1873, 1, 1)) == (find_era("明治"), 6)


def test_a_year_of_the_far_future_is_refused() -> None:
    """令和981年 (2999) is the last year that is read; the one after is refused with why."""
    assert wareki_date(find_era("令和"), 981, 12, 31) == date(2999, 12, 31)
    with pytest.raises(WarekiError, match=r"^令和982年は先の年すぎて読めません。$"):
        wareki_date(find_era("令和"), 982, 1, 1)


@given(st.sampled_from(ALL_MONTHS))
def test_spellings_of_a_month_agree(first: date) -> None:
    """Wareki, letter, Gregorian, slashes, full width and kanji digits name the same month."""
    era, number = to_wareki(first.replace(day=28))
    kanji = str.maketrans("0123456789", "〇一二三四五六七八九")
    wide = str.maketrans("0123456789./", "０１２３４５６７８９．／")
    month = first.month
    texts = [
        f"{era.name}{number}年{month}月",
        f"{era.name}{number}年{month:02}月",
        f"{era.ligature}{number}年{month}月",
        f"{era.letter}{number}.{month}",
        f"{era.letter.lower()}{number}/{month:02}",
        f"{era.name}{number}({first.year})年{month}月",
        f"{first.year}年{month}月",
        f"西暦{first.year}年{month}月",
        f"{first.year}/{month}",
        f"{first.year}-{month:02}",
        f"{str(first.year).translate(kanji)}年{KANJI_MONTHS[month - 1]}月",
        f"{era.name}{str(number).translate(kanji)}年{KANJI_MONTHS[month - 1]}月",
    ]
    texts += [text.translate(wide) for text in texts]
    year = FiscalYear.containing(first)
    found = {(read_deadline(text, year).first, read_deadline(text, year).last) for text in texts}
    assert found == {(first, first.replace(day=monthrange(first.year, month)[1]))}


@given(st.sampled_from(PHRASES), st.data())
def test_width_and_tilde_do_not_change_the_reading(text: str, data: st.DataObject) -> None:
    """Full-width and half-width letters and any tilde are read alike."""
    wide = str.maketrans({chr(0x21 + n): chr(0xFF01 + n) for n in range(94)})
    spelled = "".join(
        data.draw(st.sampled_from(variants))
        for char in fold(text)
        for variants in [("～", "〜", "~") if char == "~" else (char, char.translate(wide))]
    )
    plain, other = read_deadline(text, R5), read_deadline(spelled, R5)
    assert (plain.kind, plain.first, plain.last, plain.certainty, plain.reversed) == (
        other.kind,
        other.first,
        other.last,
        other.certainty,
        other.reversed,
    )


def assert_sound(found: Deadline) -> None:
    """Check what every deadline promises, whatever the text."""
    assert found.kind in KINDS
    assert found.certainty in CERTAINTIES
    assert "~" not in found.note
    if found.kind == "unreadable":
        assert found.note
        assert found.first is found.last is None
    if found.first and found.last:
        assert (found.last < found.first) == found.reversed
    assert (found.certainty == "none") == (found.first is found.last is None)
    assert (found.certainty == "open") == (found.first is not None and found.last is None)


PIECES = st.sampled_from(
    [
        *"0123456789～〜~ー-、・()【】 年月日末中頃前後半上下旬内第回翌にの",
        *("令和", "平成", "R6.", "2024", "元年", "年度", "まで", "から", "以降", "四半期", "毎月"),
        *("通年", "随時", "か月", "ごと", "議会", "実施", "秋", "来年", "13月", "遅くとも", "(月)"),
        *PHRASES,
    ]
)
YEARS = st.integers(1873, 2998).map(FiscalYear)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=8).map("".join)), YEARS)
def test_any_text_is_read_soundly(text: str, year: FiscalYear) -> None:
    """Any text in any fiscal year gives a sound deadline, and never an exception."""
    found = read_deadline(text, year)
    assert_sound(found)
    assert found.text == text
    assert isinstance(outside(found, year), bool)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)), YEARS)
def test_any_text_is_searched_soundly(text: str, year: FiscalYear) -> None:
    """Found phrases are in order, do not overlap, and read alone as they were found."""
    position = 0
    for start, end, deadline in find_deadlines(text, year):
        assert position <= start < end <= len(text)
        assert read_deadline(text[start:end], year) == deadline
        position = end
    split = split_leading(text, year)
    if split is not None:
        deadline, length = split
        assert 0 < length <= len(text)
        assert read_deadline(text[:length].strip(), year).kind == deadline.kind != "unreadable"


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["7月", "6、", "7月～", "一", "(", "毎月", "、", "令和6年3月31日、", "必要に応じて"]
)
def test_huge_text_is_unreadable(piece: str) -> None:
    """A text of 100,000 characters is refused as too long, and can still be searched."""
    text = piece * (100_000 // len(piece))
    found = read_deadline(text, R5)
    assert found.kind == "unreadable"
    assert "長すぎ" in found.note
    for start, end, deadline in find_deadlines(text, R5)[:3]:
        assert text[start:end] == deadline.text
    split_leading(text, R5)


def test_brackets_and_spaces_do_not_matter() -> None:
    """One pair of brackets or spaces around a phrase leave its reading alone."""
    for wrapped in (
        "【随時】",
        "(随時)",
        "（随時）",
        "〔随時〕",
        " 随時\n",
        "　随時　",
        "【 随時 】",
    ):
        assert read_deadline(wrapped, R5).kind == "as_needed"
    assert read_deadline("", R5).kind == "unreadable"


def test_a_list_says_which_stretches_it_names() -> None:
    """Each member with its days, also in brackets; what brackets take out is told apart."""

    def told(text: str) -> tuple[list[str], list[str]]:
        found = read_deadline(text, FiscalYear(2023))
        both = [[f"{a:%m%d}-{b:%m%d}" for a, b in one] for one in (found.spans, found.gaps)]
        return both[0], both[1]

    assert told("6月～8月、10月") == (["0601-0831", "1001-1031"], [])
    assert told("年2回（6月、12月）") == (["0601-0630", "1201-1231"], [])
    assert told("4月～7月（5月、6月を除く）") == ([], ["0501-0531", "0601-0630"])
    assert told("7月～8月") == ([], [])
    assert told("通年（8月を除く）") == ([], ["0801-0831"])
    assert told("通年（12月以降を除く）") == ([], [])


def test_as_json() -> None:
    """The JSON form has ISO dates or null under English names, in a fixed order."""
    assert list(read_deadline("5月～", R5).as_json().items())[:5] == [
        ("text", "5月～"),
        ("kind", "from_month"),
        ("from", "2023-05-01"),
        ("to", None),
        ("certainty", "open"),
    ]
    assert list(read_deadline("随時", R5).as_json())[-1] == "note"


@each_row(
    ("text", "expected"),
    [
        ("7月", False),
        ("令和6年3月31日", False),
        ("令和6年4月1日", True),
        ("令和5年3月", True),
        ("4月～翌年度5月", True),
        ("5月～", False),
        ("令和6年4月～", True),
        ("令和7年3月まで", True),
        ("随時", False),
        ("13月", False),
    ],
)
def test_outside(text: str, expected: bool) -> None:  # noqa: FBT001 - a table of expectations
    """A phrase is outside when it names a day that is not in the fiscal year; its note says so."""
    found = read_deadline(text, R5)
    assert outside(found, R5) is expected
    assert ("の外の日付です" in found.note) is expected


@each_row(
    ("text", "start"),
    [
        ("R5", 2023),
        ("r5", 2023),
        ("Ｒ５", 2023),
        ("R05", 2023),
        ("令和5年度", 2023),
        ("令和５年度", 2023),
        ("令和五年度", 2023),
        ("令和5", 2023),
        (" 令和5年度 ", 2023),
        ("2023", 2023),
        ("２０２３年度", 2023),
        ("令和元年度", 2019),
        ("R1", 2019),
        ("平成31年度", 2019),
        ("H31", 2019),
        ("平成元年度", 1989),
        ("昭和63年度", 1988),
        ("昭和元年度", 1926),
        ("大正15年度", 1926),
        ("㋿5年度", 2023),
    ],
)
def test_fiscal_year_is_read(text: str, start: int) -> None:
    """A fiscal year is read in every usual spelling, and in both names where the era changed."""
    assert FiscalYear.parse(text) == FiscalYear.read(text) == FiscalYear(start)


@each_row(
    ("text", "said"),
    [
        ("", "年度が読めません"),
        ("5", "年度が読めません"),
        ("令和", "年度が読めません"),
        ("5年度", "年度が読めません"),
        ("R5.3", "年度が読めません"),
        ("令和5年3月", "年度が読めません"),
        ("x" * 1000, "…"),
        ("R0", "令和0年度という年度はありません"),
        ("令和十十年度", "という年度はありません"),
        ("昭和64年度", "平成元年度"),
        ("平成32年度", "令和2年度"),
        ("1700", "1873年度から"),
        ("9999", "2998年度まで"),
    ],
)
def test_fiscal_year_is_refused(text: str, said: str) -> None:
    """What is no fiscal year is refused in Japanese, with the right name where one is certain."""
    with pytest.raises(ValueError, match=said) as refused:
        FiscalYear.parse(text)
    assert FiscalYear.read(text) is None
    if said.endswith("読めません"):
        told = f"年度が読めません: 「{text}」。「R5」か「令和5年度」と書いてください。"
        assert str(refused.value) == told


@given(YEARS)
def test_fiscal_year_names_are_read_back(year: FiscalYear) -> None:
    """Every name that a fiscal year gives itself is read as that year again."""
    assert FiscalYear.parse(year.label) == year
    assert FiscalYear.parse(year.kanji) == year
    assert FiscalYear.parse(f"{year.start}") == year
    assert FiscalYear.containing(year.first) == FiscalYear.containing(year.last) == year
    assert year.last - year.first in (timedelta(days=364), timedelta(days=365))
    assert str(year) == year.label


def test_fiscal_year_facts() -> None:
    """令和5年度 runs from 1 April 2023 to 31 March 2024 and knows its neighbours."""
    assert (R5.label, R5.kanji) == ("R5", "令和5年度")
    assert (R5.first, R5.last) == (date(2023, 4, 1), date(2024, 3, 31))
    assert (R5.next.label, R5.previous.label) == ("R6", "R4")
    assert R5.previous < R5 < R5.next
    assert date(2024, 3, 31) in R5
    assert date(2024, 4, 1) not in R5
    assert FiscalYear(2019).kanji == "令和元年度"
    assert FiscalYear(2018).label == "H30"


@each_row(
    ("text", "value"),
    [
        ("7", 7),
        ("07", 7),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十一", 31),
        ("百二十", 120),
        ("二〇二四", 2024),
        ("一二", 12),
        ("十十", None),
        ("二百十三四", None),
        ("〇十", None),
        ("十〇", None),
        ("1二", None),
        ("", None),
        ("月", None),
    ],
)
def test_numeral(text: str, value: int | None) -> None:
    """Digits and kanji numerals have one value, and a malformed numeral has none."""
    assert read_number(text) == value


@given(st.text())
def test_fold_keeps_every_position(text: str) -> None:
    """Folding changes characters one by one, so that offsets hold, and folding twice is once."""
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_fold_of_pdf_radicals() -> None:
    """Radicals that PDF text holds instead of 月 and 日 become the ordinary kanji."""
    assert fold("７⽉〜８⽇") == "7月~8日"
    assert unicodedata.name("⽉") == "KANGXI RADICAL MOON"


@pytest.mark.parametrize("era", ["", "令和5年", "令和6年", "令和9年"])
def test_the_short_way_reads_as_the_grammar_does(era: str) -> None:
    """Every phrase that is read without the grammar is read the same with it."""
    months = [f"{month}月" for month in range(14)]
    phrases = [f"{era}{month}" for month in months] + ["通年", "随時"]
    phrases += [f"{era}{one}{mark}{two}" for one in months for two in months for mark in "～〜"]
    for year in (FiscalYear(2023), FiscalYear(2024)):
        for phrase in phrases:
            short = read_plain(phrase, year)
            assert short is None or short == _read_by_grammar(phrase, year), phrase


LEADS = st.sampled_from(["", "遅くとも", "概ね", "例年", "例年、", "毎年", "①"])
TAILS = st.sampled_from(
    [
        *(
            "",
            "頃",
            "中",
            "中に",
            "末",
            "末日",
            "末頃",
            "末時点",
            "上旬",
            "中旬頃",
            "下旬まで",
            "上～中旬",
        ),
        *(
            "予定",
            "中に実施",
            "開催",
            "に開催予定",
            "末限り",
            "までに実施",
            "第2・第4火曜日",
            "第１週目",
        ),
        *("（予定）", "（年1回）", "の各月末", "前半", "15日㈯", "15日 午後1時～3時", "時点"),
    ]
)
ORS = st.sampled_from(["又は", "または", "、又は", "もしくは", "あるいは", "か", " または "])
MONTH_NUMBERS = st.integers(1, 12)


def spelled(month: int, style: int) -> str:
    """Return a month in half-width, full-width or kanji digits."""
    wide = str(month).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return (str(month), wide, KANJI_MONTHS[month - 1])[style] + "月"


@given(LEADS, MONTH_NUMBERS, st.integers(0, 2), TAILS)
def test_no_word_beside_a_month_moves_it(lead: str, month: int, style: int, tail: str) -> None:
    """A month with any words around it is read inside that month, or not read at all."""
    found = read_deadline(f"{lead}{spelled(month, style)}{tail}", R5)
    year = R5.calendar_year(month)
    for day in (found.first, found.last):
        assert day is None or (day.year, day.month) == (year, month), found


@given(MONTH_NUMBERS, MONTH_NUMBERS, st.integers(0, 2), ORS, st.sampled_from(["", " 見本調査"]))
def test_alternatives_are_never_one_date(
    one: int, other: int, style: int, word: str, event: str
) -> None:
    """Of two times joined by 又は none is read, split off or found, whatever stands behind."""
    text = f"{spelled(one, style)}{word}{spelled(other, style)}"
    assert read_deadline(text, R5).kind == "unreadable"
    assert split_leading(text + event, R5) is None
    assert find_deadlines(text + event, R5) == []
    assert begins_undecided(text + event, R5)


def test_a_text_that_names_one_time_or_none_is_not_undecided() -> None:
    """One time before its event, a range, a list and a text without a time leave nothing open."""
    for text in ("7月 審議会", "7月～8月 調査", "7月、8月 講座", "審議会", "会議又は書面", ""):
        assert not begins_undecided(text, R5), text


@given(MONTH_NUMBERS, MONTH_NUMBERS, st.sampled_from(["", "末", "上旬", "頃"]))
def test_a_bracket_narrows_and_never_moves(outer: int, inner: int, tail: str) -> None:
    """A month in brackets is read only where it says the same month."""
    found = read_deadline(f"{outer}月（{inner}月{tail}）", R5)
    assert (found.kind == "unreadable") == (outer != inner)
    for day in (found.first, found.last):
        assert day is None or day.month == outer


@given(st.sampled_from(["R5", "H26", "R1", "H31", "H1"]), st.integers(1, 64), MONTH_NUMBERS)
def test_a_year_without_an_era_is_near_the_sheet(label: str, number: int, month: int) -> None:
    """A year without an era is read in the sheet's era and near its year, or not at all."""
    year = FiscalYear.parse(label)
    found = read_deadline(f"{number}年{month}月", year)
    if found.first is not None:
        eras = {to_wareki(year.first)[0], to_wareki(year.last)[0]}
        assert found.first.year in {era.base + number for era in eras}
        assert abs(found.first.year - year.start) <= 7


@given(
    st.sampled_from(PHRASES), st.sampled_from([" 見本調査", "見本調査", "（仮）の講座", " 会議"])
)
def test_splitting_loses_no_word(phrase: str, event: str) -> None:
    """What is split off and what is left are the text, and the time is read as it stands alone."""
    text = phrase + event
    found = split_leading(text, R5)
    if found is not None:
        deadline, end = found
        assert text[:end].strip() == deadline.text.strip()
        assert read_deadline(text[:end], R5).kind == deadline.kind


@each_row("row", EVERYDAY, ids=name_of)
def test_everyday_phrases_are_read_as_an_official_means_them(row: dict[str, str]) -> None:
    """A phrase of the office has its kind and range, or is refused where the table allows it.

    `kinds` are the right ones (`*` any); `also` has further ranges as `from,to` (`*` any),
    `unreadable` where it may be refused, `reversed` where the slip must be told.
    """
    year = FiscalYear.read(row["year"])
    assert year is not None
    found = read_deadline(row["text"], year)
    kinds, also = row["kinds"].split(","), row["also"].split(";")
    if found.kind == "unreadable":
        assert "unreadable" in (*kinds, *also)
        assert found.note
    elif "reversed" in also:
        assert found.reversed
        assert found.note
    else:
        assert "*" in kinds or found.kind in kinds
        span = f"{iso(found.first)},{iso(found.last)}"
        assert "*" in also or span in (f"{row['from']},{row['to']}", *also)
