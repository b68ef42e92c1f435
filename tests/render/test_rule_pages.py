"""The pages of the rule book: an index, and a page a rule that says all that `explain` says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Command
from each_row import each_row
from markdown_reader import HOSTILE, MARKDOWN, leaves
from packaged_rules import PACKAGED_RULES

from orgsheet.lint.rulebook import Rule
from orgsheet.render.rule_pages import render_rule_page, render_rulebook

RULES = PACKAGED_RULES


@pytest.mark.slow
@each_row("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_shows_every_example_of_its_rule(rule: Rule) -> None:
    """The printed page has a fence for each example, and its findings in their own words."""
    tokens = MARKDOWN.parse((ROOT / f"docs/rules/{rule.id}.md").read_text(encoding="utf-8"))
    fences = [token.content for token in tokens if token.type == "fence"]
    examples = rule.examples()
    assert len(fences) == len(examples["bad"]) + len(examples["good"])
    assert all(fences)
    text = "".join(leaf.content for leaf in leaves(tokens)).replace("\u200b", "")
    messages = {one["message"] for example in examples["bad"] for one in example["expect"]}
    assert [one for one in messages if one.isprintable() and one not in text] == []


def test_the_index_leads_to_every_page() -> None:
    """With a folder of pages each id is a link, and the same index without one links nothing."""
    linked = render_rulebook(RULES, "rules/")
    assert {rule.id for rule in RULES} == set(re.findall(r"\]\(rules/([a-z0-9-]+)\.md\)", linked))
    assert re.sub(r"\[(`[a-z0-9-]+`)\]\([^)]*\)", r"\1", linked) == render_rulebook(RULES)


@pytest.mark.slow
@each_row("mark", [mark for mark in HOSTILE if mark.strip() and mark != "\ud800"])
def test_a_city_s_rule_writes_no_markup_into_its_page(mark: str) -> None:
    """Whatever a rule file says of itself and in its examples, the page's shape stays the same."""
    (rule,) = (rule for rule in RULES if rule.id == "plan-number-empty")

    def page(words: str) -> list[str]:
        data = yaml.safe_load(rule.data)
        data["examples"]["good"] = [{"title": words, "text": f"{words}\n組織使命: 一\n{words}"}]
        changed = rule._replace(
            title=words, why=words, source=words, data=yaml.safe_dump(data).encode()
        )
        return [token.type for token in MARKDOWN.parse(render_rule_page(changed, RULES))]

    assert page(mark) == page("文")


ADDRESS = "https://www.example.lg.jp/orgsheet/rules/plan-item-near.html"
SETTING = "rule_pages: https://www.example.lg.jp/orgsheet/rules/{規則}.html\n"


@pytest.mark.slow
def test_outputs_lead_to_the_pages_that_the_city_publishes(workspace: Path) -> None:
    """With an address in the settings, each output that can hold a link leads to the rule's page.

    Without one there is no link anywhere.
    """
    command = Command(workspace)

    def outputs() -> dict[str, str]:
        formats = ("sarif", "rdjson", "rdjsonl", "html", "markdown")
        found = {one: command("lint", "--no-cache", "--format", one).out for one in formats}
        return {**found, "explain": command("explain", "plan-item-near").out}

    assert [name for name, text in outputs().items() if "rules/plan-item-near" in text] == []
    (workspace / "orgsheet.yaml").write_text(SETTING, encoding="utf-8")
    told = outputs()
    assert [name for name, text in told.items() if ADDRESS not in text] == []
    (run,) = json.loads(told["sarif"])["runs"]
    assert all(
        rule["helpUri"].endswith(f"/{rule['id']}.html") for rule in run["tool"]["driver"]["rules"]
    )
    assert f'<a href="{ADDRESS}"><code>plan-item-near</code></a>' in told["html"]
    assert f"[`plan-item-near`]({ADDRESS})" in told["markdown"]


@pytest.mark.every_row
@pytest.mark.slow
@pytest.mark.parametrize(
    "address",
    [
        *("http://a.example/{規則}", "javascript:{規則}", "https://a.example/rules/", "{規則}"),
        *("https://a.example/{規則}/{規則}", "https://a.example/(x)/{規則}", 'https://a"b/{規則}'),
        *("https://a.example/{規則}?x", "https://a@b.example/{規則}", "https://a.example/ {規則}"),
    ],
)
def test_an_address_that_could_do_more_than_lead_is_refused(workspace: Path, address: str) -> None:
    """Only https without marks of any format is an address; the refusal says how to write one."""
    text = yaml.safe_dump({"rule_pages": address}, allow_unicode=True)
    (workspace / "orgsheet.yaml").write_text(text, encoding="utf-8")
    result = Command(workspace)("lint")
    assert result.code == 2
    assert "orgsheet.yaml:1: 「rule_pages」に" in result.err
    assert "https:// で始め" in result.err
    assert Command(workspace)("explain", "plan-item-near").code == 0


def test_explain_prints_one_page_too(tmp_path: Path) -> None:
    """`explain RULE --markdown` prints the page of that rule, not the index."""
    page = Command(tmp_path)("explain", "plan-item-near", "--markdown").out
    printed = (ROOT / "docs/rules/plan-item-near.md").read_text(encoding="utf-8")
    assert page == printed.replace("[すべての規則](../rules.md)\n", "")


@pytest.mark.slow
def test_an_example_shows_the_characters_that_nobody_sees(tmp_path: Path) -> None:
    """A line separator of an example is shown as such, not as the end of a line."""
    for arguments in ((), ("--markdown",)):
        page = Command(tmp_path)("explain", "file-line-separator", *arguments).out
        assert "見本部\\u2028" in page
