"""Every sheet there is, opened as a form and saved as it was opened: not a byte is written."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import ROOT
from desk import browser_of, proposals_of
from each_row import each_row
from git_repository import GitRepository

pytestmark = pytest.mark.slow

OWN, CLEAN = ROOT / "sheets", ROOT / "benchmarks" / "clean" / "架空市" / "sheets"
BOM = b"\xef\xbb\xbf"
_HEADING = re.compile(r"(?m)^(?=[^\s#\-])")


@each_row(
    ("folder", "ending", "start"),
    [(OWN, "\r\n", BOM), (OWN, "\n", b""), (CLEAN, "\n", BOM), (CLEAN, "\r\n", b"")],
)
def test_every_sheet_is_saved_as_it_was_opened(
    tmp_path: Path, folder: Path, ending: str, start: bytes
) -> None:
    """With a comment before each heading, whatever the line ends and the mark at the start."""
    repository = GitRepository(tmp_path / f"市{len(ending)}{len(start)}{folder == OWN}")
    paths: list[str] = []
    for file in sorted(folder.rglob("*.yaml")):
        place = file.relative_to(folder)
        text = file.read_text(encoding="utf-8")
        if len(place.parts) > 1:
            paths.append(place.with_suffix("").as_posix())
            text = _HEADING.sub("# 注記\n", text).replace("\n", ending)
        written = start + text.encode() if len(place.parts) > 1 else text.encode()
        repository.write(written.decode(), f"sheets/{place.as_posix()}")
    commit = repository.commit()
    with browser_of(repository) as browser:
        for path in paths:
            said = browser.get(f"/data/{quote(path)}").get_json()
            content = {"data": json.loads(said["data"]), "blob": said["blob"]}
            answer = browser.post(f"/save/{quote(path)}", content)
            assert answer.status_code == 200, path
            assert answer.get_json()["saved"] is False, path
    assert len(paths) >= 10
    assert proposals_of(repository) == []
    assert repository.git("rev-parse", "main").stdout.strip() == commit
