"""The sheet with which a section begins a year, made from the sheets it continues."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from typing import NamedTuple

from orgsheet.cycle.carry_plans import carry_plans
from orgsheet.cycle.carry_rows import Links, action_rows, forget_ids, role_rows
from orgsheet.cycle.not_carried import left_behind, unlinked
from orgsheet.cycle.successors import Target
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import blank, blanks
from orgsheet.form.sheet import (
    ACTION_SECTIONS,
    DEVELOPMENT_SECTION,
    NUMBERS,
    PLAN_SECTION,
    PRIORITY_SECTION,
    ROLE_SECTION,
    Sheet,
    SheetId,
)
from orgsheet.japanese.likeness import normalize
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Mapping, Plain, Scalar, Sequence, emit, parse

_MODELINE = "# yaml-language-server: $schema=../../../schema/sheet.schema.json"
_HINTS = {
    "組織目標": "今年度、組織が目指す姿",
    "組織使命": "組織の存在意義と、果たすべき役割",
}
_DEPARTMENT_SECTIONS = (PRIORITY_SECTION, DEVELOPMENT_SECTION)


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
) -> Start:
    """Return the text with which a section begins `year`, in canonical form.

    Args:
        target: which sheet, and what it continues.
        sheets: the readable earlier sheets by id; all `target.sources` are among them.
        plans: says what ①②③ stand for in both years.
        source: the year of the earlier sheets; None where there are none.
        year: the new year.
    """
    sources = [sheets[identity] for identity in target.sources]
    notes: dict[str, None] = {}
    data: dict[str, Plain] = {"年度": year.label, "部名": target.id.department}
    if not target.id.is_department:
        data["課名"] = target.id.section
    samples = [sheet for sheet in sources if sheet.get("見本") is not None]
    if samples:
        data["見本"] = _sample(samples)
    forms = dict.fromkeys(form.text for one in sources if (form := one.text("様式")) is not None)
    if len(forms) == 1:
        data["様式"] = next(iter(forms))
    elif forms:
        notes[f"{target.id} のもとのシートは様式が違うので、様式を書いていません。"] = None
    for key, hint in _HINTS.items():
        data[key] = _prose(key, hint, sources, target)
    data[PLAN_SECTION] = _plans(sources, plans, notes, source, year)
    links = None
    if source is not None and source.next == year:
        links = Links(sheets[one] for one in target.kin if one in sheets)
    if not target.id.is_department:
        data[ROLE_SECTION] = role_rows(sources, links)
    sections = _DEPARTMENT_SECTIONS if target.id.is_department else ACTION_SECTIONS
    for section in sections:
        data[section] = action_rows(sources, section, year, links)
    said = [
        *(
            f"{target.id} で重なる id「{code}」を後の行から消しました。"
            for code in forget_ids(data)
        ),
        *(sentence for sheet in sources for sentence in left_behind(sheet, data)),
        *(unlinked(target.id, data) if links is not None else ()),
    ]
    notes |= dict.fromkeys(said)
    text = emit(data, header=_modeline(sources))
    return Start(text, len(blanks(parse(text.encode(), target.id.path).root)), tuple(notes))


def _modeline(sources: list[Sheet]) -> str:
    """Return the first line: that of the earlier sheet, which may name a schema of the city's."""
    for sheet in sources:
        line = sheet.document.line_text(1).rstrip("\r\n")
        if line.startswith("# yaml-language-server:") and line.isprintable():
            return line
    return _MODELINE


def _sample(samples: list[Sheet]) -> str:
    """Return what 見本 says: that a sample was the origin, which no new sheet may hide."""
    names = "、".join(str(sheet.id) for sheet in samples)
    said = samples[0].text("見本")
    rest = f"もとの見本のことわりは「{' '.join(said.text.split())}」" if said else ""
    return f"見本の {names} から作ったシート。{rest}"


def _prose(key: str, hint: str, sources: list[Sheet], target: Target) -> str:
    """Return a text of the head: as it was, or marked where it can no longer be as it was."""
    found: dict[str, tuple[Sheet, str]] = {}
    for sheet in sources:
        value = sheet.text(key)
        if value is not None and value.text.strip():
            found.setdefault(normalize(value.text), (sheet, value.text.strip("\n")))
    texts = [text for _, text in found.values()]
    if not texts:
        return blank(hint) + "\n"
    if len(texts) == 1 and not target.is_split:
        return texts[0] + "\n"
    names = "、".join(sheet.id.unit for sheet, _ in found.values())
    asked = f"{names}の{key}をもとに、{target.id.unit}の{key}に書き改める"
    return "\n\n".join([blank(asked), *texts]) + "\n"


def _plans(
    sources: list[Sheet],
    plans: PlanRegister,
    notes: dict[str, None],
    source: FiscalYear | None,
    year: FiscalYear,
) -> dict[str, Plain]:
    table: dict[str, Plain] = {}
    for number in NUMBERS:
        if source is None or not sources:
            meaning = plans.meaning(number, year)
            name = f"「{meaning.plan.name}」" if meaning and meaning.plan else f"{number}の計画"
            # A section may well have no plan of its own to name.
            is_named = meaning is not None and meaning.individual
            table[number] = [] if is_named else [blank(f"{name}の項目")]
            continue
        items: dict[str, str] = {}
        for sheet in sources:
            for text in _listed(sheet, number):
                items.setdefault(normalize(text), text)
        carried = carry_plans(plans, number, list(items.values()), source=source, year=year)
        notes |= dict.fromkeys(carried.notes)
        table[number] = list(carried.items)
    return table


def _listed(sheet: Sheet, number: str) -> list[str]:
    """Return the items under a number, also one that was written without a list."""
    table = sheet.get(PLAN_SECTION)
    node = table.entries.get(number) if isinstance(table, Mapping) else None
    nodes = node.items if isinstance(node, Sequence) else [node]
    return [one.text for one in nodes if isinstance(one, Scalar) and one.text.strip()]
