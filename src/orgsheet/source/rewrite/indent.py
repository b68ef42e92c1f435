"""Where a wrongly indented line belongs: the columns that the lines above leave open.

Long because every function serves one search, for the indentation that makes a text whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import inf

from orgsheet.source.edit import TextEdit, splice
from orgsheet.source.misread.inline_scan import key_end
from orgsheet.source.misread.key_typos import find_mark, find_slip, is_entry
from orgsheet.source.misread.lost_text import NOTES, split_entry
from orgsheet.source.misread.refused_line import SPACES
from orgsheet.source.parse import parse
from orgsheet.source.tree import Document, Problem
from orgsheet.source.vocabulary import ITEMS, ROOT, Vocabulary

_ODD = frozenset("\t\u3000\u00a0")
_INDENTED = ("tab-indent", "ideographic-space", "odd-space")
_UNKNOWN = "?"
_MOST_LINES = 300
_MOST_CHANGED = 500


def indentation(document: Document, problem: Problem) -> Iterable[TextEdit]:
    """Yield the edit that puts a line where it belongs, if only one column fits.

    Tabs count as 2, 4 or 8 columns and full-width spaces as 2 or 1; of these, the column must be
    one at which the lines above leave something open. A line that is indented by ordinary spaces
    fits where nothing else than one column is open. A key of the form has its place by that alone,
    if the lines above leave only one such place open. Where one line is indented with a tab or a
    full-width space, others are: those below are put right as well, as far as they are certain,
    all by the same count of columns. Of the ways that are left, the one after which most of the
    text below can be read.
    """
    best: list[TextEdit] = []
    reached = 0.0
    for choose in (None, max, min):
        edits = list(_proposed(document, problem, choose))
        if not edits:
            continue
        line = _first_problem(document, edits)
        if line > reached:
            best, reached = edits, line
        if line == inf:
            break
    # Behind another mistake it is not certain yet: that one has its own mend, before these.
    return [edit for edit in best if document.locate(edit.start)[0] < reached] or best


def _first_problem(document: Document, edits: list[TextEdit]) -> float:
    """Return the number of the first line that is odd after some edits; infinite if none is."""
    after = parse(splice(document, edits), document.path, words=document.words)
    return min((after.locate(problem.start)[0] for problem in after.problems), default=inf)


def _proposed(
    document: Document, problem: Problem, choose: Callable[[set[int]], int] | None
) -> Iterable[TextEdit]:
    """Yield what `indentation` describes, for one way to choose where a list may begin.

    It may stand at the column of its key or below it; without `choose` the tabs decide.
    """
    first, _ = document.locate(problem.start)
    lines: dict[int, str] = {}
    readings = list(_READINGS)
    last = first
    if problem.kind in _INDENTED and document.problems[0] is problem:
        last = min(first + _MOST_CHANGED, document.line_count)
    for number in range(first, last + 1):
        text = document.line_text(number)
        body = text.lstrip(SPACES)
        lead = text[: len(text) - len(body)]
        if number > first and (not body or _ODD.isdisjoint(lead)):
            continue
        opened = _open_columns(document, number, lines)
        if opened is None or not body:
            return
        if problem.kind == "bad-indent" and (
            document.problems[0] is not problem or _is_of_others(document, number, lead, opened)
        ):
            return
        widths = None if problem.kind == "bad-indent" else {read(lead) for read in readings}
        column = opened.column_of(body, widths, _next_line(document, number), choose)
        if column is None:
            return
        readings = [read for read in readings if read(lead) == column]
        lines[number] = " " * column + body
        start = document.line_starts[number - 1]
        yield TextEdit(start, start + len(lead), " " * column)


def indented(document: Document, problem: Problem) -> Iterable[TextEdit]:
    """Yield the edits that put lost text, and more of it right below, where it belongs."""
    column = int(problem.values["個数"])
    first, _ = document.locate(problem.start)
    lost = 0
    for number in range(first, min(first + _MOST_CHANGED, document.line_count) + 1):
        text = document.line_text(number)
        body = text.lstrip(SPACES)
        lead = len(text) - len(body)
        if not body:
            continue
        if number == first:
            lost = lead
        elif lead != lost or not _is_text(body, document.words):
            return
        start = document.line_starts[number - 1]
        yield TextEdit(start, start + lead, " " * column)


def _is_text(body: str, words: Vocabulary) -> bool:
    return not (
        body[0] in NOTES + "#"
        or is_entry(body)
        or split_entry(body, words) is not None
        or find_mark(body, words.every) is not None
        or find_slip(body, words.every) is not None
    )


def _is_of_others(document: Document, number: int, lead: str, opened: _Open) -> bool:
    """Tell whether a line indented by spaces may well be right, and what is above it wrong.

    So where it stands like the line below it, or like dashes above it and may lack its own; where
    the form says what the line belongs to, only what stands at the same key further below counts.
    """
    own = document.line_text(number).lstrip(SPACES)
    word = _word(own)
    is_known = opened.of_form(own) is not None
    if len(lead) in opened.dashes and not (is_known and word not in opened.words.firsts):
        return True
    for text in _lines_below(document, number):
        body = text.lstrip(SPACES)
        is_alike = len(text) - len(body) == len(lead)
        if not is_known or (is_alike and not body.startswith("-")):
            return is_alike
        if _word(body) == word:
            return False
    return False


def _counting(tab: int, wide: int) -> Callable[[str], int]:
    """Return what tells the width of indentation where these characters count so much."""

    def read(lead: str) -> int:
        return len(lead) + (tab - 1) * lead.count("\t") + (wide - 1) * lead.count("\u3000")

    return read


def _to_stops(tab: int) -> Callable[[str], int]:
    """Return what tells the width of indentation where a tab goes on to the next stop."""

    def read(lead: str) -> int:
        return len(lead.replace("\u3000", "  ").expandtabs(tab))

    return read


_READINGS = (
    *(_counting(tab, wide) for tab in (2, 4, 8) for wide in (2, 1)),
    *(_to_stops(tab) for tab in (4, 8)),
)


@dataclass(slots=True)
class _Open:
    """The columns at which keys, dashes and lines of text may stand next.

    Keys and dashes have with them the part of the form they are in, "" where none is known.
    """

    words: Vocabulary
    keys: dict[int, str] = field(default_factory=dict)
    dashes: dict[int, str] = field(default_factory=dict)
    texts: set[int] = field(default_factory=set)

    def own(self, column: int, key: str) -> None:
        """Say of the columns below a key at `column` to which part of the form they belong."""
        part = self.words.below.get(key, "")
        for columns, least in ((self.keys, column + 1), (self.dashes, column)):
            for place, known in columns.items():
                if known == _UNKNOWN and place >= least:
                    columns[place] = part

    def column_of(
        self,
        body: str,
        widths: set[int] | None,
        below: str,
        choose: Callable[[set[int]], int] | None,
    ) -> int | None:
        """Return the one column where a line may stand, None where there are several or none.

        `widths` are what its indentation may count for, None where that is spaces; `below` is the
        next line, "" where there is none or its own place is not certain either; `choose` takes
        one of the columns where the same list may stand, None takes the one that fits `widths`.
        """
        of_form = self.of_form(body)
        if of_form is not None:
            if not of_form:
                return None
            least = min(of_form)
            of_form = {column for column in of_form if _may_stand_above(column, body, below, least)}
            # A list may stand at the column of its key or below it: that is the same list.
            if choose is not None and of_form:
                return choose(of_form)
            return max(of_form & (widths or set()) or of_form, default=None)
        is_item = body.startswith("-")
        if not is_item and key_end(body) is None and find_slip(body, self.words.every) is None:
            fitting = self.texts
        else:
            part = self.words.parts.get(_word(body), "")
            columns = self.dashes if is_item else self.keys
            # What the form says belongs elsewhere does not stand there.
            fitting = {
                column
                for column, known in columns.items()
                if not part or known in ("", _UNKNOWN, part)
            }
            fitting = fitting if widths is None else fitting & widths
        return next(iter(fitting)) if len(fitting) == 1 else None

    def of_form(self, body: str) -> set[int] | None:
        """Return where a line may stand by the form; None where the form does not tell."""
        is_item = body.startswith("-")
        columns = self.dashes if is_item else self.keys
        word = _word(body)
        part = ITEMS if is_item and not word and body != "-" else self.words.parts.get(word, "")
        if not part or not all(columns.values()):
            return None
        return {column for column, known in columns.items() if known == part}


def _next_line(document: Document, number: int) -> str:
    """Return the line below that holds more than a comment, if it is indented by spaces alone."""
    text = next(_lines_below(document, number), "")
    return "" if text.lstrip(" ")[:1] in SPACES else text


def _lines_below(document: Document, number: int) -> Iterator[str]:
    """Yield the lines below a line that hold more than a comment, as far as is looked."""
    for below in range(number + 1, min(number + _MOST_LINES, document.line_count) + 1):
        text = document.line_text(below)
        if text.lstrip(SPACES)[:1] not in ("", "#"):
            yield text


def _may_stand_above(column: int, body: str, below: str, least: int) -> bool:
    """Tell whether a line at a column leaves a place for the line below it.

    An item's further keys stand below its first one, and the next item below its dash. What
    stands left of `least` belongs to neither.
    """
    inner = column + len(body) - len(body.lstrip("- "))
    other = below.lstrip(" ")
    place = len(below) - len(other)
    if place < least or not other or inner == column:
        return True
    if other.startswith("- "):
        return place == column or place >= inner
    if place < column:
        return True
    if key_end(other) is None:
        return True
    end = key_end(body[inner - column :])
    is_open = end is not None and not body[inner - column + end + 1 :].strip(SPACES)
    return place == inner or (is_open and place > inner)


def _word(body: str) -> str:
    """Return the key of a line, with or without a dash before it; "" where there is none."""
    rest = body.lstrip("-").lstrip(SPACES)
    end = key_end(rest) if rest else None
    return "" if end is None else rest[:end]


def _open_columns(document: Document, number: int, changed: dict[int, str]) -> _Open | None:
    """Return what the lines above line `number` leave open, None where they are odd, too.

    `changed` are lines as they will be.
    """
    opened = _Open(document.words)
    least: int | None = None
    in_list = False
    for above in range(number - 1, max(0, number - 1 - _MOST_LINES), -1):
        text = changed.get(above, document.line_text(above)).rstrip(SPACES)
        body = text.lstrip(" ")
        if not body or body[0] == "#":
            continue
        if body[0] in SPACES:
            return None
        column = len(text) - len(body)
        is_item = body.startswith("- ") or body == "-"
        # A list may stand at the very column of its key.
        is_owner = in_list and not is_item and column == least
        if least is not None and column >= least and not is_owner:
            continue
        is_nearest = least is None
        dashes, inner, rest = _behind_dashes(column, body)
        end = key_end(rest) if rest else None
        if is_nearest:
            _add_nearest(opened, inner, rest, end)
        if end is not None:
            key = rest[:end]
            opened.own(inner, key)
            # A part of a sheet on its own has other keys there.
            outer = ROOT if document.words.parts.get(key, ROOT) == ROOT else ""
            opened.keys.setdefault(inner, _UNKNOWN if inner else outer)
        for dash in dashes:
            opened.dashes.setdefault(dash, _UNKNOWN)
        if end is None and rest and not is_nearest:
            continue  # a line of some text above: it leaves nothing open but its dash
        least, in_list = column, is_item
        if column == 0 and not is_item:
            return opened
    return None  # nothing stands above, or what this belongs to is too far above


def _behind_dashes(column: int, body: str) -> tuple[list[int], int, str]:
    """Return the columns of the dashes that begin a line, and where and what follows them."""
    dashes = []
    while body.startswith("- ") or body == "-":
        dashes.append(column)
        after = body[1:].lstrip(" ")
        column += len(body) - len(after) if after else 2
        body = after
    return dashes, column, body


def _add_nearest(opened: _Open, column: int, rest: str, end: int | None) -> None:
    """Add what the line right above opens: a value below its key, or more of its text."""
    if not rest:
        opened.keys[column] = _UNKNOWN
        return
    if end is None:
        opened.texts.add(column)
        return
    value = rest[end + 1 :].strip(" \t")
    if not value or value[0] == "#":
        opened.keys[column + 2] = _UNKNOWN
        opened.dashes |= dict.fromkeys((column, column + 2), _UNKNOWN)
    elif value[0] in "|>":
        opened.texts.add(column + 2)
