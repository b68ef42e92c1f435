"""From the text of a cell to the value that it says, by the kind of its field.

The other way round from `cell_texts`: what that writes, this reads.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from orgsheet.fiscal import FiscalYear
from orgsheet.form.definition import Field
from orgsheet.form.field_shapes import ACHIEVED
from orgsheet.importers.labels import Column
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.office.cell_texts import BULLET, COLON, INDICATOR_WORDS, part_called
from orgsheet.office.step_lines import GAP, RAW_MARK, steps_of_lines
from orgsheet.source import Plain
from orgsheet.source.vocabulary import Vocabulary

_SPACES = " \u3000\t"
_OPEN = frozenset({"期限", "基準", "指標", "指標の値", "実績", "選択", "評価", "数", "金額"})
"""Of these kinds an empty cell says nothing; of the others it says that the value is empty."""

_COMMAS = pattern("[、,，\n]+")
_BLANKS = pattern("[ \u3000\t\n]+")
_NUMBER = pattern(r"([-−▲△]?)([0-9][0-9,]*(?:\.[0-9]+)?)")
_DATED = pattern(r"(?s)(.*?)（([^（）]*)）")
_SAID = pattern(r"(?s)(.*?)（(.*)）")


def column_values(
    column: Column, text: str, year: FiscalYear | None, words: Vocabulary
) -> dict[str, Plain]:
    """Return the values that a cell of a table holds, by key; none where it says nothing.

    Args:
        column: the field of the column, and the one that is printed in the same cell.
        text: what stands in the cell.
        year: the fiscal year of the sheet.
        words: those of the sheet's form: they say which texts end with a line end.
    """
    field = column.field
    if column.holder is not None:
        figure = _figure(text, has_time=column.holder.has_times)
        return {} if figure is None else {column.holder.key: {field.key: figure}}
    found: dict[str, Plain] = {}
    for one in reversed([column.joined, *column.more]):
        if one is not None:
            text, rest = _parted(text, one)
            joined = value_of(one, rest, year, words)
            if joined is not None:
                found[one.key] = joined
    if field.kind == "期限":
        return _deadline(field, text, year, words) | found
    value = value_of(field, text, year, words)
    return ({} if value is None else {field.key: value}) | found


def _parted(text: str, joined: Field) -> tuple[str, str]:
    """Return a cell's own text and that of the field printed in it, which stands behind a label."""
    labels = tuple(f"{name}{mark}" for name in (joined.title, joined.key) for mark in (COLON, ":"))
    lines = text.split("\n")
    for number, line in enumerate(lines):
        label = next((one for one in labels if line.strip(_SPACES).startswith(one)), "")
        if label:
            first = line.strip(_SPACES).removeprefix(label)
            rest = [first] if first.strip(_SPACES) else []
            return "\n".join(lines[:number]), "\n".join([*rest, *lines[number + 1 :]])
    return text, ""


def _deadline(
    field: Field, text: str, year: FiscalYear | None, words: Vocabulary
) -> dict[str, Plain]:
    """Return the steps, and behind its mark the text that was not divided."""
    own, mark, raw = text.partition(RAW_MARK)
    steps = steps_of_lines(own.split("\n"), year)
    found: dict[str, Plain] = {field.key: steps} if steps else {}
    if mark and raw.strip(f"{_SPACES}\n"):
        key = field.raw or field.key
        found[key] = _prose(raw.strip("\n"), key, words)
    return found


def value_of(field: Field, text: str, year: FiscalYear | None, words: Vocabulary) -> Plain:
    """Return the value that the text of a cell says; None where it says nothing."""
    if field.kind == "期限":
        return steps_of_lines(text.split("\n"), year) or None
    if not text.strip(f"{_SPACES}\n"):
        if field.kind in _OPEN or field.is_optional:
            return None
        return [] if field.kind in _LISTS else ""
    if field.parts:
        return _of_parts(field, text, year, words)
    if field.kind in _BY_KIND:
        return _BY_KIND[field.kind](field, text)
    return _prose(text.strip("\n").rstrip(f"{_SPACES}\n"), field.key, words)


def _prose(text: str, key: str, words: Vocabulary) -> str:
    """Return a sentence as a sheet has it: in a block of text with a line end behind it."""
    return f"{text}\n" if key in words.literal else text


def items_of(text: str) -> list[Plain]:
    """Return the items that lines say: behind bullets, else one a line."""
    lines = [line for line in text.split("\n") if line.strip(_SPACES)]
    if not any(line.lstrip(_SPACES).startswith(BULLET) for line in lines):
        return [line.strip(_SPACES) for line in lines]
    return list(_bulleted(lines))


def _bulleted(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        stripped = line.strip(_SPACES)
        if stripped.startswith(BULLET) or not items:
            items.append(stripped.removeprefix(BULLET).strip(_SPACES))
        else:
            items[-1] += f"\n{stripped}"
    return items


def _criteria(_field: Field, text: str) -> list[Plain]:
    """Return the criteria: several behind bullets, else one, with its line ends."""
    lines = [line for line in text.split("\n") if line.strip(_SPACES)]
    if lines[0].lstrip(_SPACES).startswith(BULLET):
        return list(_bulleted(lines))
    return ["\n".join(line.strip(_SPACES) for line in lines)]


def _plan_names(_field: Field, text: str) -> list[Plain]:
    return items_of(text)


def _numbers(field: Field, text: str) -> list[Plain]:
    """Return the numbers of plans: with something between them, or one behind another."""
    known = sorted(field.numbers, key=len, reverse=True)
    found: list[Plain] = []
    for part in _COMMAS.split(_BLANKS.sub("、", text.strip(f"{_SPACES}\n"))):
        left = part
        while left:
            number = next((one for one in known if left.startswith(one)), left)
            found.append(number)
            left = left[len(number) :]
    return found


def _names(_field: Field, text: str) -> list[Plain]:
    """Return names: between commas or lines where there is a comma, else between spaces."""
    has_commas = any(mark in text for mark in "、,，")
    parts = (_COMMAS if has_commas else _BLANKS).split(text)
    return [part.strip(_SPACES) for part in parts if part.strip(_SPACES)]


def _choice(field: Field, text: str) -> Plain:
    known = {str(value): value for value, _ in field.choices}
    texts = [one.strip(_SPACES) for one in (_COMMAS.split(text) if field.is_several else [text])]
    values = [known.get(one.strip("\n"), one) for one in texts if one]
    return values if field.is_several else values[0] if values else None


def _of_parts(field: Field, text: str, year: FiscalYear | None, words: Vocabulary) -> Plain:
    """Return the parts of an evaluation; text of which no part can be told stays text."""
    held: dict[str, list[str]] = {}
    parts = {one.key: one for one in field.parts}
    current: list[str] | None = None
    for line in text.split("\n"):
        called = part_called(line, field)
        if called is not None and not line.startswith(GAP):
            current = held.setdefault(called[0].key, [])
            current += [called[1]] if called[1].strip(_SPACES) else []
        elif current is None:
            if line.strip(_SPACES):
                return text.strip(f"{_SPACES}\n")
        else:
            current.append(line.removeprefix(GAP) if called else line)
    values = {key: value_of(parts[key], "\n".join(held[key]), year, words) for key in held}
    found = {key: values[key] for key in parts if values.get(key) not in (None, "")}
    # The words that a form asks with, and nothing behind them, say nothing.
    return found if any(map(_says, found.values())) else None


def _says(value: Plain) -> bool:
    """Tell whether a part says more than the name of an indicator."""
    items = value if isinstance(value, list) else [value]
    return any(not isinstance(one, dict) or one.keys() != {ACHIEVED[0]} for one in items)


def _achieved(_field: Field, text: str) -> list[Plain]:
    return [_achieved_one(line) for line in text.split("\n") if line.strip(_SPACES)]


def _achieved_one(line: str) -> Plain:
    name, value, *said = ACHIEVED
    match = _SAID.fullmatch(line.strip(_SPACES))
    pairs = [part.partition(COLON) for part in match[2].split("、")] if match else []
    is_said = match is not None and all(mark and key in said for key, mark, _ in pairs)
    first = match[1] if match is not None and is_said else line.strip(_SPACES)
    named, mark, figure = first.rpartition(COLON)
    if not mark:
        return {name: first}
    more = {key: text for key, _, text in pairs} if is_said else {}
    found = {name: named, value: _plain_figure(figure)} | more
    return {key: one for key, one in found.items() if one != ""}


def _evaluation(field: Field, text: str) -> Plain:
    return _choice(field, text)


def _amount(field: Field, text: str) -> Plain:
    """Return a number; text that is none stays text."""
    folded = unicodedata.normalize("NFKC", text).strip().removesuffix(field.unit).strip()
    match = _NUMBER.fullmatch(folded)
    if match is None:
        return text.strip(f"{_SPACES}\n")
    digits = match[2].replace(",", "")
    number: float = float(digits) if "." in digits else int(digits)
    return -number if match[1] else number


def _indicators(_field: Field, text: str) -> list[Plain]:
    return [_indicator(line) for line in text.split("\n") if line.strip(_SPACES)]


def _indicator(line: str) -> Plain:
    match = _SAID.fullmatch(line.strip(_SPACES))
    pairs = [part.partition(COLON) for part in match[2].split("、")] if match else []
    if match is None or not all(mark and key in INDICATOR_WORDS for key, mark, _ in pairs):
        return {"名称": line.strip(_SPACES)}
    figures = ("基準値", "目標値")
    said = {key: _plain_figure(text) if key in figures else text for key, _, text in pairs}
    return {"名称": match[1], **said}


def _plain_figure(text: str) -> Plain:
    match = _NUMBER.fullmatch(text.strip(_SPACES))
    return text.strip(_SPACES) if match is None else _amount(_ANY, text)


def _figure(text: str, *, has_time: bool) -> Plain:
    """Return a figure of an indicator, None where the cell is empty."""
    text = text.strip(f"{_SPACES}\n")
    if not text:
        return None
    match = _DATED.fullmatch(text) if has_time else None
    if match is not None:
        said = {"数値": _plain_figure(match[1]), "時点": match[2]}
        return {key: value for key, value in said.items() if value != ""}
    return {"数値": _plain_figure(text)} if has_time else _plain_figure(text)


def _figures(field: Field, text: str) -> Plain:
    found = {}
    for line in text.split("\n"):
        key, mark, rest = line.partition(COLON)
        value = _figure(rest, has_time=field.has_times) if mark else None
        if value is not None:
            found[key.strip(_SPACES)] = value
    return found or text.strip(f"{_SPACES}\n{GAP}")


_ANY = Field("", "数", "", "")
_BY_KIND: dict[str, Callable[[Field, str], Plain]] = {
    "計画の番号": _numbers,
    "計画の名称": _plan_names,
    "基準": _criteria,
    "職員": _names,
    "選択": _choice,
    "評価": _evaluation,
    "金額": _amount,
    "数": _amount,
    "指標": _indicators,
    "指標の値": _figures,
    "実績": _achieved,
}
_LISTS = frozenset({"計画の番号", "計画の名称", "職員"})
