"""The formats that sheets are imported from: which reader takes a file, by the end of its name."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import NamedTuple

from orgsheet.importers.import_result import ImportResult
from orgsheet.importers.labels import Basis


class ImportFormat(NamedTuple):
    """One format: its reader's module below `orgsheet.importers` and function.

    A reader takes a file's bytes, the name that messages call it and the forms, and returns an
    `ImportResult` in which every character has an entry, or raises `ImportFailure`.
    """

    module: str
    function: str


FORMATS = {".txt": ImportFormat("read_text", "read_text")}
"""The formats by the ending of a file's name, in lower case; each is imported when it is used."""


def read_sheets(data: bytes, name: str, basis: Basis | None = None) -> ImportResult:
    """Read the sheets of a file; one whose ending stands for no format is taken for text.

    Args:
        data: the file's bytes.
        name: the file's name, by which the format is chosen and which messages call.
        basis: the forms and the plan register to read it by; without it the packaged forms.

    Raises:
        ImportFailure: the bytes are not of that format.
    """
    ending = next((one for one in FORMATS if name.lower().endswith(one)), ".txt")
    chosen = FORMATS[ending]
    module = importlib.import_module(f"orgsheet.importers.{chosen.module}")
    reader: Callable[[bytes, str, Basis | None], ImportResult] = getattr(module, chosen.function)
    return reader(data, name, basis)
