"""YAML in, exact places out: the only package that knows YAML."""

from orgsheet.files import MAX_BYTES
from orgsheet.source.comments import Comment, find_comments
from orgsheet.source.edit import (
    EditRefused,
    TextEdit,
    apply_edits,
    bytes_of,
    insert_entry,
    remove_item,
    rename_key,
    replace_scalar,
)
from orgsheet.source.emit import emit, emit_scalar, needs_quotes, quote
from orgsheet.source.encoding import encoding_fault, encoding_problem
from orgsheet.source.format import format_text
from orgsheet.source.parse import MAX_DEPTH, MAX_LENGTH, MAX_NODES, active_parser, parse
from orgsheet.source.tree import (
    PROBLEM_KINDS,
    Document,
    Mapping,
    Node,
    Plain,
    Problem,
    Scalar,
    Sequence,
)
from orgsheet.source.value_spans import text_span

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_NODES",
    "PROBLEM_KINDS",
    "Comment",
    "Document",
    "EditRefused",
    "Mapping",
    "Node",
    "Plain",
    "Problem",
    "Scalar",
    "Sequence",
    "TextEdit",
    "active_parser",
    "apply_edits",
    "bytes_of",
    "emit",
    "emit_scalar",
    "encoding_fault",
    "encoding_problem",
    "find_comments",
    "format_text",
    "insert_entry",
    "needs_quotes",
    "parse",
    "quote",
    "remove_item",
    "rename_key",
    "replace_scalar",
    "text_span",
]
