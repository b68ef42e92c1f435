"""Who works with the sheets: persons, the posts they hold, and what each post may do with which."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.files.git.write_commit import Author
from orgsheet.form.sheet_id import SheetId

WRITER, CHIEF, HEAD, KEEPER, READER = "記入", "課長", "部長", "とりまとめ", "閲覧"
ROLES = (WRITER, CHIEF, HEAD, KEEPER, READER)
WHOLE, OWN_DEPARTMENT = "全庁", "部"
"""How far somebody sees the sheets of others: all, or her department's; else (課) her section's."""


class Post(NamedTuple):
    """A role in a part of the city: "" for `section` is the whole department, for both all."""

    role: str
    department: str = ""
    section: str = ""

    def reaches(self, identity: SheetId) -> bool:
        """Tell whether a sheet belongs to the part of the city that this post is for."""
        if self.department not in ("", identity.department):
            return False
        return self.section in ("", identity.section)


class Person(NamedTuple):
    """A person as the server knows her.

    `key` is what she signs in with, `name` what stands in the record; no two persons have the
    same. `deputies` are the keys of those who act for her while she is away.
    """

    key: str
    name: str
    email: str = ""
    posts: tuple[Post, ...] = ()
    deputies: tuple[str, ...] = ()

    @property
    def author(self) -> Author:
        """She as the author of a commit."""
        return Author(self.name, self.email)

    def has(self, role: str, identity: SheetId) -> bool:
        """Tell whether she holds a role for a sheet."""
        return any(post.role == role and post.reaches(identity) for post in self.posts)

    def may_edit(self, identity: SheetId) -> bool:
        """Tell whether she may fill in a sheet."""
        return any(post.role != READER and post.reaches(identity) for post in self.posts)

    def is_of(self, identity: SheetId) -> bool:
        """Tell whether a sheet belongs to the section or the department that she is of."""
        return any(post.department and post.reaches(identity) for post in self.posts)

    @property
    def leads_department(self) -> bool:
        """Whether what she is of is a department as a whole."""
        return any(post.department and not post.section for post in self.posts)

    def may_see(self, identity: SheetId, sight: str) -> bool:
        """Tell whether she may read a sheet, where people see as far as `sight` says."""
        if sight == WHOLE:
            return bool(self.posts)
        for post in self.posts:
            wider = post._replace(section="") if sight == OWN_DEPARTMENT else post
            if wider.reaches(identity):
                return True
        return False


def on_her_own(author: Author) -> Person:
    """Return who uses this program on her own PC: she may do everything there."""
    return Person("", author.name, author.email, (Post(KEEPER),))
