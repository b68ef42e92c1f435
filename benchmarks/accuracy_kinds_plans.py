"""Defects of plan references: wrong names, numbers and years, and the department's list."""

# ruff: noqa: D103, PLR2004 - a kind is documented by its title; the numbers only choose places

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from accuracy_defects import Injection, defect, inside, instead, line_of, put
from accuracy_kinds_form import is_mirrored, replace_entry
from form_headings import PLAN_SECTION

from orgsheet.form.sheet import Sheet
from orgsheet.source import Mapping
from orgsheet.workspace.workspace import Workspace

_CASCADE = ("cascade-plan-missing", "cascade-plan-orphan")
_PARTICLES = frozenset("のをはがとやへに、・「」")


def plan_table(sheet: Sheet) -> Mapping:
    """Return the table of ①②③; clean sheets have one."""
    table = sheet.get(PLAN_SECTION)
    assert isinstance(table, Mapping), "clean sheets have the table"
    return table


def slipped(text: str, random: Random) -> str:
    """Return a text with one typing slip inside: a character lost, doubled or exchanged."""
    places = [
        at
        for at in range(1, len(text) - 1)
        if not text[at].isdigit() and text[at] not in _PARTICLES and text[at] != text[at + 1]
    ]
    at = random.choice(places)
    slip = random.choice(["lost", "doubled", "wrong"])
    if slip == "lost":
        return text[:at] + text[at + 1 :]
    if slip == "doubled":
        return text[: at + 1] + text[at:]
    return text[:at] + random.choice("進設間理計") + text[at + 1 :]


@defect("計画の項目の1字違い", "plan-item-near", follows=(*_CASCADE, "name-term-slip"))
def slipped_item(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    plans = workspace.plans
    for link in sheet.plan_links:
        assert sheet.year is not None, "clean sheets have a year"
        for _ in range(3):
            text = slipped(link.item.text, random)
            known = plans.find_item(text, link.number, sheet.year) or plans.find(text)
            if len(text) > 6 and not known:
                yield instead(sheet.document, link.item, text)
                break


@defect("台帳にない計画", "plan-item-unknown", follows=_CASCADE)
def unknown_plan(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for link in sheet.plan_links:
        if link.number == "③":
            name = random.choice(["宇宙開発構想", "深海都市基本計画", "月面基地整備指針"])
            yield instead(sheet.document, link.item, name)


@defect("計画にない項目", "plan-item-outside", follows=_CASCADE)
def item_outside(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    assert sheet.year is not None, "clean sheets have a year"
    for link in sheet.plan_links:
        if workspace.plans.items(link.number, sheet.year)[1]:
            name = random.choice(["宇宙開発の促進", "深海資源の活用", "時間旅行者の受入れ"])
            yield instead(sheet.document, link.item, name)


@defect("別の番号の項目", "plan-item-wrong-number", follows=(*_CASCADE, "plan-number-empty"))
def wrong_number_item(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    assert sheet.year is not None, "clean sheets have a year"
    for link in sheet.plan_links:
        other = {"①": "②", "②": "①"}.get(link.number)
        items = workspace.plans.items(other, sheet.year)[0] if other else ()
        listed = {known.item.text for known in sheet.plan_links}
        for item in items[:3]:
            if item.text not in listed:
                yield instead(sheet.document, link.item, item.text)


@defect("二度ある項目", "plan-item-repeated")
def repeated_item_of_plan(
    sheet: Sheet, workspace: Workspace, random: Random
) -> Iterator[Injection]:
    del workspace, random
    for link in sheet.plan_links:
        _, end = line_of(sheet.document, link.item.start)
        text = f"    - {link.item.text}\n"
        yield put(sheet.document, end, end, text, (6, len(text) - 1))


@defect("二つの番号にある項目", "plan-item-two-numbers", "plan-item-wrong-number", follows=_CASCADE)
def item_under_two_numbers(
    sheet: Sheet, workspace: Workspace, random: Random
) -> Iterator[Injection]:
    del workspace, random
    listed = {link.number: link for link in sheet.plan_links}
    first, second = listed.get("①"), listed.get("②")
    if first is not None and second is not None:
        _, end = line_of(sheet.document, second.item.start)
        text = f"    - {first.item.text}\n"
        yield put(sheet.document, end, end, text, (6, len(text) - 1))


@defect("終わった計画", "plan-not-in-force", follows=_CASCADE)
def ended_plan(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    assert sheet.year is not None, "clean sheets have a year"
    ended = [
        plan.name
        for plan in workspace.plans.plans
        if plan.individual and plan.in_force(sheet.year) is False
    ]
    for link in sheet.plan_links:
        if link.number == "③":
            yield instead(sheet.document, link.item, random.choice(ended))


@defect("空の番号を挙げた事務", "plan-number-without-list", follows=_CASCADE)
def cited_without_list(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    table = plan_table(sheet)
    for number in ("①", "②", "③"):
        cited = [n for role in sheet.roles for n in role.numbers if n.text == number]
        if cited and any(link.number == number for link in sheet.plan_links):
            injection = replace_entry(sheet, table, number, f"{number}: []")
            start, end, new = injection.edits[0]
            at = cited[0].start - (end - start) + len(new)
            yield Injection(sheet.document.path, injection.edits, (at, at + 1))
    empty = [n for n in table.keys if all(link.number != n for link in sheet.plan_links)]
    for role in sheet.roles:
        for number in empty:
            last = role.numbers[-1]
            yield put(sheet.document, last.end, last.end, f", {number}", (2, 3))


@defect("挙げられていない番号", "plan-number-uncited")
def uncited_number(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    table = plan_table(sheet)
    for number in ("①", "②", "③"):
        rows = [role for role in sheet.roles if number in {n.text for n in role.numbers}]
        if not rows or any(len(role.numbers) < 2 for role in rows) or len(sheet.roles) < 2:
            continue
        edits = []
        for role in rows:
            texts = [n.text for n in role.numbers if n.text != number]
            first, last = role.numbers[0], role.numbers[-1]
            edits.append((first.start, last.end, ", ".join(texts)))
        key = table.keys[number]
        yield Injection(sheet.document.path, tuple(edits), (key.start, key.end))


@defect("部のシートの空の番号", "plan-number-empty", follows=_CASCADE)
def empty_number(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    if sheet.is_department:
        for number in ("①", "②"):
            yield replace_entry(sheet, plan_table(sheet), number, f"{number}: []")


@defect("部のシートにない項目", "cascade-plan-missing")
def item_not_of_department(
    sheet: Sheet, workspace: Workspace, random: Random
) -> Iterator[Injection]:
    del random
    department = workspace.sheet(sheet.id.department_id)
    assert department is not None, "clean departments have their sheet"
    assert sheet.year is not None, "clean sheets have a year"
    if sheet.is_department:
        return
    known = {link.item.text for link in department.plan_links}
    for number in ("①", "②"):
        for item in workspace.plans.items(number, sheet.year)[0]:
            if item.text not in known:
                links = [link for link in sheet.plan_links if link.number == number]
                _, end = line_of(sheet.document, links[-1].item.start)
                text = f"    - {item.text}\n"
                yield put(sheet.document, end, end, text, (6, len(text) - 1))


@defect("どの課にもない部の項目", "cascade-plan-orphan")
def item_of_no_section(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    assert sheet.year is not None, "clean sheets have a year"
    if not sheet.is_department:
        return
    known = {link.item.text for link in sheet.plan_links}
    for number in ("①", "②"):
        for item in workspace.plans.items(number, sheet.year)[0]:
            if item.text not in known:
                links = [link for link in sheet.plan_links if link.number == number]
                _, end = line_of(sheet.document, links[-1].item.start)
                text = f"    - {item.text}\n"
                yield put(sheet.document, end, end, text, (6, len(text) - 1))


@defect("文の中の計画名の1字違い", "plan-name-damaged", "name-quoted-slip")
def damaged_name(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    assert sheet.year is not None, "clean sheets have a year"
    names = [plan.name for plan in workspace.plans.plans if plan.in_force(sheet.year)]
    for value in sheet.prose:
        if value.step not in ("行動アクション", "組織の役割", "組織目標"):
            continue
        if is_mirrored(sheet, workspace, value):
            continue
        name = random.choice(names)
        wrong = slipped(name, random)
        if workspace.plans.find(wrong) is None and wrong not in name:
            injection = inside(sheet.document, value, 0, 0, f"「{wrong}」に基づき、")
            start, _ = injection.mark
            yield Injection(injection.path, injection.edits, (start + 1, start + 1 + len(wrong)))


@defect("文の中の古い版の計画", "plan-edition-old")
def old_edition(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    names = ["第2次架空市環境基本計画", "かくう未来実行プラン2018", "第1次架空市地域福祉計画"]
    for value in sheet.prose:
        if value.step not in ("行動アクション", "組織の役割", "組織目標"):
            continue
        if is_mirrored(sheet, workspace, value):
            continue
        name = random.choice(names)
        what = random.choice(
            ["に基づき、事業を進める。", "に掲げた施策を進める。", "に沿って、関係課と連携する。"]
        )
        injection = inside(sheet.document, value, 0, 0, f"「{name}」{what}")
        start, _ = injection.mark
        yield Injection(injection.path, injection.edits, (start + 1, start + 1 + len(name)))


@defect("略した計画名", "plan-short-name", follows=_CASCADE)
def short_name(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for link in sheet.plan_links:
        plan = workspace.plans.find(link.item.text)
        for alias in plan.aliases if plan is not None and plan.individual else ():
            yield instead(sheet.document, link.item, alias)


@defect("最終年度の計画", "plan-last-year", follows=_CASCADE)
def last_year(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    plans = [
        plan.name
        for plan in workspace.plans.plans
        if plan.individual and plan.last == sheet.year and plan.last is not None
    ]
    listed = {link.item.text for link in sheet.plan_links}
    department = workspace.sheet(sheet.id.department_id)
    if department is not None:  # what it lists, too, is told there
        listed |= {link.item.text for link in department.plan_links}
    for link in sheet.plan_links:
        name = random.choice(plans)
        if link.number == "③" and name not in listed:
            yield instead(sheet.document, link.item, name)
