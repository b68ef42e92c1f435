"""The mark of a place that is still to be filled in, in a sheet that was begun for a new year."""

from __future__ import annotations

from orgsheet.form.definition import Field, Table
from orgsheet.japanese.known_texts import kept
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source import Node, Scalar

MARK = "【記入】"
"""Stands at the beginning of such a value; behind it stands in Japanese what to write."""

WHEN_HINT = "いつまでに"
EVENT_HINT = "その時期に行うこと"
IMPROVEMENT_HINT = "今年度、新しく改めること"
_DUTY_NAME, _WORK_NAME = "事業・事務の名称", "何に取り組むか"
_BY_ROLE = {
    "目標": "今年度、組織が目指す姿",
    "使命": "組織の存在意義と、果たすべき役割",
    "任務": "この事務で組織が担う役割",
    "行動": "どのように取り組むか",
}
_BY_KIND = {"職員": "担当する職員の姓", "基準": "どうなれば達成か"}
"""What a place of the form asks for, by the role and by the kind of its field."""
_FEW = 5
"""Up to so many choices are named one by one."""

_GUIDES = {
    *(WHEN_HINT, EVENT_HINT, IMPROVEMENT_HINT, _DUTY_NAME, _WORK_NAME),
    *_BY_ROLE.values(),
    *_BY_KIND.values(),
}
_GUIDE = pattern(
    "前の年度は「[^」]+」|「[^」]+」の項目|[^\\s「」]{1,20}の計画の項目"
    "|(?:令和|平成)(?:元|[0-9]{1,2})年度のいつまでに"
)
_REWRITTEN = pattern(
    "[^\\n]{1,200}の(?P<key>[^\\n]{1,40})をもとに、[^\\n]{1,200}の(?P=key)に書き改める"
)


def hint_for(field: Field, table: Table | None = None) -> str:
    """Return in Japanese what a field asks for; `table` is the one that its row stands in."""
    if field.kind == "名称" and table is not None and table.name == field.key:
        if table.is_duties:
            return _DUTY_NAME
        if table.deadline:
            return _WORK_NAME
    if field.choices:
        words = [str(value) for value, _ in field.choices]
        return "か".join(words) if len(words) <= _FEW else f"{field.title}を選ぶ"
    return _BY_ROLE.get(field.role) or _BY_KIND.get(field.kind) or field.title


def blank(hint: str) -> str:
    """Return a value to be filled in; `hint` says in a few Japanese words with what."""
    return MARK + hint


def blank_for(field: Field, table: Table | None = None) -> str:
    """Return a value to be filled in for a field of the form."""
    return MARK + hint_for(field, table)


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


@kept
def is_guide(text: str) -> bool:
    """Tell whether a text begins with nothing but what a mark asked for, the mark taken away."""
    first = text.partition("\n")[0].strip()
    if first in _GUIDES or _GUIDE.fullmatch(first) is not None:
        return True
    return "をもとに、" in first and _REWRITTEN.fullmatch(first) is not None
