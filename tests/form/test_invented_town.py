"""A town that is nowhere, with a form that shares no heading with a packaged one, end to end.

`tests/cases/form/islands` is its whole repository: definitions, registers, scales, two years. No
line of the program knows it; `slips.yaml` lists what is wrong in it one thing at a time.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Command
from sample_city import words_in

from orgsheet.form import built_in_words
from orgsheet.form.known_forms import packaged_forms
from orgsheet.lint.rulebook import load_rules
from orgsheet.render.own_words import OwnWords
from orgsheet.workspace.workspace import Workspace

TOWN = ROOT / "tests" / "cases" / "form" / "islands"
SLIPS = yaml.safe_load((TOWN / "slips.yaml").read_text("utf-8"))
COMMANDS = """\
lint
lint --format json
lint --output html=out/lint.html
explain
status R9
diff R8 R9 --all
diff R8 R9 --format json
diff R8 R9 --format markdown --output out/diff.md
diff R8 R9 --format html --output out/diff.html
diff R8 R9 --table out/table.html
diff R8 R9 --table out/table.docx
diff R8 R9 --table out/table.xlsx
link R8 R9
log 夜道の灯りの増設
find 灯り
export --output out/all.docx
export --output out/all.xlsx
export --output out/all.html
export --output out --format csv
export --output out --format json --internal
site --output out/site --as-of 2028-04-01
results R8 --at 年度末
results R9 --forms out/forms.docx
summary R8
summary R8 --format html --output out/summary.html
hearing R8 --output out/hearing.html
hearing R8 --output out/hearing.xlsx
calendar --year R9
coverage --year R9
workload --year R9
archive R8 --output out/archive
form
form show 潮待町R9
form schema 潮待町R9
new R10 --from R9
status R10
"""


@pytest.fixture
def town(tmp_path: Path) -> Command:
    """The town's repository, as nobody has touched it."""
    shutil.copytree(TOWN, tmp_path, dirs_exist_ok=True)
    (tmp_path / "out").mkdir()
    return Command(tmp_path)


def _foreign_headings() -> list[str]:
    """Return the headings of the packaged forms that the town has not, and no form needs."""
    own = "".join(file.read_text("utf-8") for file in (TOWN / "schema/forms").glob("*.yaml"))
    rows = [row.fields for name in ("取手市R5", "取手市R6") for row in _form(name).rows.values()]
    fields = [*_form("取手市R5").fields.values(), *(one for row in rows for one in row.values())]
    words = {word for one in fields for word in (one.key, one.raw, one.title, one.prefix)}
    known = {*built_in_words.ORDINARY, built_in_words.MEANINGS}
    return [word for word in words if len(word) > 2 and word not in own and word not in known]


def _form(name: str):  # type: ignore[no-untyped-def] # noqa: ANN202
    form = packaged_forms().form(name)
    assert form is not None
    return form


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every file that was written with its text; Office files are unpacked."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(file) as packed:
                parts = [name for name in packed.namelist() if name.endswith(".xml")]
                text = "".join(packed.read(name).decode("utf-8") for name in parts)
            yield file.name, re.sub(r"<[^>]+>", "", text)
        elif file.is_file() and file.suffix not in (".zip", ".pdf"):
            yield file.relative_to(folder).as_posix(), file.read_text("utf-8")


def test_a_whole_year_is_clean_and_canonical(town: Command) -> None:
    """Nothing in sheets, registers and scales that follow the form is complained about."""
    done = town("lint", "--no-cache", "--format", "json")
    assert [one["message"] for one in json.loads(done.out)["findings"]] == []
    assert town("fmt", "--check").code == 0
    assert town("form", "check").code == 0


@pytest.mark.slow
def test_no_output_has_a_word_of_another_city_or_form(town: Command) -> None:
    """Every command, every file it writes: no name and no heading that is not the town's."""
    said = {}
    for line in COMMANDS.splitlines():
        done = town(*line.split())
        assert done.code == 0, (line, done.err)
        said[line] = done.out + done.err
    for folder in ("out", "sheets/R10"):
        said |= dict(_texts(town.folder / folder))
    assert len(said) > 300
    foreign = _foreign_headings()
    assert len(foreign) > 20
    found = {where: words_in(text) for where, text in said.items()}
    assert {where: words for where, words in found.items() if words} == {}
    found = {where: [one for one in foreign if one in text] for where, text in said.items()}
    assert {where: words for where, words in found.items() if words} == {}


@pytest.mark.slow
def test_each_slip_is_found_and_told_in_the_town_s_words(town: Command) -> None:
    """The rules bind to kinds: dates, plans, staff, choices, figures and scales are all checked."""
    missed = []
    for slip in SLIPS:
        path = f"sheets/{slip['sheet']}.yaml"
        sheet = town.folder / path
        before = sheet.read_text("utf-8")
        assert slip["old"] in before, slip["what"]
        sheet.write_text(before.replace(slip["old"], slip["new"], 1), "utf-8")
        done = town("lint", "--no-cache", "--format", "json", path)
        sheet.write_text(before, "utf-8")
        found = [
            one["message"] + one["fix"]
            for one in json.loads(done.out)["findings"]
            if one["rule"] == slip["rule"]
        ]
        if not any(slip["says"] in text for text in found):
            missed.append((slip["what"], found))
    assert missed == []
    assert len({slip["rule"] for slip in SLIPS}) > 25


def test_rules_that_see_nothing_are_said_to(town: Command) -> None:
    """Of all rules only those about two lists that the form has not are without anything to see."""
    listed = town("explain").out.partition("■ 対象なし")[2]
    names = [line.split()[0] for line in listed.splitlines()[1:] if line.strip()]
    assert names == ["development-missing", "needs-missing"]
    assert town("site", "--output", "out/site", "--as-of", "2028-04-01").code == 0
    pages = {page.name for page in (town.folder / "out/site/rules").iterdir()}
    assert "staff-missing" in pages
    assert not pages & set(names)


def test_a_second_run_says_what_the_first_said(town: Command) -> None:
    """What is kept between runs keeps the town's words as well."""
    sheet = town.folder / "sheets/R8/さんご局/渡し船係.yaml"
    sheet.write_text(sheet.read_text("utf-8").replace("[い, ろ]", "[い, ろ, は]"), "utf-8")
    first = json.loads(town("lint", "--format", "json").out)
    assert json.loads(town("lint", "--format", "json").out) == first
    found = next(one for one in first["findings"] if one["rule"] == "plan-number-without-list")
    assert "「羅針盤とのつながり」" in found["why"]
    assert "「羅針盤とのつながり」" in found["fix"]


@pytest.mark.parametrize("name", ["all.docx", "all.xlsx", "all.html"])
def test_what_is_printed_comes_back(town: Command, name: str) -> None:
    """The town's sheets go out to Office files and come back by the definition alone."""
    before = {file: file.read_bytes() for file in town.folder.glob("sheets/R9/*/*.yaml")}
    assert town("export", "--year", "R9", "--output", f"out/{name}").code == 0
    for file in before:
        file.unlink()
    done = town("import", f"out/{name}")
    # A page lists its sheets at the top; that list is of no sheet, and told.
    assert done.code == (1 if name.endswith(".html") else 0), done.err
    assert {file: file.read_bytes() for file in town.folder.glob("sheets/R9/*/*.yaml")} == before


def test_numbers_of_plans_are_those_of_the_forms(town: Command) -> None:
    """The register may use the form's own numbers; one of no form is an error that lists them."""
    register = town.folder / "sheets" / "計画台帳.yaml"
    text = register.read_text("utf-8")
    register.write_text(text.replace("番号: は", "番号: に"), "utf-8")
    found = json.loads(town("lint", "--no-cache", "--format", "json").out)["findings"]
    told = next(one for one in found if one["rule"] == "value-not-allowed")
    assert "使えるのは い、ろ、は、①" in told["message"]


def test_last_year_s_hints_are_in_the_words_of_the_form(town: Command) -> None:
    """What is handed on to the new year is called as the town calls it."""
    for file in town.folder.glob("sheets/R9/*/*.yaml"):
        file.unlink()
    assert town("new", "R9", "--from", "R8").code == 0
    text = (town.folder / "sheets/R9/さんご局/灯台係.yaml").read_text("utf-8")
    assert "# 前年度: 宿題: 残る九基の取付けを早く終える。" in text
    assert "一年の柱:" in text
    assert "汐待" not in text


@pytest.mark.slow
def test_no_page_of_a_rule_has_a_heading_that_the_town_lacks(town: Command) -> None:
    """Examples are in the form's own words or left out; what the register is to have stays."""
    workspace = Workspace.open(town.folder)
    form = workspace.forms.newest
    own = OwnWords.of(form, workspace.forms.words(form))
    assert own.lacking
    telling = [
        rule
        for rule in load_rules(workspace)
        if any(one in rule.data.decode() for one in own.lacking)
    ]
    assert len(telling) > 5
    for number, rule in enumerate(telling):
        page = town("explain", rule.id, *(("--markdown",) if number % 2 else ())).out
        told = page.partition("■ 対象なし")[0]
        assert not [one for one in own.lacking if one in told], rule.id
    page = town("explain", "plan-number-undefined").out
    assert page.count("\n    計画関連No.:\n") == 2
    assert "方角:" not in page
