"""`orgsheet explain`: who does not know a rule's name finds it by what it says."""

from __future__ import annotations

from conftest import Command


def test_a_word_lists_the_rules_that_say_it(orgsheet: Command) -> None:
    """In title, reason or advice, whatever its width; one that no rule says is told."""
    found = orgsheet("explain", "全角")
    assert found.code == 0
    assert "file-full-width-colon" in found.out
    assert "deadline-vague" not in found.out
    assert orgsheet("explain", "ｂｏｍ").out == orgsheet("explain", "BOM").out
    lost = orgsheet("explain", "どこにもない言葉")
    assert lost.code == 2
    assert "一覧: orgsheet explain" in lost.err


def test_the_name_of_a_rule_is_its_page(orgsheet: Command) -> None:
    """Also where other rules speak of it."""
    assert "【" in orgsheet("explain", "plan-item-near").out
