"""JSON pointers (RFC 6901): a place in data as text, and back."""

from __future__ import annotations

from collections.abc import Iterable
from sys import intern


def pointer_to(steps: Iterable[str | int]) -> str:
    """Return the pointer of some keys and indexes from the root; the root's is the empty string."""
    texts = [str(step) for step in steps]
    joined = "".join(texts)
    if "~" in joined or "/" in joined:
        texts = [text.replace("~", "~0").replace("/", "~1") for text in texts]
    # The same places come again in every sheet: one string in memory for each.
    return intern("/".join(("", *texts)))


def steps_of(pointer: str) -> list[str]:
    """Return the keys and indexes of a pointer, indexes as digits; none for the root."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
