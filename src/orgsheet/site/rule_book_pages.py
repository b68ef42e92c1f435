"""The rule book as pages (点検の方針): what every sheet is checked for, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from orgsheet.japanese.shorten import one_line
from orgsheet.lint.finding import SEVERITY_WORDS
from orgsheet.lint.rulebook import SUBJECTS, Rule
from orgsheet.render.own_words import OwnWords
from orgsheet.render.shown_rule import EXAMPLE_WORDS, example_lines, shown_options
from orgsheet.site.addresses import PageFile, link, segment
from orgsheet.site.frame import Entry, Frames

PLACE = ("rules",)


class Example(NamedTuple):
    """An example of a rule: its title, what it writes, and what is said of it."""

    title: str
    text: str
    messages: tuple[str, ...]


def rule_book_pages(rules: Sequence[Rule], frames: Frames, own: OwnWords) -> Iterator[PageFile]:
    """Yield the page of the rule book and one for every rule.

    Examples with a heading that nothing in the city's form stands for are left out.
    """
    chapters = [
        (words, [_row(rule, own) for rule in rules if rule.subject == subject])
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
        yield _kept_page(rule, frames, own)


def _row(rule: Rule, own: OwnWords) -> tuple[Entry, str, str]:
    there = (*PLACE, segment(rule.id))
    why = own.put(rule.why)
    return Entry(rule.title, link(PLACE, there)), SEVERITY_WORDS[rule.severity], why


def _kept_page(rule: Rule, frames: Frames, own: OwnWords) -> PageFile:
    place = (*PLACE, segment(rule.id))
    values = {key: value for key, value in rule._asdict().items() if key != "check"}
    made_from = values, rule.check.name, own
    return frames.kept_page(place, made_from, partial(_page, rule, frames, own))


def _page(rule: Rule, frames: Frames, own: OwnWords) -> PageFile:
    examples = rule.examples()
    shown = [
        (words, [_example(one, own) for one in examples[kind] if own.has_all(one)])
        for kind, words in EXAMPLE_WORDS.items()
    ]
    told = [message for _, some in shown for one in some for message in one.messages]
    facts = [
        ("重さ", SEVERITY_WORDS[rule.severity]),
        ("章", SUBJECTS[rule.subject]),
        ("様式のどこか", own.put("、".join(rule.clause))),
        ("設定", "、".join(shown_options(rule))),
        ("出典", own.put(rule.source or "")),
        ("名前", rule.id),
    ]
    return frames.page(
        "rule.html",
        (*PLACE, segment(rule.id)),
        rule.title,
        way=[("点検の方針", PLACE)],
        facts=[(name, text) for name, text in facts if text],
        message="" if "{" in rule.message else own.put(rule.message),
        told=told[:1] if "{" in rule.message else [],
        why=own.put(rule.why),
        fix="" if "{" in rule.fix else own.put(rule.fix),
        shown=[(words, some) for words, some in shown if some],
    )


def _example(example: dict[str, Any], own: OwnWords) -> Example:
    return Example(
        own.put(example.get("title", "")),
        own.put("\n".join(example_lines(example))),
        tuple(own.put(one_line(one["message"])) for one in example.get("expect", ())),
    )
