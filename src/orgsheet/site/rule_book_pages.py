"""The rule book as pages (点検の方針): what every sheet is checked for, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from orgsheet.japanese.shorten import one_line
from orgsheet.lint.finding import SEVERITY_WORDS
from orgsheet.lint.rulebook import SUBJECTS, Rule
from orgsheet.render.shown_rule import EXAMPLE_WORDS, example_lines, shown_options
from orgsheet.site.addresses import PageFile, link, segment
from orgsheet.site.frame import Entry, Frames

PLACE = ("rules",)


class Example(NamedTuple):
    """An example of a rule: its title, what it writes, and what is said of it."""

    title: str
    text: str
    messages: tuple[str, ...]


def rule_book_pages(rules: Sequence[Rule], frames: Frames) -> Iterator[PageFile]:
    """Yield the page of the rule book and one for every rule."""
    chapters = [
        (words, [_row(rule) for rule in rules if rule.subject == subject])
        for subject, words in SUBJECTS.items()
    ]
    yield frames.page(
        "rules.html",
        PLACE,
        "点検の方針",
        count=len(rules),
        chapters=[(words, rows) for words, rows in chapters if rows],
    )
    for rule in rules:
        yield _kept_page(rule, frames)


def _row(rule: Rule) -> tuple[Entry, str, str]:
    there = (*PLACE, segment(rule.id))
    return Entry(rule.title, link(PLACE, there)), SEVERITY_WORDS[rule.severity], rule.why


def _kept_page(rule: Rule, frames: Frames) -> PageFile:
    place = (*PLACE, segment(rule.id))
    said = {key: value for key, value in rule._asdict().items() if key != "check"}
    made_from = said, rule.check.name
    return frames.kept_page(place, made_from, partial(_page, rule, frames))


def _page(rule: Rule, frames: Frames) -> PageFile:
    examples = rule.examples()
    shown = [
        (words, [_example(one) for one in examples[kind]]) for kind, words in EXAMPLE_WORDS.items()
    ]
    told = [message for _, some in shown for one in some for message in one.messages]
    facts = [
        ("重さ", SEVERITY_WORDS[rule.severity]),
        ("章", SUBJECTS[rule.subject]),
        ("様式のどこか", "、".join(rule.clause)),
        ("設定", "、".join(shown_options(rule))),
        ("出典", rule.source or ""),
        ("名前", rule.id),
    ]
    return frames.page(
        "rule.html",
        (*PLACE, segment(rule.id)),
        rule.title,
        way=[("点検の方針", PLACE)],
        facts=[(name, text) for name, text in facts if text],
        message="" if "{" in rule.message else rule.message,
        told=told[:1] if "{" in rule.message else [],
        why=rule.why,
        fix="" if "{" in rule.fix else rule.fix,
        shown=[(words, some) for words, some in shown if some],
    )


def _example(example: dict[str, Any]) -> Example:
    return Example(
        example.get("title", ""),
        "\n".join(example_lines(example)),
        tuple(one_line(one["message"]) for one in example.get("expect", ())),
    )
