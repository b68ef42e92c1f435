"""The pages of proposals: what waits for whom, and one proposal with its review and its buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from orgsheet.files.git.write_commit import BranchMovedError
from orgsheet.render.changes.view import LEVEL_WORDS
from orgsheet.render.review.findings_part import SEVERITY_MARKS
from orgsheet.render.review.year_lines import year_counts
from orgsheet.review.review_data import Review, ReviewFinding
from orgsheet.serve.approval_round import Round
from orgsheet.serve.check_form import findings_of
from orgsheet.serve.desk import Desk, NotAllowedError, who_asks
from orgsheet.serve.narrow_sight import narrowed
from orgsheet.serve.persons import Person
from orgsheet.serve.proposal import Proposal
from orgsheet.serve.proposal_log import SUBMITTED
from orgsheet.serve.proposal_review import Taken
from orgsheet.serve.sent_json import sent_mapping, sent_text
from orgsheet.serve.told_clashes import told_clashes

MOST_WORDS = 2_000
"""Characters of what somebody says with a step."""
_TO_HOST = "?to=host"
"""Behind the address of a proposal's page: that she handed it in just now, to go on at the host."""
_COMMENTS = {"approve", "send_back", "withdraw"}


def proposal_pages(rounds: Round) -> Callable[[Desk], Blueprint]:
    """Return what makes the pages of an office's proposals."""

    def made(desk: Desk) -> Blueprint:
        pages = Blueprint("proposals", __name__)
        _add_pages(pages, desk, rounds)
        _add_acts(pages, desk, rounds)
        return pages

    return made


def _add_pages(pages: Blueprint, desk: Desk, rounds: Round) -> None:
    @pages.get("/proposals")
    def listed() -> str:
        with desk.lock:
            person = who_asks()
            found = rounds.open_ones(person)
            waiting = [one for one in found if rounds.turn(one, person)]
        own = [one for one in found if one.owner == person.name]
        others = [one for one in found if one not in waiting and one not in own]
        return render_template("proposals.html", waiting=waiting, own=own, others=others)

    @pages.get("/proposals/<path:address>")
    def shown(address: str) -> str:
        _reviewed(desk, rounds, address)
        with desk.lock:
            person = who_asks()
            proposal = rounds.wanted(address, person)
            goes_on = rounds.opens_host_page and f"?{request.query_string.decode()}" == _TO_HOST
            seen = _shown(desk, rounds, proposal, person)
            return render_template("proposal.html", goes_on=goes_on, **seen)

    @pages.get("/data/host")
    def host() -> dict[str, bool]:
        return {"busy": desk.host.is_busy, "sent": not desk.host.trouble}


def _reviewed(desk: Desk, rounds: Round, address: str) -> None:
    """Have a proposal reviewed before the lock is taken for what is done with the review."""
    with desk.lock:
        proposal = rounds.wanted(address, who_asks())
    rounds.review(proposal)


def _shown(desk: Desk, rounds: Round, proposal: Proposal, person: Person) -> dict[str, Any]:
    """Return what the page of a proposal shows."""
    taken, review = rounds.review(proposal)
    roles, approved = rounds.roles(proposal), proposal.state.approved
    return {
        "proposal": proposal,
        "review": review._replace(findings=_told_to(desk, person, proposal, taken, review)),
        "clashes": told_clashes(taken.found.conflicts),
        "steps": [(role, role in approved) for role in roles],
        "turn": rounds.turn(proposal, person),
        "is_last": [role for role in roles if role not in approved][1:] == [],
        "returns": rounds.may_return(proposal, person),
        "is_own": proposal.owner == person.name,
        "is_submitted": proposal.state.kind == SUBMITTED,
        "host_trouble": desk.host.trouble,
        "at_host": proposal.page_at_host(rounds.host_page),
        "heirs": rounds.heirs(proposal, person),
        "marks": SEVERITY_MARKS,
        "levels": LEVEL_WORDS,
        "year_counts": year_counts(review),
    }


def _told_to(
    desk: Desk, person: Person, proposal: Proposal, taken: Taken, review: Review
) -> tuple[ReviewFinding, ...]:
    """Return the findings of a review as far as they say nothing of sheets that she may not see."""
    sheets = desk.sheets_to_check
    seen = desk.checked_for(person, sheets)
    if seen is None:
        return review.findings
    own = findings_of(seen, proposal.identity, taken.found.data)
    path = desk.proposals.path_of(proposal.identity)
    return tuple(narrowed((one for one in review.findings if one.path == path), own))


def _add_acts(pages: Blueprint, desk: Desk, rounds: Round) -> None:
    @pages.post("/submit/<path:path>")
    def submit(path: str) -> ResponseReturnValue:
        with desk.lock:
            person = who_asks()
            identity = desk.edited(path, person)
            words = desk.sheets.workspace.forms.words_of(b"", identity.year)
            if rounds.own(person, identity) is None:
                raise NotAllowedError("まだ何も保存していません。先に「保存」を押してください。")
            base = desk.proposals.base_commit()
            joined = desk.proposals.join_base(person.author, identity, words)
            if joined is not None and joined.conflicts:
                return {"conflicts": told_clashes(joined.conflicts), "shown": base}, 409
            written = rounds.own(person, identity)
        assert written is not None, "it was there"
        rounds.review(written)  # while others save
        with desk.lock:
            proposal = rounds.own(person, identity)
            if proposal is None or proposal.tip != written.tip:
                raise BranchMovedError("ほかの人が先に保存しました。")
            rounds.submit(proposal, person, "")
        desk.host.ask()
        leads = _TO_HOST if rounds.opens_host_page else ""
        return {"next": f"{proposal.page}{leads}"}, 200

    @pages.post("/act/<path:address>")
    def act(address: str) -> ResponseReturnValue:
        sent = sent_mapping(request)
        words, kind = sent_text(sent, "words", MOST_WORDS), sent_text(sent, "act")
        if kind == "approve":
            _reviewed(desk, rounds, address)
        with desk.lock:
            person = who_asks()
            proposal = rounds.wanted(address, person)
            following = proposal.page
            if kind == "approve":
                done = rounds.approve(proposal, person, words, sent_text(sent, "seen"))
                following = "/proposals" if done else following
            elif kind == "hand_on":
                following = rounds.hand_on(proposal, person, sent_text(sent, "heir", 200)).page
            elif kind in _COMMENTS:
                (rounds.send_back if kind == "send_back" else rounds.withdraw)(
                    proposal, person, words
                )
            else:
                raise ValueError(kind)
        desk.host.ask()
        return jsonify(next=following)
