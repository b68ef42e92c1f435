"""Every command beside Git settings that name programs: none of them is started."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from conftest import ROOT, Command
from git_repository import GitRepository

from orgsheet.cli.command_names import COMMANDS

HISHO = "sheets/R5/政策推進部/秘書課.yaml"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the traps are shell scripts")

PROGRAMS = [
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.sshCommand",
    "core.gitProxy",
    "core.askPass",
    "core.alternateRefsCommand",
    "sequence.editor",
    "diff.external",
    "diff.evil.textconv",
    "diff.evil.command",
    "diff.orgsheet.textconv",
    "merge.evil.driver",
    "merge.orgsheet.driver",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "filter.lfs.process",
    "gpg.program",
    "gpg.ssh.program",
    "gpg.x509.program",
    "gpg.openpgp.program",
    "gpg.ssh.defaultKeyCommand",
    "credential.helper",
    "credential.https://example.invalid.helper",
    "uploadpack.packObjectsHook",
    "remote.origin.uploadpack",
    "remote.origin.receivepack",
    "interactive.diffFilter",
    "trailer.x.command",
    "trailer.x.cmd",
    "difftool.x.cmd",
    "mergetool.x.cmd",
    "browser.x.cmd",
    "man.x.cmd",
    "guitool.x.cmd",
    "sendemail.smtpServer",
    "instaweb.httpd",
    "tar.x.command",
    "submodule.x.update",
]
"""The settings of git-config(1) whose value is a program."""

ALIASES = ["rev-parse", "merge-base", "ls-tree", "cat-file", "config", "check-attr", "merge-file"]
HOOKS = [
    "applypatch-msg",
    "commit-msg",
    "fsmonitor-watchman",
    "post-checkout",
    "post-commit",
    "post-index-change",
    "post-merge",
    "post-rewrite",
    "pre-auto-gc",
    "pre-commit",
    "prepare-commit-msg",
    "reference-transaction",
]

WORDS: dict[str, list[tuple[str, ...]]] = {
    "lint": [("--fix",), ("--format", "json")],
    "fmt": [(HISHO,)],
    "import": [("文字.txt",)],
    "export": [
        ("--output", "出力.html", "--with-findings"),
        ("--output", "表", "--format", "csv"),
    ],
    "site": [("--output", "公開")],
    "archive": [("R5", "--output", "保存")],
    "round": [("show", "R5"), ("open", "R5", "中間"), ("close", "R5", "中間")],
    "explain": [()],
    "deadline": [("4月上旬",)],
    "diff": [
        ("main...HEAD",),
        ("HEAD~1", "HEAD"),
        ("HEAD",),
        ("--driver", HISHO, HISHO, "0" * 40, "100644", "古い.yaml", "0" * 40, "100644"),
    ],
    "link": [("R5",)],
    "log": [("総合計画",)],
    "git": [("doctor",), ("install",), ("doctor",), ("uninstall",)],
    "merge": [
        ("--check", "--base", "main"),
        ("--check",),
        ("--driver", "--", "古い.yaml", "新しい.yaml", "読めない.yaml", HISHO),
        ("古い.yaml", "新しい.yaml", "読めない.yaml"),
    ],
    "review": [("--base", "main", "--head", "HEAD"), ("--base", "main")],
    "new": [("R6", "--from", "R5")],
    "status": [("R5",)],
    "calendar": [("--format", "ics"), ("--public",)],
    "coverage": [()],
    "workload": [("--internal",)],
    "results": [("R5",), ("R5", "--public")],
    "summary": [("R5",)],
    "hearing": [("R5", "--output", "聞き取り.html")],
    "find": [("市民",), ("市民", "--public")],
    "init": [()],
    "upgrade": [()],
    "lsp": [()],
    "serve": [("--base", "ない枝")],
    "form": [(), ("migrate", "R6", "R5", HISHO), ("guess", "文字.txt", "--dry-run")],
}
"""What is run of each command; those that ask git, in every way in which they do."""


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Two branches that changed the same sheet, beside attributes that ask for every driver."""
    made = GitRepository(tmp_path / "市")
    shutil.copytree(ROOT / "sheets" / "R5", made.folder / "sheets" / "R5")
    for register in (ROOT / "sheets").glob("*.yaml"):
        shutil.copy(register, made.folder / "sheets")
    made.write("* diff=evil merge=evil filter=evil\n", ".gitattributes")
    text = made.read(HISHO)
    made.write(text, "古い.yaml")
    made.write(text.replace("時期: 4月\n", "時期: 5月\n", 1), "新しい.yaml")
    made.write("a: [\n", "読めない.yaml")
    made.write("秘書課\n", "文字.txt")
    made.commit("元")
    made.git("switch", "-q", "-c", "提案")
    made.write(made.read("新しい.yaml"), HISHO)
    made.commit("提案")
    made.git("switch", "-q", "main")
    made.write(text.replace("裁量有無: ○", "裁量有無: ×", 1), HISHO)
    made.commit("別の変更")
    made.git("switch", "-q", "提案")
    return made


def set_traps(repository: GitRepository, place: Path) -> tuple[Path, Path]:
    """Return the settings with a trap in every program, and the file that a trap writes to."""
    mark = place / "動いた"
    hooks = place / "hooks"
    hooks.mkdir()
    lines = []

    def trap(name: str, folder: Path = place) -> Path:
        file = folder / name.replace("/", "_")
        file.write_text(f"#!/bin/sh\necho '{name}' >> '{mark}'\nexit 1\n", encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return file

    for name in PROGRAMS:
        section, _, key = name.rpartition(".")
        first, _, inner = section.partition(".")
        head = f'[{first} "{inner}"]' if inner else f"[{first}]"
        value = f"!{trap(name)}" if name == "submodule.x.update" else str(trap(name))
        lines.append(f'{head}\n\t{key} = "{value}"\n')
    for name in HOOKS:
        trap(name, hooks)
        trap(name, repository.folder / ".git/hooks")
    lines.append(f'[core]\n\thooksPath = "{hooks}"\n[log]\n\tshowSignature = true\n')
    for name in ALIASES:
        lines.append(f'[alias]\n\t{name} = "!{trap(f"alias.{name}")}"\n')
        lines.append(f'[pager]\n\t{name} = "{trap(f"pager.{name}")}"\n')
    lines.append('[filter "evil"]\n\trequired = true\n[protocol "ext"]\n\tallow = always\n')
    lines.append(
        f'[remote "origin"]\n\turl = "ext::{trap("ext")}"\n\tpromisor = true\n'
        "\tpartialclonefilter = blob:none\n[extensions]\n\tpartialClone = origin\n"
    )
    included = place / "included"
    included.write_text("".join(lines), encoding="utf-8")
    lines.append(f'[include]\n\tpath = "{included}"\n')
    lines.append(f'[includeIf "gitdir:**"]\n\tpath = "{included}"\n')
    own = place / "config"
    own.write_text("".join(lines), encoding="utf-8")
    return own, mark


@pytest.mark.every_row
@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_runs_what_a_setting_names(
    repository: GitRepository, tmp_path: Path, name: str
) -> None:
    """Every command ends without a start of what the repository's or the person's settings name."""
    config, mark = set_traps(repository, tmp_path)
    with (repository.folder / ".git/config").open("a", encoding="utf-8") as file:
        file.write(config.read_text(encoding="utf-8"))
    for words in WORDS[name]:
        done = Command(repository.folder)(name, *words, env={"GIT_CONFIG_GLOBAL": str(config)})
        assert done.code in (0, 1, 2), done.err
        assert not mark.exists(), (words, mark.read_text(encoding="utf-8"))
        if name in {"review", "git"} or "--check" in words:
            assert done.out, done.err  # it got to the files of the repository
