"""The parser written in Python, for installations without the C one: slower, same answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as ev
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scanner import Scanner

_NAME = re.compile(r"[0-9A-Za-z_-]+\Z")
_SURROGATE = re.compile("[\ud800-\udfff]")
_TIGHT_COLON = re.compile(r":(?![ \t\r\n])")


def python_events(text: str) -> Callable[[], Any]:
    """Return a function that gives the next event of a text, None at the end.

    That function raises a `YAMLError` where the text is refused: by the parser, or because the C
    parser would refuse it, so that a file is right or wrong on every computer alike.
    """
    return _Events(text).next


class _Scanner(Scanner):
    """Takes a tab between a value and a comment or the line's end for a space, as C does."""

    def scan_to_next_token(self) -> None:
        super().scan_to_next_token()
        while self.reader.peek() == "\t" and not self.allow_simple_key:
            self.reader.forward()
            super().scan_to_next_token()


class _Events:
    def __init__(self, text: str) -> None:
        yaml = YAML(typ="safe", pure=True)
        yaml.Scanner = _Scanner
        self.events = iter(yaml.parse(text))
        self.flow: list[bool] = []
        self.reached: Any = None

    def next(self) -> ev.Event | None:
        """Return the next event, None at the end."""
        try:
            event = next(self.events, None)
        except YAMLError:
            raise
        except Exception as error:
            # The parser stumbles over its own code on some texts: bad escapes, odd directives.
            raise MarkedYAMLError(problem_mark=self.reached) from error
        if event is not None:
            self.reached = event.end_mark
        if isinstance(event, ev.NodeEvent) and not self._is_allowed(event):
            raise MarkedYAMLError(problem_mark=event.start_mark)
        if isinstance(event, ev.CollectionStartEvent):
            self.flow.append(bool(event.flow_style))
        elif isinstance(event, ev.CollectionEndEvent):
            self.flow.pop()
        return event

    def _is_allowed(self, event: ev.NodeEvent) -> bool:
        """Tell whether the C parser takes a node, too."""
        if event.anchor is not None and not _NAME.match(event.anchor):
            return False
        if not isinstance(event, ev.ScalarEvent):
            return True
        if event.style == '"':
            return not _SURROGATE.search(event.value)
        tight = not event.style and self.flow[-1:] == [True] and _TIGHT_COLON.search(event.value)
        return not tight
