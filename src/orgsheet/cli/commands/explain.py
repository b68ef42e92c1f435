"""`orgsheet explain`: the rule book, and one rule's page."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, CommandError
from orgsheet.cli.output import put
from orgsheet.cli.terminal import columns
from orgsheet.files.trees import WorkspaceError
from orgsheet.lint.finding import SEVERITY_WORDS
from orgsheet.lint.rulebook import SUBJECTS, Rule, load_rules
from orgsheet.render.display_width import printable, wrap
from orgsheet.render.shown_rule import (
    EXAMPLE_WORDS,
    FIXABLE,
    example_lines,
    filled_sentences,
    shown_options,
)
from orgsheet.workspace.settings import SettingsError, load_settings
from orgsheet.workspace.workspace import Workspace, packaged_workspace


@click.command(
    "explain",
    help="規則の意味、理由、直し方、例を示します。名前を書かなければ一覧を示します。",
)
@click.argument("rule_id", required=False, metavar="[規則]")
@click.option("--markdown", is_flag=True, help="公開できる頁（Markdown）として出す。")
@click.pass_obj
def command(folder: Path, rule_id: str | None, markdown: bool) -> int:
    try:
        workspace = Workspace.open(folder)
    except WorkspaceError:
        workspace = packaged_workspace()
    rules = load_rules(workspace)
    if rule_id is None:
        put(_markdown_index(rules) if markdown else _index(rules))
        return CLEAN
    rule = next((r for r in rules if rule_id == r.id or rule_id in r.aliases), None)
    if rule is None:
        near = difflib.get_close_matches(rule_id, [rule.id for rule in rules], 1, 0.5)
        hint = f"「{near[0]}」ではありませんか。" if near else ""
        raise CommandError(f"「{rule_id}」という規則はありません。{hint}一覧: orgsheet explain")
    if markdown:
        put(_markdown_page(rule, rules))
        return CLEAN
    put(_page(rule, rules))
    if address := _address(workspace, rule):
        put(f"\n【この規則の頁】\n  {address}\n")
    return CLEAN


def _address(workspace: Workspace, rule: Rule) -> str:
    """Return where the rule's page is published; "" where the settings do not say or are broken."""
    try:
        return load_settings(workspace).page_of(rule.id)
    except SettingsError:
        return ""


def _markdown_index(rules: list[Rule]) -> str:
    from orgsheet.render.rule_pages import render_rulebook

    return render_rulebook(rules)


def _markdown_page(rule: Rule, rules: list[Rule]) -> str:
    from orgsheet.render.rule_pages import render_rule_page

    return render_rule_page(rule, rules)


def _index(rules: list[Rule]) -> str:
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


def _page(rule: Rule, rules: list[Rule]) -> str:
    out = [
        f"{printable(rule.title)}",
        f"{rule.id}（{SEVERITY_WORDS[rule.severity]}、{SUBJECTS[rule.subject]}）",
        "",
    ]
    message, fix = filled_sentences(rule, rules)
    out += _section("指摘の文", message)
    out += _section("理由", rule.why)
    out += _section("直し方", fix)
    if FIXABLE[rule.fixable]:
        out += _section("自動の直し", FIXABLE[rule.fixable])
    if rule.clause:
        out += _section("様式のどこか", "、".join(rule.clause))
    if rule.source:
        out += _section("出典", rule.source)
    if options := shown_options(rule):
        out += _section("設定", "、".join(options))
    out += _section("点検の段階", "、".join(rule.profiles))
    examples = rule.examples()
    for kind, words in EXAMPLE_WORDS.items():
        for example in examples[kind]:
            out += [f"【{words}】{printable(example.get('title', ''))}"]
            out += [f"    {printable(line)}" for line in example_lines(example)]
            out += [f"  → {printable(e['message'])}" for e in example.get("expect", ())]
            out.append("")
    return "\n".join(out).rstrip() + "\n"


def _section(label: str, text: str) -> list[str]:
    rows = wrap(printable(" ".join(text.split())), columns() - 4)
    return [f"【{label}】", *(f"  {row}" for row in rows), ""]
