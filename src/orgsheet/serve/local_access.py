"""Who may ask: on her own PC, the browser that opened the address printed at the start."""

from __future__ import annotations

import hmac
import secrets
from typing import NamedTuple

COOKIE = "orgsheet"
KEY = "key"
_WORDS = ("127.0.0.1", "localhost")


class LocalAccess(NamedTuple):
    """A token made at each start, and the port that is listened on."""

    token: str
    port: int

    @classmethod
    def at(cls, port: int) -> LocalAccess:
        """Return the access to a port, with a token that nobody can guess."""
        return cls(secrets.token_urlsafe(32), port)

    @property
    def address(self) -> str:
        """The address to open, with the token in it."""
        return f"http://127.0.0.1:{self.port}/?{KEY}={self.token}"

    def is_known_host(self, host: str) -> bool:
        """Tell whether a request names this server: a page elsewhere may lead its name here."""
        return host in {f"{name}:{self.port}" for name in _WORDS}

    def is_own_origin(self, origin: str | None) -> bool:
        """Tell whether what changes something comes from a page of this server."""
        return origin in {f"http://{name}:{self.port}" for name in _WORDS}

    def is_token(self, text: str | None) -> bool:
        """Tell whether a text is the token."""
        return text is not None and hmac.compare_digest(text.encode(), self.token.encode())
