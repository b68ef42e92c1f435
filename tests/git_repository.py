"""A real repository for tests: real git, no settings of the machine, a fixed author."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_AUTHOR = ("-c", "user.name=試験", "-c", "user.email=test@example.invalid")


class GitRepository:
    """Runs git in a folder; `sheet` is a path with Japanese letters and a space."""

    sheet = "sheets/R5/政策 推進部/秘書課.yaml"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run git and return what it said."""
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_PAGER": "cat",
        }
        return subprocess.run(
            ["git", *_AUTHOR, *arguments],
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            env=environment,
            timeout=120,
            check=check,
        )

    def write(self, text: str, path: str = sheet) -> None:
        """Write a file of the work tree."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    def read(self, path: str = sheet) -> str:
        """Return a file of the work tree."""
        return (self.folder / path).read_bytes().decode()

    def commit(self, message: str = "変更") -> str:
        """Commit everything and return the commit's id."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD").stdout.strip()
