"""The pages and answers of the browser form, each behind the same gate."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, redirect, render_template, request

from orgsheet.files.git import GitError
from orgsheet.files.git.write_commit import Author, BranchMovedError
from orgsheet.files.trees import WorkspaceError
from orgsheet.form.sheet_id import SheetId
from orgsheet.lint.living_sheets import LivingSheets
from orgsheet.lint.run_rules import CheckCrashError
from orgsheet.merge.three_way import MergeRefused
from orgsheet.render.web.templates import asset
from orgsheet.serve.check_form import check_form
from orgsheet.serve.form_model import form_model
from orgsheet.serve.local_access import COOKIE, KEY, LocalAccess
from orgsheet.serve.own_branch import Proposals
from orgsheet.serve.rows_before import rows_before
from orgsheet.serve.wire_data import tagged, untagged
from orgsheet.serve.write_back import Unreadable, data_of
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.layout import sheet_id_of
from orgsheet.workspace.settings import SettingsError
from orgsheet.workspace.workspace import Workspace

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

MOST_SENT = 2 << 20
"""Bytes that a browser may send at once; a sheet has at most one million."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_HERE = Path(__file__).parent


class Desk:
    """What the pages are made from: the proposals, and the sheets of the branch of all, living.

    One request is served at a time: Git and the living sheets answer one after the other.
    """

    def __init__(
        self, proposals: Proposals, open_at: Callable[[str], Workspace], person: Author
    ) -> None:
        """Take how the workspace of a commit is opened, and who writes here."""
        self.lock = RLock()
        self.proposals = proposals
        self.person = person
        self._open_at = open_at
        self._sheets: LivingSheets | None = None
        self._commit = ""

    @property
    def sheets(self) -> LivingSheets:
        """The sheets of the branch of all as it is now."""
        commit = self.proposals.base_commit()
        if self._sheets is None or commit != self._commit:
            self._sheets, self._commit = LivingSheets(self._open_at(commit)), commit
            self._sheets.has_unread = False
        return self._sheets


def make_app(desk: Desk, access: LocalAccess) -> Flask:
    """Return the application; it answers only who `access` lets in."""
    app = Flask("orgsheet", template_folder=str(_HERE / "templates"), static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_SENT
    app.json.sort_keys = False  # type: ignore[attr-defined]

    @app.before_request
    def _gate() -> ResponseReturnValue | None:
        return _refused(request, access)

    @app.after_request
    def _closed(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    _add_pages(app, desk)
    _add_answers(app, desk)
    _add_failures(app)
    return app


def _refused(asked: Request, access: LocalAccess) -> ResponseReturnValue | None:
    """Return what is answered to who may not ask; None for who may."""
    if not access.is_known_host(asked.host):
        return "このアドレスでは開けません。", 421
    if asked.method == "GET" and access.is_token(asked.args.get(KEY)):
        answer = redirect("/")
        answer.set_cookie(COOKIE, access.token, httponly=True, samesite="Strict")
        return answer
    if not access.is_token(asked.cookies.get(COOKIE)):
        return "「orgsheet serve」が表示したアドレスから開き直してください。", 403
    if asked.method not in {"GET", "HEAD"}:
        if not access.is_own_origin(asked.headers.get("Origin")):
            return "ほかのページからは書き込めません。", 403
        if asked.mimetype != "application/json":
            return "この形では受け取れません。", 415
    return None


def _add_pages(app: Flask, desk: Desk) -> None:
    @app.get("/")
    def _list() -> str:
        with desk.lock:
            workspace = desk.sheets.workspace
            years: dict[str, dict[str, list[SheetId]]] = {}
            for identity in workspace.sheet_ids:
                years.setdefault(identity.year, {}).setdefault(identity.department, []).append(
                    identity
                )
        newest_first = dict(reversed(years.items()))
        return render_template("list.html", years=newest_first, person=desk.person.name)

    @app.get("/sheets/<path:path>")
    def _sheet(path: str) -> str:
        with desk.lock:
            identity = _wanted(desk, path)
            return render_template(
                "sheet.html", identity=identity, path=path, person=desk.person.name
            )

    @app.get("/assets/<name>")
    def _asset(name: str) -> Response:
        ending = Path(name).suffix
        if name not in {"form.js", "form.css", "style.css"}:
            raise NotThereError
        data = asset(name) if name == "style.css" else (_HERE / "assets" / name).read_bytes()
        return Response(data, content_type=_TYPES[ending])


def _add_answers(app: Flask, desk: Desk) -> None:
    @app.get("/data/<path:path>")
    def _data(path: str) -> dict[str, Any]:
        with desk.lock:
            identity = _wanted(desk, path)
            seen = desk.proposals.seen_by(desk.person.name, identity)
            if seen is None:
                raise NotThereError
            workspace = desk.sheets.workspace
            words = workspace.forms.words_of(seen.data, identity.year)
            data = data_of(seen.data, identity.path, words)
            fork = workspace.fork()
            fork.replace(identity.path, seen.data)
            sheet = fork.sheet(identity)
            assert sheet is not None, "its file was given"
            return {
                "data": json.dumps(tagged(data), ensure_ascii=False),
                "blob": seen.blob,
                "proposal": seen.is_proposal,
                "form": form_model(fork, sheet),
                "before": rows_before(fork, sheet),
            }

    @app.post("/check/<path:path>")
    def _check(path: str) -> dict[str, Any]:
        wanted = _sent(request)["data"]
        with desk.lock:
            return check_form(desk.sheets, _wanted(desk, path), wanted)

    @app.post("/save/<path:path>")
    def _save(path: str) -> tuple[dict[str, Any], int]:
        sent = _sent(request)
        with desk.lock:
            identity = _wanted(desk, path)
            words = desk.sheets.workspace.forms.words_of(b"", identity.year)
            seen = str(sent.get("blob", ""))
            now, found = desk.proposals.save(desk.person, identity, sent["data"], seen, words)
        if found.conflicts:
            return {"conflicts": list(found.conflicts), "blob": now.blob}, 409
        return {"blob": now.blob, "commit": now.commit, "saved": now.blob != seen}, 200


class NotThereError(Exception):
    """What is asked for is not there, or is nothing that anybody may ask for."""


def _wanted(desk: Desk, path: str) -> SheetId:
    """Return the sheet of a path below `sheets/`, which must be one of the branch of all."""
    identity = sheet_id_of(f"sheets/{path}.yaml")
    if identity is None or identity not in desk.sheets.workspace.sheet_ids:
        raise NotThereError
    return identity


def _sent(asked: Request) -> dict[str, Any]:
    """Return what a browser sent: a mapping with the sheet's data in it."""
    sent = asked.get_json()
    if not isinstance(sent, dict) or not isinstance(sent.get("data"), dict):
        raise TypeError("not the data of a sheet")
    return {**sent, "data": untagged(sent["data"])}


def _add_failures(app: Flask) -> None:
    @app.errorhandler(NotThereError)
    @app.errorhandler(404)
    def _absent(_: Exception) -> tuple[str, int]:
        return render_template(
            "told.html", words="その頁はありません。一覧から開いてください。"
        ), 404

    @app.errorhandler(Unreadable)
    @app.errorhandler(MergeRefused)
    def _unreadable(error: Exception) -> tuple[dict[str, str], int]:
        return {"told": str(error)}, 422

    @app.errorhandler(BranchMovedError)
    def _moved(error: BranchMovedError) -> tuple[dict[str, str], int]:
        return {"told": f"{error}もう一度「保存」を押してください。"}, 409

    @app.errorhandler(GitError)
    @app.errorhandler(WorkspaceError)
    @app.errorhandler(SettingsError)
    @app.errorhandler(RuleFileError)
    @app.errorhandler(CheckCrashError)
    def _told(error: Exception) -> tuple[dict[str, str], int]:
        return {"told": str(error)}, 422

    @app.errorhandler(ValueError)
    @app.errorhandler(TypeError)
    @app.errorhandler(400)
    @app.errorhandler(413)
    def _odd(_: Exception) -> tuple[dict[str, str], int]:
        return {"told": "受け取った内容を読めません。頁を開き直してください。"}, 400

    @app.errorhandler(Exception)
    def _failed(error: Exception) -> tuple[dict[str, str], int]:
        code = getattr(error, "code", None)
        return {"told": "うまくいきませんでした。頁を開き直してください。"}, code if isinstance(
            code, int
        ) else 500
