"""Checks a document against a JSON Schema and says what is wrong in the words of the form."""

from orgsheet.schema.check import KEYWORDS, VALUE_NAMES, SchemaProblem, check_schema
from orgsheet.schema.headings import missing_headings
from orgsheet.schema.load import Schema, SchemaFileError, load_schema

__all__ = [
    "KEYWORDS",
    "VALUE_NAMES",
    "Schema",
    "SchemaFileError",
    "SchemaProblem",
    "check_schema",
    "load_schema",
    "missing_headings",
]
