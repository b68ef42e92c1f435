"""Checks of how a number is written: its commas, its point, and the counter behind it."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import fold
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import Scalar, text_span

_PAIR = 2
_GROUPED = pattern("(?<![0-9.,])[0-9]{1,3}(?:,[0-9]+)+(?![0-9.,])")
_RIGHT_GROUPS = pattern("[0-9]{1,3}(?:,[0-9]{3})+")
_THINGS = "人|名|件|円|千円|万円|台|冊|世帯|枚|部|戸|棟|本|通|食|個|点|票"
_POINT = pattern(f"(?<![0-9.,])[0-9]{{1,3}}[.][0-9]{{3}}(?={_THINGS})(?![0-9])")
_BEHIND = pattern(f"(?:{_THINGS})")


@check(values=("数", "正しい数"))
def number_marks(sheet: Sheet) -> Iterator[Spot]:
    """Report a number whose commas are not every three digits, or that has a point for one."""
    for value in sheet.prose:
        if (
            "," not in value.text
            and "." not in value.text
            and "，" not in value.text
            and "．" not in value.text
        ):
            continue
        text = fold(value.text)
        for match in _GROUPED.finditer(text):
            groups = match[0].split(",")
            # 10,11月 and 1,2年生 are lists; so are numbers that rise and count nothing.
            is_list = not _BEHIND.match(text, match.end()) or (
                len(groups[-1]) == 1 and len(groups) == _PAIR
            )
            if _RIGHT_GROUPS.fullmatch(match[0]) or (is_list and "0" not in groups[-1][:1]):
                continue
            yield _number(sheet, value, match.span(), match[0].replace(",", ""))
        for match in _POINT.finditer(text):
            yield _number(sheet, value, match.span(), match[0].replace(".", ""))


def _number(sheet: Sheet, value: Scalar, span: tuple[int, int], digits: str) -> Spot:
    start, end = text_span(sheet.document, value, *span)
    written = value.text[span[0] : span[1]]
    right = f"{int(digits):,}"
    return Spot(
        node=value, start=start, end=end, values={"数": written, "正しい数": right}, about=written
    )


_FOR_THINGS = pattern(
    "(?<![0-9.,])[0-9][0-9,]*+(?:千|万)?(?:人|名)(?:以上|程度)?(?:の|を)"
    "(?:配布|設置|整備|発行|点検|修繕|撤去|貸出|購入|更新|交換|舗装|建設|改修|植栽|掲示|印刷)"
)


@check(values=("部分",))
def unit_of_people(sheet: Sheet) -> Iterator[Spot]:
    """Report people who are handed out, installed or repaired: the counter is another's."""
    for value in sheet.prose:
        if "人" not in value.text and "名" not in value.text:
            continue
        for match in _FOR_THINGS.finditer(fold(value.text)):
            part = value.text[match.start() : match.end()]
            start, end = text_span(sheet.document, value, *match.span())
            yield Spot(node=value, start=start, end=end, values={"部分": part}, about=part)
