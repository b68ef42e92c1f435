"""Injected defects of the waivers: entries that waive nothing, or are not needed."""

# ruff: noqa: D103 - a kind is documented by its title

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from accuracy_defects import Injection, beside, defect

from orgsheet.form.sheet import Sheet
from orgsheet.workspace.layout import WAIVERS_PATH
from orgsheet.workspace.workspace import Workspace

_GOOD = {
    "規則": "deadline-vague",
    "対象": "",
    "理由": "相手方の日程が9月に決まるため、決まりしだい月を書く。",
    "承認者": "かくう政策課長",
    "期限年度": "R6",
}


def _waiver(sheet: Sheet, key: str, value: str, times: int = 1) -> Injection:
    """Return the injection of a file in which one key of an entry has another value.

    What is wrong is that value, or its key where it is not the value's fault.
    """
    entry = {**_GOOD, "対象": str(sheet.id), key: value}
    lines = "".join(f"    {name}: {text}\n" for name, text in entry.items())
    text = "免除:\n" + f"  - {lines[4:]}" * times
    at = text.rindex(f"{key}: ")
    value_at = at + len(f"{key}: ")
    mark = (at, at + len(key)) if value == _GOOD[key] else (value_at, value_at + len(value))
    injection = Injection(sheet.document.path, (), mark, at=WAIVERS_PATH)
    return beside(injection, (WAIVERS_PATH, text.encode()))


@defect("理由にならない免除の理由", "waiver-reason")
def waiver_without_reason(
    sheet: Sheet, workspace: Workspace, random: Random
) -> Iterator[Injection]:
    del workspace
    reason = random.choice(
        ["後日修正", "特になし", "同上同上同上同上同上", "…………………………………", "調整中"]
    )
    yield _waiver(sheet, "理由", reason)


@defect("規則の名前の誤り", "waiver-rule-unknown")
def waiver_of_no_rule(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    name = random.choice(["deadline-vage", "deadline_vague", "期限", "dedline-vague", "D203"])
    yield _waiver(sheet, "規則", name)


@defect("免除できない指摘の免除", "waiver-not-allowed")
def waiver_of_unreadable(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    name = random.choice(["file-syntax", "file-conflict-marker", "waiver-unused", "file-cp932"])
    yield _waiver(sheet, "規則", name)


@defect("シートの名前の誤り", "waiver-target-unknown")
def waiver_of_no_sheet(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    name = str(sheet.id)
    place = random.randrange(3, len(name))
    yield _waiver(sheet, "対象", name[:place] + "偽" + name[place:])


@defect("シートにない項目", "waiver-target-unknown")
def waiver_of_no_row(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for action in sheet.actions:
        if action.name and "#" not in action.name:
            place = random.randrange(len(action.name))
            yield _waiver(sheet, "対象", f"{sheet.id}#{action.name[:place]}偽{action.name[place:]}")


@defect("注記になった項目", "waiver-item-comment")
def waiver_item_comment(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    yield from (
        _waiver(sheet, "対象", f"{sheet.id} #{action.name}")
        for action in sheet.actions
        if action.name
    )


@defect("先すぎる期限年度", "waiver-too-long")
def waiver_too_long(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    yield _waiver(sheet, "期限年度", random.choice(["R8", "R9", "R10", "R15"]))


@defect("過ぎた期限年度", "waiver-expired")
def waiver_expired(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    yield _waiver(sheet, "期限年度", random.choice(["R4", "R3", "H31"]))


@defect("要らなくなった免除", "waiver-unused")
def waiver_unused(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    yield _waiver(sheet, "規則", "deadline-vague")


@defect("二度書かれた免除", "waiver-twice", follows=("waiver-unused",))
def waiver_twice(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    yield _waiver(sheet, "規則", "deadline-vague", times=2)
