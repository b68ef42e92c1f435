"""Which forms there are, and which of them a sheet or a year has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from orgsheet.files.packaged import packaged_folder
from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words as words
from orgsheet.form.definition import FOLDER, Form
from orgsheet.form.load_form import load_form
from orgsheet.form.reader_words import said_instead, vocabulary_of
from orgsheet.source import Mapping as Tree
from orgsheet.source import Node, Scalar
from orgsheet.source.vocabulary import Vocabulary

_ENDING = ".yaml"
_NAMED = re.compile(rf"(?m)^{words.FORM}[ \t]*:[ \t]*[\"']?([^\s\"'#]+)".encode())


class KnownForms:
    """A city's own forms and the packaged ones; each is read when it is asked for.

    `own` maps paths below the workspace (`schema/forms/<様式>.yaml`) to bytes. An own form takes
    the place of the packaged one of its name, and of no other; one that is the same as the
    packaged one counts as that.
    """

    def __init__(self, own: Mapping[str, bytes]) -> None:
        named = {
            path.removeprefix(f"{FOLDER}/").removesuffix(_ENDING): data
            for path, data in own.items()
            if path.startswith(f"{FOLDER}/") and path.endswith(_ENDING)
        }
        self._own: dict[str, bytes] = {}
        self._own = {name: data for name, data in named.items() if data != self.data(name)}
        self._loaded: dict[str, Form | None] = {}
        self._of_year: dict[str, Form | None] = {}
        self._words: dict[str, Vocabulary] = {}

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """The names of the city's own forms, sorted."""
        return tuple(sorted(self._own))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all forms: the own ones, then the packaged ones."""
        packaged = {path.name.removesuffix(_ENDING) for path in _packaged_files()}
        return (*self.own_names, *sorted(packaged - set(self.own_names)))

    def form(self, name: str) -> Form | None:
        """Return the form of a name, None where there is none.

        Raises:
            FormError: its definition cannot be used.
        """
        if name not in self._loaded:
            data = self.data(name)
            self._loaded[name] = (
                None if data is None else load_form(data, f"{FOLDER}/{name}{_ENDING}", self.data)
            )
        return self._loaded[name]

    def data(self, name: str) -> bytes | None:
        """Return the bytes of a form's definition, None where there is none."""
        if name in self._own:
            return self._own[name]
        path = packaged_folder(FOLDER) / f"{name}{_ENDING}"
        return path.read_bytes() if path in _packaged_files() else None

    def of_year(self, label: str) -> Form | None:
        """Return the form that sheets of a year have; None where the label is of no year.

        That is the form whose years hold it: an own one before a packaged one, the later before
        the earlier. Where none does it is the nearest one, again an own one before all others.

        Raises:
            FormError: a definition cannot be used.
        """
        if label not in self._of_year:
            self._of_year[label] = self._find(label)
        return self._of_year[label]

    def _find(self, label: str) -> Form | None:
        try:
            year = FiscalYear.parse(label)
        except ValueError:
            return None
        own = [form for name in self.own_names if (form := self.form(name))]
        every = [form for name in self.names if (form := self.form(name))]
        for forms in (own, every):
            holding = [form for form in forms if _distance(form, year) == 0]
            if holding:
                return max(holding, key=lambda form: _start(form.first))
        return min(own or every, key=lambda form: _distance(form, year))

    def of_sheet(self, root: Node | None, label: str) -> Form | None:
        """Return the form of a sheet: the one it names, else the one of its year.

        `label` is the year of the sheet's folder. A name that is no form's counts as none.

        Raises:
            FormError: a definition cannot be used.
        """
        named = root.get(words.FORM) if isinstance(root, Tree) else None
        form = self.form(named.text.strip()) if isinstance(named, Scalar) else None
        return form or self.of_year(label)

    def words_of(self, data: bytes, label: str) -> Vocabulary:
        """Return the words of the form of a sheet that was not read yet.

        Raises:
            FormError: a definition cannot be used.
        """
        named = _NAMED.search(data)
        form = self.form(named[1].decode("utf-8", "replace")) if named else None
        return self.words(form or self.of_year(label) or self.newest)

    def words(self, form: Form) -> Vocabulary:
        """Return the words of a form; made once."""
        if form.name not in self._words:
            said = said_instead(packaged_forms().newest, form)
            self._words[form.name] = vocabulary_of(form)._replace(said=said)
        return self._words[form.name]

    def of_any(self, root: Node | None, label: str) -> Form:
        """Return the form of a sheet as `of_sheet` does; the newest where no year is known.

        Raises:
            FormError: a definition cannot be used.
        """
        return self.of_sheet(root, label) or self.newest

    @cached_property
    def newest(self) -> Form:
        """The form that is used from the latest year on: an own one before all others."""
        names = self.own_names or self.names
        forms = [form for name in names if (form := self.form(name))]
        return max(forms, key=lambda form: _start(form.first))


@cache
def packaged_forms() -> KnownForms:
    """Return the forms that the program brings: those of a sheet that stands in no workspace."""
    return KnownForms({})


def _packaged_files() -> list[Path]:
    return [path for path in packaged_folder(FOLDER).iterdir() if path.suffix == _ENDING]


def _start(label: str) -> int:
    return FiscalYear.parse(label).start if label else 0


def _distance(form: Form, year: FiscalYear) -> int:
    """Return how many years a form's years are away from a year; 0 where they hold it."""
    before = _start(form.first) - year.start
    after = year.start - _start(form.last) if form.last else 0
    return max(before, after, 0)
