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
    ("office/write_parquet.py", "execute"): "DuckDB writes that file",
    ("render/web/templates.py", "FileSystemLoader"): PACKAGED,
    ("serve/web_app.py", "template_folder="): PACKAGED,
    ("serve/host_sender.py", "subprocess.run"): "the office's own command, which is given no file",
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
        *("renames", "truncate", "mkfifo", "mknod", "sendfile", "system", "popen", "startfile"),
    },
    "io": {"open", "open_code", "FileIO"},
    "codecs": {"open"},
    "shutil": {
        *("copy", "copy2", "copyfile", "copyfileobj", "copymode", "copystat", "copytree"),
        *("move", "rmtree", "make_archive", "unpack_archive", "chown"),
    },
    "subprocess": {"run", "Popen", "call", "check_call", "check_output", "getoutput"},
    "logging": {"FileHandler"},
    "fileinput": {"input", "FileInput"},
    "linecache": {"getline", "getlines"},
    "runpy": {"run_path"},
    "shelve": {"open"},
    "dbm": {"open"},
    "tarfile": {"open", "TarFile"},
    "gzip": {"open"},
    "bz2": {"open", "BZ2File"},
    "lzma": {"open", "LZMAFile"},
    "sqlite3": {"connect"},
    "np": {"load", "save"},
}
OPENERS = {
    *("ZipFile", "PyZipFile", "is_zipfile", "GzipFile", "load_workbook", "Workbook", "Document"),
    *("open", "parse", "iterparse", "TTFont", "truetype", "PDF", "save"),
}
"""Calls of libraries that take a path as well as what holds bytes: of own names, see `_is_own`."""
OWNERS = {
    "open": {"pdfplumber", "zipfile", "Image", "PDF"},
    "parse": {"etree", "ET", "ElementTree", "objectify"},
}
"""Whose these are, where own classes have methods of the same names."""
TABLES = {
    *("to_csv", "to_excel", "to_json", "to_parquet", "to_pickle", "to_feather", "to_sql"),
    *("read_excel", "read_parquet", "read_feather", "read_pickle", "read_table", "read_csv"),
    *("write_table", "write_parquet", "write_csv", "write_feather", "write_to_dataset"),
    *("savetxt", "loadtxt", "genfromtxt", "tofile", "fromfile", "memmap", "savez"),
}
"""What libraries of tables read and write by; own functions of these names are called alone."""
SERVED = {"send_file", "send_from_directory", "FileSystemLoader"}
STATEMENTS = ("COPY ", "ATTACH ", "EXPORT ", "INSTALL ", "LOAD ", "read_csv(", "read_parquet(")
"""In what a database is told to do: it opens files itself."""


def _calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every use of something that reads, writes, makes or removes files, and its line."""
    yield from _of_libraries(tree)
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


def _of_libraries(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every call of a library that may open a path, and names of some that do."""
    own = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("orgsheet")
        for alias in node.names
    } | {one.name for one in ast.walk(tree) if isinstance(one, (ast.ClassDef, ast.FunctionDef))}
    buffers = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _is_buffer(node.value, set())
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in TABLES:
            yield node.attr, node.lineno
        if not isinstance(node, ast.Call):
            continue
        owner, name = _named(node.func)
        if name in SERVED or (name == "connect" and owner == "duckdb" and node.args):
            yield name, node.lineno
        elif name in OPENERS and _takes_a_path(node, owner, name, own, buffers):
            yield f"{owner}.{name}" if owner else name, node.lineno
        elif name in {"execute", "sql"}:
            said = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
            if any(mark in one for one in said if isinstance(one, str) for mark in STATEMENTS):
                yield name, node.lineno
        yield from _of_keywords(node, (owner, name))


def _of_keywords(call: ast.Call, named: tuple[str, str]) -> Iterator[tuple[str, int]]:
    """Yield the places that a call is given by a word."""
    places = {"template_folder", "static_folder", "filename", "database"}
    if named == ("typst", "compile"):
        places |= {"output", "root"}
    for word in call.keywords:
        is_none = isinstance(word.value, ast.Constant) and word.value.value is None
        if word.arg in places and not is_none:
            yield f"{word.arg}=", call.lineno


def _named(function: ast.expr) -> tuple[str, str]:
    """Return whose function is called, "" where nobody's in a word, and its name."""
    if isinstance(function, ast.Name):
        return "", function.id
    if not isinstance(function, ast.Attribute):
        return "", ""
    owner = function.value
    return (owner.id if isinstance(owner, ast.Name) else "(…)"), function.attr


def _takes_a_path(call: ast.Call, owner: str, name: str, own: set[str], buffers: set[str]) -> bool:
    """Tell whether a call of an opener is given anything but bytes that are held already."""
    if not call.args and not call.keywords:
        return False  # a new document, which is in no file
    if (not owner and name in own | {"open", "save"}) or owner not in OWNERS.get(name, {owner}):
        return False
    # Own methods that save take more than a place or nothing.
    if name == "save" and (len(call.args) != 1 or call.keywords):
        return False
    return not call.args or not _is_buffer(call.args[0], buffers)


def _is_buffer(node: ast.expr, buffers: set[str]) -> bool:
    """Tell whether an expression is bytes in memory that read as a file."""
    if isinstance(node, ast.Name):
        return node.id in buffers
    return isinstance(node, ast.Call) and _named(node.func)[1] in {"BytesIO", "StringIO"}


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
        "zipfile.ZipFile(path)",
        "from zipfile import ZipFile\nZipFile(file=path)",
        "openpyxl.load_workbook(path, read_only=True)",
        "docx.Document(path)",
        "from docx import Document\nDocument(path)",
        'office_module("docx", "Word").Document(str(path))',
        "document.save(path)",
        "xlsxwriter.Workbook(path)",
        "pdfplumber.open(path)",
        "etree.parse(str(path))",
        "sqlite3.connect(path)",
        "duckdb.connect(path)",
        "engine.execute(f\"COPY data TO '{file}'\")",
        "shutil.make_archive(name, 'zip')",
        "shutil.copyfileobj(a, b)",
        "subprocess.run(words, stdout=file)",
        "os.system(words)",
        "frame.to_parquet(path)",
        "pq.write_table(table, path)",
        "pd.read_csv(path)",
        "np.save(path, data)",
        "TTFont(path)",
        "logging.FileHandler(path)",
        "logging.basicConfig(filename=path)",
        "flask.send_file(path)",
        "Flask('x', template_folder=folder)",
        "typst.compile(source, output=path)",
    ],
)
def test_such_code_is_found(tmp_path: Path, code: str) -> None:
    """The search finds each way to read or write a file."""
    (tmp_path / "x.py").write_text(code, encoding="utf-8")
    assert _found(tmp_path)


def test_other_code_is_not_taken_for_it(tmp_path: Path) -> None:
    """Texts, dates and workspaces have methods of the same names."""
    code = (
        "from orgsheet.source import Document\nimport io, zipfile\n"
        "a.replace('x', 'y')\nWorkspace.open(folder)\nday.replace(month=4)\nf.read()\n"
        "Document(path, text)\nzipfile.ZipFile(io.BytesIO(data))\ndocx.Document()\n"
        "held = io.BytesIO()\ndocument.save(held)\nxlsxwriter.Workbook(held, {})\n"
        "desk.save(person, sheet)\ncache.save()\nduckdb.connect(config={})\n"
        "engine.execute('SELECT 1')\nparse(data, path)\nFlask('x', static_folder=None)\n"
    )
    (tmp_path / "x.py").write_text(code, encoding="utf-8")
    assert _found(tmp_path) == {}
