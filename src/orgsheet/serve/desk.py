"""What all pages are made from: the proposals, and the sheets of the branch of all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import RLock

from flask import g

from orgsheet.files.git import GitError
from orgsheet.files.trees import WorkspaceError
from orgsheet.form.built_in_words import YEAR
from orgsheet.form.sheet_id import SheetId
from orgsheet.japanese.shorten import one_line
from orgsheet.lint.living_sheets import LivingSheets
from orgsheet.serve.check_form import check_form
from orgsheet.serve.followed_sheets import FollowedSheets
from orgsheet.serve.host_sender import HostSender
from orgsheet.serve.narrow_sight import NarrowSheets
from orgsheet.serve.office_settings import OfficeSettings
from orgsheet.serve.own_branch import Proposals
from orgsheet.serve.persons import WHOLE, Person
from orgsheet.serve.proposal_log import CORRECTION
from orgsheet.serve.write_back import Unreadable, data_of
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.layout import sheet_id_of
from orgsheet.workspace.strict_file import SettingsError
from orgsheet.workspace.workspace import Workspace


class NotThereError(Exception):
    """What is asked for is not there, or is nothing that anybody may ask for."""


class NotAllowedError(Exception):
    """She may not do this; the message is Japanese and says who may."""


class Desk:
    """The proposals, and the sheets of the branch of all: once for the pages, once for checks.

    Whoever saves, and every page that asks for proposals or sheets, holds `lock` meanwhile: one
    goes after the other. Checks of what somebody types do not: they have sheets of their own, over
    which the typed ones stand for a moment, and wait for nobody who saves.

    `sight` says whose sheets people see besides their own.
    """

    def __init__(
        self,
        proposals: Proposals,
        open_at: Callable[[str], Workspace],
        office: OfficeSettings | None = None,
    ) -> None:
        """Take how the workspace of a commit is opened, and the office's settings, if it is one."""
        self.lock = RLock()
        self.proposals = proposals
        self.office = office
        self.sight = WHOLE if office is None else office.sight
        self.open_at = open_at
        self.host = (
            HostSender() if office is None else HostSender(office.host_command, office.folder)
        )
        self.shut_for: Callable[[Person, SheetId], str] = lambda _, __: ""
        """Why a sheet that she may edit cannot be saved now; "" where it can."""
        self.handed_in: Callable[[], frozenset[SheetId]] = frozenset
        """The sheets that are handed in and wait for an approval."""
        self._for_pages, self._for_checks = FollowedSheets(open_at), FollowedSheets(open_at)
        self._shown, self._checked = NarrowSheets(open_at), NarrowSheets(open_at)

    @property
    def sheets(self) -> LivingSheets:
        """The sheets of the branch of all as it is now, for who holds the lock; as they are."""
        return self._for_pages.at(self.proposals.base_commit())

    @property
    def sheets_to_check(self) -> LivingSheets:
        """The same sheets, to put over them what somebody types; no lock is to be held."""
        return self._for_checks.at(self.proposals.base_commit())

    def shown_to(self, person: Person) -> LivingSheets:
        """Return the pages' sheets that somebody may see, for who holds the lock."""
        hidden = self._hidden_from(person, self.sheets.workspace)
        return self._shown.at(self.proposals.base_commit(), hidden) if hidden else self.sheets

    def checked_for(self, person: Person, whole: LivingSheets) -> LivingSheets | None:
        """Return the sheets to check that somebody may see; None where that is all of them."""
        hidden = self._hidden_from(person, whole.workspace)
        return self._checked.at(self.proposals.base_commit(), hidden) if hidden else None

    def _hidden_from(self, person: Person, workspace: Workspace) -> frozenset[str]:
        if self.sight == WHOLE and person.posts:
            return frozenset()  # as most offices have it: no sheet need be asked about
        return frozenset(
            one.path for one in workspace.sheet_ids if not person.may_see(one, self.sight)
        )

    def base_at(self, commit: str) -> Workspace:
        """Return a workspace of its own of a commit, with what the checks know of its sheets."""
        workspace = self.open_at(commit)
        self._for_checks.lend(workspace)
        return workspace

    def read_ahead(self) -> None:
        """Read what the checks need of all sheets before anybody types, and check one.

        The first check of all makes ready what every other one finds made: it takes ten times as
        long.
        """
        # What stands in the way is told to who opens a form.
        with suppress(GitError, WorkspaceError, SettingsError, RuleFileError, Unreadable):
            sheets = self.sheets_to_check
            sheets.read_all()
            workspace = sheets.workspace
            identity = next(reversed(workspace.sheet_ids), None)
            content = None if identity is None else workspace.read(identity.path)
            if identity is not None and content is not None:
                words = workspace.forms.words_of(content, identity.year)
                check_form(sheets, identity, data_of(content, identity.path, words))

    def seen(self, person: Person) -> list[SheetId]:
        """Return the sheets that somebody may read, in the order of every list."""
        every = self.sheets.workspace.sheet_ids
        return [one for one in every if person.may_see(one, self.sight)]

    def wanted(self, path: str, person: Person, workspace: Workspace | None = None) -> SheetId:
        """Return the sheet of a path below `sheets/`, of the pages' workspace or a given one.

        Raises:
            NotThereError: the branch of all has no such sheet, or this person may not see it.
        """
        identity = sheet_id_of(f"sheets/{path}.yaml")
        among = self.sheets.workspace if workspace is None else workspace
        if identity is None or identity not in among.sheet_ids:
            raise NotThereError
        if not person.may_see(identity, self.sight):
            raise NotThereError
        return identity

    def edited(self, path: str, person: Person) -> SheetId:
        """Return the sheet of a path below `sheets/` that somebody is about to change.

        Raises:
            NotThereError: as `wanted`.
            NotAllowedError: she may read it alone.
        """
        identity = self.wanted(path, person)
        if not person.may_edit(identity):
            raise NotAllowedError(
                "このシートは、見るだけです。記入できるのは、その課の担当の人です。"
            )
        return identity

    def version_of(self, identity: SheetId, blob: str) -> str:
        """Return the blob that a browser names, "" where it is not one of this sheet.

        Of a sheet that she may not see she learns nothing: not even that there is such a blob.
        """
        content = self.proposals.content(blob)
        if content is None:
            return ""
        forms = self.sheets.workspace.forms
        words = forms.words_of(content, identity.year)
        with suppress(Unreadable):
            said = data_of(content, identity.path, words)
            section = None if identity.is_department else identity.section
            named = [identity.year, identity.department, section]
            now = self.sheets.workspace.sheet(identity)
            form = forms.of_any(None, identity.year) if now is None else now.form
            heads = [said.get(key) for key in (YEAR, *form.units)]
            # As it is named there now, which may be a slip that her own version has as well.
            there = now.root.data() if now is not None and now.root is not None else {}
            if heads in (named, [there.get(key) for key in (YEAR, *form.units)]):
                return blob
        return ""

    def is_closed(self, identity: SheetId) -> bool:
        """Tell whether a sheet's year is published and only corrected from now on."""
        return self.office is not None and identity.year in self.office.closed

    def saved(self, path: str, person: Person, reason: str) -> tuple[SheetId, str]:
        """Return the sheet that somebody is about to save, and what the record says besides.

        `reason` is why she corrects what is published; it is asked for in a closed year alone.

        Raises:
            NotThereError, NotAllowedError: as `edited`, or it is shut, or the reason is missing.
        """
        identity = self.edited(path, person)
        why = self.shut_for(person, identity)
        if why:
            raise NotAllowedError(why)
        if not self.is_closed(identity):
            return identity, ""
        said = one_line(reason)
        if not said:
            raise NotAllowedError(f"{identity.year}は締めてあります。訂正の理由を書いてください。")
        return identity, f"\n{CORRECTION}: {said}\n"


def who_asks() -> Person:
    """Return who the request under way comes from; the entrance let her in."""
    person: Person = g.person
    return person
