"""Measure the diff: how rightly and how fast it finds what became of every row.

    python benchmarks/diff.py                                  # print the page
    python benchmarks/diff.py --only match                     # one part
    python benchmarks/diff.py --node-modules folder/node_modules --write docs/diff-accuracy.md

Exit code 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from diff_page import page
from measure import machine

PARTS = {"match": "diff_match"}
"""The parts by name; the module has `measure(arguments) -> diff_page.Part`."""
_COMMAND = (
    "pip install -e '.[bench]' && npm install --prefix 別のフォルダ jsondiffpatch\n"
    "python benchmarks/diff.py --node-modules 別のフォルダ/node_modules"
    " --write docs/diff-accuracy.md"
)


def main() -> int:
    """Measure and print; with `--write`, also put the page into a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part")
    parser.add_argument("--node-modules", type=Path, help="the folder with jsondiffpatch")
    parser.add_argument("--no-peers", action="store_true", help="leave out the other tools")
    parser.add_argument("--skip-slow", action="store_true", help="leave out the long lists")
    parser.add_argument("--write", type=Path, help="put the page into this file")
    arguments = parser.parse_args()
    parts = [
        importlib.import_module(module).measure(arguments)
        for name, module in PARTS.items()
        if not arguments.only or name in arguments.only
    ]
    text = page(parts, _COMMAND, machine("orgsheet", "ruamel.yaml"))
    print(text)
    if arguments.write:
        arguments.write.write_text(text, encoding="utf-8")
    return int(any(goal.reached is False for part in parts for goal in part.goals))


if __name__ == "__main__":
    sys.exit(main())
