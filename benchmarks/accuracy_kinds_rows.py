"""Defects of rows and their words: twice, empty, not really written, people."""

# ruff: noqa: D103, PLR2004 - a kind is documented by its title; the numbers only choose places

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from accuracy_defects import Injection, defect, entry_lines, inside, instead, line_of, put
from accuracy_kinds_form import is_mirrored, replace_entry, root_of, rows_of

from orgsheet.form.sheet import Sheet
from orgsheet.workspace.workspace import Workspace


@defect("同じ名称の行", "row-duplicate", follows=("deadline-conflict", "milestone-repeated"))
def duplicate_row(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for row in rows_of(sheet):
        name = next(iter(row.keys))
        first, last = row.entries[name], list(row.keys)[-1]
        start, _ = line_of(sheet.document, row.start)
        _, end = entry_lines(sheet.document, row.keys[last], row.entries[last])
        at = first.start - start
        text = sheet.document.text[start:end]
        yield put(sheet.document, end, end, text, (at, at + first.end - first.start))


@defect("同じ id の行", "row-id-duplicate")
def duplicate_id(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    rows = rows_of(sheet)
    for _ in range(3):
        one, other = sorted(random.sample(rows, 2), key=lambda row: row.start)
        mark = f"id: a{random.randrange(1, 99)}"
        added = f"{mark}\n    "
        edits = ((one.start, one.start, added), (other.start, other.start, added))
        at = other.start + len(added) + 4
        yield Injection(sheet.document.path, edits, (at, at + len(mark) - 4))


@defect("中身のない行だけの一覧", "rows-empty")
def empty_rows(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for action in sheet.actions:
        if "達成基準" in action.node.keys:
            text = "達成基準:\n      -\n      -"
            yield replace_entry(sheet, action.node, "達成基準", text)


@defect("空白だけの欄", "text-empty", follows=("milestone-without-event",))
def blank_text(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for value in sheet.prose:
        if value.step != "内容" or random.random() < 0.2:
            yield instead(sheet.document, value, random.choice(['""', '" "', '"　"']))


@defect("仮の文字が残った欄", "text-placeholder")
def left_over(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for value in sheet.prose:
        if value.step == "内容" or is_mirrored(sheet, workspace, value):
            continue
        if random.random() < 0.5:
            yield instead(sheet.document, value, random.choice(["検討中", "調整中", "未定", "TBD"]))
        elif len(value.text) > 6:
            at = random.randrange(1, len(value.text.rstrip("\n")) - 1)
            if "\n" not in value.text[at - 1 : at + 1]:
                yield inside(sheet.document, value, at, at, random.choice(["〇〇", "●●", "××"]))


@defect("短すぎる文", "text-too-short")
def short_text(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for value in sheet.prose:
        if value.step not in ("組織目標", "組織使命", "組織の役割", "行動アクション"):
            continue
        if not is_mirrored(sheet, workspace, value):
            text = random.choice(["がんばる。", "適正な執行", "継続"])
            yield instead(sheet.document, value, text)


_HALF = {"ア": "ｱ", "イ": "ｲ", "ト": "ﾄ", "ス": "ｽ", "ン": "ﾝ", "ル": "ﾙ", "リ": "ﾘ", "マ": "ﾏ"}


@defect("半角の片仮名", "text-half-width-katakana")
def half_width_katakana(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for value in sheet.prose:
        if is_mirrored(sheet, workspace, value):
            continue
        for match in re.finditer("[アイトスンルリマ]", value.text):
            yield inside(sheet.document, value, *match.span(), _HALF[match.group()])


@defect("目に見えない文字", "text-invisible")
def invisible_character(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for value in sheet.prose:
        if is_mirrored(sheet, workspace, value):
            continue
        for match in re.finditer("[をはに]", value.text):
            char = random.choice("\u00ad\u200b\u2060")
            yield inside(sheet.document, value, *match.span(), match.group() + char)


@defect("漢字や英数字のあとの長音", "text-long-vowel")
def stray_long_vowel(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for value in sheet.prose:
        if is_mirrored(sheet, workspace, value):
            continue
        for match in re.finditer("(?<=[一-龠])一(?=[一-龠ぁ-ん])", value.text):
            yield inside(sheet.document, value, *match.span(), "ー")
        for match in re.finditer("(?<=[年月日])から(?=[一-龠])", value.text):
            yield inside(sheet.document, value, *match.span(), "ー")
        for match in re.finditer("(?<=[0-9])～(?=[0-9])", value.text):
            yield inside(sheet.document, value, *match.span(), "ー")


_ALIKE = {"ー": "一", "ロ": "口", "ニ": "二", "カ": "力", "エ": "工", "タ": "夕", "ト": "卜"}


@defect("似た別の文字", "text-look-alike", follows=("name-term-slip", "name-two-forms"))
def look_alike(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for value in sheet.prose:
        if is_mirrored(sheet, workspace, value):
            continue
        for match in re.finditer("(?<=[ァ-ヴ])[ーロニカエタト](?=[ァ-ヴ])", value.text):
            alike = _ALIKE[match.group()]
            yield inside(sheet.document, value, *match.span(), alike)


@defect("項目の繰り返しの行動アクション", "action-repeats-item")
def repeated_item(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for action in sheet.actions:
        if action.action is not None and not is_mirrored(sheet, workspace, action.node):
            ending = random.choice(["", "を行う。", "を推進する。", "に取り組む。", "を図る。"])
            yield instead(sheet.document, action.action, f"{action.name}{ending}")


@defect("期限も達成基準もない", "goal-unmeasurable", follows=("criterion-missing",))
def no_measure(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for action in sheet.actions:
        item = action.item
        if item is None or is_mirrored(sheet, workspace, action.node):
            continue
        spans = [
            entry_lines(sheet.document, action.node.keys[key], action.node.entries[key])
            for key in ("目標期限", "達成基準")
            if key in action.node.keys
        ]
        edits = tuple((start, end, "") for start, end in sorted(spans))
        yield Injection(sheet.document.path, edits, (item.start, item.end))


@defect("全員と名前が並ぶ担当", "staff-everyone-and-names")
def everyone_and_names(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for role in sheet.roles:
        if role.staff and role.staff[0].text != "全員":
            word = random.choice(["全員", "全職員"])
            at = role.staff[0].start
            yield put(sheet.document, at, at, f"{word}, ", (0, len(word)))


@defect("担当なし", "staff-missing")
def no_staff(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for role in sheet.roles:
        value = role.node.entries["担当"]
        yield instead(sheet.document, value, "[]")


@defect("二度ある担当", "staff-repeated")
def repeated_staff(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for role in sheet.roles:
        for person in role.staff:
            text = f"{person.text}, {person.text}"
            mark = (len(person.text) + 2, len(text))
            yield put(sheet.document, person.start, person.end, text, mark)


@defect("つながった担当", "staff-joined")
def joined_staff(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for role in sheet.roles:
        if len(role.staff) > 1:
            sign = random.choice(["、", "・", "/", "，"])
            first, last = role.staff[0], role.staff[-1]
            joined = sign.join(person.text for person in role.staff)
            yield put(sheet.document, first.start, last.end, joined)


@defect("見本と書かれたシート", "sheet-sample")
def sample(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    value = root_of(sheet).entries["見本"]
    yield instead(sheet.document, value, "前年度のシートを写した書き方の見本")
