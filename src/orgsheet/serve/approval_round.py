"""The round of a proposal: handed in, sent back, approved step by step, taken in at the last one.

Every act is a commit: the branch is the audit, and any clone can read it.
"""

from __future__ import annotations

from threading import RLock

from orgsheet.files.git.commits_between import Commit
from orgsheet.files.git.write_commit import (
    BranchMovedError,
    Onto,
    branch_part,
    commit_files,
    drop_branch,
    move_branch,
)
from orgsheet.form.sheet_id import SheetId
from orgsheet.review.review_data import Review
from orgsheet.serve.approval_steps import (
    Turn,
    may_hand_on,
    may_return,
    next_role,
    steps_of,
    turn_of,
    who_may,
)
from orgsheet.serve.branch_names import PROPOSALS, owner_of, parts_of, sheet_part
from orgsheet.serve.desk import Desk, NotAllowedError, NotThereError
from orgsheet.serve.office_settings import OfficeSettings
from orgsheet.serve.persons import Person
from orgsheet.serve.proposal import Proposal
from orgsheet.serve.proposal_log import (
    APPROVED,
    CORRECTION,
    HANDED_ON,
    INSTEAD_OF,
    RETURNED,
    SEEN,
    STATE,
    STEP,
    SUBMITTED,
    WITHDRAWN,
    correction_of,
    message_of,
    state_of,
)
from orgsheet.serve.proposal_review import Taken, review_of, taken_in

_MOST_KNOWN = 1_000
"""Proposals whose commits are kept: those between two commits never change."""
_KEPT = 64
"""Reviews that are kept for who opens a page again."""


class Round:
    """The proposals of an office and what its people may do with them.

    Callers hold the desk's lock. `review` alone may be asked without: it takes seconds in a large
    city, in which others save; who then acts holds the lock and finds it made.
    """

    def __init__(self, desk: Desk, office: OfficeSettings) -> None:
        self._desk = desk
        self._office = office
        self.host_page = office.host_page
        self.opens_host_page = office.opens_host_page
        self._commits: dict[tuple[str, str], tuple[Commit, ...]] = {}
        self._reviews: dict[tuple[str, str], tuple[Taken, Review]] = {}
        self._reviewing = RLock()

    def open_ones(self, person: Person) -> list[Proposal]:
        """Return the open proposals that somebody may see, in the order of the sheets."""
        return self._open_of(self._desk.seen(person))

    def handed_in(self) -> frozenset[SheetId]:
        """Return the sheets of which somebody has handed in a proposal that is not decided yet."""
        found = self._open_of(list(self._desk.sheets.workspace.sheet_ids))
        return frozenset(one.identity for one in found if one.state.kind == SUBMITTED)

    def _open_of(self, seen: list[SheetId]) -> list[Proposal]:
        by_part = {sheet_part(one): one for one in seen}
        names = {branch_part(one.name): one.name for one in self._office.people.now().values()}
        found = []
        repository, base = self._desk.proposals.repository, self._desk.proposals.base_commit()
        branches = repository.branches(PROPOSALS, base)
        # All at once: after an approval none of them is known, and a city has hundreds.
        unknown = [tip for tip in branches.values() if (base, tip) not in self._commits]
        if len(unknown) > 1:
            read = repository.beside(base, unknown)
            self._commits |= {(base, tip): tuple(commits) for tip, commits in read.items()}
        for branch, tip in branches.items():
            owner, part = parts_of(branch)
            if part in by_part:
                named = names.get(owner) or owner_of(branch)
                found.append(self._proposal(branch, named, by_part[part], tip))
        return sorted(found, key=lambda one: (seen.index(one.identity), one.owner))

    def own(self, person: Person, identity: SheetId) -> Proposal | None:
        """Return a person's open proposal for a sheet."""
        tip = self._desk.proposals.tip(person.name, identity)
        if tip is None or not self._desk.proposals.is_open(tip):
            return None
        branch = self._desk.proposals.branch(person.name, identity)
        return self._proposal(branch, person.name, identity, tip)

    def shut_for(self, person: Person, identity: SheetId) -> str:
        """Return why a person cannot save a sheet now; "" where she can."""
        own = self.own(person, identity)
        if own is None or own.state.kind != SUBMITTED:
            return ""
        return "提出してあります。直すには、提案の頁で取り下げてください。"

    def wanted(self, address: str, person: Person) -> Proposal:
        """Return the open proposal of an address.

        Raises:
            NotThereError: there is none, or none that this person may see.
        """
        found = next((one for one in self.open_ones(person) if one.address == address), None)
        if found is None:
            raise NotThereError
        return found

    def review(self, proposal: Proposal) -> tuple[Taken, Review]:
        """Return the sheet as it will be, and the review of that."""
        proposals = self._desk.proposals
        with self._reviewing:
            key = proposals.base_commit(), proposal.tip
            if key not in self._reviews:
                # A workspace of its own, read by nobody else.
                base = self._desk.base_at(key[0])
                words = base.forms.words_of(b"", proposal.identity.year)
                taken = taken_in(proposals, proposal.tip, proposal.identity, words)
                base = base if taken.base == key[0] else self._desk.base_at(taken.base)
                review = review_of(proposals, base, self._desk.open_at, taken, proposal.identity)
                while len(self._reviews) >= _KEPT:
                    self._reviews.pop(next(iter(self._reviews)))
                self._reviews[key] = taken, review
            return self._reviews[key]

    def roles(self, proposal: Proposal) -> tuple[str, ...]:
        """Return the roles that approve a proposal, in order."""
        people = self._office.people.now().values()
        owner = next((one for one in people if one.name == proposal.owner), None)
        return steps_of(self._office.steps, proposal.identity, owner)

    def turn(self, proposal: Proposal, person: Person) -> Turn | None:
        """Return the step that this person may take now; None where it is not hers."""
        role = next_role(self.roles(proposal), proposal.state.approved)
        if role is None or proposal.state.kind != SUBMITTED:
            return None
        return turn_of(person, role, proposal.identity, self._office.people.now())

    def may_return(self, proposal: Proposal, person: Person) -> bool:
        """Tell whether this person may send a proposal back now."""
        people, roles = self._office.people.now(), self.roles(proposal)
        is_open = proposal.state.kind == SUBMITTED
        return is_open and may_return(person, roles, proposal.identity, people)

    def heirs(self, proposal: Proposal, person: Person) -> list[Person]:
        """Return to whom this person may hand a proposal on."""
        if not may_hand_on(person, proposal.owner, proposal.identity):
            return []
        return [
            one
            for one in self._office.people.now().values()
            if one.name != proposal.owner and one.may_edit(proposal.identity)
        ]

    def submit(self, proposal: Proposal, person: Person, words: str) -> None:
        """Hand a proposal in.

        Raises:
            NotAllowedError: it is not hers, it is handed in already, or errors stand in it.
        """
        if proposal.owner != person.name:
            raise NotAllowedError("提出できるのは、記入した人です。")
        if proposal.state.kind == SUBMITTED:
            raise NotAllowedError("もう提出してあります。")
        _, review = self.review(proposal)
        if review.failed:
            raise NotAllowedError(f"直すところがあるため、提出できません。{_first(review)}")
        self._say(proposal, person, "提出", words, {STATE: SUBMITTED})

    def withdraw(self, proposal: Proposal, person: Person, words: str) -> None:
        """Take a proposal back to work on it.

        Raises:
            NotAllowedError: it is not hers, or not handed in.
        """
        if proposal.owner != person.name or proposal.state.kind != SUBMITTED:
            raise NotAllowedError("取り下げられるのは、提出した人だけです。")
        self._say(proposal, person, "取り下げ", words, {STATE: WITHDRAWN})

    def send_back(self, proposal: Proposal, person: Person, words: str) -> None:
        """Send a proposal back to its writer, with a reason.

        Raises:
            NotAllowedError: she may not, or gives no reason.
        """
        if not self.may_return(proposal, person):
            raise NotAllowedError("差し戻せるのは、承認する人と、とりまとめの担当です。")
        if not words.strip():
            raise NotAllowedError("差し戻す理由を書いてください。")
        self._say(proposal, person, "差し戻し", words, {STATE: RETURNED})

    def approve(self, proposal: Proposal, person: Person, words: str, seen: str) -> bool:
        """Take a step; return whether it was the last one and the sheet is now that of all.

        Args:
            proposal: what is approved.
            person: who approves.
            words: what she says with it.
            seen: the commit of the branch that she was shown.

        Raises:
            NotAllowedError: it is not her turn, or an error or a conflict stands in the way.
            BranchMovedError: it is another version than she saw.
        """
        turn = self.turn(proposal, person)
        if turn is None:
            raise NotAllowedError("いまは、あなたの承認の番ではありません。")
        if seen != proposal.tip:
            raise BranchMovedError("見ていた内容が変わりました。頁を開き直してください。")
        taken, review = self.review(proposal)
        if taken.found.conflicts:
            raise NotAllowedError(
                "みなの版でも同じ欄が変わっています。差し戻すと、記入した人がどちらかを選べます。"
            )
        if review.failed:
            raise NotAllowedError(f"直すところがあるため、承認できません。{_first(review)}")
        trailers = {STATE: APPROVED, STEP: turn.role, INSTEAD_OF: turn.instead_of}
        roles = self.roles(proposal)
        if next_role(roles, (*proposal.state.approved, turn.role)) is not None:
            self._say(proposal, person, f"{turn.role}の承認", words, trailers)
            return False
        proposals = self._desk.proposals
        reason = correction_of(proposal.commits)
        said = message_of(self._subject(proposal, f"{turn.role}の承認"), words, trailers)
        if reason:
            subject, _, rest = said.partition("\n")
            said = f"{subject}\n\n{CORRECTION}: {reason}\n{rest}"
        onto = Onto(proposals.base, taken.base, taken.base, merged=proposal.tip)
        files: dict[str, bytes | None] = {proposals.path_of(proposal.identity): taken.found.data}
        commit_files(proposals.top, onto, files, said, person.author)
        drop_branch(proposals.top, proposal.branch, proposal.tip)
        return True

    def hand_on(self, proposal: Proposal, person: Person, heir: str) -> Proposal:
        """Give a proposal to another writer and return it as it is then.

        Raises:
            NotAllowedError: she may not, nobody of that name may have it, or has one already.
        """
        new = next((one for one in self.heirs(proposal, person) if one.key == heir), None)
        if new is None:
            raise NotAllowedError("引き継げません。そのシートに記入できる人を選んでください。")
        if self.own(new, proposal.identity) is not None:
            raise NotAllowedError(f"{new.name}さんには、同じシートの提案がもうあります。")
        proposals = self._desk.proposals
        branch = proposals.branch(new.name, proposal.identity)
        move_branch(proposals.top, branch, proposal.tip, proposals.tip(new.name, proposal.identity))
        given = self._proposal(branch, new.name, proposal.identity, proposal.tip)
        words = f"{proposal.owner}さんから{new.name}さんへ"
        self._say(given, person, "引き継ぎ", words, {STATE: HANDED_ON})
        drop_branch(proposals.top, proposal.branch, proposal.tip)
        tip = proposals.tip(new.name, proposal.identity)
        assert tip is not None, "it has just been written"
        return self._proposal(branch, new.name, proposal.identity, tip)

    def _proposal(self, branch: str, owner: str, identity: SheetId, tip: str) -> Proposal:
        proposals = self._desk.proposals
        key = proposals.base_commit(), tip
        if key not in self._commits:
            if len(self._commits) >= _MOST_KNOWN:
                self._commits.clear()
            self._commits[key] = tuple(proposals.repository.between(*key))
        commits = self._commits[key]
        is_hers = who_may(owner, identity, self._office.people.now())
        return Proposal(branch, owner, identity, tip, commits, state_of(commits, is_hers))

    def _say(
        self, proposal: Proposal, person: Person, act: str, words: str, trailers: dict[str, str]
    ) -> None:
        onto = Onto(proposal.branch, proposal.tip, proposal.tip)
        trailers = trailers | {SEEN: proposal.tip}
        message = message_of(self._subject(proposal, act), words, trailers)
        commit_files(self._desk.proposals.top, onto, {}, message, person.author)

    def _subject(self, proposal: Proposal, act: str) -> str:
        return f"{proposal.identity.year} {proposal.identity.label}: {act}"


def _first(review: Review) -> str:
    return review.reasons[0] if review.reasons else ""
