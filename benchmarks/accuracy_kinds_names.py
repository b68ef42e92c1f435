"""Defects of names and words: slips in terms, department against section, year against year."""

# ruff: noqa: D103, PLR2004 - a kind is documented by its title; the numbers only choose places

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from random import Random

from accuracy_defects import Injection, defect, inside, instead, put
from accuracy_kinds_dates import own_actions
from accuracy_kinds_form import is_mirrored

from orgsheet.form.sheet import Action, Sheet, SheetId
from orgsheet.source import Scalar
from orgsheet.workspace.workspace import Workspace

_SHORT = 24


def _roles_of_own_priorities(sheet: Sheet, workspace: Workspace) -> Iterator[tuple[Action, Scalar]]:
    for action in sheet.priorities:
        item = action.item
        if item is not None and not is_mirrored(sheet, workspace, action.node):
            yield action, item


@defect("役割の名称とのわずかな違い", "name-priority-near", follows=("name-two-forms",))
def near_priority(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for _, item in _roles_of_own_priorities(sheet, workspace):
        for role in sheet.roles:
            name = "" if role.name is None else role.name.text
            if len(name) < 6 or not re.search("[ぁ-ん]", name):
                continue
            forms = [name.replace("の", "", 1), name.replace("・", "及び", 1)]
            wrong = [form for form in forms if form != name]
            if wrong:
                yield instead(sheet.document, item, random.choice(wrong))


@defect("役割の表にない重点事業", "name-priority-unmatched")
def unmatched_priority(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for _, item in _roles_of_own_priorities(sheet, workspace):
        name = random.choice(["月面探査への参加", "宇宙港の誘致", "深海ホテルの開業"])
        yield instead(sheet.document, item, name)


@defect("書き方だけ違う名称", "name-style-differs")
def style_differs(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for _, item in _roles_of_own_priorities(sheet, workspace):
        for role in sheet.roles:
            name = "" if role.name is None else role.name.text
            for old, new in (("・", ""), ("（", "("), ("GIGA", "ＧＩＧＡ")):
                if old in name:
                    yield instead(sheet.document, item, name.replace(old, new))


@defect("部の中で2とおりの名称", "name-two-forms", either=True)
def two_forms(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    if sheet.is_department:
        return
    others = [
        role.name.text
        for other in workspace.sheets(year=sheet.id.year, department=sheet.id.department)
        if other is not sheet
        for role in other.roles
        if role.name is not None
    ]
    for action in sheet.actions:
        if action.item is None or action.section == "今年度の重点事業":
            continue
        for name in random.sample(others, min(3, len(others))):
            if "の" in name and len(re.findall("[ァ-ヴ一-龠]", name)) >= 6:
                yield instead(sheet.document, action.item, name.replace("の", "", 1))


def _usual_terms(workspace: Workspace) -> list[str]:
    """Return the katakana terms that the sheets use often."""
    counts: Counter[str] = Counter()
    for sheet in workspace.sheets():
        for value in sheet.prose:
            counts.update(re.findall("[ァ-ヴー]{5,12}", value.text))
    return [term for term, count in counts.items() if count >= 6]


@defect("1字違いの片仮名語", "name-term-slip")
def term_slip(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    terms = _usual_terms(workspace)
    for value in sheet.prose:
        if value.step in ("項目", "内容") or is_mirrored(sheet, workspace, value):
            continue
        term = random.choice(terms)
        places = [at for at in range(1, len(term) - 1) if term[at] in "ッブプドグシバジビ"]
        if not places:
            continue
        at = random.choice(places)
        soft = {"ッ": "ツ", "ブ": "プ", "プ": "ブ", "ド": "ト", "グ": "ク", "シ": "ツ"}
        soft |= {"バ": "パ", "ジ": "ヅ", "ビ": "ピ"}
        wrong = term[:at] + soft[term[at]] + term[at + 1 :]
        injection = inside(sheet.document, value, 0, 0, f"{wrong}を含め、")
        start, _ = injection.mark
        yield Injection(injection.path, injection.edits, (start, start + len(wrong)))


@defect(
    "「」の中の名称の1字違い",
    "name-quoted-slip",
    "plan-name-damaged",
    "plan-item-damaged",
    follows=("name-term-slip",),
)
def quoted_slip(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    names = [link.item.text for other in workspace.sheets() for link in other.plan_links]
    usual = [name for name, count in Counter(names).items() if count >= 4]
    for value in sheet.prose:
        if value.step in ("項目", "内容") or is_mirrored(sheet, workspace, value):
            continue
        name = random.choice([name for name in usual if len(name) >= 8])
        places = [at for at in range(1, len(name) - 1) if re.match("[一-龠]", name[at])]
        at = random.choice(places)
        wrong = name[: at + 1] + name[at:]
        injection = inside(sheet.document, value, 0, 0, f"「{wrong}」に向け、")
        start, _ = injection.mark
        yield Injection(injection.path, injection.edits, (start + 1, start + 1 + len(wrong)))


@defect("部と課で違う文", "cascade-text-differs")
def differing_text(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    if not sheet.is_department:
        return
    for action in sheet.priorities:
        value = action.action
        if value is None or not is_mirrored(sheet, workspace, action.node):
            continue
        places = [m.start() for m in re.finditer("[一-龠](?=[一-龠])", value.text)]
        for at in random.sample(places, min(4, len(places))):
            start = inside(sheet.document, value, at, at + 1, "").mark[0]
            yield Injection(sheet.document.path, ((start, start + 1, ""),), (start, start))


@defect("部より遅い課の時期", "cascade-deadline-later", follows=("deadline-order",))
def later_section(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    if sheet.is_department:
        return
    for action in sheet.priorities:
        if not is_mirrored(sheet, workspace, action.node):
            continue
        for step in action.milestones:
            last = None if step.deadline is None else step.deadline.last
            if step.when is not None and last is not None and last.month != 3:
                later = random.choice(["令和6年3月", "3月", "3月末"])
                yield instead(sheet.document, step.when, later)


@defect("どの課にもない部の重点事業", "cascade-priority-orphan")
def orphan_priority(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    if sheet.is_department:
        for action in sheet.priorities:
            if action.item is not None:
                name = random.choice(["月面探査への参加", "宇宙港の誘致", "深海ホテルの開業"])
                yield instead(sheet.document, action.item, name)


@defect("重なった助詞", "text-doubled-particle")
def doubled_particle(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for value in sheet.prose:
        if value.step not in ("行動アクション", "組織の役割", "組織目標", "組織使命"):
            continue
        if is_mirrored(sheet, workspace, value):
            continue
        for match in re.finditer("(?<=[一-龠])[をにの](?=[一-龠])", value.text):
            yield inside(sheet.document, value, *match.span(), match.group() * 2)


@defect("一人だけの担当", "staff-single")
def single_person(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for role in sheet.roles:
        if len(role.staff) > 1:
            first, last = role.staff[0], role.staff[-1]
            yield put(sheet.document, first.start, last.end, first.text)


@defect("名前の書き方の違い", "staff-spelling", follows=("staff-single",))
def other_spelling(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for role in sheet.roles:
        for person in role.staff:
            rows = [r for r in sheet.roles if person.text in {p.text for p in r.staff}]
            if len(rows) < 2 or len(person.text) < 2 or role is rows[0]:
                continue
            forms = [f"{person.text[0]} {person.text[1:]}", f"{person.text[0]}　{person.text[1:]}"]
            yield instead(sheet.document, person, random.choice(forms))


def _last_year(sheet: Sheet, workspace: Workspace) -> Sheet | None:
    if sheet.id.year != "R5":
        return None
    return workspace.sheet(SheetId("R4", sheet.id.department, sheet.id.section))


@defect("前年度のままの期限の文", "year-deadline-unmoved", follows=("year-text-copied",))
def unmoved_deadline(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    before = _last_year(sheet, workspace)
    if before is None:
        return
    for old in before.prose:
        match = re.search("令和[45]年[0-9]+月末?(?=まで)", old.text)
        if match is None or old.step == "期限原文":
            continue
        for action in own_actions(sheet, workspace):
            for criterion in action.criteria:
                yield put(sheet.document, criterion.start, criterion.end, old.text, match.span())


@defect("前年度と同じ業務改善", "year-improvement-copied")
def copied_improvement(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    before = _last_year(sheet, workspace)
    if before is not None:
        for old in before.actions_of("業務プロセスの改善"):
            for action in sheet.actions_of("業務プロセスの改善"):
                if old.action is not None and action.action is not None:
                    text = "".join(f"      {line}\n" for line in old.action.text.splitlines())
                    yield _block(sheet, action.action, text)


@defect("前年度と同じ文", "year-text-copied")
def copied_text(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    before = _last_year(sheet, workspace)
    if before is not None:
        for old in before.actions:
            for action in sheet.actions_of(old.section):
                if old.section == "業務プロセスの改善" or is_mirrored(
                    sheet, workspace, action.node
                ):
                    continue
                # Shorter sentences may well be the same in two years.
                if old.action is not None and action.action and len(old.action.text) > _SHORT:
                    text = "".join(f"      {line}\n" for line in old.action.text.splitlines())
                    yield _block(sheet, action.action, text)


def _block(sheet: Sheet, value: Scalar, text: str) -> Injection:
    new = f"|\n{text}".removesuffix("\n")
    return put(sheet.document, value.start, value.end, new, (0, 0))


@defect("前年度のままの年度", "year-named-wrong")
def old_year(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for value in sheet.prose:
        if value.step in ("行動アクション", "組織目標") and not is_mirrored(
            sheet, workspace, value
        ):
            what = random.choice(["説明会を開催する", "実態調査を行う", "新たな計画を策定する"])
            year = "令和4年度" if sheet.id.year == "R5" else "令和3年度"
            injection = inside(sheet.document, value, 0, 0, f"{year}は、{what}。")
            start, _ = injection.mark
            yield Injection(injection.path, injection.edits, (start, start + len(year)))


@defect("前年度のシートにない前年度の項目", "year-previous-unknown")
def unknown_previous(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    if _last_year(sheet, workspace) is None:
        return
    for action in sheet.actions:
        name = random.choice(["月面探査への参加", "宇宙港の誘致", "深海ホテルの開業"])
        at = action.node.start
        head = "前年度の項目:\n      - "
        new = f"{head}{name}\n    "
        yield put(sheet.document, at, at, new, (len(head), len(head) + len(name)))
