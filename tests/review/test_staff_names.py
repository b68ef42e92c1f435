"""Names of staff: in no output however oddly they stand, and hiding them hides nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Command
from each_row import each_row
from git_repository import GitRepository
from packaged_rules import PACKAGED_RULES
from random_runs import WHOLE, sampled
from staff_shapes import Shape, names_in, shapes

from orgsheet.files.memory import MemoryFiles
from orgsheet.form.staff import NOT_SHOWN, Guard, guard_of
from orgsheet.lint import session
from orgsheet.lint.examples import DEFAULT_PATH, Example, examples_of
from orgsheet.lint.rulebook import Rule
from orgsheet.render.reporter import FINDING_FORMATS, render_findings
from orgsheet.render.review.json import render_review_json
from orgsheet.render.review.markdown import render_review
from orgsheet.review import assemble
from orgsheet.review.states import Inputs
from orgsheet.source import parse
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH, WAIVERS_PATH
from orgsheet.workspace.workspace import Workspace

SHAPES = shapes()
RULES = PACKAGED_RULES
STEP = 60
BATCH = 12
"""Sheets in one review: so few that no output leaves one out."""
STARTS = range(0, len(SHAPES), BATCH * (1 if WHOLE else 2))
"""Half of the shapes, of which a third is tried; with ORGSHEET_WHOLE=1 all of them."""


def leaks(folder: Path, chosen: list[Shape], *, odd_first: bool) -> list[str]:
    """Return where names show in the outputs of review and diff, for sheets in one change."""
    repository = GitRepository(folder)
    sides = [(shape.right, shape.odd) for shape in chosen]
    for number, side in enumerate((0, 1)):
        for shape, texts in zip(chosen, sides, strict=True):
            section = shape.title.split(":")[0]
            text = texts[1 - side if odd_first else side]
            repository.write(text, f"sheets/R5/見本部/{section}課.yaml")
        repository.commit(f"{number}")
    run = Command(folder)
    files = [part for name in FINDING_FORMATS for part in ("--output", f"{name}=結果.{name}")]
    done = {
        "review": run("review", "--base", "HEAD~1", "--head", "HEAD", *files),
        "review json": run("review", "--base", "HEAD~1", "--head", "HEAD", "--format", "json"),
        "diff": run("diff", "HEAD~1", "HEAD", "--all", "--redact-staff"),
        "diff json": run("diff", "HEAD~1", "HEAD", "--all", "--format", "json"),
        "diff markdown": run("diff", "HEAD~1", "HEAD", "--format", "markdown"),
        "diff html": run("diff", "HEAD~1", "HEAD", "--format", "html", "--redact-staff"),
        "table": run("diff", "HEAD~1", "HEAD", "--table", "表.html"),
        "log": run("log", "見本事業", "--format", "json"),
        "log text": run("log", "見本事業"),
    }
    found = [
        f"{name}: {one}"
        for name, result in done.items()
        for one in names_in(result.out + ("" if "log" in name else result.err))
    ]
    assert all(result.code != 3 for result in done.values())
    for path in (*(folder / f"結果.{name}" for name in FINDING_FORMATS), folder / "表.html"):
        if path.exists():
            found += [f"{path.name}: {one}" for one in names_in(path.read_text("utf-8"))]
    return found


def test_there_are_enough_shapes() -> None:
    """The shapes are several hundred, each with a name in it."""
    assert len(SHAPES) >= 150
    assert all(names_in(shape.odd) for shape in SHAPES)


@pytest.mark.slow
@pytest.mark.parametrize("odd_first", [False, True])
def test_a_name_that_stands_oddly_is_in_no_output(tmp_path: Path, *, odd_first: bool) -> None:
    """However a name came to stand in a sheet, no output of review, diff, table, log shows it."""
    assert leaks(tmp_path / "市", SHAPES[7::STEP], odd_first=odd_first) == []


@pytest.mark.slow
@pytest.mark.parametrize("odd_first", [False, True])
@pytest.mark.parametrize("start", STARTS)
def test_no_shape_shows_a_name(tmp_path: Path, start: int, *, odd_first: bool) -> None:
    """The same for shapes all over the list, brought by a change and mended by one."""
    assert leaks(tmp_path / "市", SHAPES[start : start + BATCH], odd_first=odd_first) == []


def outputs(before: dict[str, bytes], after: dict[str, bytes], *, redact: bool) -> dict[str, str]:
    """Return every output of a review of a change from some files to others."""
    base, start, end = (Workspace(MemoryFiles(one), Path()) for one in (before, before, after))
    inputs = Inputs(
        base=base,
        before=start,
        after=end,
        version=lambda workspace, path: workspace.files.read(path),
        label="main",
        base_commit="a" * 40,
        head_commit="b" * 40,
        before_top=MemoryFiles(before),
        after_top=MemoryFiles(after),
    )
    made = assemble.review_change(inputs, fail_level=None, redact=redact)
    review = made.review._replace(redacted=True)
    told = {"comment": render_review(review), "record": render_review_json(review)}
    return told | {name: render_findings(made.report, name) for name in FINDING_FORMATS}


@pytest.mark.parametrize(
    "slip",
    [
        *("担当[乙武藏七, 丙野ゞ八]", "担当 乙武藏七, 丙野ゞ八", "担当・乙武藏七、丙野ゞ八"),
        # The heading itself was lost.
        *("乙武藏七, 丙野ゞ八", "[乙武藏七, 丙野ゞ八]", "乙武藏七と丙野ゞ八", "丙野ゞ八"),
        *("乙武藏七 / 丙野ゞ八", "・丙野ゞ八", "乙武藏七\n      丙野ゞ八", "乙武藏七　丙野ゞ八。"),
    ],
)
def test_a_heading_that_slid_into_the_text_above_shows_no_name(slip: str) -> None:
    """Where the line of 担当 is read as the end of a text, no finding quotes that end."""
    good = good_files()
    text = good[DEFAULT_PATH].decode()
    line = next(one for one in text.split("\n") if one.strip().startswith("担当:"))
    before = text.replace(line, "    担当: [乙武藏七, 丙野ゞ八]", 1)
    after = text.replace(line, f"      {slip}", 1)
    assert line.strip() not in after
    files = [{**good, DEFAULT_PATH: one.encode()} for one in (before, after)]
    for one, other in (files, files[::-1]):
        for name, told in outputs(one, other, redact=True).items():
            assert not any(part in told for part in ("武藏", "ゞ八")), name


@pytest.mark.parametrize(
    "text",
    ["中川橋の改修を進める。", "中川と長沼橋を結ぶ道路", "中川、長沼の両地区", "長沼地区", ""],
)
def test_a_text_that_only_has_a_surname_in_a_word_is_shown(text: str) -> None:
    """Rivers and places are called as people are."""
    guard = Guard(["中川", "長沼"])
    steps = ("組織が果たす役割", 0, "組織の役割")
    assert guard.public(steps, text) == text
    assert guard.shows_text(f"「{text}」のあとに「。」がありません。")


@pytest.mark.parametrize("name", ["服部", "磯部", "別所", "氷室", "大館", "長谷部", "日下部"])
def test_a_surname_that_ends_as_a_unit_does_is_a_name(name: str) -> None:
    """It is hidden alone elsewhere, and what units and groups are called is not."""
    sheet = f"組織が果たす役割:\n  - 担当: [{name}, 本部, 総務部, 支所, 総務課, 窓口係]\n"
    guard = guard_of([parse(sheet.encode(), DEFAULT_PATH)])
    assert not guard.shows_text(f"「{name}」のあとに「。」がありません。")
    for unit in ("本部", "総務部", "支所", "総務課", "窓口係"):
        assert guard.shows_text(f"「{unit}」のあとに「。」がありません。")


def plain_examples(rules: list[Rule]) -> list[tuple[str, Example]]:
    """Return the bad examples that do not touch 担当, with the ids of their rules."""
    return [
        (rule.id, example)
        for rule in rules
        if rule.subject != "people"
        for entry, example in zip(rule.examples()["bad"], examples_of(rule, "bad"), strict=True)
        if "担当" not in str(entry)
    ]


def good_files() -> dict[str, bytes]:
    """Return the files of an example without a finding."""
    rule = next(one for one in RULES if one.id == "key-unknown")
    return next(examples_of(rule, "good")).files


def changed_by_hiding(rules: list[Rule]) -> list[tuple[str, str, str]]:
    """Return the rules and outputs in which hiding changes anything, in both directions."""
    good = good_files()
    assert {PLANS_PATH, ORGANIZATION_PATH, DEFAULT_PATH} <= good.keys()
    found = []
    for name, example in plain_examples(rules):
        for before, after in ((good, example.files), (example.files, good)):
            hidden, plain = (outputs(before, after, redact=one) for one in (True, False))
            found += [(name, example.title, one) for one in plain if hidden[one] != plain[one]]
    return found


@pytest.mark.slow
def test_hiding_names_hides_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A finding that has nothing to do with 担当 is the same with and without names hidden."""
    monkeypatch.setattr(session, "load_rules", lambda _: RULES)
    named = {"plan-item-near", "plan-not-in-force", "key-unknown", "file-list-mark", "flag-value"}
    assert changed_by_hiding([rule for rule in RULES if rule.id in named]) == []


@pytest.mark.slow
@pytest.mark.parametrize("start", range(8))
def test_hiding_changes_no_example_of_any_rule(monkeypatch: pytest.MonkeyPatch, start: int) -> None:
    """For every bad example without 担当, every output is the same with names hidden.

    Those of a third of the rules are tried; with ORGSHEET_WHOLE=1 of all.
    """
    monkeypatch.setattr(session, "load_rules", lambda _: RULES)
    assert changed_by_hiding([*sampled(RULES[start::8])]) == []


@pytest.mark.parametrize("heading", ["予算額", "実績", "備考", "進捗状況"])
@pytest.mark.parametrize("old", ["    目標期限:", "    裁量有無:"])
def test_own_headings_are_told_by_name(heading: str, old: str) -> None:
    """A heading of a city's own, in a priority or a role, is told with its words."""
    good = good_files()
    text = good[DEFAULT_PATH].decode()
    odd = text.replace(old, f"    {heading}: 1,200千円\n{old}", 1)
    made = outputs(good, {**good, DEFAULT_PATH: odd.encode()}, redact=True)
    assert all(f"「{heading}」は様式にない見出しです" in made[name] for name in ("comment", "csv"))


def test_findings_about_staff_keep_the_rule_and_its_advice() -> None:
    """What is wrong under 担当 is told by the rule's title and with what to do."""
    good = good_files()
    odd = good[DEFAULT_PATH].decode().replace("担当: [全員]", "担当: [全員, 齉麤]")
    rule = next(one for one in RULES if one.id == "staff-everyone-and-names")
    comment = outputs(good, {**good, DEFAULT_PATH: odd.encode()}, redact=True)["comment"]
    assert rule.title in comment
    assert "直し方" in comment
    assert names_in(comment) == []


@pytest.mark.slow
@pytest.mark.every_row
@pytest.mark.parametrize(
    "slip",
    [
        *("年度末評価: 齉麤", "中間評価: [齉麤, 龘驫]", "実績: 齉麤", "実績: [齉麤, 龘驫]"),
        *("備考: 齉麤さん", "備考: （齉麤）", "備考: 齉麤様", "備考:\n      - 齉麤\n      - 龘驫"),
        *("結果: {齉麤: 齉麤}", "前年度の項目: 齉麤", "実績: 齉\u3164麤", "実績: 齉\u034f麤"),
        *(
            "年度末評価:\n      評価: 齉麤\n      理由: 齉麤",
            "備考: 見本 # 齉麤",
            "備考: 齉麤 # 見本",
        ),
        *("年度末評価:\n      - 評価: 齉麤", "年度末評価:\n      記入者: 齉麤"),
    ],
)
def test_who_is_among_the_staff_is_hidden_alone_in_any_other_field(slip: str) -> None:
    """Evaluation, remarks, fields of another kind: a value that is nothing but a name is left out.

    So it is with an address (さん), in brackets, in a list, and with what nobody sees in it.
    """
    _tells_no_name("[齉麤, 龘驫]", slip)


@pytest.mark.slow
@each_row(
    ("people", "slip"),
    [
        # What an escape stands for, whole, in part, over two lines, and beside another word.
        ("[齉麤, 龘驫]", r'備考: "\u9f49\u9ea4"'),
        ("[齉麤, 龘驫]", r'備考: "\u9f49麤"'),
        ("[齉麤, 龘驫]", r'備考: "\U00009F49\_\u9EA4"'),
        ("[齉麤, 龘驫]", '備考: "齉\\\n        麤"'),
        ("[齉麤, 龘驫]", "備考: 齉\n        麤"),
        ("[齉麤, 龘驫]", r'"\u5099\u8003": "\u9f49\u9ea4"'),
        ("[齉麤, 龘驫]", r"備考: 見本 # \u9f49\u9ea4"),
        (r'["\u9f49\u9ea4", 龘驫]', "備考: 齉麤"),
        (r'["\u9f49\u9ea4", 龘驫]', r'備考: "\u9f49\u9ea4さん"'),
        ("[全員]", r'"\u62c5\u5f53": [齉麤, 総務課]'),
        ("[全員]", '? "担\\\n        当"\n    : [齉麤, 総務課]'),
        # Anchors, aliases and tags, before the name and as the name.
        ("&a [齉麤, 龘驫]", "備考: *a"),
        ("[&a 齉麤, 龘驫]", "備考: &b 齉麤"),
        ("[齉麤, 龘驫]", "備考: !人 齉麤"),
        ("[齉麤, 龘驫]", "備考: !!str &b 齉麤"),
        ("[齉麤, 龘驫]", "備考: [&b 齉麤, !人 龘驫]"),
        ("[齉麤, 龘驫]", "備考: &齉麤 見本"),
        ("[齉麤, 龘驫]", "備考: !齉麤 見本"),
        ("[齉麤, 龘驫]", "備考: !<齉麤> 見本"),
        ("[齉麤, 龘驫]", "備考: !%E9%BD%89%E9%BA%A4 見本"),
        ("&齉麤 [見本]", "備考: *齉麤"),
        ("!齉麤 [見本]", "備考: 齉麤"),
        # A name as a heading below 担当.
        ("{齉麤: 主, 龘驫: 副}", "備考: 齉麤"),
    ],
)
def test_a_name_is_hidden_however_yaml_lets_it_be_written(people: str, slip: str) -> None:
    """An escape, an anchor, a tag or a line that goes on shows no name that 担当 has."""
    _tells_no_name(people, slip)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["項目", "内容", "時期"])
def test_a_row_that_is_called_like_one_of_the_staff_is_not_named(key: str) -> None:
    """Where a name took the place of a project, no finding is told with it."""
    good = good_files()
    text = good[DEFAULT_PATH].decode().replace("担当: [全員]", "担当: [齉麤, 龘驫]", 1)
    begin = text.index(f"{key}: ", text.index("今年度の重点事業:")) + len(f"{key}: ")
    odd = f"{text[:begin]}齉麤 #{text[begin:]}"
    before, after = ({**good, DEFAULT_PATH: one.encode()} for one in (text, odd))
    made = outputs(before, after, redact=True)
    for name, told in made.items():
        assert names_in(told) == [], name


WAIVER = """\
免除:
  - 規則: {rule}
    対象: R5/見本部/見本課
    理由: {reason}
    承認者: {approver}
    期限年度: R5
"""


@pytest.mark.slow
@each_row(
    ("reason", "approver", "hidden"),
    [
        ("担当する課に字句を尋ねている。回答のあとに直す", "見本部長", 0),
        ("担当 齉麤が確かめている", "見本部長", 1),
        ("「齉麤」に尋ねている", "見本部長", 1),
        ("計画の課に字句を尋ねている。回答のあとに直す", "齉麤", 1),
        ("担当 齉麤に尋ねている。回答のあとに直す", "齉麤", 2),
    ],
)
def test_a_waiver_tells_no_name(reason: str, approver: str, hidden: int) -> None:
    """Reason and approver of a waiver give way where they may name a member of staff."""
    good = good_files()
    path = DEFAULT_PATH.removeprefix("sheets/").removesuffix(".yaml")
    odd = good[DEFAULT_PATH].decode().replace("担当: [全員]", "担当: [全員, 齉麤]").encode()
    waiver = WAIVER.format(rule="staff-everyone-and-names", reason=reason, approver=approver)
    waived = {**good, WAIVERS_PATH: waiver.replace("R5/見本部/見本課", path).encode()}
    made = outputs(waived, {**waived, DEFAULT_PATH: odd}, redact=True)
    assert names_in(made["comment"] + made["record"]) == []
    record = json.loads(made["record"])["waivers"]
    assert len(record) == 1
    assert [record[0]["reason"], record[0]["approver"]].count(NOT_SHOWN) == hidden


@each_row(
    ("path", "text"),
    [
        ("orgsheet.yaml", "rules: {{{name}: なし}}"),
        ("orgsheet.yaml", "{name}: 1"),
        ("orgsheet.yaml", "fail_level: {name}"),
        ("orgsheet.yaml", "changes: {{{name}: なし}}"),
        ("lint/text-empty.yaml", "id: {name}"),
        ("lint/text-empty.yaml", "{name}: text-empty"),
        ("changes/goal-changed.yaml", "{name}: goal-changed"),
        ("schema/sheet.schema.json", '{{"{name}": 1}}'),
        (WAIVERS_PATH, "- 規則: {name}\n  対象: {name}\n  理由: {name}\n  {name}: {name}\n"),
        (ORGANIZATION_PATH, "{name}: 1\n"),
        (PLANS_PATH, "計画:\n  - 名称: [{name}]\n    {name}: 1\n"),
    ],
)
def test_no_sentence_about_another_file_quotes_a_name(path: str, text: str) -> None:
    """Whoever stands among the staff is not quoted from settings, rules and registers, either."""
    good = good_files()
    named = good[DEFAULT_PATH].decode().replace("担当: [全員]", "担当: [齉麤, 齉驫]").encode()
    before = {**good, DEFAULT_PATH: named}
    plain, hidden = (
        outputs(before, {**before, path: text.format(name="齉麤").encode()}, redact=redact)
        for redact in (False, True)
    )
    for name, told in hidden.items():
        assert not names_in(told), name
        assert bool(told) == bool(plain[name])


BROKEN_FORMS = ["種類: 無い種類", "["]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["種類: 文字", "種類: 名称", *BROKEN_FORMS])
def test_a_form_of_the_change_does_not_decide_what_a_name_is(
    repository: GitRepository, form: str
) -> None:
    """A change that gives 担当 another kind, or a form nobody can read, still shows no name."""
    own = (Path(__file__).parents[2] / "schema/forms/取手市R5.yaml").read_text("utf-8")
    repository.write(own.replace("種類: 職員", form), "schema/forms/取手市R5.yaml")
    sheet = "sheets/R5/政策推進部/秘書課.yaml"
    text = repository.read(sheet)
    begin = text.index("担当: [") + len("担当: [")
    changed = f"{text[:begin]}隠岐島, {text[begin:]}".replace("賀詞交歓会を開催", "交歓会を開催")
    repository.write(changed, sheet)
    repository.commit("担当")
    run = Command(repository.folder)
    for words in ((), ("--format", "json")):
        done = run("review", "--base", "main", "--head", "HEAD", *words)
        assert done.code == int(form in BROKEN_FORMS), done.err
        assert "取手市R5" in done.out
        assert "隠岐島" not in done.out + done.err


def _tells_no_name(people: str, slip: str) -> None:
    """Fail where an output shows a name of `people`, who stand under 担当, by a line in a row."""
    good = good_files()
    text = good[DEFAULT_PATH].decode().replace("担当: [全員]", f"担当: {people}", 1)
    place = text.index("    達成基準:", text.index("今年度の重点事業:"))
    odd = f"{text[:place]}    {slip}\n{text[place:]}"
    files = [{**good, DEFAULT_PATH: one.encode()} for one in (text, odd)]
    for one, other in (files, files[::-1]):
        for name, told in outputs(one, other, redact=True).items():
            assert names_in(told) == [], name
