"""Hostile text in the output: shown, never acted on by a terminal, a CI log or a reader of JSON."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from conftest import Command
from each_row import each_row
from format_samples import report_of
from hostile_inputs import RULES, cases, clean_files, lint, no_hang, sheet

from orgsheet.lint.baseline import compare, read_baseline, write_baseline
from orgsheet.lint.examples import DEFAULT_PATH
from orgsheet.lint.finding import Finding
from orgsheet.render.display_width import Style
from orgsheet.render.findings.concise import render_concise
from orgsheet.render.findings.json import finding_record, render_json
from orgsheet.render.findings.patch import render_patch
from orgsheet.render.findings.text import render_text
from orgsheet.source import MAX_BYTES, emit

MARKS: list[str] = cases("marks")


def _name(mark: str) -> str:
    """Return a mark as a part of a file's name."""
    return mark.replace("/", "／")


def _contents(mark: str) -> dict[str, bytes]:
    """Return a workspace with a mark in keys, values, row names, a comment and file names."""
    row = {**sheet()["今年度の重点事業"][0], "項目": mark, mark: mark, "達成基準": [mark]}
    data = sheet(組織目標=mark, 今年度の重点事業=[row, row], 部名=mark)
    comment = f"# {''.join(mark.split())}\n".replace("\0", "").encode()
    hostile = emit({**data, mark: [mark], "年度": mark}).encode() + comment
    return {
        **clean_files(),
        DEFAULT_PATH: emit(data).encode(),
        f"sheets/R5/{_name(mark)}/{_name(mark)}.yaml": hostile,
        f"sheets/{_name(mark)}.yaml": f"{mark}: [".encode(),
    }


def _is_safe(line: str) -> bool:
    shown = line.replace("\u3000", "")
    return (
        shown.isprintable() and not re.search(r"##(?:vso|teamcity)?\[", line) and "::" not in line
    )


@pytest.fixture(params=MARKS, ids=ascii)
def found(request: pytest.FixtureRequest) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """A hostile workspace and what is found in it."""
    contents = _contents(request.param)
    findings = lint(contents).findings
    assert findings
    return contents, findings


@pytest.mark.slow
def test_text_and_concise_show_marks_harmlessly(
    found: tuple[dict[str, bytes], tuple[Finding, ...]],
) -> None:
    """No line for a person holds a control, a direction mark or a command of a CI log."""
    contents, findings = found
    text = render_text(report_of(contents), Style())
    concise = render_concise(findings)
    for line in (text + concise).split("\n"):
        assert _is_safe(line), ascii(line)
    assert concise.count("\n") == len(findings)


def test_json_is_harmless_and_the_same_when_read(
    found: tuple[dict[str, bytes], tuple[Finding, ...]],
) -> None:
    """The JSON report reads back as what was found, and holds nothing a CI log acts on."""
    made = report_of(found[0])
    report = render_json(made)
    records = [finding_record(finding, made.lines) for finding in made.findings]
    assert json.loads(report)["findings"] == records
    for line in report.split("\n"):
        assert line.replace("\u3000", "").isprintable(), ascii(line)
        assert not re.search(r"##(?:vso|teamcity)?\[", line)
        assert not line.lstrip().startswith("::")


@pytest.mark.slow
def test_a_baseline_knows_hostile_findings_again(
    found: tuple[dict[str, bytes], tuple[Finding, ...]], tmp_path: Path
) -> None:
    """Whatever findings say, the recorded ones are known and none is left over."""
    _, findings = found
    file = tmp_path / "既知.json"
    write_baseline(file, findings, None)
    compared = compare(findings, read_baseline(file))
    assert (compared.new, compared.gone) == ((), ())


def test_a_baseline_larger_than_a_sheet_may_be_is_read_back(
    tmp_path: Path,
) -> None:
    """What `--update-baseline` writes can be read again, also above the size limit of sheets."""
    finding = lint({**clean_files(), DEFAULT_PATH: b"a: ["}).findings[0]
    many = [finding._replace(fingerprint=f"{n:016x}", message="指" * 200) for n in range(2_000)]
    file = tmp_path / "既知.json"
    write_baseline(file, many, None)
    assert file.stat().st_size > MAX_BYTES
    assert compare(many, read_baseline(file)).new == ()


@each_row("mark", MARKS, ids=ascii)
def test_a_patch_shows_marks_harmlessly(mark: str) -> None:
    """The patch of --fix --diff has no line that a terminal or a CI log acts on."""
    before = f"a: {mark}\nb: {mark}\n".encode()
    patch = render_patch(f"sheets/{mark}.yaml", before, before.replace(b"b", mark.encode()))
    for line in patch.split("\n"):
        assert _is_safe(line), ascii(line)


def test_a_lone_surrogate_in_a_name_is_no_crash(tmp_path: Path) -> None:
    """A file name that is no Unicode can be reported, recorded and read back."""
    path = "sheets/R5/見本部/\udcff.yaml"
    made = report_of({**clean_files(), path: b"a: ["})
    findings = made.findings
    assert any(finding.place.path == path for finding in findings)
    records = json.loads(render_json(made).encode())["findings"]
    assert [record["path"] for record in records] == [finding.place.path for finding in findings]
    file = tmp_path / "既知.json"
    write_baseline(file, findings, None)
    assert compare(findings, read_baseline(file)).new == ()


@pytest.mark.slow
def test_a_line_of_a_million_characters_is_shown_in_part() -> None:
    """However long the line of a finding is, the report shows the part around the mark."""
    row = {"項目": "見本", "達成基準": ["向上を図る"] * 3000}
    contents = {**clean_files(), DEFAULT_PATH: json.dumps({"今年度の重点事業": [row]}).encode()}
    text = render_text(report_of(contents), Style())
    shown = [line for line in text.split("\n") if not line.lstrip().startswith("書き直し")]
    assert max(map(len, shown)) <= 120


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="such names cannot exist there")
def test_hostile_names_on_disk_reach_no_output_line(tmp_path: Path) -> None:
    """The whole command line is as harmless as its renderers, with names of any bytes."""
    for place, mark in enumerate(MARKS):
        name = os.fsencode(_name(mark).replace("\0", "")) + b"\xff"
        folder = os.fsencode(tmp_path) + b"/sheets/R5/" + name
        os.makedirs(folder)  # noqa: PTH103 - not Unicode
        with open(folder + b"/" + name + b".yaml", "wb") as file:  # noqa: PTH123 - not Unicode
            file.write(emit(sheet(組織目標=f"{mark}{place}", 担当=mark)).encode())
    command = Command(tmp_path)
    for arguments in (
        ("lint",),
        ("lint", "--format", "concise"),
        ("lint", "--fix", "--diff"),
        ("lint", "--baseline", "記録", "--update-baseline"),
        ("lint", "--baseline", "記録", "--format", "json"),
    ):
        result = command(*arguments)
        assert result.code in {0, 1}, result.err
        for line in result.err.split("\n") + result.out.split("\n"):
            assert line.replace("\u3000", "").isprintable(), ascii(line)
            assert not re.search(r"##(?:vso|teamcity)?\[", line)
            assert not line.lstrip().startswith("::")


@pytest.mark.slow
def test_a_rule_book_of_the_city_is_explained_harmlessly(tmp_path: Path) -> None:
    """Marks in a city's own rule reach no line of its page or of the list."""
    rule = next(rule for rule in RULES if rule.id == "plan-number-empty")
    hostile = json.dumps("".join(MARKS).replace("\0", "").replace("{", "").replace("\ufeff", ""))
    (tmp_path / "sheets").mkdir()
    (tmp_path / "lint").mkdir()
    lines = rule.data.decode().split("\n")
    changed = [
        f"{line.split(':')[0]}: {hostile}" if line.split(":")[0] in {"title", "why"} else line
        for line in lines
    ]
    (tmp_path / "lint" / f"{rule.id}.yaml").write_text("\n".join(changed), encoding="utf-8")
    command = Command(tmp_path)
    for arguments in (
        (),
        (rule.id,),
        ("--markdown",),
        (rule.id, "--markdown"),
        ("\x1b[31m::x ##[y]",),
    ):
        result = command("explain", *arguments)
        assert result.code in {0, 2}, result.err
        for line in (result.out + result.err).split("\n"):
            assert _is_safe(line), ascii(line)


def test_a_patch_of_very_many_lines_is_one_change() -> None:
    """In a text of thousands of lines the patch holds all that changed and nothing around it."""
    lines = [f"- {number}\n" for number in range(20_000)]
    changed = [line.replace("7", "8") for line in lines]
    changed[:10], changed[-10:] = lines[:10], lines[-10:]
    with no_hang():
        patch = render_patch("x.yaml", "".join(lines).encode(), "".join(changed).encode())
    shown = patch.split("\n")[3:-1]
    first = next(n for n in range(20_000) if lines[n] != changed[n])
    last = next(n for n in reversed(range(20_000)) if lines[n] != changed[n]) + 1
    expected = [f"-{line}" for line in lines[first:last]] + [
        f"+{line}" for line in changed[first:last]
    ]
    assert shown == [line.rstrip("\n") for line in expected]
