"""`orgsheet explain`: the rule book, and one rule's page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN
from orgsheet.cli.output import put
from orgsheet.cli.rule_names import rule_named
from orgsheet.cli.terminal import columns, has_colour
from orgsheet.files.trees import WorkspaceError
from orgsheet.form.definition import Form
from orgsheet.japanese.search_words import folded
from orgsheet.lint.rulebook import Rule, load_rules
from orgsheet.lint.unbound_rules import forms_in_use, unbound_rules
from orgsheet.render.display_width import Style, printable
from orgsheet.render.own_words import OwnWords
from orgsheet.render.reporter import RULE_FORMATS, RULEBOOK_FORMATS
from orgsheet.workspace.settings import SettingsError, load_settings
from orgsheet.workspace.workspace import Workspace, packaged_workspace


@click.command(
    "explain",
    help="規則の意味、理由、直し方、例を示します。名前を書かなければ一覧を示します。"
    "名前が分からないときは、題や説明の中の言葉を書きます。例: orgsheet explain 全角",
)
@click.argument("rule_id", required=False, metavar="[規則か言葉]")
@click.option("--markdown", is_flag=True, help="公開できる頁（Markdown）として出す。")
@click.pass_obj
def command(folder: Path, rule_id: str | None, markdown: bool) -> int:
    try:
        workspace = Workspace.open(folder)
    except WorkspaceError:
        workspace = packaged_workspace()
    rules = load_rules(workspace)
    name = "markdown" if markdown else "text"
    forms = _forms(workspace)
    listed = rules if rule_id is None else _rules_about(rules, rule_id)
    if rule_id is None or listed:
        put(RULEBOOK_FORMATS[name].render(listed))
        _put_unbound(listed, forms)
        return CLEAN
    rule = rule_named(rules, rule_id)
    chosen = RULE_FORMATS[name]
    screen = (Style(columns(), has_colour(), 1),) if chosen.is_for_screen else ()
    own = OwnWords.of(forms[0], workspace.forms.words(forms[0])) if forms else OwnWords()
    rule = rule._replace(clause=tuple(one for one in rule.clause if one not in own.lacking))
    put(own.put(chosen.render(rule, rules, *screen, is_shown=own.has_all)))
    _put_unbound([rule], forms)
    if not markdown and (address := _address(workspace, rule)):
        put(f"\n【この規則の頁】\n  {address}\n")
    return CLEAN


def _rules_about(rules: Sequence[Rule], word: str) -> list[Rule]:
    """Return the rules that say a word, where none is called so."""
    if any(word == one.id or word in one.aliases for one in rules):
        return []
    sought = folded(word)
    return [
        one
        for one in rules
        if any(sought in folded(text) for text in (one.title, one.why, one.fix))
    ]


def _forms(workspace: Workspace) -> list[Form]:
    """Return the workspace's own forms that its sheets have; none where it has only packaged ones.

    Raises:
        WorkspaceError: a form cannot be used.
    """
    return [one for one in forms_in_use(workspace) if one.name in workspace.forms.own_names]


def _put_unbound(rules: Sequence[Rule], forms: Sequence[Form]) -> None:
    """Say which of the rules have nothing to look at in the city's own forms, and why."""
    found = list(unbound_rules(rules, forms))
    if not found:
        return
    put("\n■ 対象なし（様式に、その規則の見る欄がありません）\n")
    for one in found:
        lacking = "、".join(map(str, one.lacking))
        names = "、".join(one.forms)
        put(f"  {one.rule.id:<28} {printable(names)} に{lacking}がありません。\n")


def _address(workspace: Workspace, rule: Rule) -> str:
    """Return where the rule's page is published; "" where the settings do not say or are broken."""
    try:
        return load_settings(workspace).page_of(rule.id)
    except SettingsError:
        return ""
