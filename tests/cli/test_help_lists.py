"""The list of commands is told without loading one of them."""

from __future__ import annotations

import importlib
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from orgsheet.cli import run
from orgsheet.cli.command_names import COMMANDS, module_of


def test_the_list_of_commands_loads_none_of_them() -> None:
    """`orgsheet --help` names every command, and no command's module is read for that."""
    script = (
        "import sys; from orgsheet.cli import run; run(['--help'])\n"
        "from orgsheet.cli.command_names import COMMANDS\n"
        "print(*(m for m in sys.modules if '.cli.commands.' in m), file=sys.stderr)\n"
        "print(*COMMANDS, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    loaded, names = done.stderr.splitlines()
    assert loaded == ""
    assert all(f" {name} " in done.stdout for name in names.split())


NEEDING = [
    name
    for name in COMMANDS
    if any(one.required for one in importlib.import_module(module_of(name)).command.params)
]


@pytest.mark.parametrize("name", NEEDING)
def test_who_types_a_command_alone_is_shown_one_that_is_whole(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What must be written is named, and an example of the same command stands behind it."""
    command = importlib.import_module(module_of(name)).command
    assert run(["-C", str(tmp_path), name]) == 2
    said = capsys.readouterr().err
    assert "書いてください。例: orgsheet " + name in said
    example = said.partition("例: orgsheet ")[2].splitlines()[0]
    assert command.make_context(name, shlex.split(example.partition("／")[0])[1:]).params
