"""What merging the current revision with another will do to the sheets, without doing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from orgsheet.cli.commands.merge import words_around
from orgsheet.cli.exits import CLEAN, FINDINGS, CommandError
from orgsheet.files import UnreadableFileError
from orgsheet.merge.three_way import LABELS, Merged, MergeRefused, merge
from orgsheet.render.display_width import printable
from orgsheet.source import MAX_BYTES, parse
from orgsheet.workspace.layout import sheet_id_within

if TYPE_CHECKING:
    from orgsheet.files.git import Entry, Repository

_BASES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_CRISS_CROSS = (
    "互いに取り込み合っていて、元の版が一つに決まりません。合わせた結果を読んで確かめてください。"
)


class _Foreseen(NamedTuple):
    """What will become of one sheet: a sentence, and whether a person has to act."""

    path: str
    sentence: str
    needs_person: bool


def check_branch(folder: Path, base: str | None) -> int:
    """Tell what happens to every sheet that both HEAD and the base changed since they parted.

    Raises:
        CommandError: no base is named and none of the usual ones is there.
        GitError: a revision or their common ancestor is not there.
    """
    from orgsheet.files.git import known_revision, open_repository

    with open_repository(folder) as repository:
        name = known_revision(repository, _BASES) if base is None else base
        if name is None:
            raise CommandError(
                "合わせる相手の枝が見つかりません。--base に書いてください。"
                "例: orgsheet merge --check --base origin/main"
            )
        ours, theirs = repository.resolve("HEAD"), repository.resolve(name)
        bases = repository.merge_bases(ours, theirs)
        trees = [_sheets(repository, commit) for commit in (ours, theirs)]
        olds = [_sheets(repository, commit) for commit in bases]
        foreseen = []
        for path in sorted(trees[0].keys() | trees[1].keys()):
            sides = [tree.get(path) for tree in trees]
            starts = {_version(tree.get(path)): tree.get(path) for tree in olds}
            if _is_changed_by_both(starts, sides):
                foreseen.append(
                    _foresee(repository, path, [*starts.values(), *sides], folder)
                    if len(starts) == 1
                    else _Foreseen(path, _CRISS_CROSS, needs_person=True)
                )
    click.echo(f"いまの版（HEAD）と {printable(name)} を合わせたとき")
    for one in foreseen:
        click.echo(
            f"{'注意' if one.needs_person else 'よし'}  {printable(one.path)}: {one.sentence}"
        )
    if ours in bases or theirs in bases:
        whole, part = ("いまの版", name) if theirs in bases else (name, "いまの版")
        click.echo(f"{printable(part)} の変更は、{printable(whole)} にすべて入っています。")
    wrong = sum(one.needs_person for one in foreseen)
    click.echo(f"両方で変わったシート {len(foreseen)} 枚のうち、人が見るもの {wrong} 枚。")
    return FINDINGS if wrong else CLEAN


def _sheets(repository: Repository, commit: str) -> dict[str, Entry]:
    """Return the sheets of a commit, wherever in it their `sheets` folder is."""
    return {
        entry.path: entry
        for entry in repository.entries(commit)
        if sheet_id_within(entry.path) is not None
    }


def _is_changed_by_both(starts: Iterable[str], sides: Sequence[Entry | None]) -> bool:
    """Tell whether a merge has to decide: the two differ, and no common start settles it."""
    ours, theirs = map(_version, sides)
    return ours != theirs and (set(starts) != {ours} and set(starts) != {theirs})


def _version(entry: Entry | None) -> str:
    return "" if entry is None else entry.version


def _foresee(
    repository: Repository, path: str, entries: list[Entry | None], folder: Path
) -> _Foreseen:
    from orgsheet.files.git import GitError, merge_lines

    base, ours, theirs = entries
    if ours is None or theirs is None:
        return _Foreseen(path, "片方が消し、もう片方が変えています。", needs_person=True)
    try:
        versions = [b"" if one is None else repository.read(one) for one in (base, ours, theirs)]
        if any(len(version) > MAX_BYTES for version in versions):
            return _Foreseen(path, "大きすぎて、シートとして合わせられません。", needs_person=True)
        words = words_around(folder, versions[1], path)
        merged = merge(versions[0], versions[1], versions[2], path, words=words)
        lines = merge_lines(versions[0], versions[1], versions[2], LABELS, 7)
    except (UnreadableFileError, MergeRefused, GitError) as error:
        return _Foreseen(path, str(error), needs_person=True)
    sentence, needs_person = _judged(merged, lines, path)
    return _Foreseen(path, sentence, needs_person)


def _judged(merged: Merged, lines: tuple[bytes, bool], path: str) -> tuple[str, bool]:
    """Return what to say of a sheet that hosts merge by lines, and whether a person has to act."""
    by_lines, is_clean = lines
    if merged.conflicts:
        places = "、".join(printable(place) for place in merged.conflicts)
        return f"同じところを両方が変えています（{places}）。", True
    here = "orgsheet git install をしたところで git merge "
    if not is_clean:
        clash = "別々の欄の変更ですが、行ごとの合わせ込みではぶつかります。"
        return f"{clash}{here}すれば、そのまま合わさります。", False
    if _meaning(by_lines, path) != _meaning(merged.data, path):
        loss = "行ごとの合わせ込みではぶつかりませんが、片方の変更が失われるか、重なります。"
        return f"{loss}{here}してください。", True
    return "別々の欄の変更なので、そのまま合わさります。", False


def _meaning(data: bytes, path: str) -> object:
    document = parse(data, path)
    return (
        sorted(problem.kind for problem in document.problems),
        None if document.root is None else document.root.data(),
    )
