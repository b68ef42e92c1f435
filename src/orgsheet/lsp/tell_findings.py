"""Findings as diagnostics: the same places, words and severities as on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lsprotocol import types

from orgsheet.lint.finding import SEVERITY_WORDS, Finding
from orgsheet.lsp.editor_places import EditorPlaces
from orgsheet.source import Document

SOURCE = "orgsheet"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


def diagnostic(
    finding: Finding,
    documents: Mapping[str, Document],
    root: Path,
    page: str,
    places: EditorPlaces,
) -> types.Diagnostic:
    """Return a finding as an editor shows it: plain text, of which nothing is read as markup.

    Args:
        finding: what was found.
        documents: the text that was checked and those of the places it speaks of, by path.
        root: the folder of the workspace.
        page: where the rule's page is published, "" for nowhere.
        places: how the editor counts.
    """
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(
                (root / one.place.path).as_uri(),
                places.of_place(documents[one.place.path], one.place),
            ),
            one.message,
        )
        for one in finding.related
        if one.place.path in documents
    ]
    return types.Diagnostic(
        range=places.of_place(documents[finding.place.path], finding.place),
        message=_message(finding),
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        related_information=related or None,
    )


def _message(finding: Finding) -> str:
    """Return what is wrong and what to type instead."""
    lines = [finding.message, finding.fix]
    if finding.paste:
        lines.append(f"書き方: {finding.paste}")
    return "\n".join(line for line in lines if line)


def explained(finding: Finding) -> str:
    """Return a finding at length: what is wrong, why it matters, what to write instead."""
    head = f"［{SEVERITY_WORDS[finding.severity]}］{finding.title}（{finding.rule}）"
    lines = [head, finding.message, f"なぜ: {finding.why}", f"直し方: {finding.fix}"]
    return "\n".join(line for line in lines if line)
