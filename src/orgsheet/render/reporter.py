"""Every kind of report and its formats by name; a renderer is imported when it is used."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from orgsheet.lint.lint_report import LintReport


class Reporter(NamedTuple):
    """One format of one kind of report: what writes it, and what it is for, in Japanese.

    `module` (below `orgsheet.render`) and `function` name the renderer. `is_for_hosts`: paths
    count from the top of the repository. `has_fixes`: findings are needed with their mends, which
    a cache does not keep. `is_for_screen`: the renderer takes the width and colours of a screen.
    `hides_staff`: it is made to be published, so names of staff are left out unless asked for.
    """

    module: str
    function: str
    use: str
    is_for_hosts: bool = False
    has_fixes: bool = False
    is_for_screen: bool = False
    hides_staff: bool = False

    def render(self, *report: object, **options: object) -> Any:  # noqa: ANN401 - text or bytes
        """Return the report in this format: a text, or bytes where the format is no text."""
        module = importlib.import_module(f"orgsheet.render.{self.module}")
        renderer: Callable[..., str | bytes] = getattr(module, self.function)
        return renderer(*report, **options)


FINDING_FORMATS = {
    "text": Reporter("findings.plain_text", "render_text_file", "読むため"),
    "concise": Reporter("findings.plain_text", "render_concise_file", "一行ずつ"),
    "json": Reporter("findings.json", "render_json", "機械用"),
    "jsonl": Reporter("findings.json", "render_jsonl", "機械用、一行に一件"),
    "github": Reporter(
        "findings.github", "render_github", "GitHub Actions の注釈", is_for_hosts=True
    ),
    "sarif": Reporter(
        "findings.sarif",
        "render_sarif",
        "コードスキャン、エディター",
        is_for_hosts=True,
        has_fixes=True,
    ),
    "gitlab": Reporter(
        "findings.gitlab", "render_gitlab", "GitLab の Code Quality", is_for_hosts=True
    ),
    "rdjson": Reporter(
        "findings.rdjson", "render_rdjson", "reviewdog", is_for_hosts=True, has_fixes=True
    ),
    "rdjsonl": Reporter(
        "findings.rdjson",
        "render_rdjsonl",
        "reviewdog、一行に一件",
        is_for_hosts=True,
        has_fixes=True,
    ),
    "junit": Reporter("findings.junit", "render_junit", "CI のテスト結果"),
    "markdown": Reporter("findings.markdown", "render_markdown", "CI の要約、コメント"),
    "html": Reporter("findings.html", "render_html", "ブラウザ、印刷"),
    "csv": Reporter("findings.csv", "render_csv", "Excel"),
}
CHANGE_FORMATS = {
    "text": Reporter("changes.text", "render_text", "画面用", is_for_screen=True),
    "markdown": Reporter("changes.markdown", "render_markdown", "コメント", hides_staff=True),
    "html": Reporter("changes.html", "render_html", "ブラウザ、印刷", hides_staff=True),
    "json": Reporter("changes.json", "render_json", "機械用", hides_staff=True),
}
TABLE_FORMATS = {
    ".html": Reporter("table.html", "render_table_html", "ブラウザ、印刷", hides_staff=True),
    ".xlsx": Reporter("table.xlsx", "render_table_xlsx", "Excel", hides_staff=True),
    ".docx": Reporter("table.docx", "render_table_docx", "Word", hides_staff=True),
}
"""The comparison table, by the ending of its file."""

REVIEW_FORMATS = {
    "markdown": Reporter("review.markdown", "render_review", "コメント", hides_staff=True),
    "json": Reporter("review.json", "render_review_json", "機械用", hides_staff=True),
}
STATUS_FORMATS = {
    "text": Reporter("year_status", "render_text", "読むため", is_for_screen=True),
    "json": Reporter("year_status", "render_json", "機械用"),
    "markdown": Reporter("year_status", "render_markdown", "コメント"),
}
HISTORY_FORMATS = {
    "text": Reporter("project_history", "render_text", "読むため", is_for_screen=True),
    "json": Reporter("project_history", "render_json", "機械用"),
}
DEADLINE_FORMATS = {
    "text": Reporter("read_deadline", "render_text", "読むため"),
    "json": Reporter("read_deadline", "render_json", "機械用"),
}
_TABLE_FORMATS = {
    "json": Reporter("data_json", "render_report_json", "機械用"),
    "csv": Reporter("data_csv", "render_report_csv", "Excel"),
    "html": Reporter("data_html", "render_report_html", "ブラウザ、印刷"),
}
"""Reports over a year: these formats have their table alone."""

CALENDAR_FORMATS = {
    "text": Reporter("year_tables_text", "render_calendar_text", "読むため", is_for_screen=True),
    **_TABLE_FORMATS,
    "ics": Reporter("ics", "render_report_ics", "予定表（カレンダー）"),
}
COVERAGE_FORMATS = {
    "text": Reporter("year_tables_text", "render_coverage_text", "読むため", is_for_screen=True),
    **_TABLE_FORMATS,
}
WORKLOAD_FORMATS = {
    "text": Reporter("year_tables_text", "render_workload_text", "読むため", is_for_screen=True),
    **_TABLE_FORMATS,
}
FOUND_FORMATS = {
    "text": Reporter("year_tables_text", "render_found_text", "読むため", is_for_screen=True),
    **_TABLE_FORMATS,
}
RESULTS_FORMATS = {
    "text": Reporter("results_text", "render_results_text", "読むため", is_for_screen=True),
    **_TABLE_FORMATS,
}
SUMMARY_FORMATS = {
    "text": Reporter("results_text", "render_summary_text", "読むため", is_for_screen=True),
    **_TABLE_FORMATS,
    "html": Reporter("summary_html", "render_summary_html", "図と表。ブラウザ、印刷"),
}
RULEBOOK_FORMATS = {
    "text": Reporter("rule_text", "render_rulebook", "読むため"),
    "markdown": Reporter("rule_pages", "render_rulebook", "公開する頁"),
}
RULE_FORMATS = {
    "text": Reporter("rule_text", "render_rule_page", "読むため", is_for_screen=True),
    "markdown": Reporter("rule_pages", "render_rule_page", "公開する頁"),
}
KINDS: Mapping[str, Mapping[str, Reporter]] = {
    "findings": FINDING_FORMATS,
    "changes": CHANGE_FORMATS,
    "table": TABLE_FORMATS,
    "review": REVIEW_FORMATS,
    "status": STATUS_FORMATS,
    "history": HISTORY_FORMATS,
    "deadline": DEADLINE_FORMATS,
    "calendar": CALENDAR_FORMATS,
    "coverage": COVERAGE_FORMATS,
    "workload": WORKLOAD_FORMATS,
    "found": FOUND_FORMATS,
    "results": RESULTS_FORMATS,
    "summary": SUMMARY_FORMATS,
    "rulebook": RULEBOOK_FORMATS,
    "rule": RULE_FORMATS,
}


def render_findings(report: LintReport, name: str, prefix: str = "") -> str:
    """Return what lint says in the format of that name.

    `prefix` leads from the top of the repository to the workspace (`city/`, or ""). The text is
    to be written as it is, in UTF-8, line ends included.
    """
    from orgsheet.lint.host_paths import from_top

    chosen = FINDING_FORMATS[name]
    text: str = chosen.render(from_top(report, prefix) if chosen.is_for_hosts else report)
    return text
