"""A sheet is chosen by the names of its section, its department and its year, alike everywhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

from orgsheet.cli import run
from orgsheet.form.sheet_id import SheetId
from orgsheet.form.wanted_sheets import Wanted

ALL = {"政策推進課", "秘書課", "魅力とりで発信課", "文化芸術課", "部"}


@pytest.fixture
def here(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace with two years, in which the process works."""
    shutil.copytree(ROOT / "sheets" / "R4", workspace / "sheets" / "R4", dirs_exist_ok=True)
    monkeypatch.chdir(workspace)
    return workspace


def checked(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, set[str]]:
    """Return how many sheets lint looked at, and in which it found something."""
    capfd.readouterr()
    run(["lint", "--no-cache", "--format", "json", *words])
    report = json.loads(capfd.readouterr().out)
    return report["summary"]["sheets"], {one["sheet"] for one in report["findings"]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("秘書課",), 2),
        (("政策推進部/秘書課",), 2),
        (("秘書課", "--year", "R5"), 1),
        (("秘書課", "文化芸術課", "--year", "R5"), 2),
        (("政策推進部", "--year", "R4"), 5),
        (("--section", "秘書課"), 2),
        (("--section", "政策推進部", "--year", "令和5年度"), 1),
        (("--department", "政策推進部"), 10),
        (("sheets/R5", "--section", "秘書課"), 1),
        (("計画台帳",), 0),
    ],
)
def test_lint_finds_the_sheets_of_a_name(
    here: Path, capfd: pytest.CaptureFixture[str], words: tuple[str, ...], count: int
) -> None:
    """The name of a section or department stands for its sheets, as an argument and an option."""
    assert here.is_dir()
    assert checked(capfd, *words)[0] == count


def test_a_file_of_that_name_comes_first(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A path that exists is meant, even where a section is called like it."""
    (here / "秘書課").mkdir()
    assert run(["lint", "秘書課"]) == 2
    assert "sheets" in capfd.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("lint", "秘書"), "「秘書課」ではありませんか"),
        (("lint", "--section", "秘書"), "「秘書課」ではありませんか"),
        (("lint", "--section", "秘書課", "--department", "総務部"), "ある課"),
        (("lint", "--department", " "), "--department のあとに名前を"),
        (("results", "R9"), "ある年度: "),
        (("lint", "R5"), "--year R5"),
        (("lint", "R9"), "ある年度: R4、R5"),
        (("lint", "見本課"), "ある課: 政策推進部、"),
        (("lint", "sheets/R5/なし.yaml"), "名前を確かめてください"),
        (("diff", "R4", "R5", "--section", "秘書"), "「秘書課」ではありませんか"),
        (("status", "R5", "--section", "秘書"), "「秘書課」ではありませんか"),
        (("new", "R6", "--dry-run", "--department", "総務部"), "作れる課"),
        (("log", "総合計画策定事務", "--department", "総務部"), "あるのは"),
    ],
)
def test_a_name_without_sheets_is_never_a_clean_result(
    here: Path, capfd: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    """Where a name has no sheet, the command says which names there are and exits with 2."""
    assert here.is_dir()
    assert run([*words]) == 2
    assert told in capfd.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("diff", "R4", "R5", "--all"),
        ("status", "R5"),
        ("link", "R4", "R5"),
        ("new", "R6", "--dry-run"),
        ("log", "総合計画策定事務"),
    ],
)
@pytest.mark.parametrize("options", [("--section", "政策推進課"), ("--section", "政策推進部")])
def test_a_name_means_the_same_in_every_command(
    here: Path, capfd: pytest.CaptureFixture[str], words: tuple[str, ...], options: tuple[str, ...]
) -> None:
    """`--section` shows nothing of other sections, and `--department` all that there is."""
    assert here.is_dir()
    run([*words])
    everything = capfd.readouterr().out
    run([*words, "--department", "政策推進部"])
    assert set(capfd.readouterr().out.splitlines()) <= set(everything.splitlines())
    run([*words, *options])
    out = capfd.readouterr().out
    assert out
    if words[0] != "log":  # which begins there, and follows the project wherever it went
        others = ALL - {"部", "政策推進課"}
        assert not [one for one in others if f"政策推進部/{one}" in out]


@pytest.mark.parametrize(
    ("section", "department", "told"),
    [
        ("事務局", None, "「--section 監査委員/事務局」のように、部の名を付けてください。"),
        ("監査委員/事務局", None, ""),
        ("事務局", "農業委員会", ""),
        ("総務課", None, ""),
        (None, None, ""),
    ],
)
def test_offices_of_one_name_are_told_apart(
    section: str | None, department: str | None, told: str
) -> None:
    """A name that offices of several departments bear asks for the department."""
    sheets = [
        SheetId("R5", "監査委員", "事務局"),
        SheetId("R5", "農業委員会", "事務局"),
        SheetId("R5", "総務部", "総務課"),
    ]
    said = Wanted(section=section, department=department).several(sheets)
    assert said.endswith(told)
    assert bool(said) == bool(told)
