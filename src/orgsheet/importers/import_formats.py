"""The formats that sheets are imported from: which reader takes a file, by the end of its name."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import NamedTuple

from orgsheet.importers.assemble_sheets import assemble
from orgsheet.importers.blocks import Extraction
from orgsheet.importers.import_result import ImportFailure, ImportResult
from orgsheet.importers.labels import Basis


class ImportFormat(NamedTuple):
    """One format: its reader's module below `orgsheet.importers` and function, and the most bytes.

    A reader takes a file's bytes and the name that messages call it, and returns an `Extraction`
    that holds every character of the file, or raises `ImportFailure`.
    """

    module: str
    function: str
    most_bytes: int = 1024 * 1024


_OFFICE_BYTES = 20 * 1024 * 1024

FORMATS = {
    ".txt": ImportFormat("read_txt", "read_txt"),
    ".docx": ImportFormat("read_docx", "read_docx", _OFFICE_BYTES),
    ".xlsx": ImportFormat("read_xlsx", "read_xlsx", _OFFICE_BYTES),
    ".pdf": ImportFormat("read_pdf", "read_pdf", _OFFICE_BYTES),
    ".csv": ImportFormat("read_csv", "read_csv", 5 * 1024 * 1024),
    ".html": ImportFormat("read_html", "read_html", 5 * 1024 * 1024),
}
"""The formats by the ending of a file's name, in lower case; each is imported when it is used."""

ALIKE = {".docm": ".docx", ".xlsm": ".xlsx", ".htm": ".html", ".tsv": ".csv"}
"""Endings of files that are read as another format says; what they can do beyond it is left."""

LOCK_MARK = "~$"
"""What the names of the files begin with that Word and Excel keep beside an open file."""

_MAIN_PARTS = {b"word/document.xml": ".docx", b"xl/workbook.xml": ".xlsx"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RESAVE_WORD = (
    "Word で開き、「名前を付けて保存」で「Word 文書（.docx）」を選んで保存し直してください。"
)
_RESAVE_EXCEL = (
    "Excel で開き、「名前を付けて保存」で「Excel ブック（.xlsx）」を選んで保存し直してください。"
)
REFUSED = {
    ".doc": f"古い Word の形式（.doc）は読めません。{_RESAVE_WORD}",
    ".rtf": f"リッチテキスト（.rtf）は読めません。{_RESAVE_WORD}",
    ".odt": f"OpenDocument の形式（.odt）は読めません。{_RESAVE_WORD}",
    ".jtd": "一太郎の形式（.jtd）は読めません。一太郎で開き、「名前を付けて保存」のファイルの種類で"
    "「Word 文書（.docx）」か「テキスト」を選んで保存し直してください。",
    ".xls": f"古い Excel の形式（.xls）は読めません。{_RESAVE_EXCEL}",
    ".xlsb": f"Excel のバイナリ形式（.xlsb）は読めません。{_RESAVE_EXCEL}",
    ".ods": f"OpenDocument の形式（.ods）は読めません。{_RESAVE_EXCEL}",
}
"""What is not read, by the ending of the name, and how to save it anew."""


def read_sheets(data: bytes, name: str, basis: Basis | None = None) -> ImportResult:
    """Read the sheets of a file; one whose ending stands for no format is taken for text.

    Args:
        data: the file's bytes.
        name: the file's name, by which the format is chosen and which messages call.
        basis: the forms and the plan register to read it by; without it the packaged forms.

    Raises:
        ImportFailure: the bytes are not of that format, or no sheet can be told from them.
    """
    return assemble(extract(data, name), basis)


def extract(data: bytes, name: str) -> Extraction:
    """Return a file as text with places.

    Raises:
        ImportFailure: the bytes are not of the format that the name's ending says.
    """
    _refuse(data, name)
    chosen = _by_content(data) or format_of(name)
    if len(data) > chosen.most_bytes and chosen.most_bytes > FORMATS[".txt"].most_bytes:
        raise ImportFailure(
            name,
            f"ファイルが大きすぎます（上限は {chosen.most_bytes // 1024**2} MB）。"
            "部や課ごとに分けるか、画像を除いて保存し直してください。",
        )
    module = importlib.import_module(f"orgsheet.importers.{chosen.module}")
    reader: Callable[[bytes, str], Extraction] = getattr(module, chosen.function)
    return reader(data, name)


def format_of(name: str) -> ImportFormat:
    """Return the format of a file by its name."""
    lower = name.lower()
    alike = next((one for ending, one in ALIKE.items() if lower.endswith(ending)), "")
    return next(
        (one for ending, one in FORMATS.items() if ending == alike or lower.endswith(ending)),
        FORMATS[".txt"],
    )


def _by_content(data: bytes) -> ImportFormat | None:
    """Return the format that bytes are certainly of, whatever their name says; else None."""
    ending = ""
    if data.startswith(b"PK\x03\x04"):
        # The names of the parts stand in the package as they are.
        ending = next((one for mark, one in _MAIN_PARTS.items() if mark in data), "")
    elif data.startswith(b"%PDF-"):
        ending = ".pdf"
    elif data.startswith(_OLD_OFFICE):
        ending = ".docx"
    return FORMATS.get(ending)


def is_known(name: str) -> bool:
    """Tell whether a file's ending is that of a format, or of one that has words of its own."""
    return name.lower().endswith((*FORMATS, *ALIKE, *REFUSED))


def _refuse(data: bytes, name: str) -> None:
    """Refuse what is no sheet or of another format than its name says; with what to do.

    Raises:
        ImportFailure: it is.
    """
    base = name.rpartition("/")[2]
    if base.startswith(LOCK_MARK):
        raise ImportFailure(
            name,
            "Word や Excel がファイルを開いているあいだだけ作る、しるしのファイルです。中身は"
            f"ありません。ファイルを閉じてから、「{base.removeprefix(LOCK_MARK)}」のほうを書いてください。",
        )
    lower = name.lower()
    for ending, words in REFUSED.items():
        if lower.endswith(ending) and not data.startswith(b"PK"):
            raise ImportFailure(name, words)
