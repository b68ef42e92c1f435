"""An office's server without a network: the application, its settings, and a person's browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from git_repository import GitRepository
from test_save import FILE, SHEET

from orgsheet.files.git import GitFiles, open_repository
from orgsheet.serve.desk import Desk
from orgsheet.serve.office_app import make_office_app
from orgsheet.serve.office_settings import OfficeSettings, load_office
from orgsheet.serve.own_branch import Proposals
from orgsheet.workspace.workspace import Workspace, packaged_workspace

ADDRESS = "https://sheets.example.jp"
SECRET = "a-secret-of-the-proxy-1"  # noqa: S105 - of these tests alone
PEOPLE = """\
サインイン名,名前,部,課,役割,メール,代理
yamada,山田 花子,総務部,総務課,記入,yamada@example.jp,
kato,加藤 一,総務部,総務課,記入,,
sato,佐藤 太郎,総務部,総務課,課長,,suzuki
tanaka,田中 次郎,総務部,,部長,,
suzuki,鈴木 三郎,総務部,人事課,課長,,
plan,企画 太郎,,,とりまとめ,,
read,閲覧 花子,市民部,,閲覧,,
"""
PROXY = """\
address: https://sheets.example.jp
people: 職員.csv
proxy:
  header: X-Forwarded-User
  addresses: [10.0.0.5]
  secret_header: X-Orgsheet-Secret
  secret_file: 合言葉.txt
"""
PASSWORDS = """\
address: https://sheets.example.jp
people: 職員.csv
passwords: パスワード.txt
"""


WHOLE = f"""\
{SHEET}\
組織使命: |
  市の事務を正しく進める。
組織目標と計画等との関連:
  ①: [総合計画]
  ②: []
  ③: []
今年度の重点事業:
  - 項目: 文書管理
    行動アクション: 文書の保存の決まりを改める。
    目標期限:
      - 時期: 10月
        内容: 決まりの改正
    達成基準: [決まりを改めた。]
業務プロセスの改善:
  - 項目: 押印の見直し
    行動アクション: 押印を減らす。
    目標期限:
      - 時期: 12月
        内容: 見直しの終わり
    達成基準: [押印を半分にした。]
職員の育成及び職場活性化の取組み: []
ニーズの把握と成果の検証、評価を把握する取組み: []
"""
"""A sheet without errors."""


def repository_of(folder: Path) -> GitRepository:
    """Return a repository with one sheet, whose `main` is not checked out."""
    made = GitRepository(folder / "市")
    made.write(WHOLE, FILE)
    made.commit()
    made.git("switch", "-q", "--detach")
    return made


def settings_of(folder: Path, text: str = PROXY, people: str = PEOPLE) -> Path:
    """Return a settings file with the files that it names, beside the repository."""
    folder.mkdir(exist_ok=True)
    for name, content in (("職員.csv", people), ("合言葉.txt", SECRET), ("serve.yaml", text)):
        (folder / name).write_text(content, encoding="utf-8")
    return folder / "serve.yaml"


def loaded(path: Path, repository: Path) -> OfficeSettings:
    """Return the settings as the command reads them, for the repository in a folder."""
    return load_office(path, repository, packaged_workspace().schema("serve"))


class Staff:
    """Asks the application as the proxy does for a person."""

    def __init__(self, client: FlaskClient, key: str) -> None:
        self.client = client
        self.key = key

    def ask(self, method: str, path: str, content: object = None, **headers: str) -> Any:  # noqa: ANN401
        """Return the answer; `headers` go over what the proxy would send."""
        sent = {
            "X-Forwarded-User": self.key,
            "X-Orgsheet-Secret": SECRET,
            "Origin": ADDRESS,
            "Content-Type": "application/json",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(
            path,
            method=method,
            base_url=ADDRESS,
            data=None if content is None else json.dumps(content),
            headers={name: value for name, value in sent.items() if value},
            environ_overrides={"REMOTE_ADDR": "10.0.0.5"},
        )

    def get(self, path: str) -> Any:  # noqa: ANN401 - werkzeug's response
        """Return the answer to a page's address."""
        return self.ask("GET", path)

    def post(self, path: str, content: object) -> Any:  # noqa: ANN401 - the same
        """Return the answer to what a page sends."""
        return self.ask("POST", path, content)


@contextmanager
def client_of(repository: GitRepository, settings: Path) -> Iterator[FlaskClient]:
    """Open the application of an office and ask it."""
    with office_of(repository, settings) as app, app.test_client() as client:
        yield client


@contextmanager
def office_of(repository: GitRepository, settings: Path) -> Iterator[Flask]:
    """Open the application of an office."""
    with open_repository(repository.folder) as opened:

        def open_at(commit: str) -> Workspace:
            return Workspace(GitFiles(opened, commit), repository.folder)

        office = loaded(settings, repository.folder)
        yield make_office_app(Desk(Proposals(opened, "", "main"), open_at, office), office)
