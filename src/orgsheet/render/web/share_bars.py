"""Shares and percentages as bars lying on each other: worked out and drawn, text in every part.

A drawing stands beside a table that says the same; parts differ by their words, not by shade alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orgsheet.japanese.shorten import shorten
from orgsheet.render.escape import html_text

WIDTH = 880
_LABEL, _COUNT = 220, 60
_ROW, _BAR, _LEGEND = 34, 22, 30
_LABEL_LETTERS = 15
_LETTER = 13
"""Pixels that a full-width letter of the drawing takes."""
_NARROW = 0x2E7F
"""Up to this character letters are half as wide."""
_SHADES = ("#17406d", "#3f74a8", "#7fa6c9", "#b9cfe3", "#e3ecf4", "#f6f8fa")
_WHITE_UP_TO = 2
"""So many of the shades are dark enough for white letters."""
_LEAST, _MOST = -100, 200
"""Percent that a bar is drawn to; what is beyond has an arrow's head."""


class Part(NamedTuple):
    """A part of a bar: its words, how many it counts, and its place among the words (from 0)."""

    words: str
    number: int
    place: int


class ShareBar(NamedTuple):
    """One bar: whose it is, and its parts in their order; what is 0 has none."""

    label: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """All that the bar counts."""
        return sum(part.number for part in self.parts)


class PercentBar(NamedTuple):
    """One bar of percent: what it is of, its length (None: nothing to draw), its words."""

    label: str
    percent: float | None
    words: str


def share_bar(label: str, counts: Sequence[tuple[str, int]]) -> ShareBar:
    """Return the bar of some counts, in their order."""
    parts = (Part(words, count, place) for place, (words, count) in enumerate(counts) if count)
    return ShareBar(label, tuple(parts))


def draw_shares(title: str, bars: Sequence[ShareBar], identity: str) -> str:
    """Return the drawing (SVG) of bars that are each as wide as the whole, with a legend.

    Args:
        title: what the drawing is called by who cannot see it.
        bars: the bars; one that counts nothing is told in words.
        identity: the id of the title, once in a page.
    """
    named = {part.place: part.words for bar in bars for part in bar.parts}
    top = _LEGEND if named else 0
    out = [_opened(title, top + _ROW * len(bars), identity)]
    x = float(_LABEL)
    for place, words in sorted(named.items()):
        out.append(
            f'<rect x="{x:g}" y="4" width="14" height="14" fill="{_shade(place)}" '
            'stroke="#4b5a6b"/>' + _text(x + 20, 16, words)
        )
        x += 44 + _LETTER * len(words)
    for number, bar in enumerate(bars):
        out += _shares(bar, top + _ROW * number)
    return "".join((*out, "</svg>"))


def _shares(bar: ShareBar, y: int) -> list[str]:
    out = [_text(0, y + 20, shorten(bar.label, _LABEL_LETTERS))]
    room = WIDTH - _LABEL - _COUNT
    x = float(_LABEL)
    for part in bar.parts:
        width = room * part.number / bar.total
        shade = _shade(part.place)
        out.append(
            f'<rect x="{x:.1f}" y="{y + 4}" width="{width:.1f}" height="{_BAR}" fill="{shade}" '
            'stroke="#4b5a6b"/>'
        )
        words = f"{part.words} {part.number}"
        fits = [one for one in (words, str(part.number)) if _width(one) + 8 <= width]
        ink = "#fff" if part.place < _WHITE_UP_TO else "#1f2a37"
        out += [_text(x + width / 2, y + 20, one, ink, "middle") for one in fits[:1]]
        x += width
    told = f"{bar.total} 件" if bar.total else "ありません"
    return [*out, _text((WIDTH - _COUNT if bar.total else _LABEL) + 8, y + 20, told, "#4b5a6b")]


def draw_percents(title: str, bars: Sequence[PercentBar], identity: str) -> str:
    """Return the drawing (SVG) of percentages, with lines at 0 and at 100.

    What is below 0 goes to the left; without a number the words stand alone.

    Args:
        title: what the drawing is called by who cannot see it.
        bars: the bars.
        identity: the id of the title, once in a page.
    """
    known = [bar.percent for bar in bars if bar.percent is not None]
    least = max(min([*known, 0.0]), float(_LEAST))
    most = min(max([*known, 100.0]), float(_MOST))
    words_room = max([_width(bar.words) for bar in bars], default=0) + 24
    room = WIDTH - _LABEL - words_room
    zero = _LABEL + room * -least / (most - least)
    step = room / (most - least)
    height = 24 + _ROW * len(bars)
    out = [_opened(title, height, identity)]
    for percent in (0, 100):
        x = zero + step * percent
        dashes = ' stroke-dasharray="4 3"' if percent else ""
        out.append(
            f'<line x1="{x:.1f}" y1="20" x2="{x:.1f}" y2="{height}" stroke="#4b5a6b"'
            f"{dashes}/>" + _text(x, 14, f"{percent}%", "#4b5a6b", "middle")
        )
    for number, bar in enumerate(bars):
        out += _percent(bar, 24 + _ROW * number, zero, step, (least, most))
    return "".join((*out, "</svg>"))


def _percent(
    bar: PercentBar, y: int, zero: float, step: float, ends: tuple[float, float]
) -> list[str]:
    out = [_text(0, y + 20, shorten(bar.label, _LABEL_LETTERS))]
    if bar.percent is None:
        return [*out, _text(zero + 8, y + 20, bar.words, "#4b5a6b")]
    drawn = min(max(bar.percent, ends[0]), ends[1])
    left, width = zero + min(drawn, 0) * step, abs(drawn) * step
    shade = "#3f74a8" if bar.percent >= 0 else "#9b1c1c"
    out.append(
        f'<rect x="{left:.1f}" y="{y + 4}" width="{max(width, 1):.1f}" height="{_BAR}" '
        f'fill="{shade}"/>'
    )
    if drawn != bar.percent:
        tip, way = (left + width, 9) if bar.percent > 0 else (left, -9)
        out.append(
            f'<path d="M{tip:.1f} {y + 4}l{way} {_BAR / 2:g}l{-way} {_BAR / 2:g}z" fill="{shade}"/>'
        )
    return [*out, _text(max(left + width, zero) + 14, y + 20, bar.words)]


def _opened(title: str, height: int, identity: str) -> str:
    name = html_text(identity)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-labelledby="{name}"><title id="{name}">{html_text(title)}</title>'
    )


def _text(x: float, y: float, words: str, ink: str = "#1f2a37", anchor: str = "") -> str:
    # A page's stylesheet gives ink to texts of drawings; on a dark bar it must not.
    light = ' class="light"' if ink == "#fff" else ""
    placed = f' text-anchor="{anchor}"' if anchor else ""
    look = f'font-size="13" fill="{ink}"{placed}{light}'
    return f'<text x="{x:.1f}" y="{y:g}" {look}>{html_text(words)}</text>'


def _shade(place: int) -> str:
    return _SHADES[min(place, len(_SHADES) - 1)]


def _width(words: str) -> float:
    """Return about how many pixels a text takes."""
    return sum(_LETTER if ord(char) > _NARROW else _LETTER * 0.6 for char in words)
