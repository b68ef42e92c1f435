"""An import under way: the input's text, what was left out of the sheets, and the notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, NoReturn

from orgsheet.form.sheet_id import SheetId
from orgsheet.importers.account import (
    Account,
    AccountError,
    Entry,
    Normalised,
    Place,
    Placed,
    Reason,
)
from orgsheet.importers.blocks import BLANKS, Extraction
from orgsheet.importers.import_result import (
    ImportedSheet,
    ImportFailure,
    ImportResult,
    LeftOut,
    Note,
    Unplaced,
)
from orgsheet.importers.traced import Piece, Traced, Tree, plain, traced_leaves
from orgsheet.source import parse
from orgsheet.source.emit import emit
from orgsheet.source.vocabulary import Vocabulary


class _Remark(NamedTuple):
    offset: int
    message: str
    is_gap: bool


class Draft:
    """Collects the parts of one import; `finish` closes the account.

    `text` is the input, `name` what to call it in messages. What is noted in the extraction is
    left out from the start.
    """

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self.text = extraction.text
        self.name = extraction.name
        self._dropped: dict[Entry, None] = {}
        self._remarks: dict[_Remark, None] = {}
        self._unplaced: dict[tuple[int, int, str], None] = {}
        self._left_out: list[tuple[int, int, str, str]] = []
        self._places = Account(self.text, [])
        for noted in extraction.noted:
            self.leave_out(noted.start, noted.end, noted.reason, noted.place)

    def drop(self, start: int, end: int, reason: Reason) -> None:
        """Leave the input from offset `start` to `end` out of the sheets; twice is once."""
        if start < end:
            self._dropped[Entry(start, end, Normalised(reason))] = None

    def drop_text(self, traced: Traced, reason: Reason) -> None:
        """Leave a part of a value out of the sheets; tags between its lines go as tags."""
        for piece in traced.pieces:
            tags = piece.reason is Reason.PARAGRAPH
            self.drop(piece.start, piece.end, Reason.TAG if tags else reason)

    def drop_outside(self, whole: Traced, start: int, end: int, reason: Reason) -> Traced:
        """Return the part of a value between two indexes and leave out the rest."""
        self.drop_text(whole.slice(0, start), reason)
        self.drop_text(whole.slice(end, len(whole.text)), reason)
        return whole.slice(start, end)

    def leave_out(self, start: int, end: int, reason: Reason, place: str = "") -> None:
        """Leave out a run that is no text of a sheet, and list it for the person."""
        self.drop(start, end, reason)
        self._left_out.append((start, end, reason, place or self.extraction.place(start)))

    def unplace(self, start: int, end: int, message: str) -> None:
        """List a part of the input that belongs to no field, and say why."""
        if self.text[start:end].strip(BLANKS):
            self.drop(start, end, Reason.UNPLACED)
            self._unplaced[start, end, message] = None
        else:
            self.drop(start, end, Reason.BLANK)

    def note(self, offset: int, message: str) -> None:
        """Ask a person to look at the character at `offset`."""
        self._remarks[_Remark(offset, message, is_gap=False)] = None

    def miss(self, offset: int, message: str) -> None:
        """Tell that something which the form asks for is not there, near `offset`."""
        self._remarks[_Remark(offset, message, is_gap=True)] = None

    def fail(self, offset: int, message: str) -> NoReturn:
        """Stop the import of a sheet at the character at `offset`."""
        line, column, place = self.spot(offset)
        raise ImportFailure(self.name, message, line, column, place=place)

    def held(
        self,
    ) -> tuple[dict[Entry, None], dict[_Remark, None], dict[tuple[int, int, str], None]]:
        """Return what was left out, noted and listed so far, for `back_to`."""
        return dict(self._dropped), dict(self._remarks), dict(self._unplaced)

    def back_to(
        self,
        held: tuple[dict[Entry, None], dict[_Remark, None], dict[tuple[int, int, str], None]],
    ) -> None:
        """Forget what came after `held`."""
        self._dropped, self._remarks, self._unplaced = (dict(one) for one in held)  # type: ignore[assignment]

    def finish(self, trees: dict[str, Tree], words: Mapping[str, Vocabulary]) -> ImportResult:
        """Write the sheets (path → tree), read them back and prove the account against them.

        `words` are those of each sheet's form, by path.

        Raises:
            ImportFailure: a sheet is too large to be read back.
            AccountError: the importer made a mistake.
        """
        settled = {path: _settle(tree, "", words[path]) for path, tree in trees.items()}
        sheets = []
        written = {}
        for path, tree in settled.items():
            header = SheetId(*path.removesuffix(".yaml").split("/")).modeline
            text = emit(plain(tree), header=header, words=words[path])
            document = parse(text.encode(), path)
            if any(problem.kind.startswith("too-") for problem in document.problems):
                raise ImportFailure(
                    self.name,
                    f"シート「{path}」が大きすぎて書き出せません。入力のファイルを確かめてください。",
                )
            if document.root is None:
                raise AccountError(f"{path} cannot be read back")
            sheets.append(ImportedSheet(path, text))
            written[path] = document.root.data()
        account = Account(self.text, [*self._dropped, *_entries(settled)])
        account.verify(written)
        return ImportResult(
            tuple(sheets),
            account,
            self._notes(),
            tuple(
                Unplaced(*self.spot(start), self.text[start:end].strip(BLANKS), message)
                for start, end, message in sorted(self._unplaced)
            ),
            tuple(
                LeftOut(place, reason, self.text[start:end])
                for start, end, reason, place in self._left_out
            ),
        )

    def _notes(self) -> tuple[Note, ...]:
        about = [
            Note(None, None, one.message, one.place, one.is_gap) for one in self.extraction.remarks
        ]
        found = [
            Note(line, column, one.message, place, is_gap=one.is_gap)
            for one in sorted(self._remarks)
            for line, column, place in [self.spot(one.offset)]
        ]
        return tuple(sorted((*about, *found), key=lambda note: not note.is_gap))

    def spot(self, offset: int) -> tuple[int | None, int | None, str]:
        """Return line and column of a character, or its place in words."""
        if self.extraction.places:
            return None, None, self.extraction.place(offset)
        return (*self._places.locate(offset), "")


def _settle(tree: Tree, key: str, words: Vocabulary) -> Tree:
    """End every text that will stand in a literal block with a line end, as the blocks do."""
    if isinstance(tree, dict):
        return {name: _settle(value, name, words) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_settle(value, key, words) for value in tree]
    if tree.value is None and tree.text and (key in words.literal or "\n" in tree.text):
        end = tree.pieces[-1].end
        return Traced((*tree.pieces, Piece(end, end, "\n", Reason.FINAL)))
    return tree


def _entries(trees: dict[str, Tree]) -> list[Entry]:
    """Return the entries for all values; one entry where several values share characters."""
    places: dict[Piece, list[Place]] = {}
    for path, tree in trees.items():
        for pointer, traced in traced_leaves(tree):
            for piece in traced.pieces:
                places.setdefault(piece, []).append(Place(path, pointer))
    return [
        Entry(
            piece.start,
            piece.end,
            Placed(tuple(found))
            if piece.reason is None
            else Normalised(piece.reason, piece.text, tuple(found)),
        )
        for piece, found in places.items()
    ]
