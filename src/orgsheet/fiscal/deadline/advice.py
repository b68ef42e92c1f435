"""Say in Japanese what is odd about a phrase that could not be read, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import NUMBER

Readable = Callable[[str], bool]

EXAMPLES: Final = (
    "「7月」「7月～9月」「令和6年3月末」「通年」「随時」「年4回」のように書いてください。"
)

_LABEL: Final = pattern(
    "(?:(?:目標|達成|実施)?期限|期日|納期|(?:実施|開催)?時期|日程|期間|スケジュール)[ :]*"
)
_EDGE: Final = " :;、。,.・○●■◆※*"
_BRACKET: Final = pattern(r"[【】()\[\]〔〕〈〉《》「」]")
_LOOKALIKE: Final = str.maketrans("OolI|〇○", "0011100")
_MIXED: Final = pattern("(?=[0-9OolI|〇○]{1,4} ?[月日年])(?:[0-9]*[OolI|〇○]+[0-9]*)+")
_WRONG_MARK: Final = pattern(
    r"(?<=[月日旬半末]) ?(?:→|⇒|➡|…+|‥+|一|_|=|>|・・+|~{2,}|[~ー-]{2,}|\.{2,}) ?"
    "(?=[0-9一二三四五六七八九十])"
)
_WRONG_SEPARATOR: Final = pattern("(?<=[月日旬末]) ?[;:] ?(?=[0-9一二三四五六七八九十])")
_OPEN_MARK: Final = pattern(r"(?<=[月日旬半])(?:[ー-]|→|⇒|…|\.\.+)$")
_TYPOS: Final = (
    ("未", "末"),
    ("上句", "上旬"),
    ("中句", "中旬"),
    ("下句", "下旬"),
    ("初句", "初旬"),
    ("髄時", "随時"),
    ("隋時", "随時"),
    ("随事", "随時"),
    ("随持", "随時"),
    ("隨時", "随時"),
    ("通念", "通年"),
    ("年渡", "年度"),
    ("年虔", "年度"),
    ("四半季", "四半期"),
    ("4半期", "四半期"),
    ("半季", "半期"),
    ("反期", "半期"),
    ("判期", "半期"),
    ("令話", "令和"),
    ("霊和", "令和"),
    ("礼和", "令和"),
    ("今和", "令和"),
    ("平生", "平成"),
    ("必用", "必要"),
    ("応して", "応じて"),
    ("末定", "未定"),
    ("目", "月"),
    ("がつ", "月"),
)

_SLASHED_PART: Final = pattern("(?<=[0-9])/(?=[上中下初]旬|末|前半|後半|半ば)")
_DATE_WORDS: Final = pattern(
    "[0-9一二三四五六七八九十]{1,3} ?[月日/]|[月年度期]末|[上中下初]旬|年度|四半期"
)
_BARE_RANGE: Final = pattern("([0-9]{1,2})月? ?[~ー-] ?([0-9]{1,2})")
_ERA_RANGE: Final = pattern("(令和|平成)([0-9]{1,2}) ?[~ー-] ?([0-9]{1,2})(年度?)")
_NO_ERA: Final = pattern("[0-9]{1,2}年(?:度|(?=[0-9一二三四五六七八九十末内中])|$)")
_NO_MONTH: Final = pattern(
    "(?:月[末初]|(?:[上中下][~・ー-])?[上中下初]旬|前半|後半|末日?|第[1-5一二三四五]週|[0-9]{1,2}日)"
    "(?:頃|までに?|以降|~)?"
)
_LONE_NUMBER: Final = pattern(NUMBER)
_DOT: Final = pattern(r"([0-9]{1,2})月?\.([0-9]{1,2})月?")
_EITHER: Final = pattern(
    "(?P<a>.{1,20}?) ?[、,]? ?(?:又は|または|もしくは|若しくは|あるいは|或いは|or|か(?=[0-9])) ?"
    "(?P<b>[0-9].{0,20}|[^ ]{1,20})"
)
_RELATIVE: Final = pattern("[今来先当翌前本][月週日]|再来[月週]|明後?日|昨日")
_DURATION: Final = pattern(
    "(?:[0-9]{1,3}|[一二三四五六七八九十数半]{1,3})(?:[かカヵケヶ箇個]月|週間?|日間|年)間?"
)
_TIMES_ONLY: Final = pattern(
    "(?:概ね|おおむね|約)?([0-9一二三四五六七八九十]{1,3}|数)回(?:程度|以上)?"
)
_CLOCK: Final = pattern("[0-9]{1,2}(?:時|:[0-9]{2})|正午")
_BETWEEN: Final = pattern(" +|(?<=[月末旬日中時年回])[・、/]")
_MOST: Final = 12


def explain(phrase: str, read_up_to: int, problem: str, readable: Readable) -> str:
    """Return the note for an unreadable phrase.

    `phrase` is folded and without outer spaces; `read_up_to` tells how many code points from its
    start make a deadline; `problem` is what reading it stumbled on, or empty.
    `readable` tells whether a spelling would be read; no spelling is offered that would not be.
    """
    if not phrase:
        return f"期限が空です。{EXAMPLES}"
    if problem:
        return problem
    for look in (_around, _marks, _characters, _units, _number, _year_or_month, _vague, _several):
        if note := look(phrase, readable):
            return note
    if not read_up_to:
        return f"期限として読めません。{EXAMPLES}"
    rest = phrase[read_up_to:].strip(" :、")
    advice = (
        EXAMPLES if _DATE_WORDS.search(rest) else "することの説明なら内容の欄へ移してください。"
    )
    return f"「{phrase[:read_up_to]}」までは読めますが、「{rest}」が期限として読めません。{advice}"


def _write(spelling: str) -> str:
    return f"「{spelling}」と書いてください。"


def _around(phrase: str, readable: Readable) -> str:
    """A label, a bullet, punctuation or a bracket around a phrase."""
    if (match := _LABEL.match(phrase)) and readable(rest := phrase[match.end() :]):
        return f"「{match[0].strip(' :')}」という見出しは要りません。{_write(rest)}"
    bare = phrase.lstrip(_EDGE + "-").rstrip(_EDGE)
    if bare != phrase and readable(bare):
        return f"期限の前後に余分な記号があります。{_write(bare)}"
    bare = _BRACKET.sub("", phrase).strip()
    if bare != phrase and readable(bare):
        return f"かっこが合っていないか、余分です。{_write(bare)}"
    return ""


def _marks(phrase: str, readable: Readable) -> str:
    """A wrong mark between two dates or behind one."""
    fixed = _WRONG_MARK.sub("~", phrase)
    if fixed != phrase and readable(fixed):
        return f"範囲の印は「～」を一つだけ使います。{_write(fixed)}"
    fixed = _WRONG_SEPARATOR.sub("、", phrase)
    if fixed != phrase and readable(fixed):
        return f"時期を並べる印は「、」です。{_write(fixed)}"
    fixed = _OPEN_MARK.sub("~", phrase)
    if fixed != phrase and readable(fixed):
        return (
            f"終わりの書かれていない横棒です。続くなら{_write(fixed)}"
            "終わりがあれば「7月～9月」のように書いてください。"
        )
    return ""


def _characters(phrase: str, readable: Readable) -> str:
    """A wrong character for which the right one is certain."""
    fixed = _MIXED.sub(lambda match: match[0].translate(_LOOKALIKE), phrase)
    if fixed != phrase and readable(fixed):
        return f"数字でない文字が数字の代わりに入っています。{_write(fixed)}"
    for wrong, right in _TYPOS:
        if wrong in phrase and readable(fixed := phrase.replace(wrong, right)):
            return f"「{wrong}」は「{right}」の書き誤りと思われます。{_write(fixed)}"
    fixed = re.sub(r"(.)\1+", r"\1", phrase)
    if fixed != phrase and readable(fixed):
        return f"同じ文字が重なっています。{_write(fixed)}"
    return ""


def _units(phrase: str, readable: Readable) -> str:
    """A 月, 日 or 回 that is not written."""
    match = _BARE_RANGE.fullmatch(phrase)
    if match and readable(fixed := f"{match[1]}月~{match[2]}月"):
        return f"「月」が抜けています。月のことなら{_write(fixed)}"
    for unit in "日回":
        if phrase[-1] in "0123456789" and readable(fixed := f"{phrase}{unit}"):
            return f"「{unit}」が抜けています。{unit}のことなら{_write(fixed)}"
    return ""


def _number(phrase: str, readable: Readable) -> str:
    """A bare number, or two of them with a dot or a slash."""
    if match := _DOT.fullmatch(phrase):
        meant = (
            ("月が二つ", f"{match[1]}月、{match[2]}月"),
            ("日", f"{match[1]}月{match[2]}日"),
        )
        offered = [f"{words}なら「{fixed}」" for words, fixed in meant if readable(fixed)]
        advice = f"{'、'.join(offered)}と書いてください。" if offered else EXAMPLES
        return f"点では何と何か分かりません。{advice}"
    fixed = _SLASHED_PART.sub("月", phrase)
    if fixed != phrase and readable(fixed):
        return f"「/」は月と日の間にだけ使います。{_write(fixed)}"
    if _LONE_NUMBER.fullmatch(phrase):
        note = f"「{phrase}」だけでは時期か分かりません。{EXAMPLES}"
        if readable(fixed := f"{phrase.lstrip('0')}月"):
            note = f"「{phrase}」だけでは月か日か分かりません。月なら{_write(fixed)}"
        elif readable(fixed := f"7月{phrase}日"):
            note = f"どの月か書かれていません。「{fixed}」のように月から書いてください。"
        return note
    return ""


def _year_or_month(phrase: str, readable: Readable) -> str:
    """An era or a month that is not written."""
    if match := _ERA_RANGE.fullmatch(phrase):
        era, first, last, unit = match.groups()
        fixed = f"{era}{first}{unit}~{era}{last}{unit}"
        return f"年の範囲は、どちらにも元号を付けます。{_write(fixed)}" if readable(fixed) else ""
    if _NO_MONTH.fullmatch(phrase):
        fixed = f"7月{phrase.removeprefix('月')}"
        return f"どの月か書かれていません。「{fixed}」のように月から書いてください。"
    if _NO_ERA.match(phrase) and readable(fixed := f"令和{phrase}"):
        return f"元号がありません。令和なら{_write(fixed)}"
    return ""


def _vague(phrase: str, readable: Readable) -> str:
    """Alternatives, words that depend on the day of writing, and lengths without a beginning."""
    if (match := _EITHER.fullmatch(phrase)) and (
        match["b"][0].isdigit() or (readable(match["a"]) and readable(match["b"]))
    ):
        both = f"{match['a']}~{match['b']}"
        one = f"間の時期も含むなら「{both}」、" if readable(both) else "どちらか一つを書くか、"
        return (
            f"「{match['a']}」と「{match['b']}」のどちらかが決まりません。"
            f"{one}決まっていなければ「未定」と書いてください。"
        )
    if match := _RELATIVE.search(phrase):
        return (
            f"「{match[0]}」がいつかは、書いた日によって変わります。"
            "「7月」のように月を書いてください。"
        )
    if _DURATION.fullmatch(phrase):
        return (
            f"「{phrase}」は期間の長さで、いつかが分かりません。「7月～9月」のように時期を書くか、"
            f"頻度なら「{phrase.removesuffix('間')}ごと」と書いてください。"
        )
    if match := _TIMES_ONLY.fullmatch(phrase):
        return (
            f"何の間に{match[1]}回か分かりません。"
            f"「年{match[1]}回」「毎月{match[1]}回」のように書いてください。"
        )
    if _CLOCK.search(phrase):
        return (
            "時刻は期限の欄に書けません。「7月31日」のように日までを書き、"
            "時刻は内容に書いてください。"
        )
    return ""


def _several(phrase: str, readable: Readable) -> str:
    """More than one deadline, or one that spaces cut."""
    parts = [part for part in _BETWEEN.split(phrase) if part]
    if 1 < len(parts) <= _MOST and all(map(readable, parts)):
        listed = "、".join(parts)
        advice = f"同じことの期限なら{_write(listed)}" if readable(listed) else ""
        quoted = "と".join(f"「{part}」" for part in parts)
        return (
            f"期限が{len(parts)}つ書かれています（{quoted}）。"
            f"{advice}別のことの期限なら、行を分けてください。"
        )
    if " " in phrase and readable(fixed := phrase.replace(" ", "")):
        return f"余分な空白があります。{_write(fixed)}"
    return ""
