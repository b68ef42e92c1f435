"""The table of security promises: every line has its test, and every test that it names exists.

So does every test that the page about accessibility names.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from git_repository import GitRepository
from workflow_files import EVERY, GITLAB

from orgsheet.files.disk import MAX_BYTES
from orgsheet.files.git.call_git import OLDEST
from orgsheet.files.git.tree_listing import MOST_NAMES
from orgsheet.files.trees import MAX_FILES
from orgsheet.render.findings.markdown import LIMIT
from orgsheet.source.parse import MAX_DEPTH, MAX_LENGTH, MAX_NODES

TABLE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    line.strip("|").split(" | ")
    for line in TABLE.splitlines()
    if line.startswith("| ") and not line.startswith(("| 約束", "| ---"))
]
BROKEN = ROOT / "tests" / "cases" / "safety" / "broken_once.tsv"
NAMED = re.compile(r"`(test_[a-z0-9_]+\.py)(?:::(test_[a-z0-9_]+))?`")
SECTIONS = ("読むとき", "規則をどの版から読むか", "書き出すとき", "書き換えるとき", "配る自動点検")


def test_every_promise_has_a_test() -> None:
    """Each line names at least one test, in full, and no line stands twice."""
    assert len(ROWS) > 50
    for promise, tests in ROWS:
        marks = re.findall(r"`[^`]+`", tests)
        assert marks, promise
        assert all(NAMED.fullmatch(mark) and "::" in mark for mark in marks), promise
    promises = [promise for promise, _ in ROWS]
    assert len(set(promises)) == len(promises)
    assert all(f"\n## {section}" in TABLE for section in SECTIONS)


@pytest.mark.slow
def test_every_named_test_exists() -> None:
    """Each test that a page names is a function of the file that it names."""
    tried = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    for page in (TABLE, tried):
        named = NAMED.findall(page)
        assert named
        for file, name in named:
            _require_test(file, name)


@pytest.mark.slow
def test_what_broke_once_has_its_tests() -> None:
    """Each way in which a promise was broken is held by tests that exist, and told once."""
    lines = BROKEN.read_text(encoding="utf-8").splitlines()[1:]
    cases = [line.split("\t") for line in lines]
    assert len({what for what, _ in cases}) == len(cases) > 40
    for _, tests in cases:
        for test in tests.split(" "):
            file, _, name = test.partition("::")
            _require_test(file, name)


def _require_test(file: str, name: str) -> None:
    """Require that a file of the tests has a test of this name, which is not left out."""
    (place,) = (ROOT / "tests").rglob(file)
    text = place.read_text(encoding="utf-8")
    before, found, _ = text.partition(f"\ndef {name}(")
    assert found, f"{file}::{name}"
    marks = before.rpartition("\n\n\n")[2]
    assert not re.search(r"@pytest\.mark\.(?:xfail|skip)\b", marks), name


def test_limits_are_those_of_the_program() -> None:
    """Each number that the page promises as a limit is the one that the program keeps."""
    promised = {
        "1 MiB": MAX_BYTES // 1024**2,
        "5万の値": MAX_NODES // 10_000,
        "64段": MAX_DEPTH,
        "65,536 文字": MAX_LENGTH,
        "20,000）": MAX_FILES,
        "上限 200,000": MOST_NAMES,
        "60,000（UTF-16": LIMIT,
        "2.31 より前": float(".".join(map(str, OLDEST))),
    }
    for words, limit in promised.items():
        number = re.search(r"[0-9][0-9,.]*", words)
        assert number is not None
        assert float(number[0].replace(",", "")) == limit, words
        assert words in TABLE, words


def test_nothing_is_left_open() -> None:
    """No section of the page lists promises that are still to be kept."""
    assert not re.search(r"^#+ .*(?:まだ|未対応|残り)", TABLE, re.MULTILINE)


@pytest.mark.parametrize("path", [*EVERY, GITLAB], ids=lambda path: path.parent.parent.name)
def test_no_shipped_job_shares_a_cache(path: Path) -> None:
    """No job keeps anything of a pull request's run for a later run."""
    text = path.read_text(encoding="utf-8")
    assert "actions/cache" not in text
    assert not re.search(r"^\s*cache\s*:", text, re.MULTILINE)
    assert ".orgsheet-cache" not in text


def test_only_the_form_listens_and_only_to_this_computer() -> None:
    """The language server talks over the pipes of who started it; one command opens a port.

    Other computers reach it only where settings for an office, which no repository holds, say so.
    """
    opening = {
        file.name: found
        for file in (ROOT / "src").rglob("*.py")
        if (found := _opening(ast.parse(_text(file))))
    }
    assert opening.pop("sheet_server.py") == {"asyncio"}, "it waits for threads there"
    assert opening == {"serve.py": {"socket", "waitress", "waitress.server", "create_server"}}
    files = [*(ROOT / "src").rglob("serve.py")]
    assert len(files) == 1
    text = _text(files[0])
    assert re.findall(r"\.bind\((.*)\)", text) == ["(address, port)"]
    assert re.findall(r"[^ ]_listening\((.*)\)|with _listening\((.*)\) as", text) == [
        ("", 'port, "127.0.0.1" if office is None else office.listen')
    ]


_MODULES = re.compile(
    r"(?:socket|socketserver|http\.server|wsgiref|xmlrpc|asyncio|waitress|werkzeug\.serving"
    r"|multiprocessing\.(?:connection|managers)|aiohttp|tornado|uvicorn|hypercorn|gunicorn)(?:\..*)?"
)
_CALLS = re.compile(
    r"(?:start_(?:tcp|ws|pyodide|server|unix_server)|create_(?:server|unix_server)"
    r"|make_server|run_simple|serve_forever|Listener)"
)


def _opening(tree: ast.AST) -> set[str]:
    """Return the modules that can open a port, and the calls that do, which a file names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names if _MODULES.fullmatch(one.name)}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
            found |= {one for one in names if _MODULES.fullmatch(one) and _is_module(one)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value} if _MODULES.fullmatch(node.value) else set()
        elif isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            found |= {name} if _CALLS.fullmatch(name) else set()
        elif isinstance(node, ast.Call) and {"host", "port"} & {one.arg for one in node.keywords}:
            found.add(ast.unparse(node.func))
    return found


def _is_module(name: str) -> bool:
    return not name.rpartition(".")[2].startswith(("create_", "start_"))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="asks Linux who listens")
@pytest.mark.parametrize(("command", "places"), [("lsp", []), ("serve", ["0100007F"])])
def test_what_runs_listens_where_it_may_alone(
    repository: GitRepository, command: str, places: list[str]
) -> None:
    """The language server has no port open; the form has one, which only this computer reaches."""
    repository.write("年度: R5\n部名: 総務部\n", "sheets/R5/総務部/部.yaml")
    repository.commit()
    options = ("--port", "0") if command == "serve" else ()
    words = [sys.executable, "-m", "orgsheet", "-C", str(repository.folder), command, *options]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        try:
            if command == "lsp":
                running.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(_HELLO), _HELLO))
                running.stdin.flush()
            assert running.stdout.readline()
            assert _listening_at(running.pid) == places
        finally:
            running.kill()


_HELLO = (
    b'{"jsonrpc":"2.0","id":1,"method":"initialize",'
    b'"params":{"processId":null,"rootUri":null,"capabilities":{}}}'
)
_LISTENS = "0A"


def _listening_at(process: int) -> list[str]:
    """Return the addresses, as Linux writes them, at which a process listens."""
    opened = [file.readlink() for file in Path(f"/proc/{process}/fd").iterdir()]
    numbers = {name[8:-1] for name in map(str, opened) if name.startswith("socket:[")}
    found = []
    for kind in ("tcp", "tcp6"):
        for line in (
            Path(f"/proc/{process}/net/{kind}").read_text(encoding="ascii").splitlines()[1:]
        ):
            words = line.split()
            if words[3] == _LISTENS and words[9] in numbers:
                found.append(words[1].partition(":")[0])
    return found


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
