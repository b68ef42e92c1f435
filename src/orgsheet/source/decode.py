"""Bytes to text: UTF-8 or a named problem with a best guess to show."""

from __future__ import annotations

from itertools import islice

from orgsheet.files import MAX_BYTES
from orgsheet.japanese.kept_patterns import compiled
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.tree import Document, Problem

_BOM = b"\xef\xbb\xbf"
_INVISIBLE = compiled("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LINE_SEPARATORS = "\x85\u2028\u2029"
_MAX_REPORTED = 20
# What a wrong guess of the encoding produces: controls, private use, noncharacters.
_IMPLAUSIBLE = pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]"
)
_JAPANESE = pattern("[\u3041-\u30ff\u4e00-\u9fff]")
_HALF_WIDTH_KATAKANA = pattern("[\uff61-\uff9f]")


def decode(data: bytes, path: str) -> Document:
    """Return a document without a tree; its problems say why it must not be parsed, if so.

    The text of an undecodable file is the most likely reading, so that a message can show the
    line; nothing is ever built from it.
    """
    return _too_large(data, path) if len(data) > MAX_BYTES else decode_all(data, path)


def decode_all(data: bytes, path: str) -> Document:
    """Return what `decode` returns, however large the file is."""
    bom = data.startswith(_BOM)
    body = data[len(_BOM) :] if bom else data
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return _undecodable(body, error.start, path)
    if "\x00" in text and (utf16 := _utf16(data)) is not None:
        return _utf16_document(path, utf16)
    document = Document(path, text, bom=bom)
    _report_invisible(document)
    return document


def _too_large(data: bytes, path: str) -> Document:
    document = Document(path, data[:MAX_BYTES].decode("utf-8", "replace"))
    end = len(document.text)
    values = {"上限": f"{MAX_BYTES // 1024**2} MB", "大きさ": str(-(-len(data) // 1024))}
    document.problems.append(Problem("too-large", end, end, values))
    return document


def _undecodable(body: bytes, offset: int, path: str) -> Document:
    """Guess what the bytes are; `offset` is where they stop being UTF-8."""
    utf16 = _utf16(body)
    if utf16 is not None:
        return _utf16_document(path, utf16)
    text = _plausible(body, "cp932")
    encoding, kind = ("utf-8", "encoding-unknown") if text is None else ("cp932", "encoding-cp932")
    document = Document(path, text or body.decode("utf-8", "replace"), encoding=encoding)
    # Everything before the first bad byte is UTF-8 in either case, so lines count the same.
    start = len(body[:offset].decode(encoding, "replace"))
    end = min(start + 1, len(document.text))
    document.problems.append(Problem(kind, start, end, {"バイト位置": str(offset)}))
    return document


def _utf16(data: bytes) -> str | None:
    """Return the text when the bytes are UTF-16, with or without a byte order mark."""
    even = data[: len(data) // 2 * 2]
    for encoding, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        if data.startswith(mark):
            return even[2:].decode(encoding, "replace")
    # ASCII (the colons, spaces and line ends of YAML) shows as a NUL in every other byte.
    first, second = even[::2].count(0), even[1::2].count(0)
    if max(first, second) < 2:  # noqa: PLR2004 - a colon and a space
        return None
    return _plausible(even, "utf-16-be" if first > second else "utf-16-le")


def _plausible(data: bytes, encoding: str) -> str | None:
    """Return the text of a guessed encoding if it looks like Japanese (or ASCII) text.

    EUC-JP or arbitrary bytes read as CP932 are mostly half-width katakana.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    if _IMPLAUSIBLE.search(text):
        return None
    japanese = len(_JAPANESE.findall(text))
    half_width = len(_HALF_WIDTH_KATAKANA.findall(text))
    return text if text.isascii() or japanese > half_width else None


def _utf16_document(path: str, text: str) -> Document:
    document = Document(path, text, encoding="utf-16")
    document.problems.append(Problem("encoding-utf16", 0, min(1, len(text)), {}))
    return document


def _report_invisible(document: Document) -> None:
    for match in islice(_INVISIBLE.finditer(document.text), _MAX_REPORTED):
        char = match.group()
        kind = "line-separator" if char in _LINE_SEPARATORS else "control-character"
        values = {"文字": f"U+{ord(char):04X}"}
        document.problems.append(Problem(kind, match.start(), match.end(), values))
