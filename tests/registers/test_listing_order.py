"""The order of every list: the register's, its own sheet first; what it lacks comes behind."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from orgsheet.form.sheet import SheetId
from orgsheet.registers.listing_order import ListingOrder
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.source import emit, parse

NAMES = st.sampled_from(("総務部", "建設部", "会計課", "こども部", "ア部", "教育委員会"))
SECTIONS = st.sampled_from(("秘書課", "財政課", "道路課", "ア課", "保育課"))
REGISTERS = st.dictionaries(NAMES, st.lists(SECTIONS, unique=True), max_size=5)
IDENTITIES = st.builds(
    SheetId, st.sampled_from(("H30", "R2", "R10", "案")), NAMES, SECTIONS | st.just("部")
)


def order_of(units: dict[str, list[str]], **more: str) -> ListingOrder:
    """Return the order by a register with these departments and their sections."""
    listed = [
        {"ID": f"d{number}", "名称": name, "課": [{"名称": one, **more} for one in sections]}
        for number, (name, sections) in enumerate(units.items())
    ]
    document = parse(emit({"部": listed}).encode(), "sheets/組織台帳.yaml")
    return ListingOrder(OrganizationRegister.read(document))


@given(REGISTERS, st.lists(IDENTITIES, unique=True))
def test_a_list_has_the_order_of_the_register(
    units: dict[str, list[str]], identities: list[SheetId]
) -> None:
    """Years, departments and sections stand as registered, a department's own sheet before all."""
    places = list(units)
    key = order_of(units).sheet
    listed = sorted(identities, key=key)
    for one, other in pairwise(listed):
        if one.year != other.year:
            known = ["H30", "R2", "R10", "案"]
            assert known.index(one.year) < known.index(other.year)
        elif one.department != other.department:
            if other.department in places:
                assert places.index(one.department) < places.index(other.department)
            elif one.department not in places:
                assert one.department < other.department
        elif one.section == other.section:
            assert one.name < other.name
        else:
            sections = ["部", *units.get(one.department, [])]
            if other.section in sections:
                assert sections.index(one.section) < sections.index(other.section)
            elif one.section not in sections:
                assert one.section < other.section


def test_without_a_register_all_stands_by_name() -> None:
    """Where there is no register every list stands by name, the own sheet first."""
    key = ListingOrder().sheet
    listed = [
        SheetId("R5", "い部", "部"),
        SheetId("R5", "い部", "あ課"),
        SheetId("R5", "う部", "部"),
    ]
    assert sorted({*listed}, key=key) == listed


def test_a_name_used_again_has_the_place_of_its_year() -> None:
    """A department given up and founded anew elsewhere stands, in each year, where it then was."""
    text = """\
部:
  - {ID: old, 名称: 市民部, 初年度: R1, 最終年度: R3}
  - {ID: a, 名称: 総務部, 初年度: R1, 最終年度: }
  - {ID: new, 名称: 市民部, 初年度: R6, 最終年度: }
"""
    order = ListingOrder(OrganizationRegister.read(parse(text.encode(), "sheets/組織台帳.yaml")))
    for year, first in (("R2", "市民部"), ("R6", "総務部")):
        both = [SheetId(year, name, "部") for name in ("総務部", "市民部")]
        assert min(both, key=order.sheet).department == first, year
