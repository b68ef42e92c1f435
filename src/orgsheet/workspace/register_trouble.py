"""What is there but cannot be read, and what was therefore not followed: told, never silent."""

from __future__ import annotations

from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH
from orgsheet.workspace.workspace import Workspace

_FOLLOWED = {
    ORGANIZATION_PATH: "部や課の並びや、改称、統合、分割、移管",
    PLANS_PATH: "計画の項目や、名称の変更、後継",
}


def register_trouble(workspace: Workspace) -> tuple[str, ...]:
    """Return a sentence for each register that is there but cannot be read to its end.

    It says what cannot be followed and what to type next.
    """
    found = []
    for path, followed in _FOLLOWED.items():
        document = workspace.document(path)
        if document is not None and (document.problems or document.root is None):
            found.append(
                f"{path} に読めないところがあるため、{followed}をたどれません。"
                f"先に直してください: orgsheet lint {path}"
            )
    return tuple(found)
