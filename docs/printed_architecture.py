"""The page docs/architecture.md: the packages, what they may import, a sentence a module."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "orgsheet"

_HEAD = """\
# Architecture

This page is printed by `python docs/print_pages.py` from the docstrings and from the import
contract in `pyproject.toml`. Change those, not this page. How to add
something: [CONTRIBUTING.md](../CONTRIBUTING.md).

## The flow

```text
bytes ─ files ─► source ─► tree ─ form ─► sheet ─┬─ lint ──────────► findings ─┐
importers (text from elsewhere) ─► sheets        └─ match ─► diff ─► changes ──┴─ review ─► render
                                                       └──► merge · cycle
```

Data flows one way. Facts, judgement and rendering stay apart: `diff/facts` says what differs,
`diff/judge` how grave it is, `render` how it is told; a lint check says where and what, the rule
file how it is worded. Rules, change rules, schemas and forms are data at the top of the
repository (`lint/`, `schema/`, …); nothing in a checked repository is ever executed.

## The packages

From the ground up; a package may import from the rows above its own, not from its own row, and
never from below (`lint-imports` keeps this).

| floor | package | its one sentence |
| --- | --- | --- |
"""


def architecture_page() -> str:
    """Return the page."""
    rows = "".join(
        f"| {number} | [`{package}`](#{package}) | {_sentence(_door(SOURCE / package))} |\n"
        for number, floor in enumerate(floors(), 1)
        for package in floor
    )
    chapters = "".join(
        f"\n## {package}\n\n{''.join(_modules(SOURCE / package, package))}"
        for floor in floors()
        for package in floor
    )
    return _HEAD + rows + chapters


def floors() -> list[list[str]]:
    """Return the packages of each floor of the import contract, from the ground up."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (
        one for one in project["tool"]["importlinter"]["contracts"] if one["type"] == "layers"
    )
    return [sorted(layer.split(" | ")) for layer in reversed(contract["layers"])]


def _modules(folder: Path, name: str) -> Iterator[str]:
    """Yield a line for each module of a package, those of packages in it behind its own."""
    for file in sorted(folder.glob("*.py")):
        if file.name != "__init__.py":
            yield f"- `{file.stem}`: {_sentence(file)}\n"
    for inner in sorted(one for one in folder.iterdir() if _door(one).is_file()):
        inner_name = f"{name}/{inner.name}"
        yield f"\n### {inner_name}\n\n{_sentence(_door(inner))}\n\n"
        yield from _modules(inner, inner_name)


def _door(package: Path) -> Path:
    return package / "__init__.py"


def _sentence(file: Path) -> str:
    """Return the first line of a module's docstring.

    Raises:
        ValueError: it has none, or one whose first sentence goes over the line.
    """
    text = ast.get_docstring(ast.parse(file.read_bytes())) or ""
    first, _, rest = text.partition("\n")
    if not first or (rest.strip() and not rest.startswith("\n")):
        raise ValueError(f"{file}: the docstring's first line is to be one sentence")
    return first.replace("|", "\\|").replace("<", "&lt;")
