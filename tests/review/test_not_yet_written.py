"""What is still to be written is no mistake: a mark never fails a review of a sheet begun anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaged_rules import PACKAGED_RULES

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.examples import DEFAULT_PATH, examples_of
from orgsheet.review import assemble
from orgsheet.review.review_data import Review
from orgsheet.review.states import Inputs
from orgsheet.workspace.workspace import Workspace

RULE = next(one for one in PACKAGED_RULES if one.id == "key-unknown")
GOOD = next(examples_of(RULE, "good")).files
SHEET = GOOD[DEFAULT_PATH].decode()
CRITERION = "      - アンケートの回答を500件以上集める。"
WHEN = "時期: 9月"


def _with(*changes: tuple[str, str]) -> dict[str, bytes]:
    text = SHEET
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return {**GOOD, DEFAULT_PATH: text.encode()}


def _review(before: dict[str, bytes], after: dict[str, bytes]) -> Review:
    base, start, end = (Workspace(MemoryFiles(one), Path()) for one in (before, before, after))
    inputs = Inputs(
        base=base,
        before=start,
        after=end,
        version=lambda workspace, path: workspace.files.read(path),
        label="main",
        base_commit="a" * 40,
        head_commit="b" * 40,
        before_top=MemoryFiles(before),
        after_top=MemoryFiles(after),
    )
    return assemble.review_change(inputs, fail_level=None, redact=True).review


MARKED = _with((CRITERION, "      - 【記入】どうなれば達成か"))


@pytest.mark.parametrize(
    "before",
    [{path: data for path, data in GOOD.items() if path != DEFAULT_PATH}, MARKED],
    ids=["begun", "still being written"],
)
def test_a_sheet_that_is_not_yet_written_passes(before: dict[str, bytes]) -> None:
    """Its marks are counted and told, and fail nothing."""
    after = {
        **MARKED,
        DEFAULT_PATH: MARKED[DEFAULT_PATH] + "# 書きかけ\n".encode(),
    }
    review = _review(before, after)
    assert not review.failed
    assert any("【記入】）が 1 か所" in notice for notice in review.notices)
    assert {one.severity for one in review.findings if one.rule == "text-unfilled"} == {"info"}


def test_a_ready_sheet_that_gains_a_mark_fails() -> None:
    """A step back is a mistake."""
    review = _review(GOOD, MARKED)
    assert review.failed
    assert not any("合否には数えません" in notice for notice in review.notices)


def test_a_mark_silences_its_own_value_only() -> None:
    """What is wrong elsewhere in a sheet that is being written fails as ever."""
    wrong = "時期: 13月"
    review = _review(MARKED, _with((CRITERION, "      - 【記入】"), (WHEN, wrong)))
    assert review.failed
    assert "deadline-unreadable" in {one.rule for one in review.findings if one.severity == "error"}


def test_what_a_mark_asked_for_is_no_answer() -> None:
    """With the mark taken away and its question left, the place is not written."""
    assert _review(MARKED, _with((CRITERION, "      - どうなれば達成か"))).failed


SETTINGS = "orgsheet.yaml"


def test_marks_are_not_counted_where_the_policy_changes() -> None:
    """A change of the settings tells the mistakes of all sheets, not what is yet to be written."""
    before = {**MARKED, SETTINGS: "profile: 標準\n".encode()}
    counts = _review(before, {**before, SETTINGS: "profile: 公開前\n".encode()}).merged
    assert counts["errors_before"] == counts["errors_after"] == 0


def test_a_finding_that_gets_graver_is_among_the_effects() -> None:
    """What the change's own settings weigh more is told, the gravest first."""
    wrong = _with((WHEN, "時期: 7月３１日"))
    rule = "rules: {deadline-spelling: {severity: error}, criterion-no-base: {severity: info}}\n"
    before = {**wrong, SETTINGS: "profile: 標準\n".encode()}
    review = _review(before, {**before, SETTINGS: rule.encode()})
    assert [(one.rule, one.severity) for one in review.effects][:1] == [
        ("deadline-spelling", "error")
    ]
    assert review.merged["errors_after"] == review.merged["errors_before"] + 1
