"""Who is not the browser that opened the printed address gets nothing and changes nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from desk import HOST, ORIGIN, Browser, browser_of
from each_row import each_row
from git_repository import GitRepository
from test_save import FILE, PATH, SHEET

from orgsheet.serve.local_access import COOKIE, KEY, LocalAccess
from orgsheet.serve.web_app import MOST_SENT
from orgsheet.serve.wire_data import DEEPEST, tagged, untagged


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository with one sheet."""
    made = GitRepository(tmp_path / "市")
    made.write(SHEET, FILE)
    made.commit()
    return made


def _refs(repository: GitRepository) -> str:
    return repository.git("for-each-ref").stdout


def test_strangers_are_refused_and_no_branch_is_written(repository: GitRepository) -> None:
    """Wrong host, origin, token, kind of content, path, size: what the right page may save."""
    before = _refs(repository)
    with browser_of(repository) as browser:
        client = browser.client
        own = {"Origin": ORIGIN, "Content-Type": "application/json"}
        save = f"/save/{PATH}"
        said = browser.get(f"/data/{PATH}").get_json()
        form = {"data": json.loads(said["data"]), "blob": said["blob"]}
        form["data"]["組織目標"] = "悪い。\n"
        known = f"{COOKIE}={browser.access.token}"
        elsewhere = {"Cookie": known, "Host": "evil.example:8347"}
        answers = [
            client.get("/", base_url="http://evil.example:8347"),
            client.get("/", base_url="http://127.0.0.1:1"),
            client.get("/", headers=elsewhere),
            client.get(f"/?{KEY}={browser.access.token}", base_url="http://evil.example"),
            client.post(save, json=form, headers=own | elsewhere),
            client.post(save, json=form, base_url=ORIGIN),
            browser.post(save, form, Origin="http://evil.example"),
            browser.post(save, form, Origin="null"),
            browser.post(save, form, Origin=""),
            browser.post(save, form, Content_Type="text/plain"),
            browser.post(save, form, Content_Type="application/x-www-form-urlencoded"),
            browser.post("/save/../../etc/passwd", form),
            browser.post("/save/R5/総務部/ない課", form),
            browser.post("/save/計画台帳", form),
            browser.get("/assets/..%2fweb_app.py"),
            browser.get("/assets/web_app.py"),
            browser.get("/data/R5/総務部/..%2f..%2f..%2forgsheet"),
            browser.post(save, form | {"more": "x" * MOST_SENT}),
        ]
        client.set_cookie(COOKIE, "x", domain="127.0.0.1")
        answers += [browser.get("/"), browser.post(save, form)]
        client.delete_cookie(COOKIE, domain="127.0.0.1")
        answers += [client.get("/", base_url=ORIGIN), client.post(save, json=form, headers=own)]
        assert [one.status_code for one in answers if not 400 <= one.status_code < 500] == []
        assert _refs(repository) == before

        client.set_cookie(COOKIE, browser.access.token, domain="127.0.0.1")
        assert browser.post(save, form).status_code == 200
        assert _refs(repository) != before


def test_the_printed_address_lets_in_and_hides_its_key(repository: GitRepository) -> None:
    """The key becomes a cookie that no script reads and no other page sends."""
    with browser_of(repository) as browser:
        browser.client.delete_cookie(COOKIE, domain="127.0.0.1")
        assert browser.access.address.startswith(f"http://{HOST}/?")
        answer = browser.get(f"/?{KEY}={browser.access.token}")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    said = answer.headers["Set-Cookie"]
    assert "HttpOnly" in said
    assert "SameSite=Strict" in said


def test_no_page_may_load_from_elsewhere_or_stand_in_another(repository: GitRepository) -> None:
    """Every answer says so, refusals too."""
    with browser_of(repository) as browser:
        for path in ("/", f"/sheets/{PATH}", "/assets/form.js", "/ない"):
            policy = browser.get(path).headers["Content-Security-Policy"]
            allowed = dict(one.split(" ", 1) for one in policy.split("; "))
            assert set(allowed.values()) == {"'none'", "'self'"}
            for nothing in ("default-src", "form-action", "base-uri", "frame-ancestors"):
                assert allowed[nothing] == "'none'"


def test_no_answer_is_kept_guessed_at_or_told_to_others(repository: GitRepository) -> None:
    """Sheets do not stay in a browser's store, and no other page may read or learn of them."""
    with browser_of(repository) as browser:
        for path in ("/", f"/sheets/{PATH}", f"/data/{PATH}", "/assets/form.js", "/ない"):
            answer = browser.get(path)
            for name, said in (
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"),
                ("Cross-Origin-Opener-Policy", "same-origin"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
            ):
                assert answer.headers[name] == said, (path, name)
            assert not any(name.startswith("Access-Control-") for name, _ in answer.headers)


def test_every_start_has_a_key_of_its_own_and_nothing_near_it_opens(
    repository: GitRepository,
) -> None:
    """Nobody guesses it, from another start or letter by letter."""
    keys = {LocalAccess.at(8347).token for _ in range(20)}
    assert len(keys) == 20
    assert min(map(len, keys)) >= 43
    with browser_of(repository) as browser:
        token = browser.access.token
        other = "B" if token.endswith("A") else "A"
        for near in (f"{token[:-1]}{other}", token[:-1], f"{token}A", token.swapcase(), ""):
            browser.client.set_cookie(COOKIE, near, domain="127.0.0.1")
            assert browser.get("/").status_code == 403
            assert browser.get(f"/?{KEY}={near}").status_code == 403


def test_nothing_but_json_is_taken_by_any_page(repository: GitRepository) -> None:
    """Whatever writes refuses what another page's form could send, with or without a body."""
    before = _refs(repository)
    with browser_of(repository) as browser:
        rules = browser.client.application.url_map.iter_rules()
        writing = [one.rule for one in rules if "POST" in (one.methods or ())]
        assert len(writing) > 5
        for rule in writing:
            path = re.sub("<[^>]*>", PATH, rule)
            for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
                assert browser.post(path, {}, Content_Type=kind).status_code == 415, (path, kind)
            sent = browser.client.post(path, base_url=ORIGIN, headers={"Origin": ORIGIN})
            assert sent.status_code == 415, path
    assert _refs(repository) == before


@each_row(
    "content",
    [
        [],
        {"data": []},
        {"data": {"年度": 5}},
        {"data": {"年度": {"#number": "x"}}},
        {"data": {"年度": "\ud800"}},
        {"data": None},
        "x",
    ],
)
def test_what_is_no_sheet_is_refused(content: object, tmp_path: Path) -> None:
    """In a sentence, without a trace."""
    made = GitRepository(tmp_path / str(abs(hash(repr(content)))))
    made.write(SHEET, FILE)
    made.commit()
    with browser_of(made) as browser:
        answer = browser.post(f"/check/{PATH}", content)

        assert answer.status_code == 400
        assert "開き直して" in answer.get_json()["told"]
        assert _works(browser)


ODD_BODIES = [
    b"",
    b"{",
    b"null",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"data":{"a":' + b"[" * 100_000,
    b"\xff\xfe",
    b'{"data":{"\\ud800":1},"blob":"\\ud800"}',
    b'{"data":NaN,"blob":{}}',
    b'{"data":{"a":1e999},"blob":' + b"9" * 5000 + b"}",
    b'{"data":[],"blob":[],"text":{},"name":[],"file":1,"year":{},"rows":"x","answer":1,"key":null}',
]
ODD_PARTS = ["..", "%00", "%ff", "a" * 5000, "-x", "@%7B-1%7D", "R99999999999", PATH]


@pytest.mark.slow
def test_no_request_of_any_shape_ends_in_an_internal_error(repository: GitRepository) -> None:
    """Whatever stands in a part of an address or is sent to it is answered or refused in words."""
    before = repository.git("rev-parse", "main").stdout
    with browser_of(repository) as browser:
        rules = [one.rule for one in browser.client.application.url_map.iter_rules()]
        failed = []
        for number, rule in enumerate(rules):
            for place, body in enumerate(ODD_BODIES):
                part = ODD_PARTS[(number + place) % len(ODD_PARTS)]
                path = re.sub("<[^>]*>", part, rule)
                sent = browser.client.open(
                    path,
                    method="POST",
                    data=body,
                    base_url=ORIGIN,
                    headers={"Origin": ORIGIN, "Content-Type": "application/json"},
                )
                asked = browser.get(f"{path}?year=%ff&q=%00&version={part}")
                failed += [(path, body[:20]) for one in (sent, asked) if one.status_code >= 500]
        assert failed == []
        assert len(rules) > 15
        assert _works(browser)
    assert repository.git("rev-parse", "main").stdout == before


def _works(browser: Browser) -> bool:
    return bool(browser.get(f"/data/{PATH}").status_code == 200)


@each_row("value", [0, -3, 1.0, 0.1, 10**40, True, None, "1", [1, {"a": 2.5}], {"#": 1}])
def test_numbers_keep_their_kind_and_digits(value: object) -> None:
    """On the way to the browser and back."""
    back = untagged(tagged({"a": value}))["a"]

    assert back == value
    assert type(back) is type(value)


def test_data_that_is_too_deep_is_refused() -> None:
    """Before anything looks at it."""
    data: object = "x"
    for _ in range(DEEPEST + 2):
        data = [data]
    with pytest.raises(ValueError, match="deep"):
        untagged({"a": data})
