"""What a terminal or a CI log would act on in an output."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

_LINE = re.compile(r"\r\n|\r|\n")


class Command(NamedTuple):
    """What a runner takes from a log line."""

    name: str
    properties: dict[str, str]
    data: str


def runner_commands(log: str) -> list[Command]:
    """Return what a runner of GitHub Actions would act on in a log.

    After trimming, a line that begins with `::` is a command; in any other line the old mark
    `##[` is one, wherever it stands, and on other hosts `##name[`.
    """
    found = []
    for line in _LINE.split(log):
        text = line.lstrip()
        if text.startswith("::"):
            head, mark, data = text[2:].partition("::")
            assert mark, line
            name, _, properties = head.partition(" ")
            pairs = (pair.partition("=") for pair in properties.split(",") if pair)
            values = {key: _decoded(value, "%3A", "%2C") for key, _, value in pairs}
            found.append(Command(name, values, _decoded(data)))
        elif re.search(r"##(?:vso|teamcity)?\[", line):
            found.append(Command(line, {}, ""))
    return found


def _decoded(text: str, *more: str) -> str:
    for code in ("%0D", "%0A", *more, "%25"):
        text = text.replace(code, unquote_to_bytes(code).decode())
    return text


def is_harmless(text: str) -> bool:
    """Tell whether neither a terminal nor a CI log would act on a text."""
    kept = text.replace("\r\n", "\n").removeprefix("\ufeff")
    plain = re.sub("[\t\n\u3000\u00a0\ufe00-\ufe0f\ue000-\uf8ff\U000e0100-\U000e01ef]", "", kept)
    return (plain.isprintable() or _only_unassigned(plain)) and not runner_commands(kept)


def _only_unassigned(text: str) -> bool:
    """Tell whether what is not printable is only characters that nobody has given a meaning."""
    odd = {unicodedata.category(char) for char in text if not char.isprintable()}
    return odd <= {"Cn", "Co", "Zs", "Cf"} and not re.search(
        "[\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
        "\U000e0000-\U000e007f]",
        text,
    )
