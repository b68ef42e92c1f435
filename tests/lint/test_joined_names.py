"""When a space in 担当 stands between two people, and when inside one person's name."""

from __future__ import annotations

from each_row import each_row

from orgsheet.lint.checks.row_lists import joined_names

ALONE = {"神原", "井邑", "榊", "全員"}


@each_row(
    ("text", "alone", "names"),
    [
        ("神原　三枝松", ALONE, ["神原", "三枝松"]),
        ("小田切　井邑", ALONE, ["小田切", "井邑"]),
        ("榊 香取屋", ALONE, ["榊", "香取屋"]),
        ("神原　井邑", ALONE, ["神原", "井邑"]),
        ("神原　三枝松", {*ALONE, "神原　三枝松"}, ["神原", "三枝松"]),
        ("神原　一郎", ALONE, []),
        ("神原 花子", ALONE, []),
        ("神原　まなみ", ALONE, []),
        ("小田切　三枝松", ALONE, []),
        ("神原　三枝松", {*ALONE, "小田切 薫"}, []),
        ("神原　誠", ALONE, []),
        ("課長　神原", ALONE, []),
        ("神原　係", ALONE, []),
    ],
)
def test_a_space_separates_people_where_one_is_known(
    text: str, alone: set[str], names: list[str]
) -> None:
    """One known name beside one that is no given name: two people, where none is named in full."""
    assert joined_names(text, alone) == names
