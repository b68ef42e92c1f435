"""The sheets of a new year taken from the branch of who began it into the branch of all."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.files.git import Entry, GitError
from orgsheet.files.git.tree_listing import REGULAR
from orgsheet.files.git.write_commit import Onto, commit_files, drop_branch
from orgsheet.fiscal import FiscalYear
from orgsheet.serve.branch_names import PROPOSALS, owner_of
from orgsheet.serve.desk import Desk
from orgsheet.serve.own_branch import Proposals
from orgsheet.serve.persons import KEEPER, Person
from orgsheet.serve.proposal_log import APPROVED, STATE, STEP, message_of
from orgsheet.serve.write_back import Unreadable, data_of, merge_versions
from orgsheet.source.vocabulary import Vocabulary
from orgsheet.workspace.layout import ORGANIZATION_PATH, sheet_id_of

_END = "新しい年度"


class YearBranch(NamedTuple):
    """A branch that has the sheets of a new year: its name, its commit, who began it."""

    name: str
    tip: str
    owner: str


def year_part(year: FiscalYear) -> str:
    """Return the last part of the name of a branch that begins a year."""
    return f"{year.label}-{_END}"


def year_branch(proposals: Proposals, year: FiscalYear, own: str) -> YearBranch | None:
    """Return the branch that has a new year and is not taken in; `own` goes before others'."""
    found = [
        YearBranch(name, tip, owner_of(name))
        for name, tip in proposals.repository.branches(PROPOSALS).items()
        if name.endswith(f"/{year_part(year)}") and proposals.is_open(tip)
    ]
    return min(found, key=lambda one: (one.name != own, one.name), default=None)


def take_in(desk: Desk, person: Person, year: FiscalYear, branch: YearBranch) -> None:
    """Put the sheets of a new year on the branch of all.

    They are not reviewed: what last year's texts leave to be done in them is told to who writes.

    Raises:
        BranchMovedError: somebody wrote at the same moment.
        GitError: the branch has what no beginning of a year has, or git does not take it.
        MergeRefused, Unreadable: the register cannot be merged.
    """
    proposals, base = desk.proposals, desk.proposals.base_commit()
    files = _files_of(desk, base, branch.tip, year)
    count = sum(not path.endswith(ORGANIZATION_PATH) for path in files)
    said = message_of(
        f"{year.label} のシートを始める（{count} 枚）", "", {STATE: APPROVED, STEP: KEEPER}
    )
    onto = Onto(proposals.base, base, base, merged=branch.tip)
    commit_files(proposals.top, onto, files, said, person.author)
    drop_branch(proposals.top, branch.name, branch.tip)


def _files_of(desk: Desk, base: str, tip: str, year: FiscalYear) -> dict[str, bytes | None]:
    """Return what a branch has that the branch of all has not, by the paths from the top."""
    proposals, repository = desk.proposals, desk.proposals.repository
    parted = repository.merge_bases(base, tip)[0]
    old, now, own = (
        {one.path: one for one in repository.entries(commit)} for commit in (parted, base, tip)
    )
    files: dict[str, bytes | None] = {}
    for path in sorted(old.keys() | own.keys()):
        if _is_same(old.get(path), own.get(path)) or _is_same(now.get(path), own.get(path)):
            continue
        inside = path.removeprefix(f"{proposals.folder}/") if proposals.folder else path
        identity = sheet_id_of(inside)
        is_new = identity is not None and identity.year == year.label and path not in old
        entry = own.get(path)
        if (
            entry is None
            or entry.mode not in REGULAR
            or not (is_new or inside == ORGANIZATION_PATH)
        ):
            raise GitError(_OTHER.format(path=path))
        data = repository.read(entry)
        if not _is_same(now.get(path), old.get(path)):
            before, there = old.get(path), now.get(path)
            if before is None or there is None:
                raise GitError(_TWICE.format(path=path))
            versions = repository.read(before), repository.read(there), data
            merged = merge_versions(*versions, inside, None)
            if merged.conflicts:
                raise GitError(_TWICE.format(path=path))
            data = merged.data
        if identity is not None:
            _require_readable(data, path, desk.sheets.workspace.forms.words_of(data, year.label))
        files[path] = data
    return files


def _require_readable(data: bytes, path: str, words: Vocabulary | None) -> None:
    try:
        data_of(data, path, words)
    except Unreadable:
        raise GitError(f"「{path}」に読めない行があるため、取り込めません。") from None


def _is_same(one: Entry | None, other: Entry | None) -> bool:
    return (one and one.version) == (other and other.version)


_OTHER = (
    "この枝は「{path}」も変えています。新しい年度のシートと組織台帳のほかは、ブラウザーからは"
    "取り込めません。Git の提案として点検してください（orgsheet review）。"
)
_TWICE = (
    "「{path}」が、みなの版でも変わっています。Git の提案として取り込むか、"
    "枝を消して（git branch -D）、もう一度「作る」を押してください。"
)
