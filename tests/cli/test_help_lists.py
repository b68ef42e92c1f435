"""The list of commands is told without loading one of them."""

from __future__ import annotations

import subprocess
import sys


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
