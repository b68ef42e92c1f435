"""The HTML page of a diff: one safe file that says everything without colour or script."""

from __future__ import annotations

from html.parser import HTMLParser

from diff_samples import SAMPLE, change, joined, report_of, report_with, side, two_years
from hypothesis import given, settings
from hypothesis import strategies as st
from random_runs import runs

from orgsheet.diff.changes import LEVELS, Report
from orgsheet.diff.marked_phrases import Piece, pieces, spans
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.render.changes.html import render_html
from orgsheet.render.escape import visible
from orgsheet.source import parse

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


def _city(year: str, text: str) -> list[Sheet]:
    """Return a year of two departments with forty sections each, whose goals hold a text."""
    found = []
    for department in ("乙部", "甲部"):
        for number in range(40):
            name = f"第{number}課"
            identity = SheetId(year, department, name)
            lines = f"年度: {year}\n部名: {department}\n課名: {name}\n組織目標: {text}\n"
            found.append(Sheet(parse(lines.encode(), identity.path), identity))
    return found


def _city_page() -> tuple[Report, str]:
    report = report_of(side("R4", *_city("R4", "甲。")), side("R5", *_city("R5", "乙。")))
    return report, render_html(report)


def test_a_city_begins_with_its_departments_in_their_order() -> None:
    """Before any row stands a list of the departments, each with its counts and a way to it."""
    report, page = _city_page()
    parts = Page(page)
    ways = [attrs["href"] for tag, attrs in parts.tags if tag == "a"][:2]
    targets = [attrs["id"] for tag, attrs in parts.tags if tag == "h2" and "id" in attrs]
    assert ways == [f"#{name}" for name in targets]
    assert len(targets) == 2
    assert page.index("乙部</a> 0／0／40") < page.index("甲部</a> 0／0／40") < page.index("<table>")
    ids = [attrs["id"] for tag, attrs in parts.tags if tag == "tr" and "id" in attrs]
    assert sorted(map(str, ids)) == sorted(f"c-{one.fingerprint}" for one in report.changes)


def test_a_change_is_told_with_its_file_and_line_and_its_side() -> None:
    """A row names file and line; its values name their side where the table becomes cards."""
    _, page = _city_page()
    assert "sheets/R5/甲部/第3課.yaml:4" in page
    assert 'data-side="前（R4）"' in page
    assert 'data-side="後（R5）"' in page
    assert "@media (max-width: 600px)" in page


def test_no_name_stands_three_times() -> None:
    """The line below a sentence does not repeat the name that the sentence has."""
    rows = {"今年度の重点事業": [{"項目": "見本事業", "行動アクション": "見本を作る。"}]}
    page = render_html(two_years(rows, {"今年度の重点事業": []}))
    assert 0 < Page(page).text.count("見本事業") <= 2
