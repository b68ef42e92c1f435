"""The rule book as a Markdown page: every rule by subject, and which rule serves which clause."""

from __future__ import annotations

from collections.abc import Iterable

from orgsheet.lint.finding import SEVERITY_WORDS
from orgsheet.lint.rulebook import PROFILES, SUBJECTS, Rule

_FIXABLE = {"none": "", "safe": "自動", "unsafe": "要確認"}


def render_rulebook(rules: Iterable[Rule]) -> str:
    """Return the page; rules come in the order of the subjects, clauses in that of the form."""
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
            out += ["| --- | --- | --- | --- | --- |", *map(_row, chapter), ""]
    out += ["## 様式のどこを、どの規則が見るか", "", "| 様式の項目 | 規則 |", "| --- | --- |"]
    clauses: dict[str, list[str]] = {}
    for rule in book:
        for clause in rule.clause:
            clauses.setdefault(clause, []).append(rule.id)
    out += [
        f"| {_cell(clause)} | {'、'.join(f'`{name}`' for name in names)} |"
        for clause, names in sorted(clauses.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    return "\n".join(out) + "\n"


def _row(rule: Rule) -> str:
    stages = "すべて" if set(rule.profiles) == set(PROFILES) else "・".join(rule.profiles)
    return (
        f"| `{rule.id}` | {_cell(rule.title)} | {SEVERITY_WORDS[rule.severity]} | {stages} "
        f"| {_FIXABLE[rule.fixable]} |"
    )


def _cell(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("|", "\\|")
    return escaped.replace("<", "&lt;").replace("`", "\\`").replace("[", "\\[")
