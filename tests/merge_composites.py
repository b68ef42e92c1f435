"""Random three-way cases in which one side renames, rewords and moves a row all at once."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any, NamedTuple

from form_headings import PRIORITY_SECTION
from merge_cases import HEADER, normalized, real_sheets

from orgsheet.source import Plain, emit

_ENDINGS = ("の見直し", "の充実", "の本格実施", "（拡充）", "の継続", "の効率化")
_SENTENCES = ("結果を広報で知らせる。", "係ごとに進み具合を確かめる。", "利用した人の声を集める。")
_NEW = (
    ("古い看板の撤去", "傷んだ看板を調べ、危ないものから外す。"),
    ("電話の取次ぎの短縮", "内線の一覧を作り、一度でつなぐ。"),
    ("花壇の手入れ", "職員と住民が季節の花を植え替える。"),
)
_FEWEST = 2
"""Of no more other rows none is removed."""
_COMMENT = "  # 係で確かめた"


class Composite(NamedTuple):
    """An ancestor, two sides, what a merge must mean, and what must stand in it beside the data.

    `may_ask`: one side added a row almost like the one that the other side renamed, so that asking
    is right; silently mixing the two is not.
    """

    base: bytes
    ours: bytes
    theirs: bytes
    expected: Plain
    comment: str
    may_ask: bool


def composite_case(seed: int) -> Composite:
    """Return a case in which no field is changed by both sides."""
    random = Random(seed)  # noqa: S311 - test data
    base = deepcopy(
        random.choice([one for one in real_sheets() if len(one[PRIORITY_SECTION]) > _FEWEST])
    )
    rows: list[dict[str, Any]] = base[PRIORITY_SECTION]
    for number, row in enumerate(rows):
        row["印"] = number
    ours, theirs, both = deepcopy(rows), deepcopy(rows), deepcopy(rows)
    place = random.randrange(len(rows))
    ours[place] = _renamed_and_reworded(random, ours[place])
    both[place] = deepcopy(ours[place])
    _move(random, ours, place)
    may_ask = _edit_other_side(random, (theirs, both), place)
    if random.random() < 0.3:
        shuffled = random.choice([ours, theirs])
        random.shuffle(shuffled)
        # Of two new orders neither is the right one.
        may_ask |= shuffled is theirs
    name = random.choice(theirs)["項目"] if random.random() < 0.4 else ""
    files = [_text(base, side) for side in (rows, ours, theirs)]
    if name:
        files[2] = files[2].replace(f"  - 項目: {name}\n", f"{_COMMENT}\n  - 項目: {name}\n", 1)
    comment = _COMMENT if name and _COMMENT in files[2] else ""
    if random.random() < 0.3:
        files[1] = files[1].replace("\n", "\r\n")
    if random.random() < 0.2:
        files = [text.replace("\r\n", "\n").replace("\n", "\r\n") for text in files]
    data = [text.encode() for text in files]
    if random.random() < 0.5:
        data[1], data[2] = data[2], data[1]
    expected = {**base, PRIORITY_SECTION: [_bare(row) for row in both]}
    return Composite(data[0], data[1], data[2], normalized(expected), comment, may_ask)


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "印"}


def _text(base: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    return emit({**base, PRIORITY_SECTION: [_bare(row) for row in rows]}, header=HEADER)


def _renamed_and_reworded(random: Random, row: dict[str, Any]) -> dict[str, Any]:
    made = {**row, "項目": row["項目"] + random.choice(_ENDINGS)}
    sentence = random.choice(_SENTENCES)
    if random.random() < 0.5:
        return {**made, "行動アクション": f"{row['行動アクション'].rstrip()}\n{sentence}\n"}
    return {**made, "達成基準": [*row.get("達成基準", []), sentence]}


def _move(random: Random, rows: list[dict[str, Any]], place: int) -> None:
    row = rows.pop(place)
    rows.insert(random.randrange(len(rows) + 1), row)


def _edit_other_side(random: Random, sides: tuple[list[dict[str, Any]], ...], renamed: int) -> bool:
    """Do the same to the other side and to what both together mean; return whether to ask is right.

    The renamed row gets another deadline there; other rows are reworded, added, removed or copied.
    """
    others = [number for number in range(len(sides[0])) if number != renamed]
    may_ask = False
    for kind in random.sample(["step", "reword", "add", "remove", "copy"], k=random.randint(1, 3)):
        chosen = random.choice([n for n in others if any(row["印"] == n for row in sides[0])])
        step = {
            "時期": f"{random.randint(4, 12)}月",
            "内容": random.choice(_SENTENCES).rstrip("。"),
        }
        sentence, new = random.choice(_SENTENCES), random.choice(_NEW)
        copied = random.choice([renamed, chosen])
        source = next(row for row in sides[0] if row["印"] == copied)
        near = {**deepcopy(source), "項目": f"{source['項目']}（別の会場）", "印": 91}
        for rows in sides:
            at = {row["印"]: row for row in rows}
            if kind == "step" and "目標期限" in at[renamed]:
                at[renamed]["目標期限"] = [*at[renamed]["目標期限"], step]
            elif kind == "reword":
                text = at[chosen]["行動アクション"].rstrip()
                at[chosen]["行動アクション"] = f"{text}\n{sentence}\n"
            elif kind == "add":
                rows.append({"印": 90, "項目": new[0], "行動アクション": new[1]})
            elif kind == "remove" and len(others) > _FEWEST:
                rows.remove(at[chosen])
            elif kind == "copy":
                rows.append(deepcopy(near))
        may_ask |= kind == "copy" and copied == renamed
        if kind == "remove" and len(others) > _FEWEST:
            others.remove(chosen)
    return may_ask
