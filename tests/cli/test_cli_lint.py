"""`orgsheet lint` end to end, on the real sheets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from conftest import ROOT, Command
from jsonschema import Draft202012Validator

from orgsheet.cli.command_names import COMMANDS, group

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
    from orgsheet.render.display_width import width

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
    from orgsheet.render.display_width import width

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
        (["lint", "商工観光課"], "商工観光課"),
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
        (["lint", ""], "シートの名前が空です"),
        (["fmt", " "], "シートの名前が空です"),
        (["-C", "", "lint"], "-C のフォルダの名前が空です"),
        (["init", ""], "フォルダの名前が空です"),
        (["lint", "--baseline", ""], "--baseline のファイルの名前が空です"),
        (["lint", "--year", ""], "--year のあとに年度"),
        (["lint", "--year"], "使い方: orgsheet lint --help"),
        (["lint", "--format"], "使い方: orgsheet lint --help"),
        (["fmt", "--check=1"], "使い方: orgsheet fmt --help"),
        (["import", "sheets"], "取り込めるファイル（.txt"),
        (["lint", "--baseline", "sheets"], "記録のファイル"),
        (["lint", "--year", "R4", "sheets/R5"], "R4 のシートがありません（ある年度: R5）"),
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (SHEET, None, ".json"),
        ("sheets/計画台帳.yaml", None, ".json"),
        ("新しい.YML", None, ".json"),
        ("README.md", "# 置き場\n", "記録ではありません"),
        ("結果.json", '{\n  "version": 1,\n  "findings": [], "waived": []}', "記録ではありません"),
        ("記録.json", '{"version": 1, "findings": [\n<<<<<<< HEAD\n]}\n', "消してから作り直して"),
        ("空.json", "", "消してから作り直して"),
    ],
)
def test_no_other_file_becomes_a_record(
    orgsheet: Command, name: str, content: str | None, words: str
) -> None:
    """Only a record or a new file is written by --update-baseline; nothing else is thrown away."""
    path = orgsheet.folder / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    before = path.read_bytes() if path.exists() else None
    for more in ((), ("--update-baseline",)):
        result = orgsheet("lint", "--baseline", name, *more)
        assert result.code == 2
        assert words in result.err
        assert ("--update-baseline" in result.err) == (words == "消してから作り直して")
        assert (path.read_bytes() if path.exists() else None) == before


@pytest.mark.slow
def test_a_damaged_record_is_made_again_once_it_is_deleted(orgsheet: Command) -> None:
    """What the message about a damaged record says to do works."""
    path = orgsheet.folder / "記録.json"
    path.write_text('{"version": 1, "findings": [', encoding="utf-8")
    assert orgsheet("lint", "--baseline", path.name).code == 2
    path.unlink()
    assert orgsheet("lint", "--baseline", path.name, "--update-baseline").code == 0
    assert orgsheet("lint", "--baseline", path.name).code == 0


def test_a_year_that_the_chosen_folder_has_not_is_told_so(orgsheet: Command) -> None:
    """A folder of one year together with another year is answered with what contradicts."""
    later = orgsheet.folder / "sheets/R4/政策推進部/秘書課.yaml"
    later.parent.mkdir(parents=True)
    later.write_bytes((orgsheet.folder / SHEET).read_bytes())
    result = orgsheet("lint", "--year", "令和4年度", "sheets/R5")
    assert result.code == 2
    assert "「sheets/R5」に R4 のシートはありません" in result.err
    assert "orgsheet lint --year R4" in result.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "arguments"),
    [
        ("", ["-C", "../取手市 シート", "lint", "sheets/R5"]),
        ("", ["-C", "sheets/..", "lint", "--year", "R5"]),
        ("sheets/R5", ["lint", "../../sheets/R5"]),
        ("sheets/R5", ["lint", ".."]),
        ("sheets", ["-C", "..", "lint", "sheets/R5/../R5"]),
        ("..", ["lint", "取手市 シート/sheets/R5/政策推進部/.."]),
    ],
)
def test_paths_that_go_up_mean_what_they_do_in_the_shell(
    orgsheet: Command, place: str, arguments: list[str]
) -> None:
    """A path with `..` names the sheets that stand there, from any folder."""
    result = Command(orgsheet.folder / place)(*arguments, "--format", "concise")
    assert result.code == 1, result.err
    assert "sheets/R5/政策推進部/文化芸術課.yaml" in result.out


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_a_path_that_goes_up_from_behind_a_link_is_refused(
    orgsheet: Command, tmp_path: Path
) -> None:
    """`link/../sheets` is two places; neither is taken, and nothing outside is read or mended."""
    secret = tmp_path / "外/sheets/R5/部/課.yaml"
    secret.parent.mkdir(parents=True)
    secret.write_text("秘密:   内緒の言葉\n", encoding="utf-8")
    (tmp_path / "外/中").mkdir()
    (orgsheet.folder / "道").symlink_to(tmp_path / "外/中")
    for arguments in (
        ["lint", "道/../sheets"],
        ["lint", SHEET, "道/../sheets"],
        ["-C", "道/..", "lint"],
        ["fmt", "道/../sheets/R5"],
    ):
        result = orgsheet(*arguments)
        assert result.code == 2
        assert "リンク" in result.err
        assert "内緒の言葉" not in result.out + result.err
    assert secret.read_text(encoding="utf-8") == "秘密:   内緒の言葉\n"


@pytest.mark.parametrize("name", ["", *COMMANDS])
@pytest.mark.parametrize("columns", [60, 80])
def test_help_pages_fit_and_break_no_word(orgsheet: Command, name: str, columns: int) -> None:
    """No line of a help page is wider than the terminal, and no Latin word is cut in two."""
    from orgsheet.render.display_width import width

    words = [name] if name else []
    env = {"COLUMNS": str(columns)}
    page = orgsheet(*words, "--help", env=env).out
    assert "使い方:" in page
    assert "Usage" not in page
    assert all(char == "\n" or char.isprintable() for char in page)
    for line in page.splitlines():
        assert width(line) <= columns, line
    context = click.Context(group(rich_help=False))
    command = context.command
    if name:
        found = group(rich_help=False).get_command(context, name)
        assert found is not None
        command = found
    helps = [command.help or "", *(getattr(one, "help", None) or "" for one in command.params)]
    for word in re.findall(r"[!-~]+", " ".join(helps)):
        assert word in page, word


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_page_of_a_rule_has_no_places_to_fill(tmp_path: Path) -> None:
    """`explain` shows messages as they come out, filled from the rule's first example."""
    command = Command(tmp_path)
    for rule in ("plan-item-near", "waiver-unused", "file-comment-cut", "deadline-unreadable"):
        page = command("explain", rule).out
        assert "例: " in page
        assert "{" not in page


def test_explain_of_a_rule_whose_example_fits_no_sheet_shows_its_own_words(tmp_path: Path) -> None:
    """A city's rule may have an example that replaces what is not there."""
    (tmp_path / "sheets").mkdir()
    rule = (ROOT / "lint" / "cascade-deadline-later.yaml").read_text(encoding="utf-8")
    old = "replace:\n"
    broken = rule.replace(old, f"{old}          どこにもない言葉: 別の言葉\n")
    assert broken != rule
    (tmp_path / "lint").mkdir()
    (tmp_path / "lint" / "cascade-deadline-later.yaml").write_text(broken, encoding="utf-8")
    done = Command(tmp_path)("explain", "cascade-deadline-later")

    assert done.code == 0
    assert "直し方" in done.out


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


@pytest.mark.slow
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_changes_no_exit_code(workspace: Path, closed: str) -> None:
    """Whoever closes an output gets the same answer by the exit code."""
    command = f'exec "$0" -m orgsheet lint {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable], cwd=workspace, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"AttributeError" not in done.stderr


@pytest.mark.skipif(not __file__.isascii(), reason="Python itself does not start there")
def test_an_environment_without_japanese_file_names_is_refused(workspace: Path) -> None:
    """Where Python would misread the names of files, nothing is checked and the way out is told."""
    done = subprocess.run(
        [sys.executable, "-m", "orgsheet", "lint"],
        cwd=workspace,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0"},
        check=False,
    )
    assert done.returncode == 2
    assert "LC_ALL=C.UTF-8 PYTHONUTF8=1 orgsheet lint" in done.stderr.decode()


@pytest.mark.parametrize("columns", ["0", "1", "-5"])
def test_help_is_shown_on_any_width(columns: str) -> None:
    """A width that no window has hides no help."""
    done = subprocess.run(
        [sys.executable, "-m", "orgsheet", "lint", "--help"],
        capture_output=True,
        env={**os.environ, "COLUMNS": columns},
        check=False,
    )
    assert "--baseline" in done.stdout.decode()
