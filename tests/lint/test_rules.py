"""The rule book: its examples are executed, its texts are readable, its loading is strict."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from each_row import each_row
from packaged_rules import PACKAGED_RULES

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.check_registry import checks
from orgsheet.lint.examples import Example, examples_of, findings_of
from orgsheet.lint.rulebook import PROFILES, Rule, apply_settings, load_rules
from orgsheet.lint.run_rules import run
from orgsheet.source import PROBLEM_KINDS
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.settings import RuleSetting, Settings, SettingsError, load_settings
from orgsheet.workspace.workspace import Workspace

ROOT = Path(__file__).parents[2]
RULES = PACKAGED_RULES
ON_BY_DEFAULT = apply_settings(RULES, Settings())
BAD = [(rule, example) for rule in RULES for example in examples_of(rule, "bad")]
GOOD = [(rule, example) for rule in RULES for example in examples_of(rule, "good")]


def _name(value: object) -> str:
    return value.id if isinstance(value, Rule) else ""


def _with(rule: Rule) -> list[Rule]:
    """Return the rules on by default, and the rule itself where it is opt-in."""
    return ON_BY_DEFAULT if rule in ON_BY_DEFAULT else [*ON_BY_DEFAULT, rule]


@pytest.mark.slow
@each_row(("rule", "example"), BAD, ids=_name)
def test_a_bad_example_gives_exactly_the_stated_findings(rule: Rule, example: Example) -> None:
    """A bad example gives the stated findings, message and place included, and no others."""
    found = [
        {"rule": finding.rule, "message": finding.message, "at": finding.pointer}
        | ({"line": finding.place.line} if "line" in expected else {})
        for finding, expected in zip(
            findings_of(example, _with(rule)), [*example.expected, *[{}] * 9], strict=False
        )
    ]
    assert found == [{"rule": rule.id, **expected} for expected in example.expected]


def test_a_mistake_made_in_words_is_shown_in_five_wordings() -> None:
    """Of every rule on dates, criteria, names and wording, so that no check learns one sentence."""
    in_words = [
        one for one in RULES if one.subject in {"deadlines", "criteria", "names", "wording"}
    ]
    counts = Counter(rule.id for rule, _ in BAD)
    assert len(in_words) >= 80
    assert [one.id for one in in_words if counts[one.id] < 5] == []


@each_row(("rule", "example"), BAD, ids=_name)
def test_every_spot_has_all_values_that_a_message_may_use(rule: Rule, example: Example) -> None:
    """A city's own message may use each name that the check declares, and none stays in { }."""
    named = "｜".join(f"{{{name}}}" for name in rule.check.values)
    told = rule._replace(message=f"{rule.message}｜{named}")
    for finding in findings_of(example, [told]):
        assert not re.search(r"\{[^{}]*\}", finding.message), finding.message


@pytest.mark.slow
@each_row(("rule", "example"), GOOD, ids=_name)
def test_a_good_example_is_clean_under_all_rules(rule: Rule, example: Example) -> None:
    """A good example gives no finding of any rule that is on."""
    assert [(f.rule, f.message) for f in findings_of(example, _with(rule))] == []


@each_row("rule", RULES, ids=_name)
def test_rule_texts_are_for_an_official(rule: Rule) -> None:
    """No rule text holds a regex, a path expression, an English sentence or a schema keyword."""
    for text in (rule.title, rule.message, rule.why, rule.fix):
        assert not re.search(r"\\[dsw]|\$\[|\(\?|additionalProperties|required|None\b", text)
        english = re.findall(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){2,}", text)
        assert english == []
    first = rule.title
    assert len(first) <= 40
    assert rule.fix.endswith(("。", "」", "}")), "the fix ends as a sentence"


@each_row("rule", RULES, ids=_name)
def test_rule_ids_follow_the_house_style(rule: Rule) -> None:
    """A rule id is kebab-case, at most 30 characters long and without numbers."""
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule.id)
    assert len(rule.id) <= 30


def test_every_rule_serves_a_clause_of_the_form() -> None:
    """Each rule names the part of the form it serves, and every part has a rule."""
    assert [rule.id for rule in RULES if not rule.clause] == []
    schema = json.loads((ROOT / "schema" / "sheet.schema.json").read_bytes())
    served = {clause for rule in RULES for clause in rule.clause}
    assert set(schema["properties"]) - served == {"様式"}, "様式 only names the form"


def test_every_check_is_used_by_a_rule() -> None:
    """No check function stands without a rule."""
    assert {rule.check.name for rule in RULES} == set(checks())


GOOD_RULE = (ROOT / "lint" / "priority-missing.yaml").read_text(encoding="utf-8")


@each_row(
    ("old", "new", "line", "words"),
    [
        ("severity: error", "severity: fatal", 5, "fatal"),
        ("check: row_count", "check: no_such_check", 8, "no_such_check"),
        ("  least: 1", "  leest: 1", 11, "leest"),
        ("  least: 1", '  least: "1"', 11, "整数"),
        ("why:", "reason:", 2, "why"),
        ("clause:", "claus:", 15, "clause"),
        ("id: priority-missing", "id: other-name", 2, "priority-missing"),
        ("{見出し}", "{みだし}", 12, "みだし"),
        ("why: ", "why: 理由は #1 にあります。", 13, "引用符"),
    ],
)
def test_a_faulty_rule_file_stops_with_its_line(old: str, new: str, line: int, words: str) -> None:
    """An unknown key, check, option, placeholder or a wrong id stops with the rule file's line."""
    files = MemoryFiles({"lint/priority-missing.yaml": GOOD_RULE.replace(old, new, 1).encode()})
    with pytest.raises(RuleFileError) as caught:
        load_rules(Workspace(files, Path()))
    assert f"lint/priority-missing.yaml:{line}: " in str(caught.value)
    assert words in str(caught.value)


def test_two_rules_cannot_share_a_name() -> None:
    """An alias that is another rule's id stops the loading."""
    other = GOOD_RULE.replace("id: priority-missing", "id: other\naliases: [priority-missing]")
    files = MemoryFiles(
        {"lint/other.yaml": other.encode(), "lint/priority-missing.yaml": GOOD_RULE.encode()}
    )
    with pytest.raises(RuleFileError, match="priority-missing"):
        load_rules(Workspace(files, Path()))


def test_settings_turn_rules_off_and_change_them() -> None:
    """Settings change a rule's severity and options or turn it off; unknown names stop."""
    settings = Settings(
        rules={
            "priority-missing": RuleSetting("warning", {"least": 2}, 3),
            "key-missing": RuleSetting("off", {}, 4),
        }
    )
    active = {rule.id: rule for rule in apply_settings(RULES, settings)}
    assert active["priority-missing"].severity == "warning"
    assert active["priority-missing"].with_["least"] == 2
    assert "key-missing" not in active
    with pytest.raises(RuleFileError, match="no-such-rule"):
        apply_settings(RULES, Settings(rules={"no-such-rule": RuleSetting("off", {}, 3)}))


@each_row(
    ("text", "line", "words"),
    [
        ("profile: 試行", 1, "使えるのは 導入期、標準、公開前"),
        ("fail_level:", 1, "使えるのは error、warning、info"),
        ("rules:\n  key-missing:\n    severity: 高い", 3, "使えるのは error、warning、info、off"),
        ("profil: 標準", 1, "「profile」の誤りではありませんか"),
        ("rules:\n  staff-load:\n    with:\n      rows: 4\n      share: 2", 5, "0から1まで"),
        ("rules:\n  staff-load:\n    with:\n      rows: -1", 4, "0以上の整数"),
        ("rules:\n  staff-load:\n    with: {rows: 4,\n      cutof: 1}", 4, "cutof"),
        ("rules:\n  deadline-no-step:\n    with:\n      kinds: [月]", 4, "year_round"),
        ("rules:\n  key-missing:\n    with:\n      keyword: 欠落", 4, "missing-key"),
        ("[]", 1, "見出しと値の組"),
        ("hoge: 1", 1, "書けるのは profile、fail_level、"),
        ("rules:\n  key-missing:\n    hoge: 1", 3, "書けるのは severity、with です"),
        ("profile: 標準\nprofile: 導入期", 2, "「profile」が二度書いてあります（1 行目にも"),
    ],
)
def test_wrong_settings_are_told_at_their_line(text: str, line: int, words: str) -> None:
    """A wrong setting is refused with its own line and with what may stand there instead."""
    workspace = Workspace(MemoryFiles({"orgsheet.yaml": text.encode()}), Path())
    with pytest.raises((SettingsError, RuleFileError), match=words) as error:
        apply_settings(RULES, load_settings(workspace))
    assert str(error.value).startswith(f"orgsheet.yaml:{line}: ")
    assert "「「" not in str(error.value)
    assert "「」" not in str(error.value)
    assert "docs/" not in str(error.value), "an adopter has no such page"


@pytest.mark.parametrize("text", ["", "\n", "# profile: 標準\n", "---\n"])
def test_settings_that_say_nothing_are_the_defaults(text: str) -> None:
    """An orgsheet.yaml that is empty or holds only comments changes nothing and stops nothing."""
    workspace = Workspace(MemoryFiles({"orgsheet.yaml": text.encode()}), Path())
    assert load_settings(workspace) == Settings()


@pytest.mark.parametrize("text", ["rules:\n", "rules: {}\n", "profile: 標準\nrules:\n  # なし\n"])
def test_settings_may_have_no_rules(text: str) -> None:
    """A heading `rules:` whose last entry was deleted changes no rule and stops nothing."""
    workspace = Workspace(MemoryFiles({"orgsheet.yaml": text.encode()}), Path())
    settings = load_settings(workspace)
    assert not settings.rules
    assert apply_settings(RULES, settings)


def test_the_example_of_the_settings_page_works() -> None:
    """The orgsheet.yaml shown in docs/settings.md is accepted as it stands."""
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    workspace = Workspace(MemoryFiles({"orgsheet.yaml": example.encode()}), Path())
    settings = load_settings(workspace)
    assert settings.rules
    assert apply_settings(RULES, settings)


ALWAYS_ON = [rule for rule in RULES if rule.is_always_on]


def test_every_problem_of_a_text_has_its_rule() -> None:
    """Each kind of problem is told by exactly one rule that is always on, in every profile."""
    kinds = [kind for rule in ALWAYS_ON for kind in rule.with_["kinds"]]
    assert sorted(kinds) == sorted([*PROBLEM_KINDS, "unreadable-file"])
    assert all(set(rule.profiles) == set(PROFILES) for rule in ALWAYS_ON)


@pytest.mark.parametrize(
    "setting",
    [
        RuleSetting("off", {}, 3),
        RuleSetting("info", {}, 3),
        RuleSetting(None, {"kinds": []}, 3),
    ],
)
@pytest.mark.parametrize("rule", ALWAYS_ON, ids=_name)
def test_what_shows_unreadable_sheets_cannot_be_turned_off(
    rule: Rule, setting: RuleSetting
) -> None:
    """Settings that would let an unreadable sheet pass are refused, with their line."""
    with pytest.raises(RuleFileError, match=f"orgsheet.yaml:3: 「{rule.id}」は変えられません"):
        apply_settings(RULES, Settings(rules={rule.id: setting}))


def test_an_unreadable_sheet_never_passes_for_want_of_a_rule() -> None:
    """A city's own rule book that says nothing of an unreadable file stops the run."""
    path = "sheets/R5/見本部/見本課.yaml"
    workspace = Workspace(MemoryFiles({path: "部名: [\n".encode()}), Path())
    few = [rule for rule in ON_BY_DEFAULT if not rule.is_always_on]
    with pytest.raises(RuleFileError, match=f"{path}:1: この行は読めません"):
        run(workspace, few)
