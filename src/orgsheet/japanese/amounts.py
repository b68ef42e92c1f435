"""Read the amounts in a text: how much of what, from where to where, and with which limit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from orgsheet.japanese.known_texts import kept
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import KANJI_DIGITS, fold

if TYPE_CHECKING:
    import re

LONGEST: Final = 20_000
"""Of a longer text only the beginning is read."""
MOST: Final = 200
"""No more amounts than this are read in one text."""

_SCALES: Final = {"兆": 10**12, "億": 10**8, "万": 10**4}
_SMALL: Final = {"千": 1000, "百": 100, "十": 10}
# The unit that each spelling stands for, and how many of it the spelling is.
_SAME: Final[dict[str, tuple[str, int | Decimal]]] = {
    **dict.fromkeys(("人", "名"), ("人", 1)),
    **dict.fromkeys(("%", "パーセント"), ("%", 1)),
    **dict.fromkeys(("ポイント", "pt"), ("ポイント", 1)),
    **dict.fromkeys(("か所", "カ所", "箇所", "個所", "ヶ所", "ヵ所", "ケ所"), ("か所", 1)),
    **dict.fromkeys(("か月", "カ月", "箇月", "個月", "ヶ月", "ヵ月", "ケ月"), ("か月", 1)),
    **dict.fromkeys(("つ", "個"), ("個", 1)),
    **dict.fromkeys(("km2", "k㎡", "㎢"), ("m2", 1_000_000)),
    **dict.fromkeys(("ha", "ヘクタール"), ("m2", 10_000)),
    **dict.fromkeys(("m2", "㎡", "平方メートル"), ("m2", 1)),
    **dict.fromkeys(("km", "㎞", "キロメートル"), ("m", 1000)),
    **dict.fromkeys(("m", "メートル"), ("m", 1)),
    **dict.fromkeys(("t", "トン"), ("kg", 1000)),
    **dict.fromkeys(("kg", "㎏", "キログラム"), ("kg", 1)),
    **dict.fromkeys(("g", "グラム"), ("kg", Decimal("0.001"))),
    "時間": ("分", 60),
    "割": ("%", 10),
}
_PLAIN: Final = (
    "円|人|名|件|回|割|倍|位|校|園|館|社|店|世帯|戸|台|冊|部|枚|本|点|通|口|組|種類|種|棟|室|床|席"
    "|施設|団体|作品|項目|講座|地区|事業|区画|ページ|クラス|教室|品目|路線|橋|基|着|羽|頭|匹|課|係"
    "|アクセス|フォロワー|ダウンロード|時間|分|週間|日間|年間|歩"
    "|自治会|町会|町内会|自治体|市町村|企業|事業所|事業者|法人|組合|機関|医療機関|経営体|農家|集落|家庭"
    "|学校|店舗|商店|公園|商品|品種|品|区間|区域|系統|両|軒|筆|分団|グループ|チーム|サークル|コース|公演"
    "|か国語|言語|種目|手続|様式|業務|票|便"
)
_ORDERED: Final = "|".join(
    sorted({*_SAME, *_PLAIN.split("|")}, key=lambda name: (-len(name), name))
)
_UNIT: Final = f"(?:(?:{_ORDERED})(?!目|度目|番目)|[日年週](?=以内|以上|以下))"

# Begun only at a first digit and never given back: linear on any row of digits.
_DIGITS: Final = r"[0-9][0-9,]*+(?:\.[0-9]++)?"
_MIXED: Final = rf"{_DIGITS}(?: ?[兆億万千百](?:{_DIGITS})?)*+"
_KANJI: Final = f"[{KANJI_DIGITS}十百千万億]{{1,9}}"
_SIGN: Final = r"(?:[△▲−]|(?<![0-9A-Za-z人件回円%個所名割])-) ?"
# The minutes of a time of day (22時30分) count nothing. What follows 万 belongs to the number that
# 万 ends: begun there again, a row of such numbers would be read from each of its parts.
_NOT_BEFORE: Final = (
    r"(?<![0-9.,第])(?<!令和)(?<!平成)(?<!昭和)(?<![A-Za-z])(?<![0-9〇一二三四五六七八九十]時)"
    r"(?<![0-9,][兆億万千百])(?<![0-9,] [兆億万千百])"
)
_RANGE: Final = " ?[~ー-] ?"
_AMOUNT: Final = pattern(
    rf"{_NOT_BEFORE}(?P<sign>{_SIGN})?(?:"
    rf"(?P<base>{_DIGITS}|[二三四五六七八九十]{{1,3}})分の(?P<part>{_DIGITS}|[一二三四五六七八九十]{{1,3}})"
    rf"|(?P<of>{_MIXED}|[二三四五六七八九十百千万]{{1,4}})人に(?P<ones>[0-9]{{1,3}}|[一二三四五六七八九])人"
    rf"|(?:(?P<low>{_MIXED})(?:{_UNIT})?{_RANGE}(?P<sign2>{_SIGN})?)?"
    rf"(?P<high>{_MIXED}) ?(?P<unit>{_UNIT})"
    rf"|(?<![一二三四五六七八九十])(?P<kanji>{_KANJI})(?P<kanji_unit>{_UNIT})"
    r")(?P<upper>以下|以内|未満|を(?:下回|切|超えない)|まで(?:に(?:削減|抑制|抑え|縮減|縮小|短縮)))?"
    r"(?=(?P<lower>以上|を?超(?!過|えない)|を上回)?)"
)
_NUMERAL: Final = pattern(f"[0-9{KANJI_DIGITS}十百千万億]")
# 一部の市民, 一人ひとり, 一本化 and the like count nothing.
_NO_COUNT: Final = pattern(
    "一(?:部(?!以上)|体|度|本化|元|新|人(?:ひとり|一人|暮らし|親)|つ(?:ひとつ|一つ|の)|回り|点張|戸建|時"
    "|校一|件落着|地区一)|三(?:位一体|者|校区)|万(?:一|全)|百(?:人一首|貨)|十(?:分|人十色)|千円札|八百"
)
_BASE: Final = pattern(
    "(?:前年度?|昨年度?|前回|前期|現状|現況|現在|基準値|実績|従来|直近|年度?末?(?:現在|時点))"
    "(?:の?(?:実績|数値|値|平均|同期))?(?:は|が|の|で|:|、)? ?[(]?約?$"
)
_TURNS: Final = pattern(
    r" ?(?:から|→|⇒|より) ?(?:[0-9△▲−]|約|(?:年間?|月|週|1日)(?=[0-9])|[一二三四五六七八九十])"
)
_WAS: Final = pattern(" ?(?:だった|であった|でした|となった|にとどまった|に留まった)")
_NEAR: Final = 16


class Amount(NamedTuple):
    """One amount as written.

    `start` and `end` are code points of the text, `text` what stands there: the number, the unit
    and an upper limit, but not 以上, which a target says or leaves away.
    `low` and `high` are in `unit`, the one name for a unit of several spellings and sizes
    (千人 and 名 are 人, km is m, 割 and 3分の1 are %); they are equal unless a range is written.
    `limit` is "upper" (以下), "lower" (以上) or "".
    `base` tells that the text calls it where things stood (前年度15件, 15件から20件へ).
    """

    start: int
    end: int
    text: str
    low: Decimal
    high: Decimal
    unit: str
    limit: str = ""
    base: bool = False


def read_amounts(text: str) -> list[Amount]:
    """Return the amounts in `text` in order; dates, ordinals, editions and names are none."""
    return list(_amounts(text))


@kept
def _amounts(text: str) -> tuple[Amount, ...]:
    folded = fold(text[:LONGEST])
    found: list[Amount] = []
    if not _NUMERAL.search(folded):
        return ()
    for match in _AMOUNT.finditer(folded):
        if len(found) == MOST:
            break
        amount = _read(text, folded, match)
        if amount is not None:
            found.append(amount)
    return tuple(found)


def read_value(text: str) -> Decimal | None:
    """Return the value of a written number (1万2千, 1.5万, 三十, 2,000), None when it has none."""
    total = section = Decimal(0)
    digits = ""
    for char in fold(text).replace(",", "").replace(" ", ""):
        if char in KANJI_DIGITS:
            digits += str(KANJI_DIGITS.index(char))
        elif char in "0123456789.":
            digits += char
        elif char in _SMALL:
            section += Decimal(digits or 1) * _SMALL[char]
            digits = ""
        elif char in _SCALES:
            section += Decimal(digits or 0)
            total += (section or 1) * _SCALES[char]
            section, digits = Decimal(0), ""
        else:
            return None
    return total + section + Decimal(digits or 0) if digits.count(".") <= 1 else None


def _read(text: str, folded: str, match: re.Match[str]) -> Amount | None:
    if match["kanji"] and _NO_COUNT.match(folded, match.start("kanji")):
        return None
    found = _values(match)
    if found is None:
        return None
    low, high, unit = found
    limit = "upper" if match["upper"] else "lower" if match["lower"] else ""
    start, end = match.span()
    before = folded[max(0, start - _NEAR) : start]
    base = not limit and bool(_BASE.search(before) or _TURNS.match(folded, end))
    base = base or bool(not limit and _WAS.match(folded, end))
    return Amount(start, end, text[start:end], low, high, unit, limit, base)


def _values(match: re.Match[str]) -> tuple[Decimal, Decimal, str] | None:
    """Return the lower and upper value in the unit, or None where a number has no value."""
    if match["base"] or match["of"]:
        whole = read_value(match["base"] or match["of"])
        part = read_value(match["part"] or match["ones"])
        if not whole or part is None:
            return None
        share = part * 100 / whole
        return share, share, "%"
    name = match["unit"] or match["kanji_unit"]
    unit, size = _SAME.get(name, (name, 1))
    high = read_value(match["high"] or match["kanji"])
    low = read_value(match["low"]) if match["low"] else high
    if high is None or low is None:
        return None
    if match["low"]:
        low = _scaled(low, high, match["low"], match["high"])
    if match["sign"]:
        low = -low
        high = -high if not match["low"] or match["sign2"] else high
    return min(low, high) * size, max(low, high) * size, unit


def _scaled(low: Decimal, high: Decimal, first: str, second: str) -> Decimal:
    """Return the beginning of a range with the scale that only its end writes (1～2万人)."""
    marks = [char for char in second if char in _SCALES or char in _SMALL]
    if len(marks) != 1 or not second.endswith(marks[0]) or not first[-1].isdigit():
        return low
    scale = (_SCALES | _SMALL)[marks[0]]
    return low * scale if low <= high / scale else low
