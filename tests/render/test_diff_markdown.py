"""The Markdown of a diff: safe on the host, short enough, with true counts."""

from __future__ import annotations

import re

import pytest
from city_pair import city_report
from diff_samples import SAMPLE, change, report_with, two_years
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_reader import HOSTILE, MARKDOWN, MENTION, leaves
from random_runs import runs

from orgsheet.diff.changes import LEVELS
from orgsheet.render.changes.markdown import LIMIT, render_markdown, units
from orgsheet.render.escape import markdown_text, visible

TEXTS = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(HOSTILE), max_size=5).map("".join))
ALLOWED = re.compile(r"<br>|</?(?:ins|del|details|summary)>|<!-- [0-9a-f]{16} -->")


@given(TEXTS)
def test_text_in_an_item_is_nothing_but_text(text: str) -> None:
    """Any text behind a list mark is read back as that text, without markup, link or mention."""
    tokens = MARKDOWN.parse(f"- 前: {markdown_text(text)}")
    parts = leaves(tokens)
    kinds = {token.type for token in parts if not token.type.endswith(("_open", "_close"))}
    assert kinds <= {"text", "html_inline", "text_special"}
    opened = [token.type for token in tokens if token.type.endswith("_open")]
    assert opened == ["bullet_list_open", "list_item_open", "paragraph_open"]
    shown = "".join("\n" if token.content == "<br>" else token.content for token in parts)
    expected = visible(text).replace("\t", " ")
    assert "".join(shown.replace("\u200b", "").split()) == "".join(f"前: {expected}".split())
    assert not MENTION.search(shown)


@given(TEXTS)
@example("<div x")
def test_text_at_the_beginning_is_nothing_but_text(text: str) -> None:
    """A message behind a list mark starts no list, heading, quotation, code or HTML of its own."""
    tokens = MARKDOWN.parse(f"- {markdown_text(' '.join(text.split()))}")
    opened = {token.type for token in tokens if not token.type.endswith("_close")}
    assert opened <= {"bullet_list_open", "list_item_open", "paragraph_open", "inline"}


@settings(max_examples=runs(60))
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=3), TEXTS)
def test_hostile_report_keeps_its_shape(texts: list[tuple[str, str, str]], notice: str) -> None:
    """Whatever the sheets hold, the only tags are ours and each `<details>` is closed."""
    levels = ["重", "参", "雑"]
    changes = [change(levels[n], *parts, number=n) for n, parts in enumerate(texts)]
    text = render_markdown(report_with(changes, (notice,)))
    html = [token.content for token in leaves(MARKDOWN.parse(text)) if "html" in token.type]
    assert (
        ALLOWED.sub("", "".join(html)).replace("参考 1件", "").replace("表記など 1件", "").split()
        == []
    )
    assert text.count("<details>") == text.count("</details>")


@pytest.mark.slow
@pytest.mark.parametrize("count", [10, 1000, 4000])
@pytest.mark.parametrize("letter", ["字", "𠮷", "@a", "<&|"])
def test_length_stays_within_the_limit(count: int, letter: str) -> None:
    """However many and long the changes are, the text fits and its counts are true."""
    long = letter * 300
    changes = [
        change("重注参雑"[n * 4 // count], f"{n}件目の変更", f"前{long}。", f"後{long}。", n)
        for n in range(count)
    ]
    text = render_markdown(report_with(changes, (long * 10,) * 30))
    assert units(text) <= LIMIT
    assert len(text.encode("utf-16-le")) // 2 == units(text)
    for level, word in (("重", "重要"), ("注", "注意"), ("参", "参考"), ("雑", "表記など")):
        number = sum(one.level == level for one in changes)
        assert f"{word} {number}件" in text
        told = sum(f"- {n}件目の変更" in text for n, c in enumerate(changes) if c.level == level)
        missing = re.search(rf"長さの上限のため、.*?{word} ([0-9]+)件.*?一覧を省きました", text)
        assert told + (int(missing.group(1)) if missing else 0) == number


def test_lightest_level_is_cut_first() -> None:
    """What is important is the last to go."""
    changes = [
        change("重" if n < 20 else "参", f"{n}件目の変更" + "長" * 100, number=n)
        for n in range(1000)
    ]
    text = render_markdown(report_with(changes))
    assert all(f"- {n}件目の変更" in text for n in range(20))
    assert "- 20件目の変更" not in text
    assert "参考 980件は一覧を省きました" in text


def test_a_city_fills_its_room_rule_by_rule() -> None:
    """Of what does not fit, the lightest rules go first; what went is named and counted."""
    report = city_report()
    room = 12_000
    text = render_markdown(report, limit=room)
    assert 0.6 * room <= units(text) <= room
    told = {one.rule for one in report.changes if one.fingerprint in text}
    gone = {one.rule for one in report.changes} - told
    assert told
    assert gone
    orders = {one.rule: (LEVELS.index(one.level), one.order) for one in report.changes}
    assert max(orders[rule] for rule in told) < min(orders[rule] for rule in gone)
    for rule in gone:
        title = next(one.title for one in report.changes if one.rule == rule)
        count = sum(one.rule == rule for one in report.changes)
        assert f"{title} {count}件" in text


def test_changed_phrases_are_marked() -> None:
    """A changed text is shown on both sides with the phrases that went and came."""
    text = render_markdown(
        two_years({"組織目標": "料金は500円とする。"}, {"組織目標": "料金は800円とする。"})
    )
    assert "前: 料金は<del>500円</del>とする。" in text
    assert "後: 料金は<ins>800円</ins>とする。" in text


def test_sample_is_told_before_any_change() -> None:
    """The notice of a sample stands at the head."""
    text = render_markdown(two_years({"見本": SAMPLE, "組織目標": "甲。"}, {"組織目標": "乙。"}))
    assert text.index(SAMPLE) < text.index("件（シート")


def test_every_change_carries_its_fingerprint() -> None:
    """A later comment can find a change again by the fingerprint behind its sentence."""
    report = two_years({"組織目標": "甲を行う。", "組織使命": "丙。"}, {"組織目標": "乙を行う。"})
    found = re.findall(r"<!-- ([0-9a-f]{16}) -->", render_markdown(report))
    assert sorted(found) == sorted(one.fingerprint for one in report.changes)
