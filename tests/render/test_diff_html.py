"""The HTML page of a diff: one safe file that says everything without colour or script."""

from __future__ import annotations

from html.parser import HTMLParser

from diff_samples import SAMPLE, change, joined, report_with, two_years
from hypothesis import given, settings
from hypothesis import strategies as st
from random_runs import runs

from orgsheet.diff.changes import LEVELS
from orgsheet.diff.marked_phrases import Piece, pieces, spans
from orgsheet.render.changes.html import render_html
from orgsheet.render.escape import visible

HOSTILE = [
    *("<script>alert(1)</script>", "</td></tr></table>", '" onmouseover="x', "&lt;b&gt;", "<!--"),
    *(
        "\x1b[31m",
        "\u202e",
        "\ud800",
        "@取手",
        "https://a.example/",
        "]]>",
        "市民の意見",
        "500円。",
    ),
]
TEXTS = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join))
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "nav", "ul", "li"),
    *("a", "table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "br", "span"),
    *("ins", "del"),
}


class Page(HTMLParser):
    """Collects the values on both sides with their marks, all tags, and the text of the page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.values: list[list[Piece]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag; a value begins with its cell."""
        self.tags.append((tag, dict(attrs)))
        if tag == "td" and dict(attrs).get("class") == "value":
            self.values.append([])
            self._open.append("value")
        elif tag in ("ins", "del"):
            self._open.append("mark")

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a value or a mark."""
        if (tag == "td" and self._open[-1:] == ["value"]) or tag in ("ins", "del"):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Take text for the value that is open."""
        self.text += data
        if "value" in self._open:
            self.values[-1].append(Piece(data, self._open[-1] == "mark"))


@settings(max_examples=runs(60))
@given(TEXTS, TEXTS, TEXTS)
def test_hostile_text_stays_text(message: str, before: str, after: str) -> None:
    """Whatever is in a sheet, the page has no tag of its own and shows both values whole."""
    page = Page(render_html(report_with([change("注", message, before, after)], (message,))))
    assert {tag for tag, _ in page.tags} <= TAGS
    assert not [attrs for _, attrs in page.tags if {"src", "onmouseover"} & set(attrs)]
    assert all(str(attrs.get("href", "#")).startswith("#") for _, attrs in page.tags)
    if before and after and before.rstrip("\n") != after.rstrip("\n"):
        for found, side in zip(
            page.values, pieces(spans(before.rstrip("\n"), after.rstrip("\n"))), strict=True
        ):
            expected = joined(tuple(Piece(visible(p.text), p.changed) for p in side))
            assert joined(tuple(found)) == (expected or (Piece("（なし）", changed=False),))


def test_page_is_japanese_and_prints_on_a4_landscape() -> None:
    """The page names its language, its paper, and forbids everything that could be loaded."""
    page = render_html(two_years({"組織目標": "甲を行う。"}, {"組織目標": "乙を行う。"}))
    assert page.startswith('<!DOCTYPE html>\n<html lang="ja">')
    assert "size: A4 landscape" in page
    assert "default-src 'none'" in page
    assert "url(" not in page
    assert "@import" not in page


def test_every_head_cell_has_a_scope() -> None:
    """Head cells say whether they head a row or a column."""
    page = Page(render_html(two_years({"組織目標": "甲を行う。"}, {"組織目標": "乙を行う。"})))
    heads = [attrs.get("scope") for tag, attrs in page.tags if tag == "th"]
    assert {"row", "col"} == set(heads)


def test_levels_are_told_in_words() -> None:
    """A level is named and counted, also for a reader who sees no colour."""
    changes = [change(level, f"{level}の変更", number=n) for n, level in enumerate(LEVELS)]
    text = Page(render_html(report_with([*changes, changes[-1]]))).text
    for words in ("■ 重要 1件", "▲ 注意 1件", "● 参考 1件", "・ 表記など 2件"):
        assert words in text


def test_every_change_can_be_linked_to() -> None:
    """Each change stands once, under its fingerprint."""
    report = two_years({"組織目標": "甲を行う。", "組織使命": "丙。"}, {"組織目標": "乙を行う。"})
    ids = [attrs["id"] for tag, attrs in Page(render_html(report)).tags if tag == "tr" and attrs]
    assert ids == [f"c-{one.fingerprint}" for one in report.changes]
    assert ids


def test_sample_is_told_first() -> None:
    """The notice of a sample stands before any change."""
    page = render_html(two_years({"見本": SAMPLE, "組織目標": "甲。"}, {"組織目標": "乙。"}))
    assert 0 < page.index(SAMPLE) < page.index("<table>")


def test_nothing_found_is_not_nothing_important() -> None:
    """A page without rows says whether there was no difference or only hidden ones."""
    nothing = two_years({"組織目標": "甲。"}, {"組織目標": "甲。"})._replace(changes=(), hidden={})
    assert "違いはありません" in render_html(nothing)
    hidden = nothing._replace(hidden={"雑": 3})
    assert "重要、注意、参考に当たる変更はありません" in render_html(hidden)
    assert "（雑）3件" in render_html(hidden)
