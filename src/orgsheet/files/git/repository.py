"""An open repository: its revisions, their contents, its settings.

Long because whatever may be asked of a repository is asked of one class.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from orgsheet.files import UnreadableFileError
from orgsheet.files.disk import MAX_BYTES
from orgsheet.files.git.call_git import (
    GitError,
    NoGitError,
    execute,
    git_in,
    reason,
    require_settings_to_hold,
)
from orgsheet.files.git.commits_between import (
    Commit,
    commits_beside,
    commits_between,
    commits_of_file,
)
from orgsheet.files.git.first_parents import ChangedFile, Step, changed_files, first_parents
from orgsheet.files.git.repository_place import refuse_other_places
from orgsheet.files.git.revision_names import find_commit
from orgsheet.files.git.standing_git import StandingGit, contents_ahead
from orgsheet.files.git.tags import tags_below
from orgsheet.files.git.tree_listing import LINK, MOST_BYTES, REGULAR, Entry, list_tree

if TYPE_CHECKING:
    from datetime import date

    from git import Git

_MOST_BASES = 16
_MOST_TREES = 16
"""Commits whose lists of files are kept: a server that runs for years sees very many."""

_SHALLOW = (
    "この写しには履歴が途中までしか入っていません（shallow clone）。"
    "git fetch --unshallow で履歴を取り寄せてください。"
    "自動点検（CI）では、取り出しの設定に fetch-depth: 0 を書きます。"
)


class Repository:
    """An open repository; `top` is the folder of its work tree (of itself where it has none)."""

    def __init__(self, top: Path, git: Git) -> None:
        self.top = top
        self._git = git
        self._standing = StandingGit(git)
        self._trees: dict[str, list[Entry]] = {}
        self._listing = Lock()

    def resolve(self, revision: str) -> str:
        """Return the full id of the commit a revision names (`main`, `HEAD~1`, a tag, an id).

        Raises:
            GitError: there is no such commit, the text cannot be a revision, or its name has more
                than one meaning.
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
        """Return the full id of the commit a revision names, None where there is none.

        Raises:
            GitError: the name has more than one meaning.
        """
        return find_commit(self._run, revision)

    def tags(self, prefix: str) -> dict[str, str]:
        """Return the tags whose names begin like this, each with its commit's full id.

        Raises:
            GitError: git does not give them.
        """
        return tags_below(self._run, prefix)

    def merge_bases(self, one: str, other: str) -> tuple[str, ...]:
        """Return the commits at which two commits (full ids) parted, the latest first.

        There are several where each side had merged the other (a criss-cross).

        Raises:
            GitError: they have none in common, or it is not in a shallow clone; or there are more
                than anybody could look at.
        """
        status, out, _ = self._run("merge-base", "--all", one, other)
        found = tuple(out.decode().split())
        if status == 0 and len(found) <= _MOST_BASES:
            return found
        if status == 0:
            raise GitError(
                f"二つの版の分かれ目が {len(found):,} か所もあり、比べられません。"
                "元の枝から作り直した枝に、変更を移してください。例: git switch -c 新しい枝 main"
            )
        if self.is_shallow():
            raise GitError(f"二つの版の分かれ目が見つかりません。{_SHALLOW}")
        raise GitError(
            "二つの版には共通の元がないため、分かれ目からの比較ができません。"
            "「...」のかわりに、二つの版を空白で区切って書いてください。例: orgsheet diff main HEAD"
        )

    def steps(self, commit: str, most: int, folder: str = "") -> Iterator[Step]:
        """Yield the commits that lead to a commit (full id), each merge as one, the latest first.

        With `folder` only those that changed something below it, at most `most`.

        Raises:
            GitError: git does not give them.
        """
        return first_parents(self._run, commit, most, folder)

    def day_of(self, commit: str) -> date | None:
        """Return the day of a commit (full id), None where there is none.

        Raises:
            GitError: git does not give it.
        """
        return next((step.day for step in self.steps(commit, 1)), None)

    def changed_files(
        self, commit: str, most: int, folder: str
    ) -> dict[str, tuple[ChangedFile, ...]]:
        """Return what each of these commits changed below a folder, by their full ids.

        Raises:
            GitError: git does not give it.
        """

        def run(*arguments: str) -> tuple[int, bytes, str]:
            return execute(self._git, arguments, MOST_BYTES)

        return dict(changed_files(run, commit, most, folder))

    def between(self, base: str, tip: str, most: int = 2_000) -> list[Commit]:
        """See `commits_between`."""
        return commits_between(self._run, base, tip, most)

    def beside(self, base: str, tips: Iterable[str]) -> dict[str, list[Commit]]:
        """See `commits_beside`."""

        def run(*arguments: str, given: bytes) -> tuple[int, bytes, str]:
            return execute(self._git, arguments, MOST_BYTES, given)

        return commits_beside(run, base, tips)

    def commits_of(self, tip: str, path: str, most: int) -> list[Commit]:
        """See `commits_of_file`; the path is that from the top."""
        return commits_of_file(self._run, tip, self._from_here(path), most)

    def branch_commit(self, name: str) -> str | None:
        """Return the full id of the commit of a branch, by its whole name; None without one."""
        return self._standing.commit_of(f"refs/heads/{name}")

    def blob_at(self, commit: str, path: str) -> str | None:
        """Return the id of a file of a commit, by its path from the top; None where there is none.

        For commits that were made here: what is odd about others is told by `entries`.
        """
        return self._standing.blob_of(f"{commit}:{path}")

    def branches(self, start: str, beside: str = "") -> dict[str, str]:
        """Return the commits (full ids) of the branches below `start`/, by the branches' names.

        With `beside`, a commit's full id, only those that have what it has not.
        """
        form = "--format=%(objectname) %(refname:lstrip=2)"
        chosen = [f"--no-merged={beside}"] if beside else []
        _, out, _ = self._run("for-each-ref", form, *chosen, f"refs/heads/{start}/")
        lines = out.decode("utf-8", "replace").splitlines()
        pairs = (line.split(" ", 1) for line in lines)
        return {name: commit for commit, name in pairs}

    def is_shallow(self) -> bool:
        """Tell whether the history was cut off when the repository was copied."""
        _, out, _ = self._run("rev-parse", "--is-shallow-repository")
        return out.strip() == b"true"

    def entries(self, commit: str, folder: str = "") -> list[Entry]:
        """Return the files below a folder in a commit (full id), sorted by path.

        A file in the folder's place is returned, too.

        Raises:
            GitError: the commit cannot be read, has too many files, or a name twice.
        """
        with self._listing:
            listed = self._trees.pop(commit, None) or list_tree(self._git, commit)
            self._trees[commit] = listed  # as the latest
            if len(self._trees) > _MOST_TREES:
                del self._trees[next(iter(self._trees))]
        if not folder:
            return list(listed)
        return [
            entry for entry in listed if entry.path == folder or entry.path.startswith(f"{folder}/")
        ]

    def read(self, entry: Entry, limit: int = MAX_BYTES) -> bytes:
        """Return at most `limit` + 1 bytes of a file.

        Raises:
            UnreadableFileError: it is no regular file, or its content is not in this clone.
        """
        name = entry.path.rpartition("/")[2]
        if entry.mode not in REGULAR:
            kind = "別の場所を指すリンク" if entry.mode == LINK else "ほかのリポジトリを指すもの"
            raise UnreadableFileError(
                f"「{name}」は{kind}です。シートは普通のファイルとして置いてください。"
            )
        data = self._standing.content(entry.blob, limit)
        if data is None:
            raise UnreadableFileError(
                f"「{name}」の中身がこの写しにありません。git fetch で取り寄せてください。"
            )
        return data

    def content(self, blob: str) -> bytes | None:
        """Return at most `MAX_BYTES` + 1 bytes of a blob (full id), None where git has none."""
        return self._standing.content(blob, MAX_BYTES)

    def read_ahead(self, blobs: Sequence[str]) -> Iterator[bytes | None]:
        """See `contents_ahead`; at most `MAX_BYTES` + 1 bytes of each."""
        return contents_ahead(self._git, blobs, MAX_BYTES)

    def main_branch(self) -> str | None:
        """Return the branch that others are merged into, as far as this copy tells; None if not.

        That is the one its origin shows first, else `main` or `master`, else the one in use.
        """
        status, out, _ = self._run("symbolic-ref", "--quiet", "refs/remotes/origin/HEAD")
        if status == 0:
            return out.decode("utf-8", "replace").strip().removeprefix("refs/remotes/origin/")
        for name in ("main", "master"):
            if self.find(f"refs/heads/{name}") is not None:
                return name
        status, out, _ = self._run("symbolic-ref", "--quiet", "HEAD")
        return out.decode("utf-8", "replace").strip().removeprefix("refs/heads/") or None

    def current_branch(self) -> str | None:
        """Return the branch that is checked out here; None where HEAD is on none."""
        status, out, _ = self._run("symbolic-ref", "--quiet", "HEAD")
        name = out.decode("utf-8", "replace").strip()
        return None if status else name.removeprefix("refs/heads/")

    def person(self, part: str) -> str | None:
        """Return the `name` or `email` that git would put into a commit of this person, if set."""
        status, out, _ = self._run("config", "--get", f"user.{part}")
        return out.decode("utf-8", "replace").strip() if status == 0 else None

    def setting(self, name: str) -> str | None:
        """Return a setting of this repository alone, None where it is not set."""
        status, out, _ = self._run("config", "--local", "--get", name)
        return out.decode("utf-8", "replace").removesuffix("\n") if status == 0 else None

    def set(self, name: str, value: str) -> None:
        """Write a setting of this repository alone."""
        status, _, error = self._run("config", "--local", "--replace-all", name, value)
        if status:
            raise GitError(f"Git の設定「{name}」を書けません。{reason(error)}")

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

    def close(self) -> None:
        """End the git that answers what is asked often."""
        self._standing.close()

    def _from_here(self, path: str) -> str:
        """Return a path from the top as git takes it: from the folder in which it runs."""
        here = Path(self._git.working_dir or "").resolve()
        return os.path.relpath(self.top.resolve() / path, here)

    def _run(self, *arguments: str) -> tuple[int, bytes, str]:
        return execute(self._git, arguments)


@contextmanager
def open_repository(folder: Path) -> Iterator[Repository]:
    """Open the repository that holds a folder, and close git's processes at the end.

    Raises:
        NoGitError: git is missing or too old, or the folder is in no repository that may be read.
        GitError: the way to the folder leads through what a change may have brought.
    """
    refuse_other_places(folder)
    git = git_in(folder)
    try:
        require_settings_to_hold(git)
        status, out, error = execute(git, ("rev-parse", "--show-toplevel"))
        if status:
            status, out, _ = execute(git, ("rev-parse", "--absolute-git-dir"))
        if status:
            raise NoGitError(_not_a_repository(folder.resolve(), error))
        top = Path(out.decode("utf-8", "surrogateescape").removesuffix("\n"))
        opened = Repository(top, git)
        try:
            yield opened
        finally:
            opened.close()
    finally:
        git.clear_cache()


def known_revision(repository: Repository, names: Iterable[str]) -> str | None:
    """Return the first of these names that is a revision."""
    return next((name for name in names if repository.find(name) is not None), None)


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
