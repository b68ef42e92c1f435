"""Many findings are read at a glance: grouped in a sheet, counted by department and rule."""

from __future__ import annotations

import pytest
from conftest import Command
from format_samples import report_of
from hostile_inputs import clean_files

from orgsheet.lint.examples import DEFAULT_PATH
from orgsheet.render.display_width import Style
from orgsheet.render.findings.text import render_text
from orgsheet.source import emit, parse

ROWS = "今年度の重点事業"


def _files(count: int, criterion: str) -> dict[str, bytes]:
    files = clean_files()
    root = parse(files[DEFAULT_PATH], DEFAULT_PATH).root
    assert root is not None
    data = root.data()
    row = data[ROWS][0]
    data[ROWS] = [
        {**row, "項目": f"{name}台帳の整備", "達成基準": [f"{criterion}{number}"]}
        for number, name in enumerate("森川海山空星花鳥風月"[:count])
    ]
    return {**files, DEFAULT_PATH: emit(data).encode()}


def test_after_the_third_of_a_rule_a_sheet_s_findings_are_named_by_their_lines() -> None:
    """Nine alike are three in full and the lines of six, with what to type to see all."""
    report = report_of(_files(9, "住民満足度シュミレーション結果の公表"))
    rule = next(one for one in report.findings if "シュミレーション" in one.message).rule
    lines = [str(one.place.line) for one in report.findings if one.rule == rule]
    assert len(lines) == 9
    text = render_text(report, Style())
    assert text.count(f"orgsheet explain {rule}") == 3
    assert f"6 件、同じ規則の指摘があります: {'、'.join(lines[3:])} 行目" in text
    asked = report.narrowed(frozenset({rule}), None)
    assert render_text(asked, Style()).count(f"orgsheet explain {rule}") == 9


def test_four_alike_are_shown_in_full() -> None:
    """One more than three takes no more room than the line that would name it."""
    report = report_of(_files(4, "住民満足度シュミレーション結果の公表"))
    assert "同じ規則の指摘があります" not in render_text(report, Style())


def test_a_sheet_not_yet_written_is_one_block() -> None:
    """However many 【記入】 a new sheet holds, they are told once."""
    report = report_of(_files(9, "【記入】"))
    text = render_text(report, Style())
    assert text.count("まだ記入していないところが 9 か所あります。") == 1
    assert text.count("【記入】」や案内の文を消し") == 1


@pytest.mark.slow
def test_lint_ends_with_a_table_by_department_and_rule(orgsheet: Command) -> None:
    """The published sheets' findings are counted by 部 and by rule; the sums are those told."""
    done = orgsheet("lint")
    head = next(line for line in done.err.splitlines() if line.startswith("部 "))
    assert head.split() == ["部", "エラー", "注意", "参考"]
    row = next(line for line in done.err.splitlines() if line.startswith("R5 政策推進部"))
    counts = [int(number) for number in row.split()[2:]]
    words = ("エラー", "注意", "参考")
    assert all(
        f"{word} {number} 件" in done.err for word, number in zip(words, counts, strict=True)
    )
    assert "多い規則" in done.err
    assert all(len(line) <= 80 for line in done.err.splitlines())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--rule", "plan-item-near"), "エラー 2 件、注意 0 件、参考 0 件"),
        (("--severity", "error"), "エラー 4 件、注意 0 件、参考 0 件"),
        (("--rule", "staff-single", "--severity", "error"), "エラー 0 件、注意 0 件、参考 0 件"),
    ],
)
def test_findings_of_a_rule_or_severity_alone(
    orgsheet: Command, asked: tuple[str, ...], told: str
) -> None:
    """`--rule` and `--severity` choose what is shown, and whether the run fails follows it."""
    done = orgsheet("lint", *asked)
    assert told in done.err
    assert done.code == (0 if "エラー 0" in told else 1)


def test_an_unknown_rule_is_told_with_the_nearest(orgsheet: Command) -> None:
    """A slip in a rule's name ends the run with the name that was meant."""
    done = orgsheet("lint", "--rule", "plan-item-nea")
    assert (done.code, done.out) == (2, "")
    assert "「plan-item-near」ではありませんか。" in done.err
