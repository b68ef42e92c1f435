"""The VS Code extension is small, carries its licences, and starts nothing but the server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from orgsheet.cli import run
from orgsheet.cli.commands import init

SOURCE = ROOT / "editors" / "vscode"
LARGEST = 120 * 1024


def test_the_place_of_the_program_is_no_setting_of_a_folder_and_trust_is_required() -> None:
    """A repository must not choose which program is started."""
    said = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))

    assert said["contributes"]["configuration"]["properties"]["orgsheet.path"]["scope"] == "machine"
    assert said["capabilities"]["untrustedWorkspaces"]["supported"] is False
    assert "${workspaceFolder}" not in (SOURCE / "extension.js").read_text(encoding="utf-8")


def test_the_extension_starts_the_program_of_that_setting_alone() -> None:
    """In its own folder; it asks for no other setting, loads no other module, starts nothing else.

    The one setting that a folder may have says no more than whether dates are shown.
    """
    text = (SOURCE / "extension.js").read_text(encoding="utf-8")
    said = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))

    settings = said["contributes"]["configuration"]["properties"]
    of_a_folder = {name for name, one in settings.items() if one["scope"] != "machine"}
    assert of_a_folder == {"orgsheet.dates"}
    assert settings["orgsheet.dates"]["type"] == "boolean"
    assert set(re.findall(r"getConfiguration\(([^)]*)\)\.get\(([^)]*)\)", text)) == {
        ('"orgsheet"', '"dates"'),
        ('"orgsheet"', '"path"'),
    }
    assert text.count("getConfiguration") == 2
    assert set(re.findall(r"\b(?:require|import)\b(.*?)[;\n]", text)) == {
        '("vscode")',
        '("vscode-languageclient/node")',
    }
    assert re.findall(r"(?m)^(?!//).*\b(?:command|run)\b.*$", text) == [
        '  const command = workspace.getConfiguration("orgsheet").get("path") || "orgsheet";',
        '  const run = { command, args: ["lsp"], options: { cwd: context.extensionPath } };',
        '  client = new LanguageClient("orgsheet", "orgsheet", run, {',
    ]
    assert "workspaceFolders" not in text


def test_packages_are_named_without_a_host() -> None:
    """The lock of the build names packages and their digests."""
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))

    assert not [name for name, one in lock["packages"].items() if "resolved" in one]
    assert all("integrity" in one for name, one in lock["packages"].items() if name)


def test_init_puts_the_extension_into_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside the other files, and it says how to go on."""
    place = ".vscode/extensions/orgsheet/package.json"
    monkeypatch.setattr(init, "editor_files", lambda _: {place: b"{}"})
    words = ["--department", "総務部", "--year", "R5", "--editor", "vscode"]
    assert run(["init", str(tmp_path / "市 シート"), *words]) == 0
    assert (tmp_path / "市 シート" / place).read_bytes() == b"{}"
    assert "推奨" in capsys.readouterr().err


def test_init_says_where_the_extension_is_to_be_had_if_it_was_not_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written then."""
    monkeypatch.setattr(init, "editor_files", lambda _: {})
    assert run(["init", str(tmp_path / "市"), "--year", "R5", "--editor", "vscode"]) == 2
    assert ".vsix" in capsys.readouterr().err
    assert not (tmp_path / "市").exists()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_the_extension_is_built_small_with_the_licences_of_all_that_is_in_it(
    tmp_path: Path,
) -> None:
    """From the locked packages, in a copy."""
    ignored = shutil.ignore_patterns("node_modules")
    folder = shutil.copytree(SOURCE, tmp_path / "editors" / "vscode", ignore=ignored)
    (tmp_path / "src/orgsheet").mkdir(parents=True)
    shutil.copy(ROOT / "src/orgsheet/__init__.py", tmp_path / "src/orgsheet")
    shutil.copy(ROOT / "LICENSE", tmp_path)
    for words in (["ci", "--silent"], ["run", "build", "--silent"]):
        subprocess.run(["npm", *words], cwd=folder, check=True, capture_output=True)
    (built,) = (tmp_path / "dist").glob("orgsheet-*.vsix")
    with zipfile.ZipFile(built) as archive:
        names = set(archive.namelist())
        licences = archive.read("extension/THIRD-PARTY-LICENCES.txt").decode()

    assert built.stat().st_size <= LARGEST
    assert {"extension/extension.js", "extension/package.json"} <= names
    assert all(name in licences for name in ("vscode-languageclient", "vscode-jsonrpc", "semver"))
    assert not [name for name in names if "node_modules" in name]


def test_without_the_library_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one sentence, with the line to type."""
    for name in [name for name in sys.modules if name.startswith("orgsheet.lsp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)

    assert run(["lsp"]) == 2
    assert "pip install 'orgsheet[lsp]'" in capsys.readouterr().err
