"""What lint says about departments and sections: named wrongly in a text, or unheard of."""

from __future__ import annotations

from typing import Any

from each_row import each_row
from sheet_findings import findings, row

from orgsheet.source import emit

_UNITS = {
    "見本部": ["見本課"],
    "総務部": ["総務課", "人事課", "防災危機管理課"],
    "健康福祉部": ["社会福祉課", "高齢福祉課", "子育て支援課"],
    "都市整備部": ["都市計画課", "道路維持課"],
}


def _unit(name: str, number: int, **more: object) -> dict[str, Any]:
    unit = {"ID": f"u{number}", "名称": name, "初年度": None, "最終年度": None}
    return unit | {"出典": "見本", "確認": "確認済"} | more


def _register() -> str:
    sections = [
        [_unit(name, 10 * number + place) for place, name in enumerate(names, 1)]
        for number, names in enumerate(_UNITS.values(), 1)
    ]
    sections[1].append(_unit("防災課", 99, 最終年度="R3"))
    sections[2].append(_unit("福祉課", 98, 最終年度="R3"))
    heir = {"前身": [{"ID": "u98", "異動": "改称", "年度": "R4"}], "初年度": "R4"}
    sections[2][0] |= heir
    departments = [
        _unit(name, number, 初年度="H20", 課は全部か=True, 課=sections[number - 1])
        for number, name in enumerate(_UNITS, 1)
    ]
    return emit({"部": departments})


_FILES = {"sheets/組織台帳.yaml": _register()}
_NEAR = (
    ("防災危機管埋課と手順を見直す。", "防災危機管理課"),
    ("手順は危機管理防災課が見直す。", "防災危機管理課"),
    ("健康福社部と調査を行う。", "健康福祉部"),
    ("調査には福祉健康部も加わる。", "健康福祉部"),
    ("都市計画部と案をまとめる。", "都市計画課"),
    ("社会福祉部の各課を回る。", "社会福祉課"),
    ("人事課の研修は、子育支援課でも行う。", "子育て支援課"),
    ("高齢福祉科に書類を回す。", "高齢福祉課"),
)
_RIGHT = (
    "健康福祉部の各課と会議を開く。",
    "県の防災課と訓練を行う。",
    "令和3年度まで防災課が行っていた業務を引き継ぐ。",
    "旧防災課の手順を見直し、配布する。",
    "国土交通省の都市計画課に照会する。",
    "消防本部と訓練を行い、記録を配る。",
    "一部の地区で試行し、内部で検討する。",
    "社会福祉協議会と催しを開く。",
)


@each_row(("text", "near"), _NEAR)
def test_a_unit_a_slip_away_from_one_of_the_city_is_told(text: str, near: str) -> None:
    """A section or department in a text that none is, but nearly one, is told with that one."""
    found = findings("names", sheet=row(行動アクション=text), files=_FILES)
    assert [f"「{near}」の誤り" in one.message for one in found if "unit" in one.rule] == [True]


@each_row("text", _RIGHT)
def test_other_bodies_and_former_times_are_no_slips(text: str) -> None:
    """Another body's unit, a former one spoken of as such, and words that end so, are right."""
    found = findings("names", sheet=row(行動アクション=text), files=_FILES)
    assert [one.message for one in found if one.rule.startswith("unit")] == []


_UNHEARD_OF = (
    ("総務部", "防災危機管埋課", "台帳にあるのは「防災危機管理課」です。"),
    ("総務部", "高齢福祉課", "台帳では「健康福祉部」の課です。"),
    ("総務部", "道路維侍課", "台帳で名称が近いのは、「都市整備部」の「道路維持課」です。"),
    ("健康福祉部", "福祉課", "令和5年度は「社会福祉課」です。"),
    ("都市整備部", "広報課", "台帳にあるのは「都市計画課」、「道路維持課」です。"),
    ("健康福社部", "社会福祉課", "台帳にあるのは「健康福祉部」です。"),
)


@each_row(("department", "section", "told"), _UNHEARD_OF)
def test_a_sheet_of_no_section_names_the_one_that_may_be_meant(
    department: str, section: str, told: str
) -> None:
    """A sheet that the register denies is told with what continues it, its home, or the nearest."""
    path = f"sheets/R5/{department}/{section}.yaml"
    found = findings("structure", path=path, files=_FILES)
    assert [told in one.fix for one in found if one.rule == "section-unregistered"] == [True]


_CAUSES = (
    ("row", {"達成基凖": ["500件"]}, "criterion-missing"),
    ("sheet", {"①": [], "②": [], "③": ["仕事の進め方の見直し"]}, "plan-number-without-list"),
    ("sheet", {"①": [], "②": [], "③": ["宇宙開発構想"]}, "plan-number-uncited"),
    ("sheet", {"①": [], "②": [], "③": ["見本市情報化計画"]}, "plan-number-uncited"),
)


@each_row(("where", "values", "silent"), _CAUSES)
def test_what_follows_from_another_finding_is_not_told(
    where: str, values: dict[str, Any], silent: str
) -> None:
    """A mistyped heading and an item under a wrong number silence what they bring about."""
    sheet: dict[str, Any] = {
        "今年度の重点事業": [
            {
                "項目": "見本事業",
                "行動アクション": "意見を聞く。",
                "目標期限": [{"時期": "9月", "内容": "会議"}],
                **(values if where == "row" else {"達成基準": ["500件"]}),
            }
        ]
    }
    if where == "sheet":
        table = {
            "①": ["豊かなこころを育むまちづくり"],
            **{k: v for k, v in values.items() if k != "①"},
        }
        sheet["組織目標と計画等との関連"] = table
    subject = "criteria" if where == "row" else "plans"
    assert [one.rule for one in findings(subject, sheet=sheet) if one.rule == silent] == []


def test_what_is_still_to_be_filled_in_is_missing_nowhere() -> None:
    """In a year that begins, marks in a department's sheet ask nothing of its sections."""
    table = {"①": ["【記入】①の計画の項目"], "②": ["【記入】②の計画の項目"], "③": []}
    department = {
        "組織目標と計画等との関連": table,
        "今年度の重点事業": [{"項目": "【記入】何に取り組むか", "行動アクション": "【記入】"}],
    }
    files = {"sheets/R5/見本部/部.yaml": department}
    section = {
        "組織目標と計画等との関連": {"①": ["豊かなこころを育むまちづくり"], "②": [], "③": []}
    }
    told = [
        *findings("cascade", sheet=section, files=files),
        *findings(
            "cascade",
            path="sheets/R5/見本部/部.yaml",
            sheet=department,
            files={"sheets/R5/見本部/見本課.yaml": section},
        ),
    ]
    assert [one.rule for one in told if one.rule.startswith("cascade")] == []
