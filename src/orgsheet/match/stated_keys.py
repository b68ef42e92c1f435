"""Links that the sheets themselves state: the same `id`, or last year's name in 前年度の項目."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from orgsheet.form.built_in_words import PREVIOUS
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import Contradiction
from orgsheet.match.tokens import RowText
from orgsheet.source import Scalar, Sequence


class Candidate(NamedTuple):
    """A row with the sheets it may be looked for in: `group` first, then `pool` as a whole.

    Rows of one `group` stand in sheets that continue one another; rows of one `pool` may be the
    same at all (same kind of sheet, and the same year within a pull request).
    """

    text: RowText
    group: int
    pool: str

    @property
    def list(self) -> str:
        """The heading of the row's list."""
        return self.text.ref.section


class Stated(NamedTuple):
    """The links stated, as (number before, number after, `id` or `key`), and what contradicts."""

    links: list[tuple[int, int, str]]
    contradictions: list[Contradiction]


def named_before(row: RowText) -> list[str]:
    """Return the names in a row's 前年度の項目, as written."""
    node = row.ref.row.node.entries.get(PREVIOUS)
    items = node.items if isinstance(node, Sequence) else []
    return [
        item.text
        for item in items
        if isinstance(item, Scalar) and isinstance(item.value, str) and item.text.strip()
    ]


def is_stated_new(row: RowText) -> bool:
    """Say whether a row's 前年度の項目 is an empty list: a person decided that it is new."""
    node = row.ref.row.node.entries.get(PREVIOUS)
    return isinstance(node, Sequence) and not node.items


def stated_links(
    before: list[Candidate], after: list[Candidate], *, years: int, label: str
) -> Stated:
    """Return the links by `id` and by 前年度の項目.

    Args:
        before: the rows of the earlier side; a row's place in the list is its `text.number`.
        after: the rows of the later side, likewise.
        years: how many years lie between the sides; 0 in a pull request, where 前年度の項目
            speaks of another year and gives no links.
        label: what the earlier side is called in messages.
    """
    contradictions: list[Contradiction] = []
    links = _by_id(before, after, contradictions)
    if years > 0:
        id_of_after = {j: i for i, j, _ in links}
        links += _by_name(before, after, id_of_after, contradictions, (years, label))
    return Stated(links, contradictions)


def _by_id(
    before: list[Candidate], after: list[Candidate], contradictions: list[Contradiction]
) -> list[tuple[int, int, str]]:
    usable = [_without_doubles(side, contradictions) for side in (before, after)]
    links: list[tuple[int, int, str]] = []
    # The narrowest scope first: the same list, another list of the section, another section.
    for scope in (_same_list, _same_section, _same_heading):
        known: list[dict[tuple[object, ...], list[int]]] = []
        for rows in usable:
            by_id: dict[tuple[object, ...], list[int]] = defaultdict(list)
            for row in rows:
                by_id[scope(row)].append(row.text.number)
            known.append(by_id)
        new = [
            (ones[0], others[0], "id")
            for key, ones in known[0].items()
            if len(ones) == 1 and len(others := known[1].get(key, [])) == 1
        ]
        links += new
        for side, rows in enumerate(usable):
            taken = {link[side] for link in new}
            rows[:] = [row for row in rows if row.text.number not in taken]
    return links


def _same_list(row: Candidate) -> tuple[object, ...]:
    return row.group, row.list, row.text.id


def _same_section(row: Candidate) -> tuple[object, ...]:
    return row.group, row.text.ref.row.table.is_duties, row.text.id


def _same_heading(row: Candidate) -> tuple[object, ...]:
    return row.pool, row.list, row.text.id


def _without_doubles(rows: list[Candidate], contradictions: list[Contradiction]) -> list[Candidate]:
    """Return the rows with an id that no other row of the same list has."""
    places: dict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    for row in rows:
        if row.text.id:
            places[row.text.ref.sheet.id, row.list, row.text.id].append(row)
    for same in places.values():
        if len(same) > 1:
            first = same[0].text.ref
            names = "、".join(f"「{row.text.ref.name}」" for row in same)
            contradictions.append(
                Contradiction(
                    f"{first.sheet.id} の{first.section}で、{names}に同じ id"
                    f"「{same[0].text.id}」がついています。id は1つの行だけにつけてください。",
                    tuple(row.text.ref for row in same),
                )
            )
    return [rows[0] for rows in places.values() if len(rows) == 1]


def _by_name(
    before: list[Candidate],
    after: list[Candidate],
    id_links: dict[int, int],
    contradictions: list[Contradiction],
    about: tuple[int, str],
) -> list[tuple[int, int, str]]:
    index = _Names(before)
    groups = {row.group for row in before}
    years, label = about
    links = []
    for row in after:
        known: dict[int, str] = {}
        for name in named_before(row.text):
            found = index.find(row, name)
            if len(found) == 1:
                known.setdefault(found[0], name)
            elif found:
                contradictions.append(_ambiguous(row, name, [before[i] for i in found], label))
            elif years == 1 and row.group in groups:
                contradictions.append(_unknown(row, name, label))
        same = id_links.get(row.text.number)
        if same is not None and known and same not in known:
            contradictions.append(_divided(row, before[same], next(iter(known.values()))))
            continue
        links += [(i, row.text.number, "key") for i in known if i != same]
    return links


class _Names:
    """The earlier rows by name, in ever wider scopes."""

    def __init__(self, rows: Iterable[Candidate]) -> None:
        self._rows: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for row in rows:
            for scope in _scopes(row, normalize(row.text.ref.name)):
                self._rows[scope].append(row.text.number)

    def find(self, row: Candidate, name: str) -> list[int]:
        """Return the rows of this name in the narrowest scope that has any."""
        for scope in _scopes(row, normalize(name)):
            if scope in self._rows:
                return self._rows[scope]
        return []


def _scopes(row: Candidate, name: str) -> list[tuple[object, ...]]:
    is_role = row.text.ref.row.table.is_duties
    return [
        (row.group, row.list, name),
        (row.group, is_role, name),
        (row.pool, row.list, name),
        (row.pool, is_role, name),
    ]


def _ambiguous(row: Candidate, name: str, found: list[Candidate], label: str) -> Contradiction:
    places = "、".join(dict.fromkeys(str(other.text.ref.sheet.id) for other in found))
    return Contradiction(
        f"{row.text.ref} の前年度の項目「{name}」にあたる行が、{label} に{len(found)}つあります"
        f"（{places}）。行に id をつけて、どれかを示してください。",
        (row.text.ref, *(other.text.ref for other in found)),
    )


def _unknown(row: Candidate, name: str, label: str) -> Contradiction:
    return Contradiction(
        f"{row.text.ref} の前年度の項目「{name}」は、{label} のどの行でもありません。"
        "前の年度の名称を確かめてください。",
        (row.text.ref,),
    )


def _divided(row: Candidate, same: Candidate, name: str) -> Contradiction:
    return Contradiction(
        f"{row.text.ref} は、id では「{same.text.ref.name}」の続き、"
        f"前年度の項目では「{name}」の続きです。どちらかを直してください。",
        (row.text.ref, same.text.ref),
    )
