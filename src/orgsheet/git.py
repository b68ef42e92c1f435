"""Git: revisions, their files and the repository's settings; the only user of GitPython.

What a user types never reaches git as an option: a revision is resolved to its commit first, and
nothing here clones, fetches or changes the work tree.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path, PurePosixPath
from subprocess import PIPE
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, NamedTuple

from orgsheet.files import UnreadableFileError
from orgsheet.source import MAX_BYTES

if TYPE_CHECKING:
    from git import Git

_ENVIRONMENT = {
    # A repository that lacks objects must not go and fetch them.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    # Nobody may show other objects in the place of those that a revision names.
    "GIT_NO_REPLACE_OBJECTS": "1",
}
_MAX_REVISION = 500
_REGULAR = frozenset({"100644", "100755"})
_LINK = "120000"
_CHUNK = 1 << 20
_AHEAD = 30
"""Names of blobs: twice as many fit into the smallest pipe (4 KiB), so writing them never waits."""
_MAX_CONFLICTS = 127  # git merge-file counts no further; above it is an error

_SHALLOW = (
    "この写しには履歴が途中までしか入っていません（shallow clone）。"
    "git fetch --unshallow で履歴を取り寄せてください。"
    "自動点検（CI）では、取り出しの設定に fetch-depth: 0 を書きます。"
)


class GitError(Exception):
    """Git cannot give what was asked for; the message is Japanese and says what to do."""


class NoGitError(GitError):
    """There is no git program, or the folder is in no repository that may be read."""


class Entry(NamedTuple):
    """A file of a revision: its path from the repository's top, its mode and its blob's id."""

    path: str
    mode: str
    blob: str


class Repository:
    """An open repository; `top` is the folder of its work tree (of itself where it has none)."""

    def __init__(self, top: Path, git: Git) -> None:
        self.top = top
        self._git = git

    def resolve(self, revision: str) -> str:
        """Return the full id of the commit a revision names (`main`, `HEAD~1`, a tag, an id).

        Raises:
            GitError: there is no such commit, or the text cannot be a revision.
        """
        commit = self.find(revision)
        if commit is not None:
            return commit
        hint = f"\n{_SHALLOW}" if self.is_shallow() else ""
        raise GitError(
            f"「{revision}」という版は、この Git の記録にありません。"
            f"枝の名前や版の書き方を確かめてください（一覧: git branch -a、git log --oneline）。"
            f"{hint}"
        )

    def find(self, revision: str) -> str | None:
        """Return the full id of the commit a revision names, None where there is none."""
        is_odd = revision.startswith("-") or not revision.isprintable()
        if not revision or is_odd or len(revision) > _MAX_REVISION:
            return None
        wanted = f"{revision}^{{commit}}"
        status, out, _ = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
        return out.decode().strip() if status == 0 else None

    def merge_base(self, one: str, other: str) -> str:
        """Return the commit at which two commits (full ids) parted.

        Raises:
            GitError: they have none in common, or it is not in a shallow clone.
        """
        status, out, _ = self._run("merge-base", one, other)
        if status == 0:
            return out.decode().split()[0]
        if self.is_shallow():
            raise GitError(f"二つの版の分かれ目が見つかりません。{_SHALLOW}")
        raise GitError(
            "二つの版には共通の元がないため、分かれ目からの比較ができません。"
            "「...」のかわりに、二つの版を空白で区切って書いてください。例: orgsheet diff main HEAD"
        )

    def is_shallow(self) -> bool:
        """Tell whether the history was cut off when the repository was copied."""
        _, out, _ = self._run("rev-parse", "--is-shallow-repository")
        return out.strip() == b"true"

    def entries(self, commit: str, folder: str = "") -> list[Entry]:
        """Return the files below a folder in a commit (full id), sorted by path."""
        where = ("--", folder) if folder else ()
        status, out, error = self._run("ls-tree", "-r", "-z", "--full-tree", commit, *where)
        if status:
            raise GitError(f"版「{commit[:12]}」の中身を読めません。{_reason(error)}")
        found = []
        for record in out.split(b"\0")[:-1]:
            facts, _, path = record.partition(b"\t")
            mode, _, blob = facts.decode().split(" ")
            found.append(Entry(path.decode("utf-8", "surrogateescape"), mode, blob))
        return sorted(found)

    def read(self, entry: Entry, limit: int = MAX_BYTES) -> bytes:
        """Return at most `limit` + 1 bytes of a file.

        Raises:
            UnreadableFileError: it is no regular file, or its content is not in this clone.
        """
        name = entry.path.rpartition("/")[2]
        if entry.mode not in _REGULAR:
            kind = "別の場所を指すリンク" if entry.mode == _LINK else "ほかのリポジトリを指すもの"
            raise UnreadableFileError(
                f"「{name}」は{kind}です。シートは普通のファイルとして置いてください。"
            )
        try:
            _, _, _, stream = self._git.stream_object_data(entry.blob)
            data = stream.read(limit + 1)
            # What is left must leave the pipe before the next question.
            while stream.read(_CHUNK):
                continue
        except (ValueError, OSError) as error:
            self._git.clear_cache()
            raise UnreadableFileError(
                f"「{name}」の中身がこの写しにありません。git fetch で取り寄せてください。"
            ) from error
        return data

    def read_ahead(self, blobs: Sequence[str]) -> Iterator[bytes | None]:
        """Yield at most `MAX_BYTES` + 1 bytes of each blob, None where git does not give it.

        Git reads the next ones meanwhile, and waits when it is too far ahead.
        """
        running = self._git.execute(
            ["git", "cat-file", "--batch"], istream=PIPE, as_process=True, shell=False
        )
        process = running.proc
        assert process is not None, "asked for a process"
        assert process.stdin is not None, "asked for a pipe"
        assert process.stdout is not None, "git's output is always read"
        with process:  # at its end git writes to nobody, and ends too
            for number in range(len(blobs)):
                if number % _AHEAD == 0:
                    asked = blobs[number + _AHEAD if number else 0 : number + 2 * _AHEAD]
                    names = "".join(f"{blob}\n" for blob in asked).encode()
                    with suppress(OSError):  # where git is gone, its answers end
                        os.write(process.stdin.fileno(), names)
                yield _next_blob(process.stdout)

    def setting(self, name: str) -> str | None:
        """Return a setting of this repository alone, None where it is not set."""
        status, out, _ = self._run("config", "--local", "--get", name)
        return out.decode("utf-8", "replace").removesuffix("\n") if status == 0 else None

    def set(self, name: str, value: str) -> None:
        """Write a setting of this repository alone."""
        status, _, error = self._run("config", "--local", "--replace-all", name, value)
        if status:
            raise GitError(f"Git の設定「{name}」を書けません。{_reason(error)}")

    def unset_section(self, section: str) -> bool:
        """Remove a section of this repository's settings; tell whether there was one."""
        status, _, _ = self._run("config", "--local", "--remove-section", section)
        return status == 0

    def attribute(self, name: str, path: str) -> str:
        """Return what `.gitattributes` say of a path from the top (`unspecified`, `set`, …)."""
        _, out, _ = self._run("check-attr", "-z", name, "--", self._from_here(path))
        parts = out.split(b"\0")
        return parts[2].decode("utf-8", "replace") if len(parts) > 2 else "unspecified"  # noqa: PLR2004

    def version(self) -> str:
        """Return git's version."""
        return ".".join(map(str, self._git.version_info))

    def _from_here(self, path: str) -> str:
        """Return a path from the top as git takes it: from the folder in which it runs."""
        here = Path(self._git.working_dir or "").resolve()
        return os.path.relpath(self.top.resolve() / path, here)

    def _run(self, *arguments: str) -> tuple[int, bytes, str]:
        return _execute(self._git, arguments)


class GitFiles:
    """The files of one commit below a folder of the repository (see `workspace.Files`)."""

    def __init__(self, repository: Repository, commit: str, folder: str = "") -> None:
        self._repository = repository
        self._prefix = f"{folder}/" if folder else ""
        self._entries = {
            entry.path.removeprefix(self._prefix): entry
            for entry in repository.entries(commit, folder)
        }

    def paths(self, folder: str) -> list[str]:
        """See `Files.paths`."""
        return [path for path in self._entries if path.startswith(f"{folder}/")]

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        """See `Files.read`."""
        entry = self._entries.get(path)
        if entry is not None:
            return self._repository.read(entry, limit)
        if path in self._folders:
            name = path.rpartition("/")[2]
            raise UnreadableFileError(
                f"「{name}」はフォルダです。シートは普通のファイルとして置いてください。"
            )
        return None

    @cached_property
    def _folders(self) -> set[str]:
        return {str(folder) for path in self._entries for folder in PurePosixPath(path).parents}

    def read_ahead(self, paths: Sequence[str]) -> Iterator[bytes | None]:
        """Yield what `read` returns for each path, None also where it would raise."""
        entries = [self._entries.get(path) for path in paths]
        blobs = [one.blob if one and one.mode in _REGULAR else "" for one in entries]
        contents = self._repository.read_ahead([blob for blob in blobs if blob])
        for blob in blobs:
            yield next(contents) if blob else None

    def version(self, path: str) -> str | None:
        """Return what changes when a file's content or kind does, None where it is absent."""
        entry = self._entries.get(path)
        return None if entry is None else f"{entry.mode == _LINK} {entry.blob}"


@contextmanager
def open_repository(folder: Path) -> Iterator[Repository]:
    """Open the repository that holds a folder, and close git's processes at the end.

    Raises:
        NoGitError: git is missing, or the folder is in no repository that may be read.
    """
    git = _git(folder)
    try:
        status, out, error = _execute(git, ("rev-parse", "--show-toplevel"))
        if status:
            status, out, _ = _execute(git, ("rev-parse", "--absolute-git-dir"))
        if status:
            raise NoGitError(_not_a_repository(folder.resolve(), error))
        top = Path(out.decode("utf-8", "surrogateescape").removesuffix("\n"))
        yield Repository(top, git)
    finally:
        git.clear_cache()


def merge_lines(
    base: bytes, ours: bytes, theirs: bytes, labels: tuple[str, str], marker_size: int
) -> tuple[bytes, bool]:
    """Merge line by line as git itself does; return the result and whether it has no conflict.

    Raises:
        GitError: git is missing, or takes one of the three for binary data.
    """
    with TemporaryDirectory(prefix="orgsheet-") as name:
        files = []
        for part, data in (("ours", ours), ("base", base), ("theirs", theirs)):
            path = Path(name) / part
            path.write_bytes(data)
            files.append(str(path))
        names = [word for label in (labels[0], "元の版", labels[1]) for word in ("-L", label)]
        status, out, _ = _execute(
            _git(Path(name)),
            ("merge-file", "-p", f"--marker-size={marker_size}", *names, *files),
        )
    if status > _MAX_CONFLICTS or status < 0:
        raise GitError("文字のファイルではないため、行ごとの合わせ込みもできません。")
    return out, status == 0


def known_revision(repository: Repository, names: Iterable[str]) -> str | None:
    """Return the first of these names that is a revision."""
    return next((name for name in names if repository.find(name) is not None), None)


def _git(folder: Path) -> Git:
    # Without this the import itself fails, in English, where git is missing.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git import Git

    git = Git(str(folder))
    git.update_environment(**_ENVIRONMENT)
    return git


def _execute(git: Git, arguments: Iterable[str]) -> tuple[int, bytes, str]:
    from git.exc import GitCommandNotFound

    try:
        status, out, error = git.execute(
            ["git", *arguments],
            with_extended_output=True,
            with_exceptions=False,
            stdout_as_string=False,
            strip_newline_in_stdout=False,
            shell=False,
        )
    except (GitCommandNotFound, NotADirectoryError, PermissionError) as error:
        raise NoGitError(
            "git が見つかりません。Git を入れてから、もう一度実行してください。"
        ) from error
    assert isinstance(out, bytes), "asked for bytes"
    return status, out, error


def _next_blob(stream: IO[bytes]) -> bytes | None:
    """Return the next answer of `git cat-file --batch`: its first bytes, or None."""
    header = stream.readline().split()
    if len(header) != 3:  # noqa: PLR2004 - id, kind and size; else `<id> missing`, or git is gone
        return None
    size = int(header[2])
    data = stream.read(min(size, MAX_BYTES + 1))
    rest = size - len(data) + 1  # with the line end behind it
    while rest > 0 and (skipped := stream.read(min(rest, _CHUNK))):
        rest -= len(skipped)
    return None if rest else data


def _not_a_repository(folder: Path, error: str) -> str:
    if "dubious ownership" in error:
        return (
            f"「{folder}」は持ち主が違うため、git が読むのを断りました。自分のものなら、"
            "git config --global --add safe.directory フォルダ で許してください。"
        )
    return (
        f"「{folder}」は Git で管理されていません。"
        "git clone したフォルダに移るか、-C で指定して、もう一度実行してください。"
    )


def _reason(error: str) -> str:
    if "permission" in error.lower():
        return "書き込みや読み取りの権限を確かめてください。"
    if "lock" in error.lower():
        return "ほかの git が動いていないかを確かめてください。"
    return "git fsck で記録が壊れていないかを確かめてください。"
