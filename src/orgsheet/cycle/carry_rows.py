"""The rows of a new year's sheet: what they keep of the year before, and what is asked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import MARK, blank, blank_for, is_blank
from orgsheet.form.sheet import ACTION_SECTIONS, ROLE_SECTION, Action, Role, Sheet
from orgsheet.japanese.likeness import normalize
from orgsheet.source import Mapping, Plain, Scalar, Sequence

EVERYONE = "全員"
"""Under 担当: names nobody, so it outlasts a change of staff."""

_NUMBERS = "計画関連No."
_FLAGS = {"裁量有無": ("○", "×"), "協働有無": ("○", "×")}


class Links:
    """Which rows of the earlier year can be named in 前年度の項目 without being mistaken.

    `kin` are the earlier sheets whose rows may be meant; a name that two rows of one list have
    names neither.
    """

    def __init__(self, kin: Iterable[Sheet]) -> None:
        self._count: Counter[tuple[str, str]] = Counter()
        for sheet in kin:
            for section, name in _names(sheet):
                self._count[section, normalize(name)] += 1

    def names(self, section: str, name: Scalar | None) -> list[str]:
        """Return what 前年度の項目 says for a row that continues the one of this name."""
        if name is None or is_blank(name.text) or not name.text.strip():
            return []
        return [name.text] if self._count[section, normalize(name.text)] == 1 else []


def _names(sheet: Sheet) -> list[tuple[str, str]]:
    found = [(ROLE_SECTION, role.name.text) for role in sheet.roles if role.name]
    return found + [(one.section, one.item.text) for one in sheet.actions if one.item]


def role_rows(sheets: Iterable[Sheet], links: Links | None) -> list[Plain]:
    """Return the rows of 組織が果たす役割; one row of blanks where there are none.

    Names under 担当 are asked again: staff change in April. `links` is None where the earlier
    year is not the one just before.
    """
    rows: list[Plain] = [_role(role, links) for sheet in sheets for role in sheet.roles]
    return rows or [
        {
            "事務事業名称": blank_for("事務事業名称"),
            _NUMBERS: [MARK],
            "裁量有無": blank_for("裁量有無"),
            "協働有無": blank_for("協働有無"),
            "組織の役割": blank_for("組織の役割"),
            "担当": [MARK],
        }
    ]


def action_rows(
    sheets: Iterable[Sheet], section: str, year: FiscalYear, links: Links | None
) -> list[Plain]:
    """Return the rows of one action list; one row of blanks where there are none.

    項目 and 行動アクション stay, 目標期限 and 達成基準 are asked again.
    """
    rows: list[Plain] = [
        _action(action, year, links) for sheet in sheets for action in sheet.actions_of(section)
    ]
    return rows or [
        {
            "項目": blank_for("項目"),
            "行動アクション": _block(blank_for("行動アクション")),
            **_goals(year),
        }
    ]


def row_name(row: dict[str, Plain]) -> str:
    """Return the name of a row of a new sheet."""
    return str(row.get("項目", row.get("事務事業名称", "")))


def forget_ids(data: dict[str, Plain]) -> list[str]:
    """Take away each `id` that an earlier row of the same list has; return those taken."""
    taken = []
    for section in (ROLE_SECTION, *ACTION_SECTIONS):
        seen: set[str] = set()
        for row in data.get(section, []):
            code = row.get("id")
            if code in seen:
                taken.append(row.pop("id"))
            elif code is not None:
                seen.add(code)
    return taken


def _role(role: Role, links: Links | None) -> Plain:
    row = _start(role.node)
    row["事務事業名称"] = _text(role.node, "事務事業名称", blank_for("事務事業名称"))
    numbers = role.node.entries.get(_NUMBERS)
    row[_NUMBERS] = (
        [item.text for item in numbers.items if isinstance(item, Scalar)]
        if isinstance(numbers, Sequence)
        else [MARK]
    )
    for key, allowed in _FLAGS.items():
        flag = _text(role.node, key, "")
        row[key] = flag if flag in allowed else blank_for(key)
    row["組織の役割"] = _text(role.node, "組織の役割", blank_for("組織の役割"))
    everyone = role.staff and all(normalize(one.text) == EVERYONE for one in role.staff)
    row["担当"] = [EVERYONE] if everyone else [MARK]
    return _linked(row, ROLE_SECTION, role.name, links)


def _action(action: Action, year: FiscalYear, links: Links | None) -> Plain:
    row = _start(action.node)
    row["項目"] = _text(action.node, "項目", blank_for("項目"))
    row["行動アクション"] = _block(
        _text(action.node, "行動アクション", blank_for("行動アクション"))
    )
    row |= _goals(year)
    return _linked(row, action.section, action.item, links)


def _start(node: Mapping) -> dict[str, Plain]:
    code = node.entries.get("id")
    return {"id": code.text} if isinstance(code, Scalar) and code.text.strip() else {}


def _linked(
    row: dict[str, Plain], section: str, name: Scalar | None, links: Links | None
) -> dict[str, Plain]:
    names = [] if links is None else links.names(section, name)
    return {**row, "前年度の項目": names} if names else row


def _goals(year: FiscalYear) -> dict[str, Plain]:
    """Return the places for when and how far.

    The date's hint names the year, so that lint takes it for a date that cannot be read: an
    error, and one that says how dates are written.
    """
    return {
        "目標期限": [{"時期": blank(f"{year.kanji}のいつまでに"), "内容": blank_for("内容")}],
        "達成基準": [blank_for("達成基準")],
    }


def _text(node: Mapping, key: str, otherwise: str) -> str:
    value = node.entries.get(key)
    return value.text if isinstance(value, Scalar) and value.text.strip() else otherwise


def _block(text: str) -> str:
    return text.rstrip("\n") + "\n"
