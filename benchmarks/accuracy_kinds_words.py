"""Defects of wording that a published sheet should not have, and defects that need a register."""

# ruff: noqa: D103, PLR2004 - a kind is documented by its title; the numbers only choose places

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from random import Random

from accuracy_defects import Injection, beside, defect, inside, put
from accuracy_kinds_form import is_mirrored

from orgsheet.form.sheet import Sheet
from orgsheet.source import Scalar
from orgsheet.workspace.layout import PLANS_PATH
from orgsheet.workspace.workspace import Workspace

_SENTENCES = frozenset({"組織目標", "組織使命", "組織の役割", "行動アクション"})


def sentences(sheet: Sheet, workspace: Workspace) -> Iterator[Scalar]:
    """Yield the prose made of sentences that no other sheet repeats."""
    for value in sheet.prose:
        if value.step in _SENTENCES and not is_mirrored(sheet, workspace, value):
            yield value


def _begun_with(
    sheet: Sheet, workspace: Workspace, phrases: list[tuple[str, str]], random: Random
) -> Iterator[Injection]:
    """Put a phrase before each prose value; the second of each pair is what is wrong in it."""
    for value in sentences(sheet, workspace):
        phrase, wrong = random.choice(phrases)
        injection = inside(sheet.document, value, 0, 0, phrase)
        start = injection.mark[0] + phrase.rindex(wrong)
        yield Injection(injection.path, injection.edits, (start, start + len(wrong)))


@defect("説明のない略語", "wording-abbreviation")
def abbreviation(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    phrases = [(f"{word}を定め、", word) for word in ("KPI", "BPR", "EBPM", "ESCO", "KGI")]
    yield from _begun_with(sheet, workspace, phrases, random)


@defect("片方のないかっこ", "wording-bracket")
def lone_bracket(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    phrases = [("（年度内に、", "（"), ("「開かれた市政の下、", "「"), ("国の方針）により、", "）")]
    yield from _begun_with(sheet, workspace, phrases, random)


@defect("「。」のない文末", "wording-full-stop")
def no_full_stop(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for value in sentences(sheet, workspace):
        text = value.text.rstrip("\n")
        if text.endswith("。") and text.count("。") > 1 and "\n" not in text:
            injection = inside(sheet.document, value, len(text) - 1, len(text), "")
            at = injection.mark[0]
            yield Injection(injection.path, injection.edits, (at - 1, at))


@defect("平仮名で書く言葉", "wording-kana")
def kanji_word(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    phrases = [(f"{w}定めた手順により、", w) for w in ("予め", "概ね")]
    phrases += [("市民と繋がり、", "繋が"), ("庁内に於いて、", "に於いて"), ("尚、", "尚、")]
    yield from _begun_with(sheet, workspace, phrases, random)


@defect("長い文", "wording-long-sentence")
def long_sentence(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    phrase = (
        "人口の減少と高齢化が進み、地域の担い手が少なくなるなかで、市民、自治会、事業者、学校、"
        "医療機関などさまざまな主体と手を取り合い、互いの役割を尊重しながら、限られた人と財源を"
        "有効に使うことができるよう、事業の目的と効果を一つ一つ見つめ直したうえで、"
    )
    for value in sentences(sheet, workspace):
        injection = inside(sheet.document, value, 0, 0, phrase)
        at = injection.mark[0]
        yield Injection(injection.path, injection.edits, (at, at + 100))


@defect("「等」の多い文", "wording-many-etc")
def many_etc(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    phrases = [
        ("研修等、会議等、視察によるものを通じ、広報紙等により、", "等"),
        ("団体等や企業等、学校等と協力し、", "等"),
    ]
    yield from _begun_with(sheet, workspace, phrases, random)


def _mixed(
    sheet: Sheet, workspace: Workspace, usual: str, phrase: str, wrong: str
) -> Iterator[Injection]:
    """Put another spelling into a sheet that spells the word in the usual way only."""
    text = "\n".join(value.text for value in sheet.prose)
    if usual in text and wrong not in text:
        for value in sentences(sheet, workspace):
            injection = inside(sheet.document, value, 0, 0, phrase)
            start = injection.mark[0] + phrase.index(wrong)
            yield Injection(injection.path, injection.edits, (start, start + len(wrong)))


@defect("混ざった「及び」", "wording-mixed-and")
def mixed_and(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    yield from _mixed(sheet, workspace, "及び", "国および県と協力し、", "および")


@defect("混ざった「又は」", "wording-mixed-or")
def mixed_or(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    yield from _mixed(sheet, workspace, "又は", "国または県と協力し、", "または")


@defect("混ざった「ホームページ」", "wording-mixed-homepage")
def mixed_homepage(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    yield from _mixed(sheet, workspace, "ホームページ", "市のHPで知らせ、", "HP")


@defect("混ざった「取組」", "wording-mixed-effort")
def mixed_effort(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for value in sentences(sheet, workspace):
        phrase = "国の取組と県の取組、他市の取り組みを調べ、"
        injection = inside(sheet.document, value, 0, 0, phrase)
        start = injection.mark[0] + phrase.index("取り組み")
        yield Injection(injection.path, injection.edits, (start, start + 4))


@defect("混ざった「並びに」", "wording-mixed-also")
def mixed_also(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for value in sentences(sheet, workspace):
        injection = inside(sheet.document, value, 0, 0, "国並びに県、市民ならびに団体と協力し、")
        start = injection.mark[0] + 8
        yield Injection(injection.path, injection.edits, (start, start + 4))


@defect("続いた句読点", "wording-punctuation")
def doubled_mark(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    for value in sentences(sheet, workspace):
        for match in re.finditer("[、。]", value.text):
            yield inside(sheet.document, value, *match.span(), match.group() * 2)


@defect("混ざった全角の英数字", "wording-width")
def wide_letters(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    wide = {ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    del random
    for value in sentences(sheet, workspace):
        for match in re.finditer("[0-9A-Z]+", value.text):
            yield inside(sheet.document, value, *match.span(), match.group().translate(wide))


@defect("「ヶ月」などの書き方", "wording-counter")
def counter(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    phrases = [
        (f"{word}にわたり、", word[-3:]) for word in ("3ヶ月", "2カ所", "10箇所", "6ヵ月", "5個所")
    ]
    yield from _begun_with(sheet, workspace, phrases, random)


@defect("機種によって変わる文字", "wording-platform-character")
def platform_character(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    phrases = [(f"{char}架空商事と協力し、", char) for char in "㈱㈲"]
    phrases += [(f"約300{char}を対象に、", char) for char in "㎡㎞"]
    yield from _begun_with(sheet, workspace, phrases, random)


@defect("担当の偏り", "staff-load")
def heavy_load(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    people = {person.text for role in sheet.roles for person in role.staff}
    if not sheet.roles or len(people) < 3:
        return
    start = sheet.roles[0].node.start
    rows = "".join(
        f"事務事業名称: {name}\n    計画関連No.: [①]\n    裁量有無: ○\n    協働有無: ×\n"
        f"    組織の役割: {name}に関する事務を正確に行う。\n    担当: [田中, 佐藤]\n  - "
        for name in ("庶務", "予算の執行", "照会への回答", "備品の管理", "会計の処理", "文書の収受",
                     "公印の管理", "掲示の管理")
    )  # fmt: skip
    at = start + rows.index("田中")
    yield Injection(sheet.document.path, ((start, start, rows),), (at, at + 2))


def _register(workspace: Workspace) -> str:
    document = workspace.document(PLANS_PATH)
    assert document is not None, "clean cities have the register"
    return document.text


@defect(
    "台帳の未確認の字句との違い", "plan-item-near-unverified", follows=("cascade-plan-missing",)
)
def unverified_wording(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    register = _register(workspace)
    for link in sheet.plan_links:
        listed = f"      - {link.item.text}\n"
        if link.number != "②" or listed not in register:
            continue
        changed = register.replace(listed, "", 1)
        # The wording moves to the list of those known from sheets only, with another end.
        head = "名称: かくう未来実行プラン2021\n"
        place = changed.index("    項目は全部か", changed.index(head))
        other = f"    本文のみの項目:\n      - {link.item.text}策\n"
        changed = changed[:place] + other + changed[place:]
        mark = (link.item.start, link.item.end)
        injection = Injection(sheet.document.path, (), mark)
        yield beside(injection, (PLANS_PATH, changed.encode()))


@defect("期間の分からない計画", "plan-period-unknown")
def unknown_period(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    register = _register(workspace)
    for link in sheet.plan_links:
        if link.number != "③":
            continue
        at = register.index(f"名称: {link.item.text}\n")
        end = register.index("出典", at)
        entry = re.sub("(初年度|最終年度):.*", r"\1:", register[at:end])
        changed = register[:at] + entry + register[end:]
        mark = (link.item.start, link.item.end)
        yield beside(Injection(sheet.document.path, (), mark), (PLANS_PATH, changed.encode()))


@defect("何を指すか決まっていない番号", "plan-number-undefined")
def undefined_number(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    """Every sheet gives one case, though the finding is the register's."""
    register = _register(workspace)
    used = sorted({link.number for link in sheet.plan_links})
    number = random.choice(used)
    key = register.index("計画関連No.:")
    at = register.index(f"  - 番号: {number}\n", key)
    end = register.find("  - 番号:", at + 1)
    changed = register[:at] + (register[end:] if end > 0 else "")
    injection = Injection(sheet.document.path, (), (key, key + 7), at=PLANS_PATH)
    yield beside(injection, (PLANS_PATH, changed.encode()))


@defect("id と食い違う前年度の項目", "year-lineage-conflict")
def lineage_conflict(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del random
    if sheet.id.year != "R5":
        return
    path = sheet.document.path.replace("/R5/", "/R4/")
    before = workspace.document(path)
    old = [] if before is None else [s for s in workspace.sheets("R4") if s.document is before]
    for last in old:
        rows = list(last.actions)
        for one, other in pairwise(rows):
            if one.item is None or other.item is None:
                continue
            text = last.document.text
            at = one.node.start
            spoiled = text[:at] + "id: a1\n    " + text[at:]
            for action in sheet.actions_of(one.section)[:2]:
                head = f"id: a1\n    前年度の項目:\n      - {other.item.text}\n    "
                first = head.index(other.item.text)
                start = action.node.start
                mark = (first, first + len(other.item.text))
                injection = put(sheet.document, start, start, head, mark)
                yield beside(injection, (path, spoiled.encode()))
