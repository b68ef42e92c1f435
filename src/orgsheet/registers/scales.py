"""The scales of a city (尺度): the values of ratings and directions, and what each follows from."""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass, field
from functools import cache

from orgsheet.files import read_file
from orgsheet.files.packaged import packaged_folder
from orgsheet.files.trees import WorkspaceError
from orgsheet.registers.scale_faults import scale_faults
from orgsheet.registers.scale_values import (
    COMPARED,
    DIRECTIONS,
    FROM_RATE,
    HELP,
    LATE,
    UNDONE,
    UNSAYABLE,
    VALUES,
    Threshold,
    pairs_in,
    plain,
    threshold_of,
    values_in,
)
from orgsheet.registers.tolerant import scalars_of
from orgsheet.source import Document, Mapping, Node, parse

SCALES_FILE = "尺度.yaml"
"""The scales that the program brings, in the folder of schemas."""

_TOP = "尺度"


class ScaleError(WorkspaceError):
    """The scales cannot be used; the message is Japanese and names file and line."""


@dataclass(frozen=True)
class Scale:
    """One scale: its values, the best first, with what each means, and what they follow from.

    A scale has `thresholds` of the attainment, or `comparisons` with base and target (pairs of a
    value and one of `COMPARISONS` or `BELOW`), or neither: then a person decides. `unsayable` is
    the value where nothing can be computed and `undone` that of what was not done at all; `late`
    are the values that say that something is behind; `directions` gives the effect of values that
    say what becomes of the row next year (one of `EFFECTS`).
    """

    name: str
    help: str
    values: tuple[str, ...]
    words: abc.Mapping[str, str]
    thresholds: tuple[Threshold, ...] = ()
    comparisons: tuple[tuple[str, str], ...] = ()
    unsayable: str = ""
    undone: str = ""
    late: frozenset[str] = frozenset()
    directions: abc.Mapping[str, str] = field(default_factory=dict)

    @property
    def is_computed(self) -> bool:
        """Whether figures give the value: a person decides otherwise."""
        return bool(self.thresholds or self.comparisons)

    @property
    def is_rating(self) -> bool:
        """Whether its values say how well something went, and not only what becomes of it."""
        return not self.directions or bool(self.late)

    def rank(self, value: str) -> int | None:
        """Return the place of a value from 0 (the best); None for no value, and for 言えない."""
        return (
            self.values.index(value) if value in self.values and value != self.unsayable else None
        )


class ScaleRegister:
    """The scales by name, in the file's order, and what is wrong in the file.

    `names` are those of all scales of the file, also of those that cannot be used.
    """

    def __init__(
        self,
        scales: abc.Mapping[str, Scale],
        names: abc.Set[str],
        faults: tuple[tuple[Node | None, str], ...],
        document: Document,
    ) -> None:
        self.scales = scales
        self.names = names
        self.faults = faults
        self._document = document

    @classmethod
    def read(cls, document: Document | None) -> ScaleRegister:
        """Return the scales of a file, those that the program brings where there is none.

        A scale with a fault is left out; see `checked`.
        """
        return packaged_scales() if document is None else _read(document)

    def find(self, name: str) -> Scale | None:
        """Return the scale of a name, None where there is none that can be used."""
        return self.scales.get(name)

    def checked(self) -> ScaleRegister:
        """Return these scales where nothing is wrong with the file.

        Raises:
            ScaleError: something is; the first fault is told with its line.
        """
        for node, message in self.faults:
            line = 1 if node is None else self._document.locate(node.start)[0]
            raise ScaleError(f"{self._document.path}:{line}: {message}")
        return self


@cache
def packaged_scales() -> ScaleRegister:
    """Return the scales that the program brings: those of the packaged forms."""
    path = packaged_folder("schema") / SCALES_FILE
    return _read(parse(read_file(path), f"schema/{SCALES_FILE}")).checked()


def _read(document: Document) -> ScaleRegister:
    faults: list[tuple[Node | None, str]] = []
    scales: dict[str, Scale] = {}
    if document.problems or not isinstance(document.root, Mapping):
        told = (
            f"尺度を読めません。書き方を直してください。調べるには: orgsheet lint {document.path}"
        )
        return ScaleRegister({}, frozenset(), ((document.root, told),), document)
    table = document.root.get(_TOP)
    if not isinstance(table, Mapping):
        faults.append((document.root, f"「{_TOP}:」の下に、尺度の名前と中身を書いてください。"))
        return ScaleRegister({}, frozenset(), tuple(faults), document)
    for name, node in table.entries.items():
        found = [*scale_faults(node)]
        faults += found
        if not found and isinstance(node, Mapping):
            scales[name] = _scale(name, node)
    return ScaleRegister(scales, table.entries.keys(), tuple(faults), document)


def _scale(name: str, node: Mapping) -> Scale:
    values, words = values_in(node.get(VALUES))
    steps = [threshold_of(value, text) for value, text in pairs_in(node.get(FROM_RATE))]
    return Scale(
        name=name,
        help=plain(node.get(HELP)),
        values=values,
        words=words,
        thresholds=tuple(one for one in steps if one is not None),
        comparisons=tuple(pairs_in(node.get(COMPARED))),
        unsayable=plain(node.get(UNSAYABLE)),
        undone=plain(node.get(UNDONE)),
        late=frozenset(plain(one) for one in scalars_of(node.get(LATE))),
        directions=dict(pairs_in(node.get(DIRECTIONS))),
    )
