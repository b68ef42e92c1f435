"""Judgement: the catalogue is whole and symmetric, one cause is told once, nothing is lost."""

from __future__ import annotations

import copy
import re
from collections import Counter
from typing import Any

import pytest
from diff_cases import FOLDERS, PLANS, SHEETS, facts_of, hand_made
from each_row import each_row
from form_headings import ROLE_SECTION
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.diff.change_book import PROFILES, SILENT, ChangeRule, packaged_change_rules
from orgsheet.diff.change_examples import example_side as side
from orgsheet.diff.changes import LEVELS, Fact
from orgsheet.diff.facts.gather import each_fact
from orgsheet.diff.judge import fingerprint, judge, sample_notices
from orgsheet.match.links import Matching

BOOK = packaged_change_rules()
RULES = list(BOOK.values())
NOTHING = Matching((), (), (), ())
ALL_FACTS = [fact for folder in FOLDERS for fact in facts_of(folder)[0]]


def _id(rule: ChangeRule) -> str:
    return rule.id


@each_row("rule", RULES, ids=_id)
def test_a_rule_is_complete(rule: ChangeRule) -> None:
    """A rule has a short kebab-case id, its texts, a reason, and a known level in each profile."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
    assert len(rule.id) <= 30
    assert all((rule.area, rule.title, rule.message))
    assert rule.reason.endswith(("。", "から。"))
    assert set(rule.levels) == set(PROFILES)
    assert set(rule.levels.values()) <= {*LEVELS, SILENT}


@each_row("rule", RULES, ids=_id)
def test_a_rule_has_its_mirror_or_a_waiver(rule: ChangeRule) -> None:
    """What is added has its removed; a rule that mirrors itself or nothing says in writing why."""
    if rule.mirror and rule.mirror != rule.id:
        assert BOOK[rule.mirror].mirror == rule.id
        assert rule.waiver == "", "a rule with a mirror needs no waiver"
    else:
        assert rule.waiver.endswith("。")


@each_row("rule", RULES, ids=_id)
def test_rule_texts_are_for_an_official(rule: ChangeRule) -> None:
    """No text of a rule holds English words, but for the names of things in a sheet."""
    for text in (rule.title, rule.message, rule.folded, rule.reason):
        assert not re.search("[A-Za-z]{3,}", text.replace("YAML", "")), text


def test_there_are_enough_rules_and_no_place_twice() -> None:
    """The catalogue has at least fifty rules, each at a place of its own."""
    assert len(RULES) >= 50
    orders = [rule.order for rule in RULES]
    assert [order for order, count in Counter(orders).items() if count > 1] == []


def test_every_message_can_be_filled() -> None:
    """The values of a fact fill both the message and the folded text of its rule."""
    for fact in ALL_FACTS:
        rule = BOOK[fact.kind]
        names = set(re.findall(r"\{([^{}]+)\}", rule.message + rule.folded))
        assert names <= {*fact.values, "件数"}, fact.kind


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("profile", PROFILES)
def test_no_fact_is_lost(folder: Any, profile: str) -> None:  # noqa: ANN401
    """Changes, what they fold and what is hidden add up to the facts of the profile's rules."""
    facts, matching = facts_of(folder)
    spoken = [f for f in facts if BOOK[f.kind].levels[profile] != SILENT]
    changes, hidden = judge(facts, matching, profile=profile)
    assert sum(1 + change.folded for change in changes) + sum(hidden.values()) == len(spoken)
    everything, nothing = judge(facts, matching, profile=profile, show_all=True)
    assert (len(everything), nothing) == (len(spoken), {})


@given(SHEETS, SHEETS)
def test_folding_hides_nothing_graver(first: dict[str, Any], second: dict[str, Any]) -> None:
    """A change that speaks for others is as grave as the gravest of them."""
    sides = side("前", {"R5/部/課": first}), side("後", {"R5/部/課": second})
    matching = hand_made(*sides)
    facts = list(each_fact(matching, plans=PLANS))
    folded, hidden = judge(facts, matching, profile="pr")
    everything, _ = judge(facts, matching, profile="pr", show_all=True)
    worst = min((LEVELS.index(change.level) for change in everything), default=None)
    if worst is not None and LEVELS[worst] != "雑":
        assert min(LEVELS.index(change.level) for change in folded) == worst
    assert sum(1 + change.folded for change in folded) + sum(hidden.values()) == len(everything)


def test_a_report_reads_gravest_first() -> None:
    """Changes come in the order of their levels."""
    changes, _ = judge(ALL_FACTS, NOTHING, profile="year", show_all=True)
    levels = [LEVELS.index(change.level) for change in changes]
    assert levels == sorted(levels)


def test_levels_can_be_set_rule_by_rule() -> None:
    """A level set for a rule wins over the profile's; なし leaves it out and counts it."""
    facts = [fact for fact in ALL_FACTS if fact.kind in ("goal-changed", "mission-changed")]
    goals = sum(fact.kind == "goal-changed" for fact in facts)
    changes, hidden = judge(
        facts,
        NOTHING,
        profile="year",
        rules={
            **BOOK,
            "goal-changed": BOOK["goal-changed"]._replace(set_level=SILENT),
            "mission-changed": BOOK["mission-changed"]._replace(set_level="重"),
        },
    )
    assert {(change.rule, change.level) for change in changes} == {("mission-changed", "重")}
    assert hidden == {SILENT: goals}


def test_fingerprints_are_each_used_once() -> None:
    """No two changes of a report have one fingerprint, not even twice the same change."""
    twice = [*ALL_FACTS, *ALL_FACTS]
    changes, _ = judge(twice, NOTHING, profile="year", show_all=True)
    assert len({change.fingerprint for change in changes}) == len(changes)


def _facts(data: dict[str, Any], other: dict[str, Any], comment: str = "") -> list[Fact]:
    sides = side("前", {"R5/部/課": data}), side("後", {"R5/部/課": other}, comment)
    return list(each_fact(hand_made(*sides), plans=PLANS))


ROW = {
    "事務事業名称": "甲",
    "計画関連No.": [],
    "裁量有無": "○",
    "協働有無": "×",
    "組織の役割": "調べる。",
    "担当": ["青木"],
}


def _with(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"年度": "R5", "組織目標": "目標", ROLE_SECTION: [{**ROW, **changes}]}


def test_fingerprints_depend_on_meaning_alone() -> None:
    """Lines, other rows and the message's wording leave a fingerprint; another value changes it."""
    (fact,) = _facts(_with(), _with(協働有無="○"))
    moved = copy.deepcopy(_with(協働有無="○"))
    moved[ROLE_SECTION].insert(0, {**ROW, "事務事業名称": "乙"})
    found = [f for f in _facts(_with(), moved, "# 覚え\n\n") if f.kind == fact.kind]
    assert [fingerprint(f) for f in found] == [fingerprint(fact)]
    before = judge([fact], NOTHING, profile="pr")[0][0]
    rule = BOOK[fact.kind]
    reworded = {**BOOK, fact.kind: rule._replace(message="別の文")}
    after = judge([fact], NOTHING, profile="pr", rules=reworded)[0][0]
    assert before.message != after.message
    assert before.fingerprint == after.fingerprint
    (other,) = _facts(_with(組織の役割="調べる。"), _with(組織の役割="聞く。"))
    (another,) = _facts(_with(組織の役割="調べる。"), _with(組織の役割="話す。"))
    assert fingerprint(other) != fingerprint(another)


NOISE = {
    "staff": lambda row: {**row, "担当": ["井上"]},
    "width": lambda row: {**row, "組織の役割": "調べる｡"},
    "space": lambda row: {**row, "組織の役割": "調べる 。"},
}
REAL = {
    "flag": lambda row: {**row, "協働有無": "○"},
    "words": lambda row: {**row, "組織の役割": "調べて直す。"},
    "name": lambda row: {**row, "事務事業名称": "丙"},
    "nobody": lambda row: {**row, "担当": []},
    "plan": lambda row: {**row, "計画関連No.": ["①"]},
}


@given(
    st.lists(st.sampled_from(["甲", "乙", "丁", "戊"]), unique=True, min_size=1),
    st.sampled_from([None, *REAL]),
    st.data(),
)
def test_noise_is_hidden_and_a_real_change_never(
    names: list[str], real: str | None, data: st.DataObject
) -> None:
    """Staff, widths, spaces and order alone show nothing in a year review; a real change shows."""
    before = {"年度": "R5", ROLE_SECTION: [{**ROW, "事務事業名称": name} for name in names]}
    rows = [
        NOISE[data.draw(st.sampled_from(sorted(NOISE)))](row)
        for row in copy.deepcopy(before[ROLE_SECTION])
    ]
    if real is not None:
        rows[0] = REAL[real](before[ROLE_SECTION][0])
    headcount = {name for row in rows for name in row["担当"]}
    after = {"年度": "R5", ROLE_SECTION: data.draw(st.permutations(rows))}
    changes, hidden = judge(_facts(before, after), NOTHING, profile="year")
    told = [change for change in changes if not change.rule.startswith("headcount")]
    assert bool(told) == (real is not None)
    assert (len(changes) > len(told)) == (len(headcount) > 1)
    assert sum(hidden.values()) > 0 or len(names) == 1


def test_samples_are_noticed_on_either_side() -> None:
    """Each side with sheets that call themselves samples gives one sentence with their words."""
    plain = side("R5", {"R5/部/課": {"年度": "R5"}})
    sample = side("R4", {"R4/部/課": {"見本": "作ったもの"}, "R4/部/別": {"見本": "作ったもの"}})
    assert sample_notices(sample, plain) == ("見本: R4 の2枚は見本です（作ったもの）。",)
    assert sample_notices(plain, plain) == ()
