"""The labelled pairs of invented sheets: which row of R4 is which row of R5, read and built."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random

from form_headings import ROLE_SECTION
from measure import ROOT

from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.match.links import RowRef, Side
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.source import Plain, emit, parse

FOLDER = ROOT / "benchmarks" / "diff_pairs"
SEEN, HELD_OUT = "調整用", "検証用"
"""Thresholds are chosen on the first half only."""
_FIRST_ADDED = "51"
"""From this file on the pairs were added later: look-alikes that differ in brackets, quotes and
numbers, equal names of different work, and bodies of two or three sentences."""

_POOL = ("架空部", "架空課")

Place = tuple[str, str, str, int]
"""A row: file number, `R4` or `R5`, heading, and its place in the file's list (from 0)."""
Pairing = tuple[Place, Place]


@dataclass(frozen=True)
class Row:
    """A row as labelled: its fields, the rows of R4 it continues, and those it only resembles."""

    place: Place
    unit: tuple[str, str]
    name: str
    body: str
    steps: tuple[tuple[str, str], ...]
    continues: tuple[Place, ...] = ()
    resembles: tuple[Place, ...] = ()

    def data(self) -> dict[str, Plain]:
        """Return the row as a sheet holds it."""
        if self.place[2] == ROLE_SECTION:
            return {"事務事業名称": self.name, "組織の役割": self.body}
        steps: list[Plain] = [{"時期": when, "内容": event} for when, event in self.steps]
        return {"項目": self.name, "行動アクション": self.body, "目標期限": steps}


@dataclass
class Pair:
    """One section's two years."""

    number: str
    title: str
    half: str
    before: list[Row]
    after: list[Row]
    units: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    change: str = ""

    @property
    def is_added(self) -> bool:
        """Whether the pair was added to the first ones later; the two are reported apart."""
        return self.number >= _FIRST_ADDED

    @property
    def headings(self) -> list[str]:
        """The headings of the lists, in their order."""
        return list(dict.fromkeys(row.place[2] for row in self.before + self.after))


def links(pairs: Sequence[Pair]) -> set[Pairing]:
    """Return the true links between rows of these pairs, also from one pair to another."""
    known = {row.place for pair in pairs for row in pair.before}
    return {
        (origin, row.place)
        for pair in pairs
        for row in pair.after
        for origin in row.continues
        if origin in known
    }


def hard_negatives(pairs: Iterable[Pair]) -> set[Pairing]:
    """Return the pairs of rows that look alike and are not the same."""
    return {(other, row.place) for pair in pairs for row in pair.after for other in row.resembles}


def parts(pairs: Sequence[Pair]) -> set[Pairing]:
    """Return the true links of rows that were split or merged."""
    found = links(pairs)
    ones = Counter(one for one, _ in found)
    others = Counter(other for _, other in found)
    return {link for link in found if ones[link[0]] > 1 or others[link[1]] > 1}


@cache
def read_all() -> tuple[Pair, ...]:
    """Return every pair, in the order of the files."""
    texts = {path.stem[:2]: (path.stem, path.read_text("utf-8")) for path in _files()}
    earlier: dict[Place, Row] = {}
    pairs = [_before(number, title, text, earlier) for number, (title, text) in texts.items()]
    for pair in pairs:
        _after(pair, texts[pair.number][1], earlier)
    return tuple(pairs)


def corpus_digest() -> str:
    """Return a short digest of all label files."""
    return sha256(b"".join(path.read_bytes() for path in _files())).hexdigest()[:12]


def thinned(pairs: Iterable[Pair], share: float, seed: int) -> list[Pair]:
    """Return pairs of which this share of the rows was left out at random, on each side."""
    out = []
    random = Random(seed)  # noqa: S311 - a seeded measurement
    for pair in pairs:
        before = [row for row in pair.before if random.random() >= share]
        after = [row for row in pair.after if random.random() >= share]
        out.append(Pair(pair.number, pair.title, pair.half, before, after, pair.units, pair.change))
    kept = {row.place for pair in out for row in pair.before}
    for pair in out:
        pair.after = [_without(row, kept) for row in pair.after]
    return out


def pooled(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs with all their rows in one section of each year."""
    out = []
    for pair in pairs:
        before = [replace(row, unit=_POOL) for row in pair.before]
        after = [replace(row, unit=_POOL) for row in pair.after]
        units = {"R4": [_POOL], "R5": [_POOL]}
        out.append(Pair(pair.number, pair.title, pair.half, before, after, units))
    return out


class City:
    """Some pairs as two sides with their register; `place` gives back which row a row is.

    Args:
        pairs: what the city consists of.
        shuffle: the seed by which the rows of R5 are shuffled; None keeps their order.
        keyed: whether rows carry `id` and 前年度の項目.
    """

    def __init__(
        self, pairs: Sequence[Pair], *, shuffle: int | None = None, keyed: bool = False
    ) -> None:
        self._places: dict[tuple[SheetId, str, int], Place] = {}
        keys = _keys(pairs) if keyed else {}
        random = None if shuffle is None else Random(shuffle)  # noqa: S311 - a seeded measurement
        self.before = self._side("R4", (row for pair in pairs for row in pair.before), keys, None)
        self.after = self._side("R5", (row for pair in pairs for row in pair.after), keys, random)
        self.organization = _register(pairs)

    def place(self, ref: RowRef) -> Place:
        """Return which labelled row a row of a side is."""
        return self._places[ref.sheet.id, ref.section, ref.number]

    def _side(
        self,
        year: str,
        rows: Iterable[Row],
        keys: dict[Place, dict[str, Plain]],
        random: Random | None,
    ) -> Side:
        lists: dict[SheetId, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            lists[SheetId(year, *row.unit)][row.place[2]].append(row)
        sheets = {}
        for identity, content in lists.items():
            data: dict[str, Plain] = {
                "年度": year,
                "部名": identity.department,
                "課名": identity.section,
            }
            for heading, listed in content.items():
                if random is not None:
                    random.shuffle(listed)
                data[heading] = [{**row.data(), **keys.get(row.place, {})} for row in listed]
                for number, row in enumerate(listed):
                    self._places[identity, heading, number] = row.place
            sheets[identity] = Sheet(parse(emit(data).encode(), identity.path), identity)
        return Side(year, sheets)


def _files() -> list[Path]:
    return sorted(FOLDER.glob("[0-9][0-9]-*.txt"))


def _before(number: str, title: str, text: str, earlier: dict[Place, Row]) -> Pair:
    head, lists = _split(text)
    units = {"R4": _units(head["R4"]), "R5": _units(head["R5"] + head.get("R5分", []))}
    pair = Pair(number, title, head["半分"][0], [], [], units, head.get("異動", [""])[0])
    for heading, lines, _ in lists:
        for index, line in enumerate(lines):
            label, second, cells = _cells(line)
            row = Row(
                (number, "R4", heading, index),
                units["R4"][second],
                cells[0],
                cells[1],
                _steps(cells[2]) if len(cells) > 2 else (),  # noqa: PLR2004 - the third cell
            )
            earlier[number, label, heading, -1] = row
            pair.before.append(row)
    return pair


def _after(pair: Pair, text: str, earlier: dict[Place, Row]) -> None:
    for heading, _, lines in _split(text)[1]:
        for index, line in enumerate(lines):
            label, second, cells = _cells(line)
            refs, *looks = label.split("!")
            origins = [
                _origin(ref, pair.number, heading, earlier) for ref in refs.split(",") if ref != "-"
            ]
            first = origins[0] if origins else None
            body = cells[1] if len(cells) > 1 else "^"
            pair.after.append(
                Row(
                    (pair.number, "R5", heading, index),
                    pair.units["R5"][second],
                    cells[0] or (first.name if first else ""),
                    (first.body if first else "") if body == "^" else body,
                    _steps(cells[2])
                    if len(cells) > 2  # noqa: PLR2004 - the third cell
                    else (first.steps if first else ()),
                    tuple(row.place for row in origins),
                    tuple(_origin(ref, pair.number, heading, earlier).place for ref in looks),
                )
            )


def _origin(ref: str, number: str, heading: str, earlier: dict[Place, Row]) -> Row:
    if ref.startswith("@"):
        number, ref = ref[1:].split(":")
    return earlier[number, ref, heading, -1]


def _split(text: str) -> tuple[dict[str, list[str]], list[tuple[str, list[str], list[str]]]]:
    head: dict[str, list[str]] = defaultdict(list)
    lists: list[tuple[str, list[str], list[str]]] = []
    below = 1
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            lists.append((line.strip("[]"), [], []))
            below = 1
        elif line == "-----":
            below = 2
        elif lists:
            (lists[-1][1] if below == 1 else lists[-1][2]).append(line)
        else:
            key, value = line.split(": ")
            head[key].append(value)
    return dict(head), lists


def _cells(line: str) -> tuple[str, int, list[str]]:
    label, _, rest = line.lstrip("*").partition(" ")
    cells = [cell.strip() for cell in rest.split("|")]
    # ^ in place of the name, too, means last year's.
    return label, int(line.startswith("*")), ["" if cells[0] == "^" else cells[0], *cells[1:]]


def _steps(text: str) -> tuple[tuple[str, str], ...]:
    found = []
    for step in text.split(";"):
        when, _, event = step.strip().partition(" ")
        found.append((when, event))
    return tuple(found)


def _units(lines: list[str]) -> list[tuple[str, str]]:
    return [(department, section) for department, section in (line.split(" ") for line in lines)]


def _without(row: Row, kept: set[Place]) -> Row:
    return replace(
        row,
        continues=tuple(place for place in row.continues if place in kept),
        resembles=tuple(place for place in row.resembles if place in kept),
    )


def _keys(pairs: Iterable[Pair]) -> dict[Place, dict[str, Plain]]:
    """Return `id` and 前年度の項目 of every row, as a careful city would have written them."""
    names: dict[Place, str] = {}
    keys: dict[Place, dict[str, Plain]] = {}
    taken: set[Place] = set()
    for pair in pairs:
        for row in pair.before:
            names[row.place] = row.name
            keys[row.place] = {"id": _code(row.place)}
    for pair in pairs:
        for row in pair.after:
            free = [origin for origin in row.continues if origin not in taken]
            taken |= set(free[:1])
            keys[row.place] = {"id": _code(free[0] if free else row.place)}
            if len(row.continues) > 1 or (row.continues and not free):
                keys[row.place]["前年度の項目"] = [names[origin] for origin in row.continues]
    return keys


def _code(place: Place) -> str:
    return f"{place[1].lower()}-{place[0]}-{sha256(place[2].encode()).hexdigest()[:4]}-{place[3]}"


def _register(pairs: Iterable[Pair]) -> OrganizationRegister:
    """Return the register that tells how the sections of the pairs were reorganized."""
    departments: dict[str, list[Plain]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for pair in pairs:
        for department, section in pair.units["R4"]:
            if (department, section) in pair.units["R5"]:
                continue
            departments[department].append(_unit(department, section, "R3", "R4", []))
        for department, section in pair.units["R5"]:
            continued = (department, section) in pair.units["R4"]
            origins = [] if continued else pair.units["R4"]
            departments[department].append(
                _unit(department, section, "R3" if continued else "R5", None, origins)
            )
        seen |= {*pair.units["R4"], *pair.units["R5"]}
    data: dict[str, Plain] = {
        "部": [{"ID": name, "名称": name, "課": sections} for name, sections in departments.items()]
    }
    return OrganizationRegister.read(parse(emit(data).encode(), "sheets/組織台帳.yaml"))


def _unit(
    department: str, section: str, first: str, last: str | None, origins: list[tuple[str, str]]
) -> dict[str, Plain]:
    return {
        "ID": f"{department}-{section}",
        "名称": section,
        "初年度": first,
        "最終年度": last,
        "前身": [{"ID": f"{d}-{s}", "異動": "改称", "年度": "R5"} for d, s in origins],
    }
