"""Defects of the form: keys, types, allowed values, and how many rows there are."""

# ruff: noqa: D103, PLR2004 - a kind is documented by its title; the numbers only choose places

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random

from accuracy_defects import (
    Injection,
    defect,
    entry_lines,
    instead,
    line_of,
    put,
)
from form_headings import (
    DEVELOPMENT_SECTION,
    IMPROVEMENT_SECTION,
    NEEDS_SECTION,
    PRIORITY_SECTION,
    ROLE_SECTION,
)

from orgsheet.form.sheet import Sheet
from orgsheet.source import Mapping, Node, Scalar
from orgsheet.workspace.workspace import Workspace

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


@defect(
    "必要な見出しがない（シート）",
    "key-missing",
    follows=("cascade-plan-orphan", "cascade-priority-orphan"),
)
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


@defect(
    "場所と違う年度・部名・課名",
    "path-mismatch",
    follows=(
        *("deadline-outside-year", "criterion-deadline-clash", "cascade-deadline-later"),
        "plan-not-in-force",
    ),
)
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
