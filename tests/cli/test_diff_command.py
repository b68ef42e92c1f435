"""`orgsheet diff` end to end: what may be compared, how it is asked for, how it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Command
from git_repository import GitRepository
from jsonschema import Draft202012Validator

from orgsheet.render.display_width import width
from orgsheet.workspace.layout import REGISTERS, SCALES_PATH, WAIVERS_PATH

FOLDER = "sheets/R5/政策推進部"
SHEET = f"{FOLDER}/秘書課.yaml"
ENGLISH = ("Traceback", "Error")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder with the repository's sheets of both years, and nothing else."""
    folder = tmp_path / "取手市 シート"
    shutil.copytree(ROOT / "sheets", folder / "sheets")
    return folder


@pytest.fixture
def repository(workspace: Path) -> GitRepository:
    """The repository's sheets under git, in a folder with a space and Japanese letters."""
    made = GitRepository(workspace)
    made.commit("R5 のシート")
    return made


def _edit(orgsheet: Command, old: str, new: str, path: str = SHEET) -> None:
    file = orgsheet.folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_bytes(text.replace(old, new, 1).encode())


def _changes(orgsheet: Command, *words: str) -> list[dict[str, object]]:
    result = orgsheet("diff", *words, "--format", "json")
    assert result.code == 0, result.err
    found: list[dict[str, object]] = json.loads(result.out)["changes"]
    return found


def test_two_years_give_a_screen_that_says_sample(orgsheet: Command) -> None:
    """The two years of the repository fit one screen of 80 columns, and R4 is called a sample."""
    result = orgsheet("diff", "R4", "R5")
    lines = result.out.splitlines()
    assert result.code == 0
    assert lines[0].startswith("見本: R4")
    assert len(lines) <= 50
    assert max(map(width, lines)) <= 82, "a full stop may hang over the edge"


@pytest.mark.parametrize("format_", ["text", "markdown", "html", "json"])
def test_every_format_says_sample(orgsheet: Command, format_: str) -> None:
    """The notice of the sample stands in every format, and no letter is written as an escape."""
    result = orgsheet("diff", "R4", "R5", "--format", format_)
    assert result.code == 0
    assert "見本" in result.out
    assert "\\u" not in result.out


def test_json_fits_its_schema(orgsheet: Command) -> None:
    """The JSON report is what its published schema says."""
    report = json.loads(orgsheet("diff", "R4", "R5", "--format", "json").out)
    schema = json.loads((ROOT / "schema/changes.schema.json").read_bytes())
    Draft202012Validator(schema).validate(report)
    assert report["profile"] == "year"


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["html", "xlsx", "docx"])
def test_table_is_written(orgsheet: Command, ending: str) -> None:
    """The 新旧対照表 is written in each format where its library is there, else refused kindly."""
    file = orgsheet.folder / f"新旧 対照表.{ending}"
    result = orgsheet("diff", "R4", "R5", "--table", file.name)
    if result.code == 2:
        assert "pip install" in result.err
        assert not file.exists()
    else:
        assert (result.code, result.out) == (0, "")
        assert file.stat().st_size > 1000


def test_table_of_an_unknown_kind_is_refused(orgsheet: Command) -> None:
    """A table file must end with a format that there is."""
    result = orgsheet("diff", "R4", "R5", "--table", "表.pdf")
    assert (result.code, ".docx" in result.err) == (2, True)


@pytest.mark.slow
def test_output_goes_into_a_file(orgsheet: Command) -> None:
    """With --output the report is in the file and not on the screen."""
    shown = orgsheet("diff", "R4", "R5", "--format", "markdown")
    written = orgsheet("diff", "R4", "R5", "--format", "markdown", "--output", "変更.md")
    assert written.out == ""
    assert (orgsheet.folder / "変更.md").read_text(encoding="utf-8") == shown.out


@pytest.mark.parametrize("option", ["--output", "--table"])
@pytest.mark.parametrize("name", [SHEET, "sheets/計画台帳.yaml", "sheets", "ない/x.html"])
def test_no_sheet_is_overwritten_by_a_report(orgsheet: Command, option: str, name: str) -> None:
    """What would overwrite a sheet, or cannot be written, is refused before anything is shown."""
    before = {path: path.read_bytes() for path in orgsheet.folder.rglob("*.yaml")}
    result = orgsheet("diff", "R4", "R5", option, name)
    assert (result.code, result.out) == (2, "")
    assert option in result.err
    assert {path: path.read_bytes() for path in orgsheet.folder.rglob("*.yaml")} == before


def test_table_and_output_are_two_files(orgsheet: Command) -> None:
    """The table and the report do not overwrite each other."""
    result = orgsheet("diff", "R4", "R5", "--table", "表.html", "--output", "./表.html")
    assert (result.code, "別の名前" in result.err) == (2, True)
    assert not (orgsheet.folder / "表.html").exists()


def test_a_branch_called_like_a_year_is_compared(repository: GitRepository) -> None:
    """Beside a revision a year's name is the branch or tag of that name, where there is one."""
    orgsheet = Command(repository.folder)
    repository.git("branch", "r6")
    _edit(orgsheet, "時期: 4月", "時期: 5月")
    repository.commit()
    repository.git("tag", "R7")
    assert len(_changes(orgsheet, "r6", "main")) == 1
    assert _changes(orgsheet, "R7", "HEAD") == []
    assert orgsheet("diff", "main", "R5").code == 2


@pytest.mark.slow
def test_one_section_is_a_part_of_the_whole(orgsheet: Command) -> None:
    """--section gives the changes of that section as the whole comparison has them."""
    whole = _changes(orgsheet, "R4", "R5", "--all")
    part = _changes(orgsheet, "R4", "R5", "--all", "--section", "秘書課")
    assert part
    assert {one["fingerprint"] for one in part} <= {one["fingerprint"] for one in whole}
    assert _changes(orgsheet, "R4", "R5", "--all", "--section", "政策推進部/秘書課") == part


def test_years_in_any_writing(orgsheet: Command) -> None:
    """令和4年度 and 2023 name years as R4 and R5 do."""
    assert orgsheet("diff", "令和4年度", "2023").out == orgsheet("diff", "R4", "R5").out


@pytest.mark.slow
def test_folders_and_files_give_what_the_years_give(orgsheet: Command) -> None:
    """Two year folders are the two years; two files are one section of them."""
    years = _changes(orgsheet, "R4", "R5")
    folders = _changes(orgsheet, "sheets/R4", "sheets/R5")
    assert [one["fingerprint"] for one in folders] == [one["fingerprint"] for one in years]
    files = _changes(orgsheet, SHEET.replace("R5", "R4"), SHEET)
    assert files
    workspaces = _changes(orgsheet, ".", ".")
    assert workspaces == []


def test_files_outside_any_workspace_are_compared(orgsheet: Command, tmp_path: Path) -> None:
    """A copy of a sheet under another name is compared by what it says of itself."""
    copy = tmp_path / "秘書課 (1).yaml"
    shutil.copy(orgsheet.folder / SHEET, copy)
    _edit(orgsheet, "時期: 4月", "時期: 6月")
    found = _changes(orgsheet, str(copy), SHEET)
    assert len(found) == 1
    assert "4月" in str(found[0]["message"])


def test_sheets_of_two_sections_can_be_compared(orgsheet: Command) -> None:
    """Two files are compared even when they are of different sections, and a notice says so."""
    result = orgsheet("diff", SHEET, SHEET.replace("秘書課", "文化芸術課"))
    assert result.code == 0
    assert "別の課のシートどうし" in result.out


def test_revisions_are_read_beside_the_work_tree(repository: GitRepository) -> None:
    """HEAD~1 HEAD, a range and HEAD alone see their own versions, whatever the files say now."""
    orgsheet = Command(repository.folder)
    _edit(orgsheet, "時期: 4月", "時期: 5月")
    repository.commit("期限を直す")
    _edit(orgsheet, "時期: 5月", "時期: 9月")
    before = repository.read(SHEET)
    status = repository.git("status", "--porcelain").stdout
    last = _changes(orgsheet, "HEAD~1", "HEAD")
    assert [one["rule"] for one in last] == [
        one["rule"] for one in _changes(orgsheet, "HEAD~1..HEAD")
    ]
    assert "5月" in str(last[0]["message"])
    now = _changes(orgsheet, "HEAD")
    assert "9月" in str(now[0]["message"])
    assert repository.read(SHEET) == before
    assert repository.git("status", "--porcelain").stdout == status


def test_three_dots_leave_out_what_the_base_did_since(repository: GitRepository) -> None:
    """main...HEAD shows the branch's own edits, main..HEAD also what main did meanwhile."""
    orgsheet = Command(repository.folder)
    repository.git("checkout", "-q", "-b", "修正")
    _edit(orgsheet, "時期: 4月", "時期: 5月")
    repository.commit()
    repository.git("checkout", "-q", "main")
    _edit(orgsheet, "担当: [全員]", "担当: []")
    repository.commit()
    repository.git("checkout", "-q", "修正")
    own = {one["rule"] for one in _changes(orgsheet, "main...HEAD")}
    both = {one["rule"] for one in _changes(orgsheet, "main..HEAD")}
    assert own < both
    assert "staff-assigned" in both - own


def test_renamed_sheet_is_followed_and_a_register_named(repository: GitRepository) -> None:
    """A renamed sheet is compared with what it was; a changed register is named."""
    orgsheet = Command(repository.folder)
    repository.git("mv", SHEET, SHEET.replace("秘書課", "秘書広報課"))
    _edit(orgsheet, "時期: 4月", "時期: 5月", SHEET.replace("秘書課", "秘書広報課"))
    plans = repository.read("sheets/計画台帳.yaml")
    repository.write(f"{plans}# 追記\n", "sheets/計画台帳.yaml")
    repository.commit()
    result = orgsheet("diff", "HEAD~1", "HEAD", "--format", "json")
    report = json.loads(result.out)
    renamed = next(one for one in report["changes"] if one["rule"] == "section-renamed")
    assert renamed["before"]["sheet"].endswith("/秘書課")
    assert renamed["after"]["sheet"].endswith("/秘書広報課")
    assert any("計画台帳" in notice for notice in report["notices"])
    assert {one["rule"] for one in report["changes"]} == {"milestone-late", "section-renamed"}


def test_workspace_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    """A workspace below the repository's top is compared as if it were the top."""
    repository = GitRepository(tmp_path)
    shutil.copytree(ROOT / "sheets", tmp_path / "市/シート/sheets")
    repository.commit()
    orgsheet = Command(tmp_path / "市/シート")
    _edit(orgsheet, "時期: 4月", "時期: 5月")
    repository.commit()
    assert len(_changes(orgsheet, "HEAD~1", "HEAD")) == 1


def test_same_side_twice_has_no_changes(repository: GitRepository) -> None:
    """A revision against itself differs in nothing, and the report says so."""
    result = Command(repository.folder)("diff", "HEAD", "main")
    assert (result.code, "違いはありません" in result.out) == (0, True)


@pytest.mark.parametrize(("level", "code"), [("重", 0), ("注", 1), ("参", 1), ("雑", 1)])
def test_fail_on_counts_from_its_level_up(orgsheet: Command, level: str, code: int) -> None:
    """--fail-on ends with 1 from its level up; the years of the repository have nothing 重."""
    assert orgsheet("diff", "R4", "R5", "--fail-on", level).code == code


def test_fail_on_counts_what_is_left_out(repository: GitRepository) -> None:
    """A change that the view hides still counts for --fail-on 雑."""
    orgsheet = Command(repository.folder)
    _edit(orgsheet, "担当: [篠原, 松澤, 高橋]", "担当: [篠原, 高橋, 松澤]")
    assert orgsheet("diff", "HEAD", "--fail-on", "参").code == 0
    assert orgsheet("diff", "HEAD", "--fail-on", "雑").code == 1


def test_profile_may_be_chosen(orgsheet: Command) -> None:
    """--profile judges the same facts as the other kind of comparison does."""
    year = orgsheet("diff", "R4", "R5", "--format", "json").out
    pull = orgsheet("diff", "R4", "R5", "--profile", "pr", "--format", "json").out
    assert (json.loads(year)["profile"], json.loads(pull)["profile"]) == ("year", "pr")


@pytest.mark.slow
def test_settings_of_the_city_are_kept(orgsheet: Command) -> None:
    """Levels and the words of the table come from orgsheet.yaml; an unknown rule is refused."""
    path = orgsheet.folder / "orgsheet.yaml"
    path.write_text("changes:\n  project-new: 重\ntable:\n  title: 対照の表\n", encoding="utf-8")
    levels = {one["rule"]: one["level"] for one in _changes(orgsheet, "R4", "R5")}
    assert levels["project-new"] == "重"
    assert orgsheet("diff", "R4", "R5", "--table", "表.html").code == 0
    assert "対照の表" in (orgsheet.folder / "表.html").read_text(encoding="utf-8")
    path.write_text("changes:\n  projekt-new: 重\n", encoding="utf-8")
    result = orgsheet("diff", "R4", "R5")
    assert (result.code, "「project-new」の誤り" in result.err) == (2, True)
    path.write_text("table:\n  order: 左\n", encoding="utf-8")
    assert "new-left" in orgsheet("diff", "R4", "R5").err


@pytest.mark.slow
def test_names_of_staff_are_left_out_where_things_are_published(orgsheet: Command) -> None:
    """Markdown and JSON name no staff unless asked to; what changed stays the same change."""
    hidden = orgsheet("diff", "R4", "R5", "--all", "--format", "json")
    shown = orgsheet("diff", "R4", "R5", "--all", "--format", "json", "--show-staff")
    assert "篠原" not in hidden.out
    assert "篠原" in shown.out
    prints = [
        [one["fingerprint"] for one in json.loads(result.out)["changes"]]
        for result in (hidden, shown)
    ]
    assert prints[0] == prints[1]
    assert "篠原" not in orgsheet("diff", "R4", "R5", "--all", "--format", "markdown").out
    html = ("diff", "R4", "R5", "--all", "--format", "html", "--redact-staff")
    assert "篠原" not in orgsheet(*html).out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("R4", "R9"), "ある年度: R4、R5"),
        (("R5", "R5"), "同じ年度"),
        (("R4",), "二つ書いて"),
        ((), "orgsheet diff R4 R5"),
        (("R4", "R5", "R6"), "二つ書いて"),
        (("R4", "HEAD"), "年度ではありません"),
        (("nope", "HEAD"), "「nope」という版"),
        (("HEAD", "--", "--output=x"), "「--output=x」という版"),
        (("HEAD~99", "HEAD"), "「HEAD~99」という版"),
        ((SHEET, "sheets"), "ファイルとフォルダ"),
        ((SHEET, "sheets/R5/政策推進部/秘書化.yaml"), "「秘書課.yaml」ではありませんか"),
        (("ない.yaml", "これも.yaml"), "「ない.yaml」も「これも.yaml」もありません"),
        ((SHEET,), "と比べるもの"),
        (("R4", "R5", "--section", "秘書"), "「秘書課」ではありませんか"),
        (("R4", "R5", "--fail-on", "高"), "重、注、参、雑"),
        (("a" * 5000, "HEAD"), "という版"),
    ],
)
def test_wrong_input_is_answered_in_japanese(
    repository: GitRepository, words: tuple[str, ...], sentence: str
) -> None:
    """Each mistake ends with 2, a Japanese sentence with what to type, and no report."""
    result = Command(repository.folder)("diff", *words)
    assert result.code == 2
    assert sentence in result.err
    assert result.out == ""
    assert not any(word in result.err for word in ENGLISH)


def test_without_git_what_is_not_there_is_named(orgsheet: Command) -> None:
    """Beside a folder that is there, a word that no revision can have is what is missing."""
    for words in (("sheets/R4", "nodir"), ("nodir", "sheets/R4")):
        result = orgsheet("diff", *words)
        assert result.code == 2
        assert "「nodir」がありません。" in result.err
        assert "Git" not in result.err


def test_without_git_the_years_are_compared(orgsheet: Command) -> None:
    """Outside a repository years work, and revisions are answered with that."""
    assert orgsheet("diff", "R4", "R5").code == 0
    result = orgsheet("diff", "HEAD~1", "HEAD")
    assert (result.code, "Git で管理されていません" in result.err) == (2, True)


@pytest.mark.slow
def test_without_a_git_program(orgsheet: Command, tmp_path: Path) -> None:
    """Where git is not installed years work, and revisions are answered with how to go on."""
    nothing = {"PATH": str(tmp_path / "nothing")}
    assert orgsheet("diff", "R4", "R5", env=nothing).code == 0
    result = orgsheet("diff", "HEAD~1", "HEAD", env=nothing)
    assert (result.code, "git が見つかりません" in result.err) == (2, True)


def test_shallow_clone_is_explained(repository: GitRepository, tmp_path: Path) -> None:
    """In a shallow clone a missing revision is answered with how to fetch it."""
    repository.commit("二つめ")
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.folder}", str(clone))
    result = Command(clone)("diff", "HEAD~1", "HEAD")
    assert (result.code, "fetch-depth: 0" in result.err) == (2, True)


@pytest.mark.slow
def test_unreadable_sheet_leaves_the_rest_compared(orgsheet: Command) -> None:
    """With one sheet broken the others are compared, the broken one is named, and the end is 2."""
    whole = json.loads(orgsheet("diff", "R4", "R5", "--format", "json").out)
    (orgsheet.folder / SHEET).write_bytes(b"\xff\xfe broken")
    result = orgsheet("diff", "R4", "R5", "--format", "json")
    assert result.code == 2
    assert "R5/政策推進部/秘書課 は読めない" in result.err
    report = json.loads(result.out)
    assert report["after"]["unreadable"] == ["R5/政策推進部/秘書課"]
    assert any("読めない" in notice for notice in report["notices"])
    others = {one["fingerprint"] for one in whole["changes"] if "秘書課" not in str(one)}
    assert others <= {one["fingerprint"] for one in report["changes"]}
    assert not any(one["rule"] == "sheet-dropped" for one in report["changes"])


def test_unreadable_file_alone_is_named(orgsheet: Command) -> None:
    """Of two files one of which is broken there is nothing to compare, and that is said."""
    (orgsheet.folder / "壊れた.yaml").write_text("年度: [R5\n", encoding="utf-8")
    result = orgsheet("diff", "壊れた.yaml", SHEET)
    assert (result.code, "読めない" in result.err) == (2, True)
    assert not any(word in result.err + result.out for word in ENGLISH)


def test_a_change_of_any_register_is_told_and_compared_no_further(
    orgsheet: Command, repository: GitRepository
) -> None:
    """Each register that changed, the scales of ratings among them, is named with its file."""
    repository.git("switch", "-q", "-c", "提案")
    (repository.folder / WAIVERS_PATH).write_text("免除: []\n", encoding="utf-8")
    shutil.copy(ROOT / "tests/cases/evaluation/尺度.yaml", repository.folder / SCALES_PATH)
    for path in REGISTERS:
        with (repository.folder / path).open("a", encoding="utf-8") as file:
            file.write("# 改めた\n")
    repository.commit("台帳を改める")
    for words in (("diff", "main"), ("review", "--base", "main", "--head", "HEAD")):
        told = orgsheet(*words)
        assert told.code in {0, 1}, told.err
        for path in REGISTERS:
            assert f"（{path}）も変わっています" in told.out + told.err, words
