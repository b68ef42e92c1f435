"""Checks of plan periods: in force in the sheet's year, about to end, or not known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import NUMBERS, PLAN_SECTION, PlanLink, Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import key_of, normalize
from orgsheet.lint.check_registry import Spot, check
from orgsheet.registers.plans import Plan, PlanRegister
from orgsheet.source import Document, Mapping, Node, text_span
from orgsheet.workspace.workspace import PLANS_PATH, Workspace

_Related = list[tuple[Document, Node | tuple[int, int], str]]

CURRENT_WORDS = (
    *("に基づ", "に基き", "に沿っ", "に沿い", "に即し", "に則", "にのっと", "に掲げ", "に定め"),
    *(
        "に位置付け",
        "に位置づけ",
        "の推進",
        "を推進",
        "の実現",
        "を着実",
        "の着実",
        "の実行",
        "を実行",
    ),
)
"""Behind a plan's name, these say that the plan is being carried out."""
PAST_WORDS = (
    *("前計画", "旧計画", "前期", "終了", "満了", "終え", "踏まえ", "評価", "検証", "総括", "後継"),
    *("引き継", "引継", "継承", "改定", "改訂", "見直", "廃止", "移行", "実績", "結果", "経過"),
    *("これまで", "従来", "当時", "前年度", "昨年度", "までの", "整備され", "設置され", "きた"),
)
"""In the same sentence, these say that the plan is spoken of as a past one."""


@check(values=("番号", "項目", "計画", "期間", "後継の文", "年度"))
def plan_not_in_force(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a listed plan that has ended before, or begins after, the sheet's year."""
    for link, plan in _cited_plans(sheet, workspace):
        year = sheet.year
        assert year is not None, "plans are cited in a year"
        if plan.in_force(year) is not False:
            continue
        successor = _successor(plan, workspace.plans, year)
        named = successor.name if successor else plan.successor
        yield Spot(
            node=link.item,
            values={
                "番号": link.number,
                "項目": link.item.text,
                "計画": plan.name,
                "期間": plan.period_text(),
                "後継の文": f"後継は「{named}」です。" if named else "",
                "年度": year.kanji,
            },
            related=_entry(plan, workspace),
            replacement=successor.name if successor else None,
        )


def _cited_plans(sheet: Sheet, workspace: Workspace) -> Iterator[tuple[PlanLink, Plan]]:
    if sheet.year is None:
        return
    for link in sheet.plan_links:
        plan = _named(workspace.plans, sheet.year, link.number, link.item.text)
        if plan is not None:
            yield link, plan


@lru_cache(maxsize=4096)
def _named(plans: PlanRegister, year: FiscalYear, number: str, text: str) -> Plan | None:
    """Return the plan an item names, None under a number that lists the items of a plan.

    Remembered, because the sheets of a year name the same few plans.
    """
    meaning = plans.meaning(number, year)
    return plans.find(text) if meaning is None or meaning.individual else None


def _successor(plan: Plan, plans: PlanRegister, year: FiscalYear) -> Plan | None:
    """Return the plan in force in `year` that follows on an ended one."""
    for _ in range(len(plans.plans)):  # a register may name successors in a circle by mistake
        following = plans.find(plan.successor) if plan.successor else None
        if following is None:
            return None
        if following.in_force(year):
            return following
        plan = following
    return None


def _entry(plan: Plan, workspace: Workspace) -> _Related:
    register = workspace.document(PLANS_PATH)
    return [] if register is None else [(register, plan.node, "計画台帳での登録")]


@check(values=("番号", "計画", "年度", "後継の文"))
def plan_last_year(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a plan the sheet refers to, by name or by number, in the plan's last year.

    What the department's sheet refers to, too, is reported there alone.
    """
    year = sheet.year
    told: set[str] | None = None
    for number, plan, node, span in _referred(sheet, workspace):
        if plan.last == year and year is not None:
            if told is None:
                told = _of_department(sheet, workspace)
            if plan.name in told:
                continue
            named = plan.successor
            yield Spot(
                node=node,
                start=span[0],
                end=span[1],
                values={
                    "番号": number,
                    "計画": plan.name,
                    "年度": year.kanji,
                    "後継の文": (
                        f"後継は「{named}」です。"
                        if named
                        else "後継の計画は台帳にまだありません。"
                    ),
                },
                related=_entry(plan, workspace),
            )


def _of_department(sheet: Sheet, workspace: Workspace) -> set[str]:
    """Return the plans that the department's sheet refers to; none for that sheet itself."""
    if sheet.id.is_department:
        return set()
    department = workspace.sheet(sheet.id.department_id)
    if department is None or department.year != sheet.year:
        return set()
    return {plan.name for _, plan, _, _ in _referred(department, workspace)}


def _referred(
    sheet: Sheet, workspace: Workspace
) -> Iterator[tuple[str, Plan, Node, tuple[int, int]]]:
    """Yield number, plan, node and what to mark: the plan behind a number, then named plans."""
    table = sheet.get(PLAN_SECTION)
    if sheet.year is None or not isinstance(table, Mapping):
        return
    used = {link.number for link in sheet.plan_links}
    for number in NUMBERS:
        meaning = workspace.plans.meaning(number, sheet.year)
        if number in used and meaning is not None and meaning.plan is not None:
            key = table.keys[number]
            yield number, meaning.plan, table.entries[number], (key.start, key.end)
    for link, plan in _cited_plans(sheet, workspace):
        yield link.number, plan, link.item, (link.item.start, link.item.end)


@check(values=("番号", "計画"))
def plan_period_unknown(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a plan the sheet refers to whose period the register does not know at all."""
    for number, plan, node, span in _referred(sheet, workspace):
        if plan.first is None and plan.last is None:
            yield Spot(
                node=node,
                start=span[0],
                end=span[1],
                values={"番号": number, "計画": plan.name},
                related=_entry(plan, workspace),
            )


class _Series(NamedTuple):
    """The editions of one plan: what their names share, and the edition in force (None: none).

    `plans` holds the registered editions by number; a plan whose name has no number is edition 0.
    """

    stem: str
    pattern: re.Pattern[str]
    plans: dict[int, Plan]
    current: int | None


_NUMERAL = "[0-9]{1,4}|[一二三四五六七八九十]{1,3}"
_EDITION = pattern(f"第({_NUMERAL})(?=[次期])|(?<![0-9])((?:19|20)[0-9]{{2}})(?![0-9])")
_MIN_STEM = 5
_AROUND = 300
_KANJI = {char: value for value, char in enumerate("〇一二三四五六七八九")}


@lru_cache(maxsize=32)
def _series(plans: PlanRegister, year: FiscalYear) -> tuple[_Series, ...]:
    """Return every series of which an edition may be out of date in `year`."""
    groups: dict[tuple[str, str, str], dict[int, Plan]] = {}
    for plan in plans.plans:
        for name in (plan.name, *plan.aliases):
            match = _EDITION.search(name)
            if match is None:
                groups.setdefault((name, "", ""), {}).setdefault(0, plan)
            else:
                group = 1 if match[1] else 2
                head, tail = name[: match.start(group)], name[match.end(group) :]
                groups.setdefault((max(head, tail, key=len), head, tail), {}).setdefault(
                    _value(match[group]), plan
                )
    found = []
    for (stem, head, tail), editions in groups.items():
        numbered = 0 not in editions
        ended = any(plan.in_force(year) is False for plan in editions.values())
        if len(stem) < _MIN_STEM or not (numbered or ended):
            continue
        source = (
            f"{re.escape(normalize(head))}(?P<edition>{_NUMERAL})(?![0-9]){re.escape(normalize(tail))}"
            if numbered
            else f"(?<![次期])(?P<edition>){re.escape(normalize(stem))}(?![0-9])"
        )
        current = max((n for n, plan in editions.items() if plan.in_force(year)), default=None)
        found.append(_Series(stem, re.compile(source), editions, current))
    return tuple(found)


def _value(numeral: str) -> int:
    """Return the number of an edition, in digits or in kanji up to 99; 0 for an empty numeral."""
    if not numeral or numeral.isascii():
        return int(numeral or 0)
    tens, ten, ones = numeral.rpartition("十")
    return (10 * _KANJI.get(tens, 1) if ten else 0) + _KANJI.get(ones, 0)


@check(values=("書かれた名", "年度", "今の名", "今の名の文"))
def plan_edition_old(
    sheet: Sheet,
    workspace: Workspace,
    *,
    current_words: tuple[str, ...] = CURRENT_WORDS,
    past_words: tuple[str, ...] = PAST_WORDS,
) -> Iterator[Spot]:
    """Report prose that carries out a plan that had ended before the sheet's year.

    Args:
        sheet: the sheet.
        workspace: gives the plan register.
        current_words: behind the name, these show that the plan is meant as one in force.
        past_words: in the same sentence, these show that it is meant as a past one.
    """
    year = sheet.year
    if year is None or not workspace.plans:
        return
    series = _series(workspace.plans, year)
    for value in sheet.prose:
        for one in series:
            if one.stem not in value.text:
                continue
            for start, end, now in _outdated(one, value.text, workspace.plans, year):
                sentence = _sentence(value.text, start, end)
                behind = value.text[end : end + 20].lstrip("」』）)】 ")
                if not behind.startswith(current_words) or any(w in sentence for w in past_words):
                    continue
                if now is not None and normalize(now) in normalize(sentence):
                    continue
                first, last = text_span(sheet.document, value, start, end)
                yield Spot(
                    node=value,
                    start=first,
                    end=last,
                    values={
                        "書かれた名": value.text[start:end],
                        "年度": year.kanji,
                        "今の名": now or "",
                        "今の名の文": f"{year.kanji}の計画は「{now}」です。" if now else "",
                    },
                    about=value.text[start:end],
                    replacement=now and value.text[:start] + now + value.text[end:],
                )
                break  # once a text is enough


def _outdated(
    one: _Series, text: str, plans: PlanRegister, year: FiscalYear
) -> Iterator[tuple[int, int, str | None]]:
    """Yield start and end of every outdated edition in a text, with the plan now in force."""
    key = key_of(text)
    for match in one.pattern.finditer(key.text):
        number = _value(match["edition"])
        plan = one.plans.get(number)
        if plan is not None:
            old = plan.last is not None and plan.last < year
        else:
            # 1 to 99 count editions and four digits name a year: プラン20 is no older プラン2020.
            old = one.current is not None and number < one.current < 20 * max(number, 1)
        if old:
            now = None if one.current is None else one.plans[one.current]
            if now is None and plan is not None:
                now = _successor(plan, plans, year)
            yield *key.span(*match.span()), None if now is None else now.name


def _sentence(text: str, start: int, end: int) -> str:
    """Return the sentence around a stretch, at most `_AROUND` characters to either side."""
    low, high = max(0, start - _AROUND), end + _AROUND
    begin = max(text.rfind("。", low, start), text.rfind("\n", low, start), low - 1) + 1
    ends = [at for at in (text.find("。", end, high), text.find("\n", end, high)) if at >= 0]
    return text[begin : min(ends, default=high)]
