"""The versions that the sheets had on the branch, as far as they may be shown."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from orgsheet.files import UnreadableFileError
from orgsheet.files.git import Entry, Repository
from orgsheet.form.known_forms import KnownForms
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.source import parse
from orgsheet.workspace.layout import sheet_id_of
from orgsheet.workspace.publication import AtFirstSight, Gate, Publication
from orgsheet.workspace.sheet_forms import sheet_of, words_of

MOST_STEPS = 2_000
MOST_VERSIONS = 5_000
"""So far back the history is looked at."""

_FOLDER = "sheets"


class Version(NamedTuple):
    """A sheet that a step changed: its blobs before and after, "" where it was not there."""

    sheet: SheetId
    before: str
    after: str


class PastStep(NamedTuple):
    """A commit that changed sheets: its id, its day, what it says, and which sheets."""

    commit: str
    day: date
    message: str
    versions: tuple[Version, ...]


class Past:
    """The steps of the branch that changed sheets, the latest first, and the sheets' versions.

    `is_cut` says that there are more steps or versions than are looked at.
    """

    def __init__(self, steps: tuple[PastStep, ...] = (), *, is_cut: bool = False) -> None:
        self.steps = steps
        self.is_cut = is_cut
        self._sheets: dict[tuple[SheetId, str], Sheet] = {}
        self._gate: Gate | None = None

    def sheet(self, identity: SheetId, blob: str) -> Sheet | None:
        """Return a version of a sheet as it may be shown, None where it may not."""
        return self._sheets.get((identity, blob))

    def says(self, text: str) -> bool:
        """Tell whether what a commit says may be shown."""
        return self._gate is None or self._gate.says(text)

    def keep(self, sheets: dict[tuple[SheetId, str], Sheet], gate: Gate | None) -> None:
        """Keep the versions that may be shown, and what judges other texts."""
        self._sheets, self._gate = sheets, gate


def read_past(
    repository: Repository,
    commit: str,
    folder: str,
    forms: KnownForms,
    now: Iterable[Sheet],
    publication: Publication | None,
    withheld: Container[SheetId] = (),
) -> Past:
    """Return the past of the sheets below a folder of the repository, up to a commit.

    Args:
        repository: the repository.
        commit: the full id of the commit.
        folder: the workspace from the top, "" for the top itself.
        forms: the forms that sheets are read by.
        now: the sheets as they are shown today.
        publication: what is published, None where everything is shown.
        withheld: the sheets of which nothing is shown today, whatever they were.

    Raises:
        GitError: git does not give the history.
    """
    prefix = f"{folder}/" if folder else ""
    steps = tuple(_steps(repository, commit, prefix, withheld))
    blobs = dict.fromkeys(
        (one.sheet, blob)
        for step in steps
        for one in step.versions
        for blob in (one.after, one.before)
        if blob
    )
    wanted = list(blobs)[:MOST_VERSIONS]
    past = Past(steps, is_cut=len(wanted) < len(blobs) or len(steps) >= MOST_STEPS)
    latest: dict[SheetId, str] = {}
    for one in steps:
        for version in one.versions:
            latest.setdefault(version.sheet, version.after)
    shown = {(sheet.id, latest.get(sheet.id, "")): sheet for sheet in now}
    old = [_read(repository, prefix, key, forms) for key in wanted if key not in shown]
    known = {key: sheet for key, sheet in old if sheet is not None}
    gate = None if publication is None else Gate.of(publication, [*now, *known.values()])
    for key, sheet in known.items():
        view = _view(sheet, gate)
        if view is not None:
            shown[key] = view
    past.keep(shown, gate)
    return past


def _steps(
    repository: Repository, commit: str, prefix: str, withheld: Container[SheetId]
) -> Iterator[PastStep]:
    below = f"{prefix}{_FOLDER}"
    changed = repository.changed_files(commit, MOST_STEPS, below)
    for step in repository.steps(commit, MOST_STEPS, below):
        files = changed.get(step.commit, ())
        named = [(sheet_id_of(one.path.removeprefix(prefix)), one) for one in files]
        versions = tuple(
            Version(identity, one.before, one.after)
            for identity, one in named
            if identity is not None and identity not in withheld
        )
        if versions:
            yield PastStep(step.commit, step.day, step.message, versions)


def _read(
    repository: Repository, prefix: str, key: tuple[SheetId, str], forms: KnownForms
) -> tuple[tuple[SheetId, str], Sheet | None]:
    identity, blob = key
    try:
        data = repository.read(Entry(f"{prefix}{identity.path}", "100644", blob))
    except UnreadableFileError:
        return key, None
    words = words_of(forms, data, identity.path)
    return key, sheet_of(forms, parse(data, identity.path, words=words), identity)


def _view(sheet: Sheet, gate: Gate | None) -> Sheet | None:
    """Return what may be shown of a version, None where it may not be shown at all."""
    if sheet.root is None or sheet.document.problems:
        return None
    if gate is None:
        return sheet
    if gate.keeps_back(AtFirstSight.of(sheet), errors=0):
        return None
    return gate.view(sheet)
