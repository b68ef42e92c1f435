"""Whose turn a proposal is: the steps of a sheet, who may take each, and who acts for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from orgsheet.files.git.write_commit import named_in_commits
from orgsheet.form.sheet_id import SheetId
from orgsheet.japanese.shorten import one_line
from orgsheet.serve.office_settings import Step
from orgsheet.serve.people_file import People
from orgsheet.serve.persons import KEEPER, Person
from orgsheet.serve.proposal_log import SUBMITTED, Event


class Turn(NamedTuple):
    """A step that somebody may take now; `instead_of` is the name of whom she acts for, or ""."""

    role: str
    instead_of: str = ""


def steps_of(steps: Iterable[Step], identity: SheetId, owner: Person | None) -> tuple[str, ...]:
    """Return the roles that approve a proposal, in order.

    A step whose role its writer holds is hers already; the last one is taken in any case, so that
    nothing gets in that nobody approved.
    """
    kind = "部" if identity.is_department else "課"
    roles = [step.role for step in steps if step.sheets in ("", kind)]
    if not roles:
        return ()
    others = [role for role in roles if owner is None or not owner.has(role, identity)]
    return tuple(others or roles[-1:])


def next_role(roles: Sequence[str], approved: Sequence[str]) -> str | None:
    """Return the role whose turn it is; None where all have approved."""
    return next((role for role in roles if role not in approved), None)


def turn_of(person: Person, role: str, identity: SheetId, people: People) -> Turn | None:
    """Return the step as this person may take it: as hers, or for whom she is a deputy."""
    return next(_turns_of(person, role, identity, people), None)


def _turns_of(person: Person, role: str, identity: SheetId, people: People) -> Iterator[Turn]:
    if person.has(role, identity):
        yield Turn(role)
    for other in people.values():
        if person.key in other.deputies and other.has(role, identity):
            yield Turn(role, other.name)


def who_may(owner: str, identity: SheetId, people: People) -> Callable[[Event], bool]:
    """Return what tells of a submission or an approval whether its author may do that."""

    def is_hers(event: Event) -> bool:
        if event.kind == SUBMITTED:
            return event.by == named_in_commits(owner)
        return _is_turn_of(event.by, Turn(event.step, event.instead_of), identity, people)

    return is_hers


def _is_turn_of(by: str, turn: Turn, identity: SheetId, people: People) -> bool:
    """Tell whether the one whom commits name so may take a step as she says that she did."""
    person = next((one for one in people.values() if named_in_commits(one.name) == by), None)
    if person is None:
        return False
    turns = _turns_of(person, turn.role, identity, people)
    return any(one_line(one.instead_of) == turn.instead_of for one in turns)


def may_return(person: Person, roles: Sequence[str], identity: SheetId, people: People) -> bool:
    """Tell whether somebody may send a proposal back: who approves it, and the policy office."""
    if person.has(KEEPER, identity):
        return True
    return any(turn_of(person, role, identity, people) for role in roles)


def may_hand_on(person: Person, owner: str, identity: SheetId) -> bool:
    """Tell whether somebody may give a proposal to another writer."""
    roles = (KEEPER, "課長", "部長")
    return person.name == owner or any(person.has(role, identity) for role in roles)
