"""Damages a YAML file as people, tools and attackers do: by values, keys, lines and characters."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from fuzz_values import VALUES, places, put

_PIECES = (
    *(
        "- ",
        ": ",
        "：",
        "　",
        "\t",
        "\r\n",
        "\r",
        "\n",
        "#",
        " # ",
        "&a ",
        "*a",
        "!x ",
        "[",
        "]",
        "{",
    ),
    *(
        "}",
        '"',
        "'",
        "|\n",
        ">-\n",
        "---\n",
        "...\n",
        "? ",
        "<<: ",
        "%",
        "@",
        "`",
        "\x1b[31m",
        "\0",
    ),
    *(
        "\u200b",
        "\u202e",
        "\ufeff",
        "\u2028",
        "\u00a0",
        "①",
        "²",
        "５",
        "年度",
        "担当: ",
        "ー",
        "。。",
    ),
    *(
        "<<<<<<< a\n",
        "=======\n",
        ">>>>>>> b\n",
        "をを",
        "ﾊﾝｶｸ",
        "４月",
        "～",
        "𠮷",
        "[全員]",
        "- 、",
    ),
)
_CELLS = {"○": "◯", "×": "✕", ": ": "：", "- ": "・", "月": "", "  ": "　", "[": "［", "年": "年 "}


def _value(data: bytes, random: Random) -> bytes:
    found = places(data)
    return put(data, random.choice(found), random.choice(VALUES)) if found else data


def _moved(data: bytes, random: Random) -> bytes:
    """Put one value of the file in the place of another."""
    found = places(data)
    if not found:
        return data
    text, source = data.decode(), random.choice(found)
    return put(data, random.choice(found), text[source.start : source.end])


def _lines(data: bytes, random: Random) -> bytes:
    """Delete, repeat, exchange, indent or join lines."""
    lines = data.split(b"\n")
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    kind = random.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(other, lines[at])
    elif kind == 2:  # noqa: PLR2004 - one of the kinds
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == 3:  # noqa: PLR2004 - as above
        lines[at] = b" " * random.randrange(1, 5) + lines[at]
    elif kind == 4:  # noqa: PLR2004 - as above
        lines[at] = lines[at].lstrip(b" ")
    else:
        lines[at : at + 2] = [b"".join(lines[at : at + 2])]
    return b"\n".join(lines)


def _piece(data: bytes, random: Random) -> bytes:
    """Put a piece of syntax or an odd character somewhere."""
    text = data.decode("utf-8", "surrogateescape")
    at = random.randrange(len(text) + 1)
    end = at + random.choice((0, 0, 1, 3))
    return (text[:at] + random.choice(_PIECES) + text[end:]).encode("utf-8", "surrogateescape")


def _cell(data: bytes, random: Random) -> bytes:
    """Exchange one character for its look-alike."""
    old = random.choice(list(_CELLS)).encode()
    parts = data.split(old)
    if len(parts) == 1:
        return data
    at = random.randrange(1, len(parts))
    return old.join(parts[:at]) + _CELLS[old.decode()].encode() + old.join(parts[at:])


def _bytes(data: bytes, random: Random) -> bytes:
    """Cut the file, end its lines as another system does, encode it otherwise, or spoil a byte."""
    kind = random.randrange(6)
    at = random.randrange(len(data) + 1)
    text = data.decode("utf-8", "replace")
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data.replace(b"\n", b"\r\n")
    if kind == 2:  # noqa: PLR2004 - one of the kinds
        return b"\xef\xbb\xbf" + data
    if kind == 3:  # noqa: PLR2004 - as above
        return text.encode("cp932", "replace")
    if kind == 4:  # noqa: PLR2004 - as above
        return text.encode("utf-16")
    return data[:at] + random.randbytes(random.choice((1, 1, 4))) + data[at:]


_WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (_value, _moved, _lines, _piece, _cell)


def damaged(data: bytes, random: Random) -> bytes:
    """Return a file with one to four things changed in it; now and then its very bytes."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        way = random.choices(_WAYS, (6, 2, 4, 4, 3))[0]
        try:
            data = way(data, random)
        except UnicodeDecodeError:
            data = _lines(data, random)
    return _bytes(data, random) if random.random() < 0.04 else data  # noqa: PLR2004 - rarely
