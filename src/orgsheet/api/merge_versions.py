"""Three versions of a sheet merged by meaning."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.api.refused import refusing


class MergeResult(NamedTuple):
    """A merged sheet; with conflicts, both versions stand in it between conflict markers.

    `data` are its bytes, `conflicts` the places of the conflicts in Japanese, () for none.
    """

    data: bytes
    conflicts: tuple[str, ...]


def merge(base: bytes, ours: bytes, theirs: bytes) -> MergeResult:
    """Merge the edits of two versions of a sheet since their common ancestor.

    Args:
        base: the common ancestor; empty where both sides added the sheet.
        ours: the version whose bytes are kept where nothing else is said.
        theirs: the version whose edits come in.

    Raises:
        OrgsheetError: a version cannot be read, or the result could not be proved to hold exactly
            the edits of both.
    """
    from orgsheet.merge.three_way import merge as merge_by_meaning

    with refusing():
        return MergeResult(*merge_by_meaning(base, ours, theirs, "sheet.yaml"))
