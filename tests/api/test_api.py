"""The API: what it promises, and that it says what the commands say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Command
from jsonschema import Draft202012Validator

from orgsheet import api


def test_everything_promised_is_documented_and_nothing_else_is_promised() -> None:
    """`__all__` equals the chapters of docs/api.md, and the package shows no other name."""
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\w+)$", page, re.MULTILINE) == api.__all__ == sorted(api.__all__)
    modules = {one.stem for one in (ROOT / "src/orgsheet/api").glob("*.py")}
    shown = {name for name in vars(api) if not name.startswith("__")}
    assert shown - modules == set(api.__all__)
    assert all(getattr(api, name).__doc__ for name in api.__all__)


@pytest.mark.slow
def test_lint_says_what_the_command_says(workspace: Path) -> None:
    """`lint` returns the command's JSON, in the form of the schema, for all files and for one."""
    printed = json.loads(Command(workspace)("lint", "--no-cache", "--format", "json").out)
    found = api.lint(workspace)
    assert found == printed
    assert found["findings"]
    Draft202012Validator(api.json_schema("findings")).validate(found)
    path = "sheets/R5/政策推進部/文化芸術課.yaml"
    (own,) = {one["path"] for one in api.lint(str(workspace), [path])["findings"]}
    assert own == path


@pytest.mark.slow
def test_diff_says_what_the_command_says() -> None:
    """`diff` returns the command's JSON, in the form of the schema, folded or not."""
    command = Command(ROOT)
    for words, show_all in (((), False), (("--all",), True)):
        printed = json.loads(command("diff", "R4", "R5", "--format", "json", *words).out)
        changes = api.diff(ROOT, "R4", "R5", show_all=show_all)
        assert changes == printed
        Draft202012Validator(api.json_schema("changes")).validate(changes)
    printed = json.loads(command("diff", "R4", "R5", "--format", "json", "--show-staff").out)
    assert api.diff(ROOT, "R4", "R5", redact=False) == printed
    few = api.diff(ROOT, "R4", "R5", section="秘書課")
    assert 0 < len(few["changes"]) < len(changes["changes"])


def test_sheets_are_whole_or_none(workspace: Path) -> None:
    """Each sheet file has its data under the form's headings; one that is damaged has None."""
    whole = api.sheets(workspace)
    assert len(whole) == 5
    path = "sheets/R5/政策推進部/秘書課.yaml"
    data = whole[path]
    assert data is not None
    assert (data["課名"], data["年度"]) == ("秘書課", "R5")
    file = workspace / path
    file.write_text(file.read_text(encoding="utf-8") + "組織目標: [\n", encoding="utf-8")
    assert api.sheets(workspace, "R5") == {**whole, path: None}
    assert api.sheets(workspace, "R4") == {}


def test_a_merge_keeps_both_edits_or_tells_the_conflict() -> None:
    """Edits of different fields go together; two of one field are told with their place."""
    text = "年度: R5\n部名: 部\n組織目標: 一\n組織使命: 二\n"
    base, ours, theirs, other = (
        text.replace(old, new).encode()
        for old, new in (("", ""), ("一", "1"), ("二", "2"), ("一", "3"))
    )
    merged = api.merge(base, ours, theirs)
    assert merged == (text.replace("一", "1").replace("二", "2").encode(), ())
    clash = api.merge(base, ours, other)
    assert len(clash.conflicts) == 1
    assert b"<<<<<<<" in clash.data


def test_a_deadline_is_read_in_the_light_of_its_year() -> None:
    """The answer has the days and the certainty; what cannot be read is told, not guessed."""
    found = api.read_deadline("7月～8月", "R5")
    assert (found["kind"], found["from"], found["to"]) == (
        "month_range",
        "2023-07-01",
        "2023-08-31",
    )
    assert api.read_deadline("あしたのあさって", "令和5年度")["kind"] == "unreadable"


@pytest.mark.parametrize(
    "ask",
    [
        lambda place: api.lint(place / "ない"),
        lambda place: api.lint(place, ["sheets/R5/ない.yaml"]),
        lambda place: api.sheets(place / "ない"),
        lambda place: api.diff(place, "R5", "R5"),
        lambda place: api.diff(place, "R3", "R5"),
        lambda place: api.diff(place, "来年", "R5"),
        lambda _: api.read_deadline("7月", "R"),
        lambda _: api.merge(b"a: 1\n", b"a: [\n", b"a: 2\n"),
    ],
)
def test_what_cannot_be_done_is_one_error_in_japanese(
    ask: Callable[[Path], object], workspace: Path
) -> None:
    """Whatever is wrong with the question or the workspace, `OrgsheetError` says what."""
    with pytest.raises(api.OrgsheetError, match=r"[ぁ-ん]"):
        ask(workspace)


def test_settings_and_rules_that_cannot_be_used_are_told(workspace: Path) -> None:
    """A workspace with an unknown setting or rule key is refused, not half checked."""
    (workspace / "orgsheet.yaml").write_text("profil: 標準\n", encoding="utf-8")
    with pytest.raises(api.OrgsheetError, match=r"orgsheet\.yaml:1"):
        api.lint(workspace)
    (workspace / "orgsheet.yaml").unlink()
    (workspace / "lint").mkdir()
    (workspace / "lint/a-b.yaml").write_text("id: a-b\n", encoding="utf-8")
    with pytest.raises(api.OrgsheetError, match=r"a-b\.yaml:1"):
        api.lint(workspace)


def test_only_schemas_of_answers_are_given() -> None:
    """Asking for another schema is a mistake of the program that asks."""
    with pytest.raises(ValueError, match="findings"):
        api.json_schema("rule")
