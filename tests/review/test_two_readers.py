"""The comment for its two readers: three lines for the 部長, then what the author types."""

from __future__ import annotations

import re

from orgsheet.render.review.markdown import render_review
from orgsheet.review.review_data import BaselineCounts, Review, ReviewChange, ReviewFinding

SHEET = "R5/見本部/広報課"
NAMES = ("findings", "fixed", "changes", "preview", "effects", "waivers")


def _finding(rule: str, line: int, *, severity: str = "error", paste: str = "") -> ReviewFinding:
    return ReviewFinding(
        state="new",
        changed=True,
        rule=rule,
        severity=severity,
        title=f"{rule}の題",
        message=f"{line}行目のこと",
        fix="月を書いてください。",
        paste=paste,
        replaces=bool(paste),
        path=f"sheets/{SHEET}.yaml",
        line=line,
        column=1,
        sheet=SHEET,
        item="市報の発行",
        total=1,
    )


def _change(rule: str, level: str, item: str, sheet: str = SHEET) -> ReviewChange:
    return ReviewChange(
        level, rule, f"{item}が変わった", sheet, f"今年度の重点事業「{item}」 期限", (), ()
    )


def _review(
    findings: tuple[ReviewFinding, ...] = (),
    changes: tuple[ReviewChange, ...] = (),
    notices: tuple[str, ...] = (),
    unread: int = 0,
) -> Review:
    counts = dict.fromkeys(("fixed", "waived", "known"), 0)
    for name in ("errors", "warnings", "infos"):
        found = sum(f"{one.severity}s" == name for one in findings)
        counts |= {name: found, f"new_{name}": found}
    levels = {level: sum(one.level == level for one in changes) for level in "重注参雑"}
    return Review(
        tool="0",
        base_commit="a" * 40,
        head_commit="b" * 40,
        failed=bool(findings),
        fail_level="error",
        reasons=(),
        notices=notices,
        sheets=1,
        redacted=True,
        counts=counts,
        findings=findings,
        fixed=(),
        levels=levels,
        hidden=0,
        unread=unread,
        changes=changes,
        preview=(),
        policy=(),
        merged={},
        effects=(),
        waivers=(),
        baseline=BaselineCounts(0, 0, 0, 0),
        left_out=dict.fromkeys(NAMES, 0),
    )


def test_the_first_three_lines_say_what_the_plan_becomes() -> None:
    """Slipped deadlines, lowered targets and ended work stand first, by count and name."""
    changes = (
        _change("milestone-late", "重", "市報の発行"),
        _change("milestone-past-year", "重", "市報の発行"),
        _change("target-lowered", "重", "読者アンケート"),
        _change("milestone-early", "参", "動画"),
    )
    lines = render_review(_review(changes=changes)).splitlines()
    assert lines[3:6] == [
        "- **期限の延び**: 2 件、うち年度末を越えるもの 1 件（広報課「市報の発行」）",
        "- **目標の引下げ**: 1 件（広報課「読者アンケート」）",
        "- **事業や事務の廃止**: なし",
    ]


def test_what_could_not_be_compared_is_said_beside_them() -> None:
    """Where a sheet cannot be read, three times なし is not the whole truth."""
    lines = render_review(_review(unread=2)).splitlines()
    assert "読めないシートが 2 枚あり" in lines[6]
    assert "ほかにもあるかもしれません" in lines[6]


def test_the_authors_list_is_by_rule() -> None:
    """Each rule stands once, with its page, its places and their lines to paste, and one advice."""
    findings = (
        *(_finding("deadline-missing", line, paste=f"    時期: {line}月") for line in range(1, 7)),
        _finding("target-missing", 30),
    )
    pages = {"deadline-missing": "https://a.example/rules/deadline-missing.html"}
    text = render_review(_review(findings), page_of=lambda rule: pages.get(rule, ""))
    first = text.partition("### まず直すところ")[2].partition("### 内容の変更")[0]
    assert first.count("deadline-missingの題") == 1
    assert f"6 か所（[説明]({pages['deadline-missing']})）" in first
    assert first.count("貼り付ける行") == 4
    assert "```yaml\n    時期: 1月\n```" in first
    assert "ほかに 2 か所" in first
    assert first.count("月を書いてください。") == 2
    assert "説明" not in first.partition("target-missingの題")[2]


def test_a_rules_name_from_elsewhere_makes_no_link() -> None:
    """What is no name of a rule is not put into an address."""
    text = render_review(
        _review((_finding("x)](https://b.example", 1),)),
        page_of=lambda rule: f"https://a.example/{rule}",
    )
    assert "a.example" not in text


def test_a_passed_check_does_not_ask_to_mend() -> None:
    """Below the fail level the list is called what it is."""
    review = _review((_finding("deadline-missing", 3, severity="warning"),))._replace(failed=False)
    text = render_review(review)
    assert "まず直すところ" not in text
    assert "### 確かめるとよいところ" in text


def test_each_sheet_of_the_changes_stands_once() -> None:
    """However its changes weigh, a sheet has one table of what a reviewer must see."""
    other = "R5/見本部/人事課"
    changes = (
        _change("milestone-late", "重", "市報"),
        _change("milestone-late", "重", "研修", other),
        _change("number-changed", "注", "動画"),
        _change("number-changed", "注", "評価", other),
    )
    text = render_review(_review(changes=changes))
    assert text.count(f"**{SHEET}**") == text.count(f"**{other}**") == 1


def test_nothing_in_the_comment_needs_a_terminal() -> None:
    """A sentence that tells a person at a terminal what to type tells another one to mend it."""
    notices = (
        (
            "sheets/組織台帳.yaml に読めないところがあるため、移管をたどれません。"
            "先に直してください: orgsheet lint sheets/組織台帳.yaml"
        ),
        (
            "この変更の R5/見本部/広報課 は読めないため、比べていません。"
            "orgsheet lint で読めない行を確かめてください。"
        ),
    )
    for text in (render_review(_review(notices=notices)), render_review(_review(), limit=1)):
        shown = re.sub("\norgsheet 0.*", "", text)
        assert not re.search("orgsheet [a-z]", shown)
    assert "先に直してください。" in render_review(_review(notices=notices))


def test_what_a_sheet_says_many_times_is_one_line() -> None:
    """Findings of a sheet that say the same share a line once there are many of them."""
    many = tuple(
        _finding("unwritten", line, severity="info")._replace(message="まだ書いていません")
        for line in range(1, 21)
    )
    few = tuple(
        _finding("empty", line, severity="info")._replace(message="空です") for line in (30, 31)
    )
    text = render_review(_review((*many, *few)))
    lines = [line for line in text.splitlines() if line.startswith("- 💬")]
    assert len(lines) == 3
    assert lines[0].startswith("- 💬 1、2、3、4、5、6、7、8、9、10、11、12… 行目（20 か所）")
    assert all("空です" in line for line in lines[1:])


def test_sheets_that_came_are_a_list() -> None:
    """What is said of a sheet as a whole takes a line; a row of it stays in the sheet's table."""
    sheets = [f"R6/見本部/{name}" for name in ("広報課", "総務課", "会計課")]
    whole = [
        ReviewChange("参", "section-new", "シートが加わった", sheet, sheet[-3:], (), ())
        for sheet in sheets[:2]
    ]
    row = _change("project-new", "参", "市報の発行", sheets[2])
    text = render_review(_review((), (*whole, row)))
    for sheet in sheets[:2]:
        assert f"- **{sheet}**: シートが加わった" in text
    assert f"**{sheets[2]}**\n\n| どこ | 変更 |" in text
    assert text.count("| どこ | 変更 |") == 1


def test_new_sheets_are_said_beside_the_three_lines() -> None:
    """A pull request that starts a year says that nothing was compared with the year before."""
    sheets = ("R6/見本部/部", "R6/見本部/広報課", "R6/見本部/総務課", "R6/見本部/会計課")
    changes = tuple(
        ReviewChange("参", "section-new", "加わった", sheet, sheet.split("/")[-1], (), ())
        for sheet in sheets
    )
    lines = render_review(_review(changes=changes)).splitlines()
    assert lines[6] == (
        "- **新しいシート**: 4 枚（見本部、広報課、総務課 ほか 1 枚）。"
        "前の年度のシートとは比べていません。"
    )
    assert not any("新しいシート" in line for line in render_review(_review()).splitlines())
