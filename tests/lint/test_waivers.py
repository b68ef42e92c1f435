"""Waivers: what they let stand, what they never do, and what is said of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Command
from each_row import each_row
from git_repository import GitRepository
from hostile_inputs import RULES, clean_files, files, no_hang, sheet
from hypothesis import given
from hypothesis import strategies as st
from packaged_rules import PACKAGED_RULES

from orgsheet.files.memory import MemoryFiles
from orgsheet.fiscal import FiscalYear
from orgsheet.lint.baseline import Entry as Recorded
from orgsheet.lint.baseline import growth
from orgsheet.lint.cache import LintCache, cache_key
from orgsheet.lint.examples import DEFAULT_PATH
from orgsheet.lint.finding import Finding, Place
from orgsheet.lint.fixes import fix_file
from orgsheet.lint.rulebook import apply_settings, load_rules
from orgsheet.lint.run_rules import LintResult, run
from orgsheet.lint.waivers import Waiver, apply_waivers, load_waivers
from orgsheet.source import format_text, parse
from orgsheet.workspace.layout import WAIVERS_PATH
from orgsheet.workspace.settings import Settings
from orgsheet.workspace.workspace import Workspace

CASES = Path(__file__).parents[1] / "cases" / "waivers" / "files.yaml"
ENTRY = """\
  - 規則: deadline-vague
    対象: R5/見本部/見本課#見本事業
    理由: 相手方の日程が9月に決まるため、決まりしだい直す。
    承認者: 見本部長
    期限年度: R6
"""
GOOD = f"免除:\n{ENTRY}"
FINDING = Finding(
    "deadline-vague",
    "warning",
    "",
    "",
    "",
    "",
    Place("sheets/a.yaml", 1, 1, 1, 2),
    "a",
    "",
    "",
    "0",
)


def vague(**changed: object) -> dict[str, bytes]:
    """Return a workspace in which only the row 見本事業 has a finding, of deadline-vague."""
    row = sheet()["今年度の重点事業"][0]
    row = {**row, "目標期限": [{"時期": "未定", "内容": "見本の会議"}], **changed}
    return files(sheet(今年度の重点事業=[row]))


def opened(contents: dict[str, bytes], waivers: str | bytes | None = None) -> Workspace:
    """Return a workspace in memory, with this 免除.yaml if one is given."""
    data = waivers.encode() if isinstance(waivers, str) else waivers
    return Workspace(
        MemoryFiles(contents if data is None else {**contents, WAIVERS_PATH: data}), Path()
    )


def about_waivers(result: LintResult) -> list[list[object]]:
    """Return rule and line of what was found in 免除.yaml."""
    return [[f.rule, f.place.line] for f in result.findings if f.place.path == WAIVERS_PATH]


def _cases() -> list[Any]:
    cases = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["title"]) for case in cases]


@pytest.mark.slow
@each_row("case", _cases())
def test_a_file_gives_its_waivers_and_findings(case: dict[str, Any]) -> None:
    """Each file gives so many waivers, covers the finding or not, and is told its mistakes."""
    text = case["text"].replace("<old>", ENTRY.replace("R6", "R4")).replace("<entry>", ENTRY)
    for old, new in case.get("replace", {}).items():
        text = text.replace(old, new)
    workspace = opened(vague(), text)
    result, waivers = run(workspace, RULES), load_waivers(workspace)
    _, waived = apply_waivers(result.findings, waivers)
    assert len(waivers) == case["holds"]
    assert [w.finding.rule for w in waived] == ["deadline-vague"] * case["waived"]
    assert about_waivers(result) == case["found"]


def test_without_a_file_nothing_is_waived() -> None:
    """No file gives no waivers, no findings, and no register that was looked at."""
    workspace = opened(vague())
    assert load_waivers(workspace) == ()
    assert run(workspace, RULES).registers == 2
    assert run(opened(vague(), GOOD), RULES).registers == 3


def test_a_waiver_says_who_why_and_until_when() -> None:
    """A waiver carries every field of its entry and the line where it starts."""
    assert load_waivers(opened(vague(), GOOD)) == (
        Waiver(
            "deadline-vague",
            "R5/見本部/見本課#見本事業",
            "相手方の日程が9月に決まるため、決まりしだい直す。",
            "見本部長",
            "R6",
            2,
        ),
    )


def test_an_expired_waiver_waives_nothing() -> None:
    """With the sheets of the year after its last, the finding counts again, by no clock."""
    contents = vague()
    text = GOOD.replace("R6", "R5")
    assert load_waivers(opened(contents, text))
    contents["sheets/R6/見本部/見本課.yaml"] = contents[DEFAULT_PATH].replace(b"R5", b"R6")
    workspace = opened(contents, text)
    result = run(workspace, RULES)
    assert load_waivers(workspace) == ()
    assert about_waivers(result) == [["waiver-expired", 6]]
    assert any(finding.sheet == "R5/見本部/見本課" for finding in result.findings)


@pytest.mark.parametrize("year", ["2998", "R99", "R980"])
def test_far_years_are_no_trouble(year: str) -> None:
    """A target in the last years there are is told as unknown like any other."""
    workspace = opened(vague(), GOOD.replace("R5/", f"{year}/"))
    assert FiscalYear.parse(year)
    assert ["waiver-target-unknown", 3] in about_waivers(run(workspace, RULES))


ALWAYS_ON = [rule.id for rule in RULES if rule.is_always_on]


@pytest.mark.slow
@each_row("rule", [*ALWAYS_ON, *(rule.id for rule in RULES if rule.subject == "waivers")])
def test_nobody_waives_that_a_file_cannot_be_read(rule: str) -> None:
    """A rule of unreadable files or of waivers is refused, and its findings count."""
    text = GOOD.replace("deadline-vague", rule).replace("#見本事業", "")
    workspace = opened({**vague(), DEFAULT_PATH: b"\xef\xbf\xbd: ["}, text)
    result = run(workspace, RULES)
    assert load_waivers(workspace) == ()
    assert ["waiver-not-allowed", 2] in about_waivers(result)


def test_findings_about_waivers_always_count() -> None:
    """Not even a waiver made by other means lets a finding in 免除.yaml stand."""
    findings = run(opened(vague(), GOOD.replace("deadline", "deadlin")), RULES).findings
    ours = [finding for finding in findings if finding.place.path == WAIVERS_PATH]
    assert ours
    waivers = [Waiver(f.rule, f.sheet, "理由", "課長", "R6", 1) for f in ours]
    assert apply_waivers(ours, waivers) == (ours, [])


@pytest.mark.slow
def test_a_rule_is_known_by_its_former_name() -> None:
    """A waiver that names an alias of a rule waives what the rule finds today."""
    rules = {f"lint/{rule.id}.yaml": rule.data for rule in PACKAGED_RULES}
    path = "lint/deadline-vague.yaml"
    rules[path] = rules[path].replace(b"\nexamples:", b"\naliases: [deadline-unclear]\nexamples:")
    workspace = opened({**vague(), **rules}, GOOD.replace("deadline-vague", "deadline-unclear"))
    assert [waiver.rule for waiver in load_waivers(workspace)] == ["deadline-vague"]
    assert about_waivers(run(workspace, apply_settings(load_rules(workspace), Settings()))) == []


UNNEEDED = GOOD.replace("#見本事業", "#会議資料の電子化")


def test_unused_is_said_only_where_it_is_known() -> None:
    """A rule that is off, a sheet left out or one that cannot be read leaves a waiver in peace."""
    contents = vague()
    assert about_waivers(run(opened(contents, UNNEEDED), RULES)) == [["waiver-unused", 2]]
    off = [rule for rule in RULES if rule.id != "deadline-vague"]
    assert about_waivers(run(opened(contents, UNNEEDED), off)) == []
    assert about_waivers(run(opened(contents, UNNEEDED), RULES, [WAIVERS_PATH])) == []
    assert run(opened(contents, UNNEEDED), RULES, [DEFAULT_PATH]).registers == 0
    broken = {**contents, DEFAULT_PATH: contents[DEFAULT_PATH] + b"\t\xe3\x81\x82: [\n"}
    assert about_waivers(run(opened(broken, UNNEEDED), RULES)) == []


def test_what_is_only_counted_is_waived_with_the_whole_sheet() -> None:
    """Where findings are too many to be told, a waiver of one row covers only what is certain."""
    steps = [{"時期": "未定", "内容": f"見本の会議{n}"} for n in range(300)]
    for text, waived, rest in [(GOOD, 199, 1), (GOOD.replace("#見本事業", ""), 200, 0)]:
        workspace = opened(vague(目標期限=steps), text)
        result = run(workspace, RULES)
        left, stood = apply_waivers(result.findings, load_waivers(workspace))
        assert len(stood) == waived
        assert sum(finding.rule == "deadline-vague" for finding in left) == rest
        assert ["waiver-unused", 2] not in about_waivers(result)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (UNNEEDED, "免除: []\n"),
        (GOOD + UNNEEDED.removeprefix("免除:\n"), GOOD),
        (f"{GOOD}# 注記\n{ENTRY}", f"{GOOD}# 注記\n"),
        (GOOD, GOOD),
    ],
)
def test_fix_takes_out_what_is_not_needed(text: str, after: str) -> None:
    """--fix removes an unused or repeated entry, keeps every other byte, and is then done."""
    workspace = opened(vague(), text)
    fixed = fix_file(workspace, RULES, WAIVERS_PATH, unsafe=False)
    assert fixed.after.decode() == after
    again = fix_file(opened(vague(), fixed.after), RULES, WAIVERS_PATH, unsafe=True)
    assert again.after == fixed.after


def test_an_entry_with_a_note_is_left_to_a_person() -> None:
    """An unneeded entry that holds a comment is not cut; the finding names its lines."""
    text = UNNEEDED.replace("見本部長", "見本部長  # 4月から新任")
    workspace = opened(vague(), text)
    (finding,) = (f for f in run(workspace, RULES).findings if f.rule == "waiver-unused")
    assert finding.fixable == "none"
    assert "2〜6行め" in finding.fix
    assert fix_file(workspace, RULES, WAIVERS_PATH, unsafe=True).after == text.encode()


def test_fix_leaves_alone_what_is_waived() -> None:
    """A mendable finding that a waiver lets stand is not mended."""
    contents = files(sheet(年度="R４"))
    rule = next(
        f.rule for f in run(opened(contents), RULES).findings if f.mend and f.pointer == "/年度"
    )
    text = GOOD.replace("deadline-vague", rule).replace("#見本事業", "#年度")
    mended = fix_file(opened(contents), RULES, DEFAULT_PATH, unsafe=True)
    assert rule in {finding.rule for finding in mended.mended}
    left = fix_file(opened(contents, text), RULES, DEFAULT_PATH, unsafe=True)
    assert rule not in {finding.rule for finding in left.mended}


def test_a_mend_that_would_take_a_waived_finding_with_it_is_not_made() -> None:
    """What a waiver lets stand stays also where another finding at its place could be mended."""
    contents = files(sheet(年度="R４"))
    text = GOOD.replace("deadline-vague", "value-pattern").replace("#見本事業", "#年度")
    free = fix_file(opened(contents), RULES, DEFAULT_PATH, unsafe=True)
    assert {finding.rule for finding in free.mended} == {"path-mismatch"}
    left = fix_file(opened(contents, text), RULES, DEFAULT_PATH, unsafe=True)
    assert left.after == contents[DEFAULT_PATH]
    assert any("免除した指摘" in reason for _, reason in left.refused)


@pytest.mark.slow
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(lambda text: f"免除: {text}".encode("utf-8", "replace")),
        st.tuples(st.integers(0, len(GOOD)), st.integers(0, 60), st.text(max_size=30)).map(
            lambda cut: (GOOD[: cut[0]] + cut[2] + GOOD[cut[0] + cut[1] :]).encode(
                "utf-8", "replace"
            )
        ),
    )
)
def test_any_bytes_as_waivers_never_stop_the_run(content: bytes) -> None:
    """Whatever stands in 免除.yaml, lint ends; what is no waiver is told, unless it is empty."""
    workspace = opened(vague(), content)
    with no_hang():
        result = run(workspace, RULES)
        waivers = load_waivers(workspace)
    left, waived = apply_waivers(result.findings, waivers)
    assert len(left) + len(waived) == len(result.findings)
    for finding in result.findings:
        assert finding.place.line >= 1
        assert finding.message
    document = workspace.document(WAIVERS_PATH)
    assert document is not None
    listed = document.root.data() if document.root else None
    if not waivers and listed != {"免除": []}:
        assert any(f.severity != "info" and f.place.path == WAIVERS_PATH for f in left)


_WORDS = st.sampled_from(["a", "R5/あ/い", "Ｒ５/あ /い", "", "#", "b#c", "う"])
_FINDINGS = st.builds(
    lambda rule, sheet_, item, key, path, total: FINDING._replace(
        rule=rule,
        sheet=sheet_,
        item=item,
        pointer=f"/{key}" if key else "",
        place=FINDING.place._replace(path=path),
        total=total,
    ),
    st.sampled_from(["x", "y"]),
    _WORDS,
    _WORDS,
    _WORDS,
    st.sampled_from(["sheets/a.yaml", WAIVERS_PATH]),
    st.sampled_from([1, 1, 3]),
)
_WAIVERS = st.builds(
    lambda rule, sheet_, mark, item: Waiver(rule, sheet_ + mark + item, "理由", "課長", "R6", 1),
    st.sampled_from(["x", "y"]),
    _WORDS,
    st.sampled_from(["", "#", "＃"]),
    _WORDS,
)


@given(findings=st.lists(_FINDINGS), waivers=st.lists(_WAIVERS))
def test_waivers_part_the_findings(findings: list[Finding], waivers: list[Waiver]) -> None:
    """Every finding is on exactly one side, both in order, each waived one by its own rule."""
    left, waived = apply_waivers(findings, waivers)
    rest, stood = iter(left), iter(waived)
    following, other = next(rest, None), next(stood, None)
    for finding in findings:
        if other is not None and other.finding is finding:
            other = next(stood, None)
        else:
            assert following is finding
            following = next(rest, None)
    assert (following, other) == (None, None)
    assert all(w.waiver in waivers and w.waiver.rule == w.finding.rule for w in waived)
    assert not any(w.finding.place.path == WAIVERS_PATH for w in waived)
    assert apply_waivers(left, waivers) == (left, [])
    assert apply_waivers(findings, []) == (findings, [])


@pytest.mark.slow
def test_thousands_of_entries_are_no_burden() -> None:
    """As many entries as fit are judged in time, whatever is wrong with them."""
    wrong = ENTRY.replace("deadline-vague", "x{}").replace("見本課", "課{}").replace("R6", "R1")
    text = "免除:\n" + "".join(wrong.replace("{}", str(n)) for n in range(3000))
    with no_hang():
        result = run(opened(vague(), text), RULES)
    rules = {finding.rule for finding in result.findings}
    assert {"waiver-rule-unknown", "waiver-target-unknown", "value-not-allowed"} <= rules


def test_the_canonical_form_of_waivers_means_the_same() -> None:
    """`orgsheet fmt` writes a 免除.yaml anew without changing what it says or its comments."""
    text = "免除:\n# 会議のこと\n" + ENTRY.replace("  - 規則", "-   規則").replace(
        "見本部長", "'見本部長'"
    )
    document = parse(text.encode(), WAIVERS_PATH)
    written = format_text(document)
    assert written == f"免除:\n  # 会議のこと\n{ENTRY}"
    assert (
        load_waivers(opened(vague(), written))[0][:5] == load_waivers(opened(vague(), text))[0][:5]
    )


@pytest.mark.slow
def test_a_diff_names_the_changed_waivers(workspace: Path) -> None:
    """A diff of two revisions says that 免除.yaml changed, and compares only sheets."""
    repository = GitRepository(workspace)
    repository.commit()
    repository.write(REAL, WAIVERS_PATH)
    repository.commit()
    report = json.loads(Command(workspace)("diff", "HEAD~1", "HEAD", "--format", "json").out)
    assert report["changes"] == []
    assert [notice for notice in report["notices"] if "免除の一覧" in notice]


def _shown(result: LintResult) -> list[object]:
    return [(f.rule, f.message, f.place, f.fingerprint, f.related) for f in result.findings]


_BUNKA = "sheets/R5/政策推進部/文化芸術課.yaml"
REAL = """\
免除:
  - 規則: plan-item-near
    対象: R5/政策推進部/文化芸術課
    理由: 計画書の文言を担当課が確かめているため、確かめたあとに直す。
    承認者: 政策推進課長
    期限年度: R6
"""


def _edit(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.slow
def test_with_the_cache_the_findings_about_waivers_are_those_without_it(workspace: Path) -> None:
    """A cached run says what a fresh one does, whether a sheet, a waiver or a year changes."""

    def both() -> list[list[object]]:
        cached = LintCache.load(workspace, cache_key(RULES, []), RULES)
        with_cache = run(Workspace.open(workspace), RULES, None, cached)
        cached.save()
        shown = _shown(with_cache)
        assert shown == _shown(run(Workspace.open(workspace), RULES))
        again = LintCache.load(workspace, cache_key(RULES, []), RULES)
        unchanged = run(Workspace.open(workspace), RULES, None, again)
        assert unchanged.rechecked == ()
        assert _shown(unchanged) == shown
        return about_waivers(with_cache)

    assert both() == []
    (workspace / WAIVERS_PATH).write_text(REAL, encoding="utf-8")
    assert both() == []
    _edit(workspace, _BUNKA, "- 豊かなところと", "- 豊かなこころと")
    assert both() == [["waiver-unused", 2]]
    _edit(workspace, _BUNKA, "- 豊かなこころと", "- 豊かなところと")
    assert both() == []
    _edit(workspace, WAIVERS_PATH, "文化芸術課", "文化芸術科")
    assert both() == [["waiver-target-unknown", 3]]
    _edit(workspace, WAIVERS_PATH, "文化芸術科", "文化芸術課")
    newer = workspace / _BUNKA.replace("R5", "R7")
    newer.parent.mkdir(parents=True)
    text = (workspace / _BUNKA).read_text(encoding="utf-8")
    newer.write_text(text.replace("年度: R5", "年度: R7"), encoding="utf-8")
    assert both() == [["waiver-expired", 6]]


def test_the_example_of_the_page_is_a_waiver() -> None:
    """The 免除.yaml shown in docs/waivers.md has the right form."""
    page = (ROOT / "docs" / "waivers.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    workspace = opened(clean_files(), example)
    assert len(load_waivers(workspace)) == 2
    assert {rule for rule, _ in about_waivers(run(workspace, RULES))} <= {"waiver-target-unknown"}


@pytest.mark.slow
def test_fix_on_the_command_line_takes_out_an_unneeded_waiver(orgsheet: Command) -> None:
    """`orgsheet lint --fix` removes a waiver whose finding is gone, and says so."""
    file = orgsheet.folder / WAIVERS_PATH
    file.write_text(REAL.replace("文化芸術課", "秘書課"), encoding="utf-8")
    result = orgsheet("lint", "--fix", WAIVERS_PATH)
    assert "要らなくなった免除です" in result.err
    assert file.read_text(encoding="utf-8") == "免除: []\n"
    assert orgsheet("fmt", "--check", WAIVERS_PATH).code == 0


_ENTRIES = st.lists(st.sampled_from("abcdef").map(lambda mark: Recorded(mark, "r", "s", "", mark)))


@given(before=_ENTRIES, after=_ENTRIES)
def test_growth_tells_what_a_baseline_gained_and_lost(
    before: list[Recorded], after: list[Recorded]
) -> None:
    """Growth is the difference of the fingerprints, each once, and nothing between equal ones."""
    added, removed = growth(before, after)
    old, new = ({entry.fingerprint for entry in entries} for entries in (before, after))
    assert sorted(entry.fingerprint for entry in added) == sorted(new - old)
    assert sorted(entry.fingerprint for entry in removed) == sorted(old - new)
    assert growth(before, before) == ((), ())
    assert growth(after, before) == (removed, added)
