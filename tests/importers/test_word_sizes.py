"""Word files made to be slow: twice the file is about twice the work, and nothing of it is lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from counted_calls import counted_calls

from orgsheet.importers.import_formats import extract
from orgsheet.importers.word_names import Styles

pytest.importorskip("lxml")

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="a" Type="{_KINDS}/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
_BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _document(body: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("_rels/.rels", _RELATIONS)
        file.writestr(
            "word/document.xml", f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>"
        )
        for name, content in parts.items():
            file.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def _fields(n: int) -> str:
    """Return fields that begin in each other, and then as many texts."""
    return f"<w:p>{_BEGIN * n}{'<w:r><w:t>一</w:t></w:r>' * n}{_END * n}</w:p>"


def _codes(n: int) -> str:
    """Return a field whose code comes in very many parts, with a text after each."""
    part = "<w:r><w:instrText> </w:instrText><w:t>一</w:t></w:r>"
    return f"<w:p>{_BEGIN}{part * n}{_END}</w:p>"


def _halves(n: int) -> str:
    """Return a choice with very many second halves."""
    halves = "<mc:Fallback><w:r/></mc:Fallback>" * n
    return f"<w:p><mc:AlternateContent>{halves}</mc:AlternateContent></w:p>"


def _deleted_ends(n: int) -> str:
    """Return paragraphs of which each goes on in the next one."""
    return "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>一</w:t></w:r></w:p>" * n


def _calls(data: bytes) -> int:
    """Return how much work it is to read a file."""
    return counted_calls(lambda: extract(data, "a.docx"))


@pytest.mark.parametrize("make", [_fields, _codes, _halves, _deleted_ends])
def test_twice_a_word_file_is_about_twice_the_work(make: Callable[[int], str]) -> None:
    """Fields that begin in each other, choices without end: nothing is gone through for each."""
    _calls(_document(make(3)))  # what is worked out once is not counted
    assert _calls(_document(make(400))) < 2.2 * _calls(_document(make(200)))


@pytest.mark.parametrize("make", [_fields, _codes, _deleted_ends])
def test_nothing_of_them_is_lost(make: Callable[[int], str]) -> None:
    """Every text is in the result, also behind an end that was deleted, at the end of the file."""
    assert extract(_document(make(50)), "a.docx").text.count("一") == 50


def test_a_style_is_looked_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A style without end that a thousand runs have costs as much as one that a single run has."""
    asked = []
    find = Styles._find

    def counted(styles: Styles, *given: str) -> object:
        asked.append(given)
        return find(styles, *given)

    monkeypatch.setattr(Styles, "_find", counted)
    styled = '<w:r><w:rPr><w:rStyle w:val="a"/></w:rPr><w:t>一</w:t></w:r>'
    styles = f'<w:styles {_NAMES}><w:style w:styleId="a"/></w:styles>'
    extract(_document(f"<w:p>{styled * 1_000}</w:p>", styles=styles), "a.docx")
    assert asked
    assert len(asked) == len(set(asked))


def test_a_number_without_end_is_not_told_at_every_paragraph() -> None:
    """What a list says before its numbers is as long as Word lets it be."""
    shown = f'<w:numFmt w:val="decimal"/><w:lvlText w:val="第%1{"条" * 9_000}"/>'
    level = f'<w:lvl w:ilvl="0">{shown}</w:lvl>'
    numbering = (
        f'<w:numbering {_NAMES}><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    marks = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    paragraph = f"<w:p>{marks}<w:r><w:t>一</w:t></w:r></w:p>"
    found = extract(_document(paragraph * 100, numbering=numbering), "a.docx")
    told = [found.text[one.start : one.end] for one in found.noted]
    assert told[1].startswith("第2条")
    assert max(map(len, told)) < 300


@pytest.mark.parametrize(
    ("codes", "is_page"),
    [
        (["PAGE"], True),
        ([" P", "AGE "], True),
        (["  ", "\n NUM", "PAGES \\* MERGEFORMAT"], True),
        (["PAGE", "REF x"], False),
        (["SECTIONPAGES"], True),
        (["SECTIONPAGESX"], False),
        (["DATE"], False),
    ],
)
def test_a_page_number_is_known_however_its_code_is_split(
    codes: list[str], *, is_page: bool
) -> None:
    """The result of a field that says the page is no text; of any other it is."""
    said = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in codes)
    body = (
        f'<w:p>{_BEGIN}{said}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r><w:t>三</w:t></w:r>{_END}<w:r><w:t>と四</w:t></w:r></w:p>"
    )
    line = extract(_document(body), "a.docx").text.split("\n")[0]
    assert line == ("と四" if is_page else "三と四")
