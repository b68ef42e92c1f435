"""The mark of a place that is still to be filled in, in a sheet that was begun for a new year."""

from __future__ import annotations

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source import Node, Scalar

MARK = "【記入】"
"""Stands at the beginning of such a value; behind it stands in Japanese what to write."""

HINTS = {
    "組織目標": "今年度、組織が目指す姿",
    "組織使命": "組織の存在意義と、果たすべき役割",
    "事務事業名称": "事業・事務の名称",
    "裁量有無": "○か×",
    "協働有無": "○か×",
    "組織の役割": "この事務で組織が担う役割",
    "担当": "担当する職員の姓",
    "項目": "何に取り組むか",
    "行動アクション": "どのように取り組むか",
    "時期": "いつまでに",
    "内容": "その時期に行うこと",
    "達成基準": "どうなれば達成か",
}
"""What a place of the form asks for, by its key."""

_GUIDES = frozenset(HINTS.values()) - {"○か×"}
_GUIDE = pattern(
    "前の年度は「[^」]+」|「[^」]+」の項目|[①-③]の計画の項目"
    "|(?:令和|平成)(?:元|[0-9]{1,2})年度のいつまでに"
    "|[^\\n]{1,200}の(?P<key>組織目標|組織使命)をもとに、[^\\n]{1,200}の(?P=key)に書き改める"
)


def blank(hint: str) -> str:
    """Return a value to be filled in; `hint` says in a few Japanese words with what."""
    return MARK + hint


def blank_for(key: str) -> str:
    """Return a value to be filled in for a key of the form that `HINTS` has."""
    return MARK + HINTS[key]


def is_blank(text: str) -> bool:
    """Tell whether a text still holds the mark."""
    return MARK in text


def blanks(root: Node | None) -> list[Scalar]:
    """Return the values below a node that still hold the mark, in the file's order."""
    if root is None:
        return []
    return [node for node in root.walk() if isinstance(node, Scalar) and is_blank(node.text)]


def hint_of(text: str) -> str:
    """Return what the mark in a text asks for, without the lines behind; "" when nothing does."""
    return text.partition(MARK)[2].partition("\n")[0].strip()


def is_guide(text: str) -> bool:
    """Tell whether a text begins with nothing but what a mark asked for, the mark taken away."""
    first = text.partition("\n")[0].strip()
    return first in _GUIDES or _GUIDE.fullmatch(first) is not None
