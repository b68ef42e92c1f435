"""The fonts of a PDF: the packaged Japanese font, and those of the system for what it lacks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from orgsheet.office.font_coverage import FontError, characters_of
from orgsheet.render.office_libraries import office_module

_FAMILIES = (
    "BIZ UDGothic",
    "BIZ UDPGothic",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "IPAexGothic",
    "IPAGothic",
    "Hiragino Sans",
    "Yu Gothic",
    "Meiryo",
    "MS Gothic",
    "SimSun-ExtB",
    "MingLiU-ExtB",
    "HanaMinB",
)
"""The system's fonts that are asked, in this order; the last ones for rare kanji of names."""

_REGULAR = 400


class MissingGlyphsError(Exception):
    """Characters that no font has; the message is Japanese and names them."""


class PdfFonts(NamedTuple):
    """What typst is given: where fonts are, and their families in the order of asking."""

    places: Any
    families: tuple[str, ...]


def fonts_for(texts: Iterable[str]) -> PdfFonts:
    """Return fonts that have all characters of some texts.

    The packaged font goes first, so that the same sheets give the same bytes on every computer;
    the system is asked only for what it lacks.

    Raises:
        OfficeMissingError: typst or its font is not installed.
        MissingGlyphsError: no font has some of the characters.
    """
    typst = office_module("typst", "PDF")
    font = Path(office_module("pylopdf_fonts_jp", "PDF").sans_path())
    needed = {ord(char) for text in texts for char in text if _is_drawn(char)}
    own = [font.parent]
    packaged = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=own)
    families = [one.family for one in packaged.fonts() if one.path and Path(one.path) == font]
    missing = needed - characters_of(font, 0)
    if not missing:
        return PdfFonts(packaged, tuple(families))
    every = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=own)
    known = sorted(
        (one for one in every.fonts() if one.family in _FAMILIES and one.path),
        key=lambda one: (_FAMILIES.index(one.family), one.weight != _REGULAR, one.path),
    )
    for one in known:
        found = missing & _characters(Path(one.path), one.index)
        if found:
            families.append(one.family)
            missing -= found
    if missing:
        raise MissingGlyphsError(_told(missing))
    return PdfFonts(every, tuple(dict.fromkeys(families)))


def _characters(path: Path, index: int) -> frozenset[int]:
    """Return what a font has; a damaged one has nothing."""
    try:
        return characters_of(path, index)
    except FontError:
        return frozenset()


def _is_drawn(char: str) -> bool:
    """Tell whether a character is drawn: spaces, line ends and variation marks are not."""
    return unicodedata.category(char) not in ("Cc", "Cf", "Mn", "Zs", "Zl", "Zp")


def _told(missing: set[int]) -> str:
    shown = "、".join(f"「{chr(code)}」(U+{code:04X})" for code in sorted(missing)[:20])
    more = f" ほか {len(missing) - 20} 字" if len(missing) > 20 else ""  # noqa: PLR2004
    return (
        f"{shown}{more} の字形が、使える書体にありません。四角（□）で印刷しないよう、"
        "PDF を作っていません。字を改めるか、その字のある書体（Noto Sans CJK JP など）を"
        "パソコンに入れてください。Word、Excel、HTML では書き出せます。"
    )
