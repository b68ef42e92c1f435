"""The findings of a review without names of staff: what may quote one gives way to the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from orgsheet.form.staff import NOT_SHOWN, Guard
from orgsheet.lint.finding import Finding, Place
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.waivers import Waiver
from orgsheet.review.compare_findings import Checked
from orgsheet.review.review_data import Review
from orgsheet.source import Document, Mapping
from orgsheet.source import Sequence as Items
from orgsheet.workspace.book import fill_with_dots
from orgsheet.workspace.layout import REGISTERS
from orgsheet.workspace.publication import ALL_STAFF, NO_STAFF

_NOT_SHOWN = "（担当者の名前があるかもしれないので、行は示していません）"
_PRIVATE = "（公表しない欄なので、行は示していません）"
_LOOK = "この行を確かめてください。担当は「担当: [姓, 姓]」のように書きます。"
_MOST_LINES = 200

Documents = Callable[[str], Document | None]


def without_names(
    findings: Iterable[Finding], rules: Sequence[Rule], documents: Documents, guard: Guard
) -> tuple[Finding, ...]:
    """Return findings without the names of staff.

    `documents` gives the files that the findings are about. The places stay; names in sentences
    are not recognised.
    """
    by_id = {rule.id: rule for rule in rules}

    def hidden(finding: Finding) -> Finding:
        rule = by_id.get(finding.rule)
        if finding.place.path in REGISTERS:
            return _of_register(finding, guard)
        document = documents(finding.place.path)
        is_about_people = rule is not None and rule.subject == "people"
        if not is_about_people and (document is None or _shows(finding, document, guard)):
            if document is None or _shows_lines(finding, document, guard):
                return finding
            return finding._replace(paste="", mend=None)
        fix = _LOOK if rule is None or rule.fix.startswith("{") else fill_with_dots(rule.fix)
        is_private = document is not None and not document.words.private.isdisjoint(
            finding.pointer.split("/")
        )
        reason = "" if is_about_people else _PRIVATE if is_private else _NOT_SHOWN
        message = f"{finding.title}{reason}"
        item = finding.item if guard.shows_text(finding.item) else ""
        pointer = guard.public_pointer(finding.pointer)
        return finding._replace(
            message=message, fix=fix, item=item, pointer=pointer, paste="", mend=None, related=()
        )

    return tuple(map(hidden, findings))


def _of_register(finding: Finding, guard: Guard) -> Finding:
    """Return what is found in a register: it names people only where somebody slipped."""
    told = (finding.message, finding.fix, finding.item, finding.paste, finding.pointer)
    if not any(map(guard.holds_name, told)):
        return finding
    return finding._replace(
        message=guard.without_quoted(finding.message),
        fix=guard.without_quoted(finding.fix),
        item="" if guard.holds_name(finding.item) else finding.item,
        pointer="" if guard.holds_name(finding.pointer) else finding.pointer,
        paste="",
        mend=None,
    )


def sentences_without_names(review: Review, guard: Guard) -> Review:
    """Return a review of which no sentence on settings, rules and files quotes a name."""
    shown = guard.without_quoted
    return review._replace(
        reasons=tuple(map(shown, review.reasons)),
        notices=tuple(map(shown, review.notices)),
        policy=tuple(one._replace(problem=shown(one.problem)) for one in review.policy),
    )


def checked_without_names(
    checked: Checked,
    after: Callable[[Iterable[Finding]], tuple[Finding, ...]],
    before: Callable[[Iterable[Finding]], tuple[Finding, ...]],
    guard: Guard,
) -> Checked:
    """Return all that was found without names: `before` hides those of what is mended."""
    waived = after([one.finding for one in checked.waived])
    return checked._replace(
        findings=after(checked.findings),
        fixed=before(checked.fixed),
        known=after(checked.known),
        waived=tuple(
            one._replace(finding=shown, waiver=_waiver_without_names(one.waiver, guard))
            for one, shown in zip(checked.waived, waived, strict=True)
        ),
    )


def _waiver_without_names(waiver: Waiver, guard: Guard) -> Waiver:
    """Return a waiver of which the reason and the approver tell nothing of members of staff."""

    def shown(text: str) -> str:
        return text if guard.shows_text(text) and not guard.is_name(text) else NOT_SHOWN

    return waiver._replace(reason=shown(waiver.reason), approver=shown(waiver.approver))


def shown_staff(published: str, guard: Guard, *, redact: bool | None) -> tuple[str | None, bool]:
    """Return what is shown of staff (None: all stays inside), and whether findings hide names.

    Findings quote names as they are written, so they hide surnames too.
    """
    staff = published if redact is None else NO_STAFF if redact else None
    return staff, staff is not None and (staff != ALL_STAFF or guard.has_private)


def _shows(finding: Finding, document: Document, guard: Guard) -> bool:
    """Tell whether what a finding says of a sheet may be shown."""
    told = (finding.message, finding.fix, finding.item, *(one.message for one in finding.related))
    if not all(map(guard.shows_text, told)):
        return False
    if not finding.pointer:
        return _shows_place(finding.place, document, guard)
    node = document.at(finding.pointer)
    if node is None:
        return _shows_place(finding.place, document, guard)
    steps = tuple(node.steps())
    if not guard.shows_steps(steps):
        return False
    # Of rows and tables, findings tell the headings and the counts only.
    if isinstance(node, Mapping):
        return any(map(guard.shows_key, node.entries))
    return (isinstance(node, Items) and len(steps) == 1) or guard.shows(steps, node.data())


def _shows_lines(finding: Finding, document: Document, guard: Guard) -> bool:
    """Tell whether all lines may be shown that a line to paste, or a fix, may be made of."""
    if not _shows_place(finding.place, document, guard):
        return False
    if finding.mend is None or not finding.mend.edits:
        return True
    # A format that carries fixes may show all that lies between the edits.
    start = min(edit.start for edit in finding.mend.edits)
    end = max(edit.end for edit in finding.mend.edits)
    stretch = range(document.locate(start)[0], document.locate(end)[0] + 1)
    return len(stretch) <= _MOST_LINES and all(
        guard.shows_line(document, number) for number in stretch
    )


def _shows_place(place: Place, document: Document, guard: Guard) -> bool:
    lines = range(place.line, min(place.end_line, place.line + _MOST_LINES) + 1)
    return all(guard.shows_line(document, number) for number in lines)
