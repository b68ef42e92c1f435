"""The words that a form gives to the reader of its sheets: how each is written, where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Field, Form

_TEXTS = frozenset({"文章", "文字", "名称", "選択", "日付", "所属"})


class Vocabulary(NamedTuple):
    """The words of a form, as the tables of `source/vocabulary.py` have them.

    `literal` stand in a block of text, `flow` in a list on one line, `texts` have a text as their
    value, `every` are all. `parts` says in which part of a sheet a word stands: "root", "plans",
    "items", "milestone", or a row's name.
    """

    literal: frozenset[str]
    flow: frozenset[str]
    texts: frozenset[str]
    every: frozenset[str]
    parts: Mapping[str, str]


def vocabulary_of(form: Form) -> Vocabulary:
    """Return the words of a form's sheets, those that every form has among them."""
    parts = dict.fromkeys((*words.HEAD, *form.units, *form.fields), "root")
    for field in form.fields.values():
        parts |= dict.fromkeys(field.numbers, "plans")
    rows = [field for row in form.rows.values() for field in row.fields.values()]
    for name, row in form.rows.items():
        for field in row.fields.values():
            parts |= dict.fromkeys(filter(None, (field.key, field.raw)), name)
    parts |= dict.fromkeys(words.STEP, "milestone")
    every = [*form.fields.values(), *rows]
    return Vocabulary(
        literal=frozenset(_literal(form, rows)),
        flow=frozenset(field.key for field in every if field.kind in ("計画の番号", "職員")),
        texts=frozenset(
            {words.YEAR, *form.units, *words.STEP, words.PREVIOUS}
            | {field.key for field in every if field.kind in _TEXTS}
            | {field.raw for field in rows if field.raw}
        ),
        every=frozenset({*parts, words.PREVIOUS} - {number for f in every for number in f.numbers}),
        parts=parts,
    )


def _literal(form: Form, rows: list[Field]) -> Iterator[str]:
    """Yield what stands in a block: the sheet's prose, that of rows with deadlines, raw ones."""
    yield from (field.key for field in form.fields.values() if field.kind == "文章")
    yield from (field.raw for field in rows if field.raw)
    for row in form.rows.values():
        if any(field.kind == "期限" for field in row.fields.values()):
            yield from (field.key for field in row.fields.values() if field.kind == "文章")
