"""Checks of the rows of a sheet's lists: none twice, names and numbers written one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orgsheet.form.built_in_words import SAMPLE
from orgsheet.form.sheet import Role, Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import Mapping, Scalar, Sequence
from orgsheet.source.list_edits import in_order, split_value, without_item

_SEPARATOR = pattern("[、，,・/／]")
_SEVERAL = 2
_JAPANESE = pattern("[々ヶ\u3041-\u30fe\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{1,6}")
_FAMILY = pattern(
    "[田川山野村井藤本原沼科木島崎嶋谷沢澤橋林森石岡口部瀬塚宮津浦葉倉坂堀池松杉柳西東南北関畑根賀屋]$"
)
"""How a family name ends, and a given name does not (一郎, 花子)."""
_POST = pattern("[長員係査任事幹]$|補佐$|担当")
"""How a post ends, as in 課長 中川 一郎."""


def _named_rows(sheet: Sheet) -> Iterator[tuple[str, list[Scalar]]]:
    """Yield the heading of each list with the names of its rows."""
    for section in sheet.form.list_keys:
        rows = sheet.listed(section)
        names = (row.name if isinstance(row, Role) else row.item for row in rows)
        yield section, [name for name in names if name is not None]


def _repeated(values: Iterable[Scalar]) -> Iterator[tuple[Scalar, Scalar]]:
    """Yield each value that was there before in some spelling, with the first one."""
    seen: dict[str, Scalar] = {}
    for value in values:
        key = normalize(value.text)
        if not key:
            continue
        first = seen.setdefault(key, value)
        if first is not value:
            yield value, first


@check(values=("見出し", "名称", "行"))
def duplicate_row(sheet: Sheet) -> Iterator[Spot]:
    """Report a row that has the name of another row of its list."""
    for section, names in _named_rows(sheet):
        for name, first in _repeated(names):
            yield Spot(
                node=name,
                values={
                    "見出し": section,
                    "名称": name.text,
                    "行": str(sheet.document.locate(first.start)[0]),
                },
                related=[(sheet.document, first, "同じ名称の行")],
            )


@check(values=("符号", "行"))
def duplicate_id(sheet: Sheet) -> Iterator[Spot]:
    """Report an `id` that another row of the sheet has too."""
    seen: dict[str, Scalar] = {}
    rows = [role.node for role in sheet.roles] + [action.node for action in sheet.actions]
    for row in rows:
        value = row.entries.get("id")
        if not isinstance(value, Scalar) or not value.text:
            continue
        first = seen.setdefault(value.text, value)
        if first is not value:
            yield Spot(
                node=value,
                values={
                    "符号": value.text,
                    "行": str(sheet.document.locate(first.start)[0]),
                },
                related=[(sheet.document, first, "同じ id の行")],
            )


def _name(role: Role) -> str:
    return "" if role.name is None else role.name.text


def _fields_called(sheet: Sheet, word: str) -> Iterator[tuple[Role, str]]:
    rows = {id(role.node): role for role in (*sheet.staffed, *sheet.numbered)}
    for role in rows.values():
        for field in role.table.row.fields.values():
            if word in (field.kind, field.key):
                yield role, field.key


@check(values=("事務", "見出し"))
def empty_list(sheet: Sheet, *, key: str) -> Iterator[Spot]:
    """Report a role with a list that is there but empty.

    Args:
        sheet: the sheet.
        key: the kind of the field (職員 or 計画の番号), or its heading.
    """
    for role, heading in _fields_called(sheet, key):
        values = role.node.entries.get(heading)
        if isinstance(values, Sequence) and not values.items:
            place = role.node.keys[heading]
            yield Spot(
                node=values,
                start=place.start,
                end=values.end,
                values={"事務": _name(role), "見出し": heading},
            )


@check(values=("事務", "全員", "名前"))
def everyone_and_names(sheet: Sheet, *, everyone: tuple[str, ...]) -> Iterator[Spot]:
    """Report a role that lists `everyone` (in one of these words) and single names beside it."""
    for role in sheet.staffed:
        names = [value.text for value in role.staff if value.text not in everyone]
        all_of_them = [value for value in role.staff if value.text in everyone]
        if names and all_of_them:
            yield Spot(
                node=all_of_them[0],
                values={
                    "事務": _name(role),
                    "全員": all_of_them[0].text,
                    "名前": "、".join(names),
                },
            )


@check(values=("事務", "名前"))
def repeated_person(sheet: Sheet) -> Iterator[Spot]:
    """Report a name that stands twice in the 担当 of one role."""
    for role in sheet.staffed:
        for value, first in _repeated(role.staff):
            yield Spot(
                node=value,
                values={"事務": _name(role), "名前": value.text},
                mend=without_item(sheet.document, value),
                related=[(sheet.document, first, "一つ目")],
            )


def joined_names(text: str, alone: set[str]) -> list[str]:
    """Return the names when one value of 担当 holds several, else nothing.

    A space alone may stand inside one person's name; it separates people where the sheet names
    each of them `alone`, too, or one of them, the other being no given name, and nobody in full.
    """
    parts = text.split()
    # A family name and a given name are two; no Japanese name has three parts.
    many = len(parts) > _SEVERAL and all(
        _JAPANESE.fullmatch(part) and not _POST.search(part) for part in parts
    )
    if not many and (len(parts) < _SEVERAL or not _are_people(parts, alone - {text})):
        parts = [part.strip() for part in _SEPARATOR.split(text) if part.strip()]
    return parts if len(parts) >= _SEVERAL else []


def _are_people(parts: list[str], alone: set[str]) -> bool:
    unknown = [part for part in parts if part not in alone]
    if not unknown or len(parts) > _SEVERAL:
        return not unknown
    if len(unknown) == len(parts) or any(len(name.split()) > 1 for name in alone):
        return False
    other = unknown[0]
    if not _JAPANESE.fullmatch(other) or _POST.search(other):
        return False
    # Behind any family name but a post a known one stands by itself.
    return other == parts[0] or (len(other) > 1 and bool(_FAMILY.search(other)))


@check(values=("値", "正しい値"))
def joined_people(sheet: Sheet) -> Iterator[Spot]:
    """Report several names written as one value of 担当."""
    alone = {value.text for role in sheet.staffed for value in role.staff}
    for role in sheet.staffed:
        for value in role.staff:
            names = joined_names(value.text, alone)
            if names:
                yield Spot(
                    node=value,
                    values={"値": value.text, "正しい値": ", ".join(names)},
                    mend=split_value(sheet.document, value, names),
                )


def _written_numbers(sheet: Sheet) -> Iterator[tuple[Role, tuple[Scalar, ...]]]:
    for role in sheet.numbered:
        yield role, tuple(number for number in role.numbers if number.text in sheet.form.numbers)


def _ordered(sheet: Sheet, numbers: Iterable[str]) -> list[str]:
    """Return numbers of plans in the order in which the form has them."""
    return sorted(numbers, key=sheet.form.numbers.index)


@check(values=("事務", "番号", "正しい値"))
def repeated_number(sheet: Sheet) -> Iterator[Spot]:
    """Report a plan's number that stands twice in a role."""
    for role, numbers in _written_numbers(sheet):
        different = _ordered(sheet, {number.text for number in numbers})
        if len(different) == len(numbers):
            continue
        seen: set[str] = set()
        for number in numbers:
            if number.text in seen:
                values = {"番号": number.text, "正しい値": f"[{', '.join(different)}]"}
                yield Spot(
                    node=number,
                    values={"事務": _name(role), **values},
                    mend=without_item(sheet.document, number),
                )
            seen.add(number.text)


@check(values=("事務", "番号", "正しい値"))
def unordered_numbers(sheet: Sheet) -> Iterator[Spot]:
    """Report a role whose numbers of plans do not stand in the form's order."""
    for role, numbers in _written_numbers(sheet):
        texts = [number.text for number in numbers]
        ordered = _ordered(sheet, texts)
        if texts != ordered:
            whole = role.node.entries[role.table.numbers]
            yield Spot(
                node=whole,
                start=numbers[0].start,
                end=numbers[-1].end,
                values={
                    "事務": _name(role),
                    "番号": "".join(texts),
                    "正しい値": f"[{', '.join(dict.fromkeys(ordered))}]",
                },
                mend=in_order(sheet.document, numbers, ordered),
            )


@check(values=("見本",))
def sample_sheet(sheet: Sheet) -> Iterator[Spot]:
    """Report a sheet that says it is a sample."""
    note = sheet.text(SAMPLE)
    if note is not None and note.text.strip():
        assert isinstance(sheet.root, Mapping), "a sheet with a value has a root"
        key = sheet.root.keys[SAMPLE]
        yield Spot(node=note, start=key.start, end=note.end, values={"見本": note.text})
