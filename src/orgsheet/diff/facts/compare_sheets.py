"""Whole sheets: sections that are new, gone, renamed, split or merged, and what stands around."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact, Spot
from orgsheet.diff.facts.compare_figures import became
from orgsheet.diff.facts.scene import Scene, SheetPair, excerpt, sheet_spot
from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Form
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.likeness import normalize
from orgsheet.source import Node, Plain, Scalar
from orgsheet.source.edit import is_same

_KINDS = {words.FORM: "form-version", words.SAMPLE: "sample-mark"}
_TEXT_ROLES = ("目標", "使命")
_SEVERAL = 2


def _named(form: Form) -> tuple[str, str, str]:
    """Return what the sheet's identity, in this order, says already."""
    return words.YEAR, *form.units


def sheet_facts(scene: Scene) -> Iterator[Fact]:
    """Yield the facts about whole sheets."""
    matching = scene.matching
    successors: dict[int, list[Sheet]] = {}
    predecessors: dict[int, list[Sheet]] = {}
    for before, after in matching.sheets:
        if before is not None and after is not None:
            if (id(before), id(after)) in scene.transfers:
                yield _transferred(before, after)
                continue
            successors.setdefault(id(before), []).append(after)
            predecessors.setdefault(id(after), []).append(before)
    told: set[str] = set()
    for before, after in matching.sheets:
        if before is None or after is None:
            yield _one(before, after)
            continue
        if (id(before), id(after)) in scene.transfers:
            continue
        fact = _lineage(before, after, successors[id(before)], predecessors[id(after)])
        if fact is not None and (name := f"{fact.kind}\n{fact.values}") not in told:
            told.add(name)
            yield fact


def _lineage(before: Sheet, after: Sheet, parts: list[Sheet], wholes: list[Sheet]) -> Fact | None:
    """Return what became of the section, the same for each of its parts; None if nothing."""
    if len(parts) >= _SEVERAL:
        return _several("section-split", before, parts[0], [before], parts)
    if len(wholes) >= _SEVERAL:
        return _several("section-merged", wholes[0], after, wholes, [after])
    if _names(before) != _names(after):
        return _several("section-renamed", before, after, [before], [after])
    return None


def _names(sheet: Sheet) -> tuple[str, str]:
    return sheet.id.department, sheet.id.section


def _spot(sheet: Sheet) -> Spot:
    return sheet_spot(sheet, sheet.root, sheet.id.unit)._replace(value=sheet.id.unit)


def _one(before: Sheet | None, after: Sheet | None) -> Fact:
    sheet = after or before
    assert sheet is not None, "one side has it"
    kind = "section-new" if after else "section-dropped"
    rows = len(sheet.roles) + len(sheet.actions)
    values = {
        "組織": sheet.id.unit,
        "部": sheet.id.department,
        "件数": str(rows),
    }
    spots = _spot(before) if before else None, _spot(after) if after else None
    return Fact(kind, *spots, values, f"{kind}\n{sheet.id}")


def _transferred(before: Sheet, after: Sheet) -> Fact:
    cause = f"transferred\n{before.id}\n{after.id}"
    return _several("work-transferred", before, after, [before], [after])._replace(cause=cause)


def _several(kind: str, before: Sheet, after: Sheet, old: list[Sheet], new: list[Sheet]) -> Fact:
    names = ["」「".join(sheet.id.unit for sheet in sheets) for sheets in (old, new)]
    if names[0] == names[1]:  # moved to another department
        names = ["」「".join(map(_full_name, sheets)) for sheets in (old, new)]
    values = {"前": names[0], "後": names[1], "組織": after.id.unit}
    return Fact(kind, _spot(before), _spot(after), values)


def _full_name(sheet: Sheet) -> str:
    return f"{sheet.id.department} {sheet.id.section}"


def rest_facts(pair: SheetPair, *, found_something: bool) -> Iterator[Fact]:
    """Yield what differs outside the form's own comparisons: 様式, 見本, comments, layout."""
    old = pair.before.root.entries if pair.before.root else {}
    new = pair.after.root.entries if pair.after.root else {}
    values = {"組織": pair.after.id.unit}
    for field in dict.fromkeys([*old, *new]):
        nodes = old.get(field), new.get(field)
        if _data(nodes[0]) == _data(nodes[1]) or _compared(pair.after.form, field, nodes):
            continue
        if _is_told(pair, nodes, field):
            continue
        found_something = True
        spots = [
            sheet_spot(sheet, node, field) if node is not None else None
            for sheet, node in zip(pair, nodes, strict=True)
        ]
        other = "sheet-named" if field in _named(pair.after.form) else "value-changed"
        kind = _KINDS.get(field, other)
        own = {**values, "項目": pair.after.id.unit, "欄": field}
        own["変化"] = became(pair.after.form.fields.get(field), *nodes)
        if kind == "sheet-named":
            own |= {"前": _shown(nodes[0]), "後": _shown(nodes[1])}
            own["場所"] = "（置き場所は同じ）" if _place(pair.before) == _place(pair.after) else ""
        if kind == "sample-mark":
            kind = {0: "sample-started", 1: "sample-ended"}.get(
                0 if nodes[0] is None else 1 if nodes[1] is None else 2, "sample-reworded"
            )
        cause = "" if kind in {"value-changed", "sheet-named"} else kind
        yield Fact(kind, spots[0], spots[1], own, cause)
    repeated = [_repeated(sheet) for sheet in pair]
    for heading in sorted(set(repeated[0]) ^ set(repeated[1])):
        found_something = True
        field = f"二度目の「{heading}」"
        spots = [
            sheet_spot(sheet, None, field) if heading in own else None
            for sheet, own in zip(pair, repeated, strict=True)
        ]
        own_values = {**values, "項目": pair.after.id.unit, "欄": field, "変化": ""}
        yield Fact("value-changed", spots[0], spots[1], own_values)
    if not found_something:
        yield from _untold(pair, values)


def _untold(pair: SheetPair, values: dict[str, str]) -> Iterator[Fact]:
    """Yield what no comparison spoke of, so that no change of a sheet is silent."""
    old = pair.before.root.entries if pair.before.root else {}
    new = pair.after.root.entries if pair.after.root else {}
    nodes = {field: (old.get(field), new.get(field)) for field in dict.fromkeys([*old, *new])}
    changed = {field: both for field, both in nodes.items() if not _is_same(*both)}
    # Between two years a sheet's own year differs, and what was carried over unchanged is told.
    for field, both in changed.items() if pair.same_year else ():
        spots = [
            sheet_spot(sheet, node, field) if node is not None else None
            for sheet, node in zip(pair, both, strict=True)
        ]
        own = {**values, "項目": pair.after.id.unit, "欄": field, "変化": ""}
        yield Fact("value-changed", spots[0], spots[1], own)
    if not changed and pair.before.document.text != pair.after.document.text:
        spots = [sheet_spot(sheet, None, "ファイル") for sheet in pair]
        yield Fact("form-layout", spots[0], spots[1], values, f"form-layout\n{pair.after.id}")


def _is_same(one: Node | None, other: Node | None) -> bool:
    """Tell whether two values are the same, kinds included; no value is not an empty one."""
    if one is None or other is None:
        return one is other
    return is_same(one.data(), other.data())


def _place(sheet: Sheet) -> tuple[str, ...]:
    """Return which sheet it is taken for, and where its file lies."""
    return *sheet.id, *sheet.document.path.split("/")[-len(sheet.id) :]


def _is_told(pair: SheetPair, nodes: tuple[Node | None, Node | None], field: str) -> bool:
    """Tell whether a value differs only as what the sheets are taken for does: told as that."""
    named = _named(pair.after.form)
    if field not in named:
        return False
    number = named.index(field)
    differs = pair.before.id[number] != pair.after.id[number]
    return differs and all(map(_says_its_place, pair, nodes, (field, field)))


def _says_its_place(sheet: Sheet, node: Node | None, field: str) -> bool:
    """Tell whether a sheet's year or the name of a unit says what the sheet is taken for."""
    wanted = sheet.id[_named(sheet.form).index(field)]
    if field == words.YEAR:
        return isinstance(node, Scalar) and sheet.year is not None
    if node is None:
        return field == sheet.form.units[1] and sheet.id.is_department
    data = node.data()
    return isinstance(data, str) and normalize(data) == normalize(wanted)


def _repeated(sheet: Sheet) -> list[str]:
    """Return the headings that stand twice: only what the first one holds is compared."""
    problems = sheet.document.problems
    return [excerpt(one.values["キー"]) for one in problems if one.kind == "duplicate-key"]


def _compared(form: Form, field: str, nodes: tuple[Node | None, Node | None]) -> bool:
    """Say whether a value is of the form's shape on both sides, so that it was compared."""
    if field in {form.role_key(role) for role in _TEXT_ROLES}:
        return all(node is None or isinstance(node.data(), str) for node in nodes)
    if any(field == one.key for one in form.plans):
        return all(node is None or _plan_table(node.data(), form) for node in nodes)
    if field in form.list_of:
        return all(node is None or _rows(node.data()) for node in nodes)
    return False


def _rows(data: Plain) -> bool:
    return isinstance(data, list) and all(isinstance(row, dict) for row in data)


def _plan_table(data: Plain, form: Form) -> bool:
    return isinstance(data, dict) and all(
        number in form.numbers
        and isinstance(items, list)
        and all(isinstance(x, str) for x in items)
        for number, items in data.items()
    )


def _shown(node: Node | None) -> str:
    data = _data(node)
    return "なし" if data in (None, "") else excerpt(str(data))


def _data(node: Node | None) -> object:
    return None if node is None else node.data()
