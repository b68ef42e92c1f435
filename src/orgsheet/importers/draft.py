"""An import under way: the input's text, what was left out of the sheets, and the notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from orgsheet.importers.account import (
    Account,
    AccountError,
    Entry,
    Normalised,
    Place,
    Placed,
    Reason,
)
from orgsheet.importers.import_result import ImportedSheet, ImportFailure, ImportResult, Note
from orgsheet.importers.traced import Piece, Traced, Tree, plain, traced_leaves
from orgsheet.source import parse
from orgsheet.source.emit import emit
from orgsheet.source.vocabulary import Vocabulary

MODELINE = "# yaml-language-server: $schema=../../../schema/sheet.schema.json"
"""The first line of every sheet: tells editors which schema applies."""


class Draft:
    """Collects the parts of one import; `finish` closes the account.

    `text` is the input, `name` what to call it in messages.
    """

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self._dropped: list[Entry] = []
        self._remarks: list[tuple[int, str]] = []
        self._places = Account(text, [])

    def drop(self, start: int, end: int, reason: Reason) -> None:
        """Leave the input from offset `start` to `end` out of the sheets."""
        if start < end:
            self._dropped.append(Entry(start, end, Normalised(reason)))

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

    def note(self, offset: int, message: str) -> None:
        """Ask a person to look at the character at `offset`."""
        self._remarks.append((offset, message))

    def fail(self, offset: int, message: str) -> NoReturn:
        """Stop the import at the character at `offset`."""
        line, column = self._places.locate(offset)
        raise ImportFailure(self.name, message, line, column)

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
            text = emit(plain(tree), header=MODELINE, words=words[path])
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
        account = Account(self.text, self._dropped + _entries(settled))
        account.verify(written)
        notes = sorted(
            Note(*self._places.locate(offset), message) for offset, message in self._remarks
        )
        return ImportResult(tuple(sheets), account, tuple(notes))


def _settle(tree: Tree, key: str, words: Vocabulary) -> Tree:
    """End every text that will stand in a literal block with a line end, as the blocks do."""
    if isinstance(tree, dict):
        return {name: _settle(value, name, words) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_settle(value, key, words) for value in tree]
    if tree.text and (key in words.literal or "\n" in tree.text):
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
