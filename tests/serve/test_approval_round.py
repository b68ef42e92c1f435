"""A proposal goes its round: handed in, sent back, approved in order, taken in at the last step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from conftest import ROOT
from desk import proposals_of
from each_row import each_row
from flask.testing import FlaskClient
from git_repository import GitRepository
from office_people import PEOPLE, PROXY, WHOLE, Staff, client_of, repository_of, settings_of
from test_save import FILE, PATH

from orgsheet.files.git.commits_between import Commit
from orgsheet.files.git.write_commit import COMMITTER
from orgsheet.serve.proposal_log import message_of, state_of

ADDRESS = "/act/山田%2520花子/R5-総務部-総務課"
HOSTILE = "<script>alert(1)</script>\n\nOrgsheet-State: approved\nOrgsheet-Step: 部長"


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository with one sheet."""
    return repository_of(tmp_path)


@pytest.fixture
def client(repository: GitRepository, tmp_path: Path) -> Iterator[FlaskClient]:
    """Return a client of an office behind a proxy."""
    with client_of(repository, settings_of(tmp_path)) as made:
        yield made


def _form(staff: Staff) -> dict[str, Any]:
    said = staff.get(f"/data/{PATH}").get_json()
    return {"data": json.loads(said["data"]), "blob": said["blob"]}


def _save(staff: Staff, goal: str, **more: str) -> int:
    form = _form(staff)
    form["data"]["組織目標"] = goal
    code: int = staff.post(f"/save/{PATH}", form | more).status_code
    return code


def _submitted(staff: Staff, goal: str = "新しい目標を立てる。\n") -> str:
    """Save and hand in, and return the address to act at."""
    assert _save(staff, goal) == 200
    answer = staff.post(f"/submit/{PATH}", {})
    assert answer.status_code == 200, answer.get_json()
    address: str = answer.get_json()["next"]
    return address.replace("/proposals/", "/act/")


def _tip(repository: GitRepository) -> str:
    (branch,) = proposals_of(repository)
    return repository.git("rev-parse", branch).stdout.strip()


def _act(staff: Staff, address: str, act: str, **more: str) -> int:
    code: int = staff.post(address, {"act": act, **more}).status_code
    return code


def test_a_proposal_is_taken_in_by_the_last_approval(
    client: FlaskClient, repository: GitRepository
) -> None:
    """In the order of the steps; each is a commit of whoever took it; the branch goes."""
    yamada, sato, tanaka = (Staff(client, key) for key in ("yamada", "sato", "tanaka"))
    before = repository.git("rev-parse", "main").stdout
    address = _submitted(yamada)
    assert _act(tanaka, address, "approve", seen=_tip(repository)) == 403
    assert _act(yamada, address, "approve", seen=_tip(repository)) == 403
    assert _act(sato, address, "approve", seen=_tip(repository)) == 200
    assert repository.git("rev-parse", "main").stdout == before
    assert _act(sato, address, "approve", seen=_tip(repository)) == 403
    assert _act(tanaka, address, "approve", seen=_tip(repository), words="よい。") == 200

    assert proposals_of(repository) == []
    assert "新しい目標を立てる。" in repository.git("show", f"main:{FILE}").stdout
    assert "# 毎年ある" in repository.git("show", f"main:{FILE}").stdout
    authors = repository.git("log", "--topo-order", "--format=%an", "main").stdout.split("\n")
    assert authors[:3] == ["田中 次郎", "佐藤 太郎", "山田 花子"]
    said = repository.git("log", "-1", "--format=%B", "main").stdout
    assert "Orgsheet-State: approved\nOrgsheet-Step: 部長" in said
    assert repository.git("status", "--porcelain").stdout == ""
    assert client.get("/").status_code == 403
    assert yamada.get("/proposals").status_code == 200


def test_the_page_shows_the_review_and_only_the_buttons_that_are_hers(
    client: FlaskClient,
) -> None:
    """Verdict, what changed, who did what when; text of a sheet is text."""
    yamada, sato = Staff(client, "yamada"), Staff(client, "sato")
    address = _submitted(yamada, "<b id=evil>目標</b>を立てる。\n").replace("/act/", "/proposals/")
    seen = {key: Staff(client, key).get(address).get_data(as_text=True) for key in ("sato", "kato")}
    assert "点検に通りました" in seen["sato"]
    assert "課長として承認" in seen["sato"]
    assert "承認</button>" not in seen["kato"]
    for page in seen.values():
        assert "組織目標</h3>" in page or "組織目標 <small>" in page
        assert "<ins>" in page
        assert "<b id=evil>" not in page
        assert "山田 花子さん" in page
    assert "続きを書く" not in yamada.get(address).get_data(as_text=True)
    listed = sato.get("/proposals").get_data(as_text=True).partition("あなたの提案")[0]
    assert "山田 花子さん" in listed.partition("あなたの承認を待っているもの")[2]


def test_the_page_leads_to_the_branch_at_the_host(
    repository: GitRepository, tmp_path: Path
) -> None:
    """Where the settings say how such a page is called; the name is escaped once more."""
    pattern = "https://host.example.jp/city/sheets/compare/main...{枝}"
    settings = settings_of(tmp_path, f"{PROXY}host_page: '{pattern}'\n")
    with client_of(repository, settings) as client:
        staff = Staff(client, "yamada")
        page = _submitted(staff).replace("/act/", "/proposals/")
        shown = staff.get(page).get_data(as_text=True)
    (branch,) = proposals_of(repository)
    name = quote(branch.removeprefix("refs/heads/"))
    assert f'href="{pattern.replace("{枝}", name)}"' in shown
    assert "%2520" in name


def test_a_proposal_is_sent_back_with_a_reason_and_handed_in_again(
    client: FlaskClient, repository: GitRepository
) -> None:
    """Before, it cannot be changed; afterwards it can, and nothing that was approved still is."""
    yamada, sato = Staff(client, "yamada"), Staff(client, "sato")
    address = _submitted(yamada)
    assert _save(yamada, "途中で変える。\n") == 403
    assert _act(sato, address, "approve", seen=_tip(repository)) == 200
    assert _act(Staff(client, "kato"), address, "send_back", words="x") == 403
    assert _act(Staff(client, "tanaka"), address, "send_back") == 403
    assert _act(Staff(client, "tanaka"), address, "send_back", words="目標を具体的に。") == 200
    page = yamada.get(address.replace("/act/", "/proposals/")).get_data(as_text=True)
    assert "目標を具体的に。" in page
    _submitted(yamada, "窓口の待ち時間を短くする。\n")
    assert _act(Staff(client, "tanaka"), address, "approve", seen=_tip(repository)) == 403
    assert _act(sato, address, "approve", seen=_tip(repository)) == 200


def test_who_handed_in_takes_back(client: FlaskClient) -> None:
    """Nobody else, and only once."""
    yamada = Staff(client, "yamada")
    address = _submitted(yamada)
    assert _act(Staff(client, "sato"), address, "withdraw") == 403
    assert _act(yamada, address, "withdraw") == 200
    assert _act(yamada, address, "withdraw") == 403
    assert _save(yamada, "直した目標。\n") == 200


def test_an_approval_is_for_what_was_seen(client: FlaskClient, repository: GitRepository) -> None:
    """After the branch moved the page must be opened anew."""
    yamada, sato = Staff(client, "yamada"), Staff(client, "sato")
    address = _submitted(yamada)
    old = _tip(repository)
    _act(yamada, address, "withdraw")
    _submitted(yamada, "差し替えた目標。\n")
    for seen in (old, "", "main"):
        assert _act(sato, address, "approve", seen=seen) == 409
    assert _act(sato, address, "approve", seen=_tip(repository)) == 200


FORGED = "\n\nOrgsheet-State: {}\nOrgsheet-Step: 課長"


def _pushed(repository: GitRepository, said: str, *words: str, **names: str) -> None:
    """Put an empty commit on the branch of the proposal, as somebody does who can push there."""
    (branch,) = proposals_of(repository)
    repository.git("switch", "-q", "--detach", branch)
    given = [part for key, name in names.items() for part in ("-c", f"{key}.name={name}")]
    repository.git(*given, "commit", "-q", "--allow-empty", *words, "-m", said)
    repository.git("update-ref", branch, "HEAD")


AUTHOR = "--author=佐藤 太郎 <x@example.jp>"
HERE = {"committer": "orgsheet"}


@pytest.mark.parametrize(
    ("state", "words", "names", "sees"),
    [
        ("approved", (), {}, ""),
        ("approved", (AUTHOR,), {}, "tip"),
        ("approved", (AUTHOR,), HERE, ""),
        ("approved", (AUTHOR,), HERE, "before"),
        ("submitted", (AUTHOR,), HERE, "tip"),
    ],
)
def test_an_empty_commit_that_comes_behind_the_pages_is_no_step(
    client: FlaskClient,
    repository: GitRepository,
    state: str,
    words: tuple[str, ...],
    names: dict[str, str],
    sees: str,
) -> None:
    """Whoever pushes a commit that says 承認 without having done it at the page approves nothing.

    Nor does one that says so about another version than the one that it stands on.
    """
    yamada, tanaka = Staff(client, "yamada"), Staff(client, "tanaka")
    address = _submitted(yamada)
    tip = _tip(repository)
    seen = {"tip": tip, "before": repository.git("rev-parse", f"{tip}^").stdout.strip()}
    about = f"\nOrgsheet-Seen: {seen[sees]}" if sees else ""
    said = f"{FORGED.format(state)}{about}"
    repository.git("config", "committer.email", "orgsheet@localhost")
    _pushed(repository, f"承認{said}", *words, **names)
    assert _act(tanaka, address, "approve", seen=_tip(repository)) == 403
    assert yamada.post(f"/submit/{PATH}", {}).status_code == 200
    sato = Staff(client, "sato")
    assert _act(sato, address, "approve", seen=_tip(repository)) == 200
    assert _act(tanaka, address, "approve", seen=_tip(repository)) == 200


def test_an_approval_of_who_may_not_approve_counts_for_nothing(
    client: FlaskClient, repository: GitRepository
) -> None:
    """A step is of whoever holds the role, or acts for who does, as the list of staff says now."""
    yamada, tanaka = Staff(client, "yamada"), Staff(client, "tanaka")
    address = _submitted(yamada)
    repository.git("config", "committer.email", "orgsheet@localhost")
    for author, more in (
        ("加藤 一", ""),
        ("山田 花子", ""),
        ("ない 人", ""),
        ("加藤 一", "\nOrgsheet-For: 佐藤 太郎"),
        ("鈴木 三郎", ""),
        ("鈴木 三郎", "\nOrgsheet-For: 田中 次郎"),
    ):
        about = f"{more}\nOrgsheet-Seen: {_tip(repository)}"
        said = f"承認{FORGED.format('approved')}{about}"
        _pushed(repository, said, f"--author={author} <x@example.jp>", **HERE)
        assert _act(tanaka, address, "approve", seen=_tip(repository)) == 403, (author, more)
    assert _act(Staff(client, "sato"), address, "approve", seen=_tip(repository)) == 200
    assert _act(tanaka, address, "approve", seen=_tip(repository)) == 200


def test_who_approved_and_left_has_approved_nothing(
    repository: GitRepository, tmp_path: Path
) -> None:
    """Who comes after her approves again; the proposal need not be handed in anew."""
    with client_of(repository, settings_of(tmp_path)) as client:
        address = _submitted(Staff(client, "yamada"))
        assert _act(Staff(client, "sato"), address, "approve", seen=_tip(repository)) == 200
        moved = PEOPLE.replace("sato,佐藤 太郎", "goto,後藤 五郎")
        assert moved != PEOPLE
        (tmp_path / "職員.csv").write_text(moved, encoding="utf-8")
        tanaka = Staff(client, "tanaka")
        assert _act(tanaka, address, "approve", seen=_tip(repository)) == 403
        assert _act(Staff(client, "goto"), address, "approve", seen=_tip(repository)) == 200
        assert _act(tanaka, address, "approve", seen=_tip(repository)) == 200


@pytest.mark.parametrize("said", ["", *map(FORGED.format, ("approved", "submitted"))])
def test_a_commit_that_comes_behind_the_pages_needs_a_new_submission(
    client: FlaskClient, repository: GitRepository, said: str
) -> None:
    """What was pushed to the branch after it was handed in is approved by nobody.

    Nor does the commit that brings it say so itself.
    """
    yamada, sato, tanaka = (Staff(client, key) for key in ("yamada", "sato", "tanaka"))
    address = _submitted(yamada)
    (branch,) = proposals_of(repository)
    repository.git("switch", "-q", "--detach", branch)
    repository.write(WHOLE.replace("選挙を行う。", "選挙をやめる。"), FILE)
    repository.commit(f"記入{said}")
    repository.git("update-ref", branch, "HEAD")
    for staff in (sato, tanaka):
        assert _act(staff, address, "approve", seen=_tip(repository)) == 403
    page = tanaka.get(address.replace("/act/", "/proposals/")).get_data(as_text=True)
    assert "課長として承認" not in page
    assert yamada.post(f"/submit/{PATH}", {}).status_code == 200
    assert _act(sato, address, "approve", seen=_tip(repository)) == 200


def test_an_error_cannot_be_handed_in(client: FlaskClient, repository: GitRepository) -> None:
    """What the review of the proposal fails stays a draft; nobody is asked to approve it."""
    yamada = Staff(client, "yamada")
    form = _form(yamada)
    form["data"]["組織が果たす役割"][0]["裁量有無"] = "はい"
    assert yamada.post(f"/save/{PATH}", form).status_code == 200
    answer = yamada.post(f"/submit/{PATH}", {})
    assert answer.status_code == 403
    assert "提出できません" in answer.get_json()["told"]
    assert "Orgsheet-State" not in repository.git("log", "--all", "--format=%B").stdout


_SHORT = (ROOT / "lint/text-too-short.yaml").read_text(encoding="utf-8")
_STRICTER = {
    "orgsheet.yaml": "rules:\n  text-too-short:\n    severity: error\n",
    "lint/text-too-short.yaml": _SHORT.replace("severity: info", "severity: error"),
}


@pytest.mark.parametrize("path", _STRICTER)
@pytest.mark.parametrize("step", [0, 1])
def test_an_error_that_a_later_rule_makes_blocks_the_approval(
    client: FlaskClient, repository: GitRepository, path: str, step: int
) -> None:
    """At any step, also the last: nothing is merged or said; with the rule gone it goes on."""
    people = [Staff(client, key) for key in ("sato", "tanaka")]
    address = _submitted(Staff(client, "yamada"), "直す。\n")
    for staff in people[:step]:
        assert _act(staff, address, "approve", seen=_tip(repository)) == 200
    repository.git("switch", "-q", "main")
    repository.write(_STRICTER[path], path)
    repository.commit()
    repository.git("switch", "-q", "--detach")
    refs = repository.git("for-each-ref").stdout
    page = address.replace("/act/", "/proposals/")
    assert "直すところがあります" in people[step].get(page).get_data(as_text=True)
    act = {"act": "approve", "seen": _tip(repository)}
    answer = people[step].post(address, act)
    assert answer.status_code == 403
    assert "承認できません" in answer.get_json()["told"]
    assert repository.git("for-each-ref").stdout == refs

    repository.git("switch", "-q", "main")
    (repository.folder / path).unlink()
    repository.commit()
    repository.git("switch", "-q", "--detach")
    for staff in people[step:]:
        assert _act(staff, address, "approve", seen=_tip(repository)) == 200
    assert "直す。" in repository.git("show", f"main:{FILE}").stdout


def test_what_both_changed_blocks_the_approval_until_the_writer_chose(
    client: FlaskClient, repository: GitRepository
) -> None:
    """The page says which field; after the choice it goes through."""
    yamada, sato, tanaka = (Staff(client, key) for key in ("yamada", "sato", "tanaka"))
    address = _submitted(yamada)
    repository.git("switch", "-q", "main")
    repository.write(WHOLE.replace("市民に信頼される", "住民に信頼される"), FILE)
    repository.commit()
    repository.git("switch", "-q", "--detach")
    page = sato.get(address.replace("/act/", "/proposals/")).get_data(as_text=True)
    assert "同じ欄が変わっています" in page
    assert _act(sato, address, "approve", seen=_tip(repository)) == 403
    assert _act(sato, address, "send_back", words="合わせてください。") == 200
    asked = yamada.post(f"/submit/{PATH}", {})
    assert asked.status_code == 409
    decision = {"sides": ["own"], "shown": asked.get_json()["shown"]}
    assert yamada.post(f"/join/{PATH}", decision).status_code == 200
    assert yamada.post(f"/submit/{PATH}", {}).status_code == 200
    for staff in (sato, tanaka):
        assert _act(staff, address, "approve", seen=_tip(repository)) == 200
    assert "新しい目標を立てる。" in repository.git("show", f"main:{FILE}").stdout


def test_other_files_on_the_branch_are_not_taken_in(
    client: FlaskClient, repository: GitRepository
) -> None:
    """Nobody gets a rule or a setting past the review of whoever answers for it."""
    yamada = Staff(client, "yamada")
    _save(yamada, "新しい目標。\n")
    (branch,) = proposals_of(repository)
    repository.git("switch", "-q", "--detach", branch)
    repository.write("fail_level: error\nprofile: 導入期\n", "orgsheet.yaml")
    repository.commit()
    repository.git("update-ref", branch, "HEAD")
    answer = yamada.post(f"/submit/{PATH}", {})
    assert answer.status_code == 422
    assert "ほかのファイル" in answer.get_json()["told"]


def test_a_deputy_approves_for_whom_she_stands_in(
    client: FlaskClient, repository: GitRepository
) -> None:
    """The record says for whom; the deputy of nobody may not."""
    address = _submitted(Staff(client, "yamada"))
    assert _act(Staff(client, "read"), address, "approve", seen=_tip(repository)) == 403
    assert _act(Staff(client, "suzuki"), address, "approve", seen=_tip(repository)) == 200
    (branch,) = proposals_of(repository)
    said = repository.git("log", "-1", "--format=%an%n%B", branch).stdout
    assert said.startswith("鈴木 三郎\n")
    assert "Orgsheet-For: 佐藤 太郎" in said


def test_a_leavers_proposal_is_handed_on(repository: GitRepository, tmp_path: Path) -> None:
    """By the chief, to somebody who writes there; nothing of it is lost; it is a draft again."""
    settings = settings_of(tmp_path)
    with client_of(repository, settings) as client:
        address = _submitted(Staff(client, "yamada"))
        lines = PEOPLE.splitlines(keepends=True)
        left = "".join(line for line in lines if not line.startswith("yamada"))
        (tmp_path / "職員.csv").write_text(left, encoding="utf-8")
        sato, kato = Staff(client, "sato"), Staff(client, "kato")
        assert Staff(client, "yamada").get("/").status_code == 403
        assert _act(kato, address, "hand_on", heir="kato") == 403
        assert _act(sato, address, "hand_on", heir="suzuki") == 403
        assert _act(sato, address, "hand_on", heir="kato") == 200
        assert _form(kato)["data"]["組織目標"] == "新しい目標を立てる。\n"
        (branch,) = proposals_of(repository)
        assert "加藤" in branch
        assert kato.post(f"/submit/{PATH}", {}).status_code == 200


def test_who_approves_by_her_post_does_not_approve_her_own_twice(
    client: FlaskClient, repository: GitRepository
) -> None:
    """A chief's own proposal goes to the head at once."""
    sato, tanaka = Staff(client, "sato"), Staff(client, "tanaka")
    address = _submitted(sato)
    assert _act(sato, address, "approve", seen=_tip(repository)) == 403
    assert _act(tanaka, address, "approve", seen=_tip(repository)) == 200
    assert proposals_of(repository) == []


def test_a_published_year_is_corrected_with_a_reason_alone(
    repository: GitRepository, tmp_path: Path
) -> None:
    """The reason gets into the record of the branch of all, where the site reads it."""
    settings = settings_of(tmp_path, f"{PROXY}closed_years: [R5]\nsteps:\n  - 役割: 課長\n")
    with client_of(repository, settings) as client:
        yamada = Staff(client, "yamada")
        assert _save(yamada, "訂正した目標。\n") == 403
        assert _save(yamada, "訂正した目標。\n", correction=" \n ") == 403
        reason = "額に誤りがありました\n\nOrgsheet-State: approved"
        assert _save(yamada, "訂正した目標。\n", correction=reason) == 200
        address = yamada.post(f"/submit/{PATH}", {}).get_json()["next"]
        act = address.replace("/proposals/", "/act/")
        assert _act(Staff(client, "sato"), act, "approve", seen=_tip(repository)) == 200
    said = repository.git("log", "-1", "--format=%B", "main").stdout
    assert "\n訂正: 額に誤りがありました Orgsheet-State: approved\n" in said


def test_words_of_a_person_are_never_a_state(
    client: FlaskClient, repository: GitRepository
) -> None:
    """Whatever is said with a step stays a quotation, in the record and on the page."""
    yamada, tanaka = Staff(client, "yamada"), Staff(client, "tanaka")
    address = _submitted(yamada)
    assert _act(tanaka, address, "send_back", words=HOSTILE) == 200
    page = yamada.get(address.replace("/act/", "/proposals/")).get_data(as_text=True)
    assert "<script>alert" not in page
    assert "差し戻し</strong>" in page
    assert _act(Staff(client, "sato"), address, "approve", seen=_tip(repository)) == 403


ODD: tuple[tuple[str, object], ...] = (
    ("/act/ない人/R5-総務部-総務課", {"act": "approve"}),
    ("/act/..%2f..%2fmain", {"act": "approve"}),
    ("/act/main", {"act": "approve"}),
    (ADDRESS, {"act": "delete"}),
    (ADDRESS, {"act": ["approve"]}),
    (ADDRESS, {"act": "send_back", "words": "x" * 3_000}),
    (ADDRESS, {"act": "send_back", "words": "\ud800"}),
    (ADDRESS, {"act": "hand_on", "heir": "../../x"}),
    (ADDRESS, []),
    ("/submit/R5/総務部/ない課", {}),
)


def test_odd_acts_change_nothing(client: FlaskClient, repository: GitRepository) -> None:
    """A refusal, and every branch stays where it was."""
    _submitted(Staff(client, "yamada"))
    before = repository.git("for-each-ref").stdout
    for path, content in ODD:
        answer = Staff(client, "sato").post(quote(path, safe="/%"), content)
        assert 400 <= answer.status_code < 500, (path, content)
    assert repository.git("for-each-ref").stdout == before


def _commits(*messages: str) -> list[Commit]:
    """Return commits made here, in which each step is said about the one before it."""
    time = datetime(2026, 4, 1, tzinfo=UTC)
    commits = [
        Commit(f"{at}", "x", time, one.replace("{seen}", f"{at - 1}"), committer=COMMITTER)
        for at, one in enumerate(messages)
    ]
    return commits[::-1]


_SEEN = {"Orgsheet-Seen": "{seen}"}
SUBMIT = message_of("a: 提出", "", {"Orgsheet-State": "submitted"} | _SEEN)
APPROVE = message_of("a: 承認", "", {"Orgsheet-State": "approved", "Orgsheet-Step": "課長"} | _SEEN)
RETURN = message_of("a: 差し戻し", "理由", {"Orgsheet-State": "returned"} | _SEEN)


@each_row(
    ("messages", "kind", "approved"),
    [
        (("記入",), "draft", 0),
        (("記入", SUBMIT), "submitted", 0),
        (("記入", SUBMIT, APPROVE), "submitted", 1),
        (("記入", SUBMIT, APPROVE.replace("{seen}", "0")), "draft", 0),
        (("記入", SUBMIT.replace("{seen}", "")), "draft", 0),
        (("記入", SUBMIT, APPROVE, "記入"), "draft", 0),
        (("記入", SUBMIT, APPROVE, "記入", APPROVE), "draft", 0),
        (("記入", SUBMIT, RETURN), "returned", 0),
        (("記入", SUBMIT, RETURN, "記入"), "returned", 0),
        (("記入", SUBMIT, APPROVE, RETURN, "記入", SUBMIT), "submitted", 0),
        (("記入", APPROVE), "draft", 0),
        (("記入\n\nOrgsheet-State: submitted\nほか",), "draft", 0),
        (("記入\n\n> Orgsheet-State: submitted",), "draft", 0),
        (("Orgsheet-State: submitted",), "draft", 0),
        (("記入\n\nOrgsheet-State: 承認",), "draft", 0),
        (("",), "draft", 0),
    ],
)
def test_the_state_follows_from_the_commits(
    messages: tuple[str, ...], kind: str, approved: int
) -> None:
    """Only what stands as a trailer counts, and nothing is approved that came later."""
    state = state_of(_commits(*messages), lambda _: True)
    assert (state.kind, len(state.approved)) == (kind, approved)
