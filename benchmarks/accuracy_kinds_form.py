"""Defects of the form: keys, types, allowed values, rows, people, and text not really written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from random import Random

from accuracy_defects import (
    Injection,
    defect,
    entry_lines,
    inside,
    instead,
    line_of,
    put,
)

from orgsheet.sheet import (
    DEVELOPMENT_SECTION,
    IMPROVEMENT_SECTION,
    NEEDS_SECTION,
    PRIORITY_SECTION,
    ROLE_SECTION,
    Sheet,
)
from orgsheet.source import Mapping, Node, Scalar
from orgsheet.workspace import Workspace

_TYPOS = {
    "組織目標": ["組織の目標", "組織目票"],
    "組織使命": ["組織の使命", "組識使命"],
    "目標期限": ["目標期日", "目標 期限"],
    "達成基準": ["達成規準", "達成基準値"],
    "行動アクション": ["行動アクシヨン", "行動計画"],
    "担当": ["担当課", "担当名"],
    "内容": ["内 容", "内様"],
}


def root_of(sheet: Sheet) -> Mapping:
    """Return the sheet's root; clean sheets have one."""
    assert sheet.root is not None, "clean sheets can be read"
    return sheet.root


def rows_of(sheet: Sheet) -> list[Mapping]:
    """Return all rows of the sheet's lists."""
    return [role.node for role in sheet.roles] + [action.node for action in sheet.actions]


def mappings(sheet: Sheet) -> Iterator[Mapping]:
    """Yield the root, the rows and their steps."""
    yield from (node for node in root_of(sheet).walk() if isinstance(node, Mapping))


def is_mirrored(sheet: Sheet, workspace: Workspace, node: Node) -> bool:
    """Tell whether a node stands in a priority that another sheet of the department repeats."""
    row = sheet.row_of(node)
    name = None if row is None else row.get("項目")
    if not isinstance(name, Scalar):
        return False
    others = workspace.sheets(year=sheet.id.year, department=sheet.id.department)
    return any(name.text in _priorities(other) for other in others if other is not sheet)


@cache
def _priorities(sheet: Sheet) -> frozenset[str]:
    return frozenset(action.name for action in sheet.priorities)


def replace_entry(sheet: Sheet, holder: Mapping, key: str, new: str) -> Injection:
    """Return the injection of other text for a whole entry, marked at its key.

    `new` is what stands from the key on, without the indentation of its first line.
    """
    document = sheet.document
    node = holder.keys[key]
    _, end = entry_lines(document, node, holder.entries[key])
    return put(document, node.start, end, f"{new}\n", (0, len(key)))


def remove_entry(sheet: Sheet, holder: Mapping, key: str, mark: int) -> Injection:
    """Return the injection that takes an entry out; `mark` is the place to be pointed at."""
    document = sheet.document
    start, end = entry_lines(document, holder.keys[key], holder.entries[key])
    first = next(iter(holder.keys)) == key
    if first and holder is not sheet.root:
        # The dash stands on the line of the first key.
        start = holder.keys[key].start
        end = list(holder.keys.values())[1].start
    return Injection(document.path, ((start, end, ""),), (mark, mark))


@defect("必要な見出しがない（シート）", "key-missing")
def missing_heading(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for key in root_of(sheet).keys:
        if key not in ("年度", "見本", "課名"):
            yield remove_entry(sheet, root_of(sheet), key, root_of(sheet).start)


@defect("必要な見出しがない（行）", "key-missing")
def missing_row_key(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for row in rows_of(sheet):
        for key in ("行動アクション", "組織の役割", "裁量有無", "協働有無", "担当"):
            if key in row.keys:
                yield remove_entry(sheet, row, key, row.start)


@defect(
    "見出しの書き誤り",
    "key-unknown",
    follows=("key-missing", "goal-unmeasurable", "milestone-without-event"),
)
def misspelt_key(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for holder in mappings(sheet):
        if is_mirrored(sheet, workspace, holder):
            continue
        for name, key in holder.keys.items():
            if name in _TYPOS:
                yield instead(sheet.document, key, random.choice(_TYPOS[name]))


@defect("様式にない見出し", "key-unknown")
def extra_key(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for row in rows_of(sheet):
        last = list(row.keys)[-1]
        _, end = entry_lines(sheet.document, row.keys[last], row.entries[last])
        key = random.choice(["備考", "予算額", "進捗"])
        yield put(sheet.document, end, end, f"    {key}: なし\n", (4, 4 + len(key)))


@defect(
    "部のシートに課の見出し",
    "key-other-form",
    follows=("improvement-missing", "needs-missing", "role-missing"),
)
def other_form_key(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    if sheet.is_department:
        end = len(sheet.document.text)
        for key in (IMPROVEMENT_SECTION, NEEDS_SECTION, ROLE_SECTION):
            yield put(sheet.document, end, end, f"{key}: []\n", (0, len(key)))


@defect("文字の欄に数だけ", "value-type", follows=("milestone-without-event",))
def number_for_text(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    for holder in mappings(sheet):
        if is_mirrored(sheet, workspace, holder):
            continue
        for name, value in holder.entries.items():
            if name in ("組織目標", "組織使命", "行動アクション", "内容", "組織の役割"):
                yield instead(sheet.document, value, str(random.randrange(1, 3000)))


@defect("一覧の欄に文字", "value-type")
def text_for_list(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for action in sheet.actions:
        if "達成基準" in action.node.keys:
            text = random.choice(["年度内に完了する。", "参加者100人以上"])
            start = action.node.keys["達成基準"].end
            value = action.node.entries["達成基準"]
            yield put(sheet.document, start, value.end, f": {text}", (2, 2 + len(text)))
    for role in sheet.roles:
        value = role.node.entries["担当"]
        yield instead(sheet.document, value, "全員")


@defect("○×でない有無", "flag-value", "value-look-alike")
def wrong_flag(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for role in sheet.roles:
        for flag in (role.discretion, role.collaboration):
            assert flag is not None, "clean roles have both"
            yield instead(sheet.document, flag, random.choice(["△", "有", "無", "あり", "可"]))


@defect("○×に似た別の文字", "value-look-alike")
def look_alike_flag(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for role in sheet.roles:
        for flag in (role.discretion, role.collaboration):
            assert flag is not None, "clean roles have both"
            alike = "〇◯Ｏ" if flag.text == "○" else "✕Ｘx╳"
            yield instead(sheet.document, flag, random.choice(alike))


@defect("使えない計画関連No.", "value-not-allowed", "value-look-alike")
def wrong_number(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for role in sheet.roles:
        for number in role.numbers:
            yield instead(sheet.document, number, random.choice(["④", "⑤", "その他", "基本構想"]))


@defect("つながった計画関連No.", "plan-number-joined")
def joined_numbers(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for role in sheet.roles:
        if len(role.numbers) > 1:
            sign = random.choice(["", "・", "、"])
            first, last = role.numbers[0], role.numbers[-1]
            joined = sign.join(number.text for number in role.numbers)
            yield put(sheet.document, first.start, last.end, joined)


@defect("二度ある計画関連No.", "plan-number-repeated")
def repeated_number(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for role in sheet.roles:
        for number in role.numbers:
            text = f"{number.text}, {number.text}"
            yield put(sheet.document, number.start, number.end, text, (3, 4))


@defect("順の違う計画関連No.", "plan-number-order")
def unordered_numbers(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for role in sheet.roles:
        if len(role.numbers) > 1:
            texts = [number.text for number in role.numbers][::-1]
            first, last = role.numbers[0], role.numbers[-1]
            yield put(sheet.document, first.start, last.end, ", ".join(texts))


@defect("空の計画関連No.", "plan-number-none", follows=("plan-number-uncited",))
def no_numbers(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for role in sheet.roles:
        value = role.node.entries["計画関連No."]
        yield instead(sheet.document, value, "[]")


@defect("年度の書き方", "value-pattern")
def spelled_year(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    value = root_of(sheet).entries["年度"]
    for text in random.sample(["令和5年度", "Ｒ５", "r5", "R05", "令和5", "R5年度"], 2):
        yield instead(sheet.document, value, text)


@defect("場所と違う年度・部名・課名", "path-mismatch")
def other_place(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for key, text in (("年度", "R4"), ("部名", "別の部"), ("課名", "庶務課")):
        value = root_of(sheet).entries.get(key)
        if value is not None and random.random() < 0.8:
            yield instead(sheet.document, value, text)


def _emptied(sheet: Sheet, section: str) -> Iterator[Injection]:
    if section in root_of(sheet).keys:
        yield replace_entry(sheet, root_of(sheet), section, f"{section}: []")


@defect("重点事業が空", "priority-missing", follows=("cascade-priority-orphan",))
def no_priority(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    yield from _emptied(sheet, PRIORITY_SECTION)


@defect("業務改善が空", "improvement-missing")
def no_improvement(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    yield from _emptied(sheet, IMPROVEMENT_SECTION)


@defect("職員の育成が空", "development-missing")
def no_development(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    yield from _emptied(sheet, DEVELOPMENT_SECTION)


@defect("ニーズの把握が空", "needs-missing")
def no_needs(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    yield from _emptied(sheet, NEEDS_SECTION)


@defect("役割の表が空", "role-missing", follows=("name-priority-unmatched",))
def no_role(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    yield from _emptied(sheet, ROLE_SECTION)


@defect("多すぎる重点事業", "priority-too-many", follows=("name-priority-unmatched",))
def many_priorities(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    if sheet.is_department:
        return
    key = root_of(sheet).keys[PRIORITY_SECTION]
    _, end = line_of(sheet.document, key.start)
    rows = "".join(
        f"  - 項目: {name}\n    行動アクション: 関係する団体と協議し、{name}の方針を定める。\n"
        "    目標期限:\n      - 時期: 10月\n        内容: 方針の決定\n"
        for name in ("広報の充実", "施設の更新", "基金の活用", "人材の確保", "財源の検討")
    )
    yield Injection(sheet.document.path, ((end, end, rows),), (key.start, key.end))


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
        if value.step in ("組織目標", "組織使命", "組織の役割", "行動アクション"):
            if not is_mirrored(sheet, workspace, value):
                yield instead(sheet.document, value, random.choice(["がんばる。", "適正な執行", "継続"]))


_HALF = {"ア": "ｱ", "イ": "ｲ", "ト": "ﾄ", "ス": "ｽ", "ン": "ﾝ", "ル": "ﾙ", "リ": "ﾘ", "マ": "ﾏ"}


@defect("半角の片仮名", "text-half-width-katakana")
def half_width_katakana(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for value in sheet.prose:
        if is_mirrored(sheet, workspace, value):
            continue
        for match in re.finditer("[アイトスンルリマ]", value.text):
            yield inside(sheet.document, value, *match.span(), _HALF[match.group()])


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


