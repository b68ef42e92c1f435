"""What is done once: promised for two years running, it was put off or is not finished."""

from __future__ import annotations

from orgsheet.diff.facts.intervals import has_end
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Action, Milestone
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import RowRef

_END = "(?:完了|の完了|・?公表|を?完了|予定)?$"
_RESULT = pattern(
    "(?:策定|制定|完成|竣工|しゅん工|落成|供用開始|開館|開校|開園|開所|移転|納車)" + _END
)
"""A result that there is once for each object."""
_EVENT = pattern(
    "(?:改定|改訂|開設|締結|統合|廃止|稼働|導入|本稼働|設置|認定|公布|施行|更新|新設|改築)" + _END
)
"""What mostly is done once, but every year where the work is a yearly one."""
_YEARLY = pattern("年度(?!末|内|中|当初)|年間|冊子")
"""In an event: a thing that comes round every year names a year, or is printed."""
_IN_PARTS = pattern(
    "(?:[0-9]+|[二三四五六七八九])(?:か|カ|ヶ|ヵ|ケ|箇)年|毎年|年次|順次|[0-9]+年目|拡充"
    "|[0-9]+(?:地区|か所|箇所|ヶ所|路線|区間|棟|校|園|台|冊|団体|基|件|公園|区画|期)"
)
"""In a row: its object is one of several, done part by part, year by year."""
_BRACKETS = pattern("[(（〈《【]([^()（）〈〉《》【】]{1,30})[)）〉》】]")
_LEFT_OVER = pattern("繰越|延期|持ち越|積み残")
_NO_OBJECT = pattern("仮称|新規|新|継続|〔|拡大")

_Step = tuple[RowRef, Milestone]


def promised_again(before: _Step, after: _Step) -> str:
    """Return the kind of fact for an event that stands at the same time of two years, or "".

    `milestone-repeated`: a result that there is only once, so that it may not have been reached;
    `milestone-again`: what mostly is done once, but may be this work's yearly step.
    """
    dated = all(has_end(step.deadline) for _, step in (before, after))
    if not dated or not _same_event(before[1], after[1]):
        return ""
    if _is_result(before, after):
        return "milestone-repeated"
    text = _text(before[1])
    return "milestone-again" if _RESULT.search(text) or _EVENT.search(text) else ""


def is_put_off(before: _Step, after: _Step) -> bool:
    """Say whether a result that there is only once was promised by one year and by a later one.

    Its slip is counted in real months: from March of one fiscal year to December of the next are
    nine months.
    """
    years = before[0].sheet.year, after[0].sheet.year
    if years[0] is None or years[1] is None or years[0] == years[1]:
        return False
    dated = all(has_end(step.deadline) for _, step in (before, after))
    if not dated or not _same_event(before[1], after[1]):
        return False
    return _is_result(before, after)


def _is_result(before: _Step, after: _Step) -> bool:
    text = _text(before[1])
    if not _RESULT.search(text) or _YEARLY.search(text):
        return False
    earlier, later = sorted((before[0], after[0]), key=_year)
    words = [_words(ref) for ref in (earlier, later)]
    if any(_LEFT_OVER.search(one) for one in words):
        return True
    if any(_IN_PARTS.search(one) for one in words):
        return False
    # A part that only the later name speaks of (裏面, 2期) is the next one.
    named = _BRACKETS.findall(normalize(later.name))
    return all(_NO_OBJECT.search(part) or part in words[0] for part in named)


def _year(ref: RowRef) -> FiscalYear:
    assert ref.sheet.year is not None, "asked before"
    return ref.sheet.year


def _words(ref: RowRef) -> str:
    action = ref.row.action if isinstance(ref.row, Action) else None
    return normalize(f"{ref.name}\n{action.text if action else ''}")


def _text(step: Milestone) -> str:
    return normalize(step.event.text).rstrip("。") if step.event else ""


def _same_event(old: Milestone, new: Milestone) -> bool:
    return bool(_text(old)) and _text(old) == _text(new)
