"""Pieces of results in the user's cache, each kept by all that it was made from.

A run asks for a piece by a digest of everything that it depends on: what was made before from the
same is the same. Only what the last run asked for is kept, and never more than a few workspaces'.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from hashlib import blake2b

from orgsheet.files.user_cache import keep, read_kept

_SHARDS = "0123456789abcdef"
_WORKSPACES = 8
"""Workspaces whose pieces are kept; where two have the same place, the later run's are."""

_KEY, _SIZE, _SEAL = 16, 4, 16
_LEVEL = 1


class KeptPieces:
    """The pieces of one workspace, in files by the first digit of their keys.

    Args:
        owner: what tells the workspace from others.
        stamp: what all pieces depend on: the program, its templates, the version of Python.
    """

    def __init__(self, owner: bytes, stamp: bytes) -> None:
        self._stamp = blake2b(owner + b"\0" + stamp, digest_size=_SEAL).digest()
        place = blake2b(owner, digest_size=1).digest()[0] % _WORKSPACES
        self._names = {shard: f"pieces-{place}-{shard}" for shard in _SHARDS}
        self._old: dict[str, dict[bytes, bytes]] = {}
        self._new: dict[str, dict[bytes, bytes]] = {shard: {} for shard in _SHARDS}

    @classmethod
    def of_this_process(cls) -> KeptPieces:
        """Return pieces that are never in a file: for one program that makes again and again."""
        made = cls(b"", b"")
        made._old = {shard: {} for shard in _SHARDS}
        return made

    def go_on(self) -> None:
        """Keep the pieces that were asked for, for the next run in this process."""
        self._old, self._new = self._new, {shard: {} for shard in _SHARDS}

    def piece(self, made_from: object, make: Callable[[], str]) -> str:
        """Return a text: what was kept of an earlier run, else what `make` returns.

        Args:
            made_from: everything that the text depends on beside the stamp, as values whose
                `repr` says all of it and is the same in every run.
            make: makes the text.
        """
        key = blake2b(repr(made_from).encode("utf-8", "surrogatepass"), digest_size=_KEY).digest()
        shard = key.hex()[0]
        packed = self._new[shard].get(key) or self._of(shard).get(key)
        if packed is not None:
            self._new[shard][key] = packed
            return zlib.decompress(packed).decode("utf-8", "surrogatepass")
        text = make()
        self._new[shard][key] = zlib.compress(text.encode("utf-8", "surrogatepass"), _LEVEL)
        return text

    def save(self) -> None:
        """Keep the pieces that were asked for, for the next run."""
        for shard, pieces in self._new.items():
            if pieces.keys() != self._of(shard).keys():
                keep(self._names[shard], self._sealed(pieces))

    def _of(self, shard: str) -> dict[bytes, bytes]:
        """Return what an earlier run kept in a file; nothing where it is not whole or not ours."""
        if shard not in self._old:
            data = read_kept(self._names[shard]) or b""
            inside = data[_SEAL:]
            is_whole = data[:_SEAL] == self._seal(inside)
            self._old[shard] = dict(_unpacked(inside)) if is_whole else {}
        return self._old[shard]

    def _sealed(self, pieces: dict[bytes, bytes]) -> bytes:
        inside = b"".join(
            key + len(packed).to_bytes(_SIZE, "big") + packed for key, packed in pieces.items()
        )
        return self._seal(inside) + inside

    def _seal(self, inside: bytes) -> bytes:
        return blake2b(inside, key=self._stamp, digest_size=_SEAL).digest()


def _unpacked(inside: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 0
    while at < len(inside):
        end = at + _KEY + _SIZE
        size = int.from_bytes(inside[at + _KEY : end], "big")
        found.append((inside[at : at + _KEY], inside[end : end + size]))
        at = end + size
    return found
