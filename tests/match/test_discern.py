"""What names single out in brackets, quotations and numbers, and what a doubt keeps open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from each_row import each_row
from form_headings import PRIORITY_SECTION
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.match.discern import DOUBTFUL, OTHER, discern
from orgsheet.match.links import Matching, Side
from orgsheet.match.match_rows import match
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Plain, emit, parse

CASES = Path(__file__).parents[1] / "cases" / "diff" / "match" / "discern.yaml"
LISTED: dict[str, list[tuple[str, str]]] = yaml.safe_load(CASES.read_text("utf-8"))

REASONS: list[tuple[str, str | None, str, str | None, str, list[str]]] = yaml.safe_load(
    CASES.with_name("reasons.yaml").read_text("utf-8")
)
STANDARD = "委託の業者を選び、夏までに終える。結果は広報で知らせる。"

Row = tuple[str, str] | dict[str, Plain]


def _side(year: str, unit: tuple[str, str], rows: list[Row]) -> Side:
    identity = SheetId(year, *unit)
    listed: list[Plain] = [
        row if isinstance(row, dict) else {"項目": row[0], "行動アクション": row[1]} for row in rows
    ]
    data: dict[str, Plain] = {"年度": year, PRIORITY_SECTION: listed}
    return Side(year, {identity: Sheet(parse(emit(data).encode(), identity.path), identity)})


def _matched(
    before: list[Row], after: list[Row], unit: tuple[str, str] = ("市", "課"), year: str = "R5"
) -> Matching:
    return match(
        _side("R4", unit, before),
        _side(year, unit, after),
        organization=OrganizationRegister(),
        plans=PlanRegister(),
    )


def _bands(found: Matching) -> dict[tuple[str, str], str]:
    return {(link.before.name, link.after.name): link.band for link in found.links}


@each_row(
    ("one", "other", "expected"),
    [
        (*pair, expected)
        for title, expected in (("別の事業", OTHER), ("尋ねる", DOUBTFUL), ("区別しない", ""))
        for pair in LISTED[title]
    ],
)
def test_names_are_told_apart(one: str, other: str, expected: str) -> None:
    """Brackets, quotations and numbers tell works apart; years, editions, stages do not."""
    assert discern(one, other) == expected
    assert discern(other, one) == expected


@given(st.text("東原12ⅡＢ（）「」・第期年度令和の：工事A%件", max_size=16), st.data())
def test_telling_apart_is_symmetric(one: str, data: st.DataObject) -> None:
    """Whatever two names are, both orders say the same, and a name is never told from itself."""
    other = data.draw(
        st.one_of(st.just(one), st.text("東原12ⅡＢ（）「」・第期年度令和の", max_size=16))
    )
    assert discern(one, other) == discern(other, one)
    assert not discern(one, one)


@each_row(("one", "other"), LISTED["別の事業"])
def test_other_works_are_never_linked(one: str, other: str) -> None:
    """Rows that single out different things are two works, were their texts the same."""
    body = "委託の業者を選び、夏までに終える。結果は広報で知らせる。"
    assert "accepted" not in _bands(_matched([(one, body)], [(other, body)])).values()


@each_row(("one", "other"), LISTED["区別しない"])
def test_the_next_year_of_a_work_is_linked(one: str, other: str) -> None:
    """Another year, edition, stage or part of the name does not make another work."""
    body = "委託の業者を選び、夏までに終える。結果は広報で知らせる。"
    assert _bands(_matched([(one, body)], [(other, body)])) == {(one, other): "accepted"}


@each_row(("one", "body", "other", "text", "band", "reasons"), REASONS)
def test_who_is_asked_reads_what_speaks_for_and_against(
    one: str, body: str | None, other: str, text: str | None, band: str, reasons: list[str]
) -> None:
    """Two rows are linked, asked about or neither, with what they share and what is doubtful."""
    before: list[Row] = [(one, STANDARD if body is None else body)]
    after: list[Row] = [(other, STANDARD if text is None else text)]
    links = _matched(before, after).links
    assert [link.band for link in links] == ([] if band == "none" else [band])
    told = [reason for link in links for reason in link.reasons]
    assert [reason for reason in told if not reason.startswith("文章の重なり")] == reasons
    assert [link.band for link in _matched(after, before).links] == [link.band for link in links]


def test_a_plan_in_common_and_the_overlap_are_told() -> None:
    """Who is asked reads how much of the texts is common, and which plan both rows name."""
    known = emit({"計画": [{"名称": "緑の基本計画"}]}).encode()
    found = match(
        _side("R4", ("市", "課"), [("樹木の台帳", "緑の基本計画により木を数える。")]),
        _side("R5", ("市", "課"), [("樹木の名札", "緑の基本計画により木に札を付ける。")]),
        organization=OrganizationRegister(),
        plans=PlanRegister.read(parse(known, "計画台帳.yaml")),
    )
    (link,) = found.links
    assert "同じ計画に関わる: 緑の基本計画" in link.reasons
    (overlap,) = [reason for reason in link.reasons if reason.startswith("文章の重なり ")]
    assert overlap.endswith("%")


_OLD = ("単価の見直し", "検針の手間に見合うよう、水量の区分ごとの料金を審議会で話し合う。")
_NEW = ("単価の見直し", "保育の給食に使う米の仕入れ値を、組合と半年ごとに決め直す。")


def test_an_equal_name_with_another_text_is_asked() -> None:
    """Between two years a name alone proves nothing: the rows stay dropped and new, and asked."""
    found = _matched([_OLD], [_NEW])
    assert _bands(found) == {(_OLD[0], _NEW[0]): "asked"}
    assert "名称は同じだが、文章が大きく違う" in found.links[0].reasons
    assert (len(found.dropped), len(found.new)) == (1, 1)


def test_an_equal_name_within_a_year_is_the_same_row() -> None:
    """In a pull request a text written anew under the same name is a change of that row."""
    assert _bands(_matched([_OLD], [_NEW], year="R4")) == {(_OLD[0], _NEW[0]): "accepted"}


def test_what_is_stated_outranks_a_namesake() -> None:
    """A row that states what it continues is its only continuation; its namesake is asked about."""
    stated: Row = {
        "項目": "新しい単価の周知",
        "行動アクション": "答申による新しい料金を、検針票で知らせる。",
        "前年度の項目": [_OLD[0]],
    }
    assert _bands(_matched([_OLD], [stated, _NEW])) == {
        (_OLD[0], "新しい単価の周知"): "accepted",
        (_OLD[0], _NEW[0]): "asked",
    }


def test_an_empty_list_decides_that_a_row_is_new() -> None:
    """前年度の項目: [] is an answer: nothing is linked to the row and nobody is asked again."""
    same: Row = {"項目": _OLD[0], "行動アクション": _OLD[1], "前年度の項目": []}
    found = _matched([_OLD], [same])
    assert not found.links
    assert [row.name for row in found.new] == [row.name for row in found.dropped] == [_OLD[0]]
    mirrored = match(
        _side("R5", ("市", "課"), [same]),
        _side("R4", ("市", "課"), [_OLD]),
        organization=OrganizationRegister(),
        plans=PlanRegister(),
    )
    assert not mirrored.links


def _scheduled(name: str, body: str) -> dict[str, Any]:
    steps = [
        {"時期": "5月", "内容": "係内での試しの実施"},
        {"時期": "2月", "内容": "全ての課への展開"},
    ]
    return {"項目": name, "行動アクション": body, "目標期限": steps}


def test_a_stock_schedule_alone_is_no_link() -> None:
    """Deadlines in words that fit any work do not make two works one."""
    before = _scheduled("掲示物の整理", "古い貼り紙をはがす。")
    after = _scheduled("電話番号の短縮", "内線を覚えやすくする。")
    assert "accepted" not in _bands(_matched([before], [after])).values()


def test_the_name_of_the_own_section_is_no_link() -> None:
    """All rows of a section can have its name in theirs: sharing it says nothing."""
    before = ("史料編さん室の当番の割振り", "朝の開錠の順を決める。")
    after = ("史料編さん室の書架の増設", "棚を二列に増やす。")
    found = _matched([before], [after], ("文化部", "史料編さん室"))
    assert "accepted" not in _bands(found).values()


def test_a_survey_is_not_the_plan_that_builds_on_it() -> None:
    """A plan that cites last year's survey is other work, or at least asked about."""
    before = ("緑の計画のための樹木の調査", "街路樹の太さと傷みを測る。")
    after = ("緑の計画の策定", "樹木の調査の結果を基に、街路樹の太さと傷みに応じた目標を定める。")
    assert "accepted" not in _bands(_matched([before], [after])).values()


def test_a_whole_and_its_part_are_not_excluded() -> None:
    """Work for a part that goes on for the whole is never taken for other work."""
    for one, other in (
        ("中学校の机の更新", "小中学校の机の更新"),
        ("水道の窓口", "上下水道の窓口"),
    ):
        body = "傷んだものから順に取り替え、四年で全てを新しくする。"
        assert (one, other) in _bands(_matched([(one, body)], [(other, body)]))


def test_reworded_target_groups_are_asked() -> None:
    """Words that exclude one another raise a doubt only where the texts are the same work."""
    body = "社会保険労務士を会社に送り、働く時間の見直しを助ける。よい例を冊子にまとめて配る。"
    before, after = ("女性が働きやすい職場", body), ("やさしい企業の認定", body)
    assert _bands(_matched([before], [after])) == {(before[0], after[0]): "asked"}


def test_a_note_of_one_name_is_measured_by_itself() -> None:
    """A short text that stands in a long one is alike, however much more the long one says."""
    note = "広報の特集に連動した動画を配信する。"
    long = (
        "昨年度に引き続き、広報の特集に連動した動画を配信するとともに、市の行事や暮らしの情報を"
        "短い動画にまとめ、職員が撮影と編集を行い、公式の場で月ごとに公開して、再生の回数を"
        "確かめながら、見られる時間と題材の選び方を見直していく。"
    )
    assert _bands(_matched([("動画の発信", note)], [("動画の発信", long)])) == {
        ("動画の発信", "動画の発信"): "accepted"
    }
    other = "倉庫の鍵を管理し、貸し出す。"
    assert _bands(_matched([("動画の発信", other)], [("動画の発信", long)])) == {
        ("動画の発信", "動画の発信"): "asked"
    }


def test_another_deed_at_the_same_place_is_asked() -> None:
    """Names that share their place, and texts that share nothing else, are two works to ask of."""
    before = ("水辺の広場の芝の張替え", "踏まれて土の出た芝を張り替える。")
    after = ("水辺の広場の夜間の閉鎖", "花火の騒音の苦情を受け、門を閉める。")
    found = _matched([before], [after])
    assert "accepted" not in _bands(found).values()


def test_the_next_stage_at_a_place_is_linked() -> None:
    """A plan and its realisation are one work, though the text is written anew."""
    before = ("水辺の広場の夜間の閉鎖の検討", "花火の騒音の苦情の件数をまとめる。")
    after = ("水辺の広場の夜間の閉鎖の実施", "門を閉める警備員を置く。")
    assert _bands(_matched([before], [after])) == {(before[0], after[0]): "accepted"}


def test_phrases_that_fit_anything_are_no_link() -> None:
    """Texts that share how they are worded, and not what they are about, are asked at most."""
    before = ("てんぷら油の持寄り", "使い終えた油を持ち寄り、石けんにする。集めた量を掲示する。")
    after = ("傘の貸出し", "駅に忘れられた傘を持ち寄り、貸し傘にする。貸した数を掲示する。")
    assert "accepted" not in _bands(_matched([before], [after])).values()


def test_people_told_in_the_text_tell_works_apart() -> None:
    """Where the texts are for people who exclude one another, equal phrases are asked about."""
    before = ("見学の旅費の助成", "小学生が博物館を見学する旅費を助成する。申請は学校がまとめる。")
    after = ("見学費の助成", "高校生が博物館を見学する旅費を助成する。申請は学校がまとめる。")
    assert _bands(_matched([before], [after])) == {(before[0], after[0]): "asked"}
    reasons = _matched([before], [after]).links[0].reasons
    assert "小学生と高校生で、対象が違うかもしれない" in reasons


@each_row(
    ("one", "other"),
    [
        ("健康の湯もみじ館の湯の入替え", "健康の湯あじさい館の湯の入替え"),
        ("市民劇場の大舞台の幕の取替え", "市民劇場の小舞台の幕の取替え"),
    ],
)
def test_opposites_and_names_in_hiragana_are_asked(one: str, other: str) -> None:
    """One opposite character or another name in hiragana may be all that tells two works apart."""
    body = "委託の業者を選び、夏までに終える。結果は広報で知らせる。"
    assert "accepted" not in _bands(_matched([(one, body)], [(other, body)])).values()


_EIGHTH = ("第8期みどりの計画の推進", "植える木の数を年ごとに決め、苗を配る。")
_NINTH = ("第9期みどりの計画の推進", "植える木の数を新しく決め、苗を配る。")


def test_an_edition_that_goes_on_is_not_the_next_one() -> None:
    """The next edition continues the one before, unless that goes on in a row beside it."""
    assert _bands(_matched([_EIGHTH], [_NINTH])) == {(_EIGHTH[0], _NINTH[0]): "accepted"}
    beside = ("第8期みどりの計画の締めくくり", "三月末に古い台帳を閉じる。")
    bands = _bands(_matched([_EIGHTH], [_NINTH, beside]))
    assert bands.get((_EIGHTH[0], _NINTH[0])) != "accepted"


def test_an_edition_of_other_work_beside_it_is_no_doubt() -> None:
    """Where the same 期 is told of other work, the next edition continues the one before."""
    beside = ("第8期介護保険の見通し", "三月末に古い台帳を閉じる。")
    bands = _bands(_matched([_EIGHTH], [_NINTH, beside]))
    assert bands == {(_EIGHTH[0], _NINTH[0]): "accepted"}


def test_a_namesake_beside_a_row_like_it_is_told() -> None:
    """Where one row has the name and another the text, both are asked about, with that reason."""
    like = ("料金の見直し", f"{_OLD[1]}単価を決める。")
    found = _matched([_OLD], [_NEW, like])
    assert _bands(found) == {(_OLD[0], _NEW[0]): "asked", (_OLD[0], like[0]): "asked"}
    reasons = {link.after.name: link.reasons for link in found.links}
    assert reasons[_NEW[0]] == ("名称は同じだが、文章が大きく違う",)
    assert reasons[like[0]][:2] == ("名称に共通の語: 見直し", "同じ名称の行がほかにある")


@each_row(
    ("one", "other", "is_doubtful"),
    [
        (("掲示物の整理", "古い貼り紙をはがす。"), ("掲示の整理", "貼り紙をはがす。"), False),
        (("内線の短縮", "番号を減らす。"), ("名札の番号", "番号を付ける。"), True),
        (
            ("内線の短縮", "番号にし、試しの実施の後で広げる。"),
            ("名札の更新", "名札にし、試しの実施の後で広げる。"),
            True,
        ),
    ],
)
def test_a_stock_schedule_is_told_where_nothing_else_is_common(
    one: tuple[str, str], other: tuple[str, str], *, is_doubtful: bool
) -> None:
    """Rows that share a schedule in words that fit any work are asked about with that reason."""
    (link,) = _matched([_scheduled(*one)], [_scheduled(*other)]).links
    assert ("予定の言葉のほかに、共通の語がない" in link.reasons) is is_doubtful
    assert (link.band == "asked") is is_doubtful


def test_another_number_of_the_same_things_is_the_same_work() -> None:
    """How many there are at the beginning of a text is no other object: nobody is asked."""
    before = ("公立の園の運営", "5園の運営及び施設の維持管理を行う。")
    after = ("公立の園の運営", "4園の運営及び施設の維持管理を行う。")
    assert _bands(_matched([before], [after])) == {(before[0], after[0]): "accepted"}
