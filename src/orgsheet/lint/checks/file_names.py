"""Checks of the names of files and folders: the same on every computer, and only one of each."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Mapping as Table
from functools import lru_cache
from typing import NamedTuple

from orgsheet.files import UnreadableFileError, twin_key
from orgsheet.files import name_problem as problem_of
from orgsheet.fiscal import FiscalYear
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import Document, Mapping, Scalar
from orgsheet.source.decode import decode
from orgsheet.source.vocabulary import ROOT, standard_words
from orgsheet.workspace.alike_paths import first_file, look_alikes_of
from orgsheet.workspace.layout import REGISTERS, SHEETS, sheet_id_of
from orgsheet.workspace.sheet_forms import form_of, words_of
from orgsheet.workspace.workspace import Workspace

_FULL_WIDTH = pattern("[！-～\u3000]")
_ENDING = pattern(r"(?i)\.ya?ml\Z")
_TEXT_ENDING = pattern(r"(?i)(?P<yaml>\.ya?ml)?\.te?xt\Z")
_HEADING = pattern("(?m)^([^\\s:：#-][^\\s:：]{0,60})[:：]")
_OF_REGISTERS = frozenset({"計画", "免除"})
_LEAST_HEADINGS = 2
_YEAR_DEPTH = 2
_UNITS = {3: 0, 4: 1}
"""Which of the names of units the part of a sheet's path at this depth repeats."""


class _Name(NamedTuple):
    """One file or folder name below `sheets/`, with the first file that has it in its path."""

    depth: int
    folder: str
    text: str
    is_file: bool
    path: str

    @property
    def stem(self) -> str:
        return _ENDING.sub("", self.text) if self.is_file else self.text

    @property
    def kind(self) -> str:
        return "ファイル" if self.is_file else "フォルダ"


@lru_cache(maxsize=2)  # the rules ask one after the other, for one or two workspaces
def _names(paths: tuple[str, ...]) -> list[_Name]:
    """Return every name on the way to the workspace's YAML files once, in the files' order."""
    found: dict[str, _Name] = {}
    for path in paths:
        place = path
        while place != SHEETS and place not in found:
            folder, _, text = place.rpartition("/")
            depth = place.count("/") + 1
            found[place] = _Name(depth, folder, text, place == path, path)
            place = folder
    return list(found.values())


def _key(name: _Name) -> tuple[str, str]:
    """Return what two names share that some computer, or some reader, takes for the same."""
    return name.folder, twin_key(name.text)


@lru_cache(maxsize=2)
def _collisions(paths: tuple[str, ...]) -> dict[tuple[str, str], list[_Name]]:
    groups: dict[tuple[str, str], list[_Name]] = defaultdict(list)
    for name in _names(paths):
        groups[_key(name)].append(name)
    return {key: group for key, group in groups.items() if len(group) > 1}


@check(values=("種類", "名前", "もう一方", "違い"))
def name_collision(workspace: Workspace) -> Iterator[Spot]:
    """Report names in one folder that differ only by case, width or how a sound mark is stored."""
    for group in _collisions(tuple(workspace.yaml_paths)).values():
        first, *others = group
        first_document = workspace.document(first.path)
        assert first_document is not None, "the path was listed"
        for name in others:
            yield _spot(
                workspace,
                name,
                {"もう一方": first.text, "違い": _difference(name.text, first.text)},
                related=[(first_document, (0, 0), f"{first.kind}「{first.text}」")],
            )


def _difference(one: str, other: str) -> str:
    if unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other):
        return "濁点の持ち方"
    if one.casefold() == other.casefold():
        return "大文字と小文字"
    if _ENDING.sub("", one) == _ENDING.sub("", other):
        return "名前の終わりの「.yml」と「.yaml」"
    return "全角と半角か、前後の空白"


@check(
    values=("種類", "名前", "正しい名前", "文字"),
    choices={"problem": ("decomposed", "space", "width", "windows", "year")},
)
def name_problem(workspace: Workspace, *, problem: str) -> Iterator[Spot]:
    """Report names with one kind of problem; names that collide are another check's.

    Args:
        workspace: gives the paths.
        problem: `decomposed` (a sound mark stored apart), `space` (at an end), `width`
            (full-width letters or digits that the sheet itself does not write), `windows` (no
            name on Windows or another system) or `year` (a year's folder in another spelling
            than `R5`).
    """
    paths = tuple(workspace.yaml_paths)
    judge = _PROBLEMS[problem]
    for name in _names(paths):
        right, found = judge(name)
        if not found and right == name.stem:
            continue
        # A section may be named in full-width letters: then its sheets write it so.
        meant = problem == "width" and name.stem.strip() == _written(name, workspace)
        if not meant and _key(name) not in _collisions(paths):
            yield _spot(workspace, name, {"正しい名前": right, "文字": found})


def _spot(
    workspace: Workspace,
    name: _Name,
    values: dict[str, str],
    related: list[tuple[Document, tuple[int, int], str]] | None = None,
) -> Spot:
    return Spot(
        start=0,
        end=0,
        values={"種類": name.kind, "名前": name.text} | values,
        about=f"{name.folder}/{name.text}",
        related=[*related] if related else [],
        document=workspace.document(name.path),
    )


def _decomposed(name: _Name) -> tuple[str, str]:
    return unicodedata.normalize("NFC", name.stem), ""


def _space(name: _Name) -> tuple[str, str]:
    return name.stem.strip(), ""


def _windows(name: _Name) -> tuple[str, str]:
    found = problem_of(name.stem)
    # Spaces at the ends are another finding.
    return name.stem, "" if found is None or found.kind == "space" else found.words


def _year(name: _Name) -> tuple[str, str]:
    if name.depth != _YEAR_DEPTH or name.is_file:
        return name.stem, ""
    year = FiscalYear.read(name.text.strip())
    return name.stem if year is None else year.label, ""


def _width(name: _Name) -> tuple[str, str]:
    if name.depth == _YEAR_DEPTH or not _FULL_WIDTH.search(name.stem):
        return name.stem, ""
    folded = _FULL_WIDTH.sub(lambda m: unicodedata.normalize("NFKC", m.group()), name.stem)
    # Spaces at the ends are another finding.
    return (folded if folded.strip() != name.stem.strip() else name.stem), ""


def _written(name: _Name, workspace: Workspace) -> str:
    """Return the name of a unit that the sheet writes for this part of its path."""
    document = workspace.document(name.path)
    root = None if document is None else document.root
    if document is None or not isinstance(root, Mapping) or name.depth not in _UNITS:
        return ""
    value = root.get(form_of(workspace, document).units[_UNITS[name.depth]])
    return value.text if isinstance(value, Scalar) else ""


_PROBLEMS = {
    "decomposed": _decomposed,
    "space": _space,
    "width": _width,
    "windows": _windows,
    "year": _year,
}


def sheet_path(path: str) -> str | None:
    """Return the path of the sheet or register that a file with another ending is meant to be."""
    meant = _ENDING.sub(".yaml", path)
    known = meant in REGISTERS or sheet_id_of(meant) is not None
    return meant if meant != path and known else None


@check(values=("名前", "正しい名前"))
def other_ending(document: Document, workspace: Workspace) -> Iterator[Spot]:
    """Report a sheet or register whose name ends in `.yml` (or in capitals) instead of `.yaml`.

    Where the rightly named file is there, too, the two collide, which is another check's.
    """
    meant = sheet_path(document.path)
    if meant is not None and workspace.document(meant) is None:
        name, right = (path.rpartition("/")[2] for path in (document.path, meant))
        yield Spot(start=0, end=0, values={"名前": name, "正しい名前": right})


def _parts(workspace: Workspace, data: bytes, path: str) -> Table[str, str]:
    """Return in which part of a sheet the words of its form stand."""
    return (words_of(workspace.forms, data, path) or standard_words()).parts


def text_files(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Yield each text file below `sheets/` that is a sheet by its name, or by what it holds.

    With it goes the name that it should have.
    """
    for path in workspace.paths:
        match = _TEXT_ENDING.search(path)
        if match is None:
            continue
        meant = f"{path[: match.start()]}.yaml"
        if match.group("yaml") is None:
            if meant not in REGISTERS and sheet_id_of(meant) is None:
                continue
            try:
                data = workspace.read(path)
            except UnreadableFileError:
                continue
            headings = set(_HEADING.findall("" if data is None else decode(data, path).text))
            parts = standard_words().parts if data is None else _parts(workspace, data, meant)
            known = {word for word, part in parts.items() if part == ROOT} | _OF_REGISTERS
            if len(headings & known) < _LEAST_HEADINGS:
                continue
        yield path, meant.rpartition("/")[2]


@check(values=("名前", "終わり", "正しい名前"))
def text_ending(workspace: Workspace) -> Iterator[Spot]:
    """Report a sheet that was saved as a text file: its name ends in `.txt`."""
    for path, right in text_files(workspace):
        name = path.rpartition("/")[2]
        values = {"名前": name, "終わり": name[name.rindex(".") :], "正しい名前": right}
        document = workspace.document(path)
        if document is not None:
            yield Spot(start=0, end=0, values=values, about=path, document=document)


@check(values=("種類", "名前", "正しい名前"))
def place_name(workspace: Workspace) -> Iterator[Spot]:
    """Report names that some computer takes for those of settings, rules, registers or sheets.

    A sheet or register with another ending is another check's.
    """
    for found in look_alikes_of(workspace):
        path = None if sheet_path(found.path) else first_file(workspace, found.path)
        document = None if path is None else workspace.document(path)
        if document is not None:
            name, right = (one.rpartition("/")[2] for one in found)
            kind = "ファイル" if path == found.path else "フォルダ"
            values = {"種類": kind, "名前": name, "正しい名前": right}
            yield Spot(start=0, end=0, values=values, about=found.path, document=document)
