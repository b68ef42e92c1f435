"""Where a repository may be looked for: not where the files of a change can lead."""

from __future__ import annotations

import os
from pathlib import Path

from orgsheet.files.git.call_git import GitError

_MOST_LINKS = 40


def refuse_other_places(folder: Path) -> None:
    """Refuse a folder behind a link that a change can have brought, and faked repositories.

    Raises:
        GitError: the folder cannot be entered, a link of a work tree leads to it, it lies in the
            records of git themselves, or git would take it (or one above it) for a repository
            without a work tree.
    """
    if not os.access(folder, os.X_OK) or not folder.is_dir():
        # GitPython would go on in the folder of the process.
        raise GitError(
            f"フォルダ「{folder}」がないか、開けません。名前と、読み取りの権限を確かめてください。"
        )
    start = _without_links(folder)
    if "GIT_DIR" in os.environ:
        return  # the person, or git itself, says where the records are
    if ".git" in start.parts:
        raise GitError(
            f"「{start}」は Git の記録（.git）の中です。"
            "その外の、シートのあるフォルダに移るか、-C で指定して、もう一度実行してください。"
        )
    for place in (start, *start.parents):
        if _exists(place / ".git"):
            return
        if _exists(place / "HEAD"):
            raise GitError(_no_work_tree(place))


def _without_links(folder: Path) -> Path:
    """Return where a folder really is; links are followed outside of work trees only.

    A change can put a link in the place of a folder, to choose another folder of the repository.
    """
    path = folder.absolute()
    current, rest, followed = Path(path.anchor), list(path.parts[1:]), 0
    while rest:
        name = rest.pop(0)
        following = current / name
        if name == "..":
            current = current.parent
        elif not following.is_symlink():
            current = following
        elif followed == _MOST_LINKS or any(
            _exists(above / ".git") for above in (current, *current.parents)
        ):
            raise GitError(
                f"「{following}」は別の場所を指すリンクです。変更の提案が置いたものかもしれない"
                "ので、たどりません。リンクの先のフォルダを -C に書いて、もう一度実行してください。"
            )
        else:
            followed += 1
            target = following.readlink()
            if target.is_absolute():
                current = Path(target.anchor)
            rest = [*target.parts[bool(target.anchor) :], *rest]
    return current


def _no_work_tree(place: Path) -> str:
    if any(_exists(above / ".git") for above in place.parents):
        return (
            f"「{place}」に、Git の記録に似たファイル（HEAD）があるため、読みません。"
            "その「HEAD」を消すか、git clone したフォルダで実行してください。"
        )
    return (
        f"「{place}」に「HEAD」があります。Git の記録だけの置き場（bare）なら、"
        "そこからは読みません。git clone したフォルダで実行してください。"
        "そうでなければ、git init をしてからもう一度実行してください。"
    )


def _exists(path: Path) -> bool:
    """Tell whether there is anything at a path, a link to nothing included."""
    try:
        return path.exists() or path.is_symlink()
    except (OSError, ValueError):
        return False
