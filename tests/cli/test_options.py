"""The options that several commands share have one name and one meaning; old names still work."""

from __future__ import annotations

import ast
import importlib
import shutil
from pathlib import Path

import click
import pytest
from conftest import ROOT

from orgsheet.cli import run
from orgsheet.cli.command_names import COMMANDS, module_of

SHARED = ("--format", "--fail-on", "--redact", "--ambiguous-width")
OLD = {"--fail-level", "--redact-staff", "--show-staff", "--fail-if-not-ready"}
SHEET = "sheets/R5/政策推進部/秘書課.yaml"


@pytest.fixture
def here(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace with two years, in which the process works."""
    shutil.copytree(ROOT / "sheets" / "R4", workspace / "sheets" / "R4", dirs_exist_ok=True)
    monkeypatch.chdir(workspace)
    return workspace


def options() -> list[tuple[str, click.Option]]:
    """Return every option of every command, with the command's name."""
    commands = {name: importlib.import_module(module_of(name)).command for name in COMMANDS}
    return [
        (name, option)
        for name, command in commands.items()
        for option in command.params
        if isinstance(option, click.Option)
    ]


def test_a_shared_option_is_made_in_one_place() -> None:
    """What several commands call alike takes the same kind of value in each of them."""
    for name in SHARED:
        found = [option for _, option in options() if name in option.opts]
        assert len(found) > 1
        kinds = {(type(one.type), one.is_flag, tuple(one.secondary_opts)) for one in found}
        assert len(kinds) == 1, name


def test_no_help_shows_an_old_name() -> None:
    """The former names are read and shown nowhere: there is one name to learn."""
    for command, option in options():
        shown = {*option.opts, *option.secondary_opts}
        assert option.hidden or not shown & OLD, (command, option.opts)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("now", "old"),
    [
        (("lint", SHEET, "--fail-on", "info"), ("lint", SHEET, "--fail-level", "info")),
        (("lint", SHEET, "--fail-on", "error"), ("lint", SHEET, "--fail-level", "error")),
        (
            ("diff", "R4", "R5", "--format", "json", "--no-redact"),
            ("diff", "R4", "R5", "--format", "json", "--show-staff"),
        ),
        (("diff", "R4", "R5", "--redact"), ("diff", "R4", "R5", "--redact-staff")),
        (("status", "R5", "--fail-on", "点検で直す"), ("status", "R5", "--fail-if-not-ready")),
    ],
)
def test_an_old_name_means_the_same(
    here: Path, capfd: pytest.CaptureFixture[str], now: tuple[str, ...], old: tuple[str, ...]
) -> None:
    """A command written with a former name does, to the byte, what it does with the new one."""
    assert here.is_dir()
    code = run([*now])
    told = capfd.readouterr()
    assert told.out
    assert (run([*old]), capfd.readouterr()) == (code, told)


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [("status", "R5"), ("log", "総合計画策定事務"), ("diff", "R4", "R5")]
)
def test_a_result_goes_into_the_named_file(
    here: Path, capfd: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """`--output` takes what would have been printed, and never the place of a sheet or a record."""
    run([*words])
    printed = capfd.readouterr().out
    run([*words, "--output", "結果.txt"])
    assert capfd.readouterr().out == ""
    assert (here / "結果.txt").read_text(encoding="utf-8") == printed
    before = (here / SHEET).read_bytes()
    for name in (SHEET, "sheets/既知の指摘.json"):
        assert run([*words, "--output", name]) == 2
    assert (here / SHEET).read_bytes() == before
    assert not (here / "sheets/既知の指摘.json").exists()


@pytest.mark.slow
def test_status_fails_from_a_state_on(here: Path) -> None:
    """`--fail-on` counts the named state and those more urgent, not those further on."""
    (here / SHEET).write_text(
        "年度: R5\n部名: 政策推進部\n課名: 秘書課\n組織目標: 【記入】\n", "utf-8"
    )
    states = ["読めない", "未着手", "記入中", "点検で直す"]
    codes = [run(["status", "R5", "--fail-on", state]) for state in states]
    assert codes == sorted(codes)
    assert codes[0] == 0
    assert codes[-1] == 1


@pytest.mark.slow
def test_one_gate_writes_results() -> None:
    """No command writes a result to standard output by itself: bytes and line ends have one way."""
    source = ROOT / "src" / "orgsheet"
    own = {"cli/output.py", "cli/exits.py", "cli/terminal.py"}
    for path in source.rglob("*.py"):
        name = path.relative_to(source).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                reaches = node.value.id == "sys" and node.attr == "stdout"
                assert not reaches or name in own, name
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                is_raw = node.func.attr == "echo" and any(one.arg == "nl" for one in node.keywords)
                assert not is_raw or name in own, name


def test_a_number_out_of_range_is_told_with_its_range(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """And so is what is no number."""
    for value in ("99999", "x"):
        assert run(["-C", str(tmp_path), "serve", "--port", value]) == 2
        assert "--port に使えるのは 0 から 65535 までの数です" in capfd.readouterr().err
