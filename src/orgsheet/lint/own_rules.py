"""What of the rule book and of the form is the city's own: told before anything is checked."""

from __future__ import annotations

from orgsheet.workspace.workspace import OWN_SCHEMAS, Workspace, packaged_workspace


def own_policy(workspace: Workspace) -> str:
    """Return in one Japanese line what the workspace's own rules and schemas add or replace.

    What is the same as the packaged file does not count; "" where nothing is its own.

    Raises:
        WorkspaceError: a file of it cannot be read.
    """
    packaged = {_name(path): data for path, data in packaged_workspace().rule_files()}
    own = {_name(path): data for path, data in workspace.own_rule_files()}
    added = len(own.keys() - packaged.keys())
    replaced = sum(name in packaged and data != packaged[name] for name, data in own.items())
    parts = [
        f"{what}{count}件" for what, count in (("追加", added), ("置き換え", replaced)) if count
    ]
    told = [f"市の規則: {'、'.join(parts)}"] if parts else []
    schemas = [
        f"{name}.schema.json"
        for name in sorted(OWN_SCHEMAS)
        if workspace.schema(name) != packaged_workspace().schema(name)
    ]
    if schemas:
        told.append(f"市の様式の定義: {'、'.join(schemas)}")
    return "。".join(told)


def _name(path: str) -> str:
    return path.rpartition("/")[2]
