"""What an editor tells of the place that somebody points at: heading, plan, time, finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Field
from orgsheet.form.sheet import Sheet
from orgsheet.lint.finding import Finding
from orgsheet.lsp.pointed_at import PointedAt, pointed_at
from orgsheet.lsp.tell_findings import explained
from orgsheet.registers.plans import Plan, PlanRegister
from orgsheet.render.read_deadline import reading_lines
from orgsheet.source import Document
from orgsheet.workspace.offers import field_at
from orgsheet.workspace.workspace import Workspace


def told_at(
    workspace: Workspace,
    document: Document,
    sheet: Sheet | None,
    offset: int,
    findings: Sequence[Finding],
) -> str:
    """Return what there is to tell of a place, as plain text; "" for nothing.

    Args:
        workspace: where the registers are; its lock is taken.
        document: the text, readable.
        sheet: the sheet that it is, None for a register.
        offset: the place in it.
        findings: those at the place, to be explained.
    """
    parts = [explained(finding) for finding in findings]
    pointed = pointed_at(document, offset)
    if pointed is not None and sheet is not None:
        with workspace.lock:
            parts += _told(workspace, sheet, pointed)
    return "\n\n".join(part for part in parts if part)


def _told(workspace: Workspace, sheet: Sheet, pointed: PointedAt) -> Iterator[str]:
    year = sheet.year
    field = field_at(sheet.form, pointed.headings)
    is_number = field is not None and field.kind == "計画の項目" and len(pointed.headings) > 1
    if pointed.is_heading and not (is_number or pointed.headings[-1] == words.WHEN):
        yield _of_heading(field)
        return
    if year is None:
        return
    plans, text = workspace.plans, pointed.node.text
    if pointed.headings[-1] == words.WHEN and not pointed.is_heading:
        step = next((step for _, step in sheet.milestones if step.when is pointed.node), None)
        if step is not None and step.deadline is not None:
            yield "\n".join(reading_lines(step.deadline))
    elif field is None:
        return
    elif field.kind == "計画の番号" or (is_number and pointed.is_heading):
        yield _of_number(plans, text, year)
    elif is_number:
        yield _of_item(plans, text, pointed.headings[-1], year)
    elif field.kind == "計画の名称":
        plan = plans.find_named(text)
        yield _of_plan(plan) if plan else ""
    elif field.kind in ("選択", "評価"):
        yield next((f"{text}: {said}" for value, said in field.choices if str(value) == text), "")


def _of_heading(field: Field | None) -> str:
    if field is None:
        return ""
    lines = [field.title, field.help]
    lines += [f"例: {example}" for example in field.examples if isinstance(example, str)]
    return "\n".join(line for line in lines if line)


def _of_number(plans: PlanRegister, number: str, year: FiscalYear) -> str:
    meaning = plans.meaning(number, year)
    if meaning is None:
        return f"{number}が{year.kanji}に何を表すかは、計画台帳にありません。"
    told = _of_plan(meaning.plan) if meaning.plan else "課が自分で挙げる個別の計画"
    return "\n".join(line for line in (f"{number} {meaning.label}", told) if line)


def _of_item(plans: PlanRegister, text: str, number: str, year: FiscalYear) -> str:
    meaning = plans.meaning(number, year)
    if meaning is None:
        return ""
    plan = plans.find_named(text) if meaning.individual else meaning.plan
    if plan is None:
        return "計画台帳にない名称です。" if meaning.individual and plans else ""
    item = None if meaning.individual else plans.find_item(text, number, year)
    if item is None and not meaning.individual:
        known = "計画台帳の項目は全部ではありません。" if not plan.items_complete else ""
        return f"{_of_plan(plan)}\nこの項目は計画台帳にありません。{known}"
    return _of_plan(plan)


def _of_plan(plan: Plan) -> str:
    lines = [f"{plan.name}（{plan.period_text()}）"]
    lines += [f"後継の計画: {plan.successor}"] if plan.successor else []
    lines += [f"確認: {plan.verified}"] if plan.verified else []
    return "\n".join(lines)
