"""A scale that cannot be used is told with its line, once, and rates nothing in silence."""

from __future__ import annotations

import json

from conftest import Command
from each_row import each_row

FILE = "sheets/尺度.yaml"
HEAD = "尺度:\n  達成度:\n    値: [A, B, C]\n"


@each_row(
    ("text", "line"),
    [
        (HEAD + "    達成率から: {A: 70以上, B: 100以上, C: それより下}\n", 4),
        (HEAD + "    達成率から: {A: 100以上, C: それより下, B: 70以上}\n", 4),
        (HEAD + "    達成率から: {A: たくさん, C: それより下}\n", 4),
        (HEAD + "    達成率から: {A: 100以上, B: 70以上}\n", 4),
        (HEAD + "    比べる: {A: 目標値に届いた, B: だいたい, C: それより下}\n", 4),
        (HEAD + "    遅れ: [B, D]\n", 4),
        (HEAD + "    未実施: E\n", 4),
        (HEAD.replace("C]", "A]"), 3),
        (HEAD.replace("[A, B, C]", "[]"), 3),
        (HEAD + "    方向: {D: 続ける}\n", 4),
        (HEAD + "    方向: {A: 走る}\n", 4),
        (HEAD + "    知らない見出し: 1\n", 4),
    ],
)
def test_every_fault_of_a_scale_is_an_error_at_its_line(
    text: str, line: int, orgsheet: Command
) -> None:
    """Whether it is one of shape or of sense, and never twice at one place."""
    (orgsheet.folder / FILE).write_text(text, encoding="utf-8")
    done = orgsheet("lint", "--format", "json", FILE)
    told = [(one["line"], one["rule"]) for one in json.loads(done.out)["findings"]]
    assert done.code == 1, told
    assert line in {one for one, _ in told}, (text, told)
    assert len(told) == 1 or len({rule for _, rule in told}) == 1, (text, told)


def test_scales_without_a_fault_say_nothing(orgsheet: Command) -> None:
    """Those that the program brings, as a city copies them."""
    from conftest import ROOT

    (orgsheet.folder / FILE).write_bytes((ROOT / "schema/尺度.yaml").read_bytes())
    done = orgsheet("lint", "--format", "json", FILE)
    assert json.loads(done.out)["findings"] == []
