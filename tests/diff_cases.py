"""The cases of facts between two sides: overlays on one base, matched by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from form_headings import ACTION_SECTIONS, ROLE_SECTION
from hypothesis import strategies as st

from orgsheet.diff.change_examples import example_base, overlaid
from orgsheet.diff.change_examples import example_side as side
from orgsheet.diff.changes import Fact
from orgsheet.diff.facts.gather import each_fact
from orgsheet.diff.judge import judge
from orgsheet.form.sheet import Sheet
from orgsheet.match.links import Contradiction, Link, Matching, RowRef, Side
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import emit, parse

CASES = Path(__file__).parent / "cases" / "diff" / "compare"

FOLDERS = sorted(folder for folder in CASES.iterdir() if folder.is_dir())

BASE = example_base()

PLANS = PlanRegister.read(parse(emit(BASE["計画台帳"]).encode(), "計画台帳.yaml"))

SLOTS = [
    line.split("\t")
    for line in (CASES / "slots.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def data_of(file: Path) -> dict[str, Any]:
    """Return a case's sheets by id, each an overlay on the base; null takes a key away."""
    return overlaid(yaml.safe_load(file.read_text(encoding="utf-8")) or {} if file.exists() else {})


def rows_of(sheet: Sheet) -> list[RowRef]:
    """Return all rows of a sheet."""
    rows = [RowRef(sheet, ROLE_SECTION, n, role) for n, role in enumerate(sheet.roles)]
    for section in ACTION_SECTIONS:
        rows += [
            RowRef(sheet, section, n, action) for n, action in enumerate(sheet.actions_of(section))
        ]
    return rows


def hand_made(before: Side, after: Side, given: dict[str, Any] | None = None) -> Matching:
    """Return a matching by section and row names, by 前年度の項目, and by what a case states."""
    given = given or {}
    stated = [tuple(pair) for pair in given.get("sheets", [])]
    olds = {str(identity): sheet for identity, sheet in before.sheets.items()}
    news = {str(identity): sheet for identity, sheet in after.sheets.items()}
    used = {name for pair in stated for name in pair}
    for new in news:
        old = next((o for o in olds if o.split("/")[1:] == new.split("/")[1:]), None)
        if new not in used and old and old not in used:
            stated.append((old, new))
    paired = {name for pair in stated for name in pair}
    sheets: list[tuple[Sheet | None, Sheet | None]] = [(olds[a], news[b]) for a, b in stated]
    sheets += [(sheet, None) for name, sheet in olds.items() if name not in paired]
    sheets += [(None, sheet) for name, sheet in news.items() if name not in paired]
    old_rows = [row for sheet in olds.values() for row in rows_of(sheet)]
    new_rows = [row for sheet in news.values() for row in rows_of(sheet)]
    links = []
    asked = [tuple(names) for names in given.get("asked", [])]
    for new_row in new_rows:
        listed = new_row.row.node.get("前年度の項目")
        names = listed.data() if listed is not None else [new_row.name]
        partners = [(a, b) for a, b in sheets if b is new_row.sheet]
        for old_row in old_rows:
            near = any(a is old_row.sheet for a, _ in partners) or given.get("across")
            same_list = old_row.section == new_row.section or given.get("lists")
            if near and same_list and old_row.name in names:
                basis = "key" if listed is not None else "exact"
                links.append(Link(new_row.section, old_row, new_row, basis, "accepted", 1.0))
            if near and same_list and (old_row.name, new_row.name) in asked:
                links.append(
                    Link(new_row.section, old_row, new_row, "similar", "asked", 0.4, ("題材",))
                )
    accepted = [link for link in links if link.band == "accepted"]
    held = (
        {id(link.before.row.node) for link in accepted},
        {id(link.after.row.node) for link in accepted},
    )
    return Matching(
        tuple(sheets),
        tuple(links),
        tuple(row for row in old_rows if id(row.row.node) not in held[0]),
        tuple(row for row in new_rows if id(row.row.node) not in held[1]),
        tuple(Contradiction(text, ()) for text in given.get("contradictions", [])),
    )


def facts_of(folder: Path, *, reverse: bool = False) -> tuple[list[Fact], Matching]:
    """Return the facts of a case, or those of its reverse diff."""
    sides = [
        side("前", data_of(folder / "before.yaml")),
        side("後", data_of(folder / "after.yaml"), _comment(folder)),
    ]
    given = _given(folder)
    matching = hand_made(sides[0], sides[1], given)
    if reverse:
        matching = mirrored(matching)
        sides.reverse()
    return list(each_fact(matching, plans=PLANS)), matching


def mirrored(matching: Matching) -> Matching:
    """Return the matching of the reverse diff."""
    return Matching(
        tuple((b, a) for a, b in matching.sheets),
        tuple(link._replace(before=link.after, after=link.before) for link in matching.links),
        matching.new,
        matching.dropped,
        matching.contradictions,
    )


def _given(folder: Path) -> dict[str, Any]:
    file = folder / "matching.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}


def _comment(folder: Path) -> str:
    return str(_given(folder).get("comment", ""))


def outcome(folder: Path) -> dict[str, Any]:
    """Return what a case gives, as its expected.yaml has it."""
    profile = _given(folder).get("profile", "year")
    facts, matching = facts_of(folder)
    changes, hidden = judge(facts, matching, profile=profile)
    everything, _ = judge(facts, matching, profile=profile, show_all=True)
    return {
        "told": [f"{c.level} {c.rule}: {c.message}" for c in changes],
        "hidden": hidden,
        "noise": [f"{c.rule}: {c.message}" for c in everything if c.level == "雑"],
    }


def _sheets(draw: st.DrawFn) -> dict[str, Any]:
    """Return a sheet with rows of a few possible values each, so that two often share some."""
    texts = st.sampled_from(
        ["窓口の改善を進める。", "アンケートを行う。", "５件 行う", "5件行う", "【記入】行うこと"]
    )
    times = st.sampled_from(
        ["11月", "12月", "通年", "3月", "4月", "いつか", "令和5年3月", "【記入】いつまでに"]
    )
    group = st.sampled_from(["前半", "後半"])
    steps = st.lists(
        st.fixed_dictionaries(
            {"内容": texts}, optional={"時期": times | st.integers(1, 2), "区分": group}
        ),
        max_size=3,
    )
    action = st.fixed_dictionaries(
        {
            "項目": st.sampled_from(["甲事業", "乙事業", "丙事業"]),
            "行動アクション": texts,
            "目標期限": steps,
            "達成基準": st.lists(
                st.sampled_from(
                    ["回収率70%以上", "回収率65%以上", "苦情10件以下", "満足", "【記入】どうなれば"]
                ),
                max_size=2,
            ),
        },
        optional={"期限原文": texts, "id": st.sampled_from(["a", "b"])},
    )
    any_shape: st.SearchStrategy[Any] = st.sampled_from(["○", "×", [], {"○": "×"}, None, True])
    role: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
        {
            "事務事業名称": st.sampled_from(["甲", "乙", "丙"]),
            "計画関連No.": st.lists(st.sampled_from(["①", "②", "③"]), max_size=2, unique=True),
            "裁量有無": st.sampled_from(["○", "×", "【記入】○か×"]),
            "協働有無": any_shape,
            "組織の役割": texts,
            "担当": st.lists(
                st.sampled_from(["青木", "井上", "全員", "【記入】"]), max_size=2, unique=True
            )
            | st.just("青木"),
        }
    )
    by_item = st.lists(action, max_size=3, unique_by=lambda row: row["項目"])
    by_name = st.lists(role, max_size=3, unique_by=lambda row: row["事務事業名称"])
    return {
        "年度": "R5",
        "部名": "部",
        "課名": "課",
        "組織目標": draw(texts),
        "組織使命": draw(texts),
        "組織目標と計画等との関連": {
            "①": draw(st.lists(texts, max_size=2, unique=True)),
            "②": [],
            "③": [],
        },
        ROLE_SECTION: draw(by_name),
        **{section: draw(by_item) for section in ACTION_SECTIONS},
    }


SHEETS = st.composite(_sheets)()


class _CountedPairs(tuple[tuple[Sheet | None, Sheet | None], ...]):
    """Pairs of sheets that count how often all of them are walked over."""

    __slots__ = ()
    walks = 0

    def __iter__(self) -> Iterator[tuple[Sheet | None, Sheet | None]]:
        type(self).walks += 1
        return super().__iter__()


def write_expected() -> None:
    """Write what every case gives today; the difference is for a person to review."""
    for folder in FOLDERS:
        text = yaml.safe_dump(outcome(folder), allow_unicode=True, sort_keys=False, width=1000)
        (folder / "expected.yaml").write_text(text, encoding="utf-8")
