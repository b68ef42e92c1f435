"""The command line: parse arguments, call, exit code."""

from __future__ import annotations

import gc
import sys

_ALLOCATIONS = 200_000
"""So many more objects than before are looked through for garbage, not every few hundred."""
_VERSION = ["--version"]


def main() -> None:
    """Run the command line and leave the process with its exit code.

    0 clean, 1 findings, 2 usage, settings or unreadable input, 3 internal error, 130 interrupted.
    """
    # What one command builds lives until its end: looking for garbage in it costs a tenth of it.
    gc.set_threshold(_ALLOCATIONS)
    code = _run_warm(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


def _run_warm(arguments: list[str]) -> int:
    """Run with what the user's earlier runs left, and leave to the next what this one made."""
    if arguments == _VERSION:
        return run(arguments)
    from orgsheet.cli.exits import INTERNAL
    from orgsheet.cli.warm_start import begin, finish

    begin()
    code = run(arguments)
    if code < INTERNAL:
        finish()
    return code


def run(arguments: list[str]) -> int:
    """Run the command line with these arguments and return the exit code."""
    from orgsheet.cli.exits import prepare_streams, run_guarded

    prepare_streams()
    if arguments == _VERSION:
        # Answered here because click alone takes longer than the answer.
        return run_guarded(_say_version)
    return run_guarded(lambda: _invoke(arguments))


def _say_version() -> int:
    from orgsheet import __version__

    print(f"orgsheet {__version__}")  # noqa: T201 - the command's output
    return 0


def _invoke(arguments: list[str]) -> int:
    from orgsheet.cli.command_names import group
    from orgsheet.cli.exits import require_file_names

    require_file_names()
    result = group(_wants_help(arguments)).main(
        arguments, prog_name="orgsheet", standalone_mode=False
    )
    return result if isinstance(result, int) else 0


def _wants_help(arguments: list[str]) -> bool:
    return not arguments or "--help" in arguments or "-h" in arguments
