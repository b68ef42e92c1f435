"""Start git: the one place that does, with settings that no repository and no person chooses."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Thread
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from git import Git

_NOTHING = "/dev/null"  # git itself knows it on Windows, too
_FAILS = "false"
"""A program that does nothing, where git takes an empty name for its own choice."""

SETTINGS = {
    # Programs that git starts of itself while it reads.
    "core.fsmonitor": "false",
    "core.hooksPath": _NOTHING,
    "core.alternateRefsCommand": _FAILS,
    "uploadpack.packObjectsHook": _FAILS,
    # Programs that show or edit text.
    "core.pager": "cat",
    "core.editor": ":",
    "sequence.editor": ":",
    "diff.external": "",
    "interactive.diffFilter": "",
    # Programs that reach a network or ask for a password.
    "core.sshCommand": _FAILS,
    "core.gitProxy": "",
    "core.askPass": "",
    "credential.helper": "",
    # Programs that check signatures.
    "gpg.program": _FAILS,
    "gpg.ssh.program": _FAILS,
    "gpg.x509.program": _FAILS,
    "gpg.ssh.defaultKeyCommand": "",
    "log.showSignature": "false",
    # A change can bring the files of a repository, and with them its own settings and history.
    "safe.bareRepository": "explicit",
    # What stands beside the commits and tells other parents than they do.
    "core.commitGraph": "false",
    "advice.graftFileDeprecated": "false",
}
"""Settings for every call, each stronger than what the repository or its owner has set.

Those with a name of their own in them (`filter.*`, `merge.*`, `alias.*`, …) cannot be told in
advance; no command that is started here asks for them.
"""

_ENVIRONMENT = {
    # A repository that lacks objects must not go and fetch them.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    # Nobody may show other objects, or other parents, in the place of those of a commit.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": _NOTHING,
    # Stronger than the settings of the same names.
    "GIT_PAGER": "cat",
    "GIT_EDITOR": ":",
    "GIT_SEQUENCE_EDITOR": ":",
}
MOST_ANSWERED = 1 << 20
"""Bytes of an answer of git: a setting, an attribute, the ids of some commits."""

_CHUNK = 1 << 16
_LEFT = re.compile(r"'([^'\n]{1,500}\.lock)': File exists")
OLDEST = (2, 31)
"""The first git that takes settings from its environment."""


class GitError(Exception):
    """Git cannot give what was asked for; the message is Japanese and says what to do."""


class NoGitError(GitError):
    """There is no git program, or the folder is in no repository that may be read."""


def git_in(folder: Path) -> Git:
    """Return a git that runs in a folder, with the chosen settings alone."""
    # Without this the import itself fails, in English, where git is missing.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git import Git

    git = Git(str(folder))
    git.update_environment(**_ENVIRONMENT, **_settings(os.environ.get("GIT_CONFIG_COUNT", "")))
    return git


def _settings(count: str) -> dict[str, str]:
    """Return the settings as git takes them from its environment, behind those that are there.

    A `safe.directory` given that way goes on to hold; of two settings the later one counts.
    """
    first = int(count) if count.isascii() and count.isdecimal() else 0
    found = {"GIT_CONFIG_COUNT": str(first + len(SETTINGS))}
    for number, (name, value) in enumerate(SETTINGS.items(), first):
        found |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def require_settings_to_hold(git: Git) -> None:
    """Refuse a git that is too old to take the settings.

    Raises:
        NoGitError: it is too old, or missing.
    """
    from git.exc import GitCommandNotFound

    try:
        version = git.version_info
    except (GitCommandNotFound, OSError) as error:
        raise NoGitError(_MISSING) from error
    if version[:2] < OLDEST:
        told = ".".join(map(str, version))
        raise NoGitError(
            f"git {told} は古すぎて、安全に読み取れません。"
            "Git を新しい版（2.31 以降）にしてから、もう一度実行してください。"
        )


_MISSING = "git が見つかりません。Git を入れてから、もう一度実行してください。"


class Started(NamedTuple):
    """A git that was started: its process, the start of its complaints, and who takes them."""

    process: Popen[bytes]
    complaints: list[bytes]
    beside: Thread
    keeper: object
    """What ends the process when nobody holds it any more."""

    def end(self) -> None:
        """End git, wherever it is."""
        self.process.kill()
        self.beside.join()
        with suppress(OSError), self.process:  # what it was not told any more
            pass


def start(git: Git, arguments: Iterable[str], *, is_told: bool = False) -> Started:
    """Start git and take all that it complains about: else it stands still, and so do we.

    `is_told` tells whether it gets something on its standard input.

    Raises:
        NoGitError: there is no git program.
    """
    from git.exc import GitCommandNotFound

    try:
        running = git.execute(
            ["git", *arguments],
            istream=PIPE if is_told else None,
            as_process=True,
            with_extended_output=False,
            shell=False,
        )
    except (GitCommandNotFound, NotADirectoryError, PermissionError) as error:
        raise NoGitError(_MISSING) from error
    process = running.proc
    assert process is not None, "asked for a process"
    assert process.stderr is not None, "its complaints are always read"
    complaints: list[bytes] = []
    beside = Thread(target=_read_all, args=(process.stderr, complaints), daemon=True)
    beside.start()
    return Started(process, complaints, beside, running)


def execute(
    git: Git, arguments: Iterable[str], most: int = MOST_ANSWERED, given: bytes | None = None
) -> tuple[int, bytes, str]:
    """Run git to its end; return its exit code, its output and the start of its complaints.

    `given` is what it reads from its standard input, None for nothing.

    Raises:
        NoGitError: there is no git program.
        GitError: it answers more than `most` bytes; it is ended then.
    """
    process, complaints, beside, _ = start(git, arguments, is_told=given is not None)
    assert process.stdout is not None, "git's output is always read"
    with process:
        try:
            if process.stdin is not None:
                with suppress(BrokenPipeError):  # then its exit code and complaints tell
                    process.stdin.write(given or b"")
                    process.stdin.close()
            out = process.stdout.read(most + 1)
        finally:
            process.stdout.close()  # where there is more, git ends
            beside.join()
    if len(out) > most:
        raise GitError(
            f"git {next(iter(arguments), '')} の答えが長すぎて読めません（上限 {most:,} バイト）。"
            "Git の設定（.git/config）、属性（.gitattributes）、枝と札（tag）に、"
            "異常に長いものや多すぎるものがないかを確かめてください。"
        )
    return process.returncode, out, b"".join(complaints).decode("utf-8", "replace")


def _read_all(stream: IO[bytes], kept: list[bytes]) -> None:
    """Read a stream to its end; keep its first part."""
    while data := stream.read(_CHUNK):
        if not kept:
            kept.append(data)


def reason(error: str) -> str:
    """Return in Japanese what to look at, from git's own complaint."""
    if "permission" in error.lower():
        return "書き込みや読み取りの権限を確かめてください。"
    left = _LEFT.search(error)
    if left is not None:
        return (
            f"「{left[1]}」があります。ほかの git が動いていれば、終わってからもう一度実行して"
            "ください。動いていなければ、前の git が途中で切れた跡です。"
            "このファイルを消してください。"
        )
    if "lock" in error.lower():
        return "ほかの git が動いていないかを確かめてください。"
    return "git fsck で記録が壊れていないかを確かめてください。"
