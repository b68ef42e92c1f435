"""A review parses every changed sheet once in each of its two states, however many there are."""

from __future__ import annotations

from collections import Counter
from inspect import signature

import pytest
from click.testing import CliRunner
from git_repository import GitRepository

from orgsheet.cli.command_names import group
from orgsheet.source import Document, parse
from orgsheet.source.vocabulary import Vocabulary
from orgsheet.workspace import loaded_files

_MOST = signature(parse).parameters["most"].default


@pytest.mark.slow
def test_a_changed_sheet_is_parsed_once_in_each_state(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With memory for one sheet, a review of five parses each twice: before and after."""
    changed = sorted(repository.folder.glob("sheets/R5/*/*.yaml"))
    for sheet in changed:
        text = sheet.read_text(encoding="utf-8")
        sheet.write_text(text.replace("月", "年", 3), encoding="utf-8")
    repository.commit()
    parsed: Counter[str] = Counter()

    def counted(
        data: bytes, path: str, most: int | None = _MOST, words: Vocabulary | None = None
    ) -> Document:
        parsed[path] += 1
        return parse(data, path, most, words)

    monkeypatch.setattr(loaded_files, "parse", counted)
    monkeypatch.setattr(loaded_files, "_KEPT", 1)
    arguments = ["-C", str(repository.folder), "review", "--base", "main", "--head", "HEAD"]
    done = CliRunner().invoke(group(rich_help=False), arguments, standalone_mode=False)
    assert "内容の変更" in done.output, done.exception
    paths = [path.relative_to(repository.folder).as_posix() for path in changed]
    assert {path: parsed[path] for path in paths} == dict.fromkeys(paths, 2)
