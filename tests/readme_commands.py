"""Print the README's commands: `lint` (install and lint) or `test` (install and test).

The two commands stand in the README in fenced blocks after the headings of the same name, so
that what people type, what the tests check and what CI runs is one text.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_BLOCK = re.compile(r"```(?:sh|console)\n(.*?)```", re.DOTALL)
NAMES = ("lint", "test")


def commands(readme: str) -> list[str]:
    """Return the contents of the fenced shell blocks, in order, without surrounding space."""
    text = (Path(__file__).parent.parent / readme).read_text(encoding="utf-8")
    return [block.strip() for block in _BLOCK.findall(text)]


if __name__ == "__main__":
    print(commands("README.md")[NAMES.index(sys.argv[1])])  # noqa: T201 - the script's output
