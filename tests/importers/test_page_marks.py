"""Web pages made to stop a parser: each is read to its end, or refused with the way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Command
from each_row import each_row
from office_forms import as_page

from orgsheet.importers.import_formats import extract
from orgsheet.importers.import_result import ImportFailure

PAGE = as_page((Path(__file__).parents[1] / "cases/import/見本.txt").read_text("utf-8")).decode()


@pytest.mark.parametrize(
    "mark", ["<!--", "<![CDATA[", "<!", "<?", "</", "<a ", "<a b='", "<![x", "</a", "<!x"]
)
def test_a_page_of_marks_that_never_end_is_refused(mark: str) -> None:
    """The rest of the page is not searched anew for the end of each of a hundred thousand marks."""
    with pytest.raises(ImportFailure, match=r"閉じていないタグやコメント.*ください"):
        extract((PAGE + f"{mark}x" * 100_000).encode(), "x.html")


@each_row("mark", ["<!--", "<![CDATA[", "<!", "<?", "</", "<a ", "<a b='", "<![x"])
def test_a_page_with_a_mark_that_does_not_end_is_read(mark: str) -> None:
    """Where a page breaks off in a mark, what stands before it is read as ever."""
    assert "把握を行う。\t9月 見本調査\n" in extract((PAGE + mark).encode(), "x.html").text


@each_row(
    ("written", "shown"),
    [
        ("&#" + "9" * 100_000 + ";", "\ufffd"),
        ("&#" + "0" * 100_000 + "65;", "A"),
        ("&#99999999;", "\ufffd"),
        ("&#x110000;", "\ufffd"),
        ("&#xD800;", "\ufffd"),
        ("&#0;", "\ufffd"),
        ("&#12354;", "あ"),
        ("&#00012354", "あ"),
        ("<![x[y]]>", ""),
        ("<![ 5>", ""),
        ("<![if !mso]>い<![endif]>", "い"),
    ],
)
def test_a_number_or_section_that_is_none_ends_nothing(written: str, shown: str) -> None:
    """A number that no character has stands for none; a section that nobody knows is a comment."""
    text = extract(f"<p>前{written}後</p>".encode(), "x.html").text
    assert text == f"前{shown}後\n"


def test_the_command_tells_of_such_a_page_in_japanese(orgsheet: Command) -> None:
    """`orgsheet import` of such pages ends with 2 and a sentence, never with a crash."""
    for name, more in (("数.html", "&#" + "9" * 5_000 + ";"), ("節.html", "<![x[y]]>")):
        (orgsheet.folder / name).write_text(f"<p>前{more}</p>", encoding="utf-8")
        done = orgsheet("import", name, "--dry-run")
        assert done.code == 2, done.err
        assert "表題の行がありません" in done.err
