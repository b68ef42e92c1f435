"""A repository that an older version made is brought up to this one; a person's words stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.cli import run
from orgsheet.cycle.renewals import renewed_entries
from orgsheet.fiscal import FiscalYear
from orgsheet.lint.baseline import Entry, entry_of
from orgsheet.lint.finding import Finding, Place
from orgsheet.lint.rulebook import load_rules
from orgsheet.scaffold import City, planned_files, read_units
from orgsheet.workspace.workspace import packaged_workspace

CASE = ROOT / "tests" / "cases" / "upgrade" / "city-of-43d917e.json"
OLD: dict[str, str] = json.loads(CASE.read_text("utf-8"))
"""A repository by path: scaffolded at that commit, then used; its schema is as it was copied."""
BOOK = load_rules(packaged_workspace())
PLACE = Place("sheets/R5/甲部/乙課.yaml", 1, 1, 1, 2)
FINDING = Finding("", "error", "", "", "", "", PLACE, "", "", "", "")


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of this version, with two files as an older one made them."""
    for path, data in made().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    for path in (".gitignore", "schema/organization.schema.json"):
        (tmp_path / path).write_text(OLD[path], "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made() -> dict[str, bytes]:
    """Return the files that this version makes."""
    units = read_units(["総務部"], ["総務課"])
    return planned_files(City(FiscalYear.parse("R6"), units, "github"))


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.slow
def test_what_an_older_version_made_becomes_todays(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files that nobody changed become those of this version; told first, written after."""
    before = contents(city)
    assert run(["upgrade", "--check"]) == 1
    told = capsys.readouterr().out
    assert contents(city) == before
    assert run(["upgrade"]) == 0
    now = contents(city)
    changed = {path for path in now if now[path] != before[path]}
    assert changed == {".gitignore", "schema/organization.schema.json"}
    assert all(path in told and now[path] == made()[path] for path in changed)
    assert run(["upgrade", "--check"]) == 0


def test_what_a_person_changed_or_took_away_stays(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file with a line of the city's own is left and named; what was removed stays away."""
    path = city / ".gitignore"
    path.write_bytes(path.read_bytes() + "課の控え/\n".encode())
    (city / "schema/organization.schema.json").unlink()
    before = contents(city)
    assert run(["upgrade"]) == 0
    assert contents(city) == before
    assert "そのまま: .gitignore" in capsys.readouterr().err


@pytest.mark.usefixtures("city")
def test_a_copied_schema_without_later_headings_still_serves() -> None:
    """Before it is upgraded, a repository with an older schema is checked as before."""
    assert run(["lint", "--no-cache"]) == 0


def test_former_names_of_rules_become_todays(city: Path) -> None:
    """Settings and waivers get today's names of rules; comments and all else stay."""
    source = (ROOT / "lint" / "staff-single.yaml").read_text("utf-8")
    (city / "lint").mkdir()
    named = source.replace("id: staff-single", "id: own-rule\naliases: [former-rule]", 1)
    (city / "lint" / "own-rule.yaml").write_text(named, "utf-8")
    settings = "profile: 標準 # 段階\nrules:\n  former-rule: # 前の名前\n    severity: info\n"
    (city / "orgsheet.yaml").write_text(settings, "utf-8")
    waiver = (
        "免除:\n  - 規則: former-rule # 承認済\n    対象: R6/総務部/総務課\n"
        "    理由: 試験のため。\n    承認者: 総務課長\n    期限: R6\n"
    )
    (city / "sheets" / "免除.yaml").write_text(waiver, "utf-8")
    assert run(["upgrade"]) == 0
    assert (city / "orgsheet.yaml").read_text("utf-8") == settings.replace("former", "own")
    assert (city / "sheets/免除.yaml").read_text("utf-8") == waiver.replace("former", "own")


ENTRIES = st.lists(
    st.builds(
        Entry,
        st.text("0123456789abcdef", min_size=16, max_size=16),
        st.sampled_from(("file-tab", "former", "staff-single")),
        st.sampled_from(("R5/甲部/乙課", "R6/甲部/乙課")),
        st.sampled_from(("", "重点事業①")),
        st.just("指摘"),
    ),
    unique_by=lambda entry: entry.fingerprint,
)


@given(ENTRIES, ENTRIES)
def test_a_record_neither_grows_nor_shrinks(entries: list[Entry], today: list[Entry]) -> None:
    """Each entry stays itself or becomes today's finding of its rule, sheet and row, once."""
    names = {"former": "staff-single"}
    there = [entry for entry in today if entry.rule != "former"]
    found = [FINDING._replace(**entry._asdict()) for entry in there]
    renewed = renewed_entries(entries, found, BOOK, names)
    assert len(set(renewed)) == len(renewed) == len(entries)
    known = [entry_of(finding) for finding in found]
    for old, new in zip(entries, renewed, strict=True):
        if new != old:
            assert new in known
            assert (names.get(old.rule, old.rule), *old[2:4]) == new[1:4]
            assert old.fingerprint not in {one.fingerprint for one in known}


SHEET = "schema/sheet.schema.json"


def _with_fields() -> dict[str, object]:
    """Return the sheet's schema as an early version copied it, with four fields of the city's."""
    schema: dict[str, object] = json.loads(OLD[SHEET])
    rows = schema["$defs"]["action"]["properties"]  # type: ignore[index]
    rows["年度末実績"] = {"title": "年度末の実績", "type": "string"}
    own = schema["properties"]
    own["所属長"] = {"type": "string"}  # type: ignore[index]
    own["自己評価"] = {"enum": ["A", "B"]}  # type: ignore[index]
    own["職員の数"] = {"type": "integer", "minimum": 0}  # type: ignore[index]
    return schema


def _write_schema(folder: Path, schema: dict[str, object]) -> None:
    (folder / SHEET).write_text(json.dumps(schema, ensure_ascii=False, indent=2), "utf-8")


@pytest.mark.slow
def test_a_whole_repository_of_an_early_version_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Own fields, settings, waivers and known findings hold as they did; only what was made is new.

    The next year gets no result of this one, and the head's name is not published.
    """
    for path, text in OLD.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    _write_schema(tmp_path, _with_fields())
    monkeypatch.chdir(tmp_path)
    before = contents(tmp_path)
    lint = ["lint", "--no-cache", "--format", "concise"]
    assert run(lint) == 0
    told = capsys.readouterr()
    assert run(["upgrade", "--check"]) == 1
    assert contents(tmp_path) == before
    assert run(["upgrade"]) == 0
    now = contents(tmp_path)
    changed = {path for path in now if now[path] != before.get(path)}
    assert not [path for path in changed if path.startswith("sheets/") or path == "orgsheet.yaml"]
    assert {SHEET, "schema/forms/市の様式.yaml", ".pre-commit-config.yaml"} <= changed
    assert before.keys() <= now.keys()
    capsys.readouterr()
    assert run(lint) == 0
    after = capsys.readouterr()
    assert after.out == told.out == ""
    for words in ("記録済みの指摘が 35 件", "免除した指摘が 1 件"):
        assert words in told.err
        assert words in after.err
    assert run(["upgrade", "--check"]) == 0
    assert run(["new", "R6", "--from", "R5", "--section", "人事課"]) == 0
    begun = (tmp_path / "sheets/R6/総務部/人事課.yaml").read_text("utf-8")
    assert "年度末実績" not in begun
    assert "自己評価" not in begun
    capsys.readouterr()
    assert run(["diff", "R5", "R6", "--all", "--format", "markdown"]) == 0
    assert "汐見" not in capsys.readouterr().out


def test_fields_added_to_a_copied_schema_become_a_form(city: Path) -> None:
    """The definition says what the schema added, and sheets with the fields stay right."""
    _write_schema(city, _with_fields())
    sheet = city / "sheets/R6/総務部/総務課.yaml"
    text = sheet.read_text("utf-8").replace(
        "    行動アクション:", "    年度末実績: 済\n    行動アクション:", 1
    )
    sheet.write_text(f"{text}自己評価: C\n職員の数: 4\n", "utf-8")
    before = contents(city)
    assert run(["upgrade", "--check"]) == 1
    assert contents(city) == before
    assert run(["upgrade"]) == 0
    form = (city / "schema/forms/市の様式.yaml").read_text("utf-8")
    for words in ("年度末実績:", "時: 年度末", "種類: 選択", "種類: 数", "公表: しない"):
        assert words in form
    assert "年度末実績" in (city / SHEET).read_text("utf-8")
    assert sheet.read_text("utf-8") == f"{text}自己評価: C\n職員の数: 4\n"
    assert run(["upgrade", "--check"]) == 0
    assert run(["form", "check"]) == 0
    assert run(["lint", "--no-cache", "--output", "json=f.json", str(sheet)]) == 1
    found = json.loads((city / "f.json").read_text("utf-8"))["findings"]
    keys = [one["pointer"] for one in found if one["severity"] == "error"]
    assert "/自己評価" in keys
    assert not [one for one in keys if "年度末実績" in one or "職員の数" in one]


def test_a_schema_that_says_more_than_added_fields_stays(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a person changed what was there, or added what no kind is, nothing is written."""
    schema = _with_fields()
    schema["properties"]["組織目標"]["maxLength"] = 9  # type: ignore[index]
    _write_schema(city, schema)
    assert run(["upgrade"]) == 0
    assert not (city / "schema/forms").exists()
    assert "そのまま: schema/sheet.schema.json" in capsys.readouterr().err
