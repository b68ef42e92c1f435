"""The words of a city's form for those in which the rules are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from orgsheet.form.definition import Form
from orgsheet.form.known_forms import packaged_forms
from orgsheet.render.shown_rule import example_lines
from orgsheet.source.vocabulary import Vocabulary
from orgsheet.workspace.book import put_in_words


class OwnWords(NamedTuple):
    """The words of a form.

    `said` are the headings it has instead, `lacking` those that nothing in it stands for.
    """

    said: Mapping[str, str] = {}
    lacking: tuple[str, ...] = ()

    @classmethod
    def of(cls, form: Form, words: Vocabulary) -> OwnWords:
        """Return those of a form; `words` are its words as sheets are read with them."""
        standard = packaged_forms().newest.fields
        lacking = (key for key in standard if key not in words.said and key not in form.fields)
        return cls(words.said, tuple(lacking))

    def put(self, text: str) -> str:
        """Return a text of a rule in the form's words."""
        return put_in_words(text, self.said)

    def has_all(self, example: dict[str, Any]) -> bool:
        """Tell whether an example can be written in the form's words."""
        texts = (*example_lines(example), *(one["message"] for one in example.get("expect", ())))
        return not any(heading in text for heading in self.lacking for text in texts)
