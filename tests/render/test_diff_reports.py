"""The text and JSON of a diff: short, true, safe on a terminal, and of the published form."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from diff_cases import FOLDERS, PLANS, facts_of, hand_made
from each_row import each_row
from jsonschema import Draft202012Validator

from orgsheet.diff.change_examples import example_side as side
from orgsheet.diff.changes import Report, Spot
from orgsheet.diff.facts.gather import each_fact
from orgsheet.diff.hide_staff import hide_staff
from orgsheet.diff.judge import make_report
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.match.links import Side
from orgsheet.match.match_rows import match
from orgsheet.match.path_sides import file_side
from orgsheet.match.sides import side_of
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.render.changes.json import LEVEL_FIELDS, render_json
from orgsheet.render.changes.text import render_text
from orgsheet.render.display_width import Style, width
from orgsheet.source import parse
from orgsheet.workspace.workspace import Workspace

SCHEMA = json.loads((ROOT / "schema" / "changes.schema.json").read_bytes())
SCREEN = 40
NAMES = re.compile("中川|長沼|作田|山賀|野元")


@cache
def repository(*, show_all: bool = False) -> Report:
    """Return the report on this repository's R4 and R5."""
    workspace = Workspace.open(ROOT)
    sides = side_of(workspace, "R4", "R4"), side_of(workspace, "R5", "R5")
    matching = match(*sides, organization=workspace.organization, plans=workspace.plans)
    facts = list(each_fact(matching, plans=workspace.plans))
    return make_report(*sides, matching, facts, profile="year", show_all=show_all)


def report_of(folder: Path, *, show_all: bool = False) -> Report:
    """Return the report of a case."""
    facts, matching = facts_of(folder)
    befores = {sheet.id: sheet for sheet, _ in matching.sheets if sheet}
    afters = {sheet.id: sheet for _, sheet in matching.sheets if sheet}
    before, after = side("前", {})._replace(sheets=befores), side("後", {})._replace(sheets=afters)
    return make_report(before, after, matching, facts, profile="year", show_all=show_all)


def small(first: dict[str, Any], second: dict[str, Any]) -> Report:
    """Return the report on two small sheets of one year."""
    sides = side("前", {"R5/部/課": first}), side("後", {"R5/部/課": second})
    matching = hand_made(*sides)
    facts = list(each_fact(matching, plans=PLANS))
    return make_report(*sides, matching, facts, profile="pr")


def test_the_repository_fits_one_screen_and_says_sample_first() -> None:
    """R4 to R5 of this repository is a screenful, begins with the sample notice, and is plain."""
    lines = render_text(repository()).splitlines()
    assert lines[0].startswith("見本: R4 の5枚は見本です")
    assert len(lines) <= SCREEN
    assert max(map(width, lines)) <= 80
    assert "\x1b" not in "".join(lines)


def test_the_repository_tells_what_the_sources_say() -> None:
    """The facts the sample was made from are all told, each where it belongs."""
    told = {(change.rule, change.message) for change in repository(show_all=True).changes}
    for rules, words in [
        ("project-(new|possible|renamed)", "総合計画策定事務"),
        ("project-(dropped|possible|renamed)", "とりで未来創造プラン2020の施策評価"),
        ("project-renamed", "住宅・土地統計調査の準備"),
        ("duty-changed", "壁画によるまちづくり"),
        ("duty-changed", "市公式ホームページ管理事業"),
        ("action-changed", "動画による魅力発信事業"),
        ("action-changed", "市長・副市長の秘書事務"),
        ("action-changed", "部門の枠を越えた情報共有の活性化"),
        ("milestone-dropped", "調査単位区の設定"),
        ("milestone-new", "令和4年度市長賞受賞者による記念演奏会"),
    ]:
        assert any(re.fullmatch(rules, rule) and words in text for rule, text in told), words


def test_the_counts_in_the_text_are_true() -> None:
    """Every count of the summary equals what --all shows one by one."""
    report, everything = repository(), repository(show_all=True)
    text = render_text(report)
    shown = {
        level: int(count) for level, count in re.findall("■ (重要|注意|参考) ([0-9]+)件", text)
    }
    by_level = {"重要": "重", "注意": "注", "参考": "参"}
    for word, level in by_level.items():
        changes = [change for change in report.changes if change.level == level]
        assert shown.get(word, 0) == len(changes)
    assert f"（雑）{report.hidden['雑']}件" in text
    assert sum(1 + c.folded for c in report.changes) + report.hidden["雑"] == len(
        everything.changes
    )


def test_everything_is_told_with_rule_and_place() -> None:
    """With everything each change has its line, its rule and where it stands."""
    report = repository(show_all=True)
    text = render_text(report, Style(columns=200), everything=True)
    assert text.count("\n  ・") == len(report.changes)
    assert "省いたものはありません。" in text
    assert re.search(r"sheets/R5/政策推進部/秘書課\.yaml:[0-9]+", text)


def test_a_sheet_that_cannot_be_read_is_not_the_same() -> None:
    """Where a sheet was not compared, no sentence says that nothing differs in it."""
    same = {"年度": "R5", "組織目標": "1を行う"}
    report = small(same, same)
    unread = report.before._replace(unreadable=(SheetId("R5", "部", "他課"),))
    text = render_text(report._replace(before=unread))
    assert "読めないシートがあるため、そのシートは比べていません。ほかに違いは" in text
    assert "シート 2枚（読めない 1） → 1枚" in text
    nothing = unread._replace(sheets={})
    assert "違いはありません" not in render_text(report._replace(before=nothing))


def _written(text: str) -> Side:
    identity = SheetId("R5", "部", "課")
    return Side("版", {identity: Sheet(parse(text.encode(), identity.path), identity)})


def test_a_heading_that_stands_twice_is_told() -> None:
    """That the second of two equal headings was not compared is told, and that it is new."""
    row = "今年度の重点事業:\n  - 項目: 窓口改革\n"
    sides = _written(row), _written(row + row.replace("窓口", "庁舎"))
    facts = list(each_fact(hand_made(*sides), plans=PLANS))
    report = make_report(*sides, hand_made(*sides), facts, profile="pr")
    text = "".join(render_text(report).split())
    assert "3行目の「今年度の重点事業」は、1行目に続いて二度目なので、比べていません。" in text
    told = [change.message for change in report.changes]
    assert told == ["「課」の「二度目の「今年度の重点事業」」が変わった"]


def test_a_renamed_file_is_no_other_name_inside() -> None:
    """A section's name that changed with its file's name is not told as an odd name in it."""
    texts = {"旧課": "部名: 部\n課名: 旧課\n", "新課": "部名: 部\n課名: 新課\n"}
    sides = [
        file_side("版", f"sheets/R5/部/{name}.yaml", text.encode()) for name, text in texts.items()
    ]
    matching = match(sides[0], sides[1], organization=OrganizationRegister(), plans=PLANS)
    facts = list(each_fact(matching, plans=PLANS))
    assert [fact.kind for fact in facts] == ["section-renamed"]


def test_nothing_important_is_not_nothing() -> None:
    """No difference, and only noise, are two different sentences."""
    same = {"年度": "R5", "組織目標": "1を行う"}
    assert "違いはありません。" in render_text(small(same, same))
    noise = render_text(small(same, {**same, "組織目標": "１を行う"}))
    assert "違いはありません。" not in noise
    assert "重要、注意、参考に当たる変更はありません。" in noise
    assert "（雑）1件" in noise


def test_colours_are_for_terminals_only() -> None:
    """Colour codes appear only where the style has colour, and change no character."""
    report = repository()
    plain, colour = render_text(report), render_text(report, Style(colour=True))
    assert "\x1b[" in colour
    assert re.sub(r"\x1b\[[0-9;]*m", "", colour) == plain


def test_text_from_a_sheet_cannot_command_the_terminal() -> None:
    """Control characters and CI marks in names are shown, never sent."""
    evil = "甲\u202e##[error]\u0085::warning::"
    sheet = {"年度": "R5", "今年度の重点事業": [{"項目": evil, "行動アクション": "行う。"}]}
    text = render_text(small({"年度": "R5"}, sheet))
    assert "\u202e" not in text
    assert "\u0085" not in text
    assert "##[" not in text


@pytest.mark.slow
@each_row("folder", FOLDERS, ids=lambda folder: folder.name)
def test_json_has_the_published_form(folder: Path) -> None:
    """The JSON of every case is valid by schema/changes.schema.json, all changes included."""
    for show_all in (False, True):
        report = report_of(folder, show_all=show_all)
        record = json.loads(render_json(report))
        Draft202012Validator(SCHEMA).validate(record)
        found = [change["fingerprint"] for change in record["changes"]]
        assert found == [change.fingerprint for change in report.changes]
        counts = record["summary"]["changes"]
        for level, field in LEVEL_FIELDS.items():
            assert counts[field] == sum(c.level == level for c in report.changes)


def test_json_has_a_line_for_each_change_and_nothing_a_terminal_acts_on() -> None:
    """A change is one line, and the controls and direction marks of its values are escaped."""
    values = ("前の目標。", "\u202e後の目標。##[group]\x9b31m")
    report = small(*({"組織目標": value} for value in values))
    text = render_json(report)
    assert not {"\u202e", "\x9b"} & set(text)
    assert "##[" not in text
    assert [line.count('"fingerprint"') for line in text.splitlines() if "fingerprint" in line] == [
        1
    ] * len(report.changes)
    assert json.loads(text)["changes"][0]["after"]["value"].startswith(values[1])


def test_json_of_the_repository() -> None:
    """The repository's JSON says sample, names both sides' rows, and keeps Japanese readable."""
    text = render_json(repository())
    record = json.loads(text)
    Draft202012Validator(SCHEMA).validate(record)
    assert record["notices"][0].startswith("見本")
    assert len(record["before"]["samples"]) == 5
    assert "\\u" not in text
    link = next(x for x in record["links"] if x["before"].endswith("秘書課#秘書事務"))
    assert link == {
        "list": "組織が果たす役割",
        "before": "R4/政策推進部/秘書課#秘書事務",
        "after": "R5/政策推進部/秘書課#秘書事務",
        "basis": "exact",
        "band": "accepted",
        "score": 1.0,
        "reasons": link["reasons"],
    }


def test_places_in_json_are_where_the_value_stands() -> None:
    """Line and column of a place lead to the value's first character."""
    for change in json.loads(render_json(repository()))["changes"]:
        place = change["after"]
        if place is None or place["line"] is None or not isinstance(place["value"], str):
            continue
        lines = (ROOT / place["path"]).read_text(encoding="utf-8").splitlines()
        end = place["endLine"]
        assert place["value"].strip()[:5] in "".join(lines[place["line"] - 1 : end])


def test_staff_are_counted_unless_asked_for() -> None:
    """Names of staff are in no output by default; JSON gives them when asked."""
    report = repository(show_all=True)
    assert not NAMES.search(render_text(report, everything=True))
    assert NAMES.search(render_json(report))
    assert not NAMES.search(render_json(hide_staff(report)))


def test_what_is_hidden_in_one_report_is_hidden_nowhere_else() -> None:
    """Whichever is made first, the report with names and the one without stay what they are."""
    report = repository(show_all=True)
    told = render_json(report)
    hidden = hide_staff(report)
    shown = render_json(hidden)
    assert render_json(report) == told
    assert render_json(hide_staff(report)) == render_json(hidden) == shown
    for one, other in zip(report.matching.links, hidden.matching.links, strict=True):
        people = (person for role in one.before.sheet.roles for person in role.staff)
        has_names = any(NAMES.search(person.text) for person in people)
        assert (one.before.sheet is not other.before.sheet) or not has_names
        assert other.before.row.node in other.before.sheet.root.entries[one.section].items  # type: ignore[union-attr]


def test_of_some_changes_the_same_is_hidden_as_of_all() -> None:
    """A report that keeps a few of its changes shows of them what the whole one shows."""
    report = repository(show_all=True)
    whole = hide_staff(report)
    chosen = range(0, len(report.changes), 7)
    some = hide_staff(report, kept=[report.changes[number] for number in chosen])
    assert len(some.changes) == len(chosen) > 5
    for number, change in zip(chosen, some.changes, strict=True):
        told = whole.changes[number]
        assert (change.message, _shown(change.after)) == (told.message, _shown(told.after))
    sheets = {spot.sheet.id for one in some.changes for spot in (one.before, one.after) if spot}
    assert {*some.before.sheets, *some.after.sheets} == sheets


def _shown(spot: Spot | None) -> object:
    """Return what a place of a report shows: its own words, and the row that it stands in."""
    if spot is None or spot.node is None:
        return spot and (spot.item, spot.value)
    row = spot.sheet.row_of(spot.node)
    return spot.item, spot.value, spot.pointer, None if row is None else row.data()
