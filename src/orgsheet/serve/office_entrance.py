"""Who is let in at an office: whom its proxy names, or who signed in with her password."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable
from threading import Lock
from urllib.parse import quote, urlsplit

from flask import Request, Response, redirect

from orgsheet.serve.entrance import SAFE, WRONG_HOST, Refusal, written_from_elsewhere
from orgsheet.serve.office_settings import OfficeSettings, Proxy
from orgsheet.serve.password_file import is_password, read_passwords
from orgsheet.serve.persons import Person

COOKIE = "orgsheet-office"
SIGN_IN = "/sign-in"
NOBODY = Person("", "")
"""Who has not signed in: may see the sign-in page alone."""
_ASSETS = "/assets/"
LASTS = 10 * 3600
"""Seconds that a sign-in lasts after the last request."""
_TRIES = 5
_PAUSE = 60.0
"""Seconds that nobody may try a name after too many wrong passwords."""
_MOST = 10_000

_SIGN_IN_FIRST: Refusal = (
    "サインインしてください。書いた内容は、このブラウザーに残っています。",
    401,
)
_UNKNOWN: Refusal = ("職員の表に名前がありません。とりまとめの担当に知らせてください。", 403)
_NO_NAME: Refusal = (
    "だれがサインインしたかが届いていません。代理サーバーの設定を確かめてください。",
    401,
)


class Sessions:
    """Who is signed in, in memory: a restart signs everybody out and loses nothing else."""

    def __init__(
        self,
        office: OfficeSettings,
        now: Callable[[], float] = time.monotonic,
        lasts: int = LASTS,
    ) -> None:
        self._office = office
        self.lasts = lasts
        self._now = now
        self._lock = Lock()
        self._signed_in: dict[str, tuple[str, float]] = {}
        self._wrong: dict[str, tuple[int, float]] = {}

    def sign_in(self, key: str, password: str) -> str | None:
        """Return a new token for a person with the right password; None for anybody else.

        Raises:
            PermissionError: too many were wrong; the message says in how many seconds to go on.
        """
        assert self._office.passwords is not None, "the office has no proxy"
        with self._lock:
            tries, last = self._wrong.get(key, (0, 0.0))
            wait = last + _PAUSE - self._now()
            if tries >= _TRIES and wait > 0:
                raise PermissionError(f"続けて間違えたため、あと {int(wait) + 1} 秒は試せません。")
            # Counted before the password is looked at: who tries many at once tries no more.
            if len(self._wrong) > _MOST:
                self._wrong.clear()
            self._wrong[key] = (tries + 1 if wait > 0 else 1, self._now())
        is_right = is_password(read_passwords(self._office.passwords), key, password)
        if not is_right or key not in self._office.people.now():
            return None
        with self._lock:
            self._wrong.pop(key, None)
            token = secrets.token_urlsafe(32)
            self._signed_in[token] = (key, self._now())
            return token

    def sign_out(self, token: str) -> None:
        """Forget a sign-in."""
        with self._lock:
            self._signed_in.pop(token, None)

    def who(self, token: str) -> str | None:
        """Return what the person signed in with, whose token it is; None where it has ended."""
        with self._lock:
            key, last = self._signed_in.get(token, ("", 0.0))
            if not key or self._now() - last > self.lasts:
                self._signed_in.pop(token, None)
                return None
            self._signed_in[token] = (key, self._now())
            return key


class OfficeEntrance:
    """Lets in whom the proxy names, or who has signed in."""

    def __init__(self, office: OfficeSettings, sessions: Sessions | None) -> None:
        self._office = office
        self._sessions = sessions
        self._host = urlsplit(office.address).netloc

    def enter(self, asked: Request) -> Person | Refusal:
        """Return who asks, or a refusal; whoever only signs in is nobody yet."""
        refused = self._outside(asked)
        if refused is not None:
            return refused
        key = self._key(asked)
        if not key:
            return self._stranger(asked)
        return self._office.people.now().get(key) or _UNKNOWN

    def _outside(self, asked: Request) -> Refusal | None:
        """Return a refusal of what comes by another way than this office's."""
        if self._office.proxy is not None and not _is_from(asked, self._office.proxy):
            return "ここには、庁内の代理サーバーを通して開いてください。", 403
        if asked.host != self._host:
            return WRONG_HOST
        is_own = asked.headers.get("Origin") == self._office.address
        return written_from_elsewhere(asked, is_own=is_own)

    def _stranger(self, asked: Request) -> Person | Refusal:
        """Return what becomes of who is not signed in: the sign-in page is open to her."""
        if self._sessions is None:
            return _NO_NAME
        if asked.path == SIGN_IN or asked.path.startswith(_ASSETS):
            return NOBODY
        if asked.method in SAFE and not asked.path.startswith("/data/"):
            way: Response = redirect(f"{SIGN_IN}?next={quote(asked.path)}")  # type: ignore[assignment]
            return way
        return _SIGN_IN_FIRST

    def _key(self, asked: Request) -> str | None:
        if self._office.proxy is not None:
            sent = asked.headers.get(self._office.proxy.header, "")
            try:
                return sent.encode("latin-1").decode("utf-8").strip()
            except UnicodeError:
                return sent
        assert self._sessions is not None, "without a proxy people sign in here"
        return self._sessions.who(asked.cookies.get(COOKIE, ""))


def _is_from(asked: Request, proxy: Proxy) -> bool:
    """Tell whether a request comes from the proxy itself: its address and its secret."""
    try:
        peer = str(ipaddress.ip_address(asked.remote_addr or ""))
    except ValueError:
        return False
    sent = asked.headers.get(proxy.secret_header, "")
    is_secret = hmac.compare_digest(sent.encode(), proxy.secret.encode())
    return peer in proxy.addresses and is_secret
