"""Changes of a whole file's bytes that leave every character of its text alone."""

from __future__ import annotations

from collections import Counter

from orgsheet.source.edit import EditRefused, is_same
from orgsheet.source.parse import parse
from orgsheet.source.tree import Document

_BOM = b"\xef\xbb\xbf"
_GUESSED = ("cp932", "utf-16")


def without_bom(document: Document, data: bytes) -> bytes:
    """Return the bytes of a file without its byte order mark; raises as `with_lf`."""
    return _checked(document, data.removeprefix(_BOM))


def with_lf(document: Document, data: bytes) -> bytes:
    """Return the bytes of a file with LF at the end of every line.

    Raises:
        EditRefused: the file is no UTF-8, or would mean something else.
    """
    return _checked(document, data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))


def as_utf8(document: Document, data: bytes) -> bytes:
    """Return the UTF-8 bytes of a file that was recognised as CP932 or UTF-16.

    Raises:
        EditRefused: some of its bytes are no text in that encoding.
    """
    text = document.text
    odd = document.encoding == "utf-16" and len(data) % 2
    if document.encoding not in _GUESSED or "\N{REPLACEMENT CHARACTER}" in text or odd:
        raise EditRefused("文字コードを確かめられないため、そのままにしました。")
    return text.encode("utf-8")


def _checked(document: Document, changed: bytes) -> bytes:
    if any(kind == "too-large" or kind.startswith("encoding-") for kind in _kinds(document)):
        raise EditRefused("文字コードを確かめられないため、そのままにしました。")
    after = parse(changed, document.path, words=document.words)
    same_text = _lines(after.text) == _lines(document.text)
    same_kinds = Counter(_kinds(after)) == Counter(_kinds(document))
    if not same_text or not same_kinds or (after.root is None) != (document.root is None):
        raise EditRefused("変えると内容まで変わるため、そのままにしました。")
    if after.root and document.root and not is_same(after.root.data(), document.root.data()):
        raise EditRefused("変えると内容まで変わるため、そのままにしました。")
    return changed


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _kinds(document: Document) -> list[str]:
    return [problem.kind for problem in document.problems]
