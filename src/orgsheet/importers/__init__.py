"""Published sheets in other formats to YAML sheets, with every character accounted for."""

from orgsheet.importers.account import (
    Account,
    AccountError,
    Entry,
    Normalised,
    Place,
    Placed,
    Tally,
)
from orgsheet.importers.import_result import ImportedSheet, ImportFailure, ImportResult, Note

__all__ = [
    "Account",
    "AccountError",
    "Entry",
    "ImportFailure",
    "ImportResult",
    "ImportedSheet",
    "Normalised",
    "Note",
    "Place",
    "Placed",
    "Tally",
]
