"""The merge never gives one project's edit to another that only looks like it."""

from __future__ import annotations

from itertools import permutations

import pytest
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.merge.rename_guard import contradict
from orgsheet.merge.three_way import merge
from orgsheet.source import emit, parse

PATH = "sheets/R5/部/課.yaml"
LOOK_ALIKES = [
    ("東部公園整備事業", "西部公園整備事業"),
    ("第一小学校の改修", "第二小学校の改修"),
    ("第8期介護保険計画の策定", "第9期介護保険計画の策定"),
    ("市道1号線の舗装", "市道2号線の舗装"),
    ("新庁舎の管理", "旧庁舎の管理"),
    ("施設の改修（体育館）", "施設の改修（公民館）"),
    ("A棟の解体", "Ｂ棟の解体"),
    ("上水道の更新", "下水道の更新"),
    ("駅前駐輪場（東）の整備", "駅前駐輪場（西）の整備"),
    ("施設の改修（体育館、公民館）", "施設の改修（体育館、図書館）"),
    ("講座の開催：子育て", "講座の開催：防災"),
    ("障害者福祉計画の策定", "高齢者福祉計画の策定"),
    ("国民健康保険の運営", "後期高齢者医療保険の運営"),
]
THE_SAME = [
    ("人事評価制度の運用改善", "人事評価制度の運用改善の見直し"),
    ("新春賀詞交歓会", "新年賀詞交歓会"),
    ("第1回講座", "第１回 講座"),
    ("新庁舎の整備", "庁舎の整備"),
    ("市民協働の推進", "市民協働の推進（継続）"),
    ("市民協働の推進（新規）", "市民協働の推進（継続）"),
]


def _sheet(name: str, when: str = "7月", event: str = "設計の完了") -> bytes:
    rows = [
        {"項目": "窓口の改善", "目標期限": [{"時期": "4月"}]},
        {"項目": name, "行動アクション": "設計する。", "目標期限": [{"時期": when, "内容": event}]},
    ]
    return emit({"年度": "R5", "今年度の重点事業": rows}).encode()


@each_row(("one", "other"), LOOK_ALIKES)
def test_an_edit_of_a_look_alike_is_a_conflict(one: str, other: str) -> None:
    """What one side did to a row does not go to the row that the other put in its place."""
    base, put, edited = _sheet(one), _sheet(other), _sheet(one, "12月", "その設計の完了")
    for ours, theirs in permutations((put, edited)):
        merged = merge(base, ours, theirs, PATH)
        assert merged.conflicts
        text = merged.data.decode()
        assert one in text
        assert other in text
        assert "12月" in text


@pytest.mark.parametrize(("one", "other"), THE_SAME)
def test_a_row_that_was_only_renamed_still_merges(one: str, other: str) -> None:
    """A new name that contradicts nothing stays the same row: no needless conflict."""
    base, put, edited = _sheet(one), _sheet(other), _sheet(one, "12月")
    for ours, theirs in permutations((put, edited)):
        merged = merge(base, ours, theirs, PATH)
        assert merged.conflicts == ()
        root, wanted = parse(merged.data, PATH).root, parse(_sheet(other, "12月"), PATH).root
        assert root is not None
        assert wanted is not None
        assert root.data() == wanted.data()


@each_row(("one", "other"), LOOK_ALIKES)
def test_a_look_alike_alone_is_no_conflict(one: str, other: str) -> None:
    """Where the other side did nothing to the row, or the same, the new name simply arrives."""
    base, put = _sheet(one), _sheet(other)
    elsewhere = base.replace("4月".encode(), "5月".encode())
    merged = merge(base, put, elsewhere, PATH)
    assert merged.conflicts == ()
    assert merged.data == put.replace("4月".encode(), "5月".encode())
    assert merge(base, put, put, PATH).conflicts == ()


def test_a_row_with_its_id_is_the_same_whatever_its_name_says() -> None:
    """A row's `id` proves it: a corrected direction and the other side's edit go together."""
    texts = [
        one.replace("  - 項目: 東部".encode(), "  - id: k1\n    項目: 東部".encode())
        for one in (_sheet("東部公園整備事業"), _sheet("東部公園整備事業", "12月"))
    ]
    renamed = texts[0].replace("東部".encode(), "西部".encode())
    merged = merge(texts[0], renamed, texts[1], PATH)
    assert merged.conflicts == ()
    assert merged.data == texts[1].replace("東部".encode(), "西部".encode())


@given(st.sampled_from(LOOK_ALIKES + THE_SAME))
def test_a_contradiction_has_no_direction(pair: tuple[str, str]) -> None:
    """Whoever is named first, names contradict one another or do not; none does itself."""
    one, other = pair
    assert contradict(one, other) == contradict(other, one) == (pair in LOOK_ALIKES)
    assert not contradict(one, one)
