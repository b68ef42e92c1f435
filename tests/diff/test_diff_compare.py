"""Facts and levels: every change rule has a case, and nothing that differs goes untold."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.diff.changes import Fact
from orgsheet.diff.facts.compare_targets import quantities
from orgsheet.diff.facts.gather import compare
from orgsheet.diff.facts.intervals import change
from orgsheet.diff.judge import judge, load_change_rules
from orgsheet.fiscal import FiscalYear, read_deadline
from orgsheet.form.sheet import ACTION_SECTIONS, DEPARTMENT_SHEET, ROLE_SECTION, Sheet, SheetId
from orgsheet.match.links import Contradiction, Link, Matching, RowRef, Side
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import emit, parse

CASES = Path(__file__).parents[1] / "cases" / "diff" / "compare"
FOLDERS = sorted(folder for folder in CASES.iterdir() if folder.is_dir())
BASE: dict[str, Any] = yaml.safe_load((CASES / "base.yaml").read_text(encoding="utf-8"))
PLANS = PlanRegister.read(parse(emit(BASE["計画台帳"]).encode(), "計画台帳.yaml"))
SLOTS = [
    line.split("\t")
    for line in (CASES / "slots.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def data_of(file: Path) -> dict[str, Any]:
    """Return a case's sheets by id, each an overlay on the base; null takes a key away."""
    overlays = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}
    sheets = {}
    for name, overlay in (overlays or {}).items():
        year, department, section = name.split("/")
        kind = "部" if section == DEPARTMENT_SHEET else "課"
        data = {**copy.deepcopy(BASE[kind]), "年度": year, "部名": department}
        if kind == "課":
            data["課名"] = section
        data.update(overlay or {})
        sheets[name] = {key: value for key, value in data.items() if value is not None}
    return sheets


def side(label: str, sheets: dict[str, Any], comment: str = "") -> Side:
    """Return the sheets as one side of a diff."""
    found = {}
    for name, data in sheets.items():
        identity = SheetId(*name.split("/"))
        text = comment + emit(data)
        found[identity] = Sheet(parse(text.encode(), identity.path), identity)
    return Side(label, found)


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
    return compare(sides[0], sides[1], matching, plans=PLANS), matching


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


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_case_gives_the_stated_changes(folder: Path) -> None:
    """Each pair of sheets gives the stated changes, messages and counts included."""
    expected = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))
    assert outcome(folder) == expected, "after a review: python tests/test_diff_compare.py"


def test_every_rule_has_a_case() -> None:
    """No change rule stands without a pair of sheets that shows it."""
    found = {fact.kind for folder in FOLDERS for fact in facts_of(folder)[0]}
    assert set(load_change_rules()) - found == set()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_reverse_diff_mirrors(folder: Path) -> None:
    """Every fact has its mirror in the reverse diff, at the same two places exchanged."""
    rules = load_change_rules()

    def places(facts: list[Fact], *, reverse: bool) -> list[str]:
        found = []
        for fact in facts:
            kind = rules[fact.kind].mirror if reverse else fact.kind
            ends = [
                f"{spot.sheet.id} {spot.pointer}" if spot else ""
                for spot in (fact.before, fact.after)
            ]
            if rules[fact.kind].mirror:
                found.append(f"{kind} {(ends[::-1] if reverse else ends)}")
        return sorted(found)

    if _given(folder).get("one_way"):
        pytest.skip(_given(folder)["one_way"])
    forward, _ = facts_of(folder)
    backward, _ = facts_of(folder, reverse=True)
    assert places(backward, reverse=True) == places(forward, reverse=False)


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


@given(SHEETS, SHEETS)
def test_what_differs_is_told(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Two sheets have a fact if and only if their data differ."""
    sides = side("前", {"R5/部/課": first}), side("後", {"R5/部/課": second})
    facts = compare(*sides, hand_made(*sides), plans=PLANS)
    told = [fact for fact in facts if fact.kind != "form-layout"]
    assert bool(told) == (first != second)


@given(SHEETS)
def test_a_sheet_differs_from_itself_in_nothing(data: dict[str, Any]) -> None:
    """diff(a, a) has no fact."""
    sides = side("前", {"R5/部/課": data}), side("後", {"R5/部/課": data})
    assert compare(*sides, hand_made(*sides), plans=PLANS) == []


@given(SHEETS, st.randoms(use_true_random=False))
def test_shuffled_rows_differ_in_order_only(data: dict[str, Any], random: Any) -> None:  # noqa: ANN401
    """Rows in another order give facts about order and no others."""
    shuffled = copy.deepcopy(data)
    for section in (ROLE_SECTION, *ACTION_SECTIONS):
        random.shuffle(shuffled[section])
    sides = side("前", {"R5/部/課": data}), side("後", {"R5/部/課": shuffled})
    kinds = {fact.kind for fact in compare(*sides, hand_made(*sides), plans=PLANS)}
    assert kinds <= {"order-changed", "priority-order"}


@given(SHEETS, SHEETS, st.sampled_from(["R4", "R5"]))
def test_random_sheets_mirror(first: dict[str, Any], second: dict[str, Any], year: str) -> None:
    """The reverse diff of any two sheets, of one year or two, has the mirrored kinds of facts."""
    old = {**first, "年度": year}
    sides = side("前", {f"{year}/部/課": old}), side("後", {"R5/部/課": second})
    matching = hand_made(*sides)
    rules = load_change_rules()
    forward = compare(*sides, matching, plans=PLANS)
    backward = compare(sides[1], sides[0], mirrored(matching), plans=PLANS)
    one_way = {rule.id for rule in rules.values() if not rule.mirror}
    assert sorted(fact.kind for fact in forward if fact.kind not in one_way) == sorted(
        rules[fact.kind].mirror for fact in backward if fact.kind not in one_way
    )


@pytest.mark.parametrize(("before", "after", "years", "expected"), SLOTS)
def test_deadlines_are_compared_in_their_fiscal_years(
    before: str, after: str, years: str, expected: str
) -> None:
    """Two deadlines give the stated kind and distance; the reverse gives the mirrored kind."""
    old, new = (FiscalYear.parse(label) for label in years.split("→"))
    ends = read_deadline(before, old), read_deadline(after, new)
    found = change(ends[0], ends[1], old, new)
    assert (f"{found.kind} {found.distance}".strip() if found else "同じ") == expected
    back = change(ends[1], ends[0], new, old)
    mirror = load_change_rules()[found.kind].mirror if found else None
    assert (back.kind if back else None) == mirror


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("回収率７０％以上", ["70%"]),
        ("年度末までに「マチイロ」登録者数 1,800人を達成する。", ["1800人"]),
        ("令和5年10月1日に第2回を開く", []),
        ("美術分野に2作品、音楽分野2名", ["2作品", "2人"]),
        ("2億5,000万円、1.5倍、3割", ["250000000円", "1.5倍", "30%"]),
        ("時間外を月20時間以内", ["20時間以下"]),
        ("3か年計画、プラン2020、10月", []),
    ],
)
def test_only_quantities_are_read_as_targets(text: str, expected: list[str]) -> None:
    """A number with a counter is a target's number; dates, ordinals and editions are none."""
    found = [
        f"{q.value.normalize():f}{q.unit}{'以下' if q.upper else ''}" for q in quantities(text)
    ]
    assert found == expected


class _CountedPairs(tuple[tuple[Sheet | None, Sheet | None], ...]):
    """Pairs of sheets that count how often all of them are walked over."""

    __slots__ = ()
    walks = 0

    def __iter__(self) -> Iterator[tuple[Sheet | None, Sheet | None]]:
        type(self).walks += 1
        return super().__iter__()


@pytest.mark.parametrize("years", [("R5", "R5"), ("R4", "R5")])
def test_many_new_sheets_are_not_searched_for_each_row(years: tuple[str, str]) -> None:
    """However many rows are new, dropped or raised, the pairs of sheets are walked equally often.

    Ten thousand new sheets in a change took minutes when each new row looked through all pairs.
    """
    walks = []
    for number in (2, 8):
        kept = {f"{years[0]}/見本部{n}/{DEPARTMENT_SHEET}": BASE["部"] for n in range(number)}
        new = {f"{years[1]}/見本部{n}/課{n}": BASE["課"] for n in range(number)}
        more = {name.replace(years[0], years[1], 1): data for name, data in kept.items()}
        row = {"項目": "新しい別の事業", "行動アクション": "調べる。"}
        more = {
            name: {**data, "今年度の重点事業": [*data["今年度の重点事業"], row]}
            for name, data in more.items()
        }
        before, after = side("前", kept), side("後", {**more, **new})
        matching = hand_made(before, after)
        counted = _CountedPairs(matching.sheets)
        _CountedPairs.walks = 0
        assert compare(before, after, matching._replace(sheets=counted), plans=PLANS)
        walks.append(_CountedPairs.walks)
    assert walks[0] == walks[1]


def write_expected() -> None:
    """Write what every case gives today; the difference is for a person to review."""
    for folder in FOLDERS:
        text = yaml.safe_dump(outcome(folder), allow_unicode=True, sort_keys=False, width=1000)
        (folder / "expected.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_expected()
