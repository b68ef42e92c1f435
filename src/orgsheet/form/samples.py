"""Sheets that say of themselves that they are invented samples, in the words of every output."""

from __future__ import annotations

from collections.abc import Iterable

from orgsheet.form.built_in_words import SAMPLE
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.shorten import one_line


def remark_of(sheet: Sheet) -> str:
    """Return on one line what a sheet says of being a sample; "" where it is none."""
    sample = sheet.text(SAMPLE)
    return "" if sample is None else one_line(sample.text)


def sample_notices(label: str, sheets: Iterable[Sheet]) -> tuple[str, ...]:
    """Return a sentence where some of the sheets called `label` are samples, with their remarks."""
    remarks = [remark for sheet in sheets if (remark := remark_of(sheet))]
    if not remarks:
        return ()
    texts = "、".join(dict.fromkeys(remarks))
    return (f"見本: {label} の{len(remarks)}枚は見本です（{texts}）。",)
