"""A parser of web pages that comes to an end with whatever a page is, and says what it refuses.

Python's own one looks for the end of each mark in the whole rest of the page, takes a number of
any length, and stops at a section (`<![…`) that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

from orgsheet.importers.import_result import ImportFailure

_MOST_SEARCHED = 10 * 1024 * 1024
"""Characters that are searched for the ends of marks that have none.

A page of the most bytes that one may have can have such a mark: it is searched for twice.
"""
_LONG_NUMBER = re.compile("&#([0-9]{8,});?")
_DIGITS = 7
"""No character has a longer number."""


def readable_numbers(text: str) -> str:
    """Return the text of a page in which a number that no character has stands for none."""
    return _LONG_NUMBER.sub(lambda match: _short(match[1].lstrip("0")), text)


def _short(digits: str) -> str:
    return f"&#{digits or 0};" if len(digits) <= _DIGITS else "&#xFFFD;"


class LimitedHtml(HTMLParser):
    """Python's parser, which refuses a page of very many marks without an end."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self._name = name
        self._left = _MOST_SEARCHED

    def parse_starttag(self, i: int) -> int:
        """Read a tag; errors as `_tried`."""
        return self._tried(super().parse_starttag, i)

    def parse_endtag(self, i: int) -> int:
        """Read the end of an element; errors as `_tried`."""
        return self._tried(super().parse_endtag, i)

    def parse_comment(self, i: int, report: bool = True) -> int:  # noqa: FBT001, FBT002 - as there
        """Read a comment; errors as `_tried`."""
        return self._tried(lambda at: super(LimitedHtml, self).parse_comment(at, report), i)

    def parse_pi(self, i: int) -> int:
        """Read an instruction; errors as `_tried`."""
        return self._tried(super().parse_pi, i)

    def parse_html_declaration(self, i: int) -> int:
        """Read a declaration or section; one that is not known is a comment."""
        try:
            return self._tried(super().parse_html_declaration, i)
        except AssertionError:
            return self._tried(self.parse_bogus_comment, i)

    def _tried(self, parse: Callable[[int], int], place: int) -> int:
        """Return where a mark ends, a negative number where it does not.

        Raises:
            ImportFailure: too many do not.
        """
        end = parse(place)
        self._left -= len(self.rawdata) - place if end < 0 else 0
        if self._left < 0:
            raise ImportFailure(
                self._name,
                "閉じていないタグやコメント（「<」のあとに「>」がないところ）が多すぎます。"
                "もとのソフトから、ウェブページとして保存し直してください。",
            )
        return end
