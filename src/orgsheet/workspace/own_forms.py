"""The forms of a workspace: its own definitions beside the packaged ones."""

from __future__ import annotations

from orgsheet.files import UnreadableFileError
from orgsheet.files.trees import WorkspaceError
from orgsheet.form.definition import FOLDER
from orgsheet.form.known_forms import KnownForms
from orgsheet.workspace.workspace import Workspace


def own_forms(workspace: Workspace) -> KnownForms:
    """Return the forms that a workspace knows.

    Raises:
        WorkspaceError: a file of the workspace's `schema/forms/` cannot be read.
    """
    found = {}
    for path in workspace.files.paths(FOLDER):
        try:
            data = workspace.files.read(path)
        except UnreadableFileError as error:
            raise WorkspaceError(str(error)) from error
        if data is not None:
            found[path] = data
    return KnownForms(found)
