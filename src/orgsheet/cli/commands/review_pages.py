"""Where the comment of a review finds the pages of rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def published_pages(folder: Path) -> Callable[[str], str]:
    """Return where the pages of rules are published, by the settings of the folder itself.

    What a result says that comes from elsewhere is never made a link. Settings that cannot be
    read give none: the comment must come all the same.
    """
    from orgsheet.files.trees import WorkspaceError
    from orgsheet.workspace.settings import SettingsError, load_settings
    from orgsheet.workspace.workspace import Workspace

    try:
        return load_settings(Workspace.open(folder)).page_of
    except (WorkspaceError, SettingsError):
        return lambda _: ""
