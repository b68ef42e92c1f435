"""Fingerprints made unique: two findings alike in one report are told apart by their order."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable


def numbered(fingerprints: Iterable[str]) -> list[str]:
    """Return the fingerprints with every repetition replaced by another one.

    The first of several stays as it is; the others depend on the fingerprint and their number
    alone, so that a finding elsewhere changes none of them.
    """
    seen: Counter[str] = Counter()
    names: list[str] = []
    for name in fingerprints:
        text = f"{name}\x1f{seen[name]}"
        again = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        names.append(again if seen[name] else name)
        seen[name] += 1
    return names
