"""What Excel shows for a number: a small renderer of number formats, Japanese eras among them.

What a format says that is not known here gives None: then a person is asked.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from orgsheet.importers.date_format import date_shown, is_date_token

GENERAL = "General"
BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: "[$-411]ge.m.d",
    28: '[$-411]ggge"年"m"月"d"日"',
    29: '[$-411]ggge"年"m"月"d"日"',
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    34: 'yyyy"年"m"月"',
    35: 'm"月"d"日"',
    36: "[$-411]ge.m.d",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: "[$-411]ge.m.d",
    51: '[$-411]ggge"年"m"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: '[$-411]ggge"年"m"月"d"日"',
    55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"',
    57: "[$-411]ge.m.d",
    58: '[$-411]ggge"年"m"月"d"日"',
}
"""The formats that a file names by number only, as a Japanese Excel shows them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/標準|標準)|(?P<ampm>AM/PM|A/P|am/pm|午前/午後)"
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[gG]+|[eE]{1,2}(?![+-])|[rR]{1,2}|a{3,4}|b{1,4})"
    r"|(?P<number>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+)|(?P<percent>[%％])|(?P<text>@)"
    r"|(?P<plain>[^A-Za-z0-9\"\\_*\[\]#?.,@%;])|(?P<point>[.,])",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))")
_COLOR = re.compile(
    r"(?:color ?[0-9]+|black|blue|cyan|green|magenta|red|white|yellow|[黒青緑赤白黄]|水|紫)",
    re.IGNORECASE,
)
_KANJI = "〇一二三四五六七八九"
_FORMAL = "零壱弐参四伍六七八九"
_MOST_DIGITS = 15
_LONGEST = 255
"""Characters of a format; Excel takes no more."""
_THOUSAND = 1000


class Token(NamedTuple):
    """A piece of a format: its kind and its text."""

    kind: str
    text: str


class _Section(NamedTuple):
    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None
    digits: str
    is_era_first: bool


def shown_number(value: float, code: str, *, is_1904: bool = False) -> str | None:
    """Return what is seen for a number in a format; None where the format is not understood.

    `is_1904` says that the days of the workbook count from 1904.
    """
    try:
        return _shown(value, code, is_1904=is_1904)
    except ArithmeticError:  # more digits or days than there are in Excel
        return None


def _shown(value: float, code: str, *, is_1904: bool) -> str | None:
    sections = _sections(code)
    if sections is None:
        return None
    section, is_negated = _chosen(sections, value)
    if section is None:
        return "#" * 5
    kinds = {token.kind for token in section.tokens}
    if "date" in kinds or "elapsed" in kinds:
        shown = date_shown(
            value,
            [(one.kind, one.text) for one in section.tokens],
            is_1904=is_1904,
            has_first_year=section.is_era_first,
        )
        return None if shown is None else _in_digits(shown, section.digits, positional=True)
    return _number(abs(value) if is_negated else value, section)


def shown_text(value: str, code: str) -> str | None:
    """Return what is seen for a text in a format; None where the format is not understood."""
    sections = _sections(code)
    if sections is None:
        return None
    section = sections[3] if len(sections) > 3 else None  # noqa: PLR2004 - the section for texts
    if section is None:
        last = sections[-1]
        if not any(token.kind == "text" for token in last.tokens):
            return value
        section = last
    return "".join(value if one.kind == "text" else one.text for one in section.tokens)


def general(value: float) -> str:
    """Return a number as Excel shows it without a format: up to 15 digits that count."""
    if value == int(value) and abs(value) < 10**_MOST_DIGITS:
        return str(int(value))
    return f"{value:.{_MOST_DIGITS}g}"


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...] | None:
    """Return the sections of a format, None where something in it is not known."""
    if len(code) > _LONGEST:
        return None
    parts: list[list[Token]] = [[]]
    position = 0
    while position < len(code):
        if code[position] == ";":
            parts.append([])
            position += 1
            continue
        match = _TOKEN.match(code, position)
        if match is None or match.lastgroup is None:
            return None
        parts[-1].append(Token(match.lastgroup, match[match.lastgroup]))
        position = match.end()
    found = [_section(tokens) for tokens in parts]
    return None if None in found else tuple(one for one in found if one is not None)


def _section(tokens: list[Token]) -> _Section | None:
    kept: list[Token] = []
    section = _Section((), None, "", is_era_first=False)
    for token in tokens:
        if token.kind == "bracket":
            changed = _with_bracket(section, kept, token.text)
            if changed is None:
                return None
            section = changed
        elif token.kind == "space":
            kept.append(Token("quoted", " "))
        elif token.kind != "fill":
            kept.append(token)
    if any(token.kind == "date" and not is_date_token(token.text) for token in kept):
        return None
    return section._replace(tokens=tuple(kept))


def _with_bracket(section: _Section, kept: list[Token], words: str) -> _Section | None:
    """Return a section with what stands in brackets: a condition, a style of digits, a place."""
    match = _CONDITION.fullmatch(words)
    if match is not None:
        return section._replace(condition=(match[1], float(match[2])))
    if re.fullmatch("h+|m+|s+", words, re.IGNORECASE):
        kept.append(Token("elapsed", words.lower()))
        return section
    if words.upper().startswith("DBNUM"):
        return section._replace(digits=words[5:])
    if words.startswith("$"):
        sign = words[1:].partition("-")[0]
        kept += [Token("quoted", sign)] if sign else []
        return section._replace(is_era_first=section.is_era_first or "gannen" in words.lower())
    return section if _COLOR.fullmatch(words) else None


def _chosen(sections: tuple[_Section, ...], value: float) -> tuple[_Section | None, bool]:
    """Return the section for a number, and whether it says the sign of a negative one itself."""
    if any(one.condition is not None for one in sections):
        for one in sections:
            if one.condition is None or _holds(value, *one.condition):
                return one, value < 0 and one.condition is not None
        return None, False
    numbers = sections[:3]
    if value < 0 and len(numbers) > 1:
        return numbers[1], True
    if value == 0 and len(numbers) > 2:  # noqa: PLR2004 - positive; negative; zero
        return numbers[2], False
    return numbers[0], False


def _holds(value: float, sign: str, bound: float) -> bool:
    return {
        "<": value < bound,
        ">": value > bound,
        "<=": value <= bound,
        ">=": value >= bound,
        "=": value == bound,
        "<>": value != bound,
    }[sign]


def _number(value: float, section: _Section) -> str | None:
    tokens = section.tokens
    places = [token for token in tokens if token.kind in ("number", "general", "text")]
    if len(places) > 1:
        return None
    scale = Decimal(100) ** sum(token.kind == "percent" for token in tokens)
    amount = Decimal(repr(value)) * scale
    sign = "-" if value < 0 else ""
    parts = []
    for token in tokens:
        if token.kind == "number":
            parts.append(
                _in_digits(_digits(abs(amount), token.text), section.digits, positional=True)
            )
        elif token.kind in ("general", "text"):
            shown = general(abs(float(amount)))
            parts.append(_in_digits(shown, section.digits, positional=False))
        elif token.kind in ("ampm", "point", "date", "elapsed"):
            return None
        else:
            parts.append(token.text)
    return sign + "".join(parts)


def _digits(amount: Decimal, mask: str) -> str:
    """Return a number without sign in the digits of a mask such as `#,##0.00`."""
    whole, _, part = mask.partition(".")
    trailing = len(mask) - len(mask.rstrip(","))
    amount /= _THOUSAND**trailing
    part = part.rstrip(",")
    rounded = amount.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    digits, _, behind = f"{rounded:f}".partition(".")
    digits = digits.lstrip("0")
    least = whole.replace(",", "").replace("#", "").replace("?", "")
    digits = digits.rjust(len(least), "0") if least else digits
    if "," in whole.rstrip(","):
        digits = f"{int(digits):,}".rjust(1) if digits else digits
    optional = len(part) - len(part.rstrip("#?"))
    kept = behind[: len(behind) - optional] + behind[len(behind) - optional :].rstrip("0")
    return f"{digits}.{kept}" if part and (kept or "0" in part) else digits


def _in_digits(text: str, style: str, *, positional: bool) -> str:
    """Return a text with its digits in the style of `[DBNum1]` and its like."""
    if style.startswith("3"):
        return text.translate({ord("0") + one: chr(ord("０") + one) for one in range(10)})
    letters = {"1": _KANJI, "2": _FORMAL}.get(style[:1])
    if letters is None:
        return text
    if positional or not text.isdigit() or len(text) > 4:  # noqa: PLR2004 - 千 is the largest here
        return text.translate({ord("0") + one: letters[one] for one in range(10)})
    units = {"1": ("", "十", "百", "千"), "2": ("", "拾", "百", "阡")}[style[:1]]
    parts = []
    for place, digit in enumerate(reversed(text)):
        number = int(digit)
        if number or len(text) == 1:
            one = "" if number == 1 and place and style[:1] == "1" else letters[number]
            parts.append(one + units[place])
    return "".join(reversed(parts))
