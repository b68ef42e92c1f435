"""What a browser sent, as data: a mapping, and a sheet's data in it where that is asked for."""

from __future__ import annotations

from typing import Any

from flask import Request

from orgsheet.serve.wire_data import untagged


def sent_mapping(asked: Request) -> dict[str, Any]:
    """Return what a browser sent.

    Raises:
        TypeError, ValueError: it is no mapping, or far too deep.
    """
    try:
        sent = asked.get_json()
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(sent, dict):
        raise TypeError("no mapping")
    return sent


def sent_data(asked: Request) -> dict[str, Any]:
    """Return what a browser sent, with the data of a sheet under `data`.

    Raises:
        TypeError, ValueError: it holds no data that could be a sheet's.
    """
    sent = sent_mapping(asked)
    if not isinstance(sent.get("data"), dict):
        raise TypeError("not the data of a sheet")
    return {**sent, "data": untagged(sent["data"])}


def sent_text(sent: dict[str, Any], key: str, most: int = 2000) -> str:
    """Return a text of what was sent, "" where there is none.

    Raises:
        TypeError, ValueError: it is no text, too long, or none that a file can hold.
    """
    text = sent.get(key, "")
    if not isinstance(text, str):
        raise TypeError("no text")
    if len(text) > most:
        raise ValueError("too long")
    text.encode()  # a lone surrogate raises
    return text
