"""The rule book as Markdown: the index by subject and by clause of the form, and a page a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from orgsheet.japanese.shorten import one_line
from orgsheet.lint.finding import SEVERITY_WORDS
from orgsheet.lint.rulebook import PROFILES, SUBJECTS, Rule
from orgsheet.render.display_width import printable
from orgsheet.render.escape import markdown_text
from orgsheet.render.shown_rule import (
    EXAMPLE_WORDS,
    FIXABLE,
    Shows,
    every_example,
    example_lines,
    filled_sentences,
    shown_examples,
    shown_options,
)

_FIXABLE = {"none": "", "safe": "自動", "unsafe": "要確認"}


def render_rulebook(rules: Iterable[Rule], pages: str = "") -> str:
    """Return the index; rules come in the order of the subjects, clauses in that of the form.

    Args:
        rules: what the book holds.
        pages: the folder with the pages of the rules, seen from the index and ending in `/`;
            "" where there are none to link to.
    """
    book = list(rules)
    out = [
        "# 記載要領（点検の規則）",
        "",
        "この頁は `orgsheet explain --markdown` が書いたもので、手では直しません。",
        "",
        f"規則は {len(book)} 件です。重さは、エラー（確かな誤り）、注意（確認）、参考です。",
        "「直し」は、自動（`--fix` で直る）か要確認（`--fix --unsafe` で直る）です。",
        "",
    ]
    for subject, words in SUBJECTS.items():
        chapter = [rule for rule in book if rule.subject == subject]
        if chapter:
            out += [f"## {words}", "", "| 規則 | 題名 | 重さ | 段階 | 直し |"]
            out += ["| --- | --- | --- | --- | --- |"]
            out += [*(_row(rule, pages) for rule in chapter), ""]
    out += ["## 様式のどこを、どの規則が見るか", "", "| 様式の項目 | 規則 |", "| --- | --- |"]
    clauses: dict[str, list[str]] = {}
    for rule in book:
        for clause in rule.clause:
            clauses.setdefault(clause, []).append(_name(rule.id, pages))
    out += [
        f"| {markdown_text(clause)} | {'、'.join(names)} |"
        for clause, names in sorted(clauses.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    return "\n".join(out) + "\n"


def render_rule_page(
    rule: Rule, rules: Sequence[Rule], index: str = "", is_shown: Shows = every_example
) -> str:
    """Return the page of one rule.

    Args:
        rule: the rule.
        rules: the whole book, by which the rule's first example is checked.
        index: the file of the index, seen from the page; "" for none to link to.
        is_shown: tells which examples are shown.
    """
    message, fix = filled_sentences(rule, rules, is_shown)
    out = [f"# {_line(rule.title)}", ""]
    out += ["| | |", "| --- | --- |", *(f"| {label} | {text} |" for label, text in _facts(rule))]
    for label, text in (("指摘の文", message), ("理由", rule.why), ("直し方", fix)):
        out += ["", f"## {label}", "", _line(text)] if text else []
    for kind, examples in shown_examples(rule, is_shown).items():
        out += ["", f"## {EXAMPLE_WORDS[kind]}"] if examples else []
        for example in examples:
            out += ["", *_example(example)]
    out += [
        "",
        f"この頁は `orgsheet explain {rule.id} --markdown` が書いたもので、手では直しません。",
    ]
    if index:
        out.append(f"[すべての規則]({index})")
    return "\n".join(out) + "\n"


def _row(rule: Rule, pages: str) -> str:
    return (
        f"| {_name(rule.id, pages)} | {markdown_text(rule.title)} "
        f"| {SEVERITY_WORDS[rule.severity]} | {_stages(rule)} | {_FIXABLE[rule.fixable]} |"
    )


def _name(rule_id: str, pages: str) -> str:
    return f"[`{rule_id}`]({pages}{rule_id}.md)" if pages else f"`{rule_id}`"


def _stages(rule: Rule) -> str:
    return "すべて" if set(rule.profiles) == set(PROFILES) else "・".join(rule.profiles)


def _facts(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "名前", f"`{rule.id}`"
    if rule.aliases:
        yield "前の名前", "、".join(f"`{name}`" for name in rule.aliases)
    yield "重さ", SEVERITY_WORDS[rule.severity]
    yield "章", SUBJECTS[rule.subject]
    yield "点検の段階", _stages(rule)
    if rule.clause:
        yield "様式のどこか", _line("、".join(rule.clause))
    if FIXABLE[rule.fixable]:
        yield "自動の直し", FIXABLE[rule.fixable]
    if options := shown_options(rule):
        yield "設定", _line("、".join(options))
    if rule.source:
        yield "出典", _line(rule.source)


def _example(example: dict[str, Any]) -> Iterator[str]:
    """Yield an example's lines: its title, what it writes in a fence, what is found there."""
    if title := example.get("title", ""):
        yield from (f"### {_line(title)}", "")
    yield from code_block(example_lines(example))
    expected = example.get("expect", ())
    if expected:
        yield ""
    yield from (f"- {_line(one['message'])}" for one in expected)


def code_block(lines: Iterable[str]) -> list[str]:
    """Return lines of YAML in a fence that none of them ends; what nobody sees is shown."""
    shown = [printable(line) for line in lines]
    ticks = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, ticks + 1)
    return [f"{fence}yaml", *shown, fence]


def _line(text: str) -> str:
    """Return a text of the rule file for one line of the page."""
    return markdown_text(one_line(text))
