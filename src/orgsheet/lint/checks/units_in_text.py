"""Checks of the city and its departments and sections where a text names them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.kept_patterns import compiled
from orgsheet.japanese.known_texts import kept
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import Spot, check
from orgsheet.registers.organization import OrganizationRegister, Unit
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import text_span
from orgsheet.workspace.workspace import Workspace

_UNIT_ENDS = pattern("[課部科](?![一-龠々]|会|屋|分|品|数|類)")
_MOST_BEFORE = 14
_BEFORE = pattern("[一-龠々ァ-ヴーぁ-ん]+\\Z")
_RUN = pattern(
    "[一-龠々ァ-ヴー]+(?:づくり|まち|こども|子ども|くらし|みどり|すこやか)?[一-龠々ァ-ヴー]*[課部科]$"
)
_OLD_WORDS = (
    *("旧", "元の", "前の", "当時", "改称", "再編", "統合", "廃止"),
    *("年度まで", "年まで", "ていた", "かつて", "以前", "時代"),
)
_OTHERS = ("県の", "国の", "省の", "庁の", "都の", "道の", "府の", "他市の", "隣市の", "市町村の")
_NO_DEPARTMENT = ("本部", "支部", "内部", "外部", "全部", "一部", "学部", "幹部", "上部", "細部")
_SHORTEST = 3


class _Names(NamedTuple):
    """The names of a year's units, and of those there were, with what became of them."""

    now: frozenset[str]
    former: dict[str, str]
    complete: bool


@lru_cache(maxsize=32)
def _names(register: OrganizationRegister, year: FiscalYear) -> _Names:
    now = {unit.name for unit in register.units() if unit.may_exist_in(year)}
    former: dict[str, str] = {}
    for unit in register.units():
        if unit.name not in now and unit.last is not None and unit.last < year:
            former[unit.name] = "、".join(_heirs(register, unit, year))
    complete = all(
        department.sections_complete
        for department in register.departments
        if department.may_exist_in(year)
    )
    return _Names(frozenset(now), former, complete and bool(now))


def _heirs(register: OrganizationRegister, unit: Unit, year: FiscalYear) -> list[str]:
    return list(dict.fromkeys(other.name for other in register.successors(unit.id, year)))


@check(values=("書かれた名", "年度", "今の名の文"))
def unit_former(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a text that names a department or section that no longer exists in the year."""
    year = sheet.year
    if year is None or not workspace.organization:
        return
    former = _names(workspace.organization, year).former
    found = [name for name in former if name in sheet.worded]
    for value in sheet.prose if found else ():
        for name in found:
            at = value.text.find(name)
            before = value.text[max(0, at - 4) : at]
            # 広報課 stands in 秘書広報課, too; a former name in a sentence about then is right.
            is_part = any(
                name != other and name in other and other in value.text
                for other in _names(workspace.organization, year).now
            )
            sentence = value.text[value.text.rfind("。", 0, at) + 1 :].partition("。")[0]
            if at < 0 or is_part or any(word in sentence for word in _OLD_WORDS):
                continue
            if (before and before[-1] in "県国都道府") or before.endswith(_OTHERS):
                continue
            if not _begins(before):
                continue
            start, end = text_span(sheet.document, value, at, at + len(name))
            heirs = former[name]
            now = f"今は「{heirs}」です。" if heirs else ""
            values = {"書かれた名": name, "年度": year.kanji, "今の名の文": now}
            spot = Spot(node=value, start=start, end=end, values=values, about=name)
            if heirs and "、" not in heirs:
                spot.replacement = value.text.replace(name, heirs)
            yield spot


@check(values=("書かれた名", "種類", "近い名"))
def unit_misspelt(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a name of a section or department in a text that none has, where one is near it."""
    year = sheet.year
    if year is None or not workspace.organization or not _ANY_UNIT.search(sheet.worded):
        return
    names = _names(workspace.organization, year)
    for value in sheet.prose:
        for name, start, end in _runs(value.text):
            before = value.text[max(0, start - 4) : start]
            if _is_known(name, names) or before.endswith(("県", "国", "省", "市の", *_OTHERS)):
                continue
            near = _near(name, names.now)
            if near:
                right = value.text[:start] + near[0] + value.text[end:]
                first, last = text_span(sheet.document, value, start, end)
                yield Spot(
                    node=value,
                    start=first,
                    end=last,
                    values={
                        "書かれた名": name,
                        "種類": _KINDS[name[-1]],
                        "近い名": "」か「".join(near[:2]),
                    },
                    about=name,
                    replacement=right if len(near) == 1 else None,
                )


@kept
def _runs(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return what stands like a unit's name in a text, each with its place."""
    runs = ((end, _RUN.search(stretch)) for stretch, end in _units_in(text))
    return tuple(
        (run[0], end - len(run[0]), end)
        for end, run in runs
        if run is not None and len(run[0]) > _SHORTEST
    )


def _units_in(text: str) -> Iterator[tuple[str, int]]:
    """Yield what may end in the name of a unit, up to 15 characters, and where it ends."""
    done = 0
    for match in _UNIT_ENDS.finditer(text):
        before = _BEFORE.search(text[max(done, match.start() - _MOST_BEFORE) : match.start()])
        if before is not None:
            done = match.end()
            yield before[0] + match[0], done


def _is_known(name: str, names: _Names) -> bool:
    """Whether a run of characters ends in the whole name of a unit, there is or was."""
    return any(
        name.endswith(one) and _begins(name.removesuffix(one))
        for one in (*names.now, *names.former)
    )


def _begins(before: str) -> bool:
    """Whether a unit's name may begin behind these characters (総務部防災課)."""
    return not before or not _KANJI.match(before[-1]) or before[-1] in "部局市町村区旧元現各県省院"


_WORD = 2
_ANY_UNIT = pattern("[課部科]")
_KINDS = {"課": "課", "部": "部", "科": "課"}


def _near(name: str, now: frozenset[str]) -> list[str]:
    """Return the names of the city's units that a name is a slip of: 都市計画部 of 都市計画課."""
    stem, kind = name[:-1], name[-1]
    if kind == "部" and name.endswith(_NO_DEPARTMENT):
        return []
    other = sorted(one for one in now if one[:-1] == stem)
    if kind == "科" or other:
        return other
    same = sorted(one for one in now if one.endswith(kind))
    if kind == "課":
        return [one for one in same if _is_near(name, one)]
    return [one for one in same if _is_slip_of(name, one)]


def _is_slip_of(name: str, other: str) -> bool:
    """Whether two names have the same characters in another order, or but one that differs."""
    if len(name) == len(other):
        slips = sum(a != b for a, b in zip(name, other, strict=True))
        return slips == 1 or sorted(name) == sorted(other)
    short, long = sorted((name, other), key=len)
    return len(long) - len(short) == 1 and _without_one(long, short)


def _without_one(long: str, short: str) -> bool:
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _is_near(name: str, other: str) -> bool:
    """Whether two names of sections share a word, the number of characters and most of these.

    Or have the same characters in another order, or one more or less.
    """
    if sorted(name) == sorted(other):
        return True
    if len(name) == len(other):
        same = sum(a == b for a, b in zip(name, other, strict=True))
        return same >= len(name) - _WORD and (
            name[:_WORD] == other[:_WORD] or name[-3:] == other[-3:]
        )
    short, long = sorted((name, other), key=len)
    return len(long) - len(short) == 1 and _without_one(long, short)


_CITY = pattern("[一-龠々ァ-ヴー]{1,6}?[市町村区]")
_NO_CITY = pattern("[場街販]")
_LARGER = frozenset("都道府県郡")
"""Before a city's name, these tell which one is meant, as the advice has it."""
_LEAST = 2


_EDITION = pattern("^第[0-9一二三四五六七八九十]+[次期]")


@lru_cache(maxsize=8)
def _city(plans: PlanRegister) -> str:
    """Return the name of the city as the names of its plans give it; "" where they do not."""
    counts: Counter[str] = Counter()
    for plan in plans.plans:
        name = _EDITION.sub("", plan.name)
        match = _CITY.match(name)
        if match is not None and len(match[0]) > _LEAST:
            counts[match[0]] += 1
    (city, times), *_ = counts.most_common(1) or [("", 0)]
    return city if times >= _LEAST else ""


@check(values=("書かれた名", "市の名"))
def city_misspelt(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report the name of a city that is one character off the city's own.

    The city's name is taken from the names of its plans.
    """
    city = _city(workspace.plans) if workspace.plans else ""
    if not city:
        return
    if not _slips_of(city).search(sheet.worded):
        return
    for value in sheet.prose:
        text = value.text
        start = _slip_of(city, text)
        if start is None:
            continue
        end = start + len(city)
        first, last = text_span(sheet.document, value, start, end)
        yield Spot(
            node=value,
            start=first,
            end=last,
            values={"書かれた名": text[start:end], "市の名": city},
            about=text[start:end],
            replacement=text[:start] + city + text[end:],
        )


@kept
def _slip_of(city: str, text: str) -> int | None:
    """Return where a city's name stands one character off, None where it does not."""
    at = text.find(city[-1])
    while at >= 0:
        start = at - len(city) + 1
        is_place = not _NO_CITY.match(text[at + 1 : at + 2])
        is_own = text[max(0, start - 1) : max(0, start)] not in _LARGER
        if start >= 0 and is_place and is_own and _is_slip(text[start : at + 1], city):
            return start
        at = text.find(city[-1], at + 1)
    return None


@lru_cache(maxsize=8)
def _slips_of(city: str) -> re.Pattern[str]:
    """Return a pattern of the name with another character in one place before its last."""
    parts = [
        f"{re.escape(city[:at])}[^{re.escape(city[at])}]{re.escape(city[at + 1 :])}"
        for at in range(len(city) - 1)
    ]
    return compiled("|".join(parts))


_KANJI = pattern("[一-龠々ァ-ヴー]+")


def _is_slip(window: str, city: str) -> bool:
    if window == city or not _KANJI.fullmatch(window):
        return False
    return sum(a != b for a, b in zip(window, city, strict=True)) == 1
