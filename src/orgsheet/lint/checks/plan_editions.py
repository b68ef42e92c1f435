"""Checks of editions: a text names an edition of a plan that is not the one in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import key_of, normalize
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.plan_periods import CURRENT_WORDS, PAST_WORDS, successor_in_force
from orgsheet.registers.plans import Plan, PlanRegister
from orgsheet.source import text_span
from orgsheet.workspace.workspace import Workspace


class _Series(NamedTuple):
    """The editions of one plan: what their names share, and the edition in force (None: none).

    `source` is the pattern of its names, `plans` the registered editions by number; a plan whose
    name has no number is edition 0.
    """

    stem: str
    source: str
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
        found.append(_Series(stem, source, editions, current))
    return tuple(found)


def _named_in(sheet: Sheet, plans: PlanRegister, year: FiscalYear) -> list[_Series]:
    """Return every series of which the prose of a sheet may name an edition."""
    return [one for one in _series(plans, year) if one.stem in sheet.worded]


@lru_cache(maxsize=512)
def _pattern_of(source: str) -> re.Pattern[str]:
    return re.compile(source)


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
    series = _named_in(sheet, workspace.plans, year)
    for value in sheet.prose if series else ():
        for one in series:
            if one.stem not in value.text:
                continue
            for start, end, now in _outdated(one, value.text, workspace.plans, year):
                sentence = _sentence(value.text, start, end)
                behind = _behind(value.text, end)
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


@check(values=("書かれた名", "年度", "今の名"))
def plan_edition_unknown(
    sheet: Sheet,
    workspace: Workspace,
    *,
    current_words: tuple[str, ...] = CURRENT_WORDS,
    ahead: tuple[str, ...] = (),
) -> Iterator[Spot]:
    """Report prose that carries out an edition that the register does not know, after today's.

    Args:
        sheet: the sheet.
        workspace: gives the plan register.
        current_words: behind the name, these show that the plan is meant as one in force.
        ahead: in the same sentence, these show that the edition is still being made.
    """
    year = sheet.year
    if year is None or not workspace.plans:
        return
    series = _named_in(sheet, workspace.plans, year)
    for value in sheet.prose if series else ():
        for one in series:
            if one.current is None or one.stem not in value.text:
                continue
            found = _unknown(one, value.text, current_words, ahead)
            if found is None:
                continue
            first, last = text_span(sheet.document, value, *found)
            written, now = value.text[slice(*found)], one.plans[one.current].name
            yield Spot(
                node=value,
                start=first,
                end=last,
                values={"書かれた名": written, "年度": year.kanji, "今の名": now},
                about=written,
            )


def _unknown(
    one: _Series, text: str, current_words: tuple[str, ...], ahead: tuple[str, ...]
) -> tuple[int, int] | None:
    """Return where a text carries out an edition after the one in force that nobody registered."""
    key = key_of(text)
    for match in _pattern_of(one.source).finditer(key.text):
        number = _value(match["edition"])
        assert one.current is not None, "a series with an edition in force"
        if number in one.plans or not one.current < number < 20 * max(one.current, 1):
            continue
        start, end = key.span(*match.span())
        behind = _behind(text, end)
        if behind.startswith(current_words) and not any(
            word in _sentence(text, start, end) for word in ahead
        ):
            return start, end
    return None


def _outdated(
    one: _Series, text: str, plans: PlanRegister, year: FiscalYear
) -> Iterator[tuple[int, int, str | None]]:
    """Yield start and end of every outdated edition in a text, with the plan now in force."""
    key = key_of(text)
    for match in _pattern_of(one.source).finditer(key.text):
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
                now = successor_in_force(plan, plans, year)
            yield *key.span(*match.span()), None if now is None else now.name


_REMARK = pattern("[」』 ]*[(（][^()（）。\\n]{1,20}[)）]")


def _behind(text: str, end: int) -> str:
    """Return what follows a name, behind its marks and a remark: （令和元年度策定）に基づき."""
    remark = _REMARK.match(text, end)
    end = end if remark is None else remark.end()
    return text[end : end + 20].lstrip("」』）)】 ")


def _sentence(text: str, start: int, end: int) -> str:
    """Return the sentence around a stretch, at most `_AROUND` characters to either side."""
    low, high = max(0, start - _AROUND), end + _AROUND
    begin = max(text.rfind("。", low, start), text.rfind("\n", low, start), low - 1) + 1
    ends = [at for at in (text.find("。", end, high), text.find("\n", end, high)) if at >= 0]
    return text[begin : min(ends, default=high)]
