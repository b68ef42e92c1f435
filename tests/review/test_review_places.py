"""No change takes a sheet or a setting away from the check by another name, place or attribute."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Command, Result
from git_repository import GitRepository

HISHO = "sheets/R5/政策推進部/秘書課.yaml"
ORGANIZATION = "sheets/組織台帳.yaml"
PLAIN = "年度: R5\n部名: 政策推進部\n"


@pytest.fixture
def repository(repository: GitRepository) -> GitRepository:
    """The repository of every review, where names stay as they are written on every computer."""
    repository.git("config", "core.precomposeunicode", "false")
    return repository


def edit(repository: GitRepository, old: str, new: str, path: str = HISHO) -> None:
    """Replace a text in a file once."""
    text = repository.read(path)
    assert old in text
    repository.write(text.replace(old, new, 1), path)


def review(repository: GitRepository, folder: str = "") -> Result:
    """Review HEAD against main, with the shipped defaults."""
    return Command(repository.folder / folder)("review", "--base", "main", "--head", "HEAD")


def told(done: Result) -> str:
    """Return the comment with the marks that keep names from acting taken out."""
    return done.out.replace("&#8203;", "")


@pytest.mark.every_row
@pytest.mark.slow
@pytest.mark.parametrize(
    "place",
    [
        "docs/秘書課.yaml",
        "sheets/秘書課.yaml",
        "sheets/R5/政策推進部/秘書課.json",
        "sheets/R5/政策推進部/秘書課.yaml.bak",
        "sheets/R5/政策推進部/秘書課.yaml\u200b",
        "sheets/R5/政策推進部/秘書課．ｙａｍｌ",
        "sheets/R5/政策推進部/秘書課.yaml/秘書課.yaml",
        "sheets/R5/政策推進部/別の課.yaml",
        "sheets/R6/政策推進部/秘書課.yaml",
    ],
)
@pytest.mark.parametrize("registered", [True, False])
def test_a_sheet_that_is_none_any_more_fails(
    repository: GitRepository, place: str, *, registered: bool
) -> None:
    """A sheet moved out of the check's sight fails the review, with or without a register."""
    if not registered:
        repository.git("switch", "-q", "main")
        (repository.folder / ORGANIZATION).unlink()
        repository.commit("台帳なし")
        repository.git("switch", "-q", "-C", "提案")
    text = repository.read(HISHO)
    (repository.folder / HISHO).unlink()
    repository.write(text, place)
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert f"{HISHO}: このシートが、点検されるところからなくなります" in told(done)


@pytest.mark.slow
def test_a_departments_own_sheet_is_missed_as_any_other(repository: GitRepository) -> None:
    """Deleted, or put in the place of a section's, it fails as that of a section does."""
    own, kept = (f"sheets/R5/政策推進部/{name}.yaml" for name in ("部", "部の控え"))
    text = repository.read(own)
    for place in ("", kept):
        (repository.folder / own).unlink()
        if place:
            repository.write(text, place)
        repository.commit()
        done = review(repository)
        assert done.code == 1
        assert f"{own}: このシートが、点検されるところからなくなります" in told(done)
        repository.git("reset", "-q", "--hard", "main")


@pytest.mark.slow
@pytest.mark.parametrize("place", ["sub/sheets/R5", "sheets/R05", "sheets/控え/R5"])
def test_a_year_that_is_moved_away_fails(repository: GitRepository, place: str) -> None:
    """All sheets of one year, moved together, are missed; another year is still there."""
    repository.git("switch", "-q", "main")
    shutil.copytree(ROOT / "sheets" / "R4", repository.folder / "sheets" / "R4")
    repository.commit("前の年度")
    repository.git("switch", "-q", "-C", "提案")
    (repository.folder / place).parent.mkdir(parents=True, exist_ok=True)
    repository.git("mv", "sheets/R5", place)
    repository.commit()
    done = review(repository)
    assert done.code == 1
    if place != "sheets/R05":  # the same year in another spelling is a finding of its own
        assert "このシートが、点検されるところからなくなります" in told(done)


@pytest.mark.slow
def test_a_deleted_sheet_passes_with_the_end_of_its_section(repository: GitRepository) -> None:
    """Only where the register says that the section ended before the year may its sheet go."""
    (repository.folder / HISHO).unlink()
    repository.commit()
    assert review(repository).code == 1
    entry = "        名称: 秘書課\n        初年度:\n        最終年度:{}\n        確認年度:{}\n"
    there = entry.format("", "\n          - R5")
    half = entry.format(" R4", "\n          - R5")
    edit(repository, there, half, ORGANIZATION)
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "「秘書課」は、「確認年度」に、最終年度より後の R5 があります" in told(done)
    edit(repository, half, entry.format(" R4", " []"), ORGANIZATION)
    repository.commit()
    done = review(repository)
    assert "シートがなくなります: R5/政策推進部/秘書課" in told(done)
    assert "点検されるところから" not in done.out
    assert done.code == 0, done.out


@pytest.mark.slow
def test_a_deleted_sheet_fails_where_its_entry_is_deleted_too(repository: GitRepository) -> None:
    """A section struck from the register is not one that ended."""
    (repository.folder / HISHO).unlink()
    edit(repository, "        名称: 秘書課\n", "        名称: 別の課\n", ORGANIZATION)
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "このシートが、点検されるところからなくなります" in told(done)


@pytest.mark.slow
@pytest.mark.parametrize("origin", ["", "seisaku-suishin-hisho"])
def test_a_sheet_of_another_section_does_not_take_a_sheets_place(
    repository: GitRepository, origin: str
) -> None:
    """Another ID in the entry's place, or a section split off one that is still there, is no move.

    The sheet is missed although one with the same content appears.
    """
    new = "sheets/R5/政策推進部/秘書広報課.yaml"
    repository.git("mv", HISHO, new)
    edit(repository, "課名: 秘書課", "課名: 秘書広報課", new)
    old = "      - ID: seisaku-suishin-hisho\n        名称: 秘書課\n"
    other = "      - ID: seisaku-suishin-koho\n        名称: 秘書広報課\n"
    if origin:
        rest = "        確認年度: [R5]\n        前身:\n          - ID: seisaku-suishin-hisho\n"
        rest += "            年度: R5\n            異動: 分割\n"
        other += rest + old
    edit(repository, old, other, ORGANIZATION)
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert f"{HISHO}: このシートが、点検されるところからなくなります" in told(done)


@pytest.mark.slow
def test_a_renamed_section_passes_with_its_entry(repository: GitRepository) -> None:
    """A sheet under the section's new name passes with the register's entry alone, and is told."""
    new = "sheets/R5/政策推進部/秘書広報課.yaml"
    repository.git("mv", HISHO, new)
    edit(repository, "課名: 秘書課", "課名: 秘書広報課", new)
    repository.commit()
    assert review(repository).code == 1
    edit(repository, "        名称: 秘書課\n", "        名称: 秘書広報課\n", ORGANIZATION)
    repository.commit()
    done = review(repository)
    assert "シートが移ります: R5/政策推進部/秘書課 → R5/政策推進部/秘書広報課" in told(done)
    assert "点検されるところから" not in done.out
    assert done.code == 0, done.out


@pytest.mark.slow
def test_a_sheet_moved_as_lint_advises_passes(repository: GitRepository) -> None:
    """A sheet that stood in another place than its own words say may go where they say."""
    wrong = "sheets/R5/政策推進部/秘書か.yaml"
    repository.git("switch", "-q", "main")
    repository.git("mv", HISHO, wrong)
    repository.commit("場所の違うシート")
    repository.git("switch", "-q", "-C", "提案")
    repository.git("mv", wrong, HISHO)
    repository.commit()
    done = review(repository)
    assert done.code == 0, done.out
    assert "シートが移ります: R5/政策推進部/秘書か → R5/政策推進部/秘書課" in told(done)


LOOK_ALIKES = [
    ("ORGSHEET.yaml", "rules: {path-mismatch: {severity: 'off'}}\n"),
    ("Sheets/R5/政策推進部/秘書課.yaml", PLAIN),
    ("ｓｈｅｅｔｓ/R5/政策推進部/秘書課.yaml", PLAIN),
    ("Lint/path-mismatch.yaml", "id: path-mismatch\n"),
    ("Schema/sheet.schema.json", "{}\n"),
    ("schema/Sheet.schema.json", "{}\n"),
    (".Orgsheet-cache/lint.json", "{}\n"),
    ("SHEETS/免除.yaml", "免除: []\n"),
    ("sheets/免除.yaml\u200b", "免除: []\n"),
    ("orgsheet\u200b.yaml", "profile: 導入期\n"),
    ("orgsheet\u034f.yaml", "profile: 導入期\n"),
    ("sheets/免除\u3164.yaml", "免除: []\n"),
    ("lint\U000e0100/path-mismatch.yaml", "id: path-mismatch\n"),
    ("sheets/R5/政策推進部/新しい課．ｙａｍｌ", PLAIN),
]


@pytest.mark.every_row
@pytest.mark.slow
@pytest.mark.parametrize(("path", "text"), LOOK_ALIKES)
def test_a_name_that_passes_for_policy_is_a_finding_and_fails(
    repository: GitRepository, path: str, text: str
) -> None:
    """What another computer takes for settings, rules or sheets is a finding, and fails reviews."""
    repository.write(text, path)
    repository.commit()
    run = Command(repository.folder)
    found = json.loads(run("lint", "--format", "json").out)["findings"]
    assert path in [one["path"] for one in found if one["rule"] == "file-name-place"]
    again = json.loads(run("lint", "--format", "json").out)["findings"]
    assert found == again
    done = review(repository)
    assert done.code == 1
    assert "同じものとみなされます" in done.out


@pytest.mark.slow
@pytest.mark.parametrize("path", ["Orgsheet.YAML", "Sheets"])
def test_a_link_that_passes_for_policy_is_a_finding_and_fails(
    repository: GitRepository, path: str
) -> None:
    """A link under such a name is told as well, and not followed."""
    (repository.folder / path).symlink_to("sheets")
    repository.commit()
    done = Command(repository.folder)("lint", "--format", "json")
    found = json.loads(done.out)["findings"]
    assert path in [one["path"] for one in found if one["rule"] == "file-name-place"]
    assert review(repository).code == 1


@pytest.mark.slow
def test_a_name_that_passes_for_the_workspace_or_the_host_fails(tmp_path: Path) -> None:
    """`City/` beside the workspace `city/`, and `.GitHub/` beside `.github/`, fail the review."""
    made = GitRepository(tmp_path / "県")
    shutil.copytree(ROOT / "sheets", made.folder / "city" / "sheets")
    made.commit("元")
    made.git("switch", "-q", "-c", "提案")
    for path in (
        "City/orgsheet.yaml",
        ".GitHub/workflows/x.yml",
        ".gith\u115fub/x",
        ".gitAttributes",
    ):
        made.write("{}\n", path)
        made.commit()
        done = review(made, "city")
        assert done.code == 1, path
        assert "同じものとみなされます" in done.out
        made.git("reset", "-q", "--hard", "main")
    made.write("控え\n", "控え.txt")
    made.commit()
    assert review(made, "city").code == 0


@pytest.mark.slow
def test_a_name_that_was_there_before_does_not_fail_another_change(
    repository: GitRepository,
) -> None:
    """What main already has is a finding of `lint`, not the fault of the next proposal."""
    repository.git("switch", "-q", "main")
    repository.write("{}\n", "Schema/sheet.schema.json")
    repository.commit("前から")
    repository.git("switch", "-q", "-C", "提案")
    edit(repository, "新春賀詞交歓会を開催し", "新春賀詞交歓会を市民会館で開催し")
    repository.commit()
    assert review(repository).code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "line"),
    [
        (".gitattributes", "*.yaml working-tree-encoding=UTF-16"),
        (".gitattributes", "sheets/** text filter=x"),
        (".gitattributes", "*\tident"),
        (".gitattributes", "*.YAML text eol=crlf"),
        (".gitattributes", "[attr]plain working-tree-encoding=Shift_JIS"),
        (".gitattributes", '"*.yaml" filter=x'),
        ("sheets/R5/.gitattributes", "秘書課.yaml filter=x"),
    ],
)
def test_attributes_that_change_what_was_checked_fail(
    repository: GitRepository, path: str, line: str
) -> None:
    """A proposal may not have git write other bytes to the disk than were reviewed."""
    repository.write(f"* text=auto\n{line}\n", path)
    # The attributes alone: with them in force git would not take the sheets as they are.
    repository.git("add", "--", path)
    repository.git("commit", "-q", "-m", "属性")
    done = review(repository)
    assert done.code == 1
    assert f"{path}:2: " in told(done)
    assert "点検したものと変えます" in done.out


@pytest.mark.slow
@pytest.mark.every_row
@pytest.mark.parametrize(
    "text",
    [
        "\ufeff*.yaml ident\n",
        "*.yaml\rident\rtext\n",
        "*.yaml a=b\x0bc ident\n",
        "*.yaml a=b\u2028c ident\n",
        "*.yaml a=b\x85 ident\n",
        "*.yaml\t \tident",
        "**/秘書課.yaml ident\n",
        "sheets/**/秘書課.yaml ident\n",
        "**/orgsheet.yaml ident\n",
        "[attr]odd ident\n*.yaml odd\n",
    ],
)
def test_attributes_are_read_as_git_reads_them(repository: GitRepository, text: str) -> None:
    """Where git itself says that a sheet or a setting is changed on its way, the review fails."""
    repository.write(text, ".gitattributes")
    asked = repository.git("check-attr", "ident", "--", HISHO, "orgsheet.yaml").stdout
    assert "ident: set" in asked
    repository.git("add", "--", ".gitattributes")
    repository.git("commit", "-q", "-m", "属性")
    done = review(repository)
    assert done.code == 1
    assert "点検したものと変えます" in done.out


def test_other_attributes_pass(repository: GitRepository) -> None:
    """Line ends as they are recorded, drivers, and filters of other files are told and no more."""
    repository.write(
        "*.yaml text eol=lf working-tree-encoding=UTF-8 diff=orgsheet merge=orgsheet\n"
        "*.png filter=lfs diff=lfs merge=lfs -text\ndocs/** ident\n# *.yaml filter=x\n",
        ".gitattributes",
    )
    repository.commit()
    done = review(repository)
    assert done.code == 0, done.out
    assert ".gitattributes（Git の設定）" in told(done)


@pytest.mark.parametrize(
    "path",
    [
        "sheets/既知の指摘.json",
        "Sheets/既知の指摘.JSON",
        "docs/記録.json",
        "schema/sheet.schema.json",
        "lint/結果.json",
        ".gitattributes",
        ".vscode/settings.json",
        "orgsheet-requirements.txt",
    ],
)
@pytest.mark.parametrize("words", [("lint", "--output"), ("review", "--base", "main", "--output")])
def test_no_result_is_written_over_what_decides_the_check(
    repository: GitRepository, path: str, words: tuple[str, ...]
) -> None:
    """A result onto a record, a rule, a form or a setting ends with exit 2, and nothing changes."""
    record = '{"version": 1, "findings": [\n\n]}\n'
    repository.write(record, path)
    done = Command(repository.folder)(*words, f"json={path}")
    assert done.code == 2
    assert "書きつぶさない" in done.err or "ほかの出力や記録と同じ" in done.err
    assert repository.read(path) == record


@pytest.mark.slow
def test_a_result_may_be_written_again(repository: GitRepository) -> None:
    """An earlier result is no record: it may be replaced, also beside the sheets."""
    run = Command(repository.folder)
    for _ in range(2):
        done = run("lint", "--output", "json=結果.json", "--output", "html=sheets/結果.html")
        assert done.code == 1
    assert json.loads(repository.read("結果.json"))["findings"]
