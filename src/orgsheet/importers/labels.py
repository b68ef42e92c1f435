"""The words of a printed form: which heading or column of a text is which field."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from orgsheet.form.definition import Field, Form, Row
from orgsheet.form.known_forms import KnownForms
from orgsheet.japanese.shorten import one_line
from orgsheet.registers.plans import PlanRegister

HEADING_MARK = "■"
_SHOWN = 30
_NUMBER = re.compile(
    r"[(（]?(?:第?[0-9０-９]{1,2}|[一二三四五六七八九十]|[Ⅰ-Ⅻ])[)）.．、 \u3000][ \u3000]*+"
)
_EXPLAINED = re.compile(r"\(.*\)$")


class Basis(NamedTuple):
    """What a text is read by: the forms there are, and the plan register (None: not asked)."""

    forms: KnownForms
    plans: PlanRegister | None = None


class Column(NamedTuple):
    """A column of a printed table: its field, and the field that is printed in the same cell.

    For one of the columns of an indicator's values `field` is that column alone and `holder` the
    field that it is a part of. `more` are further fields in the same cell.
    """

    field: Field
    joined: Field | None = None
    holder: Field | None = None
    more: tuple[Field, ...] = ()


def columns_of(row: Row, *, later: bool = False) -> list[Column]:
    """Return the columns of a table in the form's order; joined fields have none of their own.

    With `later`, also those of the evaluations that are written on a row in the course of the year.
    """
    joined: dict[str, list[Field]] = {}
    for field in row.fields.values():
        joined.setdefault(field.joined, []).append(field)
    found = []
    for field in row.fields.values():
        if field.joined or (field.parts and not later):
            continue
        if field.kind != "指標の値":
            inside = joined.get(field.key, [])
            found.append(Column(field, next(iter(inside), None), more=tuple(inside[1:])))
        for name in field.columns:
            part = field._replace(key=name, kind="文字", printed=name, title=name, aliases=())
            found.append(Column(part, holder=field))
    return found


def without_number(words: str) -> str:
    """Return words without the number that opens a heading (`１　`, `(2)`, `三、`)."""
    match = _NUMBER.match(words)
    rest = words[match.end() :] if match else ""
    return rest or words


def is_printed(words: str, fields: Iterable[Field]) -> bool:
    """Tell whether words are those that the form prints for a field, spaces and widths aside."""
    folded = fold_words(words)
    return any(
        folded in (word, f"{word}({fold_words(field.unit)})")
        for field in fields
        for word in map(fold_words, (field.printed, field.key, field.title))
    )


def field_called(words: str, fields: Iterable[Field]) -> Field | None:
    """Return the field whose printed words, key, title or alias a text is, None where none is.

    Spaces and widths are ignored; printed words go before aliases, and both before words with
    another explanation in brackets behind them.
    """
    folded = fold_words(words)
    known = list(fields)
    for one in (folded, _EXPLAINED.sub("", folded)):
        if not one:
            continue
        for field in known:
            if one in (fold_words(field.printed), fold_words(field.key), fold_words(field.title)):
                return field
        for field in known:
            if one in map(fold_words, (*field.aliases, *field.former, field.prefix)):
                return field
    return None


def sheet_fields(form: Form, *, is_department: bool) -> list[Field]:
    """Return the fields that a department's or a section's sheet has, in the form's order."""
    other = "課" if is_department else "部"
    return [field for field in form.fields.values() if field.writer != other]


def wrong_heading(
    written: str, expected: list[Field], form: Form, seen: set[str], *, is_department: bool
) -> str:
    """Return what is wrong with a heading that the sheet's form has not.

    A heading of the form that is nearly the same is named, and counts as seen from then on.
    """
    line = one_line(written)
    shown_words = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
    shown = f"見出し「{HEADING_MARK}{shown_words}」"
    first, second = form.units
    if field_called(written, form.fields.values()) is not None:
        if is_department:
            return (
                f"{shown}は{second.removesuffix('名')}のシートの見出しですが、「{second}: …」が"
                f"ありません。{second}を書いてください。"
            )
        return f"{shown}は{first.removesuffix('名')}のシートの見出しです。消してください。"
    free = {field.printed: field for field in expected if field.key not in seen}
    near = next(iter(difflib.get_close_matches(written, free, 1)), None)
    if near is None:
        return f"{shown}はこの様式にありません。見出しの文字を様式のとおりに直してください。"
    seen.add(free[near].key)
    return f"{shown}はこの様式にありません。「{HEADING_MARK}{near}」に直してください。"


@lru_cache(maxsize=32)
def prefix_pattern(prefix: str) -> re.Pattern[str]:
    """Return the pattern of the label before a row's name; its number is the row's place."""
    return re.compile(f"{re.escape(prefix)}[ \u3000]?([①-⑳])[ \u3000\n]*+")


def same_words(written: str, expected: str) -> bool:
    """Tell whether two texts of the form agree but for spaces and widths."""
    return fold_words(written) == fold_words(expected)


@lru_cache(maxsize=512)
def fold_words(text: str) -> str:
    """Return words of a form as they are compared: without spaces, in one width."""
    return "".join(unicodedata.normalize("NFKC", text).split())
