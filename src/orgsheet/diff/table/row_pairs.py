"""Which rows of the form stand beside each other in the 新旧対照表, and what is said of them."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.form.sheet import Sheet
from orgsheet.match.links import Link, Matching, RowRef


class Pair(NamedTuple):
    """One row before and one after; None where there is none. `remark` is Japanese."""

    before: RowRef | None
    after: RowRef | None
    remark: str = ""

    @property
    def number(self) -> int:
        """The number of the row (from 0) in its list, on the new side if it is there."""
        ref = self.after or self.before
        assert ref is not None, "a pair has a row"
        return ref.number


class Partners:
    """The rows of both sides, each with at most one partner.

    A row has one place in the table. Where several accepted links meet in a row, the one with the
    highest score (then the first) makes the pair, and the others become remarks.
    """

    def __init__(self, matching: Matching) -> None:
        self._before: dict[int, RowRef] = {}
        self._after: dict[int, RowRef] = {}
        self._further: dict[int, list[Link]] = {}
        for link in sorted(matching.links, key=_order):
            old, new = _key(link.before), _key(link.after)
            is_pair = link.band == "accepted" and link.before.section == link.after.section
            if is_pair and old not in self._after and new not in self._before:
                self._after[old] = link.after
                self._before[new] = link.before
            else:
                self._further.setdefault(old, []).append(link)
                self._further.setdefault(new, []).append(link)

    def pairs(self, old: Sheet | None, new: Sheet | None, section: str) -> list[Pair]:
        """Return the rows of one list in the order to read: the new one's.

        A row that is gone stands behind the last row before it that stayed.
        """
        placed: list[tuple[tuple[int, int, int], Pair]] = []
        places: dict[int, int] = {}
        for ref in _rows(new, section):
            before = self._before.get(_key(ref))
            if before is not None:
                places[_key(before)] = ref.number
            placed.append(
                ((ref.number, 0, 0), Pair(before, ref, self._said(ref, before, old, is_new=True)))
            )
        anchor = -1
        for ref in _rows(old, section):
            anchor = places.get(_key(ref), anchor)
            if _key(ref) not in places:
                after = self._after.get(_key(ref))
                pair = Pair(ref, None, self._said(ref, after, new, is_new=False))
                placed.append(((anchor, 1, ref.number), pair))
        return [pair for _, pair in sorted(placed, key=lambda one: one[0])]

    def moved_to(self, ref: RowRef) -> RowRef | None:
        """Return the partner of a row before, wherever it stands now."""
        return self._after.get(_key(ref))

    def _said(
        self, ref: RowRef, partner: RowRef | None, beside: Sheet | None, *, is_new: bool
    ) -> str:
        """Return what the remark says; `beside` is the sheet of the other side in this table."""
        said = []
        if partner is not None:
            if partner.sheet is not beside:
                said.append(f"「{partner.sheet.id.unit}」{'から' if is_new else 'へ'}移管")
            if is_new and "".join(partner.name.split()) != "".join(ref.name.split()):
                said.append("名称変更")
        for link in self._further.get(_key(ref), []):
            other = link.before if is_new else link.after
            said.append(f"{_ASKED if link.band == 'asked' else _FURTHER[is_new]}「{other.name}」")
        return "\n".join(dict.fromkeys(said))


_ASKED = "同一事業の可能性: "
_FURTHER = {True: "引き継ぐ事業: ", False: "引き継ぎ先: "}


def _order(link: Link) -> tuple[float, str, str, int, int]:
    ids = str(link.after.sheet.id), link.after.section
    return (-link.score, *ids, link.after.number, link.before.number)


def _key(ref: RowRef) -> int:
    return id(ref.row.node)


def _rows(sheet: Sheet | None, section: str) -> list[RowRef]:
    if sheet is None:
        return []
    return [RowRef(sheet, section, n, row) for n, row in enumerate(sheet.listed(section))]
