"""The address of every page: names that people read, safe as names of files, none given twice."""

from __future__ import annotations

import re
from collections.abc import Container
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

from orgsheet.files import name_problem, twin_key
from orgsheet.form.sheet import SheetId
from orgsheet.render.escape import visible
from orgsheet.render.web.anchors import fragment

Place: TypeAlias = tuple[str, ...]
"""The folders that lead from the top of the site to a page; () for the first page."""

YEAR_PAGES = frozenset({"calendar", "coverage", "workload", "changes", "results"})
PAGE = "index.html"
_LONGEST = 120
_IN_LINKS = "#%?&;=+,"
"""Characters that a file may have in its name but that mean something else in an address."""

_QUOTED = re.compile(r"[^A-Za-z0-9._~\-\u00a1-\U000e0fff]|[\u2000-\u206f\u3000\ufe00-\ufe0f]")


class PageFile(NamedTuple):
    """A file of the site: its path from the top, with `/` between the parts, and its bytes."""

    path: str
    data: bytes


def segment(name: str, reserved: Container[str] = ()) -> str:
    """Return a name as a part of an address: itself where every system can have it as a file."""
    plain = name_problem(name) is None and visible(name) == name
    fits = len(name.encode("utf-8", "replace")) <= _LONGEST and not any(
        char in name for char in _IN_LINKS
    )
    if plain and fits and name not in reserved and " " not in name:
        return name
    kept = re.sub(r"[^\w\u30fc\u3005-]+", "_", name)[:_SHORTENED].strip("_.")
    return f"{kept}-{mark(name)}" if kept else mark(name)


_SHORTENED = 30


def mark(name: str) -> str:
    """Return eight letters and digits that stand for a name."""
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def link(here: Place, there: Place, anchor: str = "") -> str:
    """Return the link from one page to another; it works from a folder and from a server."""
    behind = f"#{fragment(anchor)}" if anchor else ""
    if here == there and behind:
        return behind
    return up(here) + "".join(f"{quoted(part)}/" for part in there) + PAGE + behind


def address_of(base: str, there: Place, anchor: str) -> str:
    """Return the address of a place on a page: on the web, or within the site without a base."""
    if not base:
        return link((), there, anchor)
    folders = "".join(f"{quoted(part)}/" for part in there)
    return f"{base.removesuffix('/')}/{folders}#{fragment(anchor)}"


def file_link(here: Place, path: str) -> str:
    """Return the link from a page to a file, by its path from the top."""
    return up(here) + "/".join(map(quoted, path.split("/")))


def up(here: Place) -> str:
    """Return what leads from a page to the top."""
    return "../" * len(here)


def quoted(text: str) -> str:
    """Return a text for an address: what means something there, or cannot be seen, is coded."""
    return _QUOTED.sub(
        lambda match: "".join(
            f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogatepass")
        ),
        text,
    )


def path_of(place: Place) -> str:
    """Return the path of a page's file."""
    return "/".join((*place, PAGE))


class Addresses:
    """The places of pages by what they are about; each stays whatever else there is.

    Of two names that some computer takes for the same, the later one gets a mark.
    """

    def __init__(self) -> None:
        self._given: dict[tuple[str, ...], Place] = {}
        self._taken: dict[str, tuple[str, ...]] = {}

    def year(self, label: str) -> Place:
        """Return the place of a year's page."""
        return self._place((label,), ())

    def department(self, year: str, name: str) -> Place:
        """Return the place of a department's page."""
        return self._place((year, name), self.year(year), YEAR_PAGES)

    def sheet(self, identity: SheetId) -> Place:
        """Return the place of a sheet's page."""
        above = self.department(identity.year, identity.department)
        names = (identity.year, identity.department, identity.section)
        found = self._place(names, above, YEAR_PAGES)
        return self._place((*names, identity.name), found) if identity.name else found

    def project(self, name: str, section: str, key: str) -> Place:
        """Return the place of a project's page: its name, with its section where it needs it.

        `key` tells it from every other project.
        """
        known = self._given.get(("projects", key))
        if known is not None:
            return known
        wanted = segment(name)
        for one in (wanted, segment(f"{name}（{section}）"), f"{wanted}-{mark(key)}"):
            place = ("projects", one)
            if self._taken.setdefault(twin_key("/".join(place)), ("projects", key))[1] == key:
                break
        self._given["projects", key] = place
        return place

    def _place(self, key: tuple[str, ...], above: Place, reserved: Container[str] = ()) -> Place:
        known = self._given.get(key)
        if known is not None:
            return known
        place = (*above, segment(key[-1], reserved))
        if self._taken.setdefault(twin_key("/".join(place)), key) != key:
            place = (*above, f"{place[-1]}-{mark(key[-1])}")
            self._taken[twin_key("/".join(place))] = key
        self._given[key] = place
        return place
