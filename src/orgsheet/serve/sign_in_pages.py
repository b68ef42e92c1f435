"""The sign-in page of an office without a proxy, and the way out."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, jsonify, render_template, request

from orgsheet.serve.desk import Desk
from orgsheet.serve.office_entrance import COOKIE, SIGN_IN, Sessions
from orgsheet.serve.sent_json import sent_mapping, sent_text

_OUT = "/sign-out"


def sign_in_pages(sessions: Sessions, *, is_secure: bool) -> Callable[[Desk], Blueprint]:
    """Return what makes the pages; `is_secure` says that the address is one of https."""

    def keep(answer: Response, token: str) -> Response:
        answer.set_cookie(
            COOKIE,
            token,
            max_age=sessions.lasts,
            httponly=True,
            samesite="Lax",
            secure=is_secure,
        )
        return answer

    def kept(answer: Response) -> Response:
        # The browser lets go of it no earlier than the server does.
        token, person = request.cookies.get(COOKIE, ""), g.get("person")
        is_known = person is not None and person.key and request.path != _OUT
        return keep(answer, token) if token and is_known else answer

    def made(_: Desk) -> Blueprint:
        pages = Blueprint("sign_in", __name__)
        pages.after_app_request(kept)
        pages.app_context_processor(lambda: {"sign_in_lasts": sessions.lasts})

        @pages.get(SIGN_IN)
        def asked() -> str:
            return render_template("sign_in.html", next=_own_place(request.args.get("next", "")))

        @pages.post(SIGN_IN)
        def sign_in() -> tuple[Response, int]:
            sent = sent_mapping(request)
            try:
                token = sessions.sign_in(sent_text(sent, "key", 200), sent_text(sent, "password"))
            except PermissionError as error:
                return jsonify(told=str(error)), 429
            if token is None:
                return jsonify(told="サインイン名かパスワードが違います。"), 403
            return keep(jsonify(next=_own_place(sent_text(sent, "next"))), token), 200

        @pages.post("/stay")
        def stay() -> dict[str, int]:
            # Whatever is asked prolongs a sign-in; this asks for nothing else.
            return {"lasts": sessions.lasts}

        @pages.post(_OUT)
        def sign_out() -> Response:
            sessions.sign_out(request.cookies.get(COOKIE, ""))
            answer = jsonify(next=SIGN_IN)
            answer.delete_cookie(COOKIE)
            return answer

        return pages

    return made


def _own_place(place: str) -> str:
    """Return a place of this server, whatever somebody put into a link."""
    is_own = place.startswith("/") and not place.startswith("//") and "\\" not in place
    return place if is_own and place.isprintable() else "/"
