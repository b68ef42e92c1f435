"""No change of a sheet is silent, and nothing that could not be read passes for unchanged."""

from __future__ import annotations

import json
import shutil
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
from conftest import ROOT, Command
from git_repository import GitRepository
from hypothesis import given, settings
from hypothesis import strategies as st
from random_runs import runs

from orgsheet.diff.changes import Change
from orgsheet.diff.facts.gather import each_fact
from orgsheet.diff.judge import judge
from orgsheet.match.match_rows import match
from orgsheet.match.path_sides import file_side
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Plain, emit, parse
from orgsheet.workspace.layout import REGISTERS

FOLDER = "sheets/R5/政策推進部"
SHEET = f"{FOLDER}/秘書課.yaml"
REGISTER = "sheets/組織台帳.yaml"
VALUES: tuple[Plain, ...] = ("別の値", "R6", 0, True, 5.5, ["x"], {"y": "z"}, None, "", [], {}, " ")
KEYS = ("備考", "id", "見本", "様式", "前年度の項目", "新しい欄")


def _root(path: str) -> dict[str, Plain]:
    root = parse((ROOT / path).read_bytes(), path).root
    assert root is not None
    data: dict[str, Plain] = root.data()
    return data


def _places(value: Plain, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for step, item in inner if isinstance(value, dict | list) else ():
        found += _places(item, (*path, step))
    return found


def _edited(random: Random, data: dict[str, Plain]) -> Plain:
    """Return a copy with one edit: a value changed, a key or item removed or added, a row moved."""
    copy: Plain = deepcopy(data)
    path = random.choice(_places(copy))
    holder = copy
    for step in path[:-1]:
        holder = holder[step]
    last, kind = path[-1], random.choice(("set", "text", "remove", "add", "move"))
    if kind == "set":
        holder[last] = random.choice(VALUES)
    elif kind == "text":
        holder[last] = f"{holder[last]}{random.choice('。 、１')}"
    elif kind == "remove":
        del holder[last]
    elif isinstance(holder, dict):
        holder[random.choice(KEYS)] = holder.pop(last) if kind == "move" else random.choice(VALUES)
    else:
        item = holder.pop(last) if kind == "move" else random.choice([holder[last], *VALUES])
        holder.insert(random.randrange(len(holder) + 1), item)
    return copy


def _changes(before: Plain, after: Plain) -> tuple[Change, ...]:
    one, other = (file_side("版", SHEET, emit(data).encode()) for data in (before, after))
    plans = PlanRegister.read(None)
    matching = match(one, other, organization=OrganizationRegister(), plans=plans)
    facts = list(each_fact(matching, plans=plans))
    return judge(facts, matching, profile="pr", show_all=True)[0]


@settings(max_examples=runs(60))
@given(st.integers(min_value=0))
def test_any_edit_of_a_sheet_is_a_change(seed: int) -> None:
    """Whatever is changed, removed, added or moved in a sheet, diff shows something of it."""
    random = Random(seed)  # noqa: S311 - test data
    data = _root(SHEET)
    after = _edited(random, data)
    written = [parse(emit(one).encode(), SHEET).root for one in (data, after)]
    plain = [None if one is None else json.dumps(one.data()) for one in written]
    assert bool(_changes(data, after)) == (plain[0] != plain[1])


@pytest.mark.parametrize("key", ["年度", "部名", "課名", "様式", "見本", "知らない見出し"])
def test_a_heading_that_comes_goes_or_changes_is_a_change(key: str) -> None:
    """What names the sheet or its form, and any unknown heading, never changes silently."""
    data = _root(SHEET)
    with_it, other = {**data, key: data.get(key, "値")}, {**data, key: "ほかの値"}
    without = {name: value for name, value in data.items() if name != key}
    for before, after in ((with_it, without), (without, with_it), (with_it, other)):
        found = _changes(before, after)
        assert found
        assert all(key in one.message or key in "様式見本" for one in found), found
    assert _changes(with_it, with_it) == ()


MOVES = {
    "file": (f"{FOLDER}/広報課.yaml", {}),
    "file and 課名": (f"{FOLDER}/広報課.yaml", {"課名": "広報課"}),
    "folder": ("sheets/R5/総務部/秘書課.yaml", {}),
    "folder and 部名": ("sheets/R5/総務部/秘書課.yaml", {"部名": "総務部"}),
    "both": ("sheets/R5/総務部/広報課.yaml", {"部名": "総務部", "課名": "広報課"}),
}


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """The published sheets of R5, under Git, with the drivers."""
    shutil.copytree(ROOT / "sheets" / "R5", tmp_path / "sheets" / "R5")
    for name in ("組織台帳", "計画台帳"):
        shutil.copy(ROOT / f"sheets/{name}.yaml", tmp_path / "sheets")
    repository = GitRepository(tmp_path)
    assert Command(tmp_path)("git", "install").code == 0
    repository.commit()
    return repository


def _move(repository: GitRepository, name: str) -> str:
    target, values = MOVES[name]
    (repository.folder / target).parent.mkdir(exist_ok=True)
    repository.git("mv", SHEET, target)
    text = repository.read(target)
    for key, value in values.items():
        old = next(line for line in text.splitlines() if line.startswith(f"{key}:"))
        text = text.replace(f"{old}\n", f"{key}: {value}\n")
    repository.write(text, target)
    return target


@pytest.mark.slow
@pytest.mark.parametrize("name", MOVES)
def test_a_sheet_moved_in_git_is_a_change(repository: GitRepository, name: str) -> None:
    """Diff, review and git's own diff count and show it; the old sheet is the one before."""
    command = Command(repository.folder)
    repository.git("switch", "-qc", "改称")
    target = _move(repository, name)
    repository.commit("改称")
    text = command("diff", "main", "HEAD", "--fail-on", "雑")
    assert text.code == 1
    assert "違いはありません" not in text.out
    told = json.loads(command("diff", "main", "HEAD", "--format", "json").out)
    (change,) = told["changes"]
    assert change["rule"] == "section-renamed"
    assert change["before"]["path"] == SHEET
    assert change["after"]["path"] == target
    assert told["before"]["sheets"] == [SHEET[len("sheets/") : -len(".yaml")]]
    assert change["message"].count("」が「") == 1
    names = change["message"].partition("」が「")
    assert names[0].strip("「") != names[2].partition("」")[0]
    review = json.loads(command("review", "--base", "main", "--format", "json").out)
    assert [one["rule"] for one in review["changes"]] == ["section-renamed"]
    listing = repository.git("diff", "main", "HEAD").stdout
    assert change["message"] in listing
    assert "置き場所は同じ" not in listing


def test_the_register_tells_a_rename_that_the_text_does_not(repository: GitRepository) -> None:
    """A section that the register continues is followed even when its sheet was written anew."""
    target, _ = MOVES["file and 課名"]
    repository.git("rm", "-q", SHEET)
    data = {**_root("sheets/R5/政策推進部/文化芸術課.yaml"), "課名": "広報課"}
    repository.write(emit(data), target)
    repository.write(
        emit(
            {
                "部": [
                    {
                        "名称": "政策推進部",
                        "ID": "政策推進部",
                        "課": [
                            {"名称": "秘書課", "ID": "秘書"},
                            {"名称": "広報課", "ID": "広報", "前身": [{"ID": "秘書"}]},
                        ],
                    }
                ]
            }
        ),
        REGISTER,
    )
    repository.commit()
    told = json.loads(Command(repository.folder)("diff", "HEAD~1", "HEAD", "--format", "json").out)
    rules = {one["rule"] for one in told["changes"]}
    assert "section-renamed" in rules
    assert not rules & {"section-new", "section-dropped"}


def test_two_files_of_different_sections_differ(workspace: Path) -> None:
    """Two files named by a person are compared, and that they are two sections is a change."""
    data = _root(SHEET)
    for name, section in (("a", "秘書課"), ("b", "広報課")):
        (workspace / f"{name}.yaml").write_bytes(emit({**data, "課名": section}).encode())
    run = Command(workspace)("diff", "a.yaml", "b.yaml", "--fail-on", "雑")
    assert run.code == 1
    assert "「秘書課」が「広報課」になった" in run.out


UNREADABLE = {
    "cp932": lambda text: text.encode("cp932", "replace"),
    "utf-16": lambda text: text.encode("utf-16"),
    "broken": lambda text: (text + "部: [\n").encode(),
    "list": lambda text: b"- [\n" + text.encode(),
    "large": lambda text: (text + "# " + "x" * 1_100_000 + "\n").encode(),
    "link": None,
    "folder": None,
}


def _spoil(path: Path, how: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.unlink()
    make = UNREADABLE[how]
    if how == "link":
        path.symlink_to(Path(SHEET).relative_to("sheets"))
    elif how == "folder":
        path.mkdir()
        (path / "中身.txt").write_bytes(b"x")
    elif make is not None:
        path.write_bytes(make(text))


@pytest.fixture
def years(workspace: Path) -> Path:
    """Sheets of R4 and R5, under Git with two commits."""
    shutil.copytree(workspace / "sheets" / "R5", workspace / "sheets" / "R4")
    for sheet in (workspace / "sheets" / "R4").rglob("*.yaml"):
        text = sheet.read_text(encoding="utf-8")
        sheet.write_bytes(text.replace("年度: R5", "年度: R4").encode())
    repository = GitRepository(workspace)
    repository.commit()
    repository.git("switch", "-qc", "変更")
    sheet = workspace / SHEET
    sheet.write_bytes(sheet.read_bytes().replace("時期: 4月".encode(), "時期: 5月".encode()))
    return workspace


SENTENCE = "に読めないところがあるため"


@pytest.mark.parametrize("how", UNREADABLE)
def test_an_unreadable_register_is_told(years: Path, how: str) -> None:
    """However the register is spoilt, diff says what it did not follow, in JSON too: exit 2."""
    _spoil(years / REGISTER, how)
    run = Command(years)("diff", "R4", "R5", "--format", "json")
    assert run.code == 2
    assert f"{REGISTER} {SENTENCE}" in run.err
    assert any(SENTENCE in notice for notice in json.loads(run.out)["notices"])


@pytest.mark.slow
@pytest.mark.parametrize("register", ["組織台帳", "計画台帳"])
def test_every_command_tells_an_unreadable_register(years: Path, register: str) -> None:
    """Comparisons, tables of a year, exports, pages and the rest: all say it and exit 2."""
    _spoil(years / "sheets" / f"{register}.yaml", "cp932")
    GitRepository(years).commit()
    command = Command(years)
    sentence = f"sheets/{register}.yaml {SENTENCE}"
    for words in (
        ("diff", "R4", "R5", "--table", "表.html"),
        ("diff", "main", "HEAD"),
        ("diff", "sheets/R4", "sheets/R5"),
        ("link", "R4", "R5"),
        ("log", "新春賀詞交歓会", "--format", "json"),
        ("status", "R5"),
        ("new", "R6", "--from", "R5", "--dry-run"),
        ("calendar", "--year", "R5"),
        ("coverage", "--year", "R5", "--format", "html"),
        ("workload", "--year", "R5"),
        ("results", "R5"),
        ("summary", "R5", "--format", "html"),
        ("hearing", "R5", "--output", "聞き取り.html"),
        ("find", "賀詞"),
        ("export", "--format", "html", "--output", "シート"),
        ("export", "--format", "csv", "--output", "表"),
        ("site", "--output", "頁", "--internal"),
        ("archive", "R5", "--output", "保存"),
    ):
        run = command(*words)
        assert (run.code, sentence in run.err) == (2, True), (words, run.err)
        assert "違いはありません" not in run.out
        assert "計画がない" not in run.err, "a plan that cannot be read is there"
        if "json" in words:
            assert any(SENTENCE in notice for notice in json.loads(run.out)["notices"])
    assert not (years / "保存").exists(), "nothing is kept for good that cannot be read"


@pytest.mark.parametrize("register", [Path(path).stem for path in REGISTERS])
def test_a_register_that_differs_between_folders_is_told(
    years: Path, tmp_path_factory: pytest.TempPathFactory, register: str
) -> None:
    """Two folders whose registers alone differ are not simply called the same."""
    other = tmp_path_factory.mktemp("写し")
    shutil.copytree(years / "sheets", other / "sheets")
    path = f"sheets/{register}.yaml"
    command = Command(years)
    assert path not in command("diff", ".", str(other)).out
    with (other / path).open("a", encoding="utf-8") as file:
        file.write("# 直した\n")
    for words in ((".", str(other)), ("sheets", f"{other}/sheets")):
        run = command("diff", *words)
        assert (run.code, f"（{path}）も変わっています" in run.out) == (0, True), run.out


def test_files_that_fmt_leaves_alone_are_not_called_tidy(workspace: Path) -> None:
    """`fmt` counts a file behind a link, one it cannot read and tidy ones each for what it is."""
    outside = workspace.parent / "外.yaml"
    sheet = workspace / SHEET
    shutil.copy(sheet, outside)
    sheet.unlink()
    sheet.symlink_to(outside)
    (workspace / REGISTER).write_bytes(b"x: [\n")
    for words in (("fmt", "--check"), ("fmt",)):
        run = Command(workspace)(*words)
        assert run.code == 2
        assert "2 件は整形できず、書き方を確かめていません" in run.err
        assert "すべて" not in run.err


@pytest.mark.slow
def test_a_review_with_an_unreadable_register_fails(years: Path) -> None:
    """A change after which the register cannot be followed does not pass, whoever broke it."""
    repository = GitRepository(years)
    repository.git("switch", "-q", "-f", "main")
    _spoil(years / REGISTER, "cp932")
    repository.commit()
    repository.git("switch", "-qc", "次")
    sheet = years / SHEET
    sheet.write_bytes(sheet.read_bytes().replace("時期: 4月".encode(), "時期: 5月".encode()))
    repository.commit()
    run = Command(years)("review", "--base", "main")
    assert run.code == 1
    assert "改称、統合、分割、移管をたどれません" in run.out


def test_git_diff_tells_an_unreadable_register(repository: GitRepository) -> None:
    """Git's listing goes on, and says that the registers around the sheet were not followed."""
    _spoil(repository.folder / REGISTER, "cp932")
    text = repository.read(SHEET)
    repository.write(text.replace("時期: 4月", "時期: 5月"), SHEET)
    assert "をたどれません" in repository.git("diff", "--", SHEET).stdout


def test_two_states_without_sheets_are_not_called_equal(tmp_path: Path) -> None:
    """Where neither side has a sheet there is nothing to compare: told, exit 2."""
    repository = GitRepository(tmp_path)
    repository.write("profile: 標準\n", "orgsheet.yaml")
    repository.commit()
    repository.write("profile: 公開前\n", "orgsheet.yaml")
    repository.commit()
    run = Command(tmp_path)("diff", "HEAD~1", "HEAD")
    assert (run.code, "シートがありません" in run.err) == (2, True)
    assert "違いはありません" not in run.out


def test_a_side_without_sheets_is_told(repository: GitRepository) -> None:
    """A revision from before the sheets is named as empty, and all sheets are new."""
    first = repository.git("rev-list", "--max-parents=0", "HEAD").stdout.strip()
    repository.git("checkout", "-q", "--orphan", "空")
    repository.git("rm", "-rq", "--cached", "sheets")
    repository.git("commit", "-q", "--allow-empty", "-m", "空")
    run = Command(repository.folder)("diff", "空", first)
    assert "空 にはシートがありません" in run.out
    assert "違いはありません" not in run.out
