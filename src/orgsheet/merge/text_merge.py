"""The merged tree as text: our lines where nothing changed, and both sides' where they clash."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from orgsheet.merge.line_blocks import Lines, emitted, is_block_scalar, merge_comment_lines, shift
from orgsheet.merge.tree_merge import Entry, Map, Rows, Side, is_there, resolved
from orgsheet.source import Mapping, Node, Scalar, Sequence, emit_scalar


class Clash(NamedTuple):
    """Whole lines of which a person takes one side's; "" where that side removed them."""

    ours: str
    theirs: str

    def side(self, side: Side) -> str:
        """Return one side's lines."""
        return self.ours if side == "ours" else self.theirs


Part: TypeAlias = str | Clash


def parts_of(root: Entry, base: Lines | None, ours: Lines, theirs: Lines) -> list[Part]:
    """Return the merged document in parts; all three roots are block mappings (base may be None).

    What neither side changed keeps our bytes, with comments and order.
    """
    return _Writer(base, ours, theirs).document(root)


def join(parts: Iterable[Part], side: Side) -> str:
    """Return the text with every clash decided for one side."""
    return "".join(part if isinstance(part, str) else part.side(side) for part in parts)


def with_markers(parts: Iterable[Part], labels: tuple[str, str], size: int) -> str:
    """Return the text with both sides of every clash between git's conflict markers."""
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
            continue
        out += [
            f"{'<' * size} {labels[0]}\n",
            part.ours,
            f"{'=' * size}\n",
            part.theirs,
            f"{'>' * size} {labels[1]}\n",
        ]
    return "".join(out)


class _Writer:
    def __init__(self, base: Lines | None, ours: Lines, theirs: Lines) -> None:
        self._base, self._ours, self._theirs = base, ours, theirs

    def document(self, root: Entry) -> list[Part]:
        assert isinstance(root.outcome, Map), "all versions are mappings"
        assert root.ours is not None, "there are two sides"
        assert root.theirs is not None, "there are two sides"
        ends = []
        for name in ("header", "tail"):
            texts = [
                getattr(lines, name)(node)
                for lines, node in ((self._ours, root.ours), (self._theirs, root.theirs))
            ]
            old = (
                ""
                if self._base is None or root.base is None
                else getattr(self._base, name)(root.base)
            )
            ends.append(merge_comment_lines(old, *texts))
        body = self._children(root.outcome.entries, 0, "ours")
        return [ends[0], *body, ends[1]]

    def _children(self, entries: Iterable[Entry], column: int, side: Side) -> list[Part]:
        """Return the entries of a collection, each behind what stands above it.

        `side` says for whom clashes are decided as far as they decide who is there at all.
        """
        parts: list[Part] = []
        for entry in entries:
            if entry.outcome == "clash":
                parts.append(
                    Clash(*(self._whole(entry, one, column) for one in ("ours", "theirs")))
                )
            elif is_there(entry, side):
                parts += [self._gap(entry), *self._entry(entry, column)]
        return [part for part in parts if part]

    def _whole(self, entry: Entry, side: Side, column: int) -> str:
        """Return one side's lines of an entry with what stands above it."""
        node, lines = entry.side(side), self._lines(side)
        if node is None:
            return ""
        return _ended(lines.gap(node) + shift(lines.chunk(node), column - lines.column(node)))

    def _gap(self, entry: Entry) -> str:
        base, ours, theirs = self._each(entry, Lines.gap)
        if ours is None or theirs is None:
            return ours or theirs or ""
        return merge_comment_lines(base or "", ours, theirs)

    def _entry(self, entry: Entry, column: int) -> list[Part]:
        outcome = entry.outcome
        ours, theirs = entry.ours, entry.theirs
        if ours is None or theirs is None:
            return [self._alone(entry, column)]
        if isinstance(outcome, Map | Rows):
            return self._collection(entry, outcome, column)
        if self._ours.is_block(ours) or self._theirs.is_block(theirs):
            return [self._alone(entry, column)]
        node, lines = (theirs, self._theirs) if outcome == "theirs" else (ours, self._ours)
        value = shift(lines.value(node), column - lines.column(node), first=False)
        return [self._leaf(entry, node, value)]

    def _alone(self, entry: Entry, column: int) -> str:
        """Return the lines of the side whose value is taken whole."""
        is_ours = entry.outcome == "ours" or entry.theirs is None
        node, lines = (entry.ours, self._ours) if is_ours else (entry.theirs, self._theirs)
        assert node is not None, "the outcome names a side that has it"
        return _ended(shift(lines.chunk(node), column - lines.column(node)))

    def _leaf(self, entry: Entry, node: Node, value: str) -> str:
        """Return our key or dash with a value that is `node` or takes its place."""
        ours = entry.ours
        assert ours is not None, "a value is put behind our key"
        space = self._ours.space(ours)
        if not value:
            space = ""
        elif not space or ("\n" in space and self._stands_beside(ours, node)):
            space = " "
        return _ended(f"{self._ours.mark(ours)}{space}{value}{self._rest(entry, node)}")

    def _stands_beside(self, ours: Node, node: Node) -> bool:
        """Tell whether a value stands beside a key whose own value begins below it."""
        return is_block_scalar(node) or self._ours.is_block(ours)

    def _rest(self, entry: Entry, node: Node) -> str:
        """Return what follows the value: a block's own line ends, or the merged comment."""
        if is_block_scalar(node):
            lines = self._theirs if node is entry.theirs else self._ours
            return lines.rest(node)
        base, ours, theirs = self._each(entry, Lines.rest)
        rests = []
        for old, text in ((entry.base, base), (entry.ours, ours), (entry.theirs, theirs)):
            rests.append("\n" if old is None or text is None or is_block_scalar(old) else text)
        if rests[0] == rests[1]:
            return rests[2]
        if rests[0] == rests[2] or rests[1] == rests[2]:
            return rests[1]
        return f"{rests[1].rstrip()} {rests[2].strip()}".rstrip(" ") + "\n"

    def _collection(self, entry: Entry, outcome: Map | Rows, column: int) -> list[Part]:
        ours, theirs = entry.ours, entry.theirs
        assert ours is not None, "both sides have it"
        assert theirs is not None, "both sides have it"
        if isinstance(outcome, Rows) and outcome.theirs_order is not None:
            texts = [self._ordered(entry, outcome, column, side) for side in ("ours", "theirs")]
            return [Clash(*texts)]
        is_left = any(one.outcome == "clash" or is_there(one, "ours") for one in outcome.entries)
        if not is_left or not self._ours.is_block(ours):
            return self._rewritten(entry, outcome, column)
        return self._block(ours, self._children(outcome.entries, self._first_column(ours), "ours"))

    def _ordered(self, entry: Entry, outcome: Rows, column: int, side: Side) -> str:
        """Return a list in the order that one side wants, every clash in it decided for it."""
        ours = entry.ours
        assert ours is not None, "both sides have it"
        if not self._ours.is_block(ours):
            return self._line(entry, outcome, side) or self._emitted(entry, column, side)
        parts = self._children(outcome.ordered(side), self._first_column(ours), side)
        return join(self._block(ours, parts), side)

    def _block(self, ours: Node, body: list[Part]) -> list[Part]:
        """Return our head with a body below, or beside where our head is a bare dash."""
        head = self._ours.head(ours)
        if head.endswith("\n") or not body:
            return [_ended(head), *body]
        first = body[0]
        if isinstance(first, str):
            return [_beside(head, first), *body[1:]]
        return [Clash(_beside(head, first.ours), _beside(head, first.theirs)), *body[1:]]

    def _rewritten(self, entry: Entry, outcome: Map | Rows, column: int) -> list[Part]:
        """Return a collection that is empty or in brackets on our side, or has become empty."""
        ours, theirs = entry.ours, entry.theirs
        assert ours is not None, "both sides have it"
        assert theirs is not None, "both sides have it"
        there = [one for one in outcome.entries if one.outcome == "clash" or is_there(one, "ours")]
        if not there:
            for node, lines in ((ours, self._ours), (theirs, self._theirs)):
                if not _items(node):
                    return [self._leaf(entry, node, lines.value(node))]
        elif not _items(ours) and len(there) == _items(theirs):
            return [_ended(shift(self._theirs.chunk(theirs), column - self._theirs.column(theirs)))]
        texts = []
        for side in ("ours", "theirs"):
            line = self._line(entry, outcome, side) if isinstance(outcome, Rows) else None
            texts.append(line or self._emitted(entry, column, side))
        return [texts[0]] if texts[0] == texts[1] else [Clash(*texts)]

    def _line(self, entry: Entry, outcome: Rows, side: Side) -> str | None:
        """Return a list in brackets on our line, None where it cannot stand there."""
        ours = entry.ours
        items = [one for one in outcome.ordered(side) if is_there(one, side)]
        if not isinstance(ours, Sequence) or not ours.flow or not ours.items:
            return None
        text = self._ours.value(ours)
        if "\n" in text or "#" in text:
            return None
        values = []
        for one in items:
            taken: Side = side if one.outcome == "clash" else "theirs"
            node = one.side(taken) if one.outcome in ("clash", "theirs") else one.ours or one.theirs
            if not isinstance(node, Scalar):
                return None
            is_ours = node is one.ours
            values.append(
                self._ours.value(node) if is_ours else emit_scalar(node.value, style_hint="flow")
            )
        return self._leaf(entry, ours, f"[{', '.join(values)}]")

    def _emitted(self, entry: Entry, column: int, side: Side) -> str:
        """Return an entry in the canonical form; what it loses is noticed by the check."""
        return emitted(entry.step, resolved(entry, side), column, self._ours.document.words)

    def _first_column(self, node: Node) -> int:
        first = node.items[0] if isinstance(node, Sequence) else None
        if isinstance(node, Mapping):
            first = next(iter(node.entries.values()))
        assert first is not None, "a block has entries"
        return self._ours.column(first)

    def _lines(self, side: Side) -> Lines:
        return self._ours if side == "ours" else self._theirs

    def _each(
        self, entry: Entry, part: Callable[[Lines, Node], str]
    ) -> tuple[str | None, str | None, str | None]:
        """Return a part of an entry's lines in the three versions."""
        base = entry.base
        return (
            None if self._base is None or base is None else part(self._base, base),
            None if entry.ours is None else part(self._ours, entry.ours),
            None if entry.theirs is None else part(self._theirs, entry.theirs),
        )


def _items(node: Node) -> int:
    if isinstance(node, Mapping):
        return len(node.entries)
    return len(node.items) if isinstance(node, Sequence) else 0


def _beside(head: str, text: str) -> str:
    """Return lines with a dash before their first one; they are indented as far as it reaches."""
    if text.startswith(" " * len(head)) and text[len(head) : len(head) + 1] not in ("", "\n", "#"):
        return head + text[len(head) :]
    return f"{head.rstrip()}\n{text}"


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
