"""What a row is called for ever."""

from __future__ import annotations

from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.source import emit, parse
from orgsheet.yearbook.row_ids import row_ids

IDENTITY = SheetId("R5", "総務部", "総務課")


def _ids(*rows: dict[str, object]) -> list[str]:
    data = {"年度": "R5", "部名": "総務部", "課名": "総務課", "今年度の重点事業": list(rows)}
    return [*row_ids(Sheet(parse(emit(data).encode(), IDENTITY.path), IDENTITY)).values()]


def test_an_id_stays_whatever_becomes_of_other_rows() -> None:
    """It is the row's own, else that of its name: order, width and neighbours do not count."""
    first, second = _ids({"項目": "甲の策定"}, {"項目": "乙"})
    assert _ids({"項目": "丙"}, {"項目": "乙"}, {"項目": "甲 の策定"})[1:] == [second, first]
    assert _ids({"項目": "甲の策定", "id": "p1"}) == ["p1"]
    assert len({*_ids({"項目": "甲"}, {"項目": "甲"}, {}, {}, {"id": "a"}, {"id": "a"})}) == 6
