"""Reads outputs again as other programs do: what they cannot read is a fault of the output."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any, NoReturn
from xml.etree import ElementTree as ET

from orgsheet.source import parse

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]"
)
_LOG = re.compile(r"##\[|##vso|##teamcity")
_ACTIVE = re.compile(r"<(?:script|img|iframe|a href=\"(?!#))", re.IGNORECASE)
_COMMAND = re.compile(r"^::(?:error|warning|notice|debug) ?[^\n]*$")


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _json(text: str) -> Any:  # noqa: ANN401 - whatever it holds
    return json.loads(text, parse_constant=_refuse)


def fault_of(form: str, text: str) -> str:
    """Return what is wrong with an output of a format, "" where nothing is."""
    try:
        return _READERS[form](text)
    except (ValueError, ET.ParseError) as error:
        return type(error).__name__


def _json_fault(text: str) -> str:
    _json(text)
    return ""


def _lines_fault(text: str) -> str:
    for line in text.splitlines():
        _json(line)
    return ""


def _xml_fault(text: str) -> str:
    ET.fromstring(text)  # noqa: S314 - our own output, and it defines no entities
    return ""


def _page_fault(text: str) -> str:
    return "active content" if _ACTIVE.search(text) else ""


def _annotation_fault(text: str) -> str:
    odd = [line for line in text.splitlines() if line and not _COMMAND.match(line)]
    return "no annotation" if odd else ""


def _text_fault(text: str) -> str:
    if _CONTROL.search(text):
        return "control character"
    is_command = any(line.lstrip().startswith("::") for line in text.splitlines())
    return "log command" if is_command or _LOG.search(text) else ""


def _csv_fault(text: str) -> str:
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    if len({len(row) for row in rows}) > 1:
        return "rows of several lengths"
    formula = any(cell[:1] in {"=", "+", "-", "@", "\t"} for row in rows for cell in row)
    return "formula" if formula else ""


_READERS = {
    **dict.fromkeys(("json", "sarif", "gitlab", "rdjson"), _json_fault),
    **dict.fromkeys(("jsonl", "rdjsonl"), _lines_fault),
    **dict.fromkeys(("text", "concise", "markdown"), _text_fault),
    "junit": _xml_fault,
    "csv": _csv_fault,
    "html": _page_fault,
    "github": _annotation_fault,
}


def outside(text: str, files: dict[str, bytes]) -> list[str]:
    """Return the places of a lint's JSON that lie outside the file they name."""
    found = []
    for one in _json(text).get("findings", []):
        path = one.get("path") or one.get("file")
        if path not in files:
            continue
        document = parse(files[path], path)
        start = one["line"], one["column"]
        end = one["endLine"], one["endColumn"]
        for line, column in (start, end):
            width = len(document.line_text(line))
            if not 1 <= line <= document.line_count or not 1 <= column <= width + 1:
                found.append(f"{one['rule']} {line}:{column}")
        if end < start:
            found.append(f"{one['rule']} ends before it begins")
    return found
