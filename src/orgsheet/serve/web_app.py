"""The application: one gate before every page, the same headers on every answer, words for faults.

A group of pages is a module of its own: a function from the desk to a blueprint, named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, g, render_template, request

from orgsheet.files.git import GitError
from orgsheet.files.git.write_commit import BranchMovedError
from orgsheet.files.trees import WorkspaceError
from orgsheet.lint.run_rules import CheckCrashError
from orgsheet.merge.three_way import MergeRefused
from orgsheet.serve.desk import Desk, NotAllowedError, NotThereError
from orgsheet.serve.entrance import Entrance
from orgsheet.serve.form_pages import form_pages
from orgsheet.serve.history_pages import history_pages
from orgsheet.serve.new_year_pages import new_year_pages
from orgsheet.serve.persons import Person
from orgsheet.serve.progress_pages import progress_pages
from orgsheet.serve.reading_pages import reading_pages
from orgsheet.serve.staff_pages import staff_pages
from orgsheet.serve.version_pages import version_pages
from orgsheet.serve.word_excel_pages import word_excel_pages
from orgsheet.serve.write_back import Unreadable
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.strict_file import SettingsError

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
_PAGES = (
    form_pages,
    version_pages,
    progress_pages,
    reading_pages,
    history_pages,
    word_excel_pages,
    new_year_pages,
    staff_pages,
)
Pages = Callable[[Desk], Blueprint]


def make_app(
    desk: Desk,
    entrance: Entrance,
    more: Iterable[Pages] = (),
    *,
    is_office: bool = False,
    signs_out: bool = False,
) -> Flask:
    """Return the application; it answers only who `entrance` lets in.

    `more` are groups of pages that this way to start has besides; at an office there are several
    people and proposals, and where `signs_out` is said they sign out here.
    """
    templates = str(Path(__file__).parent / "templates")
    app = Flask("orgsheet", template_folder=templates, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_SENT
    app.json.sort_keys = False  # type: ignore[attr-defined]

    @app.before_request
    def enter() -> ResponseReturnValue | None:
        found = entrance.enter(request)
        if isinstance(found, Response):
            return found
        if not isinstance(found, Person):
            return _told(*found)
        g.person = found
        return None

    @app.after_request
    def close(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    @app.context_processor
    def known() -> dict[str, object]:
        return {"person": g.get("person"), "is_office": is_office, "signs_out": signs_out}

    for pages in (*_PAGES, *more):
        app.register_blueprint(pages(desk))
    _add_failures(app)
    return app


def _add_failures(app: Flask) -> None:
    @app.errorhandler(NotThereError)
    @app.errorhandler(404)
    def absent(_: Exception) -> ResponseReturnValue:
        return _told("その頁はありません。一覧から開いてください。", 404)

    @app.errorhandler(NotAllowedError)
    def refused(error: Exception) -> ResponseReturnValue:
        return _told(str(error), 403)

    @app.errorhandler(BranchMovedError)
    def moved(error: BranchMovedError) -> ResponseReturnValue:
        return _told(f"{error}もう一度押してください。", 409)

    for kind in (
        Unreadable,
        MergeRefused,
        GitError,
        WorkspaceError,
        SettingsError,
        RuleFileError,
        CheckCrashError,
    ):
        app.register_error_handler(kind, lambda error: _told(str(error), 422))

    @app.errorhandler(ValueError)
    @app.errorhandler(TypeError)
    @app.errorhandler(400)
    @app.errorhandler(413)
    def odd(_: Exception) -> ResponseReturnValue:
        return _told("受け取った内容を読めません。頁を開き直してください。", 400)

    @app.errorhandler(Exception)
    def failed(error: Exception) -> ResponseReturnValue:
        code = getattr(error, "code", None)
        words = "うまくいきませんでした。頁を開き直してください。"
        return _told(words, code if isinstance(code, int) else 500)


def _told(words: str, code: int) -> ResponseReturnValue:
    """Return a sentence as what asked can show it: a page, or data for a script."""
    is_page = request.method == "GET" and not request.path.startswith("/data/")
    return (render_template("told.html", words=words) if is_page else {"told": words}), code
