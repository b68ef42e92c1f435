"""Checks of 前年度の項目: last year has the rows that a row says it continues."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.form.built_in_words import PREVIOUS
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.likeness import difference, nearest, normalize, within_reach
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.last_year import sheets_of_last_year, year_called
from orgsheet.source import Document, Mapping, Node, Scalar, Sequence
from orgsheet.workspace.workspace import Workspace


def _continued(sheet: Sheet) -> Iterator[tuple[Mapping, str, str, Scalar]]:
    """Yield (row, its list, its name, a name it continues) for every 前年度の項目."""
    rows = [(role.node, role.section, role.name) for role in sheet.roles]
    rows += [(action.node, action.section, action.item) for action in sheet.actions]
    for node, section, name in rows:
        listed = node.entries.get(PREVIOUS)
        for item in listed.items if isinstance(listed, Sequence) else ():
            if isinstance(item, Scalar) and isinstance(item.value, str) and item.text.strip():
                yield node, section, name.text if name else "", item


def _row_names(sheet: Sheet) -> dict[str, Scalar]:
    names = [role.name for role in sheet.roles] + [action.item for action in sheet.actions]
    return {name.text: name for name in names if name is not None}


@check(values=("項目", "前年度の項目", "前年度", "候補", "候補の文"))
def previous_row_unknown(
    sheet: Sheet, workspace: Workspace, *, cutoff: float = 0.6
) -> Iterator[Spot]:
    """Report a 前年度の項目 that no sheet of last year has; the nearest name is shown.

    Args:
        sheet: the sheet.
        workspace: gives last year's sheets; silent where the section had none.
        cutoff: how alike (0 to 1) a name must be to be shown.
    """
    continued = list(_continued(sheet))
    earlier = sheets_of_last_year(sheet, workspace) if continued else []
    if not earlier:
        return
    names = {name: (other, node) for other in earlier for name, node in _row_names(other).items()}
    keys = {normalize(name) for name in names}
    missing = [entry for entry in continued if normalize(entry[3].text) not in keys]
    if missing:  # a row may have come from any other section
        for other in workspace.sheets(year=earlier[0].id.year):
            keys |= {normalize(name) for name in _row_names(other)}
    compared = within_reach(names, len(missing))
    for _, _, name, item in missing:
        if normalize(item.text) in keys:
            continue
        near = next((found for found, _ in nearest(item.text, compared, cutoff)), "")
        related: list[tuple[Document, Node | tuple[int, int], str]] = []
        if near:
            other, node = names[near]
            related.append((other.document, node, f"{year_called(other)}の項目"))
        yield Spot(
            node=item,
            values={
                "項目": name,
                "前年度の項目": item.text,
                "前年度": year_called(earlier[0]),
                "候補": near,
                "候補の文": f"近いのは「{difference(item.text, near)[1]}」です。" if near else "",
            },
            related=related,
            replacement=near or None,
        )


@check(values=("項目", "id", "idの項目", "前年度の項目", "前年度"))
def previous_row_contradicted(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a row whose id is that of another of last year's rows than its 前年度の項目 says."""
    continued: dict[tuple[str, str], tuple[str, list[Scalar]]] = {}
    for node, section, name, item in _continued(sheet):
        code = node.entries.get("id")
        if isinstance(code, Scalar) and code.text:
            continued.setdefault((section, code.text), (name, []))[1].append(item)
    for other in sheets_of_last_year(sheet, workspace) if continued else ():
        rows = [(role.section, role.node, role.name) for role in other.roles]
        rows += [(action.section, action.node, action.item) for action in other.actions]
        for section, node, before in rows:
            code = node.entries.get("id")
            row = continued.get((section, code.text)) if isinstance(code, Scalar) else None
            if row is None or before is None:
                continue
            name, items = row
            if normalize(before.text) in {normalize(item.text) for item in items}:
                continue
            yield Spot(
                node=items[0],
                values={
                    "項目": name,
                    "id": code.text if isinstance(code, Scalar) else "",
                    "idの項目": before.text,
                    "前年度の項目": items[0].text,
                    "前年度": year_called(other),
                },
                related=[(other.document, before, f"{year_called(other)}で同じ id の行")],
            )
