"""What may come out of a PDF file before it is refused, whatever it does to make it more."""

from __future__ import annotations

RESAVE = "もとの Word や Excel のファイルがあれば、そちらを取り込んでください。"
"""The way out where a PDF cannot be read."""

_SPLIT = "部ごとに分けてください。"

_MOST_POINTS_ON_A_PAGE = 50_000
"""Corners and ends of what is drawn on a page: a published form has 400, 1,800 boxes 18,000."""
_MOST_COMPARED = 40_000_000
"""Pairs of rules that might cross, cells that a character might be in, on all pages.

300 pages of a form have 120,000 and 3,000,000.
"""
_MOST_CROSSINGS_ON_A_PAGE = 5_000
"""A page of a form has 70; one of 40 lines and 12 columns has 530."""
_MOST_CROSSINGS = 300_000
"""On all pages; 300 pages of a form have 21,000."""
_TOO_FINE = f"1頁の中の線や罫線が多すぎます。{RESAVE}"


class GrownTooLargeError(Exception):
    """What comes out of a file is more than a document has; the message is Japanese."""


class Budget:
    """What may still come out of a file: bytes of its streams, characters, other things drawn.

    `spent` says in Japanese what was too much, "" where nothing was.
    """

    def __init__(self, most_bytes: int, most_characters: int, most_drawn: int) -> None:
        self.bytes, self.characters, self.drawn = most_bytes, most_characters, most_drawn
        self.compared, self.crossings = _MOST_COMPARED, _MOST_CROSSINGS
        self.spent = ""
        self.begin_page()

    def begin_page(self) -> None:
        """Count anew what a page may have."""
        self.points_here, self.crossings_here = _MOST_POINTS_ON_A_PAGE, _MOST_CROSSINGS_ON_A_PAGE

    def require(self, size: int) -> None:
        """Refuse so many bytes before they are made.

        Raises:
            GrownTooLargeError: they are too many.
        """
        words = f"中身が大きすぎます（上限は、広げた大きさ 100 MB）。{RESAVE}"
        self._require(self.bytes - size, words)

    def unpack(self, size: int) -> None:
        """Count bytes that came out of a stream; errors as `require`."""
        self.require(size)
        self.bytes -= size

    def draw(self, *, characters: int = 0, others: int = 0) -> None:
        """Count what is drawn on pages; errors as `require`."""
        self.characters -= characters
        self.drawn -= others
        self._require(self.characters, f"文字が多すぎます。{_SPLIT}")
        self._require(self.drawn, f"線や図形が多すぎます。{_SPLIT}")

    def outline(self, points: int) -> None:
        """Count the corners and ends of what is drawn on this page; errors as `require`."""
        self.points_here -= points
        self._require(self.points_here, _TOO_FINE)

    def compare(self, pairs: int) -> None:
        """Count pairs of rules that are compared; errors as `require`."""
        self.compared -= pairs
        self._require(self.compared, f"交わる罫線が多すぎます。{_SPLIT}")

    def cross(self, crossings: int) -> None:
        """Count places where rules cross on this page; errors as `require`."""
        self.crossings -= crossings
        self.crossings_here -= crossings
        self._require(self.crossings, f"交わる罫線が多すぎます。{_SPLIT}")
        self._require(self.crossings_here, _TOO_FINE)

    def _require(self, left: int, words: str) -> None:
        if left < 0:
            self.spent = words
            raise GrownTooLargeError(words)
