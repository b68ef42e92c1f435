"""`orgsheet status`: what is not begun, half filled in, to be mended and ready, truly counted."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Command
from cycle_samples import filled
from jsonschema import Draft202012Validator

from orgsheet.cycle.year_progress import READY, SheetStatus, YearStatus
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import MARK
from orgsheet.form.sheet import SheetId
from orgsheet.render.display_width import Style, width
from orgsheet.render.year_status import render_json, render_markdown, render_text

SCHEMA = json.loads((ROOT / "schema/status.schema.json").read_bytes())
R6 = FiscalYear(2024)
FOLDER = "sheets/R6/政策推進部"
STATES = ["unreadable", "not_started", "in_progress", "needs_fixes", "ready"]


def _status(orgsheet: Command, year: str = "R6") -> dict[str, Any]:
    result = orgsheet("status", year, "--format", "json")
    assert result.code == 0, result.err
    report: dict[str, Any] = json.loads(result.out)
    Draft202012Validator(SCHEMA).validate(report)
    return report


def _state(orgsheet: Command, section: str) -> dict[str, Any]:
    (found,) = (one for one in _status(orgsheet)["sheets"] if one["section"] == section)
    return dict(found)


@pytest.fixture
def begun(orgsheet: Command) -> Command:
    """The published sheets of R5 with the sheets of R6 begun."""
    assert orgsheet("new", "R6", "--from", "R5").code == 0
    return orgsheet


def _edit(orgsheet: Command, section: str, text: str) -> None:
    (orgsheet.folder / f"{FOLDER}/{section}.yaml").write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_states_follow_what_is_in_the_sheets(begun: Command) -> None:
    """From no file over a begun, a half filled and a faulty sheet to one that is ready."""
    path = begun.folder / f"{FOLDER}/秘書課.yaml"
    text = path.read_text("utf-8")
    fresh = _state(begun, "秘書課")
    assert (fresh["state"], fresh["open"], fresh["places"]) == ("not_started", 24, 24)
    _edit(begun, "秘書課", text.replace("[【記入】]", "[松澤, 高橋]", 1))
    half = _state(begun, "秘書課")
    assert (half["state"], half["open"], half["places"]) == ("in_progress", 23, 24)
    _edit(begun, "秘書課", filled(text).replace("時期: 9月", "時期: 13月", 1))
    faulty = _state(begun, "秘書課")
    assert (faulty["state"], faulty["open"], faulty["errors"]) == ("needs_fixes", 0, 1)
    _edit(begun, "秘書課", filled(text))
    done = _state(begun, "秘書課")
    assert (done["state"], done["open"], done["errors"]) == ("ready", 0, 0)
    _edit(begun, "秘書課", "組織目標: [\n")
    assert _state(begun, "秘書課")["state"] == "unreadable"
    path.unlink()
    gone = _state(begun, "秘書課")
    assert (gone["state"], gone["exists"], gone["places"]) == ("not_started", False, 24)


@pytest.mark.slow
def test_counts_are_those_of_lint(begun: Command) -> None:
    """Errors, warnings and infos of every sheet are as many as `lint` finds in it."""
    counts: dict[str, dict[str, int]] = {}
    for finding in json.loads(begun("lint", "--year", "R6", "--format", "json").out)["findings"]:
        of_sheet = counts.setdefault(finding["path"], {})
        of_sheet[finding["severity"]] = of_sheet.get(finding["severity"], 0) + finding["total"]
    for one in _status(begun)["sheets"]:
        found = counts.get(one["path"], {})
        for severity in ("error", "warning", "info"):
            assert one[f"{severity}s"] == found.get(severity, 0), one["path"]


@pytest.mark.slow
def test_a_broken_sheet_shows_and_hides_no_other(begun: Command) -> None:
    """Sheets of any bytes count as unreadable, come first, and the others are all there."""
    for section, data in (("秘書課", b"\xff\xfe\x00"), ("文化芸術課", b""), ("部", b"a: [\n")):
        (begun.folder / f"{FOLDER}/{section}.yaml").write_bytes(data)
    report = _status(begun)
    assert [one["state"] for one in report["sheets"][:3]] == ["unreadable"] * 3
    assert report["summary"] | {"unreadable": 3, "not_started": 5} == report["summary"]
    assert len(report["sheets"]) == 8


def test_sheets_are_in_the_order_of_urgency(begun: Command) -> None:
    """States come by urgency, and within one in the register's order of departments."""
    text = (begun.folder / f"{FOLDER}/秘書課.yaml").read_text("utf-8")
    _edit(begun, "秘書課", filled(text))
    (begun.folder / f"{FOLDER}/部.yaml").unlink()
    sheets = _status(begun)["sheets"]
    order = [STATES.index(one["state"]) for one in sheets]
    assert order == sorted(order)
    assert sheets[0]["exists"] is False
    register = (begun.folder / "sheets/組織台帳.yaml").read_text("utf-8")
    begun_ones = [one["section"] for one in sheets if one["state"] == "not_started"]
    places = [register.find(f"名称: {name}\n") for name in begun_ones if name]
    assert places == sorted(places)
    assert len(places) > 1


@pytest.mark.slow
def test_before_the_year_every_section_is_not_started(orgsheet: Command) -> None:
    """The year after one with sheets lists all that should come, and how to begin them."""
    result = orgsheet("status", "R6")
    assert result.code == 0
    assert "シート 8 枚: 未着手 8 枚" in result.out
    assert "orgsheet new R6 --from R5" in result.out
    assert orgsheet("status", "R6", "--fail-if-not-ready").code == 1


@pytest.mark.slow
def test_without_a_year_it_is_the_latest_that_has_sheets(orgsheet: Command) -> None:
    """Nobody types what can be seen; where there is none, it is said how to make one."""
    assert orgsheet("status").out == orgsheet("status", "R5").out
    for path in (orgsheet.folder / "sheets/R5").rglob("*.yaml"):
        path.unlink()
    told = orgsheet("status")
    assert told.code == 2
    assert "orgsheet init" in told.err


def test_the_first_year_has_nothing_to_be_filled_in(orgsheet: Command) -> None:
    """R5, which was not made from another year, is judged by lint alone."""
    report = _status(orgsheet, "R5")
    assert report["from"] is None
    assert {one["places"] for one in report["sheets"]} == {0}
    assert {one["state"] for one in report["sheets"]} == {"needs_fixes", "ready"}


@pytest.mark.slow
def test_a_ready_year_passes(orgsheet: Command) -> None:
    """With the flag, exit 0 means that every sheet is ready."""
    for path in (orgsheet.folder / "sheets/R5/政策推進部").glob("*.yaml"):
        if path.stem not in {"秘書課", "魅力とりで発信課"}:
            path.unlink()
    (orgsheet.folder / "sheets/組織台帳.yaml").unlink()
    assert orgsheet("status", "R5", "--fail-if-not-ready").code == 0
    assert "シート 2 枚は、すべて準備完了です。" in orgsheet("status", "R5").out


@pytest.mark.parametrize(("year", "words"), [("R9", "ある年度: R5"), ("来年", "年度が読めません")])
def test_an_unknown_year_is_told_with_those_there_are(
    orgsheet: Command, year: str, words: str
) -> None:
    """A year that neither has sheets nor follows one that has ends with exit 2."""
    result = orgsheet("status", year)
    assert (result.code, result.out) == (2, "")
    assert words in result.err


@pytest.mark.slow
def test_settings_decide_what_is_ready(orgsheet: Command) -> None:
    """The fail level and the severities of `orgsheet.yaml` count here as in `lint`."""
    path = orgsheet.folder / "orgsheet.yaml"
    path.write_text("fail_level: info\n", encoding="utf-8")
    assert _status(orgsheet, "R5")["summary"]["ready"] == 0
    path.write_text(
        "rules:\n" + "".join(f"  {rule}:\n    severity: off\n" for rule in _rules_of(orgsheet)),
        encoding="utf-8",
    )
    assert _status(orgsheet, "R5")["summary"]["ready_all"] is True


def _rules_of(orgsheet: Command) -> list[str]:
    report = json.loads(orgsheet("lint", "--year", "R5", "--format", "json").out)
    return sorted({one["rule"] for one in report["findings"] if one["severity"] == "error"})


@pytest.mark.slow
def test_known_findings_do_not_keep_a_sheet_from_being_ready(orgsheet: Command) -> None:
    """What the baseline of the settings records is counted apart, and no file of it is an error."""
    (orgsheet.folder / "orgsheet.yaml").write_text(
        "baseline: sheets/既知の指摘.json\n", encoding="utf-8"
    )
    assert "がありません" in orgsheet("status", "R5").err
    orgsheet("lint", "--update-baseline")
    report = _status(orgsheet, "R5")
    assert report["summary"]["ready_all"] is True
    assert all(one["errors"] == one["warnings"] == 0 for one in report["sheets"])
    assert sum(one["known"] for one in report["sheets"]) > 0


@pytest.mark.slow
def test_waived_findings_are_counted_apart(orgsheet: Command) -> None:
    """A waiver of the one error of a sheet makes it ready and is counted as such."""
    report = json.loads(orgsheet("lint", "--year", "R5", "--format", "json").out)
    (error,) = (
        one
        for one in report["findings"]
        if one["severity"] == "error" and one["sheet"] == "R5/政策推進部/政策推進課"
    )
    target = f"{error['sheet']}#{error['item']}" if error["item"] else error["sheet"]
    (orgsheet.folder / "sheets/免除.yaml").write_text(
        "免除:\n"
        f"  - 規則: {error['rule']}\n"
        f'    対象: "{target}"\n'
        "    理由: 計画書の表記を担当課に確かめているため\n"
        "    承認者: 政策推進課長\n"
        "    期限年度: R6\n",
        encoding="utf-8",
    )
    (found,) = (one for one in _status(orgsheet, "R5")["sheets"] if one["section"] == "政策推進課")
    assert (found["state"], found["errors"], found["waived"]) == ("ready", 0, 1)


@pytest.mark.slow
def test_a_broken_register_is_told_beside_the_table(begun: Command) -> None:
    """Sheets that are there stay in the table; exit 2 says that some may be missing from it."""
    (begun.folder / "sheets/組織台帳.yaml").write_text("部: [\n", encoding="utf-8")
    result = begun("status", "R6")
    assert result.code == 2
    assert "秘書課" in result.out
    assert "orgsheet lint sheets/組織台帳.yaml" in result.err


@pytest.mark.slow
def test_files_that_are_no_sheets_are_named(begun: Command) -> None:
    """A YAML file in the year's folder that is no sheet is not left out in silence."""
    (begun.folder / "sheets/R6/覚え書き.yaml").write_text("a: 1\n", encoding="utf-8")
    assert "sheets/R6/覚え書き.yaml" in "".join(_status(begun)["notices"])


@pytest.mark.slow
def test_an_unregistered_sheet_is_in_the_table(begun: Command) -> None:
    """A sheet that nobody expected counts like the others, and says that it was not expected."""
    _edit(
        begun,
        "新しい室",
        f"年度: R6\n部名: 政策推進部\n課名: 新しい室\n組織目標: {MARK}\n組織使命: 市政。\n",
    )
    found = _state(begun, "新しい室")
    assert (found["expected"], found["state"], found["open"]) == (False, "in_progress", 1)


def _year(*names: tuple[str, str]) -> YearStatus:
    sheets = tuple(
        SheetStatus(
            id=(identity := SheetId("R6", *name)),
            path=identity.path,
            state=READY,
            exists=True,
            is_expected=True,
            open=0,
            places=123,
            errors=999,
            warnings=9999,
        )
        for name in names
    )
    return YearStatus(R6, None, sheets, ())


@pytest.mark.slow
@pytest.mark.parametrize("columns", [52, 60, 80])
@pytest.mark.parametrize("ambiguous", [1, 2])
def test_the_table_fits_the_terminal(begun: Command, columns: int, ambiguous: int) -> None:
    """No line is wider than the terminal, and the numbers stand in one column."""
    long = ("とても長い名前の部" * 4, "○○①②課" * 9)
    text = render_text(_year(("部", "課"), long), Style(columns, ambiguous=ambiguous))
    lines = text.splitlines()
    table = lines[2:5]
    assert all(width(line, ambiguous) <= columns for line in table)
    assert len({width(line, ambiguous) for line in table}) == 1
    real = begun("status", "R6", env={"COLUMNS": str(max(columns, 60))}).out
    assert all(
        width(line) <= max(columns, 60) for line in real.splitlines() if "orgsheet" not in line
    )


def test_names_cannot_act_on_terminals_markdown_or_logs() -> None:
    """Hostile names show as text in every format."""
    status = _year(("部|`<b>@user", "課\x1b[31m\n::error::##[group]"))
    text = render_text(status, Style())
    assert "\x1b" not in text
    assert len(text.splitlines()) == 6
    markdown = render_markdown(status)
    row = markdown.splitlines()[6]
    assert "<b>" not in row
    assert "@user" not in row
    assert len(re.findall(r"(?<!\\)\|", row)) == 6
    record = render_json(status)
    assert "\x1b" not in record
    assert "##[" not in record
    assert json.loads(record)["sheets"][0]["section"] == "課\x1b[31m\n::error::##[group]"


@pytest.mark.slow
def test_formats_agree(begun: Command) -> None:
    """Text, Markdown and JSON hold the same sheets in the same order with the same counts."""
    names = [
        f"{one['department']} {one['section']}" if one["section"] else one["department"]
        for one in _status(begun)["sheets"]
    ]
    markdown = begun("status", "R6", "--format", "markdown").out
    rows = [line.split(" | ") for line in markdown.splitlines() if line.startswith("| 未着手")]
    assert [row[1] for row in rows] == names
    text = [line for line in begun("status", "R6").out.splitlines() if line.startswith("未着手")]
    assert [" ".join(line.split()[1:-3]) for line in text] == names
    assert [line.split()[-3:] for line in text] == [
        [row[2], row[3], row[4].removesuffix(" |")] for row in rows
    ]


@pytest.mark.slow
def test_the_schema_is_closed(begun: Command) -> None:
    """A field that the schema does not know, or one too few, is no status report."""
    report = _status(begun)
    for broken in ({**report, "more": 1}, {key: report[key] for key in list(report)[1:]}):
        assert list(Draft202012Validator(SCHEMA).iter_errors(broken))


@pytest.mark.slow
def test_status_leaves_the_folder_alone(begun: Command) -> None:
    """Looking changes no file and makes none."""

    def files(folder: Path) -> dict[Path, bytes]:
        return {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()}

    before = files(begun.folder)
    for format_ in ("text", "json", "markdown"):
        begun("status", "R6", "--format", format_)
    assert files(begun.folder) == before
