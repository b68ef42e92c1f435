"""A real repository behind the browser form, without a network: the application itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from git_repository import GitRepository

from orgsheet.files.git import GitFiles, open_repository
from orgsheet.files.git.write_commit import Author
from orgsheet.serve.desk import Desk
from orgsheet.serve.entrance import LocalEntrance
from orgsheet.serve.local_access import COOKIE, LocalAccess
from orgsheet.serve.own_branch import Proposals
from orgsheet.serve.persons import on_her_own
from orgsheet.serve.web_app import make_app
from orgsheet.workspace.workspace import Workspace

PORT = 8347
HOST = f"127.0.0.1:{PORT}"
ORIGIN = f"http://{HOST}"


class Browser:
    """Asks the application as the browser that opened the printed address does."""

    def __init__(self, client: FlaskClient, access: LocalAccess) -> None:
        self.client = client
        self.access = access
        client.set_cookie(COOKIE, access.token, domain="127.0.0.1")

    def get(self, path: str) -> Any:  # noqa: ANN401 - werkzeug's response
        """Return the answer to a page's address."""
        return self.client.get(path, base_url=ORIGIN)

    def post(self, path: str, content: object, **headers: str) -> Any:  # noqa: ANN401 - the same
        """Return the answer to what a page sends."""
        named = {"Origin": ORIGIN, "Content-Type": "application/json"} | {
            key.replace("_", "-"): value for key, value in headers.items()
        }
        return self.client.post(path, data=json.dumps(content), base_url=ORIGIN, headers=named)


def proposals_of(repository: GitRepository) -> list[str]:
    """Return the full names of the branches on which people saved."""
    return repository.git("for-each-ref", "--format=%(refname)", "refs/heads/提案").stdout.split()


@contextmanager
def browser_of(repository: GitRepository, person: str = "山田 花子") -> Iterator[Browser]:
    """Open the form of a repository."""
    with open_repository(repository.folder) as opened:

        def open_at(commit: str) -> Workspace:
            return Workspace(GitFiles(opened, commit), repository.folder)

        desk = Desk(Proposals(opened, "", "main"), open_at)
        access = LocalAccess.at(PORT)
        entrance = LocalEntrance(access, on_her_own(Author(person)))
        with make_app(desk, entrance).test_client() as client:
            yield Browser(client, access)
