"""`orgsheet merge`: merge three versions of a sheet by meaning, or foresee what a merge will do."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, FINDINGS, CommandError, complain
from orgsheet.cli.output import put
from orgsheet.cli.typed_paths import given_path
from orgsheet.files import TooLargeFileError, UnreadableFileError, put_file, read_file, see
from orgsheet.files.trees import WorkspaceError
from orgsheet.japanese.shorten import one_line
from orgsheet.merge.three_way import LABELS, Merged, MergeRefused, merge
from orgsheet.render.display_width import printable
from orgsheet.source.vocabulary import Vocabulary
from orgsheet.workspace.sheet_forms import words_of
from orgsheet.workspace.workspace import Workspace

_FILES = 3
_LONGEST_LABEL = 80
_EXAMPLE = "例: orgsheet merge 元.yaml こちら.yaml 相手.yaml --output 合わせた.yaml"


@click.command(
    "merge",
    help="元の版と、それぞれに変えた二つの版を、内容で合わせます。"
    "別の欄の変更はぶつからず、同じ欄の変更は両方を残して知らせます。"
    "--check は、いまの版を元の枝に合わせるとぶつかるかを、書き換えずに確かめます。",
)
@click.argument("words", nargs=-1, metavar="[元 こちら 相手]")
@click.option("--output", type=given_path, metavar="ファイル", help="結果をファイルに書く。")
@click.option(
    "--check", is_flag=True, help="いまの版（HEAD）と元の枝を合わせたらどうなるかを示す。"
)
@click.option("--base", metavar="版", help="--check で合わせる相手。書かなければ main など。")
@click.option("--driver", is_flag=True, hidden=True)
@click.option("--marker-size", type=click.IntRange(1, 1000), default=7, hidden=True)
@click.option("--ours-label", default="", hidden=True)
@click.option("--theirs-label", default="", hidden=True)
@click.pass_obj
def command(
    folder: Path,
    words: tuple[str, ...],
    output: Path | None,
    check: bool,
    base: str | None,
    driver: bool,
    marker_size: int,
    ours_label: str,
    theirs_label: str,
) -> int:
    if check:
        if words or output is not None:
            raise CommandError("--check にはファイルを書きません。例: orgsheet merge --check")
        from orgsheet.cli.commands.merge_forecast import check_branch

        return check_branch(folder, base)
    if base is not None:
        raise CommandError(
            "--base は --check と一緒に使います。例: orgsheet merge --check --base main"
        )
    if driver:
        labels = _label(ours_label, LABELS[0]), _label(theirs_label, LABELS[1])
        return _drive(folder, words, marker_size, labels)
    if len(words) != _FILES:
        raise CommandError(
            f"元の版、こちらの版、相手の版の三つのファイルを書いてください。{_EXAMPLE}"
        )
    target = None if output is None else folder / output
    was = None if target is None else see(target)
    versions = [_read(folder / word) for word in words]
    merged, is_whole = _merged(folder, versions, words[1], marker_size, LABELS)
    if target is None:
        put(merged.data)
    else:
        put_file(target, merged.data, was)
    return _say(merged, words[1] if output is None else str(output), is_whole=is_whole)


def _drive(folder: Path, words: tuple[str, ...], marker_size: int, labels: tuple[str, str]) -> int:
    """Merge as git asks: the files of base, ours and theirs; the result goes into the second.

    The fourth word is the sheet's path, for messages.
    """
    if len(words) <= _FILES:
        raise CommandError("この形は git が使うものです。設定するには: orgsheet git install")
    versions = [_read(Path(word)) for word in words[:_FILES]]
    merged, is_whole = _merged(folder, versions, words[_FILES], marker_size, labels)
    put_file(Path(words[1]), merged.data, versions[1])
    return _say(merged, words[_FILES], is_whole=is_whole)


def _merged(
    folder: Path, versions: list[bytes], path: str, marker_size: int, labels: tuple[str, str]
) -> tuple[Merged, bool]:
    """Return the merge by meaning, else by lines; only the first can be whole."""
    base, ours, theirs = versions
    try:
        merged = merge(
            base,
            ours,
            theirs,
            path,
            labels=labels,
            marker_size=marker_size,
            words=words_around(folder, ours, path),
        )
    except MergeRefused as error:
        from orgsheet.files.git import merge_lines

        complain(f"{printable(path)}: {error}")
        data, _ = merge_lines(base, ours, theirs, labels, marker_size)
        return Merged(data, ()), False
    return merged, not merged.conflicts


def words_around(folder: Path, data: bytes, path: str) -> Vocabulary | None:
    """Return the words of the form of a sheet, as the workspace around it says.

    None where no workspace or no usable form is: a merge goes on by what the standard form says.
    """
    try:
        place = (folder / path).absolute()
        start = next((one for one in place.parents if one.is_dir()), folder)
        workspace = Workspace.open(start)
        return words_of(workspace.forms, data, "/".join(path.split("/")[-4:]))
    except WorkspaceError:
        return None


def _say(merged: Merged, path: str, *, is_whole: bool) -> int:
    for place in merged.conflicts:
        complain(
            f"{printable(path)}: {place}を両方が変えています。"
            f"<<<<<<< と >>>>>>> の間に両方を残したので、どちらかを選んでください。"
        )
    if not is_whole and not merged.conflicts:
        complain(f"{printable(path)}: 結果を読んで確かめてから、git add してください。")
    return CLEAN if is_whole else FINDINGS


def _label(given: str, neutral: str) -> str:
    """Return what git calls a side, on one line; a git before 2.44 gives the placeholder as it is.

    Git's names (a branch, a commit's subject) are right for a merge, a rebase and a stash alike.
    """
    words = printable(one_line(given))
    return neutral if words in {"", "%X", "%Y"} else words[:_LONGEST_LABEL]


def _read(path: Path) -> bytes:
    try:
        return read_file(path)
    except FileNotFoundError:
        raise CommandError(
            f"「{path}」がありません。ファイルの名前と場所を確かめてください。"
        ) from None
    except TooLargeFileError:
        # As a driver: git, which reads it to its end, merges it by lines.
        raise CommandError(f"「{path}」は大きすぎて、シートとして合わせられません。") from None
    except UnreadableFileError as error:
        raise CommandError(str(error)) from error
