"""All JSON that a command prints goes through one gate and does nothing to a terminal or a log."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from conftest import ROOT, Command
from git_repository import GitRepository

from orgsheet.source import emit, parse

NO_OUTPUT = {
    "render/json_text.py": "the gate itself",
    "lint/recorded_file.py": "lines of the record, read by nobody else",
    "lint/baseline.py": "a file of record, read back by JSON readers",
    "japanese/kept_patterns.py": "the user's own record of patterns, read by nobody else",
    "workspace/known_rules.py": "the user's own record of rules, read by nobody else",
    "match/align.py": "a key to compare by",
    "scaffold/schema_to_form.py": "a file for editors, which read it as data",
    "diff/judge.py": "what a fingerprint is made from",
    "serve/wire_data.py": "an answer to the page of this program, which shows it as text",
    "site/data_page.py": "what is kept for the next run, written by the gate before",
    "cycle/unread_sheet.py": "what is kept for the next run, read by nobody else",
    "schema/data_places.py": "one value inside a message, which its output escapes",
}
"""The modules that may make JSON by themselves, with the reason."""

HOSTILE = "新春##[error]賀詞\u202e::error::会\u200b"
RAW = re.compile("##\\[|##vso\\[|[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]")


def _makes_json(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(
        (
            isinstance(node, ast.Attribute)
            and node.attr in {"dumps", "dump", "JSONEncoder"}
            and isinstance(node.value, ast.Name)
            and node.value.id == "json"
        )
        or (isinstance(node, ast.ImportFrom) and node.module == "json")
        for node in ast.walk(tree)
    )


@pytest.mark.slow
def test_no_command_makes_json_past_the_gate() -> None:
    """Only the gate turns output into JSON; who makes JSON for something else is named here."""
    source = ROOT / "src" / "orgsheet"
    found = {
        path.relative_to(source).as_posix() for path in source.rglob("*.py") if _makes_json(path)
    }
    assert found == NO_OUTPUT.keys()


@pytest.fixture
def hostile(workspace: Path) -> Path:
    """Two years and two commits of a sheet whose names a terminal or a CI log would act on."""
    repository = GitRepository(workspace)
    sheet = workspace / "sheets" / "R5" / "政策推進部" / "秘書課.yaml"
    root = parse(sheet.read_bytes(), "x").root
    assert root is not None
    data = root.data()
    earlier = workspace / "sheets" / "R4" / "政策推進部" / "秘書課.yaml"
    earlier.parent.mkdir(parents=True)
    for row in data["今年度の重点事業"]:
        row["項目"] = HOSTILE + row["項目"]
    earlier.write_bytes(emit({**data, "年度": "R4", HOSTILE: HOSTILE}).encode())
    repository.commit()
    repository.git("switch", "-qc", "変更")
    data["今年度の重点事業"][0]["行動アクション"] = HOSTILE
    data["今年度の重点事業"][0]["目標期限"] = [{"区分": HOSTILE, "時期": HOSTILE}]
    data[HOSTILE] = HOSTILE
    sheet.write_bytes(emit(data).encode())
    repository.commit(HOSTILE)
    return workspace


COMMANDS = {
    "lint": ("lint", "--no-cache", "--format", "json"),
    "sarif": ("lint", "--no-cache", "--format", "sarif"),
    "gitlab": ("lint", "--no-cache", "--format", "gitlab"),
    "diff": ("diff", "R4", "R5", "--format", "json", "--show-staff"),
    "revisions": ("diff", "main", "HEAD", "--format", "json", "--show-staff"),
    "log": ("log", "*", "--format", "json"),
    "deadline": ("deadline", f"7月{HOSTILE}", "--year", "R5", "--format", "json"),
    "status": ("status", "R5", "--format", "json"),
    "review": ("review", "--base", "main", "--format", "json"),
}
"""Every command with JSON output; `*` stands for the hostile name of a row."""


def test_the_list_of_commands_is_whole() -> None:
    """A command that learns JSON must stand in the list above."""
    commands = ROOT / "src" / "orgsheet" / "cli"
    with_json = {
        path.name.removesuffix("_command.py")
        for path in commands.glob("*_command.py")
        if '"json"' in path.read_text(encoding="utf-8") or "render_json" in path.read_text("utf-8")
    }
    assert with_json <= {words[0] for words in COMMANDS.values()}


@pytest.mark.every_row
@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_json_of_every_command_is_harmless(hostile: Path, name: str) -> None:
    """Names that would act arrive as data: escaped in the text, the same when read."""
    words = list(COMMANDS[name])
    if "*" in words:
        sheet = hostile / "sheets" / "R5" / "政策推進部" / "秘書課.yaml"
        root = parse(sheet.read_bytes(), "x").root
        assert root is not None
        words[words.index("*")] = root.data()["今年度の重点事業"][0]["項目"]
    run = Command(hostile)(*words)
    assert run.code in {0, 1}, run.err
    assert not RAW.search(run.out.replace("\n", ""))
    assert isinstance(json.loads(run.out), dict | list)
    if name in {"diff", "log", "revisions"}:
        assert HOSTILE in json.dumps(json.loads(run.out), ensure_ascii=False)
