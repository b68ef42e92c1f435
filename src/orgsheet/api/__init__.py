"""What is promised to other programs: everything named here, and nothing else of the package.

Answers are plain data, in the form of the JSON Schemas that `json_schema` returns: what a program
reads from them is what it would read from the commands' `--format json`.
"""

from orgsheet.api.check_sheets import lint
from orgsheet.api.compare_years import diff
from orgsheet.api.merge_versions import MergeResult, merge
from orgsheet.api.read_phrases import read_deadline
from orgsheet.api.read_sheets import json_schema, sheets
from orgsheet.api.refused import OrgsheetError

__all__ = [
    "MergeResult",
    "OrgsheetError",
    "diff",
    "json_schema",
    "lint",
    "merge",
    "read_deadline",
    "sheets",
]
