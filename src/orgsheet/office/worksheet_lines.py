"""The lines of a worksheet that comes back: their tags, and the texts as a person sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from orgsheet.importers.import_result import ImportFailure
from orgsheet.japanese.shorten import one_line, shorten
from orgsheet.office.returned_file import ReturnError
from orgsheet.office.sheet_tags import SHEET, Tag, read_tag

_MOST_LINES, _MOST_COLUMNS = 20_000, 200
FIRST_LINES = 20
"""Among the first so many lines stands the tag of the sheet."""


@contextmanager
def telling_damage(name: str) -> Iterator[None]:
    """Tell of a workbook that cannot be read in words; the library raises what it comes across.

    Raises:
        ReturnError: something in the workbook is not as it should be.
    """
    try:
        yield
    except (ReturnError, ImportFailure):
        raise
    except Exception as error:
        raise ReturnError(
            f"「{name}」の中身が壊れているため、読めません。Excel で開いて保存し直してください。"
        ) from error


class Line(NamedTuple):
    """A line of a worksheet: its number there, its tag (None where a person put it in), texts."""

    number: int
    tag: Tag | None
    texts: tuple[str, ...]

    def between(self, start: int, end: int) -> str:
        """Return what stands in some columns, usually in the first of them."""
        return "\n".join(text for text in self.texts[start:end] if text)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(text.strip() for text in self.texts)


def cells_of(sheet: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - openpyxl's
    """Return the cells of a worksheet, line by line.

    Raises:
        ReturnError: there are too many of them.
    """
    rows: list[tuple[Any, ...]] = []
    for row in sheet.iter_rows():
        rows.append(row)
        if len(rows) > _MOST_LINES or len(row) > _MOST_COLUMNS:
            raise ReturnError(
                f"ワークシート「{sheet.title}」の行か列が多すぎます（上限は {_MOST_LINES:,} 行、"
                f"{_MOST_COLUMNS} 列）。使っていない行と列を消してください。"
            )
    return rows


def lines_of(sheet: Any, struck: list[str]) -> Iterator[Line]:  # noqa: ANN401 - openpyxl's
    """Yield the lines of a worksheet; where no cell has a tag, none has one.

    What is struck out is left out, and told in `struck`.

    Raises:
        ReturnError: there are too many, or a cell holds what is no text.
    """
    rows = [tuple(_text(sheet, cell, struck) for cell in row) for row in cells_of(sheet)]
    column = _tag_column(rows)
    for number, texts in enumerate(rows, 1):
        tag = read_tag(texts[column]) if column < len(texts) else None
        yield Line(number, tag, texts[:column])


def _tag_column(rows: Sequence[tuple[str, ...]]) -> int:
    for texts in rows[:FIRST_LINES]:
        for column, text in enumerate(texts):
            tag = read_tag(text) if text.startswith(SHEET) else None
            if tag is not None:
                return column
    return max((len(texts) for texts in rows), default=0)


def _text(sheet: Any, cell: Any, struck: list[str]) -> str:  # noqa: ANN401 - openpyxl's
    """Return the text of a cell as a person sees it, without what is struck out.

    Raises:
        ReturnError: it holds what is no text: an error, a date, a formula without a result.
    """
    value = cell.value
    if value is None:
        return ""
    if cell.font is not None and cell.font.strike:
        struck.append(_told_struck(sheet, cell, str(value)))
        return ""
    if isinstance(value, list):
        return _unstruck(sheet, cell, struck)
    if cell.data_type == "e":
        raise ReturnError(
            f"{sheet.title}!{cell.coordinate} が、式の誤り（{value}）になっています。"
            "文字で入れ直してください。"
        )
    if isinstance(value, str):
        return str(value).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return str(int(value)) if float(value).is_integer() else repr(value)
    raise ReturnError(
        f"{sheet.title}!{cell.coordinate} が、文字ではなく日付や時刻として入っています。"
        "先頭に ' を付けて、見えているとおりの文字で入れ直してください。"
    )


def _unstruck(sheet: Any, cell: Any, struck: list[str]) -> str:  # noqa: ANN401 - openpyxl's
    kept = []
    for piece in cell.value:
        font = getattr(piece, "font", None)
        if font is not None and font.strike:
            struck.append(_told_struck(sheet, cell, str(piece)))
        else:
            kept.append(str(piece))
    return "".join(kept).replace("\r\n", "\n")


def _told_struck(sheet: Any, cell: Any, text: str) -> str:  # noqa: ANN401 - openpyxl's
    return (
        f"{sheet.title}!{cell.coordinate} の取り消し線の文字「{shorten(one_line(text), 30)}」は、"
        "消したものとして除きました。"
    )
