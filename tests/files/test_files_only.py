"""Static: whatever the program reads or writes goes through the one reader and the one writer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

SOURCE = ROOT / "src" / "orgsheet"

PACKAGED = "reads a file that came with the program"
ALLOWED = {
    ("cli/exits.py", "open"): "the empty device, in the place of a closed stream",
    ("cli/exits.py", "os.open"): "the empty device, in the place of a broken pipe",
    (
        "files/git/line_merge.py",
        "write_bytes",
    ): "three files for git in a temporary folder of their own",
    ("files/git/line_merge.py", "TemporaryDirectory"): "that folder",
    ("files/git/write_commit.py", "TemporaryDirectory"): "an index of git's own, for one commit",
    ("lsp/language_server.py", "rename"): "a question of an editor, and no file",
    ("render/web/templates.py", "read_bytes"): PACKAGED,
    ("serve/form_pages.py", "read_bytes"): PACKAGED,
    ("serve/password_file.py", "chmod"): "what was put there becomes its owner's alone",
    ("workspace/book.py", "read_bytes"): PACKAGED,
    ("api/read_sheets.py", "read_bytes"): PACKAGED,
    ("form/known_forms.py", "read_bytes"): PACKAGED,
    ("match/match_data.py", "read_bytes"): PACKAGED,
    ("workspace/schemas_in_use.py", "read_bytes"): PACKAGED,
    ("scaffold/templates_filled.py", "read_bytes"): PACKAGED,
    ("scaffold/templates_filled.py", "read_text"): PACKAGED,
    ("office/write_pdf.py", "read_bytes"): PACKAGED,
    ("office/write_parquet.py", "TemporaryDirectory"): "a folder of its own for DuckDB",
    ("office/write_parquet.py", "read_bytes"): "the file that DuckDB wrote there",
    ("office/font_coverage.py", "Path.open"): "a font of a package or of the system",
}
"""(file, call): why it may be there although it is neither the reader nor the writer."""

TEMPORARY = {
    *("mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryDirectory", "TemporaryFile"),
}
METHODS = {
    *TEMPORARY,
    *("write_bytes", "write_text", "read_bytes", "read_text", "mkdir", "rmdir", "unlink"),
    *("rename", "touch", "chmod", "symlink_to", "hardlink_to", "link_to", "fdopen"),
}
OF_MODULES = {
    "os": {
        *("open", "replace", "remove", "link", "symlink", "makedirs", "removedirs"),
        *("renames", "truncate", "mkfifo", "mknod", "sendfile"),
    },
    "io": {"open", "open_code", "FileIO"},
    "codecs": {"open"},
    "shutil": {"copy", "copy2", "copyfile", "copytree", "move", "rmtree"},
}


def _calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every use of something that reads, writes, makes or removes files, and its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if node.id in {"open", *TEMPORARY}:
                yield node.id, node.lineno
        elif isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if node.attr in OF_MODULES.get(owner, ()):
                yield f"{owner}.{node.attr}", node.lineno
            elif node.attr in METHODS:
                yield node.attr, node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            # Path.replace takes one argument; the methods of texts and dates take others.
            if node.func.attr == "replace" and len(node.args) == 1 and not node.keywords:
                yield "replace", node.lineno
            # Path.open takes at most a mode first; Workspace.open and the like take a place.
            first = node.args[0] if node.args else None
            is_mode = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if node.func.attr == "open" and (is_mode or not node.args):
                yield "Path.open", node.lineno


def _found(folder: Path) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for file in sorted(folder.rglob("*.py")):
        name = file.relative_to(folder).as_posix()
        if name.count("/") != 1 or not name.startswith("files/"):
            for call, line in _calls(ast.parse(file.read_text(encoding="utf-8"))):
                found.setdefault((name, call), []).append(line)
    return found


@pytest.mark.slow
def test_nothing_reads_or_writes_beside_the_one_way() -> None:
    """Outside `files/`, no code opens, makes, moves or removes files but for listed ones."""
    found = _found(SOURCE)
    assert {key: lines for key, lines in found.items() if key not in ALLOWED} == {}
    assert set(ALLOWED) - set(found) == set(), "no longer needed"


@pytest.mark.parametrize(
    "code",
    [
        "path.write_text('x')",
        "path.mkdir(parents=True)",
        "temporary.replace(path)",
        "os.replace(a, b)",
        "path.open('w')",
        "path.open()",
        "open(path)",
        "os.open(path, 0)",
        "path.unlink()",
        "shutil.rmtree(path)",
        "map(Path.read_bytes, paths)",
        "from tempfile import mkstemp\nmkstemp()",
    ],
)
def test_such_code_is_found(tmp_path: Path, code: str) -> None:
    """The search finds each way to read or write a file."""
    (tmp_path / "x.py").write_text(code, encoding="utf-8")
    assert _found(tmp_path)


def test_other_code_is_not_taken_for_it(tmp_path: Path) -> None:
    """Texts, dates and workspaces have methods of the same names."""
    code = "a.replace('x', 'y')\nWorkspace.open(folder)\nday.replace(month=4)\nf.read()\n"
    (tmp_path / "x.py").write_text(code, encoding="utf-8")
    assert _found(tmp_path) == {}
