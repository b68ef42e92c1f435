"""The review of a change: what is wrong, what it means, judged by the policy of the base."""

from __future__ import annotations

import json
import shutil

import pytest
from conftest import ROOT, Command, Result
from git_repository import GitRepository
from jsonschema import Draft202012Validator

from orgsheet.render.changes.markdown import LIMIT, units
from orgsheet.render.reporter import FINDING_FORMATS
from orgsheet.render.review.markdown import MARKER
from orgsheet.review.policy import BASELINE_PATH
from orgsheet.source import MAX_BYTES

HISHO = "sheets/R5/政策推進部/秘書課.yaml"
DEPARTMENT = "sheets/R5/政策推進部/部.yaml"
BUNKA = "sheets/R5/政策推進部/文化芸術課.yaml"
SCHEMA = json.loads((ROOT / "schema" / "review.schema.json").read_bytes())


def edit(repository: GitRepository, path: str, *pairs: tuple[str, str]) -> None:
    """Replace texts in a file, each once."""
    text = repository.read(path)
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    repository.write(text, path)


def review(repository: GitRepository, *arguments: str) -> Result:
    """Run the review of HEAD against main."""
    return Command(repository.folder)("review", "--base", "main", "--head", "HEAD", *arguments)


def record(repository: GitRepository, *arguments: str) -> dict[str, object]:
    """Return the review as JSON, checked against its schema."""
    done = review(repository, "--format", "json", *arguments)
    assert done.code in (0, 1), done.err
    found: dict[str, object] = json.loads(done.out)
    Draft202012Validator(SCHEMA).validate(found)
    return found


def rules_of(found: dict[str, object], key: str = "findings") -> list[tuple[str, str, str]]:
    """Return path, rule and state of the findings of a review."""
    entries = found[key]
    assert isinstance(entries, list)
    return [(one["path"], one["rule"], one["state"]) for one in entries]


@pytest.mark.slow
def test_the_first_screen_says_what_to_type(repository: GitRepository) -> None:
    """Three broken things give one comment that begins with each place and a line to paste."""
    edit(
        repository,
        HISHO,
        ("裁量有無: ○", "裁量有無: 〇"),
        ("項目: 新春賀詞交歓会", "項 目: 新春賀詞交歓会"),
        ("時期: 4月\n", "時期: 13月\n"),
    )
    repository.commit()
    done = review(repository)
    assert done.code == 1
    screen = done.out.splitlines()[:48]
    assert screen[0] == MARKER
    assert screen[1] == "## ❌ 直すところがあります"
    text = "\n".join(screen)
    for words in ("「〇」は「○」とは別の文字", "様式にない見出し", "「13月」という月はありません"):
        assert words in text
    assert "```yaml\n    裁量有無: ○\n```" in text
    assert text.index("まず直すところ") < text.index("内容の変更")


@pytest.mark.slow
def test_the_same_state_gives_the_same_comment(repository: GitRepository) -> None:
    """A second review is byte-identical, and so is one that is rendered from its JSON."""
    edit(repository, HISHO, ("裁量有無: ○", "裁量有無: 〇"))
    repository.commit()
    file = repository.folder.parent / "review.json"
    first = review(repository, "--output", f"json={file}")
    second = review(repository)
    rendered = Command(repository.folder)("review", "--render", str(file))
    assert first.out == second.out == rendered.out
    assert (first.code, rendered.code) == (1, 1)


@pytest.mark.slow
def test_a_clean_change_passes(repository: GitRepository) -> None:
    """A change without findings at the fail level ends with 0 and says so."""
    edit(repository, HISHO, ("新春賀詞交歓会を開催し", "新春賀詞交歓会を市民会館で開催し"))
    repository.commit()
    done = review(repository)
    assert done.code == 0
    assert done.out.splitlines()[1] == "## ✅ 点検に通りました"
    assert "<ins>" in done.out


@pytest.mark.slow
def test_new_old_and_fixed_findings_are_told_apart(repository: GitRepository) -> None:
    """What the change brings, what was there before and what it mends have their own words."""
    repository.git("switch", "-q", "main")
    edit(repository, HISHO, ("裁量有無: ○", "裁量有無: 〇"), ("協働有無: ×", "協働有無: x"))
    repository.commit("前からの誤り")
    repository.git("switch", "-q", "-C", "提案")
    edit(repository, HISHO, ("裁量有無: 〇", "裁量有無: ○"), ("時期: 4月\n", "時期: 13月\n"))
    repository.commit()
    found = record(repository)
    assert (HISHO, "deadline-unreadable", "new") in rules_of(found)
    assert (HISHO, "value-look-alike", "old") in rules_of(found)
    assert [rule for _, rule, _ in rules_of(found, "fixed")] == ["value-look-alike"]


@pytest.mark.slow
def test_an_error_is_the_same_when_another_word_of_its_line_changes(
    repository: GitRepository,
) -> None:
    """It is neither mended nor new, and stays known to the baseline."""
    repository.git("switch", "-q", "main")
    run = Command(repository.folder)
    edit(
        repository,
        HISHO,
        ("内容: 起工", "内容: 起工をを決める。会場を借り始め、日程を見る"),
    )
    repository.write("baseline: sheets/既知の指摘.json\n", "orgsheet.yaml")
    repository.commit("前からの誤り")
    repository.git("switch", "-q", "-C", "提案")
    edit(repository, HISHO, ("日程を見る", "日程を知らせる"))
    repository.commit()
    found = record(repository)
    assert (HISHO, "text-doubled-particle", "old") in rules_of(found)
    assert rules_of(found, "fixed") == []
    repository.git("switch", "-q", "main")
    run("lint", "--update-baseline")
    repository.commit("記録")
    repository.git("rebase", "-q", "main", "提案")
    counts = record(repository)["counts"]
    assert isinstance(counts, dict)
    assert counts["known"] >= 1
    assert rules_of(record(repository)) == []
    run("lint", "--update-baseline")
    repository.commit("記録し直す")
    assert review(repository).code == 0


@pytest.mark.slow
def test_findings_of_other_sections_show_only_when_the_change_brings_them(
    repository: GitRepository,
) -> None:
    """A section's edit that no longer fits its department is told as an effect elsewhere."""
    edit(repository, BUNKA, ("項目: ", "項目: 新しい"))
    repository.commit()
    done = review(repository)
    found = record(repository)
    elsewhere = [one for one in rules_of(found) if one[0] != BUNKA]
    assert elsewhere
    assert {state for _, _, state in elsewhere} == {"new"}
    assert "### ほかの課への影響" in done.out


@pytest.mark.slow
def test_a_change_is_judged_by_the_base_policy(repository: GitRepository) -> None:
    """Settings, rules, schema, waivers and registers of the same change do not help it."""
    edit(repository, HISHO, ("時期: 4月\n", "時期: 13月\n"), ("裁量有無: ○", "裁量有無: 〇"))
    repository.write(
        "rules:\n  deadline-unreadable:\n    severity: 'off'\n  value-look-alike:\n"
        "    severity: 'off'\n",
        "orgsheet.yaml",
    )
    repository.write(
        "免除:\n  - 規則: deadline-unreadable\n    対象: R5/政策推進部/秘書課\n"
        "    理由: 日程が決まっていないため後で直します\n    承認者: 秘書課長\n    期限年度: R5\n",
        "sheets/免除.yaml",
    )
    for name in ("rule", "sheet"):
        schema = (ROOT / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")
        repository.write(schema.replace('"○"', '"〇", "○"'), f"schema/{name}.schema.json")
    repository.commit()
    found = record(repository)
    assert {(HISHO, "deadline-unreadable", "new"), (HISHO, "value-look-alike", "new")} <= set(
        rules_of(found)
    )
    policy = found["policy"]
    assert isinstance(policy, list)
    assert {(one["path"], one["how"]) for one in policy} == {
        ("orgsheet.yaml", "追加"),
        ("sheets/免除.yaml", "追加"),
        ("schema/rule.schema.json", "追加"),
        ("schema/sheet.schema.json", "追加"),
    }
    assert "### 規則・台帳・設定の変更" in review(repository).out


@pytest.mark.slow
def test_a_change_that_breaks_the_rules_fails(repository: GitRepository) -> None:
    """Rules or settings that could not be used once merged fail the review, with the reason."""
    repository.write("rules:\n  存在しない規則:\n    severity: error\n", "orgsheet.yaml")
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "この変更を取り込むと、点検が動かなくなります。" in done.out


@pytest.mark.slow
def test_waivers_of_the_base_let_findings_stand(repository: GitRepository) -> None:
    """A waived finding does not fail the review; its reason and approver are shown."""
    repository.git("switch", "-q", "main")
    repository.write(
        "免除:\n  - 規則: deadline-unreadable\n    対象: R5/政策推進部/秘書課\n"
        "    理由: 議会の日程が決まっていないため\n    承認者: 政策推進課長\n    期限年度: R5\n",
        "sheets/免除.yaml",
    )
    repository.commit("免除")
    repository.git("switch", "-q", "-C", "提案")
    edit(repository, HISHO, ("時期: 4月\n", "時期: 13月\n"))
    repository.commit()
    done = review(repository)
    assert done.code == 0, done.out
    assert "🕒 免除 1" in done.out
    assert "議会の日程が決まっていないため（承認者 政策推進課長、R5 まで）" in done.out


@pytest.mark.slow
def test_a_change_of_the_waivers_is_checked_as_data(repository: GitRepository) -> None:
    """A bad entry of the change's own waivers is a finding, though none of them counts yet."""
    repository.write(
        "免除:\n  - 規則: deadline-unreadeble\n    対象: R5/政策推進部/秘書課\n"
        "    理由: 議会の日程が決まっていないため\n    承認者: 政策推進課長\n    期限年度: R5\n",
        "sheets/免除.yaml",
    )
    repository.commit()
    assert ("sheets/免除.yaml", "waiver-rule-unknown", "new") in rules_of(record(repository))


@pytest.mark.slow
def test_the_baseline_may_only_shrink(repository: GitRepository) -> None:
    """Recording new findings in the same change fails; removing entries is told with its count."""
    run = Command(repository.folder)
    repository.git("switch", "-q", "main")
    edit(repository, HISHO, ("裁量有無: ○", "裁量有無: 〇"))
    repository.write("baseline: sheets/既知の指摘.json\n", "orgsheet.yaml")
    run("lint", "--baseline", "sheets/既知の指摘.json", "--update-baseline")
    repository.commit("記録")
    repository.git("switch", "-q", "-C", "提案")
    edit(repository, HISHO, ("時期: 4月\n", "時期: 13月\n"))
    run("lint", "--baseline", "sheets/既知の指摘.json", "--update-baseline")
    repository.commit()
    grown = review(repository)
    assert grown.code == 1
    assert "既知の指摘の記録に 1 件が加わっています" in grown.out
    assert "「13月」は期限として読めません" in grown.out
    repository.git("switch", "-q", "-C", "提案", "main")
    edit(repository, HISHO, ("裁量有無: 〇", "裁量有無: ○"))
    run("lint", "--baseline", "sheets/既知の指摘.json", "--update-baseline")
    repository.commit()
    shrunk = review(repository)
    assert shrunk.code == 0
    assert "消えた 1 件、加わった 0 件" in shrunk.out


@pytest.mark.slow
def test_staff_names_are_left_out(repository: GitRepository) -> None:
    """No name under 担当 reaches the comment, the JSON or the annotations unless asked for."""
    edit(
        repository,
        HISHO,
        ("担当: [", "担当: [山田山, 山田 山, 全員, "),
        ("裁量有無: ○", "裁量有無: 〇"),
    )
    repository.commit()
    for name in ("markdown", "json", "github"):
        assert "山田" not in review(repository, "--format", name).out, name
    assert "山田山" in review(repository, "--no-redact").out


@pytest.mark.slow
def test_a_comment_is_never_longer_than_a_host_takes(repository: GitRepository) -> None:
    """However much changes, the comment stays within the limit and its counts stay true."""
    rows = "".join(
        f"  - 項目: '@team/{number} #1 </details> | `x` の事業'\n    行動アクション: |\n"
        f"      {'施策を進める。' * 40}\n    目標期限:\n      - 時期: 13月\n        内容: 終わり\n"
        "    達成基準:\n      - 向上を図る\n"
        for number in range(400)
    )
    edit(repository, HISHO, ("今年度の重点事業:\n", f"今年度の重点事業:\n{rows}"))
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert units(done.out) <= LIMIT
    counts = record(repository)["counts"]
    assert isinstance(counts, dict)
    assert f"❌ エラー {counts['errors']:,}" in done.out
    assert counts["newErrors"] >= 400
    assert "長さの上限のため" in done.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("review",), "--base"),
        (("review", "--base", "ない枝"), "「ない枝」という版は"),
        (("review", "--base", "main", "--head", "-x"), "「-x」という版は"),
        (("review", "--base", "main", "--output", "review.json"), "「形式=ファイル」"),
        (("review", "--base", "main", "--links", "javascript:x"), "https://"),
        (("review", "--render", "ない.json"), "「ない.json」がありません"),
        (("review", "--render", HISHO), "結果のファイルを読めません"),
    ],
)
def test_what_cannot_be_reviewed_is_said(
    repository: GitRepository, arguments: tuple[str, ...], words: str
) -> None:
    """A wrong revision, option or file ends with 2 and a sentence on what to type."""
    done = Command(repository.folder)(*arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert "Traceback" not in done.err


@pytest.mark.slow
def test_findings_go_to_other_tools_from_the_same_run(repository: GitRepository) -> None:
    """One run writes the comment, the JSON, and the findings alone for other tools."""
    edit(repository, HISHO, ("裁量有無: ○", "裁量有無: 〇"))
    repository.commit()
    place = repository.folder.parent
    names = {"json": "r.json", "sarif": "r.sarif", "gitlab": "g.json", "csv": "r.csv"}
    outputs = [
        word for name, file in names.items() for word in ("--output", f"{name}={place / file}")
    ]
    assert review(repository, *outputs).code == 1
    sarif = json.loads((place / "r.sarif").read_bytes())
    results = sarif["runs"][0]["results"]
    assert [one["ruleId"] for one in results if one["level"] == "error"] == ["value-look-alike"]
    assert results[0]["fixes"]
    quality = json.loads((place / "g.json").read_bytes())
    assert (
        len(quality) == len(results) == len(json.loads((place / "r.json").read_bytes())["findings"])
    )
    assert (place / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.slow
def test_links_lead_to_the_line(repository: GitRepository) -> None:
    """With the address of the files, every place is a link to its line, safely encoded."""
    edit(repository, HISHO, ("時期: 4月\n", "時期: 13月\n"))
    repository.commit()
    done = review(repository, "--links", "https://host.example/市/blob/abc".replace("市", "c"))
    assert "](https://host.example/c/blob/abc/sheets/R5/%E6%94%BF" in done.out
    assert "#L" in done.out


@pytest.mark.slow
def test_the_steps_are_those_of_the_host(repository: GitRepository) -> None:
    """The buttons that the comment names are those of GitHub, or of GitLab where the links go."""
    edit(repository, HISHO, ("時期: 4月\n", "時期: 13月\n"))
    repository.commit()
    assert "「Files changed」" in review(repository).out
    told = review(repository, "--links", "https://gitlab.example/o/r/-/blob/main").out
    assert "（Changes）" in told
    assert "Files changed" not in told


@pytest.mark.slow
def test_the_line_to_paste_mends_the_sheet(repository: GitRepository) -> None:
    """Every whole line that the review offers, put in the place of its line, does no harm."""
    edit(
        repository,
        HISHO,
        ("裁量有無: ○", "裁量有無: 〇"),
        ("協働有無: ○", "協働有無: o"),
        ("項目: 新春賀詞交歓会", "項 目: 新春賀詞交歓会"),
        ("時期: 4月\n", "時期: ４月\n"),
        ("    - 自主・自律、未来をひらくまちづくり", "    - 自主・自律、未来をひらくまち作り"),
    )
    repository.commit()
    findings = record(repository)["findings"]
    assert isinstance(findings, list)
    whole = [one for one in findings if one["replaces"]]
    assert len(whole) >= 4
    text = repository.read(HISHO)
    for one in whole:
        lines = text.split("\n")
        lines[one["line"] - 1] = one["paste"]
        repository.write("\n".join(lines), HISHO)
        done = Command(repository.folder)("lint", HISHO, "--format", "json", "--no-cache")
        left = json.loads(done.out)["findings"]
        told = {(each["rule"], each["line"]) for each in left}
        assert (one["rule"], one["line"]) not in told, one
        assert not any(each["rule"] == "file-bad-indent" for each in left), one


def test_suggestions_for_the_lines_say_what_the_comment_offers(repository: GitRepository) -> None:
    """The file for reviewdog holds, of each line to paste, the suggestion that makes that line."""
    edit(
        repository,
        HISHO,
        ("裁量有無: ○", "裁量有無: 〇"),
        ("時期: 4月\n", "時期: ４月\n"),
        ("担当: [篠原, 松澤, 高橋]", "担当: [篠原、松澤, 高橋]"),
    )
    repository.commit()
    review(repository, "--output", "rdjson=行の提案.json")
    found = json.loads((repository.folder / "行の提案.json").read_text("utf-8"))["diagnostics"]
    lines = repository.read(HISHO).encode().split(b"\n")
    made = {}
    for one in found:
        for suggestion in one.get("suggestions", []):
            start, end = suggestion["range"]["start"], suggestion["range"]["end"]
            line = lines[start["line"] - 1]
            head, tail = line[: start["column"] - 1], line[end["column"] - 1 :]
            place = (one["location"]["path"], one["code"]["value"], start["line"])
            made[place] = (head + suggestion["text"].encode() + tail).decode()
    told = record(repository)["findings"]
    assert isinstance(told, list)
    offered = {
        (one["path"], one["rule"], one["line"]): one["paste"] for one in told if one["replaces"]
    }
    assert len(offered) > 1
    assert {place: made.get(place) for place in offered} == offered
    assert not any(name in json.dumps(found, ensure_ascii=False) for name in ("篠原", "松澤"))


MISTYPED = [
    "担当: [山田山, 松澤, 高橋",
    "担当:[山田山, 松澤]",
    "担当： [山田山, 松澤]",
    "担当者: [山田山, 松澤]",
    "担 当: [山田山, 松澤]",
    "担当: '山田山, 松澤",
    "担当: !!str 山田山",
    "担当: 山田山, 松澤",
    "担当: [山田山, 山田山]",
    "坦当: [山田山, 松澤]",
    "坦当： [山田山, 松澤]",
    "主担当者名: 山田山",
    "担当:\n      - 松澤\n      -山田山",
    "担当:\n    - 松澤\n    ・山田山",
    "担当:\n      - 松澤\n      - 山田山 #\n      - '山田山",
    "坦当:\n      - 松澤\n     - 山田山",
    "担当: [ﾔﾏﾀﾞ山田山, 松澤、山田山]",
]
"""Lines in which 担当 is mistyped, or what follows it."""


@pytest.mark.slow
@pytest.mark.parametrize("line", MISTYPED)
def test_staff_names_stay_hidden_where_the_line_is_wrong(
    repository: GitRepository, line: str
) -> None:
    """However 担当 is mistyped, no output shows the names behind it."""
    text = repository.read(HISHO)
    old = next(row for row in text.split("\n") if row.strip().startswith("担当: ["))
    repository.write(text.replace(old, f"    {line}", 1), HISHO)
    repository.commit()
    files = [part for name in FINDING_FORMATS for part in ("--output", f"{name}=結果.{name}")]
    for name, outputs in (("markdown", files), ("json", [])):
        done = review(repository, "--format", name, *outputs)
        assert "山田" not in done.out, (name, done.out)
        assert done.code in (0, 1)
    for name in FINDING_FORMATS:
        result = repository.folder / f"結果.{name}"
        assert "山田" not in result.read_text(encoding="utf-8"), name
    told = Command(repository.folder)("diff", "main", "HEAD", "--all", "--redact-staff")
    assert "山田" not in told.out


@pytest.mark.slow
def test_a_word_with_staff_in_it_hides_no_advice(repository: GitRepository) -> None:
    """An error beside 担当, or in a sentence about a 担当者, says what to type."""
    edit(
        repository,
        HISHO,
        ("高橋]\n  - 事務事業名称: ", "高橋]\n  - 事務事業名稱: "),
        ("時期: 10月", "時期: 10月32日"),
        ("内容: 招待者決定及び", "内容: 各課の担当者が決める、"),
    )
    repository.commit()
    findings = record(repository)["findings"]
    assert isinstance(findings, list)
    told = {one["rule"]: one for one in findings}
    assert told["key-unknown"]["paste"].startswith("  - 事務事業名称: ")
    assert "担当" not in told["deadline-unreadable"]["fix"]


@pytest.mark.slow
def test_a_baseline_elsewhere_is_still_compared(repository: GitRepository) -> None:
    """Naming another file for the known findings does not let them grow."""
    run = Command(repository.folder)
    repository.git("switch", "-q", "main")
    repository.write("baseline: sheets/a.json\n", "orgsheet.yaml")
    run("lint", "--update-baseline")
    repository.commit("記録")
    repository.git("switch", "-q", "-C", "提案")
    edit(repository, HISHO, ("時期: 4月\n", "時期: 13月\n"))
    repository.write("baseline: sheets/b.json\n", "orgsheet.yaml")
    run("lint", "--baseline", "sheets/b.json", "--update-baseline")
    edit(repository, HISHO, ("時期: 13月\n", "時期: 4月\n"))
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "既知の指摘の記録に 1 件が加わっています" in done.out
    assert "sheets/b.json" in done.out.replace("&#8203;", "")


@pytest.mark.slow
def test_rules_behind_a_link_fail(repository: GitRepository) -> None:
    """A folder of rules that gives way to a link fails the review."""
    repository.git("switch", "-q", "main")
    rule = (ROOT / "lint" / "text-empty.yaml").read_text(encoding="utf-8")
    repository.write(rule, "lint/text-empty.yaml")
    repository.commit("規則")
    repository.git("switch", "-q", "-C", "提案")
    shutil.rmtree(repository.folder / "lint")
    (repository.folder / "lint").symlink_to("/etc")
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "lint: " in done.out


@pytest.mark.slow
def test_a_review_of_nothing_says_so(repository: GitRepository) -> None:
    """Where no sheet and no setting differs from the base, that nothing was checked is told."""
    run = Command(repository.folder)
    nothing = "「HEAD」と違うシートや設定がないため、点検したものはありません。"
    assert nothing in run("review", "--base", "HEAD").out
    edit(repository, HISHO, ("時期: 4月\n", "時期: 5月\n"))
    assert nothing not in run("review", "--base", "HEAD").out


@pytest.mark.slow
def test_a_committed_cache_fails(repository: GitRepository) -> None:
    """A record of earlier checks fails the review once the change brings it, not before."""
    run = Command(repository.folder)
    run("lint")
    assert (repository.folder / ".orgsheet-cache").is_dir()
    in_work_tree = ("review", "--base", "main")
    assert run(*in_work_tree).code == 0
    repository.git("add", "-f", ".orgsheet-cache/lint.json")
    repository.git("commit", "-q", "-m", "記録")
    for done in (run(*in_work_tree), review(repository)):
        assert done.code == 1
        assert "前の点検の記録は、取り込まないものです" in done.out


@pytest.mark.slow
def test_a_record_that_only_a_command_names_may_not_grow_either(repository: GitRepository) -> None:
    """Without `baseline:` in the settings, the usual file is compared and its counts are shown."""
    repository.git("switch", "-q", "main")
    run = Command(repository.folder)
    update = ("lint", "--baseline", BASELINE_PATH, "--update-baseline")
    run(*update)
    repository.commit("記録")
    repository.git("switch", "-q", "-C", "提案")
    edit(repository, HISHO, ("時期: 4月\n", "時期: 13月\n"))
    run(*update)
    edit(repository, HISHO, ("時期: 13月\n", "時期: 4月\n"))
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "既知の指摘の記録に 1 件が加わっています" in done.out


@pytest.mark.slow
def test_a_large_record_is_read_whole(repository: GitRepository) -> None:
    """What `lint` writes and reads, the review reads, too."""
    entry = {"fingerprint": "", "rule": "x", "sheet": "R5/a/b", "item": "", "message": "あ" * 300}
    entries = [{**entry, "fingerprint": f"{number:016x}"} for number in range(2_000)]
    text = json.dumps({"version": 1, "findings": entries}, ensure_ascii=False)
    assert len(text.encode()) > MAX_BYTES
    repository.git("switch", "-q", "main")
    repository.write(text, BASELINE_PATH)
    repository.write(f"baseline: {BASELINE_PATH}\n", "orgsheet.yaml")
    repository.commit("記録")
    repository.git("switch", "-q", "-C", "提案")
    repository.write("控え\n", "控え.txt")
    repository.commit()
    assert review(repository).code == 0


@pytest.mark.slow
def test_settings_of_git_beside_the_sheets_are_told(repository: GitRepository) -> None:
    """A `.gitattributes` in any folder of the sheets is policy; another repository fails."""
    repository.write("*.yaml -diff\n", "sheets/R5/.gitattributes")
    repository.commit()
    assert "sheets/R5/.gitattributes（Git の設定）" in review(repository).out.replace("&#8203;", "")
    link = f"160000,{repository.git('rev-parse', 'HEAD').stdout.strip()}"
    for place in ("orgsheet.yaml", ".github", "sheets/R5/政策推進部/新しい課.yaml", "sheets/R6"):
        repository.git("update-index", "--add", "--cacheinfo", f"{link},{place}")
        repository.git("commit", "-q", "-m", "別のリポジトリ")
        done = review(repository)
        assert done.code == 1
        assert "ほかのリポジトリ" in done.out, place
        repository.git("reset", "-q", "--hard", "HEAD~1")


@pytest.mark.slow
def test_what_a_register_would_bring_is_told(repository: GitRepository) -> None:
    """A change of a register says how many findings all sheets would have with it."""
    edit(
        repository,
        "sheets/計画台帳.yaml",
        ("名称: とりで行政経営改革プラン2020", "名称: とりで行政経営改革プラン2021"),
    )
    repository.commit()
    done = review(repository)
    found = record(repository)
    counts = found["merged"]
    assert isinstance(counts, dict)
    assert (counts["errorsAfter"], counts["warningsAfter"]) != (
        counts["errorsBefore"],
        counts["warningsBefore"],
    )
    assert found["effects"]
    assert "この変更の規則・台帳で全部のシートを点検すると" in done.out


@pytest.mark.slow
def test_a_slip_in_a_longer_register_is_shown_with_its_line(repository: GitRepository) -> None:
    """What is wrong behind the last line of the base's register has its own line to paste."""
    text = repository.read("sheets/計画台帳.yaml")
    repository.write(f"{text}  - 番号: ④\n    備考: 令和6年度から: 未定\n", "sheets/計画台帳.yaml")
    repository.commit()
    findings = record(repository)["findings"]
    assert isinstance(findings, list)
    assert [one["paste"] for one in findings if one["rule"] == "file-colon-in-value"] == [
        '    備考: "令和6年度から: 未定"'
    ]


@pytest.mark.slow
def test_findings_of_sheets_that_are_gone_are_not_mended(repository: GitRepository) -> None:
    """Deleting a sheet mends nothing; renaming one brings nothing new."""
    (repository.folder / HISHO).unlink()
    repository.commit()
    assert record(repository)["fixed"] == []
    repository.git("switch", "-q", "-C", "提案", "main")
    repository.git("mv", HISHO, HISHO.replace("秘書課", "秘書広報課"))
    repository.commit()
    found = record(repository)
    assert found["fixed"] == []
    renamed = [one for one in rules_of(found) if one[1] == "name-priority-near"]
    assert {state for _, _, state in renamed} == {"old"}


@pytest.mark.slow
def test_a_sheet_that_cannot_be_read_is_not_called_unchanged(repository: GitRepository) -> None:
    """Where a sheet cannot be compared, the comment says so instead of 変更はありません."""
    edit(repository, HISHO, ("組織目標: |", "<<<<<<< HEAD\n組織目標: |"))
    repository.commit()
    done = review(repository)
    assert done.code == 1
    assert "内容の変更はありません" not in done.out
    assert "読めないシートが 1 枚あり" in done.out


def test_what_runs_the_checks_is_told_from_the_top(repository: GitRepository) -> None:
    """Workflows at the repository's top are listed, also for a workspace in a folder of it."""
    repository.git("switch", "-q", "main")
    repository.git("mv", "sheets", "取手.tmp")
    (repository.folder / "市").mkdir()
    repository.git("mv", "取手.tmp", "市/sheets")
    repository.commit("下へ")
    repository.git("switch", "-q", "-C", "提案")
    repository.write("on: push\n", ".github/workflows/x.yml")
    repository.write("{}\n", ".vscode/tasks.json")
    repository.commit()
    done = Command(repository.folder)("-C", "市", "review", "--base", "main", "--head", "HEAD")
    assert done.code == 0, done.err
    assert "追加: .github/workflows/x.yml" in done.out.replace("\\", "").replace("&#8203;", "")
    assert ".vscode" in done.out.replace("\\", "")
