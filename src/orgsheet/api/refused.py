"""The one error of the API, and what becomes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgsheet.fiscal import FiscalYear


class OrgsheetError(Exception):
    """What was asked cannot be done; the message is Japanese and says what to mend.

    Any other exception from the API is a defect of orgsheet.
    """


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what is wrong with a workspace or a question into an `OrgsheetError`."""
    from orgsheet.files import UnreadableFileError
    from orgsheet.files.trees import WorkspaceError
    from orgsheet.match.sides import SideError
    from orgsheet.merge.three_way import MergeRefused
    from orgsheet.workspace.book import RuleFileError
    from orgsheet.workspace.settings import SettingsError

    try:
        yield
    except (
        MergeRefused,
        RuleFileError,
        SettingsError,
        SideError,
        UnreadableFileError,
        WorkspaceError,
    ) as error:
        raise OrgsheetError(str(error)) from error


def year_of(text: str) -> FiscalYear:
    """Return the fiscal year that a text such as `R5` names.

    Raises:
        OrgsheetError: it names none.
    """
    from orgsheet.fiscal import FiscalYear

    try:
        return FiscalYear.parse(text)
    except ValueError as error:
        raise OrgsheetError(str(error)) from error
