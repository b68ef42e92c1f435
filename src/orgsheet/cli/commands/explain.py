"""`orgsheet explain`: the rule book, and one rule's page."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import click

from orgsheet.cli.exits import CLEAN, CommandError
from orgsheet.cli.terminal import columns
from orgsheet.files.trees import WorkspaceError
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.finding import SEVERITY_WORDS
from orgsheet.lint.rulebook import SUBJECTS, Rule, load_rules
from orgsheet.render.display_width import printable, wrap
from orgsheet.source import emit
from orgsheet.workspace.workspace import Workspace, packaged_workspace

_INTERNAL = pattern("[a-z_-]+")
"""A word of the program's own, such as a kind of deadline."""

_FIXABLE = {
    "none": "",
    "safe": "orgsheet lint --fix で直せます。",
    "unsafe": "orgsheet lint --fix --unsafe で直せます。直したあと、必ず読み直してください。",
}


@click.command(
    "explain",
    help="規則の意味、理由、直し方、例を示します。名前を書かなければ一覧を示します。",
)
@click.argument("rule_id", required=False, metavar="[規則]")
@click.option("--markdown", is_flag=True, help="一覧を、公開できる頁（Markdown）として出す。")
@click.pass_obj
def command(folder: Path, rule_id: str | None, markdown: bool) -> int:
    try:
        workspace = Workspace.open(folder)
    except WorkspaceError:
        workspace = packaged_workspace()
    rules = load_rules(workspace)
    if markdown:
        from orgsheet.render.rule_pages import render_rulebook

        click.echo(render_rulebook(rules), nl=False)
        return CLEAN
    if rule_id is None:
        click.echo(_index(rules), nl=False)
        return CLEAN
    rule = next((r for r in rules if rule_id == r.id or rule_id in r.aliases), None)
    if rule is None:
        near = difflib.get_close_matches(rule_id, [rule.id for rule in rules], 1, 0.5)
        hint = f"「{near[0]}」ではありませんか。" if near else ""
        raise CommandError(f"「{rule_id}」という規則はありません。{hint}一覧: orgsheet explain")
    click.echo(_page(rule, rules), nl=False)
    return CLEAN


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
    message, fix = _texts(rule, rules)
    out += _section("指摘の文", message)
    out += _section("理由", rule.why)
    out += _section("直し方", fix)
    if _FIXABLE[rule.fixable]:
        out += _section("自動の直し", _FIXABLE[rule.fixable])
    if rule.clause:
        out += _section("様式のどこか", "、".join(rule.clause))
    if rule.source:
        out += _section("出典", rule.source)
    options = [
        f"{name} = {shown}" for name, value in rule.with_.items() if (shown := _option(value))
    ]
    if options:
        out += _section("設定", "、".join(options))
    out += _section("点検の段階", "、".join(rule.profiles))
    examples = rule.examples()
    for kind, words in (("bad", "直す前の例"), ("good", "よい例")):
        for example in examples[kind]:
            shown = _example(example) or "（どこも悪くない見本のシート）"
            out += [f"【{words}】{printable(example.get('title', ''))}"]
            out += [f"    {printable(line)}" for line in shown.splitlines()]
            out += [f"  → {printable(e['message'])}" for e in example.get("expect", ())]
            out.append("")
    return "\n".join(out).rstrip() + "\n"


def _texts(rule: Rule, rules: list[Rule]) -> tuple[str, str]:
    """Return the rule's message and fix; where they have places to fill, as its example has them.

    What the first example finds is taken; some waivers can be judged only by all `rules`.
    """
    if "{" not in rule.message + rule.fix:
        return rule.message, rule.fix
    from orgsheet.lint.examples import examples_of, findings_of

    example = next(examples_of(rule, "bad"))
    found = next((f for f in findings_of(example, rules) if f.rule == rule.id), None)
    if found is None:
        return rule.message, rule.fix
    return (
        found.message if "{" not in rule.message else f"例: {found.message}",
        found.fix if "{" not in rule.fix else f"例: {found.fix}",
    )


def _section(label: str, text: str) -> list[str]:
    rows = wrap(printable(" ".join(text.split())), columns() - 4)
    return [f"【{label}】", *(f"  {row}" for row in rows), ""]


def _option(value: object) -> str:
    """Return a limit or a list of words as a page shows it; "" for what only the program knows."""
    if isinstance(value, tuple):
        return "" if any(_INTERNAL.fullmatch(word) for word in value) else "、".join(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _example(example: dict[str, Any]) -> str:
    if "text" in example:
        return str(example["text"])
    parts = []
    if "path" in example:
        parts.append(f"# {example['path']}\n")
    if example.get("sheet"):
        parts.append(emit(example["sheet"]))
    parts += [f"{new}\n" for new in example.get("replace", {}).values()]
    parts += [f"# 「{key}」の見出しがない\n" for key in example.get("remove", ())]
    parts += [f"# {name}がない\n" for name in example.get("without", ())]
    for path, overlay in example.get("files", {}).items():
        parts.append(f"# {path}\n" if overlay else f"# {path}（見本のまま）\n")
        if overlay:
            parts.append(overlay if isinstance(overlay, str) else emit(overlay))
    return "".join(parts)
