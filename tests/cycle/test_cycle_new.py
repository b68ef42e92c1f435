"""`orgsheet new`: next year's sheets hold what hands on, and ask for what does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Command
from cycle_samples import sheets_of

from orgsheet.cycle.sheet_places import put
from orgsheet.cycle.year_start import begin
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import MARK
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.schema import check_schema
from orgsheet.source import format_text
from orgsheet.workspace.workspace import Workspace

R5, R6 = FiscalYear(2023), FiscalYear(2024)
SECRETARY = "sheets/R6/政策推進部/秘書課.yaml"
UNFILLED = {"text-unfilled", "deadline-unreadable", "flag-value", "value-not-allowed"}
AGED = {("政策推進課", "plan-edition-old"), ("政策推進課", "year-named-wrong")}
"""What was right in R5 and no longer is: a plan that has ended, 令和5年度は as this year."""


def _marks(sheet: Sheet) -> list[str]:
    assert sheet.root is not None
    return [node.pointer() for node in sheet.root.walk() if MARK in str(getattr(node, "text", ""))]


@pytest.fixture
def begun(orgsheet: Command) -> Command:
    """The published sheets of R5 with the sheets of R6 begun."""
    result = orgsheet("new", "R6", "--from", "R5")
    assert result.code == 0, result.err
    return orgsheet


def test_every_row_of_r5_goes_on_in_r6(begun: Command) -> None:
    """Each row keeps its name, the text but of an improvement, and asks for its goals."""
    before, after = sheets_of(begun.folder, "R5"), sheets_of(begun.folder, "R6")
    for identity, sheet in before.items():
        new = after[SheetId("R6", *identity[1:])]
        assert [role.name and role.name.text for role in new.roles] == [
            role.name and role.name.text for role in sheet.roles
        ]
        for now, then in zip(new.actions, sheet.actions, strict=True):
            assert (now.section, now.name) == (then.section, then.name)
            assert now.action is not None
            if now.list_role == "改善":
                assert now.action.text.startswith(MARK)
            else:
                assert then.action is not None
                assert now.action.text == then.action.text
        for role in new.roles:
            assert "前年度の項目" not in role.node.data()
            assert {person.text for person in role.staff} in ({"全員"}, {MARK})
        for action in new.actions:
            row = action.node.data()
            assert "前年度の項目" not in row
            assert all(MARK in step[key] for step in row["目標期限"] for key in ("時期", "内容"))
            assert all(MARK in one for one in row["達成基準"])
            assert "期限原文" not in row


def test_the_result_is_canonical_and_fits_the_schema(begun: Command) -> None:
    """`fmt --check` passes, the first line stays, and carried sheets are valid as they stand."""
    assert begun("fmt", "--check").code == 0
    workspace = Workspace.open(begun.folder)
    schema = workspace.schema("sheet")
    before = sheets_of(begun.folder, "R5")
    for identity, sheet in sheets_of(begun.folder, "R6").items():
        assert sheet.document.line_text(1).startswith("# yaml-language-server: $schema=")
        problems = check_schema(sheet.document, schema)
        if SheetId("R5", *identity[1:]) in before:
            assert problems == []
        else:
            marked = set(_marks(sheet))
            assert {one.pointer for one in problems} <= marked


@pytest.mark.slow
def test_lint_reports_each_marked_place_once(begun: Command) -> None:
    """Each marked place is one error; else lint finds what it found in R5, or what has aged."""
    found: dict[str, list[str]] = {}
    others: dict[str, set[tuple[str, str]]] = {"R5": set(), "R6": set()}
    for finding in json.loads(begun("lint", "--format", "json").out)["findings"]:
        year, _, section = finding["sheet"].partition("/")
        if year == "R6" and finding["rule"] in UNFILLED:
            assert finding["severity"] == "error"
            found.setdefault(finding["sheet"], []).append(finding["pointer"])
        elif year in others:
            others[year].add((section.split("/")[1], finding["rule"]))
    for identity, sheet in sheets_of(begun.folder, "R6").items():
        assert sorted(found[str(identity)]) == sorted(_marks(sheet))
    assert others["R6"] - others["R5"] == AGED


def test_what_is_asked_again_stands_beside_it_as_it_was(begun: Command) -> None:
    """Above deadlines, criteria and improvements are last year's, a comment a line."""
    for identity, sheet in sheets_of(begun.folder, "R5").items():
        text = sheets_of(begun.folder, "R6")[SheetId("R6", *identity[1:])].document.text
        said = [line.strip() for line in text.split("\n") if line.strip().startswith("# 前年度: ")]
        wanted = []
        for row in sheet.actions:
            if row.list_role == "改善" and row.action:
                wanted.append(row.action.text)
            steps = [(one.when, one.event) for one in row.milestones]
            wanted += [" ".join(part.text for part in step if part) for step in steps]
            wanted += [row.raw_deadline.text] if row.raw_deadline else []
            wanted += [one.text for one in row.criteria]
        assert said == [f"# 前年度: {' '.join(one.split())}" for one in wanted]


def test_diff_pairs_every_row_of_the_untouched_result(begun: Command) -> None:
    """The diff of both years links all rows by their names, and none is dropped."""
    report = json.loads(begun("diff", "R5", "R6", "--format", "json").out)
    assert report["summary"]["rows"]["dropped"] == 0
    assert {link["basis"] for link in report["links"]} == {"exact"}
    rows = sum(
        len(sheet.roles) + len(sheet.actions) for sheet in sheets_of(begun.folder, "R5").values()
    )
    assert report["summary"]["rows"]["continued"] == len(report["links"]) == rows == 73


@pytest.mark.slow
def test_existing_sheets_are_left_alone(orgsheet: Command) -> None:
    """A second run changes nothing, and says of each sheet that it is there."""
    path = orgsheet.folder / SECRETARY
    path.parent.mkdir(parents=True)
    path.write_text("書きかけ", encoding="utf-8")
    first = orgsheet("new", "R6", "--from", "R5")
    assert first.code == 0
    assert f"もうあるので、そのままです: {SECRETARY}" in first.out
    assert path.read_text("utf-8") == "書きかけ"
    before = {one: one.read_bytes() for one in (orgsheet.folder / "sheets").rglob("*.yaml")}
    second = orgsheet("new", "R6", "--from", "R5")
    assert second.out.count("もうあるので") == len(before) - 7
    assert "作りました" not in second.out
    assert before == {one: one.read_bytes() for one in (orgsheet.folder / "sheets").rglob("*.yaml")}


@pytest.mark.parametrize("name", ["秘書課.yml", "秘書課.YAML"])
def test_a_sheet_under_another_spelling_counts_as_there(orgsheet: Command, name: str) -> None:
    """A file that Windows would take for the same one, or one ending in .yml, is not doubled."""
    path = orgsheet.folder / SECRETARY
    path.parent.mkdir(parents=True)
    path.with_name(name).write_text("書きかけ", encoding="utf-8")
    result = orgsheet("new", "R6", "--section", "秘書課")
    assert (result.code, path.exists()) == (0, path.with_name(name) == path)
    assert name in result.out


def test_a_dry_run_writes_nothing(orgsheet: Command) -> None:
    """`--dry-run` names the same files and leaves the folder as it is."""
    dry = orgsheet("new", "R6", "--from", "R5", "--dry-run")
    assert not (orgsheet.folder / "sheets" / "R6").exists()
    real = orgsheet("new", "R6", "--from", "R5")
    said = dry.out.replace("作ります", "作りました").replace("書き足します", "書き足しました")
    assert said == real.out
    assert (dry.code, real.code) == (0, 0)


def test_one_section_can_be_begun_alone(orgsheet: Command) -> None:
    """`--section` makes the sheet of that section and no other."""
    assert orgsheet("new", "R6", "--from", "R5", "--section", "秘書課").code == 0
    made = [one.relative_to(orgsheet.folder) for one in orgsheet.folder.rglob("R6/*/*.yaml")]
    assert [one.as_posix() for one in made] == [SECRETARY]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("R5", "--from", "R5"), "同じ年度"),
        (("R5", "--from", "R6"), "後の年度"),
        (("R6", "--from", "R4"), "ある年度: R5"),
        (("R9",), "ある年度: R5"),
        (("R9",), "orgsheet new R9 --from R5"),
        (("R5",), "orgsheet init --year R5 --host none --department 部名 --section 課名"),
        (("来年度",), "年度が読めません"),
        (("R6", "--section", "税務課"), "作れる課"),
        ((), "新しい年度を書いてください"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    orgsheet: Command, arguments: tuple[str, ...], words: str
) -> None:
    """A wrong year or section ends with exit 2 and what there is instead; nothing is written."""
    result = orgsheet("new", *arguments)
    assert result.code == 2
    assert words in result.err
    assert not (orgsheet.folder / "sheets" / "R6").exists()


def test_an_empty_form_is_made_where_there_is_no_earlier_year(orgsheet: Command) -> None:
    """What the message about a missing year says to type makes the section's empty form."""
    said = orgsheet("new", "R5", "--section", "政策推進部/税務課").err
    words = said.splitlines()[-1].partition(": orgsheet ")[2].split()
    assert words[-4:] == ["--department", "政策推進部", "--section", "税務課"]
    before = (orgsheet.folder / "sheets/R5/政策推進部/秘書課.yaml").read_bytes()
    assert orgsheet(*words).code == 0
    made = sheets_of(orgsheet.folder, "R5")
    assert [one.id.section for one in made.values()].count("税務課") == 1
    assert (orgsheet.folder / "sheets/R5/政策推進部/秘書課.yaml").read_bytes() == before


def test_without_registers_the_sheets_are_made_and_it_is_said(orgsheet: Command) -> None:
    """A city without registers gets its sheets, with all references as they were."""
    for name in ("組織台帳", "計画台帳"):
        (orgsheet.folder / f"sheets/{name}.yaml").unlink()
    result = orgsheet("new", "R6", "--from", "R5")
    assert result.code == 0
    assert result.err.count("がないので") >= 2
    text = (orgsheet.folder / SECRETARY).read_text("utf-8")
    assert "    - 行政運営の効率化\n" in text


def test_a_sample_does_not_become_a_real_sheet(orgsheet: Command) -> None:
    """What was made from a 見本 says so in its own 見本."""
    path = orgsheet.folder / "sheets/R5/政策推進部/秘書課.yaml"
    text = path.read_text("utf-8").replace("課名: 秘書課\n", "課名: 秘書課\n見本: 架空のもの\n")
    path.write_text(text, encoding="utf-8")
    assert orgsheet("new", "R6", "--from", "R5").code == 0
    (made,) = (
        one for one in sheets_of(orgsheet.folder, "R6").values() if one.id.section == "秘書課"
    )
    said = made.text("見本")
    assert said is not None
    assert said.text == (
        "見本の R5/政策推進部/秘書課 から作ったシート。もとの見本のことわりは「架空のもの」"
    )


def test_years_that_do_not_follow_are_not_linked(orgsheet: Command) -> None:
    """From R5 to R7 nothing is called 前年度, and it is said."""
    result = orgsheet("new", "R7", "--from", "R5", "--section", "秘書課")
    assert result.code == 0
    assert "前年度の項目は書いていません" in result.err
    text = (orgsheet.folder / "sheets/R7/政策推進部/秘書課.yaml").read_text("utf-8")
    assert "前年度の項目" not in text


def test_what_is_not_carried_over_is_said(orgsheet: Command) -> None:
    """A heading of no form and a row of no shape are named before they are missed."""
    path = orgsheet.folder / "sheets/R5/政策推進部/秘書課.yaml"
    text = path.read_text("utf-8").replace("業務プロセスの改善:\n", "業務プロセスの改善:\n  - 文\n")
    text = text.replace("    担当: [全員]\n", "    担当: [全員]\n    結果: 達成\n")
    path.write_text(f"{text}評価: A\n", encoding="utf-8")
    err = orgsheet("new", "R6", "--from", "R5").err
    for words in ("「評価」は様式にない", "行の「結果」は様式にない", "行の形でないもの"):
        assert words in err


def test_a_year_begins_the_same_way_twice(workspace: Path) -> None:
    """The same sheets give byte-identical beginnings, which reading and formatting leave alone."""
    first, second = (begin(Workspace.open(workspace), R6, R5) for _ in range(2))
    assert [one.start for one in first.begun] == [one.start for one in second.begun]
    for one in first.begun:
        assert one.start is not None
        put(workspace, one.target.id, one.start.text)
        document = Workspace.open(workspace).document(one.target.id.path)
        assert document is not None
        assert format_text(document) == one.start.text
