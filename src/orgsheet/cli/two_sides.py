"""What the arguments of `orgsheet diff` mean: years, Git revisions, files or folders."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from orgsheet.cli.exits import CommandError
from orgsheet.files import UnreadableFileError
from orgsheet.files.trees import FolderFiles, WorkspaceError
from orgsheet.fiscal import FiscalYear
from orgsheet.match.path_sides import path_sides
from orgsheet.match.sides import Sides, workspace_sides, year_sides
from orgsheet.workspace.workspace import Workspace

if TYPE_CHECKING:
    from orgsheet.files.git import Repository

WORK_TREE = "いまのファイル"
_EXAMPLES = """\
比べるものの書き方:
  年度どうし        orgsheet diff R4 R5
  枝に入れた変更    orgsheet diff main...HEAD
  前の版からの変更  orgsheet diff HEAD~1 HEAD
  まだ記録していない変更  orgsheet diff HEAD
  ファイルどうし    orgsheet diff 古い.yaml 新しい.yaml
  フォルダどうし    orgsheet diff sheets/R4 sheets/R5"""


def read_sides(folder: Path, words: Sequence[str], stack: ExitStack) -> Sides:
    """Return the sides that the arguments name.

    Two years come first, then paths that exist, then Git revisions; a folder that is called like
    a year is meant by `./R4`, a branch by `main...R4` or beside another revision.

    Args:
        folder: where the command works.
        words: the arguments.
        stack: closes the repository, when one is opened, after the command.

    Raises:
        CommandError: the arguments are none of these.
        GitError, SideError, WorkspaceError: what they name cannot be had.
    """
    if not all(word.strip() for word in words):
        raise CommandError(f"比べるものに、空のものがあります。\n{_EXAMPLES}")
    years = [FiscalYear.read(word) for word in words]
    if len(words) == 2:  # noqa: PLR2004 - the two sides
        before, after = years
        if before is not None and after is not None:
            return year_sides(Workspace.open(folder), before, after)
        paths = [folder / word for word in words]
        if all(map(_exists, paths)):
            return path_sides(*paths)
        if not _is_named_branch(folder, words, years, stack):
            _refuse_mixture(words, years, paths)
            _refuse_missing_without_git(folder, words, paths, stack)
        return _revisions(folder, words[0], words[1], stack)
    if len(words) == 1 and years[0] is None:
        return _one_word(folder, words[0], stack)
    raise CommandError(f"比べるものを二つ書いてください。\n{_EXAMPLES}")


def _one_word(folder: Path, word: str, stack: ExitStack) -> Sides:
    if _exists(folder / word):
        raise CommandError(f"「{word}」と比べるものも書いてください。\n{_EXAMPLES}")
    for mark in ("...", ".."):
        one, found, other = word.partition(mark)
        if found:
            return _revisions(folder, one or "HEAD", other or "HEAD", stack, parted=mark == "...")
    return _revisions(folder, word, None, stack)


def _repository(folder: Path, stack: ExitStack) -> Repository:
    from orgsheet.files.git import NoGitError, open_repository

    try:
        return stack.enter_context(open_repository(folder))
    except NoGitError as error:
        raise CommandError(
            f"{error}\n年度どうしやファイルどうしなら、Git は要りません。例: orgsheet diff R4 R5"
        ) from error


def _revisions(
    folder: Path, one: str, other: str | None, stack: ExitStack, *, parted: bool = False
) -> Sides:
    """Return two revisions as sides; without the second, the files as they are now.

    `parted` asks for the first side as it was where the two parted.
    """
    repository = _repository(folder, stack)
    first = repository.resolve(one)
    label = one
    notices: list[str] = []
    second = None if other is None else repository.resolve(other)
    if parted and second is not None:
        bases = repository.merge_bases(first, second)
        if len(bases) > 1:
            notices.append(
                f"「{one}」と「{other}」は互いに取り込み合っていて、分かれ目が一つに決まりません。"
                f"分かれ目ではなく「{one}」の今の中身と比べました。"
            )
        else:
            first = bases[0]
            label = f"{one} との分かれ目"
    if first == second:
        notices.append(
            f"「{other}」の変更は「{one}」にすべて入っているため、比べるものがありません。"
            "版の書き方を確かめてください。"
        )
    before = revision_workspace(repository, folder, first)
    if second is None or other is None:
        current = Workspace.open(folder)
        _refuse_nothing(label, before, WORK_TREE, current)
        return workspace_sides((label, before), (WORK_TREE, current), content_of)
    after = revision_workspace(repository, folder, second)
    _refuse_nothing(label, before, other, after)
    sides = workspace_sides((label, before), (other, after), version_of)
    if parted and repository.is_shallow():
        notices.append(
            "履歴が途中までの写し（shallow clone）で比べました。"
            "分かれ目は本当のものより古いかもしれません。"
        )
    return sides._replace(notices=(*sides.notices, *notices))


def _refuse_nothing(one: str, before: Workspace, other: str, after: Workspace) -> None:
    """Refuse to compare two states without any sheet: they have no difference that says a thing.

    Raises:
        CommandError: neither has a sheet.
    """
    if not before.sheet_ids and not after.sheet_ids:
        raise CommandError(
            f"{one} にも {other} にもシートがありません。"
            "シートは sheets/年度/部名/課名.yaml に置きます。場所を確かめてください。"
        )


def revision_workspace(repository: Repository, folder: Path, commit: str) -> Workspace:
    """Return the workspace as it was in a commit, at the place where it is now."""
    return workspace_at(repository, current_root(repository, folder), commit)


def current_root(repository: Repository, folder: Path) -> Path:
    """Return the workspace's folder around `folder`; the repository's where it lies in none."""
    top = repository.top.resolve()
    try:
        root = Workspace.open(folder).root.resolve()
    except WorkspaceError:
        return top
    return root if root.is_relative_to(top) else top


def workspace_at(repository: Repository, root: Path, commit: str) -> Workspace:
    """Return the workspace below `root`, a folder of the repository, as it was in a commit."""
    from orgsheet.files.git import GitFiles

    return Workspace(GitFiles(repository, commit, folder_below_top(repository, root)), root)


def folder_below_top(repository: Repository, root: Path) -> str:
    """Return where a folder is below the repository's top, with `/`; "" for the top itself."""
    inner = root.relative_to(repository.top.resolve()).as_posix()
    return "" if inner == "." else inner


def version_of(workspace: Workspace, path: str) -> object:
    """Return what a file of a revision is compared by, None where it is absent."""
    version: Callable[[str], str | None] | None = getattr(workspace.files, "version", None)
    assert version is not None, "both sides are revisions"
    return version(path)


def content_of(workspace: Workspace, path: str) -> object:
    """Return what a file of a revision or of the folder is compared by, None where it is absent."""
    try:
        data = workspace.files.read(path)
    except UnreadableFileError as error:
        return str(error)
    # On Windows git gives files other line ends than it records.
    is_file = data is not None and isinstance(workspace.files, FolderFiles)
    return data.replace(b"\r\n", b"\n") if is_file and data is not None else data


def _is_named_branch(
    folder: Path, words: Sequence[str], years: Sequence[FiscalYear | None], stack: ExitStack
) -> bool:
    """Tell whether the one year among the words is a branch or tag beside another revision."""
    from orgsheet.files.git import GitError

    if not any(years):
        return False
    try:
        repository = _repository(folder, stack)
    except (CommandError, GitError):
        return False
    return all(
        repository.find(word) is not None
        if year is None
        # Alone, a number may also be the beginning of a commit's id.
        else any(repository.find(f"refs/{kind}/{word}") for kind in ("heads", "tags"))
        for word, year in zip(words, years, strict=True)
    )


def _refuse_mixture(
    words: Sequence[str], years: Sequence[FiscalYear | None], paths: Sequence[Path]
) -> None:
    """Refuse a year or a path beside something else, in words that fit what is there."""
    for index in (0, 1):
        word, other = words[index], words[1 - index]
        if years[index] is not None:
            raise CommandError(
                f"「{word}」は年度ですが、「{other}」は年度ではありません。"
                f"年度どうしで比べてください。\n{_EXAMPLES}"
            )
        if _exists(paths[index]) and _looks_like_path(other):
            _refuse_missing(words, paths, index)
    if all(_looks_like_path(word) for word in words):
        raise CommandError(
            f"「{words[0]}」も「{words[1]}」もありません。ファイルの名前と場所を確かめてください。"
        )


def _refuse_missing_without_git(
    folder: Path, words: Sequence[str], paths: Sequence[Path], stack: ExitStack
) -> None:
    """Refuse a path beside nothing where there are no revisions that the other word could name."""
    there = [_exists(path) for path in paths]
    if any(there):
        try:
            _repository(folder, stack)
        except CommandError:
            _refuse_missing(words, paths, there.index(True))


def _refuse_missing(words: Sequence[str], paths: Sequence[Path], index: int) -> None:
    """Refuse what stands beside the existing path of this number."""
    near = difflib.get_close_matches(paths[1 - index].name, _names_beside(paths[1 - index]), 1)
    hint = f"「{near[0]}」ではありませんか。" if near else ""
    raise CommandError(
        f"「{words[1 - index]}」がありません。{hint}ファイルの名前と場所を確かめてください。"
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # Longer than any name can be, or behind a folder that may not be opened.
        return False


def _looks_like_path(word: str) -> bool:
    return word.endswith((".yaml", ".yml")) or word.startswith(("sheets/", "./", "/"))


def _names_beside(path: Path) -> list[str]:
    try:
        return [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return []
