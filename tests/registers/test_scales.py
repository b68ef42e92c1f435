"""Scales are data: what a file may say, and what is told of one that says something else."""

from __future__ import annotations

import pytest
from each_row import each_row

from orgsheet.registers.scale_values import EFFECTS
from orgsheet.registers.scales import ScaleError, ScaleRegister, packaged_scales
from orgsheet.source import parse


def _read(text: str) -> ScaleRegister:
    return ScaleRegister.read(parse(text.encode(), "sheets/尺度.yaml"))


def _scale(*lines: str) -> str:
    return "尺度:\n  試し:\n" + "".join(f"    {line}\n" for line in lines)


@each_row(
    ("text", "line", "words"),
    [
        ("尺度: []\n", 1, "尺度の名前と中身"),
        ("尺度:\n  試し: A\n", 2, "見出しと値の組"),
        (_scale("値: []"), 3, "よいほうから順に並べて"),
        (_scale("値: [A, B]", "値段: 3"), 4, "「値段」は書けません"),
        (_scale("値: [A, A]"), 3, "同じ値が二度"),
        (_scale("値: [A, B]", "未実施: C"), 4, "「C」は、この尺度の「値」にありません"),
        (_scale("値: [A, B]", "遅れ: [B, X]"), 4, "「X」は、この尺度の「値」にありません"),
        (_scale("値: [A, B]", "達成率から: 100"), 4, "「A: 100以上」のような組"),
        (_scale("値: [A, B]", "達成率から: {A: 100以上, B: 70以上}"), 4, "目標と逆に動いた"),
        (_scale("値: [A, B]", "達成率から: {A: 高い, B: それより下}"), 4, "100以上、100より上"),
        (_scale("値: [A, B, C]", "達成率から: {A: 70, B: 80, C: それより下}"), 4, "大きく"),
        (_scale("値: [A, B, C]", "達成率から: {B: 80, A: 70, C: それより下}"), 4, "同じ順"),
        (_scale("値: [A, B]", "達成率から: {A: それより下, B: 70}"), 4, "いちばん下の値だけ"),
        (_scale("値: [A, B]", "達成率から: {A: 70, C: それより下}"), 4, "「C」は、この尺度"),
        (_scale("値: [A, B]", "比べる: {A: 目標より上, B: それより下}"), 4, "目標値を超えた"),
        (
            _scale(
                "値: [A, B, C]", "比べる: {A: 基準値より進んだ, B: 目標値に届いた, C: それより下}"
            ),
            4,
            "一度ずつ",
        ),
        (
            _scale("値: [A, B]", "達成率から: {A: 70, B: それより下}", "比べる: {B: それより下}"),
            5,
            "どちらか一つ",
        ),
        (_scale("値: [A, B]", "方向: {A: 伸ばす}"), 4, "続ける、縮める"),
        ("尺度:\n 試し\n  値: [A\n", 1, "orgsheet lint sheets/尺度.yaml"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, words: str) -> None:
    """Each mistake is refused with file, line and what to write instead, and no scale stays."""
    register = _read(text)
    with pytest.raises(ScaleError) as error:
        register.checked()
    assert str(error.value).startswith(f"sheets/尺度.yaml:{line}: ")
    assert words in str(error.value)
    assert register.find("試し") is None


def test_one_wrong_scale_leaves_the_others() -> None:
    """A scale that is right can be used beside one that is not."""
    register = _read(_scale("値: [A, A]") + "  正しい: {値: [よい, わるい]}\n")
    assert register.find("正しい") is not None
    assert len(register.faults) == 1


def test_a_threshold_may_leave_out_exactly_that_much() -> None:
    """「100より上」 is more than 100; a bare number is from there on."""
    lines = ("値: [S, A, B]", "達成率から: {S: 100より上, A: １００, B: それより下}")
    scale = _read(_scale(*lines)).checked().find("試し")
    assert scale is not None
    told = [(str(one.at), one.beyond) for one in scale.thresholds]
    assert told == [("100", True), ("100", False), ("None", False)]


def test_the_packaged_scales_hold_every_direction() -> None:
    """The scales that come with the program are right, and know each effect on next year's row."""
    scale = packaged_scales().checked().find("方向")
    assert scale is not None
    assert set(scale.directions.values()) == set(EFFECTS)
    assert list(scale.directions) == list(scale.values)
