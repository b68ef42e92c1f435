"""What functions take out of sheets, kept so that no sheet is read twice for it."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from orgsheet.workspace.set_aside import SetAside
from orgsheet.workspace.sheet_forms import sheet_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from orgsheet.form.sheet import Sheet, SheetId
    from orgsheet.source import Plain
    from orgsheet.workspace.loaded_files import LoadedFiles


class Summaries:
    """Plain data taken out of sheets; `known` has it by the sheets' paths and functions' names."""

    def __init__(self, files: LoadedFiles) -> None:
        self._files = files
        self.known: dict[str, dict[str, Plain]] = {}
        self._aside: SetAside[dict[str, Plain]] = SetAside(files.version_below)

    def set_aside(self, path: str) -> None:
        """Keep what is known of a file that is about to be replaced, where it can be taken back."""
        self._aside.put(path, self.known.get(path))

    def take_back(self, path: str) -> None:
        """Know again what was known of a file that has been restored, if it is the same file."""
        known = self._aside.take(path)
        if known is not None:
            self.known[path] = known

    def learn(self, known: Mapping[str, dict[str, Plain]], is_same: Callable[[str], bool]) -> None:
        """Know what is known elsewhere of the files that are the same there."""
        self.known.update({path: one for path, one in known.items() if is_same(path)})

    def forget_all(self) -> None:
        """Forget what was taken out of all sheets: their forms may be others."""
        self.known.clear()
        self._aside.clear()

    def of(
        self, identity: SheetId, extracts: Sequence[Callable[[Sheet], Plain]]
    ) -> dict[str, Plain]:
        """Return what functions take out of a sheet that there is, all asked at once."""
        known = self.known.setdefault(identity.path, {})
        if extracts and extracts[0].__name__ not in known:
            sheet = self._files.load(identity.path).sheet
            if sheet is not None:
                missing = [extract for extract in extracts if extract.__name__ not in known]
                known.update(_taken_out(sheet, missing))
        return known

    def ask_all(
        self, extracts: Collection[Callable[[Sheet], Plain]], sheets: Mapping[SheetId, str]
    ) -> None:
        """Ask of every sheet; what is read for this alone is let go of at once."""
        names = {extract.__name__ for extract in extracts}
        unread = {
            path: identity
            for identity, path in sheets.items()
            if not self._files.is_held(path) and not names <= self.known.get(path, {}).keys()
        }
        read_ahead: Callable[[list[str]], Iterator[bytes | None]] | None
        read_ahead = getattr(self._files.files, "read_ahead", None)
        contents = read_ahead(list(unread)) if read_ahead else repeat(None)
        for (path, identity), data in zip(unread.items(), contents, strict=False):
            document = self._files.parse(path) if data is None else self._files.parsed(path, data)
            if document is not None:
                sheet = sheet_of(self._files.forms, document, identity)
                self.known[path] = _taken_out(sheet, extracts)
                document.dissolve()


def _taken_out(sheet: Sheet, extracts: Iterable[Callable[[Sheet], Plain]]) -> dict[str, Plain]:
    if sheet.root is None:
        return {}
    return {extract.__name__: extract(sheet) for extract in extracts}
