"""Who carries how much, and whose names are told."""

from __future__ import annotations

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.source import emit, parse
from orgsheet.workspace.publication import ALL_STAFF, NO_STAFF, SURNAMES, Gate, Publication
from orgsheet.yearbook.staff_workload import SectionLoad, workload_of

R5 = FiscalYear(2023)


def _load(staff: str | None) -> tuple[bool, SectionLoad]:
    identity = SheetId("R5", "総務部", "総務課")
    people = [
        ["山田 太郎", "佐藤花子"],
        ["山田 太郎"],
        ["山田 次郎（主査）", "山田 太郎", "山田　太郎"],
        ["全員"],
        [],
        ["【記入】"],
    ]
    names = ["甲", "山田 太郎の事務", "丙", "丁", "戊", "己"]
    rows = [
        {"事務事業名称": name, "担当": staffed} for name, staffed in zip(names, people, strict=True)
    ]
    data = {"年度": "R5", "部名": "総務部", "課名": "総務課", "組織が果たす役割": rows}
    sheet = Sheet(parse(emit(data).encode(), identity.path), identity)
    head = SheetId("R5", "総務部", "部")
    own = Sheet(parse(emit({"年度": "R5", "部名": "総務部"}).encode(), head.path), head)
    gate = None if staff is None else Gate.of(Publication(staff=staff), [sheet])
    found = workload_of([own, sheet], R5, gate)
    (section,) = found.sections
    return found.has_names, section


def test_rows_are_counted_by_person_and_none_is_lost() -> None:
    """Each person once a row however written; rows of all and of nobody stand by themselves."""
    has_names, found = _load(None)
    assert has_names
    counted = [(one.name, len(one.rows)) for one in found.loads]
    assert counted == [("山田 太郎", 3), ("佐藤花子", 1), ("山田 次郎（主査）", 1)]
    assert (found.rows, found.people, found.most, found.least) == (6, 3, 3, 1)
    assert [one.name for one in found.for_all] == ["丁"]
    assert [one.name for one in found.for_nobody] == ["戊", "己"]
    assert [row.shared_by for row in found.loads[0].rows] == [2, 1, 2]


def test_names_are_told_as_the_settings_say() -> None:
    """Without staff there are counts alone; surnames stay apart where two people share one."""
    assert _load(ALL_STAFF)[1].loads[0].name == "山田 太郎"
    assert [one.name for one in _load(SURNAMES)[1].loads] == ["山田", "佐藤花子", "山田"]
    has_names, found = _load(NO_STAFF)
    assert not has_names
    assert found.loads == ()
    assert (found.people, found.most) == (3, 3)
    assert not [word for word in ("山田", "佐藤") if word in repr(found)]
