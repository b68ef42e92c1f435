"""The JSON Schema of a sheet, made from its form; what editors and the form check read."""

from __future__ import annotations

from orgsheet.form.definition import Field, Form, Row
from orgsheet.form.field_shapes import TEXT, Schema, shape_of, steps_of

_BUILT_IN = {
    "年度": {
        "title": "年度",
        "description": "シートの年度。元号の頭文字（令和は R、平成は H、昭和は S）と年を"
        "半角で続けて書きます。",
        "type": "string",
        "pattern": "^[SHR][1-9][0-9]?$",
        "examples": ["R5", "R6"],
        "x-aliases": ["会計年度", "対象年度"],
    },
    "見本": {
        "title": "見本",
        "description": "実在の公表資料ではない見本のシートに、そのことわりを書きます。"
        "本物のシートには書きません。",
        "type": "string",
        "examples": ["書き方を示すための見本。実在の公表資料ではない"],
    },
    "様式": {
        "title": "様式",
        "description": "標準と違う様式で書くとき、その様式の名前を書きます。",
        "type": "string",
        "examples": ["R6"],
        "x-aliases": ["様式名", "書式"],
    },
}
_ROW_ID = {
    "title": "行の id",
    "description": "年度が変わっても同じ行だと分かるようにつける符号。なくてもかまいません。",
    "type": "string",
    "examples": ["sogo-keikaku"],
}


def sheet_schema(form: Form) -> Schema:
    """Return the JSON Schema (draft 2020-12) of the sheets of a form.

    Beside the standard words it holds `x-aliases`, the words that a person may have written
    instead of a key, and `x-kind`, the kind of the field.
    """
    properties: Schema = {"年度": _BUILT_IN["年度"]}
    department, section = form.units
    of_department, of_section = form.unit_examples or ("", "")
    properties[department] = _unit_schema(form, department, of_department, is_section=False)
    properties[section] = _unit_schema(form, section, of_section, is_section=True)
    # A copy: whoever adds to what a sheet may name as its form adds to this schema alone.
    properties |= {key: dict(_BUILT_IN[key]) for key in ("見本", "様式")}
    properties |= {key: _field_schema(field) for key, field in form.fields.items()}
    required = ["年度", department]
    required += [
        key for key, field in form.fields.items() if not (field.writer or field.is_optional)
    ]
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:orgsheet:schema:sheet:{form.name}",
        "title": form.title,
        "description": form.help,
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }
    schema |= _by_writer(form)
    schema["$defs"] = {
        name: _row_schema(row, is_inner=name in form.timed_rows) for name, row in form.rows.items()
    }
    return schema


def _by_writer(form: Form) -> Schema:
    """Return what only the sheets of sections, or only those of departments, have."""
    words = form.unit_words
    owners: dict[str, list[Field]] = {
        name: [field for field in form.fields.values() if field.writer == word]
        for name, word in zip(("部", "課"), ("部", "課"), strict=True)
    }
    if not any(owners.values()):
        return {}

    def branch(own: str, other: str, title: str) -> Schema:
        part: Schema = {"title": f"{title}のシート"}
        required = [field.key for field in owners[own] if not field.is_optional]
        if required:
            part["required"] = required
        if owners[other]:
            part["properties"] = {field.key: False for field in owners[other]}
        return part

    return {
        "if": {"required": [form.units[1]]},
        "then": branch("課", "部", words[1]),
        "else": branch("部", "課", words[0]),
    }


def _unit_schema(form: Form, key: str, example: str, *, is_section: bool) -> Schema:
    word = form.unit_words[is_section]
    if is_section:
        help_ = f"{word}の正式な名称。{form.unit_words[0]}のシートには書きません。"
        aliases = [word, "課室名", "所属名"]
    else:
        help_ = f"{word}の正式な名称。"
        aliases = [word, "部局名", "部署名"]
    return {
        "title": key,
        "description": help_,
        "type": "string",
        **({"examples": [example]} if example else {}),
        "x-aliases": [alias for alias in aliases if alias not in form.units],
    }


def _field_schema(field: Field) -> Schema:
    words: Schema = {"title": field.title}
    if field.help:
        words["description"] = field.help
    shape = shape_of(field)
    if field.examples:
        shape = {**shape, "examples": list(field.examples)}
    if field.aliases:
        shape = {**shape, "x-aliases": list(field.aliases)}
    return {**words, **shape, "x-kind": field.kind}


def _row_schema(row: Row, *, is_inner: bool) -> Schema:
    """Return the schema of a row; one inside another row is no row that goes on next year."""
    name = next((field.key for field in row.fields.values() if field.kind == "名称"), "項目")
    properties: Schema = {} if is_inner else {"id": _ROW_ID}
    for key, field in row.in_sheet():
        properties[key] = _field_schema(field)
        if field.raw and field.raw != key:
            properties[field.raw] = {
                "title": field.raw,
                "description": f"もとの様式の{field.title}の欄を、そのまま写したもの。"
                "時期と内容に分けられないときに使います。",
                "type": "string",
                **_raw_example(field),
            }
    carried: Schema = {
        "title": "前年度の項目",
        "description": f"名称が変わったときや統合・分割のときに、前の年度の{name}を並べます。"
        "なくてもかまいません。",
        "type": "array",
        "items": TEXT,
        **({"examples": [[row.previous]]} if row.previous else {}),
        "x-aliases": ["昨年度の項目"],
    }
    if not is_inner:
        properties["前年度の項目"] = carried
    return {
        "title": row.title or f"{row.name}の行",
        "description": row.help or f"「{row.name}」の1行。",
        "type": "object",
        "additionalProperties": False,
        "required": [key for key, field in row.in_sheet() if not field.is_optional],
        "properties": properties,
    }


def _raw_example(field: Field) -> Schema:
    """Return the first example of a deadline as it would stand unsplit; {} where there is none."""
    steps = [f"{step['時期']}：{step['内容']}" for step in steps_of(field) if len(step) > 1]
    return {"examples": steps[:1]} if steps else {}
