"""Fields that a city added to its copy of the sheet's schema, as a form definition of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from orgsheet.form import built_in_words
from orgsheet.form.definition import FOLDER, Form
from orgsheet.form.json_schema import sheet_schema
from orgsheet.form.known_forms import packaged_forms
from orgsheet.form.load_form import load_form
from orgsheet.form.staff import names_persons
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source import Plain, emit

NAME = "市の様式"
"""What the definition made of a copied schema is called."""
_NOTES = frozenset({"title", "description", "examples", "$id", "$schema", "$comment"})
_SHORT = 60
Schema = dict[str, Any]
_RESULT = pattern("実績|評価|判定|達成度|進捗|結果")
"""What headings say of a year that is over: not handed on to the next."""
TextsOf = Callable[[str], list[str]]
"""Gives the texts that sheets have under a heading."""


class NotAFormError(Exception):
    """What a copied schema says cannot all be said in a form definition."""


def form_of_schema(data: bytes, texts_of: TextsOf) -> tuple[str, bytes, bytes] | None:
    """Return path and bytes of a definition with what a copied schema adds, and the schema of it.

    A schema has one type for every text; which kind a field is, its heading and its texts say.
    What asks for people is not published.

    None where the schema differs from the packaged one in more than added fields, or in a field of
    no kind that there is: then it is for a person to say.
    """
    basis = packaged_forms().newest
    try:
        own = json.loads(data)
        fields, rows = _added(own, sheet_schema(basis), basis, texts_of)
    except (ValueError, KeyError, TypeError, RecursionError, NotAFormError):
        return None
    if not fields and not rows:
        return None
    said: dict[str, Plain] = {"様式": NAME, "もと": basis.name}
    said |= {"欄": fields} if fields else {}
    said |= {"行": rows} if rows else {}
    path, text = f"{FOLDER}/{NAME}.yaml", emit(said).encode()
    form = load_form(text, path, packaged_forms().data)
    schema = json.dumps(sheet_schema(form), ensure_ascii=False, indent=2)
    return path, text, f"{schema}\n".encode()


def _added(
    own: Schema, packaged: Schema, basis: Form, texts_of: TextsOf
) -> tuple[dict[str, Plain], dict[str, dict[str, Plain]]]:
    """Return the fields that a schema adds to the sheet and to its rows."""
    ours = _whole(own, own)
    theirs = _without_later(_whole(packaged, packaged), ours, _later(basis))
    fields: dict[str, Plain] = dict(_fields(ours, theirs, texts_of))
    rows: dict[str, dict[str, Plain]] = {}
    for table in basis.tables():
        one, other = (side["properties"].get(table.key) for side in (ours, theirs))
        found = dict(_fields(one["items"], other["items"], texts_of))
        if rows.setdefault(basis.base_of(table.row), found) != found:
            raise NotAFormError
        _forget(one["items"], other["items"])
    _forget(ours, theirs)
    if ours != theirs:
        raise NotAFormError
    return fields, {name: found for name, found in rows.items() if found}


def _later(basis: Form) -> frozenset[str]:
    """Return the headings that the packaged schema has since some copies of it were made."""
    derived = [row for row in basis.rows.values() if row.base]
    own = {key for row in derived for key in row.fields.keys() - basis.rows[row.base].fields.keys()}
    return frozenset({built_in_words.RESULT, built_in_words.DONE_ON} | own)


def _without_later(part: Any, copy: Any, later: frozenset[str]) -> Any:  # noqa: ANN401 - as below
    """Return a part of the packaged schema without the later headings that a copy does not have."""
    if not isinstance(part, dict) or not isinstance(copy, dict):
        return part
    return {
        key: _without_later(one, copy.get(key), later)
        for key, one in part.items()
        if key in copy or key not in later
    }


def _whole(part: Any, schema: Schema) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a part of a schema with what it refers to in place, without what is for people."""
    if isinstance(part, list):
        return [_whole(one, schema) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _whole(schema["$defs"][part["$ref"].rpartition("/")[2]], schema)
    kept = {
        key: value
        for key, value in part.items()
        if key not in _NOTES | {"$defs"} and not key.startswith("x-")
    }
    notes = {"_said": {key: part[key] for key in ("title", "description") if key in part}}
    inner = {
        key: {name: _whole(one, schema) for name, one in value.items()}
        if key == "properties"
        else _whole(value, schema)
        for key, value in kept.items()
    }
    return inner if "properties" in part or "then" in part else inner | notes


def _fields(own: Schema, packaged: Schema, texts_of: TextsOf) -> Iterator[tuple[str, Plain]]:
    """Yield what a form says of each property that the packaged schema does not have."""
    for key, value in own["properties"].items():
        if key not in packaged["properties"]:
            said = value.get("_said", {})
            words = {"題": said.get("title"), "説明": said.get("description")}
            optional = {} if key in own.get("required", ()) else {"任意": True}
            words["時"] = "年度末" if _RESULT.search(key) else None
            kind = _kind(value, texts_of(key), of_people=names_persons(key))
            yield key, kind | {word: text for word, text in words.items() if text} | optional


def _kind(value: Schema, texts: list[str], *, of_people: bool) -> dict[str, Plain]:
    """Return the kind of a field and what belongs to it."""
    plain = {key: one for key, one in value.items() if key != "_said"}
    keys, type_ = set(plain) - {"type"}, plain.get("type")
    if keys == {"enum"}:
        return {"種類": "選択", "選択": plain["enum"]}
    if type_ == "string" and keys <= {"maxLength", "minLength"}:
        most = plain.get("maxLength", 0)
        is_short = of_people or 0 < most <= _SHORT or (bool(texts) and all(map(_is_short, texts)))
        kind: dict[str, Plain] = {"種類": "文字" if is_short else "文章"}
        kind |= {"公表": "しない"} if of_people else {}
        return kind | ({"上限": most} if most else {})
    if type_ in ("number", "integer") and keys <= {"minimum", "maximum"}:
        bounds = {"下": plain.get("minimum"), "上": plain.get("maximum")}
        return {"種類": "数"} | {word: at for word, at in bounds.items() if at is not None}
    if type_ == "array" and keys == {"items"}:
        inner = _kind(plain["items"], [], of_people=False)
        if inner["種類"] == "選択":
            return inner | {"いくつでも": True}
        if inner == {"種類": "文章"}:
            return {"種類": "職員" if of_people else "基準"}
    raise NotAFormError


def _is_short(text: str) -> bool:
    """Tell whether a text is words rather than sentences."""
    return len(text) <= _SHORT and "。" not in text and "\n" not in text.strip()


def _forget(own: Schema, packaged: Schema) -> None:
    """Take the added fields and the notes out of a schema, and the order out of both."""
    for key in [key for key in own["properties"] if key not in packaged["properties"]]:
        del own["properties"][key]
    for side in (own, packaged):
        kept = packaged["properties"]
        side["required"] = sorted(key for key in side.get("required", ()) if key in kept)
        _without_notes(side)


def _without_notes(part: Any) -> None:  # noqa: ANN401 - any part of a schema
    if isinstance(part, dict):
        part.pop("_said", None)
        for one in part.values():
            _without_notes(one)
    elif isinstance(part, list):
        for one in part:
            _without_notes(one)
