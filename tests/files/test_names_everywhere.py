"""One judge of names: import, init, new and lint say the same of every name, and of twins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Command
from packaged_rules import PACKAGED_RULES

from orgsheet.cycle.sheet_places import put
from orgsheet.files import UnwritableFileError, name_problem, twin_key
from orgsheet.files.memory import MemoryFiles
from orgsheet.form.sheet import SheetId
from orgsheet.importers.import_formats import read_sheets
from orgsheet.importers.import_result import ImportFailure
from orgsheet.lint.check_registry import WORKSPACE
from orgsheet.scaffold.city import ScaffoldError, read_units
from orgsheet.workspace.workspace import Workspace

PUBLISHED = (ROOT / "tests/cases/import/R5-政策推進部.txt").read_text(encoding="utf-8")
SAMPLE = (ROOT / "tests/cases/import/見本.txt").read_text(encoding="utf-8")
RULES = [rule for rule in PACKAGED_RULES if rule.id in {"file-name-windows", "file-name-space"}]
REFUSED = [
    *("CON", "con.x", "COM1", "COM0", "LPT9", "lpt¹", "COM¹", "CONIN$", "conout$", "NUL .x", "AUX"),
    *(
        "a:b",
        "課?",
        'a"b',
        "a|b",
        "a\\b",
        "a*b",
        "<課>",
        "課.",
        "..",
        ".課",
        "課\u200b",
        "課\x1f室",
    ),
    *("課\u202e", "課\ue000", "課\u2028室", "~$課", "あ" * 67, "課\x7f"),
]
ALLOWED = [
    *("~課", "-課", "課", "COM課", "COM10", "あ" * 66, "ICT推進課", "葛\U000e0100飾課", "課・室"),
    *("子ども（青少年）課", "A.B課", "NULL", "CONSOLE", "課 室"),
]
SPACED = ["課 ", " 課", "課\u3000"]


def _imported(name: str) -> None:
    text = SAMPLE.replace("課名: 見本課", f"課名: {name}")
    read_sheets(text.encode(), "x.txt")


def _begun(name: str) -> None:
    read_units(["見本部"], [f"見本部/{name}"])


def _linted(name: str) -> None:
    path = f"sheets/R5/見本部/{name}.yaml"
    workspace = Workspace(MemoryFiles({path: "年度: R5\n".encode()}), Path())
    for rule in RULES:
        if list(rule.check.spots({WORKSPACE: workspace}, rule.with_)):
            raise UnwritableFileError(rule.id)


JUDGES: dict[str, Callable[[str], None]] = {
    "import": _imported,
    "init": _begun,
    "lint": _linted,
}


def _made(folder: Path, name: str) -> None:
    (folder / "sheets").mkdir(exist_ok=True)
    put(folder, SheetId("R6", "見本部", name), "年度: R6\n")
    put(folder, SheetId("R6", name, "部"), "年度: R6\n")


def _is_refused(judge: Callable[[str], None], name: str) -> bool:
    try:
        judge(name)
    except (ImportFailure, ScaffoldError, UnwritableFileError):
        return True
    return False


@pytest.mark.parametrize("name", [*REFUSED, *ALLOWED], ids=ascii)
def test_every_command_judges_a_name_alike(tmp_path: Path, name: str) -> None:
    """A name that one of import, init, new and lint refuses, all refuse, and the other way."""
    answers = {called: _is_refused(judge, name) for called, judge in JUDGES.items()}
    answers["new"] = _is_refused(lambda one: _made(tmp_path, one), name)
    assert set(answers.values()) == {name in REFUSED}, answers
    if name in REFUSED:
        assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


@pytest.mark.parametrize("name", SPACED, ids=ascii)
def test_a_space_at_an_end_is_never_in_a_name(tmp_path: Path, name: str) -> None:
    """Who reads a label leaves spaces at its ends out; who is given such a name refuses it."""
    assert _is_refused(_linted, name)
    assert _is_refused(lambda one: _made(tmp_path, one), name)
    (unit,) = read_units(["見本部"], [f"見本部/{name}"])
    assert unit.sections == ("課",)


def test_reserved_words_are_given() -> None:
    """What names the department's own sheet is no section, but may be another thing's name."""
    assert name_problem("部") is None
    problem = name_problem("部", reserved={"部"})
    assert problem is not None
    assert problem.kind == "unusable"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sheets/R6/部/課.yaml", "sheets/R6/部/課.yml"),
        ("sheets/R6/部/課.yaml", "sheets/r6/部/課.YAML"),
        ("sheets/R6/部/が課.yaml", "sheets/R6/部/か\u3099課.yaml"),
        ("sheets/R6/部/ＩＣＴ課.yaml", "sheets/R6/部/ict課 .yaml"),
    ],
)
def test_spellings_of_one_file_have_one_key(one: str, other: str) -> None:
    """Case, width, sound marks, spaces at the ends and `.yml` make no other file."""
    assert twin_key(one) == twin_key(other)
    assert twin_key(one) != twin_key(one.replace("課", "室"))


@pytest.mark.slow
@pytest.mark.parametrize("twin", ["秘書課.yml", "秘書課.YAML", "秘書課 .yaml"])
@pytest.mark.parametrize("force", [False, True])
def test_import_writes_beside_no_twin(orgsheet: Command, twin: str, *, force: bool) -> None:
    """Import makes no second file of a sheet that is there under another spelling, even forced."""
    folder = orgsheet.folder / "sheets/R5/政策推進部"
    (folder / "秘書課.yaml").rename(folder / twin)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    text = orgsheet.folder / "R5.txt"
    text.write_text(PUBLISHED, encoding="utf-8")
    result = orgsheet("import", "R5.txt", *(["--force"] if force else []))
    assert result.code == 2
    assert twin in result.err
    assert "何も書き込んでいません" in result.err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
