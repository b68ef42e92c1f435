"""The list of departments and sections that an office has, as CSV: what a city begins with."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import NamedTuple

from orgsheet.form.sheet import DEPARTMENT_SHEET
from orgsheet.scaffold.city import ScaffoldError, Unit, checked_name, refuse_alike

_DEPARTMENT = frozenset({"部", "部名", "部局", "部局名", "部等", "部の名称"})
_SECTION = frozenset({"課", "課名", "課室", "課室名", "課等", "課の名称", "所属", "所属名", "室"})
_ORDER = frozenset({"順", "順番", "並び", "並び順", "番号", "no", "no.", "建制順", "order"})
_NOT_IN_NAMES = re.compile(r"[\s\"'“”]")
_EXAMPLE = "部,課,順"
_MOST = 2_000
_NO_DEPARTMENT = frozenset({"", "-", "―", "－", "なし", "(なし)"})


class _Row(NamedTuple):
    line: int
    order: tuple[int, ...]
    department: str
    section: str


def units_of_list(data: bytes, name: str) -> tuple[Unit, ...]:
    """Return the departments with their sections, in the order of the list.

    Args:
        data: the file's bytes: CSV as spreadsheets write it, in UTF-8, UTF-16 or Shift_JIS
            (cp932), with commas, semicolons or tabs; in its first line the names of its columns.
        name: what messages call the file.

    A line without 課 is a department alone; one without 部 is a section that belongs to none, and
    stands in a folder of its own name. With a column of the order, lines are brought into it.

    Raises:
        ScaffoldError: it is no such list, or a name cannot be one of a file; the message says
            which line.
    """
    rows = _rows(_text(data, name), name)
    found: dict[str, list[str]] = {}
    alone: set[str] = set()
    for row in sorted(rows, key=lambda one: one.order):
        where = f"{name} の {row.line} 行目"
        section = row.section and checked_name(row.section, where, {DEPARTMENT_SHEET})
        if row.department in _NO_DEPARTMENT:
            department = section
            alone.add(section)
        else:
            department = checked_name(row.department, where)
        if section in found.setdefault(department, []):
            raise ScaffoldError(f"{where}: 「{section}」が二度あります。一行だけにしてください。")
        if section:
            found[department].append(section)
    for department in alone:
        if len(found[department]) > 1:
            raise ScaffoldError(
                f"{name}: 「{department}」が、部のない課にも部にもあります。"
                "部なら「部」の列に、課なら「課」の列にだけ書いてください。"
            )
    refuse_alike(found)
    return tuple(
        Unit(department, tuple(sections), has_own_sheet=department not in alone)
        for department, sections in found.items()
    )


def _text(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ScaffoldError(
        f"{name} を文字として読めません。表計算ソフトで「CSV UTF-8（コンマ区切り）」として"
        "保存し直してください。"
    )


def _rows(text: str, name: str) -> list[_Row]:
    """Return the lines of the list that say something, each with its number."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max("\t;,", key=lambda mark: (first.count(mark), mark == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((reader.line_num, [_cell(cell) for cell in cells]))
            if len(lines) > _MOST:
                raise ScaffoldError(f"{name} が長すぎます。{_MOST:,} 行までにしてください。")
    except csv.Error as error:
        raise ScaffoldError(
            f"{name} の {reader.line_num} 行目を表として読めません。"
            '「"」の数を確かめるか、表計算ソフトで保存し直してください。'
        ) from error
    if not lines:
        raise ScaffoldError(f"{name} に何も書かれていません。例: 1 行目に {_EXAMPLE}")
    places = _columns(lines[0][1], name)
    rows: list[_Row] = []
    for line, cells in lines[1:]:
        # A line that asks for no place stands behind the one above it.
        above = rows[-1].order if rows else ()
        order = _order(cells, places[2], f"{name} の {line} 行目") or above
        rows.append(_Row(line, order, *_names(cells, places)))
    return rows


def _cell(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _columns(head: list[str], name: str) -> tuple[int, int, int]:
    """Return the places of the columns of departments, sections and order (-1: there is none)."""
    words = [_NOT_IN_NAMES.sub("", cell).casefold() for cell in head]
    places = [
        next((place for place, word in enumerate(words) if word in known), -1)
        for known in (_DEPARTMENT, _SECTION, _ORDER)
    ]
    if min(places[:2]) < 0:
        missing = "部" if places[0] < 0 else "課"
        raise ScaffoldError(
            f"{name} の 1 行目に「{missing}」という列がありません。"
            f"1 行目に列の名前を書いてください。例: {_EXAMPLE}"
        )
    return places[0], places[1], places[2]


def _names(cells: list[str], places: tuple[int, int, int]) -> tuple[str, str]:
    department, section = (cells[one] if one < len(cells) else "" for one in places[:2])
    return department, section


def _order(cells: list[str], place: int, where: str) -> tuple[int, ...]:
    """Return the place that a line asks for as numbers: `2`, `2-1`, `２`; () for none."""
    text = cells[place] if 0 <= place < len(cells) else ""
    if not text:
        return ()
    numbers = re.findall(r"\d+", text)
    if not numbers or re.search(r"[^\d\s.．\-－―]", text):
        raise ScaffoldError(f"{where}: 順「{text}」は数ではありません。数を書いてください。例: 1")
    return tuple(map(int, numbers))
