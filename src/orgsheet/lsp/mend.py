"""Changes that an editor makes on request: fixes of findings, the canonical form, a new name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types

from orgsheet.japanese.shorten import one_line, shorten
from orgsheet.lint.finding import Finding
from orgsheet.lint.session import LintSession
from orgsheet.lsp.editor_places import EditorPlaces
from orgsheet.lsp.places_meant import Target
from orgsheet.source import Document, EditRefused, Scalar, replace_scalar
from orgsheet.source.decode import decode

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.orgsheet"
_LONGEST = 30


def quick_fix(
    finding: Finding,
    diagnostic: types.Diagnostic,
    document: Document,
    places: EditorPlaces,
    uri: str,
) -> types.CodeAction | None:
    """Return the action that mends a finding; None where only a person can.

    `document` is the text in which it was found.
    """
    mend = finding.mend
    if mend is None or mend.whole or not mend.edits or finding.fixable == "none":
        return None
    edits = [
        types.TextEdit(places.span(document, edit.start, edit.end), edit.replacement)
        for edit in mend.edits
    ]
    is_safe = finding.fixable == "safe"
    return types.CodeAction(
        title=_title(finding, is_safe=is_safe),
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=is_safe,
        edit=types.WorkspaceEdit(changes={uri: edits}),
    )


def _title(finding: Finding, *, is_safe: bool) -> str:
    edits = finding.mend.edits if finding.mend else ()
    new = edits[0].replacement if len(edits) == 1 else ""
    is_said = new.strip() and "\n" not in new.strip()
    shown = f"「{shorten(one_line(new), _LONGEST)}」に直す" if is_said else "直す"
    return f"{shown}: {finding.title}{'' if is_safe else '（要確認）'}"


def all_fixes(
    session: LintSession, document: Document, path: str, places: EditorPlaces
) -> list[types.TextEdit]:
    """Return the edit that makes all safe fixes in a file; none where there is nothing to fix.

    Each is proven as by `orgsheet lint --fix`.

    Raises:
        RuleFileError, WorkspaceError: as `Fixer`.
    """
    fixed = session.fixer().fix(path, unsafe=False)
    after = decode(fixed.after, path).text
    return [] if after == document.text else [types.TextEdit(places.whole(document), after)]


def renamed(
    targets: Sequence[Target], name: str, root: Path, places: EditorPlaces
) -> dict[str, list[types.TextEdit]]:
    """Return the edits that give every target another name, by the address of its file.

    Raises:
        EditRefused: the name is empty or has a line end.
    """
    if not name.strip() or "\n" in name or "\r" in name:
        raise EditRefused("新しい名称は、一行で入れてください。")
    edits: dict[str, list[types.TextEdit]] = {}
    for target in targets:
        if isinstance(target.node, Scalar):
            edit = replace_scalar(target.document, target.node, name.strip())
            span = places.span(target.document, edit.start, edit.end)
            uri = (root / target.path).as_uri()
            edits.setdefault(uri, []).append(types.TextEdit(span, edit.replacement))
    return edits
