"""The formats findings are written in, by name; each renderer is imported when it is used."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import NamedTuple

from orgsheet.lint.host_paths import from_top
from orgsheet.lint.lint_report import LintReport


class Format(NamedTuple):
    """One format: its renderer's module and function, and what it is for, in Japanese.

    `is_for_hosts`: paths count from the top of the repository. `has_fixes`: findings are needed
    with their mends, which a cache does not keep.
    """

    module: str
    function: str
    use: str
    is_for_hosts: bool = False
    has_fixes: bool = False


FORMATS = {
    "text": Format("plain_text", "render_text_file", "読むため"),
    "concise": Format("plain_text", "render_concise_file", "一行ずつ"),
    "json": Format("json", "render_json", "機械用"),
    "jsonl": Format("json", "render_jsonl", "機械用、一行に一件"),
    "github": Format("github", "render_github", "GitHub Actions の注釈", is_for_hosts=True),
    "sarif": Format(
        "sarif", "render_sarif", "コードスキャン、エディター", is_for_hosts=True, has_fixes=True
    ),
    "gitlab": Format("gitlab", "render_gitlab", "GitLab の Code Quality", is_for_hosts=True),
    "rdjson": Format("rdjson", "render_rdjson", "reviewdog", is_for_hosts=True, has_fixes=True),
    "rdjsonl": Format(
        "rdjson", "render_rdjsonl", "reviewdog、一行に一件", is_for_hosts=True, has_fixes=True
    ),
    "junit": Format("junit", "render_junit", "CI のテスト結果"),
    "markdown": Format("markdown", "render_markdown", "CI の要約、コメント"),
    "html": Format("html", "render_html", "ブラウザ、印刷"),
    "csv": Format("csv", "render_csv", "Excel"),
}


def render(report: LintReport, name: str, prefix: str = "") -> str:
    """Return the report in the format of that name.

    `prefix` leads from the top of the repository to the workspace (`city/`, or ""). The text is
    to be written as it is, in UTF-8, line ends included.
    """
    chosen = FORMATS[name]
    module = importlib.import_module(f"orgsheet.render.findings.{chosen.module}")
    renderer: Callable[[LintReport], str] = getattr(module, chosen.function)
    return renderer(from_top(report, prefix) if chosen.is_for_hosts else report)
