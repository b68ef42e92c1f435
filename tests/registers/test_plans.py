"""The plan register: what is in force, which item is meant, and plan names in running text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from orgsheet.fiscal import FiscalYear
from orgsheet.registers.plans import MAX_PLANS, Plan, PlanRegister
from orgsheet.source import parse

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parents[1] / "cases"
DOCUMENT = parse((ROOT / "sheets/計画台帳.yaml").read_bytes(), "sheets/計画台帳.yaml")
REGISTER = PlanRegister.read(DOCUMENT)
R4, R5, R6 = FiscalYear(2022), FiscalYear(2023), FiscalYear(2024)


def load(name: str) -> list[Any]:
    """Return the cases of one file."""
    cases: list[Any] = yaml.safe_load((CASES / "plans" / name).read_text("utf-8"))
    return cases


def read(text: str) -> PlanRegister:
    """Return the register written in `text`."""
    return PlanRegister.read(parse(text.encode(), "計画台帳.yaml"))


def plan(name: str) -> Plan:
    """Return a plan that the city's register must have."""
    found = REGISTER.find(name)
    assert found is not None
    return found


def test_register_fits_its_schema() -> None:
    """The city's plan register has no problem and is valid under its schema."""
    schema = json.loads((ROOT / "schema/plans.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert DOCUMENT.problems == []
    assert DOCUMENT.root is not None
    assert list(Draft202012Validator(schema).iter_errors(DOCUMENT.root.data())) == []


def test_register_is_consistent() -> None:
    """Every plan named as parent, successor or meaning is registered, and no name twice."""
    names = [name for one in REGISTER.plans for name in (one.name, *one.aliases)]
    assert len(set(names)) == len(names)
    official = {one.name for one in REGISTER.plans}
    for one in REGISTER.plans:
        assert {one.parent, one.successor} - {None} <= official
        successor = REGISTER.find(one.successor or "")
        if successor is not None and one.last is not None:
            assert successor.first == one.last.next
    for meaning in REGISTER.meanings:
        assert meaning.individual or meaning.plan is not None


def test_what_only_a_sheet_says_is_marked() -> None:
    """A wording known from a sheet alone is not given out as verified."""
    items = {item.text: item.verified for item in plan("とりで未来創造プラン2020").items}
    assert items["雇用の創出"] is True
    assert items["行政運営の効率化"] is False
    assert plan("第四次取手市地域情報化計画").verified == "本文のみ"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("とりで未来創造プラン2020", [True, True, False]),
        ("とりで未来創造プラン2024", [False, False, True]),
        ("第六次取手市総合計画 基本構想", [True, True, True]),
        ("第四次取手市地域情報化計画", [None, None, None]),
        ("第2次取手市教育大綱", [None, None, False]),
    ],
)
def test_in_force(name: str, expected: list[bool | None]) -> None:
    """A plan is in force from its first to its last year; an unknown start is not guessed."""
    assert [plan(name).in_force(year) for year in (R4, R5, R6)] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("とりで未来創造プラン2020", "令和2年度～令和5年度"),
        ("とりで未来創造プラン2016", "平成28年度～令和元年度"),
        ("第六次取手市総合計画 基本構想", "平成28年度～（終期なし）"),
        ("第四次取手市地域情報化計画", "期間不明"),
        ("第2次取手市教育大綱", "開始不明～令和5年度"),
    ],
)
def test_period_text(name: str, expected: str) -> None:
    """A message can show any plan's period in Japanese."""
    assert plan(name).period_text() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("とりで未来創造 プラン２０２０", "とりで未来創造プラン2020"),
        ("第六次取手市総合計画", "第六次取手市総合計画 基本構想"),
        (
            "地域再生計画(とりで未来創造プラン推進計画)",
            "地域再生計画「とりで未来創造プラン推進計画」",
        ),
        ("とりで行政経営改革2020", None),
        ("総合計画", None),
        ("", None),
    ],
)
def test_find(text: str, expected: str | None) -> None:
    """A plan is found by its official or short name in any width, and by nothing else."""
    found = REGISTER.find(text)
    assert (found.name if found else None) == expected


def test_nearest_plan_shows_the_name_meant() -> None:
    """For a wrong name the nearest registered plan comes with the spelling that is near."""
    found = REGISTER.nearest_plan("とりで行政経営改革2020")
    assert found is not None
    assert (found[0].name, found[1]) == ("とりで行政経営改革プラン2020",) * 2
    assert REGISTER.nearest_plan("公園の草刈り") is None


def test_numbers_mean_what_the_form_of_the_year_says() -> None:
    """② is another plan in R6 than in R5, ③ stands for individual plans, R1 is not registered."""
    meanings = [REGISTER.meaning(number, R5) for number in "①②③④"]
    assert [one.label if one else None for one in meanings] == [
        "①総合計画 基本構想",
        "②とりで未来創造 プラン2020",
        "③個別計画",
        None,
    ]
    assert meanings[2] is not None
    assert meanings[2].individual
    assert meanings[2].plan is None
    later = REGISTER.meaning("②", R6)
    assert later is not None
    assert later.plan is plan("とりで未来創造プラン2024")
    assert (later.label, later.verified) == ("", "未確認")
    assert REGISTER.meaning("②", FiscalYear(2019)) is None


def test_items_of_a_number() -> None:
    """The items of a number come with the word whether they are all."""
    items, complete = REGISTER.items("②", R5)
    assert "歳入の確保" in [item.text for item in items]
    assert complete is False
    assert REGISTER.items("③", R5) == ((), False)
    assert REGISTER.items("②", FiscalYear(2019)) == ((), False)


def test_the_citys_own_slip_is_near_and_not_found() -> None:
    """The item as the R5 sheets spell it is not registered; the official one is the nearest."""
    slip = "豊かなところと個性を育むまちづくり"
    assert REGISTER.find_item(slip, "①", R5) is None
    found = REGISTER.nearest_item(slip, "①", R5)
    assert found is not None
    assert found[0].text == "豊かなこころと個性を育むまちづくり"
    assert REGISTER.find_item("歳入の 確保", "②", R5) is not None
    assert REGISTER.nearest_item("公園の草刈り", "①", R5) is None


@each_row("case", load("mentions.yaml"), ids=lambda case: case["why"])
def test_mentions(case: dict[str, Any]) -> None:
    """Plan names in prose are found whole or with one slip, and nothing else is."""
    found = REGISTER.mentions(case["text"])
    assert [[case["text"][m.start : m.end], m.official, m.exact] for m in found] == case["finds"]
    assert all(REGISTER.find(m.official) is m.plan for m in found)


@pytest.mark.parametrize("case", load("item_mentions.yaml"), ids=lambda case: case["why"])
def test_item_mentions(case: dict[str, Any]) -> None:
    """Quoted plan items are found whole, shortened or with one slip, and nothing else is."""
    found = REGISTER.item_mentions(case["text"])
    assert [[case["text"][m.start : m.end], m.official, m.exact] for m in found] == case["finds"]


def test_all_mentions_of_the_real_sheets() -> None:
    """In the whole R5 text exactly one plan name and one quoted item are damaged."""
    text = (CASES / "import/R5-政策推進部.txt").read_text("utf-8")

    def line(offset: int) -> int:
        return text.count("\n", 0, offset) + 1

    found = REGISTER.mentions(text)
    assert [[line(m.start), text[m.start : m.end], m.exact] for m in found] == load("R5.yaml")
    items = REGISTER.item_mentions(text)
    assert [[line(m.start), text[m.start : m.end], m.exact] for m in items] == [
        [208, "豊かなところと個性を育むまち", False]
    ]


NAMES = [name for one in REGISTER.plans for name in (one.name, *one.aliases)]


@given(st.sampled_from(NAMES), st.text("、。とり市計画 ", max_size=8), st.data())
def test_one_lost_character_is_noticed_or_leaves_no_name(
    name: str, around: str, data: st.DataObject
) -> None:
    """A name that loses one inner character is never taken for the whole of the same name."""
    at = data.draw(st.integers(1, len(name) - 2))
    text = f"{around}。{name[:at]}{name[at + 1 :]}。"
    for found in REGISTER.mentions(text):
        written = text[found.start : found.end]
        assert found.exact is (REGISTER.find(written) is not None)


@given(st.text("とりで未来創造プラン2020第四次取手市地域情報化計画「」、。 \n推進", max_size=120))
def test_mentions_never_overlap(text: str) -> None:
    """Mentions are in order, apart from each other and inside the text."""
    end = 0
    for found in REGISTER.mentions(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end


def test_work_on_hostile_text_is_bounded() -> None:
    """A register and a text made to match everywhere give an answer all the same."""
    entries = "\n".join(f"  - 名称: {'あ' * 150}{number}" for number in range(MAX_PLANS + 50))
    register = read(f"計画:\n{entries}\n")
    assert len(register.plans) == MAX_PLANS
    assert register.mentions("あ" * 50_000) == ()
    assert register.item_mentions("「ああああああああああ」" * 5_000) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "計画",
        "- 計画",
        "計画: 1",
        "計画: [1, [2], {略称: 3}, {名称: }, {名称: [x]}]",
        "計画: [{名称: 甲, 略称: 乙, 初年度: いつか, 最終年度: [R5], 項目: {}, 項目は全部か: 1}]",
        "計画関連No.: [{番号: ①}, {番号: }, 3]",
    ],
)
def test_a_broken_register_is_read_as_far_as_it_goes(text: str) -> None:
    """Nothing in a register raises; what cannot be read is left out."""
    register = read(text)
    assert register.find("乙") is None
    assert register.mentions("とりで未来創造プラン2020") == ()
    assert register.items("①", R5) == ((), False)
    for one in register.plans:
        assert one.in_force(R5) is None


def test_no_register_is_an_empty_one() -> None:
    """A workspace without a register has no plans, and the register says so."""
    assert not PlanRegister.read(None)
    assert REGISTER


def test_the_first_of_two_plans_with_one_name_counts() -> None:
    """A name written twice resolves to the first entry."""
    register = read("計画: [{名称: 見本計画, 初年度: R2}, {名称: 見本計画, 初年度: R6}]")
    found = register.find("見本計画")
    assert found is register.plans[0]


def test_the_examples_of_the_guide_fit_the_schemas() -> None:
    """What docs/registers.md tells people to type is valid, key by key."""
    guide = (ROOT / "docs/registers.md").read_text("utf-8")
    blocks = [part.split("```")[0] for part in guide.split("```yaml\n")[1:]]
    roots = [parse(block.encode(), "例").root for block in blocks]
    assert None not in roots
    plans, numbers, *departments = [root.data() for root in roots if root]
    assert len(departments) > 1
    organizations = [("organization", data) for data in departments]
    for name, data in (("plans", plans | numbers), *organizations):
        schema = json.loads((ROOT / f"schema/{name}.schema.json").read_text("utf-8"))
        assert list(Draft202012Validator(schema).iter_errors(data)) == []


def test_a_text_of_many_marks_is_looked_up_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often an item could begin, as few names are tried; the plan before it is found."""
    register = read("計画:\n  - 名称: 見本農業計画\n")
    named = register.find_named("見本農業計画「農業の振興」第2章")
    assert named is not None
    assert named.name == "見本農業計画"
    tried: list[str] = []
    monkeypatch.setattr(PlanRegister, "find", lambda _, text: tried.append(text))
    assert register.find_named("ほかの計画" + "「あ」" * 20_000) is None
    assert len(tried) <= 21
    assert sum(map(len, tried[1:])) <= 21 * 200
