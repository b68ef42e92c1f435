"""The texts of a printed sheet, and the values that they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from orgsheet.form.definition import Field
from orgsheet.form.reader_words import vocabulary_of
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.office.cell_values import column_values, items_of, value_of
from orgsheet.office.lay_out_sheet import Source, printed_columns, printed_fields
from orgsheet.office.printed_book import Page
from orgsheet.source import Plain
from orgsheet.source.vocabulary import Vocabulary

_NUMBER = pattern("(?:[①-⑳㉑-㉟㊱-㊿]|（[0-9]+）)?[ \u3000\n]*")


@dataclass
class PageTexts:
    """The texts of a page: values by key, plan items by key and number, rows by their table.

    A row has a text for every column of its table, in their order.
    """

    values: dict[str, str] = field(default_factory=dict)
    plans: dict[str, dict[str, str]] = field(default_factory=dict)
    tables: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)


def texts_of(page: Page) -> PageTexts:
    """Return the texts of a page as it was laid out."""
    found = PageTexts()
    for grid in page.grids:
        for row in grid.rows:
            if grid.kind == "rows":
                texts = tuple(cell.text for cell in row)
                found.tables.setdefault(grid.key, []).append(texts)
                continue
            cell = row[-1]
            if grid.kind == "plans":
                found.plans.setdefault(grid.key, {})[str(cell.steps[1])] = cell.text
            else:
                found.values[str(cell.steps[0])] = cell.text
    return found


def values_of(texts: PageTexts, source: Source) -> dict[str, Plain]:
    """Return the values that the texts of a page say, by key; rows without any text are no rows.

    Args:
        texts: what was read; what is not in it is not in the values either.
        source: the sheet that was laid out: it says which fields and columns the page has.
    """
    words = vocabulary_of(source.form)
    return dict(_values(texts, source, words))


def _values(texts: PageTexts, source: Source, words: Vocabulary) -> Iterator[tuple[str, Plain]]:
    for one in printed_fields(source):
        if one.key in texts.plans:
            yield one.key, {number: items_of(text) for number, text in texts.plans[one.key].items()}
        elif one.key in texts.tables:
            rows = _rows(texts.tables[one.key], source, one, words)
            if one.kind == "表":
                yield one.key, rows
            elif rows:
                yield one.key, rows[0]
        elif one.key in texts.values:
            value = value_of(one, texts.values[one.key], source.year, words)
            if value is not None:
                yield one.key, value


def _rows(
    rows: list[tuple[str, ...]], source: Source, table: Field, words: Vocabulary
) -> list[dict[str, Plain]]:
    row = source.form.row_of(table)
    assert row is not None, "a table has rows"
    columns = printed_columns(source, row)
    order = [name for key, one in row.in_sheet() for name in (key, one.raw) if name]
    found = []
    for texts in rows:
        if not any(text.strip() for text in texts):
            continue
        values: dict[str, Plain] = {}
        for column, text in zip(columns, texts, strict=True):
            shown = text
            if column.field.kind == "名称" and table.prefix:
                shown = without_number(text, table.prefix)
            for key, value in column_values(column, shown, source.year, words).items():
                is_part = isinstance(value, dict) and isinstance(values.get(key), dict)
                values[key] = {**values[key], **value} if is_part else value
        found.append({key: values[key] for key in order if key in values})
    return found


def without_number(text: str, prefix: str) -> str:
    """Return the name of a row without the words and the number that are printed before it."""
    stripped = text.lstrip(" \u3000\n")
    if not stripped.startswith(prefix):
        return text
    rest = stripped.removeprefix(prefix)
    match = _NUMBER.match(rest)
    return rest[match.end() :] if match else rest
