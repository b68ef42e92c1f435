"""What is asked for: the departments and sections of the first year, and where Git is hosted."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from typing import NamedTuple

from orgsheet.files import name_problem, twin_key
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import DEPARTMENT_SHEET

HOSTS = ("github", "gitlab", "none")
"""Where the repository is hosted; `none` leaves out what only a host reads."""

_MAX_UNITS = 500


class ScaffoldError(Exception):
    """What was asked for cannot be made; the message is Japanese and says what to type."""


class Unit(NamedTuple):
    """A department with the names of its sections, in the order they were given.

    A section that belongs to no department stands in a folder of its own name, which then has no
    department's sheet (`has_own_sheet`).
    """

    department: str
    sections: tuple[str, ...]
    has_own_sheet: bool = True


MAIN = "main"
"""The branch that proposals are merged into, where no repository tells another."""


class City(NamedTuple):
    """What to make: the first year, the departments (none: an example) and the host.

    `source` says where the units are from; where it is named, they are all that there are.
    `branch` is the branch that proposals are merged into.
    """

    year: FiscalYear
    units: tuple[Unit, ...]
    host: str
    source: str = ""
    branch: str = MAIN


def read_units(departments: Sequence[str], sections: Sequence[str]) -> tuple[Unit, ...]:
    """Return the departments with their sections.

    A section is `部名/課名`, or `課名` alone where one department is named. A name given twice
    counts once. Names are brought to the composed form (NFC), which Git and the rules expect.

    Raises:
        ScaffoldError: a name cannot be a file name, or the department of a section is not clear.
    """
    names = list(dict.fromkeys(_name(text, section=False) for text in departments))
    found: dict[str, list[str]] = {name: [] for name in names}
    for text in sections:
        department, slash, section = text.partition("/")
        if slash:
            department = _name(department, section=False)
            found.setdefault(department, [])
        else:
            department, section = _only(names, text), text
        section = _name(section, section=True)
        if section not in found[department]:
            found[department].append(section)
    refuse_alike(found)
    return tuple(Unit(name, tuple(of_it)) for name, of_it in found.items())


def _only(names: list[str], section: str) -> str:
    if len(names) == 1:
        return names[0]
    if not names:
        raise ScaffoldError(
            f"「{section}」がどの部の課か分かりません。"
            f"部も書いてください。例: --department 総務部 --section {section}"
        )
    raise ScaffoldError(
        f"「{section}」がどの部の課か分かりません。"
        f"部が二つ以上あるときは、部名/課名 と書いてください。例: --section {names[0]}/{section}"
    )


def _name(text: str, *, section: bool) -> str:
    option, example = ("--section", "総務課") if section else ("--department", "総務部")
    reserved = {DEPARTMENT_SHEET} if section else set[str]()
    return checked_name(text, option, reserved, f"例: {option} {example}")


def checked_name(
    text: str, where: str, reserved: Collection[str] = (), example: str = "例: 総務課"
) -> str:
    """Return a unit's name in the composed form (NFC), when a file or folder can have it.

    Raises:
        ScaffoldError: none can; the message says `where` it stands and shows the `example`.
    """
    name = unicodedata.normalize("NFC", text.strip())
    problem = name_problem(name, reserved=reserved)
    if problem is not None:
        raise ScaffoldError(
            f"{where} の「{text}」は、{problem.words}ため、フォルダやファイルの名前にできません。"
            f"正式な名称を書いてください。{example}"
        )
    return name


def refuse_alike(found: dict[str, list[str]]) -> None:
    """Refuse departments and sections that are too many, or two of one file's name.

    Raises:
        ScaffoldError: they are; the message says which.
    """
    if len(found) > _MAX_UNITS or any(len(names) > _MAX_UNITS for names in found.values()):
        raise ScaffoldError(f"部や課が多すぎます。一度に {_MAX_UNITS} までにしてください。")
    for names in (list(found), *found.values()):
        keys: dict[str, str] = {}
        for name in names:
            other = keys.setdefault(twin_key(name), name)
            if other != name:
                raise ScaffoldError(
                    f"「{other}」と「{name}」は、パソコンによっては同じ名前のファイルになります。"
                    "どちらかの名称を確かめてください。"
                )
