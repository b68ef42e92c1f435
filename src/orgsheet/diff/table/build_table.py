"""The 新旧対照表 as data: what stands in its rows and columns, and what is underlined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from orgsheet.diff.changes import Report
from orgsheet.diff.marked_phrases import Piece, pieces, spans
from orgsheet.diff.proper_nouns import proper_names
from orgsheet.diff.table.change_remarks import remarks_of
from orgsheet.diff.table.row_pairs import Pair, Partners
from orgsheet.diff.table.staff_column import staff_left_out
from orgsheet.diff.table.table_parts import (
    DEFAULT_TABLE,
    ORDERS,
    Cell,
    Column,
    Table,
    TableRow,
    TableSection,
    TableSettings,
    circled,
)
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import is_blank
from orgsheet.form.built_in_words import GROUP
from orgsheet.form.definition import Field, Form
from orgsheet.form.definition import Table as FormTable
from orgsheet.form.sheet import Sheet
from orgsheet.match.links import RowRef
from orgsheet.source import Mapping, Node, Plain
from orgsheet.source.vocabulary import Vocabulary, standard_words

_NAME = "{名称}"
_REWRITTEN = "全文改め"


def comparison_table(report: Report, settings: TableSettings = DEFAULT_TABLE) -> Table:
    """Return the 新旧対照表 of a report.

    It shows the sheets themselves, whatever levels the report's changes have. Every value of the
    rows of both sides has exactly one place; joined, the pieces of a cell are the value
    (`value_text`), apart from the cells that are markers.
    """
    builder = _Builder(report, settings)
    notices = (*report.notices, *staff_left_out(report, settings))
    columns, sections = _columns(report, settings), tuple(builder.sections())
    return Table(settings, notices, columns, sections, report.licence)


def value_text(field: str, value: Plain, words: Vocabulary | None = None) -> str:
    """Return how the table writes a value of the form: lists as lines, a milestone as one.

    `words` are those of the sheet's form, without them those of the standard one.
    """
    if isinstance(value, str):
        return value.rstrip("\n")
    if isinstance(value, list):
        joint = "、" if field in (words or standard_words()).flow else "\n"
        return joint.join(value_text("", item, words) for item in value)
    if isinstance(value, dict):
        parts = {key: value_text("", item, words) for key, item in value.items()}
        group = parts.pop(GROUP, "")
        return "\u3000".join(([f"【{group}】"] if group else []) + [p for p in parts.values() if p])
    return "" if value is None else str(value)


def _columns(report: Report, settings: TableSettings) -> tuple[Column, ...]:
    new = Column("new", settings.new_caption.replace(_NAME, _side_name(report.after.label)), 40)
    old = Column("old", settings.old_caption.replace(_NAME, _side_name(report.before.label)), 40)
    values = (new, old) if settings.order == ORDERS[0] else (old, new)
    remark = (Column("remark", settings.remarks_caption, 11),) if settings.remarks else ()
    return (Column("item", "項目", 13), *values, *remark)


def _side_name(label: str) -> str:
    year = FiscalYear.read(label)
    return label if year is None else year.kanji


class _Builder:
    """Makes the sections; remembers which sheet has been shown."""

    def __init__(self, report: Report, settings: TableSettings) -> None:
        self._settings = settings
        self._matching = report.matching
        self._partners = Partners(report.matching)
        self._names = proper_names(report)
        self._shown: set[int] = set()
        self._remarks = remarks_of(report.changes)

    def sections(self) -> Iterator[TableSection]:
        """Yield the sections that have rows, sheet by sheet."""
        for old, new in self._matching.sheets:
            sides = self._first(old), self._first(new)
            if sides == (None, None):
                continue
            found = ((name, tuple(self._folded(rows))) for name, rows in self._headings(*sides))
            yield from self._told(_organization(*sides), [one for one in found if one[1]])

    def _told(
        self, organization: str, headings: list[tuple[str, tuple[TableRow, ...]]]
    ) -> Iterator[TableSection]:
        """Yield the headings; neighbours without any change are one row with no heading."""
        for silent, group in groupby(headings, key=lambda one: all(map(_is_left_out, one[1]))):
            found = list(group)
            if not silent:
                yield from (TableSection(organization, *one) for one in found)
                continue
            names = [name for name, _ in found]
            item = "、".join(names) if len(names) < 3 else f"{names[0]}～{names[-1]}"  # noqa: PLR2004 - from three on
            cell = _marker(self._settings.unchanged)
            yield TableSection(organization, "", (TableRow(item, cell, cell, starts=True),))

    def _first(self, sheet: Sheet | None) -> Sheet | None:
        """Return a sheet the first time; one that was split or merged has one place."""
        if sheet is None or id(sheet) in self._shown:
            return None
        self._shown.add(id(sheet))
        return sheet

    def _headings(
        self, old: Sheet | None, new: Sheet | None
    ) -> Iterator[tuple[str, list[list[TableRow]]]]:
        """Yield each heading with its entries, an entry being the rows of its fields."""
        for field in _form(old, new).fields.values():
            if not self._is_shown(field):
                continue
            if field.kind == "表":
                table = _form(old, new).list_of[field.key]
                pairs = self._partners.pairs(old, new, field.key)
                yield field.key, [self._entry(table, pair) for pair in pairs]
            elif field.kind == "計画の項目" or (field.kind == "評価" and field.row):
                inner = [_inside(sheet, field.key) for sheet in (old, new)]
                row = _form(old, new).row_of(field)
                keys = field.numbers if row is None else tuple(row.fields)
                parts = [(key, inner[0].get(key, ""), inner[1].get(key, "")) for key in keys]
                yield field.key, [self._fields([one], old, new) for one in parts]
            else:
                values = (_text(old, field.key), _text(new, field.key))
                yield field.key, [self._fields([(field.key, *values)], old, new)]

    def _is_shown(self, field: Field) -> bool:
        return self._settings.staff or field.kind != "職員"

    def _entry(self, table: FormTable, pair: Pair) -> list[TableRow]:
        """Return the rows of a pair of the form's rows: its name, then its other fields."""
        # What is gone had its number last year, which another row may have now.
        number = ("" if pair.after else "旧") + circled(pair.number)
        if pair.after is None and pair.before and self._partners.moved_to(pair.before):
            cell = _marker(self._settings.unchanged)
            return [TableRow(pair.before.name, cell, cell, pair.remark, starts=True)]
        keys = self._keys(table)
        values = [(key, _field(pair.before, key), _field(pair.after, key)) for key in keys]
        rows = self._fields(values, pair.before, pair.after)
        rows = [self._remarked(row, pair) for row in rows]
        if rows:
            first = rows[0]
            remark = "\n".join(filter(None, (pair.remark, first.remark)))
            item = f"{number} {first.item}"
            rows[0] = first._replace(item=item, remark=remark, starts=True)
        return rows

    def _remarked(self, row: TableRow, pair: Pair) -> TableRow:
        """Return a row of the table with what the changes of its field say in the remark."""
        refs = [ref for ref in (pair.after, pair.before) if ref is not None]
        said = [self._remarks.get((id(ref.row.node), row.item), ()) for ref in refs]
        texts = dict.fromkeys([row.remark, *(text for texts in said for text in texts)])
        return row._replace(remark="\n".join(filter(None, texts)))

    def _keys(self, table: FormTable) -> Iterator[str]:
        """Yield the keys of a row as they stand in a sheet, raw deadlines behind the others."""
        for key, field in table.row.in_sheet():
            if self._is_shown(field):
                yield from dict.fromkeys((key, *filter(None, (field.raw,))))

    def _fields(
        self, values: list[tuple[str, str, str]], old: object | None, new: object | None
    ) -> list[TableRow]:
        """Return a row for each field that either side has; None: that side has no such entry."""
        rows = []
        for field, before, after in values:
            if not before and not after:
                continue
            marks = self._settings
            if old is None:
                cells = _whole(after), _marker(marks.added)
            elif new is None:
                cells = _marker(marks.dropped), _whole(before)
            elif not before:
                cells = _whole(after), _marker(marks.added)
            elif not after:
                cells = _marker(marks.dropped), _whole(before)
            else:
                old_pieces, new_pieces = pieces(spans(before, after, self._names))
                cells = Cell(new_pieces), Cell(old_pieces)
            rows.append(TableRow(field, *cells, remark=_rewritten(*cells)))
        return rows

    def _folded(self, entries: Iterable[list[TableRow]]) -> Iterator[TableRow]:
        """Yield the rows of the entries; what did not change is told in one row with （略）."""
        if self._settings.whole:
            yield from (row for entry in entries for row in entry)
            return
        same: list[list[TableRow]] = []
        for entry in entries:
            if entry and not any(map(_tells, entry)):
                same.append(entry)
                continue
            yield from self._left_out(same)
            same = []
            yield from self._folded_fields(entry)
        yield from self._left_out(same)

    def _folded_fields(self, entry: list[TableRow]) -> Iterator[TableRow]:
        same: list[TableRow] = []
        for row in entry:
            if not _tells(row) and not row.starts:
                same.append(row)
                continue
            yield from self._left_out([same])
            same = []
            yield row
        yield from self._left_out([same])

    def _left_out(self, entries: list[list[TableRow]]) -> Iterator[TableRow]:
        """Yield the row that stands for unchanged entries (①～③) or fields."""
        first = [entry[0].item for entry in entries if entry]
        if not first:
            return
        if entries[0][0].starts:
            marks = [item.split(" ", 1)[0] for item in first]
            item = marks[0] if len(marks) == 1 else f"{marks[0]}～{marks[-1]}"
        else:
            item = "、".join(row.item for entry in entries for row in entry)
        cell = _marker(self._settings.unchanged)
        starts = entries[0][0].starts
        yield TableRow(item, cell, cell, starts=starts)


def _tells(row: TableRow) -> bool:
    """Tell whether a row shows a change or has a remark."""
    changed = any(piece.changed for cell in (row.new, row.old) for piece in cell.pieces)
    return changed or bool(row.remark) or row.new.is_marker or row.old.is_marker


def _is_left_out(row: TableRow) -> bool:
    return row.new.is_marker and row.old.is_marker and not row.remark


def _whole(text: str) -> Cell:
    return Cell((Piece(text, changed=True),) if text else ())


def _marker(text: str) -> Cell:
    return Cell((Piece(text, changed=False),) if text else (), is_marker=True)


def _rewritten(new: Cell, old: Cell) -> str:
    """Return the remark for a text of several phrases of which nothing stayed.

    A text still to be filled in does not replace the other.
    """
    if new.is_marker or old.is_marker or is_blank(new.text) or is_blank(old.text):
        return ""
    kept = any(not piece.changed and len(piece.text.strip("。\n")) for piece in new.pieces)
    sentence = max(len(new.text), len(old.text)) > len(_REWRITTEN) * 5
    return _REWRITTEN if sentence and not kept else ""


def _form(old: Sheet | None, new: Sheet | None) -> Form:
    sheet = new or old
    assert sheet is not None, "one side has it"
    return sheet.form


def _field(ref: RowRef | None, field: str) -> str:
    return "" if ref is None else _data(ref.sheet, field, ref.row.node.get(field))


def _text(sheet: Sheet | None, field: str) -> str:
    return "" if sheet is None else _data(sheet, field, sheet.get(field))


def _inside(sheet: Sheet | None, heading: str) -> dict[str, str]:
    """Return the values below a heading by their keys, as they are written."""
    table = None if sheet is None else sheet.get(heading)
    if sheet is None or not isinstance(table, Mapping):
        return {}
    return {key: _data(sheet, key, node) for key, node in table.entries.items()}


def _data(sheet: Sheet, field: str, node: Node | None) -> str:
    return "" if node is None else value_text(field, node.data(), sheet.document.words)


def _organization(old: Sheet | None, new: Sheet | None) -> str:
    names = [sheet.id.label for sheet in (old, new) if sheet is not None]
    return " → ".join(dict.fromkeys(names))
