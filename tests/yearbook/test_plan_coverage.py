"""Which section serves which item of the plans, and which items nobody serves."""

from __future__ import annotations

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import emit, parse
from orgsheet.yearbook.plan_coverage import Coverage, coverage_of

R5 = FiscalYear(2023)
REGISTER = """\
計画:
  - 名称: 見本総合計画
    区分: 基本構想
    初年度: R3
    項目: [安心して暮らせるまちづくり, 活力あるまちづくり]
    本文のみの項目: [学びのまちづくり]
    項目は全部か: true
    確認: 確認済
  - {名称: 見本子ども計画, 略称: [子ども計画], 区分: 個別計画, 初年度: R3, 確認: 確認済}
  - {名称: 見本旧計画, 区分: 個別計画, 初年度: H20, 最終年度: R2, 確認: 確認済}
計画関連No.:
  - {番号: ①, 表示名: 総合計画, 計画: 見本総合計画}
  - {番号: ③, 表示名: 個別計画, 計画: 個別計画}
"""


def _coverage(*links: dict[str, list[str]]) -> Coverage:
    register = PlanRegister.read(parse(REGISTER.encode(), "sheets/計画台帳.yaml"))
    sheets = []
    for place, link in enumerate(links):
        identity = SheetId("R5", "総務部", f"第{place + 1}課")
        data = {
            "年度": "R5",
            "部名": "総務部",
            "課名": identity.section,
            "組織目標と計画等との関連": link,
            "組織が果たす役割": [
                {"事務事業名称": "事業 一", "計画関連No.": ["①"]},
                {"事務事業名称": "事業二", "計画関連No.": ["②"]},
            ],
        }
        sheets.append(Sheet(parse(emit(data).encode(), identity.path), identity))
    return coverage_of(sheets, R5, register)


def test_the_matrix_has_every_item_of_the_register_and_those_of_the_sheets() -> None:
    """In the register's order under its number; widths do not count; a plan out of force is no row.

    What nobody names is told; a wording of the sheets that may be a slip says of which item.
    """
    found = _coverage(
        {"①": ["安心して 暮らせるまちづくり", "活力あるまちずくり"], "②": ["未登録"], "③": []},
        {"①": ["安心して暮らせるまちづくり"], "②": [], "③": ["子ども計画", "【記入】"]},
    )
    rows = [
        (one.number, one.item, one.near, [by.sheet.section for by in one.by]) for one in found.items
    ]
    assert rows == [
        ("①", "安心して暮らせるまちづくり", "", ["第1課", "第2課"]),
        ("①", "活力あるまちづくり", "", []),
        ("①", "学びのまちづくり", "", []),
        ("①", "活力あるまちずくり", "活力あるまちづくり", ["第1課"]),
        ("②", "未登録", "", ["第1課"]),
        ("③", "見本子ども計画", "", ["第2課"]),
    ]
    assert [one.item for one in found.unserved] == ["活力あるまちづくり", "学びのまちづくり"]
    assert [one.is_verified for one in found.items] == [True, True, False, False, False, True]
    assert [one.is_registered for one in found.items] == [True, True, True, False, False, True]
    assert [(one.number, one.plan, one.is_complete) for one in found.numbers] == [
        ("①", "見本総合計画", True),
        ("②", "", False),
        ("③", "", False),
    ]
    serving = found.items[0].serving(found.sheets[0])
    assert serving is not None
    assert serving.duties == ("事業 一",)
    assert found.items[1].serving(found.sheets[1]) is None
