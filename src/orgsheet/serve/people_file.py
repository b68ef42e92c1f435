"""The people of an office, from the settings or a table of its own that is read when it changes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from orgsheet.files import UnreadableFileError, read_file
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.office_text import decoded
from orgsheet.serve.persons import ROLES, Person, Post
from orgsheet.workspace.strict_file import SettingsError

KEY, NAME, DEPARTMENT, SECTION, ROLE, MAIL, DEPUTIES = (
    "サインイン名",
    "名前",
    "部",
    "課",
    "役割",
    "メール",
    "代理",
)
COLUMNS = (KEY, NAME, DEPARTMENT, SECTION, ROLE, MAIL, DEPUTIES)
_NEEDED = (KEY, NAME, ROLE)
_BRACKETS = "<>"

People = Mapping[str, Person]
"""Persons by what they sign in with."""


def people_of(rows: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, Person]:
    """Return the persons of rows, a row a post; each row stands beside its place for messages.

    Raises:
        SettingsError: a row names nobody, a role that there is not, or one person in two ways.
    """
    found: dict[str, Person] = {}
    names: dict[str, str] = {}
    for place, row in rows:
        said = {key: row.get(key, "").strip() for key in COLUMNS}
        key, name = said[KEY], said[NAME]
        for column in _NEEDED:
            if not said[column]:
                raise SettingsError(f"{place}: 「{column}」が空です。書いてください。")
        if said[ROLE] not in ROLES:
            raise SettingsError(
                f"{place}: 役割に「{said[ROLE]}」は使えません。使えるのは {'、'.join(ROLES)} です。"
            )
        if any(char in _BRACKETS or not char.isprintable() for char in name + key):
            raise SettingsError(f"{place}: 名前に使えない文字（< > や制御文字）があります。")
        if names.setdefault(name, key) != key:
            raise SettingsError(
                f"{place}: 「{name}」という名前の人が二人います。"
                f"「{name}（{said[SECTION] or '課名'}）」のように書き分けてください。"
            )
        post = Post(said[ROLE], said[DEPARTMENT], said[SECTION])
        known = found.get(key) or Person(key, name, said[MAIL])
        if known.name != name:
            raise SettingsError(
                f"{place}: サインイン名「{key}」が「{known.name}」と「{name}」の二人にあります。"
                "人ごとに違うものにしてください。"
            )
        deputies = dict.fromkeys((*known.deputies, *said[DEPUTIES].split()))
        found[key] = known._replace(posts=(*known.posts, post), deputies=tuple(deputies))
    if not found:
        raise SettingsError("職員が一人もいません。職員の表に行を足してください。")
    return found


def read_people(path: Path, data: bytes) -> dict[str, Person]:
    """Return the persons of a table (CSV) with the headings `COLUMNS`.

    Raises:
        SettingsError: it cannot be read as one; the message names the line.
    """
    try:
        text = decoded(data, path.name)
    except ImportFailure as error:
        raise SettingsError(str(error)) from error
    lines = csv.reader(io.StringIO(text))
    head = [cell.strip() for cell in next(lines, [])]
    missing = [column for column in _NEEDED if column not in head]
    if missing:
        raise SettingsError(
            f"{path.name}:1: 見出し「{missing[0]}」がありません。"
            f"一行目に {'、'.join(COLUMNS)} を書いてください。"
        )
    strange = [cell for cell in head if cell not in COLUMNS]
    if strange:
        raise SettingsError(
            f"{path.name}:1: 「{strange[0]}」という見出しはありません。"
            f"使えるのは {'、'.join(COLUMNS)} です。"
        )
    return people_of(
        (f"{path.name}:{lines.line_num}", dict(zip(head, line, strict=False)))
        for line in lines
        if any(cell.strip() for cell in line)
    )


class PeopleFile:
    """A table of people that others keep: each question is answered from it as it is now.

    While it cannot be read, the people are those that it had; `trouble` says why.
    """

    def __init__(self, path: Path) -> None:
        """Read it.

        Raises:
            SettingsError: it cannot be read at the start.
        """
        self._path = path
        self._data = self._read()
        self._people = read_people(path, self._data)
        self.trouble = ""

    def now(self) -> People:
        """Return the people as the table says now."""
        try:
            data = self._read()
            if data != self._data:
                self._people, self._data = read_people(self._path, data), data
        except SettingsError as error:
            self.trouble = str(error)
        else:
            self.trouble = ""
        return self._people

    def _read(self) -> bytes:
        try:
            return read_file(self._path)
        except FileNotFoundError:
            raise SettingsError(f"職員の表「{self._path}」がありません。") from None
        except UnreadableFileError as error:
            raise SettingsError(f"職員の表: {error}") from error


class FixedPeople:
    """The people that the settings themselves name."""

    trouble = ""

    def __init__(self, people: People) -> None:
        self._people = people

    def now(self) -> People:
        """Return the people."""
        return self._people
