"""`orgsheet round` opens and closes rounds by tags, moves none and reads no clock."""

from __future__ import annotations

from conftest import Command
from git_repository import GitRepository

SETTINGS = "rounds:\n  中間: {opens: 9月1日, due: 9月30日}\n"


def _commit(repository: GitRepository, text: str) -> str:
    repository.write(text, "orgsheet.yaml")
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "記録")
    return repository.git("rev-parse", "HEAD").stdout.strip()


def _tags(repository: GitRepository) -> dict[str, str]:
    names = repository.git("tag", "--list").stdout.split()
    return {name: repository.git("rev-parse", name).stdout.strip() for name in names}


def test_a_round_is_opened_and_closed_and_never_moved(
    repository: GitRepository, orgsheet: Command
) -> None:
    """Each writes one tag at the newest commit; a second time the tag stays, and it is told."""
    first = _commit(repository, SETTINGS)
    assert orgsheet("round", "close", "R5", "中間").code == 2
    assert _tags(repository) == {}
    assert orgsheet("round", "open", "R5", "中間").code == 0
    assert _tags(repository) == {"R5/中間": first}
    second = _commit(repository, SETTINGS + "profile: 標準\n")
    again = orgsheet("round", "open", "R5", "中間")
    assert again.code == 2
    assert "動かしません" in again.err
    assert orgsheet("round", "close", "令和5年度", "中間").code == 0
    assert _tags(repository) == {"R5/中間": first, "R5/中間-終了": second}
    assert orgsheet("round", "close", "R5", "中間").code == 2
    assert _tags(repository) == {"R5/中間": first, "R5/中間-終了": second}


def test_what_there_is_follows_from_tags_and_the_day_that_is_asked_for(
    repository: GitRepository, orgsheet: Command
) -> None:
    """The list has the rounds of the settings and of the form, with days and state."""
    _commit(repository, SETTINGS)
    shown = orgsheet("round", "show", "R5", "--as-of", "2023-08-31").out.splitlines()
    assert shown == ["当初  まだ", "中間  まだ  2023-09-01から  2023-09-30まで", "年度末  まだ"]
    late = orgsheet("round", "show", "R5", "--as-of", "2023-10-01").out
    assert "中間  締切を過ぎた" in late
    orgsheet("round", "open", "R5", "年度末")
    assert "年度末  受付中" in orgsheet("round", "show", "R5", "--as-of", "2023-08-31").out


def test_a_round_that_there_is_not_is_refused_with_those_there_are(
    repository: GitRepository, orgsheet: Command
) -> None:
    """A name that is none, none at all, and no year write nothing."""
    _commit(repository, SETTINGS)
    for arguments in (("R5", "期中"), ("R5",), ("五年", "中間"), ("R5", "../x")):
        result = orgsheet("round", "open", *arguments)
        assert result.code == 2
        assert result.err
    assert "当初、中間、年度末" in orgsheet("round", "open", "R5", "期中").err
    assert _tags(repository) == {}
