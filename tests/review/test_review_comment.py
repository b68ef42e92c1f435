"""The comment of a review: nothing in it acts, it is never too long, its JSON gives it again."""

from __future__ import annotations

import json
import posixpath
import re
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_reader import HOSTILE, MARKDOWN, MENTION, leaves
from random_runs import runs

from orgsheet.render.changes.markdown import LIMIT, units
from orgsheet.render.review.json import ReviewFileError, read_review, render_review_json
from orgsheet.render.review.markdown import MARKER, render_review
from orgsheet.render.review.meaning_blocks import meaning_parts
from orgsheet.review.linked_paths import leads_outside
from orgsheet.review.policy import PolicyChange
from orgsheet.review.review_data import (
    BaselineCounts,
    Block,
    Review,
    ReviewChange,
    ReviewFinding,
    ReviewWaiver,
)

SCHEMA = json.loads((ROOT / "schema" / "review.schema.json").read_bytes())
TEXT = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(HOSTILE), max_size=5).map(" ".join))
PATH = TEXT.filter(lambda text: not leads_outside(text))
"""The name of any file that a repository can hold, and of some that it cannot."""
COUNT = st.integers(0, 3000)
LINE = st.integers(1, 9999)
STRETCHES = st.lists(st.tuples(TEXT, st.booleans()), max_size=4).map(tuple)
FINDING = st.builds(
    ReviewFinding,
    state=st.sampled_from(["new", "old"]),
    changed=st.booleans(),
    replaces=st.booleans(),
    severity=st.sampled_from(["error", "warning", "info"]),
    line=LINE,
    column=LINE,
    total=LINE,
    place=COUNT,
    path=PATH,
    **dict.fromkeys(("rule", "title", "message", "fix", "paste", "sheet", "item"), TEXT),
)


def some(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """A few of them."""
    return st.lists(strategy, max_size=6).map(tuple)


COUNTS = (
    *("errors", "warnings", "infos", "new_errors", "new_warnings", "new_infos"),
    *("fixed", "waived", "known"),
)
MERGED = ("errors_before", "errors_after", "warnings_before", "warnings_after")
LEFT_OUT = ("findings", "fixed", "changes", "preview", "effects", "waivers")
REVIEWS = st.builds(
    Review,
    tool=TEXT.map(lambda text: text[:50]),
    base_commit=st.just("a" * 40),
    head_commit=st.sampled_from(["", "b" * 40]),
    failed=st.booleans(),
    fail_level=st.sampled_from(["error", "warning"]),
    reasons=some(TEXT),
    notices=some(TEXT),
    sheets=COUNT,
    redacted=st.booleans(),
    counts=st.fixed_dictionaries(dict.fromkeys(COUNTS, COUNT)),
    findings=some(FINDING),
    fixed=some(FINDING),
    levels=st.fixed_dictionaries(dict.fromkeys("重注参雑", COUNT)),
    hidden=COUNT,
    unread=COUNT,
    changes=some(
        st.builds(
            ReviewChange,
            level=st.sampled_from("重注参雑"),
            before=STRETCHES,
            after=STRETCHES,
            **dict.fromkeys(("rule", "message", "sheet", "item"), TEXT),
        )
    ),
    preview=some(
        st.builds(
            Block,
            sheet=TEXT,
            heading=TEXT,
            title=TEXT,
            values=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
        )
    ),
    policy=some(
        st.builds(
            PolicyChange,
            path=PATH,
            kind=TEXT,
            how=st.sampled_from(["追加", "変更", "削除"]),
            problem=TEXT,
        )
    ),
    merged=st.one_of(st.just({}), st.fixed_dictionaries(dict.fromkeys(MERGED, COUNT))),
    effects=some(FINDING),
    waivers=some(
        st.builds(
            ReviewWaiver,
            last=st.booleans(),
            until=TEXT.map(lambda text: text[:20]),
            **dict.fromkeys(("rule", "title", "target", "reason", "approver"), TEXT),
        )
    ),
    baseline=st.builds(BaselineCounts, COUNT, COUNT, COUNT, COUNT),
    left_out=st.fixed_dictionaries(dict.fromkeys(LEFT_OUT, COUNT)),
)
ALLOWED = re.compile(r"<br>|</?(?:ins|del|details|summary)>|" + re.escape(MARKER))


@pytest.mark.slow
@settings(max_examples=runs(60))
@given(REVIEWS)
def test_nothing_in_a_comment_acts(review: Review) -> None:
    """Whatever the texts hold, the comment has no link, image, mention, foreign tag or marker."""
    text = render_review(review)
    assert text.startswith(f"{MARKER}\n")
    assert text.count(MARKER) == 1
    tokens = MARKDOWN.parse(text)
    for token in leaves(tokens):
        assert token.type not in {"link_open", "image", "code_block"}
        if token.type in {"html_inline", "html_block"}:
            assert not re.search("[<>]", ALLOWED.sub("", token.content)), token.content
        elif token.type == "text":
            # Of commits only the two that were compared are named.
            said = token.content.replace("a" * 12, "").replace("b" * 12, "")
            assert not MENTION.search(said), token.content
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    assert headings.count("h2") == 1
    assert "h1" not in headings


@settings(max_examples=runs(30))
@given(REVIEWS)
def test_no_notice_ends_in_an_empty_line_of_quotation(review: Review) -> None:
    """An empty `>` stands between two notices only, so that nothing empty is shown at the end."""
    lines = render_review(review).split("\n")
    for line, following in pairwise(lines):
        assert line != ">" or following.startswith("> ")


def test_nothing_comes_together_across_a_seam() -> None:
    """Stretches that are harmless alone make no mention and no commit side by side."""
    for parts in (("abcd", "ef12"), ("@", "user"), ("#", "1")):
        side = tuple((part, False) for part in parts)
        change = ReviewChange("重", "r", "m", "s", "i", side, (("x", True),))
        text = "".join(meaning_parts(_with_changes(change), 5))
        assert not MENTION.search(text.replace("&#8203;", "\u200b").replace("###", "")), text


def _with_changes(change: ReviewChange) -> Review:
    empty = dict.fromkeys(Review._fields, ())
    shown = {"levels": {"重": 1}, "hidden": 0, "sheets": 1, "unread": 0, "changes": (change,)}
    return Review(**{**empty, **shown})  # type: ignore[arg-type]


LINKS = "https://host.example/city/sheets/blob/abc"
OUTSIDE = ["../../../../evil", "/etc/passwd", "//evil.example/x", "a/../../b", "a/..", "..\\evil"]
ODD = ["", ".", "a//b", "a/./b", "javascript:x", "https://evil.example/", "a\\b", "a\nb", "a\x1b"]


def _written(review: Review, **changed: object) -> bytes:
    """Return a review as JSON, some of its first finding's fields replaced."""
    record = json.loads(render_review_json(review))
    record["findings"][0] |= changed
    return json.dumps(record).encode()


FAILED = REVIEWS.filter(lambda review: review.findings)


@pytest.mark.slow
@settings(max_examples=runs(10), suppress_health_check=list(HealthCheck))
@given(FAILED)
@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_that_leads_out_is_no_review(path: str, review: Review) -> None:
    """A result that names a file outside the repository, anywhere in it, is refused."""
    with pytest.raises(ReviewFileError):
        read_review(_written(review, path=path), SCHEMA)
    record = json.loads(render_review_json(review))
    record["policy"] = [{"path": path, "kind": "k", "how": "変更", "problem": ""}]
    with pytest.raises(ReviewFileError):
        read_review(json.dumps(record).encode(), SCHEMA)


@pytest.mark.slow
@settings(max_examples=runs(60))
@given(REVIEWS, st.sampled_from([*ODD, *OUTSIDE, "sheets/R5/政策　推進部/秘書課.yaml"]))
def test_every_link_leads_to_a_file_of_the_repository(review: Review, path: str) -> None:
    """With an address of the files, each link is below it and stays there when it is resolved."""
    findings = tuple(one._replace(path=path) for one in review.findings[:2]) + review.findings[2:]
    text = render_review(review._replace(findings=findings), links=LINKS)
    for token in leaves(MARKDOWN.parse(text)):
        if token.type == "link_open":
            target = str(token.attrs["href"])
            assert target.startswith(f"{LINKS}/")
            place = urlsplit(target).path
            assert posixpath.normpath(unquote(place)) == unquote(place), target
            assert not re.search(r"%5C|%0|%1|%7F", target), target
    if findings and path.startswith("sheets/"):
        assert f"({LINKS}/sheets/" in text


@pytest.mark.slow
@settings(max_examples=runs(5), suppress_health_check=list(HealthCheck))
@given(FAILED)
@pytest.mark.parametrize("line", [1.0, 1e300, True, "1", 0])
def test_a_line_is_a_number_and_nothing_else(line: object, review: Review) -> None:
    """What stands behind `#L` in a link is a whole number, written as one."""
    with pytest.raises(ReviewFileError):
        read_review(_written(review, line=line), SCHEMA)


@settings(max_examples=runs(5), suppress_health_check=list(HealthCheck))
@given(REVIEWS)
@pytest.mark.parametrize("name", ["baseCommit", "headCommit"])
def test_a_commit_is_an_id_and_nothing_else(name: str, review: Review) -> None:
    """No line end may stand behind the id of a commit."""
    record = json.loads(render_review_json(review))
    record[name] = "a" * 40 + "\n"
    with pytest.raises(ReviewFileError):
        read_review(json.dumps(record).encode(), SCHEMA)


@pytest.mark.slow
@settings(max_examples=runs(60))
@given(REVIEWS)
def test_a_review_comes_back_from_its_json(review: Review) -> None:
    """What is written as JSON is of the published form and gives the same review again."""
    data = render_review_json(review).encode("utf-8", "backslashreplace")
    assert read_review(data, SCHEMA) == review


@pytest.mark.slow
@settings(max_examples=runs(25))
@given(REVIEWS, st.integers(400, 5000))
def test_a_comment_keeps_any_limit(review: Review, limit: int) -> None:
    """However small the limit, the comment keeps to it and still has its counts."""
    text = render_review(review, limit=limit)
    assert units(text) <= max(limit, 400)
    assert f"❌ エラー {review.counts['errors']:,}" in text


@pytest.mark.slow
def test_the_longest_review_fits() -> None:
    """A review full of the longest texts it may hold is still no longer than a host takes."""
    long = "@x|" * 1_600
    finding = ReviewFinding(
        state="new",
        changed=True,
        replaces=True,
        severity="error",
        path="sheets/x.yaml",
        line=1,
        column=1,
        total=1,
        place=0,
        **dict.fromkeys(("rule", "title", "message", "fix", "paste", "sheet", "item"), long),
    )
    change = ReviewChange("重", "r", long, long, long, ((long, True),), ())
    waiver = ReviewWaiver("r", long, long, long, long, "R5", last=False)
    findings, changes, waivers = [finding] * 500, [change] * 500, [waiver] * 500
    review = Review(
        tool="0.1.0",
        base_commit="a" * 40,
        head_commit="b" * 40,
        failed=True,
        fail_level="error",
        reasons=tuple([long] * 100),
        notices=tuple([long] * 100),
        sheets=1,
        redacted=True,
        counts=dict.fromkeys(COUNTS, 500),
        findings=tuple(findings),
        fixed=tuple(findings),
        levels=dict.fromkeys("重注参雑", 500),
        hidden=0,
        unread=1,
        changes=tuple(changes),
        preview=(Block("s", "h", "t", (("l", long),)),),
        policy=tuple([PolicyChange(long, "k", "変更", long)] * 500),
        merged=dict.fromkeys(MERGED, 500),
        effects=tuple(findings),
        waivers=tuple(waivers),
        baseline=BaselineCounts(0, 0, 0, 0),
        left_out=dict.fromkeys(LEFT_OUT, 0),
    )
    assert units(render_review(review)) <= LIMIT


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_anything_else_is_no_review(data: bytes) -> None:
    """Any other bytes are refused with a sentence, never a crash."""
    with pytest.raises(ReviewFileError):
        read_review(data, SCHEMA)
