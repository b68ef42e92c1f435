"""The words of the standard form: how each is written, and where in a sheet it stands.

A test holds these tables against the form's definition: `form/reader_words.py` makes the same ones.
"""

from __future__ import annotations

LITERAL_KEYS = frozenset({"組織目標", "組織使命", "行動アクション", "期限原文"})
"""Keys whose text always stands in a literal block, even when it is one line."""

FLOW_KEYS = frozenset({"計画関連No.", "担当"})
"""Keys whose list stands on one line, as in `[①, ②]`."""

FORM_KEYS = LITERAL_KEYS | FLOW_KEYS | {
    "年度", "部名", "課名", "見本", "様式", "組織目標と計画等との関連", "組織が果たす役割",
    "今年度の重点事業", "業務プロセスの改善", "職員の育成及び職場活性化の取組み",
    "ニーズの把握と成果の検証、評価を把握する取組み", "事務事業名称", "裁量有無", "協働有無",
    "組織の役割", "前年度の項目", "項目", "目標期限", "達成基準", "区分", "時期", "内容",
}  # fmt: skip
"""The words of the form; a line that begins with one and a wrong colon is surely an entry."""

TEXT_KEYS = LITERAL_KEYS | {
    *("年度", "部名", "課名", "事務事業名称", "裁量有無", "協働有無", "組織の役割"),
    *("前年度の項目", "項目", "区分", "時期", "内容"),
}
"""The words of the form whose value is a text, never a list."""

ROOT = "root"
"""The part of the form that the keys without indentation belong to."""

ITEMS = "items"
"""The lists of single texts."""

_MILESTONE = frozenset({"区分", "時期", "内容"})
_ACTION = frozenset({"項目", "行動アクション", "目標期限", "期限原文", "達成基準"})
_ROLE = frozenset({"事務事業名称", "計画関連No.", "裁量有無", "協働有無", "組織の役割", "担当"})
_PLANS = frozenset("①②③")
PART_OF = {
    key: part
    for part, keys in (
        ("milestone", _MILESTONE), ("action", _ACTION), ("role", _ROLE), ("plans", _PLANS),
        (ROOT, FORM_KEYS - _MILESTONE - _ACTION - _ROLE - _PLANS - {"前年度の項目"}),
    )
    for key in keys
}  # fmt: skip
"""In which part of a sheet each key stands; it stands in no other."""

PART_BELOW = {
    "今年度の重点事業": "action",
    "業務プロセスの改善": "action",
    "職員の育成及び職場活性化の取組み": "action",
    "ニーズの把握と成果の検証、評価を把握する取組み": "action",
    "組織が果たす役割": "role",
    "組織目標と計画等との関連": "plans",
    "目標期限": "milestone",
    **dict.fromkeys((*_PLANS, "達成基準", "前年度の項目"), ITEMS),
}
"""What stands below a key."""

FIRST_KEYS = frozenset({"区分", "時期", "項目", "事務事業名称"})
"""The keys that rows begin with."""
