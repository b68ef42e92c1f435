"""The sheet with which a section begins a year, made from the sheets it continues."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from typing import NamedTuple

from orgsheet.cycle.carry_plans import carry_plans
from orgsheet.cycle.carry_rows import carried_value, forget_ids, table_rows
from orgsheet.cycle.last_year_hints import with_hints
from orgsheet.cycle.not_carried import left_behind
from orgsheet.cycle.result_hints import proposals
from orgsheet.cycle.successors import Target
from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words as words
from orgsheet.form.blanks import blank, blanks, hint_for
from orgsheet.form.definition import Field, Form
from orgsheet.form.known_forms import KnownForms, packaged_forms
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.form.sheet_in_form import in_form
from orgsheet.japanese.likeness import normalize
from orgsheet.registers.plans import PlanRegister
from orgsheet.registers.scales import ScaleRegister, packaged_scales
from orgsheet.source import Mapping, Node, Plain, Scalar, Sequence, emit, parse


class Start(NamedTuple):
    """A sheet to begin with: its text, how many places are to be filled in, what is to be known."""

    text: str
    open: int
    notes: tuple[str, ...]


def start_sheet(
    target: Target,
    sheets: AbstractMapping[SheetId, Sheet],
    plans: PlanRegister,
    *,
    source: FiscalYear | None,
    year: FiscalYear,
    forms: KnownForms | None = None,
    scales: ScaleRegister | None = None,
) -> Start:
    """Return the text with which a section begins `year`, in canonical form.

    Args:
        target: which sheet, and what it continues.
        sheets: the readable earlier sheets by id; all `target.sources` are among them.
        plans: says what the numbers of plans stand for in both years.
        source: the year of the earlier sheets; None where there are none.
        year: the new year.
        forms: the forms there are; None for the packaged ones.
        scales: the scales of ratings; None for the packaged ones.
    """
    forms = forms or packaged_forms()
    scales = scales or packaged_scales()
    notes: dict[str, None] = {}
    named = _named_form(target, sheets, forms, notes, year)
    form = forms.form(named) or forms.of_year(year.label) or forms.newest
    vocabulary = forms.words(form)
    translated = {one: in_form(sheet, form, vocabulary) for one, sheet in sheets.items()}
    sources = [translated[identity] for identity in target.sources]
    data = _head(target, sources, form, year, named)
    own = "部" if target.id.is_department else "課"
    for key, field in form.fields.items():
        if field.writer not in ("", own) or field.time:
            continue
        if field.kind == "文章" and not field.is_optional:
            data[key] = _prose(field, sources, target)
        elif field.kind == "計画の項目":
            data[key] = _plans(field, sources, plans, notes, source, year)
        elif field.kind == "表":
            data[key] = table_rows(sources, form.list_of[key], year)
        else:
            value = _first(key, sources)
            if value is not None or not field.is_optional:
                data[key] = carried_value(field, value, year)
    said = [
        *(
            f"{target.id} で重なる id「{code}」を後の行から消しました。"
            for code in forget_ids(data, form)
        ),
        *(sentence for sheet in sources for sentence in left_behind(sheet, data, form)),
        *(sentence for sheet in sources for sentence in proposals(sheet, scales)),
    ]
    notes |= dict.fromkeys(said)
    text = emit(data, header=_modeline(sources, target.id), words=vocabulary)
    document = parse(text.encode(), target.id.path, words=vocabulary)
    return Start(
        with_hints(document, sources, form, scales), len(blanks(document.root)), tuple(notes)
    )


def _head(
    target: Target, sources: list[Sheet], form: Form, year: FiscalYear, named: str
) -> dict[str, Plain]:
    data: dict[str, Plain] = {words.YEAR: year.label, form.units[0]: target.id.department}
    if not target.id.is_department:
        data[form.units[1]] = target.id.section
    samples = [sheet for sheet in sources if sheet.get(words.SAMPLE) is not None]
    if samples:
        data[words.SAMPLE] = _sample(samples)
    return data | ({words.FORM: named} if named else {})


def _named_form(
    target: Target,
    sheets: AbstractMapping[SheetId, Sheet],
    forms: KnownForms,
    notes: dict[str, None],
    year: FiscalYear,
) -> str:
    """Return what the new sheet says under 様式: what the earlier ones do; "" for nothing.

    A form of earlier years alone is not named again: the new year decides.
    """
    sources = [sheets[identity] for identity in target.sources]
    named = dict.fromkeys(
        text.text for one in sources if (text := one.text(words.FORM)) is not None
    )
    if len(named) > 1:
        notes[f"{target.id} のもとのシートは様式が違うので、様式を書いていません。"] = None
    if len(named) != 1:
        return ""
    name = next(iter(named))
    form = forms.form(name.strip())
    return "" if form is not None and form.is_over(year) else name


def _first(key: str, sources: list[Sheet]) -> Node | None:
    return next((node for sheet in sources if (node := sheet.get(key)) is not None), None)


def _modeline(sources: list[Sheet], identity: SheetId) -> str:
    """Return the first line: that of the earlier sheet, which may name a schema of the city's."""
    for sheet in sources:
        line = sheet.document.line_text(1).rstrip("\r\n")
        if line.startswith("# yaml-language-server:") and line.isprintable():
            return line
    return identity.modeline


def _sample(samples: list[Sheet]) -> str:
    """Return what 見本 says: that a sample was the origin, which no new sheet may hide."""
    names = "、".join(str(sheet.id) for sheet in samples)
    said = samples[0].text(words.SAMPLE)
    rest = f"もとの見本のことわりは「{' '.join(said.text.split())}」" if said else ""
    return f"見本の {names} から作ったシート。{rest}"


def _prose(field: Field, sources: list[Sheet], target: Target) -> str:
    """Return a text of the head: as it was, or marked where it can no longer be as it was."""
    key = field.key
    found: dict[str, tuple[Sheet, str]] = {}
    for sheet in sources:
        value = sheet.text(key)
        if value is not None and value.text.strip():
            found.setdefault(normalize(value.text), (sheet, value.text.strip("\n")))
    texts = [text for _, text in found.values()]
    if not texts:
        return blank(hint_for(field)) + "\n"
    if len(texts) == 1 and not target.is_split:
        return texts[0] + "\n"
    names = "、".join(sheet.id.unit for sheet, _ in found.values())
    asked = f"{names}の{key}をもとに、{target.id.unit}の{key}に書き改める"
    return "\n\n".join([blank(asked), *texts]) + "\n"


def _plans(
    field: Field,
    sources: list[Sheet],
    plans: PlanRegister,
    notes: dict[str, None],
    source: FiscalYear | None,
    year: FiscalYear,
) -> dict[str, Plain]:
    table: dict[str, Plain] = {}
    for number in field.numbers:
        if source is None or not sources:
            meaning = plans.meaning(number, year)
            name = f"「{meaning.plan.name}」" if meaning and meaning.plan else f"{number}の計画"
            # A section may well have no plan of its own to name.
            is_named = meaning is not None and meaning.individual
            table[number] = [] if is_named else [blank(f"{name}の項目")]
            continue
        items: dict[str, str] = {}
        for sheet in sources:
            for text in _listed(sheet, field.key, number):
                items.setdefault(normalize(text), text)
        carried = carry_plans(plans, number, list(items.values()), source=source, year=year)
        notes |= dict.fromkeys(carried.notes)
        table[number] = list(carried.items)
    return table


def _listed(sheet: Sheet, key: str, number: str) -> list[str]:
    """Return the items under a number, also one that was written without a list."""
    table = sheet.get(key)
    node = table.entries.get(number) if isinstance(table, Mapping) else None
    nodes = node.items if isinstance(node, Sequence) else [node]
    return [one.text for one in nodes if isinstance(one, Scalar) and one.text.strip()]
