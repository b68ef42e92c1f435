"""Where somebody is writing is told from the lines around, whatever else the text holds."""

from __future__ import annotations

from each_row import each_row

from orgsheet.source.written_place import WrittenPlace, written_place

CURSOR = "▮"


def _at(text: str) -> WrittenPlace | None:
    lines = text.split("\n")
    number = next(index for index, line in enumerate(lines) if CURSOR in line)
    column = lines[number].index(CURSOR)
    lines[number] = lines[number].replace(CURSOR, "")
    return written_place(lines, number, column)


@each_row(
    ("text", "headings", "typed"),
    [
        ("▮", (), ""),
        ("年▮", (), "年"),
        ("年度: ▮", ("年度",), ""),
        ("年度:▮", ("年度",), ""),
        ("事務:\n  - 名称: 庶務\n    協▮", ("事務",), "協"),
        ("事務:\n- 名称: 庶務\n  協▮", ("事務",), "協"),
        ("事務:\n  - ▮", ("事務",), ""),
        ("事務:\n  -▮", ("事務",), ""),
        ("計画:\n  ①:\n    - 行政▮", ("計画", "①"), "行政"),
        ("計画:\n  ①:\n  - 行政▮", ("計画", "①"), "行政"),
        ("計画:\n  ①:\n    - 一つ目\n  ②:\n    - ▮", ("計画", "②"), ""),
        ("事務:\n  - 番号: [①, ▮", ("事務", "番号"), ""),
        ("事務:\n  - 番号: [①, ②▮", ("事務", "番号"), "②"),
        ("事業:\n  - 期限:\n      - 時期: 7▮", ("事業", "期限", "時期"), "7"),
        ("事業:\n  - 期限:\n      - 時期: 7月\n        内▮", ("事業", "期限"), "内"),
        ("事業:\n  - 項目: あ\n\n    # 注\n    行▮", ("事業",), "行"),
        ('"年度": ▮', ("年度",), ""),
        ("目標: |\n  文章: ここ\n使命: ▮", ("使命",), ""),
        ("壊れた: [\n事務:\n  - 名称: ▮", ("事務", "名称"), ""),
    ],
)
def test_the_headings_above_a_place_are_told(
    text: str, headings: tuple[str, ...], typed: str
) -> None:
    """The headings above a place are told."""
    place = _at(text)

    assert place is not None
    assert (place.headings, place.typed) == (headings, typed)


@each_row("text", ["# 注▮", "年度: R5 # ▮", "目標: |\n  文章▮", "事業:\n  - 行動: >-\n      文▮"])
def test_nothing_is_told_in_comments_and_running_text(text: str) -> None:
    """Nothing is told in comments and running text."""
    assert _at(text) is None


@each_row(
    ("text", "beside"),
    [
        ("事務:\n  - 名称: あ\n    ▮\n    担当: []\n  - 役割: い", {"名称", "担当"}),
        ("事務:\n  - 名称: あ\n    役割: い\n  - ▮\n    担当: []", {"担当"}),
        ("年度: R5\n▮\n事務:\n  - 名称: あ", {"年度", "事務"}),
    ],
)
def test_the_other_headings_of_the_same_entry_are_told(text: str, beside: set[str]) -> None:
    """The other headings of the same entry are told."""
    place = _at(text)

    assert place is not None
    assert place.beside == beside
