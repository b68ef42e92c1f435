"""Matching rows of two years: stated links, names, similarity, the guard, sections, `link`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from each_row import each_row
from form_headings import PRIORITY_SECTION, ROLE_SECTION
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.cli.command_names import group
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.match.guard import conflict_of, is_contrasted, marks_of, succession_of
from orgsheet.match.links import Link, Matching, RowRef, Side
from orgsheet.match.match_rows import default_settings, match
from orgsheet.match.proposals import is_clear, named, proposals, write
from orgsheet.match.row_likeness import Judge
from orgsheet.match.tokens import RowText, core_name, plain_name
from orgsheet.match.words_in_common import words_in_common
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Plain, emit, parse

CASES = Path(__file__).parents[1] / "cases" / "diff" / "match"
ROOT = Path(__file__).parents[2]


def load(name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return the content of a case file."""
    return yaml.safe_load((CASES / name).read_text("utf-8"))


def row(entry: Plain, heading: str = PRIORITY_SECTION) -> dict[str, Plain]:
    """Return a row written as a name, [name, body], or its fields."""
    if isinstance(entry, dict):
        return entry
    name, body = entry if isinstance(entry, list) else (entry, "")
    if heading == ROLE_SECTION:
        return {"事務事業名称": name, "組織の役割": body}
    return {"項目": name, "行動アクション": body}


def side(year: str, units: dict[str, Plain]) -> Side:
    """Return a side with the sheets of sections given as `部/課: rows` or headings with rows."""
    sheets = {}
    for unit, content in units.items():
        identity = SheetId(year, *unit.split("/"))
        lists = content if isinstance(content, dict) else {PRIORITY_SECTION: content}
        data: dict[str, Plain] = {"年度": year}
        for heading, rows in lists.items():
            data[heading] = [row(entry, heading) for entry in rows]
        sheets[identity] = Sheet(parse(emit(data).encode(), identity.path), identity)
    return Side(year, sheets)


def register(sections: list[Plain] | None) -> OrganizationRegister:
    """Return a register of one department 総務部 with these sections."""
    data = {"部": [{"ID": "somu", "名称": "総務部", "課": sections or []}]}
    return OrganizationRegister.read(parse(emit(data).encode(), "組織台帳.yaml"))


def plan_register(plans: list[Plain] | None) -> PlanRegister:
    """Return a register of these plans."""
    return PlanRegister.read(parse(emit({"計画": plans or []}).encode(), "計画台帳.yaml"))


def matched(case: dict[str, Any], *, mirrored: bool = False) -> Matching:
    """Return how the two sides of a case are matched, the later one first if `mirrored`."""
    sides = [side("R4", case["before"]), side("R5", case["after"])]
    before, after = reversed(sides) if mirrored else sides
    return match(
        before,
        after,
        organization=register(case.get("register")),
        plans=plan_register(case.get("plans")),
    )


def _list(link: Link) -> str:
    """Return the list of a link; a row that moved to another one is of the later side's."""
    return link.section if link.before.section == link.after.section else ""


def link_set(matching: Matching) -> set[tuple[Any, ...]]:
    """Return the links without scores, by their rows' full names."""
    return {
        (str(one.before), str(one.after), _list(one), one.basis, one.band, one.moved)
        for one in matching.links
    }


def names(rows: tuple[RowRef, ...]) -> list[str]:
    """Return the names of rows."""
    return [one.name for one in rows]


def entries(case: dict[str, Any]) -> set[tuple[Any, ...]]:
    """Return the links a case expects."""
    return {(*link[:4], "moved" in link[4:]) for link in case["links"]}


@each_row(
    "case", load("links.yaml") + load("contradictions.yaml"), ids=lambda case: str(case["title"])
)
def test_links(case: dict[str, Any]) -> None:
    """Each case gives exactly its links, rows left over, sheet pairs and contradictions."""
    found = matched(case)
    assert {
        (one.before.name, one.after.name, one.basis, one.band, one.moved) for one in found.links
    } == entries(case)
    assert [one.message for one in found.contradictions] == case.get("messages", [])
    if "messages" not in case:
        assert sorted(names(found.dropped)) == sorted(case.get("dropped", []))
        assert sorted(names(found.new)) == sorted(case.get("new", []))
    if "reasons" in case:
        assert any(case["reasons"] in reason for one in found.links for reason in one.reasons)
    if "sheets" in case:
        pairs = [
            tuple(None if sheet is None else f"{sheet.id[1]}/{sheet.id[2]}" for sheet in pair)
            for pair in found.sheets
        ]
        assert set(pairs) == {tuple(pair) for pair in case["sheets"]}


@each_row(
    "case", load("links.yaml") + load("contradictions.yaml"), ids=lambda case: str(case["title"])
)
def test_mirror(case: dict[str, Any]) -> None:
    """Exchanging the two sides gives the same links, mirrored, and the same contradictions."""
    forth, back = matched(case), matched(case, mirrored=True)
    assert {(one, other, *rest) for one, other, *rest in link_set(forth)} == {
        (one, other, *rest) for other, one, *rest in link_set(back)
    }
    assert (names(forth.dropped), names(forth.new)) == (names(back.new), names(back.dropped))
    assert [one.message for one in forth.contradictions] == [
        one.message for one in back.contradictions
    ]


def _told_lines(found: Matching) -> list[str]:
    """Return all that a matching says, in its order, as a person would write it down."""
    lines = [
        f"{one.id if one else '—'} → {other.id if other else '—'}" for one, other in found.sheets
    ]
    for link in found.links:
        marks = [name for name in ("moved", "contested") if getattr(link, name)]
        lines.append(" ".join([f"{link.before} → {link.after}", link.basis, link.band, *marks]))
    lines += [f"{ref} → —" for ref in found.dropped] + [f"— → {ref}" for ref in found.new]
    return lines + [one.message for one in found.contradictions]


@each_row("case", load("city.yaml"), ids=lambda case: str(case["title"]))
def test_all_of_a_city_is_told_in_its_order(case: dict[str, Any]) -> None:
    """Sheets, links, what is gone, what is new and what is proposed stand in the order to read."""
    years = case.get("years", ["R4", "R5"])
    found = match(
        side(years[0], case["before"]),
        side(years[1], case["after"]),
        organization=register(case.get("register")),
        plans=PlanRegister(),
    )
    assert _told_lines(found) == case["told"]
    proposed = [
        f"{one.link.before.name} → {one.link.after.name}{' clear' if is_clear(one) else ''}: "
        + "、".join(f"{ref.name}←{'+'.join(entry)}" for ref, entry in one.entries)
        for one in proposals(found)
    ]
    assert proposed == case["proposed"]


@each_row(("one", "other"), load("guard.yaml")["differ"])
def test_guard_tells_apart(one: str, other: str) -> None:
    """Names with another place, number, period or target group are never the same."""
    assert conflict_of(marks_of(one), marks_of(other)) is not None
    assert conflict_of(marks_of(other), marks_of(one)) is not None


@each_row(("one", "other"), load("guard.yaml")["same"])
def test_guard_lets_pass(one: str, other: str) -> None:
    """Two ways to name one thing are not held for different things."""
    assert conflict_of(marks_of(one), marks_of(other)) is None


@pytest.mark.parametrize(("one", "other"), load("guard.yaml")["next"])
def test_guard_knows_the_next_edition(one: str, other: str) -> None:
    """The next edition is no conflict, and is told as such."""
    assert conflict_of(marks_of(one), marks_of(other)) is None
    assert succession_of(marks_of(one), marks_of(other)) is not None


def test_guard_reads_numbers_of_any_length() -> None:
    """Numbers with more digits than anybody counts are two things, not a failure."""
    one, other = (marks_of(f"第{digits}期計画") for digits in ("9" * 5000, "8" * 5000))
    assert succession_of(one, other) is None
    assert conflict_of(one, other) is not None


@each_row(("one", "other", "expected"), load("guard.yaml")["contrasted"])
def test_contrast(one: str, other: str, *, expected: bool) -> None:
    """Names that end alike but name different objects before count as contrasted."""
    assert is_contrasted(plain_name(one), plain_name(other)) is expected
    assert is_contrasted(plain_name(other), plain_name(one)) is expected


def _bands(pairs: list[list[str]]) -> dict[str, str]:
    """Return the band by the earlier name, "" for none, each pair alone in its section."""
    sides = [
        side(year, {f"市/課{number}": [pair[at : at + 2]] for number, pair in enumerate(pairs)})
        for year, at in (("R4", 0), ("R5", 2))
    ]
    found = match(sides[0], sides[1], organization=OrganizationRegister(), plans=PlanRegister())
    bands = {link.before.name: link.band for link in found.links}
    return {pair[0]: bands.get(pair[0], "") for pair in pairs}


def test_lookalikes_are_never_taken_for_the_same() -> None:
    """Different work in the same phrases is asked about at most; known mistakes are listed."""
    for kind in ("別の事業", "名称では分からない別の事業"):
        bands = _bands(load("lookalikes.yaml")[kind])
        assert [name for name, band in bands.items() if band == "accepted"] == []
    known = _bands(load("lookalikes.yaml")["別の事業だが続いているとみるもの"])
    assert set(known.values()) == {"accepted"}, "move what is no longer mistaken to the others"


def test_renamed_work_is_never_lost() -> None:
    """The same work under another name is accepted, or at least asked about."""
    bands = _bands(load("lookalikes.yaml")["同じ事業"])
    assert all(bands.values())
    assert list(bands.values()).count("accepted") >= len(bands) // 3


def test_own_words() -> None:
    """A city's own groups of words that exclude one another are heeded."""
    own = [("戸頭", "小文間|おもんま")]
    one, other = marks_of("戸頭の集会所", own), marks_of("おもんまの集会所", own)
    assert conflict_of(one, other) is not None
    assert conflict_of(other, marks_of("小文間の集会所", own)) is None


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("（仮称）市民ホール整備事業", "市民ホ-ル整備"),
        ("令和５年度 予算編成事務", "予算編成"),
        ("R5当初予算", "当初予算"),
        ("事業", "事業"),
        ("令和5年度", "令和5年度"),
        ("地域及び学校の連携について", "地域学校の連携"),
    ],
)
def test_core_name(name: str, core: str) -> None:
    """The core of a name has neither year nor (仮称) nor 事業, and is never empty."""
    assert core_name(name) == core.replace("-", "")


@each_row(
    ("one", "other", "words"),
    [
        ("スマート農業の実証", "スマート農業機械の導入", ["スマート農業"]),
        ("の推進", "の進め方", []),
        ("の推進について", "の推進のために", ["推進"]),
        ("国勢調査(調査の準備)及び統計", "国勢調査(調査)及び統計", ["国勢調査", "調査", "統計"]),
        ("国勢調査（準備）", "国勢調査（集計）", ["国勢調査"]),
        ("調査（準備）", "調査準備", ["調査", "準備"]),
        ("大きな道・公園・川敷", "川敷、公園、大きな道", ["大きな道", "公園", "川敷"]),
        ("道路・公園・河川・水路", "道路、公園、河川、水路", ["公園", "河川", "水路"]),
        ("道路の改良と公園の改良", "公園の改良と道路の改良", ["公園の改良", "道路の改良"]),
        ("甲乙甲乙", "甲乙丙甲乙", ["甲乙"]),
        ("及び調査", "及び調査の", ["調査"]),
        ("研修・", "研修・会", ["研修"]),
        ("調査の", "調査のまとめ", ["調査の"]),
        ("あいう", "あいえ", []),
        ("ア", "アイ", []),
        ("", "", []),
        ("甲" * 300, "甲" * 300, ["甲" * 200]),
    ],
)
def test_words_in_common_are_readable(one: str, other: str, words: list[str]) -> None:
    """The words two names share are shown as written, the longest three, in their order."""
    assert words_in_common(one, other) == words
    assert words_in_common(other, one) == words


# Words that make up names and bodies: alike enough for every phase of the matching to have work.
_WORDS = st.sampled_from(
    [
        *("東小学校", "北小学校", "空家", "計画", "の策定", "の推進", "第3次", "第4次", "駅前広場"),
        *("再整備", "ごみ減量", "資源化", "図書館", "電子化", "公民館", "補助", "高齢者", "児童"),
        *("市道205号線", "市道310号線", "令和5年度", "事業"),
    ]
)
_TEXT = st.lists(_WORDS, min_size=1, max_size=3).map("".join)
_BODY = st.lists(_WORDS, max_size=6).map("を".join)
_ROW = st.builds(lambda name, body: {"項目": name, "行動アクション": body}, _TEXT, _BODY)
_KEYED = st.builds(
    lambda one, code: {**one, **({"id": code} if code else {})},
    _ROW,
    st.sampled_from(["", "", "a", "b", "c"]),
)
_SECTION = st.lists(_ROW, max_size=5)


def _id_of(entry: dict[str, Plain]) -> Plain:
    return entry.get("id") or id(entry)


_SIDES = st.fixed_dictionaries({"総務部/秘書課": _SECTION, "総務部/人事課": _SECTION})


def whole(before: dict[str, Plain], after: dict[str, Plain], years: tuple[str, str]) -> Matching:
    """Return how two sides of these years are matched, without registers."""
    sides = [side(year, content) for year, content in zip(years, (before, after), strict=True)]
    return match(*sides, organization=OrganizationRegister(), plans=PlanRegister())


def told(matching: Matching) -> list[tuple[Any, ...]]:
    """Return every link by what its rows hold and how it was found."""
    return sorted(
        (
            str(one.before.sheet.id.section),
            str(one.before.row.node.data()),
            str(one.after.sheet.id.section),
            str(one.after.row.node.data()),
            one.basis,
            one.band,
            round(one.score, 9),
            one.reasons,
        )
        for one in matching.links
    )


@given(_SIDES, _SIDES, st.randoms(use_true_random=False))
def test_order_of_rows(before: dict[str, Plain], after: dict[str, Plain], random: Random) -> None:
    """The order of rows in their lists changes no link, no score and no reason."""
    shuffled = [
        {unit: random.sample(rows, len(rows)) for unit, rows in content.items()}
        for content in (before, after)
    ]
    assert told(whole(before, after, ("R4", "R5"))) == told(
        whole(shuffled[0], shuffled[1], ("R4", "R5"))
    )


@given(_SIDES)
def test_same_sides(content: dict[str, Plain]) -> None:
    """A side matched with itself has only exact links, one for every row."""
    found = whole(content, content, ("R4", "R5"))
    assert {one.basis for one in found.links} <= {"exact"}
    assert {one.score for one in found.links} <= {1.0}
    assert not found.dropped
    assert not found.new
    assert all(one.before.row.node.data() == one.after.row.node.data() for one in found.links)


@given(_SIDES, _SIDES, st.sampled_from([("R4", "R5"), ("R5", "R5")]))
def test_symmetry(
    before: dict[str, Plain], after: dict[str, Plain], years: tuple[str, str]
) -> None:
    """The matching of b with a mirrors that of a with b, across years and inside one."""
    forth, back = whole(before, after, years), whole(after, before, (years[1], years[0]))
    assert told(forth) == sorted((*one[2:4], *one[:2], *one[4:]) for one in told(back))


@given(_SIDES, _SIDES)
def test_every_row_is_told_once(before: dict[str, Plain], after: dict[str, Plain]) -> None:
    """A row has an accepted link or is left over, never both; without keys at most one link."""
    found = whole(before, after, ("R4", "R5"))
    for side_rows, content, of in (
        (found.dropped, before, attrgetter("before")),
        (found.new, after, attrgetter("after")),
    ):
        linked = [id(of(link).row.node) for link in found.links if link.band == "accepted"]
        left = [id(ref.row.node) for ref in side_rows]
        assert len(linked) == len(set(linked))
        assert not set(linked) & set(left)
        assert len(linked) + len(left) == sum(map(len, content.values()))


@given(_SIDES, _SIDES)
def test_unrelated_row(before: dict[str, Plain], after: dict[str, Plain]) -> None:
    """A row that has nothing in common with any other changes no other link."""
    more = {**after, "総務部/秘書課": [*after["総務部/秘書課"], row(["蛍狩", "蛙鳴蝉噪"])]}
    assert told(whole(before, after, ("R4", "R5"))) == told(whole(before, more, ("R4", "R5")))


@given(
    st.lists(_KEYED, max_size=5, unique_by=_id_of),
    st.lists(_KEYED, max_size=5, unique_by=_id_of),
)
def test_ids_are_facts(before: list[Plain], after: list[Plain]) -> None:
    """Rows with one id are always linked by it, and rows with two ids never."""
    found = whole({"総務部/秘書課": before}, {"総務部/秘書課": after}, ("R4", "R5"))
    ids = [
        tuple(one.row.node.data().get("id", "") for one in (link.before, link.after))
        for link in found.links
    ]
    assert all(one == other for one, other in ids if one and other)
    both = {one.get("id", "") for one in before} & {one.get("id", "") for one in after} - {""}
    assert {one for one, other in ids if one == other} - {""} == both


@given(st.lists(_ROW, min_size=1, max_size=5), st.lists(_ROW, max_size=4), st.data())
def test_stated_names_are_facts(
    before: list[Plain], after: list[Plain], data: st.DataObject
) -> None:
    """A row that names one of last year's rows is linked to it, however alike others are."""
    named_row = data.draw(st.sampled_from(before))
    same = [one for one in before if one["項目"] == named_row["項目"]]
    stated = {**data.draw(_ROW), "前年度の項目": [named_row["項目"]]}
    found = whole({"総務部/秘書課": before}, {"総務部/秘書課": [*after, stated]}, ("R4", "R5"))
    by_key = [link for link in found.links if link.basis == "key"]
    if len({plain_name(one["項目"]) for one in same}) == len(same) == 1:
        assert [link.before.name for link in by_key] == [same[0]["項目"]]
    else:
        assert not by_key
        assert found.contradictions


@pytest.mark.parametrize("kept", [2, 40])
def test_what_is_let_go_of_changes_no_link(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few rows stay in memory while rows are compared, the links are the same."""
    sides = [
        side(
            year,
            {
                f"部{n}/課{n}": [
                    [f"{mark}{n}の{word}の事業", f"{word}と{mark}を調べ、{n}回直す"]
                    for mark in "青赤白黒"
                    for word in ("道路", "公園", tail)
                ]
                for n in range(4)
            },
        )
        for year, tail in (("R4", "河川の点検"), ("R5", "河川と橋の点検"))
    ]
    registers: dict[str, Any] = {"organization": register(None), "plans": plan_register(None)}
    whole_links = link_set(match(sides[0], sides[1], **registers))
    for name in ("_KEPT", "_MOST_KEPT"):
        monkeypatch.setattr(f"orgsheet.match.row_likeness.{name}", kept)
    assert link_set(match(sides[0], sides[1], **registers)) == whole_links
    assert whole_links


def test_of_many_short_lists_few_rows_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is worked out of rows is let go of list by list: a city does not fill the memory."""
    kept, rows = 100, list[RowText]()
    monkeypatch.setattr("orgsheet.match.row_likeness._KEPT", kept)
    begin = Judge.__init__

    def note(judge: Judge, of: list[RowText], *others: Any) -> None:  # noqa: ANN401 - handed on
        rows.extend(of)
        begin(judge, of, *others)

    monkeypatch.setattr(Judge, "__init__", note)
    sides = [
        side(
            year, {f"部{n}/課{n}": [[f"{n}の{mark}", f"{mark}を{n}回見る"]] * 40 for n in range(12)}
        )
        for year, mark in (("R4", "道路"), ("R5", "窓口"))
    ]
    match(*sides, organization=register(None), plans=plan_register(None))
    held = [row for row in rows if "text_pairs" in vars(row)]
    assert len(rows) == 2 * 12 * 40
    assert 0 < len(held) <= kept


def test_too_many_rows_are_told() -> None:
    """Above the limit similar rows are not looked for, and the matching says so."""
    sides = [
        side(year, {"総務部/秘書課": list(content)})
        for year, content in (("R4", "甲乙丙"), ("R5", "甲丁戊"))
    ]
    found = match(
        *sides,
        organization=OrganizationRegister(),
        plans=PlanRegister(),
        settings=default_settings()._replace(most=1),
    )
    assert [one.basis for one in found.links] == ["exact"]
    told = "の行が多すぎる（1行を超える）ため、名称の変わった行は探していません。"
    assert found.limits == (f"{PRIORITY_SECTION}{told}課を選んで比べてください。",)


@pytest.mark.parametrize(
    "name",
    ["事業" * 30_000, "1" * 60_000, "東" * 60_000, "1-" * 30_000, "あ" * 60_000, "（" * 9999],
)
def test_enormous_names(name: str) -> None:
    """A name that is no name costs linear time and gets an ordinary answer."""
    before, after = {"総務部/秘書課": [name]}, {"総務部/秘書課": [name + "等"]}
    found = whole(before, after, ("R4", "R5"))
    assert len(found.links) + len(found.new) >= 1


def test_years_apart() -> None:
    """Over more than one year 前年度の項目 gives a link where it can and never a contradiction."""
    after = {"総務部/秘書課": [{"項目": "渉外", "前年度の項目": ["秘書事務", "接遇"]}]}
    found = whole({"総務部/秘書課": ["秘書事務"]}, after, ("R3", "R5"))
    assert [(one.before.name, one.basis) for one in found.links] == [("秘書事務", "key")]
    assert not found.contradictions


def test_pull_request_ignores_previous_names() -> None:
    """Inside one year 前年度の項目 speaks of another year and links nothing."""
    rows = ["秘書事務", {"項目": "渉外", "前年度の項目": ["秘書事務"]}]
    found = whole({"総務部/秘書課": rows}, {"総務部/秘書課": rows}, ("R5", "R5"))
    assert {one.basis for one in found.links} == {"exact"}
    assert not found.contradictions


def test_several_years_on_each_side() -> None:
    """Two states of a repository are compared sheet by sheet, never one year with another."""
    content = {"総務部/秘書課": ["秘書事務"]}
    both = {**side("R4", content).sheets, **side("R5", {"総務部/秘書課": ["渉外"]}).sheets}
    only = side("R4", content).sheets
    found = match(
        Side("main", only),
        Side("HEAD", both),
        organization=OrganizationRegister(),
        plans=PlanRegister(),
    )
    assert [str(one.after) for one in found.links] == ["R4/総務部/秘書課#秘書事務"]
    assert names(found.new) == ["渉外"]


_RENAMED = {
    "before": [
        [
            "空家等対策計画の策定",
            "空家の実態調査をもとに、発生の予防と活用の方針を協議会でまとめる。",
        ]
    ],
    "after": [["空家対策の推進", "協議会でまとめた方針により、空家の発生の予防と活用を進める。"]],
}


def rematcher(before: Side) -> Callable[[Side], Matching]:
    """Return the function that matches a later side with this earlier one."""
    return lambda after: match(
        before, after, organization=OrganizationRegister(), plans=PlanRegister()
    )


def test_proposals_are_written_and_hold() -> None:
    """A written proposal is linked by 前年度の項目 from then on, and is not proposed again."""
    sides = [
        side(year, {"総務部/秘書課": _RENAMED[key]})
        for year, key in (("R4", "before"), ("R5", "after"))
    ]
    found = proposals(rematcher(sides[0])(sides[1]))
    assert [one.link.before.name for one in found] == ["空家等対策計画の策定"]
    written = write(found, sides[1], rematcher(sides[0]))
    assert (written.stated, written.refused) == (1, ())
    ((identity, data),) = written.files.items()
    after = Side("R5", {identity: Sheet(parse(data, identity.path), identity)})
    again = rematcher(sides[0])(after)
    assert [one.basis for one in again.links] == ["key"]
    assert proposals(again) == ()


def test_ambiguous_proposal_is_refused() -> None:
    """An entry that would name two rows is refused, and nothing is written for it."""
    before = side(
        "R4", {"総務部/秘書課": [*_RENAMED["before"], ["空家等対策計画の策定", "別のことをする。"]]}
    )
    after = side("R5", {"総務部/秘書課": _RENAMED["after"]})
    found = proposals(rematcher(before)(after))
    written = write(found, after, rematcher(before))
    assert written.files == {}
    told = (
        "R4/総務部/秘書課#空家等対策計画の策定 と R5/総務部/秘書課#空家対策の推進 は、"
        "名称だけでは示せません（同じ名称の行がほかにもあります）。"
        "両方の行に同じ id を書いてください。"
    )
    assert written.refused == (told,)


def test_an_answer_that_is_there_already_is_not_written_over() -> None:
    """A row that names what it continues is not written to: its other source is added by hand."""
    later = dict(zip(("項目", "行動アクション"), _RENAMED["after"][0], strict=True))
    before = side("R4", {"総務部/秘書課": [*_RENAMED["before"], ["表彰", "賞状を渡す。"]]})
    after = side("R5", {"総務部/秘書課": [later]})
    found = proposals(rematcher(before)(after))
    stated = side("R5", {"総務部/秘書課": [{**later, "前年度の項目": ["表彰"]}]})
    (row,) = rematcher(before)(stated).links
    entries = tuple((row.after, names) for _, names in found[0].entries)
    written = write([found[0]._replace(entries=entries)], stated, rematcher(before))
    assert (written.files, written.stated) == ({}, 0)
    told = (
        "R5/総務部/秘書課#空家対策の推進 には前年度の項目がもうあります。"
        "「空家等対策計画の策定」は手で書き加えてください。"
    )
    assert written.refused == (told,)


def test_split_proposal_states_both_parts() -> None:
    """Stating one part of a split states the other as well, which is no longer looked for."""
    case = next(one for one in load("links.yaml") if "分割の可能性" in one["title"])
    before, after = side("R4", case["before"]), side("R5", case["after"])
    chosen, wrong = named(proposals(rematcher(before)(after)), ["資源化の推進"])
    assert not wrong
    written = write(chosen, after, rematcher(before))
    ((identity, data),) = written.files.items()
    again = rematcher(before)(Side("R5", {identity: Sheet(parse(data, "x"), identity)}))
    assert sorted((one.after.name, one.basis) for one in again.links) == [
        ("ごみ減量の推進", "key"),
        ("資源化の推進", "key"),
    ]


def _renamed_rows(**lists: tuple[str, list[tuple[str, str]]]) -> tuple[Side, Side]:
    """Return two years of rows that were renamed alike, by list: (unit, [(before, after)])."""
    years: list[dict[str, Plain]] = []
    for place in (0, 1):
        units: dict[str, Plain] = {}
        for heading, (unit, renamed) in lists.items():
            body = "空家の実態調査をもとに、発生の予防と活用の方針を協議会でまとめる。"
            units.setdefault(unit, {})[heading] = [[pair[place], body] for pair in renamed]
        years.append(units)
    return side("R4", years[0]), side("R5", years[1])


_PLAN = ("空家等対策計画の策定", "空家対策の推進")


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("空家対策の推進", 3),
        ("R5/都市部/住宅課#空家対策の推進", 2),
        ("R5/都市部/部#空家対策の推進", 1),
    ],
)
def test_name_means_all_rows_of_one_work(name: str, rows: int) -> None:
    """One name chooses the role, the project and the department's copy; a full name one sheet."""
    before, after = _renamed_rows(
        **{ROLE_SECTION: ("都市部/住宅課", [_PLAN]), PRIORITY_SECTION: ("都市部/住宅課", [_PLAN])}
    )
    copies = _renamed_rows(**{PRIORITY_SECTION: ("都市部/部", [_PLAN])})
    sides = [
        Side(one.label, {**one.sheets, **copy.sheets})
        for one, copy in zip((before, after), copies, strict=True)
    ]
    chosen, wrong = named(proposals(rematcher(sides[0])(sides[1])), [name])
    assert (len(chosen), wrong) == (rows, [])


def test_name_of_different_work_is_not_guessed() -> None:
    """Rows of one name in two sections, or with different earlier names, are not chosen at once."""
    sides = [
        Side(one.label, {**one.sheets, **other.sheets})
        for one, other in zip(
            _renamed_rows(**{PRIORITY_SECTION: ("都市部/住宅課", [_PLAN])}),
            _renamed_rows(**{PRIORITY_SECTION: ("都市部/計画課", [_PLAN])}),
            strict=True,
        )
    ]
    assert named(proposals(rematcher(sides[0])(sides[1])), [_PLAN[1]]) == ([], [_PLAN[1]])
    before, after = _renamed_rows(
        **{
            ROLE_SECTION: ("都市部/住宅課", [("空家等の実態調査", _PLAN[1])]),
            PRIORITY_SECTION: ("都市部/住宅課", [_PLAN]),
        }
    )
    assert named(proposals(rematcher(before)(after)), [_PLAN[1]]) == ([], [_PLAN[1]])


def test_unknown_name_is_told() -> None:
    """A name that no proposal has is told, not guessed."""
    assert named((), ["表彰"]) == ([], ["表彰"])


@pytest.fixture
def two_years(tmp_path: Path) -> Path:
    """A workspace with one section in R4 and R5, of which one row was renamed."""
    for year, key in (("R4", "before"), ("R5", "after")):
        folder = tmp_path / "sheets" / year / "総務部"
        folder.mkdir(parents=True)
        data: dict[str, Plain] = {"年度": year, "部名": "総務部", "課名": "秘書課"}
        data[PRIORITY_SECTION] = [row(entry) for entry in _RENAMED[key]]
        text = "# 注記\n" + emit(data)
        (folder / "秘書課.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def sheet_path(two_years: Path) -> Path:
    """The later sheet of `two_years`."""
    return two_years / "sheets" / "R5" / "総務部" / "秘書課.yaml"


def run_link(folder: Path, *arguments: str) -> Result:
    """Run `orgsheet link` in a folder."""
    return CliRunner().invoke(
        group(rich_help=False), ["-C", str(folder), "link", *arguments], standalone_mode=False
    )


def test_link_only_shows(two_years: Path, sheet_path: Path) -> None:
    """Without --write the command shows score, reasons and what it would write, and writes none."""
    before = sheet_path.read_bytes()
    result = run_link(two_years, "R4", "R5", "--accept")
    assert result.return_value == 0
    for part in ("一致度", "理由:", "前年度の項目:", "- 空家等対策計画の策定", "--write"):
        assert part in result.output
    assert sheet_path.read_bytes() == before


@pytest.mark.parametrize(
    "choice", ["--accept", "空家対策の推進", "R5/総務部/秘書課#空家対策の推進"]
)
def test_link_writes_what_is_chosen(two_years: Path, sheet_path: Path, choice: str) -> None:
    """With --write the chosen entry is added and every other byte stays."""
    before = sheet_path.read_text("utf-8")
    assert run_link(two_years, "R4", "R5", choice, "--write").return_value == 0
    after = sheet_path.read_text("utf-8")
    added = "    前年度の項目:\n      - 空家等対策計画の策定\n"
    assert after.replace(added, "") == before
    assert added in after


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["R4", "R5", "--write"], "--accept"),
        (["R3", "R5"], "続く二つの年度"),
        (["R6", "R7"], "R6"),
        (["去年", "R5"], "年度が読めません"),
        (["R4", "R5", "花火大会"], "「花火大会」という項目への提案はありません"),
        (["R4", "R5", "空家対策の推進費"], "「空家対策の推進」ではありませんか"),
    ],
)
def test_link_refuses(two_years: Path, arguments: list[str], part: str) -> None:
    """A wrong request ends with a Japanese sentence that says what to type."""
    result = run_link(two_years, *arguments)
    assert part in str(result.exception)


def test_link_tells_how_to_choose_among_several(two_years: Path, sheet_path: Path) -> None:
    """A name that rows of two sections have is answered with what to type for each of them."""
    for path in (sheet_path, Path(str(sheet_path).replace("R5", "R4"))):
        text = path.read_text("utf-8").replace("課名: 秘書課", "課名: 人事課")
        path.with_name("人事課.yaml").write_text(text, encoding="utf-8")
    said = str(run_link(two_years, "R4", "R5", "空家対策の推進", "--write").exception)
    assert "2 つあります" in said
    for section in ("秘書課", "人事課"):
        name = f"R5/総務部/{section}#空家対策の推進"
        assert name in said
        assert run_link(two_years, "R4", "R5", name, "--write").return_value == 0


def test_link_examples_work_on_the_repository(tmp_path: Path) -> None:
    """What the guide tells to type writes something into the shipped sheets."""
    texts = ((ROOT / "docs/diff.md").read_text("utf-8"),)
    examples = {
        tuple(words.split())
        for one in texts
        for words in re.findall(r"orgsheet link ([^／\n]+ --write)", one)
        if "--no" not in words
    }
    assert len(examples) == 3
    for number, words in enumerate(sorted(examples)):
        folder = tmp_path / str(number)
        shutil.copytree(ROOT / "sheets", folder / "sheets")
        result = run_link(folder, *words)
        assert result.return_value == 0, words
        assert "書きました: sheets/R5/" in result.output


def test_link_takes_no_for_an_answer(two_years: Path, sheet_path: Path) -> None:
    """With --no the row is written to be new, every other byte stays, and nobody is asked again."""
    before = sheet_path.read_text("utf-8")
    result = run_link(two_years, "R4", "R5", "--no", "空家対策の推進", "--accept", "--write")
    assert result.return_value == 0
    after = sheet_path.read_text("utf-8")
    assert after.replace("    前年度の項目: []\n", "") == before
    assert "空家対策の推進" not in run_link(two_years, "R4", "R5").output


def test_link_accepts_only_what_no_other_row_contests() -> None:
    """--accept leaves out a pair of which a row is like a third one; likeness is never 100 %."""
    body = "通学の路に立ち、登下校の時刻に合わせて子どもの横断を助ける。"
    sides = [
        side("R4", {"市/課": [["登下校の見守りの当番", body]]}),
        side("R5", {"市/課": [["登下校の見守り", body], ["登下校の見守りの旗", body[:24]]]}),
    ]
    found = match(*sides, organization=OrganizationRegister(), plans=PlanRegister())
    listed = [one for one in proposals(found) if one.link.band == "accepted"]
    assert [is_clear(one) for one in listed] == [False]
    alone = match(
        sides[0],
        side("R5", {"市/課": [["登下校の見守り", body]]}),
        organization=OrganizationRegister(),
        plans=PlanRegister(),
    )
    assert [(is_clear(one), one.link.score < 1) for one in proposals(alone)] == [(True, True)]


def test_link_in_the_repository(tmp_path: Path) -> None:
    """Writing all clear proposals of the repository's sheets leaves none of them to propose."""
    shutil.copytree(ROOT / "sheets", tmp_path / "sheets")
    assert run_link(tmp_path, "R4", "R5", "--accept", "--write").return_value == 0
    output = run_link(tmp_path, "R4", "R5").output
    assert output.startswith("見本: R4")
    assert "同じ事業とみてよい（" not in output


@pytest.mark.slow
def test_matching_is_the_same_in_every_process(tmp_path: Path) -> None:
    """The hash seed of the process changes neither links nor scores."""
    import os
    import subprocess
    import sys

    script = tmp_path / "show.py"
    script.write_text(
        "from pathlib import Path\n"
        "from orgsheet.match.match_rows import match\n"
        "from orgsheet.match.sides import side_of\n"
        "from orgsheet.workspace.workspace import Workspace\n"
        f"space = Workspace.open(Path({str(ROOT)!r}))\n"
        "sides = [side_of(space, year, year) for year in ('R4', 'R5')]\n"
        "found = match(*sides, organization=space.organization, plans=space.plans)\n"
        "print([(str(l.before), str(l.after), l.score, l.reasons) for l in found.links])\n",
        encoding="utf-8",
    )
    shown = {
        subprocess.run(
            [sys.executable, str(script)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(shown) == 1
    assert len(shown.pop()) > len(b"[]\n")
