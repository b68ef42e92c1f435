"""The three states of the workspace that a review looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from orgsheet.files.trees import Files
from orgsheet.source import Document
from orgsheet.workspace.workspace import Workspace


class Inputs(NamedTuple):
    """The three states of the workspace that a review looks at.

    `base` is what the change is to be merged into, `before` where it started from, `after` the
    state with it; `version` gives what a file is compared by (None for absent). `label` is what
    the base is called; commits are full ids, `head_commit` "" for files not yet recorded.
    `prefix` leads from the repository's top to the workspace (`city/`, or ""). `before_top` and
    `after_top` are the files of the whole repository, of which some run the checks. `cached` are
    the files of the record of an earlier run that are part of the change.
    """

    base: Workspace
    before: Workspace
    after: Workspace
    version: Callable[[Workspace, str], object]
    label: str
    base_commit: str
    head_commit: str
    before_top: Files
    after_top: Files
    notices: tuple[str, ...] = ()
    prefix: str = ""
    cached: tuple[str, ...] = ()


class Documents:
    """The documents of some paths in some states, one in memory at a time."""

    def __init__(self, states: Sequence[Workspace], paths: Collection[str]) -> None:
        self._states = states
        self._paths = paths

    def __iter__(self) -> Iterator[Document | None]:
        for state in self._states:
            yield from map(state.document, self._paths)
