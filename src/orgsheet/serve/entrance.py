"""Who is let in: asked of every request before any page sees it."""

from __future__ import annotations

from typing import Protocol, TypeAlias

from flask import Request, Response, redirect

from orgsheet.serve.local_access import COOKIE, KEY, LocalAccess
from orgsheet.serve.persons import Person

Refusal: TypeAlias = tuple[str, int] | Response
"""What is answered to who may not go on: Japanese words with a code, or the way to another page."""
SAFE = frozenset({"GET", "HEAD"})
"""What only reads."""
JSON = "application/json"


class Entrance(Protocol):
    """Knows whoever asks, or answers in the place of the page."""

    def enter(self, asked: Request) -> Person | Refusal:
        """Return who asks, or what she is answered instead."""


class LocalEntrance:
    """Lets in the browser that opened the printed address, as the one person of this PC."""

    def __init__(self, access: LocalAccess, person: Person) -> None:
        self._access = access
        self._person = person

    def enter(self, asked: Request) -> Person | Refusal:
        """Return the person of this PC, or a refusal."""
        access = self._access
        if not access.is_known_host(asked.host):
            return WRONG_HOST
        if asked.method == "GET" and access.is_token(asked.args.get(KEY)):
            answer = redirect("/")
            answer.set_cookie(COOKIE, access.token, httponly=True, samesite="Strict")
            return answer  # type: ignore[return-value]  # werkzeug's own response
        if not access.is_token(asked.cookies.get(COOKIE)):
            return "「orgsheet serve」が表示したアドレスから開き直してください。", 403
        return written_from_elsewhere(
            asked, is_own=access.is_own_origin(asked.headers.get("Origin"))
        ) or (self._person)


WRONG_HOST: Refusal = ("このアドレスでは開けません。", 421)


def written_from_elsewhere(asked: Request, *, is_own: bool) -> Refusal | None:
    """Return a refusal of what would change something and comes from no page of this server."""
    if asked.method in SAFE:
        return None
    if not is_own:
        return "ほかのページからは書き込めません。", 403
    if asked.mimetype != JSON:
        return "この形では受け取れません。", 415
    return None
