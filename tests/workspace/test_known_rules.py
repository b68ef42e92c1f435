"""Rules that an earlier run read are the same rules, refused for the same reasons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from orgsheet.lint.rulebook import load_rules
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.known_rules import KNOWN_RULES
from orgsheet.workspace.workspace import Workspace


@pytest.fixture
def kept() -> Iterator[bytes]:
    """What a run over the packaged rules leaves to the next."""
    KNOWN_RULES.begin(None)
    load_rules(Workspace.open(ROOT))
    data = KNOWN_RULES.dump()
    assert data is not None
    yield data
    KNOWN_RULES.__init__()  # type: ignore[misc]


def test_kept_rules_are_the_rules_of_the_files(kept: bytes) -> None:
    """The book of the second run is that of the first, without a file being parsed."""
    read = load_rules(Workspace.open(ROOT))
    KNOWN_RULES.begin(kept)
    assert load_rules(Workspace.open(ROOT)) == read
    assert KNOWN_RULES.dump() is None


def test_a_changed_rule_is_read_anew(kept: bytes, workspace: Path) -> None:
    """A file of other bytes is another rule, and a broken one is refused as in a first run."""
    KNOWN_RULES.begin(kept)
    data = (ROOT / "lint" / "text-empty.yaml").read_text(encoding="utf-8")
    own = workspace / "lint" / "text-empty.yaml"
    own.parent.mkdir()
    own.write_text(data.replace("severity:", "severty:"), encoding="utf-8")
    with pytest.raises(RuleFileError, match="severty"):
        load_rules(Workspace.open(workspace))
    own.write_text(data.replace("title: ", "title: 別の"), encoding="utf-8")
    titles = {rule.id: rule.title for rule in load_rules(Workspace.open(workspace))}
    assert titles["text-empty"].startswith("別の")


def test_a_rule_whose_check_went_away_is_refused_with_its_line(
    kept: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before is held against the checks that there are now."""
    KNOWN_RULES.begin(kept)
    monkeypatch.setattr("orgsheet.lint.rulebook.checks", dict)
    with pytest.raises(RuleFileError, match=r"lint/.*yaml:[0-9]+: .*という check はありません"):
        load_rules(Workspace.open(ROOT))


@pytest.mark.parametrize("spoil", [lambda d: d[:-9], lambda d: d.replace(b"error", b"info ", 1)])
def test_what_is_not_whole_is_read_anew(kept: bytes, spoil: object) -> None:
    """A record that is cut or changed says nothing."""
    assert callable(spoil)
    KNOWN_RULES.begin(spoil(kept))
    assert load_rules(Workspace.open(ROOT))
    assert KNOWN_RULES.dump() == kept
