"""Entries of 前年度の項目 that similar rows suggest, and sheets with chosen ones written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from orgsheet.form.built_in_words import PREVIOUS
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import Link, Matching, RowRef, Side
from orgsheet.source import (
    EditRefused,
    Mapping,
    Plain,
    TextEdit,
    apply_edits,
    insert_entry,
    parse,
)

Place = tuple[SheetId, str, int]


class Proposal(NamedTuple):
    """A similar link that a person may state.

    `entries` are the rows whose 前年度の項目 would be written, with the names: the later row of
    the link, and for a split the other part, whose link would no longer be looked for.
    """

    link: Link
    entries: tuple[tuple[RowRef, tuple[str, ...]], ...]


class Written(NamedTuple):
    """New bytes by sheet, how many chosen links they state, and in Japanese what was refused."""

    files: dict[SheetId, bytes]
    stated: int
    refused: tuple[str, ...]


def proposals(matching: Matching) -> tuple[Proposal, ...]:
    """Return what similar links suggest, sheet by sheet; in each the most doubtful first."""
    by_before: dict[Place, list[Link]] = defaultdict(list)
    by_after: dict[Place, list[Link]] = defaultdict(list)
    for link in matching.links:
        if link.band == "accepted":
            by_before[_place(link.before)].append(link)
            by_after[_place(link.after)].append(link)
    found = []
    for link in matching.links:
        if link.basis != "similar" or not link.before.name or not link.after.name:
            continue
        names = {one.before.name: one for one in by_after[_place(link.after)]}
        entries = [(link.after, tuple(dict.fromkeys((*names, link.before.name))))]
        # A namesake is found beside stated links; a similar row is not.
        entries += [
            (other.after, (other.before.name,))
            for other in by_before[_place(link.before)]
            if other.basis == "similar" and _place(other.after) != _place(link.after)
        ]
        found.append(Proposal(link, tuple(entries)))
    places: dict[SheetId, int] = {}
    for link in matching.links:
        places.setdefault(link.after.sheet.id, len(places))
    return tuple(sorted(found, key=lambda one: _doubtful_first(one, places)))


def _doubtful_first(one: Proposal, places: dict[SheetId, int]) -> tuple[object, ...]:
    link = one.link
    return places[link.after.sheet.id], link.band == "accepted", not link.contested, link.score


def is_clear(proposal: Proposal) -> bool:
    """Say whether nothing speaks against a proposal: no doubt, and no other row as an answer."""
    return proposal.link.band == "accepted" and not proposal.link.contested


def denied(proposal: Proposal) -> Proposal:
    """Return the proposal's contrary: the later row continues nothing, 前年度の項目 is empty."""
    return proposal._replace(entries=((proposal.link.after, ()),))


def named(found: Iterable[Proposal], names: Iterable[str]) -> tuple[list[Proposal], list[str]]:
    """Return the proposals that names mean, and the names that mean none or several.

    A name is the later row's, alone or as `R5/部名/課名#名称`. It means several rows where they
    are one work: in several lists of a section and in the sheet of its department, each of them
    with the same earlier names.
    """
    listed = list(found)
    chosen: list[Proposal] = []
    wrong = []
    for name in names:
        key = normalize(name)
        same = [
            one
            for one in listed
            if key in (normalize(one.link.after.name), normalize(str(one.link.after)))
        ]
        if _is_one_work([one.link for one in same]):
            chosen += [one for one in same if one not in chosen]
        else:
            wrong.append(name)
    return chosen, wrong


def _is_one_work(links: list[Link]) -> bool:
    """Say whether the later rows are one work: see `named`."""
    earlier: dict[Place, set[str]] = defaultdict(set)
    for link in links:
        earlier[_place(link.after)].add(normalize(link.before.name))
    sheets = {link.after.sheet.id for link in links}
    sections = {identity for identity in sheets if not identity.is_department}
    is_one_place = len({one.department for one in sheets}) == 1 and len(sections) <= 1
    return bool(links) and is_one_place and len({frozenset(one) for one in earlier.values()}) == 1


def write(chosen: Iterable[Proposal], after: Side, rematch: Callable[[Side], Matching]) -> Written:
    """Return the sheets with the chosen entries written.

    Each entry is proved: `rematch`, given the later side as it would be, must link the rows by it.
    What does not hold (another row has the name, the row has the entry already) is refused. Of a
    denied proposal the later row must have no link at all.
    """
    listed = list(chosen)
    refused: list[str] = []
    entries: dict[Place, tuple[RowRef, list[str]]] = {}
    for proposal in listed:
        for row, names in proposal.entries:
            if PREVIOUS in row.row.node.entries:
                refused.append(
                    f"{row} には前年度の項目がもうあります。「{proposal.link.before.name}」は"
                    "手で書き加えてください。"
                )
                continue
            kept = entries.setdefault(_place(row), (row, []))[1]
            kept += [name for name in names if name not in kept]
    files = _files(entries.values(), refused)
    sheets = dict(after.sheets)
    for identity, data in files.items():
        sheets[identity] = _read_again(sheets[identity], data)
    links = rematch(Side(after.label, sheets, after.unreadable)).links
    stated = {
        (_place(link.before), _place(link.after)) for link in links if link.basis != "similar"
    }
    continuing = {_place(link.after) for link in links}

    def holds(one: Proposal) -> bool:
        if any(names for _, names in one.entries):
            return _pair(one) in stated
        return _place(one.link.after) not in continuing

    held = [one for one in listed if holds(one)]
    failed = [one for one in listed if one not in held and _place(one.link.after) in entries]
    if not failed:
        return Written(files, len(held), tuple(dict.fromkeys(refused)))
    refused += [
        f"{one.link.before} と {one.link.after} は、名称だけでは示せません"
        "（同じ名称の行がほかにもあります）。両方の行に同じ id を書いてください。"
        for one in failed
    ]
    again = write((one for one in listed if one not in failed), after, rematch)
    return again._replace(refused=tuple(dict.fromkeys((*refused, *again.refused))))


def _read_again(sheet: Sheet, data: bytes) -> Sheet:
    document = sheet.document
    return Sheet(parse(data, document.path, words=document.words), sheet.id, sheet.form)


def _files(entries: Iterable[tuple[RowRef, list[str]]], refused: list[str]) -> dict[SheetId, bytes]:
    by_sheet: dict[SheetId, list[tuple[RowRef, list[str]]]] = defaultdict(list)
    for row, names in entries:
        by_sheet[row.sheet.id].append((row, names))
    files = {}
    for identity, rows in by_sheet.items():
        try:
            files[identity] = _with_entries(rows)
        except EditRefused as error:
            refused.append(f"{identity}: {error}")
    return files


def _with_entries(rows: list[tuple[RowRef, list[str]]]) -> bytes:
    document = rows[0][0].sheet.document
    assert isinstance(document.root, Mapping), "a sheet with rows is a mapping"
    expected: Plain = document.root.data()
    edits: list[TextEdit] = []
    for row, names in rows:
        node = row.row.node
        edits.append(insert_entry(document, node, PREVIOUS, list(names)))
        target = expected
        for step in node.steps():
            target = target[step]
        target[PREVIOUS] = list(names)
    return apply_edits(document, edits, expected)


def _pair(proposal: Proposal) -> tuple[Place, Place]:
    return _place(proposal.link.before), _place(proposal.link.after)


def _place(row: RowRef) -> Place:
    return row.sheet.id, row.section, row.number
