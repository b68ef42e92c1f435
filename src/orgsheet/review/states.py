"""The three states of the workspace that a review looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from orgsheet.files.trees import Files
from orgsheet.source import Document
from orgsheet.workspace.layout import REGISTERS, sheet_id_of
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


def documents_with_names(
    started: Workspace, judged: Workspace, changed: set[str], *, is_policy: bool
) -> Iterable[Document | None]:
    """Return the files, before and after a change, in which whoever it may name stands as staff.

    A sentence about another file than a sheet (of the policy, a register) may name anybody.
    """
    of_any = is_policy or changed & REGISTERS.keys()
    named = changed.union(judged.yaml_paths) if of_any else changed
    return _Documents((started, changed), (judged, named))


def parse_once(changed: set[str], *states: Sequence[Workspace]) -> None:
    """Let the changed sheets be parsed once in each of the states, whoever of its workspaces asks.

    The comparison holds all of them together in any case.
    """
    sheets = {path for path in changed if sheet_id_of(path) is not None}
    for workspaces in states:
        parsed: dict[str, Document | None] = {}
        for workspace in workspaces:
            workspace.parse_once(sheets, parsed)


def lend_summaries(inputs: Inputs, judged: Workspace, changed: set[str]) -> None:
    """Let the state with the change know what is known of the sheets that it leaves as they are."""
    if inputs.before is inputs.base:  # read with the same forms
        judged.learn(inputs.base, lambda path: path not in changed)


class _Documents:
    """The documents of some paths in each of some states, one after another."""

    def __init__(self, *wanted: tuple[Workspace, Collection[str]]) -> None:
        self._wanted = wanted

    def __iter__(self) -> Iterator[Document | None]:
        for state, paths in self._wanted:
            yield from map(state.document, paths)
