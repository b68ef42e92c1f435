"""A change's record of known findings and its waivers name only what lint finds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Command, Result
from git_repository import GitRepository

RECORD = "sheets/既知の指摘.json"
HISHO = "sheets/R5/政策推進部/秘書課.yaml"
COMING = ("年度: R5", "年度: R9")
"""An edit that brings an error."""


def edit(repository: GitRepository, old: str, new: str, path: str = HISHO) -> None:
    """Replace a text in a file once."""
    text = repository.read(path)
    assert old in text
    repository.write(text.replace(old, new, 1), path)


def review(repository: GitRepository) -> Result:
    """Review HEAD against main."""
    return Command(repository.folder)("review", "--base", "main", "--head", "HEAD")


def update(repository: GitRepository) -> list[dict[str, Any]]:
    """Record what lint finds now; return the entries."""
    Command(repository.folder)("lint", "--baseline", RECORD, "--update-baseline")
    found: list[dict[str, Any]] = json.loads(repository.read(RECORD))["findings"]
    return found


def put(repository: GitRepository, entries: list[dict[str, Any]]) -> None:
    """Write a record by hand."""
    repository.write(json.dumps({"version": 1, "findings": entries}, ensure_ascii=False), RECORD)


def coming(repository: GitRepository) -> dict[str, Any]:
    """Return the entry that a record would have of an error that is not there yet."""
    edit(repository, *COMING)
    entries = update(repository)
    edit(repository, *reversed(COMING))
    return next(one for one in entries if one["rule"] == "path-mismatch")


def merge(repository: GitRepository) -> None:
    """Merge the proposal and begin another."""
    repository.git("switch", "-q", "main")
    repository.git("merge", "-q", "--ff-only", "提案")
    repository.git("switch", "-q", "-C", "提案")


@pytest.mark.slow
@pytest.mark.parametrize("configured", [True, False])
@pytest.mark.parametrize("field", ["fingerprint", "words"])
def test_no_entry_becomes_that_of_a_coming_error(
    repository: GitRepository, field: str, *, configured: bool
) -> None:
    """An entry with the fingerprint, or with the words, of an error that is to come fails."""
    error = coming(repository)
    if configured:
        repository.write(f"baseline: {RECORD}\n", "orgsheet.yaml")
    entries = update(repository)
    repository.commit("記録")
    merge(repository)
    if field == "fingerprint":
        entries[0]["fingerprint"] = error["fingerprint"]
    else:
        entries[0] = {**error, "fingerprint": entries[0]["fingerprint"]}
    put(repository, entries)
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "変更の前のシートにはない指摘が 1 件" in done.out


@pytest.mark.slow
def test_a_record_made_anew_holds_nothing_that_is_to_come(repository: GitRepository) -> None:
    """Deleting an unconfigured record and bringing a first one is no way to hide an error."""
    error = coming(repository)
    entries = update(repository)
    repository.commit("記録")
    merge(repository)
    (repository.folder / RECORD).unlink()
    repository.commit()
    assert review(repository).code == 0
    merge(repository)
    put(repository, [*entries, error])
    repository.write(f"baseline: {RECORD}\n", "orgsheet.yaml")
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "変更の前のシートにはない指摘が 1 件" in done.out
    assert f"orgsheet lint --baseline {RECORD} --update-baseline" in done.out.replace("&#8203;", "")


@pytest.mark.slow
def test_a_first_record_of_what_there_is_passes(repository: GitRepository) -> None:
    """What lint finds on main may be recorded at first, also with the profile that finds it."""
    repository.write(f"profile: 公開前\nbaseline: {RECORD}\n", "orgsheet.yaml")
    assert update(repository)
    repository.commit()
    done = review(repository)
    assert done.code == 0, done.out


@pytest.mark.slow
def test_a_first_record_holds_nothing_that_comes_with_it(repository: GitRepository) -> None:
    """A finding that the same change brings is mended or waived, and not recorded."""
    edit(repository, "時期: 4月\n", "時期: 秋\n")
    repository.write(f"baseline: {RECORD}\n", "orgsheet.yaml")
    assert any(one["rule"] == "deadline-vague" for one in update(repository))
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "変更の前のシートにはない指摘が 1 件" in done.out


@pytest.mark.slow
@pytest.mark.parametrize("configured", [True, False])
def test_a_file_that_was_no_record_before_becomes_none_unseen(
    repository: GitRepository, *, configured: bool
) -> None:
    """Settings that name another file as the record fail where it holds what is to come."""
    repository.write('{"version": 1, "findings": []}', RECORD)
    if configured:
        repository.write(f"baseline: {RECORD}\n", "orgsheet.yaml")
    entry = coming(repository)
    repository.git("checkout", "-q", "--", "sheets/R5")
    repository.write(json.dumps({"version": 1, "findings": [entry]}), "docs/控え.json")
    repository.write('{"version": 1, "findings": []}', RECORD)
    repository.commit("控え")
    assert review(repository).code == 0
    merge(repository)
    repository.write("baseline: docs/控え.json\n", "orgsheet.yaml")
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "変更の前のシートにはない指摘が 1 件" in done.out


@pytest.mark.slow
def test_a_first_record_with_options_of_its_own_change_passes(repository: GitRepository) -> None:
    """A record may be made together with the options that find more."""
    repository.write(
        f"baseline: {RECORD}\nrules:\n  priority-too-many:\n    with:\n      most: 1\n",
        "orgsheet.yaml",
    )
    assert any(one["rule"] == "priority-too-many" for one in update(repository))
    repository.commit()
    done = review(repository)
    assert done.code == 0, done.out


@pytest.mark.slow
def test_a_recorded_finding_may_get_the_fingerprint_it_now_has(repository: GitRepository) -> None:
    """Where another word of its value changed in the same change, a record may be made again."""
    edit(repository, "内容: 起工", "内容: 起工をを決める。会場を借り、日程を見る")
    repository.write(f"baseline: {RECORD}\n", "orgsheet.yaml")
    update(repository)
    repository.commit("記録")
    merge(repository)
    before = repository.read(RECORD)
    edit(repository, "日程を見る", "日程を知らせる")
    update(repository)
    assert repository.read(RECORD) != before
    repository.commit()
    done = review(repository)
    assert done.code == 0, done.out


def waiver(rule: str, target: str) -> str:
    """Return a file of one waiver."""
    return (
        f"免除:\n  - 規則: {rule}\n    対象: {target}\n"
        "    理由: 議会の日程が決まっていないため、決まりしだい直す。\n"
        "    承認者: 政策推進課長\n    期限年度: R5\n"
    )


@pytest.mark.slow
def test_no_waiver_is_brought_before_what_it_lets_stand(repository: GitRepository) -> None:
    """A waiver for an error that neither side has fails, and its line is named."""
    repository.write(waiver("path-mismatch", "R5/政策推進部/秘書課"), "sheets/免除.yaml")
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "sheets/免除.yaml:2:" in done.out.replace("&#8203;", "")
    assert "免除できるのは" in done.out


@pytest.mark.slow
@pytest.mark.parametrize("target", ["R5/政策推進部/政策推進部", "R5/政策推進部/秘書課#秘書事務"])
def test_a_waiver_of_the_same_rule_elsewhere_is_as_new(
    repository: GitRepository, target: str
) -> None:
    """That a rule is waived at one place already lets in no waiver of it for another."""
    edit(repository, "時期: 4月\n", "時期: 秋\n")
    known = waiver("deadline-vague", "R5/政策推進部/秘書課")
    repository.write(known, "sheets/免除.yaml")
    repository.commit()
    merge(repository)
    more = waiver("deadline-vague", f'"{target}"').removeprefix("免除:\n")
    repository.write(known + more, "sheets/免除.yaml")
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "免除できるのは" in done.out


@pytest.mark.slow
@pytest.mark.parametrize("together", [True, False])
def test_a_waiver_of_what_lint_finds_passes(repository: GitRepository, *, together: bool) -> None:
    """A warning that is there, or that comes with the waiver, may be waived."""
    edit(repository, "時期: 4月\n", "時期: 秋\n")
    if not together:
        repository.commit()
        merge(repository)
    repository.write(waiver("deadline-vague", "R5/政策推進部/秘書課"), "sheets/免除.yaml")
    repository.commit()
    done = review(repository)
    assert "免除できるのは" not in done.out
    assert done.code == 0, done.out
