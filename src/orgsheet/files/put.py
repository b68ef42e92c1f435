"""The one writer of files: over what it expects and nothing else, whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from orgsheet.files.disk import (
    UnreadableFileError,
    kind_of,
    link_on_the_way,
    opened,
)
from orgsheet.files.lock import FolderInUseError, alone_in
from orgsheet.files.names import twin_key
from orgsheet.files.refusals import (
    ChangedMeanwhileError,
    UnwritableFileError,
    already_there,
    changed_meanwhile,
    no_folder,
    unwritable,
)
from orgsheet.files.temporary_files import TemporaryFile, clear_folder

_PIECE = 1024 * 1024


class Seen(NamedTuple):
    """What stood at a place when somebody looked: a digest of the bytes, None if nothing did."""

    digest: bytes | None


def see(path: Path) -> Seen:
    """Return what stands at a path now, for a later `put_file` that makes its content anew.

    Raises:
        UnreadableFileError: it is no regular file, or may not be read.
    """
    try:
        return Seen(_digest(path))
    except FileNotFoundError:
        return Seen(None)


def put_file(
    path: Path, data: bytes, was: bytes | Seen | None, *, below: Path | None = None
) -> None:
    """Put `data` in a file in one step: readers see the old content or the new, nothing between.

    The new content is written beside the file and brought to the disk. Then, immediately before
    it takes the place and the mode of the old one, the file is compared with what it should be:
    `was`, the bytes that the new content was made from, or what `see` returned then; None for a
    new file, which gets the mode that the process gives to new files. Other runs of this program
    wait meanwhile; another program can save unseen only between the comparison and the exchange,
    which is far less than a millisecond. A file that holds `data` already is left alone.

    No link is followed: not in the place of the file and, with `below`, a folder that it lies in,
    not on the way from there. What earlier runs left behind in the folder when they were killed
    is cleared away.

    Raises:
        AlreadyThereError: the file should be new and is not.
        ChangedMeanwhileError: it does not hold what it should.
        UnwritableFileError: the file or a folder on the way is a link or the wrong kind of thing,
            another run of this program does not let go of it, or the disk refused. In all cases
            the old content is as it was and nothing is left behind.
    """
    folder, temporary = path.parent, None
    try:
        _refuse_links(path, below)
        if _compare(path, data, was):
            return
        with alone_in(folder):
            clear_folder(folder)
            temporary = TemporaryFile(path)
        temporary.write(data)
        with alone_in(folder):
            if not _compare(path, data, was):
                temporary.take_its_place(is_new=_is_absent(was))
    except FolderInUseError as error:
        raise UnwritableFileError(
            f"「{path.name}」のフォルダを、ほかで動いている orgsheet が使い続けているため、"
            "書き込んでいません。そちらが終わってから、もう一度実行してください。"
        ) from error
    except (OSError, ValueError) as error:
        raise unwritable(path) from error
    finally:
        if temporary is not None:
            temporary.discard()


def put_new(root: Path, path: str, data: bytes) -> None:
    """Put a new file below a folder, with the folders it needs; `path` has `/` between its parts.

    Raises:
        AlreadyThereError, UnwritableFileError: as `make_folders` and `put_file`.
    """
    file = root.joinpath(*path.split("/"))
    make_folders(file.parent, root)
    put_file(file, data, None, below=root)


def find_twin(root: Path, path: str) -> str | None:
    """Return how the file at `path` below a folder, or one that it would collide with, is spelled.

    None where there is none. Folders on the way may be spelled in another way, too; `path` has
    `/` between its parts.

    Raises:
        UnwritableFileError: a folder on the way is a link or no folder, or may not be read.
    """
    *folders, name = path.split("/")
    place, spelled = root, []
    for part in (*folders, name):
        try:
            with os.scandir(place) as entries:
                names = [one.name for one in entries if twin_key(one.name) == twin_key(part)]
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnwritableFileError(
                f"フォルダ「{place}」を開けません。読み取りの権限を確かめてください。"
            ) from error
        if not names:
            return None
        spelled.append(part if part in names else min(names))
        place /= spelled[-1]
        if len(spelled) <= len(folders) and not stat.S_ISDIR(place.lstat().st_mode):
            raise no_folder(place)
    return "/".join(spelled)


def remove_file(path: Path, was: bytes) -> None:
    """Remove a file that holds these bytes.

    Raises:
        ChangedMeanwhileError: it holds others.
        UnwritableFileError: it is no regular file, or may not be removed.
    """
    try:
        with alone_in(path.parent):
            _compare(path, None, was)
            path.unlink()
    except (OSError, ValueError, FolderInUseError) as error:
        raise unwritable(path) from error


def make_folders(folder: Path, below: Path) -> None:
    """Make a folder below another and those on the way, one by one, none through a link.

    `below` itself is made, too, with all above it.

    Raises:
        AlreadyThereError: some computer would take a folder for one that is there.
        UnwritableFileError: a folder on the way is a link or no folder, or the disk refused.
    """
    place = below
    try:
        below.mkdir(parents=True, exist_ok=True)
        for part in folder.relative_to(below).parts:
            if not os.path.lexists(place / part):
                _refuse_twin(place / part)
                with suppress(FileExistsError):
                    (place / part).mkdir()
            place /= part
            if part == ".." or not stat.S_ISDIR(place.lstat().st_mode):
                raise no_folder(place)
    except (OSError, ValueError) as error:
        raise UnwritableFileError(
            f"フォルダ「{place.name}」を作れません。"
            "書き込みの権限と空き容量、同じ名前のファイルがないかを確かめてください。"
        ) from error


def _is_absent(was: bytes | Seen | None) -> bool:
    return was is None or was == Seen(None)


def _compare(path: Path, data: bytes | None, was: bytes | Seen | None) -> bool:
    """Tell whether a file holds `data` already; raise where it holds neither that nor `was`."""
    try:
        before = path.lstat()
    except FileNotFoundError:
        if was is None:
            _refuse_twin(path)
        if _is_absent(was):
            return False
        raise ChangedMeanwhileError(
            f"「{path.name}」がなくなっているため、書き込んでいません。"
            "名前や場所が変わっていないかを確かめて、もう一度行ってください。"
        ) from None
    if was is None or was == Seen(None):
        raise already_there(path, path.name)
    if not stat.S_ISREG(before.st_mode):
        raise UnwritableFileError(
            f"「{path.name}」は{kind_of(before.st_mode)}なので書き換えません。"
            "元のファイルを直接指定してください。"
        )
    try:
        if _holds(path, was):
            # Reading takes time, too; what is compared last takes none.
            if _stamp(path.lstat()) == _stamp(before):
                return data == was
        elif data is not None and _holds(path, data):
            return True
    except (FileNotFoundError, UnreadableFileError) as error:
        raise changed_meanwhile(path) from error
    raise changed_meanwhile(path)


def _holds(path: Path, content: bytes | Seen) -> bool:
    if isinstance(content, Seen):
        return _digest(path) == content.digest
    with opened(path) as file:
        return file.read(len(content) + 1) == content


def _digest(path: Path) -> bytes:
    digest = blake2b(digest_size=16)
    with opened(path) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.digest()


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _refuse_links(path: Path, below: Path | None) -> None:
    linked = None if below is None else link_on_the_way(path, below)
    if linked is not None:
        raise no_folder(linked)


def _refuse_twin(path: Path) -> None:
    """Raise where the folder has another name that some computer takes for this one."""
    key = twin_key(path.name)
    with suppress(FileNotFoundError), os.scandir(path.parent) as entries:
        for entry in entries:
            if entry.name != path.name and twin_key(entry.name) == key:
                raise already_there(path, entry.name)
