"""Names of staff: in no table, diff or log of the real sheets where they are hidden."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, Command

_STAFF = re.compile(r"(?m)^( *担当: \[)(.*)\]$")
_MARK = "龘靐"


def _marked(folder: Path) -> int:
    """Copy the sheets with a token in the place of every name under 担当; return how many."""
    known: dict[str, str] = {}

    def token(name: str) -> str:
        return name if name == "全員" else known.setdefault(name, f"{_MARK}{len(known)}")

    for path in sorted((ROOT / "sheets").rglob("*.yaml")):
        text = _STAFF.sub(
            lambda found: found[1] + ", ".join(map(token, found[2].split(", "))) + "]",
            path.read_text(encoding="utf-8"),
        )
        place = folder / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return len(known)


def _holds_token(path: Path) -> bool:
    if path.suffix == ".html":
        return _MARK in path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as parts:
        return any(
            _MARK in parts.read(name).decode("utf-8", "replace") for name in parts.namelist()
        )


@pytest.mark.slow
def test_no_table_diff_or_log_shows_a_name(tmp_path: Path) -> None:
    """Every name of the real sheets is a token, and no output holds one."""
    assert _marked(tmp_path) > 10
    run = Command(tmp_path)
    for ending in ("html", "xlsx", "docx"):
        run("diff", "R4", "R5", "--all", "--redact-staff", "--table", f"表.{ending}")
        assert not _holds_token(tmp_path / f"表.{ending}")
    told = [
        run("diff", "R4", "R5", "--all", "--redact-staff", "--format", name)
        for name in ("text", "markdown", "html", "json")
    ]
    told += [run("log", "総合計画策定事務", "--format", name) for name in ("text", "json")]
    assert all(one.out and _MARK not in one.out + one.err for one in told)
