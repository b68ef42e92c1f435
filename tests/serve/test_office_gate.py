"""At an office nobody gets in, sees or changes more than her part, whatever she sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from desk import proposals_of
from flask.testing import FlaskClient
from git_repository import GitRepository
from office_people import (
    ADDRESS,
    PASSWORDS,
    PROXY,
    WHOLE,
    Staff,
    client_of,
    loaded,
    office_of,
    repository_of,
    settings_of,
)
from test_save import PATH, SHEET

from orgsheet.lint.finding import Finding, Place
from orgsheet.review.review_data import ReviewFinding
from orgsheet.serve import office_entrance, password_file
from orgsheet.serve.narrow_sight import narrowed
from orgsheet.serve.office_entrance import COOKIE, Sessions
from orgsheet.serve.office_settings import OfficeSettings
from orgsheet.serve.password_file import set_password

SAVE = f"/save/{PATH}"
PASSWORD = "correct horse"  # noqa: S105 - of these tests alone


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository with a sheet of one section and one of another department."""
    made = repository_of(tmp_path)
    made.git("switch", "-q", "main")
    made.write(SHEET.replace("総務", "市民"), "sheets/R5/市民部/市民課.yaml")
    made.commit()
    made.git("switch", "-q", "--detach")
    return made


@pytest.fixture
def client(repository: GitRepository, tmp_path: Path) -> Iterator[FlaskClient]:
    """Return a client of an office behind a proxy."""
    with client_of(repository, settings_of(tmp_path)) as made:
        yield made


def _form(staff: Staff, path: str = PATH) -> dict[str, object]:
    said = staff.get(f"/data/{path}").get_json()
    return {"data": json.loads(said["data"]), "blob": said["blob"]}


def test_the_header_counts_from_the_proxy_alone(
    client: FlaskClient, repository: GitRepository
) -> None:
    """Not from another peer, not without the secret, not for another host or origin."""
    staff = Staff(client, "yamada")
    form = _form(staff)
    form["data"]["組織目標"] = "悪い。\n"  # type: ignore[index]
    before = repository.git("for-each-ref").stdout
    answers = [
        staff.ask("POST", SAVE, form, **{"X-Orgsheet-Secret": "x"}),
        staff.ask("POST", SAVE, form, **{"X-Orgsheet-Secret": ""}),
        staff.ask("POST", SAVE, form, X_Forwarded_User=""),
        staff.ask("POST", SAVE, form, X_Forwarded_User="nobody"),
        staff.ask("POST", SAVE, form, X_Forwarded_User="yamada,plan"),
        staff.ask("POST", SAVE, form, X_Forwarded_User="山田 花子".encode().decode("latin-1")),
        staff.ask("POST", SAVE, form, Origin="https://evil.example"),
        staff.ask("POST", SAVE, form, Origin=""),
        staff.ask("POST", SAVE, form, Origin=f"{ADDRESS}.evil.example"),
        staff.ask("POST", SAVE, form, Host=f"evil.example,{ADDRESS.removeprefix('https://')}"),
        staff.ask("POST", SAVE, form, Content_Type="text/plain"),
        staff.ask("POST", SAVE, form, Host="evil.example"),
        staff.ask("GET", "/", Host="evil.example"),
        *(staff.ask("GET", page, X_Forwarded_User="nobody") for page in ("/", f"/data/{PATH}")),
        client.get("/", base_url=ADDRESS, headers={"X-Forwarded-User": "yamada"}),
    ]
    for peer in ("10.0.0.6", "127.0.0.1", "::1", ""):
        headers = {"X-Forwarded-User": "plan", "X-Orgsheet-Secret": "a-secret-of-the-proxy-1"}
        overrides = {"REMOTE_ADDR": peer}
        answers.append(
            client.get("/", base_url=ADDRESS, headers=headers, environ_overrides=overrides)
        )

    assert [one.status_code for one in answers if not 400 <= one.status_code < 500] == []
    assert repository.git("for-each-ref").stdout == before
    assert staff.post(SAVE, form).status_code == 200


def test_who_may_edit_is_who_has_a_post_there(
    client: FlaskClient, repository: GitRepository
) -> None:
    """Others read, readers never write, the policy office writes everywhere."""
    for key, path, code in (
        ("yamada", PATH, 200),
        ("yamada", "R5/市民部/市民課", 403),
        ("suzuki", PATH, 403),
        ("tanaka", PATH, 200),
        ("read", "R5/市民部/市民課", 403),
        ("plan", "R5/市民部/市民課", 200),
    ):
        staff = Staff(client, key)
        form = _form(staff, path)
        form["data"]["組織目標"] = f"{key}の目標。\n"  # type: ignore[index]
        assert staff.post(f"/save/{path}", form).status_code == code, (key, path)
    assert len(proposals_of(repository)) == 3


def test_who_sees_what_is_a_setting(repository: GitRepository, tmp_path: Path) -> None:
    """What somebody may not see is not there: no list, no page, no data, no version, no check."""
    settings = settings_of(tmp_path, f"{PROXY}sight: 課\n")
    with client_of(repository, settings) as client:
        staff = Staff(client, "yamada")
        listed = staff.get("/").get_data(as_text=True)
        assert "総務課" in listed
        assert "市民課" not in listed
        other = "R5/市民部/市民課"
        for path in (f"/sheets/{other}", f"/data/{other}", f"/data/versions/{other}"):
            assert staff.get(path).status_code == 404
        for path in (f"/check/{other}", f"/save/{other}", f"/join/{other}"):
            assert staff.post(path, {"data": {}, "blob": ""}).status_code == 404
        assert Staff(client, "plan").get(f"/data/{other}").status_code == 200


@pytest.mark.parametrize("own", [WHOLE, WHOLE.replace("課名: 総務課\n", "")])
def test_no_save_tells_of_a_version_of_another_sheet(
    repository: GitRepository, tmp_path: Path, own: str
) -> None:
    """Who names the content of a sheet that she may not see is told what she is told of none.

    What she saves is compared with the version that her form was filled from; another sheet's
    would come back as a row that takes its comment along.
    """
    is_part = own != WHOLE
    path = "R5/総務部/部" if is_part else PATH
    repository.git("switch", "-q", "main")
    repository.write(own, f"sheets/{path}.yaml")
    other = "sheets/R5/総務部/人事課.yaml"
    secret = WHOLE.replace("課名: 総務課", "課名: 人事課").replace(
        "- 項目: 文書管理", "- 項目: 秘の事業 # 注"
    )
    repository.write(secret, other)
    repository.commit()
    blob = repository.git("rev-parse", f"HEAD:{other}").stdout.strip()
    repository.git("switch", "-q", "--detach")
    settings = settings_of(tmp_path, f"{PROXY}sight: {'部' if is_part else '課'}\n")
    with client_of(repository, settings) as client:
        staff = Staff(client, "tanaka" if is_part else "yamada")
        form = _form(staff, path)
        told = {
            name: (answer.status_code, answer.get_json())
            for name in (blob, "0" * 40, "1" * 40, "", "main")
            for answer in [staff.post(f"/save/{path}", {"data": form["data"], "blob": name})]
        }
        assert len({repr(one) for one in told.values()}) == 1, told
        assert "秘" not in repr(told)
        assert staff.post(f"/save/{path}", form).status_code == 200
    assert proposals_of(repository) == []


DEPARTMENT = """\
年度: R5
部名: 総務部
組織目標: 秘の目標を立てる。
今年度の重点事業:
  - 項目: 文書管理
    行動アクション: 文書の保存の決まりを改める。
    目標期限:
      - 時期: 令和5年5月
        内容: 決まりの改正
    達成基準: [秘の基準を満たした。]
"""


def test_no_page_tells_what_another_sheet_says_to_who_may_not_see_it(
    repository: GitRepository, tmp_path: Path
) -> None:
    """Checks compare sheets: of what rests on a sheet not seen only the rule's title is told.

    Neither a candidate nor a row of the year before shows such a sheet, and what she typed against
    her own sheet's rules is told whole.
    """
    repository.git("switch", "-q", "main")
    repository.write(DEPARTMENT, "sheets/R5/総務部/部.yaml")
    repository.write(WHOLE, f"sheets/{PATH}.yaml")
    repository.commit()
    repository.git("switch", "-q", "--detach")
    asked = {}
    for sight in ("全庁", "課"):
        with client_of(
            repository, settings_of(tmp_path / sight, f"{PROXY}sight: {sight}\n")
        ) as client:
            staff = Staff(client, "yamada")
            form = _form(staff)
            asked[sight] = staff.post(f"/check/{PATH}", form).get_json()["findings"]
            form["data"]["組織目標"] = "別の目標を立てる。\n"  # type: ignore[index]
            assert staff.post(SAVE, form).status_code == 200
            handed = staff.post(f"/submit/{PATH}", {}).get_json()
            asked[f"{sight}の頁"] = staff.get(handed["next"]).text
            asked[f"{sight}のデータ"] = staff.get(f"/data/{PATH}").text
            for page in ("/progress", "/new", "/pages/search/index-all.js", "/proposals"):
                asked[f"{sight} {page}"] = staff.get(page).text
            (branch,) = proposals_of(repository)
            repository.git("update-ref", "-d", branch)
    later = [one for one in asked["全庁"] if one["rule"] == "cascade-deadline-later"]
    assert "5月" in later[0]["message"]
    assert "5月" in asked["全庁の頁"]
    (narrow,) = [one for one in asked["課"] if one["rule"] == "cascade-deadline-later"]
    assert narrow["message"] == f"{narrow['title']}。"
    others = [one for one in asked["全庁"] if not one["rule"].startswith("cascade")]
    assert others
    assert [one for one in asked["課"] if not one["rule"].startswith("cascade")] == others
    shown = [one["message"] for one in others if one["message"] in asked["全庁の頁"]]
    assert shown
    assert [one for one in shown if one not in asked["課の頁"]] == []
    told = json.dumps(
        {key: one for key, one in asked.items() if key.startswith("課")}, ensure_ascii=False
    )
    assert "5月" not in told
    assert "秘の" not in told


_OWN = Finding(
    rule="name-varies",
    severity="warning",
    title="名称がそろっていません",
    message="「窓口」は「受付」と書かれています。",
    why="",
    fix="「受付」にそろえてください。",
    place=Place(f"sheets/{PATH}.yaml", 5, 3, 5, 5),
    sheet=PATH,
    item="文書管理",
    pointer="/組織目標",
    fingerprint="0" * 16,
)


def _in_review(one: Finding) -> ReviewFinding:
    told = {key: getattr(one, key) for key in ReviewFinding._fields if hasattr(one, key)}
    at = {"path": one.place.path, "line": one.place.line, "column": one.place.column, "place": 0}
    return ReviewFinding(**told | at, state="new", changed=True, replaces=False)


@pytest.mark.parametrize(
    "changed",
    [
        {"rule": "name-alike"},
        {"item": "選挙"},
        {"message": "「窓口」は「秘の窓口」と書かれています。"},
        {"fix": "「秘の窓口」にそろえてください。"},
        {"line": 6},
        {"column": 4},
    ],
)
@pytest.mark.parametrize("kind", ["check", "review"])
def test_what_is_found_without_the_sheets_not_seen_is_that_very_finding(
    changed: dict[str, Any], kind: str
) -> None:
    """One of another rule, row, place or wording is none of hers: its title alone is told."""
    at = {key: changed[key] for key in changed if key in {"line", "column"}}
    other = _OWN._replace(
        **{key: changed[key] for key in changed if key not in at},
        place=_OWN.place._replace(**at),
        paste="秘の窓口",
    )
    told: list[Finding] | list[ReviewFinding]
    if kind == "check":
        told = narrowed([_OWN, other], [_OWN])
        assert told[0] == _OWN
    else:
        told = narrowed(map(_in_review, (_OWN, other)), [_OWN])
        assert told[0] == _in_review(_OWN)
    second = told[1]
    assert (second.message, second.paste) == (f"{_OWN.title}。", "")
    assert "秘の" not in str(second)


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a password cost little here."""
    monkeypatch.setitem(password_file._COST, "n", 1 << 6)


@pytest.fixture
def signed(
    repository: GitRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FlaskClient]:
    """Return a client of an office with a password file; a password costs little here."""
    monkeypatch.setitem(password_file._COST, "n", 1 << 6)
    settings = settings_of(tmp_path, PASSWORDS)
    set_password(tmp_path / "パスワード.txt", "yamada", PASSWORD)
    set_password(tmp_path / "パスワード.txt", "gone", PASSWORD)
    with client_of(repository, settings) as made:
        yield made


def _send(client: FlaskClient, path: str, content: object, origin: str = ADDRESS) -> int:
    headers = {"Origin": origin, "Content-Type": "application/json"}
    sent = json.dumps(content)
    return client.post(path, data=sent, base_url=ADDRESS, headers=headers).status_code


def test_a_password_lets_in_and_signing_out_ends_it(signed: FlaskClient) -> None:
    """A wrong one, one of who left, and one from another page do not."""
    assert signed.get("/", base_url=ADDRESS).headers["Location"].startswith("/sign-in?next=")
    assert signed.get(f"/data/{PATH}", base_url=ADDRESS).status_code == 401
    assert signed.get("/sign-in", base_url=ADDRESS).status_code == 200
    right = {"key": "yamada", "password": PASSWORD}
    assert _send(signed, "/sign-in", right | {"password": "wrong"}) == 403
    assert _send(signed, "/sign-in", {"key": "gone", "password": PASSWORD}) == 403
    assert _send(signed, "/sign-in", right, "https://evil.example") == 403
    assert _send(signed, "/sign-in", {"key": ["yamada"], "password": PASSWORD}) == 400
    assert _send(signed, "/sign-in", right) == 200
    cookie = signed.get_cookie(COOKIE, domain="sheets.example.jp")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.secure
    assert signed.get("/", base_url=ADDRESS).status_code == 200
    assert _send(signed, "/sign-out", {}) == 200
    assert _send(signed, SAVE, {"data": {}, "blob": ""}) == 401
    signed.set_cookie(COOKIE, cookie.value, domain="sheets.example.jp")
    assert signed.get(f"/data/{PATH}", base_url=ADDRESS).status_code == 401, "who kept a copy"


def test_a_way_back_leads_nowhere_else(signed: FlaskClient) -> None:
    """However the link was made."""
    for place in ("https://evil.example", "//evil.example", "/\\evil.example", "x", "/a\nb"):
        page = signed.get("/sign-in", base_url=ADDRESS, query_string={"next": place})
        assert 'name="next" value="/"' in page.get_data(as_text=True), place


@pytest.mark.usefixtures("cheap")
def test_guessing_is_slowed_down_and_a_sign_in_ends_by_itself(
    repository: GitRepository, tmp_path: Path
) -> None:
    """After five wrong ones a minute passes; ten hours after the last request it is over."""
    office: OfficeSettings = loaded(settings_of(tmp_path, PASSWORDS), repository.folder)
    set_password(tmp_path / "パスワード.txt", "yamada", PASSWORD)
    clock = [0.0]
    sessions = Sessions(office, lambda: clock[0])
    for _ in range(2):  # the right one begins the count anew
        for _ in range(4):
            assert sessions.sign_in("yamada", "wrong") is None
        assert sessions.sign_in("yamada", PASSWORD) is not None
    for _ in range(5):
        assert sessions.sign_in("yamada", "wrong") is None
    with pytest.raises(PermissionError, match="秒"):
        sessions.sign_in("yamada", PASSWORD)
    clock[0] += 61
    token = sessions.sign_in("yamada", PASSWORD)
    assert token is not None
    clock[0] += 9 * 3600
    assert sessions.who(token) == "yamada"
    clock[0] += 11 * 3600
    assert sessions.who(token) is None


@pytest.mark.usefixtures("cheap")
def test_who_guesses_many_at_once_tries_no_more_than_one_after_the_other(
    repository: GitRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A try counts from its beginning: while one is looked at, only four more are."""
    sessions = Sessions(loaded(settings_of(tmp_path, PASSWORDS), repository.folder))
    looked_at = []

    def looked(*_: object) -> bool:
        looked_at.append(1)
        with suppress(PermissionError):
            if len(looked_at) < 20:  # asked while this one is not answered yet
                sessions.sign_in("yamada", "wrong")
        return False

    monkeypatch.setattr(office_entrance, "is_password", looked)
    assert sessions.sign_in("yamada", "wrong") is None
    assert len(looked_at) == 5


def test_a_table_of_people_that_cannot_be_read_is_told_to_who_keeps_it(
    repository: GitRepository, tmp_path: Path
) -> None:
    """とりまとめ sees on every page that a leaver may still come in; nobody else sees the table."""
    settings = settings_of(tmp_path / "設定")
    with office_of(repository, settings) as app:
        keeper, writer = Staff(app.test_client(), "plan"), Staff(app.test_client(), "yamada")
        assert "職員の表を読めない" not in keeper.get("/").text
        (tmp_path / "設定" / "職員.csv").write_text("<b>壊れた\n", encoding="utf-8")
        for page in ("/", "/proposals"):
            told = keeper.get(page).text
            assert "職員の表を読めない" in told
            assert "<b>" not in told
            assert "職員の表を読めない" not in writer.get(page).text
