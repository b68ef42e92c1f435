"""The simple commands of a shell script, as words: what a script starts, however it is written."""

from __future__ import annotations

from collections.abc import Iterator

_SEPARATORS = "\n;&|()"
_KEYWORDS = {"if", "then", "else", "elif", "fi", "do", "done", "while", "until", "!", "{", "}"}


class UnclearScriptError(Exception):
    """The script has something that this reader does not follow."""


def shell_commands(script: str) -> Iterator[str]:
    """Yield each command of a script, its words unquoted and with one space between them.

    Redirections are words; what stands in `$(…)`, also in quotes, is a command of its own and
    `$()` where it stood.

    Raises:
        UnclearScriptError: the script has more than the plain words, quotes and `$(…)` that the
            shipped scripts are written with.
    """
    yield from _Reader(script.replace("\\\n", " ")).commands()


class _Reader:
    def __init__(self, script: str) -> None:
        self._script, self._at, self._found = script, 0, list[str]()

    def commands(self) -> list[str]:
        self._read("")
        return self._found

    def _read(self, end: str) -> None:
        """Read commands up to a closing parenthesis, or to the end of the script."""
        words, word = list[str](), None
        while self._at < len(self._script):
            here = self._next()
            if here == "#" and word is None:
                self._at = (self._script + "\n").index("\n", self._at)
            elif here in " \t<>" + _SEPARATORS:
                words += [] if word is None else [word]
                word = None
                self._refuse_odd(here, words)
                words += [here] if here in "<>" else []
                if here in _SEPARATORS:
                    self._end(words)
                    words = []
                if here == ")" and end:
                    return
            else:
                word = (word or "") + self._part(here)
        if end:
            raise UnclearScriptError(end)
        self._end(words if word is None else [*words, word])

    def _refuse_odd(self, here: str, words: list[str]) -> None:
        """Refuse what redirects in another way than into and out of a file."""
        ahead = self._script[self._at : self._at + 1]
        odd = {"<": "(<", ">": "(&|", "&": ">"}.get(here, "")
        if (ahead and ahead in odd) or (here == "&" and words[-1:] in (["<"], [">"])):
            raise UnclearScriptError(here + ahead)

    def _part(self, here: str) -> str:
        """Return one character, or what quotes hold."""
        if here == "'":
            return self._to_quote()
        if here == '"':
            part = ""
            while (inner := self._next()) != '"':
                part += self._next() if inner == "\\" else self._expanded(inner)
            return part
        return self._next() if here == "\\" else self._expanded(here)

    def _expanded(self, here: str) -> str:
        if here == "`":
            raise UnclearScriptError(here)
        if here != "$":
            return here
        ahead = self._script[self._at : self._at + 1]
        if ahead and ahead in "'\"{[":  # one sign with many meanings
            raise UnclearScriptError(here + ahead)
        if ahead != "(":
            return here
        self._at += 1
        self._read(")")
        return "$()"

    def _to_quote(self) -> str:
        start, self._at = self._at, self._script.index("'", self._at) + 1
        return self._script[start : self._at - 1]

    def _next(self) -> str:
        if self._at >= len(self._script):
            raise UnclearScriptError("quote")
        self._at += 1
        return self._script[self._at - 1]

    def _end(self, words: list[str]) -> None:
        while words and words[0] in _KEYWORDS:
            words = words[1:]
        if words:
            self._found.append(" ".join(words))
