"""`orgsheet lint --format` and `--output`: every format from the command line, and --redact."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
from conftest import ROOT, Command
from format_log import runner_commands
from junitparser import JUnitXml

from orgsheet.render.reporter import FINDING_FORMATS

SHEET = "sheets/R5/政策推進部/文化芸術課.yaml"
NAME = "秘密花子"
"""A name that stands in no sheet of ours."""


@pytest.mark.slow
@pytest.mark.parametrize("name", FINDING_FORMATS)
def test_every_format_is_printed_alone(orgsheet: Command, name: str) -> None:
    """Standard output holds the format and nothing else; the exit code is that of the findings."""
    result = orgsheet("lint", "--format", name, SHEET)
    assert result.code == 1
    assert result.out
    if name not in {"text", "concise"}:
        assert result.err == ""


@pytest.mark.slow
def test_several_outputs_in_one_run(orgsheet: Command) -> None:
    """One run prints for a person and writes every file, each readable by its consumer."""
    arguments = [f"--output={name}=結果.{name}" for name in FINDING_FORMATS]
    result = orgsheet("lint", *arguments)
    assert result.code == 1
    written = {name: (orgsheet.folder / f"結果.{name}").read_bytes() for name in FINDING_FORMATS}
    found = json.loads(written["json"])["findings"]
    assert found
    assert written["text"].decode().startswith(result.out)
    assert len(json.loads(written["sarif"])["runs"][0]["results"]) == len(found)
    assert len(json.loads(written["gitlab"])) == len(found)
    assert len(json.loads(written["rdjson"])["diagnostics"]) == len(found)
    assert len(written["jsonl"].splitlines()) == len(written["rdjsonl"].splitlines()) == len(found)
    assert JUnitXml.fromstring(written["junit"]).failures > 0
    rows = csv.reader(io.StringIO(written["csv"].decode("utf-8-sig"), newline=""))
    assert len(list(rows)) == len(found) + 1
    assert not [path for path in orgsheet.folder.iterdir() if path.suffix == ".tmp"]


@pytest.mark.slow
def test_printed_and_written_are_the_same_bytes(orgsheet: Command) -> None:
    """What a pipe gets is what the file gets, line ends and byte order mark included."""
    for name in ("csv", "sarif", "junit", "html"):
        result = orgsheet("lint", "--format", name, "--output", f"{name}=x.{name}")
        written = (orgsheet.folder / f"x.{name}").read_bytes()
        assert result.out.encode() == written


@pytest.mark.slow
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("結果.json", "形式=ファイル"),
        ("=結果.json", "形式=ファイル"),
        ("json=", "形式=ファイル"),
        ("xml=結果.xml", "sarif"),
        ("json=ない/結果.json", "フォルダ"),
        ("json=sheets/R5/政策推進部/文化芸術課.yaml", ".yaml"),
        ("json=sheets", "フォルダ"),
        (f"json={'長' * 200}", "名前の長さ"),
        ("html=記録.json", "記録"),
    ],
)
def test_outputs_that_cannot_be_written_are_told(orgsheet: Command, value: str, words: str) -> None:
    """A wrong --output ends with 2 and a Japanese sentence, and no sheet is overwritten."""
    before = (orgsheet.folder / SHEET).read_bytes()
    orgsheet("lint", "--baseline", "記録.json", "--update-baseline")
    result = orgsheet("lint", "--baseline", "記録.json", "--output", value)
    assert result.code == 2
    assert words in result.err
    assert "。" in result.err
    assert "Traceback" not in result.err
    assert (orgsheet.folder / SHEET).read_bytes() == before


def test_one_file_is_not_written_twice(orgsheet: Command) -> None:
    """Two outputs into one file are refused before anything is checked."""
    result = orgsheet("lint", "--output", "json=x", "--output", "csv=./x")
    assert result.code == 2
    assert not (orgsheet.folder / "x").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_told(orgsheet: Command) -> None:
    """What cannot be written is told; the findings are printed all the same."""
    (orgsheet.folder / "閉").mkdir(mode=0o500)
    result = orgsheet("lint", "--output", "json=閉/x.json", "--output", "csv=y.csv")
    assert result.code == 2
    assert result.out
    assert (orgsheet.folder / "y.csv").exists()


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_an_output_through_a_link_is_refused(orgsheet: Command, tmp_path: Path) -> None:
    """A link in the place of an output is not followed, and nothing is written."""
    outside = tmp_path / "外.txt"
    outside.write_text("前の内容", encoding="utf-8")
    (orgsheet.folder / "x.json").symlink_to(outside)
    result = orgsheet("lint", "--output", "json=x.json", "--output", "csv=y.csv")
    assert result.code == 2
    assert "x.json" in result.err
    assert outside.read_text(encoding="utf-8") == "前の内容"
    assert not (orgsheet.folder / "y.csv").exists()


@pytest.mark.slow
@pytest.mark.parametrize("value", ["html=フォルダ", "html=ない/x.html", "html=x.yaml", "htm=x"])
def test_no_output_is_written_when_one_cannot_be(orgsheet: Command, value: str) -> None:
    """All destinations are looked at before the check, so that no half of them is written."""
    (orgsheet.folder / "フォルダ").mkdir()
    result = orgsheet("lint", "--output", "csv=よい.csv", "--output", value)
    assert (result.code, result.out) == (2, "")
    assert not (orgsheet.folder / "よい.csv").exists()


@pytest.mark.slow
def test_outputs_go_into_the_folder_that_was_named(workspace: Path) -> None:
    """With -C the files are written there, as the sheets are read there."""
    result = Command(workspace.parent)("-C", workspace.name, "lint", "--output", "json=x.json")
    assert result.code == 1
    assert (workspace / "x.json").exists()


@pytest.fixture
def secretive(orgsheet: Command) -> Command:
    """The command line where a person's name stands in values, a key, a waiver and a record."""
    sheet = orgsheet.folder / SHEET
    text = sheet.read_text(encoding="utf-8")
    for old, new in (
        ("部名: 政策推進部", f"部名: {NAME}部\n{NAME}:\n  - {NAME}"),
        ("事務事業名称: ", f"事務事業名称: {NAME}の"),
        ("裁量有無: ○", f"裁量有無: {NAME}"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    sheet.write_text(text, encoding="utf-8")
    found = json.loads(orgsheet("lint", "--format", "json").out)["findings"]
    one = next(f for f in found if NAME in f["item"])
    (orgsheet.folder / "sheets" / "免除.yaml").write_text(
        f"免除:\n  - 規則: {one['rule']}\n    対象: {one['sheet']}#{one['item']}\n"
        f"    理由: {NAME}が計画の改定を提出する予定\n    承認者: {NAME}\n    期限年度: R6\n",
        encoding="utf-8",
    )
    entry = dict.fromkeys(("fingerprint", "rule", "sheet", "item", "message"), NAME)
    entry |= {"rule": "name-role-near", "sheet": "R5/政策推進部/文化芸術課"}
    record = {"version": 1, "findings": [entry]}
    (orgsheet.folder / "記録.json").write_text(json.dumps(record), encoding="utf-8")
    return orgsheet


def _written(command: Command, *more: str) -> dict[str, str]:
    """Return what every format says, and under `printed` what the run prints."""
    outputs = [f"--output={name}=出力.{name}" for name in FINDING_FORMATS]
    result = command("lint", *outputs, *more)
    assert result.code == 1, result.err
    texts = {
        name: (command.folder / f"出力.{name}").read_bytes().decode() for name in FINDING_FORMATS
    }
    return {"printed": result.out + result.err, **texts}


@pytest.mark.slow
def test_redacted_output_has_no_value_of_a_sheet(secretive: Command) -> None:
    """With --redact no format says what a sheet, a waiver or a record says; without it all do."""
    plain = _written(secretive, "--baseline", "記録.json")
    hidden = _written(secretive, "--baseline", "記録.json", "--redact")
    for name in plain:
        assert NAME in plain[name], name
        assert NAME not in hidden[name], name
    for name in ("json", "jsonl", "gitlab", "sarif"):
        known = set(re.findall("[0-9a-f]{16}", plain[name]))
        assert not known & set(re.findall("[0-9a-f]{16}", hidden[name])), "names can be guessed"
    assert "免除した指摘が 1 件" in hidden["printed"]
    assert len(json.loads(hidden["json"])["waived"]) == 1


@pytest.mark.slow
def test_redacted_findings_stand_where_the_others_do(orgsheet: Command) -> None:
    """Lines and columns, in code points and in UTF-16, are those of the whole report."""
    names = ("path", "line", "column", "endLine", "endColumn", "columnUtf16", "endColumnUtf16")
    found = [
        [
            [finding[name] for name in (*names, "rule", "severity")]
            for finding in json.loads(orgsheet("lint", "--format", "json", *more).out)["findings"]
        ]
        for more in ((), ("--redact",))
    ]
    assert found[0] == found[1]


@pytest.mark.slow
@pytest.mark.parametrize("more", [("--fix", "--diff"), ("--update-baseline",)])
def test_redact_and_output_go_with_no_other_way_of_writing(
    orgsheet: Command, more: tuple[str, ...]
) -> None:
    """What would show values all the same, or write nothing, is refused."""
    for option in ("--redact", "--output=json=x.json"):
        result = orgsheet("lint", option, *more)
        assert result.code == 2
        assert "--redact" in result.err


@pytest.mark.slow
def test_the_format_is_never_changed_by_the_surroundings(orgsheet: Command) -> None:
    """On a CI machine the same command prints the same."""
    plain = orgsheet("lint")
    assert orgsheet("lint", env={"GITHUB_ACTIONS": "true", "GITLAB_CI": "true"}) == plain


@pytest.mark.slow
def test_fixes_are_the_same_with_and_without_the_cache(orgsheet: Command) -> None:
    """A second run, which could use the cache, writes the same fixes."""
    first = orgsheet("lint", "--format", "sarif")
    orgsheet("lint")
    assert '"fixes"' in first.out
    assert orgsheet("lint", "--format", "sarif").out == first.out


@pytest.mark.slow
def test_paths_are_from_the_top_of_the_repository(workspace: Path) -> None:
    """In a repository whose sheets are in a folder, hosts get paths from its top."""
    (workspace.parent / ".git").mkdir()
    found = json.loads(Command(workspace)("lint", "--format", "gitlab").out)
    assert {one["location"]["path"].split("/")[0] for one in found} == {workspace.name}


@pytest.mark.slow
def test_waived_findings_are_counted_at_the_end(orgsheet: Command) -> None:
    """A waived finding is not among those that count, and the summary says how many there are."""
    before = json.loads(orgsheet("lint", "--format", "json").out)
    one = next(f for f in before["findings"] if f["severity"] == "error")
    (orgsheet.folder / "sheets" / "免除.yaml").write_text(
        f"免除:\n  - 規則: {one['rule']}\n    対象: {one['sheet']}\n"
        "    理由: 計画の改定を9月議会に提出する予定のため\n    承認者: 企画課長\n"
        "    期限年度: R6\n",
        encoding="utf-8",
    )
    for name in ("text", "concise"):
        result = orgsheet("lint", "--format", name, "--output", f"{name}=x.txt")
        assert "免除した指摘が" in result.err
        assert "免除した指摘が" in (orgsheet.folder / "x.txt").read_text(encoding="utf-8")
    after = json.loads(orgsheet("lint", "--format", "json").out)
    assert one["fingerprint"] in {waived["fingerprint"] for waived in after["waived"]}
    assert one["fingerprint"] not in {finding["fingerprint"] for finding in after["findings"]}
    assert after["summary"]["waived"] == len(after["waived"])
    assert orgsheet("lint", "--baseline", "記録.json", "--update-baseline").code == 0
    recorded = json.loads((orgsheet.folder / "記録.json").read_text(encoding="utf-8"))["findings"]
    assert one["fingerprint"] not in {entry["fingerprint"] for entry in recorded}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="such names cannot exist there")
def test_names_that_are_no_text_reach_every_format_harmlessly(tmp_path: Path) -> None:
    """A file name of any bytes is written by every format, on a CI log as harmless as others."""
    folder = os.fsencode(tmp_path) + "/sheets/R5/部\n::error::x ##[add-mask]".encode()
    os.makedirs(folder)  # noqa: PTH103 - not Unicode
    with open(folder + b"/\xff%0A::x.yaml", "wb") as file:  # noqa: PTH123 - not Unicode
        file.write(b"a: [")
    written = _written(Command(tmp_path))
    for name, text in written.items():
        assert len(runner_commands(text)) == (text.count("\n") if name == "github" else 0), name


def test_the_document_names_every_format_and_its_command() -> None:
    """The table of formats has a row for each format, with a command that has it."""
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1]: row for row in text.splitlines() if re.match(r"\| `[a-z]+` \|", row)}
    assert set(rows) == set(FINDING_FORMATS)
    for name, row in rows.items():
        assert f"--format {name}" in row or f"--output {name}=" in row or name == "text"
