"""Word files: each text is read once, what is no text is named, and any layout gives the sheet."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from conftest import Command
from each_row import each_row
from office_forms import LAYOUTS

from orgsheet.importers.account import Reason
from orgsheet.importers.import_formats import extract, read_sheets
from orgsheet.importers.import_result import ImportFailure
from orgsheet.source import parse

CASES = Path(__file__).parents[1] / "cases"
SAMPLE = (CASES / "import/見本.txt").read_text("utf-8")
PUBLISHED = (CASES / "import/R5-政策推進部.txt").read_text("utf-8")
NASTY = (CASES / "office/nasty.docx").read_bytes()
READ_ONCE = [
    *("普通あ", "挿入い", "移動先お", "取手か", "コントロールき", "テキスト箱く", "欄け", "囲こ"),
    *("記号さ", "リンクし", "改行せ", "二行目そ", "タブた", "ハイフンち", "自動番号つ", "横結合と"),
    *("縦書きな", "縦結合に", "一段落目ぬ", "二段落目ね", "入れ子て", "後の", "下段は"),
    *("セル内ひ", "ヘッダふ"),
]
NAMED = {
    "削除う": Reason.DELETED,
    "移動元え": Reason.MOVED,
    "とりで": Reason.RUBY,
    "隠しす": Reason.HIDDEN,
    "1.": Reason.NUMBER,
    "\uf0a1": Reason.SYMBOL,
}


def test_every_text_of_a_word_file_is_read_once() -> None:
    """Nothing is lost, nothing doubled: each marked string is in the text once."""
    text = extract(NASTY, "nasty.docx").text
    assert {word: text.count(word) for word in READ_ONCE} == dict.fromkeys(READ_ONCE, 1)


def test_what_is_no_text_in_a_word_file_is_named() -> None:
    """Deleted, moved, hidden and read-aloud text, numbers and symbols are listed with a reason."""
    with pytest.raises(ImportFailure, match="表題の行がありません") as caught:
        read_sheets(NASTY, "nasty.docx")
    result = caught.value.readable
    assert result is not None
    listed = {one.text: one.reason for one in result.left_out}
    assert {text: listed.get(text) for text in NAMED} == NAMED
    unplaced = "\n".join(one.text for one in result.unplaced)
    assert not [word for word in NAMED if word in unplaced]
    assert result.account.lost == 0


@each_row("layout", LAYOUTS.values(), ids=lambda layout: layout.__name__)
def test_any_layout_of_word_gives_the_sheets_of_the_text(layout: object) -> None:
    """The published sheets, typed as Word in five layouts, become the same YAML, byte for byte."""
    assert callable(layout)
    result = read_sheets(layout(SAMPLE), "見本.docx")
    assert result.sheets == read_sheets(SAMPLE.encode(), "見本.txt").sheets
    assert result.is_complete
    assert result.account.lost == 0


@pytest.mark.slow
@each_row("layout", LAYOUTS.values(), ids=lambda layout: layout.__name__)
def test_the_published_sheets_in_any_layout(layout: object) -> None:
    """The same of five sheets in one file, with all that their authors wrote."""
    assert callable(layout)
    result = read_sheets(layout(PUBLISHED), "R5.docx")
    assert result.sheets == read_sheets(PUBLISHED.encode(), "R5.txt").sheets
    assert result.is_complete


def test_a_form_table_of_another_city() -> None:
    """A merged table with labels beside contents: what is there is placed, what lacks is asked."""
    result = read_sheets((CASES / "office/minatohama-観光課.docx").read_bytes(), "観光課.docx")
    (sheet,) = result.sheets
    root = parse(sheet.text.encode(), "x").root
    assert root is not None
    data = root.data()
    assert sheet.path == "R6/産業観光部/観光課.yaml"
    assert data["組織目標と計画等との関連"] == {
        "①": ["にぎわいと交流のまちづくり"],
        "②": ["観光の振興", "交流人口の拡大"],
        "③": [],
    }
    assert data["今年度の重点事業"][0]["目標期限"] == [
        {"時期": "７月", "内容": "公募開始"},
        {"時期": "10月～12月", "内容": "試行"},
    ]
    assert [row["項目"] for row in data["業務プロセスの改善"]] == ["申請のオンライン化"]
    gaps = [note.message for note in result.notes if note.is_gap]
    assert len(gaps) == 3
    assert not result.unplaced


def _packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _with(part: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(NASTY)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return _packed({**parts, part: data})


_XXE = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)


@each_row(
    ("data", "name", "words"),
    [
        (b"", "a.docx", "壊れている"),
        (b"PK\x03\x04 broken", "a.docx", "壊れている"),
        (NASTY[:20_000], "a.docx", "壊れている"),
        (_packed({"x": b"0" * (101 * 1024 * 1024)}), "a.docx", "大きすぎます"),
        (
            b"PK\x03\x04" + bytes(20 * 1024 * 1024),
            "a.docx",
            "ファイルが大きすぎます（上限は 20 MB）",
        ),
        (_packed({"x": b"0" * (2 * 1024 * 1024)}), "a.docx", "詰め込まれている"),
        (_packed({f"{number}": b"" for number in range(2001)}), "a.docx", "部品 2,000 個"),
        (_packed({"x": b"no document"}), "a.docx", "Word の文書が入っていません"),
        (_with("word/document.xml", _XXE), "a.docx", "DTD"),
        (_with("word/document.xml", b"<w"), "a.docx", "壊れている"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.docx", "Word 文書（.docx）"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "パスワード",
        ),
        (b"\xd0\xcf\x11\xe0", "昔.doc", "Word 文書（.docx）"),
        (b"x", "計画.jtd", "一太郎で開き"),
        (b"x", "~$計画.docx", "「計画.docx」のほう"),
    ],
)
def test_what_is_no_sheet_is_refused_with_the_way_out(data: bytes, name: str, words: str) -> None:
    """A broken, huge, locked or old file is refused, and the sentence says what to do."""
    with pytest.raises(ImportFailure, match=words) as caught:
        read_sheets(data, name)
    assert "ください" in caught.value.message


def test_what_a_file_is_counts_more_than_what_it_is_called() -> None:
    """A Word file under another ending is read as one; a program in it is named, and not run."""
    data = _with("word/vbaProject.bin", b"\xd0\xcf")
    for name in ("x.docm", "x.doc", "x.txt", "x"):
        with pytest.raises(ImportFailure, match="表題の行") as caught:
            read_sheets(data, name)
        assert caught.value.readable is not None
        assert "マクロ" in caught.value.readable.notes[0].message
    with pytest.raises(ImportFailure, match="古い形式"):
        read_sheets(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.txt")


def test_many_files_and_folders_at_once(orgsheet: Command) -> None:
    """Folders may be named; what Word keeps beside an open file is passed over."""
    folder = orgsheet.folder / "昨年"
    (folder / "部").mkdir(parents=True)
    (folder / "部/見本.docx").write_bytes(LAYOUTS["headings and tables"](SAMPLE))
    (folder / "部/~$見本.docx").write_bytes(b"x")
    (folder / "次.txt").write_text(SAMPLE.replace("課名: 見本課", "課名: 次課"), encoding="utf-8")
    (folder / "写真.png").write_bytes(b"x")
    done = orgsheet("import", "昨年", "--into", "出力")
    assert done.code == 0
    found = sorted(path.name for path in (orgsheet.folder / "出力").rglob("*.yaml"))
    assert found == ["次課.yaml", "見本課.yaml"]
    assert "写真.png" in done.err
    assert "~$" not in done.out + done.err


def test_what_was_not_placed_is_shown_and_the_exit_code_says_so(orgsheet: Command) -> None:
    """Text that belongs to no field is listed with its place; the sheet is written all the same."""
    text = SAMPLE.replace("■組織使命", "■備考\n欄外の覚え書き\n■組織使命")
    (orgsheet.folder / "見本.docx").write_bytes(LAYOUTS["merged headings"](text))
    done = orgsheet("import", "見本.docx", "--into", "出力")
    assert done.code == 1
    assert "未配置" in done.out
    assert "表1 5行目 1列 「欄外の覚え書き」" in done.out
    written = next((orgsheet.folder / "出力").rglob("*.yaml")).read_text("utf-8")
    assert "欄外の覚え書き" not in written


def test_what_was_readable_of_a_bad_file_is_offered(orgsheet: Command) -> None:
    """A file of which one sheet is bad is refused; a trial run shows what could be read of it."""
    text = SAMPLE + SAMPLE.replace("部名: 見本部 課名: 見本課", "")
    (orgsheet.folder / "見本.docx").write_bytes(LAYOUTS["headings and tables"](text))
    done = orgsheet("import", "見本.docx", "--into", "出力", "--dry-run")
    assert done.code == 2
    assert "部名: 見本部" in done.out
    assert "「部名: …」の行がありません" in done.err
    assert not (orgsheet.folder / "出力").exists()


def test_all_words_of_the_file_are_in_the_account() -> None:
    """The characters of the file's own text elements are all counted, by another reader."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(NASTY)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    twins = root.findall(".//{*}Fallback")
    for one in twins:
        one.getparent().remove(one)
    words = [node.text or "" for node in root.iter("{*}t", "{*}delText", "{*}instrText")]
    wanted = Counter("".join(words))
    assert not wanted - Counter(extract(NASTY, "nasty.docx").text)


def _told_numbers(old: bytes, new: str, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(NASTY)) as archive:
        data = archive.read(part)
    assert old in data, old
    return _with(part, data.replace(old, new.encode()))


@each_row("odd", ["x", "-1", "\u00b2", "9" * 5000, ""])
def test_no_number_in_a_document_ends_the_reading(odd: str) -> None:
    """Levels, starts and spans that are no numbers of Word's count as not written."""
    for part, attribute, value in (
        ("word/numbering.xml", "w:ilvl", "0"),
        ("word/numbering.xml", "w:start w:val", "1"),
        ("word/document.xml", "w:gridSpan w:val", "2"),
    ):
        old, new = (f'{attribute}="{one}"' for one in (value, odd))
        assert extract(_told_numbers(old.encode(), new, part), "x.docx").text
