"""Which paths in a review are of files below the repository's top, so that a link may end in one.

A review read from a file may have been written by anyone.
"""

from __future__ import annotations

_SPECIAL = {"", ".", ".."}


def leads_outside(path: str) -> bool:
    """Tell whether a path is absolute or climbs by `..`: no file of a repository has such a one."""
    parts = path.replace("\\", "/").split("/")
    return ".." in parts or (not parts[0] and len(parts) > 1)


def is_linkable(path: str) -> bool:
    """Tell whether a path is relative, normalised and plain enough to end an address in it.

    A real file may have a backslash, a control character or a scheme's colon in its name; browsers
    and hosts read these in more than one way.
    """
    parts = path.split("/")
    return (
        not _SPECIAL.intersection(parts)
        and ":" not in parts[0]
        and path.replace("\u3000", "").isprintable()
        and "\\" not in path
    )
