"""docs/yearly-cycle.md from April to April: every command in it is typed as it stands there."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from cycle_samples import filled
from end_to_end_watch import tool

sys.path.insert(0, str(ROOT / "docs"))

from printed_runs import EDITS, begin_cycle

PAGE = ROOT / "docs" / "yearly-cycle.md"
_STEP = re.compile(
    r"<!-- edit: (.+?) -->|<!-- run: (.+?) -->|`(orgsheet [^`\n]+)`|^(orgsheet .+)$", re.MULTILINE
)
TYPED = [
    *(
        "new",
        "status",
        "diff",
        "link",
        "lint",
        "round open",
        "round close",
        "round show",
        "results",
    ),
    *("import", "summary", "hearing", "site", "archive"),
]


def _commands(text: str) -> list[tuple[str, str]]:
    """Return what happens on a page in its order: ("edit", name) and ("type", command).

    The table at the top names the commands before their time; each stands in its section again.
    """
    body = text[text.index("\n## ") :]
    # The text that a run printed is no command, though it may name some.
    body = re.sub(r"```text\n.*?```", "", body, flags=re.DOTALL)
    return [
        ("edit", match[1]) if match[1] else ("type", match[2] or match[3] or match[4])
        for match in _STEP.finditer(body)
    ]


def test_the_table_at_the_top_names_only_commands_of_its_sections() -> None:
    """Whoever types from the table types what a section explains."""
    text = PAGE.read_text(encoding="utf-8")
    explained = [command for kind, command in _commands(text) if kind == "type"]
    table = re.findall("`(orgsheet [^`]+)`", text[: text.index("\n## ")])
    assert len(table) >= 10
    for command in table:
        assert any(one.startswith(command) for one in [*explained, "orgsheet lint"]), command


@pytest.mark.slow
def test_every_command_of_the_page_works_in_its_place(tmp_path: Path) -> None:
    """From the new year's sheets to the next year's: no wrong usage, no file that is missing."""
    folder = tmp_path / "市"
    folder.mkdir()
    begin_cycle(folder)
    typed, named = [], []
    for kind, said in _commands(PAGE.read_text(encoding="utf-8")):
        if kind == "edit" and said == "5月":
            for path in folder.glob("sheets/R6/*/*.yaml"):
                path.write_text(filled(path.read_text("utf-8")), encoding="utf-8")
        elif kind == "edit":
            EDITS[said](folder)
        elif said.count(" ") == 1:
            named.append(said.removeprefix("orgsheet "))  # `orgsheet new` alone only names it
        else:
            done = tool(folder, *said.split())
            told = done.stdout + done.stderr
            assert "Traceback" not in told, said
            # Findings and sheets that are not ready are no fault of who types: 1 is theirs.
            assert done.returncode in (0, 1), (said, told)
            typed.append(said.removeprefix("orgsheet "))
    for command in [*TYPED, *named]:
        assert any(one.startswith(command) for one in typed), command
    for name in ("記入用.docx", "聞き取り.docx", "まとめ.html", "公開", "保存", "sheets/R6"):
        assert (folder / name).exists(), name
