"""The words that a form gives to the reader of its sheets: how each is written, where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Field, Form, Row, Table
from orgsheet.form.field_shapes import ACHIEVED, FIGURES, INDICATOR
from orgsheet.source.vocabulary import ITEMS, MILESTONE, ROOT, Vocabulary

_TEXTS = frozenset({"文章", "文字", "名称", "選択", "日付", "所属"})
_ITEMS = frozenset({"基準", "計画の名称"})
_PLANS = "plans"


def vocabulary_of(form: Form) -> Vocabulary:
    """Return the words of a form's sheets, those that every form has among them."""
    rows = [field for _, field in _row_fields(form)]
    fields = [*form.fields.values(), *rows]
    raw = {field.raw for field in fields if field.raw}
    places = list(_places(form))
    often = Counter(key for key, _ in dict.fromkeys(places))
    people_rows = {
        name
        for name, row in form.rows.items()
        if any(field.kind == "職員" for field in row.fields.values())
    }
    names = dict.fromkeys(field.key for field in rows if field.kind == "名称")
    return Vocabulary(
        literal=frozenset(_literal(form, rows)),
        flow=_keys(fields, "計画の番号", "職員"),
        texts=frozenset(
            {words.YEAR, *form.units, *words.STEP, words.PREVIOUS}
            | _keys(fields, *_TEXTS)
            | (raw - _keys(fields, "期限"))
        ),
        single=frozenset({words.YEAR, *form.units, words.GROUP, words.WHEN}),
        every=frozenset({*often, words.PREVIOUS} - set(form.numbers)),
        parts={key: part for key, part in places if often[key] == 1},
        below=dict(_below(form, fields)),
        firsts=frozenset({words.GROUP, words.WHEN, *names}),
        names=tuple(names),
        staff=_keys(fields, "職員"),
        people=frozenset(field.key for field in form.fields.values() if field.row in people_rows),
        people_rows=frozenset(people_rows),
        flags=_keys(rows, "選択"),
        choices=frozenset(
            str(value) for row in rows if row.kind == "選択" for value, _ in row.choices
        ),
        numbers=_keys(fields, "計画の番号"),
        lists=_keys(fields, "表", "計画の項目"),
        private=frozenset(_private(fields)),
        later=frozenset(_later(form)),
    )


def said_instead(standard: Form, form: Form) -> dict[str, str]:
    """Return the headings of a form that mean what those of the standard form mean, by the latter.

    What means the same has the same role, or the same kind in a row of the same sort; headings
    that both forms have are left out.
    """
    pairs = list(zip(standard.units, form.units, strict=True))
    pairs += [(one.key, form.role_key(one.role)) for one in standard.fields.values() if one.role]
    pairs += [pair for one in standard.fields.values() for pair in _told(one, form)]
    # Where a form has no table of duties, another of its tables may have what stands there.
    for duties in standard.duties[:1]:
        pairs.append((duties.numbers, next(filter(None, (own.numbers for own in form.lists)), "")))
        pairs.append((duties.staff, next(filter(None, (own.staff for own in form.lists)), "")))
    pairs += [(one.key, other.key) for one, other in zip(standard.plans, form.plans, strict=False)]
    dated = [table for table in form.works if table.deadline] or list(form.works)
    for one, other in ((standard.duties, form.duties), (standard.works, dated)):
        if one and other:
            pairs += zip(_row_words(one[0]), _row_words(other[0]), strict=True)
            pairs += _row_titles(one[0], other[0])
            if not form.role_key(one[0].role):
                pairs.append((one[0].key, other[0].key))
    return {word: own for word, own in pairs if word and own and word != own}


def _told(field: Field, form: Form) -> Iterator[tuple[str, str]]:
    """Yield what a table of the standard form is called in sentences, with what it is in a form.

    A table's rows go by the word printed before their names, the table itself by its role.
    """
    own = form.fields.get(form.role_key(field.role)) if field.role and field.row else None
    if own is not None and own.key != field.key:
        yield field.prefix, own.prefix or own.key
        yield f"{field.role}の表", f"「{own.key}」"


def _row_titles(standard: Table, table: Table) -> Iterator[tuple[str, str]]:
    """Yield how fields of rows are printed, where that is more than their keys."""
    for key, own in zip(_row_words(standard), _row_words(table), strict=True):
        fields = standard.row.fields.get(key), table.row.fields.get(own)
        if fields[0] and fields[1] and fields[0].title != key and fields[1].key != key:
            yield fields[0].title, fields[1].title


def _row_words(table: Table) -> tuple[str, ...]:
    flags = table.discretion, table.collaboration
    fields = table.name, table.numbers, table.staff, table.deadline, table.raw, table.criteria
    return *fields, table.text, *flags


def _row_fields(form: Form) -> Iterator[tuple[str, Field]]:
    """Yield the fields of rows, each once, with the row whose field it is first.

    What is written on a row later in the year is left out: its words (課題, 理由, 年度末) begin
    sentences as well, and a line that begins with one is not taken for an entry by that alone.
    """
    for name, row in form.rows.items():
        known = form.rows[row.base].fields if row.base else {}
        for key, field in row.fields.items():
            if key not in known and name not in form.timed_rows and not _is_later(field, row):
                yield name, field


def _later(form: Form) -> Iterator[str]:
    """Yield the words of what is written on rows later in the year, also inside its values."""
    known = {field.key for _, field in _row_fields(form)}
    for row in form.rows.values():
        for key, field in row.fields.items():
            if key not in known and field.kind != "職員":
                yield key
            if field.kind in ("指標", "実績"):
                yield from (*INDICATOR, *FIGURES, *ACHIEVED)
    if form.rounds:
        yield from (words.RESULT, words.DONE_ON)


def _is_later(field: Field, row: Row) -> bool:
    return bool(field.parts) or (bool(row.base) and field.kind == "指標")


def _keys(fields: list[Field], *kinds: str) -> frozenset[str]:
    return frozenset(field.key for field in fields if field.kind in kinds)


def _private(fields: list[Field]) -> Iterator[str]:
    """Yield the words below which stands what is not published."""
    for field in fields:
        if not field.is_public:
            yield from filter(None, (field.key, field.raw))


def _places(form: Form) -> Iterator[tuple[str, str]]:
    """Yield every word with the part of a sheet that it stands in, once for each part."""
    for key in (*words.HEAD, *form.units, *form.fields):
        yield key, ROOT
    for number in form.numbers:
        yield number, _PLANS
    for name, field in _row_fields(form):
        yield field.key, name
        if field.raw and field.raw != field.key:
            yield field.raw, name
    for key in words.STEP:
        yield key, MILESTONE


def _below(form: Form, fields: list[Field]) -> Iterator[tuple[str, str]]:
    """Yield the words below which more of the form stands, with the part that this is."""
    for field in fields:
        if field.row:
            yield field.key, form.base_of(field.row)
        elif field.kind == "計画の項目":
            yield field.key, _PLANS
        elif field.kind == "期限":
            yield field.key, MILESTONE
        elif field.kind in _ITEMS:
            yield field.key, ITEMS
    for number in form.numbers:
        yield number, ITEMS
    yield words.PREVIOUS, ITEMS


def _literal(form: Form, rows: list[Field]) -> Iterator[str]:
    """Yield what stands in a block: the sheet's prose, that of rows with deadlines, raw ones."""
    yield from form.texts
    yield from (field.raw for field in rows if field.raw)
    for row in form.rows.values():
        if any(field.kind == "期限" for field in row.fields.values()):
            yield from (field.key for field in row.fields.values() if field.kind == "文章")
