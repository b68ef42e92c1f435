"""Checks a document against a JSON Schema and says what is wrong in the words of the form."""

from orgsheet.schema.check_data import KEYWORDS, VALUE_NAMES, SchemaProblem, check_schema
from orgsheet.schema.needed_headings import missing_headings
from orgsheet.schema.schema_files import Schema, SchemaFileError, load_schema

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
