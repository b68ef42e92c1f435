"""Rules as data, checks as functions: from a workspace to findings."""
