"""The clean sheets that accuracy is measured on: invented ones, and the real ones repaired."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from orgsheet.files.memory import MemoryFiles
from orgsheet.source import Mapping, Scalar, Sequence, parse
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH, sheet_id_of
from orgsheet.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
CLEAN = ROOT / "benchmarks" / "clean"
REPAIRS = CLEAN / "取手市" / "repairs.yaml"

SEEN, HELD_OUT = "調整用", "検証用"
"""Rule writers may look at the sheets of the first half while tuning, not at the second."""

_HELD_OUT = frozenset(
    {"企画財政部", "福祉部", "環境部", "都市整備部", "教育部", "議会事務局"},
)


@dataclass(frozen=True, slots=True)
class Repair:
    """One mistake of a real sheet set right: in which file, what, how often, and why."""

    path: str
    old: str
    new: str
    times: int
    why: str


class City:
    """A workspace of clean sheets: its files by path, and what each department is used for."""

    def __init__(self, name: str, files: dict[str, bytes]) -> None:
        self.name = name
        self.files = files

    @cached_property
    def workspace(self) -> Workspace:
        """The city's sheets, read once."""
        return Workspace(MemoryFiles(self.files), ROOT)

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The paths of the sheets (not of the registers), sorted."""
        return tuple(path for path in sorted(self.files) if sheet_id_of(path) is not None)


def half_of(path: str) -> str:
    """Return which half of the clean set a sheet belongs to, by its department."""
    return HELD_OUT if path.split("/")[2] in _HELD_OUT else SEEN


def invented() -> City:
    """Return the invented city."""
    return City("架空市", _read(CLEAN / "架空市"))


def real() -> City:
    """Return the real sheets as they are."""
    files = _read(ROOT)
    wanted = {PLANS_PATH, ORGANIZATION_PATH}
    kept = {
        path: data
        for path, data in files.items()
        if path in wanted or path.startswith("sheets/R5/")
    }
    return City("取手市", kept)


def repaired() -> City:
    """Return the real sheets with every known mistake set right.

    Raises:
        ValueError: a repair does not find its text as often as it says.
    """
    city = real()
    texts = {path: data.decode() for path, data in city.files.items()}
    for repair in repairs():
        found = texts[repair.path].count(repair.old)
        if found != repair.times:
            raise ValueError(
                f"{repair.path}: {repair.old!r} is there {found} times, not {repair.times}"
            )
        texts[repair.path] = texts[repair.path].replace(repair.old, repair.new)
    return City("取手市（直したもの）", {path: text.encode() for path, text in texts.items()})


def repairs() -> list[Repair]:
    """Read the list of repairs, in the order in which they are made."""
    document = parse(REPAIRS.read_bytes(), REPAIRS.name)
    assert not document.problems, "the list of repairs is plain YAML"
    assert isinstance(document.root, Mapping), "the list of repairs is a mapping of files"
    found = []
    for path, rows in document.root.entries.items():
        assert isinstance(rows, Sequence), "each file has a list of repairs"
        for row in rows.items:
            assert isinstance(row, Mapping), "a repair has 元, 新 and 理由"
            values = {
                key: node.text for key, node in row.entries.items() if isinstance(node, Scalar)
            }
            times = int(values.get("回数", "1"))
            found.append(Repair(path, values["元"], values["新"], times, values["理由"]))
    return found


def corpus_hash(cities: tuple[City, ...]) -> str:
    """Return 16 hexadecimal digits that name the content of all the files of some cities."""
    digest = hashlib.sha256()
    for city in cities:
        for path in sorted(city.files):
            digest.update(f"{city.name}/{path}\0{len(city.files[path])}\0".encode())
            digest.update(city.files[path])
    return digest.hexdigest()[:16]


def _read(root: Path) -> dict[str, bytes]:
    found = (root / "sheets").rglob("*.yaml")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(found)}
