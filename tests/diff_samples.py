"""Sheets, reports and tables made by hand for the tests of what a diff prints."""

from __future__ import annotations

from typing import Any

import yaml

from orgsheet.diff.changes import Change, Report, Spot
from orgsheet.diff.facts.gather import each_fact
from orgsheet.diff.judge import make_report
from orgsheet.diff.marked_phrases import Piece, pieces, spans
from orgsheet.diff.table.table_parts import (
    DEFAULT_TABLE,
    Cell,
    Column,
    Table,
    TableRow,
    TableSection,
    TableSettings,
)
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.match.links import Matching, Side
from orgsheet.match.match_rows import match
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import parse

SAMPLE = "架空の見本シート"


class _Dumper(yaml.SafeDumper):
    """Writes a value again where it stands twice: a sheet has no anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - the base class's
        return True


def sheet(data: dict[str, Any], year: str, section: str = "秘書課") -> Sheet:
    """Return a sheet that holds these values."""
    whole = {"年度": year, "部名": "政策推進部", "課名": section, **data}
    identity = SheetId(year, "政策推進部", section)
    text = yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return Sheet(parse(text.encode(), identity.path), identity)


def side(label: str, *sheets: Sheet) -> Side:
    """Return a side of these sheets."""
    return Side(label, {one.id: one for one in sheets})


def report_of(before: Side, after: Side, *, show_all: bool = False) -> Report:
    """Return the report of two sides, without registers."""
    plans = PlanRegister.read(None)
    matching = match(before, after, organization=OrganizationRegister.read(None), plans=plans)
    facts = list(each_fact(matching, plans=plans))
    return make_report(before, after, matching, facts, profile="year", show_all=show_all)


def two_years(before: dict[str, Any], after: dict[str, Any], **options: bool) -> Report:
    """Return the report of one section in two years."""
    return report_of(side("R4", sheet(before, "R4")), side("R5", sheet(after, "R5")), **options)


def report_with(changes: list[Change], notices: tuple[str, ...] = ()) -> Report:
    """Return a report that tells these changes."""
    nobody = Matching((), (), (), ())
    before, after = side("R4"), side("R5")
    return Report(before, after, "year", nobody, tuple(changes), {}, notices)


_NOBODY = sheet({}, "R5")


def change(level: str, message: str, before: str = "", after: str = "", number: int = 0) -> Change:
    """Return a change of a text; "" where a side has none."""
    spots = [
        Spot(_NOBODY, None, "/組織目標", "組織目標", text) if text else None
        for text in (before, after)
    ]
    return Change("goal-changed", level, message, spots[0], spots[1], f"{number:016x}", "", "", 0)


def table_of(pairs: list[tuple[str, str]], settings: TableSettings = DEFAULT_TABLE) -> Table:
    """Return a table with a row for each pair of texts (new, old)."""
    rows = []
    for number, (new, old) in enumerate(pairs):
        old_pieces, new_pieces = pieces(spans(old, new))
        rows.append(TableRow(f"項目{number}", Cell(new_pieces), Cell(old_pieces), starts=True))
    columns = (Column("item", "項目", 13), Column("new", "新", 40), Column("old", "旧", 40))
    section = TableSection("政策推進部 秘書課", "今年度の重点事業", tuple(rows))
    return Table(settings, (SAMPLE,), (*columns, Column("remark", "備考", 11)), (section,))


def joined(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return pieces with neighbours of a kind put together, without empty ones."""
    out: list[Piece] = []
    for piece in found:
        if not piece.text:
            continue
        if out and out[-1].changed == piece.changed:
            out[-1] = Piece(out[-1].text + piece.text, piece.changed)
        else:
            out.append(piece)
    return tuple(out)
