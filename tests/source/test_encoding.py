"""A file in a wrong encoding is told as that, with how to save it anew, never as broken YAML."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Command
from git_repository import GitRepository

from orgsheet.files.packaged import packaged_folder
from orgsheet.lint.baseline import BaselineError, parse_baseline
from orgsheet.schema import SchemaFileError, load_schema

TEXTS = {
    "orgsheet.yaml": "# 設定\nprofile: 公開前\n",
    "lint/own.yaml": "# 規則\nid: own\ntitle: 題\n",
    "schema/sheet.schema.json": '{"title": "様式の形"}\n',
    "sheets/既知の指摘.json": '{"version": 1, "題": "記録"}\n',
}
"""A text of every kind of file beside sheets and registers that a command reads."""

WRONG: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "utf-16": ("UTF-16", lambda text: text.encode("utf-16")),
    "utf-16-le": ("UTF-16", lambda text: text.encode("utf-16-le")),
    "utf-16-be": ("UTF-16", lambda text: text.encode("utf-16-be")),
    "utf-16-be-mark": ("UTF-16", lambda text: b"\xfe\xff" + text.encode("utf-16-be")),
    "cp932": ("Shift_JIS（CP932）", lambda text: text.encode("cp932")),
    "latin-1": ("UTF-8 ではなく", lambda text: text[:-1].encode() + " café \n".encode("latin-1")),
    "euc-jp": ("UTF-8 ではなく", lambda text: text.encode("euc-jp")),
    "nul": ("制御文字（U+0000）", lambda text: text[:-1].encode() + b"\0\n"),
}


@pytest.mark.slow
@pytest.mark.parametrize("path", TEXTS)
@pytest.mark.parametrize("encoding", WRONG)
def test_a_wrong_encoding_is_named(workspace: Path, path: str, encoding: str) -> None:
    """Settings, rules, schemas and the record say which encoding they have and what to do."""
    words, encode = WRONG[encoding]
    file = workspace / path
    file.parent.mkdir(exist_ok=True)
    data = encode(TEXTS[path])
    file.write_bytes(data)
    options = ("--baseline", path) if path.endswith("指摘.json") else ()
    run = Command(workspace)("lint", "--no-cache", *options)
    assert run.code == 2
    assert words in run.err
    assert "保存し直してください" in run.err
    assert file.name in run.err
    assert "YAML の書き方" not in run.err
    assert file.read_bytes() == data


@pytest.mark.slow
@pytest.mark.parametrize("path", ["orgsheet.yaml", "sheets/既知の指摘.json"])
def test_a_byte_order_mark_is_no_wrong_encoding(workspace: Path, path: str) -> None:
    """UTF-8 with a byte order mark, as Notepad may write it, is read."""
    text = '{"version": 1, "findings": []}' if path.endswith(".json") else TEXTS[path]
    (workspace / path).write_bytes(b"\xef\xbb\xbf" + text.encode())
    options = ("--baseline", path) if path.endswith("指摘.json") else ()
    run = Command(workspace)("lint", "--no-cache", *options)
    assert run.code == 1
    assert "保存し直して" not in run.err


def test_a_json_file_may_hold_odd_characters() -> None:
    """A record and a schema may hold what is no fault in JSON: line separators, a delete."""
    entry = {
        **dict.fromkeys(("fingerprint", "rule", "sheet", "item"), "x"),
        "message": "a\u2028b\x7f",
    }
    record = json.dumps({"version": 1, "findings": [entry]}, ensure_ascii=False)
    assert parse_baseline(record.encode(), "記録.json")[0].message == "a\u2028b\x7f"


def test_the_packaged_files_have_no_fault() -> None:
    """What comes with the program is read (the test of the test: nothing is refused blindly)."""
    for file in packaged_folder("schema").iterdir():
        if file.name.endswith(".schema.json"):
            assert load_schema(file.read_bytes(), file.name)


def test_errors_of_content_are_still_told() -> None:
    """Only the encoding is told as such: broken JSON in UTF-8 is still told as broken."""
    with pytest.raises(SchemaFileError, match="JSON として読めなく"):
        load_schema(b"{", "x")
    with pytest.raises(BaselineError, match="壊れているか"):
        parse_baseline(b'{"version":', "x")


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp932", "utf-16"])
def test_waivers_in_a_wrong_encoding_are_findings(workspace: Path, encoding: str) -> None:
    """Waivers that cannot be read waive nothing, and lint says why."""
    (workspace / "sheets" / "免除.yaml").write_bytes("免除: []\n# 注記\n".encode(encoding))
    run = Command(workspace)("lint", "--no-cache")
    assert run.code == 1
    assert f"orgsheet explain file-{encoding.replace('-', '')}" in run.out


def test_attributes_in_a_wrong_encoding_are_not_added_to(workspace: Path) -> None:
    """`git install` refuses a `.gitattributes` that git itself cannot read, and changes nothing."""
    repository = GitRepository(workspace)
    data = "*.docx binary\r\n".encode("utf-16")
    (workspace / ".gitattributes").write_bytes(data)
    run = Command(workspace)("git", "install")
    assert (run.code, "UTF-16" in run.err) == (2, True)
    assert (workspace / ".gitattributes").read_bytes() == data
    assert repository.git("config", "--get", "merge.orgsheet.driver", check=False).stdout == ""
