"""What a file says it was made from: form, sheets, their versions, and what they held.

It stands in a hidden sheet or a property as one line of ASCII. It is read from a file that anybody
may have written, so its size is bounded and nothing of it is believed but what can be checked.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from typing import NamedTuple

from orgsheet.form.sheet import SheetId
from orgsheet.source import Plain, parse

HIDDEN_SHEET = "_orgsheet"
_MARK = "orgsheet1:"
_MOST_PACKED = 8_000_000
_MOST_TEXT = 40_000_000
"""Of a city: 1,000 sheets of 40,000 bytes."""


class OriginError(ValueError):
    """What a file says it was made from cannot be read; the message is Japanese."""


class Made(NamedTuple):
    """A sheet that a file was made from.

    `form` is its form's name, `blob` the id that Git has for its bytes, `text` its values as
    canonical YAML, without comments.
    """

    sheet: SheetId
    form: str
    blob: str
    text: str


def blob_of(data: bytes) -> str:
    """Return the id that Git gives to a file of these bytes, in a repository or not."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def packed_origin(made: list[Made]) -> str:
    """Return the line for a file that was made from these sheets."""
    parts: list[str] = []
    for one in made:
        head = "\t".join((*one.sheet, one.form, one.blob))
        parts.append(f"{head}\n{len(one.text)}\n{one.text}")
    data = zlib.compress("".join(parts).encode(), 9)
    return _MARK + base64.b64encode(data).decode()


def read_origin(line: str) -> list[Made] | None:
    """Return the sheets that a file was made from, None where the line says nothing of the kind.

    Raises:
        OriginError: it says so, and is damaged or too large.
    """
    line = "".join(line.split())
    if not line.startswith(_MARK):
        return None
    if len(line) > _MOST_PACKED:
        raise OriginError("もとのシートの控えが大きすぎます。")
    try:
        unpacker = zlib.decompressobj()
        packed = base64.b64decode(line.removeprefix(_MARK), validate=True)
        data = unpacker.decompress(packed, _MOST_TEXT)
        if not unpacker.eof:
            raise OriginError("もとのシートの控えが大きすぎるか、途中で切れています。")
        return _unpacked(data.decode())
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError, TypeError) as error:
        raise OriginError("もとのシートの控えが壊れています。") from error


def _unpacked(text: str) -> list[Made]:
    made: list[Made] = []
    while text:
        head, _, rest = text.partition("\n")
        size, _, rest = rest.partition("\n")
        *place, form, blob = head.split("\t")
        made.append(Made(SheetId(*place), form, blob, rest[: int(size)]))
        text = rest[int(size) :]
    return made


def values_at(made: Made) -> dict[str, Plain]:
    """Return what a sheet held when the file was made from it.

    Raises:
        OriginError: its text is no sheet.
    """
    document = parse(made.text.encode(), made.sheet.path)
    data = None if document.root is None or document.problems else document.root.data()
    if not isinstance(data, dict):
        raise OriginError("もとのシートの控えが壊れています。")
    return data
