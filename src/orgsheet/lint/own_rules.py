"""What of the rule book and of the form is the city's own: told before anything is checked."""

from __future__ import annotations

from orgsheet.workspace.book import packaged_files
from orgsheet.workspace.layout import CHANGES, RULES
from orgsheet.workspace.workspace import Workspace, packaged_workspace

_BOOKS = {RULES: "市の規則", CHANGES: "市の変更の規則"}


def own_policy(workspace: Workspace) -> str:
    """Return in one Japanese line what the workspace's own rules, schemas and forms add or replace.

    What is the same as the packaged file does not count; "" where nothing is its own.

    Raises:
        WorkspaceError: a file of it cannot be used.
    """
    told = [*filter(None, (_own_files(workspace, folder) for folder in _BOOKS))]
    schemas = [
        f"{name}.schema.json"
        for name in workspace.schemas.own_names
        if workspace.schema(name) != packaged_workspace().schema(name)
    ]
    if schemas:
        told.append(f"市の様式の定義: {'、'.join(schemas)}")
    workspace.schemas.require_own()
    if workspace.schemas.own_form_names:
        told.append(f"市の様式: {'、'.join(workspace.schemas.own_form_names)}")
    return "。".join(told)


def own_change_rules(workspace: Workspace) -> str:
    """Return in one Japanese line how many change rules the workspace replaces, "" for none.

    Raises:
        WorkspaceError: a file of it cannot be read.
    """
    return _own_files(workspace, CHANGES)


def _own_files(workspace: Workspace, folder: str) -> str:
    own = {_name(path): data for path, data in workspace.own_files(folder)}
    if not own:
        return ""
    packaged = {_name(path): data for path, data in packaged_files(folder)}
    added = len(own.keys() - packaged.keys())
    replaced = sum(name in packaged and data != packaged[name] for name, data in own.items())
    parts = [
        f"{what}{count}件" for what, count in (("追加", added), ("置き換え", replaced)) if count
    ]
    return f"{_BOOKS[folder]}: {'、'.join(parts)}" if parts else ""


def _name(path: str) -> str:
    return path.rpartition("/")[2]
