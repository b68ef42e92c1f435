"""The program knows kinds and roles: what one form calls its fields stands in its definition."""

from __future__ import annotations

from collections.abc import Iterator

from conftest import ROOT

from orgsheet.form import built_in_words
from orgsheet.form.built_in_words import ORDINARY
from orgsheet.form.definition import Field, Form
from orgsheet.form.kinds import FIELD_KEYS, KIND_KEYS, KINDS, ROLES
from orgsheet.form.known_forms import packaged_forms
from orgsheet.japanese.likeness import normalize

CODE = ROOT / "src" / "orgsheet"
IMPORT_LABELS = CODE / "importers" / "account.py"
"""Its account of an import names some labels in a sentence, as an example of what labels are."""
LANGUAGE = {*KINDS, *ROLES, *FIELD_KEYS, *KIND_KEYS}
"""What a definition is written in: other words for the same are no form's own."""


def _fields(form: Form) -> Iterator[Field]:
    yield from form.fields.values()
    for row in form.rows.values():
        yield from row.fields.values()


def _words() -> set[str]:
    """Return every heading, printed or written, of the forms that come with the program."""
    known = packaged_forms()
    forms = [form for name in known.names if (form := known.form(name))]
    fields = [field for form in forms for field in _fields(form)]
    said = {word for field in fields for word in (field.key, field.printed, field.raw)}
    numbers = {number for form in forms for number in form.numbers}
    return {word for word in said if word} - LANGUAGE - set(ORDINARY) - numbers


def _built_in() -> set[str]:
    """Return the words of the vocabulary file."""
    found: set[str] = set()
    for name, value in vars(built_in_words).items():
        if name.isupper():
            found |= {value} if isinstance(value, str) else set(value)
    return found


def test_no_heading_of_a_form_stands_in_the_code() -> None:
    """Not one word of the packaged forms is in `src/`, beside the one file of built-in words."""
    words = _words()
    assert len(words) > 20
    found = [
        f"{file.relative_to(ROOT)}: {word}"
        for file in sorted(CODE.rglob("*"))
        if file.is_file() and file.suffix != ".pyc" and file != IMPORT_LABELS
        for text in [file.read_text("utf-8")]
        for word in words
        if file.name != "built_in_words.py" and word in text
    ]
    assert found == []


def test_few_words_are_built_in() -> None:
    """The one file of words that every form has holds no more than thirty."""
    assert len({normalize(word) for word in _built_in()}) <= 30
