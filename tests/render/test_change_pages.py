"""The pages of the change rules: an index that leads to each, and a page with its example."""

from __future__ import annotations

import re

from conftest import ROOT
from each_row import each_row
from markdown_reader import HOSTILE, MARKDOWN, leaves

from orgsheet.diff.change_book import ChangeRule, packaged_change_rules
from orgsheet.render.change_pages import render_catalogue, render_change_page

BOOK = packaged_change_rules()


@each_row("rule", BOOK.values(), ids=lambda rule: rule.id)
def test_a_page_shows_the_examples_and_what_is_told_of_them(rule: ChangeRule) -> None:
    """The printed page has both sides of each example, and the sentences in their own words."""
    tokens = MARKDOWN.parse((ROOT / f"docs/changes/{rule.id}.md").read_text(encoding="utf-8"))
    fences = [token.content for token in tokens if token.type == "fence"]
    assert len(fences) >= 2 * len(rule.examples())
    text = "".join(leaf.content for leaf in leaves(tokens)).replace("\u200b", "")
    told = {" ".join(one.split()) for example in rule.examples() for one in example["told"]}
    assert [one for one in told if one not in text] == []


def test_the_index_of_changes_leads_to_every_page() -> None:
    """With a folder of pages each id is a link, also as the mirror of another."""
    links = re.findall(
        r"\[`([a-z-]+)`\]\(changes/([a-z-]+)\.md\)", render_catalogue(BOOK, "changes/")
    )
    assert {one for one, _ in links} == set(BOOK)
    assert all(one == other for one, other in links)
    assert "](" not in render_catalogue(BOOK)


@each_row("mark", [mark for mark in HOSTILE if mark.strip() and mark != "\ud800"])
def test_a_city_s_change_rule_writes_no_markup_into_its_page(mark: str) -> None:
    """Whatever a rule file says of itself, the page's shape stays the same."""
    rule = BOOK["action-added"]

    def page(words: str) -> list[str]:
        changed = rule._replace(
            title=words, reason=words, message=words, area=words, mirror="", waiver=words
        )
        return [token.type for token in MARKDOWN.parse(render_change_page(changed))]

    assert page(mark) == page("文")
