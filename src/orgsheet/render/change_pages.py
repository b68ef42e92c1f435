"""The change rules as Markdown: the index by area, and a page a rule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from orgsheet.diff.change_book import ChangeRule, ChangeRules
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.shorten import one_line
from orgsheet.render.escape import markdown_text
from orgsheet.render.rule_pages import code_block
from orgsheet.source import emit

_PARTS = {"organization": "組織台帳", "before": "前", "after": "後"}
"""What an example may hold, with what it is called, in the order in which it is shown."""

_PLACE = pattern(r"\{([^{}]+)\}")


def render_catalogue(book: ChangeRules, pages: str = "") -> str:
    """Return the index, in the order in which changes are told.

    Args:
        book: the rules.
        pages: the folder with the pages of the rules, seen from the index and ending in `/`;
            "" where there are none to link to.
    """
    rules = sorted(book.values(), key=lambda rule: (rule.order, rule.id))
    out = [
        "# 変更の規則",
        "",
        "`orgsheet diff` が見分ける変更の一覧です。",
        "この頁は `changes/` の規則から書いたもので、手では直しません。",
        "",
        f"規則は {len(rules)} 件です。",
        "重さは、重（重要）、注（注意）、参（参考）、雑（表記など）です。",
        "雑は `--all` を付けたときだけ一つずつ示し、付けないときは件数だけを示します。",
        "「なし」は、その場面では扱わないことを表します。",
        "重さは、年度の比較（R4 と R5 など）と、同じ年度の中の変更（提案の審査など）で違います。",
        "「逆」は、向きを逆にして比べたときの規則です。",
        "",
    ]
    for area, group in groupby(rules, key=lambda rule: rule.area):
        out += [f"## {area}", "", "| 規則 | 何が変わったか | 年度 | 同年度 | 逆 | 理由 |"]
        out.append("| --- | --- | --- | --- | --- | --- |")
        out += [
            f"| {_name(rule.id, pages)} | {_line(rule.title)} | {rule.levels['year']} "
            f"| {rule.levels['pr']} | {_mirror(rule, pages)} | {_line(rule.reason)} |"
            for rule in group
        ]
        out.append("")
    return "\n".join(out)


def render_change_page(rule: ChangeRule, index: str = "") -> str:
    """Return the page of one change rule; `index` is the file of the index, seen from the page."""
    out = [f"# {_line(rule.title)}", ""]
    out += ["| | |", "| --- | --- |"]
    out += [
        f"| 名前 | `{rule.id}` |",
        f"| 何についてか | {_line(rule.area)} |",
        f"| 年度の比較での重さ | {rule.levels['year']} |",
        f"| 同じ年度の中での重さ | {rule.levels['pr']} |",
        f"| 逆向きに比べると | {_mirror(rule, './')} |",
    ]
    for label, text in (("変更の文", _PLACE.sub(r"〈\1〉", rule.message)), ("理由", rule.reason)):
        out += ["", f"## {label}", "", _line(text)]
    for example in rule.examples():
        out += ["", "## 例", *_example(example)]
    out += ["", "この頁は `changes/` の規則から書いたもので、手では直しません。"]
    if index:
        out.append(f"[すべての変更の規則]({index})")
    return "\n".join(out) + "\n"


def _example(example: dict[str, Any]) -> Iterator[str]:
    """Yield what is compared, in fences, and what is told of it."""
    for part, words in _PARTS.items():
        if part in example:
            held = example[part]
            data = {"部": held} if isinstance(held, list) else held
            text = emit(data).removesuffix("\n") if data else "（シートなし）"
            yield from ("", f"{words}:", "", *code_block(text.split("\n")))
    yield from ("", *(f"- {_line(told)}" for told in example["told"]))


def _mirror(rule: ChangeRule, pages: str) -> str:
    if rule.mirror and rule.mirror != rule.id:
        return _name(rule.mirror, pages)
    return _line(rule.waiver)


def _name(rule_id: str, pages: str) -> str:
    return f"[`{rule_id}`]({pages.removeprefix('./')}{rule_id}.md)" if pages else f"`{rule_id}`"


def _line(text: str) -> str:
    """Return a text of the rule file for one line of the page."""
    return markdown_text(one_line(text))
