"""The published text form: its headings, tables and labels, and the keys they become.

Read from the sheets that 取手市 published for 令和5年度. Another wording is another form: it is
refused, never guessed at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from orgsheet.form.sheet import (
    DEVELOPMENT_SECTION,
    IMPROVEMENT_SECTION,
    NEEDS_SECTION,
    PLAN_SECTION,
    PRIORITY_SECTION,
    ROLE_SECTION,
)

TITLE = "組織マネジメントシート"
"""How the first line of every sheet ends, after its fiscal year."""

HEADING_MARK = "■"


class Layout(Enum):
    """What stands under a heading."""

    PROSE = "prose"
    PLANS = "plans"
    ROLES = "roles"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form: the words after ■, the sheet's key, and what stands under it."""

    heading: str
    key: str
    layout: Layout
    in_department: bool = True


SECTIONS = (
    Section("組織目標(今年度組織が目指す姿)", "組織目標", Layout.PROSE),
    Section("組織使命(行政組織の存在意義、本来果たすべき役割)", "組織使命", Layout.PROSE),
    Section("組織目標と計画等との関連(位置づけと意味づけ)", PLAN_SECTION, Layout.PLANS),
    Section(
        "組織が果たす役割(事業・事務ごとに自組織が担っている役割の全体像)",
        ROLE_SECTION,
        Layout.ROLES,
        in_department=False,
    ),
    Section("今年度の重点事業(自部署の中で優先順位の高いもの)", PRIORITY_SECTION, Layout.ACTIONS),
    Section(
        "業務プロセスの改善(一課一改善以上の取組み)",
        IMPROVEMENT_SECTION,
        Layout.ACTIONS,
        in_department=False,
    ),
    Section("職員の育成及び職場活性化の取組み", DEVELOPMENT_SECTION, Layout.ACTIONS),
    Section(
        "ニーズの把握と成果の検証、評価を把握する取組み",
        NEEDS_SECTION,
        Layout.ACTIONS,
        in_department=False,
    ),
)
"""All sections in the form's order; the department's form has only some of them."""

PLAN_LABELS = {
    "①": "①総合計画 基本構想",
    "②": "②とりで未来創造 プラン2020",
    "③": "③個別計画",
}
"""The first column of the plan table, by the key that stands for it."""

ROLE_COLUMNS = ("計画 関連No.", "事務事業名称", "裁量 有無", "協働 有無", "組織の役割", "担当")

ACTION_COLUMNS = ("項目(何を)", "行動アクション(どのように)", "目標期限と達成基準")

PRIORITY_LABEL = re.compile("重点事業([①-⑳])[ \u3000]*+")
"""The label before the name of a 重点事業; its number is the row's place in the table."""

_WIDTHS = str.maketrans("（）：", "():", " \u3000")


def same_words(written: str, expected: str) -> bool:
    """Tell whether two texts of the form agree but for spaces and the width of ( ) and `:`."""
    return written.translate(_WIDTHS) == expected.translate(_WIDTHS)
