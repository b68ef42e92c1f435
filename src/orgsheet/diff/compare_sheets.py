"""Whole sheets: sections that are new, gone, renamed, split or merged, and what stands around."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.compare_places import SheetPair, excerpt, organization, sheet_spot
from orgsheet.diff.model import Fact, Matching, Spot
from orgsheet.sheet import ACTION_SECTIONS, NUMBERS, PLAN_SECTION, ROLE_SECTION, Sheet
from orgsheet.source import Node, Plain

_NAMED = ("年度", "部名", "課名")
"""What the sheet's identity, in this order, says already."""
_KINDS = {
    "様式": "form-version",
    "見本": "sample-mark",
    **dict.fromkeys(_NAMED, "sheet-named"),
}
_TEXTS = frozenset({"組織目標", "組織使命"})
_LISTS = frozenset({ROLE_SECTION, *ACTION_SECTIONS})
_SEVERAL = 2


def sheet_facts(matching: Matching) -> Iterator[Fact]:
    """Yield the facts about whole sheets."""
    successors: dict[int, list[Sheet]] = {}
    predecessors: dict[int, list[Sheet]] = {}
    for before, after in matching.sheets:
        if before is not None and after is not None:
            successors.setdefault(id(before), []).append(after)
            predecessors.setdefault(id(after), []).append(before)
    told: set[str] = set()
    for before, after in matching.sheets:
        if before is None or after is None:
            yield _one(before, after)
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
    return sheet_spot(sheet, sheet.root, organization(sheet))._replace(value=organization(sheet))


def _one(before: Sheet | None, after: Sheet | None) -> Fact:
    sheet = after or before
    assert sheet is not None, "one side has it"
    kind = "section-new" if after else "section-dropped"
    rows = len(sheet.roles) + len(sheet.actions)
    values = {
        "組織": organization(sheet),
        "部": sheet.id.department,
        "件数": str(rows),
    }
    spots = _spot(before) if before else None, _spot(after) if after else None
    return Fact(kind, *spots, values, f"{kind}\n{sheet.id}")


def _several(kind: str, before: Sheet, after: Sheet, old: list[Sheet], new: list[Sheet]) -> Fact:
    values = {
        "前": "」「".join(organization(sheet) for sheet in old),
        "後": "」「".join(organization(sheet) for sheet in new),
        "組織": organization(after),
    }
    return Fact(kind, _spot(before), _spot(after), values)


def rest_facts(pair: SheetPair, *, found_something: bool) -> Iterator[Fact]:
    """Yield what differs outside the form's own comparisons: 様式, 見本, comments, layout."""
    old = pair.before.root.entries if pair.before.root else {}
    new = pair.after.root.entries if pair.after.root else {}
    values = {"組織": organization(pair.after)}
    for field in dict.fromkeys([*old, *new]):
        nodes = old.get(field), new.get(field)
        if _data(nodes[0]) == _data(nodes[1]) or _compared(field, nodes):
            continue
        if field in _NAMED and len({_place(sheet, _NAMED.index(field)) for sheet in pair}) > 1:
            continue  # Another year, or a section or a file that was renamed: told as such.
        found_something = True
        spots = [
            sheet_spot(sheet, node, field) if node is not None else None
            for sheet, node in zip(pair, nodes, strict=True)
        ]
        kind = _KINDS.get(field, "value-changed")
        own = {**values, "項目": organization(pair.after), "欄": field}
        if kind == "sheet-named":
            own |= {"前": _shown(nodes[0]), "後": _shown(nodes[1])}
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
        own_values = {**values, "項目": organization(pair.after), "欄": field}
        yield Fact("value-changed", spots[0], spots[1], own_values)
    same = pair.before.document.text == pair.after.document.text
    if not found_something and not same and _plain(pair.before) == _plain(pair.after):
        spots = [sheet_spot(sheet, None, "ファイル") for sheet in pair]
        yield Fact("form-layout", spots[0], spots[1], values, f"form-layout\n{pair.after.id}")


def _place(sheet: Sheet, number: int) -> tuple[str, str]:
    """Return what a sheet's identity and its file's place say of its year, department, section."""
    parts = sheet.document.path.split("/")[-len(_NAMED) :]
    return sheet.id[number], parts[number] if len(parts) == len(_NAMED) else ""


def _repeated(sheet: Sheet) -> list[str]:
    """Return the headings that stand twice: only what the first one holds is compared."""
    problems = sheet.document.problems
    return [excerpt(one.values["キー"]) for one in problems if one.kind == "duplicate-key"]


def _compared(field: str, nodes: tuple[Node | None, Node | None]) -> bool:
    """Say whether a value is of the form's shape on both sides, so that it was compared."""
    if field in _TEXTS:
        return all(node is None or isinstance(node.data(), str) for node in nodes)
    if field == PLAN_SECTION:
        return all(node is None or _plan_table(node.data()) for node in nodes)
    if field in _LISTS:
        return all(node is None or _rows(node.data()) for node in nodes)
    return False


def _rows(data: Plain) -> bool:
    return isinstance(data, list) and all(isinstance(row, dict) for row in data)


def _plan_table(data: Plain) -> bool:
    return isinstance(data, dict) and all(
        number in NUMBERS and isinstance(items, list) and all(isinstance(x, str) for x in items)
        for number, items in data.items()
    )


def _shown(node: Node | None) -> str:
    data = _data(node)
    return "なし" if data in (None, "") else excerpt(str(data))


def _data(node: Node | None) -> object:
    return None if node is None else node.data()


def _plain(sheet: Sheet) -> object:
    return None if sheet.root is None else sheet.root.data()
