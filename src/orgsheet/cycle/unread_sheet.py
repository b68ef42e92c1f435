"""A sheet as its file stands: read only where no earlier run kept what is asked of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

from orgsheet.files import UnreadableFileError
from orgsheet.files.kept_pieces import KeptPieces
from orgsheet.form.definition import Form
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.form.staff import names_in
from orgsheet.source.vocabulary import Vocabulary, standard_words
from orgsheet.workspace.publication import AtFirstSight, Gate, read_view
from orgsheet.workspace.sheet_forms import words_of
from orgsheet.workspace.workspace import Workspace


class _Noted(NamedTuple):
    """What is kept of a sheet: the name of its form, what is seen first, the names of staff."""

    form: str
    seen: tuple[bool, bool, int]
    names: list[str]


class UnreadSheet:
    """A sheet that there is; made by `unread_sheets`.

    Args:
        workspace: where it is.
        identity: which it is.
        made_from: what stands for all that is kept of it: its file's bytes, and its form.
        kept: what earlier runs made, None where nothing is kept.
    """

    def __init__(
        self,
        workspace: Workspace,
        identity: SheetId,
        made_from: tuple[object, ...],
        kept: KeptPieces | None,
    ) -> None:
        self.id = identity
        self._workspace = workspace
        self._made_from = made_from
        self._kept = kept

    @cached_property
    def _sheet(self) -> Sheet:
        sheet = self._workspace.sheet(self.id)
        assert sheet is not None, "it is there"
        return sheet

    @cached_property
    def words(self) -> Vocabulary:
        """The words of its form, as it is read with them."""
        forms = self._workspace.forms
        try:
            data = self._workspace.read(self.id.path) if forms.own_names else None
        except UnreadableFileError:
            data = None
        return words_of(forms, data or b"", self.id.path) or standard_words()

    @property
    def form(self) -> Form:
        """Its form."""
        form = self._workspace.forms.form(self._noted.form)
        assert form is not None, "the sheet was read by it"
        return form

    @property
    def seen(self) -> AtFirstSight:
        """What of it is to be known before it may leave."""
        return AtFirstSight(*self._noted.seen)

    def names(self, staff: frozenset[str]) -> list[str]:
        """Return the names that stand below headings of staff, see `names_in`."""
        if staff == self.words.staff:
            return self._noted.names

        def ask() -> str:
            return json.dumps(sorted(names_in(self._sheet.document, staff)))

        found: list[str] = json.loads(self._piece(("names", sorted(staff)), ask))
        return found

    def view(self, gate: Gate) -> Sheet:
        """Return a sheet that holds only what may leave of this one, also in its text."""
        text = self._piece(("view", gate.mark), lambda: gate.view_text(self._sheet))
        return read_view(text, self.id, self.form, self.words)

    @cached_property
    def _noted(self) -> _Noted:
        def note() -> str:
            sheet = self._sheet
            names = sorted(names_in(sheet.document, sheet.document.words.staff))
            return json.dumps(_Noted(sheet.form.name, AtFirstSight.of(sheet), names))

        return _Noted(*json.loads(self._piece(("noted",), note)))

    def _piece(self, what: tuple[object, ...], make: Callable[[], str]) -> str:
        if self._kept is None:
            return make()
        return self._kept.piece((*what, self._made_from), make)


def unread_sheets(
    workspace: Workspace, identities: Iterable[SheetId], kept: KeptPieces | None
) -> list[UnreadSheet]:
    """Return those of some sheets that there are, none of them read.

    Args:
        workspace: where they are.
        identities: which they are.
        kept: what earlier runs made, None where nothing is kept.
    """
    forms = workspace.forms
    mark = blake2b(repr([(name, forms.data(name)) for name in forms.names]).encode()).hexdigest()
    return [
        UnreadSheet(workspace, one, (digest, tuple(one), mark), kept)
        for one in identities
        if (digest := workspace.digest(one.path)) is not None
    ]
