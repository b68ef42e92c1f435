"""The house rules: what stands at the root, what a name says, how long a module is."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path

from conftest import ROOT

SOURCE = ROOT / "src" / "orgsheet"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST = 300
REASON = "Long because "
"""How the paragraph of a docstring begins that says why a module is longer."""

SAME_ACT = {SOURCE / "render"}
"""Folders whose folders do one act on different things, so that their files share names."""


def _shown(files: list[Path]) -> list[str]:
    return [file.relative_to(SOURCE).as_posix() for file in files]


def test_only_packages_stand_at_the_root() -> None:
    """Beside the packages, the root holds the version, the entry point and the mark of types."""
    files = {one.name for one in SOURCE.iterdir() if one.is_file()}
    assert files == {"__init__.py", "__main__.py", "py.typed"}
    folders = [one for one in SOURCE.rglob("*") if one.is_dir() and any(one.glob("*.py"))]
    assert _shown([one for one in folders if not (one / "__init__.py").is_file()]) == []


def test_no_file_name_has_two_meanings() -> None:
    """A name is given once, or to sibling folders that do the same act."""
    named: dict[str, list[Path]] = defaultdict(list)
    for file in MODULES:
        if file.name != "__init__.py":
            named[file.name].append(file)
    twice = {
        name: _shown(files)
        for name, files in named.items()
        if len(files) > 1 and {file.parent.parent for file in files} - SAME_ACT
    }
    assert twice == {}


def test_a_long_module_says_why() -> None:
    """A module has at most 300 lines, or a paragraph of its docstring says why it has more."""
    long = [
        file
        for file in MODULES
        if len(file.read_text(encoding="utf-8").splitlines()) > LONGEST
        and f"\n{REASON}" not in (ast.get_docstring(ast.parse(file.read_bytes())) or "")
    ]
    assert _shown(long) == []


def test_a_text_is_put_on_one_line_at_one_address() -> None:
    """Nobody beside `one_line` says again what it means: every run of spaces is one."""
    again = re.compile(r'" "\.join\([^\n]*\.split\(\)\)')
    home = SOURCE / "japanese" / "shorten.py"
    found = [file for file in MODULES if again.search(file.read_text("utf-8"))]
    assert _shown([file for file in found if file != home]) == []


def _names(file: Path) -> list[str]:
    """Return what a module defines; a decorator has whatever it stands above called by others."""
    found = []
    for node in ast.parse(file.read_bytes()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            found.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            parts = [part for target in targets for part in ast.walk(target)]
            found += [part.id for part in parts if isinstance(part, ast.Name)]
    return found


def test_nothing_stands_unused() -> None:
    """What a module defines is named a second time: by the program, its pages or its tests."""
    named: Counter[str] = Counter()
    for folder in (SOURCE, ROOT / "tests", ROOT / "docs"):
        for file in folder.rglob("*"):
            if file.suffix in {".py", ".html", ".yaml"}:
                named.update(re.findall(r"\w+", file.read_text(encoding="utf-8", errors="replace")))
    unused = [
        f"{file.relative_to(SOURCE).as_posix()}: {name}"
        for file in MODULES
        for name in _names(file)
        if named[name] == 1
    ]
    assert unused == []
