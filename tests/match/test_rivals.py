"""What is not worked out for a pair of rows decides nothing: all of it gives the same."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from math import exp, log
from random import Random

import pytest
from form_headings import PRIORITY_SECTION

from orgsheet.form.known_forms import packaged_forms
from orgsheet.form.sheet import Action, Sheet, SheetId
from orgsheet.match.links import RowRef
from orgsheet.match.match_data import match_data
from orgsheet.match.rivals import Scored, against_rivals, judged
from orgsheet.match.row_likeness import Judge
from orgsheet.match.tokens import RowText, pairs_of, plain_name
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Plain, emit, parse

_DEEDS = ("調べる", "直す", "まとめ、公表する", "点検し、結果を知らせる", "開く", "する")
_THINGS = (
    "道路",
    "公園",
    "河川の堤防",
    "橋",
    "第1期計画",
    "第2期計画",
    "のびのび広場",
    "案",
    "3号線",
)
_ENDS = ("の点検", "の更新", "の整備", "計画の策定", "計画の推進", "")


def _rows(random: Random, count: int) -> list[dict[str, Plain]]:
    """Return rows of few words, so that many are alike, some by one character, some not at all."""
    rows: list[dict[str, Plain]] = []
    for _ in range(count):
        one, other = random.choices(_THINGS, k=2)
        name = f"{one}{random.choice(['', 'と' + other])}{random.choice(_ENDS)}"
        row: dict[str, Plain] = {"項目": name}
        if random.random() < 0.8:
            row["行動アクション"] = f"{random.choice(_THINGS)}を{random.choice(_DEEDS)}"
        if random.random() < 0.5:
            row["実施期限"] = f"9月 {random.choice(_THINGS)}の説明会"
        rows.append(row)
    return rows


def _judge(seed: int) -> tuple[Judge, list[RowText], list[RowText]]:
    random = Random(seed)  # noqa: S311 - to be repeated
    sides: list[list[RowText]] = []
    number = 0
    for year in ("R4", "R5"):
        identity = SheetId(year, "部", "課")
        data: dict[str, Plain] = {"年度": year, PRIORITY_SECTION: [*_rows(random, 14)]}
        sheet = Sheet(parse(emit(data).encode(), identity.path), identity)
        refs = [
            RowRef(sheet, PRIORITY_SECTION, at, row)
            for at, row in enumerate(sheet.listed(PRIORITY_SECTION))
        ]
        sides.append([RowText(ref, number + at) for at, ref in enumerate(refs)])
        number += len(refs)
    plans = PlanRegister.read(parse(emit({"計画": []}).encode(), "計画台帳.yaml"))
    before, after = sides
    return Judge([*before, *after], plans, ()), before, after


def _logit(likelihood: float) -> float:
    kept = min(max(likelihood, 1e-9), 1 - 1e-9)
    return log(kept / (1 - kept))


def _plainly(judge: Judge, pairs: list[tuple[RowText, RowText]]) -> list[Scored]:
    """Return what `against_rivals` yields, with every pair judged."""
    weight, farthest, alone = (match_data().margin[key] for key in ("weight", "farthest", "alone"))
    asked = [judged(judge, judge.score(*pair), *pair) for pair in pairs]
    kept = [one for one in asked if one is not None]
    of_row = defaultdict(list)
    for one in kept:
        of_row[one.one].append(one)
        of_row[one.other].append(one)
    found = []
    for one in kept:
        own = _logit(one.score.total)
        others = [other for row in (one.one, one.other) for other in of_row[row]]
        beside = [_logit(other.score.total) for other in others if other is not one]
        gap = own - max(beside, default=own - alone)
        gap = max(-farthest, min(farthest, gap))
        if gap > 0 and (one.doubt or one.score.is_contrasted):
            gap = 0.0
        total = 1 / (1 + exp(-own - weight * gap))
        found.append(one._replace(score=one.score._replace(total=total)))
    return found


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("ask", [0.02, 0.1, 0.4])
def test_a_pair_that_is_not_judged_would_not_be_told(seed: int, ask: float) -> None:
    """Leaving out the pairs far behind another gives the pairs and likelihoods of judging all."""
    judge, before, after = _judge(seed)
    pairs = [*product(before, after)]
    wanted = [one for one in _plainly(judge, pairs) if one.score.total >= ask]
    found = [one for one in against_rivals(judge, pairs, ask) if one.score.total >= ask]
    assert found == wanted
    assert wanted


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("least", [0.001, 0.1, 0.3, 0.7])
def test_what_two_rows_share_bounds_their_likeness(seed: int, least: float) -> None:
    """A pair below a likelihood is left out, and no other."""
    judge, before, after = _judge(seed)
    for pair in product(before, after):
        score = judge.score(*pair)
        assert judge.score_from(least, *pair) == (score if score.total >= least else None)


@pytest.mark.parametrize(
    "texts",
    [
        ["道路を直す", "公園"],
        ["のびのび", "公園を直す"],
        ["案", "する"],
        ["が", "がっこう", "ガッコウ"],
        ["1・", "2", "・3"],
        ["。", "、", "橋"],
    ],
)
def test_texts_read_together_have_the_pairs_of_each(texts: list[str]) -> None:
    """No pair of characters goes across two texts, and none of either is lost."""
    identity = SheetId("R5", "部", "課")
    form = packaged_forms().of_any(None, "R5")
    table = form.list_of[PRIORITY_SECTION]
    row: dict[str, Plain] = {table.name: "名", table.criteria: [*texts]}
    data: dict[str, Plain] = {"年度": "R5", PRIORITY_SECTION: [row]}
    sheet = Sheet(parse(emit(data).encode(), identity.path), identity)
    ref = RowRef(sheet, PRIORITY_SECTION, 0, sheet.listed(PRIORITY_SECTION)[0])
    assert isinstance(ref.row, Action)
    assert [one.text for one in ref.row.criteria] == texts
    alone = [pairs_of(plain_name(one)) for one in texts]
    assert RowText(ref, 0).deed_pairs == frozenset().union(*alone)
