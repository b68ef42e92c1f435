"""What rule files said when an earlier run read them: their values, by the bytes they came from.

Reading a whole book of rules takes longer than checking a sheet with it. What is kept is data,
never code, and was read strictly once by the very same program.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any

from orgsheet.files.packaged import program_stamp

_MOST = 3000
"""Rules that are kept; beyond that, those are dropped that this run did not ask for."""

_Values = dict[str, Any]


class KnownRules:
    """The values of the rule files that earlier runs read, and of those that this run read."""

    def __init__(self) -> None:
        self._kept: dict[str, _Values] = {}
        self._asked: dict[str, _Values] = {}
        self._begun = self._has_new = False

    def begin(self, data: bytes | None) -> None:
        """Use from now on what `dump` gave in an earlier run (None for a first run)."""
        self._kept, self._asked = {}, {}
        self._begun, self._has_new = True, False
        stamp, _, text = (data or b"").partition(b"\n")
        try:
            kept = json.loads(text) if stamp == _stamp(text) else {}
        except (ValueError, RecursionError):
            kept = {}
        if isinstance(kept, dict):
            self._kept = kept

    def values(self, schema: str, path: str, data: bytes) -> _Values | None:
        """Return the values of a file of that schema, None where it must be read."""
        if not self._kept:
            return None
        name = _name(schema, path, data)
        values = self._kept.get(name)
        if values is not None:
            self._asked[name] = values
        return values

    def learn(self, schema: str, path: str, data: bytes, values: _Values) -> None:
        """Take the values of a file that was read and found right."""
        if self._begun:
            self._asked[_name(schema, path, data)] = values
            self._has_new = True

    def dump(self) -> bytes | None:
        """Return what a later run may begin with, None where this run has nothing to add."""
        if not self._has_new:
            return None
        kept = {**self._kept, **self._asked}
        if len(kept) > _MOST:
            kept = self._asked
        same = {name: values for name, values in kept.items() if _is_plain(values)}
        text = json.dumps(same, separators=(",", ":")).encode()
        return _stamp(text) + b"\n" + text


def _is_plain(values: _Values) -> bool:
    try:
        return bool(json.loads(json.dumps(values)) == values)
    except (ValueError, TypeError, RecursionError):
        return False


def _name(schema: str, path: str, data: bytes) -> str:
    digest = blake2b(f"{schema}\0{path}\0".encode("utf-8", "surrogatepass"), digest_size=16)
    digest.update(data)
    return digest.hexdigest()


def _stamp(text: bytes) -> bytes:
    """Return what tells that the text is whole, and of this very program."""
    return blake2b(text, key=program_stamp(), digest_size=16).hexdigest().encode()


KNOWN_RULES = KnownRules()
"""Those of this process; nothing is kept unless `begin` was called."""
