"""`orgsheet deadline` and `orgsheet explain`: what an official reads on the screen."""

from __future__ import annotations

import pytest
from conftest import Command
from each_row import each_row
from packaged_rules import PACKAGED_RULES

from orgsheet.fiscal import CERTAINTIES, KINDS
from orgsheet.lint.rulebook import Rule
from orgsheet.render.display_width import Style
from orgsheet.render.reporter import RULE_FORMATS


@pytest.mark.parametrize(
    ("text", "kind", "certainty"),
    [("7月～8月", "month_range", "exact"), ("5月～", "from_month", "open"), ("秋", "season", "")],
)
def test_a_deadline_is_shown_with_kind_and_certainty(
    orgsheet: Command, text: str, kind: str, certainty: str
) -> None:
    """The kind and the certainty of a deadline are told in Japanese, with the days it names."""
    shown = orgsheet("deadline", text, "--year", "R5").out
    assert KINDS[kind].word in shown
    assert CERTAINTIES[certainty or "approximate"] in shown
    assert "いつから  2023-" in shown


@pytest.mark.parametrize(
    "text",
    ["随時", "速やかに", "毎月", "年4回", "概ね3か月ごと", "6月議会", "未定"],
)
def test_a_deadline_without_days_says_why(orgsheet: Command, text: str) -> None:
    """Where a phrase names no day, one sentence says why, and no empty date is shown."""
    shown = orgsheet("deadline", text, "--year", "R5").out
    assert "いつまで  " not in shown
    assert "ありません。" in shown or "言えません。" in shown


@pytest.mark.slow
@each_row("rule", PACKAGED_RULES, ids=lambda rule: rule.id)
def test_a_page_shows_no_word_of_the_program(rule: Rule) -> None:
    """A rule's page shows no empty mapping as an example and only settings a city may want."""
    page = RULE_FORMATS["text"].render(rule, PACKAGED_RULES, Style(columns=80))
    assert f"\n{rule.id}（" in page
    assert "{}" not in page
    settings = page.partition("【設定】")[2].partition("【")[0]
    assert "missing-key" not in settings
    assert "as_needed" not in settings
    assert "True" not in settings
    assert "False" not in settings
