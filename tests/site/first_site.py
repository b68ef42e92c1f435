"""A town in a repository of its own, whose site was made once: what happens next is a test's."""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import ROOT, Command
from git_repository import GitRepository

FOLDER = "sheets/R5/総務部"
FIRST = "公開1"


def town_with_site(folder: Path, settings: str) -> GitRepository:
    """Return a town of three sections and its registers; its site is in the folder `FIRST`."""
    made = GitRepository(folder)
    source = ROOT / "benchmarks" / "clean" / "架空市" / "sheets"
    (made.folder / FOLDER).mkdir(parents=True)
    for register in source.glob("*.yaml"):
        shutil.copy(register, made.folder / "sheets")
    for name in ("総務課", "人事課", "管財課"):
        shutil.copy(source / "R5" / "総務部" / f"{name}.yaml", made.folder / FOLDER)
    made.write(settings, "orgsheet.yaml")
    made.write("公開*/\n", ".gitignore")
    made.commit("はじめ")
    assert Command(made.folder)("site", "--output", FIRST).code == 0
    return made
