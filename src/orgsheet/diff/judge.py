"""Facts judged: how grave each is for whom, one cause told once, and what is left out counted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from orgsheet.diff.change_book import COUNT, SILENT, ChangeRule, packaged_change_rules
from orgsheet.diff.changes import LEVELS, Change, Fact, Report, Spot
from orgsheet.diff.facts.scene import excerpt
from orgsheet.form.samples import sample_notices as notices_of
from orgsheet.match.links import Matching, Side
from orgsheet.registers.listing_order import ListingOrder
from orgsheet.workspace.book import fill, put_in_words

NOISE = "雑"
"""The level that only `--all` shows."""

_DIGITS = 16


@dataclass(slots=True)
class _Cause:
    """The facts of one cause: their number, and the first of the gravest."""

    level: str = ""
    fact: Fact | None = None
    count: int = 0

    def add(self, level: str, fact: Fact | None) -> None:
        """Count a fact; None is one that is not told."""
        if not self.count or LEVELS.index(level) < LEVELS.index(self.level):
            self.level, self.fact = level, fact
        self.count += 1


def judge(
    facts: Iterable[Fact],
    matching: Matching,
    *,
    profile: str,
    rules: Mapping[str, ChangeRule] | None = None,
    show_all: bool = False,
    listing: ListingOrder | None = None,
) -> tuple[tuple[Change, ...], dict[str, int]]:
    """Return the changes to tell, gravest first, and how many facts of each level are left out.

    Args:
        facts: what `compare` found, of one cause the explaining fact first.
        matching: the links that the facts rest on; sheets that were renamed are one place.
        profile: `year` or `pr`.
        rules: the change rules by id, None for those of the program; a level that the settings
            set holds in every profile, and なし leaves the rule out.
        show_all: tell every fact by itself, noise included.
        listing: the order of departments and sections; None orders them by name.

    Every fact is in the changes, in their `folded` or in the counts, except those of a rule that
    the profile itself does not tell. Facts of a rule that the settings leave out count
    under なし.
    """
    del matching  # the facts carry all that is judged
    rules = packaged_change_rules() if rules is None else rules
    hidden: dict[str, int] = {}
    causes: dict[str, _Cause] = {}
    for number, fact in enumerate(facts):
        level = rules[fact.kind].level(profile)
        if level == SILENT:
            if rules[fact.kind].set_level:
                hidden[SILENT] = hidden.get(SILENT, 0) + 1
            continue
        alone = show_all or not fact.cause
        cause = causes.setdefault(f"\0{number}" if alone else fact.cause, _Cause())
        # Noise that is only counted is most of what there is between two years of a city.
        cause.add(level, None if level == NOISE and not show_all else fact)
    told: list[Change] = []
    for cause in causes.values():
        if cause.fact is None:
            hidden[NOISE] = hidden.get(NOISE, 0) + cause.count
        else:
            rule = rules[cause.fact.kind]
            told.append(_change(rule, cause.level, cause.fact, cause.count - 1))
    places = listing or ListingOrder()
    return _distinct(sorted(told, key=lambda change: _order(change, places))), hidden


def make_report(  # noqa: PLR0913 - the parts of a report
    before: Side,
    after: Side,
    matching: Matching,
    facts: Iterable[Fact],
    *,
    profile: str,
    rules: Mapping[str, ChangeRule] | None = None,
    show_all: bool = False,
    notices: Iterable[str] = (),
    listing: ListingOrder | None = None,
) -> Report:
    """Judge the facts and return the report; samples are the first of its notices."""
    changes, hidden = judge(
        facts, matching, profile=profile, rules=rules, show_all=show_all, listing=listing
    )
    shown = (*sample_notices(before, after), *notices, *repeated_notices(before, after))
    return Report(before, after, profile, matching, changes, hidden, shown)


def sample_notices(before: Side, after: Side) -> tuple[str, ...]:
    """Return a sentence for each side that holds samples, with what they say of themselves."""
    sides = (notices_of(side.label, side.sheets.values()) for side in (before, after))
    return tuple(notice for notices in sides for notice in notices)


def repeated_notices(before: Side, after: Side) -> tuple[str, ...]:
    """Return a sentence for every heading that stands twice: only its first value is compared."""
    found = []
    for side in (before, after):
        for identity, sheet in side.sheets.items():
            name = str(identity) if side.label == identity.year else f"{side.label} の {identity}"
            for problem in sheet.document.problems:
                if problem.kind == "duplicate-key":
                    line, _ = sheet.document.locate(problem.start)
                    found.append(
                        f"{name} の {line} 行目の「{excerpt(problem.values['キー'])}」は、"
                        f"{problem.values['行']} 行目に続いて二度目なので、比べていません。"
                    )
    return tuple(found)


def _change(rule: ChangeRule, level: str, fact: Fact, folded: int) -> Change:
    spot = fact.after or fact.before
    said = spot.sheet.document.words.said if spot else {}
    message = fill(put_in_words(rule.message, said), fact.values)
    if folded:
        message += fill(rule.folded, {**fact.values, COUNT: str(folded)})
    return Change(
        rule.id,
        level,
        message,
        fact.before,
        fact.after,
        fingerprint(fact),
        put_in_words(rule.title, said),
        rule.area,
        rule.order,
        folded,
        fill(rule.remark, fact.values),
    )


def fingerprint(fact: Fact) -> str:
    """Return 16 hexadecimal digits that name a change by its rule, its places and its values.

    Places count by names, never by lines or numbers; the wording of the message does not count.
    """
    spots = [_meaning(fact.before), _meaning(fact.after)]
    text = json.dumps([fact.kind, spots, fact.values], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _meaning(spot: Spot | None) -> list[Any] | None:
    return None if spot is None else [str(spot.sheet.id), spot.item, spot.value]


def _distinct(changes: list[Change]) -> tuple[Change, ...]:
    """Return the changes with fingerprints that are each used once: equal ones are numbered."""
    seen: dict[str, int] = {}
    out = []
    for change in changes:
        count = seen[change.fingerprint] = seen.get(change.fingerprint, 0) + 1
        if count > 1:
            again = hashlib.sha256(f"{change.fingerprint}\n{count}".encode()).hexdigest()
            change = change._replace(fingerprint=again[:_DIGITS])  # noqa: PLW2901
        out.append(change)
    return tuple(out)


def _order(change: Change, listing: ListingOrder) -> tuple[Any, ...]:
    spot = change.after or change.before
    sheet = spot.sheet.id if spot else None
    # What is gone stands with what the section has now, whatever year its sheet is of.
    place = listing.unit(sheet) if sheet else ()
    position = spot.node.start if spot and spot.node else -1
    return (
        LEVELS.index(change.level),
        place,
        change.order,
        change.rule,
        position,
        change.message,
        change.fingerprint,
    )
