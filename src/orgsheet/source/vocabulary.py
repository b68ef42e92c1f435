"""What a reader knows of the words of a sheet: how each is written, and where it stands.

The words themselves are data: those of the standard form are made from its definition.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from orgsheet.files import read_file
from orgsheet.files.packaged import packaged_folder

ROOT = "root"
"""The part of the form that the keys without indentation belong to."""

ITEMS = "items"
"""The lists of single texts."""

MILESTONE = "milestone"
"""The dated steps of a deadline."""

WORDS_FILE = "words.json"
"""The words of the standard form, in the folder of schemas; made from the form's definition."""


class Vocabulary(NamedTuple):
    """The words of a form, by what a reader or writer of its sheets must know of each.

    `literal` stand in a block of text, also when it is one line; `flow` have their list on one
    line; `texts` have a text as their value, never a list; `single` a text of one word; `every`
    are all. A line that begins with one and a wrong colon is surely an entry.

    `parts` says in which part of a sheet a word stands ("root", "plans", "items", "milestone", or
    a row's name): it stands in no other. `below` says what stands below a word, `firsts` with
    which words rows begin, `names` which of them name a row.

    `staff` have names of people below them, `people` are the lists with such words in their rows
    and `people_rows` those rows, `flags` are choices and `choices` their values, `numbers` list
    numbers of plans, and `lists` are those below which only more words stand; what is `private` is
    not published. `later` are words of what is written on rows later in the year: no names of
    people, but no line is taken for an entry by them (they begin sentences as well). `said` gives
    the form's own words for those of the standard form that mean the same: rules speak in the
    latter.
    """

    literal: frozenset[str] = frozenset()
    flow: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()
    every: frozenset[str] = frozenset()
    parts: Mapping[str, str] = {}
    below: Mapping[str, str] = {}
    firsts: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    staff: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    people_rows: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    choices: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    said: Mapping[str, str] = {}

    def as_data(self) -> dict[str, list[str] | dict[str, str]]:
        """Return the words as plain data, sorted, as they stand in a file."""
        found: dict[str, list[str] | dict[str, str]] = {}
        for name, value in self._asdict().items():
            if isinstance(value, Mapping):
                found[name] = dict(sorted(value.items()))
            else:
                found[name] = list(value) if isinstance(value, tuple) else sorted(value)
        return found

    @classmethod
    def joined(cls, every: Iterable[Vocabulary]) -> Vocabulary:
        """Return the words of several forms together; the standard ones where there is no form."""
        different = list({id(one): one for one in every}.values()) or [standard_words()]
        found = different[0]._asdict()
        for other in different[1:]:
            for name, value in other._asdict().items():
                if isinstance(value, tuple):
                    found[name] = tuple(dict.fromkeys((*found[name], *value)))
                else:
                    found[name] |= value
        return cls(**found)

    @classmethod
    def of_data(cls, data: Mapping[str, Iterable[str] | Mapping[str, str]]) -> Vocabulary:
        """Return the words that `as_data` gave."""
        shapes = {name: type(value) for name, value in cls()._asdict().items()}
        return cls(**{name: shapes[name](value) for name, value in data.items()})


@cache
def standard_words() -> Vocabulary:
    """Return the words of the standard form: those of a file of which no form is known."""
    path = packaged_folder("schema") / WORDS_FILE
    return Vocabulary.of_data(json.loads(read_file(path)))
