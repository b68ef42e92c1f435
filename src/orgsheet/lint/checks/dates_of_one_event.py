"""Check of dates in sentences against the step of the same row that plans the same thing."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.fiscal import Deadline, outside
from orgsheet.fiscal.deadline.find_dates import FoundDate, find_dates
from orgsheet.form.sheet import Action, Milestone, Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.shorten import one_line
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.words_of_time import AT_THAT_TIME
from orgsheet.source import Scalar, text_span

_SENTENCE = pattern("[^。\n]+")
_WORDS = pattern("[一-龠々ァ-ヴー]{2,}")
_EMPTY = frozenset(
    {
        *(
            "開始",
            "実施",
            "開催",
            "運用",
            "完了",
            "終了",
            "作成",
            "策定",
            "公表",
            "決定",
            "取りまとめ",
        ),
        *(
            "検討",
            "準備",
            "対象",
            "事業",
            "計画",
            "発行",
            "配布",
            "調査",
            "整備",
            "会議",
            "本格",
            "予定",
        ),
    }
)
_SAID = pattern(
    f"(?:末|中)?(?:まで|迄)に?|から|より|中に|以降|[をと](?:目途|期限|目標|予定)|とする|とし、|{AT_THAT_TIME}"
)
_NOT_KANJI = pattern("[^一-龠々ァ-ヴー]")
_MAYBE = pattern("[0-9０-９一二三四五六七八九十]{1,3}月")
_MONTH = 31


@check(values=("文の時期", "時期", "内容", "項目"))
def date_of_event_differs(sheet: Sheet) -> Iterator[Spot]:
    """Report a date in a 行動 or 基準 apart from the 時期 of the step it speaks of.

    The step is the only one whose words all stand in the sentence.
    """
    year = sheet.year
    if year is None:
        return
    for action in sheet.actions:
        for value in (action.action, *action.criteria):
            if value is None or not _MAYBE.search(value.text):
                continue
            dates = find_dates(value.text, year)
            for sentence in _SENTENCE.finditer(value.text):
                step = _step_of(sentence[0], action)
                inside = [one for one in dates if sentence.start() <= one.start < sentence.end()]
                if step is None or len(inside) != 1 or step.when is None or step.event is None:
                    continue
                found = inside[0]
                said = _SAID.match(value.text, found.end)
                if said is None or found.impossible or outside(found.deadline, year):
                    continue
                if value is not action.action and _is_before_all(found, action):
                    continue  # criterion_deadline_clash says so
                if _apart(found, said[0], step.deadline):
                    yield _spot(sheet, action, value, found, step)


def _is_before_all(found: FoundDate, action: Action) -> bool:
    starts = [one.deadline.first or one.deadline.last for one in action.milestones if one.deadline]
    day = found.deadline.last
    return day is not None and all(start is not None and day < start for start in starts)


def _spot(sheet: Sheet, action: Action, value: Scalar, found: FoundDate, step: Milestone) -> Spot:
    assert step.when is not None, "only dated steps are compared"
    assert step.event is not None, "only steps with words are compared"
    start, end = text_span(sheet.document, value, found.start, found.end)
    return Spot(
        node=value,
        start=start,
        end=end,
        values={
            "文の時期": value.text[found.start : found.end],
            "時期": step.when.text.strip(),
            "内容": one_line(step.event.text),
            "項目": action.name,
        },
        about=value.text[found.start : found.end],
        related=[(sheet.document, step.when, "同じことの時期")],
    )


def _step_of(sentence: str, action: Action) -> Milestone | None:
    """Return the one step of which the sentence speaks, None for none or several."""
    kanji = _NOT_KANJI.sub("", sentence)
    steps = []
    for step in action.milestones:
        words = _WORDS.findall(step.event.text) if step.event is not None else []
        telling = [word for word in words if word not in _EMPTY]
        if telling and all(word in kanji for word in telling):
            steps.append(step)
    return steps[0] if len(steps) == 1 else None


def _apart(found: FoundDate, said: str, planned: Deadline | None) -> bool:
    """Whether a date in a sentence cannot be that of the step.

    A limit (までに) may lie behind the step's end by less than a month; a beginning (から) may lie
    anywhere in a stretch. 上旬 and 月末 are held against as their month.
    """
    day = found.deadline
    if planned is None or planned.last is None or not (day.first and day.last):
        return False
    if planned.certainty not in ("exact", "approximate"):
        return False
    if planned.first is not None and day.last < planned.first.replace(day=1):
        return True
    late = (day.first - planned.last).days
    if "まで" in said or "迄" in said or planned.certainty == "approximate":
        return late > _MONTH
    return late > 0
