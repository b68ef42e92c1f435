"""Defects of deadlines: unreadable, in another year, vague, or apart from their events."""

# ruff: noqa: D103 - a kind is documented by its title; the numbers only choose places

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random

from accuracy_defects import Injection, defect, entry_lines, inside, instead, line_of, put
from accuracy_kinds_form import is_mirrored, replace_entry
from form_headings import PRIORITY_SECTION

from orgsheet.form.sheet import Action, Milestone, Sheet
from orgsheet.source import Scalar
from orgsheet.workspace.workspace import Workspace

_MONTHS = ("month", "wareki_month")
_ORDER = ("deadline-order",)


def whens(sheet: Sheet, workspace: Workspace) -> Iterator[Scalar]:
    """Yield the 時期 of rows that no other sheet repeats."""
    for action, step in sheet.milestones:
        if step.when is not None and not is_mirrored(sheet, workspace, action.node):
            yield step.when


def own_actions(sheet: Sheet, workspace: Workspace) -> Iterator[Action]:
    """Yield the rows that no other sheet repeats."""
    for action in sheet.actions:
        if not is_mirrored(sheet, workspace, action.node):
            yield action


def _when(
    sheet: Sheet, workspace: Workspace, texts: list[str], random: Random
) -> Iterator[Injection]:
    for when in whens(sheet, workspace):
        yield instead(sheet.document, when, random.choice(texts))


@defect("読めない期限", "deadline-unreadable")
def unreadable_date(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    texts = ["13月", "0月", "2月30日", "9月31日", "令和5年13月", "6月32日", "14月～15月"]
    yield from _when(sheet, workspace, texts, random)


@defect("文の中のない日付", "date-impossible")
def impossible_in_text(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    dates = [
        "6月31日",
        "13月",
        "令和5年9月31日",
        "７月３２日",
        "令和6年（2023年）3月",
        "平成35年5月",
    ]
    for action in own_actions(sheet, workspace):
        if action.action is not None:
            last = len(action.action.text.rstrip("\n")) - 1
            frames = ["{}までに見直しを終える。", "見直しを{}に終える。", "見直しは、{}とする。"]
            sentence = random.choice(frames).format(random.choice(dates))
            new = action.action.text[last] + sentence
            yield inside(sheet.document, action.action, last, last + 1, new)


@defect("時期でない言葉", "deadline-not-a-date")
def not_a_date(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    texts = ["全庁", "第5四半期", "担当者", "要確認", "会議室", "担当課", "重要"]
    yield from _when(sheet, workspace, texts, random)


@defect("年度の外の期限", "deadline-outside-year", follows=_ORDER)
def outside_year(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    texts = [
        "令和6年4月",
        "令和5年3月",
        "2024年5月",
        "R4.9",
        "令和7年2月",
        "令和4年度末",
        "2022年10月",
    ]
    yield from _when(sheet, workspace, texts, random)


@defect("逆さの期間", "deadline-reversed")
def reversed_range(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    texts = [
        "9月～6月",
        "3月～12月",
        "令和6年2月～令和5年11月",
        "10月～4月",
        "1月～7月",
        "8月20日～8月3日",
    ]
    yield from _when(sheet, workspace, texts, random)


@defect("はっきりしない期限", "deadline-vague")
def vague_date(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    texts = ["春", "夏頃", "未定", "速やかに", "早急に", "できるだけ早く", "秋"]
    yield from _when(sheet, workspace, texts, random)


@defect("おおよその期限", "deadline-approximate", follows=_ORDER)
def rough_date(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    texts = ["7月頃", "10月目途", "11月ごろ", "令和6年1月を目途に", "9月中旬頃"]
    yield from _when(sheet, workspace, texts, random)


@defect("ふつうでない書き方の期限", "deadline-spelling", follows=(*_ORDER, "wording-width"))
def odd_spelling(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    texts = ["１０月", "7月〜8月", "十月", "7月-8月", "１１月～１２月", "令和６年１月", "9 月"]
    yield from _when(sheet, workspace, texts, random)


@defect("終わりのない期限", "deadline-open-end", follows=_ORDER)
def open_end(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        open_steps = [s for s in action.milestones if s.deadline and s.deadline.certainty == "open"]
        for step in action.milestones[:1]:
            if step.when is not None and not open_steps:
                text = random.choice(["5月～", "9月から", "10月以降", "4月下旬～"])
                yield instead(sheet.document, step.when, text)


@defect("時期に混じった予定", "deadline-with-event")
def event_in_date(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for when in whens(sheet, workspace):
        event = random.choice(["起工", "日程の確定", "第1回講座", "説明会の開催", "委託契約"])
        month = random.choice(["4月", "7月", "10月", "令和6年1月"])
        yield instead(sheet.document, when, f"{month}{event}")


def _points(action: Action) -> Iterator[tuple[Milestone, Milestone]]:
    for first, second in zip(action.milestones, action.milestones[1:], strict=False):
        if first.group is not None or second.group is not None:
            continue
        a, b = first.deadline, second.deadline
        if a and b and a.kind in _MONTHS and b.kind in _MONTHS and a.first != b.first:
            yield first, second


@defect("順の違う期限", "deadline-order")
def unordered_dates(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for action in own_actions(sheet, workspace):
        if len(list(_points(action))) != len(action.milestones) - 1:
            continue
        for first, second in list(_points(action))[-1:]:
            a, b = first.when, second.when
            assert a is not None, "a point is written"
            assert b is not None, "a point is written"
            edits = ((a.start, a.end, b.text), (b.start, b.end, a.text))
            at = b.start + len(b.text) - len(a.text)
            yield Injection(sheet.document.path, edits, (at, at + len(a.text)))


@defect("区切りのない期限", "deadline-no-step", follows=("criterion-missing",))
def no_step(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        if action.section == PRIORITY_SECTION and action.item is not None:
            word = random.choice(["通年", "随時", "必要に応じて"])
            text = f"目標期限:\n      - 時期: {word}\n        内容: 関係課との調整"
            yield _measures(sheet, action, text)


@defect("年度末だけの期限", "deadline-no-midpoint", follows=("criterion-missing",))
def only_year_end(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        if action.section == PRIORITY_SECTION and action.item is not None:
            words = [random.choice(["令和6年3月", "年度末", "3月末"]) for _ in range(2)]
            text = "目標期限:" + "".join(
                f"\n      - 時期: {word}\n        内容: {event}"
                for word, event in zip(words, ("事業の完了", "報告書の公表"), strict=True)
            )
            yield _measures(sheet, action, text)


def _measures(sheet: Sheet, action: Action, text: str) -> Injection:
    """Return the injection of other deadlines for a row, without criteria, marked at its name."""
    spans = [
        entry_lines(sheet.document, action.node.keys[key], action.node.entries[key])
        for key in ("目標期限", "達成基準")
        if key in action.node.keys
    ]
    edits = [(start, end, "") for start, end in sorted(spans)]
    start, end, _ = edits[0]
    edits[0] = start, end, f"    {text}\n"
    assert action.item is not None, "the row has a name"
    return Injection(sheet.document.path, tuple(edits), (action.item.start, action.item.end))


@defect("文のままの期限", "deadline-unstructured")
def raw_deadline(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        if "目標期限" in action.node.keys:
            text = random.choice(
                [
                    "・説明会の開催 ・随時の見直し",
                    "7月に募集を始め、9月に決定する。",
                    "【随時】担当者間の協議",
                ]
            )
            yield replace_entry(sheet, action.node, "目標期限", f"期限原文: {text}")


@defect("日付だけの期限原文", "deadline-raw-date")
def raw_date(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        if "目標期限" in action.node.keys:
            text = random.choice(["令和6年3月", "12月", "年度末", "通年"])
            yield replace_entry(sheet, action.node, "目標期限", f"期限原文: {text}")


@defect("ずれた期限原文", "deadline-shifted")
def shifted_deadline(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        if "目標期限" in action.node.keys:
            last = random.choice(["3月", "2月", "令和6年3月"])
            text = f"期限原文: 7月 審議会に諮問 8月 アンケートの実施 11月 答申 {last}"
            injection = replace_entry(sheet, action.node, "目標期限", text)
            at = injection.edits[0][0] + len(text) - len(last)
            yield Injection(injection.path, injection.edits, (at, at + len(last)))


@defect("内容の中の別の時期", "deadline-in-event")
def date_in_event(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        for step in action.milestones:
            if step.deadline is None or step.deadline.kind != "month" or step.event is None:
                continue
            month = random.choice([m for m in (5, 8, 11, 2) if f"{m}月" != step.deadline.text])
            start = len(step.event.text) + 1
            new = f"{step.event.text} {month}月 取りまとめ"
            mark = (start, start + len(f"{month}月"))
            yield put(sheet.document, step.event.start, step.event.end, new, mark)


@defect("時期の違う同じ行事", "deadline-conflict", follows=_ORDER)
def two_dates(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    rows = [a for a in own_actions(sheet, workspace) if len(a.milestones) > 0]
    for first, second in pairwise(rows):
        a, b = first.milestones[0], second.milestones[-1]
        if a.event is None or b.event is None or a.when is None or b.when is None:
            continue
        event = random.choice(["事業推進協議会の開催", "市民満足度アンケート", "外部評価委員会"])
        edits = [
            (a.when.start, a.when.end, "6月"),
            (a.event.start, a.event.end, event),
            (b.when.start, b.when.end, "11月"),
            (b.event.start, b.event.end, event),
        ]
        at = b.when.start + sum(len(new) - (end - start) for start, end, new in edits[:2])
        yield Injection(sheet.document.path, tuple(edits), (at, at + 3))


@defect("二度ある予定", "milestone-repeated")
def repeated_step(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for action in own_actions(sheet, workspace):
        for step in action.milestones:
            if step.event is not None:
                start, _ = line_of(sheet.document, step.node.start)
                _, end = line_of(sheet.document, step.event.end)
                text = sheet.document.text[start:end]
                at = step.event.start - start
                yield put(sheet.document, end, end, text, (at, at + len(step.event.text)))


@defect("予定のない時期", "milestone-without-event")
def no_event(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for action in own_actions(sheet, workspace):
        for step in action.milestones if len(action.milestones) > 1 else ():
            if step.event is not None and step.when is not None:
                start, end = line_of(sheet.document, step.event.start)
                mark = (step.when.start, step.when.end)
                yield Injection(sheet.document.path, ((start, end, ""),), mark)


@defect("時期のない予定", "event-without-date")
def no_date(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for action in own_actions(sheet, workspace):
        for step in action.milestones:
            if step.when is not None and step.event is not None and step.group is None:
                start = step.node.keys["時期"].start
                end = step.node.keys["内容"].start
                at = step.event.start - (end - start)
                mark = (at, at + len(step.event.text))
                yield Injection(sheet.document.path, ((start, end, ""),), mark)
