"""Readers for the formats people open: they parse what was written, and find nothing else in it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from html.parser import HTMLParser

from format_log import is_harmless
from junitparser import JUnitXml, TestSuite
from markdown_it import MarkdownIt
from markdown_it.token import Token

from orgsheet.lint.finding import SEVERITY_WORDS, Finding
from orgsheet.lint.lint_report import LintReport
from orgsheet.render.escape import visible

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_XML_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def markdown_plain(text: str) -> str:
    """Return what a reader of Markdown sees; markup, links and HTML of any kind fail."""
    out = []
    for token in MARKDOWN.parse(text):
        assert token.type in {"paragraph_open", "paragraph_close", "inline"}, token
        out += [_inline(child) for child in token.children or ()]
    return "".join(out)


def _inline(token: Token) -> str:
    if token.type == "html_inline":
        assert token.content == "<br>", token
        return "\n"
    if token.type == "code_inline":
        return token.content
    assert token.type in {"text", "text_special", "softbreak"}, token
    return token.content.replace("\u200b", "") if token.type != "softbreak" else "\n"


def squeezed(text: str) -> str:
    """Return a text as `visible` shows it, without spaces: Markdown joins and trims them."""
    return re.sub(r"\s+", "", visible(text))


def check_markdown(report: LintReport, text: str) -> None:
    """Every finding is an item; nothing in it is markup, a link, a mention or HTML."""
    assert is_harmless(text)
    items: list[str] = []
    for token in MARKDOWN.parse(text):
        if token.type == "html_block":
            tags = re.sub(
                r"<pre>[^<]*</pre>|</?details>|<summary>[^<]*</summary>", "", token.content
            )
            assert not tags.strip(), token.content
        elif token.type == "inline":
            items.append("".join(_strong(child) for child in token.children or ()))
        else:
            assert token.type in _BLOCKS, token
    whole = [re.sub(r"\s+", "", item) for item in items]
    for finding in (*report.findings, *(waived.finding for waived in report.waived)):
        message = re.sub(r"\s+", "", visible(" ".join(finding.message.split())))[:300]
        assert any(message in item for item in whole), message


_BLOCKS = {
    f"{name}_{end}"
    for name in ("paragraph", "heading", "bullet_list", "list_item")
    for end in ("open", "close")
} | {"fence"}


def _strong(token: Token) -> str:
    return "" if token.type in {"strong_open", "strong_close"} else _inline(token)


def check_junit(report: LintReport, text: str) -> None:
    """A suite for each file; failures, skipped and all cases add up, and the words are the same."""
    assert is_harmless(text)
    suites = [suite for suite in JUnitXml.fromstring(text.encode()) if isinstance(suite, TestSuite)]
    assert sum(suite.tests for suite in suites) > 0 or not report.paths
    names = [suite.name for suite in suites]
    places = {f.place.path for f in report.findings} | {
        waived.finding.place.path for waived in report.waived
    }
    assert names == [_xml(path) for path in dict.fromkeys((*report.paths, *sorted(places)))]
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        found.setdefault((_xml(finding.place.path), finding.rule), []).append(finding)
    failed = 0
    for suite in suites:
        cases = list(suite)
        assert suite.tests == len(cases)
        assert len({case.name for case in cases}) == len(cases)
        assert suite.failures == sum(case.is_failure for case in cases)
        assert suite.skipped == sum(case.is_skipped for case in cases)
        failed += suite.failures
        for case in cases:
            if case.is_failure:
                first = found[suite.name, case.name][0]
                (result,) = case.result
                assert result.message == _xml(first.message)
                assert result.type == first.severity
                assert result.text.startswith(_xml(f"{first.place.path}:{first.place.line}:"))
    assert failed == len(found) or len(set(names)) < len(names)


def _xml(text: str) -> str:
    return _XML_ILLEGAL.sub("", text)


def check_csv(report: LintReport, text: str) -> None:
    """A row for each finding and each waived one; no cell begins a formula."""
    assert is_harmless(text)
    assert text.startswith("\ufeff")
    assert text.endswith("\r\n")
    heading, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    every = [*report.findings, *(waived.finding for waived in report.waived)]
    for row, finding in zip(rows, every, strict=True):
        cells = dict(zip(heading, row, strict=True))
        for cell in row:
            assert not cell.startswith(tuple("=+-@\t\r＝＋－＠")), cell
        assert cells["重さ"] == SEVERITY_WORDS[finding.severity]
        assert cells["行"] == str(finding.place.line)
        for name, value in (
            ("ファイル", finding.place.path),
            ("指摘", finding.message),
            ("書き直し", finding.paste),
            ("シート", finding.sheet),
        ):
            assert _uncovered(cells[name]) == visible(value)


def _uncovered(cell: str) -> str:
    """Return what a cell says, the guards taken away (none of them stands in our texts)."""
    shown = cell[1:] if re.match("'[=+\\-@\t\r＝＋－＠]", cell) else cell
    return re.sub(r"(?m)##\\(?=(?:vso|teamcity)?\[)|^([^\S\n]*):\\(?=:)", _without_guard, shown)


def _without_guard(match: re.Match[str]) -> str:
    return match.group()[:-1]


class _Page(HTMLParser):
    """Collects the tags of a page and what stands in `<strong>` and `<pre>`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.links: list[str] = []
        self.texts: dict[str, list[str]] = {"strong": [], "pre": []}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.inside = tag
        if tag in self.texts:
            self.texts[tag].append("")
        for name, value in attrs:
            assert name in _ATTRIBUTES, name
            if name == "href":
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.tags[f"/{tag}"] += 1
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in self.texts:
            self.texts[self.inside][-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


_ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "id", "class", "scope", "href"}
_ATTRIBUTES |= {"style"}
_VOID = {"meta", "br", "col"}


def check_html(report: LintReport, text: str) -> None:
    """A page without script or remote parts; every message stands in it as text."""
    assert is_harmless(text)
    page = _Page()
    page.feed(text)
    page.close()
    for tag, count in page.tags.items():
        if not tag.startswith("/") and tag not in _VOID:
            assert page.tags[f"/{tag}"] == count, tag
    assert not set(page.tags) & {"script", "img", "iframe", "link", "object", "form", "base"}
    assert all(re.fullmatch("#f[0-9]+", link) for link in page.links)
    every = [*report.findings, *(waived.finding for waived in report.waived)]
    assert page.texts["strong"] == [visible(finding.message) for finding in every]
    # A reader of HTML drops a line feed at the beginning of a <pre>.
    pasted = [visible(finding.paste) for finding in every if finding.paste]
    assert [paste.removeprefix("\n") for paste in page.texts["pre"]] == [
        paste.removeprefix("\n") for paste in pasted
    ]
