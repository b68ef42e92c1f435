"""How printed sheets look, whatever the format: paper, fonts, sizes and shades."""

from __future__ import annotations

PAPER_MM = (297, 210)
"""A4 landscape."""
MARGIN_MM = 12
PRINTED_MM = PAPER_MM[0] - 2 * MARGIN_MM

FONT = "BIZ UDゴシック"
"""The font of Word and Excel files: universal design, on every Windows since 2018."""

SIZE, HEADING_SIZE, TITLE_SIZE = 9, 10.5, 14
"""In points."""
LINE = 13
"""From line to line, in points; room for the higher fonts that take another one's place."""

HEAD_SHADE, LABEL_SHADE = "E8EEF5", "F3F6FA"
CONTENTS = "目次"
FINDINGS = "点検の指摘"
NOTE_COLUMNS = ("番号", "シート", "場所", "重さ", "指摘", "直し方")
NOTE_SHARES = (5, 12, 19, 7, 31, 26)
"""The list of remarks: the names of its columns, and how wide they are beside each other."""
