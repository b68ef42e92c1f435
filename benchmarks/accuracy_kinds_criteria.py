"""Defects of the criteria by which a reader knows that an action succeeded."""

# ruff: noqa: D103 - a kind is documented by its title; the numbers only choose places

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from accuracy_defects import Injection, defect, entry_lines, instead, put
from accuracy_kinds_dates import own_actions
from form_headings import PRIORITY_SECTION

from orgsheet.form.sheet import Action, Sheet
from orgsheet.source import Scalar
from orgsheet.workspace.workspace import Workspace


@defect("達成基準のない重点事業", "criterion-missing")
def no_criterion(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for action in own_actions(sheet, workspace):
        if action.section == PRIORITY_SECTION and action.criteria and action.item is not None:
            start, end = entry_lines(
                sheet.document, action.node.keys["達成基準"], action.node.entries["達成基準"]
            )
            mark = (action.item.start, action.item.end)
            yield Injection(sheet.document.path, ((start, end, ""),), mark)


def _criteria(
    sheet: Sheet, workspace: Workspace, texts: list[str], random: Random
) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        for criterion in action.criteria:
            yield instead(sheet.document, criterion, random.choice(texts))


@defect("どこまでかのない達成基準", "criterion-direction-only")
def only_direction(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    texts = [
        "市民サービスの向上",
        "業務の効率化を図る。",
        "認知度の拡大",
        "情報発信の強化",
        "事務の簡素化",
    ]
    yield from _criteria(sheet, workspace, texts, random)


@defect("値のない指標の達成基準", "criterion-no-target")
def no_target(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    texts = [
        "参加者数",
        "講座の満足度",
        "電子申請の割合",
        "相談の件数",
        "外部評価の結果",
        "待ち時間",
    ]
    yield from _criteria(sheet, workspace, texts, random)


@defect("取組みを繰り返した達成基準", "criterion-repeats")
def repeated_criterion(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        names = [action.name]
        names += [s.event.text for s in action.milestones if s.event is not None]
        plain = [name for name in names if not any(char.isdigit() for char in name)]
        for criterion in action.criteria if plain else ():
            ending = random.choice(["", "を行う。", "の実施"])
            yield instead(sheet.document, criterion, random.choice(plain) + ending)


@defect("元の値のない達成基準", "criterion-no-base")
def no_base(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        for criterion in action.criteria:
            what = random.choice(["利用者数", "申込件数", "閲覧数"])
            how = random.choice(["2割増", "前年度比", "前年度を上回る", "倍増", "10％削減"])
            text = f"{what}の{how}" + ("110％" if how == "前年度比" else "")
            at = len(what) + 1
            yield put(sheet.document, criterion.start, criterion.end, text, (at, at + len(how)))


@defect("予定と合わない達成基準の期限", "criterion-deadline-clash")
def clashing_criterion(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        for criterion in action.criteria:
            when = random.choice(["令和6年9月", "令和5年3月", "令和4年12月", "令和7年3月"])
            text = f"{when}までに全体の8割を終える。"
            yield put(sheet.document, criterion.start, criterion.end, text, (0, len(when)))


@defect("単位のない数", "criterion-no-unit")
def no_unit(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        for criterion in action.criteria:
            what = random.choice(["回答率", "講座への参加を", "窓口の対応を", "登録者が"])
            limit = random.choice(["80以上", "120を達成", "30以下"])
            text = f"{what}{limit}"
            yield put(sheet.document, criterion.start, criterion.end, text, (len(what), len(text)))


@defect("期限の欄の目標値", "criterion-among-dates", follows=("criterion-missing",))
def target_among_dates(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        step = action.milestones[-1] if action.milestones else None
        if step is None or step.event is None:
            continue
        head = random.choice(["登録者", "受講者", "来場者"])
        goal = random.choice(["1,800人を達成", "500人以上", "90％以上を目指"])
        tail = "す" if goal.endswith("目指") else ""
        yield _event_without_criteria(sheet, action, step.event, head, goal, tail)


@defect("どこまでかのない目標", "criterion-event-direction", follows=("criterion-missing",))
def direction_among_dates(
    sheet: Sheet, workspace: Workspace, random: Random
) -> Iterator[Injection]:
    for action in own_actions(sheet, workspace):
        step = action.milestones[-1] if action.milestones else None
        if step is None or step.event is None:
            continue
        goal = random.choice(
            ["利用件数の増加", "時間外勤務の縮減", "満足度の向上", "参加者数の拡大"]
        )
        yield _event_without_criteria(sheet, action, step.event, "", goal, "")


def _event_without_criteria(
    sheet: Sheet, action: Action, event: Scalar, head: str, goal: str, tail: str
) -> Injection:
    edits = [(event.start, event.end, head + goal + tail)]
    if "達成基準" in action.node.keys:
        start, end = entry_lines(
            sheet.document, action.node.keys["達成基準"], action.node.entries["達成基準"]
        )
        edits.append((start, end, ""))
    at = event.start + len(head)
    return Injection(sheet.document.path, tuple(sorted(edits)), (at, at + len(goal)))
