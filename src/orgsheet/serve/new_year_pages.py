"""The next year begun in the browser: what it will have, put on a branch of who begins it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request

from orgsheet.cycle.confirm_years import confirmed, units_to_confirm
from orgsheet.cycle.sheet_places import existing, taken
from orgsheet.cycle.successors import years_with_sheets
from orgsheet.cycle.year_start import Begun, begin
from orgsheet.files import name_problem
from orgsheet.files.git.write_commit import BranchMovedError, Onto, branch_part, commit_files
from orgsheet.fiscal import FiscalYear
from orgsheet.serve.branch_names import PROPOSALS
from orgsheet.serve.desk import Desk, NotAllowedError, NotThereError, who_asks
from orgsheet.serve.new_year_taken import YearBranch, take_in, year_branch, year_part
from orgsheet.serve.persons import KEEPER, Person
from orgsheet.serve.sent_json import sent_mapping, sent_text
from orgsheet.source.edit import EditRefused
from orgsheet.workspace.layout import ORGANIZATION_PATH
from orgsheet.workspace.register_trouble import register_trouble

_THERE, _UNREAD, _NAME = (
    "もうあります",
    "前の年度のシートが読めません",
    "名前がファイルの名前にできません",
)


class Line(NamedTuple):
    """A sheet of the new year: what it is, what became of the section, why it is not made."""

    begun: Begun
    change: str
    problem: str


class Ahead(NamedTuple):
    """The new year: its sheets, the branch they are put on, and the one that has them, if any."""

    year: FiscalYear
    lines: tuple[Line, ...]
    branch: str
    begun: YearBranch | None

    @property
    def made(self) -> list[Begun]:
        """The sheets that can be made."""
        return [one.begun for one in self.lines if not one.problem]


def new_year_pages(desk: Desk) -> Blueprint:
    """Return the page of the next year, and what begins it."""
    pages = Blueprint("new_year", __name__)

    @pages.get("/new")
    def ahead() -> str:
        with desk.lock:
            person = who_asks()
            found = _ahead(desk, person)
            notes = [note for one in found.made if one.start for note in one.start.notes]
            return render_template(
                "new_year.html",
                ahead=found,
                base=desk.proposals.base,
                may_begin=_may_begin(person),
                takes=desk.office is not None,
                notes=list(dict.fromkeys(notes)),
                trouble=register_trouble(desk.sheets.workspace),
            )

    @pages.post("/new")
    def begun() -> tuple[dict[str, Any], int]:
        with desk.lock:
            person = who_asks()
            if not _may_begin(person):
                raise NotAllowedError("新しい年度を始められるのは、とりまとめの人です。")
            found = _ahead(desk, person)
            trouble = register_trouble(desk.sheets.workspace)
            if trouble:
                return {"told": "\n".join(trouble)}, 422
            if found.begun is not None:
                return {"told": f"前に作ったものが「{found.begun.name}」にあります。"}, 409
            if not found.made:
                return {"told": "作るシートがありません。"}, 409
            _put(desk, person, found)
        return {"next": "/new"}, 200

    @pages.post("/new/take")
    def taken_in() -> tuple[dict[str, Any], int]:
        sent = sent_mapping(request)
        with desk.lock:
            person = who_asks()
            if desk.office is None or not _may_begin(person):
                raise NotAllowedError("新しい年度を取り込めるのは、とりまとめの人です。")
            found = _ahead(desk, person)
            if found.begun is None or found.begun.tip != sent_text(sent, "seen"):
                raise BranchMovedError("見ていた内容が変わりました。頁を開き直してください。")
            take_in(desk, person, found.year, found.begun)
        desk.host.ask()
        return {"next": "/progress"}, 200

    return pages


def _may_begin(person: Person) -> bool:
    return any(post.role == KEEPER and not post.department for post in person.posts)


def _ahead(desk: Desk, person: Person) -> Ahead:
    """Return what the year after the latest one will have, as far as a person may see it.

    Raises:
        NotThereError: there is no year yet.
    """
    workspace = desk.sheets.workspace
    years = years_with_sheets(workspace)
    if not years:
        raise NotThereError
    year = years[-1].next
    files = existing(workspace)
    lines = []
    for one in begin(workspace, year, years[-1]).begun:
        if not person.may_see(one.target.id, desk.sight):
            continue
        problem = _THERE if taken(files, one.target.id) is not None else ""
        if one.start is None:
            problem = _UNREAD
        elif any(name_problem(name) for name in one.target.id if name):
            problem = _NAME
        lines.append(Line(one, one.target.change, problem))
    branch = f"{PROPOSALS}/{branch_part(person.name)}/{year_part(year)}"
    return Ahead(year, tuple(lines), branch, year_branch(desk.proposals, year, branch))


def _put(desk: Desk, person: Person, ahead: Ahead) -> None:
    """Put the sheets, and what the register knows of the year now, on the person's branch.

    Raises:
        BranchMovedError: somebody did so at the same moment.
        GitError: git does not take it.
    """
    proposals, workspace = desk.proposals, desk.sheets.workspace
    top = f"{proposals.folder}/" if proposals.folder else ""
    files: dict[str, bytes | None] = {
        f"{top}{one.target.id.path}": one.start.text.encode()
        for one in ahead.made
        if one.start is not None
    }
    document = workspace.document(ORGANIZATION_PATH)
    targets = [one.target.id for one in ahead.made]
    units = units_to_confirm(workspace.organization, ahead.year, targets)
    if document is not None and units:
        with suppress(EditRefused):  # as the command: the sheets begin all the same
            files[f"{top}{ORGANIZATION_PATH}"] = confirmed(document, units, ahead.year)
    seen = proposals.repository.find(f"refs/heads/{ahead.branch}")
    onto = Onto(ahead.branch, proposals.base_commit(), seen)
    message = f"{ahead.year.label} のシートを作る（{len(targets)} 枚）\n"
    commit_files(proposals.top, onto, files, message, person.author)
