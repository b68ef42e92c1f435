"""Two years of a whole city, made up: fifty-two sheets whose rows go on, slip, end and begin."""

from __future__ import annotations

from functools import cache
from typing import Any

from orgsheet.diff.change_examples import example_base, overlaid
from orgsheet.diff.change_examples import example_side as side
from orgsheet.diff.changes import Report
from orgsheet.diff.facts.gather import each_fact
from orgsheet.diff.judge import make_report
from orgsheet.match.match_rows import match
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import emit, parse

DEPARTMENTS = ("総務部", "企画部", "財務部", "市民部", "福祉部", "環境部", "建設部", "教育部")
OFFICES = ("監査委員", "農業委員会", "選挙管理委員会", "議会")
SECTIONS = ("庶務課", "調整課", "推進課", "相談課", "整備課")
_WORKS = ("窓口の案内", "道路の点検", "講座の運営", "台帳の整理", "施設の修繕", "広報紙の編集")


def sections() -> list[str]:
    """Return department and section of every sheet: some offices share a section's name."""
    found = [f"{name}/{section}" for name in DEPARTMENTS for section in (*SECTIONS, "部")]
    return found + [f"{name}/事務局" for name in OFFICES]


def _rows(place: str, number: int, *, later: bool) -> list[dict[str, Any]]:
    rows = []
    for index, work in enumerate(_WORKS):
        name = f"{place.replace('/', '')}{work}"
        row: dict[str, Any] = {
            "項目": name,
            "行動アクション": f"{name}について、毎月の会議で進み具合を確かめ、次の手を決める。",
            "目標期限": [{"時期": "9月", "内容": f"{work}の案"}, {"時期": "3月", "内容": "まとめ"}],
            "達成基準": ["参加者100人以上"],
        }
        if later:
            row["行動アクション"] += "結果は市民に知らせる。"
            match (number + index) % 8:
                case 0:
                    row["目標期限"][0]["時期"] = "12月"
                case 1:
                    row["達成基準"] = ["参加者80人以上"]
                case 2:
                    row["目標期限"][1]["時期"] = "翌年度4月"
                case 3:
                    continue
        rows.append(row)
    if later and number % 3 == 0:
        rows.append({"項目": f"{place}の新しい試み", "行動アクション": "外の専門家と始める。"})
    return rows


def sheets(year: str, *, later: bool) -> dict[str, Any]:
    """Return the sheets of a year by id, as overlays on the base of examples."""
    return {
        f"{year}/{place}": {"今年度の重点事業": _rows(place, number, later=later)}
        for number, place in enumerate(sections())
    }


@cache
def city_report() -> Report:
    """Return what changed between the two years."""
    sides = (
        side("R4", overlaid(sheets("R4", later=False))),
        side("R5", overlaid(sheets("R5", later=True))),
    )
    register = parse(emit(example_base()["計画台帳"]).encode(), "計画台帳.yaml")
    plans = PlanRegister.read(register)
    matching = match(*sides, organization=OrganizationRegister.read(None), plans=plans)
    facts = list(each_fact(matching, plans=plans))
    return make_report(*sides, matching, facts, profile="year")
