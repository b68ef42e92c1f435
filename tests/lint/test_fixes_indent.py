"""Tabs and full-width spaces for indentation: a line goes where it belongs, or stays."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml
from conftest import Command
from hypothesis import given, settings
from hypothesis import strategies as st
from packaged_rules import PACKAGED_RULES
from random_runs import runs, sampled

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.fixes import fix_file
from orgsheet.lint.rulebook import apply_settings
from orgsheet.workspace.settings import Settings
from orgsheet.workspace.workspace import Workspace

SHEET = "sheets/R5/政策推進部/文化芸術課.yaml"
TEXT = (Path(__file__).parents[2] / SHEET).read_text(encoding="utf-8")
RULES = [rule for rule in apply_settings(PACKAGED_RULES, Settings()) if rule.subject == "file"]
ODD = ["\t", "　"]
LEADS = ["{0}", "{0}{0}", "{0}{0}{0}", " {0}", "{0} ", "  {0}", "{0}  ", "    {0}", "{0}    "]


@cache
def lines_of(layout: str) -> list[str]:
    """Return a sheet's lines with lists below their keys, or at the very column of them."""
    if layout == "below":
        return TEXT.split("\n")
    data = yaml.safe_load(TEXT)
    return yaml.dump(data, allow_unicode=True, sort_keys=False, width=10_000).split("\n")


def fixed(lines: list[str], *, unsafe: bool) -> list[str]:
    """Return what the fixes make of a sheet's lines."""
    workspace = Workspace(MemoryFiles({SHEET: "\n".join(lines).encode()}), Path())
    return fix_file(workspace, RULES, SHEET, unsafe=unsafe).after.decode().split("\n")


def spoilt_lines(layout: str) -> st.SearchStrategy[dict[int, str]]:
    """Return strategies for one to three lines that are indented otherwise, by their numbers."""
    lines = lines_of(layout)
    places = [n for n, line in enumerate(lines) if line.startswith(" ") and line.strip()]
    one = st.tuples(st.sampled_from(places), st.sampled_from(LEADS), st.sampled_from(ODD))
    near = st.tuples(one, st.integers(1, 3)).map(
        lambda drawn: [(n, *drawn[0][1:]) for n in range(drawn[0][0], drawn[0][0] + drawn[1])]
    )
    return st.one_of(st.lists(one, min_size=1, max_size=3), near).map(
        lambda drawn: {
            n: lead.format(odd) + lines[n].lstrip(" ") for n, lead, odd in drawn if n in places
        }
    )


def _right(layout: str, line: str) -> tuple[str, ...]:
    """Return how a line may stand: a list beside its key is the same one when it stands below."""
    if layout == "beside":
        return (line, f"  {line}")
    return (line, line[2:]) if line.lstrip(" ").startswith("- ") else (line,)


def _meaning(lines: list[str]) -> object:
    try:
        return yaml.safe_load("\n".join(lines))
    except yaml.YAMLError:
        return None


@pytest.mark.parametrize("layout", ["below", "beside"])
@settings(max_examples=runs(40), deadline=None)
@given(data=st.data())
def test_a_line_goes_where_it_belongs_or_stays(layout: str, data: st.DataObject) -> None:
    """Of lines indented by tabs or full-width spaces, each becomes itself again or stays.

    A list that comes to stand at the column of its key takes what is in it along.
    """
    good = lines_of(layout)
    spoilt = data.draw(spoilt_lines(layout))
    before = [spoilt.get(n, line) for n, line in enumerate(good)]
    after = fixed(before, unsafe=data.draw(st.booleans()))
    assert len(after) == len(good)
    odd = [
        line
        for n, line in enumerate(after)
        if line != before[n] and line not in _right(layout, good[n])
    ]
    assert not odd or _meaning(after) == _meaning(good), odd


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("layout", ["below", "beside"])
def test_one_line_of_any_depth_goes_where_it_belongs(layout: str, odd: str) -> None:
    """Every line with a key or a dash, indented by one or two odd spaces, is put right or stays.

    Nine in ten are put right; of lists that stand beside their keys, seven in ten.
    """
    data = yaml.safe_load("\n".join(lines_of(layout)))
    good = lines_of(layout)
    made = mended = 0
    for n, line in sampled(enumerate(good)):
        body = line.lstrip(" ")
        if body == line or not (body.startswith("- ") or ": " in body or body.endswith(":")):
            continue
        for lead in (odd, odd + odd):
            after = fixed([*good[:n], lead + body, *good[n + 1 :]], unsafe=False)
            assert after[n] == lead + body or after[n] in _right(layout, line)
            assert [*after[:n], *after[n + 1 :]] == [*good[:n], *good[n + 1 :]]
            made += 1
            if after[n] != lead + body:
                mended += 1
                assert yaml.safe_load("\n".join(after)) == data
    assert mended >= (0.9 if layout == "below" else 0.7) * made


@pytest.mark.slow
def test_a_tab_before_a_dash_leaves_no_other_line_unreadable(orgsheet: Command) -> None:
    """The first entry of a list that stands below its key goes where its other keys are."""
    path = orgsheet.folder / SHEET
    text = path.read_text(encoding="utf-8")
    entry = "      - 時期: 12月\n        内容: 令和4年度市長賞受賞者による記念演奏会\n"
    first = "    目標期限:\n      - 時期: 4月\n        内容: 文化交流応募受付\n"
    assert entry in text
    assert first in text
    path.write_text(text.replace(first, first.replace("      - ", "\t- ")), encoding="utf-8")
    orgsheet("lint", "--fix", SHEET)
    assert path.read_text(encoding="utf-8") == text
    assert "file-bad-indent" not in orgsheet("lint", SHEET).out
