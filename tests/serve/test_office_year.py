"""The year of an office in the browser: begun and taken in, handed in, corrected."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Command
from desk import proposals_of
from flask.testing import FlaskClient
from git_repository import GitRepository
from office_people import PROXY, Staff, client_of, office_of, repository_of, settings_of
from test_save import FILE, PATH

pdfplumber: Any = pytest.importorskip("pdfplumber")
pytest.importorskip("typst")
pytestmark = pytest.mark.slow

CLEAN = ROOT / "benchmarks" / "clean" / "架空市" / "sheets"
_OFFICE = "議会事務局"
_PEOPLE = f"""\
サインイン名,名前,部,課,役割
plan,企画 太郎,,,とりまとめ
second,企画 花子,,,とりまとめ
gikai,議会 一郎,{_OFFICE},,記入
"""


@pytest.fixture
def year(tmp_path: Path) -> GitRepository:
    """Return a repository with the sheets of a department, whose `main` is not checked out."""
    made = GitRepository(tmp_path / "市")
    shutil.copytree(CLEAN / "R5" / _OFFICE, made.folder / "sheets" / "R5" / _OFFICE)
    for register in CLEAN.glob("*.yaml"):
        shutil.copy(register, made.folder / "sheets")
    made.commit()
    made.git("switch", "-q", "--detach")
    return made


@pytest.fixture
def client(year: GitRepository, tmp_path: Path) -> Iterator[FlaskClient]:
    """Open the office of that repository."""
    settings = settings_of(tmp_path / "設定", people=_PEOPLE)
    with client_of(year, settings) as opened:
        yield opened


def _tip(repository: GitRepository) -> str:
    (branch,) = proposals_of(repository)
    return repository.git("rev-parse", branch).stdout.strip()


def test_a_new_year_is_begun_and_taken_in_without_git(
    client: FlaskClient, year: GitRepository
) -> None:
    """By whoever keeps all, also another than began it; then the sheets can be filled in."""
    plan, second, gikai = (Staff(client, key) for key in ("plan", "second", "gikai"))
    assert plan.post("/new", {}).status_code == 200
    tip = _tip(year)
    begun = year.git("diff", "--name-only", "main", tip).stdout
    page = second.get("/new").get_data(as_text=True)
    assert "企画 太郎さんが作ったもの" in page
    assert "みなの版に取り込む" in page
    assert second.post("/new", {}).status_code == 409
    assert "みなの版に取り込む" not in gikai.get("/new").get_data(as_text=True)
    assert gikai.post("/new/take", {"seen": tip}).status_code == 403
    assert second.post("/new/take", {"seen": "0" * 40}).status_code == 409
    before = year.git("rev-parse", "main").stdout
    assert second.post("/new/take", {"seen": tip}).get_json() == {"next": "/progress"}

    assert proposals_of(year) == []
    assert year.git("diff", "--name-only", "main~1", "main").stdout == begun
    assert year.git("diff", "main", tip).stdout == ""
    assert year.git("rev-parse", "main~1").stdout == before
    said = year.git("log", "-1", "--format=%an%n%B", "main").stdout
    assert said.startswith("企画 花子\n")
    assert "Orgsheet-State: approved\nOrgsheet-Step: とりまとめ" in said
    assert year.git("status", "--porcelain").stdout == ""
    assert "令和6年度" in gikai.get("/progress").get_data(as_text=True)
    path = f"R6/{_OFFICE}/議会総務課"
    said = gikai.get(f"/data/{path}").get_json()
    data = json.loads(said["data"]) | {"組織目標": "議会を支える。\n"}
    assert gikai.post(f"/save/{path}", {"data": data, "blob": said["blob"]}).status_code == 200


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("orgsheet.yaml", "fail_level: warning\n"),
        (f"sheets/R5/{_OFFICE}/議会総務課.yaml", "年度: R5\n"),
        ("sheets/R6/ほかの部/課.yaml", "年度: R6\n組織目標: [\n"),
    ],
)
def test_a_branch_with_other_things_in_it_is_not_taken_in(
    client: FlaskClient, year: GitRepository, path: str, text: str
) -> None:
    """Rules, last year's sheets, faults: what stands in the way is said, and nothing is written."""
    plan = Staff(client, "plan")
    assert plan.post("/new", {}).status_code == 200
    (branch,) = proposals_of(year)
    year.git("switch", "-q", branch.removeprefix("refs/heads/"))
    year.write(text, path)
    year.commit()
    year.git("switch", "-q", "--detach")
    before = year.git("for-each-ref").stdout
    answer = plan.post("/new/take", {"seen": _tip(year)})
    assert answer.status_code in (403, 422), answer.get_json()
    assert "取り込め" in answer.get_json()["told"]
    assert year.git("for-each-ref").stdout == before


def test_what_the_register_got_meanwhile_stays(client: FlaskClient, year: GitRepository) -> None:
    """The sheets of the year come in beside it."""
    plan = Staff(client, "plan")
    assert plan.post("/new", {}).status_code == 200
    tip = _tip(year)
    year.git("switch", "-q", "main")
    register = year.read("sheets/計画台帳.yaml")
    year.write(f"# 見直しは6月\n{register}", "sheets/計画台帳.yaml")
    year.write(f"# 4月に確かめた\n{year.read('sheets/組織台帳.yaml')}", "sheets/組織台帳.yaml")
    year.commit()
    year.git("switch", "-q", "--detach")
    assert plan.post("/new/take", {"seen": tip}).status_code == 200
    assert year.git("show", "main:sheets/計画台帳.yaml").stdout.startswith("# 見直しは6月")
    units = year.git("show", "main:sheets/組織台帳.yaml").stdout
    assert units.startswith("# 4月に確かめた")
    assert units.partition("\n")[2] == year.git("show", f"{tip}:sheets/組織台帳.yaml").stdout


def _submitted(staff: Staff, goal: str, **more: str) -> str:
    said = staff.get(f"/data/{PATH}").get_json()
    data = json.loads(said["data"]) | {"組織目標": goal}
    done = staff.post(f"/save/{PATH}", {"data": data, "blob": said["blob"], **more})
    assert done.status_code == 200, done.get_json()
    address: str = staff.post(f"/submit/{PATH}", {}).get_json()["next"]
    return address.replace("/proposals/", "/act/")


def test_who_has_handed_in_is_not_reminded(tmp_path: Path) -> None:
    """Until it is sent back; what is on the branch of all counts when nobody has handed in."""
    repository = repository_of(tmp_path)
    repository.git("switch", "-q", "main")
    repository.write(
        repository.read(FILE).replace("市の事務を正しく進める。", "【記入】使命を書く。"), FILE
    )
    repository.commit()
    repository.git("switch", "-q", "--detach")
    settings = settings_of(tmp_path / "設定")
    with client_of(repository, settings) as client:
        plan, yamada = Staff(client, "plan"), Staff(client, "yamada")

        def told() -> tuple[bool, bool]:
            page = plan.get("/progress").get_data(as_text=True)
            letter = page.partition('id="reminder"')[2]
            return "提出済み（承認待ち） 1 枚" in page, "総務課（記入中）" in letter

        assert told() == (False, True)
        said = yamada.get(f"/data/{PATH}").get_json()
        data = json.loads(said["data"]) | {"組織使命": "市の事務を正しく進める。\n"}
        yamada.post(f"/save/{PATH}", {"data": data, "blob": said["blob"]})
        assert told() == (False, True)
        table = plan.get("/progress").get_data(as_text=True).partition("記入している人")[2]
        assert "<td>山田 花子</td>" in table.partition("</table>")[0]
        done = yamada.post(f"/submit/{PATH}", {})
        assert done.status_code == 200, done.get_json()
        assert told() == (True, False)
        act = done.get_json()["next"].replace("/proposals/", "/act/")
        plan.post(act, {"act": "send_back", "words": "もう少し詳しく。"})
        assert told() == (False, True)


def test_a_correction_stands_on_the_page_in_the_feed_and_in_the_book(tmp_path: Path) -> None:
    """From the form of a closed year to the public site: day, old text, reason, and no name."""
    repository = repository_of(tmp_path)
    repository.git("switch", "-q", "main")
    address = "https://www.example.lg.jp/orgsheet/"
    repository.write(f"publication:\n  address: {address}\n", "orgsheet.yaml")
    repository.commit()
    repository.git("switch", "-q", "--detach")
    closed = f"{PROXY}closed_years: [R5]\nsteps:\n  - 役割: 課長\n"
    with office_of(repository, settings_of(tmp_path / "設定", closed)) as app:
        client = app.test_client()
        yamada, sato = Staff(client, "yamada"), Staff(client, "sato")
        act = _submitted(yamada, "訂正した目標を定める。\n", correction="目標の字句の誤り")
        seen = _tip(repository)
        assert sato.post(act, {"act": "approve", "seen": seen}).status_code == 200
    repository.git("switch", "-q", "main")
    done = Command(repository.folder)("site", "--pdf", "--output", "公開")
    assert done.code == 0, done.err
    public = repository.folder / "公開"
    page = (public / "R5/総務部/総務課/index.html").read_text(encoding="utf-8")
    part = page[page.index('id="corrections"') :]
    assert "理由: 目標の字句の誤り" in part
    assert "市民に信頼される市役所をつくる。" in part
    assert "訂正した目標を定める。" in part
    feed = (public / "feed.xml").read_text(encoding="utf-8")
    assert "組織目標" in feed
    with pdfplumber.open(public / "R5/R5.pdf") as opened:
        book = re.sub(r"\s", "", "".join(one.extract_text() for one in opened.pages))
    assert "の訂正（理由:目標の字句の誤り）:" in book
    old, new = "市民に信頼される市役所をつくる。#文の中", "訂正した目標を定める。"
    assert f"「{old}」を「{new}」に訂正しました。" in book
    for text in (page, feed, book):
        assert not any(name in text for name in ("山田 花子", "山田花子", "佐藤 太郎", "Orgsheet-"))
