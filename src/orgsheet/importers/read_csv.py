"""CSV files, as Excel writes them, to text with places: a line a row."""

from __future__ import annotations

import csv
import io

from orgsheet.importers.blocks import Extraction, TextBuilder
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.office_text import decoded


def read_csv(data: bytes, name: str) -> Extraction:
    """Read a CSV file in UTF-8, Shift_JIS (CP932) or UTF-16; tabs may part the cells, too.

    Raises:
        ImportFailure: it is empty, in no known encoding, or no CSV.
    """
    text = decoded(data, name)
    first = text.partition("\n")[0]
    mark = "\t" if first.count("\t") > first.count(",") else ","
    out = TextBuilder(name)
    out.part = 1
    number = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            number += 1
            for column, cell in enumerate(row):
                place = f"{number}行目 {column + 1}列"
                out.cell(cell.replace("\r\n", "\n").replace("\r", "\n"), place, column)
            out.end_line(1)
    except csv.Error as error:
        raise ImportFailure(
            name,
            'CSV として読めません。引用符（"）の抜けがないか確かめ、Excel から'
            "「CSV UTF-8（コンマ区切り）」で保存し直してください。",
            place=f"{number + 1}行目",
        ) from error
    return out.finish()
