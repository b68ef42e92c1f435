"""Findings one a line, for a list that can be searched and sorted."""

from __future__ import annotations

from collections.abc import Sequence

from orgsheet.lint.finding import SEVERITY_WORDS, Finding
from orgsheet.render.display_width import printable


def render_concise(findings: Sequence[Finding]) -> str:
    """Return `path:line:column: 重さ[rule] message`, a line for each finding."""
    return "".join(
        f"{printable(f.place.path)}:{f.place.line}:{f.place.column}: "
        f"{SEVERITY_WORDS[f.severity]}[{f.rule}] {printable(f.message)}\n"
        for f in findings
    )
