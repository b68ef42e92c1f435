"""Checks of the sheet's make-up: place and content agree, nothing is empty, lists are complete."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from orgsheet.files.names import usable_name
from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words as words
from orgsheet.form.blanks import MARK
from orgsheet.form.sheet import DEPARTMENT_SHEET, Sheet, SheetId
from orgsheet.japanese.likeness import normalize
from orgsheet.japanese.shorten import one_line
from orgsheet.lint.advice.filling import is_inside, leaving_out, lists_of_empty_rows, skeleton
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.file_names import sheet_path
from orgsheet.source import Document, Mapping, Scalar, Sequence
from orgsheet.workspace.layout import REGISTERS, sheet_id_of
from orgsheet.workspace.sheet_forms import form_of
from orgsheet.workspace.workspace import Workspace

_MOVE = "どちらが正しいか確かめ、中身を直すか、ファイルを {place} へ移してください。"
_ONE_OF_TWO = (
    "同じ年度・部・課のシートが二つあります（もう一つは {place}）。"
    "写してまだ直していないなら、{key}とファイルの場所や名前を、正しいものにそろえてください。"
    "同じ課のものなら一つにまとめ、使わないほうを消してください。"
)


@check(values=("見出し", "書かれた値", "場所の値", "直し方"))
def path_mismatch(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a 年度, 部名 or 課名 that differs from the sheet's folder and file name.

    Where a section has several sheets, the file of each is called as its own name, or in short.
    """
    section = None if sheet.id.is_department else sheet.id.section
    department_key, section_key = sheet.form.units
    wanted = {
        words.YEAR: sheet.id.year,
        department_key: sheet.id.department,
        section_key: section,
    }
    if sheet.form.per_sheet and sheet.id.name:
        wanted[sheet.form.per_sheet] = sheet.id.name
    written = {key: sheet.text(key) for key in wanted}
    differing = {
        key: value
        for key, expected in wanted.items()
        if (value := written[key]) is not None
        and not _same(key, value.text, expected)
        and not (key == sheet.form.per_sheet and _in_short(value.text, sheet.id.name))
    }
    if not differing:
        return
    year, department, named, *own = (
        node.text if (node := written[key]) else wanted[key] or DEPARTMENT_SHEET for key in wanted
    )
    meant = SheetId(year, department, named, usable_name(one_line("".join(own))))
    twin = None if meant == sheet.id else workspace.document(meant.path)
    for key, value in differing.items():
        expected = wanted[key]
        # A copied sheet whose name was not changed yet gives no name; last year's gives the year.
        certain = (twin is None or key == words.YEAR) and not _is_renamed(sheet, workspace, key)
        certain = certain and key != sheet.form.per_sheet
        yield Spot(
            node=value,
            values={
                "見出し": key,
                "書かれた値": value.text,
                "場所の値": expected
                or f"{DEPARTMENT_SHEET}（部のシートには{section_key}がありません）",
                "直し方": _MOVE.format(place=meant.path)
                if twin is None
                else _ONE_OF_TWO.format(place=meant.path, key=key),
            },
            related=[] if twin is None else [(twin, (0, 0), "同じ年度・部・課のもう一つのシート")],
            replacement=expected if certain else None,
        )


def _in_short(written: str, name: str) -> bool:
    """Whether a file's name is a part of the own name of its sheet; one still to be written is."""
    one, other = normalize(written), normalize(name)
    return MARK in written or one in other or other in one


def _is_renamed(sheet: Sheet, workspace: Workspace, key: str) -> bool:
    """Whether the register has the section that a sheet names, but not the one of its file name."""
    section_key = sheet.form.units[1]
    year, written, named = sheet.year, sheet.text(section_key), sheet.id.section
    if key != section_key or year is None or written is None or sheet.id.is_department:
        return False
    register, department = workspace.organization, sheet.id.department
    known, other = (register.section_in(year, department, n) for n in (written.text, named))
    return known is not None and other is None


def _same(key: str, written: str, expected: str | None) -> bool:
    """Whether a value and its part of the path mean the same.

    How a 年度 is written is for the schema to say, and what is odd about the name of the file or
    folder itself for the rules about names; marks that stand apart from their letter, which no
    eye sees, for the rule about those.
    """
    if expected is None or written == expected:
        return written == expected
    if key == words.YEAR:
        year = FiscalYear.read(written)
        return year is not None and year == FiscalYear.read(expected)
    return unicodedata.normalize("NFC", written) == unicodedata.normalize("NFKC", expected).strip()


@check(values=("場所",))
def stray_file(document: Document, workspace: Workspace) -> Iterator[Spot]:
    """Report a YAML file below `sheets/` that is at no sheet's place and no register.

    Only a form that has several sheets a section has them in a folder of the section.
    """
    path = document.path
    identity = sheet_id_of(path)
    is_placed = identity is not None and (
        not identity.name or form_of(workspace, document).per_sheet
    )
    if path not in REGISTERS and not is_placed and sheet_path(path) is None:
        yield Spot(start=0, end=0, values={"場所": document.path})


@check(values=("見出し", "場所", "直し方"))
def empty_text(document: Document, workspace: Workspace) -> Iterator[Spot]:
    """Report text that holds nothing but spaces, wherever it stands."""
    if document.root is None:
        return
    blank = [one for one in document.scalars if type(one.value) is str and not one.value.strip()]
    empty = set(map(id, lists_of_empty_rows(document))) if blank else set()
    for node in blank:
        if is_inside(node, empty):
            continue
        row = node.parent.parent if node.parent and isinstance(node.step, int) else node.parent
        key = next((s for s in reversed(node.steps()) if isinstance(s, str)), "")
        how = leaving_out(document, workspace, node)
        values = {"見出し": key, "場所": _row_words(row, document.words.names), "直し方": how}
        yield Spot(node=node, values=values)


def _row_words(row: object, names: tuple[str, ...]) -> str:
    """Return whose value something is, in a row that has a name."""
    found = [row.get(key) for key in names] if isinstance(row, Mapping) else []
    name = next((one for one in found if one is not None), None)
    return f"「{name.text}」の" if isinstance(name, Scalar) and name.text.strip() else ""


@check(values=("見出し", "件数", "下限", "上限"))
def row_count(sheet: Sheet, *, section: str, least: int = 0, most: int = 1000) -> Iterator[Spot]:
    """Report a list with fewer rows than `least` or more than `most`; an absent one is not.

    Args:
        sheet: the sheet.
        section: the role of the list, or its heading.
        least: the fewest rows.
        most: the most.
    """
    for heading in (table.key for table in sheet.form.lists if table.is_called((section,))):
        rows = sheet.get(heading)
        if not isinstance(rows, Sequence) or least <= len(rows.items) <= most:
            continue
        key = sheet.root.keys[heading] if sheet.root else rows
        yield Spot(
            node=rows,
            start=key.start,
            end=key.end,
            values={
                "見出し": heading,
                "件数": str(len(rows.items)),
                "下限": str(least),
                "上限": str(most),
            },
            about=heading,
            paste=skeleton(sheet.form, heading) if len(rows.items) < least else "",
        )
