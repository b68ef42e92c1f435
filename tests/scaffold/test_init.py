"""Promises of `orgsheet init`: a city's repository begins well, and nothing is overwritten."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Command
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.cli.commands.git_attributes import has_line
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import MARK
from orgsheet.scaffold import (
    HOSTS,
    City,
    Placement,
    ScaffoldError,
    place_files,
    planned_files,
    read_units,
)
from orgsheet.scaffold.templates_filled import SCHEMAS, fill
from orgsheet.source import parse

NAMES = yaml.safe_load((ROOT / "tests/cases/init/names.yaml").read_text(encoding="utf-8"))
TEMPLATES = ROOT / "src/orgsheet/scaffold/templates"
NAMED = ("--department", "政策推進部", "--section", "秘書課", "--section", "文化 芸術課")
UNITS = read_units(["政策推進部"], ["秘書課", "文化 芸術課"])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder with a Japanese name and a space in it."""
    folder = tmp_path / "取手市 シート"
    folder.mkdir()
    return folder


@pytest.fixture
def orgsheet(place: Path) -> Command:
    """The command line, run in the empty folder."""
    return Command(place)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".orgsheet-cache" not in path.parts and ".git" not in path.parts
    }


def _marked(out: str, mark: str) -> set[str]:
    return {line.removeprefix(f"{mark}: ") for line in out.splitlines() if line.startswith(mark)}


@pytest.mark.slow
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("named", [(), NAMED], ids=["example", "named"])
def test_a_new_repository_passes_its_own_checks(
    orgsheet: Command, place: Path, host: str, named: tuple[str, ...]
) -> None:
    """Right after `init`, `lint`, `fmt --check` and `status` end with 0, whatever was asked for."""
    made = orgsheet("init", "--host", host, "--year", "R7", *named)
    assert made.code == 0, made.err
    assert _marked(made.out, "作成") == set(_files(place))
    for command in (("lint",), ("fmt", "--check"), ("status", "R7")):
        result = orgsheet(*command)
        assert result.code == 0, (command, result.out, result.err)
    table = orgsheet("status", "R7").out
    assert ("秘書課" if named else "見本課") in table
    assert "記入中" not in table


@pytest.mark.slow
def test_the_example_says_that_it_is_one(orgsheet: Command, place: Path) -> None:
    """Without a department there are two example sheets, clean but for being marked as 見本."""
    orgsheet("init", "--year", "R7")
    settings = place / "orgsheet.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("profile: 導入期", "profile: 公開前"), encoding="utf-8")
    found = json.loads(orgsheet("lint", "--format", "json").out)["findings"]
    assert [finding["rule"] for finding in found] == ["sheet-sample"] * 2


@pytest.mark.slow
def test_each_named_unit_gets_the_form(orgsheet: Command, place: Path) -> None:
    """A department and each of its sections get a form that `lint` lists as still to be filled."""
    orgsheet("init", "--year", "R7", *NAMED)
    for name in ("部", "秘書課", "文化 芸術課"):
        text = (place / f"sheets/R7/政策推進部/{name}.yaml").read_text(encoding="utf-8")
        assert MARK in text
        assert ("課名" in yaml.safe_load(text)) == (name != "部")
    rules = {
        one["rule"] for one in json.loads(orgsheet("lint", "--format", "json").out)["findings"]
    }
    assert "text-unfilled" in rules


@pytest.mark.slow
def test_a_second_run_changes_nothing(orgsheet: Command, place: Path) -> None:
    """The same command again lists every file as kept and leaves bytes and times as they were."""
    orgsheet("init", *NAMED)
    before = {path: (place / path).stat().st_mtime_ns for path in _files(place)}
    again = orgsheet("init", *NAMED)
    assert again.code == 0
    assert _marked(again.out, "そのまま") == set(before)
    assert not _marked(again.out, "作成")
    assert {path: (place / path).stat().st_mtime_ns for path in _files(place)} == before


def test_an_existing_repository_keeps_its_files(orgsheet: Command, place: Path) -> None:
    """Files that are there stay byte for byte, the missing ones are added, and both are listed."""
    subprocess.run(["git", "init", "-q"], cwd=place, check=True)
    own = {
        "README.md": "自分の説明\r\n".encode("cp932"),
        ".gitignore": b"",
        ".vscode/settings.json": b"{}",
        ".github/CODEOWNERS": b"* @someone\n",
        "sheets/組織台帳.yaml": "部: []\n".encode(),
    }
    for path, data in own.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    result = orgsheet("init", *NAMED)
    assert result.code == 0, result.err
    assert _marked(result.out, "そのまま") == set(own)
    after = _files(place)
    assert {path: after[path] for path in own} == own
    assert ".github/workflows/orgsheet-review.yml" in _marked(result.out, "作成")
    assert "書き足してください" in result.err, "the register does not know the new department"


@pytest.mark.slow
def test_sheets_that_are_there_get_no_example(orgsheet: Command, place: Path) -> None:
    """Where there are sheets, no example is added, and the year is that of the latest sheets."""
    sheet = place / "sheets/R5/政策推進部/秘書課.yaml"
    sheet.parent.mkdir(parents=True)
    shutil.copy(ROOT / "sheets/R5/政策推進部/秘書課.yaml", sheet)
    orgsheet("init")
    assert not list(place.glob("sheets/*/見本部"))
    orgsheet("init", "--department", "総務部")
    assert (place / "sheets/R5/総務部/部.yaml").is_file()


@pytest.mark.slow
def test_a_dry_run_writes_nothing(orgsheet: Command, place: Path) -> None:
    """`--dry-run` lists what the real run then does, and leaves the folder empty."""
    planned = orgsheet("init", "--dry-run", *NAMED)
    assert planned.code == 0
    assert "まだ書き込んでいません" in planned.err
    assert not list(place.iterdir())
    assert orgsheet("init", *NAMED).out == planned.out


def test_a_folder_that_is_not_there_is_made(orgsheet: Command, place: Path) -> None:
    """A named folder is made with those above it, and the next commands begin with `cd` into it."""
    result = orgsheet("init", "新しい 場所/市", "--host", "none")
    assert result.code == 0, result.err
    assert (place / "新しい 場所/市/orgsheet.yaml").is_file()
    assert not (place / "新しい 場所/市/.github").exists()
    assert "cd '" in result.err


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid"), reason="needs POSIX modes")
def test_a_read_only_folder_is_told(orgsheet: Command, place: Path) -> None:
    """Where nothing may be written the command says so in Japanese, ends with 2, leaves nothing."""
    if os.geteuid() == 0:
        # The superuser may write everywhere; a file in the way of a folder is refused even so.
        (place / "schema").write_bytes(b"")
        result = orgsheet("init")
        assert result.code == 2
        assert "何も書き込んでいません" in result.err
        assert _files(place) == {"schema": b""}
        return
    place.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        result = orgsheet("init")
    finally:
        place.chmod(stat.S_IRWXU)
    assert result.code == 2
    assert "権限" in result.err
    assert not list(place.iterdir())


def test_a_failure_on_the_way_leaves_whole_files(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk refuses in the middle, what was made is whole and a new run goes on."""
    files = {f"{number}/ファイル": b"x" * number for number in range(5)}
    from orgsheet.files import UnwritableFileError, put_new
    from orgsheet.scaffold import put_files as module

    def refusing(root: Path, path: str, data: bytes) -> None:
        if len(data) == 3:
            raise UnwritableFileError("空き容量がありません。")
        put_new(root, path, data)

    monkeypatch.setattr(module, "put_new", refusing)
    placed = place_files(place, files, write=True)
    assert [one.placement for one in placed] == [Placement.MADE] * 3 + [Placement.FAILED]
    monkeypatch.undo()
    again = place_files(place, files, write=True)
    assert [one.placement for one in again] == [Placement.KEPT] * 3 + [Placement.MADE] * 2
    assert _files(place) == files


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize("name", ["sheets", ".github", "schema", ".vscode"])
def test_no_link_is_followed(orgsheet: Command, place: Path, tmp_path: Path, name: str) -> None:
    """A link in the place of a folder is refused before anything is written, here or there."""
    outside = tmp_path / "外"
    outside.mkdir()
    (place / name).symlink_to(outside)
    result = orgsheet("init", *NAMED)
    assert result.code == 2
    assert "リンク" in result.err
    assert not list(outside.iterdir())
    assert [path.name for path in place.iterdir()] == [name]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_in_the_place_of_a_file_is_kept(
    orgsheet: Command, place: Path, tmp_path: Path
) -> None:
    """A link, even a broken one, where a file would be made counts as being there."""
    (place / "README.md").symlink_to(tmp_path / "外の説明.md")
    result = orgsheet("init", *NAMED)
    assert result.code == 0
    assert "README.md" in _marked(result.out, "そのまま")
    assert not (tmp_path / "外の説明.md").exists()


def test_a_name_in_another_case_is_kept(orgsheet: Command, place: Path) -> None:
    """`readme.md` counts as `README.md`: on Windows and macOS the two are one file."""
    (place / "readme.md").write_bytes(b"own")
    assert "README.md" in _marked(orgsheet("init", *NAMED).out, "そのまま")
    assert "README.md" not in [path.name for path in place.iterdir()]


@pytest.mark.slow
def test_a_file_in_place_of_the_folder_is_told(orgsheet: Command, place: Path) -> None:
    """A file where the folder should be, or a name no file can have, is told in one sentence."""
    (place / "市").write_bytes(b"")
    for target in ("市", "市/シート", "あ" * 400):
        result = orgsheet("init", target)
        assert result.code == 2, target
        assert "Traceback" not in result.err
        assert "プログラムの内部" not in result.err


def test_a_repository_on_gitlab_is_known(orgsheet: Command, place: Path) -> None:
    """Where `.gitlab-ci.yml` is, GitLab's files are made without asking, and it is kept."""
    (place / ".gitlab-ci.yml").write_text("stages: [test]\n", encoding="utf-8")
    result = orgsheet("init")
    assert ".gitlab/orgsheet.yml" in _marked(result.out, "作成")
    assert ".gitlab-ci.yml" in _marked(result.out, "そのまま")
    assert ".gitlab/orgsheet.yml" in result.err, "told to include it"
    assert not (place / ".github").exists()


@pytest.mark.slow
def test_a_folder_inside_a_repository_is_told(orgsheet: Command, place: Path) -> None:
    """Inside another repository the command says to move out and to make a repository there."""
    (place / ".git").mkdir()
    inside = orgsheet("init", "市").err
    assert f"「{place}」の外へ移してから" in inside
    assert "cd 移した先のフォルダ" in inside
    assert "git init -b main" in inside
    at_top = orgsheet("init").err
    assert "の外へ" not in at_top
    assert "git init" not in at_top


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("github", "CODEOWNERS"),
        ("github", "docs/CODEOWNERS"),
        ("github", ".github/CODEOWNERS"),
        ("gitlab", "CODEOWNERS"),
        ("gitlab", "docs/CODEOWNERS"),
        ("gitlab", ".gitlab/CODEOWNERS"),
    ],
)
def test_owners_that_are_there_stay_in_force(
    orgsheet: Command, place: Path, host: str, own: str
) -> None:
    """Owners in any place a host looks at stay the only ones, and the lines to add are printed."""
    (place / own).parent.mkdir(exist_ok=True)
    (place / own).write_text("*  @city/all\n/schema/  @city/top\n", encoding="utf-8")
    result = orgsheet("init", "--host", host, *NAMED)
    assert result.code == 0, result.err
    assert own in _marked(result.out, "そのまま")
    assert [path for path in _files(place) if path.endswith("CODEOWNERS")] == [own]
    told = [line.split()[0] for line in result.err.splitlines() if "@書き換えてください" in line]
    assert "/sheets/*/政策推進部/" in told
    assert not {"*", "/schema/"} & set(told)


def test_owners_that_the_host_does_not_see_do_not_count(orgsheet: Command, place: Path) -> None:
    """A file of owners where only another host looks does not keep the own one from being made."""
    (place / ".gitlab").mkdir()
    (place / ".gitlab/CODEOWNERS").write_text("*  @city/all\n", encoding="utf-8")
    result = orgsheet("init", "--host", "github", *NAMED)
    assert ".github/CODEOWNERS" in _marked(result.out, "作成")
    assert "次の行を足してください" not in result.err


@pytest.mark.parametrize("host", HOSTS)
def test_the_staff_are_told_what_their_host_does(host: str) -> None:
    """README and template promise a comment only where one is made, in the words of the guide."""
    files = _made(host)
    readme = files["README.md"].decode()
    assert "変更の提案（変更の提案）" not in readme
    label = "新しい枝（ブランチ）を作って提案する"
    assert label in readme
    assert label in (ROOT / "docs/editing.md").read_text(encoding="utf-8")
    told = [readme, *(data.decode() for path, data in files.items() if "template" in path)]
    for text in told:
        assert ("結果がコメントで付き" in text) == (host == "github"), text
        assert ("ORGSHEET_NOTE_TOKEN" in text) == (host == "gitlab"), text


def test_the_help_of_init_tells_what_is_taken_by_itself(orgsheet: Command) -> None:
    """The help says how the year and the host are chosen where they are not named."""
    told = re.sub(r"[\s│]", "", orgsheet("init", "--help").out)
    assert "シートのあるいちばん新しい年度" in told
    assert ".gitlab-ci.ymlがあって" in told


@each_row("case", NAMES["refused"], ids=lambda case: case["says"])
def test_names_that_cannot_be_files_are_refused(case: dict[str, Any]) -> None:
    """A name that could lead elsewhere or be no file name is refused with what to type."""
    with pytest.raises(ScaffoldError) as caught:
        read_units(case["departments"], case["sections"])
    assert case["says"] in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("case", NAMES["made"], ids=lambda case: case["title"])
def test_names_reach_path_sheet_and_register_alike(case: dict[str, Any], place: Path) -> None:
    """Path, sheet and register say the same name, also one that YAML would take for no text."""
    units = read_units(case["departments"], case["sections"])
    assert {unit.department: list(unit.sections) for unit in units} == case["units"]
    city = City(FiscalYear(2025), units, "github")
    place_files(place, planned_files(city), write=True)
    register = parse((place / "sheets/組織台帳.yaml").read_bytes(), "").root
    assert register is not None
    departments = register.data()["部"]
    for department, unit in zip(departments, units, strict=True):
        assert department["名称"] == unit.department
        assert [section["名称"] for section in department["課"]] == list(unit.sections)
        for section in (None, *unit.sections):
            path = place / f"sheets/R7/{unit.department}/{section or '部'}.yaml"
            root = parse(path.read_bytes(), "").root
            assert root is not None
            data = root.data()
            assert (data["部名"], data.get("課名")) == (unit.department, section)
    lint = Command(place)("lint", "--format", "json")
    assert lint.code == 0, lint.out


WORDS = st.text("部課総務 -:#[]{}!&*'\"%@`=~,.?/\\|<>\t\n\x00\u202eか\u3099Aa0①", max_size=8)


@given(st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3))
def test_any_names_are_refused_or_stay_inside(departments: list[str], sections: list[str]) -> None:
    """Whatever names are given, they are refused, or every file lies where a file may."""
    try:
        units = read_units(departments, sections)
    except ScaffoldError:
        return
    files = planned_files(City(FiscalYear(2025), units, "github"))
    for path, data in files.items():
        assert not path.startswith("/")
        assert not {"", ".", ".."} & set(path.split("/"))
        if path.startswith("sheets/"):
            assert len(path.split("/")) in (2, 4)
            assert not parse(data, path).problems


def test_every_blank_of_every_template_is_filled() -> None:
    """No file of any kind keeps a `@@…@@`, and a value that looks like one is not filled again."""
    for host in HOSTS:
        for units in ((), UNITS):
            for path, data in planned_files(City(FiscalYear(2025), units, host)).items():
                assert b"@@" not in data, path
                assert data.endswith(b"\n"), path
                assert b"\r" not in data, path
    assert fill("@@甲@@", {"甲": "@@乙@@", "乙": "x"}) == "@@乙@@"


def test_every_template_is_used() -> None:
    """No template lies about that no repository gets."""
    used: set[str] = set()
    from orgsheet.scaffold import templates_filled as files

    files._template.cache_clear()
    original = files._template

    def noting(name: str) -> str:
        used.add(name)
        return original(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "_template", noting)
        for host in HOSTS:
            planned_files(City(FiscalYear(2025), (), host))
            planned_files(City(FiscalYear(2025), UNITS, host))
    assert used == {
        path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*") if path.is_file()
    } | {
        "common/CODEOWNERS",
        "common/gitattributes",
        "common/gitignore",
    }


def _made(host: str = "github") -> dict[str, bytes]:
    return planned_files(City(FiscalYear(2025), UNITS, host))


def test_editors_find_the_schemas_without_a_network() -> None:
    """Each modeline and each association of VS Code leads to a schema that `init` copies."""
    files = _made()
    for path, data in files.items():
        found = re.match(rb"# yaml-language-server: \$schema=(\S+)", data)
        if found:
            target = os.path.normpath(Path(path).parent / found[1].decode())
            assert target in files, path
            assert files[target] == (ROOT / target).read_bytes()
    settings = json.loads(files[".vscode/settings.json"])
    assert settings["files.encoding"] == "utf8"
    assert settings["files.insertFinalNewline"] is True
    assert settings["yaml.schemaStore.enable"] is False, "no schema is looked for elsewhere"
    for schema, patterns in settings["yaml.schemas"].items():
        name = schema.removeprefix("./schema/").removesuffix(".schema.json")
        assert name in SCHEMAS
        if (ROOT / schema).is_file():
            assert schema.removeprefix("./") in files
        if name in ("sheet", "plans", "organization", "settings"):
            pattern = patterns[0] if isinstance(patterns, list) else patterns
            assert any(Path(path).match(pattern) for path in files), pattern
    deeper = settings["yaml.schemas"]["./schema/sheet.schema.json"][1]
    assert Path("sheets/R6/総務部/総務課/一枚目.yaml").match(deeper)
    assert "redhat.vscode-yaml" in json.loads(files[".vscode/extensions.json"])["recommendations"]


def test_nobody_is_sent_to_a_page_of_this_repository() -> None:
    """Neither what `init` makes nor a rule names a page that only this repository has."""
    texts = {path: data.decode() for host in HOSTS for path, data in _made(host).items()}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in ROOT.glob("lint/*.yaml")}
    assert [name for name, text in texts.items() if re.search(r"docs/[a-z-]+\.md", text)] == []


def test_the_schemas_need_no_other_file() -> None:
    """No copied schema refers to another file or address, so that completion works offline."""
    for path, data in _made().items():
        if path.startswith("schema/"):
            for reference in re.findall(r'"\$ref": *"([^"]*)"', data.decode()):
                assert reference.startswith("#/"), (path, reference)


def test_git_knows_sheets_and_leaves_the_cache_out() -> None:
    """`.gitattributes` gives sheets to the drivers and LF; `.gitignore` names the cache."""
    files = _made()
    assert has_line(files[".gitattributes"])
    assert "*.yaml text eol=lf" in files[".gitattributes"].decode()
    assert ".orgsheet-cache/" in files[".gitignore"].decode().splitlines()


@pytest.mark.parametrize(("host", "folder"), [("github", ".github"), ("gitlab", ".gitlab")])
def test_code_owners_are_marked_as_placeholders(host: str, folder: str) -> None:
    """Each department and all policy has an owner's line, and no owner could be an account."""
    units = read_units(["総務 部", "#部[1]"], [])
    files = planned_files(City(FiscalYear(2025), units, host))
    lines = files[f"{folder}/CODEOWNERS"].decode().splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    assert all(len(rule) == 2 and rule[1].startswith("@書き換えてください/") for rule in rules)
    paths = [rule[0] for rule in rules]
    assert {"/sheets/*/総務?部/", "/sheets/*/?部?1?/"} <= set(paths)
    policy = ("/sheets/*.yaml", "/schema/", "/lint/", "/orgsheet.yaml", f"/{folder}/")
    assert all(paths.index(path) > paths.index("/sheets/*/総務?部/") for path in policy)


@pytest.mark.slow
def test_the_hooks_are_ones_pre_commit_reads(place: Path) -> None:
    """The real `pre-commit` runs the scaffolded hooks on a first commit, and they pass."""
    Command(place)("init", "--year", "R7", *NAMED)
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    for command in (
        ["git", "init", "-q", "-b", "main"],
        ["git", "add", "-A"],
        [sys.executable, "-m", "pre_commit", "run", "--all-files"],
    ):
        done = subprocess.run(
            command, cwd=place, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == 3


@pytest.mark.slow
def test_the_wheel_carries_the_templates(tmp_path: Path) -> None:
    """Every template is in the wheel, byte for byte."""
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", ".", str(ROOT)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for path in TEMPLATES.rglob("*"):
            if path.is_file():
                name = f"orgsheet/scaffold/templates/{path.relative_to(TEMPLATES).as_posix()}"
                assert archive.read(name) == path.read_bytes(), name


@pytest.mark.slow
def test_a_city_with_a_form_of_its_own_begins_with_sheets_of_it(tmp_path: Path) -> None:
    """Where the folder has a form, its sheets and the editor's schema follow that form."""
    forms = tmp_path / "schema" / "forms"
    forms.mkdir(parents=True)
    for file in (ROOT / "tests" / "cases" / "form" / "port").glob("港市*.yaml"):
        shutil.copy(file, forms)
    run = Command(tmp_path)
    done = run("init", "--year", "R6", "--department", "港湾局", "--section", "管理室")
    assert done.code == 0, done.err
    assert "市の様式「港市R6」" in done.err
    text = (tmp_path / "sheets/R6/港湾局/管理室.yaml").read_text("utf-8")
    assert "今年の仕事:" in text
    assert "室名: 管理室" in text
    assert "組織目標" not in text
    assert "今年の仕事" in (tmp_path / "schema/sheet.schema.json").read_text("utf-8")
    rules = {one["rule"] for one in json.loads(run("lint", "--format", "json").out)["findings"]}
    assert not rules & {"key-unknown", "key-missing"}


@pytest.mark.slow
@each_row(
    ("begun", "named"),
    [
        (["init -q -b main"], "main"),
        (["init -q -b master"], "master"),
        (["init -q -b 本番"], '"本番"'),
        (["init -q -b a!b", "commit -q --allow-empty -m 1"], "main"),
        (["init -q -b master", "commit -q --allow-empty -m 1", "switch -q -c 作業"], "master"),
    ],
)
def test_the_workflow_names_the_branch_that_is_there(
    orgsheet: Command, tmp_path: Path, begun: list[str], named: str
) -> None:
    """The check runs for the branch of the repository, and an upgrade keeps that branch."""
    place = tmp_path / named.strip('"') / str(len(begun))
    place.mkdir(parents=True)
    for words in begun:
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.invalid"]
        subprocess.run([*git, *shlex.split(words)], cwd=place, check=True)
    assert orgsheet("-C", str(place), "init", "--host", "github").code == 0
    workflow = (place / ".github/workflows/orgsheet-review.yml").read_text(encoding="utf-8")
    assert f"    branches: [{named}]\n" in workflow
    assert orgsheet("-C", str(place), "upgrade", "--check").code == 0
