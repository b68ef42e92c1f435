"""The one answer, for lines, places of a tree and values alike: may names of staff stand here?"""

from __future__ import annotations

from collections.abc import Iterable

from orgsheet.form.built_in_words import DONE_ON, RESULT, STEP
from orgsheet.form.staff.staff_lines import hidden_lines
from orgsheet.form.staff.staff_words import Headings, looks_like_name, says_staff
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize
from orgsheet.japanese.unseen import as_seen
from orgsheet.source import Document, Plain
from orgsheet.source.vocabulary import MILESTONE, Vocabulary, standard_words

NOT_SHOWN = "（担当者の名前があるかもしれないので、示していません）"
"""Stands where a text is left out."""

NOT_PUBLISHED = "（公表しない欄）"
"""Stands in the place of a value whose field the form does not publish."""

# 服部 and 長沼 are names, so only words that end no name count as posts.
POSTS = ("全員", "課員", "職員", "係", "担当", "グループ", "チーム")
"""What 担当 may say instead of a name."""

_QUOTED = pattern("「([^「」]{1,20})」")
_BETWEEN = pattern(r"[\s、。,，.．/／:：;；・\[\]{}()（）「」『』\"'|｜=＝#&*!<>-]+")
_ANY_QUOTED = pattern("「([^「」]+)」")
_AND = pattern("と|及び|並びに|および|ならびに")
_END = 60
"""Characters at the end of a text in which a name that slid to it is looked for."""
_ROW = 2
_IN_STEP = _ROW + 3
_STEP_KEYS = frozenset({*STEP, RESULT, DONE_ON})
_ADDRESS = pattern("(?:さん|さま|様|氏|くん|君)$")
_AROUND_NAME = "\"'[]{}()（）「」『』&*!<> "
_MOST_LISTED = 200
"""Characters; a longer text is no list of a few names."""
LONGEST_NAME = 20
"""Characters; a longer text is no name."""
_KEPT = 5_000
"""Ways of headings, and ends of texts, of which the answer is kept."""

Steps = tuple[str | int, ...]


class Guard:
    """Tells what of some sheets may be shown where names of staff must not be.

    It knows the names that stand among the staff in those sheets: alone in another place, where
    the form asks for no text, they are names as well. `words` are those of the sheets' forms,
    `names` the names, made comparable.
    """

    def __init__(self, names: Iterable[str], words: Vocabulary | None = None) -> None:
        self._headings = Headings(words or standard_words())
        self.names = frozenset(names)
        self._lines: dict[int, tuple[Document, frozenset[int]]] = {}
        self._below_people: dict[Steps, bool] = {}
        self._harmless_ways: dict[Steps, bool] = {}
        self._of_people: dict[str, bool] = {}
        self._ends: dict[str, bool] = {}

    @property
    def has_private(self) -> bool:
        """Tell whether a form of the sheets has fields that are not published."""
        return bool(self._headings.words.private)

    def is_name(self, text: str) -> bool:
        """Tell whether a text is nothing but the name of somebody who stands under 担当."""
        if len(text) > LONGEST_NAME:
            return False
        name = normalize(as_seen(text).strip(_AROUND_NAME))
        return name in self.names or _ADDRESS.sub("", name) in self.names

    def is_only_names(self, text: str) -> bool:
        """Tell whether a text is nothing but such names, one or a list of them."""
        if self.is_name(text):
            return True
        parts = [part for part in _BETWEEN.split(text) if part] if len(text) <= _MOST_LISTED else []
        return bool(parts) and all(map(self.is_name, parts))

    def ends_in_name(self, text: str) -> bool:
        """Tell whether a text ends in a name that stands apart from what is before it.

        So it does where the heading over the names was lost: they then go on the text above.
        """
        if not self.names:
            return False
        # The same texts come again: in both years, and in all that is told of a row.
        end = text[-_END:]
        known = self._ends.get(end)
        if known is None:
            if len(self._ends) > _KEPT:
                self._ends.clear()
            parts = [part for part in _BETWEEN.split(end) if part]
            known = bool(parts) and (
                self.is_name(parts[-1]) or all(map(self.is_name, _AND.split(parts[-1])))
            )
            self._ends[end] = known
        return known

    def names_one(self, text: str) -> bool:
        """Tell whether the name of somebody who stands under 担当 is anywhere in a text."""
        plain = normalize(text)
        return any(name in plain for name in self.names)

    def shows_line(self, document: Document, number: int) -> bool:
        """Tell whether a line (from 1) of a sheet may be shown."""
        known = self._lines.get(id(document))
        if known is None:
            known = document, hidden_lines(document, self.is_only_names, self._headings)
            self._lines[id(document)] = known
        return number not in known[1]

    def shows_text(self, text: str) -> bool:
        """Tell whether a sentence about sheets, or a name of a row, may be shown."""
        if says_staff(text) or self.is_only_names(text):
            return False
        return not any(map(self.ends_in_name, _ANY_QUOTED.findall(text)))

    def holds_name(self, text: str) -> bool:
        """Tell whether a name stands in a text of a few words: between marks, or alone."""
        return any(map(self.is_name, _BETWEEN.split(text)))

    def without_quoted(self, text: str) -> str:
        """Return a sentence about a file that is no sheet, without the names that it quotes."""
        return _QUOTED.sub(lambda found: "「…」" if self.holds_name(found[1]) else found[0], text)

    def is_staff(self, key: str | int) -> bool:
        """Tell whether a heading is the one under which the form has the names."""
        return key in self._headings.words.staff

    def shows_key(self, key: str) -> bool:
        """Tell whether a heading is known to be no name, and to have none below it."""
        return self._headings.is_harmless(key)

    def shows(self, steps: Steps, value: Plain) -> bool:
        """Tell whether the value at a place may be shown whole.

        `steps` are the keys and the positions (from 0) that lead to it from the root of a sheet.
        """
        return self.public(steps, value) == value and self.shows_steps(steps)

    def shows_steps(self, steps: Steps) -> bool:
        """Tell whether the headings that lead to a place are known to be no names."""
        if self._is_below_people(steps):
            return False
        if not steps or not self._is_of_people(steps[0]):
            return True
        return all(
            isinstance(step, str) and self.shows_key(step) if number == 1 else isinstance(step, int)
            for number, step in enumerate(steps[1:])
        )

    def public_pointer(self, pointer: str) -> str:
        """Return a JSON pointer as far as its headings are known to be no names."""
        steps = pointer.split("/")
        for number, step in enumerate(steps):
            if step and not step.isdecimal() and not self._is_shown_key(step):
                return "/".join(steps[:number])
        return pointer

    def public(self, steps: Steps, value: Plain) -> Plain:
        """Return a value of a sheet with what may be a name left out; of 担当 only the number."""
        if steps and self._is_of_people(steps[0]):
            return self._role_value(steps, value)
        return self._other_value(steps, value)

    def _other_value(self, steps: Steps, value: Plain) -> Plain:
        private = self._headings.words.private
        if private and not private.isdisjoint(steps):
            return NOT_PUBLISHED
        if self._is_below_people(steps):
            return counted(value)
        if isinstance(value, str):
            return NOT_SHOWN if says_staff(value) or self._is_stray(steps, value) else value
        if isinstance(value, dict):
            return {key: self.public((*steps, key), item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.public((*steps, number), item) for number, item in enumerate(value)]
        return value

    def _is_stray(self, steps: Steps, value: str) -> bool:
        """Tell whether a value may be a name that slid out of its place."""
        if not looks_like_name(value):
            return self.ends_in_name(value)
        return not self._is_harmless_way(steps) or self.is_name(value)

    def _is_harmless_way(self, steps: Steps) -> bool:
        """Tell whether the headings that lead to a place are known to be no names."""
        keys = tuple([step for step in steps if isinstance(step, str)])
        known = self._harmless_ways.get(keys)
        if known is None:
            if len(self._harmless_ways) > _KEPT:
                self._harmless_ways.clear()
            known = all(map(self.shows_key, filter(_has_letters, keys)))
            self._harmless_ways[keys] = known
        return known

    def _role_value(self, steps: Steps, value: Plain) -> Plain:
        """Return a value of a list of rows with names of people in them."""
        if len(steps) == 1 and isinstance(value, list):
            return [self.public((*steps, number), item) for number, item in enumerate(value)]
        is_row = len(steps) == _ROW and isinstance(steps[1], int)
        if is_row and isinstance(value, dict):
            return self._row(steps, value)
        key = steps[_ROW] if len(steps) > _ROW and isinstance(steps[1], int) else ""
        if isinstance(key, str) and self._headings.is_for_people(key):
            return counted(value)
        if not isinstance(key, str) or not self.shows_key(key):
            return NOT_SHOWN if _has_letters(value) else value
        return self._field(steps, self._headings.of_form(key), value)

    def _field(self, steps: Steps, known: str, value: Plain) -> Plain:
        """Return a value of such a row under a harmless heading."""
        if isinstance(value, list):
            return [self.public((*steps, number), item) for number, item in enumerate(value)]
        if self._has_steps(steps, known):
            if isinstance(value, dict) and value.keys() <= _STEP_KEYS:
                return {key: self.public((*steps, key), item) for key, item in value.items()}
            if isinstance(value, str) and len(steps) == _IN_STEP and steps[-1] in _STEP_KEYS:
                return self._text(known, value)
        words = self._headings.words
        is_listed = len(steps) > _ROW + 1 and known not in words.numbers | words.flags
        if isinstance(value, dict) or (is_listed and _has_letters(value)):
            return NOT_SHOWN
        return self._text(known, value) if isinstance(value, str) else value

    def _text(self, known: str, text: str) -> str:
        """Return a text under a harmless heading of such a row, or what stands in its place."""
        harmless = not self.ends_in_name(text) and self._headings.is_harmless_value(known, text)
        return text if harmless else NOT_SHOWN

    def _has_steps(self, steps: Steps, known: str) -> bool:
        """Tell whether the form has dated steps under a heading of just such rows with names.

        Where it has them in other rows alone, what stands here is out of its place.
        """
        words = self._headings.words
        row = words.below.get(self._headings.of_form(str(steps[0])))
        return words.below.get(known) == MILESTONE and words.parts.get(known) == row

    def _row(self, steps: Steps, row: dict[str, Plain]) -> dict[str, Plain]:
        shown: dict[str, Plain] = {}
        for key, item in row.items():
            known = self._is_shown_key(key) or self._headings.of_form(key) != ""
            name = key if known else _other_key(shown)
            shown[name] = self.public((*steps, key), item)
        return shown

    def _is_below_people(self, steps: Steps) -> bool:
        """Tell whether one of the headings that lead to a place asks for people."""
        # The same for all rows of a list, so it is asked a few times a form.
        keys = tuple([step for step in steps if isinstance(step, str)])
        known = self._below_people.get(keys)
        if known is None:
            if len(self._below_people) > _KEPT:
                self._below_people.clear()
            known = any(map(self._headings.is_for_people, keys))
            self._below_people[keys] = known
        return known

    def _is_of_people(self, step: str | int) -> bool:
        if not isinstance(step, str):
            return False
        known = self._of_people.get(step)
        if known is None:
            if len(self._of_people) > _KEPT:
                self._of_people.clear()
            known = self._of_people[step] = self._headings.is_list_of_people(step)
        return known

    def _is_shown_key(self, key: str) -> bool:
        """Tell whether a heading is one of a form, or known to be no name."""
        return self.is_staff(key) or self.shows_key(key)


def _other_key(taken: dict[str, Plain]) -> str:
    number = 1
    while (key := f"見出し{number}") in taken:
        number += 1
    return key


def counted(value: Plain) -> Plain:
    """Return what stands under 担当 as an output may show it: how many they are."""
    if isinstance(value, list):
        names = {normalize(str(name)) for name in value}
        return "全員" if "全員" in names else f"{len(names)}人"
    if isinstance(value, str | dict):
        return "（省略）" if value else value
    return value


def _has_letters(value: Plain) -> bool:
    if isinstance(value, list | dict):
        return bool(value)
    return isinstance(value, str) and any(char.isalpha() for char in value)
