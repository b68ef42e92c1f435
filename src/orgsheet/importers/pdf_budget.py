"""What may come out of a PDF file before it is refused, whatever it does to make it more."""

from __future__ import annotations

RESAVE = "もとの Word や Excel のファイルがあれば、そちらを取り込んでください。"
"""The way out where a PDF cannot be read."""

_SPLIT = "部ごとに分けてください。"


class GrownTooLargeError(Exception):
    """What comes out of a file is more than a document has; the message is Japanese."""


class Budget:
    """What may still come out of a file: bytes of its streams, characters, other things drawn.

    `spent` says in Japanese what was too much, "" where nothing was.
    """

    def __init__(self, most_bytes: int, most_characters: int, most_drawn: int) -> None:
        self.bytes, self.characters, self.drawn = most_bytes, most_characters, most_drawn
        self.spent = ""

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

    def _require(self, left: int, words: str) -> None:
        if left < 0:
            self.spent = words
            raise GrownTooLargeError(words)
