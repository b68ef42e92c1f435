"""Sums in a text: what is listed with its numbers must add up to the total, in any word order."""

from __future__ import annotations

import pytest
from sheet_findings import findings, row

WRONG = (
    "国道5、県道33の計39か所を点検する。",
    "国道5・県道33の合計39か所を点検する。",
    "国道5及び県道33の計39か所を点検する。",
    "国道5か所と県道33か所を合わせて39か所を点検する。",
    "国道5、県道33、市道12をあわせて49か所を点検する。",
    "計39か所（国道5、県道33）を点検する。",
    "合計39か所（内訳：国道5、県道33）を点検する。",
    "全39か所（国道5、県道33）を点検する。",
    "点検の箇所は計39で、内訳は国道5、県道33である。",
    "小学校で8、中学校で4、合わせて13の会場を設ける。",
    "窓口20、電話25の計50件の相談に応じる。",
    "市道12路線、農道5路線の計18路線を補修する。",
    "正職員12人と会計年度任用職員5人の計18人で行う。",
)
RIGHT = (
    "国道5、県道33の計38か所を点検する。",
    "計38か所（国道5、県道33）を点検する。",
    "国道5、県道33など計60か所を点検する。",
    "国道5、県道33ほか、合わせて60か所を点検する。",
    "計60か所（国道5、県道33など）を点検する。",
    "市道12路線、農道5路線など、合わせて20路線を補修する。",
    "国道6号、県道33号の計2路線で工事を行う。",
    "第2、第3の計2地区で行う。",
    "6月、9月の計2回開く。",
    "令和4、5年度の計2年で終える。",
    "午前10時と午後2時の計2回、案内する。",
    "毎週火曜2回、木曜3回の計5回行う。",
    "都市計画道路3・4・5号線と3・4・6号線の計2路線を整備する。",
    "1回2時間、5回の講座を3会場で、合わせて15回開く。",
    "市道2路線、延長1,200メートルの舗装を打ち換え、合計で8路線の補修を終える。",
    "橋31橋、トンネル2本の計33施設を点検する。",
    "職員5人が2班に分かれ、計10か所を見回る。",
    "国の補助2分の1、県の補助4分の1、合わせて4分の3の補助を受ける。",
    "計画1、計画2、計画3を合わせて1つの計画とする。",
    "様式1と様式2を合わせて1枚にまとめる。",
    "LED灯120基、水銀灯30基のうち、合わせて50基を取り替える。",
    "前年度5件、今年度8件、計10件以上の応募を得る。",
)
RULES = {"number-sum-differs", "criterion-number-conflict"}


def _found(sentence: str) -> list[list[str]]:
    """Return the rules about sums that tell of a sentence in a 行動, an 内容 and a 基準."""
    event = sentence.rstrip("。")
    places = (
        row(行動アクション=sentence),
        row(目標期限=[{"時期": "7月", "内容": event}]),
        row(達成基準=[sentence]),
    )
    return [
        [
            one.rule
            for subject in ("wording", "criteria")
            for one in findings(subject, sheet=place)
            if one.rule in RULES
        ]
        for place in places
    ]


@pytest.mark.parametrize("sentence", WRONG)
def test_a_sum_that_does_not_add_up_is_found_once_wherever_it_stands(sentence: str) -> None:
    """In a 行動 and an 内容 by the rule about texts, in a 基準 by the rule about criteria."""
    text, criterion = ["number-sum-differs"], ["criterion-number-conflict"]
    assert _found(sentence) == [text, text, criterion]


@pytest.mark.parametrize("sentence", RIGHT)
def test_a_right_sum_or_no_sum_is_not_told(sentence: str) -> None:
    """Lists that are not whole, numbers that only name, and sums that are right give nothing."""
    assert _found(sentence) == [[], [], []]
