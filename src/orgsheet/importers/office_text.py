"""What office programs write: the bytes of a text, in whichever encoding, and whole numbers."""

from __future__ import annotations

from orgsheet.importers.import_result import ImportFailure

_BOM = "\ufeff"
_MOST_DIGITS = 9


def decoded(data: bytes, name: str) -> str:
    """Return the text in bytes, without a byte order mark.

    Raises:
        ImportFailure: it is empty or in no encoding that is known.
    """
    text = _text(data)
    if text is None:
        raise ImportFailure(
            name,
            "文字コードが分かりません。Excel なら「CSV UTF-8（コンマ区切り）」を、ほかのソフトでは"
            "「UTF-8」を選んで保存し直してください。",
        )
    if not text.strip():
        raise ImportFailure(name, "ファイルが空です。シートのファイルか確かめてください。")
    control = next((char for char in text if char < " " and char not in "\t\r\n\x0b\x0c"), "")
    if control:
        raise ImportFailure(
            name,
            f"目に見えない制御文字（U+{ord(control):04X}）があります。もとのソフトから保存し直してください。",
        )
    return text


def whole_number(text: str | None, default: int = 0) -> int:
    """Return the number that a text is in ASCII digits, `default` for any other text.

    `²` is a digit to Python and no number; nothing in a file is counted with ten digits.
    """
    written = (text or "").strip()
    is_number = written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS
    return int(written) if is_number else default


def _text(data: bytes) -> str | None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp932", "euc_jp"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp932" or _is_likely(text):
            return text.removeprefix(_BOM)
    return None


def _is_likely(text: str) -> bool:
    """Tell whether a text read as CP932 is Japanese: other bytes give half-width katakana."""
    half = sum("\uff61" <= char <= "\uff9f" for char in text)
    full = sum("\u3040" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" for char in text)
    return full >= half
