"""The packaged rule book, read once for all tests of a process."""

from __future__ import annotations

from orgsheet.lint.rulebook import load_rules
from orgsheet.workspace.workspace import packaged_workspace

PACKAGED_RULES = load_rules(packaged_workspace())
