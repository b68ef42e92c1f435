"""The text importer: nothing of the published sheets is lost, guessed or corrected."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from each_row import each_row
from hypothesis import given, settings
from hypothesis import strategies as st
from random_runs import runs
from ruamel.yaml import YAML

from orgsheet.importers import Account, AccountError, Entry, Normalised, Placed
from orgsheet.importers.account import Reason, leaves
from orgsheet.importers.blocks import Extraction
from orgsheet.importers.import_formats import FORMATS, ImportFormat, read_sheets
from orgsheet.importers.import_result import ImportFailure, ImportResult
from orgsheet.importers.sound_marks import compose
from orgsheet.source import Plain, parse

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parents[1] / "cases" / "import"
PUBLISHED = (CASES / "R5-政策推進部.txt").read_bytes()
SAMPLE = (CASES / "見本.txt").read_text("utf-8")
DEPARTMENT = "R5/政策推進部"


def _cases(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = YAML(typ="safe").load((CASES / name).read_text("utf-8"))
    return cases


def _data(result: ImportResult) -> dict[str, Plain]:
    """Return the sheets as a reader of YAML that is not ours sees them."""
    return {sheet.path: YAML(typ="safe").load(sheet.text) for sheet in result.sheets}


def _changed(case: dict[str, Any]) -> bytes:
    assert case["replace"] in SAMPLE
    by = "あ" * 70_000 if case["by"] == "LONG" else case["by"]
    return SAMPLE.replace(case["replace"], by, 1).encode()


def _without_blocks(data: Plain) -> Plain:
    """Return the data with the line end of literal blocks removed."""
    if isinstance(data, dict):
        return {key: _without_blocks(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_without_blocks(value) for value in data]
    return data.removesuffix("\n") if isinstance(data, str) else data


@pytest.fixture(scope="module")
def published() -> ImportResult:
    """Return the import of the published text."""
    return read_sheets(PUBLISHED, "R5-政策推進部.txt")


@pytest.fixture(scope="module")
def sheets(published: ImportResult) -> dict[str, Plain]:
    """Return its sheets' data by path."""
    return _data(published)


def _of(sheets: dict[str, Plain], name: str) -> Plain:
    return sheets[f"{DEPARTMENT}/{name}.yaml"]


def test_every_character_has_one_fate(published: ImportResult) -> None:
    """Every code point of the published text is in exactly one entry of the account."""
    entries = published.account.entries

    assert published.account.text == PUBLISHED.decode()
    assert published.account.lost == 0
    assert all(before.end <= after.start for before, after in pairwise(entries))
    covered = [index for entry in entries for index in range(entry.start, entry.end)]
    assert covered == list(range(len(published.account.text)))


def test_every_value_comes_from_the_text(published: ImportResult, sheets: dict[str, Plain]) -> None:
    """Every value of every sheet is what the account placed there, put together again."""
    text = published.account.text
    built: dict[tuple[str, str], str] = {}
    for entry in published.account.entries:
        fate = entry.fate
        part = text[entry.start : entry.end] if isinstance(fate, Placed) else fate.text
        for place in fate.places:
            built[place.path, place.pointer] = built.get((place.path, place.pointer), "") + part

    assert built == {
        (path, pointer): value for path, data in sheets.items() for pointer, value in leaves(data)
    }


def test_only_layout_is_left_out(published: ImportResult) -> None:
    """What is left out of the sheets is layout and the form's own words, by name and in full."""
    left_out: dict[str, set[str]] = {}
    for entry in published.account.entries:
        if isinstance(entry.fate, Normalised) and entry.fate.name != Reason.FORM:
            text = published.account.text[entry.start : entry.end]
            left_out.setdefault(entry.fate.name, set()).add(text)

    numbers = {f"重点事業{number} " for number in "①②③④"}
    assert left_out == {
        Reason.YEAR: {"令和5年度"},
        Reason.BLANK: {"\n"},
        Reason.LINE: {"\n"},
        Reason.CELL: {"\t"},
        Reason.EDGE: {" "},
        Reason.TAG: {'<ul style="list-style-type: none">', "<p>", "</p>", "</p> <p>"},
        Reason.PARAGRAPH: {"</p> <p>"},
        Reason.BULLET: {"・", "・ ", " ・ "},
        Reason.BULLET_LINE: {" "},
        Reason.WRAP: {" "},
        Reason.LABEL: {"目標期限 ", "達成基準 ", "基準: ", *numbers},
        Reason.GROUP: {"【", "】"},
        Reason.COLON: {":", ": "},
        Reason.SEPARATOR: {" "},
        Reason.FINAL: {""},
    }


def test_summary(published: ImportResult) -> None:
    """The summary counts every character that is not in a sheet."""
    tallies = published.account.summary()

    assert sum(tally.characters for tally in tallies) + published.account.placed == len(
        PUBLISHED.decode()
    )
    assert {tally.name: tally.times for tally in tallies}[Reason.WRAP] == 28


def test_form_words_are_the_form(published: ImportResult) -> None:
    """The words that became keys are the form's, spaces aside, and nothing an author wrote."""
    words = {
        "".join(published.account.text[entry.start : entry.end].split())
        for entry in published.account.under(Reason.FORM)
    }

    assert {word for word in words if not word.startswith("■")} == {
        "組織マネジメントシート",
        "部名:",
        "部名：",
        "課名:",
        "課名：",
        "①総合計画基本構想",
        "②とりで未来創造プラン2020",
        "③個別計画",
        "計画関連No.",
        "事務事業名称",
        "裁量有無",
        "協働有無",
        "組織の役割",
        "担当",
        "項目(何を)",
        "行動アクション(どのように)",
        "目標期限と達成基準",
    }
    assert len({word for word in words if word.startswith("■")}) == 8


def test_sheets_in_the_repository(published: ImportResult) -> None:
    """The sheets of R5 are the import of the published text, byte for byte."""
    folder = ROOT / "sheets"
    written = {sheet.path: sheet.text for sheet in published.sheets}

    assert {path: (folder / path).read_bytes().decode() for path in written} == written


def test_rows(sheets: dict[str, Plain]) -> None:
    """No row is lost or added, across the blank line within a table too."""
    counts = {
        Path(path).stem: [len(value) for value in data.values() if isinstance(value, list)]
        for path, data in sheets.items()
    }

    assert counts == {
        "部": [4, 1],
        "政策推進課": [15, 4, 1, 1, 1],
        "秘書課": [4, 3, 1, 1, 1],
        "魅力とりで発信課": [7, 4, 1, 1, 1],
        "文化芸術課": [15, 3, 2, 1, 1],
    }


def test_notes(published: ImportResult) -> None:
    """What was not certain is reported with its line, and stands in the sheet as it was."""
    lines = [note.line for note in published.notes]

    assert lines == [38, 80, 82, 173, 182, 185, 190]
    assert all("期限原文" in note.message for note in published.notes if note.line != 173)


def test_shifted_column_stays(sheets: dict[str, Plain]) -> None:
    """A cell whose dates lost their events is kept verbatim; its sound twin is split."""
    shifted = _of(sheets, "政策推進課")["今年度の重点事業"][0]
    sound = _of(sheets, "部")["今年度の重点事業"][0]

    assert shifted["期限原文"].startswith("7月 審議会に諮問 7月～8月 市民アンケート実施 (仮)")
    assert shifted["期限原文"].endswith("1月～2月 議会報告 3月\n")
    assert "目標期限" not in shifted
    assert sound["目標期限"][-1] == {"時期": "3月", "内容": "議会報告"}


def test_wrapped_names_are_whole(sheets: dict[str, Plain]) -> None:
    """Names cut by old line ends are those of the same sheet's 重点事業 after joining."""
    sheet = _of(sheets, "魅力とりで発信課")
    names = [row["事務事業名称"] for row in sheet["組織が果たす役割"]]

    assert {row["項目"] for row in sheet["今年度の重点事業"]} <= set(names)
    assert not any(" " in name for name in names)


def test_meant_spaces_stay(sheets: dict[str, Plain]) -> None:
    """A space that is part of a name, or stands after a sentence, is not taken for a line end."""
    names = [row["事務事業名称"] for row in _of(sheets, "文化芸術課")["組織が果たす役割"]]
    duties = [row["組織の役割"] for row in _of(sheets, "魅力とりで発信課")["組織が果たす役割"]]

    assert "取手市長賞 ふれあいコンサート・記念演奏会" in names
    assert "とりでオンライン美術館 とりでバーチャル美術館" in names
    assert [duty for duty in duties if " " in duty] == [duties[2]]
    assert "ホームページ・YouTubeで積極的に配信し、PRしていく。 昨年に引き続き" in duties[2]


def test_mistakes_of_the_author_stay(sheets: dict[str, Plain]) -> None:
    """Slips in the published text are for lint to find, not for the importer to mend."""
    department, policy = _of(sheets, "部"), _of(sheets, "政策推進課")

    assert "シティブロモーションサイト" in department["今年度の重点事業"][1]["行動アクション"]
    assert "豊かなところと個性を育むまちづくり" in department["組織目標と計画等との関連"]["①"]
    assert "正確かつ確実にを行い" in policy["今年度の重点事業"][3]["行動アクション"]
    assert "「とりで行政経営改革2020」" in policy["組織が果たす役割"][1]["組織の役割"]


def test_deterministic(published: ImportResult) -> None:
    """A second run gives the same bytes, notes and entries."""
    again = read_sheets(PUBLISHED, "R5-政策推進部.txt")

    assert again.sheets == published.sheets
    assert again.notes == published.notes
    assert again.account.entries == published.account.entries


@pytest.mark.slow
@pytest.mark.parametrize(
    "variant",
    [
        PUBLISHED.replace(b"\n", b"\r\n"),
        PUBLISHED.replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + PUBLISHED,
        PUBLISHED + b"\n\n",
        PUBLISHED.lstrip(b"\n"),
    ],
    ids=["crlf", "cr", "bom", "final-newlines", "no-first-lines"],
)
def test_line_ends_and_marks(published: ImportResult, variant: bytes) -> None:
    """Line ends and byte order marks change no sheet and are accounted for."""
    result = read_sheets(variant, "R5.txt")

    assert result.sheets == published.sheets
    assert result.account.text == variant.decode()
    assert result.account.lost == 0


@each_row(
    ("data", "message"),
    [
        (b"", "空です"),
        (b" \r\n\n", "空です"),
        (SAMPLE.encode() + b"\xef\xbb\xbf" + SAMPLE.encode(), "U\\+FEFF"),
        (SAMPLE.encode("cp932"), "Shift_JIS"),
        (SAMPLE.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\xff\xfe\x00\x81", "読めません"),
        ("年度: R5\n".encode(), "表題"),
        (SAMPLE.encode() + b" " * (1024 * 1024), "大きすぎます"),
        (SAMPLE.replace("見本の目標。", "あ" * 70000).encode(), "大きすぎて"),
        (SAMPLE.encode() + SAMPLE.encode(), "2つあります（1つ目は1行目から）"),
        (SAMPLE.encode() + SAMPLE.replace("課名: 見本課", "課名: 見本課\u3000").encode(), "2つ"),
    ],
)
def test_not_this_form(data: bytes, message: str) -> None:
    """Input that cannot be read is refused in Japanese, naming the file and the way out."""
    with pytest.raises(ImportFailure, match=message) as caught:
        read_sheets(data, "入力.txt")
    assert str(caught.value).startswith("入力.txt:")
    assert "ください" in caught.value.message


@each_row("case", _cases("refused.yaml"), ids=lambda case: case["name"])
def test_refused(case: dict[str, Any]) -> None:
    """A heading, column, row or name that is not of the form is told at its line; none is taken."""
    result: ImportResult | None
    told = []
    try:
        result = read_sheets(_changed(case), "見本.txt")
    except ImportFailure as failure:
        result = failure.readable
        told = [(failure.line, failure.message)]
    if result is not None:
        told += [(one.line, one.message) for one in result.unplaced]
        told += [(one.line, one.message) for one in result.notes if one.is_gap]
        assert result.account.lost == 0
    assert [line for line, message in told if case["message"] in message][:1] == [case["line"]]


@each_row("case", _cases("cells.yaml"), ids=lambda case: case["name"])
def test_cells(case: dict[str, Any]) -> None:
    """A cell becomes exactly the stated value, and a note only where a person must look."""
    result = read_sheets(_changed(case), "見本.txt")
    (value,) = _data(result).values()
    for step in case["at"]:
        value = value[step]

    assert value == case["value"]
    assert result.account.lost == 0
    messages = [note.message for note in result.notes]
    assert bool(messages) == ("note" in case)
    assert not messages or case["note"] in messages[0]


@pytest.mark.slow
@each_row("case", _cases("deadlines.yaml"), ids=lambda case: case["cell"][:20])
def test_deadlines(case: dict[str, Any]) -> None:
    """A deadline cell is split where that is certain, else kept whole and reported."""
    change = {"replace": "7月 見本会議 8月 見本報告", "by": case["cell"]}
    result = read_sheets(_changed(change), "見本.txt")
    (sheet,) = _data(result).values()
    row = _without_blocks(sheet["今年度の重点事業"][0])
    keys = (("時期",), ("時期", "内容"), ("区分", "時期", "内容"))
    steps = [dict(zip(keys[len(step) - 1], step, strict=True)) for step in case.get("steps", ())]

    assert row.get("期限原文") == case.get("raw")
    assert row.get("達成基準") == case.get("criteria")
    assert row.get("目標期限") == (None if "raw" in case else steps)
    assert [case["reason"] in note.message for note in result.notes] == [True] * ("raw" in case)
    assert {note.line for note in result.notes} <= {27}


def _roles(names: list[str], duties: list[str]) -> list[dict[str, str]]:
    rows = "".join(
        f"①\t{name}\t○\t×\t{duty}\t全員\n" for name, duty in zip(names, duties, strict=True)
    )
    row = "①②\t見本事業\t○\t×\t見本の役割。\t中川 長沼\n"
    (sheet,) = _data(read_sheets(SAMPLE.replace(row, rows).encode(), "見本.txt")).values()
    found: list[dict[str, str]] = sheet["組織が果たす役割"]
    return found


_WRAPPED = ["市の事業を市民に分かりやす く伝える。", "市民の参画や理解を促進する ことを図る。"]


def test_few_wrapped_cells_prove_nothing() -> None:
    """Two wrapped cells may be chance: the spaces stay."""
    assert [row["組織の役割"] for row in _roles(["甲", "乙"], _WRAPPED)] == _WRAPPED


def test_wrapped_column_is_joined() -> None:
    """From three wrapped cells on, old line ends go, but not a space between Latin words."""
    duties = [*_WRAPPED, "職員の意識の向上を図る研修 や講座。", "企業と連携した事業のJA Bank協議"]
    rows = _roles(["甲", "乙", "丙", "丁"], duties)

    assert [row["組織の役割"] for row in rows] == [
        *(duty.replace(" ", "") for duty in duties[:3]),
        "企業と連携した事業のJA Bank協議",
    ]


def test_short_break_proves_no_wrapping() -> None:
    """One space where the next word would have fitted leaves the whole column as it is."""
    duties = [*_WRAPPED, "職員の意識の向上を図る研修 や講座。", "甲 乙の事業。"]

    assert [row["組織の役割"] for row in _roles(["甲", "乙", "丙", "丁"], duties)] == duties


def test_two_part_names_are_not_joined() -> None:
    """Names of equal halves look wrapped; without wrapped texts beside them they stay."""
    names = ["音楽事業 発表会", "美術事業 展示会", "演劇事業 公演会"]

    assert [row["事務事業名称"] for row in _roles(names, ["役割。"] * 3)] == names


def _with(entries: list[Entry], index: int, entry: Entry | None) -> list[Entry]:
    return entries[:index] + ([entry] if entry else []) + entries[index + 1 :]


def test_account_can_fail(published: ImportResult, sheets: dict[str, Plain]) -> None:
    """The proof fails when a character is lost, claimed twice, moved, changed or invented."""
    account = published.account
    index = next(i for i, entry in enumerate(account.entries) if isinstance(entry.fate, Placed))
    entry = account.entries[index]
    account.verify(sheets)

    assert Account(account.text, _with(account.entries, index, None)).lost > 0
    with pytest.raises(AccountError, match="claimed twice"):
        Account(account.text, [*account.entries, entry])
    lost = Account(account.text, _with(account.entries, index, None))
    with pytest.raises(AccountError, match="no entry"):
        lost.verify(sheets)
    moved = Entry(entry.start, entry.end, Normalised("除いた"))
    with pytest.raises(AccountError, match="not what was placed"):
        Account(account.text, _with(account.entries, index, moved)).verify(sheets)
    with pytest.raises(AccountError, match="placed in no sheet"):
        account.verify({})
    nowhere = Entry(entry.start, entry.end, Placed(()))
    with pytest.raises(AccountError, match="placed nowhere"):
        Account(account.text, _with(account.entries, index, nowhere)).verify(sheets)
    path = f"{DEPARTMENT}/部.yaml"
    for changed in ({"部名": "政策部"}, {"備考": "作り話"}):
        with pytest.raises(AccountError, match="not what was placed"):
            account.verify({**sheets, path: {**sheets[path], **changed}})


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=3) | (
    st.sampled_from(
        [
            *(
                "・",
                "・ ",
                " ・",
                "<p>",
                "</p>",
                "</p> <p>",
                "<ul>",
                "<br",
                "【",
                "】",
                "7月",
                "随時",
            ),
            *(
                " ",
                "　",
                "①",
                "目標期限 ",
                "達成基準 ",
                "基準:",
                "重点事業①",
                "課名: ",
                "../",
                "○ ",
            ),
            *("：", ":", "&", "\\", '"', " # ", ": ", "- ", "3月末 ", "通年で", "。 ", "a b ", "■"),
            *("𠮷", "か\u3099", "～", "〜", "12:30", "yes", "null"),
        ]
    )
)
_DAMAGE = _WORDS | st.sampled_from(
    ["\t", "\n", "\r\n", "\ufeff", "\u0085", "\x00", "■", "令和5年度 組織マネジメントシート\n"]
)
_SOURCES = st.sampled_from(
    [SAMPLE, *(f"令和{part}" for part in PUBLISHED.decode().split("\n令和")[1:])]
)
_EDITS = st.tuples(st.floats(0.05, 1), st.integers(0, 12), _WORDS | _WORDS | _DAMAGE)


@settings(max_examples=runs(100), deadline=None)
@given(_SOURCES, st.lists(_EDITS, max_size=6))
def test_mutated_input(source: str, edits: list[tuple[float, int, str]]) -> None:
    """However the text is damaged, it is refused or every character is accounted for."""
    text = source
    for where, length, fragment in edits:
        position = int(where * len(text))
        text = text[:position] + fragment + text[position + length :]
    try:
        result = read_sheets(text.encode(), "x")
    except ImportFailure:
        return
    assert result.account.text == compose(text)[0]
    assert result.account.lost == 0
    result.account.verify(_data(result))


_CELLS = st.lists(_WORDS).map("".join)
_STEPS = st.lists(
    st.sampled_from(["7月 ", "8月～9月 ", "通年 ", "9月", "随時: ", "【甲】 ", "年4回 ", "毎月"])
    | st.sampled_from(
        ["会議 ", "報告 ", "(仮)", "達成基準 ", "・甲 ", "</p> <p>", "令和4年度", " "]
    )
).map("".join)


@settings(max_examples=runs(150), deadline=None)
@given(st.lists(_CELLS, min_size=4, max_size=4), _CELLS | _STEPS | _STEPS)
def test_any_cells(cells: list[str], goal: str) -> None:
    """Whatever stands in the cells, the sheets hold it and nothing else."""
    text = SAMPLE.replace("7月 見本会議 8月 見本報告", goal)
    places = ("・ 自主・自律、未来をひらくまちづくり", "見本事業", "見本の役割。", "見本を行う。")
    for old, new in zip(places, cells, strict=True):
        text = text.replace(old, new)
    result = read_sheets(text.encode(), "x")

    assert result.account.lost == 0
    result.account.verify(_data(result))
    for sheet in result.sheets:
        assert not parse(sheet.text.encode(), sheet.path).problems


def test_every_sample_is_of_a_format_that_is_read() -> None:
    """The samples called `見本` are one for each format, and no more."""
    assert {one.name for one in CASES.glob("見本.*")} == {f"見本{ending}" for ending in FORMATS}


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_has_a_sample_that_gives_the_same_sheets(ending: str) -> None:
    """The sample `見本` in each format gives the sheets of the text, and loses no character."""
    name = f"見本{ending}"
    found = read_sheets((CASES / name).read_bytes(), name)
    assert found.sheets == read_sheets(SAMPLE.encode(), "見本.txt").sheets
    assert found.account.lost == 0


def test_the_end_of_a_name_chooses_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A format with a row of its own gets its files, in either case; all others are text."""
    monkeypatch.setitem(FORMATS, ".bytes", ImportFormat("import_formats", "_refused"))
    monkeypatch.setattr("orgsheet.importers.import_formats._refused", _refused, raising=False)
    for name in ("表.bytes", "表.BYTES"):
        with pytest.raises(ImportFailure, match="読めない形式"):
            read_sheets(SAMPLE.encode(), name)
    sheets = read_sheets(SAMPLE.encode(), "見本.txt").sheets
    for name in ("見本.txt", "見本", "見本.md", "bytes"):
        assert read_sheets(SAMPLE.encode(), name).sheets == sheets


def _refused(_data: bytes, name: str) -> Extraction:
    raise ImportFailure(name, "読めない形式")
