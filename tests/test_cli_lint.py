"""`orgsheet lint` end to end, on the real sheets."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import ROOT, Command
from jsonschema import Draft202012Validator

SHEET = "sheets/R5/政策推進部/秘書課.yaml"
REQUIRED = {"rule", "severity", "message", "path", "line", "column", "endLine", "endColumn"} | {
    "sheet",
    "pointer",
    "related",
}


def test_json_report_is_valid_and_complete(orgsheet: Command) -> None:
    """The JSON report fits its schema, and every finding has an exact place in the file."""
    result = orgsheet("lint", "--format", "json")
    report = json.loads(result.out)
    schema = json.loads((ROOT / "schema/findings.schema.json").read_bytes())
    Draft202012Validator(schema).validate(report)
    assert result.code == 1
    assert report["version"] == 1
    assert report["findings"], "the published sheets keep their authors' mistakes"
    for finding in report["findings"]:
        assert set(finding) >= REQUIRED
        lines = (orgsheet.folder / finding["path"]).read_text(encoding="utf-8").split("\n")
        assert 1 <= finding["line"] <= finding["endLine"] <= len(lines)
        assert 1 <= finding["column"] <= len(lines[finding["line"] - 1]) + 1
        assert finding["endColumn"] <= len(lines[finding["endLine"] - 1]) + 1


@pytest.mark.parametrize(
    ("rule", "sheet", "words"),
    [
        ("plan-item-near", "R5/政策推進部/文化芸術課", "豊かな【と】ころ"),
        ("plan-item-near", "R5/政策推進部/部", "豊かな【と】ころ"),
        ("plan-number-without-list", "R5/政策推進部/政策推進課", ""),
        ("plan-name-damaged", "R5/政策推進部/政策推進課", "とりで行政経営改革"),
        ("deadline-shifted", "R5/政策推進部/政策推進課", "3月"),
    ],
)
def test_known_mistakes_of_the_real_sheets_are_found(
    orgsheet: Command, rule: str, sheet: str, words: str
) -> None:
    """The authors' own slips that a careful reader sees are found in the real sheets."""
    findings = json.loads(orgsheet("lint", "--format", "json").out)["findings"]
    found = [f for f in findings if f["rule"] == rule and f["sheet"] == sheet]
    if sheet.endswith("政策推進課") and rule == "plan-number-without-list":
        assert found == [], "政策推進課 lists plans under all three numbers"
    else:
        assert any(words in finding["message"] for finding in found)


def test_text_report_marks_the_place_under_full_width_text(orgsheet: Command) -> None:
    """The mark stands under the marked words, counted in columns of the terminal."""
    from orgsheet.report.width import width

    lines = orgsheet("lint", SHEET.replace("秘書課", "文化芸術課")).out.splitlines()
    for index, line in enumerate(lines):
        if "豊かなところと個性を育むまちづくり" in line and "|" in line:
            mark = lines[index + 1]
            before = line.split("豊かなところ")[0]
            assert width(mark.split("^")[0]) == width(before)
            assert mark.count("^") == width("豊かなところと個性を育むまちづくり")
            break
    else:
        pytest.fail("the line is not shown")


def test_text_report_fits_eighty_columns(orgsheet: Command) -> None:
    """No line of the text report is wider than the terminal, places and lines to paste aside."""
    from orgsheet.report.width import width

    for line in orgsheet("lint").out.splitlines():
        if not line.lstrip().startswith(("-->", "書き直し", "詳しく")):
            assert width(line) <= 82, line


def test_wheel_data_serve_a_folder_that_has_only_sheets(orgsheet: Command) -> None:
    """A workspace needs neither schema nor rules of its own."""
    assert sorted(p.name for p in orgsheet.folder.iterdir()) == ["sheets"]
    assert orgsheet("lint", "--format", "concise").code == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lint", "nowhere.yaml"], "ありません"),
        (["lint", "--year", "R9"], "R5"),
        (["lint", "--format", "xml"], "json"),
        (["lint", "--formt", "json"], "--format"),
        (["lnt"], "lint"),
        (["-C", "nowhere", "lint"], "sheets"),
        (["explain", "plan-item-naer"], "plan-item-near"),
        (["deadline", "7月"], "--year"),
        (["deadline", "7月", "--year", "らいねん"], "R5"),
        (["import", "nothing.txt"], "nothing.txt"),
        (["lint", "秘書課"], "orgsheet lint sheets/R5/政策推進部/秘書課.yaml"),
        (["lint", "政策推進部"], "orgsheet lint sheets/R5/政策推進部"),
        (["lint", "R5"], "orgsheet lint --year R5"),
        (["lint", "令和5年度"], "orgsheet lint --year R5"),
        (["fmt", "R5"], "orgsheet fmt sheets/R5"),
        (["lint", "--year"], "「--year」のあとに値"),
        (["lint", "--fix=x"], "「--fix」には値を書きません"),
        (["new", "R7", "R5"], "orgsheet new R7 --from R5"),
        (["link", "R5", "R4"], "orgsheet link R4 R5"),
        (["link", "R5", "R5"], "続く二つの年度"),
        (["diff", "", ""], "空のもの"),
        (["diff", "R4", ""], "空のもの"),
        (["diff", "R4", "R5", "--table", "nodir/a.xlsx"], "フォルダがありません"),
        (["diff", "R4", "R5", "--output", "nodir/a.txt"], "フォルダがありません"),
    ],
)
def test_wrong_usage_is_told_in_japanese(
    orgsheet: Command, arguments: list[str], words: str
) -> None:
    """A mistake on the command line ends with 2 and a Japanese sentence that helps."""
    result = orgsheet(*arguments)
    assert result.code == 2
    assert words in result.err
    assert "。" in result.err
    assert "Traceback" not in result.err


def test_git_doctor_outside_git_says_what_to_do(orgsheet: Command) -> None:
    """Where nothing is under Git, the doctor says where to go or how to begin."""
    result = orgsheet("git", "doctor")
    assert result.code == 2
    assert "git clone" in result.err
    assert "git init" in result.err
    assert "orgsheet diff" not in result.err


def test_the_help_is_japanese_where_an_option_is_needed(orgsheet: Command) -> None:
    """An option that must be written is marked so in Japanese."""
    text = orgsheet("deadline", "--help").out
    assert "必ず書く" in text
    assert "required" not in text


def test_an_empty_folder_is_not_clean(tmp_path: Path) -> None:
    """No sheet to check is exit 2, never a silent zero."""
    (tmp_path / "sheets").mkdir()
    result = Command(tmp_path)("lint")
    assert result.code == 2
    assert "sheets/年度/部名/課名.yaml" in result.err


def test_one_unreadable_sheet_does_not_hide_the_others(orgsheet: Command) -> None:
    """A sheet in another encoding is one finding; the others are checked all the same."""
    before = json.loads(orgsheet("lint", "--format", "json").out)["findings"]
    path = orgsheet.folder / SHEET
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp932"))
    after = json.loads(orgsheet("lint", "--format", "json").out)["findings"]
    assert [f["rule"] for f in after if f["sheet"].endswith("秘書課")] == ["file-cp932"]
    others = [f["fingerprint"] for f in before if not f["sheet"].endswith("秘書課")]
    kept = {f["fingerprint"] for f in after}
    assert kept.issuperset(
        f["fingerprint"]
        for f in before
        if f["fingerprint"] in others and not f["related"] and "cascade" not in f["rule"]
    )


def test_a_baseline_fails_only_on_what_is_new(orgsheet: Command) -> None:
    """With a baseline the known findings pass, a new one fails, and a mended one is reported."""
    record = "記録 1.json"
    assert orgsheet("lint", "--baseline", record).code == 2
    assert orgsheet("lint", "--baseline", record, "--update-baseline").code == 0
    assert orgsheet("lint", "--baseline", record).code == 0
    path = orgsheet.folder / "sheets/R5/政策推進部/文化芸術課.yaml"
    text = path.read_text(encoding="utf-8")
    assert "豊かなところと個性" in text
    mended = text.replace("豊かなところと個性", "豊かなこころと個性").replace(
        "部名: 政策推進部\n", "部名: 政策推進部\n\n\n"
    )
    path.write_text(mended, encoding="utf-8")
    result = orgsheet("lint", "--baseline", record, "--format", "concise")
    assert result.code == 0, result.out
    assert "記録にあって今はない指摘" in result.err
    path.write_text(text.replace("裁量有無: ○", "裁量有無: 有", 1), encoding="utf-8")
    result = orgsheet("lint", "--baseline", record, "--format", "concise")
    assert result.code == 1
    assert [line.split("[")[1].split("]")[0] for line in result.out.splitlines()] == ["flag-value"]


def test_a_new_record_says_what_it_hides(orgsheet: Command) -> None:
    """Recording again tells how many findings, and errors among them, no longer count."""
    update = ("lint", "--baseline", "記録.json", "--update-baseline")
    assert "新しい指摘" not in orgsheet(*update).err
    assert "記録に変わりはありません。" in orgsheet(*update).err
    path = orgsheet.folder / "sheets/R5/政策推進部/文化芸術課.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("裁量有無: ○", "裁量有無: 有", 1), encoding="utf-8")
    added = orgsheet(*update).err
    assert "新しい指摘 1 件（エラー 1 件）を加え、なくなった 0 件を消しました。" in added
    path.write_text(text, encoding="utf-8")
    removed = orgsheet(*update).err
    assert "新しい指摘 0 件（エラー 0 件）を加え、なくなった 1 件を消しました。" in removed


def test_a_text_file_beside_the_sheets_is_noticed_with_a_cache(orgsheet: Command) -> None:
    """A sheet saved as text is found although nothing else changed, and gone when it is renamed."""
    place = orgsheet.folder / "sheets/R5/政策推進部"
    first = orgsheet("lint", "--format", "concise").out
    memo = place / "会議.txt"
    memo.write_text("覚え書き\n", encoding="utf-8")
    assert orgsheet("lint", "--format", "concise").out == first
    memo.write_text("年度: R5\n部名: 政策推進部\n課名: 会議\n", encoding="utf-8")
    assert "file-name-text" in orgsheet("lint", "--format", "concise").out
    memo.unlink()
    assert orgsheet("lint", "--format", "concise").out == first


def test_a_page_of_a_rule_has_no_places_to_fill(tmp_path: Path) -> None:
    """`explain` shows messages as they come out, filled from the rule's first example."""
    command = Command(tmp_path)
    for rule in ("plan-item-near", "waiver-unused", "file-comment-cut", "deadline-unreadable"):
        page = command("explain", rule).out
        assert "例: " in page
        assert "{" not in page


def test_explain_works_offline_and_without_a_workspace(tmp_path: Path) -> None:
    """The rule book and every rule's page can be read in any folder."""
    command = Command(tmp_path)
    index = command("explain")
    assert index.code == 0
    page = command("explain", "plan-item-near")
    assert page.code == 0
    for heading in ("【理由】", "【直し方】", "【直す前の例】", "【よい例】"):
        assert heading in page.out


def test_hostile_file_names_and_text_start_no_command_of_a_ci_log(tmp_path: Path) -> None:
    """Whatever a sheet or its name contains, no output line is a workflow command."""
    folder = tmp_path / "sheets" / "R5" / "部\n::error::x"
    folder.mkdir(parents=True)
    hostile = '年度: "R5\\n::error::a"\n"##[add-mask]b": "\\e]0;x\\a ##[error]c"\n'
    (folder / "課\r::stop-commands::t.yaml").write_text(hostile, encoding="utf-8")
    command = Command(tmp_path)
    for format_ in ("text", "concise"):
        result = command("lint", "--format", format_)
        assert result.code == 1
        for line in (result.out + result.err).splitlines():
            assert "::" not in line
            assert "##[" not in line
            assert line.isprintable()


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_a_symbolic_link_is_a_finding_and_is_never_followed(
    orgsheet: Command, tmp_path: Path
) -> None:
    """A sheet that is a link out of the workspace is reported and not read."""
    secret = tmp_path / "秘密.yaml"
    secret.write_text("秘密: 内緒の言葉\n", encoding="utf-8")
    (orgsheet.folder / "sheets/R5/政策推進部/別の課.yaml").symlink_to(secret)
    result = orgsheet("lint")
    assert result.code == 1
    assert "別の課.yaml" in result.out
    assert "内緒の言葉" not in result.out + result.err
