"""The rule book and one rule's page as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from orgsheet.japanese.shorten import one_line
from orgsheet.lint.finding import SEVERITY_WORDS
from orgsheet.lint.rulebook import SUBJECTS, Rule
from orgsheet.render.display_width import Style, printable, wrap
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


def render_rulebook(rules: Sequence[Rule]) -> str:
    """Return the rules by subject, a line each."""
    out = [f"シートの記載要領（規則 {len(rules)} 件）", ""]
    for subject, words in SUBJECTS.items():
        chapter = [rule for rule in rules if rule.subject == subject]
        if not chapter:
            continue
        out.append(f"■ {words}")
        out += [
            f"  {SEVERITY_WORDS[rule.severity]:　<3} {rule.id:<28} {printable(rule.title)}"
            for rule in chapter
        ]
        out.append("")
    out.append("一つの規則を詳しく見るには: orgsheet explain 規則の名前")
    return "\n".join(out) + "\n"


def render_rule_page(
    rule: Rule, rules: Sequence[Rule], style: Style, is_shown: Shows = every_example
) -> str:
    """Return all that is known of a rule, in lines that fit the screen.

    Args:
        rule: the rule.
        rules: every rule of the book, whose numbers and names its sentences may quote.
        style: the screen.
        is_shown: tells which examples are shown.
    """
    out = [
        f"{printable(rule.title)}",
        f"{rule.id}（{SEVERITY_WORDS[rule.severity]}、{SUBJECTS[rule.subject]}）",
        "",
    ]
    message, fix = filled_sentences(rule, rules, is_shown)
    for label, text in (("指摘の文", message), ("理由", rule.why), ("直し方", fix)):
        out += _section(label, text, style.columns) if text else []
    if FIXABLE[rule.fixable]:
        out += _section("自動の直し", FIXABLE[rule.fixable], style.columns)
    if rule.clause:
        out += _section("様式のどこか", "、".join(rule.clause), style.columns)
    if rule.source:
        out += _section("出典", rule.source, style.columns)
    if options := shown_options(rule):
        out += _section("設定", "、".join(options), style.columns)
    out += _section("点検の段階", "、".join(rule.profiles), style.columns)
    for kind, examples in shown_examples(rule, is_shown).items():
        for example in examples:
            out += [f"【{EXAMPLE_WORDS[kind]}】{printable(example.get('title', ''))}"]
            out += [f"    {printable(line)}" for line in example_lines(example)]
            out += [f"  → {printable(e['message'])}" for e in example.get("expect", ())]
            out.append("")
    return "\n".join(out).rstrip() + "\n"


def _section(label: str, text: str, width: int) -> list[str]:
    rows = wrap(printable(one_line(text)), width - 4)
    return [f"【{label}】", *(f"  {row}" for row in rows), ""]
