"""Read a form and the forms that it is derived from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from orgsheet.fiscal import FiscalYear
from orgsheet.form.definition import FOLDER, Field, Form, FormError, Row
from orgsheet.form.definition_file import DefinitionFile, Options
from orgsheet.japanese.lazy_patterns import pattern

_YEAR = pattern("[RHS][0-9]{1,2}$")
_DEPTH = 8
"""How many forms may be derived one from the other."""


def load_form(data: bytes, path: str, read: Callable[[str], bytes | None]) -> Form:
    """Read a form definition; `read` gives the bytes of another one by its name.

    Raises:
        FormError: the file cannot be read, says something that no definition may say, or names a
            kind, row, choice or form that there is not.
    """
    loader = DefinitionFile(data, path)
    name = loader.text("様式")
    if not name:
        raise loader.error(loader.root, "「様式」に、この様式の名前を書いてください。")
    layers, seen = [loader], [name]
    while base := layers[-1].text("もと"):
        content = read(base)
        if content is None:
            raise layers[-1].error_at("もと", f"「{base}」という様式はありません。")
        if base in seen or len(seen) > _DEPTH:
            raise layers[-1].error_at("もと", "様式の「もと」が、めぐって自分に戻っています。")
        seen.append(base)
        layers.append(DefinitionFile(content, f"{FOLDER}/{base}.yaml"))
    if name != path.rpartition("/")[2].removesuffix(".yaml"):
        raise loader.error_at(
            "様式",
            f"様式の名前が、ファイルの名前と違います。ファイルを「{name}.yaml」にしてください。",
        )
    return _build(layers)


def _build(layers: list[DefinitionFile]) -> Form:
    """Put the layers of a form together, the nearest first; of each word the nearest one counts."""

    def said(key: str) -> str:
        return next((text for one in layers if (text := one.text(key))), "")

    choices: dict[str, Options] = {}
    for one in reversed(layers):
        choices |= one.choices()
    rows: dict[str, Row] = {}
    for below, one in reversed([*enumerate(layers, 1)]):
        for name, row in one.rows(choices, layers[below:]).items():
            before = rows.get(name)
            rows[name] = row if before is None else _over(before, row)
    rows = {name: _whole(row, rows, layers) for name, row in rows.items()}
    rows = {name: replace(row, fields=_with_parts(row.fields, rows)) for name, row in rows.items()}
    numbers: tuple[str, ...] = ()
    fields: dict[str, Field] = {}
    for below, one in reversed([*enumerate(layers, 1)]):
        fields = _merged(fields, one.fields(choices, layers[below:]))
        _check_words(one)
    for field in fields.values():
        numbers = numbers or field.numbers
    fields = _with_parts(_numbered(fields, numbers), rows)
    rows = {name: replace(row, fields=_numbered(row.fields, numbers)) for name, row in rows.items()}
    units = next((found for one in layers if (found := one.names("単位"))), ("部", "課"))
    form = Form(
        name=layers[0].text("様式"),
        title=said("題名") or _YEAR.sub("", layers[-1].text("様式")),
        help=said("説明"),
        units=(_unit(units[0]), _unit(units[-1])),
        unit_examples=next((found for one in layers if (found := one.names("単位の例"))), ()),
        per_sheet=said("一枚"),
        first=layers[0].text("初年度"),
        last=layers[0].text("最終年度"),
        fields=fields,
        rows=rows,
        path=layers[0].document.path,
    )
    _check_references(layers, form)
    return form


def _numbered(fields: Mapping[str, Field], numbers: tuple[str, ...]) -> dict[str, Field]:
    """Return fields in which each of plan numbers knows the numbers that there are."""
    return {
        key: field._replace(numbers=numbers) if field.kind == "計画の番号" else field
        for key, field in fields.items()
    }


def _whole(row: Row, rows: Mapping[str, Row], layers: list[DefinitionFile]) -> Row:
    """Return a row with the fields of the rows that it is derived from before its own."""
    names = [row.name]
    while base := rows[names[-1]].base:
        where = ("行", names[-1], "もと")
        if base not in rows:
            raise _error_in(layers, where, f"行「{base}」が、「行」にありません。")
        if base in names:
            raise _error_in(layers, where, "行の「もと」が、めぐって自分に戻っています。")
        names.append(base)
    for name in names[1:]:
        before = rows[name]
        # The row that it is derived from may call a field otherwise by now.
        now = {old: field.key for field in before.fields.values() for old in field.former}
        own = {
            key: field._replace(joined=now.get(field.joined, field.joined))
            for key, field in row.fields.items()
        }
        row = _over(before, replace(row, fields=own))
    return row


def _with_parts(fields: Mapping[str, Field], rows: Mapping[str, Row]) -> dict[str, Field]:
    """Return fields in which each evaluation knows the fields of its row."""
    return {
        key: field._replace(parts=tuple(rows[field.row].fields.values()))
        if field.kind == "評価" and field.row in rows
        else field
        for key, field in fields.items()
    }


def _over(before: Row, after: Row) -> Row:
    return Row(
        after.name,
        after.title or before.title,
        after.help or before.help,
        after.previous or before.previous,
        _merged(before.fields, after.fields),
        after.base or before.base,
    )


def _merged(before: Mapping[str, Field], after: Mapping[str, Field]) -> dict[str, Field]:
    """Return the fields of a form over those of its base; a renamed one keeps its place."""
    renamed = {old: field.key for field in after.values() for old in field.former}
    fields = {
        renamed.get(key, key): field._replace(joined=renamed.get(field.joined, field.joined))
        for key, field in before.items()
    }
    return fields | dict(after)


def _check_words(one: DefinitionFile) -> None:
    """Refuse words of the form whose value has the right shape and yet means nothing."""
    for word in ("初年度", "最終年度"):
        try:
            _ = FiscalYear.parse(one.text(word)) if one.text(word) else None
        except ValueError as error:
            raise one.error_at(word, str(error)) from None
    for word in ("単位", "単位の例"):
        if len(one.names(word)) not in (0, 2):
            raise one.error_at(word, f"「{word}」には、部と課に当たる二つを書きます。")


def _unit(word: str) -> str:
    return word if word.endswith("名") else f"{word}名"


def _check_references(layers: list[DefinitionFile], form: Form) -> None:
    """Refuse a row, joined field or sheet's field that the form does not have."""
    groups = [
        ("欄", None, form.fields),
        *(("行", row.name, row.fields) for row in form.rows.values()),
    ]
    for part, row_name, fields in groups:
        for field in fields.values():
            where = (part, field.key) if row_name is None else (part, row_name, field.key)
            if field.row and field.row not in form.rows:
                raise _error_in(
                    layers, (*where, "行"), f"行「{field.row}」が、「行」にありません。"
                )
            if field.joined and field.joined not in fields:
                raise _error_in(
                    layers, (*where, "同じ欄"), f"欄「{field.joined}」が、この様式にありません。"
                )
            if field.kind == "計画の番号" and not field.numbers:
                raise _error_in(
                    layers,
                    (*where, "種類"),
                    "「計画の番号」の欄には、「計画の項目」の欄とその「番号」が要ります。",
                )
    if form.per_sheet and form.per_sheet not in form.fields:
        raise layers[0].error_at("一枚", f"欄「{form.per_sheet}」が、この様式にありません。")


def _error_in(layers: list[DefinitionFile], where: tuple[str, ...], message: str) -> FormError:
    for one in layers:
        node = one.node(*where)
        if node is not None:
            return one.error(node, message)
    return layers[0].error(layers[0].root, message)
