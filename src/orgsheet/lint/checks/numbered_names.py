"""Checks of row names that carry their own number: the order of the rows already says it."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import Spot, check

_DIGITS = "[0-9０-９]{1,2}"
_MARKED = f"[①-⑳]|[（(]{_DIGITS}[）)]|{_DIGITS}[.．、)）](?![0-9０-９])"
_NUMBER = pattern(
    # Behind a word of the table's heading a bare number is one, too: 「重点事業2 窓口の…」.
    f"(?P<word>[^\\W0-9０-９①-⑳]{{2,12}})[ 　]?(?:{_MARKED}|(?:No[.．]?|第)?{_DIGITS}(?=[ 　：:]))"
    f"|(?:{_MARKED})"
)
_BEHIND = pattern("[ 　：:、.．]*(?P<name>[^ 　：:、.．].*)")
_GOES_ON = "のにをはがとや・～〜-"
"""Behind a number these make it a part of the name: 「①の計画の…」."""


@check(values=("名前", "番号", "正しい名前"))
def numbered_name(sheet: Sheet) -> Iterator[Spot]:
    """Report a row whose name begins with its place in the list.

    The number may stand behind the end of the list's own heading (「重点事業①」 in a list whose
    heading ends so); any other word before it belongs to the name.
    """
    rows = [(role.table.key, role.name) for role in sheet.roles]
    rows += [(action.table.key, action.item) for action in sheet.actions]
    for heading, node in rows:
        if node is None:
            continue
        text = node.text.strip()
        number = _NUMBER.match(text)
        if number is None or not heading.endswith(number["word"] or ""):
            continue
        behind = _BEHIND.fullmatch(text, number.end())
        if behind is None or behind["name"][0] in _GOES_ON:
            continue
        yield Spot(
            node=node,
            values={"名前": text, "番号": number[0], "正しい名前": behind["name"]},
            replacement=behind["name"],
        )
