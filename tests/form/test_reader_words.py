"""The words that the reader of sheets knows are those of the form's definition."""

from __future__ import annotations

from orgsheet.form.known_forms import KnownForms
from orgsheet.form.reader_words import vocabulary_of
from orgsheet.source import vocabulary as words


def test_the_reader_s_tables_are_what_the_definition_makes() -> None:
    """Each table of words is the one made from the packaged form: neither goes its own way."""
    form = KnownForms({}).form("取手市R5")
    assert form is not None
    made = vocabulary_of(form)
    assert made.literal == words.LITERAL_KEYS
    assert made.flow == words.FLOW_KEYS
    assert made.texts == words.TEXT_KEYS
    assert made.every == words.FORM_KEYS
    names = {"役割": "role", "行動": "action"}
    assert {key: names.get(part, part) for key, part in made.parts.items()} == words.PART_OF
