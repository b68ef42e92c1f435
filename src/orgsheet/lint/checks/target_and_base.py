"""Checks of a target against the value that its own criterion gives for before."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.amounts import read_amounts, read_value
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import fold
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.number_conflicts import conflicts
from orgsheet.source import text_span

_THEN = (
    "(?:(?:令和|平成|[RH])? ?(?:元|[0-9]{1,2})年度?|[RH][0-9]{1,2}|前年度?|昨年度?|現状|現在|前回)"
)
_VALUE = "(?<![0-9.,△▲−])[0-9][0-9,]*+(?:[.][0-9]++)?"
_STATED = pattern(
    f"(?P<aim>{_VALUE})(?P<scale>[万千億]{{0,2}})(?P<unit>[^0-9(（、。 ]{{1,4}}?)"
    f"(?:以上|とする|にする|を目指す|を目標とする|を達成する)? ?[(（]{_THEN}"
    "(?:末|の?実績|時点|は|の|:|: )*[ 　]*(?:約)?"
    f"(?P<base>{_VALUE})(?P<scale2>[万千億]{{0,2}})(?P=unit)[)）]"
)
_LESS = pattern(
    "減|抑|削|縮|短|未満|以下|以内|下回|なく|ゼロ|解消|維持|火災|事故|滞納|未|不|苦情|待機|待ち|欠|犯罪"
    "|被害|死|排出|使用量|消費|ごみ|時間|日数|経費|費用|残高|誤|ミス|遅|漏水|無収|離職|残業|超過|虐待"
    "|自殺|虫歯|むし歯|認定率|該当|違反|廃棄|空き|放棄|故障|差|肥満|喫煙|早める|位"
)


@check(values=("目標", "元の値", "基準", "項目"))
def target_below_last_year(sheet: Sheet) -> Iterator[Spot]:
    """Report a target that is lower than the value that the criterion itself gives for before.

    Only of what is better when it is more: quantities that are to fall are left alone.
    """
    for action in sheet.actions:
        for criterion in action.criteria:
            text = fold(criterion.text)
            if not _STATED.search(text) or any(conflicts(text, read_amounts(criterion.text))):
                continue  # criterion_number_conflict says so
            for match in _STATED.finditer(text):
                aim = read_value(match["aim"] + match["scale"])
                base = read_value(match["base"] + match["scale2"])
                if aim is None or base is None or aim >= base or _LESS.search(text + action.name):
                    continue
                start, end = text_span(sheet.document, criterion, *match.span())
                unit = match["unit"].strip()
                yield Spot(
                    node=criterion,
                    start=start,
                    end=end,
                    values={
                        "目標": f"{match['aim']}{match['scale']}{unit}",
                        "元の値": f"{match['base']}{match['scale2']}{unit}",
                        "基準": criterion.text,
                        "項目": action.name,
                    },
                    about=match[0],
                )


_BEFORE_THEN = pattern(f"[(（]{_THEN}")
_SIBLINGS = (
    frozenset({"%", "ポイント"}),
    frozenset({"件", "人", "回", "団体", "世帯"}),
    frozenset({"円", "%"}),
)


@check(values=("目標", "元の値", "基準", "項目"))
def target_unit_differs(sheet: Sheet) -> Iterator[Spot]:
    """Report a target that counts something else than its base does (15人（前年度22分）)."""
    for action in sheet.actions:
        for criterion in action.criteria:
            text = fold(criterion.text)
            bracket = _BEFORE_THEN.search(text)
            if bracket is None:
                continue
            amounts = read_amounts(criterion.text)
            end = text.find(")", bracket.end())
            before = [one for one in amounts if one.end <= bracket.start()]
            inside = [one for one in amounts if bracket.end() <= one.start < end]
            if len(before) != 1 or len(inside) != 1:
                continue
            units = {before[0].unit, inside[0].unit}
            # A share is often one of what is counted: 20％減（前年度48千枚）.
            if (
                len(units) == 1
                or before[0].unit == "%"
                or any(units <= siblings for siblings in _SIBLINGS)
            ):
                continue
            start, last = text_span(sheet.document, criterion, before[0].start, inside[0].end)
            yield Spot(
                node=criterion,
                start=start,
                end=last,
                values={
                    "目標": before[0].text,
                    "元の値": inside[0].text,
                    "基準": criterion.text,
                    "項目": action.name,
                },
                about=before[0].text,
            )
