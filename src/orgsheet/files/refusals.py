"""Why a file is not written, in words that say what to do."""

from __future__ import annotations

from pathlib import Path


class UnwritableFileError(Exception):
    """A file could not be written and is as it was; the message is Japanese."""


class AlreadyThereError(UnwritableFileError):
    """Something stands where a new file should go, or some computer would take it for that."""


class ChangedMeanwhileError(UnwritableFileError):
    """The file no longer holds what it held when the new content was made."""


def already_there(path: Path, name: str) -> AlreadyThereError:
    """Return the refusal of a new file; `name` is what stands in its place, as it is spelled."""
    if name == path.name:
        return AlreadyThereError(f"「{name}」がもうあります。書き換えていません。")
    return AlreadyThereError(
        f"「{name}」がもうあります。パソコンによっては「{path.name}」と同じ名前になるので、"
        "書き込んでいません。どちらかの名前にそろえてください。"
    )


def changed_meanwhile(path: Path) -> ChangedMeanwhileError:
    """Return the refusal to write over what somebody saved meanwhile."""
    return ChangedMeanwhileError(
        f"「{path.name}」が、作業の間にほかで書き換えられたため、書き込んでいません。"
        "ほかで保存された内容はそのままです。もう一度行ってください。"
    )


def no_folder(folder: Path) -> UnwritableFileError:
    """Return the refusal of a folder that is a link or no folder."""
    what = "別の場所を指すリンクな" if folder.is_symlink() else "ふつうのフォルダでない"
    return UnwritableFileError(
        f"フォルダ「{folder.name}」は{what}ので、中に書きません。"
        "リンクなどをやめて、ふつうのフォルダにしてください。"
    )


def unwritable(path: Path) -> UnwritableFileError:
    """Return what is said where the disk refuses."""
    return UnwritableFileError(
        f"「{path.name}」に書き込めません。元の内容のままです。"
        "書き込みの権限、空き容量、ほかのプログラムで開いていないかを確かめてください。"
    )
