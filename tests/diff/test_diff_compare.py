"""Facts and levels: every change rule has a case, and nothing that differs goes untold."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from diff_cases import (
    BASE,
    FOLDERS,
    PLANS,
    SHEETS,
    SLOTS,
    _CountedPairs,
    _given,
    facts_of,
    hand_made,
    mirrored,
    outcome,
    write_expected,
)
from each_row import each_row
from form_headings import ACTION_SECTIONS, ROLE_SECTION
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.diff.change_book import packaged_change_rules
from orgsheet.diff.change_examples import example_side as side
from orgsheet.diff.changes import Fact
from orgsheet.diff.facts.compare_targets import quantities, target_changes
from orgsheet.diff.facts.gather import each_fact
from orgsheet.diff.facts.intervals import change
from orgsheet.fiscal import FiscalYear, read_deadline
from orgsheet.form.sheet import DEPARTMENT_SHEET


@pytest.mark.slow
@each_row("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_case_gives_the_stated_changes(folder: Path) -> None:
    """Each pair of sheets gives the stated changes, messages and counts included."""
    expected = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))
    assert outcome(folder) == expected, "after a review: python tests/test_diff_compare.py"


@pytest.mark.slow
def test_every_rule_has_a_case() -> None:
    """No change rule stands without a pair of sheets that shows it, a case or its own example."""
    found = {fact.kind for folder in FOLDERS for fact in facts_of(folder)[0]}
    rules = packaged_change_rules()
    found |= {name for name, rule in rules.items() if any(one["told"] for one in rule.examples())}
    assert set(rules) - found == set()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_reverse_diff_mirrors(folder: Path) -> None:
    """Every fact has its mirror in the reverse diff, at the same two places exchanged."""
    rules = packaged_change_rules()

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


@given(SHEETS, SHEETS)
def test_what_differs_is_told(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Two sheets have a fact if and only if their data differ."""
    sides = side("前", {"R5/部/課": first}), side("後", {"R5/部/課": second})
    facts = list(each_fact(hand_made(*sides), plans=PLANS))
    told = [fact for fact in facts if fact.kind != "form-layout"]
    assert bool(told) == (first != second)


@given(SHEETS)
def test_a_sheet_differs_from_itself_in_nothing(data: dict[str, Any]) -> None:
    """diff(a, a) has no fact."""
    sides = side("前", {"R5/部/課": data}), side("後", {"R5/部/課": data})
    assert list(each_fact(hand_made(*sides), plans=PLANS)) == []


@given(SHEETS, st.randoms(use_true_random=False))
def test_shuffled_rows_differ_in_order_only(data: dict[str, Any], random: Any) -> None:  # noqa: ANN401
    """Rows in another order give facts about order and no others."""
    shuffled = copy.deepcopy(data)
    for section in (ROLE_SECTION, *ACTION_SECTIONS):
        random.shuffle(shuffled[section])
    sides = side("前", {"R5/部/課": data}), side("後", {"R5/部/課": shuffled})
    kinds = {fact.kind for fact in each_fact(hand_made(*sides), plans=PLANS)}
    assert kinds <= {"order-changed", "priority-order"}


@given(SHEETS, SHEETS, st.sampled_from(["R4", "R5"]))
def test_random_sheets_mirror(first: dict[str, Any], second: dict[str, Any], year: str) -> None:
    """The reverse diff of any two sheets, of one year or two, has the mirrored kinds of facts."""
    old = {**first, "年度": year}
    sides = side("前", {f"{year}/部/課": old}), side("後", {"R5/部/課": second})
    matching = hand_made(*sides)
    rules = packaged_change_rules()
    forward = list(each_fact(matching, plans=PLANS))
    backward = list(each_fact(mirrored(matching), plans=PLANS))
    one_way = {rule.id for rule in rules.values() if not rule.mirror}
    assert sorted(fact.kind for fact in forward if fact.kind not in one_way) == sorted(
        rules[fact.kind].mirror for fact in backward if fact.kind not in one_way
    )


@each_row(("before", "after", "years", "expected"), SLOTS)
def test_deadlines_are_compared_in_their_fiscal_years(
    before: str, after: str, years: str, expected: str
) -> None:
    """Two deadlines give the stated kind and distance; the reverse gives the mirrored kind."""
    old, new = (FiscalYear.parse(label) for label in years.split("→"))
    ends = read_deadline(before, old), read_deadline(after, new)
    found = change(ends[0], ends[1], old, new)
    assert (f"{found.kind} {found.distance}".strip() if found else "同じ") == expected
    back = change(ends[1], ends[0], new, old)
    mirror = packaged_change_rules()[found.kind].mirror if found else None
    assert (back.kind if back else None) == mirror


@each_row(
    ("text", "expected"),
    [
        ("回収率７０％以上", ["70%"]),
        ("年度末までに「マチイロ」登録者数 1,800人を達成する。", ["1800人"]),
        ("令和5年10月1日に第2回を開く", []),
        ("美術分野に2作品、音楽分野2名", ["2作品", "2人"]),
        ("2億5,000万円、1.5倍、3割", ["250000000円", "1.5倍", "30%"]),
        ("時間外を月20時間以内", ["1200分以下"]),
        ("来場者1万2千人、予算500千円", ["12000人", "500000円"]),
        ("2分の1、10人に1人、三つ", ["50%", "10%", "3個"]),
        ("市民の一部、一人ひとり、一本化", []),
        ("3か年計画、プラン2020、10月", []),
    ],
)
def test_only_quantities_are_read_as_targets(text: str, expected: list[str]) -> None:
    """A number with a counter is a target's number; dates, ordinals and editions are none."""
    found = [
        f"{q.amount.high.normalize():f}{q.amount.unit}{'以下' if q.amount.limit == 'upper' else ''}"
        for q in quantities(text)
    ]
    assert found == expected


@each_row(
    ("before", "after", "kinds"),
    [
        ("来場者1万2千人", "来場者1万人", ["target-lowered"]),
        ("来場者１．２万人", "来場者1万2千人", []),
        ("待ち時間を2分の1以下にする", "待ち時間を3分の1以下にする", ["limit-tightened"]),
        ("満足とした人を3分の2以上", "満足とした人を2分の1以上", ["target-lowered"]),
        ("前年度比△10％", "前年度比△5％", ["number-changed"]),
        ("前年度比▲5ポイント", "前年度比5ポイント", ["number-changed"]),
        ("参加者20件（前年度15件）", "参加者20件（前年度10件）", ["number-changed"]),
        ("参加者を15件から20件に増やす", "参加者を18件から20件に増やす", ["number-changed"]),
        ("参加者を15件から20件に増やす", "参加者を15件から18件に増やす", ["target-lowered"]),
        ("参加者20件", "参加者20件（前年度15件）", []),
        ("県内3位", "県内5位", ["target-lowered"]),
        ("県内5位以内", "県内3位以内", ["limit-tightened"]),
        ("処理を2時間以内", "処理を90分以内", ["limit-tightened"]),
        ("5～7回", "4～8回", ["number-changed"]),
        ("開催5～7回", "開催6～8回", ["target-raised"]),
        ("三件の改善", "五件の改善", ["target-raised"]),
        ("満足度80％以上", "満足度8割以上", []),
        ("予算500千円", "予算50万円", []),
        ("利用者は10人に1人", "利用者は5人に1人", ["target-raised"]),
        ("滞納額30％圧縮", "滞納額35％圧縮", ["target-raised"]),
        ("開票30分短縮", "開票さらに15分短縮", ["number-changed"]),
        ("設置8か所", "設置合計12か所", ["number-changed"]),
        ("参加者延べ500人", "参加者延べ400人", ["target-lowered"]),
    ],
)
def test_what_became_of_a_target(before: str, after: str, kinds: list[str]) -> None:
    """A target is raised or lowered only where that is certain; a base or a loss only changed."""
    found = list(target_changes(before, after, whole=True))
    assert [change.kind for change in found] == kinds


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
        assert list(each_fact(matching._replace(sheets=counted), plans=PLANS))
        walks.append(_CountedPairs.walks)
    assert walks[0] == walks[1]


if __name__ == "__main__":
    write_expected()
