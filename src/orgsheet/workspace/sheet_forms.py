"""What a workspace's forms say of one of its files: its form, its words, its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.workspace.layout import sheet_id_of

if TYPE_CHECKING:
    from orgsheet.form.definition import Form
    from orgsheet.form.known_forms import KnownForms
    from orgsheet.source import Document, Plain
    from orgsheet.source.vocabulary import Vocabulary
    from orgsheet.workspace.workspace import Workspace


def form_of(workspace: Workspace, document: Document) -> Form:
    """Return the form of the sheet that a file is.

    Raises:
        WorkspaceError: a form cannot be used.
    """
    identity = sheet_id_of(document.path)
    return workspace.forms.of_any(document.root, identity.year if identity else "")


def sheet_of(forms: KnownForms, document: Document, identity: SheetId) -> Sheet:
    """Return a file as a sheet of the form that it names or that its year has.

    Raises:
        WorkspaceError: a form cannot be used.
    """
    return Sheet(document, identity, forms.of_any(document.root, identity.year))


def words_of(forms: KnownForms, data: bytes, path: str) -> Vocabulary | None:
    """Return the words of the form of a sheet at a path; None where that is the standard one.

    Raises:
        WorkspaceError: a form cannot be used.
    """
    identity = sheet_id_of(path) if forms.own_names else None
    return None if identity is None else forms.words_of(data, identity.year)


def schema_of(workspace: Workspace, document: Document, name: str) -> dict[str, Plain]:
    """Return the schema of a document: for `sheet` and `plans` as forms have it.

    Raises:
        WorkspaceError: see `Workspace.schema`.
    """
    if name == "sheet":
        return workspace.schemas.of_sheet(document)
    return workspace.schemas.of_plans() if name == "plans" else workspace.schema(name)
